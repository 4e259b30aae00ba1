"""Formulas: from LaTeX to MathML when the site is built, so that a page needs no script to show them."""

from __future__ import annotations

import re
from functools import cache
from html import escape

_TAG = re.compile(r"\\tag\{([^}]*)\}")
_BOX = re.compile(r'<menclose notation="box">(.*?)</menclose>', re.DOTALL)
_IN_HTML = re.compile(r"\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)


@cache
def _converter():
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


@cache
def mathml(latex: str, block: bool = False) -> str:
    r"""Return a formula as MathML; ``\tag{BP1}`` becomes a label beside a formula on a line of its own.

    Raises ValueError, with the formula, if it cannot be read.
    """
    tag = _TAG.search(latex)
    try:
        found = _converter().convert_with_local_state(_TAG.sub("", latex).strip(), displaystyle=block)
    except Exception as error:  # the converter has an error of its own, which is no ValueError
        raise ValueError(f"a formula cannot be read: {latex!r}: {error}") from None
    found = _BOX.sub(r'<mrow class="boxed">\1</mrow>', found)  # browsers do not draw what menclose asks for
    if not block:
        return found
    label = f'<span class="tag">({escape(tag[1])})</span>' if tag else ""
    return f'<div class="formula" tabindex="0">{found}{label}</div>'


def in_html(html: str) -> str:
    """Return HTML that somebody wrote into Markdown, with the formulas between dollars as MathML."""
    return _IN_HTML.sub(lambda match: mathml(match[1] or match[2], block=bool(match[1])), html)
