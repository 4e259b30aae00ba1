"""Slips that are made less often in tasks 06.2 and 06.4; they are tried alone, and after all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.energy_slips import energy_and_forces
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid

# --- 06.2: factors of the three terms of the energy and of the force, other costs

_TERMS = {"0": 0.0, "½": 0.5, "1": 1.0, "2": 2.0, "-1": -1.0, "-½": -0.5, "-2": -2.0, "¼": 0.25}


def _factors(terms: tuple[tuple[str, str], ...]):
    """Yield for each choice of factors words and the factors, relative to what belongs there, which is a 1."""
    for a in _TERMS:
        for b in _TERMS:
            for c in _TERMS:
                wrong = [(term, f) for (term, right), f in zip(terms, (a, b, c), strict=True) if f != right]
                if wrong:
                    told = [f"{term} is missing" if f == "0" else f"{term} counts {f} times" for term, f in wrong]
                    yield len(wrong), ", and ".join(told) + ".", (_TERMS[a], _TERMS[b], _TERMS[c])


def _energy(own: float, pair: float, bias: float) -> Callable:
    return lambda W, b, s, Y, beta: energy_and_forces(
        W,
        b,
        s,
        Y,
        beta,
        own=lambda s: own * (s**2).sum(axis=1) / 2,
        pair=lambda upper, lower, W: pair * (upper * (lower @ W.T)).sum(axis=1),
        bias=lambda s, b: bias * s @ b,
    )


ENERGIES = tuple(
    Mistake("other-energy", f"In E: {words} In E each of the three terms is to be looked at.", _energy(*factors))
    for _, words, factors in sorted(
        _factors((("½ s²", "1"), ("the term of the connections", "1"), ("the term of the biases", "1"))),
        key=lambda one: one[0],
    )
)


def _scaled(count: Callable, which: str) -> Callable:
    """Return the function with E or C or the forces multiplied by a count of the network."""

    def made(W, b, s, Y, beta):
        E, C, forces = energy_and_forces(W, b, s, Y, beta)
        factor = count(s)
        return (
            factor * E if "E" in which else E,
            factor * C if "C" in which else C,
            [None, *(factor * f for f in forces[1:])] if "F" in which else forces,
        )

    return made


COUNTS: dict[str, Callable] = {
    "divided by the number of layers": lambda s: 1 / (len(s) - 1),
    "divided by the number of layers, the input included": lambda s: 1 / len(s),
    "multiplied by the number of layers": lambda s: len(s) - 1,
    "divided by the number of units": lambda s: 1 / sum(x.shape[1] for x in s[1:]),
    "divided by the number of units, the inputs included": lambda s: 1 / sum(x.shape[1] for x in s),
    "divided by the number of inputs": lambda s: 1 / s[0].shape[1],
    "divided by m": lambda s: 1 / len(s[0]),
    "multiplied by m": lambda s: len(s[0]),
    "divided by the number of outputs": lambda s: 1 / s[-1].shape[1],
    "divided by twice the number of outputs": lambda s: 0.5 / s[-1].shape[1],
}
RESULTS = {"E": "E", "C": "C", "F": "forces", "EC": "E and C", "EF": "E and forces"}
SCALED = tuple(
    Mistake(
        "divided-by-a-count" if how.startswith("divided") else "multiplied-by-a-count",
        f"{RESULTS[which]}: {how}. The energy adds over units and layers, for each example.",
        _scaled(count, which),
    )
    for which in RESULTS
    for how, count in COUNTS.items()
)


def _clipped(s, limit: float = 1e-12):
    return np.clip(s, limit, 1 - limit)


OTHER_COSTS: dict[str, Callable] = {
    "the cross-entropy with a softmax, -Σ y ln s": lambda s, Y: -(Y * np.log(_clipped(s))).sum(axis=1),
    "the cross-entropy of each output, -Σ (y ln s + (1 - y) ln(1 - s))": lambda s, Y: (
        -(Y * np.log(_clipped(s)) + (1 - Y) * np.log(1 - _clipped(s))).sum(axis=1)
    ),
    "the cross-entropy with s and y exchanged, -Σ s ln y": lambda s, Y: -(s * np.log(_clipped(Y))).sum(axis=1),
    "the cross-entropy, averaged over the outputs": lambda s, Y: -(Y * np.log(_clipped(s))).mean(axis=1),
    "the cross-entropy of a softmax of the outputs": lambda s, Y: (
        -(Y * (s - np.log(np.exp(s).sum(axis=1, keepdims=True)))).sum(axis=1)
    ),
    "the cross-entropy with a sigmoid on top of the outputs": lambda s, Y: (np.logaddexp(0, s) - Y * s).sum(axis=1),
    "the size of the distance, without its square": lambda s, Y: np.abs(s - Y).sum(axis=1),
    "the length of the distance, a root": lambda s, Y: np.sqrt(((s - Y) ** 2).sum(axis=1)),
    "half the length of the distance": lambda s, Y: np.sqrt(((s - Y) ** 2).sum(axis=1)) / 2,
    "half the size of the distance": lambda s, Y: np.abs(s - Y).sum(axis=1) / 2,
    "the mean square over the outputs": lambda s, Y: ((s - Y) ** 2).mean(axis=1),
    "half the mean square over the outputs": lambda s, Y: ((s - Y) ** 2).mean(axis=1) / 2,
    "the root of the mean square": lambda s, Y: np.sqrt(((s - Y) ** 2).mean(axis=1)),
    "the largest distance": lambda s, Y: np.abs(s - Y).max(axis=1),
    "½ (s² - y²)": lambda s, Y: (s**2 - Y**2).sum(axis=1) / 2,
    "½ (s² + y²)": lambda s, Y: (s**2 + Y**2).sum(axis=1) / 2,
    "½ (s + y)²": lambda s, Y: ((s + Y) ** 2).sum(axis=1) / 2,
    "½ s²": lambda s, Y: (s**2).sum(axis=1) / 2,
    "-s y": lambda s, Y: -(s * Y).sum(axis=1),
    "¼ (s - y)²": lambda s, Y: ((s - Y) ** 2).sum(axis=1) / 4,
    "½ of the distance of the whole batch, the same for all examples": lambda s, Y: np.full(
        len(s), ((s - Y) ** 2).sum() / 2
    ),
    "the mean of the whole batch, the same for all examples": lambda s, Y: np.full(
        len(s), ((s - Y) ** 2).sum() / 2 / len(s)
    ),
    "the distance of classes, 0 or 1": lambda s, Y: (s.argmax(axis=1) != Y.argmax(axis=1)) * 1.0,
}
COSTS = tuple(
    Slip("other-cost", f"this is {name}. C is half the sum of the squares of s - y, for each example.", cost)
    for name, cost in OTHER_COSTS.items()
)

_OWN = {"0": 0.0, "1": 1.0, "½": 0.5, "2": 2.0, "-1": -1.0}


def _force(below: float, above: float, bias: float, own: float, pull: float) -> Callable:
    return lambda W, b, s, Y, beta: energy_and_forces(
        W,
        b,
        s,
        Y,
        beta,
        below=lambda s, W, l: below * (s[l - 1] @ W[l].T),
        above=lambda s, W, l: above * (s[l + 1] @ W[l + 1]),
        drive_bias=lambda b, l: bias * b[l],
        held=lambda s: -own * s,
        pull=lambda s, Y, beta: pull * beta * (Y - s),
    )


def _forces():
    """Yield the forces in which two of the five terms or fewer have another factor."""
    names = ("what comes from below", "what comes from above", "the bias", "-s", "the pull")
    for i in range(5):
        for j in range(i, 5):
            for a, x in _OWN.items():
                for c, y in _OWN.items():
                    wrong = {i: (a, x), j: (c, y)} if i != j else {i: (a, x)}
                    if any(name == "1" for name, _ in wrong.values()) or (i == j and a != c):
                        continue
                    factors = [wrong.get(k, ("1", 1.0))[1] for k in range(5)]
                    told = [
                        f"{names[k]} is missing" if n == "0" else f"{names[k]} counts {n} times"
                        for k, (n, _) in wrong.items()
                    ]
                    yield Mistake("other-force", f"In the forces: {', and '.join(told)}.", _force(*factors))


SLOPES: dict[str, Callable] = {
    "s (1 - s)": lambda s: s * (1 - s),
    "1 - s²": lambda s: 1 - s * s,
    "σ'(s)": lambda s: sigmoid(s) * (1 - sigmoid(s)),
    "s": lambda s: s,
    "1 - s": lambda s: 1 - s,
    "1 where 0 < s < 1, else 0,": lambda s: ((s > 0) & (s < 1)) * 1.0,
    "1 where s > ½, else 0,": lambda s: (s > 0.5) * 1.0,
}
FORCE_SLOPES = tuple(
    Slip("other-slope", f"the drive has been multiplied by {name}. Here a state is its own activation.", slope)
    for name, slope in SLOPES.items()
)
WHOLE_SLOPES = tuple(
    Slip(
        "other-slope",
        f"the whole force has been multiplied by {name}. Here a state is its own activation.",
        lambda force, s, beta, slope=slope: slope(s) * force,
    )
    for name, slope in SLOPES.items()
)
PULLS = tuple(
    Slip("other-pull", f"the pull is {name}. C is half the sum of squares: what is its slope?", pull)
    for name, pull in {
        "β (y - s)²": lambda s, Y, beta: beta * (Y - s) ** 2,
        "½ β (y - s)²": lambda s, Y, beta: beta * (Y - s) ** 2 / 2,
        "β y/s, that of the cross-entropy": lambda s, Y, beta: beta * Y / s,
        "β (y/s - (1 - y)/(1 - s)), that of the cross-entropy": lambda s, Y, beta: beta * (Y / s - (1 - Y) / (1 - s)),
        "β (y - s) s (1 - s)": lambda s, Y, beta: beta * (Y - s) * s * (1 - s),
        "β |y - s|": lambda s, Y, beta: beta * np.abs(Y - s),
        "β sign(y - s)": lambda s, Y, beta: beta * np.sign(Y - s),
        "β² (y - s)": lambda s, Y, beta: beta**2 * (Y - s),
        "β (y - s)/m": lambda s, Y, beta: beta * (Y - s) / len(s),
        "β (y - s) over the number of outputs": lambda s, Y, beta: beta * (Y - s) / s.shape[1],
        "β (y - mean of s)": lambda s, Y, beta: beta * (Y - s.mean(axis=0)),
        "β y": lambda s, Y, beta: beta * Y,
        "β (y + s)": lambda s, Y, beta: beta * (Y + s),
        "-β s": lambda s, Y, beta: -beta * s,
        "(1 - β)(y - s)": lambda s, Y, beta: (1 - beta) * (Y - s),
        "(1 + β)(y - s)": lambda s, Y, beta: (1 + beta) * (Y - s),
        "β (y - s) of classes, 0 or 1": lambda s, Y, beta: beta * (Y - (s > 0.5)),
    }.items()
)
TOTALS = tuple(
    Slip("other-total", f"{name}. Asked for is the energy of each example.", total)
    for name, total in {
        "the energies have been added over the batch": lambda E, C, s, beta: np.full(len(E), E.sum()),
        "the energies have been averaged over the batch": lambda E, C, s, beta: np.full(len(E), E.mean()),
        "the cost has been added, without β": lambda E, C, s, beta: E + C,
        "βC has been subtracted": lambda E, C, s, beta: E - beta * C,
        "the energies have been summed up from example to example": lambda E, C, s, beta: np.cumsum(E),
    }.items()
)


def _mean_over_units(W, b, s, Y, beta):
    _, C, forces = energy_and_forces(W, b, s, Y, beta)
    layers = range(1, len(W))
    return sum((s[l] * (s[l] / 2 - s[l - 1] @ W[l].T - b[l])).mean(axis=1) for l in layers), C, forces


def _activated(rho: Callable) -> Callable:
    """Return the function with E built from activations rho(s) of the states where they meet, as in another text."""

    def made(W, b, s, Y, beta):
        _, C, forces = energy_and_forces(W, b, s, Y, beta)
        r, layers = [rho(x) for x in s], range(1, len(W))
        E = sum(((s[l] ** 2) / 2 - r[l] * (r[l - 1] @ W[l].T) - r[l] * b[l]).sum(axis=1) for l in layers)
        return E, C, forces

    return made


ENERGY_RARELY = (
    *ENERGIES,
    *SCALED,
    *_forces(),
    Site("cost", COSTS, "C", "C"),
    Site("slope", FORCE_SLOPES, "the forces", "forces"),
    Site("turned", WHOLE_SLOPES, "the forces", "forces"),
    Site("pull", PULLS, "the forces", "forces"),
    Site("total", TOTALS, "E", "E"),
    Mistake(
        "mean-over-units",
        "E is the mean over the units of a layer, added over the layers. The energy adds over the units, too.",
        _mean_over_units,
    ),
    *(
        Mistake("states-squashed", f"E is built from {name} of the states. Here a state is its own activation.", made)
        for name, made in (
            ("the sigmoid", _activated(sigmoid)),
            ("the clipped values", _activated(lambda s: np.clip(s, 0, 1))),
            ("tanh", _activated(np.tanh)),
        )
    ),
)

# --- 06.4: states made to something else before the products


def _with_states(contrast: Callable, make: Callable, which: str) -> Callable:
    """Return the contrast with changed states in the phase that is subtracted, in that of +β, or in both."""

    def changed(states):
        return None if states is None else [states[0], *(make(x) for x in states[1:])]

    def made(free, plus, minus, beta):
        if "other" in which:
            free, minus = changed(free), changed(minus)
        return contrast(free, changed(plus) if "plus" in which else plus, minus, beta)

    return made


STATES: dict[str, Callable] = {
    "set to 0 or 1": lambda s: (s > 0.5) * 1.0,
    "rounded": np.round,
    "put through a sigmoid": sigmoid,
    "put through tanh": np.tanh,
    "put through their slope, s (1 - s)": lambda s: s * (1 - s),
    "squared": lambda s: s * s,
    "centred around ½": lambda s: s - 0.5,
    "turned into ±1, 2s - 1": lambda s: 2 * s - 1,
    "reduced by their mean over the examples": lambda s: s - s.mean(axis=0),
    "divided by their sum": lambda s: s / s.sum(axis=1, keepdims=True),
    "taken to the logarithm": np.log,
    "set to -1 or 1": lambda s: np.where(s > 0.5, 1.0, -1.0),
    "averaged over the examples": lambda s: np.broadcast_to(s.mean(axis=0), s.shape),
    "multiplied by the slope of the hard sigmoid": lambda s: s * ((s > 0) & (s < 1)),
}


def _of_two_phases(contrast: Callable, upper: str, lower: str) -> Callable:
    """Return the contrast in which the ends of the first or the second product are of different phases."""

    def ends(mean, s, t, l):
        phases = {"s": s, "t": t}
        first = mean(phases[upper[0]][l], phases[lower[0]][l - 1])
        return first - mean(phases[upper[1]][l], phases[lower[1]][l - 1])

    return lambda *arguments: contrast(*arguments, ends=ends)


ENDS = (
    "The two ends of a product come from different phases, {}. Each product has both of its ends from the same phase: "
    "that of the upper layer and that of the lower one."
)
PHASES = {"s": "pulled", "t": "other"}


def contrast_rarely(contrast: Callable) -> tuple[Mistake, ...]:
    """Return what is rarely done in task 06.4, with the right contrast as it is."""
    return (*_with_the_slope(contrast), *_other_states(contrast), *_other_ends(contrast), *_other_biases(contrast))


def _with_the_slope(contrast: Callable) -> Iterator[Mistake]:
    """Yield the contrast of states that have been multiplied by the slope of the free ones, in one result or both."""
    for results, words in (((1,), "grad_b: the"), ((0,), "grad_W: the"), ((0, 1), "The")):
        text = f"{words} states have been multiplied by the slope ρ' of the free state, which is 0 at the walls. The "
        yield Mistake("slope-multiplied", f"{text}energy holds the states themselves.", _sloped(contrast, results))


def _sloped(contrast: Callable, results: tuple[int, ...]) -> Callable:
    def made(free, plus, minus, beta):
        inside = [1.0, *((s > 0) & (s < 1) for s in free[1:])]
        phases = [one and [s * slope for s, slope in zip(one, inside, strict=True)] for one in (free, plus, minus)]
        right, sloped = contrast(free, plus, minus, beta), contrast(*phases, beta)
        return tuple((sloped if i in results else right)[i] for i in range(2))

    return made


def _other_states(contrast: Callable) -> Iterator[Mistake]:
    where = {"other": "of the other phase, not of +β,", "plus": "of the phase with +β", "plus other": "of both phases"}
    for which in where:
        for how, make in STATES.items():
            words = f"The states {where[which]} have been {how} before the products. They enter as they are."
            yield Mistake("states-changed", words, _with_states(contrast, make, which))


def _other_ends(contrast: Callable) -> tuple[Mistake, ...]:
    return (
        *(
            Mistake(
                "ends-of-two-phases",
                ENDS.format(
                    f"in the first product {PHASES[upper[0]]} above and {PHASES[lower[0]]} below, in the second "
                    f"{PHASES[upper[1]]} above and {PHASES[lower[1]]} below"
                ),
                _of_two_phases(contrast, upper, lower),
            )
            for upper in ("ss", "st", "ts", "tt")
            for lower in ("ss", "st", "ts", "tt")
            if (upper, lower) not in (("st", "st"), ("ss", "ss"), ("tt", "tt"))
        ),
        *(
            Mistake(
                "ends-of-two-phases",
                ENDS.format(f"the {end} end is that of the free phase in both products"),
                _free_end(contrast, end == "upper"),
            )
            for end in ("lower", "upper")
        ),
        Mistake(
            "mean-of-the-lower-ends",
            "The difference of the upper ends goes with the mean of both lower ends. Each product has both of its ends "
            "from the same phase.",
            lambda *given: contrast(
                *given, ends=lambda mean, s, t, l: (mean(s[l] - t[l], s[l - 1]) + mean(s[l] - t[l], t[l - 1])) / 2
            ),
        ),
    )


def _other_biases(contrast: Callable) -> tuple[Mistake, ...]:
    return (
        Mistake(
            "largest-of-the-examples",
            "The largest difference over the examples stands in grad_b. It is the mean.",
            lambda *given: (contrast(*given)[0], _by_example(np.min, given)),
        ),
        Mistake(
            "middle-of-the-examples",
            "The median over the examples stands in grad_b. It is the mean.",
            lambda *given: (contrast(*given)[0], _by_example(np.median, given)),
        ),
        Mistake(
            "bias-of-the-layer-below",
            "The gradient of the bias is that of the layer below: b[l] belongs to the units of layer l.",
            _bias_below(contrast),
        ),
        Mistake(
            "bias-of-the-layer-above",
            "The gradient of the bias is that of the layer above: b[l] belongs to the units of layer l.",
            _bias_above(contrast),
        ),
    )


def _by_example(how: Callable, given: tuple) -> list:
    """Return grad_b with another summary of the examples than their mean."""
    free, plus, minus, beta = given
    other, scale = (free, beta) if minus is None else (minus, 2 * beta)
    return [None, *(how(-(plus[l] - other[l]), axis=0) / scale for l in range(1, len(free)))]


def _free_end(contrast: Callable, upper: bool) -> Callable:
    """Return the contrast in which one end of every product is taken from the free phase."""

    def made(free, plus, minus, beta):
        def ends(mean, s, t, l):
            a, b = (free, free) if upper else (s, t)
            c, d = (s, t) if upper else (free, free)
            return mean(a[l], c[l - 1]) - mean(b[l], d[l - 1])

        return contrast(free, plus, minus, beta, ends=ends)

    return made


def _difference(free, plus, minus, beta, l: int):
    other, scale = (free, beta) if minus is None else (minus, 2 * beta)
    return -(plus[l] - other[l]).mean(axis=0) / scale


def _bias_below(contrast: Callable) -> Callable:
    return lambda *given: (
        contrast(*given)[0],
        [None, *(_difference(*given, l - 1) for l in range(1, len(given[0])))],
    )


def _bias_above(contrast: Callable) -> Callable:
    return lambda *given: (
        contrast(*given)[0],
        [None, *(_difference(*given, min(l + 1, len(given[0]) - 1)) for l in range(1, len(given[0])))],
    )
