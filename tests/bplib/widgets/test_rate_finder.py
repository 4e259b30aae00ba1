"""The learning-rate finder: what it trains, what it shows, when it trains; then in JupyterLab."""

import asyncio
import base64
import io

import numpy as np
import pytest
from PIL import Image

from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import OPTIMIZERS, Momentum
from bplib.optimizers.range_test import range_test
from bplib.training import train
from bplib.widgets import rate_finder as module
from bplib.widgets.rate_finder import RateFinder, mathematics, picture
from bplib.widgets.rate_finder.mathematics import (
    BATCH_SIZES,
    HIGH,
    LOW,
    PASSES,
    RATES,
    RULES,
    Choice,
    Run,
    guess_in_words,
    in_words,
    range_test_of,
    trained,
    written,
)
from bplib.widgets.rate_finder.picture import EARLIER, GAP, TOP, spread


@pytest.fixture
def finder(monkeypatch):
    monkeypatch.setattr(module, "REST", 3600)  # however slow this machine is, the controls have not come to rest
    made = RateFinder(guess_first=False)
    yield made
    made.close()


@pytest.fixture
def unguessed(monkeypatch):
    """Return a finder whose reader has still to guess."""
    monkeypatch.setattr(module, "REST", 3600)
    made = RateFinder()
    yield made
    made.close()


def lines(finder, *names):
    """Return the data of lines by name, as lists."""
    return [np.transpose(finder.artists[name].get_data()).tolist() for name in names]


def shown(finder):
    """Return what the picture on the page shows, as a PNG."""
    return base64.b64decode(finder._picture.value.split("base64,")[1].split('"')[0])


# --- the experiment


def test_range_test_and_run_are_those_of_the_library():
    (X, Y), held_out = datasets.split(*datasets.digits(), 0.25, np.random.default_rng(0))
    network = Network([64, 32, 10], "tanh softmax", "cross_entropy", rng=np.random.default_rng(0))
    options = {"low": 1e-4, "high": 10, "batch_size": 64, "rng": np.random.default_rng(1)}
    alone = range_test(network, X, Y, Momentum, **options)
    assert np.array_equal(range_test_of("Momentum", 64).costs, alone.costs)
    first = network.cost(X, Y)
    options = {"epochs": 5, "batch_size": 64, "optimizer": Momentum(0.1), "rng": np.random.default_rng(0)}
    history = train(network, X, Y, validation=held_out, **options)
    run = trained(Choice("Momentum", 64, 0.1))
    assert run.costs.tolist() == [first, *history.cost]
    assert run.accuracy == history.validation_accuracy[-1]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_range_test_that_turns_and_a_suggestion_that_trains(rule):
    assert rule in OPTIMIZERS
    test = range_test_of(rule, 64)
    assert test.turned
    low, high = test.suggested
    assert RATES[0] < low < high < RATES[-1]
    nearest = min(RATES, key=lambda rate: abs(np.log(rate * 3 / high)))
    good, slow = (trained(Choice(rule, 64, rate)) for rate in (nearest, RATES[RATES.index(nearest) - 20]))
    assert good.accuracy > 0.9
    assert good.costs[-1] < 0.5 * slow.costs[-1]


def test_rates():
    assert len(RATES) == 71
    assert (RATES[0], RATES[-1]) == (1e-5, 100)
    assert np.allclose(np.diff(np.log10(RATES)), 0.1, atol=0.01)
    assert [written(rate) for rate in RATES[::14]] == ["0.00001", "0.00025", "0.0063", "0.16", "4", "100"]


def test_extreme_rates_are_quiet():
    for rule in RULES:
        for rate in (RATES[0], RATES[-1]):
            in_words(Choice(rule, 256, rate), trained(Choice(rule, 256, rate)))


# --- what there is to see


def test_the_left_holds_the_range_test_the_rate_and_the_costs_of_the_runs(finder):
    artists, test = finder.artists, range_test_of("GradientDescent", 64)
    assert lines(finder, "curve") == [np.transpose([test.rates, test.smooth]).tolist()]
    assert artists["rate"].get_xdata()[0] == 0.25
    assert artists["lowest"].get_xdata()[0] == test.lowest
    low, high = test.suggested
    assert (artists["range"].get_x(), artists["range"].get_width()) == (low, high - low)
    ends = {rate: trained(Choice("GradientDescent", 64, rate)).costs[-1] for rate in (0.01, 0.25, 2.5)}
    assert ends[2.5] > TOP
    assert lines(finder, "earlier points", "earlier above", "point", "above") == [
        [[0.01, ends[0.01]]],
        [[2.5, TOP]],
        [[0.25, ends[0.25]]],
        [],
    ]
    finder.set(rate=5.0)
    assert lines(finder, "point", "above") == [[], [[5.0, TOP]]]
    assert len(lines(finder, "earlier points")[0]) == 2


def test_runs_of_another_rule_leave_no_point_on_the_left(finder):
    finder.set(rule="Adam", rate=0.025)
    assert lines(finder, "earlier points", "earlier above") == [[], []]
    assert finder.artists["title"].get_text() == "Range test: Adam, batches of 64"
    finder.set(rule="GradientDescent")
    assert [rate for rate, _ in lines(finder, "earlier points")[0]] == [0.01, 0.25]


def test_the_right_holds_the_run_and_the_last_earlier_ones(finder):
    for rate in (0.1, 0.2, 0.4, 0.8):
        finder.set(rate=rate)
    run = trained(Choice("GradientDescent", 64, 0.8))
    assert lines(finder, "run") == [np.transpose([range(PASSES + 1), run.costs]).tolist()]
    assert finder.artists["run label"].get_text() == f"0.8: {run.accuracy:.0%}"
    labels = [label.get_text().split(":")[0] for label in finder.artists["earlier labels"]]
    assert labels == ["2.5", "0.25", "0.1", "0.2", "0.4"]
    assert len(labels) == EARLIER
    finder.set(rate=0.25)  # an earlier one becomes the present one
    labels = [label.get_text().split(":")[0] for label in finder.artists["earlier labels"]]
    assert labels == ["2.5", "0.1", "0.2", "0.4", "0.8"]
    finder.set(rate=1.0)  # and then it is the last of the earlier ones
    labels = [label.get_text().split(":")[0] for label in finder.artists["earlier labels"]]
    assert labels == ["0.1", "0.2", "0.4", "0.8", "0.25"]


def test_labels_name_what_is_different(finder):
    finder.set(rule="Adam", batch_size=16, rate=0.01)
    labels = [label.get_text().split(":")[0] for label in finder.artists["earlier labels"]]
    assert labels == ["GD 0.01 (64)", "GD 2.5 (64)", "GD 0.25 (64)", "", ""]
    assert finder.artists["run label"].get_text().startswith("0.01: ")


def test_costs_off_the_axis_lie_on_its_edge():
    costs = picture._in_view(np.array([2.0, 1e9, np.nan, np.inf, 1e-9]))
    assert costs.tolist() == [2, HIGH, HIGH, HIGH, LOW]


@pytest.mark.parametrize(
    "heights", [[], [0.3], [0.3, 0.3, 0.3], [HIGH] * 6, [LOW] * 6, [0.01, 12, 0.2, 0.21, 0.0061, 11]]
)
def test_labels_do_not_touch_and_stay_in_the_axis(heights):
    found = np.sort(spread(heights))
    assert len(found) == len(heights)
    assert (np.diff(np.log(found)) >= np.log(GAP) - 1e-9).all()
    assert ((found >= LOW * 0.999) & (found <= HIGH)).all()
    order = np.argsort(heights, kind="stable")
    assert (np.diff(spread(heights)[order]) > 0).all()


def test_labels_far_apart_stay_where_their_lines_end():
    assert np.allclose(spread([0.1, 3, 0.02]), [0.1, 3, 0.02])


def test_no_text_leaves_the_picture(finder):
    for rule, batch, rate in (("Nesterov", 256, 0.0125), ("GradientDescent", 128, 0.000125), ("Lion", 8, 0.0125)):
        finder.set(rule=rule, batch_size=batch, rate=rate)
        renderer, whole = finder._fast.canvas.get_renderer(), finder._fast.figure.bbox
        a = finder.artists
        for artist in (a["title"], a["run label"], *a["earlier labels"]):
            if artist.get_text():
                box = artist.get_window_extent(renderer)
                assert whole.x0 <= box.x0 < box.x1 <= whole.x1, artist.get_text()
                assert whole.y0 <= box.y0 < box.y1 <= whole.y1, artist.get_text()


def test_words():
    choice = Choice("GradientDescent", 64, 0.25)
    look = "The curve is lowest at a rate of about 0.7: look for a good one between 0.07 and 0.7."
    assert in_words(choice, None) == f"After 5 passes with rate 0.25: wait until the controls rest. {look}"
    run = Run(np.array([2.5, 1, 1, 1, 1, 0.3049]), 0.9355)
    assert in_words(choice, run) == (
        f"After 5 passes with rate 0.25 the cost is 0.3, and 94% of the held-out digits are right. {look}"
    )
    assert "the cost is above 12, and 94%" in in_words(choice, run._replace(costs=np.array([2.0, 13])))
    assert "the cost is above 12, and 94%" in in_words(choice, run._replace(costs=np.array([2.0, np.nan])))


# --- the guess


def answer_shown(finder):
    """Return what of the answer is to be seen: the range, its end, runs, and advice in words."""
    a = finder.artists
    seen = {name for name in ("range", "lowest") if a[name].get_visible()}
    seen |= {
        name for name in ("run", "point", "above", "earlier points", "earlier above") if lines(finder, name) != [[]]
    }
    return seen | {"words" for words in (finder._caption.value, finder._picture.value) if "look for" in words}


def test_the_answer_is_kept_back_until_the_rate_has_been_guessed(unguessed, made_runs):
    assert unguessed.waits
    assert answer_shown(unguessed) == set()
    assert "Guess first: with which rate would you train by GradientDescent" in unguessed._caption.value
    assert unguessed.choice.rate == module.MIDDLE == 0.032, "the marker begins in the middle, not at a good rate"
    unguessed.controls["rate"].value = 0.01
    assert unguessed.artists["rate"].get_xdata()[0] == 0.01, "the marker moves"
    assert (made_runs, answer_shown(unguessed)) == ([], set())
    unguessed._guess.click()
    assert made_runs == [Choice("GradientDescent", 64, 0.01)]
    assert answer_shown(unguessed) == {"range", "lowest", "run", "point", "earlier above", "words"}
    assert "between 0.07 and 0.7. Your guess was 0.01: a factor of 7.0 below this range." in unguessed._caption.value
    assert unguessed._guess.disabled
    assert shown(unguessed) == unguessed.frame()


def test_each_rule_and_batch_size_has_a_guess_of_its_own(unguessed):
    unguessed._guess.click()
    unguessed.controls["rule"].value = "Adam"
    assert answer_shown(unguessed) == set()
    assert not unguessed._guess.disabled
    unguessed.controls["rate"].value = 0.8
    unguessed._guess.click()
    assert "above this range" in unguessed._caption.value
    unguessed.controls["rate"].value = 0.01
    assert "Your guess was 0.8" in unguessed._caption.value, "the guess stays, whatever is tried afterwards"
    unguessed.controls["rule"].value = "GradientDescent"
    assert "Your guess was 0.032" in unguessed._caption.value
    unguessed.set(batch_size=16)
    assert "look for" in unguessed._caption.value
    assert "guess" not in unguessed._caption.value, "what code has chosen is no guess"


def test_a_guess_is_compared_with_the_range_as_it_is_said():
    at = lambda guess: guess_in_words(Choice("GradientDescent", 64, 1.0), guess).removeprefix("Your guess was ")  # noqa: E731
    assert at(0.00001) == "0.00001: a factor of 7,000 below this range."
    assert at(0.25) == "0.25: in this range, a factor of 2.8 below its upper end."
    assert at(0.7) == "0.7: in this range, at its upper end."
    assert at(0.8) == "0.8: a factor of 1.1 above this range."
    assert at(100) == "100: a factor of 140 above this range."


def test_where_nobody_can_guess_the_picture_has_the_answer(unguessed, finder):
    bundle, told = unguessed._repr_mimebundle_(), finder._repr_mimebundle_()
    assert (bundle["image/png"], bundle["text/plain"]) == (told["image/png"], told["text/plain"])
    assert unguessed.waits
    assert answer_shown(unguessed) == set(), "and the live figure still has none"
    assert list(unguessed.runs) == [Choice("GradientDescent", 64, rate) for rate in (0.01, 2.5)]


# --- the controls


def test_it_opens_with_a_good_rate_beside_a_small_and_a_large_one(finder):
    costs = {choice.rate: run.costs[-1] for choice, run in finder.runs.items()}
    assert list(costs) == [0.01, 2.5, 0.25]
    assert costs[0.25] < 0.5 < 1.5 < costs[0.01] < costs[2.5]


def test_a_slider_changes_picture_words_and_run(finder):
    before = shown(finder), finder._caption.value
    finder.controls["rate"].value = 0.8
    assert finder.choice == Choice("GradientDescent", 64, 0.8)
    assert list(finder.runs)[-1] == finder.choice
    assert shown(finder) != before[0]
    assert shown(finder) == finder.frame()
    assert "with rate 0.8 the cost is" in finder._caption.value


def test_the_button_forgets_all_but_the_present_run(finder):
    finder._forget.click()
    assert list(finder.runs) == [Choice("GradientDescent", 64, 0.25)]
    assert all(label.get_text() == "" for label in finder.artists["earlier labels"])
    assert all(len(line.get_xdata()) == 0 for line in finder.artists["earlier"])
    assert shown(finder) == finder.frame()


def test_controls_offer_everything(finder):
    offered = {name: list(control.options) for name, control in finder.controls.items()}
    assert offered["rule"] == list(RULES)
    assert tuple(offered["batch_size"]) == BATCH_SIZES
    assert [rate for _, rate in offered["rate"]] == list(RATES)


def test_wrong_values(finder):
    with pytest.raises(ValueError, match="there is no control eta; the controls are rule, batch_size, rate"):
        finder.set(eta=1)
    with pytest.raises(ValueError, match=r"rule must be one of GradientDescent, .*, Muon; got 'Rprop'"):
        RateFinder("Rprop")
    with pytest.raises(ValueError, match="batch_size must be one of 8, 16, 32, 64, 128, 256; got 50"):
        finder.set(batch_size=50)
    with pytest.raises(ValueError, match=r"ten rates in a decade; the nearest to 0.3 is 0.32"):
        finder.set(rate=0.3)
    with pytest.raises(ValueError, match=r"a rate must lie in \[1e-05, 100\], got 1000"):
        RateFinder(earlier=(1000,))
    assert finder.choice == Choice("GradientDescent", 64, 0.25)


def test_static_picture_and_words(finder):
    bundle, again = finder._repr_mimebundle_(), RateFinder(guess_first=False)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"] == again["image/png"]
    png = base64.b64decode(bundle["image/png"])
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (880, 390)
    assert b"Software" not in png
    assert bundle["text/plain"].startswith(
        "Live figure: Range test of GradientDescent on digits, batches of 64, and training runs. After 5 passes with "
    )
    assert 'alt="Range test of GradientDescent' in finder._picture.value


def test_the_stored_words_do_not_hang_on_the_last_digit_of_a_sum(finder, monkeypatch):
    """Other processors add in another order: the words must be the same."""
    exact = finder.describe()

    def shaken():
        network = Network([64, 32, 10], "tanh softmax", "cross_entropy", rng=np.random.default_rng(0))
        network.theta *= 1 + 1e-9 * np.random.default_rng(5).normal(size=network.theta.size)
        return network

    monkeypatch.setattr(mathematics, "_network", shaken)
    for place, name in [(module, "range_test_of"), (mathematics, "range_test_of"), (module, "trained")]:
        monkeypatch.setattr(place, name, getattr(mathematics, name).__wrapped__)
    again = RateFinder(guess_first=False)
    assert list(again.runs.values())[-1].costs[-1] != list(finder.runs.values())[-1].costs[-1]
    assert again.describe() == exact


# --- in a notebook, that is with an event loop


@pytest.fixture
def made_runs(monkeypatch):
    """Return the list of what is trained from now on."""
    made = []
    monkeypatch.setattr(module, "trained", lambda choice: made.append(choice) or trained(choice))
    return made


def test_the_marker_moves_at_once_and_training_waits_until_the_slider_rests(finder, made_runs, monkeypatch):
    async def drag():
        for rate in (0.32, 0.4, 0.5):
            finder.controls["rate"].value = rate
            await asyncio.sleep(0)
            assert finder.artists["rate"].get_xdata()[0] == rate
        assert made_runs == []
        assert lines(finder, "run", "point", "above") == [[], [], []]
        assert "wait until the controls rest" in finder._caption.value
        monkeypatch.setattr(module, "REST", 0)
        finder.controls["rate"].value = 0.63
        while finder._timer is not None:
            await asyncio.sleep(0.005)

    asyncio.run(drag())
    assert made_runs == [Choice("GradientDescent", 64, 0.63)]
    assert list(finder.runs)[-1] == made_runs[0]
    assert len(finder.runs) == 4  # the rates that were only passed leave nothing behind
    assert "with rate 0.63 the cost is" in finder._caption.value
    assert shown(finder) == finder.frame()


def test_a_known_run_is_shown_while_the_slider_passes(finder, made_runs):
    async def back():
        finder.controls["rate"].value = 0.01
        await asyncio.sleep(0)

    asyncio.run(back())
    assert made_runs == []
    assert len(lines(finder, "run")[0]) == PASSES + 1


def test_set_in_a_notebook_trains_at_once(finder, made_runs):
    async def cell():
        finder.set(rate=0.4, batch_size=32)
        assert list(finder.runs)[-1] == Choice("GradientDescent", 32, 0.4)
        assert finder._timer is None

    asyncio.run(cell())
    assert set(made_runs) == {Choice("GradientDescent", 32, 0.4)}


def test_a_closed_finder_trains_no_more(finder, made_runs, monkeypatch):
    monkeypatch.setattr(module, "REST", 0)

    async def close_it():
        finder.controls["rate"].value = 0.4
        finder.close()
        await asyncio.sleep(0.05)

    asyncio.run(close_it())
    assert made_runs == []


# --- in JupyterLab


@pytest.mark.browser
def test_in_jupyterlab(run_cell):
    """Guess by the keyboard, drag the rate, press a key, guess for another rule by mouse, forget the earlier runs."""
    cell = "from bplib.widgets.rate_finder import RateFinder\nRateFinder()"
    notebook = run_cell(cell)

    def wait_for(words):
        script = "words => document.querySelector('.jp-OutputArea img').alt.includes(words)"
        notebook.page.wait_for_function(script, arg=words)

    wait_for("Guess first")
    notebook.nudge(1)
    notebook.page.get_by_role("button", name="This is my guess").press("Enter")
    wait_for("with rate 0.04 the cost is")
    wait_for("Your guess was 0.04")
    notebook.nudge(1)
    wait_for("with rate 0.05 the cost is")
    notebook.drag(1, to=0.9)
    wait_for("the cost is above 12")
    notebook.page.locator(".jp-OutputArea select").first.select_option("Adam")
    wait_for("would you train by Adam")
    notebook.click_button("This is my guess")
    wait_for("above this range")
    notebook.nudge(0)
    wait_for("in batches of 128")
    notebook.click_button("This is my guess")
    wait_for("above this range")
    before = notebook.pictures()
    notebook.click_button("Forget earlier runs")
    notebook.wait_for_other_pictures(before)
    assert notebook.console == []
    assert notebook.external == []
