"""Task 10.5: layer normalisation, backward."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention.rows import draw_upstream, scale_of_examples
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _mean(k):
    return k.mean(axis=-1, keepdims=True)


def _norm(
    G,
    H,
    s,
    gamma,
    *,
    k=lambda G, gamma: G * gamma,
    shift=lambda k, G: _mean(k),
    along=lambda k, H, G, s: H * _mean(k * H),
    outside=lambda s, gamma, H: s,
    joined=lambda k, shift, along: k - shift - along,
    of_gamma=lambda G, H, gamma: (G * H).sum(axis=(0, 1)),
    of_beta=lambda G, H, gamma: G.sum(axis=(0, 1)),
) -> tuple:
    """Return g_X, grad_gamma and grad_beta; each keyword is a piece that a slip may replace."""
    inside = k(G, gamma)
    g_X = outside(s, gamma, H) * joined(inside, shift(inside, G), along(inside, H, G, s))
    return g_X, of_gamma(G, H, gamma), of_beta(G, H, gamma)


RULE = "g_X = s * (k - mean(k) - H * mean(k * H)), with k = gamma * G and means over the d columns of each position."
K = (
    Slip("gamma-forgotten", f"γ is missing: k = gamma * G. {RULE}", lambda G, gamma: G),
    Slip("gamma-squared", f"γ stands twice. {RULE}", lambda G, gamma: G * gamma**2),
    Slip("divided-by-gamma", f"it has been divided by γ. {RULE}", lambda G, gamma: G / gamma),
    Slip("only-gamma", f"G is missing in k. {RULE}", lambda G, gamma: gamma + 0 * G),
)
SHIFTS = (
    Slip("mean-left-out", f"mean(k) is missing. {RULE}", lambda k, G: 0),
    Slip("sum-for-mean", f"mean(k) is a sum here. {RULE}", lambda k, G: k.sum(axis=-1, keepdims=True)),
    Slip("over-positions", f"the mean goes over the positions. {RULE}", lambda k, G: k.mean(axis=1, keepdims=True)),
    Slip("over-examples", f"the mean goes over the examples. {RULE}", lambda k, G: k.mean(axis=0, keepdims=True)),
    Slip("over-everything", f"the mean goes over everything. {RULE}", lambda k, G: k.mean()),
    Slip(
        "over-examples-and-positions", f"the mean goes over examples and positions. {RULE}", lambda k, G: k.mean((0, 1))
    ),
    Slip(
        "d-minus-one",
        f"the mean is divided by d - 1. {RULE}",
        lambda k, G: k.sum(-1, keepdims=True) / (k.shape[-1] - 1),
    ),
    Slip("gamma-forgotten-in-the-mean", f"γ is missing in mean(k). {RULE}", lambda k, G: _mean(G)),
)
ALONG = (
    Slip("along-H-left-out", f"H * mean(k * H) is missing. {RULE}", lambda k, H, G, s: 0),
    Slip("H-forgotten-before-the-mean", f"H is missing before mean(k * H). {RULE}", lambda k, H, G, s: _mean(k * H)),
    Slip("H-forgotten-in-the-mean", f"H is missing in mean(k * H). {RULE}", lambda k, H, G, s: H * _mean(k)),
    Slip("sum-for-mean", f"mean(k * H) is a sum here. {RULE}", lambda k, H, G, s: H * (k * H).sum(-1, keepdims=True)),
    Slip(
        "over-positions",
        f"mean(k * H) goes over the positions. {RULE}",
        lambda k, H, G, s: H * (k * H).mean(1, keepdims=True),
    ),
    Slip(
        "over-examples",
        f"mean(k * H) goes over the examples. {RULE}",
        lambda k, H, G, s: H * (k * H).mean(0, keepdims=True),
    ),
    Slip("over-everything", f"mean(k * H) goes over everything. {RULE}", lambda k, H, G, s: H * (k * H).mean()),
    Slip(
        "over-examples-and-positions",
        f"mean(k * H) goes over examples and positions. {RULE}",
        lambda k, H, G, s: H * (k * H).mean(axis=(0, 1)),
    ),
    Slip(
        "d-minus-one",
        f"mean(k * H) is divided by d - 1. {RULE}",
        lambda k, H, G, s: H * (k * H).sum(-1, keepdims=True) / (k.shape[-1] - 1),
    ),
    Slip("mean-not-taken", f"the mean is missing in H * mean(k * H). {RULE}", lambda k, H, G, s: H * k * H),
    Slip("halved", f"there is a ½ too many before the term along H. {RULE}", lambda k, H, G, s: H * _mean(k * H) / 2),
    Slip("doubled", f"there is a 2 too many before the term along H. {RULE}", lambda k, H, G, s: 2 * H * _mean(k * H)),
    Slip("gamma-forgotten-in-the-mean", f"γ is missing in mean(k * H). {RULE}", lambda k, H, G, s: H * _mean(G * H)),
    Slip(
        "s-in-the-mean",
        f"s has been multiplied into the term along H, too. {RULE}",
        lambda k, H, G, s: s * H * _mean(k * H),
    ),
    Slip("H-twice", f"H stands twice before mean(k * H). {RULE}", lambda k, H, G, s: H * H * _mean(k * H)),
    Slip("H-squared-in-the-mean", f"H stands twice in mean(k * H). {RULE}", lambda k, H, G, s: H * _mean(k * H * H)),
)
OUTSIDE = (
    Slip("s-forgotten", f"s is missing. {RULE}", lambda s, gamma, H: 1),
    Slip("s-divides", f"it has been divided by s. s is 1/√(v + ε) already. {RULE}", lambda s, gamma, H: 1 / s),
    Slip("s-squared", f"s stands twice. {RULE}", lambda s, gamma, H: s**2),
    Slip("root-of-s", f"the root of s stands there. s = 1/√(v + ε) has its root. {RULE}", lambda s, g, H: np.sqrt(s)),
    Slip("gamma-outside-too", f"γ stands outside, too. It belongs into k. {RULE}", lambda s, gamma, H: s * gamma),
    Slip("H-outside", f"H has been multiplied in. {RULE}", lambda s, gamma, H: s * H),
)
JOINED = (
    Slip("along-H-added", f"H * mean(k * H) has been added. {RULE}", lambda k, shift, along: k - shift + along),
    Slip("mean-added", f"mean(k) has been added. {RULE}", lambda k, shift, along: k + shift - along),
    Slip("both-added", f"both terms have been added. {RULE}", lambda k, shift, along: k + shift + along),
    Slip("means-thought-constant", f"both means are missing. {RULE}", lambda k, shift, along: k),
)
OF_GAMMA = "γ is shared by all examples and positions: (G * H).sum(axis=(0, 1)), (d,)."
OF_BETA = "β is shared by all examples and positions: G.sum(axis=(0, 1)), (d,)."


def _of(words: str, name: str, what) -> tuple[Slip, ...]:
    """Return the slips in a sum over examples and positions."""
    return (
        Slip("summed-over-examples-only", f"the sum goes over the examples only. {words}", lambda *a: what(*a).sum(0)),
        Slip(
            "summed-over-positions-only", f"the sum goes over the positions only. {words}", lambda *a: what(*a).sum(1)
        ),
        Slip("summed-over-columns", f"the sum goes over the columns. {words}", lambda *a: what(*a).sum(-1)),
        Slip("averaged", f"the mean stands for the sum. {words}", lambda *a: what(*a).mean(axis=(0, 1))),
        Slip(
            "averaged-over-positions",
            f"it has been averaged over the positions. {words}",
            lambda *a: what(*a).mean(1).sum(0),
        ),
        Slip(
            "averaged-over-examples",
            f"it has been divided by m. G has its 1/m already. {words}",
            lambda *a: what(*a).sum(axis=1).mean(axis=0),
        ),
        Slip("not-summed", f"it has not been summed. {words}", what),
        Slip("summed-over-all", f"the sum goes over the columns, too. {words}", lambda *a: what(*a).sum()),
        Slip("first-example-only", f"only the first example counts. {words}", lambda *a: what(*a)[0].sum(0)),
        Slip("last-position-only", f"only the last position counts. {words}", lambda *a: what(*a)[:, -1].sum(0)),
        Slip(f"{name}-thought-constant", f"it is 0. {words}", lambda *a: 0 * what(*a).sum(axis=(0, 1))),
    )


GAMMAS = (
    Slip("H-forgotten", f"H is missing. {OF_GAMMA}", lambda G, H, gamma: G.sum(axis=(0, 1))),
    Slip("gamma-multiplied-in", f"γ has been multiplied in. {OF_GAMMA}", lambda G, H, g: (G * H * g).sum(axis=(0, 1))),
    Slip("G-forgotten", f"G is missing. {OF_GAMMA}", lambda G, H, gamma: H.sum(axis=(0, 1))),
    *_of(OF_GAMMA, "gamma", lambda G, H, gamma: G * H),
)
BETAS = (
    Slip("gamma-multiplied-in", f"γ has been multiplied in. {OF_BETA}", lambda G, H, g: (G * g).sum(axis=(0, 1))),
    Slip("H-in-beta", f"H has been multiplied in. {OF_BETA}", lambda G, H, gamma: (G * H).sum(axis=(0, 1))),
    *_of(OF_BETA, "beta", lambda G, H, gamma: G),
)


def _gamma_outside(G, H, s, gamma):
    g_X, *rest = _norm(G, H, s, np.ones_like(gamma))
    return (gamma * g_X, *rest)


def _draw(m: int, T: int, d: int):
    def draw(rng):
        X = rng.normal(0.4, 1, (m, T, d)) * rng.uniform(0.5, 2.5, (m, T, 1))
        centred = X - X.mean(axis=-1, keepdims=True)
        s = ((centred**2).mean(axis=-1, keepdims=True) + 1e-5) ** -0.5
        gamma = rng.uniform(0.4, 1.8, d) * rng.choice((-1, 1), d)
        return draw_upstream(rng, m, T, d), centred * s, s, gamma

    return draw


LAYER_NORM = FunctionTask(
    id="10.5",
    title="Layer normalisation, backward",
    misconceptions="mean(k) or the term along H missing; γ forgotten, or after the means; means over examples or "
    "positions; "
    "∂γ summed over one axis",
    answer="layer_norm_backward",
    difficulty=3,
    minutes=25,
    section="lesson 10a, section 9",
    names=("g_X", "grad_gamma", "grad_beta"),
    oracle=_norm,
    sites=(
        Site("shift", SHIFTS, "mean(k)", "g_X", "mean(k)"),
        Site("along", ALONG, "mean(k * H)", "g_X", "the term along H"),
        Site("k", K, result="g_X", called="k"),
        Site("outside", OUTSIDE, result="g_X"),
        Site("joined", JOINED, result="g_X"),
        Site("of_gamma", GAMMAS, "grad_gamma", "grad_gamma", "grad_gamma"),
        Site("of_beta", BETAS, "grad_beta", "grad_beta", "grad_beta"),
    ),
    in_pairs=6,
    mistakes=(
        Mistake(
            "gamma-after-the-means",
            f"γ has been multiplied in after the means were taken. It belongs into k, before them. {RULE}",
            _gamma_outside,
        ),
        Mistake(
            "gamma-and-beta-exchanged",
            "grad_gamma and grad_beta have changed places. The order is g_X, grad_gamma, grad_beta.",
            lambda *given: tuple(_norm(*given)[i] for i in (0, 2, 1)),
        ),
    ),
    parts=(
        Part("one position", 0.5, _draw(1, 1, 5), telling=False),
        Part("three sequences", 1.25, _draw(3, 4, 5)),
        Part("few columns", 0.75, _draw(2, 6, 3)),
        Part("as many columns as positions and examples", 0.5, _draw(3, 3, 3), telling=False),
    ),
    scales=lambda G, *_: (scale_of_examples(len(G)),),
    hints=(
        "k = gamma * G is ∂C/∂H. An entry of x moves its own h, and through the mean and the variance all others "
        "of its "
        "position.",
        "Those two ways take two things out of k: its mean, and its part along H. Both means go over axis=-1, "
        "keepdims=True.",
        "g_X = s * (k - k.mean(-1, keepdims=True) - H * (k * H).mean(-1, keepdims=True)); grad_gamma and grad_beta are "
        "sums over axis=(0, 1).",
    ),
    insight="Shift a position, or stretch it, and H stays the same. So g_X has neither a mean nor a part along H.",
)
