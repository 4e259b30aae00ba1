"""Task 07.8: predict, then measure; the slips that are made there."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e07_deep_networks.measured_slips import MEASURED
from bpcourse.exercises.e07_deep_networks.thousandfold import (
    THOUSAND,
    ByResult,
    both,
    crossing,
    draw_net,
    forward,
    mean_square,
    mean_square_slope,
    nodes,
    resting,
)
from bpcourse.tasks import Mistake, Part
from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def _expected(g) -> float:
    z, p = nodes()
    return float(p @ g(z))


def _slope(z: Array) -> Array:
    return 1 - np.tanh(z) ** 2


def _rounds(count: int, start: float):
    """Return the length after so many steps of the map."""

    def length(step, _highest):
        q = start
        for _ in range(count):
            q = step(q)
        return q

    return length


TOO_FEW = "q has not come to rest: {}. Go on until it no longer changes; a hundred steps are enough here."
PREDICTED = (
    Site(
        "depth",
        (
            Slip(
                "root-forgotten",
                "this is half of the right number: χ is the factor of the mean square of δ. Its norm changes by √χ.",
                lambda chi: THOUSAND / abs(np.log(chi)),
            ),
            Slip(
                "sign-of-the-logarithm",
                "the sign is wrong: a number of layers is positive, whether δ falls or grows.",
                lambda chi: 2 * THOUSAND / np.log(chi),
            ),
            Slip(
                "sign-of-the-logarithm",
                "the sign is wrong: a number of layers is positive, whether δ falls or grows.",
                lambda chi: -2 * THOUSAND / np.log(chi),
            ),
            Slip("two-kinds-of-logarithms", "log10 and ln have been mixed.", lambda chi: 2 * 3 / abs(np.log(chi))),
            Slip(
                "two-kinds-of-logarithms",
                "log10 and ln have been mixed.",
                lambda chi: 2 * THOUSAND / abs(np.log10(chi)),
            ),
            Slip(
                "two-kinds-of-logarithms-and-no-root",
                "log10 and ln have been mixed, and the norm changes by √χ, not by χ.",
                lambda chi: 3 / abs(np.log(chi)),
            ),
            Slip(
                "factor-e",
                "in so many layers the mean square of δ changes by e (in twice as many the norm). Asked for is a "
                "factor of 1000.",
                lambda chi: 1 / abs(np.log(chi)),
            ),
            Slip(
                "factor-e-of-the-norm",
                "in so many layers δ changes by e. Asked for is 1000.",
                lambda chi: 2 / abs(np.log(chi)),
            ),
            Slip(
                "root-the-other-way", "the norm changes by √χ, not by χ².", lambda chi: THOUSAND / abs(np.log(chi)) / 2
            ),
            Slip("factor-for-layers", "this is the factor of a layer. Asked for is the number of layers.", np.sqrt),
            Slip(
                "a-whole-number",
                "it has been rounded. Leave the decimals.",
                lambda chi: float(np.ceil(2 * THOUSAND / abs(np.log(chi)))),
            ),
            Slip(
                "a-whole-number",
                "it has been rounded. Leave the decimals.",
                lambda chi: float(np.round(2 * THOUSAND / abs(np.log(chi)))),
            ),
            Slip(
                "a-whole-number",
                "it has been rounded. Leave the decimals.",
                lambda chi: float(np.floor(2 * THOUSAND / abs(np.log(chi)))),
            ),
            Slip(
                "straight-line",
                "δ does not fall by the same amount in each layer, but by the same factor.",
                lambda chi: 0.999 / abs(1 - np.sqrt(chi)),
            ),
        ),
        result="predicted",
    ),
    Site(
        "length",
        (
            Slip(
                "q-is-one",
                "q is 1 here (or √q is missing in the slope). The weighted inputs find a length of their own, q*, "
                "where q = σ_w² E tanh(√q z)² + σ_b².",
                lambda _step, _highest: 1.0,
            ),
            Slip(
                "q-is-zero",
                "q is 0 here: the slope at 0 is 1, so χ is σ_w². Biases and weights keep q above.",
                lambda _step, _highest: 0.0,
            ),
            *(
                Slip(
                    "q-too-few-steps",
                    TOO_FEW.format(
                        f"it is what comes after {count} from 1" if count > 1 else "it is what comes after one from 1"
                    ),
                    _rounds(count, 1.0),
                )
                for count in (1, 2, 3, 4, 5)
            ),
            *(
                Slip("q-too-few-steps", TOO_FEW.format("it started from 0 and was stopped early"), _rounds(count, 0.0))
                for count in (2, 3, 5)
            ),
            Slip(
                "q-is-the-bias-variance",
                "q is σ_b² alone: the map has been used once, from 0; or (E tanh)² stands where E tanh² belongs, and "
                "that is 0.",
                _rounds(1, 0.0),
            ),
            Slip(
                "q-from-zero-steps",
                "q is the variance of the weights and the biases together, as if tanh(z)² were 1.",
                lambda _step, highest: highest,
            ),
        ),
        called="q*",
    ),
    Site(
        "factor",
        (
            Slip(
                "sigma-for-its-square",
                "σ_w stands where σ_w² belongs: what you get, `weights`, is σ_w² already.",
                np.sqrt,
            ),
            Slip(
                "square-of-the-variance", "`weights` is σ_w² already, and has been squared.", lambda weights: weights**2
            ),
        ),
        called="σ_w²",
    ),
    Site(
        "added",
        (
            Slip(
                "biases-forgotten",
                "σ_b² is missing in the map of q. Below σ_w² = 1 q goes to 0 without it, and χ to σ_w².",
                lambda biases: 0.0,
            ),
            Slip(
                "sigma-b-for-its-square",
                "σ_b stands where σ_b² belongs: what you get, `biases`, is σ_b² already.",
                np.sqrt,
            ),
            Slip(
                "square-of-the-bias-variance",
                "`biases` is σ_b² already, and has been squared.",
                lambda biases: biases**2,
            ),
        ),
        called="σ_b²",
    ),
    Site(
        "more",
        (
            Slip(
                "biases-in-chi",
                "σ_b² has been added to χ. δ meets weights and slopes on its way, no biases.",
                lambda biases: biases,
            ),
        ),
    ),
    Site(
        "slope2",
        (
            Slip(
                "square-of-the-mean-slope",
                "(E tanh')² stands where E tanh'² belongs: square first.",
                lambda root: _expected(lambda z: _slope(root * z)) ** 2,
            ),
            Slip(
                "slope-not-squared",
                "E tanh' stands where E tanh'² belongs: the square is missing.",
                lambda root: _expected(lambda z: _slope(root * z)),
            ),
            Slip("f-for-its-slope", "tanh stands where its slope belongs.", mean_square),
            Slip(
                "slope-without-its-square",
                "the slope of tanh is 1 - tanh², not 1 - tanh.",
                lambda root: _expected(lambda z: (1 - np.tanh(root * z)) ** 2),
            ),
        ),
        called="E tanh'²",
    ),
    Site(
        "f2",
        (
            Slip(
                "not-squared",
                "E |tanh| stands where E tanh² belongs.",
                lambda root: _expected(lambda z: np.abs(np.tanh(root * z))),
            ),
        ),
        called="E tanh²",
    ),
    Site(
        "for_f",
        (
            Slip(
                "q-for-its-root",
                "q stands where √q belongs: the deviation of z is the root of its mean square.",
                lambda q: q,
            ),
        ),
        "the map of q",
    ),
    Site(
        "for_slope",
        (
            Slip(
                "q-for-its-root",
                "q stands where √q belongs: the deviation of z is the root of its mean square.",
                lambda q: q,
            ),
        ),
        "χ",
    ),
)
CRITICAL = (
    Site(
        "critical",
        (
            Slip(
                "sigma-at-the-edge",
                "this is σ_w. Asked for is σ_w².",
                lambda chi_of, biases: np.sqrt(crossing(chi_of, biases)),
            ),
            Slip("edge-without-biases", "this is the critical value without biases, 1.", lambda chi_of, biases: 1.0),
            *(
                Slip(
                    "end-of-the-interval",
                    "this is an end of the interval that was halved: in there χ - 1 does not change its sign. Is χ "
                    "right?",
                    lambda chi_of, biases, end=end: end,
                )
                for end in (3.0, 4.0, 5.0, 8.0, 10.0, 20.0, 30.0, 50.0, 100.0, 0.1, 0.3, 0.5)
            ),
            Slip(
                "one-over-chi",
                "the slope has not been found again for the new σ_w²: q* moves with it.",
                lambda chi_of, biases: 1 / chi_of(1.0),
            ),
            *(
                Slip(
                    "found-too-coarsely",
                    "it has been found on a coarse grid. Halve the interval, until four digits no longer change.",
                    lambda chi_of, biases, step=step: step * np.ceil(crossing(chi_of, biases) / step),
                )
                for step in (0.1, 0.05, 0.01, 0.001)
            ),
            *(
                Slip(
                    "found-too-coarsely",
                    "it has been found on a coarse grid. Halve the interval, until four digits no longer change.",
                    lambda chi_of, biases, step=step: step * np.floor(crossing(chi_of, biases) / step),
                )
                for step in (0.1, 0.05, 0.01, 0.001)
            ),
        ),
        result="critical",
    ),
)


def _with_critical(critical):
    """Return the results with another critical value, made of σ_w² and χ."""

    def made(weights, biases, *net):
        q = resting(lambda q: weights * mean_square(np.sqrt(q)) + biases, weights + biases)
        predicted, measured, _ = both(weights, biases, *net)
        return predicted, measured, critical(weights, weights * mean_square_slope(np.sqrt(q)))

    return made


def _slope_at_the_top(weights, biases, W, b, X, D):
    """Return what comes of δ^L multiplied by a slope of tanh before it goes down."""
    top = np.tanh(forward(W, b, X)[-1] @ W[-1].T + b[-1])
    return both(weights, biases, W, b, X, D * (1 - top**2))


KEPT = (
    "In critical, q* has been kept: it is that of the σ_w² you get. With another σ_w² z finds another length: work q* "
    "out anew for each."
)
PREDICT = ByResult(
    id="07.8",
    title="Predict, then measure",
    misconceptions="χ taken for the factor of the norm; q = 1 in place of q*; L steps counted for L - 1",
    answer="thousandfold",
    difficulty=5,
    minutes=30,
    section="lesson 7a, sections 4 and 7",
    names=("predicted", "measured", "critical"),
    oracle=both,
    sites=(*PREDICTED, *CRITICAL, *MEASURED),
    pairs=False,
    tolerance=1e-4,
    parts=(
        Part("predicted", 1.0, draw_net((0.5, 0.75))),
        Part("measured", 1.0, draw_net((5.0, 8.0))),
        Part("critical", 1.0, draw_net((0.5, 0.75), (5.0, 8.0))),
    ),
    mistakes=(
        Mistake(
            "q-kept-at-the-edge",
            KEPT,
            _with_critical(lambda weights, chi: weights / chi),
        ),
        Mistake(
            "q-kept-at-the-edge-of-the-interval",
            KEPT,
            _with_critical(lambda weights, chi: float(np.clip(weights / chi, 1, 3))),  # by halving from 1 to 3
        ),
        Mistake(
            "chi-for-the-edge",
            "In critical, χ itself stands there, at the σ_w² you get. Asked for is the σ_w² at which χ is 1.",
            _with_critical(lambda _weights, chi: chi),
        ),
        Mistake(
            "slope-at-the-top",
            "In measured, D has been multiplied by the slope of layer L. D is δ^L already, and BP2 begins with W[L].",
            _slope_at_the_top,
        ),
        Mistake(
            "predicted-for-measured",
            "`measured` is the prediction again. Send D down through the net that you get, and look at its rms.",
            lambda *given: (both(*given)[0], *both(*given)[::2]),
        ),
    ),
    hints=(
        "Start with q = 1 and put it into σ_w² E tanh(√q z)² + σ_b² a hundred times. χ is σ_w² E tanh'(√q z)² there.",
        "The norm of δ changes by √χ a layer, so N layers give χ^(N/2). Set that to 1/1000, or to 1000, and take ln.",
        "For `measured`: BP2 down to layer 1; L - 1 steps; the factor is that of the rms. For `critical`: halve an "
        "interval for σ_w² in which χ - 1 changes its sign, and find q* anew each time.",
    ),
    insight="No formula knew the net, and yet both numbers are near each other: in a wide net chance averages out. "
    "Where χ is 1, δ is kept in any depth.",
)
