"""The digit pad as it is drawn: every cell, sign, bar and word is the library's, and what the hand does is kept."""

import re

import numpy as np
import pytest
from pages import opening

from bplib.network import Network
from bplib.plotting.number_text import number_text
from bplib.widgets.digit_pad import DigitPad, share_text

open_page = opening(DigitPad, ".digit-pad .pad")
SIGNS = {"positive": 1, "negative": -1, "zero": 0}
READ = """svg => ({
    cells: [...svg.querySelectorAll(".cell")].map(n => [+n.getAttribute("x"), +n.getAttribute("y"), n.dataset.sign,
        +n.getAttribute("fill-opacity"), n.textContent]),
    marks: ["on-pale", "on-dark"].map(name => svg.querySelector(`.${name}`).getAttribute("d") ?? "") })"""


def get(page, name):
    return page.evaluate(f"pad.get('{name}')")


def own_network(loss):
    rng = np.random.default_rng(2)
    network = Network((64, 12, 6, 10), "tanh tanh softmax", loss, rng=rng)
    network.theta = network.theta + rng.normal(0, 0.2, network.theta.size)
    return network


def assert_grid(svg, values, columns, largest, name, signed=True):
    """Compare the cells of a grid, their places, colours, titles and signs, with values."""
    found = svg.evaluate(READ)
    x, y, signs, sizes, titles = zip(*found["cells"], strict=True)
    places = np.arange(len(values))
    assert x == tuple(20 * (places % columns))
    assert y == tuple(20 * (places // columns))
    np.testing.assert_allclose(np.multiply([SIGNS[sign] for sign in signs], sizes), values / largest, atol=6e-4)
    assert list(titles) == [f"{name(i)}: {number_text(value).replace('-', '−')}" for i, value in enumerate(values)]
    for d, (low, high) in zip(found["marks"], ((0.2, 0.6), (0.6, np.inf)), strict=True):
        share = np.abs(values) / largest
        marked = np.flatnonzero((share >= low) & (share < high)) if signed else []
        middles = {i: (20 * (i % columns) + 10, 20 * (i // columns) + 10) for i in marked}
        minus = "".join(f"M{u - 4},{v}h8{f'M{u},{v - 4}v8' if values[i] > 0 else ''}" for i, (u, v) in middles.items())
        assert d == minus


def pixel(k):
    return f"row {k // 8 + 1}, column {k % 8 + 1}"


def largest_words(values):
    return f"largest size {number_text(np.abs(values).max())}"


@pytest.mark.browser
@pytest.mark.parametrize("loss", ["cross_entropy", "quadratic"])
def test_each_cell_bar_and_word_is_that_of_the_library(open_page, loss):
    widget = DigitPad(own_network(loss), target=5, drawing=2)
    page, answer = open_page(widget), widget.answer()
    grids = page.locator(".body .grid")
    assert_grid(grids.nth(0), answer.x, 8, 1, pixel, signed=False)
    assert_grid(grids.nth(1), answer.pixels, 8, np.abs(answer.pixels).max(), pixel)
    told = f"∂C/∂x of the 64 pixels for the target 5; {largest_words(answer.pixels)}"
    assert grids.nth(1).get_attribute("aria-label") == told
    trace = widget.network().forward(answer.x[None])
    units = page.locator(".units .grid")
    heads = page.locator(".units h3").all_text_contents()
    assert heads == ["Hidden layer 1: a", "Their blame: δ", "Hidden layer 2: a", "Their blame: δ"]
    for l, n in ((1, 12), (2, 6)):
        for i, values in ((2 * l - 2, trace.A[l][0]), (2 * l - 1, answer.D[l])):
            assert_grid(units.nth(i), values, min(n, 10), np.abs(values).max(), lambda k: f"unit {k + 1}")
            label = units.nth(i).get_attribute("aria-label")
            assert label.startswith(f"Hidden layer {l}: {'errors δ' if i % 2 else 'activations a'}; ")
            assert label.endswith(largest_words(values))
    legend = page.locator(".body .part", has_text="Pixels’ blame").locator(".note").first
    assert legend.inner_text().splitlines() == ["+ more ink there raises the cost", "− more ink there lowers it"]
    bars = [float(one.get_attribute("width")) for one in page.locator(".answers .bar").all()]
    np.testing.assert_allclose(bars, 122 * answer.a, atol=0.06)
    signs = page.locator(".answers .delta").evaluate_all("nodes => nodes.map(n => n.dataset.sign)")
    assert [SIGNS[one] for one in signs] == np.sign(np.round(answer.D[-1], 2)).tolist()
    assert "−0.00" not in page.locator(".answers").text_content()
    order = np.argsort(-answer.a)
    shares = "; ".join(f"{k}: {share_text(answer.a[k])}" for k in order)
    told = f"The ten outputs, largest first. {shares}. Target 5"
    assert page.locator(".answers").get_attribute("aria-label") == told
    note = page.locator(".body .part", has_text="What it says").locator(".note").text_content()
    assert ("a minus what it should be" in note) == (loss == "cross_entropy")
    room = np.where(answer.x < 1, answer.pixels, np.nan)
    low, high = np.nanargmin(room), np.nanargmax(room)
    words = page.locator(".sentence").text_content()
    assert f"The cost C is {number_text(float(f'{answer.cost:.3g}'))} (a sure 5 would cost 0)." in words
    assert f"lowers it fastest in {pixel(low)} (−" in words
    assert re.search(rf"and raises it fastest in {pixel(high)} \([\d.]+\)\.$", words)
    assert "the target is 5, with δ = " in words
    page.locator("[name=target]").fill(str(order[0]))
    assert f"; {order[0]} is the target. The cost" in page.locator(".sentence").text_content()
    page.evaluate("text => pad.set('own', text)", DigitPad([-np.ones((10, 64))], [np.zeros(10)]).own)
    page.wait_for_function("document.querySelectorAll('.units .grid').length === 0")
    assert "No pixel has a blame above 1e−12" in page.locator(".sentence").text_content()


@pytest.mark.browser
def test_what_the_hand_draws_is_kept_where_it_was_drawn(open_page):
    page = open_page(DigitPad(drawing=[]))
    pad = page.locator(".pad")
    for name in ("undo", "clear", "move", "back"):
        assert page.locator(f"[name={name}]").get_attribute("aria-disabled") == "true", name
    box = pad.bounding_box()
    at = lambda u, v: (box["x"] + u * box["width"], box["y"] + v * box["height"])  # noqa: E731
    page.mouse.click(*at(0.2, 0.6), button="right")
    assert get(page, "strokes") == []
    page.mouse.move(*at(0.2, 0.6))
    page.mouse.down()
    other = "id => document.querySelector('.pad').dispatchEvent(new PointerEvent('pointerup', { pointerId: id }))"
    page.evaluate(other, 99)
    page.mouse.move(*at(0.7, 0.9), steps=5)
    page.mouse.up()
    page.mouse.move(*at(0.1, 0.1), steps=3)
    (stroke,) = get(page, "strokes")
    np.testing.assert_allclose(np.multiply([*stroke[:2], *stroke[-2:]], 1 / 256), [0.2, 0.6, 0.7, 0.9], atol=0.02)
    path = page.locator(".strokes path")
    assert path.get_attribute("d") == "M" + "L".join(f"{x},{y}" for x, y in np.reshape(stroke, (-1, 2)))
    page.locator("[name=clear]").click()
    assert page.locator("[aria-live]").text_content() == "the pad is empty; target 8"
    page.mouse.click(*at(0.5, 0.5))
    assert re.fullmatch(r"M12[789],12[789]h0", path.get_attribute("d")), "a dot"


@pytest.mark.browser
def test_keys_end_a_stroke_and_do_not_leave_the_pad(open_page):
    page = open_page(DigitPad(drawing=[]))
    pad = page.locator(".pad")
    strokes = lambda: len(get(page, "strokes"))  # noqa: E731
    page.evaluate("addEventListener('keydown', e => setTimeout(() => (window.prevented = e.defaultPrevented)), true)")
    for key, kept in ((" ", True), ("ArrowDown", True), ("Control+ArrowUp", False), ("q", False)):
        page.evaluate("window.prevented = null")
        pad.press(key)
        page.wait_for_function("window.prevented !== null")
        assert page.evaluate("window.prevented") == kept, key
    assert (strokes(), pad.get_attribute("data-pen")) == (1, "down")
    assert page.locator(".cursor .cross").get_attribute("d") == "M119,136h18M128,127v18"
    pad.press("Escape")
    assert (strokes(), pad.get_attribute("data-pen")) == (1, "up")
    pad.press("ArrowRight")
    assert len(get(page, "strokes")[0]) == 4
    pad.press(" ")
    page.locator("[name=example]").focus()
    assert pad.get_attribute("data-pen") == "up"
    pad.press("ArrowLeft")
    assert [len(stroke) for stroke in get(page, "strokes")] == [4, 2], "who leaves the pad lifts the pen"
    for _ in range(6):
        pad.press("Shift+ArrowUp")
    pad.press("ArrowDown")
    assert page.locator("[aria-live]").text_content() == "Pen up: 16 from the left, 1 from the top, of 32"


@pytest.mark.browser
def test_an_example_and_reset_take_the_moves_of_the_ink_back(open_page):
    page = open_page()
    example, move, target = (page.locator(f"[name={name}]") for name in ("example", "move", "target"))
    assert example.input_value() == "3"
    move.click()
    example.select_option("0")
    assert (get(page, "moves"), example.input_value()) == (0, "0")
    target.fill("4")
    page.locator("[name=restore]").click()
    assert (target.input_value(), get(page, "target"), example.input_value()) == ("8", 8, "3")
    page.locator("[name=clear]").click()
    assert example.input_value() == ""
