"""A plain program: the right answer as a good learner writes it, taken apart, so that it can be changed at one place.

It is an ordinary function without side effects.  The comment at the end of a line, or on a line of its own before it,
is what the learner calls the line: ``# BP2``, ``# the mean over the examples``.  After a semicolon it may say what the
name on the left is: ``# the softmax; z less the largest of its row``.  A line without a comment is called after the
loop or the condition around it.

A changed program may run for ever, write into its arguments or raise anything: it gets copies, its loops are counted,
and whatever it raises becomes a ValueError.
"""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
import time
import tokenize
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import Source, as_given

LONGEST = 32  # characters of code in a sentence
INFINITE = float("inf")
TIME = 0.5  # seconds that a changed program may take in loops
LARGEST = 1_000_000  # entries of an outer product
BODIES = ("body", "orelse", "finalbody")
LOOPS = (ast.For, ast.While, ast.FunctionDef)

TICK = ast.parse("_turn()").body[0]


class Change(NamedTuple):
    """What stands in a field of a node, or at an index of it if that is a list, in place of what stood there."""

    parent: ast.AST
    field: str
    index: int | None
    value: object


class Spot(NamedTuple):
    """An expression, where it stands in the tree, and the statement that it belongs to."""

    node: ast.expr
    parent: ast.AST
    field: str
    index: int | None
    statement: ast.stmt

    def holds(self, value: ast.expr) -> tuple[Change]:
        """Return the change that puts another expression here."""
        return (Change(self.parent, self.field, self.index, at(value, self.node)),)


class EndlessError(Exception):
    """A changed program turns its loops much more often, or takes much longer, than the right one."""


class Turns:
    """Counts the turns of all loops and the calls of inner functions, and stops at ``most``, or when time is over.

    Time is looked at for numbers that grow from turn to turn, and each multiplication takes longer than the one before.
    """

    def __init__(self):
        self.begin(INFINITE)

    def begin(self, most: float) -> None:
        """Begin to count anew."""
        self.made, self.most = 0, most
        self._begun = time.perf_counter()

    def __call__(self) -> None:
        """Count one more."""
        self.made += 1
        if self.made > self.most or (self.most < INFINITE and time.perf_counter() - self._begun > TIME):
            raise EndlessError


class Program:
    """The tree of a plain program, with what its lines and its names are called."""

    def __init__(self, function: Callable):
        source = textwrap.dedent(inspect.getsource(function))
        self.name, self._names = function.__name__, function.__globals__
        self._module = ast.parse(source)
        self.function: ast.FunctionDef = self._module.body[0]
        self.function.decorator_list = []
        self.function.body = _without_docstring(self.function.body)
        self._comments = _comments(source)
        self.called: dict[int, str] = {}
        self._call_all(self.function, "")
        self.described = dict(self._descriptions())
        self._loops = [node for node in ast.walk(self.function) if isinstance(node, LOOPS)]
        self.positions = set(self._positions())
        self.right, self._turns = self.compiled()
        self._most = 100
        self._arguments = [one.arg for one in self.function.args.args]
        self.sizes: list[str] = []
        self._kinds: dict[str, str] = {}
        self._entries: list[ast.expr] = []

    # --- what lines and names are called

    def _call_all(self, node: ast.AST, outer: str) -> None:
        for _, body in bodies(node):
            for statement in body:
                called = self._comment(statement).partition(";")[0].strip() or outer
                self.called[id(statement)] = called
                self._call_all(statement, called)

    def _comment(self, statement: ast.stmt) -> str:
        """Return the comment in the first or last line of a statement, or alone in the line before it."""
        last = statement.lineno if any(bodies(statement)) else statement.end_lineno
        for line, alone in ((statement.lineno, False), (last, False), (statement.lineno - 1, True)):
            if line in self._comments and self._comments[line][1] == alone:
                return self._comments[line][0]
        return ""

    def _descriptions(self) -> Iterator[tuple[str, str]]:
        for statement in self.statements():
            words = self._comment(statement).partition(";")[2].strip()
            if words and isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                yield statement.targets[0].id, words

    def show(self, node: ast.AST) -> str:
        """Return a short expression as a learner reads it, "" for a long one."""
        if isinstance(node, ast.Name) and node.id in self.described:
            return f"{node.id} ({self.described[node.id]})"
        text = ast.unparse(node).replace("np.linalg.", "").replace("np.", "")
        return text if len(text) <= LONGEST else ""

    # --- its parts

    def statements(self) -> list[ast.stmt]:
        """Return all statements in the order in which they stand."""
        return list(_statements(self.function))

    def spots(self) -> list[Spot]:
        """Return all expressions, statement by statement."""
        return [spot for statement in self.statements() for spot in _expressions(statement, statement)]

    def _positions(self) -> Iterator[int]:
        """Yield the expressions, by their ids, that count places: all in an index or in the ends of a range."""
        for node in ast.walk(self.function):
            inside = [node.slice] if isinstance(node, ast.Subscript) else []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
                inside = node.args
            yield from (id(one) for outer in inside for one in ast.walk(outer))

    # --- its names

    def kind(self, name: str) -> str:
        """Return what a variable holds, "" for a name that is none."""
        return self._kinds.get(name, "")

    def alike(self, name: str) -> list[str]:
        """Return the other variables that hold the same kind of thing."""
        kind = self.kind(name)
        return [other for other, its in self._kinds.items() if other != name and kind and its == kind]

    def is_entry(self, node: ast.expr) -> bool:
        """Return whether an expression is an entry of a list: A[l - 1]."""
        of_list = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
        return of_list and isinstance(node.ctx, ast.Load) and self.kind(node.value.id) == "list"

    def entries(self, node: ast.expr) -> list[ast.expr]:
        """Return the entries of lists that are used in the program, but this one; for an entry, arrays too."""
        arrays = [ast.Name(name, ast.Load()) for name in self._kinds if self.kind(name) == "array"]
        found = [*self._entries, *(arrays if self.is_entry(node) else ())]
        return [other for other in found if ast.unparse(other) != ast.unparse(node)]

    def other_function(self, function: ast.expr, name: str) -> ast.expr | None:
        """Return another function or method, as a program would call it where this one stands, or None."""
        if isinstance(function, ast.Name):
            there = [one for one in (name, f"sigmoid_{name}") if one in self._names]
            return ast.Name(there[0], ast.Load()) if there else None
        owner = np if ast.unparse(function.value) == "np" else np.ndarray
        return ast.Attribute(function.value, name, ast.Load()) if hasattr(owner, name) else None

    def _found_kinds(self, arguments: tuple) -> dict[str, str]:
        """Return by the names of all variables what they hold in the end: "array", "int", "list" ..."""
        found: dict[str, str] = {}

        def seen(values: dict) -> None:
            found.update((name, kind_of(value)) for name, value in values.items())

        function, _ = self.compiled([_telling(node, field, body) for node, field, body in self._outer()], _seen=seen)
        function(*map(given, arguments))
        counters = [node.target for node in ast.walk(self.function) if isinstance(node, ast.comprehension)]
        return {one.id: "int" for one in counters if isinstance(one, ast.Name)} | found

    def _outer(self) -> Iterator[tuple[ast.AST, str, list[ast.stmt]]]:
        """Yield all lists of statements but those of inner functions."""
        inside = [s for s in self.statements() if isinstance(s, ast.FunctionDef)]
        inner = {id(node) for function in inside for node in ast.walk(function)}
        for node in (self.function, *self.statements()):
            if id(node) not in inner:
                yield from ((node, field, body) for field, body in bodies(node))

    # --- making it run

    def compiled(self, changes: Sequence[Change] = (), **names) -> tuple[Callable, Turns]:
        """Return the program with some changes as a function, and the counter of its turns."""
        known = {**self._names, **names, "_outer": outer, "_turn": (turns := Turns())}
        with changed(changes), changed([_counted(loop) for loop in self._loops]):
            code = compile(self._module, "<a changed program>", "exec")
        exec(code, known)
        return known[self.function.name], turns

    def meet(self, arguments: Sequence[tuple]) -> None:
        """Run with the arguments of all parts: a changed program may take some times as many turns as this one."""
        for one in arguments:
            self._turns.begin(INFINITE)
            self.right(*map(given, one))
            self._most = max(self._most, 4 * self._turns.made + 100)
        if not self._kinds:
            self._kinds = self._found_kinds(arguments[0])
            entries = {ast.unparse(spot.node): spot.node for spot in self.spots() if self.is_entry(spot.node)}
            self._entries = list(entries.values())
            arrays = [name for name in self._kinds if name in self._arguments and self._kinds[name] == "array"]
            self.sizes = [size for name in arrays[:2] for size in (f"len({name})", f"{name}.shape[-1]")]

    def made(self, changes: Sequence[Change]) -> Callable:
        """Return the program with some changes as a function that copies, stops in time, and raises ValueError only."""
        compiled = cache(lambda: self.compiled(changes))

        def run(*arguments):
            try:
                function, turns = compiled()
            except (SyntaxError, ValueError) as error:  # a line that cannot stand there
                raise ValueError("no program") from error
            return self.run(function, turns, arguments)

        return run

    def run(self, function: Callable, turns: Turns, arguments: tuple):
        """Return what a changed program makes of copies of the arguments; raises ValueError, whatever it raises."""
        turns.begin(self._most)
        try:
            return function(*map(given, arguments))
        except Exception as error:
            raise ValueError(f"{type(error).__name__} in a changed program") from error


# --- the tree


def at(new: ast.AST, old: ast.AST) -> ast.AST:
    """Return a new part of the tree with the place of the old one, which the compiler asks for."""
    for node in ast.walk(new):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, old)
    return new


@contextmanager
def changed(changes: Sequence[Change]) -> Iterator[None]:
    """Put changes into the tree, and take them out again."""
    before = [change._replace(value=_swapped(change)) for change in changes]
    try:
        yield
    finally:
        for change in reversed(before):
            _swapped(change)


def _swapped(change: Change):
    """Put a change into the tree, and return what stood there."""
    if change.index is None:
        before = getattr(change.parent, change.field)
        setattr(change.parent, change.field, change.value)
    else:
        values = getattr(change.parent, change.field)
        before, values[change.index] = values[change.index], change.value
    return before


def bodies(node: ast.AST) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield the fields of a node that are lists of statements, with the statements."""
    for field in BODIES:
        body = getattr(node, field, None)
        if isinstance(body, list) and body:
            yield field, body


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    for _, body in bodies(node):
        for statement in body:
            yield statement
            yield from _statements(statement)


def _expressions(node: ast.AST, statement: ast.stmt) -> Iterator[Spot]:
    """Yield all expressions in a node that is no statement inside this one, the larger ones first."""
    for field, value in ast.iter_fields(node):
        if (isinstance(node, ast.stmt) and field in BODIES) or isinstance(node, ast.FunctionDef):
            continue  # statements inside have their turn
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.expr):
                yield Spot(child, node, field, index, statement)
            if isinstance(child, ast.AST):
                yield from _expressions(child, statement)


def _telling(node: ast.AST, field: str, body: list[ast.stmt]) -> Change:
    """Return the change that tells the variables before every return."""
    lines = []
    for statement in body:
        tell = at(ast.parse("_seen(locals())").body[0], statement)
        lines += [tell, statement] if isinstance(statement, ast.Return) else [statement]
    return Change(node, field, None, lines)


def _counted(loop: ast.AST) -> Change:
    """Return the change that counts the turns of a loop, or the calls of a function."""
    return Change(loop, "body", None, [TICK, *loop.body])


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    described = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if described else body


def _comments(source: str) -> dict[int, tuple[str, bool]]:
    """Return the comments by their lines, and whether each stands there alone."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    return {one.start[0]: (one.string.strip("# "), one.line.lstrip().startswith("#")) for one in found}


# --- what programs get and hold


def given(argument):
    """Return a copy of an argument, or the function that a source defines."""
    if isinstance(argument, np.ndarray):
        return argument.copy()
    if type(argument) in (list, tuple):
        return type(argument)(map(given, argument))
    if argument is None or isinstance(argument, (int, float, str)):
        return argument
    return _function_of(argument) if isinstance(argument, Source) else as_given(argument)


@cache
def _function_of(source: Source) -> Callable:
    return source.function()


def outer(a, b) -> np.ndarray:
    """Return the outer product of two arrays, if it is not too large."""
    if np.size(a) * np.size(b) > LARGEST:
        raise MemoryError
    return np.outer(a, b)


def kind_of(value) -> str:
    """Return what a variable holds: "array", "list", "int", "float", "function", or the name of its type."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "array"
    if isinstance(value, (float, np.floating, np.ndarray)):
        return "float"
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return "int"
    return "function" if callable(value) else type(value).__name__
