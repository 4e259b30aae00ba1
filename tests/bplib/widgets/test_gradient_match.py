"""The gradient match: estimates and errors in the browser against bplib.equilibrium, its picture, and the controls."""

import re

import numpy as np
import pytest
import traitlets
from pages import cell_that_hears, load_module, module_of, opening, resize
from playwright.sync_api import expect

from bplib.data.datasets import digits
from bplib.equilibrium.oracles import implicit_gradient
from bplib.plotting.palette import LIGHT
from bplib.widgets.gradient_match import BETAS, LOOKS, RULES, SIZES, GradientMatch
from bplib.widgets.relaxing_network import RelaxingNetwork

KEYS = {"one-sided": "one", "symmetric": "two", "Richardson": "four"}

# --- in Python


def test_it_shows_six_digits_and_two_networks():
    X, Y = digits()
    widget = GradientMatch()
    np.testing.assert_array_equal(widget.X, X[:6])
    np.testing.assert_array_equal(widget.Y, Y[:6])
    assert widget.Y.argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 5]
    for name, sizes in SIZES.items():
        network = GradientMatch(name).network()
        assert (network.sizes, network.unit.name) == (sizes, "shifted_sigmoid")
        assert widget.networks[name]["theta"] == network.theta.tolist() == np.round(network.theta, 4).tolist()


def test_estimates_are_those_of_the_library():
    for settings in ({}, {"sweeps": 3}, {"angle": 40.0}, {"single": True, "beta": 0.2}):
        widget = GradientMatch("two hidden layers", **settings)
        options = widget.options()
        assert options["sweeps"] == (settings.get("sweeps") or 300)
        network, exact = widget.network(), widget.exact()
        assert network.dtype == (np.float32 if widget.single else np.float64)
        for name, row in widget.matches([0.1]).items():
            rule = name.lower().replace("-", "_")
            g = network.gradient(widget.X, widget.Y, 0.1, rule, **options).flat
            tolerance = 1e-3 if widget.single else 1e-9  # the error of one kind is all rounding there
            assert row[0].error == pytest.approx(
                np.linalg.norm(g - exact) / np.linalg.norm(exact), rel=tolerance, abs=tolerance / 100
            )
            assert row[0].cosine == pytest.approx(g @ exact / np.linalg.norm(g) / np.linalg.norm(exact), abs=tolerance)


def test_errors_have_the_orders_of_their_rules():
    errors = GradientMatch().matches(BETAS)
    for name, order in RULES.items():
        pair = slice(4, 6) if order == 4 else slice(7, 9)
        far, near = (match.error for match in errors[name][pair])
        assert np.log2(far / near) == pytest.approx(order, abs=0.1)


def test_what_is_said_of_unfinished_phases_and_of_single_precision_is_so():
    unfinished = GradientMatch(sweeps=3).matches([1e-2, 1e-4])
    assert unfinished["one-sided"][1].error > 50 * unfinished["one-sided"][0].error > 50
    ratio = unfinished["symmetric"][1].error / unfinished["symmetric"][0].error
    assert ratio == pytest.approx(1, abs=0.05)
    single = GradientMatch(single=True).matches([1e-2, 1e-5])
    assert single["symmetric"][1].error > 3 * single["symmetric"][0].error
    askew = GradientMatch("two hidden layers", angle=60)
    assert min(row[0].error for row in askew.matches([1e-3]).values()) > 0.2


@pytest.mark.parametrize("angle", [26, 55, 90])
@pytest.mark.parametrize("name", SIZES)
def test_between_weights_that_differ_much_the_last_layer_is_off_least(name, angle):
    widget = GradientMatch(name, angle=angle)
    network = widget.network()
    exact = implicit_gradient(network, widget.X, widget.Y, tolerance=1e-13)
    for nudging, beta in (("symmetric", 0.01), ("one_sided", 0.01), ("symmetric", 0.3), ("one_sided", 0.8)):
        found = network.gradient(widget.X, widget.Y, beta, nudging, tolerance=1e-13)
        pairs = zip(found.W[1:], exact.W[1:], strict=True)
        cosines = [np.sum(g * h) / np.linalg.norm(g) / np.linalg.norm(h) for g, h in pairs]
        assert max(cosines) == cosines[-1]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"network": "64-32-10"},
            ValueError,
            "network must be one of one hidden layer, two hidden layers; got '64-32-10'",
        ),
        ({"beta": 0}, ValueError, r"beta must lie in \[1e-05, 0.8\], got 0"),
        ({"beta": 1.0}, ValueError, r"beta must lie in \[1e-05, 0.8\], got 1.0"),
        ({"beta": None}, TypeError, "beta must be a number, got None"),
        ({"sweeps": 0}, ValueError, 'sweeps must be "all" or a whole number from 1 to 20, got 0'),
        ({"sweeps": 21}, ValueError, "from 1 to 20, got 21"),
        ({"sweeps": "many"}, ValueError, "got 'many'"),
        ({"sweeps": 2.0}, ValueError, "got 2.0"),
        ({"single": 1}, TypeError, "single must be True or False, got 1"),
        ({"angle": -1}, ValueError, r"angle must lie in \[0, 90\], got -1"),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        GradientMatch(**options)


def test_an_unknown_network_is_refused_later_too():
    with pytest.raises(traitlets.TraitError):
        GradientMatch().chosen = "three hidden layers"


def test_the_description():
    assert GradientMatch().description() == (
        "The gradient match: network 64-32-10 on 6 digits, every phase settled, double precision, β = 0.01.\n"
        "one-sided: cosine 0.999984, relative error 1.9e-02.\n"
        "symmetric: cosine 1.000000, relative error 3.3e-04.\n"
        "Richardson: cosine 1.000000, relative error 1.8e-08."
    )
    said = GradientMatch("two hidden layers", sweeps=4, single=True, angle=30).description().splitlines()[0]
    assert said == (
        "The gradient match: network 64-16-16-10 on 6 digits, 4 sweeps a phase, single precision, "
        "up and down 30° apart, β = 0.01."
    )


def test_the_figure_shows_the_errors_and_their_orders():
    widget = GradientMatch(sweeps=3)
    ax = widget.figure().axes[0]
    curves = {line.get_label(): line.get_xydata() for line in ax.lines}
    for name, row in widget.matches(BETAS[:-1]).items():
        np.testing.assert_array_equal(curves[name], np.column_stack([BETAS[:-1], [match.error for match in row]]))
    guides = [
        np.log(line.get_xydata()) for line in ax.lines if line.get_linewidth() == 0.8 and len(line.get_xdata()) > 2
    ]
    slopes = [np.polyfit(*guide.T, 1)[0] for guide in guides]
    np.testing.assert_allclose(slopes, list(RULES.values()))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_legend() is not None


def test_a_rule_has_one_colour_everywhere_and_none_has_that_of_a_sign():
    signs = {LIGHT["positive"], LIGHT["negative"]}
    for rule, key in KEYS.items():
        colour = re.search(rf"--{key}: var\(--(\w+)\)", GradientMatch._css)[1]
        assert LOOKS[rule]["color"] == LIGHT[colour]
        assert LIGHT[colour] not in signs
    assert len({look["marker"] for look in LOOKS.values()}) == 3
    assert len({look.get("linestyle", "-") for look in LOOKS.values()}) == 3


def test_the_relaxing_network_has_the_same_colours_for_the_rules():
    for key, mark in (("one", r"\.mark \{\s+fill"), ("two", r"\.mark\.two \{\s+fill: none;\s+stroke")):
        colour = re.search(rf"--{key}: (var\(--\w+\))", GradientMatch._css)[1]
        assert re.search(mark + r": (.*);", RelaxingNetwork._css)[1] == colour


# --- the mathematics, in a browser


module = module_of(GradientMatch)


def settings_of(widget):
    """Return what the functions of the browser take."""
    state = {name: getattr(widget, name) for name in ("images", "targets", "angle", "sweeps", "single")}
    return widget.networks[widget.chosen] | state


ESTIMATES = """([settings, betas]) => {
    const [free, exact] = [module.freePhase(settings), module.exactOf(settings)];
    const found = betas.map(beta => Object.fromEntries(
        Object.entries(module.estimatesAt(free, beta)).map(([key, g]) => [key, [...g]])));
    return [found, [...exact], module.errorCurves(free, exact), free.sweeps, free.residual];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("settings", [{}, {"sweeps": 1}, {"sweeps": 4}, {"angle": 35.0}, {"angle": 90.0, "sweeps": 6}])
def test_estimates_and_curves_in_the_browser_are_those_of_the_library(module, name, settings):
    widget = GradientMatch(name, **settings)
    betas = [0.5, 0.03, 1e-3]
    found, exact, curves, sweeps, residual = module.evaluate(ESTIMATES, [settings_of(widget), betas])
    network = widget.network()
    free = network.relax(widget.X, **widget.options())
    assert abs(sweeps - free.sweeps) <= 1
    assert residual == pytest.approx(free.residual, rel=1e-9, abs=2e-15)
    truth = implicit_gradient(network, widget.X, widget.Y, tolerance=1e-14)
    np.testing.assert_allclose(exact, truth.flat, rtol=1e-9, atol=1e-13)
    for beta, rules in zip(betas, found, strict=True):
        for rule, g in rules.items():
            title = next(title for title, key in KEYS.items() if key == rule)
            expected = network.gradient(widget.X, widget.Y, beta, title.lower().replace("-", "_"), **widget.options())
            np.testing.assert_allclose(g, expected.flat, rtol=1e-10, atol=1e-10)
    for title, row in widget.matches(BETAS[:-1]).items():
        # rounding errors are divided by β, and differ
        errors = [match.error for match in row]
        np.testing.assert_allclose(curves[KEYS[title]], errors, rtol=1e-6, atol=2e-15 / BETAS[-1])


@pytest.mark.browser
def test_single_precision_has_the_rounding_errors_of_the_library(module):
    widget = GradientMatch(single=True)
    *_, curves, _, _ = module.evaluate(ESTIMATES, [settings_of(widget), [0.1]])
    for title, row in widget.matches(BETAS[:-1]).items():
        ratio = np.array(curves[KEYS[title]]) / [match.error for match in row]
        assert 0.1 < ratio.min() < ratio.max() < 10
        np.testing.assert_allclose(ratio[:3], 1, atol=0.01)


@pytest.mark.browser
def test_nudges_of_the_curves_and_cosines_by_layer(module, rng):
    np.testing.assert_array_equal(module.evaluate("module.BETAS"), BETAS)
    g, h = rng.normal(size=(2, 26))
    got = module.evaluate(
        "([g, h]) => module.cosinesOf([3, 4, 2], Float64Array.from(g), Float64Array.from(h))", [g.tolist(), h.tolist()]
    )
    parts = (slice(0, 12), slice(16, 24))
    assert got == pytest.approx([g[p] @ h[p] / np.linalg.norm(g[p]) / np.linalg.norm(h[p]) for p in parts])


# --- the page


open_page = opening(GradientMatch, ".gradient-match .plot svg")


def widget_of(page):
    """Return a widget with the settings of the page."""
    widget = GradientMatch()
    names = ["chosen", "beta", "sweeps", "single", "angle"]
    widget.set_state(page.evaluate(f"Object.fromEntries({names}.map(name => [name, match.get(name)]))"))
    return widget


def number(text):
    """Return the number that a cell of the table writes."""
    if text.startswith("1 − "):
        return 1 - number(text[4:])
    head, _, power = text.partition("·10")
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
    return float(head.translate(raised)) * 10.0 ** int(power.translate(raised) or 0)


def assert_page_is_right(page):
    """Compare the table and the markers with what the library computes from the settings of the page."""
    widget = widget_of(page)
    matches = {name: row[0] for name, row in widget.matches([widget.beta]).items()}
    rows = page.locator("table tr[data-rule]").all()
    for row, (name, match) in zip(rows, matches.items(), strict=True):
        title, error, cosine, *layers = row.locator("th, td").all_inner_texts()
        assert title.strip() == name
        loose = 0.5 if widget.single and match.error < 0.01 else 0.06
        assert number(error) == pytest.approx(match.error, rel=loose, abs=1e-10)
        assert number(cosine) == pytest.approx(match.cosine, abs=1e-3)
        assert len(layers) == len(widget.network().sizes) - 1
        key = KEYS[name]
        place = page.locator(f".mark.now.{key}").get_attribute("transform")
        x, y = (float(u) for u in place[len("translate(") : place.index(")")].split(","))
        assert x == pytest.approx(62 + (np.log10(widget.beta) + 5.1) / 5.1 * 524, abs=0.1)
        assert y == pytest.approx(12 + (5 - np.log10(match.error)) / 17 * 382, abs=8 if loose > 0.1 else 1)
    return widget


@pytest.mark.browser
def test_every_control(open_page):
    page = open_page()
    said = lambda: page.locator(".sentence").text_content()  # noqa: E731
    assert_page_is_right(page)
    assert said().startswith("Everything has settled, in double precision.")
    page.locator("[name=beta]").fill("-1")
    assert assert_page_is_right(page).beta == 0.1
    page.locator("[name=sweeps]").fill("3")
    assert assert_page_is_right(page).sweeps == 3
    assert "Each phase stopped after 3 sweeps; the residual of the free states is 0.0034." in said()
    page.locator("[name=single]").select_option("1")
    page.locator("[name=sweeps]").fill("21")
    widget = assert_page_is_right(page)
    assert (widget.sweeps, widget.single) == (0, True)
    assert "rounded to about seven digits" in said()
    page.locator("[name=single]").select_option("")
    page.locator("[name=chosen]").select_option("two hidden layers")
    assert_page_is_right(page)
    page.locator("[name=angle]").fill("65")
    assert assert_page_is_right(page).angle == 65
    assert said().startswith("Up and down are 65° apart.")
    cosines = page.locator("table tr[data-rule=two] td").all_inner_texts()[2:]
    assert number(cosines[0]) < 0.5 < 0.95 < number(cosines[2])
    page.locator("[name=restore]").click()
    widget = assert_page_is_right(page)
    assert (widget.chosen, widget.beta, widget.angle) == ("one hidden layer", 0.01, 0)


@pytest.mark.browser
def test_the_marker_by_keyboard_and_by_mouse(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    slider = page.locator("[name=beta]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert assert_page_is_right(page).beta == pytest.approx(10**-1.99, rel=0.01)
    page.keyboard.press("Home")
    assert widget_of(page).beta == 1e-5
    page.keyboard.press("End")
    assert widget_of(page).beta == pytest.approx(0.8, rel=0.01)
    assert slider.get_attribute("aria-valuetext") == "0.79"
    box = page.locator(".plot svg").bounding_box()
    scale = box["width"] / 600
    place = lambda power: box["x"] + scale * (62 + (power + 5.1) / 5.1 * 524)  # noqa: E731
    page.mouse.move(place(-3), box["y"] + 100)
    page.mouse.down()
    assert widget_of(page).beta == pytest.approx(1e-3, rel=0.02)
    page.mouse.move(place(-1), box["y"] + 200, steps=5)
    assert assert_page_is_right(page).beta == pytest.approx(0.1, rel=0.02)
    page.mouse.move(place(3), box["y"], steps=3)
    page.mouse.up()
    assert widget_of(page).beta == 0.8, "the marker stays on the curves"
    page.mouse.move(place(-2), box["y"])
    assert widget_of(page).beta == 0.8, "let go"
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_the_curves_are_drawn_where_the_errors_are(open_page):
    page = open_page(GradientMatch(sweeps=4))
    for name, row in widget_of(page).matches(BETAS[:-1]).items():
        path = page.locator(f".plot .curve.{KEYS[name]}").get_attribute("d")
        points = np.array([point.split(",") for point in path[1:].split("L")], float)
        x = 62 + (np.log10(BETAS[:-1]) + 5.1) / 5.1 * 524
        y = 12 + (5 - np.log10([match.error for match in row])) / 17 * 382
        np.testing.assert_allclose(points, np.column_stack([x, y]), atol=0.11)


@pytest.mark.browser
def test_every_derivative_and_every_pixel(open_page):
    page = open_page(GradientMatch(sweeps=3, beta=0.001))
    widget = widget_of(page)
    exact = widget.exact()
    one = widget.network().gradient(widget.X, widget.Y, 0.001, "one_sided", **widget.options()).flat
    dots = page.locator(".dots.one").get_attribute("d")[1:].split("h0M")
    points = np.array([dot.removesuffix("h0").split(",") for dot in dots], float)
    root = lambda value: np.sign(value) * np.sqrt(np.abs(value))  # noqa: E731
    size = np.sqrt(1.1 * np.abs(exact).max())
    expected = np.column_stack([122 + 100 * root(exact) / size, 104 - 100 * np.clip(root(one) / size, -1.1, 1.1)])
    np.testing.assert_allclose(points, expected, atol=0.06)
    cells = page.locator(".cell").evaluate_all(
        "nodes => nodes.map(n => [n.dataset.sign, Number(n.getAttribute('fill-opacity'))])"
    )
    assert len(cells) == 4 * 6 * 64
    pictures = np.reshape([{"negative": -1, "zero": 0, "positive": 1}[s] * opacity for s, opacity in cells], (4, 6, 64))
    W = exact[: 32 * 64].reshape(32, 64)
    W = W / np.abs(W).max(axis=1, keepdims=True)
    units = [int(np.abs(W - shown).max(axis=1).argmin()) for shown in pictures[0]]
    assert units == sorted(set(units))
    np.testing.assert_allclose(pictures[0], W[units], atol=0.0051)
    scale = np.abs(exact[: 32 * 64].reshape(32, 64)).max(axis=1, keepdims=True)
    np.testing.assert_allclose(
        pictures[1], np.clip((one[: 32 * 64].reshape(32, 64) / scale)[units], -1, 1), atol=0.0051
    )
    np.testing.assert_allclose(pictures[2], pictures[0], atol=0.1)


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    page.evaluate("match.set('sweeps', 2); match.set('beta', 0.003);")
    page.wait_for_function("document.querySelector('caption').textContent.includes('0.003')")
    assert_page_is_right(page)


@pytest.mark.browser
@pytest.mark.parametrize("width", [420, 700, 960, 1200])
def test_nothing_sticks_out_and_nothing_jumps(open_page, width):
    page = open_page()
    resize(page, width)
    place = "document.querySelector('.plot').getBoundingClientRect().top"
    tops = [page.evaluate(place)]
    for name, value in (("beta", "-4.4"), ("sweeps", "1"), ("angle", "80"), ("chosen", "two hidden layers")):
        control = page.locator(f"[name={name}]")
        control.select_option(value) if name == "chosen" else control.fill(value)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops.append(page.evaluate(place))
    resize(page, 1100)
    if width >= 700:
        assert max(tops) - min(tops) < 1


@pytest.mark.browser
def test_two_on_a_page_do_not_disturb_each_other(context):
    page = context.new_page()
    page.set_content(GradientMatch().html())
    load_module(page, GradientMatch)
    page.evaluate(
        """names => {
        const el = document.body.appendChild(document.createElement("div"));
        const values = Object.fromEntries(names.map(name => [name, match.get(name)]));
        module.render({ model: module.plainModel(values), el });
    }""",
        ["chosen", "beta", "sweeps", "single", "angle", "networks", "images", "targets", "original"],
    )
    page.locator("[name=sweeps]").nth(1).fill("2")
    said = page.locator(".sentence").all_inner_texts()
    assert said[0].startswith("Everything has settled")
    assert said[1].startswith("Each phase stopped after 2 sweeps")
    ids = page.evaluate("[...document.querySelectorAll('.gradient-match [id]')].map(node => node.id)")
    assert len(ids) == len(set(ids)) == 4
    page.close()


# --- in JupyterLab

CELL = cell_that_hears(GradientMatch, ["beta", "sweeps"], 'f"{one.beta} {one.sweeps}"')


@pytest.mark.browser
def test_a_learner_moves_the_sliders_in_jupyterlab(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    page.locator("[name=sweeps]").focus()
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.locator("[name=beta]").focus()
    page.keyboard.press("Home")
    expect(page.locator(".jp-OutputArea .widget-label")).to_have_text("1e-05 3")
    expect(page.locator(".gradient-match .sentence")).to_contain_text("Each phase stopped after 3 sweeps")
    assert notebook.console == []
    assert notebook.external == []
