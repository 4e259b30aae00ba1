"""Print the oldest versions that pyproject.toml promises to work with, one name==version a line, for pip.

python tools/oldest_requirements.py > oldest.txt
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def oldest(requirement: str) -> str:
    """Return "name==1.2" for "name>=1.2"; raise ValueError when the requirement is more than a lower bound."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9.]+)", requirement.strip())
    if match is None:
        raise ValueError(f"a requirement must be of the form name>=version, got {requirement!r}")
    return f"{match[1]}=={match[2]}"


def oldest_requirements(pyproject: str) -> list[str]:
    """Return the oldest versions of what the project needs to run and to be tested, from the text of pyproject.toml."""
    project = tomllib.loads(pyproject)["project"]
    return [oldest(requirement) for requirement in project["dependencies"] + project["optional-dependencies"]["test"]]


if __name__ == "__main__":
    try:
        sys.stdout.write("\n".join(oldest_requirements(PYPROJECT.read_text(encoding="utf-8"))) + "\n")
    except ValueError as error:
        sys.exit(str(error))
