"""What the explorer says in words; ``words.js`` says the same in JavaScript."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from bplib.plotting.number_text import number_text
from bplib.widgets.attention_explorer.numbers import Found, Setting
from bplib.widgets.attention_explorer.trained import KEYS, Answer, signs_of

NOTHING = 1e-12  # what is smaller may be nothing but rounding
LEARNT = {"reversal": 10, "recall": 13, "recall, one block": 13}  # places


def brief(value: float) -> str:
    """Return three digits of a number."""
    if not np.isfinite(value) or abs(value) < NOTHING:
        return "−∞" if value == -np.inf else number_text(0)
    exact = Decimal(float(value))
    return number_text(float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP)))


def percent(share: float) -> str:
    """Return a share in percent, never 0 or 100 where it is not."""
    whole = int(np.floor(100 * share + 0.5))
    if whole == 0 and share > 0:
        return "< 1 %"
    return "> 99 %" if whole == 100 and share < 1 else f"{whole} %"


def listed(values) -> str:
    """Return numbers one after the other."""
    return ", ".join(map(brief, values))


def in_brackets(values) -> str:
    """Return a vector; one of a single number is that number."""
    return brief(values[0]) if len(values) == 1 else f"({listed(values)})"


# --- one attention


def attention_in_words(who: str, setting: Setting, found: Found, back: bool) -> str:
    """Return what the query takes, what the mask does, and what comes back."""
    parts = [_forwards(who, setting, found), _mask(setting, found), _backwards(setting, found) if back else ""]
    return " ".join(filter(None, parts))


def _forwards(who: str, setting: Setting, found: Found) -> str:
    alike = "nearly all from one key" if brief(found.keys) == "1" else f"as if {brief(found.keys)} keys shared alike"
    if len(found.p) <= 6:
        return f"{who} takes p = {listed(found.p)} of the values, {alike}: y = {in_brackets(found.y)}."
    d = len(setting.q)
    scaled = f"divided by √d = {brief(d**0.5)}" if setting.scale else "not divided by √d"
    top = "> 0.999" if found.top < 1 and brief(found.top) == "1" else brief(found.top)
    return (
        f"d = {d}, the scores {scaled}: the largest of {len(found.p)} p is {top}, {alike}. "
        f"The Jacobian of the softmax has the length {brief(found.jacobian)}."
    )


def _mask(setting: Setting, found: Found) -> str:
    hidden = int((~setting.visible).sum())
    if not hidden:
        return ""
    keys = "1 key" if hidden == 1 else f"{hidden} keys"
    if setting.mask == "before":
        return f"The mask hides {keys} before the softmax: the other p still have the sum 1."
    return f"The mask hides {keys} after the softmax: the sum of p is only {brief(found.p.sum())}."


def _backwards(setting: Setting, found: Found) -> str:
    many = len(found.p) > 6
    what = f"∂s, of length {brief(np.linalg.norm(found.grad_s))}" if many else f"∂s = {listed(found.grad_s)}"
    said = f"Backwards r = Σ p·∂p = {brief(found.r)} is taken from every ∂p; times p this is {what}: the sum is 0."
    late = setting.mask == "after" and not setting.visible.all()
    too_late = "Hidden keys get a ∂s as well, as the softmax has given them a p: the mask came too late."
    return f"{said} {too_late}" if late else said


# --- trained heads


def answer_in_words(name: str, tokens: list[int], answer: Answer, place: int) -> str:
    """Return what the net answers, whether that is right, and where a place looks, counted from 1."""
    said = _digits(answer) if name == "reversal" else _value(tokens, answer)
    learnt = LEARNT[name]
    short = f"It has learnt with {'10 digits' if name == 'reversal' else '6 pairs'} only."
    return " ".join(filter(None, [said, short if len(tokens) < learnt else "", _looks(name, tokens, answer, place)]))


def _digits(answer: Answer) -> str:
    right = int((answer.given == answer.wanted).sum())
    return f"The net answers {' '.join(map(str, answer.given))}: {right} of {len(answer.given)} right."


def _value(tokens: list[int], answer: Answer) -> str:
    key, given, wanted, share = KEYS[tokens[-1]], answer.given[0], answer.wanted[0], answer.shares[0]
    said = f"Asked for {key} the net answers {given} with {percent(share[given])}:"
    return f"{said} right." if given == wanted else f"{said} wrong, right is {wanted}, with {percent(share[wanted])}."


def _looks(name: str, tokens: list[int], answer: Answer, place: int) -> str:
    signs = signs_of(name, tokens)
    spot = lambda j: f"place {j + 1} (“{signs[j]}”)"  # noqa: E731
    tops = [P[place - 1].argmax() for P in answer.maps]
    shares = [brief(P[place - 1].max()) for P in answer.maps]
    if len(tops) == 1:
        return f"Place {place} (“{signs[place - 1]}”) looks most at {spot(tops[0])}, p = {shares[0]}."
    before = answer.maps[0][tops[1]]
    return (
        f"In block 2 place {place} (“{signs[place - 1]}”) looks most at {spot(tops[1])}, p = {shares[1]}; "
        f"in block 1 that one looked most at {spot(before.argmax())}, p = {brief(before.max())}."
    )
