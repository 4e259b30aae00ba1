"""What goes wrong around the sandbox: names, the machine, our own errors, short time, and who is told what."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from attacks import ALL, COMMON, LAYER, NUMBERS, RIGHT, SETUP, SLOPE, SLOPE_TASK, Exercise, draw_z, notebook
from everything import spread
from test_runner import LIMITS, ROOT, SMALL, Here, box, bpcourse, graded, plan_for, points, run  # noqa: F401

from bpcourse import command
from bpcourse.runner import batch, choice, executors, grading, processes, rounds, sandbox, submissions, worker
from bpcourse.runner.cluster import Cluster, checksum_of_code, what_is_wrong
from bpcourse.runner.executors import NoExecutor
from bpcourse.runner.grade import Job, Place, grade
from bpcourse.runner.notebook import Unreadable, read_notebook
from bpcourse.runner.outline import why_not
from bpcourse.runner.rounds import Crew, in_rounds
from bpcourse.runner.sandbox import NoSandbox
from bpcourse.runner.store import Store, file_name
from bpcourse.runner.submissions import find_submissions, look_through, whose
from bpcourse.runner.worker import RemoteAnswer, Worker
from bpcourse.sandboxed import protocol
from bpcourse.sandboxed.cells import parse_cell
from bpcourse.tasks import FunctionTask, Part
from bpcourse.terminal import shown

# --- names


def test_two_files_whose_names_cannot_be_read_are_two_students(tmp_path, box):  # noqa: F811
    folder = tmp_path / "in"
    folder.mkdir()
    for name, cells in ((b"M\xfcller", RIGHT), (b"M\xf6ller", [SETUP])):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name + b".ipynb"))).write_bytes(notebook(cells))
    for _ in range(3):
        plan = plan_for(tmp_path, box)
        run(plan)
        records = {record["submission"]: sum(points(record)) for record in plan.store.all()}
        assert records == {"M\\xfcller": ALL, "M\\xf6ller": 0}
    assert run(plan) == []


def test_students_that_look_alike_are_shown_apart():
    files = ["a/Zoe\u0308.ipynb", "b/Zo\xeb.ipynb", "Kim.ipynb", "kim.IPYNB", "x  y.ipynb", "x y.ipynb", "ann.ipynb"]
    names = [submission.student for submission in whose(files, "")]
    assert len({rounds_of(name) for name in names}) == len(names)
    assert names[-1] == "ann"
    assert len({submission.key for submission in whose(files, "")}) == len(files)


def test_nobody_takes_the_name_or_the_place_of_another():
    digits = whose(["Kim.ipynb", "kim.ipynb"], "")[0].student
    files = [
        "Kim.ipynb",
        "kim.ipynb",
        f"{digits}.ipynb",
        "Ada.IPYNB",
        "Ada.IPYNB.ipynb",
        "Ada.ipynb.ipynb",
        "Ada.ipynb",
    ]
    found = whose(files, "")
    assert len({rounds_of(submission.student) for submission in found}) == len(files)
    assert len({file_name(submission.key) for submission in found}) == len(files)


def test_names_that_are_made_alike_end_apart(monkeypatch):
    monkeypatch.setattr(
        submissions.hashlib, "sha256", lambda content: SimpleNamespace(hexdigest=lambda: "0" * 6 + content.hex())
    )
    assert len({rounds_of(one.student) for one in whose(["Kim.ipynb", "kim.ipynb", "KIM.ipynb"], "")}) == 3


def test_names_are_shown_with_all_that_belongs_to_them():
    files = [
        "\u674e\u3000\u660e.ipynb",
        "Ulme\xa0Fest.ipynb",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627.ipynb",
        "a\u202eb\u200d.ipynb",
    ]
    names = [submission.student for submission in whose(files, "")]
    assert names == ["\u674e \u660e", "Ulme Fest", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "a\ufffdb\ufffd"]
    assert (
        len({submission.student for submission in whose(["\u0639\u200c\u0644.ipynb", "x/\u0639\u0644.ipynb"], "")}) == 2
    )
    assert whose(["\u0639\u200c\u0644.ipynb", "x/\u0639\u0644.ipynb"], "")[1].student.startswith("x")


def rounds_of(name: str) -> str:
    """Return a name as the eye sees it."""
    import unicodedata

    return "".join(unicodedata.normalize("NFC", name).casefold().split())


def test_nobody_can_take_the_results_of_another():
    mine = file_name("Ada/03_delta_equations")
    assert file_name(mine) != mine


def test_removed_renamed_and_changed_notebooks_leave_no_ghosts(tmp_path, box):  # noqa: F811
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT, "b": RIGHT, "c": RIGHT})
    run(plan)
    (plan.folder / "a.ipynb").unlink()
    (plan.folder / "b.ipynb").rename(plan.folder / "d.ipynb")
    plan = plan_for(tmp_path, box, notebooks={"c": [SETUP, SLOPE]})
    assert run(plan) == ["c", "d"]
    assert [record["submission"] for record in plan.store.all()] == ["c", "d"]
    record = plan.store.get("c")
    assert [(one["points"], one["possible"]) for one in record["earlier"]] == [(ALL, ALL)]
    assert "An earlier version of this notebook had 7 of 7 points." in record["notes"]
    assert len(list((tmp_path / "out" / "earlier").iterdir())) == 3
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT})
    assert run(plan) == []  # it is there again, and so is its result
    assert points(plan.store.get("a")) == [2, 3, 2]


def test_what_is_found_but_not_graded_is_listed(tmp_path, capsys):
    for name in ("a.ipynb.txt", "b.zip", "x/c.pdf", ".ipynb_checkpoints/d.ipynb", "x/y/._e.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "in.ipynb" / "more.ipynb").mkdir(parents=True)
    listing = look_through(tmp_path)
    assert (listing.notebooks, listing.files, listing.folders) == (["in.ipynb/more.ipynb"], 5, 4)
    assert dict(listing.left_out) == {
        "a.ipynb.txt": "its name does not end with .ipynb: rename it",
        "b.zip": "an archive: unpack it",
        "x/c.pdf": "not a notebook",
        ".ipynb_checkpoints/": "a hidden folder",
        "x/y/._e.ipynb": "a hidden file",
    }
    shutil.rmtree(tmp_path / "in.ipynb")
    assert command.main(["grade", str(tmp_path), "--exercise", "03"]) == 2
    said = capsys.readouterr().err
    assert "There is no notebook in" in said
    assert "b.zip: an archive: unpack it" in said


# --- the machine and our own errors

BROKEN_BWRAP = """#!/bin/sh
if [ -e {stop} ]; then echo "bwrap: No permissions to create new namespace" >&2; exit 1; fi
exec {bwrap} "$@"
"""


def test_a_failure_of_the_machine_is_no_mark_and_is_tried_again(tmp_path, box, monkeypatch):  # noqa: F811
    if box != "bubblewrap":
        pytest.skip("no bubblewrap here")
    stop = tmp_path / "stop"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "bwrap").write_text(BROKEN_BWRAP.format(stop=stop, bwrap=shutil.which("bwrap")))
    (tmp_path / "bin" / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    plan = plan_for(tmp_path, box, notebooks={name: RIGHT for name in "abcde"})
    plan = plan._replace(check=lambda: choice.problem_with(box))
    steps = batch.grade_folder(plan, Crew(lambda count: Here(), 1))
    next(steps)
    stop.touch()
    with pytest.raises(NoSandbox, match="No permissions to create new namespace"):
        list(steps)
    records = plan.store.all()
    assert [record["state"] for record in records] == ["graded"] * len(records)
    failed = grade(Job("x", notebook(RIGHT), SMALL, "s", box, LIMITS))
    assert (failed["state"], failed["tasks"]) == ("failed", {})
    assert "No permissions to create new namespace" in failed["notes"][0]
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    with pytest.raises(NoSandbox, match="No permissions to create new namespace"):
        choice.choose()
    monkeypatch.undo()
    stop.unlink()
    assert set(run(plan_for(tmp_path, box))) == set("abcde") - {record["submission"] for record in records}
    assert all(points(record) == [2, 3, 2] for record in plan.store.all())


def test_a_failure_while_grading_again_keeps_the_marks(tmp_path, box):  # noqa: F811
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT})
    run(plan)
    run(plan_for(tmp_path, box, regrade=()), Here(["a", "a"]))
    record = plan.store.get("a")
    assert (points(record), record["retry"]) == ([2, 3, 2], True)
    assert run(plan_for(tmp_path, box)) == ["a"]


def broken_oracle(z):
    """Fail as a task fails in which there is a fault."""
    return {}["no such key"]


PARTS = (Part("a few numbers", 1, draw_z),)
BROKEN_TASK = FunctionTask(id="01.2", title="Broken", answer="layer", parts=PARTS, oracle=broken_oracle, **COMMON)
BROKEN = {"01": Exercise("01", "01_small", (SLOPE_TASK, BROKEN_TASK), 2)}


def test_a_fault_of_our_own_is_not_put_down_to_the_student(box):  # noqa: F811
    record = graded(RIGHT, box, place=Place("01", "test_grader", "BROKEN"))
    assert (record["state"], list(record["tasks"]), points(record)) == ("failed", ["01.1"], [2])
    assert "Task 01.2 has no mark. The check itself failed on this answer. That is not your" in record["notes"][-1]


def test_a_channel_that_has_ended_is_no_attempt_to_cheat(box):  # noqa: F811
    with Worker(box, LIMITS) as worker:
        worker.process.kill()
        select.select([worker.channel], [], [], 30)  # until the kernel has gone with it
        answer = RemoteAnswer(worker, "x", time.monotonic() + 5)
        with pytest.raises(Exception, match="was killed"):
            answer.value()


def test_the_memory_of_the_grader_is_limited():
    code = "from bpcourse.runner.executors import limit_memory\nlimit_memory(2**28)\nbytearray(2**29)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "MemoryError" in done.stderr


def test_a_file_of_very_many_brackets_is_not_read():
    with pytest.raises(Unreadable, match="not a notebook"):
        read_notebook(b'{"cells": [' + b"[]," * 2_000_000 + b"[]]}")


# --- many of them


class Counting(Here):
    """An executor that does nothing, and counts."""

    def submit(self, function, /, job):
        """Return a result, or die."""
        future: Future = Future()
        if job in self.deaths:
            self.deaths.remove(job)
            future.set_exception(BrokenExecutor())
        else:
            future.set_result({"retry": job in self.jobs, "state": "graded", "tasks": {}})
        return future


def test_never_more_than_a_few_jobs_are_ready_and_none_goes_alone():
    ready, made, done = [], [], []

    def make(count: int) -> Counting:
        made.append(count)
        return executor

    executor = Counting([5, 70])
    executor.jobs = [9]
    for item, _ in in_rounds(range(500), None, lambda item: ready.append(item) or item, str, Crew(make, 3)):
        assert len(ready) - len(done) <= rounds.AHEAD * 3 + 3
        done.append(item)
    assert sorted(done) == list(range(500))
    assert made[:3] == [3, 3, 3]  # a new one after each death, for as many at a time
    assert set(made[3:]) == {1}
    assert len(made) < 20


def test_an_interrupted_second_grading_goes_on(tmp_path, box):  # noqa: F811
    plan = plan_for(tmp_path, box, notebooks={name: RIGHT for name in "abc"})
    run(plan)
    plan = plan._replace(regrade=(), ticket=plan.store.ticket(()))
    steps = batch.grade_folder(plan, Crew(lambda count: Here(), 1))
    done = next(steps).record["submission"]
    steps.close()
    assert plan.store.ticket(()) == plan.ticket != plan.store.ticket(("01.1",))
    plan = plan._replace(ticket=plan.ticket)
    assert set(run(plan)) == set("abc") - {done}
    plan.store.end_ticket()
    assert plan.store.ticket(()) != plan.ticket


def test_tasks_are_understood_as_they_are_typed():
    place = Place("03")
    assert grading.tasks_of(["3.5"], place) == ("03.5",)
    assert grading.tasks_of(["03.5,03.6", "3.1"], place) == ("03.1", "03.5", "03.6")
    assert (grading.tasks_of([], place), grading.tasks_of(None, place)) == ((), None)
    with pytest.raises(command.Refused, match=r"There is no task 03\.9"):
        grading.tasks_of(["3.9"], place)


# --- time


def test_when_time_is_short_what_defines_names_is_run_first(box):  # noqa: F811
    slow = [f"import time\nmeasured{i} = time.sleep(1.5)" for i in range(9)]
    cells = [SETUP, *slow, "factor = 1 + len('')", SLOPE.replace("return", "return factor *"), LAYER, NUMBERS]
    record = graded(cells, box, limits=LIMITS._replace(wall=12.0))
    assert points(record) == [2, 3, 2]
    assert record["state"] == "graded"
    (note,) = [note for note in record["notes"] if "Half of the 12 s" in note]
    assert "only what defines names was run; no answer needs the rest" in note
    assert "10" in note
    assert "11" not in note  # the cell that an answer needs was run


def test_limits_grow_with_the_time():
    limits = sandbox.Limits().with_time(140)
    assert (limits.cell, limits.call, limits.step_wall, limits.wall) == (40, 20, 60, 140)


@pytest.mark.parametrize(
    "slow",
    spread(
        [
            ["class A:\n    import time\n    time.sleep(0.4)"] * 150,  # defines a name: it is run all the same
            ["import time\ntime.sleep(0.4 if time.time() > since + 8 else 0)"] * 150,  # waits when it is run again
        ],
        2,
    ),
)
def test_no_cell_takes_more_time_than_there_is(slow, box):  # noqa: F811
    cells = [f"{SETUP}\nsince = {time.time()}", SLOPE, *slow, "import os, time\ntime.sleep(9)\nos._exit(1)"]
    start = time.monotonic()
    record = graded([*cells, LAYER, NUMBERS], box, limits=LIMITS._replace(wall=12.0))
    assert time.monotonic() - start < 12 + 25  # instead of a minute and more
    assert points(record)[0] == 2


ASKED: list = []  # what a slow oracle was asked


def slow_oracle(z):
    """Return something, slowly."""
    ASKED.append(z)
    time.sleep(2)
    return z


SLOW = {"01": Exercise("01", "01_small", (replace(SLOPE_TASK, oracle=slow_oracle),), 2)}


def test_answers_that_come_at_once_have_an_end(box, monkeypatch):  # noqa: F811
    ASKED.clear()
    monkeypatch.setattr(worker, "LOOK_EVERY", 5.0)  # an answer comes before the first look, though the machine is busy
    cells = [SETUP, *[f"def slope(z):\n    return z * {n}" for n in range(2, 8)]]
    graded(cells, box, place=Place("01", __name__, "SLOW"), limits=LIMITS._replace(wall=4.0))
    assert 0 < len(ASKED) < 8  # two for each of two examinations, not of six


# --- who is told what


def test_why_there_is_no_answer_is_said_at_the_task(box):  # noqa: F811
    cells = [SETUP, "def slope(z):\n    return (z", LAYER.replace("layer", "my_layer"), NUMBERS.replace("0.375", "p")]
    record = graded(cells, box)
    said = [task["findings"][0]["message"] for task in record["tasks"].values()]
    assert said[0].startswith("Cell 2, which is to define slope, did not do it. It stopped with SyntaxError")
    assert said[1] == "No cell of the notebook defines layer. Cell 3 defines my_layer: has it been renamed?"
    assert said[2].startswith("Cell 4, which is to define numbers, did not do it. It stopped with NameError")
    assert points(record) == [0, 0, 0]


def test_no_escape_sequence_reaches_the_terminal(tmp_path, box):  # noqa: F811
    assert shown("a\x1b[2J\x9b\udcff\r\n\u202eb") == "a\ufffd[2J\ufffd\ufffd\ufffd\n\ufffdb"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\x1b[2J.ipynb").write_text("{")
    (tmp_path / "in" / "b\x1b[2J.zip").write_text("{")
    (tmp_path / "in" / "c\nBob: all points.txt").write_text("{")
    (tmp_path / "in" / "d\nBob: all points.ipynb").write_text("{")
    done = bpcourse("grade", tmp_path / "in", "--exercise", "03", "--workers", "1", "--time", "100", "--memory", "999")
    assert done.returncode == 1
    assert "\x1b" not in (done.stdout + done.stderr).replace("\x1b[A", "")  # tqdm's own
    assert not [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("Bob")]
    assert "2 notebooks among 4 files, 0 folders" in done.stdout
    assert f"sandbox {box}, 1 at a time, seed " in done.stdout
    assert json.loads((tmp_path / "in-results" / "found.json").read_text())["files"] == 4


@pytest.mark.parametrize("kind", ["no folder", "full"])
def test_results_that_cannot_be_written_are_one_clear_line(kind, tmp_path, box, monkeypatch, capsys):  # noqa: F811
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ipynb").write_text("{")
    results = tmp_path / "results"
    results.mkdir() if kind == "full" else results.write_text("")

    def full(self, record):
        raise OSError(28, "No space left on device", str(results / "x.json"))

    if kind == "full":
        monkeypatch.setattr(Store, "put", full)
    line = ["grade", str(tmp_path / "in"), "--exercise", "03", "--results", str(results), "--workers", "1"]
    assert command.main(line) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith(f"This could not be written or read: {results}")
    assert "What was graded is kept" in said


def test_where_there_are_no_results_nothing_is_graded_again(tmp_path, box, capsys):  # noqa: F811
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ipynb").write_text("{")
    assert command.main(["grade", str(tmp_path / "in"), "--exercise", "03", "--regrade", "03.5"]) == 2
    assert "in-results holds no results. Say where they are: --results DIR" in capsys.readouterr().err
    assert not (tmp_path / "in-results").exists()


def test_on_one_folder_of_results_one_run_is_at_work(tmp_path, box, capsys):  # noqa: F811
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ipynb").write_text("{")
    line = ["grade", str(tmp_path / "in"), "--exercise", "03", "--workers", "1"]
    with Store(tmp_path / "in-results").alone():
        assert command.main(line) == 2
        said = capsys.readouterr()
        assert "Another bpcourse grade is at work in" in said.err
        assert not (tmp_path / "in-results" / "run.json").exists()
    assert command.main(line) == 1
    assert command.main(line) == 1


def test_help_says_what_is_promised_and_where(capsys):
    with pytest.raises(SystemExit):
        command.main(["grade", "--help"])
    said = capsys.readouterr().out
    assert all(word in said for word in ("bubblewrap", "Landlock", "unsafe", "macOS", "Not promised", "--time"))


# --- a cluster


def test_workers_that_cannot_grade_get_no_work(monkeypatch):
    distributed = pytest.importorskip("distributed")
    assert "missing" in what_is_wrong(ModuleNotFoundError("No module named 'bpcourse'"))
    assert what_is_wrong({"problem": "no sandbox"}) == "no sandbox"
    assert what_is_wrong({"code": "0", "sandbox": "user"}) == "it has another version of the course"
    assert what_is_wrong({"code": checksum_of_code(), "sandbox": "user"}) == ""
    monkeypatch.setattr("bpcourse.runner.cluster.JOIN", 0.5)
    options = {"n_workers": 0, "dashboard_address": ":0"}
    with distributed.LocalCluster(**options) as cluster:
        with pytest.raises(NoExecutor, match="has no workers"):
            Cluster(cluster.scheduler_address)
        monkeypatch.setattr("bpcourse.runner.cluster.EXAMINE", "__import__('no_such_package')  # {unsafe}")
        cluster.scale(1)
        cluster.wait_for_workers(1)
        with pytest.raises(NoExecutor, match="the package of the course is missing"):
            Cluster(cluster.scheduler_address)
    with pytest.raises(NoExecutor, match="No scheduler"):
        Cluster("127.0.0.1:1")


def test_the_crew_of_this_machine_has_the_width_that_was_asked_for():
    assert executors.local(3).width == 3
    assert [submission.student for submission in find_submissions(Path(__file__).parent, "")] == []


# --- what does not show


def test_files_in_memory_count_also_when_they_are_empty(box):  # noqa: F811
    if box != "bubblewrap":
        pytest.skip("the files are on the disk")
    make = "import os\nfor n in range(9000): os.close(os.open(f'/dev/shm/{n}', os.O_CREAT))\nimport time; time.sleep(9)"
    record = graded([SETUP, SLOPE, make], box, limits=LIMITS._replace(disk=2**22))
    assert record["notes"][-1] == "Cell 3 was left out. It wrote more than 4 MB of files, or very many."


@pytest.mark.parametrize("how", ["many", "deep"])
def test_no_file_hides_behind_others(how, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in range(processes.MOST_FILES + 1) if how == "many" else ():
        Path(str(name)).touch()
    for _ in range(25 if how == "deep" else 0):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    assert processes.size_of_files(tmp_path) == processes.TOO_MANY


def test_no_notebook_can_lock_the_users_of_others():
    if os.getuid() != 0:
        pytest.skip("needs root")
    lock = sandbox.OwnUser.claim().lock
    assert Path(lock.name).parent.stat().st_mode & 0o777 == 0o700
    lock.close()


def test_why_there_is_no_answer_is_found_without_end():
    sources = ["\n" * 10**6 + "(", "def" + "\n" * 10**6, " " * 10**6 + "x", "x" * 10**6]
    why_not("slope", sources, {})  # it once took hours


REMEMBERS = """
import time
seen = set()
def {name}(*given):
    key = given[2].tobytes()
    if key in seen: return {again}
    seen.add(key)
    start = time.process_time()
    while time.process_time() - start < {seconds}: pass
    return right(*given)
"""


@pytest.mark.parametrize("again", ["right(*given)", "None"])
def test_what_is_remembered_does_not_pass_for_fast(again, box):  # noqa: F811
    cells = [source for source in solution_cells("03_delta_equations") if not source.startswith("check")]
    right = next(source for source in cells if source.startswith("def backward("))
    slow = right.replace("def backward(", "def right(") + REMEMBERS.format(name="backward", again=again, seconds=0.3)
    cells = [slow if source == right else source for source in cells]
    record = graded(cells, box, place=Place("03"), tasks=("03.5",))
    finding = record["tasks"]["03.5"]["findings"][-1]
    assert finding["mistake"] in ("too-slow", "remembers-between-calls")
    assert finding["earned"] == 0


def solution_cells(name: str) -> list[str]:
    """Return the code cells of a worked solution."""
    return list(read_notebook((ROOT / "solutions" / f"{name}.ipynb").read_bytes()).cells)


def test_a_notebook_has_one_vote_for_the_exercise(tmp_path):
    for name, cells in (("a", ["check('03.1', x)"]), ("b", ["check('03.2', x)"]), ("c", ["check('01.1', x)\n" * 999])):
        (tmp_path / f"{name}.ipynb").write_bytes(notebook(cells))
    assert grading._exercise(SimpleNamespace(exercise=None, folder=tmp_path)).key == "03"


def test_what_a_magic_times_is_run(box):  # noqa: F811
    assert points(graded([SETUP, "%time numbers = {'p': 0.375, 'q': -12.5}"], box)) == [0, 0, 2]


def test_a_line_that_goes_on_is_no_magic():
    assert len(parse_cell("%matplotlib inline\nx = (7\n  % 2\n)\n!ls").statements) == 3


@pytest.mark.parametrize("new", ["10**400", "[10**400] * len(theta)", "theta * 0 + 1e308", "theta * 1e200"])
def test_no_number_is_a_fault_of_our_own(new, box):  # noqa: F811
    rule = f"def rule(theta, g, memory, t, steps): return {new}, {{}}"
    record = graded([SETUP, rule.replace("rule", ANSWER_05_8, 1)], box, place=Place("05"), tasks=("05.8",))
    assert record["state"] == "graded"
    assert points(record) == [0]


ANSWER_05_8 = next(task.answer for task in Place("05").exercise().tasks if task.id == "05.8")


def test_no_integer_is_too_large_to_be_given_back():
    with pytest.raises(protocol.ProtocolError):
        protocol.decode(protocol.read(b'{"value": %s}' % (b"9" * 4000))["value"])
