"""Progress: the best score of each task, in one small file beside the exercises.

The file is ``bpcourse-progress.json`` in the folder of the notebook; the environment variable BPCOURSE_PROGRESS names
another, or "off" for none.  It is written whole or not at all.  A file that cannot be read is set aside under another
name, never deleted, and a new one begun.

Until the course had a package of its own the names were ``bplib-progress.json`` and BPLIB_PROGRESS.  The variable still
works.  The scores of an older file are carried over once, the best of both; that file is never changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from bpcourse.tasks.results import Result
from bplib._files import whole_file

DEFAULT, OLDER = "bpcourse-progress.json", "bplib-progress.json"
DAMAGES = (ValueError, KeyError, TypeError, AttributeError)


def progress_file() -> Path | None:
    """Return where progress is kept, or None when it is not."""
    name = os.environ.get("BPCOURSE_PROGRESS") or os.environ.get("BPLIB_PROGRESS")
    if name:
        return None if name == "off" else Path(name)
    here, below = Path(DEFAULT), Path("exercises", DEFAULT)
    return below if below.parent.is_dir() and not (here.exists() or Path(OLDER).exists()) else here


def read(path: Path | None) -> tuple[dict[str, float], str]:
    """Return the best points by task and a message, empty unless a file was damaged."""
    best, message, _ = _read(path)
    return best, message


def record(result: Result, path: Path | None) -> tuple[float, str]:
    """Keep the result if it is the best of its task; return the best points and a message for the learner."""
    best, message, carried = _read(path)
    points = max(result.points, best.get(result.task, 0.0))
    if path is None or (not message and best.get(result.task) == points):
        return points, message
    kept = {"best": best | {result.task: points}} | ({"carried_over": carried} if carried else {})
    try:
        with whole_file(path) as file:
            file.write(json.dumps(kept, indent=1, sort_keys=True).encode())
    except OSError as error:
        message = f"The progress could not be saved ({error.strerror}); the points above count all the same."
    return points, message


def _read(path: Path | None) -> tuple[dict[str, float], str, str]:
    """Return the best points, a message, and the name of the older file whose scores are among them, or ""."""
    best, message, carried = _kept(path)
    older = _older_file(path)
    if older is None or carried:
        return best, message, carried
    try:
        for task, points in _loaded(older)[0].items():
            best[task] = max(points, best.get(task, 0.0))
    except (*DAMAGES, OSError):
        message = f"{message} The older file {older.name} cannot be read. It has been left as it is.".strip()
    return best, message, older.name


def _kept(path: Path | None) -> tuple[dict[str, float], str, str]:
    """Return the same of the file itself; one that is damaged is set aside."""
    if path is None or not path.exists():
        return {}, "", ""
    try:
        best, carried = _loaded(path)
        return best, "", carried
    except DAMAGES:
        aside = _set_aside(path)
        return {}, f"The progress file was damaged. It is kept as {aside.name}, and a new one has been begun.", ""


def _loaded(path: Path) -> tuple[dict[str, float], str]:
    """Return the best points in a file, and the name of the older file that they were joined with."""
    data = json.loads(path.read_text("utf-8"))
    return {str(task): float(points) for task, points in data["best"].items()}, str(data.get("carried_over", ""))


def _older_file(path: Path | None) -> Path | None:
    """Return the file of the course before it had a package of its own, where there is one."""
    if path is None:
        return None
    name = os.environ.get("BPLIB_PROGRESS", "")
    older = Path(name) if name not in ("", "off") else path.with_name(OLDER)
    return older if older.exists() and older.resolve() != path.resolve() else None


def _set_aside(path: Path) -> Path:
    """Rename a damaged file to the first free name."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    return aside
