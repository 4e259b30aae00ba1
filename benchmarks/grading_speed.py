"""How fast a class is graded: seconds a submission of the library's grader and of nbgrader's autograde, in one run.

    python benchmarks/grading_speed.py

Thirty copies of the solution of exercise 03, with 1, 2 and 4 workers; nbgrader, which grades one at a time, gets ten.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOLUTION = Path(__file__).resolve().parents[1] / "solutions" / "03_delta_equations.ipynb"
NBGRADER = [sys.executable, "-m", "nbgrader"]
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
ENVIRONMENT = {**os.environ, "BPCOURSE_PROGRESS": "off", "PATH": PROGRAMS}


def seconds(command: list[str], folder: Path) -> float:
    """Run a program in the folder and return how long it took by the clock."""
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def copies(folder: Path, places: list[str]) -> None:
    """Put a copy of the solution into each of the places."""
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(SOLUTION.read_bytes())


def main() -> None:
    """Print the table."""
    print("| grader | workers | seconds a submission |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies(folder, [f"handed-in/student-{i:02d}.ipynb" for i in range(30)])
        for workers in (1, 2, 4):
            grade = [sys.executable, "-m", "bpcourse", "grade", "handed-in", "--exercise", "03"]
            took = seconds([*grade, "--results", f"results-{workers}", "--workers", str(workers)], folder)
            print(f"| bpcourse grade | {workers} | {took / 30:.2f} |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies(folder, ["source/week/03.ipynb", *(f"submitted/s{i}/week/03.ipynb" for i in range(10))])
        seconds([*NBGRADER, "generate_assignment", "week", "--force"], folder)
        print(f"| nbgrader autograde | 1 | {seconds([*NBGRADER, 'autograde', 'week', '--force'], folder) / 10:.2f} |")


if __name__ == "__main__":
    main()
