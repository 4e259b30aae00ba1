"""The font of the formulas: STIX Two Math, cut down to the letters that the site uses.

A browser that finds no font for mathematics on its system sets indices and primes in the wrong places.  The font comes
with the package ziamath, under the SIL Open Font License; fontTools, which Matplotlib brings, takes out the letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import distribution
from io import BytesIO

NAME = "stix-two-math.woff"
FONT = "ziamath/fonts/STIXTwoMath-Regular.ttf"
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_ALWAYS = "()[]{}|‖√∑∏∫⏟⏞ˆ˜‾→←"  # these are also built from parts


def letters(pages: Iterable[str]) -> str:
    """Return the letters that stand in the formulas of pages, each once."""
    formulas = (formula for page in pages for formula in _FORMULA.findall(page))
    return "".join(sorted(set(_ALWAYS).union(*(re.sub(r"<[^>]+>", "", formula) for formula in formulas))))


def subset(text: str) -> bytes:
    """Return the font with these letters, as WOFF."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=["*"], recalc_timestamp=False)
    cut = Subsetter(options)
    font = TTFont(distribution("ziamath").locate_file(FONT), recalcTimestamp=False)  # ziamath itself is not imported
    cut.populate(text=text)
    cut.subset(font)
    font.flavor = "woff"
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()
