"""The convolution explorer: its mathematics in the browser against bplib.layers, its words and its page."""

from itertools import product

import numpy as np
import pytest
from pages import module_of, opening, resize
from playwright.sync_api import expect

from bplib.layers import by_loops
from bplib.widgets.convolution_explorer import EXAMPLES, KINDS, ConvolutionExplorer
from bplib.widgets.convolution_explorer.numbers import uses

SHAPES = [((1, 5), (1, 3)), ((3, 3), (2, 2)), ((6, 6), (3, 3)), ((4, 6), (1, 3)), ((5, 3), (3, 3)), ((2, 6), (2, 2))]
GRID = list(product(SHAPES, (1, 2), (0, 1), KINDS))


def some_explorer(number):
    """Return an explorer with numbers of its own, for a row of GRID."""
    (shape, kernel), stride, padding, kind = GRID[number]
    rng = np.random.default_rng(number)
    numbers = {"x": rng.normal(size=shape), "kernel": rng.normal(size=kernel), "bias": rng.normal()}
    one = ConvolutionExplorer("6x6", **numbers, stride=stride, padding=padding, kind=kind)
    targets = rng.normal(size=np.shape(one.targets))
    chosen = [("weight", 0, 1), ("input", 0, 1), ("output", 0, 0), ("bias", 0, 0), ("target", 0, 0)][number % 5]
    return ConvolutionExplorer(
        "6x6",
        **numbers,
        targets=targets,
        stride=stride,
        padding=padding,
        kind=kind,
        chosen=chosen,
        looked=number % 2 > 0,
    )


# --- in Python


def test_the_worked_examples():
    one = ConvolutionExplorer("1-D example").computed()
    assert (one.z.tolist(), one.delta.tolist(), one.cost) == ([[1, 4, 5]], [[-1, 1, 1]], 1.5)
    assert (one.grad_kernel.tolist(), one.grad_x.tolist(), one.grad_bias) == ([[1, -3, 2]], [[-2, 3, 0, 0, 1]], 1)
    two = ConvolutionExplorer().computed()
    assert (two.z.tolist(), two.delta.tolist(), two.cost) == ([[-1, 4], [3, -4]], [[1, 0], [-1, 2]], 3)
    assert two.grad_kernel.tolist() == [[3, 7], [-4, 4]]
    assert (two.grad_x.tolist(), two.grad_bias) == ([[1, -1, 0], [1, 3, -2], [-2, 4, 0]], 2)
    assert ConvolutionExplorer("1-D example", kind="convolution").computed().z.tolist() == [[0, 1, 8]]


def test_a_bias_that_is_given_is_taken_and_the_targets_fit_it():
    one = ConvolutionExplorer("1-D example", bias=0)
    assert (one.bias, one.computed().z.tolist()) == (0, [[0, 3, 4]])
    assert one.computed().delta.tolist() == [[1, 0, -1]]


def test_the_library_pads_images_and_a_single_row_only_at_its_ends():
    one = ConvolutionExplorer("6x6", padding=1, stride=2)
    found, setting = one.computed(), one.setting()
    x, W, g = (values[None, None] for values in (setting.x, setting.kernel, found.delta))
    np.testing.assert_allclose(by_loops.convolve(x, W, np.zeros(1), 2, 1)[0, 0], found.z)
    grad_x, grad_W, _ = by_loops.convolve_backward(g, x, W, 2, 1)
    np.testing.assert_allclose(grad_x[0, 0], found.grad_x)
    np.testing.assert_allclose(grad_W[0, 0], found.grad_kernel)
    assert ConvolutionExplorer("1-D example", padding=1).computed().z.shape == (1, 5)
    for kind in KINDS:
        one = ConvolutionExplorer("6x6", padding=1, stride=2, kind=kind)
        found = one.computed()
        for i, j in np.ndindex(3, 3):
            assert sum(t.one * t.other for t in uses(one.setting(), found, i, j)) == found.grad_kernel[i, j]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"example": "3-D"}, ValueError, "example must be one of 1-D example, 2-D example, 6x6; got '3-D'"),
        ({"x": [1, 2]}, ValueError, "x must"),
        ({"x": np.ones((7, 3))}, ValueError, r"x must be of shape at most \(6, 6\), got \(7, 3\)"),
        ({"x": [[1, np.nan]]}, ValueError, "x"),
        ({"x": np.full((3, 3), 100)}, ValueError, r"x must lie in \[-99, 99\]"),
        (
            {"kernel": np.ones((2, 3))},
            ValueError,
            r"kernel must be of shape \(1, 3\), \(2, 2\) or \(3, 3\), got \(2, 3\)",
        ),
        ({"example": "1-D example", "kernel": np.ones((2, 2))}, ValueError, r"kernel \(2, 2\) has no room in x"),
        ({"bias": 100}, ValueError, "bias must lie in"),
        ({"targets": [[1]]}, ValueError, "targets"),
        ({"targets": np.full((2, 2), 2e6)}, ValueError, "targets must lie in"),
        ({"stride": 3}, ValueError, r"stride must lie in \[1, 2\], got 3"),
        ({"padding": True}, TypeError, "padding must be a whole number"),
        ({"kind": "turned"}, ValueError, "kind must be one of correlation, convolution; got 'turned'"),
        ({"chosen": ("weight", 2, 0)}, ValueError, r"chosen must be one of weight, row and column within \(2, 2\)"),
        ({"chosen": ("delta", 0, 0)}, ValueError, "chosen must be one of weight, input"),
        ({"chosen": ("weight", True, 0)}, ValueError, r"within \(2, 2\), got \('weight', True, 0\)"),
        *(({"chosen": one}, TypeError, "chosen must be like") for one in (None, 5, (), "weight")),
        ({"looked": 1}, TypeError, "looked must be True or False"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        ConvolutionExplorer(**options)


def test_the_description():
    head, *lines = ConvolutionExplorer(looked=True).description().splitlines()
    assert head == (
        "The convolution explorer: x 3 × 3, kernel 2 × 2, stride 1, padding 0, correlation; 2 × 2 outputs. "
        "w₁₁ is used at 4 places, once for each output, and each adds δ·x: ∂C/∂w₁₁ = 3."
    )
    assert "∂C/∂w = 3, 7; −4, 4." in lines
    assert lines[-1] == "C = 3, ∂C/∂b = 2."
    for chosen, said in {
        ("output", 0, 1): "z₁₂ = 0 + 1·2 + (−1)·0 + 2·1 + 0·3 = 4. It is wrong by δ₁₂ = 0.",
        (
            "input",
            1,
            1,
        ): "x₂₂ reached 4 outputs, and each sends back δ·w: ∂C/∂x₂₂ = 3. Seen from here the kernel lies turned",
        ("input", 0, 0): "x₁₁ reached 1 output, which sends back δ·w: ∂C/∂x₁₁ = 1.",
        ("target", 1, 1): "y₂₂ is what output z₂₂ should be: ∂C/∂y₂₂ = −δ₂₂ = −2.",
        ("bias", 0, 0): "b is added to each of the 4 outputs, so it gets every δ: ∂C/∂b = 2.",
    }.items():
        assert said in ConvolutionExplorer(chosen=chosen).description()
    left = ConvolutionExplorer(stride=2, chosen=("input", 2, 2)).description()
    assert "No window reaches x₃₃: ∂C/∂x₃₃ = 0." in left


def test_the_figure_shows_the_uses_of_one_weight_and_the_tied_matrix():
    one = ConvolutionExplorer("6x6", stride=2, padding=1, chosen=("weight", 0, 0))
    fig = one.figure()
    x, kernel, delta, matrix = fig.axes
    assert [len(ax.texts) for ax in (x, kernel, delta)] == [64, 9, 9]
    assert len(fig.artists) == 9, "a line for each use"
    lit = [patch.get_xy() for patch in x.patches if not patch.get_fill()]
    assert lit == [(v, u) for u in (0, 2, 4) for v in (0, 2, 4)]
    ends = [(*link.xy1, *link.xy2) for link in fig.artists]
    assert ends == [(2 * q + 0.95, 2 * p + 0.5, q + 0.05, p + 0.5) for p in range(3) for q in range(3)]
    other = ConvolutionExplorer("6x6", chosen=("weight", 0, 2)).figure().axes[1].patches
    assert [one.get_xy() for one in other if one.get_facecolor() != other[0].get_facecolor()] == [(2, 0)]
    T = matrix.collections[0].get_array().reshape(9, 36)
    found, setting = one.computed(), one.setting()
    weights = np.where(T.mask, 0, setting.kernel.ravel()[T.filled(0).astype(int)])
    np.testing.assert_allclose(weights @ setting.x.ravel(), found.z.ravel())
    np.testing.assert_allclose(weights.T @ found.delta.ravel(), found.grad_x.ravel())


# --- the mathematics, in a browser

module = module_of(ConvolutionExplorer)

COMPUTED = """states => states.map(state => {
    const found = module.computed(state);
    const key = module.flatKey(state);
    const terms = ["weight", "input", "output", "bias"].map(kind => found.values[kind].map((_, n) => {
        const all = module.termsOf(found, [kind, n]);
        return all.length ? all.at(-1).sum : 0;
    }));
    const T = module.tiedWeights(found).map(row => row.map(n => n === null ? 0 : found.values.weight[n]));
    return { z: found.values.output, delta: found.delta, cost: found.cost, ...found.gradients, terms, T,
        said: module.sentenceOf(state, found, key) };
})"""


@pytest.mark.browser
def test_the_browser_computes_what_the_library_computes(module):
    widgets = [some_explorer(number) for number in range(len(GRID))]
    states = [widget._state() for widget in widgets]
    for widget, got in zip(widgets, module.evaluate(COMPUTED, states), strict=True):
        found, setting = widget.computed(), widget.setting()
        expected = {"z": found.z, "delta": found.delta, "cost": found.cost, "weight": found.grad_kernel}
        expected |= {"input": found.grad_x, "bias": found.grad_bias, "target": -found.delta}
        for name, values in expected.items():
            np.testing.assert_allclose(np.ravel(got[name]), np.ravel(values), rtol=1e-12, atol=1e-12)
        sums = [*found.grad_kernel.ravel(), *found.grad_x.ravel(), *found.z.ravel(), found.grad_bias]
        np.testing.assert_allclose(np.concatenate(got["terms"]), sums, rtol=1e-12, atol=1e-12)
        T = np.array(got["T"])
        np.testing.assert_allclose(T @ setting.x.ravel() + setting.bias, found.z.ravel(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(T.T @ found.delta.ravel(), found.grad_x.ravel(), rtol=1e-12, atol=1e-12)
        assert widget.description().splitlines()[0].endswith(got["said"])


@pytest.mark.browser
def test_targets_are_chosen_alike_and_a_nudge_is_predicted(module):
    for shape in ({}, {"stride": 2}, {"padding": 1}, {"kernel": [[1, 2, 3]]}, {"stride": 2, "padding": 1}):
        widget = ConvolutionExplorer("6x6", **shape)
        targets = module.evaluate("state => module.fittingTargets(state, state.circle)", widget._state())
        np.testing.assert_allclose(targets, widget.targets)
    widget = ConvolutionExplorer()
    done = module.evaluate("state => module.nudged(state, ['weight', 1], 0.1)", widget._state())
    assert (done["slope"], done["predicted"]) == (7, pytest.approx(0.7))
    after = ConvolutionExplorer(kernel=[[1, -0.9], [2, 0]], targets=widget.targets).computed()
    assert done["actual"] == pytest.approx(after.cost - 3, abs=1e-12)


BAD = [
    {"example": "constructor"},
    {"x": [[1, 2]], "targets": [[1]]},
    {"x": [[1, 2, 0], [0, 1, 3], [2, -1]]},
    {"x": [[1, 2, 0], [0, 1, 3], [2, -1, 100]]},
    {"x": [[1, 2, 0], [0, 1, 3], [2, -1, -100]]},
    {"kernel": [[1, 2, 3], [1, 2, 3]]},
    {"targets": [[1, 2]]},
    {"targets": [[1, 2], [3, 2e6]]},
    {"bias": "1"},
    {"stride": 3, "targets": [[1]]},
    {"padding": 2},
    {"kind": "turned"},
    {"looked": 1},
    *({"chosen": chosen} for chosen in (["weight", 2, 0], ["delta", 0, 0], ["constructor", 0, 0], ["weight", 0])),
]


@pytest.mark.browser
def test_a_state_that_cannot_be_shown_is_an_error(module):
    ask = "state => { try { module.checkState(state, state.examples); return true; } catch { return false; } }"
    good = ConvolutionExplorer()._state()
    assert module.evaluate(ask, good)
    assert [changes for changes in BAD if module.evaluate(ask, {**good, **changes})] == []
    assert all(module.evaluate(ask, ConvolutionExplorer(name)._state()) for name in EXAMPLES)


# --- the page

open_page = opening(ConvolutionExplorer, ".convolution-explorer .cell")
NAMES = ["example", "x", "kernel", "bias", "targets", "stride", "padding", "kind", "chosen", "looked"]


def assert_page_is_right(page):
    """Compare sentence and numbers in the cells with what the library computes from the state of the page."""
    state = page.evaluate(f"Object.fromEntries({NAMES}.map(name => [name, convolution.get(name)]))")
    widget = ConvolutionExplorer(**state)
    found = widget.computed()
    assert widget.description().splitlines()[0].endswith(page.locator(".sentence").text_content())
    for kind, values, below in (
        ("input", widget.x, found.grad_x),
        ("weight", widget.kernel, found.grad_kernel),
        ("output", found.z, found.delta),
    ):
        shown = page.locator(f".cell.{kind} :is(.value, .slope)").all_text_contents()
        expected = np.stack([np.ravel(values), np.ravel(below)], axis=1).ravel()
        np.testing.assert_allclose([number(text) for text in shown], expected, rtol=6e-3, atol=1e-12)
    return widget


def number(text):
    """Return the number that a cell writes."""
    return float(text.replace("−", "-"))


def cell(page, kind, n):
    """Return a cell of the drawing."""
    return page.locator(f".cell[data-key='{kind},{n}']")


@pytest.mark.browser
def test_choosing_by_mouse_and_by_keyboard(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    lit = lambda: page.locator(".cell.lit").evaluate_all("nodes => nodes.map(node => node.dataset.key)")  # noqa: E731
    tags = lambda kind: page.locator(f".cell.{kind} .tag").all_text_contents()  # noqa: E731
    assert page.locator(".terms").is_hidden()
    assert lit() == []
    page.locator("[name=guess]").fill("3")
    page.locator("[name=look]").click()
    assert (
        page.locator(".answer").text_content().startswith("You said 3. ∂C/∂w₁₁ has 4 terms, one for each of the 2 × 2")
    )
    assert lit() == ["input,0", "input,1", "input,3", "input,4", "weight,0", *(f"output,{n}" for n in range(4))]
    assert tags("input")[:5] == ["1", "2", "", "3", "4"]
    assert page.locator(".terms tr td:last-child").all_text_contents() == ["1", "1", "1", "3"]
    assert_page_is_right(page)
    cell(page, "input", 4).hover()
    assert tags("output") == ["w₂₂", "w₂₁", "w₁₂", "w₁₁"], "the kernel, turned"
    assert page.evaluate("convolution.get('chosen')") == ["weight", 0, 0], "who only points chooses nothing"
    page.mouse.move(5, 5)
    assert tags("output") == ["1", "2", "3", "4"]
    cell(page, "output", 1).click()
    assert tags("input") == ["", "w₁₁", "w₁₂", "", "w₂₁", "w₂₂", "", "", ""]
    assert page.locator(".link[d]").count() == 4
    assert page.locator(".terms tr td:last-child").all_text_contents() == ["2", "2", "4", "4"]
    assert page.locator("[name=nudge]").is_disabled()
    page.keyboard.press("Home")
    assert assert_page_is_right(page).chosen == ["input", 0, 0]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert assert_page_is_right(page).chosen == ["input", 1, 0]
    page.keyboard.press("End")
    assert assert_page_is_right(page).chosen == ["target", 1, 1]
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_changing_numbers_by_hand(open_page):
    page = open_page(ConvolutionExplorer(looked=True))
    cell(page, "weight", 1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageUp")
    assert assert_page_is_right(page).kernel == [[1, 0.1], [2, 0]]
    box = cell(page, "input", 0).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 30, steps=4)
    page.mouse.up()
    assert assert_page_is_right(page).x[0][0] == 2
    page.locator("[name=value]").fill("-1.25")
    page.locator("[name=value]").press("Enter")
    widget = assert_page_is_right(page)
    assert (widget.x[0][0], widget.chosen) == (-1.25, ["input", 0, 0])
    page.locator("[name=value]").fill("1000")
    page.locator("[name=value]").press("Enter")
    assert assert_page_is_right(page).x[0][0] == 99
    page.locator("[name=restore]").click()
    before = assert_page_is_right(page).computed().cost
    cell(page, "weight", 1).click()
    page.locator("[name=nudge]").click()
    after = assert_page_is_right(page).computed().cost
    told = page.locator(".told").text_content()
    assert told == "w₁₂ grew by 0.1. Predicted change of C: 7 · 0.1 = 0.7; actual: 0.77."
    assert after - before == pytest.approx(0.77)
    cell(page, "weight", 0).focus()
    assert page.locator(".told").text_content() == "", "what was said is old"


@pytest.mark.browser
def test_the_settings_and_terms_one_by_one(open_page):
    page = open_page(ConvolutionExplorer(looked=True))
    page.locator("[name=example]").select_option("6x6")
    assert page.locator(".terms").is_hidden(), "the question comes again"
    page.locator("[name=look]").press("Enter")
    assert assert_page_is_right(page).computed().z.shape == (4, 4)
    page.locator("[name=padding]").select_option("1")
    page.locator("[name=stride]").select_option("2")
    widget = assert_page_is_right(page)
    assert set(widget.computed().delta.ravel()) <= {-1, 0, 1, 2}
    assert "has 9 terms, one for each of the 3 × 3 outputs" in page.locator(".answer").text_content()
    page.locator("[name=kind]").select_option("convolution")
    page.locator("[name=kernel]").select_option("2×2")
    assert assert_page_is_right(page).kernel == [[1, -1], [2, 0]]
    page.locator("[name=example]").select_option("1-D example")
    assert page.locator("[name=kernel] option").all_text_contents() == ["1 × 3"]
    assert assert_page_is_right(page).kind == "correlation"
    page.locator("[name=look]").click()
    page.locator("[name=terms]").focus()
    page.keyboard.press("Home")
    assert page.locator(".cell.lit").count() == 0
    page.keyboard.press("ArrowRight")
    assert page.locator(".cell.lit").count() == 3
    assert page.locator("[name=terms]").get_attribute("aria-valuetext") == "1 of 3"
    assert page.locator(".terms tr.later").count() == 2
    page.locator("[name=play]").click()  # who wants less motion sees the end at once
    assert page.locator("[name=terms]").get_attribute("aria-valuetext") == "3 of 3"
    page.evaluate("convolution.set('kernel', [[1, 1, 1]])")
    page.wait_for_function("document.querySelector('.cell.weight .value').textContent === '1'")
    assert_page_is_right(page)


@pytest.mark.browser
def test_a_narrow_window(open_page):
    page = open_page(ConvolutionExplorer("6x6", padding=1, looked=True, chosen=("input", 2, 2)))
    resize(page, 390)
    expect(page.locator(".cell.output").first).to_be_visible()
    page.wait_for_function("document.querySelector('.board svg').viewBox.baseVal.width < 400")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert cell(page, "input", 0).bounding_box()["width"] > 24
    resize(page, 1100)
    page.wait_for_function("document.querySelector('.board svg').viewBox.baseVal.width > 1000")


@pytest.mark.browser
def test_the_matrices_are_described_with_numbers(open_page):
    page = open_page(ConvolutionExplorer("1-D example", looked=True, chosen=("weight", 0, 1)))
    labels = page.locator(".matrix svg").evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    assert labels[0] == (
        "Forwards: z = T x + b. 3 rows, 5 columns, 9 entries of 3 weights. "
        "Lit: −1 at z₁, x₂; −1 at z₂, x₃; −1 at z₃, x₄."
    )
    assert "5 rows, 3 columns" in labels[1]
    assert labels[2].endswith("Lit: −2 at z₁, x₂; 0 at z₂, x₃; −1 at z₃, x₄.")
    sums = page.locator(".sums span").all_text_contents()
    assert sums == ["∂C/∂w₁ = 1", "∂C/∂w₂ = −3", "∂C/∂w₃ = 2"]
