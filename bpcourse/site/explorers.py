"""Explorers: alive on a page from the record that a notebook stores, and each on a page of its own."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from bpcourse.site.assets import asset
from bplib import widgets
from bplib.widgets.browser_widget import BrowserWidget


class Kind(NamedTuple):
    """A kind of explorer: its class and its page."""

    widget: type[BrowserWidget]
    page: str  # "delta-explorer.html", in the folder explorers/

    @property
    def title(self) -> str:
        """Return how it is called for a reader."""
        return self.widget._title


@cache
def _by_name() -> dict[str, Kind]:
    """Return all explorers by the names of their classes: each folder of ``bplib.widgets`` with a page is one."""
    folders = sorted(path.parent.name for path in Path(*widgets.__path__).glob("*/view.js"))
    classes = [_explorer_of(import_module(f"bplib.widgets.{folder}")) for folder in folders]
    pages = [f"{folder.replace('_', '-')}.html" for folder in folders]
    return {one.__name__: Kind(one, page) for one, page in zip(classes, pages, strict=True)}


def _explorer_of(module: ModuleType) -> type[BrowserWidget]:
    """Return the explorer that a module defines."""
    here = [one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__]
    (found,) = (one for one in here if isinstance(one, type) and issubclass(one, BrowserWidget))
    return found


def kind(name: str) -> Kind:
    """Return the explorer of a record; raises KeyError if there is none of this name."""
    return _by_name()[name]


def kinds() -> dict[str, Kind]:
    """Return all explorers by the names in their records."""
    return _by_name()


def in_address(record: dict) -> str:
    """Return a record as it stands in an address behind #: its JSON in the letters that an address may have."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def island(record: dict, picture: str, number: int, base: str) -> str:
    """Return an explorer in a page: the picture stands there until it has come to life.

    ``number`` tells the explorers of a page apart; ``base`` leads to the top of the site.
    """
    one = kind(record["explorer"])
    link = f"{base}explorers/{one.page}#{in_address(record)}"
    words = f"{escape(one.title)}, in this state, on a page of its own"
    own_page = f'<p class="own-page"><a href="{link}">{words}</a></p>'
    return alive(one, record, f"explorer-{number}", picture) + own_page


def alive(one: Kind, record: dict, place: str, picture: str = "", begin: str = "start") -> str:
    """Return an explorer with its style and its script; ``begin`` is the function of explorer.js that starts it."""
    data = f"const record = {_json(record)};\nconst offers = {_json(one.widget.offers())};"
    start = f"{begin}({json.dumps(place)}, record, offers);"
    code = "\n".join([_unended(one.widget._code), asset("explorer.js"), data, start])
    style = f"<style>{one.widget._css}</style>"
    return f'<div class="island" id="{place}">{picture}</div>{style}<script type="module">\n{code}\n</script>'


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _unended(code: str) -> str:
    """Return code that no text in it can end."""
    return re.sub(r"</(script)", r"<\\/\1", code, flags=re.IGNORECASE)
