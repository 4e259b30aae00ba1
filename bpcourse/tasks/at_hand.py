"""What is at hand in the text of a function: its arguments, what it makes, entries of its lists, and of which kind."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

GIVEN = "_given_"


@dataclass(frozen=True)
class AtHand:
    """The names in a function by their kind, and the entries of lists, as they are written.

    ``given`` are arguments that the function makes anew: what was handed in has a name of its own then.
    """

    lists: tuple[str, ...]
    counts: tuple[str, ...]
    plain: tuple[str, ...]
    entries: tuple[str, ...]
    given: tuple[str, ...]

    @classmethod
    def of(cls, function: ast.FunctionDef) -> AtHand:
        """Return what is at hand in a function."""
        arguments = [one.arg for one in function.args.args]
        nodes = list(ast.walk(function))
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        subscripts = [n for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name)]
        simple = [n for n in subscripts if not isinstance(n.slice, (ast.Slice, ast.Tuple))]
        counts = {n.id for one in simple for n in ast.walk(one.slice) if isinstance(n, ast.Name)} | _counted(nodes)
        lists = {one.value.id for one in simple} - counts
        given = tuple(name for name in arguments if name in stored)
        names = [name for name in dict.fromkeys([*arguments, *stored]) if name != "_"]
        indices = dict.fromkeys(ast.unparse(one.slice) for one in simple if one.value.id in lists)
        handed = (f"{name}[{index}]" for name in arguments if name in lists for index in indices)
        entries = tuple(dict.fromkeys([*(ast.unparse(one) for one in simple if one.value.id in lists), *handed]))
        return cls(
            tuple(name for name in names if name in lists),
            tuple(name for name in names if name in counts),
            (*(name for name in names if name not in lists | counts), *(map(before, given))),
            entries,
            given,
        )

    @property
    def values(self) -> tuple[str, ...]:
        """Return what may be joined with a value."""
        return (*(name for name in self.plain if name not in self.given), *self.entries)

    def keys(self, index: ast.expr) -> tuple[str, ...]:
        """Return what else may stand in place of a name as an index or a key."""
        if not isinstance(index, ast.Name):
            return ()
        return tuple(name for name in (*self.counts, *self.plain) if name != index.id and not name.startswith(GIVEN))

    def alike(self, text: ast.expr) -> tuple[str, ...]:
        """Return what else of its kind may stand in place of a name, or of an entry of a list."""
        if isinstance(text, ast.Name):
            kinds = (self.lists, self.counts, (*self.plain, *self.entries))
            kind = next((kind for kind in kinds if text.id in kind), ())
        else:
            kind = self.entries if ast.unparse(text) in self.entries else ()
            kind = (*kind, *self.plain) if kind else ()
        return tuple(one for one in kind if one != ast.unparse(text))


def _counted(nodes: list[ast.AST]) -> set[str]:
    """Return the names of what runs over a range, or is a length."""
    runs = [n for n in nodes if isinstance(n, (ast.For, ast.comprehension)) and _calls(n.iter, "range")]
    lengths = [n for n in nodes if isinstance(n, ast.Assign) and ast.unparse(n.value).startswith("len(")]
    targets = [one for n in runs for one in ast.walk(n.target)] + [
        one for n in lengths for one in ast.walk(n.targets[0])
    ]
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _calls(text: ast.expr, name: str) -> bool:
    return isinstance(text, ast.Call) and isinstance(text.func, ast.Name) and text.func.id == name


@cache
def parsed(text: str) -> ast.expr:
    """Return an expression from its text."""
    return ast.parse(text, mode="eval").body


def before(name: str) -> str:
    """Return what an argument is called as it was handed in, where a function makes it anew."""
    return f"{GIVEN}{name}"


def said(text: str) -> str:
    """Return a text as a learner is told of it."""
    return f"the {text.removeprefix(GIVEN)} that was given" if text.startswith(GIVEN) else text
