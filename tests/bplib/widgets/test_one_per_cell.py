"""A cell of an interactive that is run again and again lets neither the kernel nor the page grow."""

import gc
import weakref

import numpy as np
import pytest
from everything import some
from ipywidgets.widgets.widget import _instances as alive
from playwright.sync_api import expect
from test_browser_widget import WIDGETS

from bplib.widgets import browser_widget
from bplib.widgets.delta_explorer import DeltaExplorer
from bplib.widgets.live_figure import LiveFigure
from bplib.widgets.race import Race
from bplib.widgets.rate_finder import RateFinder
from bplib.widgets.root_plane import RootPlane
from bplib.widgets.seeds_experiment import SeedsExperiment
from bplib.widgets.shared import one_per_cell

RUNS = 20


def simple_figure():
    """Return a live figure with one slider."""

    def setup(figure):
        return figure.subplots().plot([0, 1])[0]

    return LiveFigure(setup, lambda line, a: line.set_ydata([0, a]) and None, alt="a line", a=(0.0, 1.0))


INTERACTIVES = (
    *WIDGETS,
    RateFinder,
    SeedsExperiment,
    simple_figure,
)


@pytest.fixture
def run_in(monkeypatch):
    """Return a function that displays widgets as one run of a cell does."""
    monkeypatch.setattr(one_per_cell, "_shown", {})
    monkeypatch.setattr(browser_widget, "png", lambda figure, **_: b"")  # what is in the picture does not matter here
    requests = iter(range(10**6))

    def run(cell, *widgets):
        request = f"request {next(requests)}"
        monkeypatch.setattr(one_per_cell, "present_cell", lambda: (cell, request))
        for widget in widgets:
            widget._repr_mimebundle_()
        return widgets[0]

    return run


@pytest.mark.parametrize("make", INTERACTIVES, ids=lambda make: make.__name__)
def test_a_cell_that_is_run_again_lets_go_of_what_it_showed(run_in, make):
    first = weakref.ref(run_in("a", make()))
    here = len(alive)
    run_in("a", make())
    assert len(alive) <= here
    gc.collect()
    assert first() is None


def test_many_runs_leave_as_many_widgets_as_one(run_in):
    run_in("a", DeltaExplorer())
    here = len(alive)
    for _ in range(RUNS):
        run_in("a", DeltaExplorer())
    assert len(alive) == here


def test_two_of_one_run_and_those_of_other_cells_stay(run_in):
    pair = RootPlane(), RootPlane()
    run_in("a", *pair)
    other = run_in("b", RootPlane())
    assert all(one.comm is not None for one in (*pair, other))
    run_in("a", RootPlane())
    assert [one.comm is None for one in (*pair, other)] == [True, True, False]


def test_one_that_is_shown_again_or_elsewhere_too_stays(run_in):
    widget = run_in("a", RootPlane())
    run_in("a", widget)
    assert widget.comm is not None
    run_in("b", widget)
    run_in("a", RootPlane())
    assert widget.comm is not None


def test_one_that_was_closed_comes_back_when_it_is_displayed(run_in):
    widget = run_in("a", DeltaExplorer(stage=2))
    run_in("a", DeltaExplorer())
    assert widget.comm is None
    data = widget._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert widget.comm is not None
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id
    assert widget.layout.comm is not None
    assert widget.stage == 2


def test_closing_twice_and_one_that_could_not_be_made_do_no_harm():
    widget = RootPlane()
    widget.close()
    widget.close()
    with pytest.raises(ValueError, match="surface must be one of"):
        Race("nothing")
    gc.collect()


def test_without_a_notebook_nothing_is_closed():
    assert one_per_cell.present_cell() == (None, "")
    first, second = RootPlane(), RootPlane()
    for widget in (first, second):
        widget._repr_mimebundle_()
    assert first.comm is not None


# --- in JupyterLab

CELL = """
from ipywidgets.widgets.widget import _instances as alive
from {module} import {name}

print("widgets:", len(alive))
{name}()
"""
MARK = "selector => { document.querySelector(selector).dataset.old = 'true'; }"

# What a run may leave in the page.  A widget of one line leaves 5 nodes and 25 kB (JupyterLab and ipywidgets), and
# anywidget imports a small module for each widget, which a browser keeps.  An explorer that left its nodes would leave
# hundreds, one that left its listeners dozens, and one whose own module were imported again 300 kB.
NODES, BYTES = 6, 100_000
LISTENERS = (
    5  # in half of the runs: none was seen but one now and then, which is not ours, and once 133 of JupyterLab's
)


def run_again(notebook, selector):
    """Run the cell, and return when what it showed before is gone and the new explorer is there."""
    notebook.page.evaluate(MARK, selector)
    notebook.run_all()
    expect(notebook.page.locator(f"{selector}[data-old]")).to_have_count(0)
    notebook.page.locator(selector).wait_for()


def counts(page) -> dict[str, int]:
    """Return how many nodes and listeners a page holds, and the bytes of its JavaScript, once it has come to rest."""
    session = page.context.new_cdp_session(page)
    before, now = {}, collected(session)
    while any(before.get(name) != now[name] for name in ("nodes", "jsEventListeners")):
        page.wait_for_timeout(1000)
        before, now = now, collected(session)
    session.detach()
    return now


def collected(session) -> dict[str, int]:
    """Return what a page holds after garbage is collected."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    return session.send("Memory.getDOMCounters") | session.send("Runtime.getHeapUsage")


@pytest.mark.browser
@pytest.mark.parametrize("widget", some([*WIDGETS][::-1], 1), ids=lambda widget: widget.__name__)
def test_a_cell_that_is_run_many_times_lets_neither_kernel_nor_page_grow(run_cell, widget):
    notebook, selector = run_cell(CELL.format(module=widget.__module__, name=widget.__name__)), f".{WIDGETS[widget]}"
    notebook.page.locator(selector).wait_for()  # a handle would keep what is taken away

    def run(times):
        for _ in range(times):
            run_again(notebook, selector)
        return notebook.page.locator(".jp-OutputArea-output pre").first.inner_text(), counts(notebook.page)

    early, before = run(5)
    _, middle = run(RUNS // 2 - 5)
    late, after = run(RUNS // 2)
    assert late == early
    assert notebook.page.locator(selector).count() == 1
    assert after["nodes"] < before["nodes"] + NODES * RUNS
    listeners = [count["jsEventListeners"] for count in (before, middle, after)]
    assert min(np.diff(listeners)) <= LISTENERS, "what each run leaves is left in both halves"
    assert after["usedSize"] < before["usedSize"] + BYTES * RUNS
    assert notebook.console == []


@pytest.mark.browser
def test_explorers_of_a_kind_share_their_module_and_others_have_their_own(run_cell):
    from_both = "from bplib.widgets.race import Race\nfrom bplib.widgets.root_plane import RootPlane\n"
    notebook = run_cell(from_both + "for widget in (Race(), Race(), RootPlane()):\n    display(widget)")
    for selector, times in ((".race", 2), (".root-plane", 1)):
        expect(notebook.page.locator(selector)).to_have_count(times)
    assert notebook.page.evaluate("bplibModules.size") == 2
    assert notebook.console == []
