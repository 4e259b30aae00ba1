"""Task 10.3: attention backward, ∂Q, ∂K and ∂V."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e10_attention import attention_slips as slips
from bpcourse.exercises.e10_attention.rows import draw_looks, scale_of_examples, softmax_rows, through_softmax, turned
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, everywhere_and_one


def _attention(
    Q,
    K,
    V,
    P,
    G,
    *,
    given_P=lambda P, Q, K: P,
    given_G=lambda G, P: G,
    to_P=lambda G, V, P: G @ turned(V),
    to_S=through_softmax,
    scale_Q=slips.right_scale,
    scale_K=slips.right_scale,
    to_Q=lambda g_S, Q, K, P, g_P: g_S @ K,
    to_K=lambda g_S, Q, K, P, g_P: turned(g_S) @ Q,
    to_V=lambda P, G, V, g_S, scale: turned(P) @ G,
) -> tuple:
    """Return g_Q, g_K and g_V; each keyword is a piece that a slip may replace."""
    P, G = given_P(P, Q, K), given_G(G, P)
    g_P = to_P(G, V, P)
    g_S = to_S(P, g_P)
    g_Q = to_Q(g_S, Q, K, P, g_P) * scale_Q(Q, K, V)
    g_K = to_K(g_S, Q, K, P, g_P) * scale_K(Q, K, V)
    return g_Q, g_K, to_V(P, G, V, g_S, Q.shape[-1] ** -0.5)


def _made_again(scaled: bool):
    """Return P from Q and K, without a mask."""
    return lambda P, Q, K: softmax_rows(Q @ turned(K) / (np.sqrt(Q.shape[-1]) if scaled else 1))


SITES = (
    Site("to_S", slips.TO_S, called="the way back through the softmax"),
    Site("scale_Q", slips.SCALES, "g_Q", "g_Q"),
    Site("scale_K", slips.SCALES, "g_K", "g_K"),
    Site("to_K", slips.TO_K, result="g_K"),
    Site("to_Q", slips.TO_Q, result="g_Q"),
    Site("to_V", slips.TO_V, result="g_V"),
    Site("to_P", slips.TO_P, called="g_P"),
    Site("given_P", slips.GIVEN_P),
    Site("given_G", slips.GIVEN_G),
)
SCALED = tuple(slip.id for slip in slips.SCALES)
MISTAKES = (
    *results_exchanged(_attention, ("g_Q", "g_K", "g_V")),
    Mistake(
        "Q-and-K-for-each-other",
        "In g_Q stands Q and in g_K stands K. It is the other way round: each score is a product, and the "
        "derivative by "
        "one factor is the other.",
        lambda *given: _attention(
            *given, to_Q=lambda g_S, Q, K, P, g_P: g_S @ Q, to_K=lambda g_S, Q, K, P, g_P: turned(g_S) @ K
        ),
    ),
    Mistake(
        "g_S-transposed-everywhere",
        "g_S has been transposed in g_Q, and not in g_K. It is the other way round: rows of g_S belong to queries.",
        lambda *given: _attention(
            *given,
            to_Q=lambda g_S, Q, K, P, g_P: turned(g_S) @ K,
            to_K=lambda g_S, Q, K, P, g_P: g_S @ Q,
        ),
    ),
)

ATTENTION_BACKWARD = FunctionTask(
    id="10.3",
    title="Attention, backward",
    misconceptions="1/√d missing in one of two places, or twice; ∂S not transposed in ∂K; P for Pᵀ; the softmax's "
    "elementwise slope; the mask lost by making P again",
    answer="attend_backward",
    difficulty=3,
    minutes=35,
    section="lesson 10a, section 3",
    names=("g_Q", "g_K", "g_V"),
    oracle=_attention,
    sites=SITES,
    rarely=everywhere_and_one(_attention, SITES, SCALED[:4], 6),
    in_pairs=5,
    mistakes=MISTAKES,
    parts=(
        Part("one example", 0.5, draw_looks(1, 3, 4, 2, 5), telling=False),
        Part("more keys than queries", 1.5, draw_looks(2, 4, 5, 3, 6)),
        Part("causal", 1.0, draw_looks(3, 4, 4, 2, 5, causal=True)),
        Part("as many columns as positions and examples", 0.5, draw_looks(3, 3, 3, 3, 3), telling=False),
        Part("large scores", 0.5, draw_looks(2, 5, 4, 6, 3, spread=3.0)),
    ),
    scales=lambda Q, *_: (scale_of_examples(len(Q)),),
    hints=(
        "Go back step by step: Y = P @ V gives g_V and g_P; the softmax turns g_P into g_S, as in 10.1; S = Q Kᵀ/√d "
        "gives g_Q and g_K.",
        "With K.swapaxes(1, 2) for the transpose of each matrix: g_V = Pᵀ G, g_P = G Vᵀ. Which shapes must g_Q and g_K "
        "have?",
        "g_Q = g_S @ K / np.sqrt(d) and g_K = g_S.swapaxes(1, 2) @ Q / np.sqrt(d). Hidden entries have P = 0, so g_S "
        "is 0 there: the mask needs no line of its own.",
    ),
    insight="Three products back for two forwards, and a row sum between them. What was hidden has P = 0 and gets no "
    "gradient.",
)
