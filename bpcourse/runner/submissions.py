"""The folder of submissions as a learning platform hands it out: which files there are, and whose they are.

The student is the name of the file without the name of the exercise; where nothing remains (everybody hands in
``03_delta_equations.ipynb``), it is the folder that the file lies in.  Where two files would be the same student's, the
folder is put in front of the name.  With the name of the exercise ``(1)``, ``-Copy1`` and the like behind it are left
out.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bpcourse.runner.notebook import MOST_BYTES

COPY = re.compile(r"(\s*\(\d+\)|[-_ ]copy\s*\d*)+$", re.IGNORECASE)


class Submission(NamedTuple):
    """A file that was handed in: the student, and where it is, relative to the folder of submissions."""

    student: str
    file: str


def find_submissions(folder: Path, exercise_name: str) -> list[Submission]:
    """Return what is called *.ipynb in a folder and the folders in it, in the order of the names.

    Hidden folders (Jupyter's checkpoints) are left out; so is a folder called like a notebook when notebooks are in it.
    """
    files = sorted(_files(folder))
    short = [_student(Path(file), exercise_name) for file in files]
    often = {name for name, count in Counter(map(str.casefold, short)).items() if count > 1}
    long = [_student(Path(file), exercise_name, whole=True) for file in files]
    names = [b if a.casefold() in often else a for a, b in zip(short, long, strict=True)]
    twice = {name for name, count in Counter(map(str.casefold, names)).items() if count > 1}
    names = [file if name.casefold() in twice else name for name, file in zip(names, files, strict=True)]
    return [Submission(_text(name), file) for name, file in zip(names, files, strict=True)]


def _files(folder: Path):
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place).relative_to(folder)
        yield from (str(here / name) for name in files if _is_notebook(name))
        odd = (name for name in folders if _is_notebook(name) and not any(_files(Path(place) / name)))
        yield from (str(here / name) for name in odd)


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb") and not name.startswith(".")


def _student(file: Path, exercise_name: str, whole: bool = False) -> str:
    stem = rest = file.name[: -len(".ipynb")]
    if exercise_name and exercise_name.casefold() in stem.casefold():
        rest = re.sub(re.escape(exercise_name), "", COPY.sub("", stem), flags=re.IGNORECASE).strip(" _-.")
    parts = [*(file.parent.parts if whole or not rest else file.parent.parts[:0]), *([rest] if rest else [])]
    return " - ".join(parts) or stem


def _text(name: str) -> str:
    """Return a name without what cannot be written: bytes that are not UTF-8, and control characters."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)


def read_file(path: Path) -> tuple[bytes, str]:
    """Return the content of a submission, and "" or why there is none; follows no link, opens nothing but files."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return b"", "A link, not a file." if path.is_symlink() else "The file cannot be opened."
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return b"", "Not a file, although its name ends with .ipynb."
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_BYTES + 1), ""


def time_of(path: Path) -> str:
    """Return the time of a file, which platforms set to that of the hand-in: 2026-11-29T23:59:00Z; "" where unknown."""
    try:
        time = datetime.fromtimestamp(int(path.lstat().st_mtime), UTC)
    except (OSError, OverflowError, ValueError):
        return ""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
