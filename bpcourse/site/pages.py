"""Pages: the frame around a text, with contents, search, theme, and the way to the pages before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from string import Template
from typing import NamedTuple

from bpcourse.site.assets import asset
from bpcourse.site.text import Heading

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
