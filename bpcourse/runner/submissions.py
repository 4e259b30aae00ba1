"""The folder of submissions as a learning platform hands it out: which files there are, and whose they are.

What a submission *is* are the bytes of its path: results are kept under them.  What is *shown* is the student: the
name of the file without the name of the exercise; where nothing remains (everybody hands in
``03_delta_equations.ipynb``), the folder that the file lies in.  Where Moodle has written whose it is into the name
of a folder, that is shown, whatever the student has called the file.  With the name of the exercise ``(1)``,
``-Copy1`` and the like behind it are left out.  Where two would look alike, the folder is put in front, then the whole
path is shown, then a few digits that tell them apart.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

from bpcourse.characters import JOINERS, visible
from bpcourse.runner.notebook import MOST_BYTES

COPY = re.compile(r"(\s*\(\d+\)|[-_ ]copy\s*\d*)+$", re.IGNORECASE)
MOODLE = re.compile(r"[^_/]+_\d+_assignsubmission_[a-z]+_?")  # the folder of a person, as it is downloaded
ENDING = ".ipynb"
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


class Submission(NamedTuple):
    """A file that was handed in: the student as shown, and where it is, relative to the folder of submissions."""

    student: str
    file: str

    @property
    def key(self) -> str:
        """Return what the submission is kept under: its path, whatever else there is."""
        key = self.file.removesuffix(ENDING)
        return self.file if _is_notebook(key) else key  # x.IPYNB is another file than x.IPYNB.ipynb


class Listing(NamedTuple):
    """What a folder holds: notebooks, the other files with the reason why they are none, and how many folders."""

    notebooks: list[str]
    left_out: list[tuple[str, str]]
    folders: int

    @property
    def files(self) -> int:
        """Return how many files there are, hidden folders not counted."""
        return len(self.notebooks) + sum(not name.endswith("/") for name, _ in self.left_out)


def look_through(folder: Path) -> Listing:
    """Return what is in a folder and the folders in it; hidden folders (Jupyter's checkpoints) are not entered.

    A folder that is called like a notebook is taken for one when there is none in it.
    """
    notebooks, left_out, odd, folders, waiting = [], [], [], 0, [""]
    while waiting:
        place = waiting.pop()
        folders += 1
        odd += [place] if _is_notebook(place) else []
        try:
            entries = sorted(os.scandir(folder / place), key=lambda entry: entry.name)
        except OSError as error:
            left_out.append((f"{place}/", f"a folder that cannot be opened: {error.strerror}"))
            continue
        for entry in entries:
            path = os.path.join(place, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and not entry.name.startswith("."):
                waiting.append(path)
            elif _is_notebook(entry.name) and not is_folder:
                notebooks.append(path)
            else:
                left_out.append((f"{path}/", "a hidden folder") if is_folder else (path, _why_not(entry)))
    notebooks += _without_notebooks(odd, notebooks)
    return Listing(sorted(notebooks), sorted(left_out), folders - 1)


def _without_notebooks(odd: list[str], notebooks: list[str]) -> list[str]:
    """Return the folders called like notebooks in which there are none, the innermost first."""
    above, found = set(), []
    for path, is_odd in [*((path, False) for path in notebooks), *((p, True) for p in sorted(odd, key=len)[::-1])]:
        if is_odd and path not in above:
            found.append(path)
        folder = os.path.dirname(path)
        while folder and folder not in above:
            above.add(folder)
            folder = os.path.dirname(folder)
    return found


def _is_notebook(path: str) -> bool:
    name = os.path.basename(path)
    return name.lower().endswith(ENDING) and not name.startswith(".")


def _why_not(entry: os.DirEntry) -> str:
    """Return why a file is not taken for a notebook, and what to do about it."""
    name = entry.name.lower()
    if entry.is_symlink():
        return "a link, not a file"
    if name.startswith("."):
        return "a hidden file"
    if name.endswith(ARCHIVES):
        return "an archive: unpack it"
    if ENDING in name:
        return f"its name does not end with {ENDING}: rename it"
    return "not a notebook"


# --- whose they are


def find_submissions(folder: Path, exercise_name: str) -> list[Submission]:
    """Return the notebooks of a folder (see ``look_through``) and whose they are, in the order of the paths."""
    return whose(look_through(folder).notebooks, exercise_name)


def whose(files: list[str], exercise_name: str) -> list[Submission]:
    """Return for each path the student as shown; no two of them look alike."""
    names = [_shown(_student(Path(file), exercise_name)) for file in files]
    for longer in chain((_with_folder, _path, _with_digits), repeat(_with_all_digits)):  # a name may have digits, too
        if not (often := {look for look, count in Counter(map(_look, names)).items() if count > 1}):
            break
        pairs = zip(names, files, strict=True)
        names = [longer(file, exercise_name) if _look(name) in often else name for name, file in pairs]
    return [Submission(name, file) for name, file in zip(names, files, strict=True)]


def _student(file: Path, exercise_name: str, whole: bool = False) -> str:
    stem = rest = file.name[: -len(ENDING)]
    if exercise_name and exercise_name.casefold() in stem.casefold():
        rest = re.sub(re.escape(exercise_name), "", COPY.sub("", stem), flags=re.IGNORECASE).strip(" _-.")
    owner = next((part for part in file.parent.parts if MOODLE.fullmatch(part)), "")
    if owner and not whole:
        return owner
    parts = [*(file.parent.parts if whole or not rest else file.parent.parts[:0]), *([rest] if rest else [])]
    return " - ".join(parts) or stem


def _with_folder(file: str, exercise_name: str) -> str:
    return _shown(_student(Path(file), exercise_name, whole=True))


def _path(file: str, _exercise_name: str) -> str:
    return _shown(file)


def _with_digits(file: str, _exercise_name: str, most: int = 6) -> str:
    return f"{_shown(file)} [{hashlib.sha256(os.fsencode(file)).hexdigest()[:most]}]"


def _with_all_digits(file: str, exercise_name: str) -> str:
    return _with_digits(file, exercise_name, 64)


def _shown(name: str) -> str:
    """Return a name as it can be written: bytes that are not UTF-8 as their number, control characters as a sign."""
    return visible(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _look(name: str) -> str:
    """Return a name without what the eye does not see: capitals, spaces, joiners, how accents are put together."""
    plain = "".join(character for character in name if character not in JOINERS)
    return "".join(unicodedata.normalize("NFKC", plain).casefold().split())


# --- what is in them


def read_file(path: Path) -> tuple[bytes, str]:
    """Return the content of a submission, and "" or why there is none; follows no link, opens nothing but files."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return b"", "A link, not a file." if path.is_symlink() else f"The file cannot be opened: {error.strerror}."
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return b"", "Not a file, although its name ends with .ipynb."
    with os.fdopen(handle, "rb") as file:
        try:
            return file.read(MOST_BYTES + 1), ""
        except OSError as error:
            return b"", f"The file cannot be read: {error.strerror}."


def time_of(path: Path) -> str:
    """Return the time of a file, which platforms set to that of the hand-in: 2026-11-29T23:59:00Z; "" where unknown."""
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OSError, ValueError, OverflowError):
        return ""
