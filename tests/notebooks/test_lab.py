"""Every lesson in a real JupyterLab: it runs without an error, says what is stored, stays offline, its sliders move a
picture.  A lesson that is run here is not run by nbval as well (``conftest.py``).
"""

import urllib.request

import nbformat
import psutil
import pytest
from everything import some
from lab import ROOT, WIDTH, LabServer
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect
from stored import differences

from bpcourse.lessons import LESSONS

pytestmark = pytest.mark.browser

# What these set is seen only when the training goes on; their own tests are those of the playground.
ACT_ON_THE_NEXT_EPOCH = {"Learning rate", "Batch size", "Epochs a frame"}

PATHS = [ROOT / "lessons" / f"{lesson.name}.ipynb" for lesson in LESSONS]
FEW = some(sorted(PATHS, key=lambda path: path.stem == "06a_two_resting_places"), 1)
EXERCISES = some(sorted((ROOT / "exercises").glob("*.ipynb")), 1)

PICTURE = """
import ipywidgets as widgets
import struct, zlib

def png(grey):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = 60 * (b"\\0" + bytes([grey]) * 200)
    head = struct.pack(">IIBBBBB", 200, 60, 8, 0, 0, 0, 0)
    return b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

slider = widgets.IntSlider(value=3, max=10, description="grey")
picture = widgets.Image(value=png(75))
button = widgets.Button(description="White")
slider.observe(lambda change: setattr(picture, "value", png(25 * change.new)), "value")
button.on_click(lambda _: setattr(slider, "value", 10))
widgets.VBox([slider, button, picture])
"""


@pytest.fixture
def scratch(tmp_path):
    """Return a function that writes a notebook with the given code cells and returns its path."""

    def write(*sources):
        cells = [new_markdown_cell("# A scratch notebook"), *map(new_code_cell, sources)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # without it JupyterLab asks for one
        nbformat.write(new_notebook(cells=cells, metadata=kernel), tmp_path / "scratch.ipynb")
        return tmp_path / "scratch.ipynb"

    return write


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_lesson_runs_and_its_sliders_move_a_picture(path, open_notebook):
    notebook = open_notebook(path)
    notebook.run_all()
    assert notebook.errors == []
    assert differences(path, notebook.outputs) == []
    for n in range(notebook.sliders.count()):
        if notebook.label(n) not in ACT_ON_THE_NEXT_EPOCH:
            notebook.nudge(n)
    assert notebook.console == []
    assert notebook.external == []


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_untouched_exercise_runs_and_says_what_is_open(path, open_notebook):
    notebook = open_notebook(path)
    notebook.run_all()
    assert notebook.errors == []
    cards = notebook.page.locator(".jp-OutputArea [role=status]")
    assert cards.count() >= 5
    assert all("not attempted yet, 0 of" in text for text in cards.all_text_contents())
    assert notebook.console == []


def test_driver_runs_and_moves(open_notebook, scratch):
    path = scratch("print(6 * 7)", PICTURE)
    before = path.read_bytes()
    notebook = open_notebook(path)
    notebook.run_all()
    assert notebook.errors == []
    assert "42" in notebook.page.locator(".jp-OutputArea").first.inner_text()
    assert notebook.sliders.count() == 1
    assert notebook.label(0) == "grey"
    notebook.nudge(0)
    assert notebook.readout(0) == "4"
    pictures = notebook.pictures()
    assert notebook.pictures() == pictures
    notebook.drag(0, to=0.8)
    notebook.wait_for_other_pictures(pictures)
    assert notebook.readout(0) == "8"
    notebook.click_button("White")
    expect(notebook.page.locator(".widget-readout")).to_have_text("10")
    notebook.nudge(0)
    assert notebook.readout(0) == "9", "from the right end a nudge goes to the left"
    notebook.set_theme("JupyterLab Dark")
    assert notebook.console == []
    assert notebook.external == []
    assert path.read_bytes() == before, "the notebook itself must stay as it was"


def test_driver_sees_what_is_wrong(open_notebook, scratch):
    script = "<script>console.error('our mistake'); fetch('http://127.0.0.1:9/outside').catch(() => {})</script>"
    notebook = open_notebook(
        scratch(f"from IPython.display import HTML\nHTML({script!r})", "1 / 0", "print('not run')")
    )
    notebook.run_all()
    while not (notebook.console and notebook.external):
        notebook.page.wait_for_timeout(50)
    assert notebook.errors == ["cell 3: ZeroDivisionError: division by zero"]
    assert notebook.console[0] == "our mistake"
    assert notebook.external == ["http://127.0.0.1:9/outside"]


def test_what_a_cell_says_now_is_compared_with_what_is_stored(open_notebook, scratch):
    path = scratch("print('one ≈ 2.5')", "print('two')", "'a result'", "3", "1 + 1")
    stored = nbformat.read(path, as_version=4)
    texts = ["one ≈ 2.6\n", "Two\n", "'a result'", "4", None]  # about the same, another word, the same, wrong, missing
    for cell, text in zip(stored.cells[1:], texts, strict=True):
        if text:
            kind = new_output("stream", text=text) if "print" in cell.source else None
            cell.outputs = [kind or new_output("execute_result", data={"text/plain": text})]
    nbformat.write(stored, path)
    notebook = open_notebook(path)
    notebook.run_all()
    found = [(was, now) for _, was, now in differences(path, notebook.outputs)]
    assert found == [(["Two\n"], ["two\n"]), (["4"], ["3"]), ([], ["2"])]


def test_server_leaves_no_process(tmp_path):
    server = LabServer(tmp_path)
    try:
        server.wait_until_up()
        request = urllib.request.Request(f"{server.url}/api/kernels?token={server.token}", data=b"{}")
        with urllib.request.urlopen(request, timeout=30) as reply:
            assert reply.status == 201
        kernels = psutil.Process(server.process.pid).children(recursive=True)
        assert kernels
    finally:
        server.stop()
    assert not any(kernel.is_running() for kernel in kernels)
    assert not server.answers()


# --- cells and figures as they are seen

SCROLLERS = """() => [...document.querySelectorAll('.jp-CodeCell .cm-scroller')].map(
    scroller => [scroller.textContent.length, scroller.scrollWidth - scroller.clientWidth])"""
FIGURES = """() => [...document.querySelectorAll('figure.bplib-figure')].map(figure => {
    const [image, caption] = [figure.querySelector('img'), figure.querySelector('figcaption')];
    const seen = caption.getBoundingClientRect().height > 10;
    return [image.alt, getComputedStyle(image).filter, caption.textContent, seen];
})"""
A_FIGURE = """
from bplib.plotting.figure import figure, show
fig, ax = figure()
ax.set(xlabel="x", ylabel="y")
show(fig, "An empty chart.")
"""


def test_the_longest_line_of_a_notebook_fits_beside_the_file_browser(scratch, open_notebook):
    widths = (WIDTH, WIDTH + 1, WIDTH + 8)  # 15 pixels are left for a scroll bar, which this browser does not draw
    notebook = open_notebook(scratch(*("x" * width for width in widths)))
    notebook.page.set_viewport_size({"width": 1280, "height": 800})
    expect(notebook.page.locator(".jp-FileBrowser")).to_be_visible()
    notebook.page.wait_for_function("document.querySelector('.jp-WindowedPanel-outer').clientWidth < 1000")
    overlong = {length: over for length, over in notebook.evaluate(SCROLLERS)}
    assert overlong[WIDTH] == overlong[WIDTH + 1] == 0
    assert overlong[WIDTH + 8] > 0


def test_a_figure_has_a_caption_and_follows_the_theme(scratch, open_notebook):
    notebook = open_notebook(scratch(A_FIGURE))
    notebook.run_all()
    assert notebook.errors == []
    picture = ".jp-OutputArea figure img"
    notebook.page.wait_for_selector(picture)
    notebook.set_theme("JupyterLab Light")  # a notebook before may have left it dark
    notebook.page.wait_for_function(f"getComputedStyle(document.querySelector({picture!r})).filter === 'none'")
    assert notebook.evaluate(FIGURES) == [["Chart: y against x.", "none", "An empty chart.", True]]
    notebook.set_theme("JupyterLab Dark")
    notebook.page.wait_for_function(f"getComputedStyle(document.querySelector({picture!r})).filter !== 'none'")
    (figure,) = notebook.evaluate(FIGURES)
    assert figure[1] == "invert(0.9333) hue-rotate(180deg)"


def test_a_record_changes_nothing_where_the_explorer_lives(scratch, open_notebook):
    notebook = open_notebook(scratch("from bplib.widgets.root_plane import RootPlane\nRootPlane(eta=0.1)"))
    notebook.run_all()
    assert notebook.errors == []
    assert notebook.page.locator(".root-plane").count() == 1
    assert notebook.page.locator(".jp-RenderedJSON").count() == 0


def test_options_of_two_lines_do_not_lie_on_each_other(scratch, open_notebook):
    notebook = open_notebook(scratch("from bpcourse import predict\n\npredict('07b.sigmoid')"))
    notebook.page.set_viewport_size({"width": 620, "height": 900})
    notebook.run_all()
    boxes = [label.bounding_box() for label in notebook.page.locator(".bp-options label").all()]
    circles = [circle.bounding_box() for circle in notebook.page.locator(".bp-options input").all()]
    assert all(circle["x"] < box["x"] + 20 for circle, box in zip(circles, boxes, strict=True))  # before the words
    heights = [box["height"] for box in boxes]
    assert max(heights) > 30, heights  # some option takes two lines
    below = [box["y"] for box in boxes[1:]]
    assert all(box["y"] + box["height"] <= top + 0.5 for box, top in zip(boxes, below, strict=False))
