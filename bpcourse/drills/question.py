"""A question: a small task with fresh numbers, in which no two mistakes look alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from bpcourse.drills.typed import Reader, read_numbers
from bpcourse.tasks import Part, ValueTask, slips
from bpcourse.tasks.slips import Site, Slip

TOLERANCE = 1e-3  # of a right answer; four digits are enough
APART = 10 * TOLERANCE  # how far what two mistakes make is apart, at least
LARGEST = 300  # number in an answer: more is no work for paper
TRIES = 1000  # on the average four are enough
ONE, TWO, SHAPE = "0.123", "0.123, -4.5", "(12, 10)"  # answers of the right form, and never the right one


class Question(NamedTuple):
    """What is asked, in ``words``; the task that judges the answer; how it is worked out, in ``way``.

    ``form`` shows how an answer is typed, ``read`` makes entries of what was typed.
    """

    words: str
    task: ValueTask
    way: str
    form: str = ONE
    read: Reader = read_numbers


class Kind(NamedTuple):
    """A kind of drill: its name, what is asked in a few words, and how a question is drawn, from easy to hard."""

    name: str
    about: str
    levels: tuple[Callable[[np.random.Generator], Question], ...]


def judged(truth: Callable[..., dict], sites: tuple[Site, ...], section: str) -> ValueTask:
    """Return the task whose entries are those of ``truth()``, with the slips that are made at its pieces."""
    return ValueTask(
        id="drill",
        title="a drill",
        answer="the answer",
        difficulty=1,
        minutes=1,
        section=section,
        hints=("", "", ""),
        parts=tuple(Part(name, 1.0) for name in truth()),
        tolerance=TOLERANCE,
        truth=truth,
        sites=sites,
    )


def drawn(draw: Callable[[np.random.Generator], Question], rng: np.random.Generator) -> Question:
    """Return a question whose numbers are handy, and whose mistakes can be told apart."""
    for _ in range(TRIES):
        question = draw(rng)
        if is_handy(question.task) and told_apart(question.task):
            return question
    raise RuntimeError(f"{draw.__name__} has drawn {TRIES} questions in which two mistakes look alike")


def is_handy(task: ValueTask) -> bool:
    """Return whether the numbers of the right answer are not 0, and no larger than can be worked on paper."""
    return all(isinstance(value, str) or TOLERANCE <= abs(value) <= LARGEST for value in task.truth().values())


def told_apart(task: ValueTask) -> bool:
    """Return whether all mistakes make answers that differ from the right one and from each other, and are finite."""
    with np.errstate(all="ignore"):
        made = [task.truth(), *(mistake.make() for mistake in slips.single(task.truth, task.sites))]
    if isinstance(next(iter(made[0].values())), str):
        return len({tuple(answer.values()) for answer in made}) == len(made)
    return _rows_apart(np.array([list(answer.values()) for answer in made], float))


def _rows_apart(answers: np.ndarray) -> bool:
    """Return whether any two rows differ in an entry by a clear share of it."""
    size = np.maximum(np.abs(answers[:, None]), np.abs(answers))
    alike = (np.abs(answers[:, None] - answers) <= APART * np.maximum(size, TOLERANCE)).all(axis=2)
    return bool(np.isfinite(answers).all()) and int(alike.sum()) == len(answers)


def one_of(rng: np.random.Generator, numbers: Sequence[float]) -> float:
    """Return one of the numbers, as a plain one."""
    return rng.choice(numbers).item()


def chosen(known: Sequence[Slip], *ids: str) -> tuple[Slip, ...]:
    """Return those of the slips that have these ids, in this order."""
    by_id = {slip.id: slip for slip in known}
    return tuple(by_id[id] for id in ids)


def short(number: float) -> str:
    """Return a number without what rounding has left behind it: 0.1 for 0.09999999999999998."""
    return f"{round(number, 9) + 0.0:.6g}"


def in_brackets(number: float) -> str:
    """Return a number as it is written behind a sign: 3, 0.25, (-2)."""
    return f"({short(number)})" if number < 0 else short(number)


def plus(number: float, of: str = "") -> str:
    """Return " + 3 x" or " - 3 x": a term with the sign between spaces; " + x" for 1."""
    size = "" if of and abs(number) == 1 else f"{abs(number):g}"
    return f" {'-' if number < 0 else '+'} {' '.join(filter(None, [size, of]))}"
