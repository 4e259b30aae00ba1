"""Laying notebooks into a copy, bringing new ones, and taking one back: never over a file that somebody edited.

A notebook counts as edited when its cells are not those that were laid there.  An edited one stays where it is, and
what the course has anew is laid beside it.  One that was only run or opened is replaced, and kept in ``.bpcourse``.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from bpcourse import material
from bpcourse.own_copy import laid
from bpcourse.own_copy.fingerprint import fingerprint, of_file
from bpcourse.own_copy.laid import PRIVATE, Laid

NOTES = "notes.ipynb"
NOTES_TEXT = """{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "notes",
   "metadata": {},
   "source": ["# Notes\\n", "\\n", "This notebook is yours: no command of the course touches it."]
  }
 ],
 "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
"""
PATIENCE = 30.0  # seconds to wait for another command in the same copy


@dataclass(frozen=True)
class Change:
    """What became of a notebook: "new", "renewed", "beside" (at ``where``), "kept" (the edited one, at ``where``)."""

    what: str
    name: str
    where: Path


def is_copy(folder: Path) -> bool:
    """Return whether a folder is a copy of the course."""
    return os.path.isfile(laid.file_of(folder))  # also of a name that no folder can have


def lay(folder: Path) -> list[Change]:
    """Make a copy, or bring one up to date; return what changed.

    Raises OSError where the folder cannot be written, and FileNotFoundError if the course has no notebooks.
    """
    sources = material.notebooks()
    with _alone(folder) as known:
        if not (folder / NOTES).exists():
            _place(folder / NOTES, NOTES_TEXT.encode())
        return [change for name, source in sources.items() for change in _brought(folder, name, source, known)]


def reset(folder: Path, name: str) -> list[Change]:
    """Lay a notebook of the course anew, and keep an edited one beside it; return what changed."""
    source = material.notebooks()[name]
    with _alone(folder) as known:
        target, content = folder / name, source.read_bytes()
        if of_file(target) == fingerprint(content):
            return []
        with _written(target, content) as new:  # before anything is moved: the disk may be full
            kept = [Change("kept", name, _moved_beside(target, "mine"))] if target.exists() else []
            _rename_to_free(new, target)
        known.base[name] = fingerprint(content)
        return [*kept, Change("new", name, target)]


def edited(folder: Path) -> list[str]:
    """Return the notebooks of a copy that are not as they were laid."""
    known = laid.read(folder)
    there = [name for name in material.notebooks() if (folder / name).exists()]
    return [name for name in there if of_file(folder / name) != known.base.get(name)]


def solution(folder: Path, number: str) -> Change | None:
    """Bring the worked solution of an exercise; return None if it is there already.

    Raises KeyError if there is none.
    """
    source = material.solutions()[number]
    target, content = folder / material.SOLUTIONS / source.name, source.read_bytes()
    with _alone(folder):
        if not target.exists():
            _place(target, content)
            return Change("new", f"{material.SOLUTIONS}/{source.name}", target)
        if of_file(target) == fingerprint(content):
            return None
        return Change("beside", f"{material.SOLUTIONS}/{source.name}", _placed_beside(target, content, "new"))


# --- one notebook


def _brought(folder: Path, name: str, source: Path, known: Laid) -> Iterator[Change]:
    """Bring one notebook into a copy, and note what was laid; yield what changed, if anything did."""
    target, content = folder / name, source.read_bytes()
    new, there, base = fingerprint(content), of_file(target), known.base.get(name, "")
    if there == new:
        known.base[name] = new
    elif not there:
        yield _laid(folder, name, content, known)
    elif there == base:
        yield _renewed(folder, name, content, known)
    elif new not in (base, known.offered.get(name)):
        yield _offered(folder, name, content, known)


def _laid(folder: Path, name: str, content: bytes, known: Laid) -> Change:
    _place(folder / name, content)
    known.base[name] = fingerprint(content)
    return Change("new", name, folder / name)


def _renewed(folder: Path, name: str, content: bytes, known: Laid) -> Change:
    """Replace a notebook that nobody edited; if somebody does just now, what was saved is kept beside it."""
    target, aside = folder / name, folder / PRIVATE / "earlier" / name
    aside.parent.mkdir(parents=True, exist_ok=True)
    with _written(target, content) as new:
        os.replace(target, aside)
        if of_file(aside) != known.base[name]:  # edited just now
            with suppress(FileExistsError):
                _rename_to_free(aside, target)
                return _offered(folder, name, content, known)
            os.replace(aside, _reserved(target, "mine"))
        try:
            _rename_to_free(new, target)
        except FileExistsError:  # saved by an editor in this very moment
            return _offered(folder, name, content, known)
    known.base[name] = fingerprint(content)
    return Change("renewed", name, target)


def _offered(folder: Path, name: str, content: bytes, known: Laid) -> Change:
    """Lay what is new beside a notebook that was edited, unless it lies there."""
    new = fingerprint(content)
    known.offered[name] = new
    target = folder / name
    lying = (path for path in sorted(target.parent.glob(f"{target.stem}.new-*.ipynb")) if of_file(path) == new)
    return Change("beside", name, next(lying, None) or _placed_beside(target, content, "new"))


# --- files


@contextmanager
def _alone(folder: Path) -> Iterator[Laid]:
    """Give what was laid into a copy to one command at a time, and keep it afterwards, also when something failed."""
    (folder / PRIVATE).mkdir(parents=True, exist_ok=True)
    with FileLock(folder / PRIVATE / "lock", timeout=PATIENCE):
        known = laid.read(folder)
        try:
            yield known
        finally:
            laid.write(folder, known)


def _place(target: Path, content: bytes) -> None:
    """Write a new file, whole or not at all; raises FileExistsError if there is one."""
    with _written(target, content) as new:
        _rename_to_free(new, target)


@contextmanager
def _written(target: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside ``target``, to be renamed; what has kept its name afterwards vanishes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        yield Path(temporary)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _rename_to_free(source: Path, target: Path) -> None:
    """Give a file a name that no other file has; raises FileExistsError if one has it."""
    try:
        os.link(source, target)  # unlike a rename it fails where there is a file
    except OSError:
        target.open("xb").close()  # it fails too; on a file system without links it takes the name
        os.replace(source, target)


def _free(target: Path, word: str) -> Iterator[Path]:
    """Yield "03.new-1.ipynb", "03.new-2.ipynb", ... beside a file."""
    return (target.with_name(f"{target.stem}.{word}-{number}{target.suffix}") for number in range(1, 10_000))


def _placed_beside(target: Path, content: bytes, word: str) -> Path:
    for path in _free(target, word):
        with suppress(FileExistsError):
            _place(path, content)
            return path
    raise OSError(f"too many files beside {target}")


def _moved_beside(target: Path, word: str) -> Path:
    """Move a file, as it is in this moment, to a free name beside it."""
    path = _reserved(target, word)
    os.replace(target, path)
    return path


def _reserved(target: Path, word: str) -> Path:
    """Return a name beside a file that no other file can take any more: an empty file has it."""
    for path in _free(target, word):
        with suppress(FileExistsError):
            path.open("xb").close()
            return path
    raise OSError(f"too many files beside {target}")
