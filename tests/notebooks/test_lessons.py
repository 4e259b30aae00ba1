"""The table of the lessons, their cards, and the limits of one sitting."""

import ast
import builtins
import json
import re
import symtable

import pytest
from places import ROOT, sections, text_of
from tables import MADE

from bpcourse import caption
from bpcourse.captions import captions
from bpcourse.course_map import draw_course_map, map_in_words
from bpcourse.exercises import EXERCISES
from bpcourse.lessons import LESSONS, PAGES, ROADS, following, preceding
from bpcourse.predictions.catalogue import QUESTIONS
from bpcourse.sections import LABEL, numbers
from bplib.plotting.figure import figure

WORDS, CELLS, MINUTES, LINES = 4800, 110, 90, 15  # at most
GREEK = {r"\beta": "β", r"\varepsilon": "ε", r"\lambda": "λ", r"\sigma": "σ", r"\rho": "ρ"}  # as formulas write them
BY_NUMBER = {lesson.number: lesson for lesson in LESSONS}
TAUGHT = [lesson for lesson in LESSONS if lesson.builds_on]  # all but the first, which has no card

by_name = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
by_card = pytest.mark.parametrize("lesson", TAUGHT, ids=lambda lesson: lesson.name)


def cells_of(lesson, kind: str) -> list[str]:
    """Return the sources of the markdown or code cells of a lesson."""
    cells = json.loads((ROOT / "lessons" / f"{lesson.name}.ipynb").read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def predictions(source: str) -> list[str]:
    """Return the names of the questions ``predict(...)`` that a cell asks."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    asked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "predict"]
    return [ast.literal_eval(call.args[0]) for call in asked]


HANDS_ON = {"00": 2}  # minutes of an interactive where two buttons are pressed; elsewhere there is much to find out


def honest_minutes(lesson) -> float:
    """Return 130 words a minute, five seconds a line of code, a minute a prediction, ten an interactive."""
    text, code = [MADE.sub("", cell) for cell in cells_of(lesson, "markdown")], cells_of(lesson, "code")
    words = sum(len(cell.split()) for cell in text)
    lines = sum(bool(re.search(r"\w", line)) for cell in code for line in cell.split("\n"))
    asked = sum(len(predictions(cell)) for cell in code)
    interactives = sum(bool(re.search(r"from bplib\.widgets\.(?!predict)", cell)) for cell in code)
    return words / 130 + lines * 5 / 60 + asked + HANDS_ON.get(lesson.number, 10) * interactives


def ancestors(number: str) -> set[str]:
    """Return the numbers of all lessons that a lesson builds on, directly or not."""
    before = set(BY_NUMBER[number].builds_on)
    return before.union(*(ancestors(earlier) for earlier in before))


# --- the table


def test_the_lessons_of_the_course_are_there():
    there = {path.stem for path in (ROOT / "lessons").glob("*.ipynb")}
    assert there == {one.name for one in (*LESSONS, *PAGES)}


def test_the_numbers_say_which_parts_belong_together():
    assert list(BY_NUMBER) == sorted(BY_NUMBER)
    assert all(re.fullmatch(r"\d\d[a-z]?", number) for number in BY_NUMBER)
    alone = {number[:2] for number in BY_NUMBER} ^ {"00", *EXERCISES}
    assert not alone, f"{sorted(alone)}: a lesson needs an exercise of its number in EXERCISES, an exercise its lesson"
    assert [lesson.label for lesson in LESSONS][:3] == ["0", "1a", "1b"]


@by_card
def test_what_a_lesson_builds_on_is_in_the_course_and_no_circle(lesson):
    assert set(lesson.builds_on) <= set(BY_NUMBER)
    assert lesson.number not in ancestors(lesson.number)


def test_every_lesson_is_on_a_road_that_starts_at_the_first_and_comes_from_what_it_builds_on():
    assert {number for road in ROADS for number in road} == set(BY_NUMBER)
    assert ROADS[0][0] == LESSONS[0].number
    for road in ROADS:
        assert all(ancestors(after) & set(road[: i + 1]) for i, after in enumerate(road[1:]))
    assert [lesson.label for lesson in following("03")] == ["4", "1a"]
    assert [lesson.label for lesson in preceding("04")] == ["3", "1b"]
    assert following(ROADS[0][-1]) == preceding(ROADS[0][0]) == []


def test_the_map_has_a_box_for_each_lesson_and_none_on_another():
    fig, ax = figure(width=13, height=3.8, frames=False)
    boxes = draw_course_map(ax, LESSONS)
    fig.canvas.draw()
    padding = 0.6 * boxes[0].get_fontsize() * fig.dpi / 72
    frames = [box.get_window_extent().padded(padding) for box in boxes]
    assert len(frames) == len(LESSONS)
    assert not any(a.overlaps(b) for i, a in enumerate(frames) for b in frames[:i])
    edges = ax.get_window_extent()
    assert all(edges.x0 <= frame.x0 and frame.x1 <= edges.x1 for frame in frames)
    words = map_in_words(LESSONS)
    assert words.startswith("Map: 0 leads to 2. ")
    assert all(f" {lesson.label}" in words for lesson in LESSONS)


# --- the table of letters


USUAL = {("5a", "m")}  # the card names it beside another letter, in its usual meaning


def letters_of(text: str) -> set[str]:
    """Return the letters of a text, those of formulas and the Greek ones, without what stands above or below them."""
    formulas = [formula.partition("^")[0] for formula in re.findall(r"\$([^$]+)\$", text)]
    return {GREEK.get(formula, formula) for formula in formulas} | set(re.findall("[α-ω]", text))


def labels_in(text: str) -> set[str]:
    """Return the labels of the lessons that a text names: "lessons 1a and 5" gives 1a, 5a, 5b and 5c."""
    listed = re.findall(rf"lessons? ({LABEL}(?:(?:,| and|, and) {LABEL}\b)*)", text)
    named = set(re.findall(LABEL, " ".join(listed)))
    return {lesson.label for lesson in LESSONS if {lesson.label, lesson.label.rstrip("abc")} & named}


@by_card
def test_the_letters_of_a_card_are_in_the_table_of_letters(lesson):
    announced = re.search(r"Letters that mean something else here:(.*)", "\n".join(cells_of(lesson, "markdown")[:1]))
    start = text_of(ROOT / "lessons" / "notation.ipynb")
    rows = re.findall(r"^\|([^|]+)\|[^|]*\|([^|]+)\|$", start.partition("| letter |")[2], re.MULTILINE)
    listed = {
        (label, letter) for letters, where in rows for letter in letters_of(letters) for label in labels_in(where)
    }
    wanted = {(lesson.label, letter) for letter in letters_of(announced[1])} if announced else set()
    assert wanted - USUAL <= listed


def test_letters_and_lessons_are_read():
    assert letters_of(r"$\beta$, $\varepsilon^l$ and λ: $W$") == {"β", "ε", "λ", "W"}
    assert labels_in("lessons 1a, 2 and 5: a node; lesson 6b, section 4: a unit") == {"1a", "2", "5a", "5b", "5c", "6b"}
    assert labels_in("lesson 1a, section 10; lesson 10a: a score; lesson 7") == {"1a", "10a", "7a", "7b"}


# --- the cards


@by_card
def test_the_card_says_what_the_table_says(lesson):
    card = cells_of(lesson, "markdown")[0]
    assert card.startswith(f"# {lesson.label} · {lesson.title}\n")
    assert re.search(r"\*\*Time\*\* about (\d+) minutes", card)[1] == str(lesson.minutes)
    prerequisites = re.search(r"\*\*Builds on\*\*(.*?)\*\*Needs\*\*", card, re.DOTALL)[1]
    linked = {name.partition("_")[0] for name in re.findall(r"\]\((\w+)\.ipynb\)", prerequisites)}
    assert linked <= ancestors(lesson.number)
    assert set(lesson.builds_on) <= linked or lesson.builds_on == ("00",)
    first = re.search(r"for a first reading, sections? (.*?)\.", card)
    assert (first[1] if first else "") == lesson.core
    assert set(numbers(lesson.core)) <= sections(ROOT / "lessons" / f"{lesson.name}.ipynb")


def code_of_sections(lesson, wanted: set[str]) -> list[str]:
    """Return the code cells of a lesson before its first section and in these sections."""
    cells, section, kept = json.loads((ROOT / "lessons" / f"{lesson.name}.ipynb").read_text("utf-8"))["cells"], "", []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            section = [section, *re.findall(r"^## (\d+) · ", source, re.MULTILINE)][-1]
        elif section in wanted | {""}:
            kept.append(source)
    return kept


def looked_up(table: symtable.SymbolTable, inside: bool = False) -> set[str]:
    """Return the names that code looks up outside all functions, those used inside of them included."""
    used = {one.get_name() for one in table.get_symbols() if one.is_referenced() and (one.is_global() or not inside)}
    return used.union(*(looked_up(child, inside=True) for child in table.get_children()))


@by_card
def test_the_sections_for_a_first_reading_need_no_code_of_the_others(lesson):
    known, missing = set(dir(builtins)), set()
    for source in code_of_sections(lesson, set(numbers(lesson.core or "1 to 99"))):
        table = symtable.symtable(source, lesson.name, "exec")
        known |= {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
        missing |= looked_up(table) - known
    assert missing == set()


# --- the figures


@by_name
def test_a_figure_has_the_caption_of_its_cell_and_every_caption_a_figure(lesson):
    cells = json.loads((ROOT / "lessons" / f"{lesson.name}.ipynb").read_text("utf-8"))["cells"]
    code = {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
    shown = {name: cell for cell, source in code.items() for name in re.findall(r'caption\("(.*?)"\)', source)}
    calls = [node for source in code.values() for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    said = [call.args[1] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "show"]
    assert [words.value for words in said if isinstance(words, ast.Constant)] == []
    assert list(shown) == list(captions().get(lesson.number, {}))
    assert all(re.fullmatch(rf"{cell}(-\d)?", name) for name, cell in shown.items())


def test_a_caption_has_one_name_and_says_something():
    names = [name for lesson in captions().values() for name in lesson]
    assert len(set(names)) == len(names)
    assert set(captions()) <= set(BY_NUMBER)
    for lesson in captions().values():
        for text in lesson.values():
            assert 30 < len(text) < 130
            assert text.endswith(".")
    with pytest.raises(KeyError, match="no caption is called 'nothing'; there are "):
        caption("nothing")


# --- one sitting


@by_name
def test_a_lesson_is_one_sitting(lesson):
    text, code = cells_of(lesson, "markdown"), cells_of(lesson, "code")
    assert sum(len(cell.split()) for cell in text) <= WORDS
    assert len(text) + len(code) <= CELLS
    assert max(len(cell.splitlines()) for cell in code) <= LINES
    assert honest_minutes(lesson) <= MINUTES
    assert 0.9 * honest_minutes(lesson) <= lesson.minutes <= MINUTES


def test_predictions_are_found():
    assert predictions("x = 1\npredict('a')\nnet.predict(x)\nf(predict('c'))") == ["a", "c"]
    asked = [name for lesson in LESSONS for cell in cells_of(lesson, "code") for name in predictions(cell)]
    assert asked == list(QUESTIONS)
