"""Pages: the frame around a text, with contents, search, theme, and the way to the pages before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from string import Template
from typing import NamedTuple

from bpcourse.site.assets import asset
from bpcourse.site.text import Heading, plain

COURSE = "Backpropagation, a course that runs"


class Page(NamedTuple):
    """A page: its address from the top of the site, title, body, headings, and explorers with their headings."""

    address: str
    title: str
    body: str
    headings: tuple[Heading, ...] = ()
    explorers: tuple[tuple[str, Heading], ...] = ()

    @property
    def base(self) -> str:
        """Return what leads from the page to the top of the site."""
        return "../" * self.address.count("/")


def framed(page: Page, contents: Mapping[str, Sequence[Page]], before: Page | None, after: Page | None) -> str:
    """Return a whole page; ``contents`` are the pages in the list beside the text, under the headings of its groups."""
    return Template(asset("page.html")).substitute(
        title=escape(page.title if page.title == COURSE else f"{page.title} · {COURSE}"),
        course=escape(COURSE),
        base=page.base,
        contents=_contents(page, contents),
        here=_here(page),
        body=page.body,
        way=_way(page, before, "Before") + _way(page, after, "Next"),
    )


def _contents(page: Page, contents: Mapping[str, Sequence[Page]]) -> str:
    """Return the list of all pages; of the groups only the first is open, and that of this page."""
    groups = []
    for name, pages in contents.items():
        items = "".join(f"<li>{_entry(page, one)}</li>" for one in pages)
        here = page.address in {one.address for one in pages}
        opened = " open" if here or not groups else ""
        groups.append(f"<details{opened}><summary>{escape(name)}</summary><ol>{items}</ol></details>")
    return "".join(groups)


def _entry(page: Page, other: Page) -> str:
    current = ' aria-current="page"' if other.address == page.address else ""
    return f'<a href="{page.base}{escape(other.address)}"{current}>{escape(other.title)}</a>'


def _here(page: Page) -> str:
    """Return the list of the sections of a page."""
    items = "".join(f'<li><a href="#{escape(h.anchor)}">{h.html}</a></li>' for h in page.headings if h.level == 2)
    return f"<h2>On this page</h2><ol>{items}</ol>" if items else ""


def _way(page: Page, other: Page | None, words: str) -> str:
    return f'<a href="{page.base}{escape(other.address)}">{words}: {escape(other.title)}</a>' if other else ""


def sections(page: Page) -> list[dict]:
    """Return what the search looks through: for each section its address, its title and its words."""
    found, rest = [], page.body
    start = Heading(1, "", escape(page.title))
    for heading in (*page.headings, None):
        mark = f'id="{escape(heading.anchor)}"' if heading else None
        text, _, rest = rest.partition(mark) if mark else (rest, "", "")
        address = f"{page.address}#{start.anchor}" if start.anchor else page.address
        title = page.title if start.level == 1 else f"{page.title}: {plain(start.html)}"
        found.append({"address": address, "title": title, "text": _words(text)})
        start = heading or start
    return found


def _words(html: str) -> str:
    """Return the words of HTML in small letters, without scripts, styles and pictures."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<img[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(plain(re.sub(r"<", " <", text)).lower().split())
