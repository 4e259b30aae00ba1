"""Who cannot see, point or move well uses the explorers too: names, targets, tab stops, headings, and axe-core."""

import re

import pytest
from barriers import barriers
from everything import some
from pages import resize
from playwright.sync_api import expect
from test_browser_widget import EACH, WIDGETS

from bplib.widgets.attention_explorer import AttentionExplorer
from bplib.widgets.delta_explorer import DeltaExplorer
from bplib.widgets.digit_pad import DigitPad
from bplib.widgets.docket import Docket
from bplib.widgets.graph_explorer import GraphExplorer
from bplib.widgets.learning_network import LearningNetwork
from bplib.widgets.race import Race
from bplib.widgets.relaxing_network import RelaxingNetwork
from bplib.widgets.timeline import Timeline

pytestmark = pytest.mark.browser

TABBED = ":is(button, select, input, a[href], [tabindex])"
STOPS = {  # Tab stops where a widget begins; a drawing is one of them, with arrow keys inside
    "attention-explorer": 10,
    "cart-pole": 11,
    "claim-docket": 13,  # the list is one of them, and the four verdicts are
    "convolution-explorer": 12,
    "delta-explorer": 17,
    "depth-explorer": 12,
    "digit-pad": 7,
    "edge-of-chaos": 8,
    "graph-explorer": 11,
    "history-timeline": 12,  # and the ways to related entries
    "learning-network": 20,
    "race": 28,
    "relaxing-network": 14,
    "gradient-match": 7,  # its table can be scrolled
    "root-plane": 6,
    "through-time": 12,
    "two-ways": 16,
}


@EACH
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(pages, widget, scheme, axe):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    page.emulate_media(color_scheme=scheme)
    assert barriers(page, axe) == []


@pytest.mark.parametrize(
    ("widget", "settings"),
    [
        (AttentionExplorer, {"start": "six tokens", "causal": True, "back": True}),
        (AttentionExplorer, {"trained": "recall"}),
        (DeltaExplorer, {"stage": "all"}),
        (DigitPad, {"drawing": []}),
        (Docket, {"judge": False, "claim": "N10"}),
        (Docket, {"seed": 5}),
        (GraphExplorer, {"stage": "all", "visits": "overwriting"}),
        (Race, {"surface": "noisy bowl", "rates": 0.01, "step": "all"}),
        (LearningNetwork, {"hidden": [8, 8], "points": [[0, 0, 0], [1, 1, 1]], "steps": 20}),
        (RelaxingNetwork, {"angle": 40}),
        (Timeline, {"labels": "topics", "query": "Hinton"}),
        (Timeline, {"labels": "both"}),
    ],
    ids=[
        "attention",
        "heads",
        "delta",
        "digit",
        "read",
        "ten",
        "graph",
        "race",
        "learning",
        "relaxing",
        "topics",
        "both",
    ],
)
def test_axe_finds_no_barrier_in_another_state(pages, widget, settings, axe):
    page = pages.open(widget(**settings), f".{WIDGETS[widget]}")
    if widget is RelaxingNetwork:
        page.locator("[name=settle]").click()
        page.locator("[name=nudge]").click()
    assert barriers(page, axe) == []


def test_axe_would_find_one(pages, axe):
    page = pages.open(Race(), ".race")
    page.evaluate("document.querySelector('.race').append(document.createElement('button'))")
    assert [line for line in barriers(page, axe) if line.startswith("button-name")] != []


# --- what needs no axe-core

REACH = """nodes => nodes.filter(node => node.getClientRects().length && !node.matches('a, .jump')).map(node => {
    const target = node.matches("[type=checkbox]") ? node.labels[0] : node;
    const { width, height } = target.getBoundingClientRect();
    return [node.getAttribute("name") || node.getAttribute("class") || node.tagName, width, height];
})"""


@EACH
@pytest.mark.parametrize("width", [1100, 420])
def test_what_can_be_hit_is_at_least_24_pixels_wide_and_high(pages, widget, width):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    resize(page, width)
    found = page.locator(f".{WIDGETS[widget]} {TABBED}").evaluate_all(REACH)
    assert len(found) >= 6
    assert [one for one in found if min(one[1:]) < 23.9] == []


def test_numbers_without_a_derivative_can_be_hit_as_well(pages):
    page = pages.open(DeltaExplorer(), ".delta-explorer")
    found = page.locator(f".delta-explorer svg {TABBED}").evaluate_all(REACH)
    assert [one for one in found if min(one[1:]) < 23.9] == []


STOPS_OF = """root => {
    const stops = node => [...node.querySelectorAll("button, select, input, summary, a[href], [tabindex]")]
        .filter(one => one.tabIndex >= 0 && !one.matches(".jump") && !one.disabled && one.getClientRects().length);
    return [stops(root).length, ...[...root.querySelectorAll("svg")].map(drawing => stops(drawing).length)];
}"""


@EACH
def test_a_drawing_is_one_tab_stop(pages, widget):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    total, *drawings = page.locator(f".{WIDGETS[widget]}").evaluate(STOPS_OF)
    assert total == STOPS[WIDGETS[widget]]
    assert max(drawings, default=0) <= 1


FOCUSED = "document.activeElement.getAttribute('data-key') ?? document.activeElement.getAttribute('data-step')"


@pytest.mark.parametrize(("widget", "last"), [(DeltaExplorer, "target,1"), (GraphExplorer, None)])
def test_arrow_keys_go_through_a_drawing_and_tab_comes_back_to_the_same_place(pages, widget, last):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    parts = page.locator(".graph svg[role=group] [tabindex]")
    keys = parts.evaluate_all("nodes => nodes.map(node => node.dataset.key ?? node.dataset.step)")
    page.locator(".graph svg[role=group] [tabindex='0']").focus()
    page.keyboard.press("Home")
    seen = [page.evaluate(FOCUSED)]
    for _ in range(len(keys) + 2):  # the last one stays
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(FOCUSED))
    assert set(seen) == set(keys)
    assert seen[-1] == seen[-3] == (last or seen[-1])
    page.keyboard.press("ArrowLeft")
    here = page.evaluate(FOCUSED)
    assert here != seen[-1]
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == here
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == seen[-1]


def test_tab_leads_to_what_was_selected_elsewhere(pages):
    page = pages.open(DeltaExplorer(), ".delta-explorer")
    page.locator("[name=selected]").select_option("bias,2,1")
    assert page.locator(".graph svg[role=group] [tabindex='0']").get_attribute("data-key") == "bias,2,1"
    chips = page.locator(".chip")
    chips.nth(3).click()
    page.keyboard.press("ArrowRight")
    assert chips.nth(4).evaluate("node => node === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("explorer.get('stage')") == 4
    assert page.locator(".chip[tabindex='0']").count() == 1


NAMES = """nodes => nodes.filter(node => node.getClientRects().length).map(node => {
    const texts = node.matches("svg *") ? [...node.querySelectorAll("text")] : [node];
    const shown = one => one.getClientRects().length && getComputedStyle(one).visibility === "visible";
    const seen = texts.filter(shown).map(one => one.textContent);
    return [node.ariaLabel ?? node.querySelector(":scope > title")?.textContent ?? node.textContent, seen];
})"""


def plain(text: str) -> str:
    """Return letters and digits only, raised and lowered ones as they are."""
    return re.sub(r"[^\w⁰¹²³⁴-⁹₀-₉]", "", text)


@EACH
def test_the_name_of_a_button_contains_what_is_seen_on_it(pages, widget):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    found = page.locator(f".{WIDGETS[widget]} :is(button, [role=button])").evaluate_all(NAMES)
    assert found or widget.__name__ == "GradientMatch"
    for label, seen in found:
        for text in seen:
            assert plain(text) in plain(label), (label, seen)


LEVELS = "nodes => nodes.map(node => Number(node.tagName[1]))"


@EACH
def test_headings_go_down_level_by_level_and_tables_have_heads(pages, widget):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(LEVELS)
    assert levels[:2] == [1, 2]
    assert set(levels[2:]) <= {3}
    heads = page.locator("th").all_text_contents()
    assert [head for head in heads if not head.strip()] == []
    assert page.locator("table tr:first-of-type > td").count() == 0


# --- those that need the kernel, in JupyterLab

KERNEL = ("rate_finder.RateFinder", "seeds_experiment.SeedsExperiment")
HANDLES = """nodes => nodes.map(node => {
    const row = node.closest(".widget-inline-hbox");
    const seen = [".widget-label", ".widget-readout"].map(part => row.querySelector(part).textContent);
    return [[node.ariaLabel, node.getAttribute("aria-valuetext")], seen];
})"""


HITS = """nodes => nodes.map(node => {
    const { left, top, width, height } = node.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const around = [[0, 0], [-11.9, 0], [11.9, 0], [0, -11.9], [0, 11.9]];
    return around.filter(([dx, dy]) => node.contains(document.elementFromPoint(x + dx, y + dy))).length;
})"""
SIZES = """nodes => nodes.map(node => Object.values(node.getBoundingClientRect().toJSON()).slice(2, 4))"""


def in_jupyterlab(run_cell, place: str):
    """Run a cell with an interactive, and return the notebook when its sliders have names."""
    module, name = place.split(".")
    notebook = run_cell(f"from bplib.widgets.{module} import {name}\n{name}()")
    expect(notebook.page.locator("[role=slider]:not([aria-label])")).to_have_count(0)
    return notebook


@pytest.mark.parametrize("place", some(list(KERNEL), 1))
def test_figures_of_the_kernel_can_be_hit_heard_and_seen_in_the_dark(run_cell, place, axe):
    notebook = in_jupyterlab(run_cell, place)
    found = notebook.sliders.evaluate_all(HANDLES)
    assert len(found) >= 2
    assert [said for said, seen in found if said != seen] == []
    notebook.nudge(1)
    assert [said for said, seen in notebook.sliders.evaluate_all(HANDLES) if said != seen] == []
    assert set(notebook.sliders.evaluate_all(HITS)) == {5}, "a handle is to be hit anywhere in 24 pixels"
    others = notebook.page.locator(".jp-OutputArea-output :is(button, select)").evaluate_all(SIZES)
    assert min(min(size) for size in others) >= 24
    look = "node => getComputedStyle(node).filter"
    for theme in ("Light", "Dark"):
        notebook.set_theme(f"JupyterLab {theme}")
        turned = notebook.page.locator(".jp-OutputArea-output img").evaluate(look) != "none"
        assert turned == (theme == "Dark"), "no picture is a white slab in the dark"
        assert barriers(notebook.page, axe, within=".jp-OutputArea-output") == []
