"""The attention explorer: what one query takes from each value, what comes back to keys and values, and trained heads.

The mathematics runs in the browser (``mathematics.js`` and, for the trained nets, ``network.js``).  This package checks
what goes in, computes the same with ``bplib.layers``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.attention_explorer import attention_figure, draw_bars, draw_looks, looks_figure
from bplib.plotting.number_text import number_text
from bplib.widgets.attention_explorer import numbers
from bplib.widgets.attention_explorer.numbers import (
    LARGEST_D,
    RANDOM,
    STARTS,
    TABLE,
    WORKED,
    Found,
    Setting,
    random_setting,
)
from bplib.widgets.attention_explorer.trained import FIRST, NAMES, Answer, answered, networks, read, signs_of
from bplib.widgets.attention_explorer.words import answer_in_words, attention_in_words, brief, in_brackets, listed
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet

LIMIT, LARGEST_SEED, MOST_WORDS, LONGEST_WORD, MOST_NUMBERS = 99, 9999, 6, 8, 4
PAGES = ("one attention", "trained heads")
MASKS = ("before", "after")


class AttentionExplorer(BrowserWidget):
    """One attention number by number, and trained heads to play with.

    ``AttentionExplorer("six tokens", causal=True, back=True)`` opens the first page,
    ``AttentionExplorer(trained="recall", sequence="a3 b1 c7 c")`` the second.
    ``computed()`` and ``answer()`` give what they show, as the library computes it.

    Args:
        start: "worked example", "six tokens" or "random vectors": where the numbers come from, unless they are given.
        trained: "reversal", "recall" or "recall, one block": a trained net, and the page of the trained heads.
        words: the tokens, 2 to 6 words of at most 8 letters.
        q: the queries, a row for each token, or a single row; each has d numbers, 1 to 4.
        k, v: the keys and the values, a row for each token.
        g: ∂C/∂y, as long as a value.
        scale: whether the scores are divided by √d.
        causal: whether a token sees none behind it.  A single query sees all keys.
        mask: "before" or "after" the softmax: where the causal mask works.
        query: which query is looked at, from 1.
        back: whether the way back is shown.
        d, seed: of random vectors, 1 to 256, and 0 to 9999.
        sequence: what the trained net reads, such as "3141592653" or "a3 b1 c7 d0 e5 g2 c".
        place: the place of the sequence from which it looks, from 1, or "last".

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The attention explorer", "attention"
    _offers = ("starts", "table")
    _code = script("attention_explorer")
    _css = style_sheet("attention_explorer", root="attention-explorer")

    page = traitlets.Unicode().tag(sync=True)
    start = traitlets.Unicode().tag(sync=True)
    words = traitlets.List().tag(sync=True)
    q = traitlets.List().tag(sync=True)
    k = traitlets.List().tag(sync=True)
    v = traitlets.List().tag(sync=True)
    g = traitlets.List().tag(sync=True)
    d = traitlets.Int().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)
    scale = traitlets.Bool().tag(sync=True)
    causal = traitlets.Bool().tag(sync=True)
    mask = traitlets.Unicode().tag(sync=True)
    query = traitlets.Int().tag(sync=True)
    back = traitlets.Bool().tag(sync=True)
    trained = traitlets.Unicode().tag(sync=True)
    sequence = traitlets.Unicode().tag(sync=True)
    place = traitlets.Int().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to
    starts = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)  # of the numbers that larger vectors and further tokens get

    def __init__(
        self,
        start: str = WORKED,
        *,
        trained: str | None = None,
        words=None,
        q=None,
        k=None,
        v=None,
        g=None,
        scale: bool = True,
        causal: bool = False,
        mask: str = "before",
        query: int | None = None,
        back: bool = False,
        d: int = 16,
        seed: int = 3,
        sequence: str | None = None,
        place: int | str = "last",
    ):
        check.choice("start", start, dict.fromkeys((*STARTS, RANDOM)))
        check.choice("mask", mask, dict.fromkeys(MASKS))
        for name, value in (("scale", scale), ("causal", causal), ("back", back)):
            if not isinstance(value, (bool, np.bool_)):
                raise TypeError(f"{name} must be True or False, got {value!r}")
        given = STARTS.get(start, STARTS[WORKED])
        arrays = _arrays(given, words, q, k, v, g)
        query = min(given["query"], len(arrays["q"])) if query is None else query
        state = {
            "page": PAGES[trained is not None],
            "start": start,
            **arrays,
            "d": int(check.number("d", check.whole_number("d", d, low=1), 1, LARGEST_D)),
            "seed": int(check.number("seed", check.whole_number("seed", seed, low=0), 0, LARGEST_SEED)),
            **{"scale": bool(scale), "causal": bool(causal), "mask": mask, "back": bool(back)},
            "query": int(check.number("query", check.whole_number("query", query, low=1), 1, len(arrays["q"]))),
            **_played("recall" if trained is None else trained, sequence, place),
        }
        super().__init__(**state, original=state, starts=STARTS, table=TABLE)

    # --- what is shown, in the library

    def setting(self) -> Setting:
        """Return the query that is looked at with its keys and values, and what it may see."""
        if self.start == RANDOM:
            return random_setting(self.d, self.seed, self.scale)
        hides = self.causal and len(self.q) > 1
        visible = np.arange(len(self.k)) < (self.query if hides else len(self.k))
        arrays = (np.array(a, float) for a in (self.q[self.query - 1], self.k, self.v, self.g))
        return Setting(*arrays, visible, self.scale, self.mask)

    def computed(self) -> Found:
        """Return what that query takes, and all derivatives."""
        return numbers.computed(self.setting())

    def answer(self) -> Answer:
        """Return what the trained net answers to the sequence, and where it looks."""
        return answered(self.trained, self._tokens())

    def _tokens(self) -> list[int]:
        return read(self.trained, self.sequence)[0]

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return scores, softmax and the way back as bars; or of a trained net where each place looks."""
        if self.page == PAGES[1]:
            answer, signs = self.answer(), signs_of(self.trained, self._tokens())
            fig, axes = looks_figure(len(answer.maps))
            for block, (ax, P) in enumerate(zip(axes, answer.maps, strict=True), 1):
                draw_looks(ax, P, signs, f"block {block}", self.place - 1)
            return fig
        (fig, axes), setting, found = attention_figure(), self.setting(), self.computed()
        words = [] if self.start == RANDOM else self.words
        seen = setting.visible if self.mask == "before" else True
        draw_bars(axes["s"], np.where(seen, found.s, -np.inf), words, "scores s")
        draw_bars(axes["p"], found.p, words, "softmax p")
        draw_bars(axes["grad_p"], found.grad_p, words, "back to p: ∂p, and the mean r", mean=found.r)
        draw_bars(axes["grad_s"], found.grad_s, words, "back to the scores: ∂s = p (∂p − r)")
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        if self.page == PAGES[1]:
            said = answer_in_words(self.trained, self._tokens(), self.answer(), self.place)
            right = f"{brief(100 * networks()[self.trained]['right'])} % of its answers to fresh sequences are right."
            return f"The attention explorer: {self.trained}, {' '.join(self.sequence.split())}. {said}\n{right}"
        setting, found = self.setting(), self.computed()
        who = f"“{self.words[self.query - 1]}”" if self.start != RANDOM and len(self.q) > 1 else "The query"
        lines = [f"The attention explorer: {self.start}. {attention_in_words(who, setting, found, self.back)}"]
        lines.append(f"Scores {listed(found.s)}; r = {number_text(round(found.r, 4))}; ∂s = {listed(found.grad_s)}.")
        if self.start != RANDOM:
            lines.append(f"∂k = {_rows(found.grad_K)}; ∂v = {_rows(found.grad_V)}; ∂q = {in_brackets(found.grad_q)}.")
        return "\n".join(lines)


def _arrays(given: dict, words, q, k, v, g) -> dict[str, list]:
    """Return words and vectors of a start, with what is not None in their place, or raise an error."""
    words = _words(given["words"] if words is None else words)
    rows = {name: _rows_of(name, given[name] if value is None else value) for name, value in (("q", q), ("k", k))}
    rows["v"] = _rows_of("v", given["v"] if v is None else v)
    upstream = _rows_of("g", [given["g"] if g is None else g])
    T, d = len(words), rows["q"].shape[1]
    if len(rows["q"]) not in (1, T):
        raise ValueError(f"q must have 1 row, or {T}, one for each word, got {len(rows['q'])}")
    check.of_shape("k", rows["k"], "words, d", (T, d), ": a key for each word, as long as a query")
    check.of_shape("v", rows["v"], "words, d_v", (T, upstream.shape[1]), ": a value for each word, as long as g")
    return {"words": words, **{name: values.tolist() for name, values in rows.items()}, "g": upstream[0].tolist()}


def _rows_of(name: str, value) -> np.ndarray:
    """Return vectors of 1 to 4 numbers as rows, or raise ValueError."""
    values = check.real_matrix(name, value, None)
    check.finite(name, values)
    if not 1 <= values.shape[1] <= MOST_NUMBERS or not len(values):
        raise ValueError(f"{name} must have vectors of 1 to {MOST_NUMBERS} numbers, got shape {values.shape}")
    if np.abs(values).max() > LIMIT:
        raise ValueError(f"{name} must lie in [-{LIMIT}, {LIMIT}], got {values.ravel().tolist()}")
    return values


def _words(words) -> list[str]:
    """Return the tokens as a list; a text is cut at its spaces."""
    if not isinstance(words, (str, list, tuple)):
        raise TypeError(f"words must be a text or a list of texts, got {words!r}")
    parts = words.split() if isinstance(words, str) else list(words)
    fits = all(isinstance(one, str) and 1 <= len(one) <= LONGEST_WORD and one.split() == [one] for one in parts)
    if not fits or not 2 <= len(parts) <= MOST_WORDS:
        raise ValueError(
            f"words must be 2 to {MOST_WORDS} words of 1 to {LONGEST_WORD} letters, got {words!r}: with other words "
            "q, k and v need as many rows"
        )
    return parts


def _played(trained: str, sequence, place) -> dict:
    """Return the state of the page of the trained heads, or raise ValueError."""
    check.choice("trained", trained, dict.fromkeys(NAMES))
    sequence = FIRST[trained] if sequence is None else sequence
    if not isinstance(sequence, str):
        raise TypeError(f'sequence must be a text such as "{FIRST[trained]}", got {sequence!r}')
    tokens, problem = read(trained, sequence)
    if problem:
        raise ValueError(f"sequence must be one that the net {trained!r} can read, got {sequence!r}. {problem}")
    place = len(tokens) if isinstance(place, str) and place == "last" else check.whole_number("place", place, low=1)
    if place > len(tokens):
        raise ValueError(f"place must be at most {len(tokens)}, the length of the sequence, got {place}")
    return {"trained": trained, "sequence": sequence, "place": place}


def _rows(values: np.ndarray) -> str:
    return ", ".join(map(in_brackets, values))
