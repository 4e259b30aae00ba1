"""The cart and pole: its mathematics in the browser against the library, its picture, and all that a hand can do."""

import re

import numpy as np
import pytest
from pages import cell_that_hears, frames_asked, frames_asked_after_the_end, module_of, opening, resize
from playwright.sync_api import expect

from bplib.historic.cart_pole import SCALE, rewards_to_go, step
from bplib.numerical_derivatives import numerical_gradient
from bplib.widgets.cart_pole import CartPole
from bplib.widgets.cart_pole.run import (
    RULES,
    STEPS,
    Learning,
    advantages,
    batch,
    first_policy,
    gradient,
    learnt,
    seeds_at_the_top,
)

# --- in Python


def test_without_arguments_it_shows_a_net_that_has_not_learnt():
    widget = CartPole()
    assert (widget.rule, widget.gamma, widget.iterations, widget.episode, widget.moment) == ("baseline", 0.99, 0, 1, 0)
    np.testing.assert_array_equal(widget.policy().theta, first_policy(widget.seed).theta)
    pi = widget.policy().predict(widget.episodes().states[0] / SCALE)
    np.testing.assert_allclose(pi, 0.5, atol=0.05)
    assert not np.allclose(first_policy(1).theta, first_policy(2).theta)


def test_a_is_what_the_rule_says():
    alive = np.array([[True, True], [True, True], [True, False]])
    R = rewards_to_go(alive, 0.5)
    np.testing.assert_array_equal(R, [[1.75, 1.5], [1.5, 1], [1, 0]])
    seen = [1.75, 1.5, 1, 1.5, 1]
    np.testing.assert_allclose(advantages(alive, "reward-to-go", 0.5), R / np.mean(seen))
    total = np.array([[1.75, 1.5], [1.75, 1.5], [1.75, 0]])
    np.testing.assert_allclose(advantages(alive, "total return", 0.5), total / np.mean([1.75] * 3 + [1.5] * 2))
    A = advantages(alive, "baseline", 0.5)
    np.testing.assert_allclose(A, alive * (R - np.mean(seen)) / np.std(seen), atol=1e-7)
    np.testing.assert_array_equal(advantages(alive, "sign error", 0.5), -A)


def test_where_every_moment_is_worth_the_same_nothing_is_learnt():
    assert not advantages(np.ones((4, 3), bool), "baseline", 0.0).any()
    np.testing.assert_array_equal(learnt("baseline", 0.0, 2, 2).policy.theta, first_policy(2).theta)


def test_the_gradient_is_that_of_the_weighted_cross_entropy():
    learning = Learning("baseline", 0.9, 5)
    learning.iterate()
    policy, episodes = learning.policy, learning.batch()
    A = advantages(episodes.alive, "baseline", 0.9)
    X, actions, weights = episodes.states[episodes.alive] / SCALE, episodes.actions[episodes.alive], A[episodes.alive]
    theta = policy.theta.copy()

    def cost(there):
        policy.theta[:] = there
        return -np.mean(weights * np.log(policy.predict(X)[np.arange(len(X)), actions]))

    measured = numerical_gradient(cost, theta)
    policy.theta[:] = theta
    np.testing.assert_allclose(gradient(policy, episodes, A), measured, atol=1e-8)
    learning.iterate()
    moved = learning.policy.theta - theta
    assert moved @ measured < 0
    assert len(learning.lengths) == 2


def test_it_learns_with_the_right_sign_and_learns_to_fall_with_the_wrong_one():
    right, wrong = (learnt(rule, 0.99, 30, 16) for rule in ("baseline", "sign error"))
    assert right.batch().lengths.mean() > 100
    assert wrong.batch().lengths.mean() < 16


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rule": "actor-critic"}, "rule must be one of total return, .*got 'actor-critic'"),
        ({"gamma": 1.5}, r"gamma must lie in \[0, 1\], got 1.5"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
        ({"seed": 10000}, "seed must be at most 9999, got 10000"),
        ({"iterations": 101}, "iterations must be at most 100, got 101"),
        ({"episode": 0}, "episode must be at least 1, got 0"),
        ({"episode": 11}, "episode must be at most 10, got 11: the ten are counted from 1"),
        ({"moment": 201}, "moment must be at most 200, got 201: an episode has"),
    ],
)
def test_bad_arguments_are_named(values, message):
    with pytest.raises(ValueError, match=message):
        CartPole(**values)


def test_the_figure_shows_an_episode_before_and_after_and_the_curve():
    widget = CartPole(iterations=3, episode=2)
    axes = widget.figure().axes
    angles, bars = ([ax for ax in axes if ax.get_ylabel() == name] for name in ("θ in °", "A"))
    curve = next(ax for ax in axes if ax.get_xlabel() == "iterations")
    for ax, below, iterations in zip(angles, bars, (0, 3), strict=True):
        played = widget.learning(iterations).batch()
        alive = played.alive[:, 1]
        np.testing.assert_allclose(ax.lines[-1].get_ydata(), np.degrees(played.states[alive, 1, 2]))
        A = advantages(played.alive, "baseline", 0.99)[alive, 1]
        np.testing.assert_allclose([bar.get_height() for bar in below.patches], A)
        assert f": {alive.sum()} steps" in ax.get_title("left")
    assert curve.lines[-1].get_ydata().tolist() == [*widget.learning().lengths, widget.episodes().lengths.mean()]


def test_the_description_leaves_digits_that_processors_do_not_share_behind_a_sign():
    words = CartPole(iterations=1).description()
    assert words.startswith("The cart and pole: A is baseline, γ = 0.99; ten episodes of at most 200 steps.\n")
    assert "at first ≈ 22, after 1 iteration ≈ 25" in words


# --- in a browser

# The size of each text in a drawing as it is seen: of its style, times the scale of the drawing.
SHOWN_SIZES = """() => [...document.querySelectorAll(".body svg[viewBox] text")].map((text) =>
    parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""

module = module_of(CartPole)
open_page = opening(CartPole, ".cart-pole .pole")
STATE = ("rule", "gamma", "seed", "iterations", "episode", "moment")
LEARN = """([rule, gamma, seed, count]) => {
    let now = module.newLearning(seed);
    for (let k = 0; k < count; k++) now = module.iterated(now, { rule, gamma, seed });
    const A = module.advantages(now.episodes, rule, gamma);
    const g = [...module.gradient(now.theta, now.episodes, A)];
    return { theta: [...now.theta], lengths: now.lengths, episodes: now.episodes, A, g };
}"""


@pytest.mark.browser
def test_the_cart_in_the_browser_is_that_of_the_library(module, rng):
    states, actions = rng.uniform([-2, -3, -0.3, -4], [2, 3, 0.3, 4], (60, 4)), rng.integers(0, 2, 60)
    moved = "([states, actions]) => states.map((s, i) => module.moved(s, module.forceOf(actions[i])))"
    after = module.evaluate(moved, [states.tolist(), actions.tolist()])
    np.testing.assert_allclose(after, step(states, actions), rtol=1e-13, atol=1e-15)
    ends = [[2.41, 0, 0, 0], [-2.41, 0, 0, 0], [0, 0, 0.21, 0], [0, 0, -0.21, 0], [2.39, 9, 0.2, 9]]
    assert module.evaluate("ends => ends.map(module.hasFailed)", ends) == [True] * 4 + [False]


@pytest.mark.browser
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("gamma", "seed", "count"), [(0.99, 30, 0), (0.9, 4, 4), (1.0, 9999, 2)])
def test_iterations_in_the_browser_are_those_of_the_library(module, rule, gamma, seed, count):
    got, wanted = module.evaluate(LEARN, [rule, gamma, seed, count]), learnt(rule, gamma, seed, count)
    np.testing.assert_allclose(got["theta"], wanted.policy.theta, rtol=1e-6, atol=1e-9)
    played = batch(wanted.policy, seed, count)
    A = advantages(played.alive, rule, gamma)
    np.testing.assert_allclose(got["lengths"], [*wanted.lengths, played.lengths.mean()])
    np.testing.assert_allclose(got["g"], gradient(wanted.policy, played, A), rtol=1e-6, atol=1e-9)
    for i, one in enumerate(got["episodes"]):
        alive = played.alive[:, i]
        assert one["actions"] == played.actions[alive, i].tolist()
        np.testing.assert_allclose(one["states"], played.states[alive, i], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(got["A"][i], A[alive, i], rtol=1e-9, atol=1e-12)


@pytest.mark.browser
def test_delta_at_both_outputs_is_the_advantage_times_what_lacks(module):
    widget = CartPole(iterations=2)
    played = widget.episodes()
    deltas = seeds_at_the_top(widget.policy(), played, widget.advantages())
    order = np.argwhere(played.alive)
    ask = """([theta, states, actions, A]) => states.map((s, i) =>
        module.deltaAtTheTop(module.forward(Float64Array.from(theta), s), actions[i], A[i]))"""
    rows = [list(at) for at in order[::17].T]
    states, actions, A = played.states[*rows], played.actions[*rows], widget.advantages()[*rows]
    got = module.evaluate(ask, [widget.policy().theta.tolist(), states.tolist(), actions.tolist(), A.tolist()])
    np.testing.assert_allclose(got, deltas[::17], rtol=1e-12, atol=1e-14)


BAD = [{"rule": "none"}, {"rule": "constructor"}, {"gamma": 1.01}, {"gamma": "1"}, {"seed": 0.5}, {"seed": 10000}]
BAD += [{"iterations": -1}, {"iterations": 101}, {"episode": 0}, {"episode": 11}, {"moment": -1}, {"moment": 201}]


@pytest.mark.browser
def test_a_state_that_cannot_be_shown_is_an_error(module):
    ask = "state => { try { module.checkState(state); return true; } catch { return false; } }"
    good = {name: getattr(CartPole(), name) for name in STATE}
    assert module.evaluate(ask, good)
    assert [change for change in BAD if module.evaluate(ask, good | change)] == []


# --- the page


def state(page) -> dict:
    return page.evaluate("names => Object.fromEntries(names.map(name => [name, cartPole.get(name)]))", list(STATE))


def two(value: float) -> str:
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def assert_page_is_right(page) -> CartPole:
    """Compare what the page says and draws of a moment and of the ten episodes with what the library computes."""
    now = state(page)
    widget = CartPole(now.pop("rule"), **now)
    played, A, i = widget.episodes(), widget.advantages(), widget.episode - 1
    lengths = played.lengths
    assert f"the ten episodes last {lengths.mean():.1f} steps on average" in page.locator(".sentence").text_content()
    assert page.locator(".episodes .length").all_text_contents() == [str(length) for length in lengths]
    assert page.locator(".episodes .bold").all_text_contents() == [str(lengths[i]), str(i + 1)]
    bars = [page.locator(f".bars[data-sign={sign}]").get_attribute("d") or "" for sign in ("positive", "negative")]
    own = A[: lengths[i], i]
    assert [bar.count("M") for bar in bars] == [(own > 0).sum(), (own < 0).sum()]
    t = min(widget.moment, lengths[i])
    if t == lengths[i]:
        assert page.locator(".network .delta").all_text_contents() == ["δ", "δ"]
        return widget
    place, action = played.states[t, i], played.actions[t, i]
    assert page.locator(".hint").text_content() == f"θ = {np.degrees(place[2]):.1f}°, x = {two(place[0])} m".replace(
        "-", "−"
    )
    pi = widget.policy().predict(place[None] / SCALE)[0]
    delta = own[t] * (pi - np.eye(2)[action])
    assert page.locator(".network .pi").all_text_contents() == [f"π {two(one)}" for one in pi]
    assert page.locator(".network .delta").all_text_contents() == [f"δ {two(one)}" for one in delta]
    assert page.locator(".network .taken").all_text_contents() == ["pushed" if j == action else "" for j in (0, 1)]
    assert page.locator(".pole").get_attribute("data-sign") == SIGNS[np.sign(own[t])]
    words = page.evaluate(WORDS)
    assert words["numbers"] == [f"{two(one)} {unit}" for one, unit in zip(place, UNITS, strict=True)]
    sides = zip(("left", "right"), pi, np.eye(2, dtype=int)[action], delta, strict=True)
    assert words["equations"] == [
        f"{side}: δ = A (π − 1ₐ) = {two(own[t])} × ({two(p)} − {taken}) = {two(d)}" for side, p, taken, d in sides
    ]
    if abs(own[t]) >= 0.005:
        what = f"a push to the {'right' if action else 'left'} {'likelier' if own[t] > 0 else 'rarer'} here."
        assert words["said"] == words["track"] == f"A {'>' if own[t] > 0 else '<'} 0: a step against δ makes {what}"
    assert words["episodes"].endswith(f": {', '.join(map(str, lengths))}. Episode {i + 1} is shown below.")
    assert_drawings_are_right(page, widget, t)
    return widget


SIGNS, UNITS = {1: "positive", 0: "zero", -1: "negative"}, ("m", "m/s", "rad", "rad/s")
WORDS = """() => {
    const texts = what => [...document.querySelectorAll(what)].map(node => node.textContent);
    const named = (what, name) => document.querySelector(what).getAttribute(name);
    return {
        numbers: texts(".network .number"), equations: texts(".equation"), said: texts(".said")[0],
        track: named("[name=moment]", "aria-valuetext"), episodes: named(".episodes svg", "aria-label"),
    };
}"""
DRAWN = """() => {
    const all = (what, name) => [...document.querySelectorAll(what)].map(node => node.getAttribute(name) ?? "");
    const one = (what, name) => all(what, name)[0];
    const own = ".learning-curve svg[role=img] >";
    return {
        place: [one(".cart-drawing .moving > g", "transform"), one(".pole", "transform")], push: one(".push", "d"),
        angle: one(".angle", "d"), bars: all(".bars", "d"), rows: [all(".shade", "data-sign"), all(".shade", "d")],
        edges: [all(".edge", "data-sign"), all(".edge", "stroke-width")], halves: all(".half.hidden", "data-sign"),
        curve: one(`${own} .curve`, "d"), dot: [one(`${own} circle`, "cx"), one(`${own} circle`, "cy")],
    };
}"""


def numbers_of(text: str) -> np.ndarray:
    """Return all numbers of a path or a transform."""
    return np.array([float(one) for one in re.findall(r"-?[\d.]+", text)])


def assert_drawings_are_right(page, widget, t: int) -> None:
    """Compare places, directions and signs in the drawings of a moment with what the library computes."""
    drawn, played, i = page.evaluate(DRAWN), widget.episodes(), widget.episode - 1
    alive, A, policy = played.alive[:, i], widget.advantages(), widget.policy()
    x, _, theta, _ = played.states[t, i]
    assert numbers_of(drawn["place"][0])[0] == pytest.approx(280 + 100 * x, abs=0.06)
    assert numbers_of(drawn["place"][1])[0] == pytest.approx(np.degrees(theta), abs=0.006)
    assert (numbers_of(drawn["push"])[0] > 0) == bool(played.actions[t, i]), "the arrow points to where is pushed"
    heights = numbers_of(drawn["angle"])[1:-2:2]
    wanted = 164 - 28 * np.clip(played.states[alive, i, 2] / np.radians(12), -1.1, 1.1)
    np.testing.assert_allclose(heights, wanted, atol=0.06)  # up is to the right
    for sign, bars in zip((1, -1), drawn["bars"], strict=True):
        high = [float(one) for one in re.findall(r"v(-?[\d.]+)", bars)]
        wanted = A[alive, i][A[alive, i] * sign > 0]
        np.testing.assert_allclose(high, -13 * np.clip(wanted, -3, 3), atol=0.06)  # positive is up
        paths = "".join(d for one, d in zip(*drawn["rows"], strict=True) if one == SIGNS[sign])
        runs = np.array([[float(a), float(b)] for a, b in re.findall(r"M([\d.]+),[\d.]+H([\d.]+)", paths)])
        wide = np.diff(runs).sum() / 2.33 if len(runs) else 0
        assert wide == pytest.approx((A[played.alive] * sign > 0).sum(), abs=0.1 + 0.05 * len(runs))
    weights = np.concatenate([W.ravel() for W in policy.W[1:]])
    assert drawn["edges"][0] == [SIGNS[one] for one in np.sign(weights)]
    widths = np.minimum(4, 0.3 + 1.3 * np.abs(weights))
    np.testing.assert_allclose([float(one) for one in drawn["edges"][1]], widths, atol=0.06)
    trace = policy.forward(played.states[t, i][None] / SCALE)
    top = A[t, i] * (trace.A[2][0] - np.eye(2)[played.actions[t, i]])
    below = (top @ policy.W[2]) * (1 - trace.A[1][0] ** 2)
    assert drawn["halves"] == [SIGNS[np.sign(one)] for pair in zip(trace.A[1][0], below, strict=True) for one in pair]
    end, dot = numbers_of(drawn["curve"])[-2:], [float(one) for one in drawn["dot"]]
    np.testing.assert_allclose(dot, end, atol=0.06)


@pytest.mark.browser
def test_the_learner_picks_moments_and_episodes_by_mouse_and_by_keyboard(open_page):
    page = open_page()
    assert_page_is_right(page)
    page.locator("[name=moment]").press("ArrowRight")
    page.locator("[name=moment]").press("ArrowRight")
    assert assert_page_is_right(page).moment == 2
    page.locator("[name=next]").click()
    assert assert_page_is_right(page).episode == 2
    box = page.locator(".episodes svg").bounding_box()
    scale = box["width"] / 560
    page.mouse.click(box["x"] + (58 + 9.5 * 466 / STEPS) * scale, box["y"] + (4 + 4.5 * 11.5) * scale)
    widget = assert_page_is_right(page)
    assert (widget.episode, widget.moment) == (5, 9)
    page.mouse.move(box["x"] + (58 + 3.5 * 466 / STEPS) * scale, box["y"] + 160 * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + (58 + 6.5 * 466 / STEPS) * scale, box["y"] + 230 * scale, steps=3)
    page.mouse.up()
    widget = assert_page_is_right(page)
    assert (widget.episode, widget.moment) == (5, 6)
    page.locator("[name=moment]").press("End")
    assert "the pole leans" in page.locator(".said").text_content()
    assert_page_is_right(page)


@pytest.mark.browser
def test_it_learns_by_buttons_and_another_rule_begins_anew(open_page):
    page = open_page()
    page.locator("[name=one]").press("Enter")
    assert assert_page_is_right(page).iterations == 1
    page.locator("[name=many]").click()
    assert state(page)["iterations"] == 31, "who wants less motion sees the end at once"
    assert page.locator("path.curve.rule-3").first.get_attribute("d").count("L") == 31
    assert page.locator(".learning-curve .legend span").all_text_contents() == [" baseline, γ 0.99"]
    learnt_well = float(page.locator(".sentence").text_content().split(" steps on")[0].split()[-1])
    assert learnt_well > 150
    page.locator("[name=rule]").select_option("sign error")
    assert assert_page_is_right(page).iterations == 0
    assert page.locator(".learning-curve .legend span").all_text_contents() == [
        " sign error, γ 0.99",
        " baseline, γ 0.99",
    ]
    assert page.locator("[aria-live=polite]").text_content().startswith("Before the first iteration")
    page.locator("[name=many]").click()
    worse = float(page.locator(".sentence").text_content().split(" steps on")[0].split()[-1])
    assert worse < 15
    page.locator("[name=gamma]").press("Home")
    assert (assert_page_is_right(page).gamma, page.locator(".others path").count()) == (0, 2)
    page.locator("[name=fresh]").click()
    assert assert_page_is_right(page).seed == 31
    assert page.locator(".others path").count() == 0
    page.locator("[name=one]").click()
    page.locator("[name=back]").click()
    assert assert_page_is_right(page).iterations == 0


@pytest.mark.browser
def test_it_plays_and_learns_before_ones_eyes_and_can_be_stopped(open_page):
    page = open_page()
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("cartPole.on('change:iterations', () => (window.seen ??= []).push(cartPole.get('iterations')))")
    page.locator("[name=many]").click()
    page.wait_for_function("cartPole.get('iterations') >= 2", timeout=120_000)
    page.locator("[name=play]").click()
    stopped = state(page)["iterations"]
    assert page.locator("[name=play]").text_content() == "Play the episode"
    assert page.evaluate("seen") == sorted(page.evaluate("seen"))
    page.locator("[name=play]").press("Enter")
    expect(page.locator("[name=play]")).to_have_text("Stop")
    length = int(page.locator("[name=moment]").get_attribute("max"))
    page.wait_for_function(f"cartPole.get('moment') === {length}", timeout=120_000)
    expect(page.locator("[name=play]")).to_have_text("Play the episode")
    assert state(page)["iterations"] == stopped
    assert "After" in page.locator(".visually-hidden").text_content()


@pytest.mark.browser
def test_who_pushes_by_hand_plays_against_the_net(open_page):
    page = open_page(CartPole(iterations=30, moment=20))
    before = page.locator(".hint").text_content()
    page.locator(".cart-drawing").press("ArrowRight")
    said = page.locator(".said")
    assert said.text_content() == "The net drives, you push against it: 1 push so far, 0.5 s."
    assert page.locator(".hint").text_content() != before
    assert state(page)["moment"] == 20, "what is played by hand is no episode"
    for _ in range(80):
        page.locator("[name=push-right]").click()
        if "failed" in said.text_content():
            break
    assert "It has failed. Push again for a new try." in said.text_content()
    page.locator(".cart-drawing").press("ArrowLeft")
    assert "1 push so far" in said.text_content()
    page.locator("[name=moment]").press("ArrowRight")
    assert state(page)["moment"] == 21
    assert page.locator(".network .equation").first.text_content().startswith("left: δ = A (π − 1ₐ) = ")
    page.emulate_media(reduced_motion="no-preference")
    page.locator("[name=push-left]").click()
    expect(page.locator("[name=play]")).to_have_text("Stop")
    page.wait_for_function("document.querySelector('.said').textContent.includes('0.4 s')", timeout=120_000)
    page.locator("[name=play]").click()
    expect(page.locator("[name=play]")).to_have_text("Play the episode")
    page.locator("[name=play]").click()
    page.wait_for_function("cartPole.get('moment') > 21", timeout=120_000)
    page.locator("[name=push-left]").click()
    moment = state(page)["moment"]
    page.wait_for_function("!document.querySelector('.said').textContent.includes(' 0.0 s')", timeout=120_000)
    assert state(page)["moment"] == moment, "a push ends the film"
    page.locator("[name=play]").click()
    assert frames_asked(page) == 0
    page.locator("[name=one]").click()
    page.wait_for_function("cartPole.get('iterations') === 31", timeout=120_000)
    expect(said).not_to_contain_text("The net drives")


PUSHED = """() => {
    const pushed = [];
    const { node, update } = module.buildCart({ push: side => pushed.push(side) });
    const press = keys => node.querySelector("[role=application]").dispatchEvent(new KeyboardEvent("keydown", keys));
    const keys = [{ key: "ArrowRight" }, { key: "ArrowLeft" }, { key: "ArrowUp" }, { key: "ArrowLeft", altKey: true }];
    keys.forEach(press);
    ["right", "left"].forEach(side => node.querySelector(`[name=push-${side}]`).click());
    const arrows = [0, 1].map(side => {
        update({ place: [0, 0, 0, 0], action: side, judged: null, handSide: 1 - side });
        return ["push", "hand"].map(kind => node.querySelector(`path.${kind}`).getAttribute("d"));
    });
    return [pushed, arrows];
}"""


@pytest.mark.browser
def test_keys_buttons_and_arrows_know_left_from_right(module):
    pushed, arrows = module.evaluate(PUSHED)
    assert pushed == [1, 0, 1, 0]
    ends = [[float(re.findall(r"M(-?\d+)", arrow)[1]) for arrow in pair] for pair in arrows]
    assert np.sign(ends).tolist() == [[-1, 1], [1, -1]]


# A film from the last moment of an episode: the moment that its first frame shows.
AGAIN = """state => {
    const [frames, ask] = [[], window.requestAnimationFrame];
    window.requestAnimationFrame = frame => frames.push(frame);
    const model = module.plainModel(state);
    module.actionsOn(model, () => {}, () => {}).playOrStop();
    frames[0](0);
    window.requestAnimationFrame = ask;
    return model.get("moment");
}"""


@pytest.mark.browser
def test_a_film_begins_again_and_nothing_goes_on_after_the_end(module):
    module.emulate_media(reduced_motion="no-preference")
    assert module.evaluate(AGAIN, CartPole(moment=200)._state()) == 0
    assert module.evaluate(AGAIN, CartPole(moment=3)._state()) == 3
    assert [frames_asked_after_the_end(module, CartPole(), one) for one in ("many", "push-left")] == [0, 0]


@pytest.mark.browser
def test_three_curves_beside_the_present_one_are_kept(module):
    others = module.evaluate("""() => {
        const keeper = module.newKeeper();
        const common = { rule: "sign error", seed: 1, iterations: 5, episode: 1, moment: 0 };
        for (const gamma of [0.1, 0.2, 0.3, 0.4, 0.5]) keeper.seen({ ...common, gamma });
        return keeper.others().map(one => one.gamma);
    }""")
    assert others == [0.2, 0.3, 0.4]


DASHES = """() => {
    const dash = node => getComputedStyle(node).strokeDasharray;
    const edges = [...document.querySelectorAll(".edge")].map(node => `${node.dataset.sign} ${dash(node)}`);
    const curve = document.querySelector("path.curve");
    const rules = [1, 2, 3, 4].map(k => (curve.setAttribute("class", `curve rule-${k}`), dash(curve)));
    return [[...new Set(edges)].sort(), rules];
}"""


@pytest.mark.browser
def test_after_the_last_seed_and_episode_comes_the_first_and_lines_differ_without_colours(open_page):
    page = open_page(CartPole("sign error", seed=9999, iterations=100, episode=10))
    off = [page.locator(f"[name={name}]").get_attribute("aria-disabled") for name in ("one", "many", "back")]
    assert off == ["true", "true", None]
    edges, rules = page.evaluate(DASHES)
    assert edges == ["negative 4px, 3px", "positive none"]
    assert len(set(rules)) == 4
    page.locator("[name=next]").click()
    assert state(page)["episode"] == 1
    page.locator("[name=fresh]").click()
    assert (state(page)["seed"], state(page)["iterations"]) == (0, 0)


@pytest.mark.browser
def test_a_push_of_the_hand_is_five_newtons_for_a_tenth_of_a_second(module):
    ask = """() => {
        const theta = module.firstPolicy(0);
        const begun = { steps: 0, pushes: 1, side: 0, until: 5, fallen: false, over: false };
        const after = [{ place: [0, 0, 0, 0], action: null, ...begun }];
        for (let i = 0; i < 7; i++) after.push(module.driven(after.at(-1), theta, 0));
        return [after, after.map((one, i) => i && module.moved(after[i - 1].place, i <= 5 ? 5 : 10))];
    }"""
    games, places = module.evaluate(ask)
    assert [game["action"] for game in games] == [None, *[1] * 7]
    assert [game["place"] for game in games[1:]] == places[1:], "the net pushes by 10 N to the right all the time"


@pytest.mark.browser
def test_nothing_sticks_out_and_nothing_jumps_or_moves_by_itself(open_page):
    page = open_page()
    seen = "[document.querySelector('.body').getBoundingClientRect().top, document.documentElement.scrollWidth]"
    for width in (360, 390, 800, 1280):
        resize(page, width)
        tops = []
        for rule in RULES:
            page.locator("[name=rule]").select_option(rule)
            page.locator("[name=one]").click()
            top, wide = page.evaluate(seen)
            tops.append(top)
            assert wide <= width
        assert max(tops) - min(tops) < 1, width
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.browser
def test_beside_the_file_browser_of_jupyterlab_buttons_and_curve_are_seen_together(open_page):
    page = open_page()
    resize(page, 850)  # what an output has at 1280 pixels
    for node in (".buttons", ".cart-drawing", ".episodes svg", ".network svg", ".learning-curve > svg"):
        box = page.locator(node).first.bounding_box()
        assert box["y"] >= 0, node
        assert box["y"] + box["height"] <= 760, node
    sizes = page.evaluate(SHOWN_SIZES)
    assert min(sizes) >= 9, "no text of a drawing is smaller, in pixels of the screen"


@pytest.mark.browser
def test_with_gamma_0_it_is_said_that_the_moments_are_alike(open_page):
    page = open_page(CartPole(gamma=0, rule="sign error"))
    page.locator("[name=one]").click()
    expect(page.locator(".sentence")).to_contain_text("nothing is learnt")
    page.locator("[name=rule]").select_option("reward-to-go")
    expect(page.locator(".sentence")).to_contain_text("each moment has the same A, 1")
    page.locator("[name=gamma]").fill("0.5")
    expect(page.locator(".sentence")).to_contain_text("never negative")


@pytest.mark.browser
def test_the_kernel_hears_what_is_done_in_jupyterlab(run_cell):
    notebook = run_cell(cell_that_hears(CartPole, ["iterations"], "str(one.iterations)"))
    notebook.page.locator("[name=one]").click()
    expect(notebook.page.locator(".widget-label").last).to_have_text("1")
