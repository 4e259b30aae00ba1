"""Links between notebooks and documents lead to files and headings that are there, and section numbers to sections."""

import json
import re
from urllib.parse import unquote

import pytest
from places import ROOT, headings, is_there, named_places, own_sections, sections, text_of

from bpcourse.exercises import EXERCISES
from bpcourse.sections import places
from bplib.historic.timeline import ENTRIES

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NOTEBOOKS = sorted(path for folder in ("lessons", "exercises", "solutions") for path in (ROOT / folder).glob("*.ipynb"))
GRADERS = sorted((ROOT / "bpcourse" / "exercises").rglob("*.py"))
TASKS = [task for exercise in EXERCISES.values() for task in exercise.tasks]
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?[^)]*\)")


def is_web(link: str) -> bool:
    """Return whether a link leaves the course."""
    return link.startswith(("http:", "https:"))


def anchors(path) -> set[str]:
    """Return the anchors of a notebook as JupyterLab makes them, or of a document as its host does."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text("utf-8"))["cells"]
        places = {f"cell-id={one['id']}" for one in cells}
        return places | {heading.replace(" ", "-") for heading in headings(path)}
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(path)}


def broken_links(path) -> list[str]:
    """Return the links of a notebook or document to files or headings that are not there."""
    broken = []
    for link, anchor in LINK.findall(text_of(path)):
        target = path if not link else path.parent / link
        if not is_web(link) and (not target.exists() or (anchor and unquote(anchor) not in anchors(target))):
            broken.append(f"{link}#{anchor}" if anchor else link)
    return broken


@pytest.mark.parametrize("path", DOCUMENTS + NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links_lead_somewhere(path):
    assert broken_links(path) == []


def test_a_broken_link_is_seen(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# One heading\n[a](a.md) [b](a.md#one-heading) [c](#one-heading) [d](a.md#two) [e](b.md) [f](#g)")
    assert broken_links(path) == ["a.md#two", "b.md", "#g"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sections_that_are_named_exist(path):
    text = text_of(path)
    assert [place for place in named_places(text) if not is_there(*place)] == []
    assert set(own_sections(text)) <= sections(path)


def test_there_are_graders_of_each_exercise():
    assert {path.parent.name[1:3] for path in GRADERS} >= set(EXERCISES)


@pytest.mark.parametrize("path", GRADERS, ids=lambda path: path.name)
def test_sections_that_a_grader_names_exist(path):
    text = path.read_text("utf-8")
    assert [place for place in named_places(text) if not is_there(*place)] == []
    assert own_sections(text) == [], "a message must say of which lesson"


@pytest.mark.parametrize("path", sorted((ROOT / "lessons").glob("*.ipynb")), ids=lambda path: path.stem)
def test_sections_are_numbered_from_1(path):
    whole = [number for number in sections(path) if "." not in number]
    assert set(whole) == {str(number) for number in range(1, len(whole) + 1)}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_a_task_says_where_its_lesson_treats_it(task):
    found = places(task.section)
    assert found, f"{task.section!r} is not of the form 'lesson 5a, sections 1 and 2; lesson 5b, section 1'"
    assert [place for place in found if not is_there(*place)] == []
    assert {int(label.rstrip("abc")) for label, _ in found} == {int(task.id[:2])}, "the lesson of the exercise"


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_exercise_names_the_same_sections_as_its_check(task):
    solution = text_of(ROOT / "solutions" / f"{EXERCISES[task.id[:2]].name}.ipynb")
    below = solution.partition(f"## {task.id} · ")[2]
    card = re.search(r"^\*Difficulty .*? points?\. (.*)\.\*$", below, re.MULTILINE)[1]
    shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", card)
    assert shown == task.section[0].upper() + task.section[1:]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.rerun], ids=lambda entry: entry.key)
def test_the_course_runs_an_entry_of_the_timeline_again_where_it_says(entry):
    found = places(entry.rerun)
    assert found
    assert [place for place in found if not is_there(*place)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lesson 5a, sections 1 and 2; lesson 5b, section 1", [("5a", "1"), ("5a", "2"), ("5b", "1")]),
        ("lesson 3, sections 3 to 5", [("3", "3"), ("3", "4"), ("3", "5")]),
        ("lesson 1b, section 1.2", [("1b", "1.2")]),
        ("lesson 2", [("2", "")]),
        ("section 2 of lesson 5", None),
        ("", None),
    ],
)
def test_the_form_in_which_a_place_is_named(text, found):
    assert places(text) == found


def test_places_in_prose_are_told_from_the_sections_of_the_text_itself():
    text = "See section 2, [lesson 5a](05a_steps_in_a_bowl.ipynb), sections 1, 3 and 4, and (Section 5.1)."
    assert named_places(text) == [("5a", "1"), ("5a", "3"), ("5a", "4")]
    assert own_sections(text) == ["2", "5.1"]
    assert not is_there("5a", "99")
    assert not is_there("5", "1")
