"""The commands for a copy of one's own: start, open, update, reset, solution; each returns the exit code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from filelock import Timeout

from bpcourse import material
from bpcourse.own_copy import copying, places
from bpcourse.own_copy.copying import Change
from bpcourse.refusal import Refused
from bpcourse.terminal import say

SCRIPTS = ("bpcourse", "backpropagation-course")
FIRST = "lessons/00_start_here.ipynb"
SAID = {
    "new": "new:      {name}",
    "renewed": "renewed:  {name}",
    "beside": "edited:   {name} stays as it is; what is new lies beside it, {where}",
    "kept": "kept:     your edited {name} is now {where}",
}
NO_LAB = """JupyterLab is not installed in this environment. Install it:
  {python} -m pip install "backpropagation-course[lab]"
in a clone of the course:
  {python} -m pip install -e ".[lab]"
"""
AS_ROOT = """JupyterLab refuses to run as root. In a container, where nobody else can reach it, say:
  {called}{words} -- --allow-root
and to reach it from outside of the container also: --ip=0.0.0.0 --no-browser"""
OPEN_IT = """To open it:
  cd "{folder}"
  {called}"""


def start(folder: Path | None) -> list[str]:
    """Make a copy, or complete one; return what is to be said."""
    folder = Path(os.path.realpath(folder or places.copy_meant()))
    if folder == material.clone():
        raise Refused(f"{folder} is the clone itself. Choose another folder: bpcourse start my-course")
    fresh = not copying.is_copy(folder)
    with _in_words(folder):
        changes = _said(copying.lay(folder), folder)
    lines = [f"{len(changes)} notebooks were laid there."] if fresh else changes
    elsewhere = [] if folder == places.copy_meant() else [OPEN_IT.format(folder=folder, called=called("open"))]
    return [f"Your copy of the course: {folder}", *lines, *elsewhere]


def update() -> list[str]:
    """Bring what is new into the copy; return what is to be said."""
    folder = places.copy_there()
    with _in_words(folder):
        changes = _said(copying.lay(folder), folder)
    return [f"Your copy of the course: {folder}", *(changes or ["Nothing is new."])]


def reset(words: str) -> list[str]:
    """Lay a notebook anew; return what is to be said."""
    folder = places.copy_there()
    with _in_words(folder):
        name = places.named(words, folder)
        changes = _said(copying.reset(folder, name), folder)
    return changes or [f"{name} is as it was laid: there is nothing to reset."]


def solution(words: str) -> list[str]:
    """Bring the solution of an exercise ("03") or of a task ("03.6"); return what is to be said."""
    folder = places.copy_there()
    number = words.partition(".")[0].zfill(2)
    there = material.solutions()
    if not there:
        raise Refused("This copy of the course comes without solutions.")
    if number not in there:
        raise Refused(f"There is no exercise {words!r}. There are solutions of: {', '.join(there)}.")
    with _in_words(folder):
        change = copying.solution(folder, number)
    where = folder / material.SOLUTIONS / there[number].name
    return _said([change], folder) if change else [f"It is there already: {where}"]


def progress() -> list[str]:
    """Return the points of the copy, task by task, and in which file they are."""
    from bpcourse import score_table
    from bpcourse.progress import last_checked, read

    path = places.progress_meant()
    best, message = read(path)
    where = f"Kept in {path.resolve()}" if path and path.exists() else "No points are kept here yet."
    return [score_table.as_text(best, last_checked(path), message), where]


def open_course(words: str | None, more: Sequence[str]) -> int:
    """Start JupyterLab in the copy, which is made the first time; ``more`` goes to JupyterLab. Return its exit code."""
    if find_spec("jupyterlab") is None:
        raise Refused(NO_LAB.format(python=Path(sys.executable).name).rstrip())
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in more:
        raise Refused(AS_ROOT.format(called=called("open"), words=f" {words}" if words else ""))
    folder = places.copy_meant()
    if not copying.is_copy(folder):
        say("\n".join(start(folder)))
    with _in_words(folder):
        name = _lesson(words, folder) if words else FIRST
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", *more, str(folder / name)]
    return subprocess.call(command, cwd=folder)


def called(words: str) -> str:
    """Return a command as it must be typed: with the path of the script where "bpcourse" alone does not lead to it.

    Who has typed "backpropagation-course", which only opens, is told that again.
    """
    typed = Path(sys.argv[0])
    if typed.stem not in SCRIPTS:
        return f"bpcourse {words}"
    found = shutil.which(typed.stem)
    leads_here = found and os.path.realpath(found) == os.path.realpath(typed)
    path = os.path.abspath(typed)
    script = typed.stem if leads_here else f'"{path}"' if " " in path else path
    return script if typed.stem == SCRIPTS[1] else f"{script} {words}"


def _lesson(words: str, folder: Path) -> str:
    """Return the notebook to open; a lesson before an exercise of the same number."""
    try:
        return places.named(words if "/" in words else f"lessons/{words}", folder)
    except Refused:
        return places.named(words, folder)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Raise Refused with the file and the reason where something cannot be done to a copy."""
    try:
        yield
    except Timeout:
        raise Refused(f"Another command is at work in {folder}. Try again when it is done.") from None
    except OSError as error:
        where = error.filename2 or error.filename or folder
        if isinstance(error, FileExistsError):
            raise Refused(f"{where} is in the way: rename it, or close it in JupyterLab. Then try again.") from None
        raise Refused(f"{where}: {error.strerror or error}. Nothing of yours was changed.") from None


def _said(changes: Sequence[Change], folder: Path) -> list[str]:
    return [SAID[one.what].format(name=one.name, where=one.where.relative_to(folder).as_posix()) for one in changes]
