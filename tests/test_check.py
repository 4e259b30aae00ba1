"""What a learner calls: cards in words, hints one after the other, and progress that nothing can lose."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bpcourse import check, hint, learner, scoreboard
from bpcourse.exercises import EXERCISES

FIRST = next(iter(EXERCISES.values())).tasks[0]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def output_error(Z, Y):
    a = sigmoid(Z)
    return (a - Y) * a * (1 - a)


def without_slope(Z, Y):
    return sigmoid(Z) - Y


@pytest.fixture
def progress(tmp_path, monkeypatch):
    """Return the path of a progress file in a folder of its own."""
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(tmp_path / "bpcourse-progress.json"))
    return tmp_path / "bpcourse-progress.json"


def test_a_card_names_the_mistake_and_what_to_look_at():
    card = check("03.2", without_slope)
    assert "not right yet, 0 of 1 points" in str(card)
    assert "BP1 multiplies it by σ'(z)" in str(card)
    assert "lesson 3, section 3" in str(card)
    bundle = card._repr_mimebundle_()
    assert bundle["text/plain"] == repr(card) == "0"
    assert "BP1 multiplies it by σ&#x27;(z)" in bundle["text/html"]


def test_a_right_answer_is_praised_with_its_points_and_nothing_else():
    card = check("03.2", output_error)
    assert str(card).splitlines()[0] == "03.2 BP1: the error of the output layer: right, 1 of 1 points"
    assert repr(card) == "1"
    assert "Look at" not in str(card)


def test_an_untouched_stub_raises_no_alarm():
    def stub(Z, Y):
        raise NotImplementedError

    for answer in (stub, ..., None):
        card = check("03.2", answer)
        assert "not attempted yet" in str(card)
        assert "✗" not in card.html
        assert repr(card) == "0"
    assert not check("03.1", {"a2": ..., "delta2": ..., "delta1": ..., "dW1": ...}).result.attempted


def test_parts_are_marked_without_colour():
    def only_one_example(Z, Y):
        return output_error(Z, Y) if len(Z) == 1 else without_slope(Z, Y)

    text = str(check("03.2", only_one_example))
    assert "partly right, 0.5 of 1 points" in text
    assert "✓ one example: right" in text
    assert "✗ a batch of seven: not yet" in text


def test_an_error_in_the_learners_code_is_shown_with_its_kind():
    def wrong_shapes(Z, Y):
        return Z @ Y

    assert "It stopped with ValueError: matmul" in str(check("03.2", wrong_shapes))
    assert "a function was expected, got float" in str(check("03.2", 0.5))


def test_hostile_text_is_escaped():
    def nasty(Z, Y):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check("03.2", nasty).html


def test_unknown_tasks_are_named():
    with pytest.raises(ValueError, match=rf"no task '3.2'; the tasks are {FIRST.id}, "):
        check("3.2", output_error)


def test_hints_come_one_after_the_other_and_begin_again():
    learner._hints_given.clear()
    texts = [str(hint("03.3")) for _ in range(4)]
    assert [text.partition(" for")[0] for text in texts] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 1 of 3"]
    assert len(set(texts[:3])) == 3


def test_the_best_score_is_kept(progress):
    check("03.2", output_error)
    card = check("03.2", without_slope)
    assert "Your best so far, 1 points, is kept." in str(card)
    assert json.loads(progress.read_text()) == {"best": {"03.2": 1.0}}
    check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}


def test_a_damaged_file_is_set_aside_and_the_rest_goes_on(progress):
    for number, damage in enumerate(("{half a file", "[]", '{"best": {"03.2": "many"}}'), start=1):
        progress.write_text(damage)
        assert f"It is kept as bpcourse-progress.damaged-{number}.json" in str(check("03.2", output_error))
        assert progress.with_name(f"bpcourse-progress.damaged-{number}.json").read_text() == damage
        assert json.loads(progress.read_text()) == {"best": {"03.2": 1.0}}


def test_a_full_disk_costs_no_points_and_no_progress(progress, monkeypatch):
    check("03.2", output_error)
    before = progress.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    card = check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    assert card.result.points == 2
    assert "could not be saved (No space left on device)" in str(card)
    assert progress.read_bytes() == before
    assert list(progress.parent.iterdir()) == [progress]


def test_off_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    check("03.2", output_error)
    assert list(tmp_path.iterdir()) == []


def test_the_scoreboard_says_what_is_left(progress):
    check("03.1", {"a2": 0.6803, "delta2": 0, "delta1": [0, 0], "dW1": [[0, 0], [0, 0]]})
    check("03.2", output_error)
    text = str(scoreboard())
    assert "03_delta_equations: 1.5 of 18 points" in text
    assert "– 03.1" in text
    assert "✓ 03.2" in text
    assert "○ 03.3" in text
    assert f"Go on with {FIRST.id}, {FIRST.title}." in text


def test_when_all_is_done_it_says_so(progress):
    best = {task.id: task.points for exercise in EXERCISES.values() for task in exercise.tasks}
    progress.write_text(json.dumps({"best": best}))
    assert "All is done." in str(scoreboard())


def test_what_is_filled_in_counts_while_the_rest_is_still_open():
    card = check("03.1", {"a2": 0.6803, "delta2": 0.0695, "delta1": ..., "dW1": ...})
    assert card.result.points == 0.5
    assert "The sign is wrong" in str(card)
    assert "delta1 is still to be filled in." in str(
        check("03.1", {"a2": 0.6803, "delta2": -0.0695, "delta1": ..., "dW1": ...})
    )


@pytest.fixture
def older(progress):
    """Return the path of a progress file as the course wrote it before it had a package of its own."""
    path = progress.with_name("bplib-progress.json")
    path.write_text(json.dumps({"best": {"03.2": 0.5, "03.3": 2.0, "05.1": 1.0}}))
    return path


def test_the_scores_of_an_older_file_are_carried_over_and_it_stays_as_it_is(progress, older):
    before = older.read_bytes()
    assert "– 03.2" in str(scoreboard())
    assert not progress.exists()
    check("03.2", output_error)
    best = {"03.2": 1.0, "03.3": 2.0, "05.1": 1.0}
    assert json.loads(progress.read_text()) == {"best": best, "carried_over": "bplib-progress.json"}
    assert older.read_bytes() == before


def test_with_scores_in_both_the_best_counts_once(progress, older):
    progress.write_text(json.dumps({"best": {"03.3": 1.0, "03.4": 1.5, "05.1": 2.0}}))
    check("03.2", without_slope)  # nothing, and 0.5 in the older file
    assert "– 03.2" in str(scoreboard())
    check("03.2", output_error)
    best = {"03.2": 1.0, "03.3": 2.0, "03.4": 1.5, "05.1": 2.0}
    assert json.loads(progress.read_text())["best"] == best
    older.write_text(json.dumps({"best": {"03.4": 2.0}}))  # from now on the older file says nothing
    assert "– 03.4" in str(scoreboard())
    check("03.1", {"a2": 0.6803, "delta2": 0, "delta1": [0, 0], "dW1": [[0, 0], [0, 0]]})
    kept = json.loads(progress.read_text())
    assert kept == {"best": {**best, "03.1": 0.5}, "carried_over": "bplib-progress.json"}


def test_an_older_file_that_is_damaged_is_left_as_it_is_and_said_once(progress, older):
    older.write_text("{half a file")
    assert "The older file bplib-progress.json cannot be read. It has been left as it is." in str(scoreboard())
    assert "cannot be read" in str(check("03.2", output_error))
    assert "cannot be read" not in str(check("03.2", output_error))
    assert older.read_text() == "{half a file"
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


def test_the_older_variable_works_still(tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    monkeypatch.setenv("BPLIB_PROGRESS", str(tmp_path / "mine.json"))
    check("03.2", output_error)
    assert json.loads((tmp_path / "mine.json").read_text()) == {"best": {"03.2": 1.0}}
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(tmp_path / "new.json"))
    check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    assert json.loads((tmp_path / "new.json").read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    monkeypatch.setenv("BPLIB_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    check("03.2", output_error)
    assert {path.name for path in tmp_path.iterdir()} == {"mine.json", "new.json"}


def test_an_older_file_in_the_folder_of_the_course_is_found(tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("bplib-progress.json").write_text(json.dumps({"best": {"03.2": 1.0}}))
    assert "✓ 03.2" in str(scoreboard())
    check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    assert json.loads(Path("bpcourse-progress.json").read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}


def test_the_line_of_an_older_notebook_says_what_to_write_now():
    with pytest.raises(ImportError, match="Write: from bpcourse import check, hint, scoreboard"):
        exec("from bplib.grading import check, hint, scoreboard")


def test_from_the_folder_of_the_course_the_same_progress_is_seen(tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path / "exercises")
    check("03.2", output_error)
    monkeypatch.chdir(tmp_path)
    assert "✓ 03.2" in str(scoreboard())
    assert (tmp_path / "exercises" / "bpcourse-progress.json").exists()
    assert not (tmp_path / "bpcourse-progress.json").exists()
