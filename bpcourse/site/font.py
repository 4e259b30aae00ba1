"""The font of the formulas: STIX Two Math, cut down to the letters that the site uses.

A browser that finds no font for mathematics on its system sets indices and primes in the wrong places.  It draws a
letter that stands alone as the italic letter of Unicode, a character of its own, which must be there as well.  The
font comes with the package ziamath, under the SIL Open Font License; fontTools, which Matplotlib brings, takes out the
letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from importlib.metadata import distribution
from io import BytesIO

NAME = "stix-two-math.woff"
FONT = "ziamath/fonts/STIXTwoMath-Regular.ttf"
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_ALONE = re.compile(r"<mi>(\w|[∂∇])</mi>")
_ITALICS = "ℎ" + "".join(map(chr, [*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)]))  # Latin, then Greek
ITALIC = {chr(int(words[1], 16)): one for one in _ITALICS if (words := unicodedata.decomposition(one).split())}
_ALWAYS = "()[]{}|‖√∑∏∫⏟⏞ˆ˜‾→←"  # these are also built from parts


def letters(pages: Iterable[str]) -> str:
    """Return the letters that stand in the formulas of pages, each once, as written and as drawn."""
    text = "".join(formula for page in pages for formula in _FORMULA.findall(page))
    drawn = {ITALIC[one] for one in _ALONE.findall(text) if one in ITALIC}
    return "".join(sorted(drawn.union(_ALWAYS, re.sub(r"<[^>]+>", "", text))))


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
