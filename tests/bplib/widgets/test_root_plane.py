"""The root plane: its mathematics in the browser against numpy.roots and bplib's Momentum, its picture and controls."""

import re

import numpy as np
import pytest
from pages import cell_that_hears, module_of, opening, resize
from playwright.sync_api import expect

from bplib.optimizers import Momentum
from bplib.optimizers.heavy_ball import best_ball, best_rate, critical_beta
from bplib.optimizers.trajectories import path
from bplib.plotting.number_text import number_text
from bplib.widgets.root_plane import MOST_STEPS, NAMES, STEPS, RootPlane

SETTINGS = [(eta, beta) for eta in (0.01, 0.1, 0.198, 0.2, 0.33, 0.5) for beta in (0.0, 0.3, 0.67, 0.9, 0.99)]

# --- in Python


def test_it_shows_the_bowl_of_the_lesson():
    directions = RootPlane().directions()
    assert [one.name for one in directions] == ["steep", "middle", "flat"]
    assert [one.curvature for one in directions] == [10, 1, 0.1]
    np.testing.assert_allclose([one.push for one in directions], [1, 0.1, 0.01])
    np.testing.assert_allclose([one.factor for one in directions], np.sqrt(0.9))
    assert {one.kind for one in directions} == {"complex"}
    assert [one.steps for one in directions] == [88, 81, 85]


@pytest.mark.parametrize(("eta", "beta"), SETTINGS)
def test_directions_are_what_momentum_does(eta, beta):
    widget = RootPlane(eta, beta)
    for one, x in zip(widget.directions(), widget.trajectories().T, strict=True):
        expected = np.roots([1, -(1 + beta - one.push), beta])
        np.testing.assert_allclose(np.sort_complex(one.roots), np.sort_complex(expected), atol=1e-7)
        if one.fate == "shrinks":
            x = path(Momentum(eta, beta), lambda x, c=one.curvature: c * x, [1.0], 6000)
            assert np.abs(x[one.steps - 1]) > 0.01
            assert np.abs(x[one.steps :]).max() <= 0.01
        else:
            assert one.steps is None
            assert np.abs(x[-1]) > (100 if one.fate == "diverges" else 0.5)


def test_a_direction_that_needs_very_long_says_so():
    flat = RootPlane(0.0001, 0.0, curvatures=(0.1, 1, 1000)).directions()[-1]
    assert (flat.fate, flat.steps) == ("shrinks", np.inf)
    said = RootPlane(0.0001, 0.0, curvatures=(0.1, 1, 1000)).description()
    assert "at a hundredth after more than 10,000 steps" in said


@pytest.mark.parametrize(
    ("eta", "beta", "said"),
    [
        (0.1, 0.9, "All three directions have complex roots: each has the factor √β = 0.9487 a step."),
        (0.21, 0.0, "The steep direction diverges: ηλ = 2.1 > 2(1 + β) = 2."),
        (0.42, 0.9, "The steep direction diverges: ηλ = 4.2 > 2(1 + β) = 3.8."),
        (0.2, 0.0, "The steep direction neither shrinks nor grows: ηλ = 2(1 + β) = 2."),
        (
            *(0.1, 0.0),
            "The flat direction limits: its factor is 0.99 a step. It has two real roots: ηλ = 0.01 < (1 − √β)² = 1.",
        ),
        (
            *(0.0263, 0.9),
            "The flat direction limits: its factor is 0.9505 a step. "
            "It has two real roots: ηλ = 0.0026, just below (1 − √β)².",
        ),
        (
            *(0.37, 0.852),
            "The steep direction limits: its factor is 0.9661 a step. "
            "It has two real roots: ηλ = 3.7 > (1 + √β)² = 3.6981.",
        ),
        (best_rate(0.1, 10), 0.0, "The steep and the flat direction limit: both have the factor 0.9802 a step."),
        (
            *best_ball(0.1, 10),
            "All three directions have complex or double roots: each has the factor √β = 0.8182 a step.",
        ),
    ],
)
def test_the_verdict(eta, beta, said):
    assert RootPlane(eta, beta).verdict() == said


def test_two_directions_can_diverge():
    said = RootPlane(0.49, 0.1, curvatures=(1.0, 9.0, 10.0)).verdict()
    assert said == (
        "The steep direction diverges: ηλ = 4.9 > 2(1 + β) = 2.2. "
        "The middle direction diverges: ηλ = 4.41 > 2(1 + β) = 2.2."
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"eta": 0.6}, ValueError, r"eta must lie in \[0.01, 0.5\], got 0.6"),
        ({"eta": 0.1, "curvatures": (1, 10, 100)}, ValueError, r"eta must lie in \[0.001, 0.05\], got 0.1"),
        ({"eta": "fast"}, TypeError, "eta must be a number, got 'fast'"),
        ({"beta": 1.0}, ValueError, r"beta must lie in \[0, 0.99\], got 1.0"),
        ({"beta": True}, TypeError, "beta must be a number, got True"),
        ({"curvatures": (1, 10)}, ValueError, r"curvatures must be three numbers, of flat, middle and steep, got \(1,"),
        ({"curvatures": "abc"}, ValueError, "curvatures must be three numbers"),
        ({"curvatures": 3}, ValueError, "curvatures must be three numbers"),
        ({"curvatures": (0, 1, 10)}, ValueError, r"curvatures\[0\] must lie in \(0, inf\), got 0"),
        ({"curvatures": (1, None, 10)}, TypeError, r"curvatures\[1\] must be a number, got None"),
        ({"curvatures": (10, 1, 0.1)}, ValueError, r"curvatures must rise from flat to steep, got \[10.0, 1.0, 0.1\]"),
        ({"curvatures": (1, 20, 10)}, ValueError, r"curvatures must rise from flat to steep, got \[1.0, 20.0, 10.0\]"),
        ({"curvatures": (1, 1.2, 1.5)}, ValueError, "2 to 10,000 times the flat one, got 1.5 times"),
        ({"curvatures": (1e-5, 1, 10)}, ValueError, "2 to 10,000 times the flat one, got 1e[+]06 times"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        RootPlane(**options)


def test_the_description():
    assert RootPlane(0.21, 0.0).description() == (
        "The root plane: η = 0.21, β = 0. The steep direction diverges: ηλ = 2.1 > 2(1 + β) = 2.\n"
        "steep, λ = 10: ηλ = 2.1, real roots, largest |r| 1.1, at a hundredth never.\n"
        "middle, λ = 1: ηλ = 0.21, real roots, largest |r| 0.79, at a hundredth after 20 steps.\n"
        "flat, λ = 0.1: ηλ = 0.021, real roots, largest |r| 0.979, at a hundredth after 217 steps."
    )


def test_one_step_is_a_step():
    assert "ηλ = 1, double roots, largest |r| 0, at a hundredth after 1 step.\n" in RootPlane(0.1, 0.0).description()


def test_the_figure_shows_roots_points_and_trajectories():
    widget = RootPlane(0.33, 0.67)
    axes = {ax.get_xlabel() or ax.get_title(): ax for ax in widget.figure().axes}
    roots = {line.get_label(): line.get_xydata() for line in axes["real part of r"].lines}
    points = [line.get_xydata()[0] for line in axes["rate × curvature, ηλ"].lines[-3:]]
    for one, point in zip(widget.directions(), points, strict=True):
        np.testing.assert_allclose(roots[one.name], np.column_stack([one.roots.real, one.roots.imag]))
        np.testing.assert_allclose(point, [one.push, 0.67])
    ways = [ax.lines[-1] for ax in widget.figure().axes[2:]]
    np.testing.assert_allclose([way.get_ydata() for way in ways], widget.trajectories().T)
    assert len({way.get_marker() for way in ways}) == len({way.get_color() for way in ways}) == 3


# --- the mathematics, in a browser


module = module_of(RootPlane)


PARTS = """([pairs, steps]) => pairs.map(([push, beta]) =>
    [module.rootsOf(push, beta), module.factorOf(push, beta), module.trajectory(push, beta, steps)])"""


@pytest.mark.browser
def test_roots_and_trajectories_in_the_browser_are_those_of_numpy_and_of_momentum(module, rng):
    pairs = [(float(push), float(beta)) for push, beta in rng.uniform((0.0, 0.0), (5.0, 0.99), size=(60, 2))]
    pairs += [(10.0**power, beta) for power in (-3, -2, -1, 0) for beta in (0.0, 0.5, 0.9, 0.99)]
    for (push, beta), (roots, factor, x) in zip(pairs, module.evaluate(PARTS, [pairs, STEPS]), strict=True):
        found, expected = np.array(roots) @ (1, 1j), np.roots([1, -(1 + beta - push), beta])
        np.testing.assert_allclose(np.sort_complex(found), np.sort_complex(expected), atol=1e-7)
        assert factor == pytest.approx(np.abs(expected).max(), abs=1e-7)
        np.testing.assert_allclose(
            np.array(x, float), path(Momentum(push, beta), lambda x: x, [1.0], STEPS)[:, 0], rtol=1e-9
        )


DIRECTIONS = """states => states.map(state => {
    const directions = module.directionsOf(state);
    const steps = directions.map(one => one.steps === Infinity ? "inf" : one.steps);
    return [directions.map((one, i) => ({ ...one, steps: steps[i] })), module.verdict(directions, state.beta)];
})"""


@pytest.mark.browser
def test_directions_and_words_in_the_browser_are_those_of_the_library(module, rng):
    places = [(float(eta), float(beta)) for eta, beta in rng.uniform((0.01, 0.0), (0.5, 0.99), size=(8, 2))]
    widgets = [RootPlane(*place) for place in SETTINGS + places]
    widgets += [
        RootPlane(*best_ball(0.1, 10)),
        RootPlane(best_rate(0.1, 10), 0.0),
        RootPlane(0.37, 0.852),
        RootPlane(0.0263, 0.9),
    ]
    widgets += [RootPlane(0.2, critical_beta(0.02)), RootPlane(0.49, 0.1, curvatures=(1.0, 9.0, 10.0))]
    widgets += [RootPlane(0.0001, 0.0, curvatures=(0.1, 1, 1000))]
    states = [{name: getattr(widget, name) for name in ("eta", "beta", "curvatures")} for widget in widgets]
    for widget, (directions, said) in zip(widgets, module.evaluate(DIRECTIONS, states), strict=True):
        assert said == widget.verdict()
        for one, expected in zip(directions, widget.directions(), strict=True):
            names = ("name", "curvature", "push", "kind", "fate")
            assert [one[name] for name in names] == [getattr(expected, name) for name in names]
            assert one["factor"] == pytest.approx(expected.factor, rel=1e-12)
            assert one["steps"] == ("inf" if expected.steps == np.inf else expected.steps)


@pytest.mark.browser
@pytest.mark.parametrize(("low", "high"), [(0.1, 10.0), (1.0, 100.0), (3.0, 7.0)])
def test_best_settings_in_the_browser_are_those_of_the_library(module, low, high):
    code = """([a, b]) => [module.bestRate(a, b), module.bestBall(a, b).eta, module.bestBall(a, b).beta,
        module.criticalBeta(0.3)]"""
    expected = [best_rate(low, high), *best_ball(low, high), critical_beta(0.3)]
    assert module.evaluate(code, [low, high]) == pytest.approx(expected, rel=1e-12)
    assert module.evaluate("[module.GOAL, module.MOST_STEPS, module.NAMES]") == [0.01, MOST_STEPS, list(NAMES)]


# --- the page


open_page = opening(RootPlane, ".root-plane .region svg")


def widget_of(page):
    """Return a widget with the settings of the page."""
    state = page.evaluate("Object.fromEntries(['eta', 'beta', 'curvatures'].map(name => [name, plane.get(name)]))")
    return RootPlane(state["eta"], state["beta"], curvatures=state["curvatures"])


def place_of(node):
    """Return where a mark has been moved to."""
    return [float(u) for u in re.findall(r"-?[\d.]+", node.get_attribute("transform"))[:2]]


def assert_page_is_right(page):
    """Compare table, marks, curves and sentence with what the library computes from the settings of the page."""
    widget = widget_of(page)
    assert page.locator(".sentence").text_content() == widget.verdict()
    low = 0.1 * widget.curvatures[0] / widget.curvatures[2]
    for one, x in zip(widget.directions(), widget.trajectories().T, strict=True):
        cells = page.locator(f"td[data-direction={one.name}]").all_text_contents()
        assert [cells[i] for i in (0, 1, 3)] == [number_text(v) for v in (one.curvature, one.push, one.factor)]
        assert cells[4] == ("never" if one.steps is None else f"{one.steps:,}")
        marks = [place_of(node) for node in page.locator(f".roots .mark.{one.name}").all()]
        inside = np.clip(np.column_stack([one.roots.real, one.roots.imag]), -1.5, 1.5)
        np.testing.assert_allclose(marks, np.array([187, 153]) + inside * (145 / 1.5, -145 / 1.5), atol=0.06)
        across = 42 + 290 * np.log10(one.push / low) / np.log10(10 / low)
        point = page.locator(f".region .mark.{one.name}")
        np.testing.assert_allclose(place_of(point), [across, 8 + 290 * (1 - widget.beta)], atol=0.06)
        assert point.get_attribute("data-fate") == one.fate
        assert_way_is_right(page, one, x)
    return widget


def assert_way_is_right(page, one, x):
    """Compare the trajectory of a direction, up to where it leaves the picture, with those of the library."""
    top = 8 + 101 * NAMES.index(one.name)
    points = page.locator(f".ways .way.{one.name}").get_attribute("d")[1:].split("L")
    points = np.array([point.split(",") for point in points], float)
    tick = next((tick for tick in (1, 4, 20) if np.abs(x).max() <= 1.15 * tick), 20)
    np.testing.assert_allclose(points[:, 0], 46 + np.arange(STEPS + 1) / STEPS * 282, atol=0.06)
    near = np.abs(x) < 9 * tick
    np.testing.assert_allclose(points[near, 1], top + 44 - 0.435 * 88 * x[near] / tick, atol=0.06)
    words = page.locator(".ways .words").nth(NAMES.index(one.name)).text_content()
    arrives = f"1/100 after {one.steps:,} step{'s' if one.steps != 1 else ''}" if one.steps else one.fate
    assert words == f"{one.name}: {arrives}"


@pytest.mark.browser
def test_both_sliders_change_the_roots(open_page):
    page = open_page()
    first = place_of(page.locator(".roots .mark.steep").first)
    page.locator("[name=beta]").fill("0.3")
    assert assert_page_is_right(page).beta == 0.3
    second = place_of(page.locator(".roots .mark.steep").first)
    page.locator("[name=eta]").fill("-1.5")
    assert assert_page_is_right(page).eta == 0.0316
    third = place_of(page.locator(".roots .mark.steep").first)
    assert len({tuple(place) for place in (first, second, third)}) == 3
    assert page.locator("[name=eta]").get_attribute("aria-valuetext") == "0.0316"
    radius = float(page.locator("circle.ring").get_attribute("r"))
    assert radius == pytest.approx(np.sqrt(0.3) * 145 / 1.5, abs=0.06)
    page.locator("[name=beta]").fill("0")
    page.locator("[name=eta]").fill("-1")
    assert [one.steps for one in assert_page_is_right(page).directions()] == [1, 44, 459]


@pytest.mark.browser
def test_the_buttons_go_to_the_formulas(open_page):
    page = open_page()
    page.locator("[name=rate]").click()
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == (pytest.approx(2 / 10.1), 0)
    page.locator("[name=critical]").click()
    widget = assert_page_is_right(page)
    assert widget.beta == pytest.approx((1 - np.sqrt(0.1 * 2 / 10.1)) ** 2)
    assert widget.directions()[-1].kind == "double"
    page.locator("[name=ball]").click()
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == pytest.approx(best_ball(0.1, 10))
    assert [one.kind for one in widget.directions()] == ["double", "complex", "double"]
    page.locator("[name=restore]").click()
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == (0.1, 0.9)


@pytest.mark.browser
def test_divergence_is_said_and_shown(open_page):
    page = open_page(RootPlane(0.1, 0.05))
    sentence = page.locator(".sentence")
    expect(sentence).to_have_attribute("aria-live", "polite")
    assert sentence.get_attribute("data-lost") is None
    calm = sentence.evaluate("node => getComputedStyle(node).color")
    page.locator("[name=eta]").fill("-0.5")
    assert_page_is_right(page)
    expect(sentence).to_have_text("The steep direction diverges: ηλ = 3.16 > 2(1 + β) = 2.1.")
    assert sentence.evaluate("node => getComputedStyle(node).color") != calm
    assert page.locator("th[data-direction=steep] .note").text_content() == "diverges"
    assert page.locator(".roots .mark.steep").first.get_attribute("data-fate") == "diverges"
    assert page.locator(".roots .mark.flat").first.get_attribute("data-fate") == "shrinks"
    assert page.locator("text.outside").text_content() == "← −2.09"
    page.locator("[name=eta]").fill("-1")
    assert_page_is_right(page)
    assert sentence.get_attribute("data-lost") is None
    assert page.locator("text.outside").text_content() == ""


@pytest.mark.browser
def test_the_table_says_which_direction_limits(open_page):
    page = open_page()
    notes = lambda: page.locator("th .note").all_text_contents()  # noqa: E731
    assert notes() == ["", "", ""]
    page.locator("[name=beta]").fill("0.5")
    assert notes() == ["", "", "limits"]
    page.locator("[name=rate]").click()
    assert notes() == ["limits", "", "limits"]
    assert page.locator("td[data-direction=steep]").nth(2).text_content() == "−0.980, 0.000"
    page.locator("[name=ball]").click()
    assert page.locator("td[data-direction=steep]").nth(2).text_content() == "−0.818 twice"
    assert page.locator("td[data-direction=middle]").nth(2).text_content() == "0.669 ± 0.470 i"


@pytest.mark.browser
def test_directions_differ_in_colour_and_without_it(open_page):
    page = open_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        marks = [page.locator(f".region .mark.{name}") for name in NAMES]
        assert len({mark.evaluate("node => getComputedStyle(node).fill") for mark in marks}) == 3
        assert len({mark.get_attribute("d") for mark in marks}) == 3
        ways = [page.locator(f".way.{name}") for name in NAMES]
        colours = [way.evaluate("node => getComputedStyle(node).stroke") for way in ways]
        assert colours == [mark.evaluate("node => getComputedStyle(node).fill") for mark in marks]
        assert len({way.evaluate("node => getComputedStyle(node).strokeDasharray") for way in ways}) == 3


@pytest.mark.browser
def test_sliders_by_keyboard_leave_a_trail_and_a_button_ends_it(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    dots = lambda: (page.locator(".trail.steep").get_attribute("d") or "").count("h0")  # noqa: E731
    page.locator("[name=beta]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert assert_page_is_right(page).beta == 0.85
    assert dots() == 2 * 5
    page.locator("[name=eta]").focus()
    page.keyboard.press("ArrowRight")
    assert assert_page_is_right(page).eta == 0.102
    assert dots() == 2 * 6
    page.keyboard.press("End")
    assert widget_of(page).eta == 0.5
    page.keyboard.press("Home")
    assert widget_of(page).eta == 0.01
    page.locator("[name=ball]").click()
    assert dots() == 0
    page.locator("[name=beta]").press("ArrowRight")
    assert assert_page_is_right(page).beta == pytest.approx(0.68)
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_a_point_of_the_plane_follows_the_mouse(open_page):
    page = open_page()
    box = page.locator(".region svg").bounding_box()
    scale = box["width"] / 340
    x = lambda push: box["x"] + scale * (42 + 290 * (np.log10(push) + 3) / 4)  # noqa: E731
    y = lambda beta: box["y"] + scale * (8 + 290 * (1 - beta))  # noqa: E731
    page.mouse.move(x(0.012), y(0.9))
    page.mouse.down()
    page.mouse.move(x(0.02), y(0.4), steps=4)
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == pytest.approx((0.2, 0.4), rel=0.03)
    page.mouse.move(x(9), y(1.3), steps=3)
    page.mouse.up()
    widget = widget_of(page)
    assert (widget.eta, widget.beta) == (0.5, 0.99), "it stays within the ends of the sliders"
    page.mouse.move(x(0.5), y(0.5))
    assert widget_of(page).beta == 0.99, "let go"
    page.mouse.move(x(5), y(0.8))
    page.mouse.down()
    page.mouse.move(x(1), y(0.5), steps=3)
    page.mouse.up()
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == pytest.approx((0.1, 0.5), rel=0.03)


@pytest.mark.browser
def test_other_curvatures_and_changes_from_python(open_page):
    page = open_page(RootPlane(0.01, 0.5, curvatures=(0.5, 20, 60)))
    assert_page_is_right(page)
    page.locator("[name=ball]").click()
    widget = assert_page_is_right(page)
    assert (widget.eta, widget.beta) == pytest.approx(best_ball(0.5, 60))
    page.evaluate("plane.set('eta', 0.002); plane.set('beta', 0.8);")
    page.wait_for_function("document.querySelector('td[data-direction=steep]:nth-child(2)').textContent !== ''")
    assert_page_is_right(page)


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 420, 700, 900, 1200])
def test_nothing_sticks_out_and_nothing_jumps(open_page, width):
    page = open_page()
    resize(page, width)
    top = "document.querySelector('.body').getBoundingClientRect().top"
    tops = [page.evaluate(top)]
    for name, value in (("beta", "0.3"), ("eta", "-0.4"), ("beta", "0"), ("eta", "-2")):
        page.locator(f"[name={name}]").fill(value)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        numbers = "(node => node.scrollWidth - node.clientWidth)(document.querySelector('.numbers'))"
        assert page.evaluate(numbers) <= 0
        tops.append(page.evaluate(top))
    resize(page, 1100)
    if width >= 700:
        assert max(tops) - min(tops) < 1


# --- in JupyterLab

CELL = cell_that_hears(RootPlane, ["eta", "beta"], 'f"{one.eta} {one.beta:.2f}"')


@pytest.mark.browser
def test_a_learner_moves_the_sliders_in_jupyterlab(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    page.locator("[name=beta]").focus()
    page.keyboard.press("Home")
    page.locator("[name=eta]").focus()
    page.keyboard.press("End")
    expect(page.locator(".jp-OutputArea .widget-label")).to_have_text("0.5 0.00")
    expect(page.locator(".root-plane .sentence")).to_contain_text(
        "The steep direction diverges: ηλ = 5 > 2(1 + β) = 2."
    )
    assert notebook.console == []
    assert notebook.external == []
