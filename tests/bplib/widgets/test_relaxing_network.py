"""The relaxing network: the mathematics of the browser against the library, its picture, and all that a hand can do."""

import re

import numpy as np
import pytest
import traitlets
from pages import cell_that_hears, load_module, module_of, opening, resize
from playwright.sync_api import expect

from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.local_learning import random_feedback
from bplib.equilibrium.nudging import add_energy_gradient
from bplib.equilibrium.oracles import implicit_gradient
from bplib.equilibrium.units import UNITS
from bplib.parameters import Parameters
from bplib.plotting.number_text import number_text
from bplib.widgets.relaxing_network import SCHEMES, RelaxingNetwork, example

# --- in Python


def test_without_arguments_it_shows_the_example():
    network, X, Y = example()
    widget = RelaxingNetwork()
    np.testing.assert_array_equal(widget.network().theta, network.theta)
    np.testing.assert_array_equal(widget.X, X)
    np.testing.assert_array_equal(widget.Y, Y)
    assert (widget.sizes, widget.unit, widget.beta, widget.scheme) == ([3, 4, 2], "hard_sigmoid", 0.1, "layerwise")


def test_in_the_example_no_unit_comes_to_a_wall_and_all_hidden_units_move():
    free, pulled = RelaxingNetwork().phases()
    for l in (1, 2):
        for states in (free.states[l], pulled.states[l]):
            assert 0.2 < states.min() < states.max() < 0.8
    change = pulled.states[1] - free.states[1]
    assert np.sign(change).tolist() == [[1, 1, -1, -1]]
    assert np.abs(change).min() > 0.01


def test_the_network_follows_what_the_learner_changed(rng):
    widget, theta = RelaxingNetwork(), rng.normal(size=26).tolist()
    widget.set_state({"theta": theta, "unit": "tanh", "x": [0.1, -1, 1], "y": [-1, 0.5], "beta": -0.5, "angle": 30.0})
    network = widget.network()
    assert (network.unit.name, network.theta.tolist()) == ("tanh", theta)
    np.testing.assert_array_equal(widget.X, [[0.1, -1, 1]])
    np.testing.assert_array_equal(widget.Y, [[-1, 0.5]])
    W, B = network.W[2], network.feedback[2]
    cosine = (W * B).sum() / np.linalg.norm(W) / np.linalg.norm(B)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(30)
    free, pulled = widget.phases()
    again = network.nudge(network.relax([[0.1, -1, 1]]).states, [[-1, 0.5]], -0.5)
    np.testing.assert_array_equal(pulled.states[2], again.states[2])
    assert free.settled


def network_of(sizes, unit="hard_sigmoid", **options):
    return EnergyNetwork(sizes, unit, rng=np.random.default_rng(0), **options)


def with_feedback():
    network = network_of([2, 3, 1])
    network.feedback = random_feedback(network, np.random.default_rng(0))
    return network


def with_a_large_bias():
    network = network_of([2, 3, 1])
    network.b[1][0] = -7
    return network


ONE = np.ones((1, 2)), np.ones((1, 1))


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (("3-4-2",), {}, TypeError, "network must be a bplib.equilibrium.EnergyNetwork, got str"),
        ((None, [[1, 2, 3]]), {}, ValueError, "X and Y need a network"),
        ((network_of([2, 7, 1]), *ONE), {}, ValueError, r"at most 3 layers .* 6 units a layer, got sizes \(2, 7, 1\)"),
        ((network_of([2, 2, 2, 2, 1]), *ONE), {}, ValueError, "at most 3 layers"),
        ((with_feedback(), *ONE), {}, ValueError, "no feedback weights of its own; use angle="),
        ((with_a_large_bias(), *ONE), {}, ValueError, r"must lie in \[-5, 5\], got one of size 7"),
        ((network_of([2, 3, 1]),), {}, ValueError, r"X must be one example of shape \(1, 2\), got None"),
        ((network_of([2, 3, 1]), np.ones((3, 2)), ONE[1]), {}, ValueError, r"got \(3, 2\): use X\[:1\]"),
        ((network_of([2, 3, 1]), ONE[0], np.ones((1, 2))), {}, ValueError, r"Y must have shape \(m, 1\)"),
        (
            (network_of([2, 3, 1]), -ONE[0], ONE[1]),
            {},
            ValueError,
            r"X must lie in \[0, 1\], the range of hard_sigmoid",
        ),
        ((network_of([2, 3, 1], "tanh"), ONE[0], 2 * ONE[1]), {}, ValueError, r"Y must lie in \[-1, 1\]"),
        ((), {"beta": 0}, ValueError, "beta must not be 0: nothing would be pulled"),
        ((), {"beta": 1.0}, ValueError, r"beta must lie in \(-1, 1\), got 1.0"),
        ((), {"beta": "strong"}, TypeError, "beta must be a number, got 'strong'"),
        (
            (),
            {"scheme": "synchronous"},
            ValueError,
            "scheme must be one of layerwise, gradient_flow; got 'synchronous'",
        ),
        ((), {"epsilon": 0.01}, ValueError, r"epsilon must lie in \[0.05, 2\]"),
        ((), {"angle": 91}, ValueError, r"angle must lie in \[0, 90\], got 91"),
    ],
)
def test_bad_arguments_are_named(arguments, options, error, message):
    with pytest.raises(error, match=message):
        RelaxingNetwork(*arguments, **options)


def test_an_unknown_unit_is_refused_later_too():
    with pytest.raises(traitlets.TraitError):
        RelaxingNetwork().unit = "relu"


def test_the_description():
    assert RelaxingNetwork().description() == (
        "The relaxing network: 3-4-2, hard sigmoid units.\n"
        "Input x = 1.0000, 0.5000, 0.2000; target y = 1.0000, 0.0000.\n"
        "Free phase: settled after 37 sweeps (residual 3.4e-11); cost C = 0.3046.\n"
        "Nudged phase with β = 0.1: settled after 30 sweeps (residual 3.9e-11).\n"
        "Layer 1: s⁰ = 0.2517, 0.4935, 0.7318, 0.5057; change = +0.0426, +0.0161, -0.0140, -0.0720.\n"
        "Layer 2: s⁰ = 0.4221, 0.5246; change = +0.0769, -0.0978.\n"
        "Gradient from one nudge: cosine 0.9986, relative error 0.1836.\n"
        "Gradient from two nudges, ±β: cosine 0.9997, relative error 0.0581."
    )


@pytest.mark.parametrize("beta", [0.1, -0.3])
def test_the_description_agrees_with_the_library(beta):
    widget = RelaxingNetwork(beta=beta)
    network, exact = widget.network(), implicit_gradient(widget.network(), widget.X, widget.Y).flat
    if beta > 0:
        one = network.gradient(widget.X, widget.Y, beta, "one_sided").flat
        error = np.linalg.norm(one - exact) / np.linalg.norm(exact)
        assert f"Gradient from one nudge: cosine {cosine(one, exact):.4f}, relative error {number_text(error)}." in (
            widget.description()
        )
    two = network.gradient(widget.X, widget.Y, abs(beta)).flat
    error = np.linalg.norm(two - exact) / np.linalg.norm(exact)
    assert (
        f"cosine {cosine(two, exact):.4f}, relative error {number_text(error)}." in widget.description().split("\n")[-1]
    )


def cosine(a, b):
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def test_the_figure_shows_states_changes_and_energies():
    widget = RelaxingNetwork()
    free, pulled = widget.phases(record=True)
    states, first, second = widget.figure().axes
    fills = [patch for patch in states.patches if patch.get_alpha() == 0.25]
    radius = widget.places["radius"]
    expected = np.concatenate([layer[0] for layer in free.states])
    np.testing.assert_allclose([fill.get_height() / (2 * radius) for fill in fills], expected)
    rings = [patch for patch in states.patches if hasattr(patch, "theta1")]
    turns = [ring.theta2 - ring.theta1 for ring in rings]
    change = np.concatenate([b[0] - a[0] for a, b in zip(free.states[1:], pulled.states[1:], strict=True)])
    np.testing.assert_allclose(turns, 160 * np.abs(change) / np.abs(change).max())
    np.testing.assert_allclose(first.lines[0].get_ydata(), free.energies[: len(first.lines[0].get_ydata()), 0])
    F, E = (line.get_ydata() for line in second.lines)
    np.testing.assert_allclose(F, pulled.energies[: len(F), 0])
    assert (np.diff(F) < 1e-12).all()
    assert E[0] == pytest.approx(free.energies[-1, 0]), "the nudge does not change E at first"
    assert E[-1] > E[0]
    assert [ax.get_xlabel() for ax in (first, second)] == ["sweep"] * 2


def test_stills_of_odd_settings_say_what_is_wrong():
    at_an_angle = RelaxingNetwork(angle=60)
    assert [text.get_text() for text in at_an_angle.figure().axes[1].texts] == [
        "up and down differ: there is no energy"
    ]
    at_a_wall = RelaxingNetwork(network_of([2, 3, 1]), np.zeros((1, 2)), [[0.0]])
    assert "every unit on the way is at a wall" in at_a_wall.description()
    too_fast = RelaxingNetwork(scheme="gradient_flow", epsilon=2)
    assert "NOT settled after 1000 sweeps" in too_fast.description()
    for widget in (at_an_angle, at_a_wall, too_fast):
        assert "image/png" in widget._repr_mimebundle_()[0]


# --- the mathematics, in a browser


module = module_of(RelaxingNetwork)


def plain(network, seed=0, angle=0.0):
    """Return a network as the browser takes it, and give it the feedback weights that belong to the angle."""
    rng = np.random.default_rng(seed)
    noise = [None, None, *(rng.normal(size=W.size).tolist() for W in network.W[2:])]
    if angle:
        network.feedback = random_feedback(network, np.random.default_rng(seed), angle)
    settings = {"sizes": list(network.sizes), "unit": network.unit.name, "theta": network.theta.tolist()}
    return settings | {"noise": noise, "angle": angle}


def problem(sizes, unit, m, rng, scale=0.5):
    """Return a network with random weights and biases, inputs and targets."""
    network = EnergyNetwork(sizes, unit, rng=rng)
    network.theta = rng.normal(0, scale, network.theta.size) / np.sqrt(max(sizes))
    for b in network.b[1:]:
        b += 0 if unit == "tanh" else 0.4
    return network, rng.uniform(size=(m, sizes[0])), rng.uniform(size=(m, sizes[-1]))


def flat(array):
    return np.asarray(array).ravel().tolist()


RELAX = """([settings, X, Y, beta, options]) => {
    const land = module.landscape(module.network(settings), X);
    const measures = [];
    const measure = (land, s) => land.net.symmetric
        ? module.energy(land, s).map((E, i) => E + land.beta * module.cost(land, s, Y)[i]) : [];
    const watch = land => (s, moved) => measures.push([moved, options.sweeps < 9 ? measure(land, s) : []]);
    const free = module.relax(land, module.atRest(land), options, watch(land));
    const pulled = module.nudged(land, Y, beta);
    const nudged = module.relax(pulled, free.states, options, watch(pulled));
    const told = ({ states, ...rest }) => ({ ...rest, states: states.map(layer => [...layer]) });
    return [told(free), told(nudged), measures, measure(pulled, nudged.states)];
}"""
SIZES = [(3, 4, 2), (2, 3, 4, 1), (1, 1), (4, 2, 3, 3, 2)]


@pytest.mark.browser
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_both_phases_in_the_browser_are_those_of_the_library(module, unit, scheme, rng):
    settled = 0
    for sizes in SIZES:
        for beta, angle in ((0.3, 0.0), (-0.4, 0.0), (0.05, 0.6)):
            network, X, Y = problem(sizes, unit, 3, rng)
            settings = plain(network, angle=angle)
            options = {"scheme": scheme, "epsilon": 0.15, "sweeps": 2000}
            free = network.relax(X, **options)
            nudged = network.nudge(free.states, Y, beta, **options)
            *got, measures, energy = module.evaluate(RELAX, [settings, flat(X), flat(Y), beta, options])
            for phase, expected in zip(got, (free, nudged), strict=True):
                assert (phase["settled"], abs(phase["sweeps"] - expected.sweeps) <= 1) == (expected.settled, True)
                for s, t in zip(phase["states"], expected.states, strict=True):
                    np.testing.assert_allclose(np.reshape(s, t.shape), t, rtol=1e-10, atol=2e-10)
            settled += free.settled + nudged.settled
            moves = [moved for moved, _ in measures]
            if scheme == "layerwise":
                L = network.L
                assert moves[:L] == [[l] for l in range(1, L + 1)]
                assert moves[-L:] == [[l] for l in range(L, 0, -1)]
            if not angle:
                np.testing.assert_allclose(energy, network.total_energy(nudged.states, Y, beta), rtol=1e-9)
    assert settled >= 18


@pytest.mark.browser
@pytest.mark.parametrize("unit", UNITS)
def test_unfinished_phases_residuals_and_energies_are_those_of_the_library(module, unit, rng):
    for sweeps in (0, 1, 3):
        for scheme in SCHEMES:
            network, X, Y = problem((3, 5, 2), unit, 2, rng)
            options = {"scheme": scheme, "epsilon": 0.7, "sweeps": sweeps, "tolerance": 0}
            free = network.relax(X, **options, record=True)
            nudged = network.nudge(free.states, Y, 0.8, **options)
            first, second, measures, _ = module.evaluate(RELAX, [plain(network), flat(X), flat(Y), 0.8, options])
            for phase, expected in ((first, free), (second, nudged)):
                assert (phase["sweeps"], phase["settled"]) == (expected.sweeps, expected.settled)
                assert phase["residual"] == pytest.approx(expected.residual, rel=1e-12)
                for s, t in zip(phase["states"], expected.states, strict=True):
                    np.testing.assert_allclose(np.reshape(s, t.shape), t, rtol=1e-12, atol=1e-14)
            a_sweep = 2 if scheme == "layerwise" else 1
            ends = measures[a_sweep - 1 : a_sweep * sweeps : a_sweep]
            energies = np.reshape([energy for _, energy in ends], (-1, 2))
            np.testing.assert_allclose(energies, free.energies[1:], rtol=1e-12, atol=1e-12)


GRADIENTS = """([settings, X, Y, beta, options]) => {
    const net = module.network(settings);
    const land = module.landscape(net, X);
    const free = module.relax(land, module.atRest(land), options);
    const [a, b] = [beta, -beta].map(beta => module.relax(module.nudged(land, Y, beta), free.states, options));
    const one = module.contrast(net, [[a.states, 1 / beta], [free.states, -1 / beta]]);
    const two = module.contrast(net, [[a.states, 0.5 / beta], [b.states, -0.5 / beta]]);
    const exact = module.exactGradient(land, free.states, Y);
    return [...[one, two, exact].map(g => [...g]), module.agreement(one, exact)];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("unit", UNITS)
def test_gradients_in_the_browser_are_those_of_the_library(module, unit, rng):
    for sizes in SIZES:
        for beta, angle in ((0.5, 0.0), (0.01, 0.0), (0.1, 1.2)):
            network, X, Y = problem(sizes, unit, 4, rng)
            settings, options = plain(network, seed=5, angle=angle), {"tolerance": 1e-14}
            one, two, exact, match = module.evaluate(GRADIENTS, [settings, flat(X), flat(Y), beta, options])
            np.testing.assert_allclose(one, network.gradient(X, Y, beta, "one_sided", **options).flat, atol=1e-10)
            np.testing.assert_allclose(two, network.gradient(X, Y, beta, "symmetric", **options).flat, atol=1e-10)
            truth = implicit_gradient(network, X, Y, **options).flat
            np.testing.assert_allclose(exact, truth, rtol=1e-10, atol=1e-13)
            if not truth.any():
                continue
            assert match["cosine"] == pytest.approx(cosine(np.array(one), truth), abs=1e-10)
            assert match["error"] == pytest.approx(
                np.linalg.norm(one - truth) / np.linalg.norm(truth), rel=1e-7, abs=1e-10
            )


@pytest.mark.browser
def test_names_and_places_of_all_parameters(module):
    sizes = [3, 4, 2]
    parameters = Parameters(sizes, flat=np.arange(26))
    keys = module.evaluate("sizes => module.keysOf(sizes)", sizes)
    places = module.evaluate("([sizes, keys]) => keys.map(key => module.placeOf(sizes, key))", [sizes, keys])
    for (kind, l, *units), place in zip(keys, places, strict=True):
        assert {"weight": parameters.W, "bias": parameters.b}[kind][l][tuple(units)] == place
    assert sorted(places) == list(range(26))


@pytest.mark.browser
def test_the_nudges_of_the_slider(module):
    nudges = module.evaluate("[-40, -20, -1, 1, 20, 40].map(module.nudgeAt)")
    assert nudges == [-0.95, -0.028, -0.001, 0.001, 0.028, 0.95]
    back = module.evaluate(
        "[...Array(81).keys()].map(i => i - 40).filter(i => i).map(i => module.positionOf(module.nudgeAt(i)) - i)"
    )
    assert set(back) == {0}
    assert module.evaluate("[0.99, 1e-5, -1e-9].map(module.positionOf)") == [40, 1, -1]


@pytest.mark.browser
def test_ticks_are_round_numbers_inside(module):
    for low, high in ((-0.7, 0.01), (-0.693, -0.66), (0, 3.2), (-1e-6, 1e-6), (12, 13)):
        ticks = module.evaluate("([low, high]) => module.niceTicks(low, high)", [low, high])
        assert 2 <= len(ticks) <= 5
        assert all(low <= value <= high for value, _ in ticks)
        assert [float(text.replace("−", "-")) for _, text in ticks] == pytest.approx([value for value, _ in ticks])


# --- the page


open_page = opening(RelaxingNetwork, ".relaxing-network .unit")


NAMES = ("unit", "theta", "x", "y", "beta", "scheme", "epsilon", "angle")


def widget_of(page):
    """Return a widget with the settings of the page."""
    sizes = page.evaluate("relaxing.get('sizes')")
    network = network_of(sizes)
    widget = RelaxingNetwork(network, np.zeros((1, sizes[0])), np.zeros((1, sizes[-1])))
    widget.set_state(page.evaluate(f"Object.fromEntries({list(NAMES)}.map(name => [name, relaxing.get(name)]))"))
    return widget


def click(page, *names):
    for name in names:
        page.locator(f"[name={name}]").click()
        page.wait_for_function("document.querySelector('[name=settle]').textContent === 'Settle'")


def said(page, selector):
    return page.locator(selector).text_content()


def table_of(page):
    rows = page.locator("table").inner_text().splitlines()
    return [row.strip().split("\t") for row in rows if "nudge" in row or "±β" in row]


def states_of(page):
    """Return the numbers in the units and the changes below them, by layer and unit."""
    read = """nodes => nodes.map(node => [node.dataset.unit, node.querySelector(".number").textContent,
        node.querySelector(".moved").textContent])"""
    minus = lambda text: float(text.replace("−", "-")) if text else None  # noqa: E731
    return {unit: (minus(number), minus(moved)) for unit, number, moved in page.locator(".unit").evaluate_all(read)}


def assert_page_shows(page, free, pulled=None):
    """Compare the numbers in the units with the states of phases."""
    for unit, (number, moved) in states_of(page).items():
        l, j = map(int, unit.split(","))
        state = (pulled or free).states[l][0, j]
        assert number == pytest.approx(state, abs=5.1e-4)
        change = state - free.states[l][0, j] if pulled and l else 0
        assert (moved or 0) == pytest.approx(change, abs=5.1e-5)


def assert_page_is_right(page):
    """Compare a page where both phases are done with what the library computes from its settings."""
    widget = widget_of(page)
    free, pulled = widget.phases()
    assert_page_shows(page, free, pulled)
    assert said(page, ".status") == f"Nudged phase: settled after {pulled.sweeps} sweep" + "s" * (pulled.sweeps != 1)
    network = widget.network()
    exact = implicit_gradient(network, widget.X, widget.Y, start=free.states).flat
    opposite = network.nudge(free.states, widget.Y, -widget.beta, scheme=widget.scheme, epsilon=widget.epsilon)
    for row, phases in zip(table_of(page), ([pulled, free], [pulled, opposite]), strict=True):
        g = Parameters(widget.sizes)
        distance = widget.beta * (1 if phases[1] is free else 2)
        for phase, sign in zip(phases, (1, -1), strict=True):
            add_energy_gradient(g, phase.states, sign / distance)
        assert float(row[1].replace("−", "-")) == pytest.approx(cosine(g.flat, exact), abs=1e-4)
        error = np.linalg.norm(g.flat - exact) / np.linalg.norm(exact)
        assert float(row[2].replace("−", "-")) == pytest.approx(error, abs=1e-4)
    return widget


@pytest.mark.browser
def test_from_rest_to_the_gradient(open_page):
    page = open_page()
    widget = RelaxingNetwork()
    free, pulled = widget.phases()
    assert_page_shows(page, widget.network().relax(widget.X, sweeps=0))
    assert said(page, ".status") == "Free phase: not settled yet, 0 sweeps done"
    assert [row[1:] for row in table_of(page)] == [["–", "–"]] * 2
    click(page, "step", "step")
    assert_page_shows(page, widget.network().relax(widget.X, sweeps=1))
    click(page, "settle")
    assert_page_shows(page, free)
    assert said(page, ".status") == "Free phase: settled after 37 sweeps"
    assert "cost C = 0.3046" in said(page, ".sentence")
    click(page, "nudge")
    assert table_of(page) == [["one nudge", "0.9986", "0.1836"], ["two, ±β", "0.9997", "0.0581"]]
    assert_page_is_right(page)
    assert said(page, "[aria-live]").startswith("Nudged phase: settled after 30 sweeps. Rings:")
    click(page, "nudge")
    assert said(page, ".status") == "Free phase: settled after 37 sweeps", "let go"
    click(page, "again")
    assert_page_shows(page, widget.network().relax(widget.X, sweeps=0))
    assert pulled.settled


def test_without_nudges_words_and_picture_have_only_the_free_phase():
    alone = RelaxingNetwork(nudges=False)
    assert alone.description().splitlines()[1:3] == [
        "Input x = 1.0000, 0.5000, 0.2000.",
        "Free phase: settled after 37 sweeps (residual 3.4e-11).",
    ]
    assert "Layer 2: s⁰ = 0.4221, 0.5246." in alone.description().splitlines()
    assert not re.search("target|udge|change|radient|β", alone.description())
    texts = [text.get_text() for ax in alone.figure().axes for text in ax.texts]
    assert "0.422" in texts
    assert not {"target", "pull 0.1"} & set(texts)
    assert len(alone.figure().axes) == 2


@pytest.mark.browser
def test_without_nudges_one_only_watches_it_settle(open_page):
    page = open_page(RelaxingNetwork(nudges=False))
    for name in ("nudge", "learn", "beta", "angle"):
        assert not page.locator(f"[name={name}]").is_visible()
    assert page.locator(".target").count() == 0
    page.locator("[name=settle]").press("Enter")
    expect(page.locator(".sentence")).to_have_text("All are at rest. Drag an input, and they go elsewhere.")
    assert not page.locator(".badge").first.is_visible()
    rest = page.locator(".unit").last.text_content()
    page.locator(".unit").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".unit").last.text_content() != rest


@pytest.mark.browser
def test_news_of_the_nudge_comes_to_the_outputs_first(open_page):
    page = open_page()
    click(page, "settle", "nudge")
    track = page.locator("[name=track]")
    track.focus()
    page.keyboard.press("Home")
    assert "The springs are attached" in said(page, ".sentence")
    assert all(moved is None for _, moved in states_of(page).values())
    page.keyboard.press("ArrowRight")
    moved = {unit for unit, (_, change) in states_of(page).items() if change}
    assert moved == {"2,0", "2,1"}
    assert page.locator(".unit.moving").count() == 2
    page.keyboard.press("ArrowRight")
    assert {unit for unit, (_, change) in states_of(page).items() if change} > {"1,0", "1,3", "2,0"}
    assert track.get_attribute("aria-valuetext") == "nudged phase: not settled yet, 1 sweep done"
    click(page, "settle")
    assert_page_is_right(page)


@pytest.mark.browser
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_units_schemes_nudges_and_angles_can_be_chosen(open_page, unit, scheme):
    page = open_page()
    click(page, "settle", "nudge")
    page.locator("[name=unit]").select_option(unit)
    page.locator("[name=scheme]").select_option(scheme)
    assert page.locator("[name=epsilon]").is_enabled() == (scheme == "gradient_flow")
    assert_page_is_right(page)
    page.locator("[name=beta]").fill("-25")
    assert "push" in page.locator("[name=beta] + output").text_content()
    assert page.locator(".spring").first.get_attribute("data-sign") == "negative"
    assert assert_page_is_right(page).beta == -0.068
    page.locator("[name=angle]").fill("50")
    widget = assert_page_is_right(page)
    assert widget.network().feedback is not None
    assert page.locator(".no-energy").is_visible()
    assert page.locator(".plots svg .curve.second").last.get_attribute("visibility") == "hidden"
    page.locator("[name=angle]").fill("0")
    assert not page.locator(".no-energy").is_visible()


@pytest.mark.browser
def test_steps_that_are_too_large_do_not_settle_and_the_page_says_so(open_page):
    page = open_page(RelaxingNetwork(scheme="gradient_flow", epsilon=2))
    click(page, "settle")
    assert said(page, ".status") == "Free phase: NOT settled, 1000 sweeps done"
    assert "do not come to rest" in said(page, ".sentence")
    assert page.locator(".badge:visible").count() == 0
    page.locator("[name=epsilon]").fill("0.5")
    assert "settled after" in said(page, ".status")


@pytest.mark.browser
def test_a_nudge_before_the_network_has_settled_gives_another_gradient(open_page):
    page = open_page(RelaxingNetwork(beta=0.01))
    click(page, "step", "step", "step", "step", "nudge")
    assert "the free phase had not settled" in said(page, ".sentence")
    one, two = ([float(cell.replace("−", "-")) for cell in row[1:]] for row in table_of(page))
    assert one[1] > 1, "the error of one nudge is that of the residual, divided by β"
    assert two[1] < 0.2


@pytest.mark.browser
def test_inputs_and_targets_by_mouse_and_by_keyboard(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    click(page, "settle", "nudge")
    box = page.locator("[data-unit='0,1']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 10, steps=4)
    assert widget_of(page).x == [1.0, 0.7, 0.2]
    assert_page_is_right(page)
    page.mouse.move(x, y - 300, steps=4)
    page.mouse.up()
    assert widget_of(page).x == [1.0, 1.0, 0.2], "inputs stay in the range of the units"
    page.locator("[data-unit='0,2']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    assert widget_of(page).x == [1.0, 1.0, 0.31]
    assert_page_is_right(page)
    target = page.locator(".target").nth(1)
    target.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowDown")
    assert widget_of(page).y == [1.0, 0.9]
    assert target.get_attribute("aria-valuenow") == "0.9"
    assert_page_is_right(page)
    page.locator("[name=restore]").click()
    assert (widget_of(page).x, widget_of(page).y) == ([1.0, 0.5, 0.2], [1.0, 0.0])
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_another_unit_keeps_inputs_and_targets_in_its_range(open_page):
    page = open_page()
    page.locator("[name=unit]").select_option("tanh")
    page.locator("[data-unit='0,0']").focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    assert widget_of(page).x[0] == -1
    page.locator("[name=unit]").select_option("shifted_sigmoid")
    assert widget_of(page).x[0] == 0


@pytest.mark.browser
def test_a_connection_and_a_bias_can_be_looked_at_and_changed(open_page):
    page = open_page()
    click(page, "settle", "nudge")
    widget = widget_of(page)
    free, pulled = widget.phases()
    page.locator("[name=selected]").select_option("weight,2,1,3")
    lower = page.locator(".rule .lower").all_inner_texts()
    update = (pulled.states[2][0, 1] * pulled.states[1][0, 3] - free.states[2][0, 1] * free.states[1][0, 3]) / 0.1
    assert lower[0] == number_text(update)
    assert lower[2] == f"{pulled.states[2][0, 1]:.3f} · {pulled.states[1][0, 3]:.3f}"
    assert lower[4] == f"{free.states[2][0, 1]:.3f} · {free.states[1][0, 3]:.3f}"
    exact = implicit_gradient(widget.network(), widget.X, widget.Y)
    assert said(page, ".exactly") == f"Exactly: −∂J/∂w²₂₄ = {number_text(-exact.W[2][1, 3])}"
    assert page.locator("[name=value]").input_value() == "0.5"
    page.locator("[name=value]").fill("-0.5")
    assert widget_of(page).network().W[2][1, 3] == -0.5
    assert_page_is_right(page)
    page.locator("[data-unit='1,2']").click()
    assert page.locator("[name=selected]").input_value() == "bias,1,2"
    assert page.locator(".rule .lower").nth(2).inner_text() == f"{float(states_of(page)['1,2'][0]):.3f}"
    page.locator("[name=value]").fill("3")
    assert states_of(page)["1,2"] == (1.0, None), "a unit at its wall does not move"
    assert_page_is_right(page)
    page.locator("[name=value]").fill("9")
    assert widget_of(page).network().b[1][2] == 5, "numbers stay between -5 and 5"


@pytest.mark.browser
def test_connections_are_selected_by_a_click(open_page):
    page = open_page()
    start, end = (page.locator(f"[data-unit='{unit}'] .rim").bounding_box() for unit in ("0,0", "1,0"))
    middle = [(3 * a + 5 * b) / 8 for a, b in zip(centre(start), centre(end), strict=True)]
    page.mouse.click(*middle)
    assert page.locator("[name=selected]").input_value() == "weight,1,0,0"
    assert page.locator(".halo.marked").count() == 1


def centre(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
def test_learning_takes_a_step_down(open_page):
    page = open_page()
    click(page, "settle", "nudge")
    before, costs = widget_of(page), []
    gradient = before.network().gradient(before.X, before.Y, 0.1, "one_sided").flat
    for _ in range(6):
        page.locator("[name=learn]").click()
        after = assert_page_is_right(page)
        costs.append(float(after.network().cost(after.phases()[0].states, after.Y)[0]))
        assert f"Free states: C = {number_text(costs[-1])}" in said(page, ".sentence")
        if len(costs) == 1:
            np.testing.assert_allclose(after.theta, before.theta - 0.05 * gradient, atol=1e-8)
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 0.1
    page.locator("[name=restore]").click()
    assert widget_of(page).theta == before.theta


@pytest.mark.browser
def test_what_the_connections_learn_can_be_shown(open_page):
    page = open_page()
    click(page, "settle", "nudge")
    page.locator("[name=show]").select_option("updates")
    widget = widget_of(page)
    g = widget.network().gradient(widget.X, widget.Y, 0.1, "one_sided")
    drawn = page.locator(".wires .line").evaluate_all(
        "nodes => nodes.map(n => [n.dataset.key, n.dataset.sign, Number(n.getAttribute('stroke-width'))])"
    )
    largest = max(np.abs(W).max() for W in g.W[1:])
    for key, sign, width in drawn:
        _, l, j, k = key.split(",")
        update = -g.W[int(l)][int(j), int(k)]
        assert sign == ("positive" if update > 0 else "negative")
        assert width == pytest.approx(0.8 + 6 * abs(update) / largest, abs=0.006)


@pytest.mark.browser
def test_guesses_are_judged(open_page):
    page = open_page()
    assert page.locator(".badge:visible").count() == 0, "there is nothing to guess before it has settled"
    click(page, "settle")
    assert page.locator(".badge:visible").count() == 4
    page.locator("[data-unit='1,0'] .badge").click()
    page.locator("[data-unit='1,2'] .badge").click()
    page.locator("[data-unit='1,2'] .badge").click()
    page.locator("[data-unit='1,1']").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-unit='1,3']").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    label = page.locator("[data-unit='1,1']").get_attribute("aria-label")
    assert label == "hidden unit 2: s¹₂ 0.494, your guess: down"
    click(page, "nudge")
    assert "You guessed 2 of 3." in said(page, ".sentence")
    verdicts = page.locator(".badge").evaluate_all("nodes => nodes.map(node => node.dataset.verdict ?? null)")
    assert verdicts == ["right", "wrong", "right", None]
    label = page.locator("[data-unit='1,1']").get_attribute("aria-label")
    assert label == "hidden unit 2: s¹₂ 0.510, +0.0161 since the nudge, your guess: down, which is wrong"
    click(page, "again", "settle", "nudge")
    assert "You guessed" not in said(page, ".sentence")


@pytest.mark.browser
def test_without_reduced_motion_it_runs_and_comes_to_an_end(browser):
    context = browser.new_context(viewport={"width": 1100, "height": 800}, reduced_motion="no-preference")
    page = context.new_page()
    page.set_content(RelaxingNetwork().html())
    press = "node => (node.click(), node.textContent)"
    assert page.locator("[name=settle]").evaluate(press) == "Stop"
    page.wait_for_function("document.querySelector('[name=track]').valueAsNumber >= 2")
    page.locator("[name=settle]").click()
    stopped = page.locator("[name=track]").input_value()
    page.wait_for_timeout(300)
    assert page.locator("[name=track]").input_value() == stopped
    page.locator("[name=track]").fill("60")
    page.locator("[name=settle]").click()
    page.wait_for_function("document.querySelector('.status').textContent === 'Free phase: settled after 37 sweeps'")
    assert page.locator("[name=settle]").text_content() == "Settle"
    page.locator("[name=nudge]").click()
    page.wait_for_function("document.querySelectorAll('.moving').length === 2")
    page.locator("[name=beta]").fill("30")
    assert "not settled yet" in said(page, ".status"), "a change of the settings stops it"
    click(page, "settle")
    context.close()


@pytest.mark.browser
def test_with_reduced_motion_nothing_runs(open_page):
    page = open_page()
    press = "name => (document.querySelector(`[name=${name}]`).click(), document.querySelector('.status').textContent)"
    assert page.evaluate(press, "settle") == "Free phase: settled after 37 sweeps"
    assert page.evaluate(press, "nudge") == "Nudged phase: settled after 30 sweeps"


@pytest.mark.browser
def test_what_has_settled_stays_settled_when_the_settings_change(open_page):
    page = open_page()
    page.locator("[name=unit]").select_option("tanh")
    track = page.locator("[name=track]")
    track.focus()
    page.keyboard.press("End")
    assert said(page, ".status") == f"Free phase: settled after {network_in_tanh().sweeps} sweeps"
    click(page, "nudge")
    track.focus()
    page.keyboard.press("ArrowLeft")
    click(page, "step")
    page.locator("[name=unit]").select_option("hard_sigmoid")  # needs more sweeps
    assert assert_page_is_right(page).phases()[0].sweeps > network_in_tanh().sweeps


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    click(page, "settle", "nudge")
    page.evaluate("relaxing.set('y', [0.2, 0.9]); relaxing.set('beta', 0.4);")
    page.wait_for_function("document.querySelector('[name=beta] + output').textContent === '0.4 pull'")
    assert_page_is_right(page)


@pytest.mark.browser
def test_larger_networks_can_be_shown(open_page):
    network, X, Y = problem((5, 6, 4, 3), "shifted_sigmoid", 1, np.random.default_rng(3))
    page = open_page(RelaxingNetwork(network, X, Y, beta=-0.2))
    click(page, "settle", "nudge")
    assert_page_is_right(page)
    no_hidden = network_of([3, 2])
    no_hidden.b[1][:] = 0.5
    page = open_page(RelaxingNetwork(no_hidden, [[0.2, 0.4, 0.1]], [[1.0, 0.0]]))
    click(page, "settle", "nudge")
    assert_page_is_right(page)


@pytest.mark.browser
@pytest.mark.parametrize("width", [420, 700, 960, 1200])
def test_nothing_sticks_out_and_nothing_jumps(open_page, width):
    page = open_page()
    resize(page, width)
    place = "document.querySelector('.network svg').getBoundingClientRect().top"
    tops = [page.evaluate(place)]
    for names in (("settle",), ("nudge",), ("learn",), ("again",)):
        click(page, *names)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops.append(page.evaluate(place))
        assert page.evaluate(OVERLAPS) == []
    resize(page, 1100)
    if width >= 700:
        assert max(tops) - min(tops) < 1


OVERLAPS = """() => {
    const texts = [...document.querySelectorAll(".relaxing-network svg text")];
    const seen = texts.filter(node => node.textContent && node.checkVisibility({ checkVisibilityCSS: true }));
    const boxes = seen.map(node => [node, node.getBoundingClientRect()]);
    return boxes.flatMap(([node, a], i) => boxes.slice(i + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
        .map(([other]) => [node.textContent, other.textContent]));
}"""


@pytest.mark.browser
def test_two_on_a_page_do_not_disturb_each_other(context):
    page = context.new_page()
    page.set_content(RelaxingNetwork().html())
    load_module(page, RelaxingNetwork)
    page.evaluate(
        """names => {
        const el = document.body.appendChild(document.createElement("div"));
        const values = Object.fromEntries(names.map(name => [name, relaxing.get(name)]));
        module.render({ model: module.plainModel(values), el });
    }""",
        ["sizes", "noise", "places", "original", *NAMES],
    )
    page.locator("[name=settle]").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.status')[1].textContent.includes('settled after 37')")
    page.locator("[name=unit]").nth(1).select_option("tanh")
    assert page.locator(".status").all_inner_texts() == [
        "Free phase: not settled yet, 0 sweeps done",
        f"Free phase: settled after {network_in_tanh().sweeps} sweeps",
    ]
    ids = page.evaluate("[...document.querySelectorAll('.relaxing-network [id]')].map(node => node.id)")
    assert len(ids) == len(set(ids))
    page.close()


def network_in_tanh():
    widget = RelaxingNetwork()
    widget.unit = "tanh"
    return widget.phases()[0]


# --- in JupyterLab

CELL = cell_that_hears(RelaxingNetwork, ["x", "beta"], 'f"{one.x} {one.beta}"')


@pytest.mark.browser
def test_a_learner_settles_and_nudges_in_jupyterlab(run_cell):
    notebook = run_cell(CELL, reduced_motion="reduce")
    page = notebook.page
    label = page.locator(".jp-OutputArea .widget-label")
    click(page, "settle", "nudge")
    expect(page.locator(".relaxing-network .status")).to_have_text("Nudged phase: settled after 30 sweeps")
    page.locator("[data-unit='0,1']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(label).to_have_text("[1.0, 0.7, 0.2] 0.1")
    page.locator("[name=beta]").focus()
    page.keyboard.press("ArrowLeft")
    expect(label).to_contain_text("[1.0, 0.7, 0.2] 0.0")
    assert notebook.console == []
    assert notebook.external == []
