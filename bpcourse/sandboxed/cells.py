"""Code cells as statements of Python: what a notebook has beyond Python is left out.

What has moved since a notebook was handed out is imported from where it is now: an older hand-in is graded as usual.
"""

from __future__ import annotations
import __future__

import ast
import re
from typing import NamedTuple

AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
BEYOND_PYTHON = re.compile(r"^(\s*)(?:[\w, .\[\]]+=\s*)?[%!].*$|^(\s*)\??\??[\w.]+\?\??\s*$|^(\s*)\?\??[\w.]+\s*$")
TIMED = re.compile(r"^(\s*)%(?:time|prun)[ \t]+(?!-)(\S.*)$")  # a magic that runs a statement
MOST_STOPS = 50  # lines of a cell at which Python stops, one after the other
CELL_MAGIC = re.compile(r"\s*%%(\w+).*\n?")
MOVED = {  # modules that older notebooks import, or import names from
    "bplib.grading": "bpcourse",
    "bplib.widgets.predict": "bpcourse",
    "bplib.datasets": "bplib.data.datasets",
    "bplib.classes": "bplib.data.classes",
    "bplib.augmentation": "bplib.data.augmentation",
    "bplib.range_test": "bplib.optimizers.range_test",
    "bplib.surfaces": "bplib.optimizers.surfaces",
    "bplib.trajectories": "bplib.optimizers.trajectories",
}
PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3", "py3"}


class Cell(NamedTuple):
    """The statements of a cell, the flags of ``from __future__`` in it, and how many lines were left out."""

    statements: list[ast.stmt]
    flags: int
    left_out: int


def parse_cell(source: str) -> Cell:
    """Return the statements of a cell; lines of magics, of shell commands and of help are left out.

    Raises SyntaxError or ValueError when what remains is not Python.
    """
    source, left_out = _without_cell_magics(source)
    try:
        statements, count = _parsed_where_it_stops(source)
    except SyntaxError:
        source, count = _without_lines_beyond_python(source)
        statements = _parsed(source)
    left_out += count
    statements = Moves().visit(ast.Module(statements, [])).body
    return Cell(statements, _future_flags(statements), left_out)


def _parsed(source: str) -> list[ast.stmt]:
    return compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | AWAIT, dont_inherit=True).body


class Moves(ast.NodeTransformer):
    """Lets ``from old import name`` import from where the name is now; ``from bplib import datasets``, too."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        """Return an import for each place in which the names are now."""
        by_module: dict[str | None, list[ast.alias]] = {}
        for alias in node.names:
            module = MOVED.get(node.module, node.module) if not node.level else node.module
            if not node.level and (place := MOVED.get(f"{node.module}.{alias.name}")):
                module = place.rpartition(".")[0] or place
            by_module.setdefault(module, []).append(alias)
        made = [ast.ImportFrom(module, names, node.level) for module, names in by_module.items()]
        return [ast.copy_location(statement, node) for statement in made]


def is_definition(statement: ast.stmt) -> bool:
    """Return whether a statement only defines names: an import, a function, a class, a value that nothing computes."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    computes = (ast.Call, ast.Await, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    values = isinstance(statement, (ast.Assign, ast.AnnAssign))
    return values and not any(isinstance(node, computes) for node in ast.walk(statement))


def outline(source: str) -> dict[str, list[str]]:
    """Return which names a cell defines or changes, and which it uses, also inside its functions."""
    try:
        statements = parse_cell(source).statements
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"defines": [], "uses": []}
    nodes = [node for statement in statements for node in ast.walk(statement)]
    defines = {name for node in nodes for name in _names_defined(node)}
    uses = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return {"defines": sorted(defines), "uses": sorted(uses)}


def _names_defined(node: ast.AST) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    if isinstance(node, (ast.Subscript, ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Store):
        while isinstance(node, (ast.Subscript, ast.Attribute)):
            node = node.value
        return [node.id] if isinstance(node, ast.Name) else []
    return []


def _without_cell_magics(source: str) -> tuple[str, int]:
    count = 0
    while found := CELL_MAGIC.match(source):
        source = source[found.end() :] if found[1] in PYTHON_CELL_MAGICS else ""
        source, count = "\n" + source, count + 1  # keeps the numbers of the lines
        if found[1] not in PYTHON_CELL_MAGICS:
            break
    return source, count


def _parsed_where_it_stops(source: str) -> tuple[list[ast.stmt], int]:
    """Return the statements without the lines at which Python stops: a line may go on with % or ! and be Python."""
    lines, count = source.split("\n"), 0
    while True:
        try:
            return _parsed("\n".join(lines)), count
        except SyntaxError as error:
            number = error.lineno or 0
            if count == MOST_STOPS or not 0 < number <= len(lines) or not BEYOND_PYTHON.match(lines[number - 1]):
                raise
            lines[number - 1], count = _as_python(lines[number - 1]), count + 1


def _without_lines_beyond_python(source: str) -> tuple[str, int]:
    lines = source.split("\n")
    beyond = [number for number, line in enumerate(lines) if BEYOND_PYTHON.match(line)]
    for number in beyond:
        lines[number] = _as_python(lines[number])
    return "\n".join(lines), len(beyond)


def _as_python(line: str) -> str:
    """Return what stands for a line that is not Python: the statement that a magic runs, or none."""
    timed = TIMED.match(line)
    return timed[1] + timed[2] if timed else line[: len(line) - len(line.lstrip())] + "pass"


def _future_flags(statements: list[ast.stmt]) -> int:
    """Return the flags for the compiler: they hold for the whole cell, and each statement is compiled on its own."""
    flags = 0
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
    return flags
