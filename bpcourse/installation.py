"""The check of an installation: what is missing or too old, in words, and how to mend it."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version

DISTRIBUTION = "backpropagation-course"
IMPORT_NAMES = {"scikit-learn": "sklearn"}  # where the module is not called like its package
OLDEST_PYTHON = (3, 11)


def problems() -> list[str]:
    """Return a sentence for each thing that is wrong with the installation; none when all is well."""
    found = []
    if sys.version_info < OLDEST_PYTHON:
        oldest, got = ".".join(map(str, OLDEST_PYTHON)), ".".join(map(str, sys.version_info[:3]))
        found.append(f"Python {got} is too old: the course needs {oldest} or newer. Install it and set up again.")
    try:
        needed = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        remedy = "In the folder of the course run: python -m pip install -e ."
        return [*found, f"The course itself is not installed in the environment of this kernel. {remedy}"]
    return found + [problem for text in needed if (problem := _problem_with(text))]


def report() -> str:
    """Return the result of the check as text to print."""
    found = problems()
    if not found:
        return "All is well: Python and every package that the course needs are here and new enough."
    lines = [f"{number}. {problem}" for number, problem in enumerate(found, start=1)]
    return "\n".join(["Something is missing:", *lines, "Afterwards restart the kernel (menu Kernel, Restart)."])


def _problem_with(requirement_text: str) -> str | None:
    """Return what is wrong with one required package, or None; packages of the extras are not looked at."""
    from packaging.requirements import Requirement

    requirement = Requirement(requirement_text)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return None
    name, remedy = requirement.name, f'python -m pip install --upgrade "{requirement.name}{requirement.specifier}"'
    try:
        got = version(name)
    except PackageNotFoundError:
        return f"The package {name} is missing. In a terminal run: {remedy}"
    if not requirement.specifier.contains(got, prereleases=True):
        return f"The package {name} is too old: {got}, needed {requirement.specifier}. In a terminal run: {remedy}"
    try:
        import_module(IMPORT_NAMES.get(name, name))
    except Exception as error:
        return f"The package {name} is installed but cannot be loaded ({error}). In a terminal run: {remedy}"
    return None
