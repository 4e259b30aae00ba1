"""The rules of the house: what imports what, how long a module is, that everything public says what it is."""

import ast
import importlib
import inspect
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for package in ("bplib", "bpcourse") for path in (ROOT / package).rglob("*.py"))
HEAVY = {"matplotlib", "sklearn", "scipy", "ipywidgets", "anywidget", "tqdm", "IPython"}
# What each part must not know.  All of bplib/ but plotting and widgets is the mathematics; all of bpcourse/ is the
# course, which asks for figures in its map only, and for interactives in the web edition only; what it lets a
# submission see knows nothing of ours but itself.
COURSE = {"bpcourse", "map", "sandboxed", "site"}
FORBIDDEN = {
    "mathematics": {"plotting", "widgets", *COURSE},
    "plotting": {"widgets", *COURSE},
    "widgets": COURSE,
    "bpcourse": {"plotting", "widgets"},
    "map": {"widgets"},
    "site": {"plotting", "map", "sandboxed"},
    "sandboxed": {"mathematics", "plotting", "widgets", "bpcourse", "map", "site"},
}
SIGNS = {"bplib.grading"}  # what was there before; importing it says where it is now
AS_SEEN_IN_THE_SANDBOX = {f"bpcourse.{name}" for name in ("answers", "cells", "confine", "protocol")}


def offenders(found: dict) -> dict:
    """Return the modules in which something was found, with what it is."""
    return {name: what for name, what in found.items() if what}


def dotted(path: Path) -> str:
    """Return the name under which a module is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(name: str) -> str:
    """Return the part of the house that a module belongs to: bplib.plotting.curves is in plotting."""
    parts = name.split(".")
    if parts[0] == "bpcourse":
        own = {"course_map": "map", "sandboxed": "sandboxed", "site": "site"}
        return own.get("".join(parts[1:2]), "bpcourse")
    return parts[1] if len(parts) > 1 and parts[1] in ("plotting", "widgets") else "mathematics"


@cache
def nodes(source: str) -> list[ast.AST]:
    """Return all nodes of a source."""
    return list(ast.walk(ast.parse(source)))


def imported(source: str, package: str) -> set[str]:
    """Return the dotted names that a source imports anywhere, also inside its functions."""
    names = set()
    for node in nodes(source):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*base, *filter(None, [node.module])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def imports_against_the_rules(source: str, name: str, package: str) -> set[str]:
    """Return the imports of a module that its part of the house must not make."""
    ours = {other for other in imported(source, package) if other.split(".")[0] in ("bplib", "bpcourse")}
    if name == "bpcourse.sandboxed.kernel":
        ours -= AS_SEEN_IN_THE_SANDBOX
    return {other for other in ours if part_of(other) in FORBIDDEN[part_of(name)]}


def public(module) -> list[tuple[str, object]]:
    """Return the public functions and classes that a module defines, and the public methods of the classes."""
    mine = [
        (name, thing)
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == module.__name__
    ]
    methods = [
        (f"{owner}.{name}", getattr(thing, name))
        for owner, thing in mine
        if inspect.isclass(thing)
        for name, member in vars(thing).items()
        if not name.startswith("_") and isinstance(member, (property, staticmethod, classmethod, type(public)))
    ]
    return mine + methods


@pytest.mark.parametrize(
    ("line", "none_of"),
    [
        ("import bplib", HEAVY),
        ("import bpcourse", {*HEAVY, "numpy"}),
        ("import bpcourse.installation", {*HEAVY, "numpy"}),
        ("from bpcourse import check, hint, scoreboard", HEAVY),
        ("from bpcourse import drill", HEAVY),
        ("from bpcourse import predict", HEAVY - {"ipywidgets", "IPython"}),
    ],
)
def test_an_import_loads_nothing_heavy(line, none_of):
    code = f"{line}; import sys; print(*sorted({none_of!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert loaded.split() == []


def test_imports_run_one_way():
    found = {}
    for path in MODULES:
        name = dotted(path)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found[name] = imports_against_the_rules(path.read_text(encoding="utf-8"), name, package)
    assert offenders(found) == {}


@pytest.mark.parametrize(
    ("source", "name", "found"),
    [
        ("import bplib.plotting.curves", "bplib.network", {"bplib.plotting.curves"}),
        ("def f():\n    from bplib import widgets", "bplib.network", {"bplib.widgets"}),
        ("from bpcourse import check", "bplib.network", {"bpcourse.check"}),
        ("import bpcourse.tasks", "bplib.widgets.live", {"bpcourse.tasks"}),
        ("from .plotting import curves", "bplib.network", {"bplib.plotting.curves"}),
        ("from ..widgets import live", "bplib.plotting.curves", {"bplib.widgets.live"}),
        ("from bplib.plotting import curves", "bplib.widgets.live", set()),
        ("from bplib.plotting import curves", "bpcourse.tasks", {"bplib.plotting.curves"}),
        ("from bplib.activations import sigmoid", "bpcourse.sandboxed.answers", {"bplib.activations.sigmoid"}),
        ("from bpcourse.tasks import Task", "bpcourse.sandboxed.kernel", {"bpcourse.tasks.Task"}),
        ("from bpcourse import answers", "bpcourse.sandboxed.kernel", set()),
        ("from .answers import Source", "bpcourse.sandboxed.protocol", set()),
        ("import numpy.plotting\nfrom bplib.network import Network", "bplib.network", set()),
    ],
)
def test_the_check_of_imports_sees(source, name, found):
    assert imports_against_the_rules(source, name, name.rpartition(".")[0]) == found


def test_no_imports_run_in_a_circle():
    names = {dotted(path): path for path in MODULES}
    graph = {}
    for name, path in names.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found = imported(path.read_text(encoding="utf-8"), package)
        graph[name] = {other if other in names else other.rpartition(".")[0] for other in found} & names.keys() - {name}
    assert len(list(TopologicalSorter(graph).static_order())) == len(names)  # raises CycleError


def test_an_exercise_imports_nothing_from_another():
    found = {}
    for path in (ROOT / "bpcourse" / "exercises").glob("*/*.py"):
        names = imported(path.read_text(encoding="utf-8"), "")
        others = {name.split(".")[2] for name in names if name.startswith("bpcourse.exercises")}
        found[dotted(path)] = others - {path.parent.name, "common"}
    assert offenders(found) == {}


@pytest.mark.parametrize(("parts", "most"), [({"mathematics"}, 250), (COURSE, 500)])
def test_a_module_is_one_concept(parts, most):
    lengths = {dotted(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if part_of(name) in parts and lines > most} == {}


def test_the_front_hall_can_be_read():
    assert len([path for path in (ROOT / "bplib").glob("*.py") if path.name != "__init__.py"]) <= 16


def broken_lines(source: str) -> list[str]:
    """Return the names of functions and classes whose first paragraph of words ends in a line of a word or two."""
    found = []
    for node in nodes(source):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            lines = (ast.get_docstring(node) or "").partition("\n\n")[0].split("\n")
            if len(lines) > 1 and len(lines[-1].strip()) <= 25:
                found.append(node.name)
    return found


def test_docstrings_are_not_broken_by_a_wrapper():
    assert offenders({dotted(path): broken_lines(path.read_text(encoding="utf-8")) for path in MODULES}) == {}


def test_the_check_of_docstrings_sees():
    assert broken_lines('def f():\n    """Return X of shape (m,\n    n_0)."""') == ["f"]
    assert broken_lines('def f():\n    """Return X.\n\n    More."""') == []


def test_everything_public_has_a_docstring():
    found = {}
    for name in {dotted(path) for path in MODULES if path.name != "__main__.py"} - SIGNS:
        module = importlib.import_module(name)
        things = [("the module", module), *public(module)]
        found[name] = [what for what, thing in things if not inspect.getdoc(thing)]
    assert offenders(found) == {}


PRINTS = {"bpcourse.predictions.answering"}  # one line, in the place of an output that is folded


def test_the_library_prints_nothing():
    found = {}
    for path in MODULES:
        calls = [node for node in nodes(path.read_text(encoding="utf-8")) if isinstance(node, ast.Call)]
        prints = [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
        allowed = path.name == "__main__.py" or dotted(path) in PRINTS
        found[dotted(path)] = [] if allowed else prints
    assert offenders(found) == {}


def test_files_of_tests_have_names_of_their_own():
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()]
    names = [path.name for path in files]
    assert {name for name in names if names.count(name) > 1} == set()  # pytest would import one of two
