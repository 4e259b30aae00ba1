"""The digit pad: from strokes to 8 by 8, the network that comes along, those handed in, and all that a hand can do."""

import base64
import json
import re
from itertools import pairwise

import numpy as np
import pytest
from digit_pad_network import TARGET, measured, stored
from pages import cell_that_hears, module_of, opening, resize
from playwright.sync_api import expect
from traitlets import TraitError

from bplib.network import Network
from bplib.widgets.digit_pad import DigitPad, share_text
from bplib.widgets.digit_pad.examples import EXAMPLES
from bplib.widgets.digit_pad.reduction import FIELD, field, reduced

LINE = [[(128, 40), (128, 90), (128, 210)]]


def moved(strokes, scale=1.0, by=(0.0, 0.0)):
    """Return strokes of numbers, scaled and moved."""
    return [(np.reshape(stroke, (-1, 2)) * scale + by).ravel().tolist() for stroke in strokes]


def random_strokes(rng):
    """Return up to four strokes of whole numbers."""
    return [rng.integers(0, 257, 2 * rng.integers(1, 9)).tolist() for _ in range(rng.integers(1, 5))]


def own_lists(rng, sizes=(64, 7, 10)):
    """Return W and b as in lesson 4."""
    pairs = list(pairwise(sizes))
    return [None, *(rng.normal(0, 0.3, (n, k)) for k, n in pairs)], [None, *(rng.normal(0, 0.1, n) for _, n in pairs)]


def own_network(rng, units="tanh relu softmax", loss="cross_entropy", sizes=(64, 9, 6, 10)):
    network = Network(sizes, units, loss, rng=rng)
    network.theta = network.theta + rng.normal(0, 0.1, network.theta.size)
    return network


# --- from strokes to numbers


def test_it_does_not_matter_where_one_draws_and_hardly_how_large(rng):
    for strokes in (*EXAMPLES, random_strokes(rng)):
        x = reduced(strokes)
        np.testing.assert_array_equal(reduced(moved(strokes, by=(37, -21))), x)
        for scale in (0.4, 0.77, 1.3):
            assert np.abs(reduced(moved(strokes, scale)) - x).max() <= 2 / 16
            assert np.abs(reduced(moved(strokes, scale)) - x).mean() < 0.01


def test_a_drawing_fills_the_field_in_its_longer_direction_and_stands_in_the_middle():
    for strokes, axis in ((moved([[0, 0, 30, 100]]), 0), (moved([[10, 0, 90, 20]]), 1)):
        rows, columns = (np.flatnonzero(field(strokes).any(axis=other)) for other in (1, 0))
        spans = [(rows[0], rows[-1]), (columns[0], columns[-1])]
        assert spans[axis] == (0, FIELD - 1)
        assert sum(spans[1 - axis]) == FIELD - 1
        assert np.ptp(spans[1 - axis]) < FIELD / 2


def test_a_line_is_four_pixels_thick_a_dot_stays_small_and_nothing_is_nothing():
    x = reduced([[128, 40, 128, 210]]).reshape(8, 8)
    np.testing.assert_array_equal(x[1:-1], np.tile([0, 0, 0, 0.5, 0.5, 0, 0, 0], (6, 1)))
    assert 8 <= field([[5, 5]]).sum() <= 16
    assert field([[5, 5]])[15:17, 15:17].all()
    assert reduced([]).tolist() == reduced([[]]).tolist() == [0.0] * 64


# --- the network that comes along


def test_the_stored_network_reads_test_digits_as_they_are_and_however_they_are_drawn():
    shares = measured(stored(), every=3)
    lowest = {name: 0.95 if "pad" in name else 0.97 for name in shares} | {"strokes": 0.92, "examples": 1.0}
    assert len(shares) >= 8
    assert {name: share for name, share in shares.items() if share < lowest[name]} == {}
    for lean in (-20, 0, 20):
        assert DigitPad(drawing=[[(128 - lean, 40), (128 + lean, 210)]]).answer().a.argmax() == 1


def test_the_stored_network_is_small():
    assert TARGET.stat().st_size < 20_500
    assert DigitPad().network().sizes == stored().sizes == (64, 40, 10)
    np.testing.assert_allclose(DigitPad().network().theta, stored().theta, rtol=1e-7)


# --- networks that are handed in


def test_a_learner_hands_in_lists_with_or_without_none_or_a_network(rng):
    W, b = own_lists(rng)
    x = DigitPad().x[None]
    a = 1 / (1 + np.exp(-(x @ W[1].T + b[1]))) @ W[2].T + b[2]
    a = np.exp(a) / np.exp(a).sum()
    for widget in (DigitPad(W, b), DigitPad(W[1:], tuple(b[1:]))):
        np.testing.assert_allclose(widget.answer().a, a[0], rtol=1e-5)
    network = own_network(rng)
    widget = DigitPad(network)
    np.testing.assert_array_equal(widget.network().theta, network.theta.astype(np.float32))
    assert [f.name for f in widget.network().f[1:]] == ["tanh", "relu", "softmax"]


def test_what_was_learnt_from_standardised_pictures_gets_them(rng):
    network, mean, deviation = own_network(rng), rng.random(64), np.append(0, rng.random(63))
    widget = DigitPad(network, standardize=(mean, deviation))
    seen = (widget.x - mean) / np.where(deviation == 0, 1, deviation)
    np.testing.assert_allclose(widget.answer().a, network.predict(seen[None])[0], rtol=1e-5)
    assert DigitPad(network, standardize=(0.3, 0.4)).answer().cost > 0


@pytest.mark.parametrize("standardize", [None, (0.2, 0.5)])
def test_the_blame_of_the_pixels_is_the_slope_of_the_cost(rng, standardize):
    widget = DigitPad(own_network(rng, "sigmoid tanh sigmoid", "quadratic"), standardize=standardize, target=2)
    answer, steps = widget.answer(), 1e-5 * np.eye(64)
    costs = [[widget._answer_to(answer.x + sign * step).cost for step in steps] for sign in (1, -1)]
    np.testing.assert_allclose(answer.pixels, np.subtract(*costs) / 2e-5, atol=1e-8)


def test_ink_moves_against_its_blame():
    widget = DigitPad(drawing=3, target=8)
    before, x = widget.answer(), widget.x
    widget.moves = 1
    assert np.abs(widget.x - x).max() == pytest.approx(1 / 16)
    assert widget.answer().cost < before.cost
    widget.moves = 12
    assert widget.answer().a.argmax() == 8
    assert 0 <= widget.x.min() < widget.x.max() <= 1


A = np.ones
BAD = [
    (lambda: DigitPad(A((7, 64))), "b is missing"),
    (lambda: DigitPad(None, [A(7)]), "W is missing"),
    (
        lambda: DigitPad(A((7, 64)), A(7)),
        r"W must be a list over layers, \[None, W\[1\], .*got an array of shape \(7, 64",
    ),
    (lambda: DigitPad([None], [None]), "W must hold an array for each layer"),
    (lambda: DigitPad([None, A((10, 64)), None], [None, A(10), A(10)]), "None stands for the input only"),
    (lambda: DigitPad([A((7, 64)), A((10, 7))], [A(7)]), "got 2 matrices and 1 vectors"),
    (lambda: DigitPad([A((64, 10))], [A(10)]), r"W\[1\] must have shape \(n, 64\), .*transposed: use W\[1\].T"),
    (
        lambda: DigitPad([A((7, 64)), A((10, 8))], [A(7), A(10)]),
        r"W\[2\] must have .*7 units of layer 1, got \(10, 8\)",
    ),
    (lambda: DigitPad([A((10, 64))], [A((10, 1))]), r"b\[1\] must have shape \(10,\).*use b\[1\].ravel"),
    (lambda: DigitPad([A((9, 64))], [A(9)]), "10 outputs, a digit each; got 64-9"),
    (lambda: DigitPad([A((10, 64)) * np.nan], [A(10)]), r"W\[1\] must be finite, got nan"),
    (lambda: DigitPad([A((10, 64)) * 1j], [A(10)]), r"real numbers, got complex128; use W\[1\].real"),
    (lambda: DigitPad([A((300, 64)), A((10, 300))], [A(300), A(10)]), "at most 5 layers .* 256 units"),
    (lambda: DigitPad([A((10, 64))], [A(10)], activation="gelu"), "activation must be one of sigmoid, tanh"),
    (lambda: DigitPad([A((10, 64))], [A(10)], output="tanh"), "output must be one of softmax, sigmoid; got 'tanh'"),
    (lambda: DigitPad(_net("silu softmax", "cross_entropy")), "hidden units must be one of .*; got silu"),
    (lambda: DigitPad(_net("tanh identity", "quadratic")), "softmax or sigmoid units, .*got identity"),
    (lambda: DigitPad(_net("tanh softmax", "cross_entropy"), [A(10)]), "a Network has its biases"),
    (
        lambda: DigitPad(_net("tanh softmax", "cross_entropy"), activation="tanh"),
        "activation and output belong to lists",
    ),
    (lambda: DigitPad(output="sigmoid"), "activation and output belong to lists"),
    (lambda: DigitPad([A((10, 64)) * 1e39], [A(10)]), r"size of at most 3.4e\+38, got 1e\+39"),
    (lambda: DigitPad([A((10, 64))], [A(10)], standardize=(1j, 1)), r"standardize\[0\] must hold real numbers"),
    (lambda: DigitPad(drawing=[[(1j, 0)]]), "stroke 0 must hold real numbers, got complex128"),
    (lambda: DigitPad(standardize=(0, 1)), "belongs to a network of your own"),
    (lambda: DigitPad([A((10, 64))], [A(10)], standardize=3), r"must be \(mean, deviation\)"),
    (lambda: DigitPad([A((10, 64))], [A(10)], standardize=(A(8), 1)), r"64 pixels, got shape \(8,\)"),
    (lambda: DigitPad([A((10, 64))], [A(10)], standardize=(0, -1)), "none below 0, got -1"),
    (lambda: DigitPad(drawing="3"), "drawing must be a digit from 0 to 9, or strokes"),
    (lambda: DigitPad(drawing=[(1, 2)]), r"stroke 0 has shape \(2,\)"),
    (lambda: DigitPad(drawing=[[(0, 0), (5, np.nan)]]), "stroke 0 goes from"),
    (lambda: DigitPad(target=10), "target must be a digit from 0 to 9, got 10"),
]


def test_what_the_page_cannot_show_is_no_state_of_it():
    pad = DigitPad()
    for name, value in (("target", 10), ("target", -1), ("moves", 41), ("moves", -1)):
        with pytest.raises(TraitError, match=name):
            setattr(pad, name, value)


def _net(units, loss):
    return Network([64, 5, 10], units, loss, rng=np.random.default_rng(0))


@pytest.mark.parametrize(("make", "message"), BAD, ids=range(len(BAD)))
def test_what_does_not_fit_is_named_with_what_to_do(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_words_and_the_picture():
    said = DigitPad(drawing=7, target=1).description().split("\n")
    assert said[0] == "The digit pad: a drawing at 8 by 8, read by the network that comes along, 64-40-10."
    assert re.fullmatch(r"It says 7, (> )?9\d %; next \d, (< )?\d %\.", said[1])
    assert said[2].startswith("The target is 1: the cost is ")
    assert DigitPad(drawing=[]).description().endswith("The pad is empty. The target is 8.")
    axes = DigitPad(target=5).figure().axes
    assert [ax.get_title() for ax in axes][-1] == "∂C/∂x for the target 5"
    np.testing.assert_array_equal(axes[0].images[0].get_array(), DigitPad().x.reshape(8, 8))
    np.testing.assert_array_equal(axes[3].images[0].get_array(), DigitPad(target=5).answer().pixels.reshape(8, 8))
    assert [share_text(share) for share in (0, 0.004, 0.5, 0.996, 1)] == ["0 %", "< 1 %", "50 %", "> 99 %", "100 %"]


def test_pictures_of_networks_without_hidden_units_and_with_silent_ones():
    DigitPad([A((10, 64))], [A(10)]).figure()
    silent = DigitPad([-A((5, 64)), A((10, 5))], [-A(5), A(10)], activation="relu")
    silent.figure()
    assert silent.description().endswith("No pixel has a ∂C/∂x above 1e-12.")


# --- the mathematics, in a browser

module = module_of(DigitPad)

ANSWER = """([text, strokes, target, moves]) => {
    const network = module.networkOf(JSON.parse(text));
    const x = module.movedInk(network, module.reducedInk(strokes), target, moves);
    const trace = module.forward(network, x);
    const { D, pixels } = module.backward(network, trace, target);
    const lists = [trace.A.at(-1), ...D.slice(1), pixels, x].map(values => [...values]);
    return [lists, module.costOf(network, trace, target)];
}"""


@pytest.mark.browser
def test_strokes_become_the_same_numbers_in_the_browser(module, rng):
    drawings = [*map(list, EXAMPLES), [], [[]], [[7, 9]], [[3, 3, 3, 3]], *(random_strokes(rng) for _ in range(60))]
    found = module.evaluate("all => all.map(strokes => [...module.reducedInk(strokes)])", drawings)
    np.testing.assert_array_equal(found, [reduced(strokes) for strokes in drawings])


@pytest.mark.browser
def test_outputs_errors_and_blame_in_the_browser_are_those_of_the_library(module, rng):
    kinds = [("sigmoid", "softmax", "cross_entropy"), ("tanh", "sigmoid", "binary_cross_entropy")]
    kinds += [("relu", "softmax", "quadratic"), ("leaky_relu", "sigmoid", "quadratic")]
    kinds += [("identity", "softmax", "mean_squared_error"), ("tanh", "sigmoid", "mean_squared_error")]
    widgets = [DigitPad(), DigitPad(*own_lists(rng), target=0), DigitPad(*own_lists(rng, (64, 10)))]
    widgets.append(DigitPad([A((10, 64)) * 0.1], [A(10)]))  # all outputs alike: what blame there is, is rounding
    for i, (hidden, output, loss) in enumerate(kinds):
        network = own_network(rng, f"{hidden} {hidden} {output}", loss)
        scale = (rng.random(64), rng.random(64) + 0.1) if i % 2 else None
        widgets.append(DigitPad(network, standardize=scale, target=i, drawing=9 - i))
    for widget in widgets:
        for moves in (0, 3):
            widget.moves, state = moves, [widget.own or widget.shipped, widget.strokes, widget.target, moves]
            (a, *D, pixels, x), cost = module.evaluate(ANSWER, state)
            answer = widget.answer()
            assert cost == pytest.approx(answer.cost, rel=1e-12)
            for got, expected in zip(
                (a, *D, pixels, x), (answer.a, *answer.D[1:], answer.pixels, answer.x), strict=True
            ):
                np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.browser
def test_a_state_that_holds_no_network_is_an_error(module, rng):
    good = json.loads(DigitPad(*own_lists(rng)).own)
    changes = (
        {"sizes": [64, 8, 10]},
        {"theta": "!"},
        {"activations": ["gelu", "softmax"]},
        {"scale": [1]},
        {"loss": "x"},
        {"loss": "constructor"},
        {"activations": ["constructor", "softmax"]},
        {"theta": base64.b64encode(np.full(535, np.nan, "<f4").tobytes()).decode()},
        {"scale": [0] * 64},
        {"shift": "a" * 64},
    )
    assert len(base64.b64decode(good["theta"])) == 4 * 535
    ask = "text => { try { module.networkOf(JSON.parse(text)); return true; } catch { return false; } }"
    assert module.evaluate(ask, json.dumps(good))
    assert [change for change in changes if module.evaluate(ask, json.dumps(good | change))] == []


# --- the page

open_page = opening(DigitPad, ".digit-pad .pad")


def assert_page_is_right(page):
    """Compare what is seen with what the library says of the same state."""
    widget = DigitPad()
    widget.set_state(page.evaluate("Object.fromEntries(['strokes', 'target', 'moves'].map(n => [n, pad.get(n)]))"))
    answer = widget.answer()
    shown = page.locator(".body .grid").evaluate_all(
        "grids => grids.map(grid => [...grid.querySelectorAll('.cell')].map("
        "n => [n.dataset.sign, Number(n.getAttribute('fill-opacity'))]))"
    )
    signs = {"positive": 1, "negative": -1, "zero": 0}
    x, pixels = (np.array([signs[sign] * size for sign, size in cells]) for cells in shown)
    np.testing.assert_allclose(x, answer.x, atol=6e-4)
    np.testing.assert_allclose(pixels, answer.pixels / np.abs(answer.pixels).max(), atol=6e-4)
    rows = page.locator(".answers .row")
    assert rows.nth(widget.target).get_attribute("class").endswith("target")
    assert rows.nth(int(answer.a.argmax())).get_attribute("class").startswith("row said")
    for digit in range(10):
        _, share, delta = rows.nth(digit).locator("text").all_text_contents()
        assert share == share_text(answer.a[digit])
        assert float(delta.replace("−", "-")) == pytest.approx(answer.D[-1][digit], abs=0.0051)
    if widget.strokes:
        said = re.search(r"row (\d), column (\d) \(−", page.locator(".sentence").text_content())
        room = np.where(answer.x < 1, answer.pixels, np.inf)
        assert (int(said[1]) - 1) * 8 + int(said[2]) - 1 == room.argmin(), "more ink goes where there is room"
    return answer


def stroke(page, *points):
    """Draw a line on the pad with the mouse; points from 0 to 1."""
    box = page.locator(".pad").bounding_box()
    places = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


@pytest.mark.browser
def test_who_draws_a_one_with_the_mouse_is_told_a_one(open_page):
    page = open_page()
    said = page.locator("[aria-live]")
    assert_page_is_right(page)
    page.locator("[name=clear]").click()
    assert "empty" in page.locator(".sentence").text_content()
    assert page.locator(".answers .said").count() == 0
    assert page.locator(".answers .row").first.locator("text").all_text_contents()[1:] == ["–", "–"]
    assert page.locator(".cell:not([data-sign=zero])").count() == 0, "no blame where nothing is written"
    assert said.text_content().startswith("the pad is empty")
    stroke(page, (0.3, 0.1), (0.3, 0.8))
    answer = assert_page_is_right(page)
    assert answer.a.argmax() == 1
    assert page.locator(".sentence").text_content().startswith("The network says 1, ")
    assert re.fullmatch(r"1, \d\d %; next \d, (< )?\d+ %", said.text_content())
    stroke(page, (0.1, 0.5), (0.9, 0.5))
    assert page.evaluate("pad.get('strokes').length") == page.locator(".strokes path").count() == 2
    page.locator("[name=undo]").click()
    assert assert_page_is_right(page).a.tolist() == answer.a.tolist()
    page.locator("[name=example]").select_option("6")
    assert assert_page_is_right(page).a.argmax() == 6
    page.locator("[name=restore]").click()
    assert page.evaluate("JSON.stringify(pad.get('strokes'))") == json.dumps(DigitPad().strokes).replace(" ", "")


@pytest.mark.browser
def test_a_stroke_may_begin_outside_and_selects_no_text(open_page):
    page = open_page(DigitPad(drawing=[]))
    page.locator(".pad").press("ArrowLeft")
    halo, cross = (page.locator(f".cursor .{one}").get_attribute("d") for one in ("halo", "cross"))
    assert halo == cross
    assert page.locator(".pad").evaluate("node => getComputedStyle(node).outlineOffset") == "-3px"
    stroke(page, (-0.02, 0.5), (0.9, 0.5))
    assert page.evaluate("pad.get('strokes').length") == 1
    assert page.evaluate("pad.get('strokes')[0].length") >= 8
    assert page.evaluate("String(getSelection())") == ""
    page.locator("[name=clear]").click()
    stroke(page, (0.5, 0.5), (0.5, 0.58))
    assert page.locator(".sentence").text_content().startswith("The drawing is very small, ")
    stroke(page, (0.5, 0.1), (0.5, 0.9))
    assert page.locator(".sentence").text_content().startswith("The network says ")


@pytest.mark.browser
def test_the_target_moves_the_blame_and_the_blame_moves_the_ink(open_page):
    page = open_page()
    blame = "[...document.querySelectorAll('.grid.signed .cell')].map(n => n.outerHTML).join()"
    seen = {page.evaluate(blame)}
    target, move, back = (page.locator(f"[name={name}]") for name in ("target", "move", "back"))
    for key in ("Home", "ArrowRight", "ArrowRight", "End"):
        target.press(key)
        assert_page_is_right(page)
        seen.add(page.evaluate(blame))
    assert len(seen) == 5
    assert target.get_attribute("aria-valuetext") == "9"
    target.press("ArrowLeft")
    for _ in range(12):
        move.press("Enter")
    assert assert_page_is_right(page).a.argmax() == 8
    assert "the ink moved 12 steps against" in page.locator(".sentence").text_content()
    assert "towards 8" in page.locator(".sentence").text_content()
    note = page.locator(".body .part", has_text="What it sees").locator(".note")
    assert note.text_content().startswith("moved 12 steps towards 8, by at most ")
    target.press("ArrowLeft")
    assert page.evaluate("[pad.get('moves'), pad.get('target')]") == [0, 7], "no moves for the new target unasked"
    assert note.text_content() == "the moves of the ink were taken back"
    assert page.locator("[aria-live]").text_content().endswith("target 7; the moves of the ink were taken back")
    move.click()
    assert note.text_content().startswith("moved 1 step towards 7, by at most ")
    back.click()
    assert back.get_attribute("aria-disabled") == "true"
    assert assert_page_is_right(page).a.argmax() == 3
    page.evaluate("strokes => pad.set('strokes', strokes)", DigitPad(drawing=0).strokes)
    page.evaluate("pad.set('target', 6); pad.set('moves', 8)")
    page.wait_for_function("document.querySelector('.sentence').textContent.includes('moved 8 steps')")
    answer = assert_page_is_right(page)
    assert answer.x[answer.pixels.argmin()] == 1, "there the pixel that asks for ink is full"


@pytest.mark.browser
def test_without_a_mouse_one_draws_by_keys(open_page):
    page = open_page(DigitPad(drawing=[]))
    pad, said = page.locator(".pad"), page.locator("[aria-live]")
    pad.focus()
    for _ in range(3):
        pad.press("Shift+ArrowUp")
    assert said.text_content() == "Pen up: 16 from the left, 4 from the top, of 32"
    assert page.evaluate("pad.get('strokes').length") == 0
    pad.press(" ")
    assert said.text_content().startswith("Pen down: 16 from the left, 4")
    for _ in range(6):
        pad.press("Shift+ArrowDown")
    pad.press("ArrowDown")
    assert page.evaluate("pad.get('strokes')") == [
        [128, *(n for y in (*range(32, 225, 32), 232) for n in (y, 128))][:-1]
    ]
    pad.press("Enter")
    assert said.text_content().startswith("1, ")
    pad.press("ArrowLeft")
    assert page.evaluate("pad.get('strokes').length") == 1
    assert_page_is_right(page)


@pytest.mark.browser
def test_a_finger_draws_and_does_not_scroll(open_page):
    page = open_page(DigitPad(drawing=[]))
    box = page.locator(".pad").bounding_box()
    touch = page.context.new_cdp_session(page)
    for kind, heights in (("touchStart", (0.1,)), ("touchMove", (0.3, 0.6, 0.9)), ("touchEnd", (None,))):
        for height in heights:
            place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * (height or 0)}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place] if height else []})
    page.wait_for_function("pad.get('strokes')[0]?.length === 8")
    expect(page.locator("[aria-live]")).to_contain_text("1, ")
    assert page.locator(".pad").evaluate("node => getComputedStyle(node).touchAction") == "none"


@pytest.mark.browser
def test_the_pad_does_not_move_under_the_hand(open_page):
    page = open_page(DigitPad(drawing=[]))
    for width in (390, 700, 1280):
        resize(page, width)
        place = page.locator(".pad").bounding_box()
        stroke(page, (0.5, 0.5), (0.5, 0.58))
        assert page.locator(".sentence").text_content().startswith("The drawing is very small, ")
        assert page.locator(".pad").bounding_box() == place
        stroke(page, (0.2, 0.3), (0.9, 0.9))
        assert page.locator(".pad").bounding_box() == place
        page.locator("[name=clear]").click()


@pytest.mark.browser
def test_odd_strokes_and_numbers_out_of_range_do_not_stop_it(open_page, rng):
    page = open_page(DigitPad(drawing=[[(7, 9)]]))
    page.evaluate(
        "pad.set('strokes', [[1], [], [5, 5, 9], [-100, 900, 3, 4]]); pad.set('target', 42); pad.set('moves', 1e9)"
    )
    page.wait_for_function("document.querySelector('.sentence').textContent.includes('moved 40 steps')")
    assert page.locator("[name=move]").get_attribute("aria-disabled") == "true"
    assert page.locator("[name=target]").input_value() == "9"
    note = page.locator(".answers + .note")
    assert "add up" not in note.text_content()
    page.evaluate("own => pad.set('own', own)", DigitPad(*own_lists(rng), output="sigmoid").own)
    expect(note).to_contain_text("how sure of each digit, each for itself: they need not add up to 100 %; δ: a minus")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 700, 1280])
def test_nothing_sticks_out(open_page, rng, width):
    page = open_page(DigitPad(own_network(rng, "tanh tanh softmax", sizes=(64, 130, 20, 10))))
    resize(page, width)
    page.locator("[name=target]").press("Home")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".units .grid").count() == 4
    cells = [len(page.locator(".units .grid").nth(i).locator(".cell").all()) for i in range(4)]
    assert cells == [130, 130, 20, 20]


# --- in JupyterLab

CELL = cell_that_hears(
    DigitPad, ["strokes"], 'f"{len(one.strokes)}: {one.answer().a.argmax()}"', "DigitPad(drawing=[])"
)


@pytest.mark.browser
def test_the_kernel_hears_of_a_stroke_in_jupyterlab(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    page.locator(".pad").scroll_into_view_if_needed()
    stroke(page, (0.5, 0.1), (0.5, 0.9))
    expect(page.locator(".jp-OutputArea .widget-label")).to_have_text("1: 1")
    assert notebook.console == []
    assert notebook.external == []
