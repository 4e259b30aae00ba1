"""The debugging lab: gradients with a planted bug, gradients that are right, and what a test makes of them.

A planted gradient is put together from pieces, one for each of BP1 to BP4.  Each piece has several right writings and
several wrong ones.  They are drawn anew at every check, so nobody can learn the texts by heart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake, Part, VerdictTask

EQUATIONS = ("BP1", "BP2", "BP3", "BP4")
VERDICTS = (*EQUATIONS, "none")

TEMPLATE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def gradient(W, b, X, Y):
    L, m = len(W) - 1, len(X)
    Z, A = [None], [X]
    for l in range(1, L + 1):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    delta = BP1
    for l in range(L, 0, -1):
        if l < L:
            delta = BP2
        grad_b[l] = BP3
        grad_W[l] = BP4
    return grad_W, grad_b
"""

RIGHT = {
    "BP1": (
        "(A[L] - Y) * slope(Z[L])",
        "(A[-1] - Y) * A[-1] * (1 - A[-1])",
        "-(Y - A[L]) * (A[L] - A[L] ** 2)",
        "np.stack([(a - y) * slope(z) for a, y, z in zip(A[L], Y, Z[L])])",
    ),
    "BP2": (
        "(delta @ W[l + 1]) * slope(Z[l])",
        "(W[l + 1].T @ delta.T).T * A[l] * (1 - A[l])",
        "np.einsum('mj,jk->mk', delta, W[l + 1]) * slope(Z[l])",
        "np.stack([W[l + 1].T @ d for d in delta]) * (A[l] - A[l] ** 2)",
    ),
    "BP3": (
        "delta.mean(axis=0)",
        "delta.sum(axis=0) / m",
        "np.ones(m) @ delta / m",
        "sum(d / m for d in delta)",
    ),
    "BP4": (
        "delta.T @ A[l - 1] / m",
        "(A[l - 1].T @ delta).T / m",
        "np.einsum('mj,mk->jk', delta / m, A[l - 1])",
        "sum(np.outer(d, a) for d, a in zip(delta, A[l - 1])) / m",
    ),
}

# Wrong pieces; {c} is a factor that is drawn.  The parts of the task say which of these go together.
NO_PROPER_SLOPE = (
    "A[L] - Y",
    "(A[L] - Y) * A[L]",
    "(A[L] - Y) * slope(A[L])",
    "(A[L] - Y) * slope(Z[L]) ** 2",
)
WRONG_START = ("(Y - A[L]) * slope(Z[L])", "(Z[L] - Y) * slope(Z[L])", "{c} * (A[L] - Y) * slope(Z[L])")
SIGN_THAT_CANCELS = ("-(delta @ W[l + 1]) * slope(Z[l])", "(delta @ -W[l + 1]) * A[l] * (1 - A[l])")
WRONG_WAY_BACK = (
    "delta @ W[l + 1]",
    "(delta @ W[l + 1]) * A[l]",
    "(delta @ W[l + 1]) * slope(A[l])",
    "(delta @ W[l + 1]) * slope(Z[l]) ** 2",
    "{c} * (delta @ W[l + 1]) * slope(Z[l])",
)
WRONG_BELOW_THE_TOP = (
    "(delta @ W[l + 1]) * (slope(Z[l]) if l == L - 1 else 1)",
    "(delta @ W[l + 1]) * (slope(Z[l]) if l == L - 1 else A[l])",
    "(delta @ W[l + 1]) * slope(Z[l]) * ({c} if l < L - 1 else 1)",
    "(delta @ (W[l + 1] if l == L - 1 else -W[l + 1])) * slope(Z[l])",
)
BIAS_OF_A_BATCH = ("delta[0]", "delta[-1]", "delta.sum(axis=0)", "delta[0] / m")
WRONG_BIAS = ("-delta.mean(axis=0)", "{c} * delta.mean(axis=0)", "delta.mean(axis=0) * delta.shape[1]")
WEIGHTS_OF_A_BATCH = ("delta.T @ A[l - 1]", "np.outer(delta[0], A[l - 1][0])", "delta.T @ A[l - 1] / m**2")
PRODUCT_OF_MEANS = (
    "np.outer(delta.mean(axis=0), A[l - 1].mean(axis=0))",
    "delta.mean(axis=0)[:, None] * A[l - 1].mean(axis=0)",
)
WRONG_INPUTS = (
    "delta.T @ (Z[l - 1] if l > 1 else X) / m",
    "delta.T @ (slope(Z[l - 1]) if l > 1 else X) / m",
    "-delta.T @ A[l - 1] / m",
    "{c} * delta.T @ A[l - 1] / m",
)


def planted(rng: np.random.Generator, equation: str = "none", wrong: tuple[str, ...] = ()):
    """Return a gradient, (Source,), in which that equation is one of the ``wrong`` pieces, and the equation's name."""
    text = TEMPLATE
    for name in EQUATIONS:
        piece = str(rng.choice(wrong if name == equation else RIGHT[name]))
        text = text.replace(f"= {name}\n", f"= {piece.replace('{c}', f'{rng.uniform(1.5, 3):.3f}')}\n")
    return (Source(text, "gradient"),), equation


def _bugs(equation: str, *kinds: tuple[str, ...]):
    """Return a draw of one gradient with a bug of each kind, and of a right one, in random order."""

    def draw(rng):
        drawn = [planted(rng, equation, kind) for kind in kinds]
        return _shuffled([*drawn, planted(rng)], rng)

    return draw


def _no_false_alarms(rng):
    """Draw three right gradients, and one with a plain bug, so that a test which never finds anything is no use."""
    equation, wrong = (("BP3", WRONG_BIAS), ("BP4", WRONG_INPUTS))[rng.integers(2)]
    return _shuffled([planted(rng), planted(rng), planted(rng), planted(rng, equation, wrong)], rng)


def _shuffled(things: list, rng) -> tuple:
    return tuple(things[i] for i in rng.permutation(len(things)))


# --- what different tests would see


class View(NamedTuple):
    """The blocks that one test finds spoilt: layers with wrong weights, layers with wrong biases; L is the last."""

    weights: frozenset[int]
    biases: frozenset[int]
    L: int


class Problem(NamedTuple):
    """A network, examples, and the right gradient of the mean quadratic cost."""

    W: list
    b: list
    X: np.ndarray
    Y: np.ndarray
    grad_W: list
    grad_b: list


def _problem(m: int, *sizes: int, spread: float = 1.0) -> Problem:
    rng = np.random.default_rng(4)
    W = [None] + [rng.normal(0, spread, (n, k)) for k, n in pairwise(sizes)]
    b = [None] + [rng.normal(0, spread / 2, n) for n in sizes[1:]]
    X, Y = rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))
    text = TEMPLATE
    for name in EQUATIONS:
        text = text.replace(f"= {name}\n", f"= {RIGHT[name][0]}\n")
    return Problem(W, b, X, Y, *Source(text, "gradient").function()(W, b, X, Y))


PROBLEMS = {
    "ugly": _problem(7, 4, 6, 5, 3),
    "one example": _problem(1, 4, 6, 5, 3),
    "one hidden layer": _problem(7, 4, 6, 3),
    "zero parameters": _problem(7, 4, 6, 5, 3, spread=0.0),
}


@lru_cache(maxsize=128)
def view(gradient: Callable, name: str = "ugly") -> View:
    """Return what a test with the problem of that name finds spoilt."""
    problem = PROBLEMS[name]
    grad_W, grad_b = gradient(problem.W, problem.b, problem.X, problem.Y)
    layers = range(1, len(problem.W))
    return View(
        frozenset(l for l in layers if not np.allclose(grad_W[l], problem.grad_W[l], rtol=1e-6, atol=1e-12)),
        frozenset(l for l in layers if not np.allclose(grad_b[l], problem.grad_b[l], rtol=1e-6, atol=1e-12)),
        len(problem.W) - 1,
    )


def broken_equation(seen: View) -> str:
    """Return the equation that a pattern of spoilt blocks points at."""
    if not seen.weights and not seen.biases:
        return "none"
    if not seen.biases:
        return "BP4"
    if not seen.weights:
        return "BP3"
    return "BP1" if seen.L in seen.weights else "BP2"


def _only_layer(seen: View, l: int, both: str) -> str:
    """Return what one says who looks at a single layer."""
    names = {(True, True): both, (True, False): "BP4", (False, True): "BP3", (False, False): "none"}
    return names[l in seen.weights, l in seen.biases]


def _weights_only(seen: View) -> str:
    return "none" if not seen.weights else "BP1" if seen.L in seen.weights else "BP2"


def _with_names(**names: str):
    """Return a verdict on the ugly problem with some names replaced."""

    def verdict(gradient):
        right = broken_equation(view(gradient))
        return names.get(right, right)

    return verdict


MISTAKES = (
    Mistake(
        "never-finds",
        "Your test calls every gradient right. A test that never fails shows nothing: try it on a planted bug first.",
        lambda gradient: "none",
    ),
    Mistake(
        "one-example",
        "Some bugs show only in a batch, and a single example hides them: there the sum, the mean and the first "
        "example are the same. Test with several examples.",
        lambda gradient: broken_equation(view(gradient, "one example")),
    ),
    Mistake(
        "one-hidden-layer",
        "Some bugs of BP2 need two hidden layers to show. Test with a deeper network.",
        lambda gradient: broken_equation(view(gradient, "one hidden layer")),
    ),
    Mistake(
        "zero-parameters",
        "Your test works with weights that are zero: nothing comes back through BP2, and all units are equal. Draw the "
        "parameters at random, and ugly.",
        lambda gradient: broken_equation(view(gradient, "zero parameters")),
    ),
    Mistake(
        "weights-only",
        "Only the gradients of the weights are looked at. Without those of the biases BP3 goes unseen, and BP4 looks "
        "like BP1.",
        lambda gradient: _weights_only(view(gradient)),
    ),
    Mistake(
        "first-layer-only",
        "Only the first layer is looked at. Nearly every bug spoils it, so it cannot say which one; and a wrong sign "
        "can cancel on the way there.",
        lambda gradient: _only_layer(view(gradient), 1, "BP2"),
    ),
    Mistake(
        "last-layer-only",
        "Only the last layer is looked at. BP2 works below it.",
        lambda gradient: _only_layer(view(gradient), view(gradient).L, "BP1"),
    ),
    Mistake(
        "symptom-for-cause",
        "A wrong δ spoils the gradients that are made from it. When weights and biases of a layer are both wrong, "
        "blame neither BP4 nor BP3 but the δ.",
        lambda gradient: "BP4" if view(gradient).weights else "BP3" if view(gradient).biases else "none",
    ),
    Mistake(
        "symptom-for-cause-biases",
        "A wrong δ spoils the biases too. Only when all weights are right, blame BP3.",
        lambda gradient: "BP3" if view(gradient).biases else "BP4" if view(gradient).weights else "none",
    ),
    Mistake(
        "bp2-taken-for-bp1",
        "BP1 and BP2 both spoil weights and biases. Look at the last layer: BP2 leaves it right.",
        _with_names(BP2="BP1"),
    ),
    Mistake(
        "bp1-taken-for-bp2",
        "BP1 and BP2 both spoil weights and biases. Look at the last layer: when it is wrong too, it is BP1.",
        _with_names(BP1="BP2"),
    ),
    Mistake(
        "bp1-bp2-exchanged",
        "BP1 and BP2 are exchanged. BP1 starts at the last layer, BP2 leads down from it.",
        _with_names(BP1="BP2", BP2="BP1"),
    ),
    Mistake(
        "bp3-bp4-exchanged",
        "BP3 and BP4 are exchanged. BP3 is the equation of the biases, BP4 that of the weights.",
        _with_names(BP3="BP4", BP4="BP3"),
    ),
)


# --- the task


FIND_BUG = VerdictTask(
    id="04.7",
    title="The debugging lab",
    answer="find_bug",
    difficulty=4,
    minutes=40,
    section="lesson 4, section 5",
    verdicts=VERDICTS,
    false_alarm="Your test says {said} about a gradient that is right. Does it allow for rounding?",
    missed="Your test finds nothing wrong with a gradient in which an equation is broken.",
    wrong="A bug is found, but it is not in {said}. Which blocks does it spoil?",
    wrong_id="wrong-equation",
    shown=lambda source: (source.function(),),
    parts=(
        Part("a bug in BP1", 0.5, _bugs("BP1", NO_PROPER_SLOPE, WRONG_START)),
        Part("a bug in BP2", 0.5, _bugs("BP2", SIGN_THAT_CANCELS, WRONG_WAY_BACK)),
        Part("a bug in BP2 that needs depth", 1.0, _bugs("BP2", WRONG_BELOW_THE_TOP, WRONG_BELOW_THE_TOP)),
        Part("a bug in BP3", 0.5, _bugs("BP3", BIAS_OF_A_BATCH, WRONG_BIAS)),
        Part("a bug in BP4", 0.5, _bugs("BP4", WEIGHTS_OF_A_BATCH, PRODUCT_OF_MEANS, WRONG_INPUTS)),
        Part("no false alarms", 1.0, _no_false_alarms),
    ),
    mistakes=MISTAKES,
    hints=(
        "Measure the right gradient at random parameters, then note for each layer whether weights and biases agree.",
        "Only biases wrong, or only weights wrong: that names the equation. Both wrong: look at the last layer.",
        "Use several examples, two hidden layers of different width, and a relative error with a limit near 1e-5.",
    ),
)
