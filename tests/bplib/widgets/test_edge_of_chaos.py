"""The edge of chaos: its mathematics in the browser against bplib.depth, what ships with it, its words and its page."""

import json
import re

import numpy as np
import pytest
from pages import module_of, opening, resize

from bplib.activations import tanh
from bplib.depth.mean_field import MeanField, critical_weights
from bplib.plotting.number_text import number_text
from bplib.widgets.edge_of_chaos import EdgeOfChaos
from bplib.widgets.edge_of_chaos.plane import (
    CELLS,
    LINE,
    Point,
    circle,
    mean_cosine,
    middles,
    point_at,
    seen,
    shipped,
    staircase,
)
from bplib.widgets.edge_of_chaos.trainability import BIASES, WEIGHTS, share_learnt
from bplib.widgets.edge_of_chaos.words import verdict

PLACES = [(w, b) for w in (0.05, 0.8, 1.76, 2.5, 5.0) for b in (0.01, 0.05, 0.4, 1.0)]

# --- what ships with it


def test_the_cells_and_the_line_are_those_of_mean_field_theory():
    logs = np.reshape(shipped()["log_chi"], CELLS[::-1])
    assert logs.size <= 1000
    across, up = middles()
    for row, column in ((0, 0), (0, 13), (3, 21), (12, 39), (24, 20)):
        expected = np.log(MeanField(tanh, across[column], up[row]).chi())
        assert logs[row, column] == pytest.approx(expected, abs=6e-4)
    assert [biases for _, biases in shipped()["line"]] == list(LINE)
    for weights, biases in shipped()["line"][3::5]:
        assert weights == pytest.approx(critical_weights(tanh, biases), abs=1e-4)


def test_what_networks_learn_can_be_measured_again():
    """One network of nine here; single ones differ much where they learn, also from processor to processor."""
    found = {(one["weights"], one["biases"]): one["share"] for one in shipped()["trained"]}
    assert set(found) == {(w, b) for w in WEIGHTS for b in BIASES}
    assert share_learnt(1.0, 0.05, 0) == pytest.approx(found[1.0, 0.05], abs=0.03)
    assert share_learnt(1.76, 0.05, 0) == pytest.approx(found[1.76, 0.05], abs=0.3)


def test_networks_that_begin_near_the_line_learn_most():
    found = {(one["weights"], one["biases"]): one["share"] for one in shipped()["trained"]}
    low = {w: found[w, 0.05] for w in WEIGHTS}
    assert max(low, key=low.get) in (1.4, 1.76, 2.2)
    assert max(low.values()) > 0.5
    assert max(low[0.5], low[1.0]) < 0.2
    assert low[4.5] < 0.3


# --- in Python


@pytest.mark.parametrize(("weights", "kind"), [(1.0, "order"), (1.761, "edge"), (4.0, "chaos")])
def test_a_point_is_what_the_library_says(weights, kind):
    point, field = point_at(weights, 0.05), MeanField(tanh, weights, 0.05)
    assert point.kind == kind
    assert (point.length, point.chi) == (pytest.approx(field.fixed_length()), pytest.approx(field.chi()))
    assert point.cosine == pytest.approx(field.fixed_correlation() if kind != "edge" else 1, abs=1e-3)
    q, c = point.length, staircase(weights, 0.05, 40)
    assert c[0] == pytest.approx(np.cos(np.radians(54)))
    assert c[3] == pytest.approx(field.correlation_after(c[2], q))
    if kind != "edge":  # what is missing shrinks by the slope
        missing = np.abs(c - point.cosine)
        assert missing[13] / missing[12] == pytest.approx(point.slope, abs=0.02)
        assert point.depth == pytest.approx(-1 / np.log(point.slope))


def test_the_edge_is_where_delta_changes_by_less_than_a_hundredth_in_a_layer():
    logs = {"order": -0.011, "edge": 0.009, "chaos": 0.011}
    assert [Point(1.0, np.exp(log), 1.0, 1.0, 1.0).kind for log in logs.values()] == list(logs)


def test_the_circle_begins_as_one_and_does_what_theory_says():
    for weights, radius in ((1.0, (0, 0.25)), (4.0, (0.5, 1.0))):
        levels, q = circle(weights, 0.05, 12), point_at(weights, 0.05).length
        np.testing.assert_allclose(np.linalg.norm(seen(levels[0], q), axis=1), 1)
        assert mean_cosine(levels[0]) == pytest.approx(np.cos(np.radians(54)))
        size = np.sqrt((seen(levels[-1], q) ** 2).sum(axis=1).mean())
        assert radius[0] < size < radius[1]
        assert mean_cosine(levels[1]) == pytest.approx(staircase(weights, 0.05, 1)[1], abs=0.1)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (
            1.0,
            "Order: χ₁ = 0.759 < 1. δ vanishes, with the factor √χ₁ = 0.871 a layer. Two inputs become alike (c* = 1): "
            "what is missing to that shrinks by a factor of e in ξ_c = 3.63 layers.",
        ),
        (
            1.76,
            "The edge: χ₁ = 1. δ keeps its size, with the factor √χ₁ = 1 a layer. Two inputs become alike (c* = 1), "
            "but more slowly than by a factor of e in 1,000 layers (ξ_c): a signal gets far.",
        ),
        (
            4.0,
            "Chaos: χ₁ = 1.34 > 1. δ explodes, with the factor √χ₁ = 1.16 a layer. Two inputs end at c* = 0.165: "
            "what is missing to that shrinks by a factor of e in ξ_c = 6.98 layers.",
        ),
    ],
)
def test_the_verdict(weights, said):
    assert verdict(point_at(weights, 0.05)) == said


def test_the_description_and_the_record():
    widget = EdgeOfChaos(1.0, layer=10)
    lines = widget.description().splitlines()
    assert lines[0].startswith("The edge of chaos: tanh, σ_w² = 1, σ_b² = 0.05. Order: χ₁ = 0.759 < 1.")
    assert lines[1] == "After 10 layers inputs that began 54° apart have the cosine 0.966, predicted 0.975."
    assert re.match(
        r"Of 28 starts with 40 layers that from σ_w² = (1.76|2.2), σ_b² = 0.05 leads furthest in 120", lines[2]
    )
    assert "shipped" not in json.dumps(widget.record())


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"weights": 0.01}, ValueError, r"weights must lie in \[0.05, 5\], got 0.01"),
        ({"biases": 0}, ValueError, r"biases must lie in \[0.01, 1\], got 0"),
        ({"layer": 21}, ValueError, r"layer must lie in \[0, 20\], got 21"),
        ({"layer": 1.5}, TypeError, "layer must be a whole number"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        EdgeOfChaos(**options)


def test_the_figure_shows_the_point_the_circle_and_the_steps():
    widget = EdgeOfChaos(4.0, 0.3, 6)
    plane, circles, stairs = widget.figure().axes
    assert plane.lines[-1].get_xydata().tolist() == [[4.0, 0.3]]
    np.testing.assert_allclose(plane.images[0].get_array().ravel(), shipped()["log_chi"])
    np.testing.assert_allclose(circles.lines[0].get_xydata()[:-1], seen(widget.circle()[-1], widget.point().length))
    steps = stairs.lines[2].get_xydata()
    np.testing.assert_allclose(steps[1::2, 1], staircase(4.0, 0.3, 6)[1:])
    before, after = stairs.lines[1].get_xydata().T
    np.testing.assert_allclose(after, [staircase(4.0, 0.3, 1, c)[1] for c in before])
    cosines = [mean_cosine(z) for z in widget.circle()]
    np.testing.assert_allclose(stairs.lines[3].get_xydata(), np.column_stack([cosines[:-1], cosines[1:]]))
    said = [text.get_text() for text in plane.texts if text.get_text().isdigit()]
    assert said == [str(round(100 * one["share"])) for one in shipped()["trained"]]


# --- the mathematics, in a browser

module = module_of(EdgeOfChaos)

EVERYTHING = """([weights, biases, layer]) => {
    const state = { weights, biases, layer };
    const { map, depth, ...point } = module.pointAt(state);
    const levels = module.circle(state, point.length, module.drawnOnce());
    const [predicted, cosines] = [module.staircase(map, layer), levels.map(module.meanCosine)];
    return { point, depth: Math.min(depth, 1e9), predicted, cosines,
        seen: module.seen(levels.at(-1), point.length), said: module.verdict({ ...point, depth }) };
}"""


@pytest.mark.browser
def test_the_browser_computes_what_the_library_computes(module):
    for i, (weights, biases) in enumerate(PLACES):
        layer = (0, 3, 8)[i % 3]
        found, expected = module.evaluate(EVERYTHING, [weights, biases, layer]), point_at(weights, biases)
        for name, close in (("length", 1e-9), ("chi", 1e-8), ("cosine", 1e-5), ("slope", 1e-4)):
            assert found["point"][name] == pytest.approx(getattr(expected, name), rel=close, abs=close), (
                weights,
                biases,
            )
        assert found["point"]["kind"] == expected.kind
        assert found["depth"] == pytest.approx(min(expected.depth, 1e9), rel=2e-3)
        assert found["said"] == verdict(expected)
        np.testing.assert_allclose(found["predicted"], staircase(weights, biases, layer), atol=1e-6)
        levels = circle(weights, biases, layer)
        np.testing.assert_allclose(found["cosines"], [mean_cosine(z) for z in levels], rtol=1e-9)
        np.testing.assert_allclose(found["seen"], seen(levels[-1], expected.length), atol=1e-9)


BAD = [
    *({name: value} for name, values in (("weights", (0, 5.1)), ("biases", (0, 1.1))) for value in values),
    *({"layer": value} for value in (-1, 1.5, 21)),
]


@pytest.mark.browser
def test_a_state_that_cannot_be_shown_is_an_error(module):
    ask = "state => { try { module.checkState(state); return true; } catch { return false; } }"
    good = {"weights": 1, "biases": 0.05, "layer": 10}
    assert module.evaluate(ask, good)
    assert [change for change in BAD if module.evaluate(ask, good | change)] == []


# --- the page

open_page = opening(EdgeOfChaos, ".edge-of-chaos .point[transform]")


def assert_page_is_right(page):
    """Compare sentence, point and curves with what the library computes from the settings of the page."""
    state = page.evaluate("Object.fromEntries(['weights', 'biases', 'layer'].map(name => [name, chaos.get(name)]))")
    widget = EdgeOfChaos(**state)
    point = widget.point()
    assert page.locator(".sentence").text_content() == verdict(point)
    place = page.locator(".plane .point").get_attribute("transform")
    x, y = (float(u) for u in re.findall(r"-?[\d.]+", place))
    assert (x, y) == (
        pytest.approx(44 + widget.weights / 5 * 348, abs=0.06),
        pytest.approx(328 - 320 * widget.biases, abs=0.06),
    )
    found = points_of(page, ".circle svg[role=img] .curve")
    expected = seen(widget.circle()[-1], point.length)
    np.testing.assert_allclose(found, [220, 168] + 105 * expected * (1, -1), atol=0.06)
    steps = points_of(page, ".stairs svg[role=img] .staircase")
    predicted = staircase(widget.weights, widget.biases, widget.layer)
    np.testing.assert_allclose(steps[1::2, 1], 328 - 0.97 * 320 * predicted[1:], atol=0.06)
    label = page.locator(".stairs svg[role=img]").get_attribute("aria-label")
    assert f"after {widget.layer} layers, predicted" in label
    return widget


def points_of(page, selector):
    """Return the points of a path."""
    path = page.locator(selector).get_attribute("d")
    return np.array([point.split(",") for point in re.findall(r"[ML](-?[\d.]+,-?[\d.]+)", path)], float)


@pytest.mark.browser
def test_the_point_follows_mouse_keys_and_sliders(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    assert_page_is_right(page)
    box = page.locator(".plane svg[role=group]").bounding_box()

    def at(w, b):
        scale = box["width"] / 400
        return box["x"] + (44 + w / 5 * 348) * scale, box["y"] + (328 - 320 * b) * scale

    page.mouse.move(*at(1.76, 0.05))
    page.mouse.down()
    page.mouse.move(*at(3.0, 0.4), steps=3)
    widget = assert_page_is_right(page)
    assert (widget.weights, widget.biases) == (pytest.approx(3, abs=0.02), pytest.approx(0.4, abs=0.004))
    page.mouse.move(*at(6, -1), steps=2)
    page.mouse.up()
    widget = assert_page_is_right(page)
    assert (widget.weights, widget.biases) == (5, 0.01), "it stays within the plane"
    point = page.locator(".plane .point")
    assert point.evaluate("node => node === document.activeElement")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    widget = assert_page_is_right(page)
    assert (widget.weights, widget.biases) == (4.94, 0.03)
    chi = number_text(round(widget.point().chi, 2))
    assert point.get_attribute("aria-valuetext") == f"σ_w² = 4.94, σ_b² = 0.03: chaos, χ₁ = {chi}"
    page.locator("[name=layer]").press("End")
    page.locator("[name=order]").click()
    assert page.locator(".sentence").get_attribute("data-kind") == "order"
    page.locator("[name=weights]").press("ArrowRight")
    page.locator("[name=biases]").press("ArrowRight")
    widget = assert_page_is_right(page)
    assert (widget.weights, widget.biases, widget.layer) == (1.01, 0.06, 20)
    page.locator("[name=restore]").click()
    assert assert_page_is_right(page).weights == 1.76
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_a_finger_moves_the_point_and_does_not_scroll(open_page):
    page = open_page()
    svg = page.locator(".plane svg[role=group]")
    assert svg.evaluate("node => getComputedStyle(node).touchAction") == "none"
    box = svg.bounding_box()
    for kind in ("pointerdown", "pointerup"):
        place = {"clientX": box["x"] + box["width"] / 2, "clientY": box["y"] + box["height"] / 2}
        page.evaluate("document.querySelector('.plane svg[role=group]').setPointerCapture = () => {}")
        svg.dispatch_event(kind, {**place, "pointerId": 5, "pointerType": "touch", "button": 0, "bubbles": True})
    assert assert_page_is_right(page).weights == pytest.approx(156 / 348 * 5, abs=0.02)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 390, 800, 1280])
def test_nothing_sticks_out_and_nothing_jumps_or_moves_by_itself(open_page, width):
    page = open_page()
    resize(page, width)
    top = "document.querySelector('.body').getBoundingClientRect().top"
    tops = []
    for name in ("order", "edge", "chaos"):
        page.locator(f"[name={name}]").click()
        tops.append(page.evaluate(top))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert max(tops) - min(tops) < 1
    assert page.evaluate("document.getAnimations().length") == 0
