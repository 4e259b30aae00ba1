"""The seeds experiment: what it trains, what it shows, and that an outdated setting is dropped; then in JupyterLab."""

import asyncio
import base64
import io
import threading

import numpy as np
import pytest
from PIL import Image

from bplib.historic.many_runs import all_on_the_right_side
from bplib.widgets import seeds_experiment as module
from bplib.widgets.seeds_experiment import HIDDEN, REACHES, SEEDS, SeedsExperiment, mathematics
from bplib.widgets.seeds_experiment.mathematics import (
    EDGES,
    SWEEPS,
    TASKS,
    Outcome,
    OutdatedError,
    Setting,
    picture_of,
    run,
    seeds_in_time,
)
from bplib.widgets.seeds_experiment.picture import SeedsPicture

QUICK = Setting("XOR", 3, 2.0, 0.9, 1.0, 20)


@pytest.fixture
def quick(monkeypatch):
    """Make training a matter of milliseconds: far fewer sweeps."""
    monkeypatch.setattr(mathematics, "SWEEPS", 60)


@pytest.fixture
def experiment(quick):
    made = SeedsExperiment("XOR", seeds=20)
    yield made
    made.close()


# --- the experiment


def test_equal_settings_give_equal_outcomes_and_other_starts_others(quick):
    one, two, other = run(QUICK), run(QUICK), run(QUICK._replace(draw=1))
    assert np.array_equal(one.sweeps, two.sweeps)
    assert np.array_equal(one.errors, two.errors)
    assert not np.array_equal(one.errors, other.errors)
    assert len(one.sweeps) + len(one.errors) == one.seeds == 20


def test_more_seeds_begin_with_the_same_ones(quick):
    few, many = run(QUICK), run(QUICK._replace(seeds=50))
    assert set(few.sweeps) <= set(many.sweeps)


def test_two_hidden_units_get_stuck_at_the_printed_error_where_four_do_not():
    """The claim of 1986: more connections provide paths around the barriers."""
    two, four = (run(Setting("XOR", hidden, 0.5, 0.9, 1.0, 50)) for hidden in (2, 4))
    assert 0.7 < len(two.sweeps) / 50 < 0.98
    assert len(four.sweeps) == 50
    assert np.median(np.abs(two.errors - 0.16)) < 0.001


def test_the_printed_558_comes_out_with_momentum_and_not_without():
    task = TASKS["XOR, direct links"]
    with_momentum, without = (run(task.setting._replace(seeds=20, momentum=alpha)) for alpha in (0.9, 0.0))
    assert np.median(with_momentum.sweeps) == pytest.approx(555, rel=0.2)
    assert len(without.sweeps) < 10


def test_the_criterion_is_the_one_that_is_chosen(quick):
    assert mathematics._rule(QUICK._replace(criterion="side")) is all_on_the_right_side
    rule = mathematics._rule(QUICK)
    assert rule(np.array([0.02, 0.021]), None, None).tolist() == [True, False]
    exact, side = run(QUICK), run(QUICK._replace(criterion="side"))
    assert len(side.sweeps) >= len(exact.sweeps)
    with pytest.raises(ValueError, match="criterion must be one of error, side"):
        run(QUICK._replace(criterion="both"))
    with pytest.raises(ValueError, match="task must be one of mirror symmetry"):
        run(QUICK._replace(task="parity"))


def test_extreme_settings_are_quiet(quick):
    for task in TASKS:
        for reach, rate, momentum in ((0.1, 0.01, 0.0), (4.0, 4.0, 0.95)):
            outcome = run(Setting(task, 8, rate, momentum, reach, 20))
            assert np.isfinite(outcome.errors).all()
            picture_of(outcome)


def test_fewer_seeds_where_it_would_take_too_long():
    paper = TASKS["mirror symmetry"].setting
    assert seeds_in_time(paper) == paper.seeds == 100
    assert seeds_in_time(paper._replace(hidden=8, seeds=200)) == 40
    for name, task in TASKS.items():
        used = [seeds_in_time(task.setting._replace(hidden=hidden, seeds=200)) for hidden in HIDDEN]
        assert used == sorted(used, reverse=True), name
        assert min(used) >= 20
        assert seeds_in_time(task.setting) == task.setting.seeds


def test_an_outdated_run_is_broken_off():
    asked = []

    def outdated():
        asked.append(True)
        return len(asked) > 5

    with pytest.raises(OutdatedError):
        run(QUICK, outdated)
    assert len(asked) == 6


# --- what there is to see


def outcome(sweeps, errors=(), **changes):
    sweeps = np.sort(np.array(sweeps, int))
    setting = TASKS["mirror symmetry"].setting._replace(**changes)
    return Outcome(setting, len(sweeps) + len(errors), sweeps, np.array(errors, float))


def test_picture_data():
    picture = picture_of(outcome([3, 100, 1500, 1500, 4000], [2.24, 2.2411, 0.5]))
    assert (
        picture.title
        == "mirror symmetry, 6-2-1: learning rate 0.1, momentum 0.9, start ±0.3, 8 seeds (not 100, for speed)"
    )
    assert picture.bins.sum() == pytest.approx(5 / 8)  # nothing falls off the axis
    assert picture.bins[0] == 1 / 8
    assert picture.bins[np.searchsorted(EDGES, 1500) - 1] == 2 / 8
    assert picture.bins[-1] == 1 / 8
    assert (picture.solved, picture.median, picture.printed) == ((5, 8), 1500, 1425)
    assert picture.words == (
        "5 of 8 networks solved it within 4,000 sweeps (E ≤ 0.0202, the error of the network that Nature prints). "
        "Median 1,500 sweeps, the middle half 100 to 1,500. Of those that did not, 2 ended near E = 2.2. "
        "Only 8 seeds instead of 100, so that the answer comes in time."
    )


def test_picture_data_when_nothing_or_everything_is_solved():
    nothing = picture_of(outcome([], [4.0] * 20, seeds=20, criterion="side"))
    assert (nothing.solved, nothing.median, nothing.bins.max()) == ((0, 20), None, 0)
    assert nothing.words == (
        "0 of 20 networks solved it within 4,000 sweeps (all outputs on the right side of ½). "
        "Of those that did not, 20 ended near E = 4."
    )
    everything = picture_of(outcome([900] * 20, seeds=20))
    assert everything.bins.max() == 1
    assert "Of those" not in everything.words


def test_the_numbers_of_the_papers():
    printed = {name: (task.printed(task.setting.hidden), task.source) for name, task in TASKS.items()}
    assert printed == {
        "mirror symmetry": (1425, "6-2-1 in Nature 1986"),
        "XOR, direct links": (558, "2-1-1 in PDP, chapter 8"),
        "XOR": (247, "PDP formula, η = 0.25"),
    }
    assert TASKS["XOR"].printed(16) == 148
    assert TASKS["mirror symmetry"].setting[1:5] == (2, 0.1, 0.9, 0.3)


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_artists_hold_the_picture():
    painter = SeedsPicture()
    artists = painter._fast.artists
    picture = picture_of(outcome([900] * 15 + [2000] * 30, [1.0] * 15, seeds=60))
    pixels(painter.png(picture))
    np.testing.assert_array_equal(artists["bars"].get_data().values, picture.bins)
    assert artists["solved"].get_width() == 0.75
    assert (artists["yes"].get_text(), artists["no"].get_text()) == ("45 of 60 solved", "15 of 60 not solved")
    assert artists["median"].get_xdata()[0] == 2000
    assert artists["printed"].get_xdata()[0] == 1425
    assert artists["printed_label"].get_text() == "6-2-1 in Nature 1986: 1,425"
    assert (artists["printed_label"].get_ha(), artists["nothing"].get_text()) == ("right", "")
    assert artists["bars"].axes.get_ylim()[1] > picture.bins.max()
    painter.png(picture_of(outcome([], [1.0] * 10, seeds=10)))
    assert not artists["median"].get_visible()
    assert artists["nothing"].get_text() == "no network solved it"
    painter.png(picture_of(outcome([25] * 10, seeds=10)))
    assert artists["median"].get_visible()
    assert artists["median_label"].get_ha() == "left"  # there is no room on the other side


@pytest.mark.parametrize("sweeps", [[25], [150], [700], [1500], [3900], []])
def test_no_text_leaves_the_picture(sweeps):
    painter = SeedsPicture()
    wordy = outcome(sweeps * 20, [1.0] * 20, hidden=8, learning_rate=0.25, momentum=0.95, seeds=200)
    painter.png(picture_of(wordy))
    renderer, whole = painter._fast.canvas.get_renderer(), painter._fast.figure.bbox
    for name, artist in painter._fast.artists.items():
        if hasattr(artist, "get_text") and artist.get_visible() and artist.get_text():
            box = artist.get_window_extent(renderer)
            assert whole.x0 <= box.x0 < box.x1 <= whole.x1, name
            assert whole.y0 <= box.y0 < box.y1 <= whole.y1, name


# --- the controls


def shown(experiment):
    """Return what the picture on the page shows, as a PNG."""
    return base64.b64decode(experiment._picture.value.split("base64,")[1].split('"')[0])


def test_controls_offer_every_setting_of_the_papers(quick):
    for name, task in TASKS.items():
        experiment = SeedsExperiment(name, seeds=20)
        assert experiment.setting == task.setting._replace(seeds=20)
        experiment.close()


def test_a_slider_changes_outcome_picture_and_words(experiment):
    before = shown(experiment), experiment._words.value
    experiment.controls["learning_rate"].value = 2.0
    assert experiment.outcome.setting == experiment.setting == Setting("XOR", 2, 2.0, 0.9, 1.0, 20)
    assert shown(experiment) != before[0]
    assert shown(experiment) == experiment.frame()
    assert experiment._words.value != before[1]


def test_another_task_begins_with_the_values_of_its_paper_and_trains_once(experiment, monkeypatch):
    trained = []
    monkeypatch.setattr(module, "run", lambda setting, outdated=None: trained.append(setting) or run(setting))
    experiment.controls["task"].value = "mirror symmetry"
    assert trained == [TASKS["mirror symmetry"].setting._replace(seeds=20)]
    experiment.controls["hidden"].value = 5
    trained.clear()
    experiment._paper.click()
    assert [setting.hidden for setting in trained] == [2]
    trained.clear()
    experiment.set(task="XOR", hidden=4, reach=0.5)
    assert trained == [Setting("XOR", 4, 0.25, 0.9, 0.5, 20)]


def test_other_starts(experiment):
    before = experiment.outcome
    experiment._other.click()
    assert experiment.setting.draw == 1
    assert not np.array_equal(experiment.outcome.errors, before.errors)


def test_wrong_values(experiment):
    with pytest.raises(ValueError, match="there is no control eta; the controls are task, hidden"):
        experiment.set(eta=1)
    with pytest.raises(ValueError, match=r"hidden must be one of 1, 2, .*; got 99"):
        experiment.set(hidden=99)
    with pytest.raises(ValueError, match="task must be one of mirror symmetry, XOR, direct links, XOR; got 'parity'"):
        SeedsExperiment("parity")
    assert experiment.setting.hidden == 2


def test_static_picture_and_words(experiment):
    bundle, again = experiment._repr_mimebundle_(), experiment._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"] == again["image/png"]
    png = base64.b64decode(bundle["image/png"])
    assert pixels(png).shape == (390, 860, 3)
    assert b"Software" not in png
    assert bundle["text/plain"].startswith("Seeds experiment, XOR, 2-2-1: learning rate 0.25")
    assert bundle["text/plain"].endswith("For comparison, PDP formula, η = 0.25: 247.")
    assert 'alt="Seeds experiment, XOR, 2-2-1' in experiment._picture.value


# --- in a notebook, that is with an event loop


def test_training_does_not_block_and_the_latest_setting_wins(experiment, monkeypatch):
    """The first training is held until three more values have come: it is broken off, two are never trained."""
    trained, let_go = [], threading.Event()

    def slow(setting, outdated):
        trained.append(setting.hidden)
        assert threading.current_thread() is not threading.main_thread()
        if len(trained) == 1:
            assert let_go.wait(300)
        return run(setting, outdated)

    async def drag():
        hidden = experiment.controls["hidden"]
        hidden.value = 3
        while not trained:
            await asyncio.sleep(0.001)
        assert "Training" in experiment._words.value
        for value in (4, 5, 6):
            hidden.value = value
            await asyncio.sleep(0)
        let_go.set()
        while experiment._task is not None:
            await asyncio.sleep(0.001)

    monkeypatch.setattr(module, "run", slow)
    asyncio.run(drag())
    assert trained == [3, 6]
    assert experiment.outcome.setting.hidden == 6
    assert "Training" not in experiment._words.value


def test_a_result_that_comes_too_late_is_not_shown(experiment, monkeypatch):
    """The training ends at the very moment at which the setting changes."""
    displayed, begun, let_go = [], threading.Event(), threading.Event()

    def late(setting, outdated):
        begun.set()
        assert let_go.wait(300)
        return Outcome(setting, 20, np.array([30]), np.ones(19))

    async def move():
        experiment.controls["hidden"].value = 3
        while not begun.is_set():
            await asyncio.sleep(0.001)
        experiment.controls["hidden"].value = 4
        let_go.set()
        while experiment._task is not None:
            await asyncio.sleep(0.001)

    monkeypatch.setattr(module, "run", late)
    monkeypatch.setattr(experiment, "_show", lambda outcome: displayed.append(outcome.setting.hidden))
    asyncio.run(move())
    assert displayed == [4]


def test_a_closed_experiment_stops_training(experiment, monkeypatch):
    begun, ended = threading.Event(), []

    def endless(setting, outdated):
        begun.set()
        while not outdated():
            pass
        ended.append(setting.hidden)
        raise OutdatedError

    async def close_it():
        experiment.controls["hidden"].value = 3
        while not begun.is_set():
            await asyncio.sleep(0.001)
        experiment.close()
        while experiment._task is not None:
            await asyncio.sleep(0.001)

    monkeypatch.setattr(module, "run", endless)
    asyncio.run(close_it())
    assert ended == [3]


def test_an_error_in_the_background_is_not_lost(experiment, monkeypatch):
    def broken(setting, outdated):
        raise FloatingPointError("too much")

    async def move():
        experiment.controls["hidden"].value = 3
        with pytest.raises(FloatingPointError, match="too much"):
            await experiment._task
        assert experiment._task is None

    monkeypatch.setattr(module, "run", broken)
    asyncio.run(move())


def test_sliders_offer_what_the_words_promise():
    assert SEEDS[-1] >= 200
    assert {2, 4, 8} <= set(HIDDEN)
    assert {0.3, 1.0} <= set(REACHES)
    assert EDGES[-1] == pytest.approx(SWEEPS)


# --- in JupyterLab


@pytest.mark.browser
def test_in_jupyterlab(run_cell):
    """Move a slider, drag another one through many values, choose another task; the kernel answers meanwhile."""
    cell = "from bplib.widgets.seeds_experiment import SeedsExperiment\nexperiment = SeedsExperiment()\nexperiment"
    notebook = run_cell(cell)
    words = notebook.page.locator(".jp-OutputArea")
    assert "of 100 networks solved it" in words.inner_text()
    notebook.nudge(0)
    assert "6-3-1" in notebook.page.locator(".jp-OutputArea img").get_attribute("alt")
    before = notebook.pictures()
    notebook.drag(1, to=0.9)
    notebook.wait_for_other_pictures(before)
    notebook.page.locator(".jp-OutputArea select").first.select_option("XOR, direct links")
    other = (
        "() => document.querySelector('.jp-OutputArea img').alt.includes('XOR, direct links, 2-1-1: learning rate 0.5')"
    )
    notebook.page.wait_for_function(other)
    assert notebook.console == []
    assert notebook.external == []
