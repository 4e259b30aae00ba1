"""What was laid into a copy: of each notebook the fingerprint that it had then, in one small file of the copy."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from bplib._files import whole_file

PRIVATE = ".bpcourse"  # the folder in a copy that is not the learner's
VERSION = 1


@dataclass
class Laid:
    """The fingerprints of notebooks by their path in the course.

    ``base`` is what was laid there, ``offered`` what was laid beside it because the learner had edited it.
    """

    base: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)


def file_of(folder: Path) -> Path:
    """Return the file of a copy that says what was laid there."""
    return folder / PRIVATE / "copy.json"


def read(folder: Path) -> Laid:
    """Return what was laid into a copy; nothing where the file is missing or damaged: all counts as edited then."""
    try:
        data = json.loads(file_of(folder).read_text("utf-8"))
        return Laid(_texts(data["base"]), _texts(data["offered"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Laid()


def write(folder: Path, laid: Laid) -> None:
    """Keep what was laid, whole or not at all."""
    data = {"version": VERSION, "base": laid.base, "offered": laid.offered}
    with whole_file(file_of(folder)) as file:
        file.write(json.dumps(data, indent=1, sort_keys=True).encode())


def _texts(entries: dict) -> dict[str, str]:
    return {str(name): str(value) for name, value in entries.items()}
