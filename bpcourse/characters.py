"""Characters that can be seen: no text of others moves the cursor, turns a line round or holds what is no character."""

from __future__ import annotations

import unicodedata

NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def visible(text: str, instead: str = NO_CHARACTER) -> str:
    """Return a text in which ``instead`` stands for what cannot be seen.

    A space of any width is a space.  A joiner inside a word stays: names in Persian and in Hindi are written with it.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _seen(text, i, instead) for i, one in enumerate(text))


def _seen(text: str, i: int, instead: str) -> str:
    if text[i] in JOINERS and _is_letter(text[i - 1 : i]) and _is_letter(text[i + 1 : i + 2]):
        return text[i]
    return " " if unicodedata.category(text[i]) == "Zs" else instead


def _is_letter(character: str) -> bool:
    """Return whether this is a letter, or a sign that belongs to one."""
    return character != "" and unicodedata.category(character)[0] in "LM"
