"""The JavaScript of the explorers: it can be read, its files find each other, and its functions are short."""

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from test_browser_widget import WIDGETS

from bplib.widgets.browser_widget import script

ROOM = Path(str(files("bplib.widgets")))
SCRIPTS = sorted(ROOM.rglob("*.js"))
EXPLORERS = sorted(path.parent.name for path in SCRIPTS if path.name == "view.js")
LONGEST = 60  # lines of a function
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)


def name(path: Path) -> str:
    """Return the name of a file below bplib/widgets."""
    return path.relative_to(ROOM).as_posix()


@pytest.fixture(scope="module")
def node():
    """Return the path of node; where there is none, the tests that need it are skipped."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("no node found: the JavaScript is only read by the browser tests")
    return found


def run(node, *arguments, **options):
    """Run node and return what it complains of."""
    done = subprocess.run([node, *arguments], capture_output=True, text=True, timeout=600, **options)
    return done.stderr if done.returncode else ""


def test_each_explorer_is_built_alike():
    parts = {"__init__.py", "mathematics.js", "view.js", "style.css"}
    assert [widget.__module__.rpartition(".")[2] for widget in WIDGETS] == EXPLORERS
    assert len(EXPLORERS) >= 7
    assert [one for one in EXPLORERS if not parts <= {path.name for path in (ROOM / one).iterdir()}] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_each_file_can_be_read(path, node, tmp_path):
    module = tmp_path / f"{path.stem}.mjs"
    shutil.copy(path, module)
    assert run(node, "--check", str(module)) == ""


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_the_files_of_an_explorer_are_one_module_without_two_things_of_one_name(explorer, node, tmp_path):
    module = tmp_path / "module.mjs"
    module.write_text(script(explorer), encoding="utf-8")
    assert run(node, "--check", str(module)) == ""


def test_what_a_file_imports_is_there(node, tmp_path):
    shutil.copytree(ROOM, tmp_path / "widgets", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    imports = "\n".join(f'await import("./widgets/{name(path)}");' for path in SCRIPTS)
    (tmp_path / "all.js").write_text(imports)
    assert run(node, "all.js", cwd=tmp_path) == ""


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_what_a_file_imports_is_used(path):
    text = path.read_text(encoding="utf-8")
    code = IMPORT.sub("", text)
    names = [one.strip() for group, _ in IMPORT.findall(text) for one in group.split(",") if one.strip()]
    assert [one for one in names if not re.search(rf"(?:(?<=\.\.\.)|(?<![\w.])){one}\b", code)] == []
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name == "mathematics.js"], ids=name)
def test_the_mathematics_knows_no_page(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:document|window|element|shape)\b\.?", IMPORT.sub("", re.sub(r"//.*", "", text))) == []
    sources = {Path(source).name for _, source in IMPORT.findall(text)}
    mathematics = {
        "data.js",
        "dense.js",
        "equilibrium.js",
        "generator.js",
        "mean_field.js",
        "network.js",
        "networks.js",
    }
    assert sources <= mathematics | {"operations.js", "text.js", "units.js"}


def lengths(text: str) -> dict[int, int]:
    """Return for each line with the head of a function how many lines there are to the brace that closes it."""
    lines = text.splitlines()
    found = {}
    for first, line in enumerate(lines):
        if re.search(r"(\bfunction\b.*|=>) \{$|^\s+\w+\([^()]*\) \{$", line):
            indent = line[: len(line) - len(line.lstrip())]
            last = next(i for i in range(first + 1, len(lines)) if lines[i].startswith(f"{indent}}}"))
            found[first + 1] = last - first + 1
    return found


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert {line: length for line, length in lengths(text).items() if length > LONGEST} == {}


def test_the_length_of_a_function_is_measured():
    text = "function f() {\n  if (a) {\n    g();\n  }\n}\nconst h = (x) => {\n  return x;\n};\n"
    assert lengths(text) == {1: 5, 6: 3}
