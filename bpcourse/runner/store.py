"""The folder of results: one JSON file a submission, written whole or not at all, and one for the run with its seed."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from bplib._files import whole_file

READABLE = re.compile(r"[A-Za-z0-9][\w.-]{0,60}", re.ASCII)


class WrongResults(Exception):
    """The folder of results belongs to something else; the text says to what."""


class Store:
    """The results in a folder."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.records = self.folder / "submissions"

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

    def get(self, student: str) -> dict | None:
        """Return a student's result, or None; a damaged file counts as none."""
        return _read(self.records / f"{file_name(student)}.json")

    def put(self, record: dict) -> None:
        """Write a result in the place of the one before."""
        write_json(self.records / f"{file_name(record['submission'])}.json", record)

    def each(self) -> Iterator[tuple[Path, dict | None]]:
        """Yield the result files one after the other, each read once, and what they hold: None if it is damaged."""
        for path in sorted(self.records.glob("[!.]*.json")):
            yield path, _read(path)

    def all(self) -> list[dict]:
        """Return all results in the order of the students."""
        records = [record for _, record in self.each() if record]
        return sorted(records, key=lambda record: (record["submission"].casefold(), record["submission"]))


def file_name(student: str) -> str:
    """Return the name of a student's files: their own where it is plain, otherwise its plain part and a digest."""
    if READABLE.fullmatch(student):
        return student
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', student)[:40].strip('_') or 'student'}-{digest}"


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
