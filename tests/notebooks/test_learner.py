"""A learner at work in a real JupyterLab: the interactives in a notebook, with mouse, keyboard and kernel."""

import re

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
PLAYGROUND = "from bplib.widgets.playground import Playground\n\nPlayground()"


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


def at_rest(page, words) -> str:
    """Return a text that has been the same for half a second; frames that were on their way may still come before."""
    seen = [words.inner_text()]
    while len(seen) < 20 and seen[-1:] != seen[-2:-1]:
        page.wait_for_timeout(500)
        seen.append(words.inner_text())
    assert seen[-1] == seen[-2], "paused, it must not go on"
    return seen[-1]


def test_the_playground_trains_pauses_and_starts_again(run_cell):
    notebook = run_cell(PLAYGROUND)
    page = notebook.page
    words = page.locator(".jp-OutputArea").get_by_text(re.compile(r"Epoch \d+"))
    expect(words).to_contain_text("Epoch 0")
    before = notebook.pictures()
    notebook.click_button("Start")
    notebook.wait_for_other_pictures(before)
    expect(words).to_contain_text(re.compile(r"Epoch \d\d+"))
    notebook.click_button("Pause")
    expect(notebook.button("Start")).to_be_visible()
    resting = at_rest(page, words)

    notebook.click_button("Step")
    expect(words).not_to_have_text(resting)
    before = notebook.pictures()
    page.locator(".jp-OutputArea select").first.select_option("spirals")
    notebook.wait_for_other_pictures(before)
    expect(words).to_contain_text("Epoch 0")
    assert notebook.console == []


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
