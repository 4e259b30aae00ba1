"""The learning network: its run in the browser against the library, its verdicts, its picture, and its page."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from pages import cell_that_hears, module_of, opening, resize
from playwright.sync_api import expect
from traitlets import TraitError

from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import AdamW, GradientDescent, Momentum, Nesterov
from bplib.widgets.learning_network import ACTIVATIONS, LOSSES, LearningNetwork
from bplib.widgets.learning_network.run import PROBLEMS, RULES, Generator

# --- in Python


def test_the_points_are_those_of_the_library():
    for name, (make, usual) in PROBLEMS.items():
        for noise in (0.0, 1.0, 2.5):
            training, held_out = LearningNetwork(name, noise=noise).data()
            rng = np.random.default_rng(0)
            for (X, Y), m in ((training, 200), (held_out, 100)):
                expected_X, expected_Y = make(m, rng, noise * usual)
                np.testing.assert_allclose(X, expected_X, atol=3e-4)
                np.testing.assert_array_equal(Y, expected_Y)
    assert PROBLEMS["spirals"][0] is datasets.spirals


def test_own_points_are_handed_on():
    (X, Y), held_out = LearningNetwork(points=[[0, 1, 0], [0.5, -2, 1]]).data()
    np.testing.assert_array_equal(X, [[0, 1], [0.5, -2]])
    np.testing.assert_array_equal(Y, [[0], [1]])
    assert held_out is None
    assert "no points of both classes yet" in LearningNetwork("own points").description()
    assert LearningNetwork(points=[]).problem == "own points", "as far as the page goes with no points"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"problem": "moons"}, ValueError, "problem must be one of XOR clouds, two moons"),
        ({"hidden": [4, 9]}, ValueError, "hidden layer 2 must have 1 to 8 units, got 9"),
        ({"hidden": [4] * 5}, ValueError, "hidden must be a list of at most 4"),
        *(({"hidden": one}, ValueError, "hidden must be a list of at most 4") for one in (4, None, 3.5, b"44", {4})),
        ({"hidden": np.int64(4)}, ValueError, "hidden must be a list of at most 4"),
        ({"problem": ""}, ValueError, "problem must be one of XOR clouds"),
        ({"batch_size": 10**7}, ValueError, "batch_size must lie in"),
        ({"seed": 2**31 + 1}, ValueError, "seed must lie in"),
        ({"activation": "softmax"}, ValueError, "activation must be one of tanh"),
        ({"loss": "cross_entropy"}, ValueError, "loss must be one of binary_cross_entropy"),
        ({"optimizer": "RMSProp"}, ValueError, "optimizer must be one of GradientDescent"),
        ({"initial": "zero"}, ValueError, "initial must be one of glorot"),
        ({"learning_rate": 0}, ValueError, "learning_rate must lie in"),
        ({"batch_size": 0}, ValueError, "batch_size must be"),
        ({"steps": 50_000}, ValueError, r"steps must lie in \[0, 40000\]"),
        ({"noise": 4}, ValueError, r"noise must lie in \[0, 3\]"),
        ({"points": [[0, 3, 1]]}, ValueError, "each of points must be"),
        ({"points": [[0, 1, 2]]}, ValueError, "each of points must be"),
        ({"points": np.zeros((201, 3))}, ValueError, "points must be at most 200, got 201"),
        ({"problem": "spirals", "points": [[0, 1, 0]]}, ValueError, 'points are for the problem "own points"'),
    ],
)
def test_bad_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        LearningNetwork(**options)


def test_what_the_page_cannot_show_is_no_state_of_it():
    widget = LearningNetwork()
    for name, value in (("steps", 40_001), ("seed", -1), ("noise", 3.5), ("batch_size", 0), ("learning_rate", 0.0)):
        with pytest.raises(TraitError, match=name):
            setattr(widget, name, value)
    with pytest.raises(ValueError, match=r"steps must lie in \[0, 40000\]"):
        widget.run(40_001)
    with pytest.raises(TypeError, match=r"steps must be a whole number, got 1\.5"):
        widget.run(1.5)


def test_the_description_says_how_far_it_has_come():
    widget = LearningNetwork("two moons", [8], "relu", steps=200)
    run = widget.run()
    cost, accuracy, _, held_out = run.measured()
    assert widget.description().splitlines() == [
        "The learning network: two moons, 2-8-1, relu, binary cross entropy.",
        f"Step 200: cost {cost:.2g}, accuracy {accuracy:.1%} (held out {held_out:.1%}).",
        "Norms of the gradient: "
        + ", ".join(f"layer {l} {np.linalg.norm(W):.1g}" for l, W in enumerate(run.gradient().W[1:], 1))
        + ".",
    ]
    assert "The numbers have overflowed." in LearningNetwork(**OVERFLOW).description()


def test_the_picture_shows_units_weights_and_curves():
    widget = LearningNetwork(hidden=[3, 2], steps=40)
    units, plane, costs, norms = widget.figure().axes
    assert len(units.images) == 2 + 3 + 2 + 1
    trace = widget.network().forward([[0.0, 0.0]])
    assert len(trace.A) == 4
    assert len(plane.lines) == 4
    steps, cost = costs.lines[0].get_data()
    assert steps[-1] == 40
    assert cost[-1] == pytest.approx(widget.run().measured().cost)
    assert [line.get_label() for line in norms.lines] == ["layer 1", "layer 2", "layer 3"]
    last = [line.get_ydata()[-1] for line in norms.lines]
    np.testing.assert_allclose(last, [np.linalg.norm(W) for W in widget.run().gradient().W[1:]])


# --- the run in the browser

module = module_of(LearningNetwork)

RUN = """([state, steps]) => {
    const run = module.newRun(state, module.examplesOf(state, state.problems));
    const [first, batches] = [[...run.net.flat], []];
    for (let t = 0; t < steps && !run.lost; t++) {
        const rates = module.ratesAt(state, t);
        batches.push(module.nextBatch(run, rates.batch_size));
        module.step(run, rates);
    }
    const { row, gradient, trace } = module.measure(run);
    const arrays = { gradient: [...gradient.flat], D: trace.D.map(d => d && [...d]) };
    return { first, batches, last: [...run.net.flat], lost: run.lost, t: run.t, row, ...arrays,
             history: run.history, verdict: module.verdictOf(run, state), units: module.unitsOf(run) };
}"""
OPTIMIZERS = {"GradientDescent": GradientDescent, "Momentum": Momentum, "Nesterov": Nesterov, "Adam": AdamW}
OVERFLOW = {"hidden": [4] * 4, "activation": "identity", "learning_rate": 1000.0, "steps": 50}
DEAD = {"activation": "relu", "learning_rate": 1000.0}


def ran(module, widget, steps=100):
    """Let the run of a widget's state go on in the browser, and return what can be said of it."""
    return module.evaluate(RUN, [widget._state(), steps])


def in_the_library(widget, found):
    """Return a network of bplib that has learnt from the same initial weights and the same minibatches."""
    X, Y = widget.data()[0]
    names = [widget.activation] * len(widget.hidden) + ["sigmoid"]
    network = Network([2, *widget.hidden, 1], names, widget.loss, rng=np.random.default_rng(0))
    network.theta = np.array(found["first"])
    rule = OPTIMIZERS[widget.optimizer](widget.learning_rate, weight_decay=widget.weight_decay)
    for batch in found["batches"]:
        rule.step(network.parameters, network.gradient(X[batch], Y[batch]))
    return network


CASES = [
    *({"activation": activation} for activation in ACTIVATIONS),
    *({"loss": loss, "hidden": [5]} for loss in LOSSES[1:]),
    *({"optimizer": rule, "weight_decay": 0.01, "learning_rate": 0.03, "batch_size": 7} for rule in RULES),
    {"problem": "spirals", "hidden": [8] * 4, "initial": "he", "activation": "relu", "optimizer": "Adam", "seed": 3},
    {"problem": "two moons", "hidden": [], "initial": "unit_normal", "noise": 2.0, "batch_size": 300},
    {"points": [[-1, 0, 0], [1, 0.5, 1], [0, 1, 1]], "hidden": [3, 1, 2], "initial": "lecun", "batch_size": 2},
]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case.values()))[:40])
def test_a_hundred_steps_are_those_of_the_library(module, case):
    widget = LearningNetwork(**case)
    found = ran(module, widget)
    network = in_the_library(widget, found)
    (X, Y), held_out = widget.data()
    np.testing.assert_allclose(found["last"], network.theta, rtol=0, atol=1e-9)
    assert np.abs(np.array(found["last"]) - found["first"]).max() > 1e-3, "it has learnt"
    gradient = network.gradient(X, Y)
    np.testing.assert_allclose(found["gradient"], gradient.flat, rtol=0, atol=1e-9)
    for mine, theirs in zip(found["D"][1:], gradient.D[1:], strict=True):
        np.testing.assert_allclose(mine, theirs.ravel(), rtol=0, atol=1e-9)
    row = found["row"]
    assert row["cost"] == pytest.approx(network.cost(X, Y), abs=1e-9)
    assert row["accuracy"] == pytest.approx(network.accuracy(X, Y))
    np.testing.assert_allclose(row["norms"], [np.linalg.norm(W) for W in gradient.W[1:]], atol=1e-9)
    if held_out:
        assert row["held"]["cost"] == pytest.approx(network.cost(*held_out), abs=1e-9)
        assert row["held"]["accuracy"] == pytest.approx(network.accuracy(*held_out))
    else:
        assert row["held"] is None


@pytest.mark.browser
def test_weights_order_and_a_change_on_the_way_are_the_same_in_python(module):
    first = {"until": 30, "optimizer": "Momentum", "learning_rate": 0.1, "batch_size": 20, "weight_decay": 0.0}
    second = {"until": 65, "optimizer": "Adam", "learning_rate": 0.01, "batch_size": 30, "weight_decay": 0.1}
    for initial in ("glorot", "he", "lecun", "unit_normal"):
        widget = LearningNetwork(initial=initial, seed=11)
        widget.past = [first, second]
        found, run = ran(module, widget), widget.run(100)
        np.testing.assert_allclose(found["first"], widget.run(0).network.theta, rtol=0, atol=1e-12)
        np.testing.assert_allclose(found["last"], run.network.theta, rtol=0, atol=1e-9)
    order = Generator(11, 2).shuffled(200)
    assert found["batches"][0] == order[:20]
    assert [i for batch in found["batches"][:10] for i in batch] == order
    assert [len(batch) for batch in found["batches"][29:32]] == [20, 30, 30]


@pytest.mark.browser
def test_the_history_keeps_even_steps_when_it_is_long(module):
    widget = LearningNetwork(hidden=[2])
    found = ran(module, widget, 1300)
    steps = [row["step"] for row in found["history"]]
    assert steps == list(range(0, 1300, 8))
    for row in found["history"][:3]:
        assert row["cost"] == pytest.approx(widget.run(row["step"]).measured().cost, abs=1e-9)


# --- the verdicts: each is said where its rule holds, by the library's numbers


def rates(until, **changes):
    """Return the rates that held up to a step."""
    standard = {"optimizer": "GradientDescent", "learning_rate": 0.3, "batch_size": 10, "weight_decay": 0.0}
    return {"until": until, **standard, **changes}


def slopes_of(widget, network):
    """Return the mean slope of each hidden unit over the training points, as a share of the steepest."""
    trace = network.forward(widget.data()[0][0])
    steepest = {"tanh": 1.0, "sigmoid": 0.25, "relu": 1.0}[widget.activation]
    hidden = range(1, len(network.sizes) - 1)
    return [network.f[l].slope(trace.Z[l], trace.A[l]).mean(axis=0) / steepest for l in hidden]


@pytest.mark.browser
def test_saturated_units_are_counted_and_new_weights_help(module):
    widget = LearningNetwork(learning_rate=0.001)
    widget.past = [rates(50, learning_rate=100.0)]
    found = ran(module, widget, 300)
    assert found["verdict"]["kind"] == "saturated"
    slopes = np.concatenate(slopes_of(widget, widget.run(300).network))
    count = int((slopes < 0.01).sum())
    assert (found["units"]["saturated"], found["units"]["hidden"]) == (count, 8)
    assert count >= 4
    assert found["verdict"]["words"].startswith(f"{count} of 8 hidden units are saturated")
    assert "so little gradient passes through them (BP2)." in found["verdict"]["words"]
    assert found["verdict"]["words"].endswith("New weights, at a learning rate that does not bring them here again.")
    assert found["row"]["accuracy"] < 0.97
    better = ran(module, LearningNetwork(seed=1), 300)
    assert better["verdict"]["kind"] == "fits"


@pytest.mark.browser
def test_dead_relus_pass_no_gradient(module):
    widget = LearningNetwork(**DEAD)
    found = ran(module, widget, 2)
    network = widget.run(2).network
    assert found["verdict"]["kind"] == "dead"
    assert any((slopes == 0).all() for slopes in slopes_of(widget, network))
    assert not network.gradient(*widget.data()[0]).W[1].any()
    some = LearningNetwork(activation="relu", initial="he", problem="spirals", hidden=[8] * 4, seed=3)
    found = ran(module, some, 0)
    assert found["units"]["dead"] == sum(int((slopes == 0).sum()) for slopes in slopes_of(some, some.run(0).network))


@pytest.mark.browser
def test_overflow_goes_back_to_the_last_finite_weights(module):
    widget = LearningNetwork(**OVERFLOW)
    found, run = ran(module, widget, 50), widget.run(50)
    assert found["lost"]
    assert found["t"] < 50
    assert np.isfinite(found["last"]).all()
    assert (run.lost, run.t) == (True, found["t"])
    assert found["verdict"]["kind"] == "overflow"
    assert found["verdict"]["words"].startswith(f"Overflow at step {found['t']}")
    assert "at the learning rate 1000" in found["verdict"]["words"]
    assert found["verdict"]["words"].endswith("Lower it, and go back to step 0.")
    widget.past, widget.learning_rate = [rates(found["t"], learning_rate=1000.0)], 0.3
    obeyed = ran(module, widget, 50)["verdict"]
    assert obeyed["kind"] == "overflow"
    assert "at the learning rate 1000" in obeyed["words"], "it is the rate at which it overflowed"
    assert obeyed["words"].endswith("It is 0.3 now: go back to step 0.")


@pytest.mark.browser
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_gradient_that_vanishes_is_measured(module, activation):
    widget = LearningNetwork(hidden=[4] * 4, activation=activation)
    found = ran(module, widget, 40)
    norms = [np.linalg.norm(W) for W in widget.run(40).gradient().W[1:]]
    vanishes = norms[0] / norms[-1] < 0.01
    assert vanishes == (activation == "sigmoid")
    assert (found["verdict"]["kind"] == "vanishing") == vanishes
    if vanishes:
        share = float(f"{norms[0] / norms[-1]:.2g}")
        assert f"of layer 1 is {share:g} of that of layer 5" in found["verdict"]["words"]


DECAYED = [
    ({"problem": "circles"}, 600),
    ({"problem": "two moons", "activation": "sigmoid"}, 600),
    ({"problem": "two moons"}, 1000),
    ({"problem": "spirals", "hidden": [8, 8], "optimizer": "Adam", "learning_rate": 0.01}, 1000),
]


@pytest.mark.browser
@pytest.mark.parametrize(("case", "steps"), DECAYED, ids=[case["problem"] for case, _ in DECAYED])
def test_weight_decay_is_named_where_it_holds_the_weights(module, case, steps):
    widget = LearningNetwork(**case, weight_decay=0.1)
    found = ran(module, widget, steps)
    network = widget.run(steps).network
    size, start = (math.sqrt(sum((W**2).sum() for W in one.W[1:])) for one in (network, widget.run(0).network))
    assert found["row"]["size"] == pytest.approx(size)
    assert found["verdict"]["kind"] == "decay"
    assert found["verdict"]["words"].startswith("Weight decay pulls all weights to 0: ")
    assert found["verdict"]["words"].endswith("Lower λ (it is 0.1).")
    if size < start / 3:
        assert f"‖W‖ was {start:.2g} at step 0 and is" in found["verdict"]["words"]
    else:
        pull, push = map(number, re.search(r"‖λW‖ is (\S+), ‖∂C/∂W‖ (\S+),", found["verdict"]["words"]).groups())
        assert pull == pytest.approx(0.1 * size, rel=0.2)
        assert pull >= 0.25 * push


@pytest.mark.browser
def test_weight_decay_is_not_blamed_for_what_it_does_not_do(module):
    for case, steps in (
        ({"weight_decay": 0.01}, 600),
        ({"problem": "spirals", "hidden": [8, 8], "weight_decay": 0.0001}, 1000),
        ({"hidden": [4] * 4, "activation": "sigmoid", "weight_decay": 0.0001}, 800),
        ({"hidden": [], "weight_decay": 0.1}, 1000),
        ({"problem": "circles"}, 200),
    ):
        assert ran(module, LearningNetwork(**case), steps)["verdict"]["kind"] != "decay", case


@pytest.mark.browser
def test_an_output_that_is_saturated_is_named_and_no_higher_rate_advised(module):
    widget = LearningNetwork(activation="selu", loss="mean_squared_error", learning_rate=10.0)
    for steps in (40, 800):
        found = ran(module, widget, steps)
        a = widget.run(steps).network.forward(widget.data()[0][0]).A[-1]
        share = (a * (1 - a)).mean() * 4
        assert share < 0.01
        assert found["verdict"]["kind"] == "saturated-output"
        assert found["row"]["accuracy"] < 0.97
        assert "New weights at a lower learning rate than 10, or cross-entropy." in found["verdict"]["words"]
        assert "higher" not in found["verdict"]["words"]
    said = re.search(r"is (\S+) of its steepest", found["verdict"]["words"])
    assert number(said[1]) == pytest.approx(share, rel=0.06)
    stuck = "([accuracy, largest]) => module.isStuck({ row: { accuracy }, largest })"
    asked = ([0.5, 1e-7], [0.5, 1e-5], [1, 1e-7])
    assert [module.evaluate(stuck, one) for one in asked] == [True, False, False]


@pytest.mark.browser
def test_layers_that_are_one_and_points_at_the_same_place_are_named(module):
    straight = ran(module, LearningNetwork(activation="identity"), 1000)["verdict"]
    assert straight["kind"] == "straight"
    assert straight["words"].endswith("Only another activation helps.")
    points = [[1, 1, 1], [1, 1, 0], [-1, 0, 0], [0, -1, 1]]
    for own, share in ((points[:2], "50 %"), (points, "75 %")):
        verdict = ran(module, LearningNetwork(points=own), 200)["verdict"]
        assert verdict["kind"] == "places"
        assert verdict["words"].startswith("Points of both classes lie at the same place: nobody can tell them apart.")
        assert verdict["words"].endswith(f"More than {share} right is not possible.")
    assert ran(module, LearningNetwork(points=points[1:]), 200)["verdict"]["kind"] != "places"


@pytest.mark.browser
def test_the_other_verdicts(module):
    fitted = ran(module, LearningNetwork(), 200)
    assert fitted["verdict"]["kind"] == "fits"
    assert fitted["row"]["accuracy"] >= 0.97
    assert "100 % of the held-out ones" in fitted["verdict"]["words"]
    assert ran(module, LearningNetwork(), 0)["verdict"]["kind"] == "new"
    straight = ran(module, LearningNetwork(hidden=[]), 2000)["verdict"]
    assert straight["kind"] == "straight"
    assert "without a hidden layer the boundary is a straight line" in straight["words"]
    falling = ran(module, LearningNetwork("spirals", [8, 8]), 600)
    assert falling["verdict"]["kind"] == "falling"
    assert falling["row"]["cost"] < falling["history"][0]["cost"]
    jumping = ran(module, LearningNetwork(learning_rate=3.0), 20)
    costs = [row["cost"] for row in jumping["history"]]
    ups = [b / a for a, b in pairwise(costs) if b > a]
    assert jumping["verdict"]["kind"] == "jumping"
    assert len(ups) >= (len(costs) - 1) / 3
    assert np.mean(ups) > 1.2
    diverging = ran(module, LearningNetwork(learning_rate=10.0), 20)
    assert diverging["verdict"]["kind"] == "diverging"
    costs = [row["cost"] for row in diverging["history"]]
    assert np.mean(costs) > 1.5 * max(costs[0], math.log(2))
    told = re.search(r"was (\S+) at step 0, and is (\S+) on average", diverging["verdict"]["words"]).groups()
    assert list(map(number, told)) == pytest.approx([costs[0], np.mean(costs)], rel=0.06)
    assert diverging["verdict"]["words"].endswith("Lower the learning rate, and go back to step 0.")


@pytest.mark.browser
def test_who_hardly_moves_is_told_what_moves_it_and_it_does(module):
    sigmoid = {"problem": "circles", "hidden": [4, 4], "activation": "sigmoid", "learning_rate": 0.1}
    for case, words, cure in (
        (sigmoid, "try relu, Adam, or a learning rate ten times as high.", {"activation": "relu"}),
        ({"hidden": [2], "activation": "relu", "seed": 2}, "try more units, or tanh.", {"hidden": [8]}),
        ({**sigmoid, "learning_rate": 0.001}, "try a much higher learning rate than 0.001.", {"learning_rate": 3.0}),
    ):
        before = ran(module, LearningNetwork(**case), 1000)
        assert before["verdict"]["kind"] == "slow"
        assert before["verdict"]["words"].endswith(words)
        assert ran(module, LearningNetwork(**case | cure), 1000)["row"]["cost"] < 0.9 * before["row"]["cost"]


@pytest.mark.browser
def test_overfitting_is_a_held_out_cost_that_has_risen(module):
    widget = LearningNetwork(hidden=[8, 8], noise=3.0)
    found = ran(module, widget, 12_000)
    held = [row["held"]["cost"] for row in found["history"]]
    assert found["verdict"]["kind"] == "overfits"
    assert np.mean(held[-20:]) > 1.3 * min(held)
    assert found["row"]["cost"] < 0.8 * np.mean(held[-20:])


# --- points in words, states, drawing


@pytest.mark.browser
def test_lines_are_read_as_points_or_refused_with_a_reason(module):
    read = lambda text: module.evaluate("text => module.pointsFrom(text)", text)  # noqa: E731
    good = read("0.5, -1, 0\n\n# a note\n1;2;1\n-0.25 .5 1\n1e0\t0\t0")
    assert good == {
        "points": [[0.5, -1, 0], [1, 2, 1], [-0.25, 0.5, 1], [1, 0, 0]],
        "lines": [1, 4, 5, 6],
        "wrong": [],
    }
    assert read("# own\nx, y, class\n0.5, 1, 1") == {"points": [[0.5, 1, 1]], "lines": [3], "wrong": []}
    assert read("1,0 , 1")["points"] == [[1, 0, 1]]
    for commas in ("0,5; 0,3; 1", "0,5 1 1"):
        assert read(commas)["wrong"] == [f"Line 1: “{commas}”: use a decimal point, as in 0.5."]
    bad = read("1, 2\nx, 1, 1\n1, 1, 2\n1, 1, 1, 1\n1,,1")
    assert bad["points"] == []
    assert bad["wrong"] == [
        "Line 1: “1, 2” has 2 of the three parts x, y, class.",
        "Line 2: in “x, 1, 1” x and y must be numbers such as 0.5.",
        "Line 3: in “1, 1, 2” the class must be 0 or 1.",
        "Line 4: “1, 1, 1, 1” has 4 of the three parts x, y, class.",
        "Line 5: in “1,,1” x and y must be numbers such as 0.5.",
    ]
    assert read("0 0 0\n" * 201)["wrong"] == ["201 points are too many: at most 200 fit here."]
    fitted = module.evaluate("points => module.fitted(points)", [[100, 50, 1], [300, 100, 0], [200, 90, 1]])
    assert fitted == {"points": [[-2, -0.5, 1], [2, 0.5, 0], [0, 0.3, 1]], "far": [0, 1, 2]}
    assert module.evaluate("module.fitted([[2, -2, 1]]).far") == []
    assert module.evaluate("module.fitted([[1, 0, 1], [0, -3, 1]]).far") == [1]


@pytest.mark.browser
@pytest.mark.parametrize(
    "changes",
    [
        {"problem": "moons"},
        {"hidden": [4, 9]},
        {"hidden": [1] * 5},
        {"activation": "constructor"},
        {"points": [[0, 0]]},
        {"points": [[0, 9, 1]]},
        {"learning_rate": -1},
        {"batch_size": 2.5},
        {"past": [{"until": 5}]},
        {"steps": 10**6},
        {"speed": 0},
        {"stage": 99},
        {"selected": [9, 0]},
        {"seed": -1},
    ],
    ids=lambda changes: str(changes)[:30],
)
def test_a_state_that_cannot_be_shown_is_refused(module, changes):
    ask = """state => { try { module.checkState(state, state.problems); return true; } catch { return false; } }"""
    assert module.evaluate(ask, LearningNetwork()._state())
    assert not module.evaluate(ask, LearningNetwork()._state() | changes)


@pytest.mark.browser
def test_bars_reach_as_far_as_the_logarithm_says_and_bins_count_all(module):
    shares = module.evaluate("[1, 0.1, -0.001, 1e-5, 1e-9, 0, 30].map(g => module.shareOfGradient(g))")
    np.testing.assert_allclose(shares, [1, 0.8, 0.4, 0, 0, 0, 1], atol=1e-12)
    found = module.evaluate("module.binned(Float64Array.from([0.5, -0.5, 3e-4, 1e-12, 0, 1e5, NaN]))")
    assert sum(found["up"]) == 4
    assert sum(found["down"]) == 1
    assert (found["up"][0], found["up"][-1], found["up"][13]) == (1, 1, 1)


@pytest.mark.browser
def test_the_line_of_a_map_lies_where_the_values_change(module):
    pieces = module.evaluate("""() => {
        const [n, values, found] = [8, [], []];
        for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) values.push(2 * column - row, 7);
        module.traceLine({ values, stride: 2, from: 0 }, n, 3, (...ends) => found.push(ends));
        return found;
    }""")
    assert len(pieces) >= 7
    for x0, y0, x1, y1 in pieces:
        assert 2 * (x0 - 0.5) - (y0 - 0.5) == pytest.approx(3)
        assert 2 * (x1 - 0.5) - (y1 - 0.5) == pytest.approx(3)


# --- the page

open_page = opening(LearningNetwork, ".learning-network .captions span")


def state_of(page):
    """Return a widget with the state of a page."""
    widget = LearningNetwork()
    names = sorted(set(widget._state()) - {"problems"})
    widget.set_state(page.evaluate("names => Object.fromEntries(names.map(n => [n, learningNetwork.get(n)]))", names))
    return widget


def number(text):
    """Return the number that a cell of the table shows."""
    return float(text.replace("−", "-"))


def assert_page_is_right(page):
    """Compare the table of the selected unit with what the library computes from the state; return the widget."""
    widget = state_of(page)
    run, (l, j) = widget.run(), widget.selected
    page.wait_for_function(f"document.querySelector('.count').textContent.startsWith('step {run.t}')")
    rows = [row.locator("td").all_inner_texts() for row in page.locator(".selected-unit tr").all()[1:]]
    gradient = run.gradient()
    weights, slopes = ([*parameters.W[l][j], parameters.b[l][j]] for parameters in (run.network.parameters, gradient))
    np.testing.assert_allclose([number(row[0]) for row in rows], weights, rtol=0.006, atol=6e-5)
    np.testing.assert_allclose([number(row[1]) for row in rows], slopes, rtol=0.006, atol=6e-5)
    return widget


@pytest.mark.browser
def test_every_control(open_page):
    page = open_page()
    step, verdict = page.locator("[name=step]"), page.locator(".verdict")
    assert verdict.text_content().startswith("Not trained yet.")
    assert_page_is_right(page)
    for _ in range(3):
        step.click()
    assert assert_page_is_right(page).steps == 3
    assert page.locator(".count").text_content() == "step 3, epoch 0"
    height = page.locator(".transport").bounding_box()["height"]
    for name, value in (
        ("optimizer", "Adam"),
        ("learning_rate", "0.03"),
        ("batch_size", "20"),
        ("weight_decay", "0.01"),
    ):
        page.locator(f"[name={name}]").select_option(value)
    step.click()
    widget = assert_page_is_right(page)
    assert (widget.steps, widget.learning_rate, len(widget.past), widget.past[0]["until"]) == (4, 0.03, 1, 3)
    assert page.locator(".count").text_content() == "step 4, epoch 0"
    page.locator("[name=batch_size]").select_option("200")
    step.click()
    assert page.locator(".count").text_content() == "step 5, epoch 1", "of 30 + 20 examples, the other 150 are left"
    assert page.locator(".transport").bounding_box()["height"] == height, "nothing below jumps"
    page.locator("[name=fresh]").click()
    widget = assert_page_is_right(page)
    assert (widget.seed, widget.steps, widget.past) == (1, 0, [])
    step.click()
    page.locator("[name=back]").click()
    assert assert_page_is_right(page).steps == 0
    for name, value, trait in (
        ("problem", "circles", "circles"),
        ("activation", "leaky_relu", "leaky_relu"),
        ("initial", "he", "he"),
        ("loss", "quadratic", "quadratic"),
        ("layers", "3", [4, 4, 4]),
        ("units2", "7", [4, 7, 4]),
    ):
        step.click()
        page.locator(f"[name={name}]").select_option(value)
        widget = assert_page_is_right(page)
        assert widget.steps == 0
        assert getattr(widget, "hidden" if isinstance(trait, list) else name) == trait
    assert page.locator(".unit").count() == 2 + 4 + 7 + 4 + 1
    page.locator("[name=noise]").fill("2.5")
    step.click()
    assert assert_page_is_right(page).noise == 2.5
    page.locator("[name=layers]").select_option("0")
    assert state_of(page).selected == [1, 0]
    step.click()
    assert_page_is_right(page)
    page.evaluate(
        "learningNetwork.set('hidden', [3]); learningNetwork.set('selected', [2, 0]); learningNetwork.set('steps', 7)"
    )
    page.wait_for_function("document.querySelectorAll('.unit').length === 6")
    assert assert_page_is_right(page).steps == 7
    page.evaluate("learningNetwork.set('learning_rate', 1.5)")
    assert assert_page_is_right(page).past == [], "Python has another rate for all steps: they are made again"
    later = [rates(5, learning_rate=0.1), rates(30, learning_rate=1.0)]
    page.evaluate("past => learningNetwork.set('past', past)", later)
    page.locator("[name=learning_rate]").select_option("3")
    widget = assert_page_is_right(page)
    assert widget.past == [later[0], rates(7, learning_rate=1.0)], "what has not been made yet is no past"
    step.click()
    assert_page_is_right(page)


@pytest.mark.browser
def test_it_plays_pauses_and_comes_back_from_its_state(open_page):
    page = open_page()
    play = page.locator("[name=play]")
    page.locator("[name=speed]").select_option("5")
    play.press("Enter")
    assert play.text_content() == "Pause"
    page.wait_for_function("learningNetwork.get('steps') >= 60", timeout=120_000)
    page.locator("[name=learning_rate]").select_option("0.1")
    here = page.evaluate("learningNetwork.get('steps')")
    page.wait_for_function(f"learningNetwork.get('steps') > {here + 5}", timeout=120_000)
    assert play.text_content() == "Pause", "another rate does not stop it"
    play.click()
    assert play.text_content() == "Play"
    widget = assert_page_is_right(page)
    assert widget.past[0]["until"] == here
    assert widget.record()["state"]["speed"] == 5, "a link holds the steps a frame"
    words = [page.locator(one).text_content() for one in (".verdict", ".count", ".selected-unit table")]
    again = open_page(widget)
    again.wait_for_function(f"document.querySelector('.count').textContent.startsWith('step {widget.steps}')")
    assert [again.locator(one).text_content() for one in (".verdict", ".count", ".selected-unit table")] == words
    pixels = "[...document.querySelectorAll('canvas')].map(one => one.toDataURL())"
    assert again.evaluate(pixels) == page.evaluate(pixels)
    page.emulate_media(reduced_motion="reduce")
    play.click()
    page.wait_for_function(f"learningNetwork.get('steps') > {widget.steps}", timeout=120_000)
    page.locator("[name=back]").click()
    assert (page.locator(".count").text_content(), play.text_content()) == ("step 0, epoch 0", "Play")


@pytest.mark.browser
def test_one_minibatch_in_slow_motion(open_page):
    page = open_page(LearningNetwork(steps=5))
    following, words = page.locator("[name=next]"), page.locator(".stage-words")
    lit = lambda: page.locator(".general .lit").evaluate_all("nodes => nodes.map(n => n.dataset.tag)")  # noqa: E731
    run = state_of(page).run()
    X, Y = run.training
    shuffled = Generator(0, 2).shuffled(200)
    batch = shuffled[50:60]
    gradient = run.network.gradient(X[batch], Y[batch])
    seen = []
    for _ in range(2 + 3 + 6 + 1):
        following.click()
        seen.append([lit(), words.text_content()])
        assert page.locator(".verdict").text_content() == seen[-1][1], "said beside the network, too"
        assert page.locator("[aria-live]").last.text_content() == f"Step 5. {seen[-1][1]}"
    tags = [["forward"]] * 3 + [
        [],
        ["BP1"],
        ["BP3", "BP4"],
        ["BP2"],
        ["BP3", "BP4"],
        ["BP2"],
        ["BP3", "BP4"],
        ["update"],
    ]
    assert [one for one, _ in seen] == [[], *tags]
    assert f"C = {run.network.cost(X[batch], Y[batch]):.4f}".rstrip("0") in seen[4][1]
    assert f"‖∂C/∂W¹‖ = {np.linalg.norm(gradient.W[1]):.3g}" in seen[10][1]
    assert "by BP1" in seen[5][1]
    slopes = [number(row.locator("td").nth(1).inner_text()) for row in page.locator(".selected-unit tr").all()[1:]]
    np.testing.assert_allclose(slopes, [*gradient.W[3][0], gradient.b[3][0]], rtol=0.006, atol=6e-5)
    assert following.text_content() == "Make the step"
    following.click()
    assert (page.evaluate("learningNetwork.get('stage')"), assert_page_is_right(page).steps) == (0, 6)
    page.emulate_media(reduced_motion="no-preference")
    page.locator("[name=slow]").click()
    page.wait_for_function("learningNetwork.get('stage') === 2", timeout=120_000)
    page.locator("[name=slow]").click()
    assert page.locator("[name=slow]").text_content() == "Slow motion"
    page.locator("[name=step]").click()
    assert (page.evaluate("learningNetwork.get('stage')"), assert_page_is_right(page).steps) == (0, 7)


@pytest.mark.browser
def test_ones_own_points_by_mouse_and_as_lines(open_page):
    page = open_page()
    page.evaluate("() => { CanvasRenderingContext2D.prototype.setLineDash = () => (window.lines = true); }")
    page.locator("[name=problem]").select_option("own points")
    assert page.evaluate("window.lines"), "weights are drawn without any points, too"
    assert page.locator(".verdict").text_content().startswith("Points of both classes are needed")
    assert page.locator(".right [name=class]").is_visible(), "beside the plane, not below the network"
    assert page.locator("[name=play]").get_attribute("aria-disabled") == "true"
    canvas = page.locator(".plane-canvas")
    points = lambda: page.evaluate("learningNetwork.get('points')")  # noqa: E731

    def at(x, y):
        box = canvas.bounding_box()
        return box["x"] + 1 + (x + 2.2) / 4.4 * (box["width"] - 2), box["y"] + 1 + (2.2 - y) / 4.4 * (box["height"] - 2)

    page.mouse.click(*at(-1, 1))
    page.locator("[name=class]").select_option("1")
    page.mouse.click(*at(1.5, -0.5))
    np.testing.assert_allclose(points(), [[-1, 1, 0], [1.5, -0.5, 1]], atol=0.02)
    page.mouse.move(*at(1.5, -0.5))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.5), steps=4)
    page.mouse.up()
    np.testing.assert_allclose(points(), [[-1, 1, 0], [0.5, 0.5, 1]], atol=0.02)
    page.locator("[name=step]").click()
    assert_page_is_right(page)
    lines, problems = page.locator("[name=lines]"), page.locator(".problems")
    assert len(lines.input_value().splitlines()) == 2
    lines.fill("0, 0, 1\n0, 1")
    page.locator("[name=use]").click()
    assert problems.inner_text().splitlines()[0] == "Line 2: “0, 1” has 2 of the three parts x, y, class."
    assert len(points()) == 2
    canvas.scroll_into_view_if_needed()
    page.mouse.click(*at(-1.5, -1.5))
    assert (len(points()), lines.input_value()) == (3, "0, 0, 1\n0, 1"), "what was typed is kept"
    assert problems.inner_text().startswith("The lines hold what you typed, not the points in the plane")
    lines.fill("0.5;0.5;1\n-0.5 -0.5 0\n100, 3, 1")
    page.locator("[name=use]").click()
    told = "1 of 3 points lay outside −2 to 2 (line 3: 100, 3): all were moved and scaled by one factor"
    assert told in problems.inner_text()
    assert lines.input_value().startswith("-1.96, -0.03, 1")
    lines.fill("100, 50, 1\n300, 100, 0")
    page.locator("[name=use]").press("Enter")
    assert points() == [[-2, -0.5, 1], [2, 0.5, 0]]
    assert "moved and scaled" in problems.inner_text()
    page.locator("[name=remove]").click()
    assert points() == [[-2, -0.5, 1]]
    page.locator("[name=clear]").click()
    assert (points(), lines.input_value()) == ([], "")
    page.evaluate("learningNetwork.set('points', Array.from({ length: 200 }, (_, i) => [i / 100 - 1, 0, i % 2]))")
    canvas.scroll_into_view_if_needed()
    page.mouse.click(*at(0, 1.5))
    assert len(points()) == 200
    assert page.locator(".own .full").inner_text() == "200 points are all that fit here. Remove some first."
    assert page.locator("[aria-live=polite]").text_content() == page.locator(".own .full").text_content()


@pytest.mark.browser
def test_it_survives_an_overflow_and_says_what_helps(open_page):
    widget = LearningNetwork(**{**OVERFLOW, "steps": 0})
    page = open_page(widget)
    page.locator("[name=play]").click()
    page.wait_for_function("document.querySelector('.verdict').dataset.kind === 'overflow'", timeout=120_000)
    page.wait_for_function("document.querySelector('[name=play]').textContent === 'Play'")
    assert page.locator("[name=step]").get_attribute("aria-disabled") == "true"
    selected = page.locator(".selected-unit").text_content()
    assert "nan" not in selected
    assert "The numbers have overflowed" in selected
    page.locator("[name=learning_rate]").select_option("0.1")
    assert "It is 0.1 now: go back to step 0." in page.locator(".verdict").text_content()
    page.locator("[name=back]").click()
    page.locator("[name=step]").click()
    assert assert_page_is_right(page).steps == 1


@pytest.mark.browser
def test_arrow_keys_go_through_the_units_and_the_plane_follows(open_page):
    page = open_page()
    page.locator(".unit[tabindex='0']").focus()
    page.keyboard.press("Home")
    assert page.locator(".plane h3").text_content() == "The plane: input 1"
    assert page.locator(".plane-key").text_content().endswith("The line is where this input is 0.")
    ways = {"Right": [1, 1], "Down": [1, 2], "Left": [0, 1], "Up": [0, 0]}
    for way, selected in (*ways.items(), ("Up", [0, 0]), ("Left", [0, 0]), ("Right", [1, 1])):
        page.keyboard.press(f"Arrow{way}")
        assert state_of(page).selected == selected, way
    assert page.locator(".plane-key").text_content().endswith("The line is where the activation is 0.")
    assert page.locator(".plane h3").text_content() == "The plane: unit 2 of hidden layer 1"
    assert page.locator(".unit[aria-pressed=true]").count() == 1
    page.locator("[name=step]").click()
    assert_page_is_right(page)
    page.keyboard.press("Shift+Tab")
    page.locator(".unit[tabindex='0']").focus()
    page.keyboard.press("End")
    assert state_of(page).selected == [3, 0]
    page.keyboard.press("ArrowLeft")
    assert state_of(page).selected == [2, 1]
    lines = {"sigmoid": "is one half.", "relu": "begins to be above 0.", "softplus": "is nowhere 0."}
    for activation, words in lines.items():
        page.locator("[name=activation]").select_option(activation)
        assert page.locator(".plane-key").text_content().endswith(words)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 700, 1280])
def test_nothing_sticks_out(open_page, width):
    page = open_page(LearningNetwork(hidden=[8] * 4, points=[[0, 0, 0], [1, 1, 1]]))
    resize(page, width)
    page.locator("[name=next]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ends = "nodes => nodes.map(n => n.getBoundingClientRect()).flatMap(({ left, right }) => [left, right])"
    found = page.locator(".unit, .captions span, svg text").evaluate_all(ends)
    assert 0 <= min(found) < max(found) <= width


@pytest.mark.browser
def test_on_a_phone_play_stays_beside_the_network_and_the_plane(open_page):
    page = open_page()
    resize(page, 390, 844)
    page.locator(".stage").evaluate("node => window.scrollTo(0, node.getBoundingClientRect().top + scrollY - 150)")
    for place in (".stage", "[name=play]"):
        box = page.locator(place).bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= 844
    assert page.locator(".plane-canvas").bounding_box()["y"] < 600


@pytest.mark.browser
def test_the_plane_is_as_wide_as_its_column_also_when_only_that_has_changed(open_page):
    page = open_page()
    assert page.locator(".plane-canvas").evaluate("node => node.style.width") == "340px"
    page.locator(".right").evaluate("node => { node.style.width = '250px'; }")
    page.wait_for_function("document.querySelector('.plane-canvas').style.width === '250px'", timeout=20_000)


# --- in JupyterLab

CELL = cell_that_hears(LearningNetwork, ["steps"], 'f"kernel: {one.steps} steps, cost {one.run().measured().cost:.4f}"')


@pytest.mark.browser
def test_the_kernel_has_the_network_that_a_learner_has_trained(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    play, count = page.locator(".learning-network [name=play]"), page.locator(".learning-network .count")
    play.click()
    expect(count).to_have_text(re.compile(r"step [1-9]\d"), timeout=120_000)
    play.click()
    expect(play).to_have_text("Play")
    steps = int(re.search(r"step (\d+)", count.text_content())[1])
    cost = LearningNetwork().run(steps).measured().cost
    expect(page.locator(".widget-label")).to_have_text(f"kernel: {steps} steps, cost {cost:.4f}")
    page.locator(".learning-network [name=next]").press("Enter")
    expect(page.locator(".learning-network .stage-words")).to_contain_text("A minibatch of 10 examples is drawn")
    assert notebook.console == []
    assert notebook.external == []
