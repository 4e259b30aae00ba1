"""The training playground without a browser: the run, the words, the picture, the controls and the background task."""

import asyncio
import base64
import io

import numpy as np
import pytest
from PIL import Image

from bplib.plotting.boundary import draw_boundary, grid, square_around
from bplib.training import Measured
from bplib.widgets import playground as module
from bplib.widgets.playground import Playground
from bplib.widgets.playground.mathematics import ACTIVATIONS, PROBLEMS, Choices, TrainingRun, status_in_words
from bplib.widgets.playground.picture import PlaygroundPicture
from bplib.widgets.shared.fast_figure import FastFigure


class QuickPicture:
    """Stands in for the picture, where a test is about something else: drawing takes most of the time."""

    def png(self, run):
        return f"{run.choices} {run.history}".encode()


@pytest.fixture
def playground(monkeypatch):
    monkeypatch.setattr(module, "PlaygroundPicture", QuickPicture)
    made = Playground()
    yield made
    made.close()


@pytest.fixture
def drawn_playground():
    made = Playground()
    yield made
    made.close()


# --- the run


@pytest.mark.parametrize("problem", PROBLEMS)
def test_training_lowers_the_cost(problem):
    run = TrainingRun(Choices(problem, width=8, depth=2))
    run.step(30)
    assert run.epochs == 30
    assert run.history[-1].cost < 0.9 * run.history[0].cost


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_learns(activation):
    run = TrainingRun(Choices(activation=activation), learning_rate=1)
    run.step(60)
    assert run.history[-1].validation_accuracy > 0.9


def test_equal_choices_give_equal_runs_and_a_reset_starts_there():
    one, two = TrainingRun(), TrainingRun()
    start = one.network.theta.copy()
    one.step(5)
    two.step(2)
    two.step(3)
    assert np.array_equal(one.network.theta, two.network.theta)
    assert one.history == two.history
    one.reset()
    assert np.array_equal(one.network.theta, start)
    one.step(5)
    assert one.history == two.history


def test_another_seed_keeps_the_data():
    one, two = TrainingRun(), TrainingRun(Choices(seed=1))
    assert np.array_equal(one.train[0], two.train[0])
    assert not np.array_equal(one.network.theta, two.network.theta)


def test_held_out_points_are_others():
    run = TrainingRun()
    assert len(run.train[0]) == 2 * len(run.held_out[0])
    assert not (run.train[0][:, None] == run.held_out[0]).all(axis=2).any()


def test_the_learning_rate_changes_on_the_way():
    steady, changed = TrainingRun(), TrainingRun()
    steady.step(10)
    changed.step(5)
    changed.learning_rate = 0.001
    changed.step(5)
    assert changed.history[:6] == steady.history[:6]
    assert changed.history[6:] != steady.history[6:]
    assert abs(changed.history[10].cost - changed.history[5].cost) < 0.01


@pytest.mark.parametrize("rate", [30, 100, 1e10])
def test_a_huge_rate_is_said_in_words(rate):
    run = TrainingRun(Choices("spirals"), learning_rate=rate)
    run.step(30)
    assert run.status().startswith("Diverging: the cost grew")
    assert run.status().endswith("Lower the learning rate.")


@pytest.mark.parametrize("activation", ["relu", "tanh", "softplus", "silu"])
def test_overflow_is_quiet_and_keeps_finite_weights(activation):
    run = TrainingRun(Choices(activation=activation, depth=3), learning_rate=1e308)
    run.step(50)
    assert run.overflowed
    assert np.isfinite(run.network.theta).all()
    assert run.status().startswith("Overflow")
    assert "nan" not in run.summary()
    PlaygroundPicture().png(run)
    run.learning_rate = 0.3
    run.reset()
    run.step(5)
    assert not run.overflowed
    assert run.epochs == 5


def test_wrong_choices():
    with pytest.raises(ValueError, match="problem must be one of XOR clouds"):
        TrainingRun(Choices("moons"))
    with pytest.raises(ValueError, match="activation must be one of tanh"):
        TrainingRun(Choices(activation="softmax"))
    with pytest.raises(ValueError, match="width must be at least 1"):
        TrainingRun(Choices(width=0))
    with pytest.raises(ValueError, match="depth must be at least 1"):
        TrainingRun(Choices(depth=0))
    with pytest.raises(ValueError, match="learning_rate must lie in"):
        TrainingRun(learning_rate=0)
    with pytest.raises(ValueError, match="epochs must be at least 1"):
        TrainingRun().step(0)
    run = TrainingRun()
    with pytest.raises(ValueError, match="problem"):
        run.reset(problem="moons")
    assert run.choices == Choices()


# --- the words


def words(cost, held_out=None, accuracy=0.8, spread=1.0):
    rows = [Measured(c, accuracy, h, accuracy) for c, h in zip(cost, held_out or cost, strict=True)]
    return status_in_words(rows, np.array([[0.0], [spread]])).split(":")[0].rstrip(".")


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("Not trained yet", {"cost": [0.7]}),
        ("Learning", {"cost": list(np.linspace(0.7, 0.3, 40))}),
        ("Learned", {"cost": list(np.linspace(0.7, 0.1, 40)), "accuracy": 0.99}),
        ("Diverging", {"cost": [0.7, *np.linspace(1, 9, 20)]}),
        ("Jumping", {"cost": [0.7, *[0.3, 0.6] * 10]}),
        ("Hardly moving", {"cost": [0.7] * 40}),
        ("Stuck", {"cost": [0.7] * 40, "spread": 0.0}),
        ("Learning", {"cost": [0.9] * 2}),
        (
            "Overfitting",
            {
                "cost": list(np.linspace(0.7, 0.1, 60)),
                "held_out": [*np.linspace(0.7, 0.3, 20), *np.linspace(0.3, 0.8, 40)],
            },
        ),
    ],
)
def test_words(expected, given):
    assert words(**given) == expected


@pytest.mark.parametrize(("accuracy", "expected"), [(1.0, "Learned: every"), (0.99, "Learned: nearly every")])
def test_every_point_is_every_point(accuracy, expected):
    rows = [Measured(cost, accuracy, cost, accuracy) for cost in np.linspace(0.7, 0.1, 40)]
    assert status_in_words(rows, np.array([[0.0], [1.0]])).startswith(f"{expected} training point")


# --- the picture


def test_grid_and_square():
    limits = square_around(np.array([[0.0, 0.0], [4.0, 2.0]]), margin=0)
    assert limits == (0, 4, -1, 3)
    points = grid(limits, 4)
    assert points.shape == (16, 2)
    assert points[0].tolist() == [0.5, -0.5]
    assert points[1].tolist() == [1.5, -0.5]
    assert points[-1].tolist() == [3.5, 2.5]


def boundary_of(predict, X, Y, **options):
    drawn = []
    fast = FastFigure(
        lambda figure: drawn.append(draw_boundary(figure.subplots(), predict, X, Y, **options)) or drawn[0].artists
    )
    fast.png()
    return drawn[0]


def test_the_boundary_is_where_the_output_is_one_half():
    X, Y = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), np.array([[0.0], [1.0], [1.0]])
    boundary = boundary_of(lambda X: X[:, :1] * 0.8 + 0.26, X, Y)
    line = np.concatenate(boundary.line.get_segments())
    assert np.allclose(line[:, 0], 0.3)
    assert line[:, 1].min() < 0 < 1 < line[:, 1].max()


def test_the_surface_is_the_right_way_up_and_classes_have_their_marker():
    X, Y = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), np.array([[0.0], [1.0], [1.0]])
    boundary = boundary_of(lambda X: X[:, 1:], X, Y, held_out=(X[:1], Y[:1]))
    surface = boundary.surface.get_array()
    assert surface[0, 0] < surface[-1, 0]
    assert boundary.surface.origin == "lower"
    assert [len(points.get_xdata()) for points in boundary.points] == [1, 2]
    assert [len(points.get_xdata()) for points in boundary.held_out] == [1, 0]
    markers = [points.get_marker() for points in boundary.points]
    assert len(set(markers)) == 2


def test_the_picture_shows_points_curves_and_room():
    painter, run = PlaygroundPicture(), TrainingRun(Choices("two moons"))
    first = painter.png(run)
    run.step(60)
    assert painter.png(run) != first
    cost, accuracy = painter._curves[:2]
    assert cost.get_xdata().tolist() == list(range(61))
    assert cost.get_ydata()[-1] == run.history[-1].cost
    assert accuracy.get_ydata()[-1] == run.history[-1].accuracy
    assert cost.axes.get_xlim() == accuracy.axes.get_xlim() == (0, 100)
    run.reset(problem="spirals")
    painter.png(run)
    assert painter._boundary.surface.get_extent() == list(painter._limits)
    drawn = np.concatenate([np.transpose(points.get_data()) for points in painter._boundary.points])
    assert sorted(drawn.tolist()) == sorted(run.train[0].tolist())


def test_a_very_high_cost_stays_in_the_picture_axes():
    painter, run = PlaygroundPicture(), TrainingRun(learning_rate=1e10)
    run.step(3)
    painter.png(run)
    assert painter._curves[0].axes.get_ylim()[1] < 20


# --- the controls


def test_buttons(drawn_playground):
    playground = drawn_playground
    start = playground.run.network.theta.copy()
    shown = playground._picture.value
    playground.controls.step.click()
    assert playground.run.epochs == 1
    assert playground._picture.value != shown
    assert "Epoch 1: cost" in playground._words.value
    playground.controls.reset.click()
    assert playground.run.epochs == 0
    assert np.array_equal(playground.run.network.theta, start)
    assert playground._picture.value == shown
    playground.controls.new_weights.click()
    assert not np.array_equal(playground.run.network.theta, start)


def test_rates_take_effect_at_once_without_a_reset(playground):
    playground.step(3)
    playground.controls.rates["learning_rate"].value = 3
    playground.controls.rates["batch_size"].value = 50
    assert (playground.run.learning_rate, playground.run.batch_size, playground.run.epochs) == (3, 50, 3)


def test_other_choices_start_again(playground):
    for name, value in {"problem": "circles", "activation": "relu", "width": 7, "depth": 3, "noise": 2.0}.items():
        playground.step(3)
        playground.controls.choices[name].value = value
        assert getattr(playground.run.choices, name) == value
        assert playground.run.epochs == 0
        assert "Epoch 0" in playground.describe()


def test_controls_start_with_what_was_given():
    playground = Playground(Choices("circles", "relu", width=6, depth=2), learning_rate=0.07, batch_size=25)
    values = {
        name: control.value for name, control in (playground.controls.choices | playground.controls.rates).items()
    }
    assert values == {
        "problem": "circles",
        "activation": "relu",
        "width": 6,
        "depth": 2,
        "noise": 1.0,
        "learning_rate": 0.07,
        "batch_size": 25,
    }
    playground.close()
    with pytest.raises(ValueError, match="units in each cannot be 40 here; the nearest possible value is 16"):
        Playground(Choices(width=40))


def test_alternative_text_names_epoch_cost_and_accuracy(playground):
    playground.step(2)
    cost, accuracy = playground.run.history[-1][:2]
    for part in ("XOR clouds", "Epoch 2", f"cost {cost:.3g}", f"accuracy {accuracy:.1%}"):
        assert part in playground.describe()
    assert f'alt="{playground.describe()}"' in playground._picture.value


def test_static_picture_is_trained_and_deterministic(drawn_playground):
    playground = drawn_playground
    bundle = playground._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Training playground, XOR clouds. Epoch 100: cost 0.0")
    assert playground.run.epochs == 0
    playground.step()
    assert bundle["image/png"] == playground._repr_mimebundle_()["image/png"]
    with Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))) as image:
        assert image.size == (860, 370)
    assert "application/vnd.jupyter.widget-view+json" in bundle


# --- the background task


async def until(condition):
    while not condition():
        await asyncio.sleep(0.005)


def in_a_loop(coroutine):
    """Run a test's coroutine; a hang fails."""
    return asyncio.run(asyncio.wait_for(coroutine, timeout=300))


def test_start_and_pause(playground):
    async def scene():
        button = playground.controls.start
        button.value = True
        assert playground.running
        assert button.description == "Pause"
        await until(lambda: playground.run.epochs >= 4)
        button.value = False
        assert not playground.running
        assert button.description == "Start"
        epochs = playground.run.epochs
        await asyncio.sleep(0.2)
        assert playground.run.epochs == epochs
        button.value = True
        await until(lambda: playground.run.epochs > epochs)
        playground.pause()

    in_a_loop(scene())
    alone = TrainingRun()
    alone.step(playground.run.epochs)
    assert alone.history == playground.run.history


def test_starting_twice_makes_one_task(playground):
    async def scene():
        playground.start()
        playground.start()
        assert len(asyncio.all_tasks()) == 2  # this one and the training
        playground.pause()
        playground.start()
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 2  # this one and the training
        playground.pause()

    asyncio.run(scene())


def test_choices_while_it_trains_go_on_training(playground):
    async def scene():
        playground.start()
        await until(lambda: playground.run.epochs >= 2)
        playground.controls.choices["problem"].value = "circles"
        assert playground.running
        assert playground.run.epochs == 0
        await until(lambda: playground.run.epochs >= 2)
        playground.reset()
        assert not playground.running

    in_a_loop(scene())


def test_only_one_playground_trains(playground):
    async def scene():
        playground.start()
        second = Playground()
        assert not playground.running
        second.start()
        playground.start()
        assert playground.running
        assert not second.running
        second.start()
        assert not playground.running
        second.close()
        assert not second.running
        playground.pause()  # and a closed one does no harm

    in_a_loop(scene())


def test_it_pauses_after_the_most_epochs(playground, monkeypatch):
    monkeypatch.setattr(module, "MOST_EPOCHS", 6)

    async def scene():
        playground.start()
        await until(lambda: not playground.running)
        assert playground.run.epochs == 6
        assert "Paused after 6 epochs" in playground.words()
        assert playground.controls.start.description == "Start"
        playground.start()
        await until(lambda: not playground.running)

    in_a_loop(scene())
    assert playground.run.epochs == 12
    playground.step()
    assert "Paused after" not in playground.words()


def test_it_pauses_on_overflow(playground):
    async def scene():
        playground.run.learning_rate = 1e300
        playground.controls.choices["activation"].value = "relu"
        playground.start()
        await until(lambda: not playground.running)

    in_a_loop(scene())
    assert "Overflow" in playground._words.value


def test_a_fault_in_training_stops_it_and_is_not_hidden(playground):
    async def scene():
        playground.run.batch_size = 0
        playground.start()
        task = playground._task
        with pytest.raises(ValueError, match="batch_size"):
            await task
        assert not playground.running
        assert playground.controls.start.description == "Start"

    in_a_loop(scene())


def test_the_end_of_the_loop_is_a_pause(playground):
    async def scene():
        playground.start()
        await asyncio.sleep(0.01)

    asyncio.run(scene())
    assert not playground.running
    asyncio.run(scene())
    playground.pause()


def test_without_a_loop_start_says_what_to_do(playground):
    with pytest.raises(RuntimeError, match=r"use step\(epochs\)"):
        playground.start()
    assert not playground.running
    assert playground.controls.start.value is False
