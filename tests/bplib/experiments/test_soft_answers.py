"""Soft answers: the goal against numerical derivatives, and the bias that names a class."""

import numpy as np
import pytest

from bplib.activations import softmax
from bplib.experiments.many_classifiers import Classifiers
from bplib.experiments.soft_answers import imitate, softened, until_named
from bplib.numerical_derivatives import numerical_gradient


def test_imitation_is_the_gradient_of_t_squared_times_the_cross_entropy(rng):
    teacher, student = (Classifiers([6, 5, 4], "tanh", [seed]) for seed in (1, 2))
    X, T = rng.normal(size=(7, 6)), 3.0
    Q = softened(teacher, X, T)
    np.testing.assert_allclose(Q.sum(-1), 1)

    def cost(theta):
        other = student.copy()
        other.theta[:] = theta
        return -(T**2) * (Q * np.log(softmax(other.forward(X).Z[-1] / T))).sum() / len(X)

    wanted = numerical_gradient(cost, student.theta[0].copy(), "central")
    np.testing.assert_allclose(imitate(T)(student, X[None], Q)[0], wanted, atol=1e-7)


def test_at_temperature_one_a_teacher_answers_as_it_does(rng):
    teacher, X = Classifiers([6, 5, 4], "tanh", [1, 2]), rng.normal(size=(7, 6))
    np.testing.assert_allclose(softened(teacher, X, 1), teacher.forward(X).A[-1])
    assert softened(teacher, X, 9).max() < softened(teacher, X, 1).max()
    with pytest.raises(ValueError, match="T must"):
        softened(teacher, X, 0)


def test_a_bias_is_raised_until_the_class_is_named_so_often(rng):
    nets, X = Classifiers([6, 5, 4], "tanh", [1, 2]), rng.normal(size=(200, 6))
    before = nets.b[-1].copy()
    rise = until_named(nets, 2, X, 0.25)
    named = (nets.forward(X).Z[-1].argmax(-1) == 2).mean(-1)
    np.testing.assert_allclose(named, 0.25, atol=0.006)
    np.testing.assert_allclose((nets.b[-1] - before)[:, 0], np.outer(rise, [0, 0, 1, 0]))
