"""The trained nets that come along: what they read, what they answer, and where they look.

``tools/attention_networks.py`` trains them with this library and writes ``networks.js``: sizes, and all parameters as
float16 in base64.  ``network.js`` reads the same file.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from bplib.activations import softmax
from bplib.layers.transformer import transformer
from bplib.model import Model

Array = np.ndarray
NAMES = ("reversal", "recall", "recall, one block")
SIZES = ("vocabulary", "T", "d", "blocks")
OPTIONS = ("causal", "every", "answers", "hidden")
KEYS, VALUES = "abcdefgh", "01234567"
DIGITS = "0123456789"
FIRST = {  # what is typed at the beginning
    "reversal": "3141592653",
    "recall": "a3 b1 c7 d0 e5 g2 c",
    "recall, one block": "a3 b1 c7 d0 e5 g2 c",
}


class Answer(NamedTuple):
    """Logits (answers, classes), P of each block (L, T, T), and the classes that are wanted, (answers,)."""

    logits: Array
    maps: Array
    wanted: Array

    @property
    def given(self) -> Array:
        """Return the classes that are answered, (answers,)."""
        return self.logits.argmax(axis=1)

    @property
    def shares(self) -> Array:
        """Return the softmax of each answer, (answers, classes)."""
        return softmax(self.logits)


@cache
def networks() -> dict[str, dict]:
    """Return what the file says of each net."""
    text = (files(__package__) / "networks.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


@cache
def model_of(name: str) -> Model:
    """Return a net as the library knows it, in float64."""
    net = networks()[name]
    layers = transformer(*(net[size] for size in SIZES), **{option: net[option] for option in OPTIONS})
    model = Model(layers, rng=np.random.default_rng(0))
    model.theta = unpacked(net["weights"])
    return model


def packed(theta: Array) -> str:
    """Return parameters as text."""
    return base64.b64encode(theta.astype("<f2").tobytes()).decode("ascii")


def unpacked(text: str) -> Array:
    """Return the parameters of a text, in float64."""
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float64)


def answered(name: str, tokens: list[int]) -> Answer:
    """Return what a net answers to tokens that ``read`` has found good."""
    model = model_of(name)
    trace = model.forward(np.array([tokens]))
    maps = [trace.seen[2 + block][0][1].heads.P[0, 0] for block in range(networks()[name]["blocks"])]
    return Answer(trace.Z, np.array(maps), np.array(wanted(name, tokens)))


def wanted(name: str, tokens: list[int]) -> list[int]:
    """Return the right answers: the digits backwards, or the value that stands behind the key that is asked for."""
    if name == "reversal":
        return tokens[::-1]
    return [tokens[tokens.index(tokens[-1]) + 1] - len(KEYS)]


# --- what is typed


def read(name: str, text: str) -> tuple[list[int], str]:
    """Return the tokens of a sequence and "", or [] and what is wrong with it."""
    signs = "".join(text.lower().replace(",", " ").split())
    problem = _digits(signs) if name == "reversal" else _pairs(signs)
    if problem:
        return [], problem
    return [_alphabet(name).index(sign) for sign in signs], ""


def signs_of(name: str, tokens: list[int]) -> list[str]:
    """Return tokens as they are typed."""
    return [_alphabet(name)[token] for token in tokens]


def _alphabet(name: str) -> str:
    return DIGITS if name == "reversal" else KEYS + VALUES


def _digits(signs: str) -> str:
    strange = next((sign for sign in signs if sign not in DIGITS), "")
    if strange:
        return f"This net knows the digits 0 to 9 and nothing else; it cannot read “{strange}”."
    if not 1 <= len(signs) <= 10:
        return f"Type 1 to 10 digits, such as 3141592653: the net knows 10 places. You typed {len(signs)}."
    return ""


def _pairs(signs: str) -> str:
    strange = next((sign for sign in signs if sign not in KEYS + VALUES), "")
    if strange:
        return f"This net knows the keys a to h and the values 0 to 7; it cannot read “{strange}”."
    keys, values = signs[::2], signs[1::2]
    form = len(signs) % 2 and all(sign in KEYS for sign in keys) and all(sign not in KEYS for sign in values)
    if not form or not 1 <= len(values) <= 6:
        return "Type 1 to 6 pairs of a key and a value, and at the end the key to ask for, such as a3 b1 c7 c."
    twice = next((key for i, key in enumerate(keys[:-1]) if key in keys[:i]), "")
    if twice:
        return f"The key {twice} stands in two pairs; the net has learnt with keys that differ."
    if keys[-1] not in keys[:-1]:
        return f"The key {keys[-1]} is asked for, but it stands in no pair, so there is no right answer."
    return ""
