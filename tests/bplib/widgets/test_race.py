"""The race: the mathematics of the browser against bplib.optimizers, its picture, and all that a hand can do to it."""

import numpy as np
import pytest
import traitlets
from pages import cell_that_hears, module_of, opening, resize
from playwright.sync_api import expect

from bplib.optimizers.surfaces import RACERS, SURFACES
from bplib.optimizers.trajectories import normal_numbers, racer, trajectory
from bplib.plotting.number_text import number_text
from bplib.plotting.trajectories import RACER_STYLES, race_figure, report, standing
from bplib.widgets.race import Race

# --- in Python


def test_without_arguments_it_shows_the_ravine():
    race = Race()
    assert (race.surface, race.rating, race.step) == ("ravine", "tuned", 0)
    assert race.rates() == {name: SURFACES["ravine"].rates[name] for name in race.shown}
    assert {name: path.shape for name, path in race.paths().items()} == dict.fromkeys(race.shown, (101, 2))


def test_rates_are_tuned_common_or_own():
    both = ["Adam", "GradientDescent"]
    assert Race("bowl", both, rates=0.2).rates() == {"GradientDescent": 0.2, "Adam": 0.2}
    own = Race("bowl", both, rates={"Adam": 0.3})
    assert own.rates() == {"GradientDescent": SURFACES["bowl"].rates["GradientDescent"], "Adam": 0.3}
    np.testing.assert_array_equal(own.paths()["Adam"], trajectory(SURFACES["bowl"], racer("Adam", 0.3)))


def test_paths_follow_what_the_learner_changed():
    race = Race("noisy bowl", "Momentum")
    race.set_state({"start": [1, 2], "rating": "common", "common": 0.05, "beta": 0.5, "steps": 50, "seed": 3})
    expected = trajectory(SURFACES["noisy bowl"], racer("Momentum", 0.05, 0.5), (1, 2), 50, 3)
    np.testing.assert_array_equal(race.paths()["Momentum"], expected)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"surface": "hill"}, "surface must be one of bowl, ravine"),
        ({"racers": ["SGD"]}, "each of racers must be one of GradientDescent"),
        ({"start": (5, 0)}, r"start must be a point on the map \[-4, 2\] x \[-3, 3\], got \(5, 0\)"),
        ({"start": (1, 0, 0)}, "start must be a point on the map"),
        ({"rates": "best"}, "rates must be \"tuned\", a number or a dict of numbers, got 'best'"),
        ({"rates": 0}, r"rates must lie in \[1e-06, 50\], got 0"),
        ({"rates": {"Adam": 60.0}}, r"rates\['Adam'\] must lie in"),
        ({"rates": {"SGD": 1.0}}, "each key of rates must be one of"),
        ({"beta": 1}, r"beta must lie in \[0, 1\)"),
        ({"steps": 0}, "steps must be at least 1"),
        ({"steps": 3000}, r"steps must lie in \[1, 2000\]"),
        ({"step": 101}, 'step must be "all" or a whole number from 0 to 100, got 101'),
        ({"seed": 0}, "seed must be at least 1"),
    ],
)
def test_bad_arguments_are_named(values, message):
    with pytest.raises(ValueError, match=message):
        Race(**values)


def test_an_unknown_surface_is_refused_later_too():
    with pytest.raises(traitlets.TraitError):
        Race().surface = "hill"


def test_the_description_has_the_numbers():
    assert (
        Race().description()
        == Race(step="all").description()
        == (
            "The race on the surface: ravine.\n"
            "Learning rates: gradient descent 0.032, momentum 0.01, Adam 0.5, Rprop 0.2.\n"
            "After 100 steps. At cost 0.001 or below: Rprop since step 18; Adam since step 91; momentum since step 98. "
            "On the way: gradient descent at cost 0.0067."
        )
    )


def test_the_figure_shows_the_paths_and_their_costs():
    race = Race("Beale", RACERS, step=40)
    paths = race.paths()
    ground, costs = race.figure().axes
    ways = {line.get_label(): line.get_xydata() for line in ground.lines}
    curves = {line.get_label(): line.get_ydata() for line in costs.lines}
    for name, path in paths.items():
        np.testing.assert_array_equal(ways[RACER_STYLES[name].label], path[:41])
        costs_drawn = np.maximum(SURFACES["Beale"].cost(path), 1e-8)
        np.testing.assert_allclose(curves[RACER_STYLES[name].label], costs_drawn)
    assert costs.get_yscale() == "log"
    assert [ax.get_xlabel() for ax in (ground, costs)] == ["$w_1$", "step"]
    assert len(costs.get_legend().get_texts()) == len(RACERS)


def test_a_figure_of_nobody_and_of_one_who_diverges():
    race_figure(SURFACES["bowl"], {})
    path = trajectory(SURFACES["ravine"], racer("GradientDescent", 1.0))
    assert len(race_figure(SURFACES["ravine"], {"GradientDescent": path}, 100).axes) == 2


def test_styles_differ_in_colour_and_in_line_or_marker():
    assert tuple(RACER_STYLES) == RACERS
    styles = RACER_STYLES.values()
    for part in ("light", "dark", "marker", "label"):
        assert len({getattr(style, part) for style in styles}) == len(RACERS)
    assert sum(not style.dash for style in styles) == 2
    assert len({style.dash for style in styles}) == len(RACERS) - 1


def test_standings():
    bowl, saddle = SURFACES["bowl"], SURFACES["saddle"]
    path = np.array([[1, 0], [0.01, 0], [5, 0], [1, 0], [0.02, 0], [0.01, 0], [5, 0], [9, 0]])
    kinds = [standing(bowl, path, step)[:2] for step in range(10)]
    assert kinds[:4] == [("way", None), ("arrived", 1), ("off", 2), ("way", None)]
    assert kinds[4:] == [("arrived", 4), ("arrived", 4), ("off", 6), ("off", 6), ("out", 6), ("out", 6)]
    assert standing(bowl, path[:1], 5)[:2] == ("out", 1), "it went too far in one step"
    assert standing(saddle, np.zeros((1, 2)), 0) == ("rest", None, 0.25)
    assert report(bowl, {"Adam": path}, 1) == "After 1 step. At cost 0.001 or below: Adam since step 1."
    assert report(bowl, {"Adam": path}, 8) == "After 8 steps. Diverged: Adam, off the map since step 6."


# --- in a browser


module = module_of(Race)
open_page = opening(lambda: Race(step="all"), ".race .start")


RUN = """([state, surface]) => module.race(state, surface).map(({ points, costs }) => [points, costs])"""


def settings(race):
    """Return what the function ``race`` of the browser takes."""
    names = ("surface", "start", "beta", "beta2", "steps", "seed", "shown")
    ground = next(one for one in race.surfaces if one["name"] == race.surface)
    return [{name: getattr(race, name) for name in names} | {"rates": race.rates()}, ground]


@pytest.mark.browser
@pytest.mark.parametrize("surface", SURFACES)
def test_trajectories_in_the_browser_equal_those_of_the_library(module, surface):
    ground = SURFACES[surface]
    middle = (np.array(ground.start) + ground.minima[0]) / 2
    races = [
        Race(surface, RACERS),
        Race(surface, RACERS, rates=0.01, beta=0.8, beta2=0.9, seed=12),
        Race(surface, RACERS, rates=0.1, start=middle, beta=0.0, beta2=0.99),
        Race(surface, RACERS, rates=1.0, start=middle),
    ]
    diverged = 0
    for race in races:
        for (name, path), (points, costs) in zip(
            race.paths().items(), module.evaluate(RUN, settings(race)), strict=True
        ):
            np.testing.assert_allclose(points, path, rtol=1e-10, atol=1e-10, err_msg=name)
            np.testing.assert_allclose(costs, ground.cost(path), rtol=1e-9, atol=1e-10, err_msg=name)
            diverged += len(path) < 101
    assert diverged >= (0 if surface == "saddle" else 2)


@pytest.mark.browser
def test_surfaces_in_the_browser_are_those_of_the_library(module, rng):
    evaluate = """([name, points]) => points.map(w => {
        const { cost, gradient } = module.SURFACES[name];
        return [cost(w), ...gradient(w)];
    })"""
    for name, surface in SURFACES.items():
        points = rng.uniform(-5, 5, (50, 2))
        expected = np.column_stack([surface.cost(points), surface.gradient(points)])
        np.testing.assert_allclose(module.evaluate(evaluate, [name, points.tolist()]), expected, rtol=1e-12, atol=1e-12)
    assert set(module.evaluate("Object.keys(module.SURFACES)")) == set(SURFACES)
    assert tuple(module.evaluate("Object.keys(module.RULES)")) == RACERS


SHARES = """([[state, surface], steps]) => module.race(state, surface).map(run =>
    module.SURFACES[surface.name].modes.map(mode => steps.map(step => module.shareLeft(run, mode, step))))"""
BOWLS = ("bowl", "ravine", "diagonal ravine", "noisy bowl")


@pytest.mark.browser
@pytest.mark.parametrize("surface", BOWLS)
def test_the_modes_of_a_bowl_are_those_of_its_hessian(module, surface):
    curvatures, along = np.linalg.eigh(SURFACES[surface].hessian(np.zeros(2)))
    modes = module.evaluate("name => module.SURFACES[name].modes", surface)
    assert [mode["curvature"] for mode in modes] == pytest.approx(curvatures)
    for mode, direction in zip(modes, along.T, strict=True):
        assert abs(np.dot(mode["along"], direction)) == pytest.approx(1)
    race, steps = Race(surface, RACERS, start=(-1.5, 1.2)), [0, 1, 7, 40]
    for (name, path), shares in zip(
        race.paths().items(), module.evaluate(SHARES, [settings(race), steps]), strict=True
    ):
        left = np.abs(path @ along)
        np.testing.assert_allclose(shares, (left[steps] / left[0]).T, rtol=1e-6, atol=1e-9, err_msg=name)
        if name == "GradientDescent" and surface != "noisy bowl":
            factors = np.abs(1 - race.rates()[name] * curvatures)
            np.testing.assert_allclose(shares, factors[:, None] ** steps, rtol=1e-6, atol=1e-9)


@pytest.mark.browser
def test_other_surfaces_have_no_modes(module):
    names = module.evaluate("Object.keys(module.SURFACES).filter(name => module.SURFACES[name].modes)")
    assert tuple(names) == BOWLS


@pytest.mark.browser
def test_the_noise_in_the_browser_is_that_of_the_library(module):
    for seed in (1, 2, 12345, 2**31 - 2):
        got = module.evaluate("seed => module.normalNumbers(seed, 500)", seed)
        np.testing.assert_allclose(got, normal_numbers(seed, 500), rtol=1e-12, atol=1e-14)


@pytest.mark.browser
def test_the_words_are_those_of_the_library(module):
    words = """([[state, surface], labels, steps]) => {
        const runs = module.race(state, surface);
        return steps.map(step => module.report(runs, step, surface, labels));
    }"""
    labels = {name: style.label for name, style in RACER_STYLES.items()}
    steps = [0, 1, 2, 5, 17, 60, 100]
    races = [Race(surface, RACERS, rates=rates) for surface in SURFACES for rates in ("tuned", 0.05, 1.0)]
    races.append(Race("saddle", RACERS, start=(1, 0)))
    said = ""
    for race in races:
        got = module.evaluate(words, [settings(race), labels, steps])
        assert got == [report(SURFACES[race.surface], race.paths(), step) for step in steps]
        said += "".join(got)
    for kind in ("At cost", "On the way", "At rest", "Off the map", "Diverged"):
        assert kind in said


# The definition of ``Surface.rates``: of ten rates a decade the one with the lowest mean of log C over 100 steps from
# nine starts, among those that end on the map from all of them.
TUNE = """([surfaces, racers, grid]) => surfaces.map(({ name, start, bounds: [left, right, bottom, top], noise }) => {
    const places = [-1, 0, 1].flatMap(i => [-1, 0, 1].map(j =>
        [start[0] + i * (right - left) / 16, start[1] + j * (top - bottom) / 16]));
    const draw = seed => module.normalNumbers(seed, 100).map(pair => pair.map(e => noise * e));
    const noises = places.map((_, i) => noise ? draw(i + 1) : null);
    const score = (rule, rate) => places.reduce((sum, place, i) => {
        const optimizer = module.RULES[rule](rate, 0.9, 0.999);
        const { points, costs } = module.trajectory(module.SURFACES[name], optimizer, place, 100, noises[i]);
        const [x, y] = points.at(-1);
        if (points.length < 101 || x < left || x > right || y < bottom || y > top) return Infinity;
        return sum + costs.slice(1).reduce((total, cost) => total + Math.log10(Math.max(cost, 1e-8)), 0) / 900;
    }, 0);
    return racers.map(rule => {
        const scores = grid.map(rate => score(rule, rate));
        return grid[scores.indexOf(Math.min(...scores))];
    });
})"""


@pytest.mark.browser
def test_tuned_rates_are_what_they_are_said_to_be(module):
    decade = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)
    grid = [float(f"{digits * 10.0**exponent:.3g}") for exponent in range(-4, 1) for digits in decade]
    got = module.evaluate(TUNE, [Race().surfaces, RACERS, grid])
    assert {name: tuple(row) for name, row in zip(SURFACES, got, strict=True)} == {
        name: tuple(surface.rates.values()) for name, surface in SURFACES.items()
    }


@pytest.mark.browser
def test_number_texts_are_those_of_the_library(module, rng):
    numbers = [0, 1, 0.1, -2.5, 1000, 12345, 99999, *10 ** rng.uniform(-12, 12, 300)]
    got = module.evaluate("numbers => numbers.map(module.numberText)", [float(n) for n in numbers])
    assert got == [number_text(n) for n in numbers]


# --- the page


def state(page):
    names = "['surface', 'start', 'shown', 'rating', 'common', 'own', 'beta', 'beta2', 'steps', 'step', 'seed']"
    return page.evaluate(f"Object.fromEntries({names}.map(name => [name, race.get(name)]))")


def race_of(page):
    """Return a Race in the state of the page."""
    race = Race()
    race.set_state(state(page))
    return race


def assert_page_shows_its_race(page):
    """Compare the words and the lines of the map with what bplib computes from the settings of the page."""
    race = race_of(page)
    surface, paths = SURFACES[race.surface], race.paths()
    assert page.locator(".report").text_content() == report(surface, paths, race.step)
    left, right, _, top = surface.bounds
    drawn = page.evaluate(
        """() => [document.querySelector(".ground"), ...document.querySelectorAll(".map .run")].map(node =>
            node.matches("rect") ? ["x", "y", "width"].map(name => Number(node.getAttribute(name)))
            : [node.dataset.rule, node.querySelector(".rest").getAttribute("d"),
               node.querySelector(".way").getAttribute("d"),
               node.querySelector(".marker").getAttribute("transform")])"""
    )
    x, y, side = drawn.pop(0)
    assert {rule for rule, *_ in drawn} == set(race.shown)
    for rule, rest, way, marker in drawn:
        path = paths[rule]
        scale = side / (right - left)
        expected = np.column_stack([x + (path[:, 0] - left) * scale, y + (top - path[:, 1]) * scale]).clip(-1e4, 1e4)
        points = np.array([pair.split(",") for pair in rest[1:].split("L")], float)
        np.testing.assert_allclose(points, expected, atol=0.051, err_msg=rule)
        last = min(race.step, len(path) - 1)
        assert way.count("L") == last
        np.testing.assert_allclose(
            [float(u) for u in marker[10 : marker.index(")")].split(",")], expected[last], atol=0.051
        )
    return race


def handle_place(page):
    box = page.locator(".race .start").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
def test_every_surface_can_be_chosen(open_page):
    page = open_page()
    for name, surface in SURFACES.items():
        page.locator("[name=surface]").select_option(name)
        assert state(page)["start"] == list(surface.start)
        assert page.locator(".look").text_content() == surface.look
        assert surface.formula in page.locator(".formula").text_content()
        assert not page.locator("details p").is_visible()  # a task asks for it
        assert page.locator(".minima path").count() == len(surface.minima)
        assert page.locator("[name=noise]").is_visible() == (surface.noise > 0)
        assert_page_shows_its_race(page)
    page.locator("[name=restore]").click()
    assert state(page)["surface"] == "ravine"
    assert_page_shows_its_race(page)


INK = """places => {
    const canvas = document.querySelector(".contours");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const image = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    const at = u => Math.min(canvas.width - 1, Math.floor(u * canvas.width));
    return places.map(([x, y]) => image[4 * (at(1 - y) * canvas.width + at(x)) + 3]);
}"""


@pytest.mark.browser
def test_there_is_more_ink_where_the_cost_is_higher(open_page, rng):
    page = open_page()
    for name, surface in SURFACES.items():
        page.locator("[name=surface]").select_option(name)
        left, right, bottom, _ = surface.bounds
        places = rng.uniform(0, 1, (400, 2))
        height = 2 * np.log10(surface.cost(places * (right - left) + (left, bottom)))
        ink = np.array(page.evaluate(INK, places.tolist()))
        between = (np.abs(height % 1 - 0.5) < 0.3) & (height > -4)  # away from the lines
        assert np.corrcoef(height[between], ink[between])[0, 1] > 0.9


@pytest.mark.browser
def test_dragging_the_start(open_page):
    page = open_page(Race("bowl", step="all"))
    x, y = handle_place(page)
    unit = page.locator(".ground").bounding_box()["width"] / 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * unit, y + unit, steps=6)
    np.testing.assert_allclose(state(page)["start"], [-1, 2], atol=0.02)
    assert_page_shows_its_race(page)
    page.mouse.move(x - 500, y - 500, steps=3)
    assert state(page)["start"] == [-4, 4], "the start stays on the map"
    page.mouse.move(x, y)
    page.mouse.up()
    page.mouse.move(x + 100, y)
    np.testing.assert_allclose(state(page)["start"], [-3, 3], atol=0.02, err_msg="let go")
    page.mouse.click(x + 5 * unit, y + 2 * unit)
    np.testing.assert_allclose(state(page)["start"], [2, 1], atol=0.02)
    assert page.locator(".start").evaluate("node => node === document.activeElement")
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_arrow_keys_move_the_start_and_stay_inside(open_page):
    page = open_page(Race("saddle", RACERS, step="all"))
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    start = page.locator(".start")
    start.focus()
    for key, place in [("ArrowRight", [-1.4, 0.02]), ("ArrowUp", [-1.4, 0.12]), ("ArrowLeft", [-1.5, 0.12])]:
        page.keyboard.press(key)
        assert state(page)["start"] == place
    page.keyboard.press("Home")
    assert state(page)["start"] == [-1.5, 0.02]
    for _ in range(2):
        page.keyboard.press("Shift+ArrowDown")
    assert state(page)["start"] == [-1.5, 0]
    assert "At rest where the slope is 0" in page.locator(".report").text_content()
    assert "at rest: slope 0" in page.locator(".racers").text_content()
    assert start.get_attribute("aria-valuetext").startswith("w1 −1.5, w2 0. After 100 steps.")
    assert_page_shows_its_race(page)
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_choosing_who_runs(open_page):
    page = open_page()
    page.locator("[name=run-Adam]").uncheck()
    page.locator("[name=run-Lion]").check()
    assert state(page)["shown"] == ["GradientDescent", "Momentum", "Lion", "Rprop"]
    assert_page_shows_its_race(page)
    for name in state(page)["shown"]:
        page.locator(f"[name=run-{name}]").uncheck()
    assert page.locator(".run[data-rule]").count() == 0
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_rates_the_same_for_all_or_each_its_own(open_page):
    page = open_page()
    rate = lambda name: page.locator(f"[name=rate-{name}]").input_value()  # noqa: E731
    assert rate("Adam") == "0.5"
    assert not page.locator("[name=common]").is_visible()
    page.locator("[name=rating]").select_option("common")
    assert {rate(name) for name in RACERS} == {"0.01"}
    page.locator("[name=common]").fill("0")
    assert {rate(name) for name in RACERS} == {"1"}
    assert "Diverged: gradient descent, off the map since step 1" in page.locator(".report").text_content()
    assert page.locator(".result[data-kind=out]").first.text_content() == "diverged, off the map at step 1"
    assert_page_shows_its_race(page)
    page.locator("[name=rate-Adam]").fill("0.25")
    assert (state(page)["rating"], rate("Adam"), rate("Momentum")) == ("own", "0.25", "1")
    page.locator("[name=rate-Adam]").fill("-3")
    assert race_of(page).rates()["Adam"] == 0.25, "a rate that makes no sense is not taken"
    page.locator("[name=beta]").fill("0.5")
    assert rate("Adam") == "0.25"
    assert_page_shows_its_race(page)
    page.locator("[name=beta2]").fill("0.9")
    assert_page_shows_its_race(page)
    page.locator("[name=surface]").select_option("bowl")
    assert state(page)["rating"] == "tuned", "rates of one surface are not those of another"
    page.locator("[name=rating]").select_option("own")
    assert rate("Adam") == "1.25", "own rates begin with those in use"


@pytest.mark.browser
def test_the_step_can_be_scrubbed_run_and_chosen_in_the_costs(open_page):
    page = open_page(Race("bowl", RACERS))
    page.emulate_media(reduced_motion="no-preference")
    track = page.locator("[name=step]")
    track.focus()
    page.keyboard.press("Home")
    assert state(page)["step"] == 0
    assert "After 0 steps. On the way" in track.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert page.locator(".count").text_content() == "step 1 of 100"
    assert_page_shows_its_race(page)
    frame = page.locator(".costs .goal").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + 20)
    page.mouse.down()
    assert state(page)["step"] == 50
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"], steps=3)
    page.mouse.up()
    assert state(page)["step"] == 25
    page.locator("[name=run]").click()
    page.wait_for_function("race.get('step') > 27")
    page.locator("[name=run]", has_text="Stop").click()
    stopped = state(page)["step"]
    assert 27 < stopped < 100
    page.locator("[name=steps]").select_option("50")
    assert (state(page)["steps"], state(page)["step"]) == (50, 0)
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_it_begins_at_step_0_with_run_on_top_and_the_moral_comes_after_the_race(open_page):
    page = open_page(Race())
    page.emulate_media(reduced_motion="no-preference")
    run, look = page.locator("[name=run]"), page.locator(".look")
    assert (state(page)["step"], run.text_content()) == (0, "Run")
    assert run.bounding_box()["y"] < page.locator(".map").bounding_box()["y"]
    assert look.text_content().startswith("Press Run.")
    run.press("Enter")
    page.wait_for_function("race.get('step') === 100", timeout=120_000)
    assert look.text_content() == SURFACES["ravine"].look
    assert run.text_content() == "Run again"
    page.locator("[name=surface]").select_option("bowl")
    page.locator("[name=restore]").click()
    assert (state(page)["surface"], state(page)["step"]) == ("ravine", 0)
    assert look.text_content().startswith("Press Run.")


@pytest.mark.browser
def test_the_modes_of_the_bowl_shrink_side_by_side(open_page):
    page = open_page(Race("bowl", ["GradientDescent", "Momentum"], rates=0.1, start=(-1.5, 1.2)))
    rows = lambda: [row.locator("td").all_text_contents() for row in page.locator(".modes tr").all()[1:]]  # noqa: E731
    assert page.locator(".modes th[scope=col]").all_text_contents()[1:] == [
        "flat direction, λ = 1",
        "steep direction, λ = 4",
    ]
    assert rows()[0] == ["100 %, × 0.9 a step", "100 %, × 0.6 a step"]
    page.locator("[name=step]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert rows()[0] == ["72.9 %, × 0.9 a step", "21.6 %, × 0.6 a step"]
    widths = page.locator(".modes .fill").evaluate_all("nodes => nodes.slice(0, 2).map(node => node.style.width)")
    assert [float(width.rstrip("%")) for width in widths] == pytest.approx([72.9, 21.6], abs=0.01)
    page.locator("[name=surface]").select_option("Beale")
    assert not page.locator(".modes").is_visible()


@pytest.mark.browser
def test_who_wants_less_motion_sees_the_end_at_once(open_page):
    page = open_page(Race("bowl", RACERS, step=3))
    page.evaluate("race.on('change:step', () => (window.seen ??= []).push(race.get('step')))")
    page.locator("[name=run]").click()
    assert page.locator("[name=run]").text_content() == "Run again"
    assert page.evaluate("window.seen") == [100]
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_other_noise_is_another_race(open_page):
    page = open_page(Race("noisy bowl", step="all"))
    before = page.locator(".report").text_content()
    page.locator("[name=noise]").click()
    assert state(page)["seed"] == 2
    assert page.locator(".report").text_content() != before
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    page.evaluate("race.set('start', [1, 1])")
    page.wait_for_function("document.querySelector('.start').ariaValueText.startsWith('w1 1, w2 1.')")
    assert_page_shows_its_race(page)


@pytest.mark.browser
def test_everything_that_takes_keys_has_a_name_and_keeps_its_keys(open_page):
    page = open_page(Race("noisy bowl", rates=0.01, step="all"))
    nodes = page.locator(".race :is(button, select, input, [tabindex])")
    assert nodes.count() == 9 + 2 * len(RACERS) + 2
    facts = nodes.evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML.slice(0, 90), node.dataset.lmSuppressShortcuts,"
        " node.ariaLabel || node.innerText || node.labels?.[0]?.innerText])"
    )
    for html, suppressed, name in facts:
        assert suppressed == "true", html
        assert name, html


@pytest.mark.browser
@pytest.mark.parametrize("width", [420, 700, 1000, 1400])
def test_nothing_sticks_out_at_any_width(open_page, width):
    page = open_page(Race("noisy bowl", RACERS, rates=1.0, step="all"))
    resize(page, width)
    for surface in ("noisy bowl", "Beale"):
        page.evaluate("name => race.set('surface', name)", surface)
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
        assert_page_shows_its_race(page)
    assert page.evaluate(OVERLAPS) == []
    resize(page, 1100)


OVERLAPS = """() => {
    const texts = [...document.querySelectorAll(".race svg text, .race .who span, .race .result")];
    const boxes = texts.filter(node => node.textContent).map(node => [node.textContent, node.getBoundingClientRect()]);
    return boxes.flatMap(([text, a], i) => boxes.slice(i + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
        .map(([other]) => [text, other]));
}"""


# --- in JupyterLab

CELL = cell_that_hears(
    Race, ["start", "step"], "one.description().splitlines()[-1]", make='Race("bowl", rates=0.1, step="all")'
)


@pytest.mark.browser
def test_a_learner_drags_and_scrubs_in_jupyterlab(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    label, words = page.locator(".jp-OutputArea .widget-label"), page.locator(".race .report")
    before = words.text_content()
    x, y = handle_place(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=8)
    page.mouse.up()
    assert words.text_content() != before
    expect(label).to_have_text(words.text_content())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(label).to_have_text(words.text_content())
    page.locator(".race [name=step]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(label).to_have_text(words.text_content())
    assert words.text_content().startswith("After 97 steps.")
    assert notebook.console == []
    assert notebook.external == []
