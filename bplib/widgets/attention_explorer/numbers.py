"""One attention of the explorer, by ``bplib.layers.attention``; ``mathematics.js`` says the same in JavaScript."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib.layers.attention import scores, softmax_rows, softmax_rows_backward
from bplib.widgets.shared.generator import normals

Array = np.ndarray
WORKED, TOKENS, RANDOM = "worked example", "six tokens", "random vectors"
MANY_KEYS, LARGEST_D = 16, 256  # of random vectors
_PURPOSE = 13

STARTS: dict[str, dict] = {
    WORKED: {
        "words": ["1", "2", "3"],
        "q": [[1.0]],
        "k": [[0.0], [float(np.log(2))], [0.0]],
        "v": [[4.0], [8.0], [0.0]],
        "g": [1.0],
        "query": 1,
    },
    TOKENS: {
        "words": ["the", "cat", "sat", "on", "the", "mat"],
        "q": [[0, 1], [1, 0], [2, 0], [1, 1], [0, 1], [0, 2]],
        "k": [[0, -1], [2, 0], [0, 2], [-1, 1], [0, -1], [1.5, -0.5]],
        "v": [[0, 0.5], [2, 0], [0, 2], [-1, 0], [0, 0.5], [1, 1]],
        "g": [1, -1],
        "query": 3,
    },
}
TABLE = {  # of numbers that larger vectors and further tokens get
    "q": [[0, 1, 1, 0], [1, 0, 0, 1], [2, 0, 1, -1], [1, 1, -1, 0], [0, 1, 1, 0], [0, 2, -1, 1]],
    "k": [[0, -1, 1, 0], [2, 0, 0, 1], [0, 2, -1, 0], [-1, 1, 0, -1], [0, -1, 1, 0], [1.5, -0.5, 1, 1]],
    "v": [[0, 0.5, 1, 0], [2, 0, 0, 1], [0, 2, -1, 1], [-1, 0, 1, -1], [0, 0.5, 1, 0], [1, 1, -1, 0]],
    "g": [[1, -1, 1, 0]],
}


class Setting(NamedTuple):
    """A query (d,) with its keys (T, d) and values (T, d_v), and g = ∂C/∂y; ``visible``, (T,), is the mask."""

    q: Array
    K: Array
    V: Array
    g: Array
    visible: Array
    scale: bool = True
    mask: str = "before"


class Found(NamedTuple):
    """Scores, softmax, p behind the mask, y, and the way back; how far the softmax is spread over the keys."""

    s: Array
    soft: Array
    p: Array
    y: Array
    grad_V: Array
    grad_p: Array
    r: float
    grad_s: Array
    grad_K: Array
    grad_q: Array
    keys: float
    top: float
    jacobian: float


def random_setting(d: int, seed: int, scale: bool) -> Setting:
    """Return normal vectors, those of a small d the first numbers of those of a large d."""
    drawn = normals(seed, _PURPOSE, (1 + MANY_KEYS) * LARGEST_D + MANY_KEYS)
    vectors = drawn[:-MANY_KEYS].reshape(-1, LARGEST_D)[:, :d]
    return Setting(vectors[0], vectors[1:], drawn[-MANY_KEYS:, None], np.ones(1), np.ones(MANY_KEYS, bool), scale)


def computed(setting: Setting) -> Found:
    """Return both ways of one query."""
    q, K, V, g, visible, scale, mask = setting
    factor = 1 if scale else len(q) ** 0.5  # the library divides by √d
    s = factor * scores(q[None], K)[0]
    soft = softmax_rows((np.where(visible, s, -np.inf) if mask == "before" else s)[None])[0]
    p = soft * visible
    grad_p = V @ g * (visible if mask == "after" else 1)
    grad_s = softmax_rows_backward(soft[None], grad_p[None])[0]
    per_score = factor * grad_s * len(q) ** -0.5
    positive = soft[soft > 0]
    jacobian = soft[:, None] * (np.eye(len(soft)) - soft)
    return Found(
        *(s, soft, p, p @ V),
        *(np.outer(p, g), grad_p, float(soft @ grad_p), grad_s),
        *(np.outer(per_score, q), per_score @ K),
        *(float(np.exp(-positive @ np.log(positive))), float(soft.max()), float(np.linalg.norm(jacobian))),
    )
