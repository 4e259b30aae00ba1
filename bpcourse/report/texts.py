"""Texts of strangers, made harmless: for a page, for a cell of a spreadsheet, for an example of code."""

from __future__ import annotations

import html
import re

from bpcourse.characters import visible

MOST_LINES, MOST_COLUMNS = 14, 100  # of an example
STRINGS = r"\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
COMMENT = re.compile(rf"({STRINGS})|[ \t]*#[^\n]*")
DOCSTRING = re.compile(r"^[ \t]*[rRuU]?(\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?''')[ \t]*$", re.MULTILINE)
FORMULA = ("=", "+", "-", "@")
NEXT_CELL = re.compile(r"(;[\s\"]*)('?)([=+@-])")  # for a spreadsheet that divides at semicolons, as in much of Europe


def escape(text) -> str:
    """Return a text for a page: no markup, no control characters."""
    return html.escape("\n".join(map(one_line, str(text).split("\n"))))


def one_line(text) -> str:
    """Return a text without line breaks and control characters, as a terminal or a cell may show it."""
    return visible(str(text), " ")


def counted(number: int, noun: str) -> str:
    """Return "1 hand-in" or "3 hand-ins"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def harmless(cell) -> str:
    """Return a text in one line that no spreadsheet takes for a formula, nor a part behind a semicolon."""
    cell = NEXT_CELL.sub(r"\1'\3", one_line(cell))
    return f"'{cell}" if cell.lstrip()[:1] in FORMULA and cell.strip() != "-" else cell


def as_written(cell: str) -> str:
    """Return what ``harmless`` was given, as far as formulas are concerned."""
    cell = NEXT_CELL.sub(r"\1\3", cell)
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in FORMULA else cell


def without_comments(source: str) -> str:
    """Return source code without comments, docstrings and empty lines: comments may hold names."""
    source = COMMENT.sub(lambda match: match[1] or "", DOCSTRING.sub("", source))
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def shortened(source: str) -> str:
    """Return the beginning of source code: so many lines of so many characters."""
    lines = [line if len(line) <= MOST_COLUMNS else f"{line[:MOST_COLUMNS]} …" for line in source.splitlines()]
    return "\n".join(lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"])
