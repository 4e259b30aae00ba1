"""The choice of a sandbox: the best that works on this machine, found out by starting a kernel in it."""

from __future__ import annotations

import os
import shutil
import subprocess

from bpcourse.runner.sandbox import Limits, NoSandbox, list_fonts
from bpcourse.runner.worker import Lost, Worker


def choose(unsafe: bool = False) -> str:
    """Return the name of the best sandbox that works here; raises NoSandbox unless ``unsafe`` is given."""
    tried = []
    list_fonts()
    for name, possible in (("bubblewrap", shutil.which("bwrap")), ("user", os.getuid() == 0)):
        problem = problem_with(name) if possible else "the program bwrap is not installed" if name != "user" else ""
        if possible and not problem:
            return name
        tried += [f"{name}: {problem}"] if problem else []
    if unsafe:
        return "unsafe"
    remedy = "Install bubblewrap (Debian: apt install bubblewrap), or grade as root in a container."
    last = "With --unsafe submissions run without a sandbox: they can read, change and delete your files."
    raise NoSandbox("\n".join(["No sandbox works here.", *tried, remedy, last]))


def problem_with(name: str) -> str:
    """Start a kernel in a sandbox and ask for a value; return what went wrong in words, or ""."""
    try:
        with Worker(name, Limits()) as worker:
            worker.ask({"do": "value", "name": "x"}, 10, 20)
    except (Lost, NoSandbox, OSError, subprocess.SubprocessError) as problem:
        return str(problem)
    return ""
