"""Two players: which seed goes where, who moves in which step, and a game that finds its clouds."""

import numpy as np
import pytest

from bplib import Network
from bplib.data.points import eight_clouds
from bplib.experiments.two_players import Games
from bplib.model import vjp
from bplib.numerical_derivatives import numerical_gradient, relative_error


def games(**more):
    return Games(eight_clouds(), (0, 1), 0.005, hidden=8, **more)


def test_each_step_moves_one_player():
    for step, moves in (("step_of_D", "D"), ("step_of_G", "G")):
        played = games()
        before = {name: getattr(played, name).theta.copy() for name in "GD"}
        getattr(played, step)(16)
        assert [name for name in "GD" if (getattr(played, name).theta != before[name]).any()] == [moves]


@pytest.mark.parametrize(
    ("goal", "cost"), [("not_saturating", lambda a: -np.log(a)), ("minimax", lambda a: np.log(1 - a))]
)
def test_the_gradient_of_points_is_that_of_the_goal(goal, cost):
    played = games(goal=goal)
    made, g = played.gradient_of_points(16)
    judge = Network([2, 8, 8, 1], "leaky_relu leaky_relu sigmoid", "binary_cross_entropy", rng=np.random.default_rng(0))
    judge.theta = played.D.theta[1].astype(float)
    x = made.A[-1][1].astype(float)
    found = numerical_gradient(lambda flat: cost(judge.outputs(flat.reshape(16, 2))[1]).mean(), x.ravel(), "central")
    assert relative_error(g[1].ravel().astype(float), found) < 1e-5


def test_a_step_of_D_has_the_gradient_of_the_cross_entropy():
    played, again = games(), games()
    real = np.stack([again.mixture.sample(16, rng) for rng in again.rngs])
    X = np.concatenate([real, again.G.answers(again.noise(16))], axis=1)
    alone = again.D.network(1)
    trace = alone.forward(X[1].astype(np.float32))
    label = np.repeat([[1.0], [0.0]], 16, axis=0).astype(np.float32)
    expected = vjp(alone, trace, delta=(trace.A[-1] - label) / 32)[0].flat
    played.step_of_D(16)
    np.testing.assert_allclose(played.D.gradient[1], expected, atol=1e-6)


def test_play_makes_one_step_of_D_and_some_of_G_a_round(monkeypatch):
    steps, played = [], games()
    monkeypatch.setattr(played, "step_of_D", lambda m: steps.append("D"))
    monkeypatch.setattr(played, "step_of_G", lambda m: steps.append("G"))
    played.play(2, steps_of_G=3)
    assert "".join(steps) == "DGGGDGGG"


def test_fresh_optimizers_have_made_no_steps():
    played = games()
    played.play(2)
    played.new_optimizers(0.01)
    assert (played.of_G.t, played.of_D.t, played.of_G.rate, played.of_D.beta1) == (0, 0, 0.01, 0.5)


def test_a_game_finds_most_of_eight_clouds():
    played = Games(eight_clouds(), (0, 1, 2), 0.008)
    played.play(700)
    found = played.modes()
    assert np.median([one.hit for one in found]) >= 7
    assert np.median([one.near for one in found]) > 0.7
