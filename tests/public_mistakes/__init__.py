"""A bank of mistakes that learners really made in public, each transferred to one of our tasks.

It was collected before, and apart from, the diagnosis that it measures.  Two thirds stand in ``e01`` to ``e06``; the
rest, drawn at random within each exercise, stands in ``set_aside``: whoever works on the diagnosis does not read it.
A second to a sixth bank, each from sources of its own, stand in ``second_aside``, ``third_aside``, ``fourth_aside``,
``fifth_aside`` and ``sixth_aside``.  The second, the third, the fifth and the sixth are not read either.  The fourth is
open: the diagnosis was measured with it, then it was read, and the kinds of mistakes that had no name were mended.  It
measures no more than that they keep their names.  ``LOCK`` holds the fingerprints of all seven, and of the pieces that
they share.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from public_mistakes.entry import Mistake

FOLDER = Path(__file__).parent
MODULES = tuple(f"e0{n}" for n in range(1, 7))


def mistakes(set_aside: bool = False) -> list[Mistake]:
    """Return the entries of the open two thirds, or of the third that is set aside."""
    return _entries(f"{__name__}.set_aside" if set_aside else __name__)


def second_bank() -> list[Mistake]:
    """Return the entries of the second bank, all of which are set aside."""
    return _entries(f"{__name__}.second_aside")


def third_bank() -> list[Mistake]:
    """Return the entries of the third bank, all of which are set aside."""
    return _entries(f"{__name__}.third_aside")


def fourth_bank() -> list[Mistake]:
    """Return the entries of the fourth bank, which was set aside and is open now."""
    return _entries(f"{__name__}.fourth_aside")


def fifth_bank() -> list[Mistake]:
    """Return the entries of the fifth bank, all of which are set aside."""
    return _entries(f"{__name__}.fifth_aside")


def sixth_bank() -> list[Mistake]:
    """Return the entries of the sixth bank, all of which are set aside."""
    return _entries(f"{__name__}.sixth_aside")


def fingerprints() -> dict[str, str]:
    """Return the SHA-256 of each part of the bank by its name."""
    parts = {
        "set_aside": [FOLDER / "set_aside" / f"{module}.py" for module in MODULES],
        "second_aside": [FOLDER / "second_aside" / f"{module}.py" for module in MODULES],
        "third_aside": [FOLDER / "third_aside" / f"{module}.py" for module in MODULES],
        "fourth_aside": [FOLDER / "fourth_aside" / f"{module}.py" for module in MODULES],
        "fifth_aside": [FOLDER / "fifth_aside" / f"{module}.py" for module in MODULES],
        "sixth_aside": [FOLDER / "sixth_aside" / f"{module}.py" for module in MODULES],
        "open": [FOLDER / f"{module}.py" for module in MODULES],
        "pieces": [FOLDER / "entry.py", FOLDER / "pieces.py"],
    }
    return {name: _sha256(files) for name, files in parts.items()}


def locked() -> dict[str, str]:
    """Return what ``LOCK`` holds."""
    lines = (FOLDER / "LOCK").read_text(encoding="utf-8").split("\n")
    return {name: digest for digest, name in (line.split() for line in lines if line)}


def _entries(package: str) -> list[Mistake]:
    return [entry for module in MODULES for entry in import_module(f"{package}.{module}").MISTAKES]


def _sha256(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\n" + file.read_text(encoding="utf-8").encode())
    return digest.hexdigest()
