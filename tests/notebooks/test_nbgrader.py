"""The notebooks serve nbgrader too: its own autograde gives the solution full points, and a half-right one its part."""

import json
import os
import subprocess
import sys
from pathlib import Path

from lab import ROOT

from bpcourse.exercises import EXERCISES

SCORES = """
import sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    for submission in book.assignment_submissions("week"):
        print(submission.student.id, submission.score, submission.max_score)
"""


def run(folder, *arguments):
    """Run a program of this environment in the folder, away from anybody's own settings, and return what it says."""
    private = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by its name
    env = {**os.environ, **private, "IPYTHONDIR": str(folder / "ipython"), "HOME": str(folder), "PATH": programs}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def with_wrong_backward(notebook):
    """Return the notebook with one answer that is right for a part only, and one that is wrong."""
    text = json.dumps(notebook, ensure_ascii=False)
    assert "* slope(Z[l])  # BP2" in text
    return text.replace("* slope(Z[l])  # BP2", "# BP2").replace(
        "sum(weights), 2 * sum(weights)", "sum(weights), sum(weights)"
    )


def test_nbgrader_gives_full_points_and_partial_credit(tmp_path):
    exercise = EXERCISES["03"]
    solution = (ROOT / "solutions" / f"{exercise.name}.ipynb").read_text("utf-8")
    for place, text in (
        ("source/week", solution),
        ("submitted/right/week", solution),
        ("submitted/half/week", with_wrong_backward(json.loads(solution))),
    ):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / f"{exercise.name}.ipynb").write_text(text, "utf-8")
    run(tmp_path, "-m", "nbgrader", "generate_assignment", "week", "--force")
    run(tmp_path, "-m", "nbgrader", "autograde", "week", "--force")
    for place in ("release/week", "autograded/right/week"):
        kept = json.loads((tmp_path / place / f"{exercise.name}.ipynb").read_text("utf-8"))["metadata"]
        assert kept["bpcourse"] == {"exercise": exercise.number, "version": exercise.version}
    scores = {
        name: (float(got), float(most)) for name, got, most in map(str.split, run(tmp_path, "-c", SCORES).splitlines())
    }
    total = sum(task.points for task in exercise.tasks)
    assert scores["right"] == (total, total)
    assert 0 < scores["half"][0] < total
