"""What is made from the tables of lessons, exercises and tasks is fresh; what is written by hand agrees with them."""

import re

import pytest
import tables
from places import ROOT, text_of

from bpcourse.exercises import EXERCISES

PLACES = tables.places()


@pytest.mark.parametrize("path", PLACES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_made_is_fresh(path):
    assert tables.problems(path, PLACES[path], tables.read(path)) == []


def test_what_is_stale_or_missing_is_seen():
    path = ROOT / "README.md"
    readme = tables.read(path)
    assert tables.problems(path, {"lessons"}, readme.replace("| 90 |", "| 91 |", 1)) == [
        "README.md is stale: run python tools/tables.py make"
    ]
    without = readme.replace("<!-- made by tools/tables.py: exercises -->\n", "")
    assert "exercises --> is missing" in tables.problems(path, {"lessons", "exercises"}, without)[0]
    with pytest.raises(ValueError, match="nothing is called 'lesson'"):
        tables.made("<!-- made by tools/tables.py: lesson -->\n<!-- end -->", path)


def test_in_a_notebook_too():
    path = ROOT / "lessons" / "03_delta_equations.ipynb"
    stored = tables.read(path)
    stale = stored.replace("[2 · The chain rule]", "[2 · The rule of chains]", 1)
    assert tables.problems(path, {"way"}, stale) == [
        "lessons/03_delta_equations.ipynb is stale: run python tools/tables.py make"
    ]
    assert tables.whole(stale, path) == stored
    assert "is missing" in tables.problems(path, {"way", "tasks"}, stored)[0]


def test_to_make_again_changes_nothing():
    for path in PLACES:
        text = tables.read(path)
        assert tables.whole(tables.whole(text, path), path) == tables.whole(text, path)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.name)
def test_the_card_of_an_exercise_says_what_its_tasks_say(exercise):
    text = text_of(ROOT / "solutions" / f"{exercise.name}.ipynb")
    hard = [task.difficulty for task in exercise.tasks]
    points = sum(task.points for task in exercise.tasks)
    assert text.startswith(f"# Exercise {exercise.label} · {exercise.title}\n")
    facts = f"**Time** about {exercise.minutes} minutes. **Difficulty** {min(hard)} to {max(hard)} of 5. "
    assert f"{facts}**Points** {points:g}." in text
    assert re.findall(r"^## (\d\d\.\d) · (.*)$", text, re.MULTILINE) == [
        (task.id, task.title) for task in exercise.tasks
    ]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.name)
def test_every_task_says_what_learners_find_hard(exercise):
    assert all(task.misconceptions for task in exercise.tasks)


def test_what_the_guides_name_is_there():
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"):
        named = re.findall(r"`((?:bplib|bpcourse|tests|tools|docs|benchmarks)/[\w./]+)`", path.read_text("utf-8"))
        missing = [name for name in named if not re.search("name|NN|NAME", name) and not (ROOT / name).exists()]
        assert missing == [], path.name
    tree = (ROOT / "docs" / "maintainers.md").read_text("utf-8").partition("```\nbplib/")[2].partition("```")[0]
    rooms = re.findall(r"(?:^|  )([a-z_]+)/", tree, re.MULTILINE)
    there = {
        path.name for top in ("", "bplib", "bpcourse", "tests") for path in (ROOT / top).iterdir() if path.is_dir()
    }
    assert len(rooms) > 15
    assert set(rooms) <= there | {"bplib"}
