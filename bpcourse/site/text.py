"""Text: from the Markdown of a notebook to HTML, with formulas, headings to link to, and links of the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from bpcourse.site import formulas

_MARK_AFTER = re.compile(r"(<math>(?:(?!</math>).)*</math>)([.,;:?!)]+)", re.DOTALL)  # it must not begin a line
_TAGS = re.compile(r"<[^>]+>")


class Heading(NamedTuple):
    """A heading of a page: its level, where it can be linked to, and its HTML."""

    level: int
    anchor: str
    html: str


class Renderer(IPythonRenderer):
    """Writes HTML, and notes the headings; ``address`` gives the address of a link on the site, "" if it has none."""

    def __init__(self, address: Callable[[str], str]):
        super().__init__(escape=False)
        self.address = address
        self.headings: list[Heading] = []

    def render(self, markdown: str) -> str:
        """Return the HTML of the Markdown of one cell."""
        html = MarkdownWithMath(renderer=self).render(markdown)
        return _MARK_AFTER.sub(r'<span class="kept">\1\2</span>', html)

    def inline_math(self, body: str) -> str:
        """Return a formula in the text."""
        return formulas.mathml(body)

    def block_math(self, body: str) -> str:
        """Return a formula on a line of its own."""
        return formulas.mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        """Return a formula that stands in an environment."""
        return formulas.mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)

    def block_html(self, html: str) -> str:
        """Return HTML that stands in the Markdown."""
        return formulas.in_html(html)

    def heading(self, text: str, level: int, **_attributes) -> str:
        """Return a heading with the anchor that JupyterLab gives it, and note it."""
        anchor = re.sub(r"\s+", "-", plain(text).strip())
        self.headings.append(Heading(level, anchor, text))
        return f'<h{level} id="{escape(anchor)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, _title: str | None = None) -> str:
        """Return a link, or its words alone where the site has no such page."""
        address = self.address(url)
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def block_code(self, code: str, info: str | None = None) -> str:
        """Return a box of code."""
        return code_box(code, (info or "text").split()[0])

    def table(self, text: str) -> str:
        """Return a table in a box that can be scrolled sideways."""
        return f'<div class="wide" tabindex="0" role="group" aria-label="table"><table>{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """Return a cell of a table; an empty one in the first row is no heading."""
        tag = "th" if head and text.strip() else "td"
        scope = ' scope="col"' if tag == "th" else ""
        place = f' style="text-align: {align}"' if align else ""
        if tag == "th" and text.strip().startswith("<math"):  # a reader of screens may not count a formula as words
            text = f'<span aria-hidden="true">{text}</span><span class="unseen">{escape(plain(text))}</span>'
        return f"<{tag}{scope}{place}>{text}</{tag}>\n"


def code_box(code: str, language: str = "python") -> str:
    """Return highlighted code; a language that is not known is text."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return f'<pre class="code" tabindex="0"><code>{highlight(code, lexer, HtmlFormatter(nowrap=True))}</code></pre>\n'


def plain(html: str) -> str:
    """Return the text of HTML, without its tags."""
    return unescape(_TAGS.sub("", html))
