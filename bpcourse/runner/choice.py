"""The choice of a sandbox: the best that works on this machine, found out by starting a kernel in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bpcourse.runner.sandbox import Limits, NoSandbox
from bpcourse.runner.view import BPCOURSE, list_fonts
from bpcourse.runner.worker import Lost, MachineFailed, Worker

APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
INSTALL = "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap), or grade as root in a container."
FORBIDDEN = "bwrap is installed, but the system does not let it work. Grade as root, or let the administrator allow it."
BY_APPARMOR = (
    "Here AppArmor forbids user namespaces (Ubuntu 24.04 does; see github.com/containers/bubblewrap, issue 632): a "
    "profile for bwrap allows them."
)
UNSAFE = "With --unsafe submissions run without a sandbox: they can read, change and delete your files."


def choose(unsafe: bool = False, private: Sequence[Path] = ()) -> str:
    """Return the name of the best sandbox that works here; raises NoSandbox unless ``unsafe`` is given.

    ``private`` are the folders of a run, which no submission may read.
    """
    list_fonts()
    tried, has_bwrap = [], bool(shutil.which("bwrap"))
    if not (problem := problem_with("bubblewrap") if has_bwrap else "the program bwrap is not installed"):
        return "bubblewrap"
    tried.append(f"bubblewrap: {problem}")
    if os.getuid() == 0:
        if not (problem := problem_with("user", private)):
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


def problem_with(name: str, private: Sequence[Path] = ()) -> str:
    """Start a kernel in a sandbox and ask for a value; return what went wrong in words, or ""."""
    try:
        with Worker(name, Limits()) as worker:
            worker.ask({"do": "value", "name": "x"}, 10, 20)
            return _what_is_open(private) if name == "user" and not worker.can.get("walls") else ""
    except (Lost, MachineFailed, NoSandbox, OSError, subprocess.SubprocessError) as problem:
        return str(problem)


def _what_is_open(private: Sequence[Path]) -> str:
    """Return which folders a user without walls could read the answers in, and how to close them, or ""."""
    course = [
        BPCOURSE / "exercises",
        BPCOURSE / "notebooks",
        *(BPCOURSE.parent / name for name in ("solutions", "tests", ".git")),
    ]
    found = [str(path.resolve()) for path in [*course, *private] if path.exists() and _is_open(path.resolve())]
    if not found:
        return ""
    return f"there is no Landlock here, and all users can read {', '.join(found)}. Remedy: chmod o= {' '.join(found)}"


def _is_open(path: Path) -> bool:
    """Return whether a user who owns nothing can enter a folder."""
    return all(place.stat().st_mode & 0o001 for place in [path, *path.parents])
