"""What earns no points in exercise 07: right for some arguments only, on average, or the library's by a detour."""

import numpy as np
import pytest
from banks import e07_deep_networks as bank

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e07_deep_networks.faulty_programs import dead_or_no_skip
from bpcourse.exercises.library import locked_for
from bpcourse.sandboxed.answers import LocalAnswer

TASKS = {task.id: task for task in EXERCISES["07"].tasks}


def examine(task, source):
    """Return the result of an answer that cannot take from the library what the task asks for."""
    namespace = {}
    exec(bank.PRELUDE + source, namespace)
    answer = LocalAnswer(namespace[TASKS[task].answer], locked_for(task))
    return TASKS[task].examine(answer, np.random.default_rng(0))


HALF = "rng.normal(0, np.sqrt(1 / (n_in * E)), ((n_out + 1) // 2, n_in))"
FEW_SAMPLES = "E = np.mean(f(rng.normal(size=400)) ** 2)"
WRONG = {
    "each weight with both signs": (
        "07.2",
        bank._start(f"np.concatenate([(h := {HALF}), -h])[:n_out]"),
        "repeated-numbers",
    ),
    "right on average": (
        "07.2",
        f"def start(n_out, n_in, f, rng):\n    {FEW_SAMPLES}\n    return {bank.NORMAL}\n",
        "varies-from-draw-to-draw",
    ),
    "ε is 0.1": ("07.3", bank.BATCH_NORM.replace("v + epsilon", "v + 0.1"), "argument-ignored"),
    "twice the limit": ("07.4", bank.CLIP.replace("norm > limit", "norm > 2 * limit"), "factor"),
    "0/0": ("07.4", *bank.WRONG["07.4"]["0/0 for zeros"]),
    "the sign of γ": ("07.5", bank._bn(k="np.abs(gamma) * g"), "size-of-gamma"),
    "divided by α": (
        "07.6",
        bank._residual(for_alpha="(g * ((A + alpha * z) - A) / alpha).sum()"),
        "difference-over-alpha",
    ),
    "δ is written into": ("07.8", bank._thousand(first="D *= 1.5"), "changes-input"),
    "the square against the limit": ("07.4", bank.CLIP.replace("norm > limit", "norm**2 > limit"), "compared-with-one"),
}


@pytest.mark.parametrize(("task", "source", "mistake"), WRONG.values(), ids=WRONG)
def test_what_is_right_for_some_arguments_or_on_average_loses_points(task, source, mistake):
    result = examine(task, source)
    assert result.points < TASKS[task].points
    assert result.mistake.mistake == mistake


OF_THE_TRANSPOSE = """
from bplib.layers import LayerNorm, LayerParameters
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    layer = LayerNorm(max(2, len(Z)), epsilon)
    parameters = LayerParameters(layer)
    parameters.start(np.random.default_rng(0))
    return gamma * layer.forward(parameters.view, Z.T)[0].T + beta, mean, variance
"""
OF_THE_MAP = """
from bplib.activations import Activation
from bplib.depth.mean_field import MeanField
def start(n_out, n_in, f, rng):
    class Mine(Activation):
        name = "mine"
        def value(self, z):
            return f(z)
    E = MeanField(Mine(), 1.0).correlation_after(1.0, 1.0)
    return rng.normal(0, (n_in * E) ** -0.5, (n_out, n_in))
"""


@pytest.mark.parametrize(("task", "source"), [("07.2", OF_THE_MAP), ("07.3", OF_THE_TRANSPOSE)])
def test_a_detour_through_the_library_is_closed(task, source):
    result = examine(task, source)
    assert result.points == 0
    assert "the library does what this task asks you to write" in result.mistake.message


def test_a_layer_of_dead_units_may_be_any_of_the_eight():
    layers = set()
    for seed in range(60):
        texts = [
            source.text for (source, _), fault in dead_or_no_skip(np.random.default_rng(seed)) if fault[:4] == "dead"
        ]
        layers |= {int(text.partition("\nb[")[2][0]) for text in texts}
    assert layers == set(range(1, 9))
