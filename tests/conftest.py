"""Fixtures shared by the tests."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

LEFT_OUT = {}
if sys.platform != "linux":
    LEFT_OUT["not on Linux: no tests of the grader's sandboxes"] = ["bpcourse/runner"]
if not (find_spec("torch") or find_spec("optax")):
    LEFT_OUT["no PyTorch or Optax: no comparison with their optimisers"] = [
        "bplib/optimizers/test_optimizers_elsewhere.py"
    ]
collect_ignore = [path for paths in LEFT_OUT.values() for path in paths]


def pytest_report_header():
    """Say what is left out."""
    return list(LEFT_OUT)


@pytest.fixture
def rng():
    """Return a random generator with the same seed for each test."""
    return np.random.default_rng(0)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Let the tests with a browser come last: a browser occupies the event loop of this thread until it is closed.

    A lesson that is to be run in JupyterLab, where what it says is compared, too, is not run by nbval once more.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    yield  # now it is known what is left out, such as all that needs a browser
    opened = {item.callspec.params["path"] for item in items if item.name.startswith("test_lesson_runs")}
    if opened and browser_is_there():
        config.hook.pytest_deselected(items=[item for item in items if item.path in opened])
        items[:] = [item for item in items if item.path not in opened]


def browser_is_there() -> bool:
    """Return whether the tests that need a browser will find one."""
    from lab import find_chromium

    return find_chromium() is not None


@pytest.fixture(scope="module")
def browser():
    """Run one headless browser for the tests of a file that need it; without one they are skipped, in CI they fail."""
    from lab import NO_BROWSER, find_chromium, running_browser

    chromium = find_chromium()
    if chromium is None:
        in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
        (pytest.fail if in_ci else pytest.skip)(NO_BROWSER)
    with running_browser(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def context(browser):
    """Return the window in which widgets are opened without JupyterLab."""
    from lab import PATIENCE
    from pages import VIEWPORT

    context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    context.idle = []
    yield context
    context.close()


@pytest.fixture
def pages(context):
    """Return ``pages.Pages``, which opens widgets in pages of their own; afterwards there must be no complaints."""
    from pages import Pages

    pages = Pages(context, context.idle)
    yield pages
    pages.close()
    assert pages.complaints == []


@pytest.fixture(scope="session")
def axe():
    """Return the source of axe-core, which looks for barriers in a page (see ``barriers``)."""
    from barriers import source_of_axe

    return source_of_axe()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Run one JupyterLab for all tests that need it, in a temporary folder."""
    from lab import LabServer

    server = LabServer(tmp_path_factory.mktemp("lab"))
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


@pytest.fixture
def open_notebook(browser, lab, request):
    """Return a function that opens a fresh copy of a notebook, given its path, and returns it as a ``lab.Notebook``.

    It is closed after the test.  With BPCOURSE_SCREENSHOTS=<folder>, pictures of the notebook as the test leaves it are
    saved there first, in both themes.
    """
    from lab import Notebook

    opened = []

    def open_copy(path: Path) -> Notebook:
        opened.append(Notebook(browser, lab, lab.copy_in(path)))
        return opened[-1]

    yield open_copy
    for number, notebook in enumerate(opened):
        if folder := os.environ.get("BPCOURSE_SCREENSHOTS"):
            for theme in ("Light", "Dark"):
                notebook.set_theme(f"JupyterLab {theme}")
                notebook.screenshots(Path(folder), f"{request.node.name}-{number}-{theme.lower()}")
        notebook.close()


@pytest.fixture
def run_cell(open_notebook, tmp_path):
    """Return a function that opens a notebook with one cell, runs it and returns the notebook."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    def opened(source, reduced_motion: str | None = None):
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # without it JupyterLab asks for one
        path = tmp_path / "cell.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata=kernel), path)
        notebook = open_notebook(path)
        notebook.page.emulate_media(reduced_motion=reduced_motion)
        notebook.run_all()
        assert notebook.errors == []
        return notebook

    return opened
