"""Where the notebooks of the course lie: in a clone beside the packages, in a wheel inside of ``bpcourse``."""

from __future__ import annotations

from pathlib import Path

FOLDERS = ("lessons", "exercises")  # what a learner works in
SOLUTIONS = "solutions"
_PACKAGE = Path(__file__).resolve().parent


def clone() -> Path | None:
    """Return the top of the clone that this package runs from, or None if it was installed from an archive."""
    top = _PACKAGE.parent
    return top if (top / "lessons").is_dir() and (top / "pyproject.toml").is_file() else None


def place() -> Path:
    """Return the folder that holds lessons, exercises and solutions; raises FileNotFoundError if there is none."""
    found = clone() or _PACKAGE / "notebooks"
    if not (found / "lessons").is_dir():
        raise FileNotFoundError(f"the notebooks of the course are not in {found}: install the course again")
    return found


def notebooks() -> dict[str, Path]:
    """Return the notebooks that a learner works in, by their path in the course: "lessons/02_chain_rule.ipynb"."""
    top = place()
    found = (path for folder in FOLDERS for path in sorted((top / folder).glob("*.ipynb")))
    return {path.relative_to(top).as_posix(): path for path in found}


def solutions() -> dict[str, Path]:
    """Return the worked solutions by the number of their exercise; none where a class was given none."""
    try:
        found = sorted((place() / SOLUTIONS).glob("*.ipynb"))
    except FileNotFoundError:
        found = []
    return {path.name.partition("_")[0]: path for path in found}
