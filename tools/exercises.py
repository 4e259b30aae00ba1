"""Make exercises/ from solutions/, the one source of both.

    python tools/exercises.py make      write exercises/*.ipynb
    python tools/exercises.py check     fail when one is not what its solution gives

Both carry the number and the version of the exercise in their metadata, as bpcourse/exercises/__init__.py has them.

In a solution, nbgrader's marks enclose what a learner is to write: ### BEGIN SOLUTION and ### END SOLUTION.  A cell
with the tag "value-stub" becomes its stub, the first lines after "# STUB: ".  Cells with the tag "solution-only"
vanish, and so do all outputs.  Cells that grade are locked.
"""

from __future__ import annotations

import argparse
import sys
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions, LockCells
from notebooks import ROOT, normalise, parse, read, to_text, write
from traitlets.config import Config

from bpcourse.exercises import EXERCISES

STUB = "# STUB: "
CONFIG = Config({"ClearSolutions": {"code_stub": {"python": "raise NotImplementedError"}}})


def exercise_from(solution: NotebookNode) -> NotebookNode:
    """Return the exercise that a solution gives, without outputs."""
    exercise = nbformat.from_dict(solution)
    exercise.cells = [cell for cell in exercise.cells if "solution-only" not in cell.metadata.get("tags", [])]
    for cell in exercise.cells:
        if "value-stub" in cell.metadata.get("tags", []):
            cell.source = stub_of(cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    for preprocessor in (ClearSolutions(config=CONFIG), LockCells(config=CONFIG)):
        exercise, _ = preprocessor.preprocess(exercise, {})
    normalise(exercise)
    for cell in exercise.cells:
        if "value-stub" in cell.metadata.pop("tags", []):
            cell.metadata.nbgrader["solution"] = True
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.metadata.update(deletable=False, editable=False)
    return exercise


def stamped(solution: NotebookNode, name: str) -> NotebookNode:
    """Return the solution with the number and the version of its exercise in the metadata."""
    exercise = next(exercise for exercise in EXERCISES.values() if exercise.name == name)
    solution.metadata["bpcourse"] = {"exercise": exercise.number, "version": exercise.version}
    return solution


def stub_of(cell: NotebookNode) -> str:
    """Return the stub that a cell of values begins with; raise ValueError where there is none."""
    lines = list(takewhile(lambda line: line.startswith(STUB), cell.source.split("\n")))
    if not lines:
        first = cell.source.partition("\n")[0]
        raise ValueError(f"cell {cell.id} is a value-stub: its first line must begin with {STUB!r}, got {first!r}")
    cell.metadata.nbgrader["solution"] = False  # for ClearSolutions, which would replace the whole cell
    return "\n".join(line.removeprefix(STUB) for line in lines)


def main(arguments: list[str] | None = None) -> int:
    """Make or check all exercises and return the exit code: 0 when all is well, 1 when not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["make", "check"])
    command, failed = parser.parse_args(arguments).command, False
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        solution = stamped(parse(read(path)), path.stem)
        texts = {path: to_text(solution), ROOT / "exercises" / path.name: to_text(exercise_from(solution))}
        for target, wanted in texts.items():
            if command == "make":
                write(target, wanted)
            elif not target.exists() or read(target) != wanted:
                failed = True
                remedy = "run python tools/exercises.py make"
                print(f"{target.relative_to(ROOT)} is not what its solution gives: {remedy}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
