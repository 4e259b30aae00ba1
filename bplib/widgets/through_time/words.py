"""What the explorer says in words; ``words.js`` says the same in JavaScript."""

from __future__ import annotations

import numpy as np

from bplib.plotting.number_text import number_text
from bplib.widgets.through_time.network import Found, Settings, lost_at


def short(value: float) -> str:
    """Return three digits of a number, two of one below a thousandth or above 9,999."""
    size = abs(value)
    if not np.isfinite(value) or size == 0:
        return number_text(value)
    if size < 0.001 or size >= 9999.5:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits}e{int(power)}".replace("-", "−")
    return number_text(float(f"{value:.3g}"))


def sentences(settings: Settings, found: Found) -> str:
    """Return what becomes of the gradient, and what the window leaves of the sum."""
    return " ".join(filter(None, [_ratio(settings, found), _lost(found), _window(settings, found)]))


def _ratio(settings: Settings, found: Found) -> str:
    k = settings.moments - 1
    ratio, rule = short(found.length[0] / found.length[-1]), short(settings.factor**k)
    moments = "moment" if k == 1 else "moments"
    along = f"From t = {k + 1} down to t = 1, {k} {moments}, |∂C/∂h| is multiplied by {ratio}."
    if settings.kind == "rnn":
        return f"{along} The rule rᵏ says {rule}."
    if settings.kind == "gru":
        return f"{along} The gate z alone, at its bias: {rule}."
    cell = short(found.cell[0] / found.cell[-1])
    return f"{along} |∂C/∂c| is multiplied by {cell}; the gate f alone, at its bias: {rule}."


def _lost(found: Found) -> str:
    t = lost_at(found)
    return f"At t = {t} it is below 1e−16 of that at the end." if t else ""


def _window(settings: Settings, found: Found) -> str:
    if not found.norm > 0:
        return "h is 0 all the time, so ∂C/∂U is 0."
    if settings.window >= settings.moments:
        return f"∂C/∂U is the sum over all {settings.moments} uses of U."
    uses = "the last use of U" if settings.window == 1 else f"the last {settings.window} uses of U"
    if not np.isfinite(found.cosine):
        return f"The window leaves {uses}, which adds nothing."
    return (
        f"The window leaves {uses}: {number_text(round(100 * found.kept, 1))} % of ∂C/∂U along its own direction, "
        f"with the cosine {short(found.cosine)}."
    )
