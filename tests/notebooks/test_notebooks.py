"""The notebooks as they are stored, the tool that runs and cleans them, and the comparison that nbval makes."""

import base64
import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib.image
import nbformat
import notebooks
import numpy as np
import pytest
from lab import WIDTH
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbval.plugin import get_sanitize_patterns
from oldest_requirements import oldest, oldest_requirements

ROOT = Path(__file__).resolve().parents[2]

PLOT = """
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.show()
"""
EXPLORER = """
from bplib.widgets.root_plane import RootPlane
RootPlane(eta=0.1)
"""
RECORD = "application/vnd.bpcourse.explorer+json"


def write(path: Path, *sources: str) -> Path:
    """Write a notebook with these code cells as an editor would: random ids, nothing run."""
    cells = [new_markdown_cell("# A heading: δ and more"), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the path of a notebook that the tool has run."""
    path = write(
        tmp_path_factory.mktemp("executed") / "small.ipynb",
        "import ipywidgets as widgets\nfrom pathlib import Path",
        "print('one')\nprint('two')\n6 * 7",
        PLOT,
        "widgets.IntSlider(description='n')",
        "Path('small.ipynb').exists()",
        EXPLORER,
    )
    assert notebooks.main(["run", str(path)]) == 0
    return path


@pytest.fixture
def stored(executed, tmp_path):
    """Return a copy of that notebook, to be spoilt."""
    path = tmp_path / "small.ipynb"
    path.write_bytes(executed.read_bytes())
    return path


def change(path: Path, edit) -> None:
    """Apply a function to a stored notebook, as parsed JSON."""
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


# --- the notebooks of the course


@pytest.mark.parametrize("path", notebooks.notebooks(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_notebook_is_stored_as_the_tool_leaves_it(path):
    assert notebooks.check(path) == []


def long_lines(path: Path) -> list[str]:
    """Return the lines of code cells that are longer than a cell is wide, each with the id of its cell."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return [f"{cell.id}: {line}" for cell in cells for line in cell.source.splitlines() if len(line) > WIDTH]


EVERY = [path for folder in ("lessons", "exercises", "solutions") for path in sorted((ROOT / folder).glob("*.ipynb"))]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_line_of_code_is_wider_than_a_cell(path):
    assert long_lines(path) == []


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_line_that_is_printed_is_wrapped(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    printed = [(cell.id, line) for cell in cells for one in cell.outputs for line in one.get("text", "").splitlines()]
    assert [f"{of}: {line}" for of, line in printed if len(line) > WIDTH + 2] == [], "an output is as wide as that"


@pytest.mark.parametrize("folder", ["lessons", "exercises", "solutions"])
def test_the_formatter_knows_how_wide_a_cell_is(folder):
    assert tomllib.loads((ROOT / folder / "ruff.toml").read_text("utf-8"))["line-length"] == WIDTH


# --- the comparison


def test_nbval_fails_when_a_stored_number_or_record_is_changed(stored):
    changes = {"number": ('"42"', '"43"', "1"), "record": ('"eta": 0.1', '"eta": 0.2', "5")}
    text = stored.read_text(encoding="utf-8")
    for name, (old, new, _) in changes.items():
        assert old in text
        stored.with_name(f"{name}.ipynb").write_text(text.replace(old, new, 1), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    command += [f"--rootdir={stored.parent}", stored.parent]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    outcome = re.findall(r"^(PASSED|FAILED|ERROR) \S*?(\w+)\.ipynb::Cell (\d)", result.stdout, re.MULTILINE)
    failed = {(name, cell) for name, (_, _, cell) in changes.items()}
    cells = {(name, str(n)) for name in ("small", *changes) for n in range(6)}
    expected = {("FAILED" if cell in failed else "PASSED", *cell) for cell in cells}
    assert set(outcome) == expected, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("accuracy ≈ 97.5 %", "accuracy ≈ # %"),
        ("≈97.5 %, not ≈   100.0 %.", "≈ # %, not ≈ # %."),
        ("cos ≈ -0.03, slope ≈ −2 and ≈ +.5", "cos ≈ #, slope ≈ # and ≈ #"),
        ("≈ 1,234.5 steps; error ≈ 3.2e-16 (at 64)", "≈ # steps; error ≈ # (at 64)"),
        ("(≈ 3, ≈ 4). Next: 5", "(≈ #, ≈ #). Next: 5"),
        ("≈ nan", "≈ nan"),
        ("97.5 % ≈ about", "97.5 % ≈ about"),
    ],
)
def test_only_the_number_behind_about_is_not_compared(printed, compared):
    for regex, replacement in get_sanitize_patterns((ROOT / "tests" / "sanitize.cfg").read_text("utf-8")):
        printed = re.sub(regex, replacement, printed)
    assert printed == compared


def about_without_band(path: Path) -> list[str]:
    """Return the ids of the cells whose stored output says ``≈`` though no ``assert`` or ``confirm`` holds a number."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    about = [cell for cell in cells if "≈" in json.dumps(cell.outputs, ensure_ascii=False)]
    return [cell.id for cell in about if not re.search(r"^\s*(assert\b|confirm\()", cell.source, re.MULTILINE)]


@pytest.mark.parametrize("path", notebooks.notebooks(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_number_that_is_not_compared_is_held_by_a_band(path):
    assert about_without_band(path) == []


def test_about_without_an_assert_is_seen(tmp_path):
    sources = ("print('≈ 97.5 %')", "x = 0.975\nprint(f'≈ {x:.1%}')\nassert 0.9 < x < 1", "# ≈\nprint(1)")
    path = write(tmp_path / "about.ipynb", *sources)
    assert notebooks.main(["run", str(path)]) == 0
    assert about_without_band(path) == ["print-97-5"]


# --- run


def test_run_stores_outputs_that_read_well_and_nothing_else(executed):
    notebook = nbformat.read(executed, as_version=4)
    assert notebook.metadata == notebooks.METADATA
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2, 3, 4, 5, 6]
    assert [cell.id for cell in notebook.cells[:3]] == [
        "a-heading-and-more",
        "import-ipywidgets-as-widgets",
        "print-one",
    ]
    outputs = [cell.outputs for cell in notebook.cells[1:]]
    assert outputs[1][0].text == "one\ntwo\n"
    assert outputs[1][1].data == {"text/plain": "42"}
    assert b"tEXt" not in base64.b64decode(outputs[2][0].data["image/png"])
    assert outputs[3][0].data == {"text/plain": "IntSlider(value=0, description='n')"}
    assert outputs[4][0].data == {"text/plain": "True"}, "a notebook runs in its own folder"
    assert set(outputs[5][0].data) == {"image/png", "text/plain", RECORD}
    assert outputs[5][0].data[RECORD]["state"]["eta"] == 0.1
    assert notebooks.check(executed) == []


def test_run_again_changes_no_byte_and_leaves_no_file(stored, tmp_path, monkeypatch):
    folder, elsewhere = tmp_path / "executed-again", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    notebook = stored.rename(folder / stored.name)
    before = notebook.read_bytes()
    kernel = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text('{"argv": ["false"], "display_name": "not this interpreter", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.chdir(elsewhere)
    assert notebooks.main(["run", "../executed-again"]) == 0
    assert notebook.read_bytes() == before
    assert list(folder.iterdir()) == [notebook]
    assert list(elsewhere.iterdir()) == []


def test_run_leaves_a_notebook_alone_when_a_cell_fails(tmp_path, capfd):
    path = write(tmp_path / "failing.ipynb", "x = 1", "x / 0", "x + 1")
    before = path.read_bytes()
    assert notebooks.main(["run", str(path)]) == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    message = capfd.readouterr().err
    assert "cell 3 (x-0) failed" in message
    assert "ZeroDivisionError: division by zero" in message
    assert "\x1b" not in message


def test_run_stops_a_cell_that_takes_too_long(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    path = write(tmp_path / "slow.ipynb", "import time\ntime.sleep(60)")
    assert notebooks.main(["run", str(path)]) == 1
    assert "cell 2 (import-time) failed" in capfd.readouterr().err


def test_write_is_all_or_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text("old")
    path.chmod(0o640)
    monkeypatch.setattr(notebooks.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        notebooks.write(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    notebooks.write(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


# --- check and clean


def spoil_timing(notebook):
    notebook["cells"][1]["metadata"]["execution"] = {"iopub.status.busy": "2024-01-01T00:00:00Z"}


def spoil_scrolled(notebook):
    notebook["cells"][1]["metadata"]["scrolled"] = True


def spoil_widget_view(notebook):
    notebook["cells"][4]["outputs"][0]["data"][notebooks.WIDGET_VIEW] = {"model_id": "0" * 32}


def spoil_figure(notebook):
    notebook["cells"][3]["outputs"][0]["data"]["text/html"] = ["<figure><img></figure>"]


def spoil_widget_state(notebook):
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}


def spoil_id(notebook):
    notebook["cells"][2]["id"] = "0123abcd"


def spoil_missing_id(notebook):
    del notebook["cells"][2]["id"]


def spoil_unique_id(notebook):
    notebook["cells"][3]["id"] = notebook["cells"][2]["id"]


def spoil_language_info(notebook):
    notebook["metadata"]["language_info"]["version"] = "3.11.7"


def spoil_kernel(notebook):
    notebook["metadata"]["kernelspec"]["name"] = "my-environment"


def spoil_png(notebook):
    data = notebook["cells"][3]["outputs"][0]["data"]
    png = base64.b64decode("".join(data["image/png"]))
    data["image/png"] = base64.b64encode(with_note(png)).decode()


def with_note(png: bytes) -> bytes:
    """Return a PNG with a note on the program right after its head (whose chunk is 25 bytes long)."""
    return png[:33] + b"\0\0\0\x0ctEXtSoftware\0abc\0\0\0\0" + png[33:]


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_timing,
        spoil_scrolled,
        spoil_widget_view,
        spoil_figure,
        spoil_widget_state,
        spoil_id,
        spoil_missing_id,
        spoil_unique_id,
        spoil_language_info,
        spoil_kernel,
        spoil_png,
    ],
)
def test_check_sees_what_clean_mends(spoil, executed, stored, capsys):
    change(stored, spoil)
    assert notebooks.main(["check", str(stored)]) == 1
    assert f"python tools/notebooks.py clean {stored}" in capsys.readouterr().err
    assert notebooks.main(["clean", str(stored)]) == 0
    assert notebooks.main(["check", str(stored)]) == 0
    ids_may_differ = spoil in (spoil_id, spoil_missing_id, spoil_unique_id)
    assert ids_may_differ or stored.read_bytes() == executed.read_bytes()


@pytest.mark.parametrize(
    "spoil", [lambda text: text + "\n", lambda text: text.rstrip(), lambda text: text.replace("\n", "\r\n")]
)
def test_check_sees_another_format(spoil, executed, stored):
    stored.write_bytes(spoil(executed.read_text(encoding="utf-8")).encode("utf-8"))
    assert "is not normalised" in notebooks.check(stored)[0]
    notebooks.clean(stored)
    assert stored.read_bytes() == executed.read_bytes()


def spoil_not_run(notebook):
    notebook["cells"][2].update(execution_count=None, outputs=[])


def spoil_order(notebook):
    notebook["cells"][1]["execution_count"] = 7


def spoil_error(notebook):
    notebook["cells"][1]["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "bad", "traceback": []}]


def spoil_path(notebook):
    notebook["cells"][2]["outputs"][0]["text"] = ["saved\n", "/home/ada/course/a.npz\n"]


def spoil_path_in_html(notebook):
    notebook["cells"][2]["outputs"][1]["data"]["text/html"] = ['<a href="C:\\Users\\ada\\a.npz">']


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_not_run, "cell 3 (print-one) has not been run"),
        (spoil_order, "execution counts [7, 2, 3, 4, 5, 6]"),
        (spoil_error, "cell 2 (import-ipywidgets-as-widgets) shows an error: E: bad"),
        (spoil_path, "cell 3 (print-one) shows an absolute path: /home/ada/course/a.npz"),
        (spoil_path_in_html, "cell 3 (print-one) shows an absolute path: C:\\Users\\ada\\a.npz"),
    ],
)
def test_check_sees_what_only_a_run_mends(spoil, message, stored, capsys):
    change(stored, spoil)
    assert notebooks.main(["check", str(stored)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert f"python tools/notebooks.py run {stored}" in said


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"nbformat": 3}', "<<<<<<< HEAD\n{}"])
def test_what_is_not_a_notebook_is_said_so(text, tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    assert notebooks.main(["check", str(path)]) == 1
    assert f"{path}: " in capsys.readouterr().err
    assert path.read_text() == text


@pytest.mark.parametrize("text", ["https://example.org/home/ada", "w/tmp/x", "a / b", "24/7", "</div>"])
def test_what_is_no_absolute_path(text):
    assert notebooks.output_problems(new_output("stream", text=text)) == []


# --- normalising


def test_readable_ids_stay_and_others_are_made_from_the_first_line():
    cells = [new_markdown_cell("## The same"), new_markdown_cell("## The same"), new_code_cell(""), new_code_cell("δ")]
    cells += [new_code_cell("x", id="kept"), new_code_cell("y", id="kept"), new_code_cell("12345678")]
    cells += [
        new_markdown_cell("a long first line that goes on and on until it is cut"),
        new_code_cell("z", id="the-same"),
    ]
    notebooks.name_cells(cells)
    names = [cell.id for cell in cells]
    assert names[:7] == ["the-same-2", "the-same-3", "code", "code-2", "kept", "y", "cell-12345678"]
    assert names[7:] == ["a-long-first-line-that-goes-on-and-on", "the-same"]
    notebooks.name_cells(cells)
    assert [cell.id for cell in cells] == names


def test_metadata_written_on_purpose_stays():
    folded = {"source_hidden": True, "outputs_hidden": True, "other": True}
    metadata = {"tags": ["a"], "nbgrader": {"grade": True}, "jupyter": folded}
    kept = notebooks.kept_metadata(nbformat.from_dict({**metadata, "trusted": True, "collapsed": False}))
    del folded["other"]
    assert kept == {"tags": ["a"], "nbgrader": {"grade": True}, "jupyter": folded}
    assert notebooks.kept_metadata({"tags": [], "jupyter": {"outputs_hidden": False}}) == {}


def test_pieces_of_one_stream_are_joined_and_widget_views_go():
    out, err = new_output("stream", name="stdout", text="a"), new_output("stream", name="stderr", text="b")
    view = new_output("display_data", {notebooks.WIDGET_VIEW: {"model_id": "x"}})
    cell = new_code_cell("f()", execution_count=1, outputs=[out, out.copy(), err, out.copy(), view])
    notebooks.normalise_code(cell)
    assert [(o.name, o.text) for o in cell.outputs] == [("stdout", "aa"), ("stderr", "b"), ("stdout", "a")]


def test_png_loses_its_notes_and_no_pixel(rng):
    pixels, file = rng.random((4, 5, 3)), io.BytesIO()
    matplotlib.image.imsave(file, pixels, format="png", metadata={"Title": "a title", "Comment": "c" * 300})
    png = file.getvalue()
    stripped = notebooks.png_without_notes(png)
    assert b"Software" in png
    assert not any(note in stripped for note in (b"tEXt", b"zTXt", b"iTXt", b"Software"))
    assert notebooks.png_without_notes(stripped) == stripped
    same = [matplotlib.image.imread(io.BytesIO(data)) for data in (stripped, png)]
    np.testing.assert_array_equal(*same)
    with pytest.raises(ValueError, match="must start with"):
        notebooks.png_without_notes(b"GIF89a")


# --- the oldest versions


def test_oldest_requirements():
    pyproject = '[project]\ndependencies = ["numpy>=2.0"]\n[project.optional-dependencies]\ntest = ["pytest >= 8.3"]\n'
    assert oldest_requirements(pyproject) == ["numpy==2.0", "pytest==8.3"]
    assert oldest_requirements((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("requirement", ["numpy", "numpy>=2,<3", "numpy==2.0", "numpy>2"])
def test_a_requirement_without_a_plain_lower_bound_is_refused(requirement):
    with pytest.raises(ValueError, match="of the form name>=version"):
        oldest(requirement)
