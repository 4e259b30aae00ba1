"""The folder of results: one JSON file a submission, written whole or not at all, and one for the run with its seed.

A result is kept under the path of its notebook.  In ``earlier`` are the results of notebooks that have been changed or
removed since: they are no rows of the table, and they are not lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from bpcourse.runner.held import held
from bplib._files import whole_file

READABLE = re.compile(r"[A-Za-z0-9][\w.-]{0,60}", re.ASCII)
DIGEST = re.compile(r"-[0-9a-f]{12}$")  # as ``file_name`` ends; nobody's own name ends so


class WrongResults(Exception):
    """The folder of results belongs to something else; the text says to what."""


class Store:
    """The results in a folder."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.records = self.folder / "submissions"
        self.earlier = self.folder / "earlier"

    def alone(self) -> contextlib.ExitStack:
        """Make the folder and hold it until what is returned is left; raises WrongResults where another run does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stack = contextlib.ExitStack()
        try:
            stack.enter_context(held(self.folder / ".grading", wait=False))
        except BlockingIOError:
            raise WrongResults(f"Another bpcourse grade is at work in {self.folder}: wait for its end.") from None
        return stack

    def begin(self, exercise_name: str, seed: str | None) -> str:
        """Make the folder or go on with it, and return the seed of the run; raises WrongResults."""
        self.records.mkdir(parents=True, exist_ok=True)
        path = self.folder / "run.json"
        if not path.exists():
            write_json(path, {"exercise": exercise_name, "seed": seed or secrets.token_hex(16)})
        run = self.run()
        if run["exercise"] != exercise_name:
            raise WrongResults(f"{self.folder} holds the results of {run['exercise']}: choose another with --results.")
        if seed not in (None, run["seed"]):
            raise WrongResults(f"{self.folder} was begun with another seed: choose another folder with --results.")
        return run["seed"]

    def run(self) -> dict:
        """Return the exercise and the seed of the run; raises WrongResults when there are none."""
        try:
            run = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
            return {"exercise": str(run["exercise"]), "seed": str(run["seed"])}
        except (OSError, ValueError, KeyError, TypeError):
            raise WrongResults(
                f"{self.folder} holds no results that can be read: run.json is missing or damaged."
            ) from None

    def ticket(self, tasks: tuple[str, ...]) -> str:
        """Return the mark of what is graded again: that of an interrupted run for the same tasks, or a new one."""
        path = self.folder / "regrade.json"
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            begun = json.loads(path.read_text(encoding="utf-8"))
            if begun["tasks"] == sorted(tasks):
                return str(begun["ticket"])
        ticket = secrets.token_hex(8)
        write_json(path, {"tasks": sorted(tasks), "ticket": ticket})
        return ticket

    def end_ticket(self) -> None:
        """Forget the mark: all results have been graded again."""
        (self.folder / "regrade.json").unlink(missing_ok=True)

    def get(self, key: str) -> dict | None:
        """Return the result of a submission, or None; a damaged file counts as none."""
        return _read(self.records / f"{file_name(key)}.json")

    def put(self, record: dict) -> None:
        """Write a result in the place of the one before."""
        write_json(self.records / f"{file_name(key_of(record))}.json", record)

    def put_aside(self, record: dict) -> None:
        """Keep a result whose notebook has been changed or removed, beside the others."""
        self.earlier.mkdir(exist_ok=True)
        name = f"{file_name(key_of(record))}.{str(record.get('sha256', ''))[:12]}.json"
        write_json(self.earlier / name, record)

    def aside(self, key: str, sha256: str) -> dict | None:
        """Return a result that was put aside, or None."""
        return _read(self.earlier / f"{file_name(key)}.{sha256[:12]}.json")

    def put_others_aside(self, keys: set[str]) -> list[str]:
        """Put the results aside that belong to none of these submissions; return what their students are called."""
        expected, gone = {f"{file_name(key)}.json" for key in keys}, []
        for path in sorted(self.records.glob("[!.]*.json")):
            if path.name not in expected:
                if record := _read(path):
                    self.put_aside(record)
                    gone.append(record["submission"])
                path.unlink()
        return gone

    def each(self) -> Iterator[tuple[Path, dict | None]]:
        """Yield the result files one after the other, each read once, and what they hold: None if it is damaged."""
        for path in sorted(self.records.glob("[!.]*.json")):
            yield path, _read(path)

    def all(self) -> list[dict]:
        """Return all results in the order of the students."""
        records = [record for _, record in self.each() if record]
        return sorted(records, key=lambda record: (record["submission"].casefold(), record["submission"]))


def key_of(record: dict) -> str:
    """Return what a result is kept under: the path of its notebook, the student where none is said."""
    return str(record.get("key") or record["submission"])


def file_name(name: str) -> str:
    """Return the name of the files for a submission or a student: its plain part and a digest where it is not plain."""
    if READABLE.fullmatch(name) and not DIGEST.search(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', name)[:40].strip('_') or 'student'}-{digest}"


def write_json(path: Path, data) -> None:
    """Write data as JSON."""
    write_text(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8; a file that already holds it is left as it is."""
    content = text.encode("utf-8", "backslashreplace")
    if not path.exists() or path.read_bytes() != content:
        with whole_file(path) as file:
            file.write(content)


def _read(path: Path) -> dict | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record if isinstance(record["submission"], str) and isinstance(record["tasks"], dict) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
