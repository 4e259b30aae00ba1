"""The depth explorer: its mathematics in the browser against bplib.layers and bplib.depth, its words and its page."""

import re
from itertools import product

import numpy as np
import pytest
from pages import module_of, opening, resize

from bplib.activations import ACTIVATIONS
from bplib.depth.mean_field import normalised_chi
from bplib.layers import LayerParameters
from bplib.widgets.depth_explorer import DepthExplorer
from bplib.widgets.depth_explorer.network import NORMS, SCALES, UNITS, Profile, drawn, layers_of
from bplib.widgets.depth_explorer.words import sentences, short
from bplib.widgets.learning_network.run import Generator
from bplib.widgets.shared.generator import normals, uniforms

KINDS = ("z", "a", "delta", "gradient", "cosine")
PLACES = [(1.0, 0.0, 60), (2.0, 0.05, 30), (0.4, 0.3, 7), (1.3, 0.1, 15), (0.8, 0.0, 4)]  # σ_w², σ_b², depth
KINDS_OF_NETWORK = list(product(UNITS, NORMS, SCALES))[::3]  # each norm with each way around
GRID = [
    {"activation": f, "norm": norm, "residual": residual, "weights": w, "biases": b, "depth": depth, "seed": 3}
    for (f, norm, residual), (w, b, depth) in zip(KINDS_OF_NETWORK, PLACES * 6, strict=False)
] + [{"activation": "tanh", "weights": 9.0, "depth": 12}, {"activation": "relu", "weights": 48.0, "depth": 60}]

# --- in Python


def test_the_numbers_are_those_of_the_seeded_generator():
    one = Generator(7, 3)
    assert uniforms(7, 3, 50).tolist() == [one.uniform() for _ in range(50)]
    one = Generator(7, 3)
    np.testing.assert_allclose(normals(7, 3, 50), [one.normal() for _ in range(50)], rtol=1e-13)


def test_inputs_are_of_length_one_and_two_have_the_cosine_that_is_said():
    X, top, *_ = drawn(5)
    np.testing.assert_allclose((X**2).mean(axis=1), 1)
    assert X[0] @ X[1] / 48 == pytest.approx(0.6)
    assert (top**2).mean() == pytest.approx(1)


@pytest.mark.parametrize("norm", NORMS)
def test_the_gradients_are_derivatives_of_the_mean_cost(norm):
    widget = DepthExplorer("tanh", 1.5, 0.1, depth=4, norm=norm, residual="root")
    X, top, weights, biases = drawn(0)
    settings, step = widget.settings(), 1e-5

    def cost(change):
        x = X
        for i, layer in enumerate(layers_of(settings)):
            p = LayerParameters(layer)
            p.start(np.random.default_rng(0))
            for name, block in p.blocks().items():
                if name.endswith("W"):
                    block[:] = weights[i] * np.sqrt(1.5 / 48)
                    block[2, 3] += change * (i == 1)
                if name.endswith("b"):
                    block[:] = biases[i] * np.sqrt(0.1)
            x, _ = layer.forward(p.view, x, rng=np.random.default_rng(0))
        return (top * x).sum() / 16

    found = widget.passes().grad_W[1][2, 3]
    assert found == pytest.approx((cost(step) - cost(-step)) / (2 * step), rel=1e-6)


@pytest.mark.parametrize(("norm", "over"), [("batch", "examples"), ("layer", "units"), ("rms", "units")])
@pytest.mark.parametrize("f", UNITS)
def test_behind_a_norm_the_predicted_factor_is_that_of_mean_field_theory(f, norm, over):
    delta = DepthExplorer(f, 1.7, norm=norm).theory().delta
    np.testing.assert_allclose((delta[1:-1] / delta[2:]) ** 2, normalised_chi(ACTIVATIONS[f], over), rtol=1e-9)


def test_residual_blocks_double_keep_or_multiply_by_e_as_predicted():
    of = lambda residual: DepthExplorer("relu", 2, depth=41, residual=residual).theory().delta[0] ** 2  # noqa: E731
    assert of("naive") == pytest.approx(2.0**40)
    assert of("root") == pytest.approx((1 + 1 / 40) ** 40)
    assert of("rezero") == 1


@pytest.mark.parametrize(
    "kind",
    [
        {"activation": "sigmoid"},
        {"activation": "relu", "weights": 2},
        {"activation": "tanh", "weights": 1.76, "biases": 0.05},
        {"activation": "tanh", "norm": "layer"},
        {"activation": "relu", "weights": 2, "residual": "naive"},
    ],
    ids=lambda kind: "-".join(map(str, kind.values())),
)
def test_twenty_layers_do_what_is_predicted(kind):
    """Thirty networks together; of one alone the factor may be off by more."""
    found = [DepthExplorer(**kind, seed=seed).profile() for seed in range(30)]
    theory = DepthExplorer(**kind).theory()
    factors = [(one.delta[0] / one.delta[-1]) ** (1 / 19) for one in found]
    assert np.median(factors) == pytest.approx(theory.delta[0] ** (1 / 19), rel=0.02)
    for layer in (0, -1):
        assert np.median([one.gradient[layer] for one in found]) == pytest.approx(theory.gradient[layer], rel=0.4)
    assert np.mean([one.cosine[5] for one in found]) == pytest.approx(theory.cosine[5], abs=0.06)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"activation": "softmax"}, ValueError, "activation must be one of sigmoid, tanh, relu, selu, identity; got"),
        ({"weights": 0}, ValueError, "weights must lie in"),
        ({"biases": -1}, ValueError, "biases must lie in"),
        ({"depth": 61}, ValueError, r"depth must lie in \[1, 60\], got 61"),
        ({"depth": 2.0}, TypeError, "depth must be a whole number"),
        ({"norm": "group"}, ValueError, "norm must be one of none, batch, layer, rms; got 'group'"),
        ({"residual": "on"}, ValueError, "residual must be one of off, naive, root, rezero; got 'on'"),
        ({"seed": 10000}, ValueError, "seed must lie in"),
        ({"strip": "h"}, ValueError, "strip must be one of a, z; got 'h'"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        DepthExplorer(**options)


def test_numbers_in_words():
    assert [short(x) for x in (0.00028731, 0.0283, 1234.5, -4.26e-7, 0)] == ["2.9e−4", "0.0283", "1230", "−4.3e−7", "0"]


def test_the_description():
    head, *layers = DepthExplorer().description().splitlines()
    assert head == (
        "The depth explorer: 20 layers of 48 units, sigmoid, σ_w² = 1, σ_b² = 0, norm none, way around off. "
        "The factor of δ is 0.233 a layer, predicted 0.235: of 1 at layer 20, 9.8e−13 arrives at layer 1. "
        "∂C/∂W¹ is 1.9e−12 times as long as ∂C/∂W²⁰. Two inputs with the cosine 0.6 have 1 at the top."
    )
    assert [line[:9] for line in layers] == ["layer 1: ", "layer 10:", "layer 20:"]
    assert "rms δ 1 (predicted 1)" in layers[-1]
    places = [line.split(":")[0] for line in DepthExplorer(depth=5).description().splitlines()[1:]]
    assert places == ["layer 1", "layer 3", "layer 5"]


LOST = [
    ({"activation": "relu", "weights": 1e12, "depth": 60}, "too large for the computer at layer 27: beyond it nothing"),
    ({"depth": 1}, "One layer hands nothing on: with more layers there is a factor."),
    ({"residual": "rezero", "depth": 9}, "Inside the blocks only α has a gradient yet: ∂C/∂W² to ∂C/∂W⁹ are 0."),
    (
        {"residual": "rezero", "depth": 2},
        "so the factor of δ is 1. Inside the blocks only α has a gradient yet: ∂C/∂W² is 0.",
    ),
    ({"activation": "tanh", "weights": 1e12, "depth": 60}, "δ has died out: at layer 1 of 60 it is 0."),
]


@pytest.mark.parametrize(("options", "said"), LOST)
def test_what_cannot_be_drawn_is_said(options, said):
    widget = DepthExplorer(**options)
    assert said in widget.description()
    widget.figure()


BELOW = "On the way down δ becomes too large for the computer at layer 3: below it nothing can be drawn."


def test_a_delta_that_is_too_large_is_said():
    ones = np.ones(5)
    found = Profile(ones, ones, np.array([np.nan, np.inf, np.inf, 1, 1]), ones, ones)
    assert sentences(5, "off", found, found) == BELOW


def test_the_figure_shows_what_is_measured_and_what_is_predicted():
    widget = DepthExplorer("relu", 2, depth=12, norm="layer")
    found, theory = widget.profile(), widget.theory()
    strip, sizes, cosines = widget.figure().axes
    rows = [line.get_ydata() for line in sizes.lines]
    np.testing.assert_allclose(rows, [found.delta, theory.delta, found.gradient, theory.gradient])
    np.testing.assert_allclose([line.get_ydata() for line in cosines.lines[1:]], [found.cosine, theory.cosine])
    np.testing.assert_allclose(np.sinh(strip.lines[0].get_ydata()), theory.a)
    shares = strip.collections[0].get_array().reshape(31, 12) ** 2
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    ends = [DepthExplorer("tanh", depth=2, strip=strip).figure().axes[0].get_ylim()[1] for strip in "az"]
    assert ends == pytest.approx([1.1, np.arcsinh(30)])


# --- the mathematics, in a browser

module = module_of(DepthExplorer)

PROFILES = """states => states.map(state => {
    const [found, theory] = [module.measured(state, module.drawn(state.seed)), module.predicted(state)];
    const plain = profile => Object.fromEntries(
        Object.entries(profile).map(([name, rows]) => [name, rows.map(row => row.map ? [...row] : row)]));
    return [plain(found), plain(theory), module.sentences(state, found, theory)];
})"""


def state_of(widget):
    """Return what the browser gets."""
    return {name: value for name, value in widget._state().items() if name != "original"}


@pytest.mark.browser
def test_the_browser_computes_what_the_library_computes(module):
    widgets = [DepthExplorer(**settings) for settings in GRID]
    for widget, (found, theory, said) in zip(
        widgets, module.evaluate(PROFILES, [*map(state_of, widgets)]), strict=True
    ):
        expected, predicted = widget.profile(), widget.theory()
        loose = 2e-4 if predicted.z.max() < 10 else 3e-3  # both rules of integration are coarse for very large z
        for kind in KINDS:
            got = np.array(found[kind], float)
            np.testing.assert_allclose(got, getattr(expected, kind), rtol=1e-9, atol=1e-9 * (kind == "cosine"))
            close = {"rtol": loose} if kind != "cosine" else {"atol": 2e-3}
            np.testing.assert_allclose(np.array(theory[kind], float), getattr(predicted, kind), **close)
        assert widget.description().splitlines()[0].endswith(said)
        np.testing.assert_allclose(np.sum(found["shares"], axis=1), 1)


@pytest.mark.browser
def test_the_browser_says_what_is_lost_too(module):
    widgets = [DepthExplorer(**options) for options, _ in LOST]
    for widget, (_, _, said) in zip(widgets, module.evaluate(PROFILES, [*map(state_of, widgets)]), strict=True):
        assert widget.description().splitlines()[0].endswith(said)
    texts = module.evaluate("[0.00028731, 0.0283, 1234.5, -4.26e-7, 0].map(module.short)")
    assert texts == ["2.9e−4", "0.0283", "1230", "−4.3e−7", "0"]
    found = "{ z: [1, 1, 1, 1, 1], delta: [NaN, Infinity, Infinity, 1, 1] }"
    assert module.evaluate(f"module.sentences({{ depth: 5, residual: 'off' }}, {found}, {found})") == BELOW


# --- the page

open_page = opening(DepthExplorer, ".depth-explorer .sizes .dots")
NAMES = ["activation", "weights", "biases", "depth", "norm", "residual", "seed", "strip"]


def assert_page_is_right(page):
    """Compare sentence, points and table with what the library computes from the settings of the page."""
    state = page.evaluate(f"Object.fromEntries({NAMES}.map(name => [name, depths.get(name)]))")
    widget = DepthExplorer(**state)
    found, theory = widget.profile(), widget.theory()
    assert widget.description().splitlines()[0].endswith(page.locator(".sentence").text_content())
    ways = {kind: points_of(page, f".sizes svg[role=img] .dots.{kind}") for kind in ("delta", "gradient")}
    across = 48 + 344 * (np.arange(widget.depth) + 0.5) / widget.depth
    np.testing.assert_allclose(ways["delta"][:, 0], across, atol=0.06)
    powers, heights = np.log10([*found.delta, *found.gradient]), [*ways["delta"][:, 1], *ways["gradient"][:, 1]]
    np.testing.assert_allclose(np.polyval(np.polyfit(powers, heights, 1), powers), heights, atol=0.15)
    cosines = points_of(page, ".cosines svg[role=img] .dots")
    np.testing.assert_allclose(cosines[:, 1], 8 + 120 * (1 - 0.96 * found.cosine), atol=0.06)
    last = page.locator("table tr").nth(2).locator("td:not([hidden])").last.text_content()
    assert last == "1 (1)", "δ at the top"
    label = page.locator(".cosines svg[role=img]").get_attribute("aria-label")
    assert f"at layer {widget.depth} (predicted" in label
    return widget, found, theory


def points_of(page, selector):
    """Return the points of a path."""
    path = page.locator(selector).get_attribute("d")
    return np.array([point.split(",") for point in re.findall(r"[ML](-?[\d.]+,-?[\d.]+)", path)], float)


@pytest.mark.browser
def test_settings_by_mouse_and_by_keyboard(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    assert_page_is_right(page)
    page.locator("[name=he]").click()
    page.locator("[name=activation]").select_option("relu")
    page.locator("[name=norm]").select_option("batch")
    widget, found, _ = assert_page_is_right(page)
    assert (widget.activation, widget.weights, widget.norm) == ("relu", 2, "batch")
    assert found.delta[0] > 20
    assert page.locator("[name=weights]").get_attribute("aria-valuetext") == "2 (He)"
    page.locator("[name=depth]").focus()
    page.keyboard.press("End")
    page.locator("[name=weights]").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[name=biases]").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[name=seed]").fill("12")
    page.locator("[name=seed]").press("Tab")
    page.locator("[name=residual]").select_option("root")
    widget, *_ = assert_page_is_right(page)
    assert (widget.depth, widget.weights, widget.biases, widget.seed) == (60, 2.04, 0.01, 12)
    shades = "[...document.querySelectorAll('.shade')].map(node => node.getAttribute('d')).join()"
    before = page.evaluate(shades)
    page.locator("[name=strip]").select_option("z")
    assert page.evaluate(shades) != before
    box = page.locator("[name=depth]").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert 5 < assert_page_is_right(page)[0].depth < 25
    page.locator("[name=restore]").click()
    widget, *_ = assert_page_is_right(page)
    assert (widget.activation, widget.weights, widget.depth, widget.seed) == ("sigmoid", 1, 20, 0)
    assert page.evaluate("window.escaped") is None


BAD = [
    *({"activation": name} for name in ("softmax", "constructor")),
    *({"norm": name} for name in ("group", "constructor")),
    *({"residual": name} for name in ("on", "constructor")),
    *({name: value} for name, values in (("weights", (0, 1e13)), ("biases", (-1, 1e13))) for value in values),
    *({name: value} for name, values in (("depth", (0, 2.5, 61)), ("seed", (-1, 0.5, 10000))) for value in values),
    {"strip": "h"},
]


@pytest.mark.browser
def test_a_state_that_cannot_be_shown_is_an_error(module):
    ask = "state => { try { module.checkState(state); return true; } catch { return false; } }"
    good = state_of(DepthExplorer())
    assert module.evaluate(ask, good)
    assert [change for change in BAD if module.evaluate(ask, good | change)] == []


@pytest.mark.browser
def test_what_is_lost_is_seen_and_said(open_page):
    page = open_page()
    sentence = page.locator(".sentence")
    page.locator("[name=residual]").select_option("rezero")
    assert page.locator(".sizes .note").text_content() == "∂C/∂Wˡ is 0 in 19 layers: not on this axis"
    assert sentence.get_attribute("data-lost") is None
    page.evaluate("depths.set('residual', 'off'); depths.set('activation', 'relu'); depths.set('weights', 1e12)")
    page.evaluate("depths.set('depth', 60)")
    page.wait_for_selector(".sentence[data-lost]")
    assert "too large for the computer at layer 27" in sentence.text_content()
    assert "NaN" not in page.locator(".depth-explorer").inner_html()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 390, 800, 1280])
def test_nothing_sticks_out_and_nothing_jumps_or_moves_by_itself(open_page, width):
    page = open_page()
    resize(page, width)
    top = "document.querySelector('.body').getBoundingClientRect().top"
    tops = []
    for name, key in (("lecun", "End"), ("he", "Home"), ("unit", "End")):
        page.locator(f"[name={name}]").click()
        page.locator("[name=depth]").press(key)
        tops.append(page.evaluate(top))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("(node => node.scrollWidth - node.clientWidth)(document.querySelector('.numbers'))") <= 0
    assert max(tops) - min(tops) < 1
    assert page.evaluate("document.getAnimations().length") == 0
