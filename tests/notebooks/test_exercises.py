"""The exercises are made from the solutions, byte for byte, and nothing of a solution leaks into them."""

import json
import re
import subprocess
import sys

import pytest
from lab import ROOT

from bpcourse.exercises import EXERCISES

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def notebook(folder, name):
    return json.loads((ROOT / folder / name).read_text("utf-8"))


def test_exercises_are_what_their_solutions_give():
    command = [sys.executable, str(ROOT / "tools" / "exercises.py"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (ROOT / "exercises").glob("*.ipynb")} == {path.name for path in SOLUTIONS}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_a_notebook_says_which_version_of_which_exercise_it_is(exercise):
    for folder in ("solutions", "exercises"):
        metadata = notebook(folder, f"{exercise.name}.ipynb")["metadata"]
        assert metadata["bpcourse"] == {"exercise": exercise.number, "version": exercise.version}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_task_says_how_hard_how_important_and_how_long_it_is(exercise):
    text = "\n".join("".join(cell["source"]) for cell in notebook("solutions", f"{exercise.name}.ipynb")["cells"])
    line = r"^## (\S+) · .*\n\n\*Difficulty (\d), importance ([1-5]), (\d+) minutes, (\S+) points?\."
    found = {number: rest for number, *rest in re.findall(line, text, re.MULTILINE)}
    assert {number: (hard, minutes, points) for number, (hard, _, minutes, points) in found.items()} == {
        task.id: (str(task.difficulty), str(task.minutes), f"{task.points:g}") for task in exercise.tasks
    }
    (chosen,) = re.findall(r"do those of importance 5: tasks (.*)", text)
    first = [number for number, (_, importance, *_) in found.items() if importance == "5"]
    assert re.findall(r"\d\d\.\d", chosen) == first


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_nothing_of_a_solution_leaks(path):
    solution, exercise = notebook("solutions", path.name), notebook("exercises", path.name)
    text = json.dumps(exercise, ensure_ascii=False)
    secrets = []
    for cell in solution["cells"]:
        source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if "solution-only" in tags:
            secrets += source.splitlines()
        if "value-stub" in tags:
            secrets += source.splitlines()[1:]
        secrets += [line for region in REGION.findall(source) for line in region.splitlines()]
    secrets = [line.strip() for line in secrets if len(line.strip()) > 12]
    assert len(secrets) > 20
    assert [line for line in secrets if json.dumps(line, ensure_ascii=False)[1:-1] in text] == []
    assert not any("SOLUTION" in "".join(cell["source"]) for cell in exercise["cells"])
    assert all(not cell.get("outputs") and "tags" not in cell["metadata"] for cell in exercise["cells"])


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_checks_are_locked_and_answers_are_not(path):
    for cell in notebook("exercises", path.name)["cells"]:
        marks = cell["metadata"].get("nbgrader")
        if "".join(cell["source"]).startswith("check("):
            assert marks["grade"]
            assert marks["locked"]
            assert cell["metadata"]["deletable"] is False
        elif marks:
            assert marks["solution"]
            assert not marks["locked"]


def test_the_network_that_learns_with_ones_own_step_reads_digits_on_the_pad():
    """Run the text cell at the end of exercise 4 behind the answers of the solution, and hold its numbers."""
    cells = notebook("solutions", f"{EXERCISES['04'].name}.ipynb")["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    block = re.search(r"```python\n(.*)^```", sources["write-a-digit"], re.DOTALL | re.MULTILINE)[1]
    names = {}
    for source in (*(sources[name] for name in ("setup", "04-1-answer", "04-3-answer")), block):
        exec(source, names)
    DigitPad, handed_in = names["DigitPad"], (names["W"], names["b"])
    assert 0.965 < DigitPad(*handed_in, output="sigmoid").network().accuracy(*names["test"]) < 0.975
    read = [DigitPad(*handed_in, output="sigmoid", drawing=digit).answer().a.argmax() for digit in range(10)]
    assert sum(digit == answer for digit, answer in enumerate(read)) == 8
