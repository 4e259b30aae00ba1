"""The choice of a sandbox: the best that works on this machine, found out by starting a kernel in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bpcourse.runner.sandbox import Limits, NoSandbox, list_fonts
from bpcourse.runner.worker import Lost, MachineFailed, Worker

APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
INSTALL = "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap), or grade as root in a container."
FORBIDDEN = "bwrap is installed, but the system does not let it work. Grade as root, or let the administrator allow it."
BY_APPARMOR = (
    "Here AppArmor forbids user namespaces (Ubuntu 24.04 does; see github.com/containers/bubblewrap, issue 632): a "
    "profile for bwrap allows them."
)
UNSAFE = "With --unsafe submissions run without a sandbox: they can read, change and delete your files."


def choose(unsafe: bool = False) -> str:
    """Return the name of the best sandbox that works here; raises NoSandbox unless ``unsafe`` is given."""
    list_fonts()
    tried, has_bwrap = [], bool(shutil.which("bwrap"))
    if not (problem := problem_with("bubblewrap") if has_bwrap else "the program bwrap is not installed"):
        return "bubblewrap"
    tried.append(f"bubblewrap: {problem}")
    if os.getuid() == 0:
        if not (problem := problem_with("user")):
            return "user"
        tried.append(f"user: {problem}")
    if unsafe:
        return "unsafe"
    raise NoSandbox("\n".join(["No sandbox works here.", *tried, *_remedies(has_bwrap), UNSAFE]))


def _remedies(has_bwrap: bool) -> list[str]:
    if not has_bwrap:
        return [INSTALL]
    restricted = APPARMOR.is_file() and APPARMOR.read_text().strip() == "1"
    return [FORBIDDEN, *([BY_APPARMOR] if restricted else [])]


def problem_with(name: str) -> str:
    """Start a kernel in a sandbox and ask for a value; return what went wrong in words, or ""."""
    try:
        with Worker(name, Limits()) as worker:
            worker.ask({"do": "value", "name": "x"}, 10, 20)
    except (Lost, MachineFailed, NoSandbox, OSError, subprocess.SubprocessError) as problem:
        return str(problem)
    return ""
