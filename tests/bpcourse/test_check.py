"""What a learner calls: cards in words, hints one after the other, and progress that nothing can lose."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from html import escape
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from filelock import FileLock
from lab import ROOT

from bpcourse import check, hint, learner, predicted, scoreboard
from bpcourse.cards import what_is_wrong
from bpcourse.exercises import EXERCISES
from bpcourse.progress import _lock_of, progress_file
from bpcourse.sandboxed.answers import same
from bpcourse.tasks.results import Finding, Result


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
    assert "not right yet, 0 of 1 point" in str(card)
    assert "BP1 multiplies it by σ'(z)" in str(card)
    assert "lesson 3, section 3" in str(card)
    bundle = card._repr_mimebundle_()
    assert bundle["text/plain"] == repr(card) == "0"
    assert "BP1 multiplies it by σ&#x27;(z)" in bundle["text/html"]


def test_a_right_answer_is_praised_with_its_points_and_nothing_else():
    card = check("03.2", output_error)
    assert str(card).splitlines()[0] == "03.2 BP1: the error of the output layer: right, 1 of 1 point"
    assert repr(card) == "1"
    assert "Look at" not in str(card)
    insight = EXERCISES["03"].tasks[1].insight
    assert insight in str(card)
    assert escape(insight) in card.html


def test_a_title_that_asks_has_no_colon():
    card = check("12.2", ...)
    assert str(card).splitlines()[0] == "12.2 Because of what? not attempted yet, 0 of 2.5 points"


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
    assert "partly right, 0.5 of 1 point" in text
    assert "✓ one example: right" in text
    assert "✗ a batch of seven: not yet (0 of 0.5)" in text


def test_an_error_in_the_learners_code_is_shown_with_its_kind():
    def wrong_shapes(Z, Y):
        return Z @ Y

    assert "It stopped with ValueError: matmul" in str(check("03.2", wrong_shapes))
    assert "It stopped with TypeError: a function is expected, got float. Give its name" in str(check("03.2", 0.5))


def test_hostile_text_is_escaped():
    def nasty(Z, Y):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check("03.2", nasty).html


def test_a_task_is_found_without_its_leading_zero():
    assert check("3.2", output_error).result.points == 1
    assert "for 03.6" in str(hint("3.6"))


@pytest.mark.parametrize("name", ["03.9", "3.99", 3.9])
def test_of_a_task_that_does_not_exist_one_line_says_what_there_is(name):
    words = f"There is no task {name!r}. There are 03.1 to 03.8."
    assert str(check(name, output_error)) == f'{words} Write it like this: check("03.2", output_error).'
    assert str(hint(name)) == f'{words} Write it like this: hint("03.2").'


def test_the_number_in_the_wrong_place_is_told():
    example = 'Write it like this: check("03.2", output_error).'
    assert str(check(output_error, "03.2")) == f"The number comes first. {example}"
    assert str(check("03.9", "03.2")) == f"There is no task '03.9'. There are 03.1 to 03.8. {example}"


def test_a_hint_without_a_name_is_for_the_task_checked_last(progress):
    assert str(hint()) == 'A hint for which task? None has been checked yet. Write it like this: hint("03.2").'
    check("03.2", without_slope)
    assert "for 03.2" in str(hint())


def test_hints_come_one_after_the_other_and_begin_again():
    learner._hints_given.clear()
    texts = [str(hint("03.3")) for _ in range(4)]
    assert [text.partition(" for")[0] for text in texts] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 1 of 3"]
    assert len(set(texts[:3])) == 3


def test_the_best_score_is_kept(progress):
    check("03.2", output_error)
    card = check("03.2", without_slope)
    assert "Your best so far, 1 of 1 point, is kept." in str(card)
    assert "Your best so far, 1 of 1 point, is kept." in card.html
    assert "Exercise 3: 1 of 18 points" in str(card)
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}
    check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}


def test_a_damaged_file_is_set_aside_and_the_rest_goes_on(progress):
    for number, damage in enumerate(("{half a file", "[]", '{"best": {"03.2": "many"}}'), start=1):
        progress.write_text(damage)
        assert f"It is kept as bpcourse-progress.damaged-{number}.json" in str(check("03.2", output_error))
        assert progress.with_name(f"bpcourse-progress.damaged-{number}.json").read_text() == damage
        assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


def test_reading_alone_sets_nothing_aside(progress):
    progress.write_text("{half")
    assert "bpcourse-progress.json is damaged. The next check keeps it under another name" in str(scoreboard())
    hint("")
    predicted("02")
    assert {path.name: path.read_text() for path in progress.parent.iterdir()} == {progress.name: "{half"}
    assert "It is kept as bpcourse-progress.damaged-1.json" in str(check("03.2", output_error))


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


def test_a_damaged_file_and_a_full_disk_are_both_told(progress, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    progress.write_text("{half")
    monkeypatch.setattr("bplib._files.os.replace", full)
    card = str(check("03.2", output_error))
    assert "It is kept as bpcourse-progress.damaged-1.json" in card
    assert "could not be saved (No space left on device)" in card


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
    assert "Go on with 03.3, " in text


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
    kept = json.loads(progress.read_text())
    assert kept == {"best": best, "carried_over": "bplib-progress.json", "last": "03.2"}
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
    assert kept == {"best": {**best, "03.1": 0.5}, "carried_over": "bplib-progress.json", "last": "03.1"}


def test_an_older_file_that_is_damaged_is_left_as_it_is_and_said_once(progress, older):
    older.write_text("{half a file")
    assert "The older file bplib-progress.json cannot be read. It has been left as it is." in str(scoreboard())
    assert "cannot be read" in str(check("03.2", output_error))
    assert "cannot be read" not in str(check("03.2", output_error))
    assert older.read_text() == "{half a file"
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


def test_that_both_files_are_damaged_is_told_of_both(progress, older):
    for path in (progress, older):
        path.write_text("{half")
    card = str(check("03.2", output_error))
    assert "It is kept as bpcourse-progress.damaged-1.json" in card
    assert "The older file bplib-progress.json cannot be read" in card


def test_an_older_file_that_comes_later_and_is_damaged_is_said_once_too(progress):
    check("03.2", output_error)
    progress.with_name("bplib-progress.json").write_text("{")
    assert "cannot be read" in str(check("03.2", output_error))
    assert "cannot be read" not in str(check("03.2", output_error))


def test_a_file_that_goes_on_under_its_older_name_is_not_carried_over_into_itself(older, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(older))
    check("03.2", output_error)
    assert json.loads(older.read_text()) == {"best": {"03.2": 1.0, "03.3": 2.0, "05.1": 1.0}, "last": "03.2"}


def test_the_older_variable_works_still(tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    monkeypatch.setenv("BPLIB_PROGRESS", str(tmp_path / "mine.json"))
    check("03.2", output_error)
    assert json.loads((tmp_path / "mine.json").read_text())["best"] == {"03.2": 1.0}
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


@pytest.mark.parametrize("folder", ["", "lessons", "solutions"])
def test_from_the_folder_of_the_course_the_same_progress_is_seen(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    for name in ("exercises", folder):
        (tmp_path / name).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "exercises")
    check("03.2", output_error)
    monkeypatch.chdir(tmp_path / folder)
    assert "✓ 03.2" in str(scoreboard())
    assert (tmp_path / "exercises" / "bpcourse-progress.json").exists()
    assert not (tmp_path / "bpcourse-progress.json").exists()


# --- nothing is lost, whatever the file is


RECORD = """
import sys
from pathlib import Path
from bpcourse.progress import record
from bpcourse.tasks.results import Finding, Result
for number in range(40):
    record(Result(f"{sys.argv[1]}.{number}", (Finding("all", 1.0, 1.0),)), Path(sys.argv[2]))
"""


def test_two_processes_that_record_at_once_lose_nothing(progress):
    running = [subprocess.Popen([sys.executable, "-c", RECORD, str(n), str(progress)]) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert json.loads(progress.read_text())["best"] == {f"{n}.{i}": 1.0 for n in range(4) for i in range(40)}
    assert list(progress.parent.iterdir()) == [progress]


def test_while_another_program_holds_the_file_the_check_goes_on(progress, monkeypatch):
    monkeypatch.setattr("bpcourse.progress.PATIENCE", 0.05)
    with FileLock(_lock_of(progress)):
        card = check("03.2", output_error)
    assert card.result.points == 1
    assert "could not be saved (another program is writing it)" in str(card)


def test_a_folder_of_that_name_is_left_alone(progress):
    progress.mkdir()
    (progress / "mine.txt").write_text("mine")
    for words in (str(check("03.2", output_error)), str(scoreboard())):
        assert "bpcourse-progress.json is a folder; rename it" in words
    assert (progress / "mine.txt").read_text() == "mine"


def test_a_file_that_cannot_be_read_is_left_alone(progress, monkeypatch):
    progress.write_text('{"best": {"03.3": 2.0}}')
    read_text = Path.read_text

    def refused(path, *args, **options):
        if path == progress:
            raise PermissionError(13, "Permission denied")
        return read_text(path, *args, **options)

    monkeypatch.setattr(Path, "read_text", refused)
    card = check("03.2", output_error)
    assert card.result.points == 1
    assert "bpcourse-progress.json cannot be read (Permission denied). The progress is not saved" in str(card)
    monkeypatch.undo()
    assert progress.read_text() == '{"best": {"03.3": 2.0}}'


def test_a_read_only_file_stays_as_it_is(progress, monkeypatch):
    progress.write_text('{"best": {"03.3": 2.0}}')
    monkeypatch.setattr(os, "access", lambda *_args: False)
    assert "could not be saved (the file is read-only)" in str(check("03.2", output_error))
    assert progress.read_text() == '{"best": {"03.3": 2.0}}'


def test_a_damaged_file_that_cannot_be_set_aside_stays_as_it_is(progress, monkeypatch):
    progress.write_text("{half")

    def refused(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refused)
    assert "could not be set aside (Permission denied): progress is not saved" in str(check("03.2", output_error))
    assert progress.read_text() == "{half"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name, as Windows has none")
def test_what_is_no_file_is_neither_read_nor_renamed(progress):
    os.mkfifo(progress)
    for words in (str(check("03.2", output_error)), str(scoreboard())):
        assert "bpcourse-progress.json cannot be read (it is no file). The progress is not saved" in words
    assert progress.is_fifo()
    assert list(progress.parent.iterdir()) == [progress]


@pytest.mark.parametrize("name", [os.devnull, "OFF", " off "])
def test_no_progress_is_said_in_several_ways(name, tmp_path, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PROGRESS", name)
    monkeypatch.chdir(tmp_path)
    assert progress_file() is None
    check("03.2", output_error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".", "..", "x" * 300, "x/" * 3000, "no folder/p.json", "~no-such-user/p.json"])
@pytest.mark.parametrize("variable", ["BPCOURSE_PROGRESS", "BPLIB_PROGRESS"])
def test_a_name_that_no_file_can_have_ends_in_a_sentence(variable, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BPCOURSE_PROGRESS", "")
    monkeypatch.setenv(variable, name)
    card = check("03.2", output_error)
    assert card.result.points == 1
    assert "the points above count all the same" in str(card)
    assert max(map(len, str(card).splitlines())) < 300
    assert "01_history" in str(scoreboard())
    hint("")
    monkeypatch.setenv("BPCOURSE_PROGRESS", "mine.json")
    assert "not" not in str(check("03.2", output_error)).partition("points. ")[2]
    assert json.loads(Path("mine.json").read_text())["best"] == {"03.2": 1.0}


def test_a_long_name_of_the_user_stops_nothing(progress, monkeypatch):
    monkeypatch.setenv("USER", "u" * 300)
    check("03.2", output_error)
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


DAMAGES = ["[" * 200_000, '{"best": {"03.2": NaN}}', "\udcff", '{"best": {"03.2": 1e999}}', '{"best": {"03.2": -5}}']


@pytest.mark.parametrize("damage", DAMAGES)
def test_strange_contents_are_set_aside(progress, damage):
    progress.write_bytes(damage.encode("utf-8", "surrogateescape"))
    check("03.2", output_error)
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}
    assert progress.with_name("bpcourse-progress.damaged-1.json").exists()


def test_keys_of_a_later_version_stay(progress):
    progress.write_text(json.dumps({"best": {"03.3": 2.0, "13.1": 7.0}, "predictions": {"a": [1, 2]}}))
    check("03.2", output_error)
    best = {"03.2": 1.0, "03.3": 2.0, "13.1": 7.0}
    kept = json.loads(progress.read_text())
    assert kept == {"best": best, "predictions": {"a": [1, 2]}, "last": "03.2"}


def test_a_byte_order_mark_does_no_harm(progress):
    progress.write_bytes(b"\xef\xbb\xbf" + b'{"best": {"03.3": 2.0}}')
    check("03.2", output_error)
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}


@pytest.mark.skipif(os.name == "nt", reason="links and file modes as Windows has none")
def test_a_link_stays_a_link_and_a_file_keeps_its_mode(progress, tmp_path):
    elsewhere = tmp_path / "cloud.json"
    elsewhere.write_text('{"best": {"03.3": 2.0}}')
    elsewhere.chmod(0o640)
    progress.symlink_to(elsewhere)
    check("03.2", output_error)
    assert progress.is_symlink()
    assert json.loads(elsewhere.read_text())["best"] == {"03.2": 1.0, "03.3": 2.0}
    assert elsewhere.stat().st_mode & 0o777 == 0o640
    elsewhere.write_text("{half")
    assert "It is kept as cloud.damaged-1.json" in str(check("03.2", output_error))
    assert progress.is_symlink()
    assert json.loads(elsewhere.read_text())["best"] == {"03.2": 1.0}


@pytest.mark.skipif(os.name == "nt", reason="links as Windows has none")
def test_a_link_that_leads_in_a_circle_or_nowhere_stops_no_check(progress):
    for target in (progress.name, "nowhere.json"):
        progress.unlink(missing_ok=True)
        progress.symlink_to(target)
        assert check("03.2", output_error).result.points == 1
        assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


def test_a_file_under_two_names_has_one_lock(progress, monkeypatch):
    monkeypatch.chdir(progress.parent)
    assert _lock_of(Path(progress.name)) == _lock_of(progress) != _lock_of(progress.with_name("another.json"))
    ours = _lock_of(progress)
    monkeypatch.setenv("USER", "somebody else, who may not open our lock")
    assert _lock_of(progress) != ours


def test_the_variable_may_name_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("BPCOURSE_PROGRESS", "~/mine.json")
    check("03.2", output_error)
    assert json.loads((tmp_path / "mine.json").read_text())["best"] == {"03.2": 1.0}


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii", "utf-8"])
def test_the_progress_can_be_printed_on_any_console(progress, encoding):
    check("03.2", output_error)
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    run = subprocess.run([sys.executable, "-m", "bpcourse", "progress"], capture_output=True, env=environment)
    assert run.returncode == 0, run.stderr
    assert b"03.2" in run.stdout


# --- cards that lead on


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Work in the exercises of a folder that has a lesson and the solutions."""
    for path in ("lessons/03_delta_equations.ipynb", "solutions/03_delta_equations.ipynb"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("{}")
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path / "exercises")
    learner._hints_given.clear()
    return tmp_path


def test_a_wrong_answer_leads_to_the_lesson_and_holds_the_hints(course):
    html = check("03.2", without_slope).html
    assert '<a href="../lessons/03_delta_equations.ipynb">lesson 3</a>, section 3' in html
    assert [html.count(f"<summary>Hint {i} of 3</summary>") for i in (1, 2, 3)] == [1, 1, 1]
    assert "solutions" not in html


def test_where_the_lesson_is_not_on_the_disk_there_is_no_link(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "<a " not in check("03.2", without_slope).html


def test_the_solution_is_shown_when_it_is_right_or_after_three_hints(course):
    link = '<a href="../solutions/03_delta_equations.ipynb">the worked solution of 03.2</a>'
    assert link in check("03.2", output_error).html
    for _ in range(3):
        assert link not in check("03.2", without_slope).html
        hint("03.2")
    assert link in check("03.2", without_slope).html
    (course / "solutions" / "03_delta_equations.ipynb").unlink()
    assert "solution" not in check("03.2", without_slope).html


def test_the_next_task_is_that_after_the_one_checked_last(progress):
    assert "Go on with 03.3, " in str(check("03.2", output_error))
    check("05.2", lambda *_: None)
    assert "Go on with 05.3, " in str(scoreboard())
    best = {task.id: task.points for task in EXERCISES["03"].tasks}
    progress.write_text(json.dumps({"best": best, "last": "03.8"}))
    assert "Go on with 04.1, " in str(scoreboard())
    progress.write_text(json.dumps({"best": {}, "last": "01.2"}))
    assert "Go on with 01.3, What were the targets?\n" in f"{scoreboard()}\n"
    progress.write_text(json.dumps({"best": best | {"03.4": 0.5}, "last": "03.8"}))
    assert "Go on with 03.4, " in str(scoreboard())


def test_the_points_of_the_exercise_are_on_every_card(progress):
    check("03.3", lambda delta, W, z: (W.T @ delta) * sigmoid(z) * (1 - sigmoid(z)))
    card = check("03.2", output_error)
    assert "Exercise 3: 3 of 18 points" in str(card)
    assert '<progress max="18" value="3"></progress>' in card.html


def test_the_scoreboard_is_a_table_of_the_present_exercise(progress):
    check("03.2", output_error)
    html = scoreboard().html
    assert html.count("<table>") == len(EXERCISES)
    assert html.count("<details open>") == 1
    assert "<details open><summary>Exercise 3: 1 of 18 points" in html
    assert "<td>✓ done</td><td>1 of 1</td>" in html


def test_each_wrong_entry_of_a_table_has_a_line_of_its_own():
    text = str(check("03.1", {"a2": 0.7551, "delta2": 0.0695, "delta1": ["a", 0], "dW1": [[0, 0], [0, 0]]}))
    for words in ("a2: This is z², the weighted input.", "delta1 must hold numbers", "dW1 is zero everywhere."):
        assert words in text


def test_two_slips_stand_on_lines_of_their_own():
    def slips(D, A):
        return A.T @ D / len(D), D.sum(axis=0)

    card = check("03.4", slips)
    lines = str(card).splitlines()
    at = lines.index("Two slips at once.")
    assert lines[at + 1].startswith("(1) In grad_W: this is the transpose")
    assert lines[at + 2].startswith("(2) In grad_b: this is the sum over the batch.")
    assert "<div><b>(2) In grad_b" in card.html


def test_what_is_wrong_with_several_entries_alike_is_said_once():
    right = {"differences": 47720, "gradient": 1, "slope": 1, "sensor": 3, "mode": "forward", "each": 64, "Hv": 2}
    text = str(check("02.8", right | {"crossover": 50, "sensor": 1000, "mode": "reverse"}))
    assert text.count("a run of reverse mode for each of 1000 outputs") == 1
    text = str(check("03.8", {"z": -0.693, "delta": -0.148, "conclusion": "faster"}))
    assert "z, delta: This belongs to the target 1." in text


def test_an_entry_that_may_be_wrong_because_of_another_one_says_so():
    right = {"dq_ds": -20, "via_u": -300, "via_v": 1000, "direct": 100, "dy_dx1": 800, "dy_dx2": -500}
    text = str(check("02.1", right | {"via_v": 500, "dy_dx1": 123}))
    assert "its size is about 800. It may follow from the other mistake: mend that first." in text
    assert "None of the mistakes that this check knows" in str(check("02.1", right | {"dy_dx1": 123}))
    assert "None of the mistakes that this check knows" in str(check("02.1", right | {"via_v": 17, "dy_dx1": 123}))
    counts = {"differences": 47640, "gradient": 77, "slope": 1, "sensor": 3, "mode": "forward", "each": 64, "Hv": 2}
    assert "It may follow" not in str(check("02.8", counts))  # these follow from nothing


def test_an_entry_is_named_where_its_message_does_not_speak_of_it():
    findings = (Finding("z", 0.0, 1.0, "unknown", "Only zeros."), Finding("delta", 0.0, 1.0, "sign", "At z = 0."))
    lines = what_is_wrong(EXERCISES["03"].tasks[7], Result("03.8", findings))
    assert lines == ["z: Only zeros.", "delta: At z = 0."]


def test_an_entry_under_another_name_is_asked_for():
    assert "by_hand has no entry 'delta2'. Is it 'delta_2'?" in str(check("03.1", {"a2": 0.6803, "delta_2": -0.0695}))


def test_a_card_begins_its_sentences_with_capitals():
    assert "The result holds nan at [0, 0]." in str(check("03.2", lambda Z, Y: Z * np.nan))


def test_the_next_task_is_a_link_if_it_is_in_another_notebook(course, monkeypatch):
    link = '<a href="../exercises/04_full_implementation.ipynb">Go on with 04.1, '
    monkeypatch.setenv("BPCOURSE_PROGRESS", "progress.json")
    best = {task.id: task.points for task in EXERCISES["03"].tasks}
    Path("progress.json").write_text(json.dumps({"best": best, "last": "03.8"}))
    assert link not in check("03.2", output_error).html
    (course / "exercises" / "04_full_implementation.ipynb").write_text("{}")
    assert link in check("03.2", output_error).html
    assert link in scoreboard().html
    Path("progress.json").write_text(json.dumps({"best": best | {"03.3": 0}}))
    assert "<div>Go on with 03.3, " in check("03.2", output_error).html


# --- nothing leaves a learner alone


def test_a_loop_that_never_ends_is_stopped_with_a_sentence(progress, monkeypatch):
    def endless(Z, Y):
        while True:
            pass

    check("03.2", output_error)
    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.2")
    card = check("03.2", endless)
    assert "It ran for 0.2 seconds without an end, and was stopped." in str(card)
    assert json.loads(progress.read_text())["best"] == {"03.2": 1.0}


def test_of_a_check_that_is_slow_the_answer_is_not_blamed(progress, monkeypatch):
    def slow(*_arguments):
        time.sleep(10)

    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.2")
    monkeypatch.setattr(learner, "examined", slow)
    card = check("03.2", output_error)
    assert "interrupted" in str(card).splitlines()[0]
    assert "This computer is busy or slow" in str(card)
    assert not progress.exists()


def test_a_loop_that_catches_everything_is_stopped_too(monkeypatch):
    def stubborn(Z, Y):
        while True:
            with suppress(Exception):
                sum(range(1000))

    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.2")
    assert check("03.2", stubborn).result.mistake.mistake == "endless"


def naked(Z, Y):
    while True:
        try:
            sum(range(1000))
        except:  # noqa: E722
            continue


def naked_and_asleep(Z, Y):
    while True:
        try:
            time.sleep(100)
        except BaseException:
            continue


def suppressing(Z, Y):
    while True:
        with suppress(BaseException):
            sum(range(1000))


def naked_in_naked_in_naked(Z, Y):
    while True:
        try:
            while True:
                try:
                    naked(Z, Y)
                except:  # noqa: E722
                    continue
        except:  # noqa: E722
            continue


def suppressing_in_itself(Z, Y, depth=5):
    while True:
        with suppress(BaseException):
            suppressing_in_itself(Z, Y, depth - 1) if depth else sum(range(1000))


def keeping_what_it_catches(Z, Y):
    kept = []
    while True:
        try:
            while True:
                try:
                    sum(range(1000))
                except BaseException as error:
                    kept.append(error)
        except BaseException as error:
            kept.append(error)


@pytest.mark.parametrize(
    "answer",
    [
        naked,
        naked_and_asleep,
        suppressing,
        naked_in_naked_in_naked,
        suppressing_in_itself,
        keeping_what_it_catches,
        lambda Z, Y: time.sleep(100),
    ],
)
def test_not_even_what_catches_all_or_sleeps_goes_on_for_ever(answer, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.2")
    before, traced = signal.getsignal(signal.SIGINT), sys.gettrace()
    assert check("03.2", answer).result.mistake.mistake == "endless"
    assert signal.getsignal(signal.SIGINT) is before
    assert sys.gettrace() is traced
    time.sleep(0.3)  # an interrupt that came late would end the test


@pytest.fixture
def interruptible():
    """Let SIGINT interrupt, as in a kernel: it is ignored where the tests were started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_debugger_and_a_handler_of_ones_own_are_there_again_after_an_endless_answer(monkeypatch):
    def traced(*_arguments):
        return None

    def handled(*_arguments):
        return None

    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.2")
    before = sys.gettrace(), signal.signal(signal.SIGINT, handled)
    sys.settrace(traced)
    try:
        assert check("03.2", naked).result.mistake.mistake == "endless"
        assert sys.gettrace() is traced
        assert signal.getsignal(signal.SIGINT) is handled
    finally:
        sys.settrace(before[0])
        signal.signal(signal.SIGINT, before[1])


@pytest.mark.usefixtures("interruptible")
def test_the_learner_can_stop_an_endless_answer(progress):
    def endless(Z, Y):
        signal.raise_signal(signal.SIGINT)
        while True:
            pass

    assert "The check was interrupted." in str(check("03.2", endless))


def test_in_another_thread_a_check_works_without_a_clock():
    cards = []
    thread = threading.Thread(target=lambda: cards.append(check("03.2", output_error)))
    thread.start()
    thread.join()
    assert cards[0].result.points == 1


def test_an_interrupt_of_the_learner_is_a_card_and_records_nothing(progress):
    def interrupted(Z, Y):
        raise KeyboardInterrupt

    card = check("03.2", interrupted)
    assert str(card).splitlines()[0] == "03.2 BP1: the error of the output layer: interrupted"
    assert "The check was interrupted. Nothing has been recorded." in str(card)
    assert "one example" not in str(card)  # no part has been judged
    assert "<ul" not in card.html
    assert "✗" not in card.html
    assert not progress.exists()


def test_no_interrupt_comes_late(monkeypatch):
    monkeypatch.setenv("BPCOURSE_PATIENCE", "0.1")
    for pause in (0.0, 0.05, 0.09, 0.1, 0.11):
        check("03.2", lambda Z, Y, pause=pause: time.sleep(pause))
        time.sleep(0.1)


def test_a_stub_that_a_complete_answer_calls_is_named():
    def forward(Z):
        raise NotImplementedError

    card = check("03.2", lambda Z, Y: forward(Z) - Y)
    assert card.result.attempted
    assert "it calls forward, which is still to be written" in str(card)


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


def leaves(Z, Y):
    sys.exit("bye")


def asks(Z, Y):
    return float(input("your guess? "))


def unprintable(Z, Y):
    raise Unprintable


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda Z, Y: Z @ Y, "the second must have as many rows as the first has columns; here they are"),
        (lambda Z, Y: None.T, "Lists over layers have None at index 0"),
        (lambda Z, Y: Z * "0.5", "'0.5' is text"),
        (lambda Z, Y: Z if Z > 0 else Y, "Compare entry by entry"),
        (lambda Z, Y: math.exp(Z), "For arrays use np.exp"),
        (lambda Z, Y: Z + np.ones(11), "These shapes do not go together entry by entry: (1,5) and (11,)"),
        (lambda Z, Y: np.ones((2, 3, 4))[:, :, 2:] * np.ones((2, 3, 3)), "A slice that goes over the end of an array"),
        (lambda Z, Y: np.ones((6, 2, 3)) * np.ones((2, 2, 3)), "np.pad(A, 1) pads all of them"),
        (lambda Z, Y: np.einsum("ij,ij->i", np.ones((2, 3)), np.ones((2, 4))), "a letter stands for two axes"),
        (lambda Z, Y: np.argmax(Z[99:]), "A slice that begins behind the end of an array is empty"),
        (lambda Z, Y: Z + np.ones((3, 2)), "together with shapes (1,5) (3,2). These shapes"),
        (lambda Z, Y: Z / np.ones(len(Z)), "axis 1 lost that axis? With keepdims=True its shape is (7,1)."),
        (lambda Z, Y: np.ones(len(Z)) / Z, "axis 1 lost that axis? With keepdims=True its shape is (7,1)."),
        (lambda Z, Y: np.array([[1.0], [2.0, 3.0]]), "Rows of different lengths"),
        (leaves, "a function ends with return"),
        (lambda Z, Y: None, "Is a return missing?"),
        (lambda Z, Y: next(iter([])), "It stopped with StopIteration\n"),
        (unprintable, "its message cannot be printed"),
        (asks, "input() asks a person"),
    ],
)
def test_messages_of_python_and_numpy_are_explained(answer, words):
    assert words in str(check("03.2", answer))


def test_the_learners_own_settings_of_numpy_do_not_stop_a_check():
    with np.errstate(all="raise"):
        assert check("03.6", lambda Z, Y: (0.0, Z)).result.attempted


def test_a_card_says_when_the_answer_may_be_an_old_one(monkeypatch):
    failed = SimpleNamespace(success=False, info=SimpleNamespace(raw_cell="x = 1\ndef output_error(Z, Y)\n    x"))
    shell = SimpleNamespace(last_execution_result=failed)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    card = check("03.2", output_error)
    assert "This is about output_error as it was before." in str(card).splitlines()[1]
    assert card.html.index("as it was before") < card.html.index("one example")
    failed.info.raw_cell = "output_error(1, 2)"
    assert "as it was before" not in str(check("03.2", output_error))
    failed.info.raw_cell, failed.success = "def output_error(Z, Y): pass", True
    assert "as it was before" not in str(check("03.2", output_error))


# --- whatever an answer is and does


class Impossible(BaseException):
    def __str__(self):
        raise Impossible


class Strange(list):
    def __len__(self):
        raise RuntimeError


def is_impossible(Z, Y):
    raise Impossible


async def asynchronous(Z, Y):
    return Z


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (is_impossible, "It stopped with Impossible: (its message cannot be printed: Impossible)"),
        (lambda Z, Y: Strange([1]), "got Strange that cannot be read (RuntimeError)."),
        (asynchronous, "got a coroutine: write def, without async before it."),
        (lambda Z, Y: [10**400, 1], "got whole numbers that are too large for an array."),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_no_answer_makes_a_check_fail(answer, words):
    card = check("03.2", answer)
    assert card.result.points == 0
    assert words in str(card)


def test_a_typed_answer_that_cannot_be_read_makes_no_check_fail():
    assert "must be a dictionary" in str(check("03.1", Strange([1])))


def test_a_very_long_message_is_cut_and_searched_in_no_time():
    def talks(Z, Y):
        raise ValueError("ufunc \udcff" * 200_000)

    text = str(check("03.2", talks))
    assert len(text) < 2000
    text.encode()


def test_an_answer_that_goes_to_another_folder_loses_no_progress(tmp_path, monkeypatch):
    def travels(Z, Y):
        os.chdir(elsewhere)
        return output_error(Z, Y)

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.delenv("BPCOURSE_PROGRESS")
    monkeypatch.chdir(tmp_path)
    check("03.2", travels)
    assert Path.cwd() == tmp_path
    assert json.loads((tmp_path / "bpcourse-progress.json").read_text())["best"] == {"03.2": 1.0}
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("seed", ["one", -1, 1.5])
def test_a_seed_that_is_none_is_refused_in_words(seed):
    assert str(check("03.2", output_error, seed=seed)) == "The seed must be a whole number, not negative: seed=0."


class Nameless:
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


@pytest.mark.parametrize(("name", "words"), [(Nameless(), "task of type Nameless. "), ("x" * 9999, "xxx. There are")])
def test_any_name_of_a_task_is_answered_in_a_line(name, words):
    text = str(check(name, output_error))
    assert words in text
    assert len(text) < 200


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("nan", 60), ("-5", 60), ("0", 60), ("", 60), ("inf", 86400), ("1e300", 86400), ("2.5", 2.5)],
)
def test_a_patience_that_no_timer_can_take_is_replaced(given, seconds, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PATIENCE", given)
    assert learner._patience() == seconds


def test_a_module_that_has_been_taken_out_stops_no_check(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    assert check("03.2", output_error).result.points == 1


def test_without_a_file_the_card_counts_the_points_of_this_check():
    assert "Exercise 3: 1 of 18 points" in str(check("03.2", output_error))


def test_a_stub_is_not_compared_with_the_best(progress):
    check("03.2", output_error)
    assert "Your best" not in str(check("03.2", ...))


def test_more_points_than_a_task_has_count_no_more_than_it_has(progress):
    progress.write_text('{"best": {"03.2": 50}}')
    assert "Exercise 3: 1 of 18 points" in scoreboard().html


def test_the_hints_lie_in_their_order():
    html = check("03.2", without_slope).html
    assert html.index("Hint 1 of 3") < html.index("Hint 2 of 3") < html.index("Hint 3 of 3")


def test_of_a_stub_that_is_called_on_a_way_round_its_own_name_is_told():
    def forward(Z):
        raise NotImplementedError

    def helper(Z):
        return forward(Z)

    assert "it calls forward, which" in str(check("03.2", lambda Z, Y: helper(Z) - Y))


def test_an_entry_that_was_added_to_an_argument_is_a_change():
    assert same({"a": 1}, {"a": 1})
    assert not same({"a": 1}, {"a": 1, "b": 2})


# --- what the README shows


def sloping_at_a(W, b, X, Y):
    """Return the gradients of a backward pass that takes every slope at a."""
    A, D = [X], [None] * len(W)
    for l in range(1, len(W)):
        A.append(sigmoid(A[l - 1] @ W[l].T + b[l]))
    error = A[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        D[l] = error * sigmoid(A[l]) * (1 - sigmoid(A[l]))
        error = D[l] @ W[l]
    grad_W = [None] + [D[l].T @ A[l - 1] / len(X) for l in range(1, len(W))]
    return grad_W, [None] + [D[l].mean(axis=0) for l in range(1, len(W))]


def test_the_card_in_the_readme_is_what_a_check_says():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.partition("```text\n")[2].partition("```")[0]
    assert str(check("03.5", sloping_at_a)).startswith(shown.rstrip("\n"))
