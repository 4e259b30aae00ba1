"""Task 10.4: embedding and positions, backward."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention.rows import draw_upstream, scale_of_examples
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

EVERY = "A row of E collects G from every place at which its token stands, in all examples."


def _collected(tokens, G, vocabulary):
    """Return Σ G over the places of each token, (vocabulary, d)."""
    E = np.zeros((vocabulary, G.shape[-1]))
    np.add.at(E, tokens, G)
    return E


def _embedding(
    tokens,
    G,
    vocabulary,
    *,
    collect=_collected,
    positions=lambda G: G.sum(axis=0),
) -> tuple:
    """Return grad_E and grad_P; each keyword is a piece that a slip may replace."""
    return collect(tokens, G, vocabulary), positions(G)


def _last_place(tokens, G, vocabulary):
    E = np.zeros((vocabulary, G.shape[-1]))
    for x in range(len(tokens)):
        for t, token in enumerate(tokens[x]):
            E[token] = G[x, t]
    return E


def _first_place(tokens, G, vocabulary):
    return _last_place(tokens[::-1, ::-1], G[::-1, ::-1], vocabulary)


def _by_example(tokens, G, vocabulary):
    E = np.zeros((vocabulary, G.shape[-1]))
    for row, g in zip(tokens, G, strict=True):
        E[row] += g
    return E


def _by_position(tokens, G, vocabulary):
    return _by_example(tokens.T, G.swapaxes(0, 1), vocabulary)


def _last_by_example(tokens, G, vocabulary):
    E = np.zeros((vocabulary, G.shape[-1]))
    for row, g in zip(tokens, G, strict=True):
        new = _collected(row[None], g[None], vocabulary)
        E[row] = new[row]
    return E


def _left_out(which: str, axis: int, kept: slice) -> Slip:
    """Return the slip of a loop that begins too late, or ends too early."""
    at = (kept,) if axis == 0 else (slice(None), kept)
    return Slip(
        f"{which.replace(' ', '-')}-left-out",
        f"the {which} does not count: a loop begins too late or ends too early. {EVERY}",
        lambda tokens, G, v: _collected(tokens[at], G[at], v),
    )


def _mean_with_nan(tokens, G, vocabulary):
    """Return the mean over the places of each token; of no places it is nan."""
    stands = np.bincount(tokens.ravel(), minlength=vocabulary)[:, None] > 0
    return np.where(stands, _collected(tokens, G, vocabulary) / _counts(tokens, vocabulary), np.nan)


def _counts(tokens, vocabulary):
    return np.maximum(np.bincount(tokens.ravel(), minlength=vocabulary), 1)[:, None]


def _of_each(tokens, G, vocabulary):
    E = np.zeros((len(tokens), vocabulary, G.shape[-1]))
    for x, row in enumerate(tokens):
        np.add.at(E[x], row, G[x])
    return E


HALF = "Both are added to make x, and a sum hands on all of G to each of its terms."
COLLECTED = (
    Slip(
        "repeats-lost",
        "each token that stands in several places keeps only the last of them: E[tokens] += G reads each row once and "
        f"writes it several times. {EVERY} np.add.at adds them all.",
        _last_place,
    ),
    Slip(
        "repeats-lost-within-a-sequence",
        f"each token that stands several times in one sequence keeps only its last place there. {EVERY} np.add.at adds "
        "them all.",
        _by_example,
    ),
    Slip(
        "repeats-lost-across-examples",
        f"each token that stands at one position in several examples keeps only the last of them. {EVERY} "
        f"np.add.at adds "
        "them all.",
        _by_position,
    ),
    Slip("first-place-only", f"only the first place of each token counts. {EVERY}", _first_place),
    Slip("last-example-of-each", f"only the last example with the token counts. {EVERY}", _last_by_example),
    Slip(
        "mean-for-sum",
        f"the mean over the places of each token stands for the sum. {EVERY}",
        lambda tokens, G, v: _collected(tokens, G, v) / _counts(tokens, v),
    ),
    Slip(
        "mean-for-sum",
        f"the mean over the places of each token stands for the sum; of a token that stands nowhere it is nan. {EVERY}",
        _mean_with_nan,
    ),
    Slip(
        "divided-by-places",
        f"it has been divided by the number of all places. {EVERY}",
        lambda tokens, G, v: _collected(tokens, G, v) / tokens.size,
    ),
    Slip(
        "divided-by-m",
        "it has been divided by m. G is the gradient of the mean cost and has its 1/m already.",
        lambda tokens, G, v: _collected(tokens, G, v) / len(tokens),
    ),
    Slip(
        "divided-by-T",
        f"it has been divided by T. {EVERY}",
        lambda tokens, G, v: _collected(tokens, G, v) / tokens.shape[1],
    ),
    Slip("halved", f"only half of G has been taken. {HALF}", lambda t, G, v: _collected(t, G, v) / 2),
    Slip(
        "one-hot-transposed",
        "this is the transpose, (d, vocabulary). A row of E belongs to a token.",
        lambda tokens, G, v: _collected(tokens, G, v).T,
    ),
    Slip(
        "last-tokens-missing",
        "there is no row for the tokens behind the largest one that stands there. E has a row for each token of the "
        "vocabulary; what stands nowhere gets 0.",
        lambda tokens, G, v: _collected(tokens, G, int(tokens.max()) + 1),
    ),
    Slip(
        "only-tokens-that-stand-there",
        "there are rows only for tokens that stand somewhere. E has a row for each token of the vocabulary; what "
        "stands nowhere gets 0.",
        lambda tokens, G, v: _collected(tokens, G, v)[np.unique(tokens)],
    ),
    Slip("first-example-only", f"only the first example counts. {EVERY}", lambda t, G, v: _collected(t[:1], G[:1], v)),
    Slip("last-example-only", f"only the last example counts. {EVERY}", lambda t, G, v: _collected(t[-1:], G[-1:], v)),
    Slip(
        "first-position-only",
        f"only the first position counts. {EVERY}",
        lambda t, G, v: _collected(t[:, :1], G[:, :1], v),
    ),
    Slip(
        "last-position-only",
        f"only the last position counts. {EVERY}",
        lambda t, G, v: _collected(t[:, -1:], G[:, -1:], v),
    ),
    _left_out("first position", 1, slice(1, None)),
    _left_out("last position", 1, slice(None, -1)),
    _left_out("first example", 0, slice(1, None)),
    _left_out("last example", 0, slice(None, -1)),
    Slip(
        "for-each-example",
        f"there is a gradient for each example. {EVERY}",
        _of_each,
    ),
    Slip(
        "tokens-counted-from-one",
        "every token is one row too early: tokens count from 0.",
        lambda tokens, G, v: _collected(tokens - 1, G, v),
    ),
    Slip(
        "one-row-too-late",
        "every token is one row too late: tokens count from 0.",
        lambda tokens, G, v: _collected((tokens + 1) % v, G, v),
    ),
    Slip(
        "counted",
        "the places have been counted: G is missing.",
        lambda tokens, G, v: _collected(tokens, np.ones_like(G), v),
    ),
    Slip(
        "reshaped-in-another-order",
        "tokens and G have been laid in rows in different orders. Take the same order for both.",
        lambda tokens, G, v: _collected(tokens.T.ravel(), G.reshape(-1, G.shape[-1]), v),
    ),
    Slip(
        "positions-mixed-in",
        "what belongs to the positions has been added. E and P have gradients of their own.",
        lambda tokens, G, v: _collected(tokens, G + G.sum(axis=0), v),
    ),
    Slip(
        "positions-for-tokens",
        "rows belong to positions here: G has been summed over the examples first.",
        lambda tokens, G, v: _collected(np.arange(tokens.shape[1]), G.sum(axis=0), v),
    ),
    Slip(
        "tokens-multiplied-in",
        "the token, as a number, has been multiplied to G. A token only says which row it is.",
        lambda tokens, G, v: _collected(tokens, G * tokens[..., None], v),
    ),
)
BIAS = "P_t is a bias that all examples share: G.sum(axis=0), (T, d)."
POSITIONS = (
    Slip("halved", f"only half of G has been taken. {HALF}", lambda G: G.sum(axis=0) / 2),
    Slip("positions-averaged", f"it has been averaged over the examples. {BIAS}", lambda G: G.mean(axis=0)),
    Slip("over-positions", f"the sum goes over the positions, not the examples. {BIAS}", lambda G: G.sum(axis=1)),
    Slip("positions-not-summed", f"the examples have not been summed. {BIAS}", lambda G: G),
    Slip("over-examples-and-positions", f"the sum goes over the positions, too. {BIAS}", lambda G: G.sum(axis=(0, 1))),
    Slip("over-columns", f"the sum goes over the columns. {BIAS}", lambda G: G.sum(axis=2)),
    Slip("positions-of-the-first-example", f"only the first example counts. {BIAS}", lambda G: G[0]),
    Slip("positions-of-the-last-example", f"only the last example counts. {BIAS}", lambda G: G[-1]),
    Slip("positions-divided-by-T", f"it has been divided by T. {BIAS}", lambda G: G.sum(axis=0) / G.shape[1]),
    Slip(
        "positions-added-up",
        f"every position has been given the sum over all of them. {BIAS}",
        lambda G: G.sum(axis=(0, 1)) + 0 * G[0],
    ),
    Slip("positions-thought-constant", f"it is 0. P is learnt here. {BIAS}", lambda G: 0 * G[0]),
    Slip("positions-in-reverse", f"the positions are in reverse order. {BIAS}", lambda G: G.sum(axis=0)[::-1]),
)


def _draw(m: int, T: int, d: int, vocabulary: int):
    """Return a draw in which tokens repeat, within a sequence and across examples, and some stand nowhere."""

    def draw(rng):
        used = rng.permutation(vocabulary - 1)[: max(2, vocabulary // 2)]  # the last token stands nowhere
        tokens = rng.choice(used, (m, T))
        tokens[0, :2] = used[0]
        tokens[-1, -1] = tokens[0, -1] = used[1]
        tokens[-1, 0] = used[0]
        return tokens, draw_upstream(rng, m, T, d), vocabulary

    return draw


EMBEDDING = FunctionTask(
    id="10.4",
    title="Embedding and positions, backward",
    misconceptions="E[tokens] += G loses repeats; a mean for the sum; rows of tokens that stand nowhere; the sum "
    "over the "
    "wrong axis for positions",
    answer="embedding_backward",
    difficulty=2,
    minutes=15,
    section="lesson 10a, section 8",
    names=("grad_E", "grad_P"),
    oracle=_embedding,
    sites=(Site("collect", COLLECTED, result="grad_E"), Site("positions", POSITIONS, result="grad_P")),
    parts=(
        Part("one sequence", 0.5, _draw(1, 6, 3, 5), telling=False),
        Part("four sequences", 1.0, _draw(4, 5, 2, 9)),
        Part("a large vocabulary", 0.5, _draw(3, 7, 4, 23)),
    ),
    scales=lambda tokens, _G, _v: (
        scale_of_examples(len(tokens)),
        Scale(tokens.shape[1], "positions", f"T = {tokens.shape[1]}"),
    ),
    hints=(
        "E[tokens] is one-hot rows times E. So grad_E is a matrix product: one-hotᵀ G, over all m T places.",
        "For each place (x, t): grad_E[tokens[x, t]] += G[x, t]. Two loops are fine. What happens in E[tokens] += G "
        "when a token stands twice?",
        "np.add.at(grad_E, tokens, G) adds every place. grad_P = G.sum(axis=0): all examples share the positions.",
    ),
    insight="A weight that is used many times gets the sum of the gradients of its uses: a row of E as often as its "
    "token stands there.",
)
