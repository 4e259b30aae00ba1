"""Numbers as short texts, the same in the figures and in the explorers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np


def number_text(value: float) -> str:
    """Return ``value`` with at most four decimals and five digits, no trailing zeros, and a true minus sign."""
    size = abs(float(value))
    if size == 0:
        return "0"
    if not np.isfinite(size):
        return str(value)
    if size < 5e-5 or size >= 9999.5:
        digits, power = f"{size:.1e}".split("e")
        text = f"{digits}e{int(power)}"
    else:
        decimals = 4 if size < 10 else 3 if size < 100 else 2 if size < 1000 else 1
        rounded = Decimal(size).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = f"{rounded:f}".rstrip("0").rstrip(".")
    return (("-" if value < 0 else "") + text).replace("-", "−")


def subscript(number: int) -> str:
    """Return a whole number in lowered digits."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
