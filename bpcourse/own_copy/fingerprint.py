"""The fingerprint of a notebook: of what somebody wrote in its cells, not of what running it leaves there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def fingerprint(content: bytes) -> str:
    """Return a short text that changes when a cell does: its kind, its source, a picture that was pasted.

    Outputs, counts and the notes of an editor do not change it.  What is no notebook counts byte by byte.
    """
    try:
        written = json.dumps([_of_cell(cell) for cell in json.loads(content)["cells"]], sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        written = content
    return hashlib.sha256(written).hexdigest()[:32]


def of_file(path: Path) -> str:
    """Return the fingerprint of a file, or "" where there is none; raises OSError if it cannot be read."""
    try:
        return fingerprint(path.read_bytes())
    except FileNotFoundError:
        return ""


def _of_cell(cell: dict) -> list:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return [cell["cell_type"], text, cell.get("attachments") or {}]
