"""The instructor's runner and the command line: what is read, sent, run, kept, reported."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import numpy as np
import pytest
from attacks import ALL, EXERCISES, LAYER, NO_SLOPE, NUMBERS, RIGHT, SETUP, SLOPE, SLOPE_TASK, notebook, old_format
from everything import EVERYTHING, some
from hypothesis import given
from hypothesis import strategies as st

from bpcourse import command
from bpcourse.exercises import EXERCISES as COURSE
from bpcourse.report.texts import harmless
from bpcourse.report.whole import write_report
from bpcourse.runner import batch, choice, executors, sandbox, view
from bpcourse.runner.cluster import Cluster
from bpcourse.runner.draws import generator
from bpcourse.runner.grade import Job, Place, grade
from bpcourse.runner.notebook import Unreadable, read_notebook
from bpcourse.runner.rounds import Crew
from bpcourse.runner.store import Store, WrongResults, file_name
from bpcourse.runner.submissions import find_submissions, read_file
from bpcourse.runner.worker import Lost, RemoteAnswer, Worker
from bpcourse.sandboxed import protocol
from bpcourse.sandboxed.answers import AnswerFailed, Source
from bpcourse.sandboxed.cells import parse_cell
from bpcourse.tasks import examined

ROOT = Path(__file__).resolve().parents[3]
SMALL = Place("01", "attacks")
# What a submission sees of the course:
ROOM = sorted(path.name for path in (ROOT / "bpcourse" / "sandboxed").glob("*.py"))
LIMITS = sandbox.Limits(cell=2.0, call=1.0, step_wall=60.0, wall=200.0)  # the clocks are long: the machine may be busy


@pytest.fixture(scope="session")
def box():
    """Return the name of the sandbox that works here, or skip."""
    try:
        return choice.choose()
    except sandbox.NoSandbox as problem:
        in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
        (pytest.fail if in_ci else pytest.skip)(str(problem))


def graded(cells, box, **options):
    """Return the result of a notebook with these cells."""
    content = cells if isinstance(cells, bytes) else notebook(cells)
    return grade(Job("somebody", content, SMALL, "seed", box, LIMITS)._replace(**options))


def points(record) -> list[float]:
    """Return the points of each task."""
    return [task["points"] for task in record["tasks"].values()]


# --- the protocol

NUMBERS_OF_ANY_KIND = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    NUMBERS_OF_ANY_KIND,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(0, 99), inner),
    max_leaves=10,
)


@given(VALUES)
def test_plain_values_arrive_as_they_were(value):
    line = protocol.write({"value": protocol.encode(value)})
    assert protocol.decode(protocol.read(line)["value"]) == value


@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "<f4", ">f8", "f2", "c8", "c16", "longdouble"])
def test_arrays_arrive_as_they_were(dtype, rng):
    array = (rng.normal(size=(3, 2, 4)) * 3).astype(dtype).transpose(2, 0, 1)
    got = protocol.decode(json.loads(json.dumps(protocol.encode(array))))
    assert got.shape == array.shape
    assert got.flags.writeable
    np.testing.assert_allclose(got, array)


def test_scalars_markers_and_sources_arrive():
    got = protocol.decode(protocol.encode([np.float64(1.5), ..., math.inf, 2j]))
    assert got == [1.5, ..., math.inf, 2j]
    source = Source("def f(): pass", "f")
    assert protocol.decode(protocol.encode(source), sources=True) == source
    with pytest.raises(protocol.ProtocolError):
        protocol.decode(protocol.encode(source))


@pytest.mark.parametrize("value", [object(), b"bytes", np.array([object()]), 2**5000, np.zeros(10**7), lambda: 0])
def test_what_is_not_plain_is_not_sent(value):
    with pytest.raises(protocol.ProtocolError):
        protocol.encode(value)


@pytest.mark.parametrize(
    "message",
    [
        [1],
        {},
        {"float": "1"},
        {"pickle": ""},
        {"tuple": 3},
        {"dict": [[1]]},
        {"dict": [[{"tuple": []}, 1]]},
        {"complex": [1, "a"]},
        {"list": [], "tuple": []},
        {"set": [{"list": []}]},
        {"integer": 3},
        {"integer": "xyz"},
        {"integer": "f" * 10**6},
        {"foreign": "x" * 10**6},
        {"foreign": 3},
        {"entries": [1], "text": False, "shape": [2]},
        {"entries": [1], "text": True, "shape": [1]},
        {"entries": 3, "text": True, "shape": [3]},
        {"array": "", "dtype": "<f8", "shape": [1]},
        {"array": "", "dtype": "|O8", "shape": [0]},
        {"array": "", "dtype": "<f8", "shape": [-1]},
        {"array": "", "dtype": "<f8", "shape": [True]},
        {"array": "*", "dtype": "<f8", "shape": [0]},
        {"array": "", "dtype": "<f8", "shape": [0] * 40},
        {"array": "", "dtype": "<f8", "shape": [0, 2**23, 2**23, 2**23]},  # NumPy has no such array, though it is empty
        {"entries": [], "text": True, "shape": [0, 2**23, 2**23, 2**23]},
        {"complex": [2**2000, 0]},  # no float is as large
        {"complex": [0, {"integer": "f" * 900}]},
        {"set": [*range(3000)]},
        {"dict": [[n, None] for n in range(3000)]},
    ],
)
def test_what_is_not_of_the_protocol_is_refused(message):
    with pytest.raises(protocol.ProtocolError):
        protocol.decode(message)


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[1]", b"\xff", b'{"a": NaN}', b"[" * 10**6, b'{"a": ' + b"1" * 10**5 + b"}"]
)
def test_lines_that_are_no_message_are_refused(line):
    with pytest.raises(protocol.ProtocolError):
        protocol.read(line)


# --- notebooks and cells


@pytest.mark.parametrize("content", [notebook(RIGHT), old_format(RIGHT), b"\xef\xbb\xbf" + notebook(RIGHT)])
def test_code_cells_are_read_from_any_format(content):
    assert read_notebook(content).cells == tuple(RIGHT)


def test_other_cells_and_empty_ones_are_left_out():
    cells = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": " "}, {"cell_type": "code"}]
    found = read_notebook(json.dumps({"cells": cells}).encode())
    assert (found.cells, found.notes) == ((), ("A code cell without text was left out.",))


def with_stamp(stamp) -> bytes:
    """Return a notebook that says this of itself."""
    return json.dumps({**json.loads(notebook(RIGHT)), "metadata": {"bpcourse": stamp}}).encode()


@pytest.mark.parametrize(
    ("stamp", "exercise", "version"),
    [
        ({"exercise": "03", "version": 2}, "03", 2),
        *((odd, "", 0) for odd in (None, 3, [], {}, {"exercise": "03"}, {"exercise": 3, "version": 2})),
        *(({"exercise": "03", "version": odd}, "", 0) for odd in (True, "2", 1.5, -1, 10**50, None, [2])),
    ],
)
def test_what_a_notebook_says_that_it_is(stamp, exercise, version):
    found = read_notebook(with_stamp(stamp))
    assert (found.exercise, found.version) == (exercise, version)


@pytest.mark.parametrize(
    ("stamp", "note"),
    [
        ({"exercise": "01", "version": 2}, None),
        ({"exercise": "01", "version": 1}, "is version 1 of exercise 01; handed out now is version 2 of exercise 01."),
        ({"exercise": "05", "version": 2}, "is version 2 of exercise 05; handed out now is version 2 of exercise 01."),
        ({}, "does not say which version it is; handed out now is version 2 of exercise 01."),
    ],
)
def test_an_older_version_is_noted_and_costs_nothing(stamp, note, box):
    record = graded(with_stamp(stamp), box)
    assert points(record) == [2, 3, 2]
    assert len(record["notes"]) == (note is not None)
    assert all(note in text for text in record["notes"])


def test_what_is_no_notebook_is_unreadable():
    with pytest.raises(Unreadable, match="empty"):
        read_notebook(b"")
    with pytest.raises(Unreadable, match="not valid JSON"):
        read_notebook(b"{")


@pytest.mark.parametrize(
    ("source", "statements", "left_out"),
    [
        ("x = 1\ny = 2", 2, 0),
        ("%matplotlib inline\nx = 1", 2, 1),
        ("!ls\nfiles = !ls\nif 1:\n    %time f()\n", 3, 3),
        ("%%time\nx = 1\ny = 1", 2, 1),
        ("%%bash\nrm x", 0, 1),
        ("np.abs?", 1, 1),
        ("text = '''\n%s\n!x\n'''", 1, 0),
        ("x = (7\n% 4)", 1, 0),
        ("await f()", 1, 0),
    ],
)
def test_what_is_not_python_is_left_out_of_a_cell(source, statements, left_out):
    cell = parse_cell(source)
    assert (len(cell.statements), cell.left_out) == (statements, left_out)


# --- one submission


def test_right_answers_get_all_points_and_wrong_ones_their_diagnosis(box):
    assert points(graded(RIGHT, box)) == [2, 3, 2]
    record = graded([SETUP, "def slope(z): return 1 / (1 + np.exp(-z))", LAYER, "numbers = {'p': 0.375, 'q': 1}"], box)
    assert points(record) == [0, 3, 1]
    assert {finding["mistake"] for finding in record["tasks"]["01.1"]["findings"]} == {"sigma-for-slope"}


def test_an_untouched_notebook_gets_nothing(box):
    record = graded([SETUP, "def slope(z):\n    raise NotImplementedError", "layer = ...", "numbers = {'p': ...}"], box)
    assert points(record) == [0, 0, 0]
    assert not any(task["attempted"] for task in record["tasks"].values())


def test_the_same_seed_gives_the_same_result(box):
    cells = [SETUP, "def slope(z): raise ValueError(z.tolist())", LAYER]
    one, two, other = (graded(cells, box, seed=seed) for seed in ("a", "a", "b"))
    assert one["tasks"] == two["tasks"] != other["tasks"]


def test_inputs_differ_between_places_tasks_and_submissions():
    cases = [
        ("s", "a", "t", "after cell 1"),
        ("s", "a", "t", "at the end"),
        ("s", "b", "t", "at the end"),
        ("s", "a", "u", "at the end"),
    ]
    assert len({generator(*case).random() for case in cases}) == len(cases)


def test_the_better_of_several_results_counts(box):
    record = graded([SETUP, NO_SLOPE, SLOPE, NO_SLOPE], box)
    assert points(record) == [2, 0, 0]
    assert record["tasks"]["01.1"]["where"] == "after cell 3"
    record = graded(["numbers = {'p': 0.375, 'q': 0}", "numbers = {'p': 0, 'q': 0}"], box)
    assert points(record) == [0, 0, 1]


def test_a_definition_before_its_imports_is_examined_at_the_end(box):
    record = graded([SLOPE, "x = slope(np.zeros(2))", SETUP], box)
    assert points(record) == [2, 0, 0]
    assert (record["tasks"]["01.1"]["where"], record["notes"]) == ("at the end", [])


def test_the_rest_is_graded_when_a_cell_hangs(box):
    record = graded([SETUP, "while True: pass", SLOPE, NUMBERS, LAYER], box)
    assert points(record) == [2, 3, 2]
    assert record["notes"] == ["Cell 2 was left out. It used more than 2 s of computing time."]


def test_what_a_call_costs_is_counted(box):
    lines = ["import time", "def slow():", " end = time.process_time() + 0.5", " while time.process_time() < end: pass"]
    code = "\n".join([*lines, " return 1"])
    with Worker(box, LIMITS) as worker:
        worker.ask({"do": "run", "source": code, "cell": 1, "watch": []}, 2, 5)
        answer = RemoteAnswer(worker, "slow", time.monotonic() + 300)
        assert answer.call() == 1
        assert 0.4 < answer.seconds < 1


def test_a_dead_worker_stays_dead(box):
    with Worker(box, LIMITS) as worker:
        for _ in range(2):
            with pytest.raises(Lost, match="ended"):
                worker.ask({"do": "run", "source": "import os; os._exit(0)", "cell": 1, "watch": []}, 2, 5)


def test_a_reply_to_another_request_is_none(box):
    find = "import sys\np = sys.modules['bpcourse.protocol']\nwrite = p.write\n"
    forge = f"{find}p.write = lambda message: write({{**message, 'id': '0'}})"
    with Worker(box, LIMITS) as worker:
        worker.ask({"do": "run", "source": forge, "cell": 1, "watch": []}, 2, 5)
        with pytest.raises(Lost, match="channel"):
            worker.ask({"do": "value", "name": "x"}, 2, 5)


class Impossible:
    """An answer whose value is not of this world."""

    def __init__(self, error):
        self.error = error

    def call(self, *arguments):
        """Raise the error."""
        raise self.error


@pytest.mark.parametrize("error", [AnswerFailed("x"), ValueError("x"), RecursionError(), KeyError(1)])
def test_no_result_means_no_points(error, rng):
    assert examined(SLOPE_TASK, Impossible(error), rng).points == 0


def test_a_result_of_too_many_points_is_none(rng):
    class Generous(type(SLOPE_TASK)):
        """A task whose result is out of range."""

        def examine(self, answer, rng):
            """Return more points than there are."""
            return type("Result", (), {"points": 8.0})()

    assert examined(Generous(**vars(SLOPE_TASK)), None, rng).points == 0


# --- sandboxes


def in_a_container(code: str, drop_root: bool) -> subprocess.CompletedProcess:
    """Run Python code in what is like a container without bubblewrap, as root or as another user."""
    if os.getuid() != 0 or not shutil.which("bwrap"):
        pytest.skip("needs root and bubblewrap")
    program, prefix = shutil.which("bwrap"), sys.base_prefix
    places = [
        part
        for path in reversed(Path(prefix).parents)
        if path != Path("/")
        for part in ("--perms", "0755", "--dir", str(path))
    ]
    root = ["--perms", "0755", "--tmpfs", "/root"] if Path(prefix).is_relative_to("/root") else []
    hidden = [] if drop_root else ["--ro-bind", "/dev/null", program, "--unshare-pid", "--proc", "/proc"]
    binds = ["--dev-bind", "/", "/", *root, *(places if root else []), "--ro-bind", prefix, prefix]
    binds += ["--perms", "1777", "--tmpfs", "/dev/shm"]
    user = "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n" if drop_root else ""
    # From standard input: what searches the command lines of processes must not find itself.
    line = [program, "--die-with-parent", *binds, *hidden, sys.executable, "-W", "error", "-"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path, "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(line, input=user + code, env=environment, capture_output=True, text=True, timeout=1200)


GRADE_THERE = """
import json, os
from pathlib import Path
from attacks import ATTACKS, HONEST, RIGHT, notebook
from bpcourse.runner import choice, sandbox
from bpcourse.runner.cluster import Cluster
from bpcourse.runner.grade import Job, Place, grade
limits = sandbox.Limits(cell=1.0, call=1.0, step_wall=3.0, wall=60.0, processes=24, disk=2**26, memory=2**30)
box = choice.choose()
found = {"box": box}
for name in NAMES:
    content = HONEST[name] if name in HONEST else notebook(ATTACKS[name].content)
    record = grade(Job(name, content, Place("01", "attacks"), "s", box, limits))
    found[name] = sum(task["points"] for task in record["tasks"].values())
found["left"] = [p for p in os.listdir("/proc") if p.isdigit() and b"31415" in Path(f"/proc/{p}/cmdline").read_bytes()]
found["files"] = [p for d in ("/tmp", "/dev/shm") for p in os.listdir(d) if "attack-was-here" in p]
print(json.dumps(found))
"""
# What is tried without namespaces: nothing that would harm others.
TRIED = [
    "plain",
    "older",
    "daemon",
    "busy daemon",
    "shell in the background",
    "fork bomb",
    "kills the parent",
    "writes everywhere",
]
TRIED += [
    "kills every process",
    "forges on every descriptor",
    "endless loop in a cell",
    "becomes root",
    "shared memory",
    "imports the course",
    "searches for the oracle",
    "reads other submissions",
    "fills the disk",
    "files without names",
    "very many files",
    "files in the folder of devices",
    "files behind many files",
    "files behind the longest path",
    "folders in folders",
    "children of somebody else",
    "memory of the process above",
    "memory without a process",
    "ignores its children",
]


@pytest.mark.attacks
@pytest.mark.parametrize(("drop_root", "name"), [(False, "user"), (True, "bubblewrap")])
def test_other_sandboxes(drop_root, name):
    from attacks import ATTACKS, HONEST

    closed = [
        str(path) for path in (ROOT, *ROOT.parents, Path(sys.executable).parent) if not path.stat().st_mode & 0o001
    ]
    if closed and os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(
            f"other users cannot read {closed[0]}: the tests of other users need a checkout that everybody can read"
        )
    done = in_a_container(GRADE_THERE.replace("NAMES", repr(TRIED)), drop_root)
    if drop_root and "No sandbox works here" in done.stderr:
        pytest.skip("users cannot make namespaces here")
    assert done.returncode == 0, done.stderr
    due = {name: ALL if name in HONEST else ATTACKS[name].points for name in TRIED}
    assert json.loads(done.stdout) == {"box": name, **due, "left": [], "files": []}


FIND_THE_COURSE = """
import importlib.util, os, sys
def find_the_course():
    names = ["cards", "command", "exercises", "learner", "progress", "results", "runner", "sandboxed", "tasks"]
    found = [name for name in names if tries(importlib.import_module, f"bpcourse.{name}")]
    sys.path[:] = [entry for entry in sys.path if not os.path.exists(os.path.join(entry, "bpcourse", "kernel.py"))]
    for name in [name for name in sys.modules if name.split(".")[0] == "bpcourse"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    return found + [name for name in names if tries(importlib.import_module, f"bpcourse.{name}")]
def tries(action, *arguments):
    try:
        action(*arguments)
        return True
    except Exception:
        return False
"""
LOOK_AROUND = (
    FIND_THE_COURSE
    + """
import socket
def look(port):
    places = ("/", "/etc", "/usr", os.path.dirname(os.__file__), PLACES)
    skip = ("/proc", "/sys", "/usr", "/dev")
    found = [os.path.join(p, f) for p, d, fs in os.walk("/") if not p.startswith(skip) for f in fs]
    return {
        "connects": tries(socket.create_connection, ("127.0.0.1", port), 2),
        "writes": [p for p in places if tries(lambda: open(os.path.join(p, "bplib-attack-was-here"), "w").close())],
        "writes at home": all(tries(lambda: open(f, "w").close()) for f in ("mine.txt", "/tmp/mine.txt")),
        "course": sorted(os.path.basename(f) for f in found if "/bpcourse/" in f and f.endswith(".py")),
        "tests": [f for f in found if f.endswith(("tests/attacks.py", "test_attacks.py"))],
        "notebooks": [f for f in found if f.endswith(".ipynb") and "site-packages" not in f],
        "imports": find_the_course(),
        "names": sorted(os.environ),
        "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
        "root": os.getuid() == 0,
    }
"""
)


def test_what_bubblewrap_shows_to_a_notebook(box, tmp_path):
    if box != "bubblewrap":
        pytest.skip("no bubblewrap here")
    import socket

    (tmp_path / "a.ipynb").write_bytes(notebook(RIGHT))
    with socket.create_server(("127.0.0.1", 0)) as server, Worker(box, sandbox.Limits()) as worker:
        source = LOOK_AROUND.replace("PLACES", repr(str(ROOT / "bplib")))
        worker.ask({"do": "run", "source": source, "cell": 1, "watch": []}, 5, 10)
        seen = RemoteAnswer(worker, "look", time.monotonic() + 300).call(server.getsockname()[1])
    names = {"HOME", "LANG", "MPLBACKEND", "MPLCONFIGDIR", "PATH", "TMPDIR", "PWD", "LC_CTYPE"}
    assert {name for name in seen.pop("names") if not name.endswith("_THREADS")} <= names
    assert seen.pop("processes") <= 3
    assert seen.pop("course") == ROOM
    nothing = {"connects": False, "writes": [], "tests": [], "notebooks": [], "imports": [], "root": False}
    assert seen == {**nothing, "writes at home": True}


IMPORT_THE_COURSE = """
import importlib
def imported():
    from bpcourse import check, drill, hint, predict, scoreboard
    assert [f("03.2") for f in (check, hint, predict)] == [None] * 3 and scoreboard() is None
    assert drill("chain rule", seed=1).answer(1) is drill.answer(1) is drill.solution() is None
    found = []
    for name in NAMES:
        try:
            importlib.import_module(f"bpcourse.{name}")
            found.append(name)
        except ImportError:
            pass
    return found
"""


OLDER = SETUP.replace("from bpcourse import", "from bplib.grading import")
OLDER_LINES = [
    f"{OLDER}\nfrom bplib.widgets.predict import predict",
    "from bplib import Network, datasets as sets\nfrom bplib.classes import one_hot\nassert len(sets.xor()) == 2",
    "def later():\n    from bplib.grading import check as tested\n    return tested('01.1', slope)",
    "assert later() is None\npredict('a', 'b')",
    *RIGHT[1:],
]


@pytest.mark.parametrize("name", ["here", "unsafe"])
def test_an_older_notebook_is_graded_as_usual(name, box):
    record = graded(OLDER_LINES, box if name == "here" else name)
    assert points(record) == [2, 3, 2]
    assert record["notes"] == []


@pytest.mark.parametrize("name", ["here", "unsafe"])
def test_what_a_notebook_imports_of_the_course(name, box):
    real = sorted({path.stem for path in (ROOT / "bpcourse").iterdir()} - {"__pycache__"})  # which holds no module
    code = IMPORT_THE_COURSE.replace("NAMES", repr(real))
    with Worker(box if name == "here" else name, LIMITS) as worker:
        worker.ask({"do": "run", "source": code, "cell": 1, "watch": []}, 5, 10)
        assert RemoteAnswer(worker, "imported", time.monotonic() + 300).call() == ["__init__"]


def test_all_that_is_called_the_course_is_covered(tmp_path, monkeypatch):
    (tmp_path / "bpcourse").mkdir()
    (tmp_path / "bpcourse" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    options = view.options_for_bubblewrap(LIMITS.disk)
    for place in (str(tmp_path / "bpcourse"), str(ROOT / "bpcourse")):
        assert options[options.index(place) - 1] == str(ROOT / "bpcourse" / "sandboxed")


def test_without_a_sandbox_it_refuses_unless_told(monkeypatch):
    monkeypatch.setattr(choice, "problem_with", lambda *_: "broken")
    with pytest.raises(sandbox.NoSandbox, match="--unsafe"):
        choice.choose()
    assert choice.choose(unsafe=True) == "unsafe"


def test_without_a_sandbox_honest_notebooks_are_graded():
    assert points(graded(RIGHT, "unsafe")) == [2, 3, 2]


# --- folders and results


def test_students_are_found_by_file_or_folder(tmp_path):
    names = [
        "01_small.ipynb",
        "Anna_01_small.ipynb",
        "01_Small - Ben (1).ipynb",
        "x/01_small-Copy1.ipynb",
        "x/y/01_small.ipynb",
    ]
    names += [f"Zoë Ash_7_assignsubmission_file{end}.ipynb" for end in ("/Untitled", "/01_small", "_/x")]
    names += ["a/Kim.ipynb", "b/kim.ipynb", ".ipynb_checkpoints/no.ipynb", "notes.txt", "Jo (2).ipynb"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    found = {submission.file: submission.student for submission in find_submissions(tmp_path, "01_small")}
    assert found == {
        "01_small.ipynb": "01_small",
        "Anna_01_small.ipynb": "Anna",
        "01_Small - Ben (1).ipynb": "Ben",
        "x/01_small-Copy1.ipynb": "x",
        "x/y/01_small.ipynb": "x - y",
        "Zoë Ash_7_assignsubmission_file/01_small.ipynb": "Zoë Ash_7_assignsubmission_file",
        "Zoë Ash_7_assignsubmission_file/Untitled.ipynb": "Zoë Ash_7_assignsubmission_file - Untitled",
        "Zoë Ash_7_assignsubmission_file_/x.ipynb": "Zoë Ash_7_assignsubmission_file_",
        "a/Kim.ipynb": "a - Kim",
        "b/kim.ipynb": "b - kim",
        "Jo (2).ipynb": "Jo (2)",
    }


def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "a.ipynb").symlink_to(tmp_path / "secret")
    assert read_file(tmp_path / "a.ipynb") == (b"", "A link, not a file.")


def test_names_of_files_are_harmless():
    assert file_name("anna.b-2") == "anna.b-2"
    names = [
        file_name(name) for name in ("..", "../x", "a/b", "a b", "a_b ", "<b>", "é", "e\u0301", "-rf", ".x", "x" * 300)
    ]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for name in names)


def plan_for(tmp_path, box, *, regrade=None, notebooks=None) -> batch.Plan:
    """Write notebooks into a folder and return a plan to grade them."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, cells in (notebooks or {}).items():
        (folder / f"{name}.ipynb").write_bytes(notebook(cells))
    store = Store(tmp_path / "out")
    return batch.Plan(folder, SMALL, store, store.begin("01_small", None), box, LIMITS, regrade)


class Here(Executor):
    """An executor that works at once in this process, and counts; some of its workers die."""

    def __init__(self, deaths=()):
        self.deaths, self.jobs = list(deaths), []

    def submit(self, function, /, job):
        """Do the job, or let it be lost."""
        future = Future()
        self.jobs.append(job.submission)
        if job.submission in self.deaths:
            self.deaths.remove(job.submission)
            future.set_exception(BrokenExecutor())
        else:
            try:
                future.set_result(function(job))
            except Exception as error:
                future.set_exception(error)
        return future


def run(plan, executor=None, work=grade) -> list[str]:
    """Grade a folder in this process; return which submissions were worked on."""
    executor = executor or Here()
    for _ in batch.grade_folder(plan, Crew(lambda count: executor, 2), work):
        pass
    return executor.jobs


def snapshot(folder: Path) -> dict:
    """Return the files of a folder with their times and contents."""
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_changes_nothing_and_a_changed_file_is_graded(tmp_path, box):
    notebooks = {"a": RIGHT, "b": [SETUP, SLOPE], "c": RIGHT}
    plan = plan_for(tmp_path, box, notebooks=notebooks)
    assert run(plan) == ["a", "b", "c"]
    write_report(tmp_path / "out")
    before = snapshot(tmp_path / "out")
    assert run(plan_for(tmp_path, box)) == []
    write_report(tmp_path / "out")
    assert snapshot(tmp_path / "out") == before
    assert run(plan_for(tmp_path, box, notebooks={"b": RIGHT})) == ["b"]
    assert points(plan.store.get("b")) == [2, 3, 2]


def test_a_damaged_result_is_made_again(tmp_path, box):
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT})
    run(plan)
    (plan.store.records / "a.json").write_text("{")
    assert run(plan_for(tmp_path, box)) == ["a"]


def test_regrading_one_task_keeps_the_others(tmp_path, box, monkeypatch):
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT})
    run(plan)
    record = plan.store.get("a")
    for task in record["tasks"].values():
        task["points"] = 0.25
    plan.store.put(record)
    assert run(plan_for(tmp_path, box, regrade=("01.2",))) == ["a"]
    assert points(plan.store.get("a")) == [0.25, 3, 0.25]
    run(plan_for(tmp_path, box, regrade=()))
    assert points(plan.store.get("a")) == [2, 3, 2]


def test_what_an_earlier_version_had_is_still_said_after_a_new_grading(tmp_path, box):
    plan = plan_for(tmp_path, box, notebooks={"a": [SETUP, SLOPE]})
    run(plan)
    run(plan_for(tmp_path, box, notebooks={"a": RIGHT}))
    remark = f"An earlier version of this notebook had 2 of {ALL:g} points."
    assert plan.store.get("a")["notes"] == [remark]
    for regrade in (("01.2",), ()):
        run(plan_for(tmp_path, box, regrade=regrade))
        assert plan.store.get("a")["notes"] == [remark]


def test_a_grader_that_dies_loses_no_submission(tmp_path, box):
    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT, "b": RIGHT, "c": RIGHT})
    run(plan, Here(["a", "b", "b", "b"]))
    assert [sum(points(plan.store.get(name))) for name in "abc"] == [ALL, 0, ALL]
    assert plan.store.get("b")["state"] == "failed"
    assert plan.store.get("b")["notes"] == ["The process of the grader ended twice while it graded this notebook."]
    assert run(plan_for(tmp_path, box)) == ["b"]
    assert points(plan.store.get("b")) == [2, 3, 2]


def test_what_fails_in_the_grader_itself_is_reported_as_what_it_is(tmp_path, box):
    def broken(job):
        return grade(job) if job.submission == "a" else {}["no such key"]

    plan = plan_for(tmp_path, box, notebooks={"a": RIGHT, "b": RIGHT})
    run(plan, work=broken)
    assert points(plan.store.get("a")) == [2, 3, 2]
    assert (plan.store.get("b")["state"], points(plan.store.get("b"))) == ("failed", [])
    assert plan.store.get("b")["notes"] == ["The grader itself failed on this notebook: KeyError: 'no such key'"]


def test_a_submission_that_ran_into_the_clock_is_graded_once_more(tmp_path, box):
    plan = plan_for(tmp_path, box, notebooks={"a": [SETUP, "import time\ntime.sleep(9)", SLOPE], "b": RIGHT})
    plan = plan._replace(limits=LIMITS._replace(step_wall=4))
    assert run(plan).count("a") == 2
    assert points(plan.store.get("a")) == [2, 0, 0]


def test_results_of_another_exercise_or_seed_are_not_touched(tmp_path):
    Store(tmp_path).begin("01_small", "a")
    with pytest.raises(WrongResults, match="01_small"):
        Store(tmp_path).begin("02_other", None)
    with pytest.raises(WrongResults, match="seed"):
        Store(tmp_path).begin("01_small", "b")
    assert Store(tmp_path).begin("01_small", None) == "a"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1", "'=1"), (" +1", "' +1"), ("-x", "'-x"), ("@a", "'@a"), ("a=1", "a=1"), ("a\r\n=b", "a  =b")],
)
def test_cells_of_the_table_are_no_formulas(cell, shown):
    assert harmless(cell) == shown


def test_unfinished_processes_pool_here(tmp_path, box):
    plan = plan_for(tmp_path, box, notebooks={f"s{n}": RIGHT for n in range(4)})
    steps = list(batch.grade_folder(plan, executors.local(2)))
    assert [step.done for step in steps] == [1, 2, 3, 4]
    assert all(points(step.record) == [2, 3, 2] for step in steps)


# --- the command line


def bpcourse(*arguments, **options) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    command_line = [sys.executable, "-W", "error", "-m", "bpcourse", *map(str, arguments)]
    return subprocess.run(command_line, capture_output=True, text=True, cwd=ROOT, timeout=1200, **options)


def test_help_says_what_there_is(capsys):
    assert command.main([]) == 0
    text = capsys.readouterr().out
    assert all(f"bpcourse {name}" in text for name in command.COMMANDS)
    with pytest.raises(SystemExit) as stop:
        command.main(["--help"])
    assert stop.value.code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade"],
        ["grade", "/nowhere"],
        ["open", "99"],
        ["report", "/nowhere"],
        ["sing"],
        ["grade", "/tmp", "--workers", "0"],
        ["grade", ".", "--exercise", "77"],
    ],
)
def test_wrong_use_is_2_with_a_reason(arguments, capsys):
    try:
        code = command.main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert capsys.readouterr().err


def test_release_overwrites_nothing(tmp_path, capsys):
    assert command.main(["release", str(tmp_path / "class")]) == 0
    lesson = tmp_path / "class" / "lessons" / "00_start_here.ipynb"
    assert lesson.exists()
    there = {path.name for path in (tmp_path / "class").iterdir()}
    licences, package = {"LICENSE", "LICENSE-TEXT"}, {"pyproject.toml", "hatch_build.py", "bplib", "bpcourse"}
    assert there == {"README.md", "lessons", "exercises", *licences, *package}
    assert not list(tmp_path.rglob(".ipynb_checkpoints"))
    assert not list(tmp_path.rglob("__pycache__"))
    lesson.write_text("mine")
    capsys.readouterr()
    assert command.main(["release", str(tmp_path / "class")]) == 0
    assert lesson.read_text() == "mine"
    assert str(lesson) in capsys.readouterr().out


@pytest.mark.parametrize("exercise", some(list(COURSE.values())[::-1], 1), ids=lambda exercise: exercise.number)
def test_in_the_sandbox_the_solution_is_full_and_the_exercise_zero(exercise, tmp_path, box):
    folder = tmp_path / "in"
    folder.mkdir()
    for part in ("solutions", "exercises"):
        shutil.copy(ROOT / part / f"{exercise.name}.ipynb", folder / f"{part}.ipynb")
    done = bpcourse("grade", folder, "--exercise", exercise.number, "--workers", 2)
    assert done.returncode == 0, done.stderr
    store = Store(tmp_path / "in-results")
    for task in exercise.tasks:
        assert store.get("solutions")["tasks"][task.id]["points"] == task.points
        assert store.get("exercises")["tasks"][task.id]["points"] == 0


def test_a_folder_is_graded_from_the_command_line(tmp_path, box):
    folder = tmp_path / "in"
    (folder / "Ada Lovelace").mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / "03_delta_equations.ipynb", folder / "Ada Lovelace")
    shutil.copy(ROOT / "exercises" / "03_delta_equations.ipynb", folder / "untouched.ipynb")
    done = bpcourse("grade", folder, "--seed", "x", "--workers", 2)
    assert done.returncode == 0, done.stderr
    store = Store(tmp_path / "in-results")
    solved, untouched = store.get("Ada Lovelace/03_delta_equations"), store.get("untouched")
    assert [task["points"] for task in solved["tasks"].values()] == [
        task["possible"] for task in solved["tasks"].values()
    ]
    assert sum(points(untouched)) == 0
    (folder / "broken.ipynb").write_text("{")
    done = bpcourse("grade", folder, "--exercise", "03")
    assert done.returncode == 1
    assert "broken" in done.stderr
    before = snapshot(tmp_path / "in-results")
    assert bpcourse("report", tmp_path / "in-results").returncode == 1
    assert snapshot(tmp_path / "in-results") == before


SLOW_GRADING = """
import signal
import sys
from pathlib import Path
from bpcourse.runner import batch, executors, sandbox
from bpcourse.runner.cluster import Cluster
from bpcourse.runner.grade import Place
from bpcourse.runner.store import Store
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background of a shell
    store = Store(Path(sys.argv[2]))
    plan = batch.Plan(Path(sys.argv[1]), Place("01", "attacks"), store, store.begin("01_small", None), sys.argv[3])
    for step in batch.grade_folder(plan, executors.local(2)):
        pass
"""


def graders(mark: str) -> list[str]:
    """Return the processes that have a mark in their environment."""
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and mark.encode() in _environment_of(pid)]


def _environment_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def uids_in_use() -> list[str]:
    """Return the processes of users that the sandboxes use."""
    from bpcourse.runner import processes

    return [str(pid) for pid in processes._ids() if processes._owner(pid) in sandbox.USERS]


@pytest.mark.parametrize("how", some([signal.SIGTERM, signal.SIGKILL, signal.SIGINT], 1))
def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, box, how):
    notebooks = {f"s{n:02}": [*RIGHT, "while True: pass"] if n in (4, 5) else RIGHT for n in range(12)}
    plan = plan_for(tmp_path, box, notebooks=notebooks)
    script = tmp_path / "run.py"
    script.write_text(SLOW_GRADING)
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path, "INTERRUPTED_GRADING": str(tmp_path)}
    line = [sys.executable, script, plan.folder, tmp_path / "out", box]
    process = subprocess.Popen(line, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    while len(list(plan.store.records.glob("s*.json"))) < 3:
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)  # now both workers are at the notebooks that do not end
    process.send_signal(how)
    assert process.wait(600) != 0
    done = snapshot(plan.store.records)
    assert 3 <= len([path for path in done if not path.name.startswith(".")]) < 12
    end = time.monotonic() + 600
    while (graders(str(tmp_path)) or uids_in_use()) and time.monotonic() < end:
        time.sleep(0.02)
    assert (graders(str(tmp_path)), uids_in_use()) == ([], [])
    graded = [path for path in done if path.name.startswith("s") and not json.loads(path.read_text("utf-8"))["retry"]]
    jobs = run(plan)
    assert len(set(jobs)) == 12 - len(graded)
    assert all(points(plan.store.get(name)) == [2, 3, 2] for name in notebooks)
    after = snapshot(plan.store.records)
    assert all(after[path] == done[path] for path in graded)


def test_a_cluster_grades_all_though_a_worker_is_killed(tmp_path, box):
    distributed = pytest.importorskip("distributed")
    notebooks = {f"s{n:02}": [*RIGHT, "import time\ntime.sleep(0.2)"] for n in range(30 if EVERYTHING else 12)}
    plan = plan_for(tmp_path, box, notebooks=notebooks)
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with distributed.LocalCluster(**options) as cluster, Cluster(cluster.scheduler_address) as ours:
        assert (ours.examined.sandbox, ours.examined.others, ours.crew.width) == (box, {}, 2)
        workers = [worker.pid for worker in cluster.workers.values()]
        for step in batch.grade_folder(plan, ours.crew):
            if step.done == 5:
                os.kill(workers[0], signal.SIGKILL)
    assert all(points(plan.store.get(name)) == [2, 3, 2] for name in notebooks)


def test_the_small_exercise_is_what_it_says():
    assert sum(task.points for task in EXERCISES["01"].tasks) == ALL
