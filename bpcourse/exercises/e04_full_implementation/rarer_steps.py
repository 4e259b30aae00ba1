"""What is made less often in task 04.3: other moves and shares, loops in the wrong place; tried alone, at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bpcourse.exercises.common.network_gradient import network_gradient
from bpcourse.exercises.e04_full_implementation.rarer_slips import DELTAS
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.sums import Term, other_factors
from bplib.activations import sigmoid

_OF_PARAMETER = {
    "1": lambda eta: 1.0,
    "0": lambda eta: 0.0,
    "-1": lambda eta: -1.0,
    "η": lambda eta: eta,
    "1 - η": lambda eta: 1 - eta,
    "1 + η": lambda eta: 1 + eta,
    "½": lambda eta: 0.5,
    "2": lambda eta: 2.0,
}
_OF_GRADIENT = {
    "-η": lambda eta: -eta,
    "0": lambda eta: 0.0,
    "η": lambda eta: eta,
    "-1": lambda eta: -1.0,
    "1": lambda eta: 1.0,
    "-η²": lambda eta: -(eta**2),
    "η²": lambda eta: eta**2,
    "-√η": lambda eta: -(eta**0.5),
    "-1/η": lambda eta: -1 / eta,
    "-(1 - η)": lambda eta: eta - 1,
    "-(1 + η)": lambda eta: -1 - eta,
    "-2η": lambda eta: -2 * eta,
    "-η/2": lambda eta: -eta / 2,
    "-3η": lambda eta: -3 * eta,
    "-η/10": lambda eta: -eta / 10,
    "-0.1": lambda eta: -0.1,
    "-0.01": lambda eta: -0.01,
    "-0.5": lambda eta: -0.5,
}
MOVES = tuple(
    other_factors(
        "other-move",
        (Term("the parameter", "1", _OF_PARAMETER), Term("its gradient", "-η", _OF_GRADIENT)),
        lambda of_p, of_g: lambda p, g, eta: of_p(eta) * p + of_g(eta) * g,
    )
)
_NUMBERS_OF_EXAMPLES: dict[str, Callable] = {
    "m - 1": lambda m: m - 1,
    "m + 1": lambda m: m + 1,
    "m²": lambda m: m**2,
    "√m": lambda m: m**0.5,
    "2m": lambda m: 2 * m,
    "2": lambda m: 2.0,
    "1/(m + 1): it has been divided by m + 1, the mean included": lambda m: m / (m + 1) / m,
    "m/(m + 1)": lambda m: m / (m + 1),
    "1/m²": lambda m: 1 / m**2,
    "1/√m": lambda m: m**-0.5,
    "1/(m - 1)": lambda m: 1 / (m - 1),
    "(m - 1)/m: one example is missing in the number": lambda m: (m - 1) / m,
}
SHARES = tuple(
    Slip("other-share", f"the gradient of the mean cost has been multiplied by {name}.", share)
    for name, share in _NUMBERS_OF_EXAMPLES.items()
)


def _times_counts(count: Callable[[list, np.ndarray, np.ndarray], float], step: Callable) -> Callable:
    return lambda W, b, X, Y, eta: step(W, b, X, Y, count(W, X, Y) * eta)


COUNTS: dict[str, Callable] = {
    "multiplied by the number of layers": lambda W, X, Y: len(W) - 1,
    "divided by the number of layers": lambda W, X, Y: 1 / (len(W) - 1),
    "divided by len(W), which counts the input": lambda W, X, Y: 1 / len(W),
    "multiplied by the number of outputs": lambda W, X, Y: Y.shape[1],
    "divided by the number of inputs": lambda W, X, Y: 1 / X.shape[1],
    "multiplied by the number of inputs": lambda W, X, Y: X.shape[1],
    "divided by m times the number of inputs, the entries of X": lambda W, X, Y: 1 / X.size,
    "divided by the number of inputs, not by m": lambda W, X, Y: len(X) / X.shape[1],
    "divided by the number of outputs, not by m": lambda W, X, Y: len(X) / Y.shape[1],
    "divided by the number of weights": lambda W, X, Y: 1 / sum(w.size for w in W[1:]),
}


def _by_layer(step: Callable, factor: Callable[[int, int], float]) -> Callable:
    """Return a step in which the move of each layer has a factor, ``factor(l, L)``."""

    def made(W, b, X, Y, eta):
        L, moved = len(W) - 1, step(W, b, X, Y, eta)
        return tuple(
            [None, *(old[l] + factor(l, L) * (new[l] - old[l]) for l in range(1, L + 1))]
            for old, new in zip((W, b), moved, strict=True)
        )

    return made


def _shrinking(step: Callable, share: Callable[[float, int], float], biases: bool) -> Callable:
    """Return a step with a decay: ``share(eta, m)`` of each weight is taken off, and of each bias if ``biases``."""

    def made(W, b, X, Y, eta):
        new_W, new_b = step(W, b, X, Y, eta)
        off = share(eta, len(X))
        new_W = [None, *(new - off * old for new, old in zip(new_W[1:], W[1:], strict=True))]
        if biases:
            new_b = [None, *(new - off * old for new, old in zip(new_b[1:], b[1:], strict=True))]
        return new_W, new_b

    return made


def _decays(step: Callable) -> Iterator[tuple[str, Callable]]:
    """Yield steps with a decay of the weights as libraries have it, by name."""
    for number in (0.1, 0.01, 0.001, 1e-4, 0.5):
        for of, share in (
            (f"{number:g} η times each", lambda eta, m, number=number: number * eta),
            (f"{number:g} η/m times each", lambda eta, m, number=number: number * eta / m),
            (f"{number:g} times each", lambda eta, m, number=number: number),
        ):
            for which, biases in (("weight", False), ("parameter", True)):
                yield f"{of} {which}", _shrinking(step, share, biases)


def _without_layer(step: Callable, l: int) -> Callable:
    """Return a step that leaves out layer l."""

    def made(W, b, X, Y, eta):
        results = [[*blocks] for blocks in step(W, b, X, Y, eta)]
        for blocks, old in zip(results, (W, b), strict=True):
            blocks[l] = old[l]
        return tuple(results)

    return made


def _repeated(step: Callable, times: Callable[[np.ndarray], int]) -> Callable:
    def made(W, b, X, Y, eta):
        for _ in range(times(X)):
            W, b = step(W, b, X, Y, eta)
        return W, b

    return made


def _same_activations(times: Callable[[np.ndarray], int]) -> Callable:
    """Return repeated steps with new weights on the way down, but the activations of the first forward pass."""

    def made(W, b, X, Y, eta):
        A, m = [X], len(X)
        for l in range(1, len(W)):
            A.append(sigmoid(A[-1] @ W[l].T + b[l]))
        for _ in range(times(X)):
            D = [None] * len(W)
            D[-1] = A[-1] - Y
            for l in range(len(W) - 2, 0, -1):
                D[l] = D[l + 1] @ W[l + 1] * A[l] * (1 - A[l])
            W = [None, *(W[l] - eta * D[l].T @ A[l - 1] / m for l in range(1, len(W)))]
            b = [None, *(b[l] - eta * D[l].mean(axis=0) for l in range(1, len(b)))]
        return W, b

    return made


def _layer_by_layer(step: Callable, downwards: bool) -> Callable:
    """Return a step in which each layer gets a whole pass of its own, with the layers that have moved before."""

    def made(W, b, X, Y, eta):
        layers = range(len(W) - 1, 0, -1) if downwards else range(1, len(W))
        for l in layers:
            new_W, new_b = step(W, b, X, Y, eta)
            W = [new_W[l] if k == l else w for k, w in enumerate(W)]
            b = [new_b[l] if k == l else v for k, v in enumerate(b)]
        return W, b

    return made


def _some_examples(step: Callable, rows: slice, by_m: bool) -> Callable:
    def made(W, b, X, Y, eta):
        share = len(X[rows]) / len(X) if by_m else 1.0
        return step(W, b, X[rows], Y[rows], eta * share)

    return made


def _rounded_answers(W, b, X, Y, eta):
    """Make a step with the difference of rounded answers and targets."""
    grad_W, grad_b = network_gradient(
        W,
        b,
        X,
        Y,
        slope_out=np.ones_like,
        difference=lambda a, y, z: (a > 0.5) - y,
        way_back=lambda D, W, l, A: D @ W[l + 1],
        weight_mean=lambda D, A: D.T @ A / len(D),
    )
    return [None, *(w - eta * g for w, g in zip(W[1:], grad_W[1:], strict=True))], [
        None,
        *(v - eta * g for v, g in zip(b[1:], grad_b[1:], strict=True)),
    ]


def step_rarely(step: Callable) -> tuple:
    """Return what is rarely done in task 04.3, with the right step as it is."""
    return (*_other_rates(step), *_other_layers(step), *_repetitions(step), *_other_examples(step), *PIECES)


def _other_rates(step: Callable) -> tuple[Mistake, ...]:
    return (
        *(
            Mistake("rate-times-a-count", f"The step has been {name}.", _times_counts(count, step))
            for name, count in COUNTS.items()
        ),
        *(
            Mistake("decay-too", f"Besides the step, the parameters shrink: {name}. Asked for is the step alone.", made)
            for name, made in _decays(step)
        ),
        Mistake(
            "rate-over-the-layer",
            "The rate of layer l has been divided by l. All layers have the rate η.",
            _by_layer(step, lambda l, L: 1 / l),
        ),
        Mistake(
            "rate-times-the-layer",
            "The rate of layer l has been multiplied by l. All layers have the rate η.",
            _by_layer(step, lambda l, L: l),
        ),
    )


def _other_layers(step: Callable) -> tuple[Mistake, ...]:
    return (
        Mistake(
            "first-layer-not-moved", "The first layer has not moved: the loop stops too early.", _without_layer(step, 1)
        ),
        Mistake("last-layer-not-moved", "The last layer has not moved.", _without_layer(step, -1)),
        Mistake("second-layer-not-moved", "The second layer has not moved.", _without_layer(step, 2)),
        Mistake(
            "layer-by-layer",
            "Each layer has got a gradient of its own, worked out after the layers above it had moved. "
            "Compute the whole gradient first, then move all layers.",
            _layer_by_layer(step, True),
        ),
        Mistake(
            "layer-by-layer",
            "Each layer has got a gradient of its own, worked out after the layers below it had moved. "
            "Compute the whole gradient first, then move all layers.",
            _layer_by_layer(step, False),
        ),
    )


def _repetitions(step: Callable) -> tuple[Mistake, ...]:
    repeats = "The step has been made {}. Asked for is one step for the whole minibatch."
    return (
        Mistake(
            "step-for-each-example",
            repeats.format("once for each example: it stands inside the loop over them"),
            _repeated(step, len),
        ),
        Mistake("three-steps", repeats.format("three times"), _repeated(step, lambda X: 3)),
        *(
            Mistake(
                "step-for-each-example-old-activations",
                repeats.format(f"{name}, with the activations of the first forward pass"),
                _same_activations(times),
            )
            for name, times in (
                ("once for each example: it stands inside a loop over them", len),
                ("twice", lambda X: 2),
                ("once for each input", lambda X: X.shape[1]),
            )
        ),
    )


def _other_examples(step: Callable) -> tuple[Mistake, ...]:
    examples = "Only {} is counted. All examples of the minibatch are, with their mean."
    return (
        *(
            Mistake("some-examples", examples.format(name), _some_examples(step, rows, by_m))
            for name, rows in (
                ("the first example", slice(0, 1)),
                ("the last example", slice(-1, None)),
                ("a part of the minibatch, without the last example,", slice(0, -1)),
                ("a part of the minibatch, without the first example,", slice(1, None)),
            )
            for by_m in (False, True)
        ),
        Mistake(
            "classes-for-answers",
            "The answers have been rounded to 0 or 1 before the target was subtracted. δ is a - y with a as it is.",
            _rounded_answers,
        ),
    )


PIECES = (
    Site("move", MOVES),
    Site("new_weights", MOVES, "the step of the weights", "W"),
    Site("new_biases", MOVES, "the step of the biases", "b"),
    Site("share", SHARES),
    Site(
        "difference",
        tuple(
            Slip("other-delta", f"{name} stands where δ of the output, a - y, belongs.", delta)
            for name, delta in DELTAS.items()
        ),
    ),
)
