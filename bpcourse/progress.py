"""Progress: the best score of each task and what was predicted, in one small file beside the exercises.

The file is ``bpcourse-progress.json`` in the folder of the exercises, for lessons and solutions beside it, too.  The
environment variable BPCOURSE_PROGRESS names another, or "off" for none.  It is written whole or not at all, by one
process after the other.  A damaged one is set aside under another name when something is kept, never deleted, and
a new one begun; where even that is not possible, the score is shown and the learner told that it could not be kept.
Reading alone changes nothing.  Keys that are not known, of a later version, say, stay as they are.

Until the course had a package of its own the names were ``bplib-progress.json`` and BPLIB_PROGRESS.  The variable still
works.  The scores of an older file are carried over once, the best of both; that file is never changed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from bpcourse.tasks.results import Result
from bplib._files import whole_file

DEFAULT, OLDER = "bpcourse-progress.json", "bplib-progress.json"
OFF = {"off", os.devnull}
DAMAGES = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
DAMAGED = "{} is damaged. The next check keeps it under another name, and begins a new one."
PATIENCE = 10.0  # seconds to wait for another notebook that is just writing


@dataclass
class Kept:
    """What a progress file holds: the best points by task and the rest of its keys; a message about what went wrong.

    ``writable`` is False where writing would destroy what could not be read.
    """

    best: dict[str, float] = field(default_factory=dict)
    rest: dict = field(default_factory=dict)
    message: str = ""
    writable: bool = True


def is_named() -> bool:
    """Return whether a variable names the file, or says that there is none."""
    return bool(_name())


def _name() -> str:
    return (os.environ.get("BPCOURSE_PROGRESS") or os.environ.get("BPLIB_PROGRESS") or "").strip()


def progress_file() -> Path | None:
    """Return where progress is kept, or None when it is not."""
    if name := _name():
        return None if name.lower() in OFF else _home(name)
    here, shared = Path(DEFAULT), _folder_of_the_exercises()
    return shared / DEFAULT if shared.is_dir() and not (here.exists() or Path(OLDER).exists()) else here


def _folder_of_the_exercises() -> Path:
    """Return where lessons, solutions and the command line find the file of the exercises."""
    return Path("..", "exercises") if Path.cwd().name in {"lessons", "solutions"} else Path("exercises")


def _home(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # ~ of a user who is not known
        return Path(name)


def read(path: Path | None) -> tuple[dict[str, float], str]:
    """Return the best points by task and a message, empty unless something is wrong with the file."""
    kept = _read(path)
    return kept.best, kept.message


def last_checked(path: Path | None) -> str:
    """Return the id of the task that was checked last, or ""."""
    return str(_read(path).rest.get("last", ""))


def record(result: Result, path: Path | None) -> tuple[float, str]:
    """Keep the result if it is the best of its task; return the best points and a message for the learner."""
    if path is None:
        return result.points, ""

    def better(kept: Kept) -> Kept:
        points = max(result.points, kept.best.get(result.task, 0.0))
        return replace(kept, best=kept.best | {result.task: points}, rest=kept.rest | {"last": result.task})

    kept, message = _change(path, better)
    return kept.best.get(result.task, result.points), message


def record_prediction(name: str, chosen: int, right: bool, path: Path | None) -> str:
    """Keep the first answer to a question of a lesson; return a message for the learner, or ""."""
    if path is None:
        return ""

    def with_answer(kept: Kept) -> Kept:
        answers = {name: {"chosen": chosen, "right": right}} | _predictions(kept)
        return replace(kept, rest=kept.rest | {"predictions": answers})

    return _change(path, with_answer)[1]


def predictions(path: Path | None) -> dict[str, dict]:
    """Return what was predicted, by the names of the questions: ``{"chosen": 0, "right": True}``."""
    return {name: answer for name, answer in _predictions(_read(path)).items() if isinstance(answer, dict)}


def _predictions(kept: Kept) -> dict:
    answers = kept.rest.get("predictions")
    return answers if isinstance(answers, dict) else {}


def _change(path: Path, change: Callable[[Kept], Kept]) -> tuple[Kept, str]:
    """Read, change and write the file while no other process does; return what is kept, and a message."""
    try:
        with FileLock(_lock_of(path), timeout=PATIENCE):
            return _changed(path, change)
    except (OSError, Timeout) as error:
        return Kept(), _not_saved(error)


def _changed(path: Path, change: Callable[[Kept], Kept]) -> tuple[Kept, str]:
    before = _read(path, set_aside=True)
    after = change(before)
    if not before.writable or (not before.message and after == before):
        return after, before.message
    try:
        _write(path, after.rest | {"best": after.best})
    except OSError as error:
        return after, f"{before.message} {_not_saved(error)}".strip()
    return after, before.message


def _write(path: Path, data: dict) -> None:
    """Write the file whole, where a link points to, and with the rights that it has."""
    path = _real(path)
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only")
    with whole_file(path) as file:
        file.write(json.dumps(data, indent=1, sort_keys=True).encode())
    if mode is not None:
        path.chmod(mode & 0o777)


def _real(path: Path) -> Path:
    """Return the file that a name stands for: where links lead to, or the name itself where they lead in a circle."""
    return Path(os.path.realpath(path))


def _lock_of(path: Path) -> Path:
    """Return the file that two processes lock, outside of the learner's folder."""
    whose = f"{os.environ.get('USER', '')} {_real(path)}"
    name = hashlib.sha256(whose.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"bpcourse-{name}.lock")


def _not_saved(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or "another program is writing it"
    return f"The progress could not be saved ({reason}); the points above count all the same."


# --- reading


def _read(path: Path | None, set_aside: bool = False) -> Kept:
    """Return what is kept, joined with the file of the course before it had a package of its own."""
    kept = _kept(path, set_aside)
    older = _older_file(path)
    if older is None or kept.rest.get("carried_over"):
        return kept
    try:
        for task, points in _loaded(older).best.items():
            kept.best[task] = max(points, kept.best.get(task, 0.0))
    except (*DAMAGES, OSError):
        message = f"The older file {older.name} cannot be read. It has been left as it is."
        kept.message = f"{kept.message} {message}".strip()
    kept.rest["carried_over"] = older.name
    return kept


def _kept(path: Path | None, set_aside: bool) -> Kept:
    """Return the same of the file itself, and set it aside if it is damaged and is to be changed."""
    try:
        if path is None or not path.exists():
            return Kept()
        if not path.is_file():  # a device or a pipe must be neither read nor renamed
            return Kept(message=_unreadable(path, "it is no file"), writable=False)
        return _loaded(path)
    except DAMAGES:
        return _set_aside(path) if set_aside else Kept(message=DAMAGED.format(path.name), writable=False)
    except OSError as error:
        return Kept(message=_unreadable(path, error.strerror), writable=False)


def _unreadable(path: Path, reason: str) -> str:
    words = f"cannot be read ({reason})"
    with suppress(OSError):
        if path.is_dir():
            words = "is a folder; rename it, or name another file in the variable BPCOURSE_PROGRESS"
    return f"{path.name[:40] or path} {words}. The progress is not saved; the points above count all the same."


def _loaded(path: Path) -> Kept:
    """Return what is in a file; raises one of DAMAGES, or OSError."""
    data = json.loads(path.read_text("utf-8-sig"))
    best = {str(task): float(points) for task, points in data["best"].items()}
    if not all(math.isfinite(points) and points >= 0 for points in best.values()):
        raise ValueError("a score that is no number")
    return Kept(best, {key: value for key, value in data.items() if key != "best"})


def _older_file(path: Path | None) -> Path | None:
    """Return the file of the course before it had a package of its own, where there is one."""
    if path is None:
        return None
    name = os.environ.get("BPLIB_PROGRESS", "").strip()
    older = path.parent / OLDER if name.lower() in {"", *OFF} else _home(name)
    try:
        return older if older.is_file() and _real(older) != _real(path) else None
    except OSError:  # a name that no file can have
        return None


def _set_aside(path: Path) -> Kept:
    """Rename a damaged file to the first free name, and begin a new one."""
    number, path = 1, _real(path)
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        words = f"The progress file is damaged and could not be set aside ({error.strerror}): progress is not saved."
        return Kept(message=words, writable=False)
    return Kept(message=f"The progress file was damaged. It is kept as {aside.name}, and a new one has been begun.")
