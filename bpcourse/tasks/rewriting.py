"""One change in the text of a function: each expression and each line gets what may stand in its place by mistake.

A switch, an argument more, chooses the change by its number: an expression becomes a choice between itself and others,
a line is left out, repeated, or stands behind the one after it.  0 chooses nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from bpcourse.tasks.at_hand import AtHand, before, parsed, said
from bpcourse.tasks.other_texts import Other, other_indices, others, quoted
from bpcourse.tasks.switch import SWITCH, between, counted_from, is_at, only_at, unless
from bpcourse.tasks.values_in_text import DONE, JOINED

DO, JOIN = "_do", "_join"  # what the functions are called in the text
LINES = (ast.Assign, ast.AugAssign, ast.Expr, ast.For, ast.If)
TURNS = (
    ("backwards", "the loop runs the other way.", "[::-1]"),
    ("first-turn-missing", "the loop begins one turn late.", "[1:]"),
    ("last-turn-missing", "the loop ends one turn early.", "[:-1]"),
    ("first-turn-only", "only the first turn of the loop is made.", "[:1]"),
    ("last-turn-only", "only the last turn of the loop is made.", "[-1:]"),
    ("without-both-ends", "the loop begins one turn late and ends one turn early.", "[1:-1]"),
    ("every-other", "the loop takes every other turn.", "[::2]"),
    ("twice", "the loop is gone through twice.", "* 2"),
)
RANKS = {
    "missing": 0,
    "function-missing": 0,
    "other-name": 2,
    "cut-to-the-first": 2,
    "cut-to-the-last": 2,
}  # what is told first where two changes give the same
FIRST, LATER = 1, 3


class Rewriting(NamedTuple):
    """A change: its id, its words, and its rank: the smaller ones are told first."""

    id: str
    words: str
    rank: int


class Rewriter:
    """Rewrites the text of a function, so that a switch chooses a change; what they are, by number from 1, it notes."""

    def __init__(self, lines: Sequence[str], function: ast.FunctionDef):
        self.lines, self.function = lines, function
        self.noted: list[Rewriting] = []
        self.at_hand = AtHand.of(function)
        self.place = ""

    def whole(self) -> ast.FunctionDef:
        """Return the function with a switch, and its body rewritten."""
        new = deepcopy(self.function)
        new.decorator_list, new.returns = [], None
        new.body = [*(ast.parse(f"{before(n)} = {n}").body[0] for n in self.at_hand.given), *self._block(new.body)]
        new.args.args.insert(0, ast.arg(SWITCH))
        return new

    def _note(self, id: str, words: str, rank: int = FIRST) -> int:
        """Note a change, and return its number."""
        told = f"{self.place}: {words}"
        self.noted.append(Rewriting(id, told[0].upper() + told[1:], RANKS.get(id, rank)))
        return len(self.noted)

    # --- lines

    def _block(self, body: list[ast.stmt], before: Sequence[ast.stmt] = ()) -> list[ast.stmt]:
        """Return lines rewritten; those ``before`` a loop may be done again in each turn."""
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:]
        new: list[ast.stmt] = [only_at(again, deepcopy(line)) for line in before if (again := self._again(line))]
        delayed: ast.stmt | None = None
        plains = [deepcopy(line) for line in body]
        for i, (line, plain) in enumerate(zip(body, plains, strict=True)):
            follows = i + 1 < len(body) and isinstance(body[i + 1], LINES)
            self.place = self._place_of(plain)
            skips = self._skips(plain, follows) if isinstance(plain, LINES) else {}
            inside = self._inside(line, [one for one in plains[:i] if isinstance(one, ast.Assign)])
            new.append(unless(list(skips.values()), inside))
            new += self._besides(plain, skips)
            new += [delayed] if delayed else []
            delayed = only_at(skips["later"], plain) if "later" in skips else None
        return new

    def _again(self, line: ast.stmt) -> int:
        self.place = self._place_of(line)
        return self._note("anew-in-each-turn", "this is done anew in each turn of the loop.")

    def _skips(self, line: ast.stmt, follows: bool) -> dict[str, int]:
        """Return the numbers with which a line is not where it was."""
        skips = {"left-out": self._note("line-missing", "this is missing.")}
        if follows:
            skips["later"] = self._note("line-late", "this comes one line too late.")
        if isinstance(line, ast.AugAssign):
            skips["assigned"] = self._note("assigned", "it is assigned, where it should be added to what is there.")
        elif isinstance(line, ast.Assign) and isinstance(line.targets[0], (ast.Name, ast.Subscript)):
            skips["added"] = self._note("added", "it is added to what is there, where it should take its place.")
        return skips

    def _besides(self, line: ast.stmt, skips: dict[str, int]) -> list[ast.stmt]:
        """Return what is done in place of a line, or after it."""
        new = []
        if isinstance(line, (ast.Assign, ast.AugAssign, ast.Expr)):
            new.append(only_at(self._note("line-twice", "this is done twice."), deepcopy(line)))
        if "assigned" in skips:
            new.append(only_at(skips["assigned"], ast.Assign([deepcopy(line.target)], deepcopy(line.value))))
        if "added" in skips:
            new.append(
                only_at(skips["added"], ast.AugAssign(deepcopy(line.targets[0]), ast.Add(), deepcopy(line.value)))
            )
        return new

    def _inside(self, line: ast.stmt, before: Sequence[ast.stmt]) -> ast.stmt:
        """Return a line with all that is in it rewritten."""
        place = self.place
        for field, value in ast.iter_fields(line):
            self.place = place
            if field in {"body", "orelse"} and value:
                setattr(line, field, self._block(value, before if isinstance(line, ast.For) else ()))
            elif field == "iter":
                line.iter = self._loop(value)
            elif isinstance(value, ast.expr) and field != "target":
                setattr(line, field, self._expression(value))
            elif field in {"target", "targets"} and not isinstance(line, ast.For):
                for one in value if isinstance(value, list) else [value]:
                    self._target(one)
        return line

    def _target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Subscript):
            target.slice = self._index(target, target.slice)

    def _loop(self, values: ast.expr) -> ast.expr:
        listed = ast.Call(ast.Name("list", ast.Load()), [deepcopy(values)], [])
        turns = [
            Other(id, words, ast.parse(f"{ast.unparse(listed)}{ending}", mode="eval").body)
            for id, words, ending in TURNS
        ]
        return self._choice(self._expression(values), turns)

    # --- expressions

    def _expression(self, text: ast.expr, bare: bool = False) -> ast.expr:
        """Return an expression that the switch may turn into another one; ``bare`` without what is done to values."""
        if isinstance(text, (ast.Lambda, ast.JoinedStr, ast.Starred)):
            return text
        plain = deepcopy(text)
        found = [*others(plain), *self._other_names(plain)]
        self._parts(text, bare)
        new = self._choice(text, found)
        is_value = isinstance(plain, (ast.Name, ast.Subscript, ast.Call, ast.BinOp))
        return self._value(new, plain) if is_value and not bare else new

    def _parts(self, text: ast.expr, bare: bool) -> None:
        """Rewrite the parts of an expression in place."""
        if isinstance(text, ast.Subscript):
            text.slice = self._index(text, text.slice)
            text.value = self._expression(text.value, bare=True)
        elif isinstance(text, ast.Call):
            is_method = isinstance(text.func, ast.Attribute) and not _is_numpy(text.func.value)
            if is_method:
                text.func.value = self._expression(text.func.value, bare=bare)
            is_count = isinstance(text.func, ast.Name) and text.func.id in {"range", "len", "list", "zip", "enumerate"}
            text.args = [self._expression(one, bare=bare or is_count) for one in text.args]
        elif isinstance(text, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.IfExp, ast.Tuple, ast.List, ast.BoolOp)):
            for field, value in ast.iter_fields(text):
                if isinstance(value, ast.expr):
                    setattr(text, field, self._expression(value, bare=bare))
                elif isinstance(value, list) and field in {"elts", "values", "comparators"}:
                    setattr(text, field, [self._expression(one, bare=bare) for one in value])
        elif isinstance(text, ast.Attribute) and not _is_numpy(text.value):
            text.value = self._expression(text.value, bare=bare or text.attr != "T")
        elif isinstance(text, (ast.ListComp, ast.GeneratorExp)):
            text.elt = self._expression(text.elt, bare=bare)
            for one in text.generators:
                one.iter = self._loop(one.iter)

    def _index(self, whole: ast.Subscript, index: ast.expr) -> ast.expr:
        name = quoted(whole.value)
        found = [
            Other("other-index", f"{name}[{ast.unparse(one)}] stands where another entry of {name} belongs.", one)
            for one in (*other_indices(index), *map(parsed, self.at_hand.keys(index)))
        ]
        return self._choice(index, found)

    def _other_names(self, text: ast.expr) -> list[Other]:
        alike = self.at_hand.alike(text)
        return [Other("other-name", f"{said(one)} stands where something else belongs.", parsed(one)) for one in alike]

    def _choice(self, text: ast.expr, found: Sequence[Other]) -> ast.expr:
        """Return a choice between an expression and others, of which each gets a number."""
        if not found:
            return text
        numbers = [self._note(one.id, one.words) for one in found]
        chosen = deepcopy(found[-1].text)
        for number, one in reversed(list(zip(numbers[:-1], found[:-1], strict=True))):
            chosen = ast.IfExp(is_at(number), deepcopy(one.text), chosen)
        return ast.IfExp(between(numbers[0], numbers[-1]), chosen, text)

    def _value(self, text: ast.expr, plain: ast.expr) -> ast.expr:
        """Return a value to which something may be done, or with which a name may be joined."""
        quoted_plain = quoted(plain)
        first = len(self.noted) + 1
        for change in DONE:
            self._note(change.id, f"{quoted_plain} {change.words}", LATER)
        call = ast.Call(ast.Name(DO, ast.Load()), [counted_from(first), deepcopy(plain)], [])
        text = ast.IfExp(between(first, len(self.noted)), call, text)
        joined = [one for one in self.at_hand.values if one != ast.unparse(plain)]
        start = len(self.noted) + 1
        for one in joined:
            for id, (words, _) in JOINED.items():
                self._note(f"{id}-another", f"{quoted_plain} {words.format(other=said(one))}", LATER)
        handed = [parsed(f"lambda: {one}") for one in joined]
        call = ast.Call(ast.Name(JOIN, ast.Load()), [counted_from(start), deepcopy(plain), *handed], [])
        return ast.IfExp(between(start, len(self.noted)), call, text) if joined else text

    # --- words

    def _place_of(self, line: ast.stmt) -> str:
        """Return where a line is: what its comment says, or else what it makes."""
        written = self.lines[line.lineno - 1] if getattr(line, "lineno", 0) else ""
        if "  # " in written:
            return f"In {written.split('  # ')[1].strip()}"
        if isinstance(line, ast.Assign):
            return f"Where {quoted(line.targets[0])} is made"
        if isinstance(line, ast.AugAssign):
            return f"Where {quoted(line.target)} is made"
        if isinstance(line, ast.Return):
            return "In what is returned"
        if isinstance(line, ast.For):
            return f"In the loop over {quoted(line.target)}"
        return f"In the case {quoted(line.test)}" if isinstance(line, ast.If) else f"In {quoted(line)}"


def _is_numpy(text: ast.expr) -> bool:
    return isinstance(text, ast.Name) and text.id == "np"
