"""A Transformer: attention and dense layers by turns, each with a way around it (Vaswani et al. 2017).

    x ← E[token] + P                                  what stands there, and where
    x ← x + attention(norm x)     positions talk      a block, L times
    x ← x + dense(f(dense(norm x)))     each position thinks for itself
    z = dense(norm x)                                 an answer, at every position or at the last one

Layer normalisation stands before each branch, so that nothing stands on the way around ("pre-norm", Xiong et al. 2020;
in 2017 it stood on it).  All of it is made of layers that have their rules already: the way back follows.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.activations import Activation, relu
from bplib.layers.attention import Attention
from bplib.layers.chain import Chain, Residual
from bplib.layers.dense import Dense
from bplib.layers.elementwise import Apply
from bplib.layers.embedding import Embedding
from bplib.layers.layer import Layer
from bplib.layers.moments import EveryPosition, LastPosition
from bplib.layers.normalization import LayerNorm
from bplib.layers.positions import LearntPositions


def pre_norm(d: int, heads: int = 1, causal: bool = False, *, hidden: int | None = None, f: Activation = relu) -> Chain:
    """Return one block, from (m, T, d) to (m, T, d); ``hidden`` units between its dense layers, 4d by default."""
    hidden = 4 * d if hidden is None else hidden
    talk = Chain([LayerNorm(d), Attention(d, heads, causal)])
    think = Chain([LayerNorm(d), Dense(d, hidden, "lecun"), Apply(f), Dense(hidden, d, "lecun")])
    return Chain([Residual(talk), Residual(think)])


def transformer(
    vocabulary: int,
    T: int,
    d: int,
    blocks: int = 1,
    heads: int = 1,
    *,
    causal: bool = False,
    every: bool = True,
    answers: int | None = None,
    hidden: int | None = None,
    positions: Layer | None = None,
) -> Chain:
    """Return a Transformer as layers for a ``Model``: tokens (m, up to T) to z^L, (m T, answers) or (m, answers).

    Args:
        vocabulary, T: the tokens are 0 to vocabulary - 1, and there are at most T positions.
        d, blocks, heads, hidden: the numbers of a position, and what is made of them, see ``pre_norm``.
        causal: whether a position sees no later one.
        every: whether there is an answer at every position, the rows of the first example first, or at the last only.
        answers: the number of classes, as many as tokens by default.
        positions: a layer in the place of ``LearntPositions(T, d)``, such as ``SinusoidalPositions(d)``.
    """
    blocks = check.whole_number("blocks", blocks, low=0)
    if not isinstance(every, (bool, np.bool_)):
        raise TypeError(f"every must be True, or False for an answer at the last position only, got {every!r}")
    below = [Embedding(vocabulary, d), LearntPositions(T, d) if positions is None else positions]
    middle = [pre_norm(d, heads, causal, hidden=hidden) for _ in range(blocks)]
    rows = EveryPosition() if every else LastPosition()
    return Chain([*below, *middle, rows, LayerNorm(d), Dense(d, vocabulary if answers is None else answers, "lecun")])
