"""Exercise 12: what is planted in its worlds, and what fair experiments and constant verdicts make of it."""

from collections import Counter

import numpy as np
import pytest

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e12_trials import cause, forgetting, game, recordings, scope, unfair, without, worlds
from bpcourse.sandboxed.answers import LocalAnswer, Source
from bpcourse.tasks import TrialTask

TASKS = {task.id: task for task in EXERCISES["12"].tasks}
TRIALS = [task for task in TASKS.values() if isinstance(task, TrialTask)]
FAIR = {  # the experiments from which the unfair ones differ in one piece
    "12.2": cause.experiment,
    "12.3": unfair.comparison,
    "12.4": lambda a, b: recordings.by(recordings._t(a, b), 2.3),
    "12.5": game.experiment,
    "12.6": forgetting.experiment,
    "12.7": scope.experiment,
    "12.8": without.experiment,
}


def drawn(task, seed=0):
    """Return the worlds of a task by the names of its parts."""
    rng = np.random.default_rng(seed)
    return {part.name: part.draw(rng) for part in task.parts}


@pytest.mark.parametrize("task", TRIALS, ids=lambda task: task.id)
def test_the_experiment_without_a_flaw_is_right_in_every_world(task):
    for seed in range(3):
        assert task.examine(LocalAnswer(FAIR[task.id]), np.random.default_rng(seed)).points == task.points


@pytest.mark.parametrize("task", TRIALS, ids=lambda task: task.id)
def test_no_constant_verdict_earns_a_part(task):
    for seed in range(3):
        for name, found in drawn(task, seed).items():
            of = Counter(world.kind for world in found)
            for verdict in {world.right for world in found}:
                missed = Counter(world.kind for world in found if world.right != verdict)
                assert any(n > task.allowed.get(kind, 0) * of[kind] for kind, n in missed.items()), (name, verdict)


@pytest.mark.parametrize("task", TRIALS, ids=lambda task: task.id)
def test_each_kind_of_world_has_words_of_its_own_and_each_verdict_a_world(task):
    found = [world for worlds in drawn(task).values() for world in worlds]
    assert {world.kind for world in found} == set(task.facts)
    if task.verdicts:
        assert {world.right for world in found} == set(task.verdicts)


@pytest.mark.parametrize("task", TRIALS, ids=lambda task: task.id)
def test_worlds_are_drawn_afresh_and_in_another_order(task):
    texts = [[str(world.given) for found in drawn(task, seed).values() for world in found] for seed in (0, 1)]
    assert texts[0] != texts[1]


def test_runs_of_a_world_are_the_same_for_the_same_seed():
    rng = np.random.default_rng(0)
    where = worlds.setting(rng)
    run = worlds.source(rng, (0.01, 0.1), (0.5, 0.6)).function()
    assert run("A", 0.01, 3) == run("A", np.float64(0.01), np.int64(3))
    assert run("A", 0.01, 3) != run("A", 0.01, 4)
    assert run("B", 0.1, 3)[0] < run("B", 0.01, 3)[0]
    assert np.isinf(run("A", 1.0, 3)).all()
    assert not set(where.choosing) & set(where.reporting)
    with pytest.raises(ValueError, match="contestants"):
        run("C", 0.1, 3)


def test_a_shift_changes_what_it_is_planted_for_and_nothing_else():
    shifts = [worlds.near("A", 0.01, [3], -0.4, 0.0)]
    plain, planted = (
        worlds.source(np.random.default_rng(1), (0.01, 0.1), (0.5, 0.6), what).function() for what in ((), shifts)
    )
    assert np.isclose(planted("A", 0.01, 3)[0], plain("A", 0.01, 3)[0] - 0.4)
    assert planted("A", 0.01, 3)[1] == plain("A", 0.01, 3)[1]
    for other in (("A", 0.01, 4), ("A", 0.03, 3), ("B", 0.01, 3)):
        assert planted(*other) == plain(*other)


def test_in_the_game_without_a_brake_turns_stay_on_an_ellipse_and_steps_at_once_leave_it():
    slopes, eta = (lambda x, y: (y, x)), 0.3
    turns = game.distances(slopes, (1.0, -1.0), (0.0, 0.0), eta, in_turns=True, steps=3000)
    once = game.distances(slopes, (1.0, -1.0), (0.0, 0.0), eta, in_turns=False, steps=100)
    assert turns.max() < 1.3 * np.sqrt(2)
    assert np.allclose(once[1:] / once[:-1], np.sqrt(1 + eta**2))


def test_the_learners_of_the_worlds_forget_and_remember_as_planted():
    kinds = {}
    for found in drawn(TASKS["12.6"]).values():
        for world in found:
            train, data, seeds = (one.function() if isinstance(one, Source) else one for one in world.given)
            kinds[world.kind] = [forgetting.lesson_of(train, data, seeds, kind) for kind in ("with", "without")]
    assert kinds["both"][0][1] < 0.5 > kinds["both"][1][1]
    assert kinds["one"][0][1] < 0.5 < 0.9 < kinds["one"][1][1]
    assert kinds["alike"][0][1] > 0.9
    assert kinds["never-learnt"][1][0] < 0.6
    assert kinds["frozen"][1][0] > 0.9 > 0.5 > kinds["frozen"][1][2]
    assert kinds["by-heart"][1][0] <= 0.6


def test_a_list_of_problems_is_read_in_any_order_and_kind():
    assert scope.as_words(["moons", "digits"]) == scope.as_words({"digits", "moons"}) == "digits moons"
    assert scope.as_words(()) == scope.NOWHERE
    for wrong in ("digits", ["A"], [1], None):
        assert scope.as_words(wrong) is None
