"""Progress: the best score of each task, in one small file beside the exercises.

The file is ``bplib-progress.json`` in the folder of the notebook; the environment variable BPLIB_PROGRESS names
another, or "off" for none.  It is written whole or not at all.  A file that cannot be read is set aside under another
name, never deleted, and a new one begun.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from bpcourse.tasks.results import Result
from bplib._files import whole_file

DEFAULT = "bplib-progress.json"


def progress_file() -> Path | None:
    """Return where progress is kept, or None when it is not."""
    name = os.environ.get("BPLIB_PROGRESS")
    if name:
        return None if name == "off" else Path(name)
    here, below = Path(DEFAULT), Path("exercises", DEFAULT)
    return below if below.parent.is_dir() and not here.exists() else here


def read(path: Path | None) -> tuple[dict[str, float], str]:
    """Return the best points by task and a message, empty unless the file was damaged and has been set aside."""
    if path is None or not path.exists():
        return {}, ""
    try:
        best = json.loads(path.read_text("utf-8"))["best"]
        return {str(task): float(points) for task, points in best.items()}, ""
    except (ValueError, KeyError, TypeError, AttributeError):
        aside = _set_aside(path)
        return {}, f"The progress file was damaged. It is kept as {aside.name}, and a new one has been begun."


def record(result: Result, path: Path | None) -> tuple[float, str]:
    """Keep the result if it is the best of its task; return the best points and a message for the learner."""
    best, message = read(path)
    points = max(result.points, best.get(result.task, 0.0))
    if path is None or (not message and best.get(result.task) == points):
        return points, message
    try:
        with whole_file(path) as file:
            file.write(json.dumps({"best": best | {result.task: points}}, indent=1, sort_keys=True).encode())
    except OSError as error:
        message = f"The progress could not be saved ({error.strerror}); the points above count all the same."
    return points, message


def _set_aside(path: Path) -> Path:
    """Rename a damaged file to the first free name."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    return aside
