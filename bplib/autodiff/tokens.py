"""The words of an expression: what ``bplib.autodiff.expressions`` reads before it looks at the structure.

Every mistake of spelling and of grammar is found here and reported with its place, so that what comes after can rely on
a well-formed list of tokens.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

FUNCTIONS = {"exp": 1, "log": 1, "tanh": 1, "sigmoid": 1, "relu": 1, "sin": 1, "cos": 1, "sqrt": 1, "max": 2}
MOST_CHARACTERS = 200

_ALIKE = {"**": "^", "−": "-", "–": "-", "·": "*", "×": "*", "÷": "/"}
_TOKEN = re.compile(
    r"[ \t\r\n\xa0]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<mark>\*\*|[-+*/^(),−–·×÷])|(?P<end>\Z)|(?P<other>.))"
)


class ExpressionError(ValueError):
    """An expression that cannot be read or has no value; ``start`` and ``end`` are places in its text."""

    def __init__(self, message: str, start: int = 0, end: int | None = None):
        super().__init__(message)
        self.start, self.end = start, start if end is None else end


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression; ``kind`` is number, name, function, or the sign itself, with ^ for **."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def place(self) -> str:
        """Return where the token stands, in words; characters count from 1."""
        return f" at character {self.start + 1}"

    def error(self, message: str) -> ExpressionError:
        """Return an error that points at this token."""
        return ExpressionError(message, self.start, self.end)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a well-formed expression, or raise ``ExpressionError``; TypeError when it is not a text."""
    if not isinstance(text, str):
        raise TypeError(f"an expression must be a text such as 'sin(x) * exp(x)', got {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"The expression is too long: {len(text)} characters, at most {MOST_CHARACTERS} are allowed."
        )
    found, end = [], 0
    while (match := _TOKEN.match(text, end)).lastgroup != "end":
        end = match.end()
        found.append(_token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
    _check_grammar(found, found[-1].end if found else 0)
    return found


def _token(group: str, word: str, start: int) -> Token:
    kind = {"number": "number", "name": "function" if word in FUNCTIONS else "name"}.get(group, _ALIKE.get(word, word))
    token = Token(kind, word, start, start + len(word))
    if group == "other":
        allowed = "numbers, names of Latin letters, + - * / ^ ( ) and the comma in max(a, b)"
        raise token.error(f'"{word}"{token.place} is not allowed. Allowed are {allowed}.')
    if group == "number" and math.isinf(float(word)):
        raise token.error(f"{word}{token.place} is too large for a number.")
    return token


def _check_grammar(found: list[Token], end: int) -> None:
    """Check that values and operators take turns, parentheses match, and functions get the arguments they take."""
    if not found:
        raise ExpressionError("There is no expression. Type one, for example sin(x) * exp(x).")
    opened = []  # parentheses: [token, the token of the function or None, commas]
    wanted = True  # whether a value must come next
    for i, token in enumerate(found):
        before = found[i - 1] if i else None
        after = found[i + 1].kind if i + 1 < len(found) else None
        _check_call(token, after, wanted)
        if token.kind in ("number", "name", "function", "("):
            if not wanted:
                raise token.error(
                    f'An operator is missing between "{before.text}" and "{token.text}"{token.place}: '
                    "to multiply, write *."
                )
            if token.kind == "(":
                opened.append([token, before if before and before.kind == "function" else None, 0])
            wanted = token.kind in ("function", "(")
        elif wanted and token.kind not in "+-":
            raise token.error(f'A number, a name or "(" is expected{token.place}, got "{token.text}".')
        elif token.kind == ")":
            if not opened:
                raise token.error(f'")"{token.place} closes no parenthesis.')
            _check_count(token, *opened.pop()[1:])
        elif token.kind == ",":
            if not opened or opened[-1][1] is None:
                raise token.error(
                    f'","{token.place} is allowed only between the arguments of max; decimals are written with a point.'
                )
            opened[-1][2] += 1
            wanted = True
        else:
            wanted = True
    if wanted:
        last = Token("end", "", end, end)
        raise last.error(f'A number, a name or "(" is expected{last.place}, got the end.')
    if opened:
        raise opened[-1][0].error(f'"("{opened[-1][0].place} is never closed.')


def _check_call(token: Token, after: str | None, wanted: bool) -> None:
    if token.kind == "function" and after != "(":
        raise token.error(
            f'"{token.text}"{token.place} is a function: write its argument in parentheses, {token.text}(...).'
        )
    if token.kind == "name" and after == "(" and wanted:
        raise token.error(
            f'"{token.text}"{token.place} is not a function here. The functions are {", ".join(FUNCTIONS)}; '
            "between factors write *."
        )


def _check_count(closing: Token, call: Token | None, commas: int) -> None:
    if call is not None and commas + 1 != FUNCTIONS[call.text]:
        takes = {1: "1 argument", 2: "2 arguments"}[FUNCTIONS[call.text]]
        message = f"{call.text}{call.place} takes {takes}, got {commas + 1}."
        raise ExpressionError(message, call.start, closing.end)
