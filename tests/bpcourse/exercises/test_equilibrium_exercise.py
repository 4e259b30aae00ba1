"""What stands behind two tasks of exercise 06: a chip that keeps its budget, and the search for planted mistakes."""

import json
from itertools import combinations

import numpy as np
import pytest
from lab import ROOT

from bpcourse.exercises.e06_equilibrium_propagation import broken_training, settling_device
from bpcourse.exercises.e06_equilibrium_propagation.settling_device import DEVICE, ONE_HIDDEN, TWO_HIDDEN
from bpcourse.sandboxed.answers import LocalAnswer

RIGHT = {"beta": 0.5, "nudging": "symmetric", "free_sweeps": 3, "nudged_sweeps": 1, "batch_size": 40}


def plan(report):
    """Return settings that serve every network; minibatches are large, to be quick."""
    return {"learning_rates": [0.3] * (len(report["sizes"]) - 1), **RIGHT}


@pytest.mark.parametrize("device", [ONE_HIDDEN, TWO_HIDDEN])
@pytest.mark.parametrize("change", [{}, {"nudging": "one_sided"}, {"nudging": "random_sign", "nudged_sweeps": 4}])
def test_the_chip_makes_the_sweeps_that_it_counts_and_no_more_than_the_budget(device, change, monkeypatch):
    made, train_epoch = [], settling_device.train_epoch

    def counted(network, X, Y, **settings):
        phases = 2 if settings["nudging"] == "symmetric" else 1
        made.append(settings["free_sweeps"] + phases * settings["nudged_sweeps"])
        return train_epoch(network, X, Y, **settings)

    monkeypatch.setattr(settling_device, "train_epoch", counted)
    run = settling_device.run(device, lambda report: plan(report) | change, np.random.default_rng(0))
    assert run.used == sum(made) <= device.budget < sum(made) + made[-1]
    assert len(made) == len(run.epochs) == len(run.settings)


def test_a_plan_gets_a_report_of_plain_values_that_goes_on():
    reports = []
    settling_device.run(TWO_HIDDEN, lambda report: reports.append(report) or plan(report), np.random.default_rng(0))
    assert [report["epoch"] for report in reports] == list(range(len(reports)))
    assert [report["left"] for report in reports] == [48 - 5 * i for i in range(len(reports))]
    for report in reports:
        assert report["sizes"] == [64, 48, 32, 10]
        lists = [report[name] for name in ("cost", "accuracy", "pulled", "residual")]
        assert all(len(values) == report["epoch"] for values in lists)
        assert all(type(value) is float for values in lists for value in values)


def test_the_chip_of_the_notebook_is_the_one_of_the_check():
    notebook = json.loads((ROOT / "exercises" / "06_equilibrium_propagation.ipynb").read_text("utf-8"))
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    namespace = {}
    exec(f"{sources['setup']}\n{sources['device']}", namespace)
    for device in (ONE_HIDDEN, TWO_HIDDEN):
        here = settling_device.run(device, plan, np.random.default_rng(3)).accuracy
        assert namespace["on_chip"](plan, device.sizes, device.budget, seed=3) == here


def test_now_and_then_a_second_training_decides(monkeypatch):
    reached = iter([0.9, 0.95, 0.99])
    monkeypatch.setattr(
        settling_device,
        "run",
        lambda device, plan, rng: settling_device.Run(device, [plan({"sizes": device.sizes})], [], 5, next(reached)),
    )
    assert DEVICE.examine(LocalAnswer(plan), np.random.default_rng(0)).points == DEVICE.points


@pytest.mark.parametrize("wanted", [np.nan, np.inf, -1, 0, True, "3", None, [3], 10**9])
@pytest.mark.parametrize("name", ["beta", "free_sweeps", "nudged_sweeps", "batch_size"])
def test_what_the_chip_cannot_do_is_refused(name, wanted):
    result = DEVICE.examine(LocalAnswer(lambda report: plan(report) | {name: wanted}), np.random.default_rng(0))
    assert result.points == 0
    assert result.mistake.mistake == f"{name.replace('_', '-')}-out-of-range"


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_whatever_is_left_of_the_planted_mistakes_one_of_it_is_named(size):
    for bugs in combinations([slip.id for slip in broken_training.PLANTED.values()], size):
        answer = LocalAnswer(broken_training.with_bugs(bugs))
        result = broken_training.MEND.examine(answer, np.random.default_rng(size))
        assert result.points < broken_training.MEND.points
        in_one_list = {"changed-in-place", "nudged-from-rest"} & set(bugs) == {"changed-in-place"}
        assert result.mistake.mistake in ({"nothing-learnt"} if in_one_list else bugs)
