"""What the search of the site looks through: the words of each section, with formulas as people type them.

A formula is one line: ``W^T``, ``σ'(z^l)``, ``∂C/∂w_jk^l``.  Letters are small, and Greek ones stay Greek: the script
of the page knows their names.  What is folded behind a prediction is kept apart, so that a hit can lead into the fold.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape, unescape
from xml.etree import ElementTree

from bpcourse.site.cells import ANSWER_ENDS
from bpcourse.site.pages import Page
from bpcourse.site.text import Heading, plain

_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_UNREAD = re.compile(r"<(script|style)\b.*?</\1>|<img[^>]*>", re.DOTALL)
_BEHIND = re.compile(rf'<div class="behind" id="([^"]*)">(.*?){re.escape(ANSWER_ENDS)}', re.DOTALL)
_NAMED = re.compile(r"&(?!lt;|gt;|amp;)\w+;")  # XML does not know these
_IN_A_LINE = re.compile(r"</?(a|b|code|em|i|span|strong|sub|sup)\b[^>]*>")  # they divide no word
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_TURNED = re.compile(r"\((\w)[\^_][^()]*\)\^t")  # (W^l+1)^t is a W^t as well
_PRIMES = {"′": "'", "″": "''", "⊤": "^T"}
_UNSEEN = re.compile("[\u2061-\u2064]")  # function application, invisible times


def sections(page: Page) -> list[dict]:
    """Return what can be found on a page: of each section its address and titles, its words, and those in its folds."""
    found, rest = [], page.body
    start = Heading(1, "", "")
    for heading in (*page.headings, None):
        mark = f'<h{heading.level} id="{escape(heading.anchor)}">' if heading else None
        text, _, rest = rest.partition(mark) if mark else (rest, "", "")
        if heading and heading.level == 1:  # what stands in front of the title belongs to it
            rest = text + rest
        else:
            found.append(_section(page, start, text))
        start = heading or start
    return found


def _section(page: Page, start: Heading, html: str) -> dict:
    return {
        "address": f"{page.address}#{start.anchor}" if start.anchor else page.address,
        "page": page.title,
        "title": "" if start.level == 1 else plain(start.html),
        "text": words(_BEHIND.sub(" ", html)),
        "behind": [[place, words(folded)] for place, folded in _BEHIND.findall(html)],
    }


def words(html: str) -> str:
    """Return the words of HTML in small letters, without scripts, styles and pictures."""
    text = _FORMULA.sub(lambda formula: f" {escape(typed(formula[0]))} ", _UNREAD.sub(" ", html))
    text = " ".join(normalised(plain(_IN_A_LINE.sub("", text).replace("<", " <"))).split())
    return " ".join([text, *(f"{letter}^t" for letter in sorted(set(_TURNED.findall(text))))])


def normalised(text: str) -> str:
    """Return a text as it is compared; ``normalised`` in finding.js does the same."""
    text = _RAISED.sub(lambda raised: f"^{raised[0]}", text)
    text = unicodedata.normalize("NFKC", text).lower().replace("ς", "σ")
    return re.sub("[’′]", "'", text).replace("−", "-")


def typed(mathml: str) -> str:
    """Return a formula of MathML on one line, as somebody types it."""
    return " ".join(_line(ElementTree.fromstring(_NAMED.sub(lambda one: unescape(one[0]), mathml))).split())


def _line(node: ElementTree.Element) -> str:
    parts = [_line(part) for part in node]
    match node.tag:
        case "msup" | "msub" | "msubsup":
            signs = {"msup": "^", "msub": "_", "msubsup": "_^"}[node.tag]
            return parts[0] + "".join(map(_attached, signs, parts[1:]))
        case "mfrac":
            return "/".join(parts)
        case "mover" if node.get("accent"):
            return parts[0]
        case "mover" | "munder" | "munderover" | "mtr":
            return " ".join(parts) + " "
        case "mtd":
            return f" {''.join(parts)} "
        case "mtext":
            return f" {node.text} "
        case "msqrt":
            return f"√({''.join(parts)})"
    return _UNSEEN.sub("", (node.text or "") + "".join(parts))


def _attached(sign: str, part: str) -> str:
    """Return what stands raised or lowered; primes need no sign."""
    return _PRIMES.get(part, f"{sign}{part}")
