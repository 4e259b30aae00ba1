"""A learner at work in a real JupyterLab: the interactives in a notebook, with mouse, keyboard and kernel."""

import pytest
from playwright.sync_api import expect

from bplib import Network
from bplib.plotting.number_text import number_text
from bplib.worked_example import worked_example

pytestmark = pytest.mark.browser

EXPLORER = """
import ipywidgets as widgets
from bplib.widgets.delta_explorer import DeltaExplorer

explorer, heard = DeltaExplorer(stage=0), widgets.Label("nothing yet")
explorer.observe(lambda _: setattr(heard, "value", f"kernel: {explorer.network().W[2][0, 1]:.4f}"), "weights")
display(explorer, heard)
"""


def drag(page, key, upwards):
    """Drag a number of the explorer upwards with the mouse by that many pixels."""
    handle = page.locator(f'[data-key="{key}"] rect').first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - upwards, steps=8)
    page.mouse.up()


def test_the_delta_explorer_step_by_step(run_cell):
    notebook = run_cell(EXPLORER)
    page = notebook.page
    hidden = page.locator('[data-key="unit,1,1"] .delta')
    expect(hidden).to_have_text("δ")
    step = page.locator(".delta-explorer [name=step]")
    for _ in range(3):
        step.click()
    expect(page.locator(".cost .number")).to_have_text("0.2924")
    for _ in range(3):
        step.click()
    expect(page.locator('.delta-explorer li[data-tag="BP2"]')).to_have_class("lit")
    expect(hidden).to_have_text("δ 0.0469")

    drag(page, "weight,2,0,1", upwards=60)
    dragged = float(page.locator('[data-key="weight,2,0,1"]').get_attribute("aria-valuenow"))
    assert dragged > 1
    expect(page.locator(".widget-label")).to_have_text(f"kernel: {dragged:.4f}")
    network, X, Y = worked_example()
    network.W[2][0, 1] = dragged
    delta = network.gradient(X, Y).D[1][0, 1]
    expect(hidden).to_have_text(f"δ {number_text(delta)}")
    assert notebook.console == []
    assert notebook.external == []


def test_an_explorer_of_another_network_is_a_page_of_its_own(browser, rng, tmp_path):
    from bplib.widgets.delta_explorer import DeltaExplorer

    network = Network([3, 2, 2], "tanh softmax", "cross_entropy", rng=rng)
    page_file = tmp_path / "explorer.html"
    page_file.write_text(DeltaExplorer(network, [[1, 2, 3]], [[0, 1]]).html(), encoding="utf-8")
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.get_by_role("button", name="To the end").click()
    expect(page.locator(".cost .number")).to_have_text(number_text(network.cost([[1, 2, 3]], [[0, 1]])))
    page.close()
