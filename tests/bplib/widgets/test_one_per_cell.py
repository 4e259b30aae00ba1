"""A cell of an interactive that is run again and again lets neither the kernel nor the page grow."""

import gc
import weakref

import pytest
from ipywidgets.widgets.widget import _instances as alive

from bplib.widgets.delta_explorer import DeltaExplorer
from bplib.widgets.gradient_match import GradientMatch
from bplib.widgets.graph_explorer import GraphExplorer
from bplib.widgets.live_figure import LiveFigure
from bplib.widgets.playground import Playground
from bplib.widgets.race import Race
from bplib.widgets.rate_finder import RateFinder
from bplib.widgets.relaxing_network import RelaxingNetwork
from bplib.widgets.root_plane import RootPlane
from bplib.widgets.seeds_experiment import SeedsExperiment
from bplib.widgets.shared import one_per_cell
from bplib.widgets.timeline import Timeline

RUNS = 50


def simple_figure():
    """Return a live figure with one slider."""

    def setup(figure):
        return figure.subplots().plot([0, 1])[0]

    return LiveFigure(setup, lambda line, a: line.set_ydata([0, a]) and None, alt="a line", a=(0.0, 1.0))


INTERACTIVES = (
    DeltaExplorer,
    GraphExplorer,
    Timeline,
    Race,
    RelaxingNetwork,
    GradientMatch,
    RootPlane,
    Playground,
    RateFinder,
    SeedsExperiment,
    simple_figure,
)


@pytest.fixture
def run_in(monkeypatch):
    """Return a function that displays widgets as one run of a cell does."""
    monkeypatch.setattr(one_per_cell, "_shown", {})
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


def test_fifty_runs_leave_as_many_widgets_as_one(run_in, monkeypatch):
    monkeypatch.setattr(DeltaExplorer, "_dpi", 20)  # the size of the picture does not matter here
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
from bplib.widgets.delta_explorer import DeltaExplorer

print("widgets:", len(alive))
DeltaExplorer()
"""


def counts(page) -> dict[str, int]:
    """Return how many nodes and listeners a page holds, and the bytes of its JavaScript, after garbage is collected."""
    page.wait_for_timeout(500)
    session = page.context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Memory.getDOMCounters") | session.send("Runtime.getHeapUsage")
    session.detach()
    return found


@pytest.mark.browser
def test_a_cell_that_is_run_fifty_times_lets_neither_kernel_nor_page_grow(run_cell):
    notebook = run_cell(CELL)
    widgets = notebook.page.locator(".jp-OutputArea-output pre")
    explorer = notebook.page.locator(".delta-explorer")  # a handle would keep what is taken away
    explorer.wait_for()

    def run(times):
        for _ in range(times):
            notebook.run_all()
            explorer.wait_for()
        return widgets.first.inner_text(), counts(notebook.page)

    early, before = run(5)
    late, after = run(RUNS - 6)
    assert late == early
    assert explorer.count() == 1
    assert after["nodes"] < before["nodes"] + 10 * RUNS  # a run that leaves its nodes leaves hundreds
    assert after["jsEventListeners"] < before["jsEventListeners"] + 5 * RUNS  # each explorer has dozens
    assert after["usedSize"] < before["usedSize"] + 1e6 * RUNS  # browsers keep every module that was ever imported
    assert notebook.console == []
