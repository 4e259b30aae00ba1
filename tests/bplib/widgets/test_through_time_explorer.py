"""Through time: its mathematics in the browser against the recurrent layers of the library, its words and its page."""

import re

import numpy as np
import pytest
from matplotlib.colors import same_color
from pages import module_of, opening, resize

from bplib.plotting.style import NEGATIVE, POSITIVE
from bplib.widgets.through_time import ThroughTime
from bplib.widgets.through_time.network import KINDS, drawn, forward, gradient_of_U

GRID = [
    {"kind": kind, "n": n, "moments": T, "radius": r, "gain": gain, "keep": keep, "window": window, "seed": T}
    for kind in KINDS
    for n, T, r, gain, keep, window in (
        (3, 30, 1.0, 0.5, 1.0, "all"),
        (1, 2, 0.5, 1.0, -2.0, 1),
        (8, 60, 1.3, 0.7, 5.0, 20),
        (4, 17, 3.0, 0.2, 0.0, 5),
        (5, 60, 0.3, 2.0, -5.0, 59),
        (2, 12, 0.9, 0.0, 8.0, 3),
        (2, 12, 0.0, 1.0, 0.0, 3),
    )
]

# --- in Python


def test_without_inputs_the_rule_holds_exactly():
    for radius, last in ((0.9, 0.0018), (1.1, 304)):
        found = ThroughTime(moments=60, radius=radius, gain=0).measured()
        np.testing.assert_allclose(found.length, radius ** np.arange(59.0, -1, -1), rtol=1e-12)
        assert radius * found.length[0] == pytest.approx(last, rel=0.02), "r to the power 60"


def test_the_weights_are_orthogonal_and_the_cost_has_a_gradient_of_length_1():
    W, U, _, top = drawn(4, 5)
    for matrices in (W, U):
        np.testing.assert_allclose(matrices @ matrices.swapaxes(1, 2), np.tile(np.eye(5), (4, 1, 1)), atol=1e-14)
    assert np.linalg.norm(top) == pytest.approx(1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradients_are_derivatives_and_the_shares_add_up(kind):
    widget = ThroughTime(kind, moments=9, gain=0.8, window=4)
    made, found = forward(widget.settings()), widget.measured()
    at, step = np.unravel_index(5, made.p.view.U.shape), 1e-6
    ends = []
    for sign in (1, -1):
        made.p.view.U[at] += sign * step
        ends.append((made.layer.unroll(made.p.view, made.x)[0][-1, 0] * made.top).sum())
        made.p.view.U[at] -= sign * step
    whole, kept = gradient_of_U(made, 9), gradient_of_U(made, 4)
    assert whole[at] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)
    assert found.share.sum() == pytest.approx(1)
    assert found.share[0] == 0, "the first state before is 0"
    assert found.kept == pytest.approx(found.share[5:].sum())
    assert found.cosine == pytest.approx((kept * whole).sum() / np.linalg.norm(kept) / np.linalg.norm(whole))
    assert found.norm == pytest.approx(np.linalg.norm(whole))


def test_the_gate_that_keeps_has_the_bias():
    for kind, gates, keeps in (("lstm", 4, 2), ("gru", 3, 1)):
        b = forward(ThroughTime(kind, keep=2.5).settings()).p.view.b.reshape(gates, -1)
        assert [set(gate) for gate in b] == [{2.5} if gate == keeps else {0.0} for gate in range(gates)]


def test_the_gradient_of_a_cell_is_the_derivative_by_all_that_it_does():
    widget, step = ThroughTime("lstm", n=2, moments=6, gain=0.8, keep=0.3), 1e-6
    made, found = forward(widget.settings()), widget.measured()
    _, S, H, C = made.seen
    for t in range(6):
        slopes = []
        for j in range(2):
            ends = []
            for sign in (1, -1):
                c = C[t + 1].copy()
                c[:, j] += sign * step
                h = S[t, :, :2] * np.tanh(c)
                last = made.layer.unroll(made.p.view, made.x[t + 1 :], (h, c))[0][-1] if t < 5 else h
                ends.append((last * made.top).sum())
            slopes.append((ends[0] - ends[1]) / (2 * step))
        assert np.linalg.norm(slopes) == pytest.approx(found.cell[t], rel=1e-6)
    np.testing.assert_allclose(H[1:, 0], found.states)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"kind": "elman"}, ValueError, "kind must be one of rnn, lstm, gru; got 'elman'"),
        ({"n": 9}, ValueError, r"n must lie in \[1, 8\], got 9"),
        ({"moments": 1}, ValueError, r"moments must lie in \[2, 60\], got 1"),
        ({"moments": 2.0}, TypeError, "moments must be a whole number"),
        ({"radius": 3.1}, ValueError, "radius must lie in"),
        ({"gain": -1}, ValueError, "gain must lie in"),
        ({"keep": 9}, ValueError, "keep must lie in"),
        ({"window": 0}, ValueError, "window must lie in"),
        ({"window": "none"}, TypeError, "window must be a whole number"),
        ({"seed": 10000}, ValueError, "seed must lie in"),
        ({"moment": 0}, ValueError, "moment must lie in"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        ThroughTime(**options)


SAID = [
    (
        {},
        "Through time: tanh units, n = 3, T = 30, radius 1, gain 0.5, no gates. From t = 30 down to t = 1, 29 moments, "
        "|∂C/∂h| is multiplied by 1.3e−4. The rule rᵏ says 1. ∂C/∂U is the sum over all 30 uses of U.",
    ),
    ({"radius": 0.9, "gain": 0}, "multiplied by 0.0471. The rule rᵏ says 0.0471. h is 0 all the time, so ∂C/∂U is 0."),
    ({"kind": "gru", "window": 1}, "The gate z alone, at its bias: 1.1e−4. The window leaves the last use of U: "),
    (
        {"kind": "lstm", "keep": 5, "moments": 60, "window": 20},
        "the gate f alone, at its bias: 0.673. The window leaves the last 20",
    ),
    ({"radius": 0.1, "moments": 60}, " At t = 44 it is below 1e−16 of that at the end. "),
    ({"moments": 2, "window": 1}, "From t = 2 down to t = 1, 1 moment, "),
]


@pytest.mark.parametrize(("options", "said"), SAID)
def test_the_description(options, said):
    assert said in ThroughTime(**options).description()


def test_the_figure_shows_what_is_measured():
    widget = ThroughTime("lstm", window=7)
    found = widget.measured()
    states, lengths, shares = widget.figure().axes
    np.testing.assert_allclose(states.collections[0].get_array().reshape(3, 30), found.states.T)
    length, cell, rule = (line.get_ydata() for line in lengths.lines)
    np.testing.assert_allclose([length, cell], [found.length, found.cell])
    assert rule[-2] / rule[-1] == pytest.approx(1 / (1 + np.exp(-1)))
    np.testing.assert_allclose([bar.get_height() for bar in shares.patches], 100 * found.share, atol=1e-12)
    assert sum(bar.get_facecolor()[3] > 0 for bar in shares.patches) == 7
    assert rule[-1] == pytest.approx(found.cell[-1])
    assert states.collections[0].get_clim() == (-1, 1)
    assert states.get_ylim() == (3, 0), "the first unit is on top"
    colours = [POSITIVE if share >= 0 else NEGATIVE for share in found.share]
    assert len(set(colours)) == 2
    assert all(map(same_color, (bar.get_edgecolor() for bar in shares.patches), colours))


# --- the mathematics, in a browser

module = module_of(ThroughTime)

MEASURED = """states => states.map(given => {
    const state = module.inReach(given);
    const found = module.measured(state, module.weightsOf(state.seed, state.n));
    return { ...found, said: module.sentences(state, found, module.ruleOf(state, found)) };
})"""


@pytest.mark.browser
def test_the_browser_computes_what_the_library_computes(module):
    widgets = [ThroughTime(**settings) for settings in GRID] + [ThroughTime(**options) for options, _ in SAID]
    for widget, got in zip(widgets, module.evaluate(MEASURED, [one._state() for one in widgets]), strict=True):
        found = widget.measured()
        np.testing.assert_allclose(got["states"], found.states, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(got["length"], found.length, rtol=1e-9)
        np.testing.assert_allclose(got["share"], found.share, rtol=1e-9, atol=1e-9)
        assert (got["cell"] is None) == (found.cell is None)
        if found.cell is not None:
            np.testing.assert_allclose(got["cell"], found.cell, rtol=1e-9)
        np.testing.assert_allclose([got["kept"], got["norm"]], [found.kept, found.norm], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(np.array(got["cosine"], float), found.cosine, rtol=1e-9)
        assert widget.description().splitlines()[0].endswith(got["said"])


BAD = [
    {"kind": "constructor"},
    *({"n": value} for value in (0, 9, 1.5)),
    *({"moments": value} for value in (1, 61)),
    *({name: value} for name, value in (("radius", 3.1), ("radius", "1"), ("gain", -0.1), ("keep", 9))),
    *({name: 0} for name in ("window", "moment")),
    {"seed": -1},
]


@pytest.mark.browser
def test_a_state_that_cannot_be_shown_is_an_error(module):
    ask = "state => { try { module.checkState(state); return true; } catch { return false; } }"
    good = ThroughTime()._state()
    assert module.evaluate(ask, good)
    assert [changes for changes in BAD if module.evaluate(ask, {**good, **changes})] == []


# --- the page

open_page = opening(ThroughTime, ".through-time .chart .frame")
NAMES = ["kind", "n", "moments", "radius", "gain", "keep", "window", "seed", "moment"]


def assert_page_is_right(page):
    """Compare the sentence, the points and the bars with what the library computes from the state of the page."""
    state = page.evaluate(f"Object.fromEntries({NAMES}.map(name => [name, time.get(name)]))")
    widget = ThroughTime(**state)
    found = widget.measured()
    assert widget.description().splitlines()[0].endswith(page.locator(".sentence").text_content())
    path = page.locator(".chart svg[role=img] .dots.length").get_attribute("d")
    heights = np.array([float(y) for y in re.findall(r"M[\d.]+,([\d.]+)", path)])
    powers = np.log10(found.length)
    np.testing.assert_allclose(np.polyval(np.polyfit(powers, heights, 1), powers), heights, atol=0.1)
    bars = page.locator(".bar").evaluate_all(
        "nodes => nodes.map(node => [node.height.baseVal.value, node.classList.contains('cut')])"
    )
    tall, cut = np.array(bars, float).T
    share = np.abs(found.share)
    np.testing.assert_allclose(tall, share * tall.max() / (share.max() or 1), atol=0.2)
    assert cut.sum() == max(0, widget.moments - widget.window)
    return widget


@pytest.mark.browser
def test_settings_by_mouse_and_by_keyboard(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    assert_page_is_right(page)
    assert page.locator("[name=keep]").is_disabled()
    page.locator("[name=kind]").select_option("lstm")
    for name, key in (("radius", "ArrowRight"), ("gain", "ArrowLeft"), ("keep", "End"), ("n", "ArrowRight")):
        page.locator(f"[name={name}]").focus()
        page.keyboard.press(key)
    page.locator("[name=seed]").fill("7")
    page.locator("[name=seed]").press("Tab")
    widget = assert_page_is_right(page)
    assert (widget.kind, widget.radius, widget.gain, widget.keep, widget.n, widget.seed) == (
        "lstm",
        1.05,
        0.45,
        8,
        4,
        7,
    )
    page.locator("[name=window]").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("[name=window]").get_attribute("aria-valuetext") == "29 moments"
    page.keyboard.press("Home")
    assert assert_page_is_right(page).window == 1
    page.keyboard.press("End")
    assert page.locator("[name=window]").get_attribute("aria-valuetext") == "all"
    page.locator("[name=moments]").focus()
    page.keyboard.press("End")
    assert assert_page_is_right(page).moments == 60, "and the window still spans all of them"
    assert page.locator(".bar.cut").count() == 0
    page.locator("[name=rule]").click()
    assert "The rule rᵏ says 0.002." in page.locator(".sentence").text_content()
    assert page.locator(".bar[data-sign=zero]").count() == 60
    page.locator("[name=restore]").click()
    widget = assert_page_is_right(page)
    assert (widget.kind, widget.moments, widget.seed, widget.keep) == ("rnn", 30, 0, 1)
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_looking_at_a_moment(open_page):
    page = open_page(ThroughTime("lstm", moments=12, window=5))
    said = lambda: page.locator(".moment").text_content()  # noqa: E731
    assert said().startswith("t = 12, k = 0 before the end: |∂C/∂h| = 1, |∂C/∂c| = ")
    page.locator("[name=moment]").focus()
    page.keyboard.press("Home")
    assert said().endswith("This use of U adds 0 % of ∂C/∂U. The window cuts it away.")
    box = page.locator(".chart svg[role=img]").bounding_box()
    column = lambda t: box["x"] + 58 + (t - 0.5) * (box["width"] - 68) / 12  # noqa: E731
    page.mouse.move(column(9), box["y"] + 200)
    assert said().startswith("t = 9, k = 3")
    assert "cuts" not in said()
    assert page.evaluate("time.get('moment')") == 1, "who only points chooses nothing"
    page.mouse.move(5, 5)
    assert said().startswith("t = 1, ")
    page.mouse.move(column(4), box["y"] + 200)
    page.mouse.down()
    page.mouse.move(column(6), box["y"] + 200, steps=3)
    page.mouse.up()
    assert page.evaluate("time.get('moment')") == 6
    page.evaluate("time.set('window', 2)")
    page.wait_for_function("document.querySelectorAll('.bar.cut').length === 10")
    assert_page_is_right(page)


@pytest.mark.browser
def test_a_narrow_window(open_page):
    page = open_page(ThroughTime("gru", moments=60, window=9))
    resize(page, 390)
    page.wait_for_function("document.querySelector('.chart svg').viewBox.baseVal.width < 390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_page_is_right(page)
    resize(page, 1100)


@pytest.mark.browser
def test_the_moment_is_marked_without_a_change_of_what_is_there(open_page):
    page = open_page(ThroughTime(moments=60, moment=20))
    box = "selector => { const { x, y, width, height } = document.querySelector(selector).getBBox();"
    box += " return [x, y, x + width, y + height]; }"
    for width in (390, 1280):
        resize(page, width)
        page.wait_for_function(f"document.querySelector('.chart svg').viewBox.baseVal.width <= {width}")
        (left, top, _, _), (a, _, b, _) = (page.evaluate(box, one) for one in (".here", "path.use"))
        bottoms = "[...document.querySelectorAll('.state')].map((one) => one.getBBox().y + one.getBBox().height)"
        assert top >= max(page.evaluate(bottoms)), "colours of states lie on paper alone"
        assert b - a >= 15, "the arrow can be seen"
        assert (a + b) / 2 == pytest.approx(left, abs=1), "its middle is where the moment begins"
