"""Hostile and honest notebooks in one batch: each gets a result, and exactly the points that it is due."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from pathlib import Path

import attacks
import pytest
from attacks import ALL, HONEST, notebook
from everything import spread

from bpcourse.report.whole import write_report
from bpcourse.runner import batch, choice, executors, processes, sandbox, view
from bpcourse.runner.grade import Place
from bpcourse.runner.store import Store, file_name

MARK = "bplib-attack-was-here"
SMALL = sandbox.Limits(cell=1.0, call=1.0, step_wall=4.0, wall=60.0, memory=2**30, disk=2**26, processes=24, restarts=5)
TRIED = {*spread(attacks.ATTACKS, 3), "reads the environment"}  # of which a test of its own is below
ATTACKS = {name: attack for name, attack in attacks.ATTACKS.items() if name in TRIED}
ODD_NAMES = {"=1+1": ALL, "<img src=x onerror=alert(1)>": ALL, "@SUM(1)": ALL, "a..b": ALL, "-rf": ALL, "a" * 200: ALL}

pytestmark = pytest.mark.attacks


def write_folder(folder: Path) -> dict[str, float]:
    """Write all submissions; return the points that each is due."""
    points = {}
    for name, attack in ATTACKS.items():
        content = attack.content if isinstance(attack.content, bytes) else notebook(attack.content)
        (folder / f"{name}.ipynb").write_bytes(content)
        points[name] = attack.points
    for name, content in HONEST.items():
        (folder / f"honest {name}.ipynb").write_bytes(content)
        points[f"honest {name}"] = ALL
    for name, due in ODD_NAMES.items():
        (folder / f"{name}.ipynb").write_bytes(HONEST["plain"])
        points[name] = due
    return points


def write_odd_entries(folder: Path, outside: Path) -> list[str]:
    """Write what is called like a notebook and is none; return the students' names."""
    outside.write_bytes(HONEST["plain"])
    (folder / "a link.ipynb").symlink_to(outside)
    (folder / "a broken link.ipynb").symlink_to(folder / "nothing")
    (folder / "a folder.ipynb").mkdir()
    os.mkfifo(folder / "a pipe.ipynb")
    return ["a link", "a broken link", "a folder", "a pipe"]


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of each file in a folder."""
    files = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def traces() -> list[str]:
    """Return the files that attacks have left on this machine, and the processes."""
    places = (
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/root",
        "/home",
        "/",
        "/run",
        "/etc",
        "/usr/local",
        os.getcwd(),
        Path.home(),
    )
    found = [str(path) for place in places for path in _glob(Path(place), f"*{MARK}*")]
    for pid in processes._ids():
        try:
            command = (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        elsewhere = "/kernel.py" in command and str(view.BPCOURSE) not in command  # of another checkout's tests
        if not elsewhere and ("31415.9" in command or "kernel.py" in command or processes._owner(pid) in sandbox.USERS):
            found.append(f"process {pid}: {command}")
    return found


def _glob(place: Path, pattern: str) -> list[Path]:
    try:
        return list(place.glob(pattern))
    except OSError:
        return []


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade everything once; return the folders, the points due, and the results by student."""
    try:
        name = choice.choose()
    except sandbox.NoSandbox as problem:
        in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
        (pytest.fail if in_ci else pytest.skip)(str(problem))
    place = tmp_path_factory.mktemp("attacks")
    folder, results = place / "in", place / "out"
    folder.mkdir()
    points = write_folder(folder)
    odd = write_odd_entries(folder, place / "outside.ipynb")
    before = contents(folder)
    store = Store(results)
    plan = batch.Plan(folder, Place("01", "attacks"), store, store.begin("01_small", None), name, SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BPCOURSE_ATTACK_CANARY", "BPCOURSE_ATTACK_CANARY")
        for _ in batch.grade_folder(plan, executors.local(4)):
            pass
    write_report(results)
    records = {record["submission"]: record for record in store.all()}
    return {"folder": folder, "results": results, "points": points, "odd": odd, "before": before, "records": records}


def points(record: dict) -> float:
    """Return the points of a result."""
    return sum(task["points"] for task in record["tasks"].values())


def test_there_are_enough_attacks():
    assert len(attacks.ATTACKS) >= 60
    assert len(HONEST) >= 10


def test_each_submission_has_a_result(graded):
    assert set(graded["records"]) == {*graded["points"], *graded["odd"]}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_what_it_is_due(graded, name):
    record = graded["records"][name]
    assert (points(record), record["state"]) == (ATTACKS[name].points, ATTACKS[name].state), record["notes"]
    assert record["seconds"] < 300


@pytest.mark.parametrize("name", HONEST)
def test_honest_submissions_keep_full_marks(graded, name):
    record = graded["records"][f"honest {name}"]
    assert points(record) == ALL, record


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_cost_nothing(graded, name):
    assert points(graded["records"][name]) == ALL


def test_what_is_not_a_file_is_said_to_be_unreadable(graded):
    records = [graded["records"][name] for name in graded["odd"]]
    assert {(record["state"], points(record)) for record in records} == {("unreadable", 0.0)}


def test_nothing_survives(graded):
    assert traces() == []
    assert contents(graded["folder"]) == graded["before"]


def test_the_environment_of_the_grader_is_not_seen(graded):
    text = str(graded["records"]["reads the environment"])
    assert "CANARY" not in text
    assert "AssertionError" not in text


def test_results_hold_nothing_but_results(graded):
    names = {file_name(student) for student in graded["records"]}
    report = {"scores.csv", "tasks.csv", "mistakes.csv", "unnamed.csv", "class.html", "names.html"}
    assert {path.name for path in graded["results"].iterdir()} == {"run.json", "submissions", "feedback", *report}
    assert {path.name for path in (graded["results"] / "feedback").iterdir()} == {f"{name}.html" for name in names}
    assert {path.name for path in (graded["results"] / "submissions").iterdir()} == {f"{name}.json" for name in names}


def test_no_page_of_feedback_holds_markup_of_a_student(graded):
    for path in graded["results"].rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in page
        assert not any(tag in page.lower() for tag in ("<script", "<img", "<iframe"))
        assert not re.search(r"<a (?!href=\"#)", page.lower())
        assert all(character.isprintable() or character == "\n" for character in page)


def test_no_cell_of_the_table_is_a_formula(graded):
    with (graded["results"] / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(graded["records"]) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    parts = [part.strip(' "') for row in rows for cell in row for part in cell.split(";")]  # divided there in Europe
    assert not [part for part in parts if part[:1] in ("=", "+", "-", "@") and part]
