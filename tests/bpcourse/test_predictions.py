"""Predictions: questions with exactly one answer, a verdict after the answering cell, and a tally that is kept."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from bpcourse import answering, predict, predicted
from bpcourse.predictions.answering import HEADER, Verdict, told
from bpcourse.predictions.asking import RECORD, asked
from bpcourse.predictions.catalogue import LESSONS, QUESTIONS, of_lesson, question
from bpcourse.predictions.question import Question, Right, Wrong
from bpcourse.predictions.tally import Tally
from bpcourse.progress import predictions

ROOT = Path(__file__).resolve().parents[2]
NAMES = list(QUESTIONS)
BETWEEN = 3  # code cells, at most, from a question to the one that answers it
IN_LESSONS = sorted({name.partition(".")[0] for name in NAMES})
by_name = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def progress(monkeypatch, tmp_path):
    """Keep progress in a file of this test, and return its path."""
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(tmp_path / "progress.json"))
    told.clear()
    return tmp_path / "progress.json"


def choose(name, index):
    predict(name).options.index = index


def answer(name, capsys):
    """Run an answering cell; return what stands below its first line."""
    with answering(name):
        print("the numbers")
    first, numbers, *rest = capsys.readouterr().out.split("\n")
    assert (first, numbers) == (HEADER, "the numbers")
    return "\n".join(rest).strip()


# --- the questions


@by_name
def test_a_question_has_one_right_option_and_says_why_of_each(name):
    asked_for = QUESTIONS[name]
    assert sum(isinstance(option, Right) for option in asked_for.options) == 1
    assert sum(isinstance(option, Wrong) for option in asked_for.options) >= 1
    assert all(text.strip() for text in asked_for.texts)
    assert len({text.strip().lower() for text in asked_for.texts}) == len(asked_for.texts)
    for option in asked_for.options:
        assert len(option.why) > 20
        assert option.why[-1] in ".?)”"
        assert option.why[0].isupper() or not option.why[0].isalpha()


def test_the_right_option_is_not_always_in_the_same_place():
    for questions in LESSONS:
        assert len(questions) < 4 or len({asked_for.right for asked_for in questions}) > 1


def test_no_name_comes_twice():
    assert len(QUESTIONS) == sum(map(len, LESSONS))


# --- asking and answering


def test_nothing_chosen_nothing_said(capsys, progress):
    predict(NAMES[0])
    assert answer(NAMES[0], capsys) == ""
    assert not progress.exists()


@pytest.mark.parametrize("offset", [0, 1])
def test_the_verdict_comes_after_the_numbers_and_is_kept(offset, capsys, progress):
    one = QUESTIONS[NAMES[0]]
    chosen = (one.right + offset) % len(one.options)
    choose(one.name, chosen)
    said = answer(one.name, capsys)
    assert f"You predicted: “{one.texts[chosen]}”." in said
    assert ("So it is." in said) == (offset == 0)
    assert one.options[chosen].why in said
    assert one.options[one.right].why in said
    assert predictions(progress) == {one.name: {"chosen": chosen, "right": offset == 0}}


def test_the_first_answer_counts_and_cannot_be_changed_afterwards(capsys, progress):
    one = QUESTIONS[NAMES[0]]
    wrong = (one.right + 1) % len(one.options)
    choose(one.name, wrong)
    answer(one.name, capsys)
    assert asked(one.name).options.disabled
    assert not predict(one.name).options.disabled
    choose(one.name, one.right)
    answer(one.name, capsys)
    assert predictions(progress) == {one.name: {"chosen": wrong, "right": False}}


@pytest.mark.parametrize("restarted", [False, True])
def test_the_first_answer_counts_in_the_tally_too(restarted, capsys, monkeypatch):
    if not restarted:
        monkeypatch.setenv("BPCOURSE_PROGRESS", "off")
    [one] = of_lesson("00")
    choose(one.name, (one.right + 1) % len(one.options))
    answer(one.name, capsys)
    if restarted:
        told.clear()
    choose(one.name, one.right)
    answer(one.name, capsys)
    assert "You predicted 0 of 1 rightly." in repr(predicted("00"))


def test_what_cannot_be_kept_is_said_with_the_verdict(capsys, progress):
    progress.mkdir()
    choose(NAMES[0], 0)
    assert "is a folder; rename it" in answer(NAMES[0], capsys)


def test_what_an_option_says_is_escaped():
    one = Question("00.odd", "1 · <b>", (Right("a < b", "It is <b>."),))
    assert "<b>" not in Verdict(one, 0)._repr_html_() + Tally([one], {"00.odd": {"right": False}})._repr_html_()


def test_a_cell_that_fails_gives_no_verdict(capsys, progress):
    choose(NAMES[0], 0)
    with pytest.raises(ZeroDivisionError), answering(NAMES[0]):
        print(1 / 0)
    assert "predicted" not in capsys.readouterr().out
    assert not progress.exists()


def test_scores_and_predictions_live_in_one_file(capsys, progress):
    progress.write_text(json.dumps({"best": {"03.3": 2.0}, "last": "03.3", "of a later version": 1}))
    choose(NAMES[0], 0)
    answer(NAMES[0], capsys)
    kept = json.loads(progress.read_text())
    assert kept["best"] == {"03.3": 2.0}
    assert kept["last"] == "03.3"
    assert kept["of a later version"] == 1
    assert list(kept["predictions"]) == [NAMES[0]]


def test_a_lesson_keeps_its_predictions_beside_the_scores(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    for folder in ("lessons", "exercises"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "lessons")
    choose(NAMES[0], 0)
    answer(NAMES[0], capsys)
    assert NAMES[0] in predictions(tmp_path / "exercises" / "bpcourse-progress.json")
    assert list((tmp_path / "lessons").iterdir()) == []


@pytest.mark.parametrize("junk", [[1, 2], "text", None, {NAMES[0]: 3}, {NAMES[0]: {}}])
def test_predictions_that_cannot_be_read_do_no_harm(junk, capsys, progress):
    progress.write_text(json.dumps({"best": {}, "predictions": junk}))
    assert "You predicted 1" not in repr(predicted(NAMES[0].partition(".")[0]))
    choose(NAMES[1], 0)
    answer(NAMES[1], capsys)
    assert NAMES[1] in predictions(progress)


def test_a_name_that_does_not_exist_is_told_with_the_nearest():
    with pytest.raises(ValueError, match=r"no prediction '02.two-path'; did you mean '02.two-paths'\?"):
        predict("02.two-path")
    for name in ("nothing like it", "", None, ["02.two-paths"]):
        with pytest.raises(ValueError, match="no prediction"), answering(name):
            pass


def test_the_options_are_text_where_nothing_runs_and_a_record_for_a_page():
    bundle = predict("02.two-paths")._repr_mimebundle_()
    assert bundle["text/plain"].splitlines()[1:] == [f"  ( ) {text}" for text in question("02.two-paths").texts]
    assert bundle[RECORD] == {"version": 1, "prediction": "02.two-paths"}


# --- the tally


def test_the_tally_counts_and_says_where_to_look_again(capsys):
    lesson = of_lesson("02")
    assert f"{len(lesson)} predictions" in repr(predicted("02"))
    for n, one in enumerate(lesson[:3]):
        choose(one.name, one.right if n else (one.right + 1) % len(one.options))
        answer(one.name, capsys)
    said = repr(predicted("02"))
    assert f"You predicted 2 of 3 rightly. {len(lesson) - 3} of {len(lesson)} not made." in said
    assert f"Look again at:\n  {lesson[0].section}" in said
    assert lesson[1].section not in said
    html = predicted("02")._repr_html_()
    assert html.count("<li>") == 1


def test_in_a_notebook_the_tally_leads_to_the_question(capsys):
    one = of_lesson("03")[0]
    choose(one.name, (one.right + 1) % len(one.options))
    assert asked(one.name).cell is None
    asked(one.name).cell = "ask-1"
    answer(one.name, capsys)
    assert f'<a href="03_delta_equations.ipynb#cell-id=ask-1">{one.section}</a>' in predicted("03")._repr_html_()


def test_the_tally_names_a_section_once_however_many_were_missed_there(capsys):
    two = [one for one in of_lesson("05c") if one.section.startswith("4 ·")]
    assert len(two) == 2
    for one in two:
        choose(one.name, (one.right + 1) % len(one.options))
        answer(one.name, capsys)
    assert repr(predicted("05c")).count(two[0].section) == 1
    assert predicted("05c")._repr_html_().count("<li>") == 1


def test_what_is_not_kept_in_a_file_counts_while_the_kernel_lives(monkeypatch, capsys):
    monkeypatch.setenv("BPCOURSE_PROGRESS", "off")
    choose(NAMES[0], QUESTIONS[NAMES[0]].right)
    answer(NAMES[0], capsys)
    assert "You predicted 1 of 1 rightly." in repr(predicted(NAMES[0].partition(".")[0]))


def test_a_single_prediction_is_told_in_the_singular():
    assert repr(predicted("00")) == "This lesson asks for 1 prediction. None of yours is kept here."


@pytest.mark.parametrize("lesson", ["99", "", "0", 2, None, ["02"]])
def test_a_lesson_without_predictions_is_an_error(lesson):
    with pytest.raises(ValueError, match="asks for no prediction"):
        predicted(lesson)


def test_the_parts_of_a_lesson_can_be_counted_together():
    assert of_lesson("05") == of_lesson("05a") + of_lesson("05b") + of_lesson("05c")


# --- the lessons


def cells_of(number):
    """Return the cells of a lesson, by its number."""
    [path] = (ROOT / "lessons").glob(f"{number}_*.ipynb")
    return json.loads(path.read_text("utf-8"))["cells"]


def named(cell, function):
    """Return the names with which a code cell calls a function."""
    if cell["cell_type"] != "code":
        return []
    calls = [node for node in ast.walk(ast.parse("".join(cell["source"]))) if isinstance(node, ast.Call)]
    return [call.args[0].value for call in calls if isinstance(call.func, ast.Name) and call.func.id == function]


def asked_and_answered(number):
    """Yield each question of a lesson, with the places of the cells that ask and answer it."""
    cells = cells_of(number)
    for i, cell in enumerate(cells):
        for name in named(cell, "predict"):
            [j] = [j for j, later in enumerate(cells) if name in named(later, "answering")]
            yield name, i, j


@pytest.mark.parametrize("number", IN_LESSONS)
def test_a_lesson_asks_its_questions_once_and_in_order_and_counts_them_at_its_end(number):
    assert [name for name, _, _ in asked_and_answered(number)] == [one.name for one in of_lesson(number)]
    assert [name for cell in cells_of(number) for name in named(cell, "predicted")] == [number]


@pytest.mark.parametrize("number", IN_LESSONS)
def test_what_answers_follows_soon_and_shows_something(number):
    cells = cells_of(number)
    for name, i, j in asked_and_answered(number):
        between = [cell for cell in cells[i + 1 : j + 1] if cell["cell_type"] == "code"]
        assert 1 <= len(between) <= BETWEEN, name
        shown = cells[j]["outputs"]
        assert "".join(shown[0]["text"]).startswith(HEADER), name
        assert len(shown) > 1 or "".join(shown[0]["text"]).strip() != HEADER, name


@pytest.mark.parametrize("number", IN_LESSONS)
def test_outputs_between_question_and_answer_are_folded(number):
    cells = cells_of(number)
    for name, i, j in asked_and_answered(number):
        for cell in cells[i + 1 : j + 1]:
            if cell.get("outputs"):
                assert cell["metadata"].get("jupyter", {}).get("outputs_hidden"), f"{name}: {cell['id']}"


@pytest.mark.parametrize("number", IN_LESSONS)
def test_the_section_is_the_heading_above_the_question(number):
    cells = cells_of(number)
    for name, i, _ in asked_and_answered(number):
        text = "\n".join("".join(cell["source"]) for cell in cells[:i] if cell["cell_type"] == "markdown")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE)[-1] == QUESTIONS[name].section, name


@pytest.mark.parametrize("number", IN_LESSONS)
def test_no_assert_gives_the_answer_away_and_bands_are_confirmed(number):
    cells = cells_of(number)
    for name, _, j in asked_and_answered(number):
        nodes = list(ast.walk(ast.parse("".join(cells[j]["source"]))))
        assert not any(isinstance(node, ast.Assert) for node in nodes), name
        called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert ("confirm" in called) == (QUESTIONS[name].holds is not None), name


def test_what_is_confirmed_must_hold():
    with answering("02.sweeps") as confirm:
        confirm(1e-16)
    with (
        pytest.raises(AssertionError, match="with these numbers it is not so that"),
        answering("02.sweeps") as confirm,
    ):
        confirm(1e-3)


ORDINALS = ("first", "second", "third", "fourth")


@pytest.mark.parametrize("number", IN_LESSONS)
def test_the_words_behind_the_answer_name_the_option_that_is_right(number):
    cells = cells_of(number)
    for name, _, j in asked_and_answered(number):
        after = next(cell for cell in cells[j + 1 :] if cell["cell_type"] == "markdown")
        said = re.match(rf"The ({'|'.join(ORDINALS)})[.:,]", "".join(after["source"]))
        assert not said or ORDINALS.index(said[1]) == QUESTIONS[name].right, name


# --- as a learner


@pytest.mark.browser
def test_a_prediction_from_question_to_verdict(open_notebook, tmp_path):
    from playwright.sync_api import expect

    one = QUESTIONS["02.two-paths"]
    folded = {"jupyter": {"outputs_hidden": True}}
    cells = [
        new_code_cell(f'from bpcourse import answering, predict, predicted\npredict("{one.name}")'),
        new_code_cell(f'with answering("{one.name}"):\n    print("the numbers")', metadata=folded),
        new_code_cell('predicted("02")'),
    ]
    path = tmp_path / "cell.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)
    notebook = open_notebook(path)
    page = notebook.page
    code = page.locator(".jp-CodeCell")
    notebook.run_all()
    expect(code.nth(1)).not_to_contain_text("You predicted")
    page.get_by_text(one.texts[0]).last.click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    for n in (1, 2):
        code.nth(n).locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
    expect(code.nth(1).get_by_text("the numbers", exact=False).last).to_be_visible()
    expect(code.nth(1)).to_contain_text("It is not so. " + one.options[0].why)
    expect(code.nth(0)).to_contain_text("It is not so: see below why.")
    expect(code.nth(2)).to_contain_text(one.section)
    assert notebook.errors == []


@pytest.mark.browser
def test_the_options_are_one_tab_stop_and_the_arrow_keys_move_between_them(run_cell):
    from playwright.sync_api import expect

    notebook = run_cell('from bpcourse import predict\n\npredict("02.two-paths")')
    page = notebook.page
    circles = page.locator(".bp-options input")
    circles.first.focus()
    page.keyboard.press("Space")
    expect(circles.nth(0)).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(circles.nth(1)).to_be_checked()
    expect(circles.nth(1)).to_be_focused()
    expect(circles.nth(0)).not_to_be_checked()
    expect(page.get_by_text("Noted.")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.locator(".bp-options input:focus").count() == 0
    assert notebook.console == []
