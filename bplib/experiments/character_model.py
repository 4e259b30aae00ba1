"""A model of characters: its text, of which the end is held out, its cost there, what it writes and what it copies.

    cost on a text      mean of -ln p(the character that follows), in nats, where at least T/2 are seen
    writing             the next character is drawn from the softmax at the last position; then it is read, too

The cheapest rivals are ``table_cost``: how often each character has followed the last k ones.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from bplib.data.sequences import Data
from bplib.data.text import characters, the_way_back, to_text, to_tokens, windows
from bplib.experiments.small_transformers import Draw
from bplib.layers.transformer import transformer
from bplib.losses import cross_entropy
from bplib.model import Model

T, D, HEADS = 24, 48, 4  # the characters it sees, the numbers of a position, the heads of its only block


class Text(NamedTuple):
    """The vocabulary of the whole text, what may be learnt from, and the end of it, which is held out."""

    vocabulary: str
    known: str
    held: str


def verses(held: float = 0.15) -> Text:
    """Return ``the_way_back``, parted at an empty line, with at least this share at its end held out."""
    text = the_way_back()
    cut = text.rindex("\n\n", 0, int((1 - held) * len(text))) + 2
    return Text(characters(text), text[:cut], text[cut:])


def character_model(vocabulary: str, seed: int, dtype=np.float64) -> Model:
    """Return a causal Transformer of one block that answers at every position which character follows."""
    layers = transformer(len(vocabulary), T, D, heads=HEADS, causal=True)
    return Model(layers, rng=np.random.default_rng(seed), dtype=dtype)


def excerpts(text: str, vocabulary: str) -> Draw:
    """Return what draws windows of the text, each beginning anywhere."""
    X, Y = windows(to_tokens(text, vocabulary), T, len(vocabulary))
    Y = Y.reshape(len(X), T, -1)

    def draw(m: int, rng: np.random.Generator) -> Data:
        which = rng.integers(0, len(X), m)
        return X[which], Y[which].reshape(m * T, -1)

    return draw


def cost_on(model: Model, text: str, vocabulary: str) -> float:
    """Return the cost of a character, each counted once, with at least T/2 characters before it in its window."""
    X, Y = windows(to_tokens(text, vocabulary), T, len(vocabulary), T // 2)
    Z, A = (a.reshape(len(X), T, -1)[:, T // 2 :] for a in model.outputs(X))
    late = Y.reshape(len(X), T, -1)[:, T // 2 :]
    flat = (a.reshape(-1, len(vocabulary)) for a in (Z, A, late))
    return float(cross_entropy.per_example(*flat).mean())


def table_cost(known: str, text: str, vocabulary: str, k: int, added: float = 0.1) -> float:
    """Return the cost of a table of how often each character follows the last k in ``known``, plus ``added``."""
    whole, part = (Counter(known[i : i + n] for i in range(len(known) - k)) for n in (k + 1, k))
    pieces = (text[i : i + k + 1] for i in range(len(text) - k))
    p = [(whole[piece] + added) / (part[piece[:k]] + added * len(vocabulary)) for piece in pieces]
    return float(-np.log(p).mean())


def written(model: Model, start: str, count: int, vocabulary: str, rng: np.random.Generator) -> str:
    """Return ``count`` characters that the model writes after ``start``."""
    tokens = list(to_tokens(start, vocabulary))
    for _ in range(count):
        p = model.predict(np.array([tokens[-T:]]))[-1].cumsum()
        tokens.append(int(np.searchsorted(p, rng.random() * p[-1], side="right")))
    return to_text(np.array(tokens[len(start) :]), vocabulary)


def longest_copy(sample: str, text: str) -> str:
    """Return the longest piece of the sample that stands in the text, too; the first of several."""
    best = ""
    for start in range(len(sample)):
        while start + len(best) < len(sample) and sample[start : start + len(best) + 1] in text:
            best = sample[start : start + len(best) + 1]
    return best


def known_words(sample: str, text: str) -> float:
    """Return the share of words of the sample, its first and last left out, that stand in the text."""
    there, words = set(words_of(text)), words_of(sample)[1:-1]
    return float(np.mean([word in there for word in words])) if words else 0.0


def words_of(text: str) -> list[str]:
    """Return the words of a text, small letters only."""
    return "".join(c if c.isalpha() else " " for c in text.lower()).split()
