"""What the folded answers of lessons 01b, 04, 05 and 06 say, and no cell prints: most of it about the interactives."""

import numpy as np
import pytest

from bplib.activations import sigmoid
from bplib.data import datasets
from bplib.equilibrium.oracles import implicit_gradient
from bplib.network import Network
from bplib.optimizers.surfaces import RACERS, SURFACES
from bplib.optimizers.trajectories import racer, trajectory
from bplib.training import train
from bplib.widgets.gradient_match import GradientMatch
from bplib.widgets.learning_network import LearningNetwork
from bplib.widgets.rate_finder.mathematics import Choice, range_test_of, trained
from bplib.widgets.relaxing_network import RelaxingNetwork
from bplib.widgets.seeds_experiment.mathematics import TASKS, run


def costs(name, rule, rate, steps=100, **options):
    """Return the costs along a path on a surface, (steps + 1,) or fewer."""
    return SURFACES[name].cost(trajectory(SURFACES[name], racer(rule, rate), steps=steps, **options))


def settled_after(name, rule):
    """Return after how many steps the tuned racer stays below a cost of 0.001."""
    path = costs(name, rule, SURFACES[name].rates[rule], steps=400)
    return np.flatnonzero(path > 1e-3)[-1] + 1


# --- the seeds experiment


def seeds(task, **setting):
    """Return the share of 50 starts that solve a task with the values of the paper but for ``setting``, and the median
    of their sweeps.
    """
    outcome = run(TASKS[task].setting._replace(seeds=50, **setting))
    return len(outcome.sweeps) / outcome.seeds, np.median(outcome.sweeps) if len(outcome.sweeps) else np.inf


def test_less_momentum_helps_and_with_a_larger_rate_more():
    assert 0.3 < seeds("mirror symmetry")[0] < 0.65
    assert 0.7 < seeds("mirror symmetry", momentum=0.8)[0] < 0.95
    assert seeds("mirror symmetry", momentum=0.5)[0] == 0
    for both in ({"learning_rate": 0.5, "momentum": 0.5}, {"learning_rate": 1.0, "momentum": 0.0}):
        assert seeds("mirror symmetry", **both)[0] > 0.9
    assert seeds("mirror symmetry", learning_rate=0.5)[0] < 0.1


def test_the_best_initial_range_for_symmetry_lies_in_between():
    small, between, large = (seeds("mirror symmetry", reach=reach)[0] for reach in (0.1, 0.5, 2.0))
    assert 0.4 < between < 0.7
    assert max(small, large) < 0.25


def test_for_xor_the_rate_changes_the_speed_and_the_range_the_share():
    shares, sweeps = zip(*(seeds("XOR", learning_rate=rate) for rate in (0.1, 0.5, 2.0, 4.0)), strict=True)
    assert 0.7 < min(shares) <= max(shares) < 0.95
    assert sweeps[0] > 10 * sweeps[-1]
    near, far = (seeds("XOR", reach=reach)[0] for reach in (0.5, 2.0))
    assert near > 0.9
    assert 0.55 < far < 0.8


@pytest.mark.parametrize(
    ("task", "error", "side"), [("mirror symmetry", 1800, 560), ("XOR, direct links", 530, 300), ("XOR", 310, 260)]
)
def test_the_criterion_changes_the_sweeps(task, error, side):
    assert seeds(task)[1] == pytest.approx(error, rel=0.1)
    assert seeds(task, criterion="side")[1] == pytest.approx(side, rel=0.1)


# --- the learning network

SIX = range(6)  # the starts that the answers of lesson 4 speak of
EPOCH = 20  # steps
SHOWN = [0, 4, 5]  # of the six: those at the ends


def played(epochs, learning_rate=0.3, **options):
    """Return what the learning network measures before and after each epoch, and its run."""
    run, rows = LearningNetwork(learning_rate=learning_rate, **options).run(0), []
    for epoch in range(epochs + 1):
        rows.append(run.advance(EPOCH * epoch).measured())
    assert not run.lost
    return rows


def accuracies(epochs, learning_rate=0.3, seeds=SIX, **options):
    """Return the accuracy at the end from each start."""
    widgets = [LearningNetwork(learning_rate=learning_rate, seed=seed, **options) for seed in seeds]
    return [widget.run(EPOCH * epochs).measured().accuracy for widget in widgets]


def test_one_unit_draws_a_line_two_sometimes_solve_xor_and_four_always_did():
    one, two, four = (accuracies(200, hidden=[width]) for width in (1, 2, 4))
    assert max(one) < 0.8
    assert min(two) < 0.8
    assert max(two) > 0.99
    assert min(four) > 0.98


def test_the_sigmoid_stays_behind_on_the_spirals_at_a_small_rate():
    def found(activation, layers, rate=0.3):
        return accuracies(500, rate, SHOWN, problem="spirals", activation=activation, hidden=[8] * layers)

    for layers, enough in ((1, 0.8), (2, 0.9)):
        assert all(0.65 < accuracy < 0.75 for accuracy in found("sigmoid", layers))
        assert all(min(found(activation, layers)) > enough for activation in ("tanh", "relu"))
    assert min(found("sigmoid", 1, rate=3)) > 0.9


def test_a_quarter_of_the_epochs_raise_the_cost_at_a_small_rate_and_at_one_two_in_five():
    def raised(rate, seed):
        cost = np.array([row.cost for row in played(100, rate, hidden=[4], seed=seed)])
        return np.maximum(np.diff(cost) / cost[:-1], 0)

    little = [raised(0.3, seed) for seed in range(4)]
    assert 0.15 < max((rise > 0).mean() for rise in little) < 0.35
    assert max(rise.max() for rise in little) < 0.1
    assert all(0.33 < (raised(1, seed) > 0).mean() < 0.5 for seed in range(4))


def test_the_cost_ends_low_up_to_a_rate_of_three_and_leaps_at_ten_and_thirty():
    costs = {rate: np.array([row.cost for row in played(100, rate, hidden=[4])]) for rate in (1, 3, 10, 30)}
    assert all((np.diff(cost) > 0).mean() > 0.3 for cost in costs.values())
    assert all(costs[rate][-1] < 0.05 for rate in (1, 3))
    assert (costs[10][1:] > costs[10][0]).any()
    assert (costs[30][1:] > costs[30][0]).sum() > 3


def test_many_units_and_much_noise_overfit_after_ten_to_thirty_epochs():
    for seed in SHOWN[:2]:
        history = played(1000, hidden=[8, 8], noise=3, seed=seed)
        held_out = np.array([row.validation_cost for row in history])
        assert 10 <= held_out.argmin() <= 30
        assert 1.9 < held_out[-1] / held_out.min() < 3.1
        assert history[-1].cost < 0.8 * history[held_out.argmin()].cost


def test_the_gradient_shrinks_through_four_layers_of_sigmoids_on_its_way_back():
    def shares(activation, steps, seeds=SIX):
        norms = [LearningNetwork(hidden=[4] * 4, activation=activation, seed=seed).run(steps).norms() for seed in seeds]
        return [first / last for first, *_, last in norms]

    assert max(shares("sigmoid", 0, range(60))) < 0.06
    assert max(shares("sigmoid", 200)) < 0.03
    assert np.median(shares("tanh", 0, range(60))) > 0.55


# --- house prices from raw inputs


def missed(scale, start, seed, examples=600, epochs=100, rate=0.003):
    """Return by how much raw prices are missed after training at that rate on inputs times ``scale`` from W[1] times
    ``start``, and the share of hidden units that are then alive.
    """
    learn, test = datasets.split(*datasets.house_prices(800, np.random.default_rng(0)), 0.25, np.random.default_rng(1))
    X, Y = scale * learn[0][:examples], learn[1][:examples]
    rng = np.random.default_rng(seed)
    net = Network([3, 16, 1], "sigmoid identity", "quadratic", rng=rng, initial_weights="lecun")
    net.W[1][...] *= start
    train(net, X, Y, epochs=epochs, batch_size=16, learning_rate=rate, rng=rng)
    trace = net.forward(scale * test[0])
    return np.sqrt(((trace.A[-1] - test[1]) ** 2).mean()), (sigmoid.slope(trace.Z[1]) > 0.01).mean()


def test_large_steps_do_more_harm_than_units_that_begin_saturated():
    def best(scale, start, rates):
        return [min(missed(scale, start, seed, rate=rate)[0] for rate in rates) for seed in (1, 3, 5)]

    assert all(195 < error < 205 for start in (1, 0.01) for error in best(1, start, (0.003, 0.0003)))
    saturated, alive = best(0.01, 100, (0.003, 0.001)), best(0.01, 1, (0.003, 0.001))
    assert 60 < min(saturated) < max(saturated) < 120
    assert 20 < min(alive) < max(alive) < 50


def test_one_step_drives_units_flat_that_began_alive():
    assert max(missed(1, 0.01, seed, examples=16, epochs=1)[1] for seed in range(21, 26)) < 0.1
    assert min(missed(0.01, 1, seed, examples=16, epochs=1)[1] for seed in range(21, 26)) > 0.9


# --- the race


def test_gradient_descent_leaves_the_bowl_at_one_half():
    assert SURFACES["bowl"].largest_curvature == pytest.approx(4)
    below, at, above = (costs("bowl", "GradientDescent", rate, 400) for rate in (0.49, 0.5, 0.51))
    assert below[-1] < 0.01 * below[0]
    assert at[-1] == pytest.approx(at[-3])
    assert len(above) < 400


def test_who_notices_that_the_ravine_is_turned():
    for rule in ("GradientDescent", "Momentum"):
        assert settled_after("ravine", rule) == settled_after("diagonal ravine", rule)
    for rule in ("AdaGrad", "Rprop"):
        assert settled_after("diagonal ravine", rule) > 2 * settled_after("ravine", rule)
        assert settled_after("ravine", rule) < settled_after("ravine", "Adam")


@pytest.mark.parametrize("rule", RACERS)
def test_nobody_leaves_the_ridge_of_the_saddle_and_a_little_noise_is_enough(rule):
    saddle = SURFACES["saddle"]
    on, beside = (
        trajectory(saddle, racer(rule, saddle.rates[rule]), start=(-1.5, w2), steps=100)[-1, 1] for w2 in (0.0, 1e-6)
    )
    assert on == 0
    assert abs(beside) > 0.5


def test_who_comes_to_rest_on_the_noisy_bowl():
    noisy = SURFACES["noisy bowl"]
    longest = {}
    for rule in ("GradientDescent", "Momentum", "Adam", "Rprop", "AdaGrad"):
        steps = np.linalg.norm(np.diff(trajectory(noisy, racer(rule, noisy.rates[rule]), steps=2000), axis=0), axis=1)
        longest[rule] = steps[50:100].mean(), steps[-100:].mean()
    for rule in ("GradientDescent", "Momentum", "Adam"):
        assert longest[rule][1] > longest[rule][0] / 2
    assert longest["Rprop"][1] < 1e-5
    assert noisy.cost(trajectory(noisy, racer("Rprop", noisy.rates["Rprop"]), steps=2000)[-1]) > 1e-3
    assert longest["AdaGrad"][1] < longest["AdaGrad"][0] / 2


# --- the learning-rate finder


def last(*choice):
    """Return the cost after the five passes of a run."""
    return trained(Choice(*choice)).costs[-1]


def test_the_edge_is_a_factor_of_two_away_and_a_rate_belongs_to_its_rule():
    good = [last("GradientDescent", 64, rate) for rate in (0.8, 1.0, 1.25)]
    assert all(0.1 < cost < 0.15 for cost in good)
    assert min(good) < last("GradientDescent", 64, 0.25)
    assert last("GradientDescent", 64, 2.5) > 10
    assert last("Adam", 64, 0.8) > 1
    assert last("Adam", 64, 0.025) < min(good)
    assert range_test_of("Adam", 64).lowest < range_test_of("GradientDescent", 64).lowest / 5


def test_a_short_test_does_not_show_what_noise_does_to_a_rule_of_signs():
    low, high = range_test_of("Lion", 8).suggested
    assert low < 0.025 < high
    assert 0.05 < high < 0.1
    assert last("Lion", 8, 0.025) > 1
    assert low > 0.001
    assert last("Lion", 8, 0.001) < 0.1
    low, high = range_test_of("Lion", 64).suggested
    assert all(last("Lion", 64, rate) < 0.1 for rate in (0.0063, 0.0125))
    assert low < 0.0063 < 0.0125 < high


# --- the relaxing network and the gradient match


def test_the_fourth_hidden_unit_moves_most_and_down():
    free, nudged = RelaxingNetwork().phases()
    change = nudged.states[1][0] - free.states[1][0]
    assert np.abs(change).argmax() == 3
    assert change[3] < 0
    W = RelaxingNetwork().network().W[2][:, 3]
    assert W[0] < 0 < W[1]


def test_at_90_degrees_the_estimate_for_the_first_layer_points_the_other_way():
    widget = RelaxingNetwork(angle=90)
    network = widget.network()
    g = network.gradient(widget.X, widget.Y, 0.1).W[1].ravel()
    exact = implicit_gradient(network, widget.X, widget.Y).W[1].ravel()
    assert g @ exact / np.linalg.norm(g) / np.linalg.norm(exact) == pytest.approx(-0.97, abs=0.01)


@pytest.mark.parametrize("beta", [-0.2, -0.6, -0.9])
def test_a_push_moves_the_outputs_away_from_their_targets_and_not_out_of_the_box(beta):
    widget = RelaxingNetwork(beta=beta)
    free, pushed = widget.phases()
    assert (np.abs(pushed.states[2] - widget.Y) > np.abs(free.states[2] - widget.Y)).all()
    assert pushed.states[2].min() >= 0
    assert pushed.states[2].max() <= 1


def errors(betas, *settings, **options):
    """Return the relative errors of each rule, (number of β,)."""
    found = GradientMatch(*settings, **options).matches(betas)
    return {rule: np.array([match.error for match in matches]) for rule, matches in found.items()}


def test_at_a_large_nudge_the_order_says_nothing():
    for network, best in (("one hidden layer", "Richardson"), ("two hidden layers", "one-sided")):
        found = errors([0.8], network)
        assert min(found, key=lambda rule: found[rule][0]) == best


def test_in_single_precision_the_symmetric_rule_improves_to_a_few_thousandths():
    betas = 0.8 / 2.0 ** np.arange(17)
    assert 1e-3 < betas[errors(betas, single=True)["symmetric"].argmin()] < 1e-2


def test_four_sweeps_ruin_the_one_sided_rule_only():
    found = errors([1e-3, 1e-4, 1e-5], sweeps=4)
    assert found["one-sided"][1:] / found["one-sided"][:-1] == pytest.approx([10, 10], rel=0.05)
    for rule in ("symmetric", "Richardson"):
        assert np.ptp(found[rule]) < 0.05 * found[rule].max()


def test_a_small_nudge_does_not_mend_an_angle():
    ends = [values[0] for values in errors([1e-4], angle=45).values()]
    assert ends == pytest.approx([ends[0]] * 3, rel=0.01)
    assert ends[0] > 0.1
