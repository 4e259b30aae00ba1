"""Rewriting: which edits of a plain program are found in an answer, what is said of them, and what is never said."""

import contextlib

import numpy as np
import pytest

from bpcourse.exercises import EXERCISES
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part, ValueTask
from bpcourse.tasks.leaves import agree, leaves
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.rewriting import Edited, named, search, unequalled
from bpcourse.tasks.rewriting.program import Program, given
from bpcourse.tasks.rewriting.switches import Switches
from bplib.activations import sigmoid

TASKS = {task.id: task for exercise in EXERCISES.values() for task in exercise.tasks}
PLAIN = [(task.id, f) for task in TASKS.values() if isinstance(task, FunctionTask) for f in task.plain]
BY_HAND = [(task.id, f) for task in TASKS.values() if isinstance(task, ValueTask) for f in task.plain]


def slope(z):
    """Return the slope of the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


# --- small programs: a formula, a loop, a loop over lists, conditions


def formula(x, y, c):
    """Return something of two arrays of the same shape."""
    a = sigmoid(x)  # the activation
    error = (a - y) * slope(x)  # BP1; the error
    return c * error.mean(axis=0)  # the mean over the examples


def steps(g, eta, beta):
    """Return where a ball ends."""
    place = np.zeros(g.shape[1])
    v = np.zeros(g.shape[1])  # the velocity
    for k in range(len(g)):  # the loop over the steps
        v = beta * v - eta * g[k]  # the velocity
        place += v  # the place
    return place


def layers(W, x):
    """Return the activations of all layers."""
    A = [x]
    for l in range(1, len(W)):  # the loop over the layers
        A.append(np.tanh(A[l - 1] @ W[l].T))  # the activation
    return A


def counted(x, limit):
    """Return the sum and the number of the entries below a limit, and a copy of x in which they are 0."""
    total, kept = 0.0, x.copy()  # the copy
    for i in range(len(x)):  # the loop over the entries
        if x[i] <= limit and x[i] > -1:  # the condition
            total += x[i] ** 2  # the sum
            kept[i] = 0.0  # the copy
    return total, kept


def path(g, eta):
    """Return all places of a ball without memory."""
    place, places = np.zeros(g.shape[1]), []
    for k in range(len(g)):  # the loop over the steps
        place -= eta * g[k]  # the step
        places.append(place.copy())  # the path
    return places


def sums(x):
    """Return the mean square of each row."""
    found = np.zeros(len(x))
    for i in range(len(x)):  # the loop over the rows
        total = 0.0
        for j in range(x.shape[1]):  # the loop over the columns
            total += x[i, j] ** 2
        total /= x.shape[1]  # the mean
        found[i] = total
    return found


def draw_sums(rng):
    return (rng.normal(size=(5, 3)),)


def between(s, t):
    """Return the difference of two lists, without their first entries."""
    found = []
    for l in range(1, len(s)):  # the loop over the layers
        found.append(s[l] - t[l])  # the difference
    return found


def draw_between(rng):
    return [*rng.normal(size=(4, 3))], [*rng.normal(size=(4, 3))]


def draw_path(rng):
    return rng.normal(size=(5, 3)), 0.1


def draw_formula(rng):
    return rng.normal(size=(4, 3)), rng.random((4, 3)), 0.3


def draw_steps(rng):
    return rng.normal(size=(5, 3)), 0.1, 0.7


def draw_layers(rng):
    return [None, *(rng.normal(size=(4, 4)) for _ in range(3))], rng.normal(size=(5, 4))


def draw_counted(rng):
    return np.array([*rng.normal(size=5), 0.5, -0.5, -3.0]), 0.5


DRAWS = {
    formula: draw_formula,
    steps: draw_steps,
    layers: draw_layers,
    counted: draw_counted,
    path: draw_path,
    sums: draw_sums,
    between: draw_between,
}
NAMES = {counted: ("total", "kept")}


def task(*plain, **options):
    oracle = plain[0]
    given = {
        "id": "99.1",
        "title": "A task",
        "answer": "answer",
        "difficulty": 1,
        "minutes": 1,
        "section": "lesson 3, section 3",
        "hints": ("", "", ""),
        "oracle": oracle,
        "plain": plain,
        "names": NAMES.get(oracle, ("the result",)),
        "parts": (Part("one", 1.0, DRAWS.get(oracle)), Part("another", 1.0, DRAWS.get(oracle))),
    }
    return FunctionTask(**given | options)


def said(plain, answer, **options):
    """Return the id and the words of what is found in an answer."""
    finding = task(plain, **options).examine(LocalAnswer(answer), np.random.default_rng(0)).mistake
    return finding.mistake, finding.message


# --- each kind of edit, found in an answer that is written in another way


def balls(g, eta, beta, v=0.0, kept=True):
    """Return where a ball ends whose velocity is forgotten, or not, in every step."""
    place = v = np.zeros(g.shape[1]) + v
    for one in g:
        v = beta * (v if kept else 0) - eta * one
        place = place + v
    return place


def running(x):
    found, total = [], 0.0
    for one in x:
        total = (total + (one**2).sum()) / 3
        found.append(total)
    return np.array(found)


def below(x, limit, test):
    return (x[test(x, limit)] ** 2).sum(), np.where(test(x, limit), 0, x)


def last_step(g, eta, beta):
    return -(eta * g[::-1] * beta ** np.arange(len(g))[:, None]).sum(axis=0)


FOUND = {
    "missing": (formula, lambda x, y, c: c * (sigmoid(x) - y).mean(axis=0), "In BP1: the factor slope(x) is missing."),
    "family": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) - y) * sigmoid(x)).mean(axis=0),
        "In BP1: σ has been taken where the slope σ' belongs.",
    ),
    "not applied": (
        formula,
        lambda x, y, c: c * ((x - y) * slope(x)).mean(axis=0),
        "In the activation: σ has not been applied to x.",
    ),
    "name": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) - y) * slope(sigmoid(x))).mean(axis=0),
        "In BP1: a stands where x belongs.",
    ),
    "operator": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) + y) * slope(x)).mean(axis=0),
        "In BP1: + stands where - belongs, between a and y.",
    ),
    "quotient": (
        formula,
        lambda x, y, c: ((sigmoid(x) - y) * slope(x)).mean(axis=0) / c,
        "In the mean over the examples: / stands where * belongs, between c and error.mean(axis=0).",
    ),
    "sum": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) - y) * slope(x)).sum(axis=0),
        "In the mean over the examples: the sum has been taken where the mean belongs.",
    ),
    "axis": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) - y) * slope(x)).mean(),
        "In the mean over the examples: the mean is taken over all entries; it belongs over axis 0.",
    ),
    "squared": (
        formula,
        lambda x, y, c: c * ((sigmoid(x) - y) * slope(x) ** 2).mean(axis=0),
        "In BP1: slope(x) has been squared.",
    ),
    "brackets": (
        formula,
        lambda x, y, c: c * (sigmoid(x) - y * slope(x)).mean(axis=0),
        "In BP1: brackets are missing, or in the wrong place: the product y * slope(x) is taken first.",
    ),
    "at least 0": (
        formula,
        lambda x, y, c: c * (np.maximum(sigmoid(x) - y, 0) * slope(x)).mean(axis=0),
        "In BP1: what is computed here is taken to be at least 0.",
    ),
    "ends early": (
        steps,
        lambda g, eta, beta: balls(g[:-1], eta, beta),
        "In the loop over the steps: the loop ends one turn early: the last is left out.",
    ),
    "reversed": (
        steps,
        lambda g, eta, beta: balls(g[::-1], eta, beta),
        "In the loop over the steps: the loop runs the other way round.",
    ),
    "first entry": (
        steps,
        lambda g, eta, beta: balls(np.array([g[0]] * len(g)), eta, beta),
        "In the velocity: g[0] stands where g[k] belongs.",
    ),
    "reset": (
        steps,
        lambda g, eta, beta: balls(g, eta, beta, kept=False),
        "In the velocity: beta * v is missing.",
    ),
    "overwritten": (
        steps,
        last_step,
        "In the place: = stands where += belongs: each turn overwrites what was there.",
    ),
    "transposed": (
        layers,
        lambda W, x: layers([W[0], *(w.T for w in W[1:])], x),
        "In the activation: W[l] has not been transposed.",
    ),
    "the input": (
        layers,
        lambda W, x: [x, *(np.tanh(x @ w.T) for w in W[1:])],
        "In the activation: A[0] stands where A[l - 1] belongs.",
    ),
    "index of two lists": (
        between,
        lambda s, t: [s[l - 1] - t[l - 1] for l in range(1, len(s))],
        "In the difference: the index l - 1 stands where l belongs, in several places.",
    ),
    "not copied": (
        path,
        lambda g, eta: [-eta * g.sum(axis=0)] * len(g),
        "In the path: place is not copied: what is changed later changes here, too.",
    ),
    "out of the loop": (
        sums,
        running,
        "In the loop over the rows: total is computed once, before the loop; it belongs into every turn.",
    ),
    "left out": (sums, lambda x: (x**2).sum(axis=1), "In the mean: total is not changed."),
    "other order": (
        path,
        lambda g, eta: [np.zeros(g.shape[1]), *np.cumsum(-eta * g, axis=0)[:-1]],
        "In the path: two steps are in the wrong order: first comes the step, then the path.",
    ),
    "indented return": (
        sums,
        lambda x: np.array([(x[0] ** 2).mean(), *np.zeros(len(x) - 1)]),
        "In the loop over the rows: the loop makes its first turn only.",
    ),
    "comparison": (
        counted,
        lambda x, limit: below(x, limit, lambda x, limit: (x < limit) & (x > -1)),
        "In the condition: < stands where <= belongs.",
    ),
    "part of a condition": (
        counted,
        lambda x, limit: below(x, limit, lambda x, limit: x <= limit),
        "In the condition: the condition x[i] > -1 is missing.",
    ),
    "always": (
        counted,
        lambda x, limit: below(x, limit, lambda x, limit: x < np.inf),
        "In the condition: the condition is missing: this is done always.",
    ),
}


@pytest.mark.parametrize("kind", FOUND)
def test_an_edit_is_found(kind):
    plain, answer, words = FOUND[kind]
    mistake, message = said(plain, answer)
    assert mistake.startswith("edited:")
    assert message.endswith(words)


# --- two that give the same, coincidence, programs that do not end


def test_of_edits_that_give_the_same_in_two_lines_both_are_said():
    a, b = (Edited(Mistake(f"edited:{id}", f"In {id}: a.", None), 1, line) for id, line in (("A", 3), ("B", 5)))
    later = Edited(Mistake("edited:C", "In C: a.", None), 2, 1)
    found = named([later, b, a])
    assert found.id == "edited:B or edited:A"
    assert found.words == "One of these two. (1) In B: a. (2) In A: a."
    assert named([a, later]).words == "In A: a."
    third = Edited(Mistake("edited:D", "In D: a.", None), 1, 7)
    assert named([a, b, third]) is None
    assert named([a, b, third._replace(program="another")]).id == "edited:A or edited:B"
    assert named([]) is None


def test_an_edit_that_fits_the_parts_by_chance_is_not_named():
    def draw(rng):
        return np.array([*rng.normal(size=5), 0.7, 0.2, -3.0]), 0.5

    def answer(x, limit):  # the condition of an edit, on the arguments of the parts only
        return below(x, limit, lambda x, limit: (x <= limit) if abs(x[0]) < 2 else (x > limit))

    parts = (Part("one", 1.0, lambda rng: (np.linspace(-1.7, 1, 8), 0.5)),)
    named_ = said(counted, answer, parts=parts)[0]
    assert named_ == "edited:no-x[i]>-1 (the condition)"
    turns = iter(range(100))
    parts = (Part("one", 1.0, lambda rng: (np.linspace(-1.7 - 5 * (next(turns) > 0), 1, 8), 0.5)),)
    assert said(counted, answer, parts=parts)[0] == "unknown"


def twice(x, y):
    """Return two things."""
    first = x * y.sum()  # the first
    second = x - y.mean() * x  # the second
    return first, second


def test_the_same_edit_in_two_lines_is_one_edit():
    mistakes = search._everywhere(list(search._once(all_edits(twice, (np.arange(3.0), np.arange(3.0) + 1)))))
    lines = [len({id(edit.statement) for edit in edits}) for edits in mistakes if edits[0].id == "y-for-x"]
    assert sorted(lines) == [1, 2]  # at both places of the second line, and in both lines


def all_edits(function, arguments):
    program = Program(function)
    program.meet([arguments])
    return [edit for spot in program.spots() for edit in search._of_expression(program, spot)]


def endless(n):
    """Return how often n can be halved."""
    count = 0
    while n > 1:  # the loop
        n = n // 2  # the half
        count += 1
    return count


def test_a_program_that_would_not_end_is_stopped():
    stopped = 0
    for one in search.edited((endless,), [(9,)]):
        try:
            one.mistake.make(9)
        except ValueError as error:
            stopped += "EndlessError" in str(error)
    assert stopped > 5


def test_arguments_stay_as_they_are():
    values = np.arange(5.0)
    for one in search.edited((counted,), [(values, 2.0)]):
        with contextlib.suppress(ValueError):
            one.mistake.make(values, 2.0)
    assert (values == np.arange(5.0)).all()


def test_no_more_edits_are_tried_than_there_is_time_for(monkeypatch):
    arguments = [draw_steps(np.random.default_rng(0))]
    everything = list(search.edited((steps,), arguments))
    monkeypatch.setattr(search, "_seconds", lambda function, arguments: 0.01)
    few = list(search.edited((steps,), arguments))
    assert len(few) == int(search.SECONDS / (search.COMPILING + 2.0**-6))
    assert few == everything[: len(few)]


def test_an_edit_costs_what_its_program_costs(monkeypatch):
    arguments = [draw_steps(np.random.default_rng(0))]

    def slow(g, eta, beta):
        total = g.sum()
        return total * eta - beta

    monkeypatch.setattr(search, "_seconds", lambda function, arguments: 0.01 if function.__name__ == "slow" else 1e-5)
    tried = list(search.edited((slow, steps), arguments))
    costs = {"slow": search.COMPILING + 2.0**-6, "steps": search.COMPILING + 2.0**-16}
    spent = sum(costs[one.program] for one in tried)
    assert search.SECONDS - max(costs.values()) < spent <= search.SECONDS
    assert len(tried) > search.SECONDS / costs["slow"]


# --- variants that are chosen while a program runs, and two of them at once


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", DRAWS, ids=lambda function: function.__name__)
def test_a_variant_that_is_chosen_is_the_program_with_that_change(function):
    arguments = DRAWS[function](np.random.default_rng(0))
    program = Program(function)
    program.meet([arguments])
    switches = Switches(program)
    edits = [edit for spot in program.spots() for edit in search._of_expression(program, spot)]
    groups = [*([edit] for edit in edits), *search._everywhere(edits)]
    chosen = [(group, choice) for group in groups if (choice := switches.choice(group))]
    for group, choice in chosen:
        changes = [change for edit in group for change in edit.changes]
        made = [outcome(one, arguments) for one in (switches.made(choice), program.made(changes))]
        np.testing.assert_equal(*made)
    assert len(chosen) > 20
    np.testing.assert_equal(outcome(switches.made(()), arguments), outcome(function, arguments))


def outcome(function, arguments):
    try:
        return function(*arguments)
    except ValueError:
        return "none"


def two_results(x, y):
    """Return the mean of a product, and another."""
    a = x * y  # the product
    first = a.mean(axis=0)  # the first
    second = (a - x).sum(axis=0)  # the second
    return first, second


def test_two_edits_in_different_lines_are_found():
    def draw(rng):
        return rng.normal(size=(4, 3)), rng.normal(size=(4, 3))

    def answer(x, y):
        return (x + y).sum(axis=0), (y + x + x).sum(axis=0) / 0.5

    def both(x, y):
        a = x / y
        return a.mean(axis=0), (a - y).sum(axis=0)

    parts = (Part("one", 1.0, draw), Part("another", 1.0, draw))
    mistake, message = said(two_results, both, parts=parts, names=("first", "second"))
    assert mistake.count("edited:") == 2
    assert "Two slips at once. (1) In the product: / stands where * belongs" in message
    assert "(2) In the second: y stands where x belongs." in message
    assert said(two_results, answer, parts=parts, names=("first", "second"))[0] == "unknown"


def test_of_two_pairs_that_are_as_likely_none_is_named():
    one, other = (Edited(Mistake(id, "A.", None), 2, 1) for id in "ab")
    assert unequalled([one, other]) is None
    assert unequalled([other, one._replace(rank=1)]).id == "a"
    assert unequalled([]) is None


# --- the plain programs of the exercises


@pytest.mark.parametrize(("id", "plain"), PLAIN, ids=[f"{id} {plain.__name__}" for id, plain in PLAIN])
def test_a_plain_program_is_right(id, plain):
    for seed in range(5):
        for one in (part.draw(np.random.default_rng(seed)) for part in TASKS[id].parts):
            right = TASKS[id].oracle(*one)
            got, right = (leaves(value, right, TASKS[id].names) for value in (plain(*map(given, one)), right))
            assert agree(got, right, TASKS[id].tolerance)


@pytest.mark.parametrize(("id", "plain"), BY_HAND, ids=[f"{id} {plain.__name__}" for id, plain in BY_HAND])
def test_numbers_that_are_worked_out_are_right(id, plain):
    truth, entries = TASKS[id].truth(), plain()
    for name in truth.keys() & entries.keys():
        np.testing.assert_allclose(entries[name], truth[name], rtol=1e-9)
    assert len(truth.keys() & entries.keys()) >= 3


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("id", "plain"), PLAIN, ids=[f"{id} {plain.__name__}" for id, plain in PLAIN])
def test_every_edit_runs_or_raises_a_value_error_and_says_something(id, plain):
    arguments = [part.draw(np.random.default_rng(0)) for part in TASKS[id].parts]
    smallest = min(arguments, key=lambda one: sum(np.size(value) for value in one if isinstance(value, np.ndarray)))
    tried = list(search.edited((plain,), [smallest, *arguments]))
    assert len(tried) > 20
    for one in tried:
        assert one.mistake.words.endswith((".", "?"))
        try:
            one.mistake.make(*smallest)
        except ValueError:
            continue


@pytest.mark.parametrize("id", sorted({id for id, _ in PLAIN}))
def test_lines_of_a_plain_program_have_names(id):
    for plain in TASKS[id].plain:
        called = Program(plain).called
        assert sum(map(bool, called.values())) >= 0.5 * len(called)
