"""General slips: what a stranger may do wrong in any task, made from what the task declares anyway.

Something has been done to a result after all, to an argument before all, or to a piece in between (see
``general_sites``).  The words say what was done and where; what is more particular belongs among the slips of the task.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import permutations

import numpy as np

from bpcourse.tasks.changes import FUNCTIONS, OF_ARGUMENTS, OF_RESULTS, WITH, Change, Operation, changed, same_shape
from bpcourse.tasks.parts import Mistake

Subject = tuple[str, Callable]  # what is changed in words, and what makes a change there


@dataclass
class Once:
    """A function that works out what it returns once for each group of arguments, as long as these exist."""

    function: Callable
    known: dict = field(default_factory=dict)

    def __call__(self, *arguments):
        """Return what the function makes of the arguments."""
        key = tuple(map(id, arguments))
        if key not in self.known:
            self.known[key] = arguments, self.function(*arguments)
        return self.known[key][1]


def general(oracle: Callable, names: tuple[str, ...], arguments: tuple) -> Iterator[Mistake]:
    """Yield what may be done to any result and to any argument of a task.

    Args:
        oracle: the function that is right.
        names: what its results are called.
        arguments: an example of what it is called with.
    """
    called = _called(oracle, len(arguments))
    yield from _of_results(right := Once(oracle), _subjects(names, right(*arguments)), called)
    yield from _in_another_order(right, names)
    yield from _results_twice(right, names)
    yield from _of_examples(oracle, arguments)
    yield from _of_arguments(oracle, called, arguments)


def _called(oracle: Callable, count: int) -> list[str]:
    """Return the names of the arguments."""
    try:
        names = list(inspect.signature(oracle).parameters)[:count]
    except (TypeError, ValueError):
        names = []
    return names if len(names) == count else [f"number {i + 1}" for i in range(count)]


# --- the results


def _of_results(right: Callable, subjects: Sequence[Subject], called: Sequence[str]) -> Iterator[Mistake]:
    for change in OF_RESULTS:
        for subject, change_at in subjects:
            yield _mistake(change, subject, _with_result(right, change_at, change.make))
    for i, name in enumerate(called):
        for id, (words, operation) in WITH.items():
            for subject, change_at in subjects:
                told = Change(f"{id}-{name}", words.format(other=f"the argument {name}"), operation)
                yield _mistake(told, subject, _with_argument(right, change_at, operation, i))


def _in_another_order(right: Callable, names: tuple[str, ...]) -> Iterator[Mistake]:
    """Yield three or four results in every order but the right one (two: see ``hypotheses``)."""
    orders = permutations(range(len(names))) if len(names) in (3, 4) else ()
    for order in orders:
        if list(order) != sorted(order):
            stands, asked = (", ".join(names[i] for i in places) for places in (order, sorted(order)))
            words = f"The results stand in another order, ({stands}). Asked for is ({asked})."
            yield Mistake("results-in-another-order", words, _reordered(right, order))


def _reordered(right: Callable, order: Sequence[int]) -> Callable:
    return lambda *arguments: tuple(right(*arguments)[i] for i in order)


def _results_twice(right: Callable, names: tuple[str, ...]) -> Iterator[Mistake]:
    for i, j in permutations(range(len(names)), 2):
        words = f"{names[j]} stands where {names[i]} belongs."
        yield Mistake(f"{names[j]}-twice", words, _with_result_again(right, i, j))


def _mistake(change: Change, subject: str, make: Callable) -> Mistake:
    begun = subject.replace("the ", "The ", 1) if subject.startswith("the ") else subject
    return Mistake(f"general-{change.id}", f"{begun} {change.words}", make)


def _subjects(names: tuple[str, ...], example) -> list[Subject]:
    """Return each result by its name, the ends of those that are lists, and all of them together."""
    if len(names) == 1:
        return [(names[0], changed)]
    each = [(name, partial(_changed_at, (i,))) for i, name in enumerate(names)]
    lists = [i for i, one in enumerate(example) if isinstance(one, list) and len(one) > 2]
    ends = [
        (f"the {end} entry of {names[i]}", partial(_changed_at, (i, place)))
        for i in lists
        for end, place in (("last", -1), ("first", 1 if example[i][0] is None else 0))
    ]
    return [*each, *ends, ("Each result", changed)]


def _changed_at(path: tuple[int, ...], change: Callable, value):
    """Return a value with a change made at one place, named by the index in it, in that entry, and so on."""
    if not path:
        return changed(change, value)
    new = list(value)
    new[path[0]] = _changed_at(path[1:], change, new[path[0]])
    return type(value)(new)


def _with_result(right: Callable, change_at: Callable, change: Callable) -> Callable:
    return lambda *arguments: change_at(change, right(*arguments))


def _with_argument(right: Callable, change_at: Callable, operation: Operation, i: int) -> Callable:
    def made(*arguments):
        other = arguments[i]
        if not isinstance(other, (int, float, np.ndarray)) or isinstance(other, bool):
            raise TypeError
        return change_at(partial(same_shape, operation, other), right(*arguments))

    return made


def _with_result_again(right: Callable, i: int, j: int) -> Callable:
    def made(*arguments):
        results = list(right(*arguments))
        results[i] = results[j]
        return tuple(results)

    return made


# --- the arguments


def _of_arguments(oracle: Callable, called: Sequence[str], arguments: tuple) -> Iterator[Mistake]:
    """Yield what may be done to arguments; whole numbers stay: with another size an oracle may compute for hours."""
    numeric = [i for i, one in enumerate(arguments) if _holds_numbers(one) and not isinstance(one, int)]
    for i, j in permutations(numeric, 2):
        words = f"The argument {called[j]} has been used where {called[i]} belongs; {called[i]} itself is not used."
        yield Mistake(f"{called[j]}-for-{called[i]}", words, _with_other(oracle, i, lambda a, j=j: a[j]))
    for i in numeric:
        for number, make in ((0, np.zeros_like), (1, np.ones_like)):
            words = f"The argument {called[i]} is not used: it counts as {number} everywhere."
            yield Mistake(f"{called[i]}-ignored", words, _with_other(oracle, i, _one_changed(make, i)))
        for change in OF_ARGUMENTS:
            told = _with_other(oracle, i, _one_changed(change.make, i))
            yield _mistake(change, f"the argument {called[i]}", told)
    lists = [
        i for i in numeric if isinstance(arguments[i], list) and len(arguments[i]) > 2 and arguments[i][0] is not None
    ]
    for i in lists:
        for change in (*OF_ARGUMENTS, *FUNCTIONS[2:]):
            told = _with_other(
                oracle, i, lambda given, i=i, make=change.make: [given[i][0], *changed(make, given[i][1:])]
            )
            yield _mistake(change, f"the argument {called[i]}, all but its first entry,", told)


BY_CHANCE = (
    "The rows (the examples, or steps) have been drawn by chance, or put into another order, at least in one of the "
    "arguments. Every row counts once, in its place."
)
DRAWS = tuple(
    partial(draw, seed)
    for seed in (0, 1, 42)
    for draw in (
        lambda seed, m: np.random.default_rng(seed).permutation(m),
        lambda seed, m: np.random.default_rng(seed).integers(0, m, m),
        lambda seed, m: np.random.default_rng(seed).choice(m, m, replace=False),
        lambda seed, m: np.random.default_rng(seed).integers(0, m, 1),
        lambda seed, m: np.random.RandomState(seed).permutation(m),
        lambda seed, m: np.random.RandomState(seed).randint(0, m, m),
        lambda seed, m: np.random.RandomState(seed).randint(0, m, 1),
    )
)
CUTS = (
    ("only-the-first", "Only the first of the examples counts.", lambda x: x[:1]),
    ("only-the-last", "Only the last of the examples counts.", lambda x: x[-1:]),
    ("without-the-first", "The first of the examples is left out.", lambda x: x[1:]),
    ("without-the-last", "The last of the examples is left out.", lambda x: x[:-1]),
)


def _of_examples(oracle: Callable, arguments: tuple) -> Iterator[Mistake]:
    """Yield what comes of some of the examples, where several tables of arguments have as many rows."""
    tables = [i for i, one in enumerate(arguments) if isinstance(one, np.ndarray) and one.ndim == 2]
    if not tables or len({len(arguments[i]) for i in tables}) > 1:
        return
    for i in (tables, *([i] for i in tables if len(tables) > 1)):
        for draw in DRAWS:
            yield Mistake("rows-by-chance", BY_CHANCE, _with_rows(oracle, i, lambda x, draw=draw: x[draw(len(x))]))
    for id, words, cut in CUTS if len(tables) > 1 else ():
        yield Mistake(id, words, _with_rows(oracle, tables, cut))


def _with_rows(oracle: Callable, tables: Sequence[int], cut: Callable) -> Callable:
    return lambda *given: oracle(*(cut(one) if i in tables else one for i, one in enumerate(given)))


def _holds_numbers(value) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_numbers, value))
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, float)) or (isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fi")


def _one_changed(change: Callable, i: int) -> Callable:
    return lambda arguments: changed(change, arguments[i])


def _with_other(oracle: Callable, i: int, other: Callable) -> Callable:
    """Return the oracle with another thing, ``other(arguments)``, in place of argument i."""
    return lambda *arguments: oracle(*arguments[:i], other(arguments), *arguments[i + 1 :])
