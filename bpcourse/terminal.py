"""The terminal: lines for the person at the keyboard, in which nothing that others wrote can move the cursor."""

from __future__ import annotations

import sys

from bpcourse.characters import visible


def shown(text: str) -> str:
    """Return a text without what is no character to be seen: escape sequences, control characters, stray bytes."""
    return "\n".join(map(visible, text.split("\n")))


def in_a_line(text: str) -> str:
    """Return what others wrote in one line: with lines of their own they would speak for the grader."""
    return " ".join(shown(text).split("\n"))


def say(text: str) -> None:
    """Write a line to the screen; what its encoding does not know is replaced by "?"."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(f"{shown(text)}\n".encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write a line to where errors go."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(f"{shown(text)}\n".encode(encoding, "replace").decode(encoding))
