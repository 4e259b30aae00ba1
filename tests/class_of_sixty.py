"""A class of sixty hand-ins whose truth is known, as the runner would have graded it: for the tests of the report.

The tasks are 03.2 to 03.4 (1, 2 and 2 points).  Everybody is called after a letter and a tree.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from banks import e03_delta_equations as bank

from bpcourse.exercises import EXERCISES
from bpcourse.runner.answer import answer_source
from bpcourse.runner.records import FORMAT, as_data
from bpcourse.runner.store import Store
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import Task

EXERCISE = "03_delta_equations"
TASKS = {task.id: task for task in EXERCISES["03"].tasks if task.id in ("03.2", "03.3", "03.4")}
LETTERS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta")
TREES = ("Ash", "Birch", "Cedar", "Elder", "Fir", "Hazel", "Larch", "Zoë Œlm")
NAMES = [f"{letter} {tree}" for tree in TREES for letter in LETTERS]
RIGHT = [[source for source in bank.RIGHT[task].values()] for task in TASKS]
CUBE = "def output_error(Z, Y):\n    # by Alpha Ash\n    return (sigmoid(Z) - Y) * slope(Z) + 0.1 * Z ** 3\n"
SINE = "def output_error(Z, Y):\n    return np.sin(Z) * Y\n"
STOPS = 'def output_error(Z, Y):\n    raise ValueError("<script>alert(1)</script>")\n'
OWN = """def layer_gradient(D, A):
    many = D.shape[0]
    weights, biases = np.zeros((D.shape[1], A.shape[1])), np.zeros(D.shape[1])
    for one in range(many):
        for unit in range(D.shape[1]):
            biases[unit] += D[one, unit] / many
            for other in range(A.shape[1]):
                weights[unit, other] += D[one, unit] * A[one, other] / many
    return weights, biases
"""
RENAMED = (
    OWN.replace("many", "n").replace("weights", "gW").replace("biases", "gb").replace("    for", "    # !\n    for", 1)
)
COPIED = """def layer_gradient(D, A):
    rows = list(zip(D.tolist(), A.tolist()))
    total = [[sum(d[j] * a[k] for d, a in rows) for k in range(len(rows[0][1]))] for j in range(len(rows[0][0]))]
    errors = [sum(d[j] for d, _ in rows) for j in range(len(rows[0][0]))]
    return np.array(total) / len(rows), np.divide(errors, len(rows))
"""


class Wrong(NamedTuple):
    """What a number of hand-ins have wrong: in which task, which answer (None: right, and so the others)."""

    number: int
    task: str = ""
    source: str = ""


def from_bank(number: int, task: str, name: str) -> Wrong:
    """Return a wrong answer out of the bank."""
    return Wrong(number, task, bank.WRONG[task][name][0])


CLASS = (
    Wrong(12),
    from_bank(8, "03.2", "target minus answer"),
    from_bank(6, "03.2", "sigma for slope"),
    from_bank(5, "03.3", "no slope"),
    from_bank(5, "03.3", "not transposed"),
    from_bank(4, "03.4", "sum for mean in W only"),
    Wrong(3, "03.2", CUBE),
    Wrong(1, "03.2", SINE),
    Wrong(4, "03.2", STOPS),
)
UNTOUCHED, UNREADABLE, NEAR, SAME = 5, 1, 2, 2
MISSING, STRANGERS = 3, 1
# Of the 58 that count and can be read: right, right in part, tried without a point, not tried; the mean.
TRUTH = {"03.2": (31, 0, 22, 5, 0.53), "03.3": (43, 0, 10, 5, 1.48), "03.4": (49, 4, 0, 5, 1.72)}
MISTAKES = {  # named, in how many
    ("03.2", "target-minus-answer"): (True, 8),
    ("03.2", "sigma-for-slope"): (True, 6),
    ("03.2", "raises"): (False, 4),
    ("03.2", "unknown"): (False, 4),
    ("03.3", "no-slope"): (True, 5),
    ("03.3", "not-transposed"): (True, 5),
    ("03.4", "sum-for-mean"): (True, 4),
}
POINTS = {5: 17, 4: 22, 3.5: 4, 3: 10, 0: 6}  # how many of the 59 that count have how many points


def folder_of(name: str, number: int) -> str:
    """Return the folder of a person in what Moodle hands out."""
    return f"{name}_{number}_assignsubmission_file"


@functools.cache
def examined(task_id: str, source: str, seed: int) -> dict:
    """Return the result of an answer as the runner writes it."""
    task, namespace = TASKS[task_id], {}
    exec(bank.PRELUDE + source, namespace)
    result = task.examine(LocalAnswer(namespace[task.answer]), np.random.default_rng(seed))
    return as_data(task, result, "after cell 2") | {"answer": answer_source(["", source], task.answer, "after cell 2")}


def untouched(task: Task) -> dict:
    """Return the result of a stub."""
    return as_data(task, task.untouched(), "") | {"answer": ""}


def record(name: str, answers: Sequence[str] | None, number: int, **more) -> dict:
    """Return the result of a hand-in; ``answers`` is None where nothing was attempted."""
    sources = dict(zip(TASKS, answers or (), strict=False))
    tasks = {id: examined(id, sources[id], number % 3) if answers else untouched(task) for id, task in TASKS.items()}
    content = repr((name, answers)).encode()
    about = {"submission": name, "exercise": EXERCISE, "seed": "s", "sandbox": "stub", "state": "graded", "notes": []}
    checked = {"sha256": hashlib.sha256(content).hexdigest(), "handed_in": f"2026-11-29T18:{number % 60:02}:00Z"}
    rest = {"format": FORMAT, "retry": False, "tasks": tasks, "seconds": 0.25, "file": f"{name}/{EXERCISE}.ipynb"}
    return {**about, **checked, **rest, **more}


def records() -> list[dict]:
    """Return the sixty results."""
    found, people = [], iter(enumerate(NAMES))
    for wrong in CLASS:
        for _ in range(wrong.number):
            i, name = next(people)
            found.append(record(folder_of(name, 1000 + i), _answers(i, wrong), i))
    for answers in [None] * UNTOUCHED + [_with(OWN), _with(RENAMED), _with(COPIED), _with(COPIED)]:
        i, name = next(people)
        found.append(record(folder_of(name, 1000 + i), answers, i))
    found[-1]["sha256"] = found[-2]["sha256"]  # the same file
    i, name = next(people)
    problem = {"state": "unreadable", "notes": ["The file is empty."], "seconds": 0.0}
    found.append(record(folder_of(name, 1000 + i), None, i, **problem))
    again = folder_of(NAMES[0], 1000)  # the first one, who has all right, hands in once more, with less
    found.append(record(f"{again} - second", _answers(0, CLASS[1]), 59, file=f"{again}/second.ipynb"))
    return [*found, record("nobody_we_know", _answers(61, CLASS[0]), 3)]


def _answers(number: int, wrong: Wrong) -> list[str]:
    """Return right answers, different from person to person, but for the task that is wrong."""
    right = [_own(sources[(number // 4**i) % 4], number) for i, sources in enumerate(RIGHT)]
    return [wrong.source if task == wrong.task else source for task, source in zip(TASKS, right, strict=True)]


def _own(source: str, number: int) -> str:
    """Return a right answer with lines that only one person has."""
    head, _, body = source.partition("\n")
    return f"{head}\n    mine = [{number}]\n    mine.append({number} + len(mine))\n{body}"


def _with(source: str) -> list[str]:
    """Return right answers, the last of which is an unusual one."""
    return [RIGHT[0][1], RIGHT[1][2], source]


def write(store: Store) -> list[dict]:
    """Write the results of the class into a folder."""
    store.begin(EXERCISE, "s")
    for one in (found := records()):
        store.put(one)
    return found


def moodle_worksheet() -> str:
    """Return the worksheet that Moodle exports for the class: everybody, also those who are missing."""
    header = "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    header += "Last modified (submission),Last modified (grade),Feedback comments"
    people = NAMES[: sum(wrong.number for wrong in CLASS) + UNTOUCHED + UNREADABLE + NEAR + SAME + MISSING]
    rows = [
        f'Participant {1000 + i},{name},id{i:03},{i}@uni.example,Submitted,,100.00,Yes,"Sunday, 29 November 2026",-,'
        for i, name in enumerate(people)
    ]
    return "\n".join([header, *rows]) + "\n"
