"""A large file that is written bit by bit, and put in its place only when it is whole, and another than before."""

from __future__ import annotations

import filecmp
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

EMPTY_ZIP = 22  # bytes


@contextmanager
def zip_in_place_of(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file for a zip: it takes the place of ``path`` unless it is empty or says the same."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        if os.path.getsize(temporary) > EMPTY_ZIP and not (
            path.exists() and filecmp.cmp(temporary, path, shallow=False)
        ):
            os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
