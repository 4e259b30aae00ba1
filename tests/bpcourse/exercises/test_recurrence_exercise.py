"""Exercise 09: its oracles against the layers of the library, what is closed, and what its programs do."""

import numpy as np
import pytest
from banks import e09_recurrence as bank

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e09_recurrence.by_hand import H_0, TARGETS, U, W, X
from bpcourse.exercises.e09_recurrence.predict import FLOORS
from bpcourse.exercises.e09_recurrence.programs import VERDICTS, bug_of, program
from bpcourse.exercises.library import locked_for
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks.judgement import Band
from bplib.data.reber import embedded_reber
from bplib.layers import LSTM, Elman, LayerParameters

TASKS = {task.id: task for task in EXERCISES["09"].tasks}


def through_layer(G, X, H, W, U, window=None):
    """Return what the layer Elman makes of the arguments of 09.2, after D."""
    layer = Elman(X.shape[2], len(U), window=window)
    parameters = LayerParameters(layer)
    p = parameters.view
    p.W[:], p.U[:] = W, U
    p.b[:] = (np.arctanh(H[1]) - X[0] @ W.T - H[0] @ U.T)[0]
    h, seen = layer.unroll(p, X, H[0])
    assert np.allclose(h, H[1:])
    grad = parameters.like(np.zeros_like(parameters.flat))
    g_X, g_0 = layer.through_time(p, seen, G, grad.view)
    return grad.view.W, grad.view.U, grad.view.b, g_X, g_0


def test_the_oracles_of_an_elman_network_are_the_layer():
    for seed, part in enumerate(TASKS["09.2"].parts):
        given = part.draw(np.random.default_rng(seed))
        G, _, H, W, U = given
        D, *made = TASKS["09.2"].oracle(*given)
        for right, one in zip(through_layer(*given), made, strict=True):
            assert one.shape == right.shape
            assert np.abs(one - right).max() < 1e-9
        for window in (1, 2, 3, 9):
            D, grad_U = TASKS["09.3"].oracle(G, H, U, window)
            _, right_U, right_b, right_X, _ = through_layer(*given, window)
            assert np.allclose(grad_U, right_U)
            assert np.allclose(D @ W, right_X)
            assert np.allclose(D.sum(axis=(0, 1)), right_b)


def test_the_oracle_of_an_lstm_is_the_layer():
    rng, layer = np.random.default_rng(0), LSTM(2, 3)
    parameters = LayerParameters(layer, flat=rng.normal(size=4 * 3 * (2 + 3 + 1)))
    X, G, start = rng.normal(size=(5, 4, 2)), rng.normal(size=(5, 4, 3)), rng.normal(size=(2, 4, 3))
    _, seen = layer.unroll(parameters.view, X, tuple(start))
    grad = parameters.like(np.zeros_like(parameters.flat))
    g_X, of_start = layer.through_time(parameters.view, seen, G, grad.view)
    D, *ours = TASKS["09.4"].oracle(G, seen[1], seen[3], parameters.view.U)
    assert np.allclose(D @ parameters.view.W, g_X)
    assert np.allclose(D.sum(axis=(0, 1)), grad.view.b)
    assert all(map(np.allclose, ours, of_start))


def test_what_is_typed_in_is_what_finite_differences_say():
    def cost(w, u, h):
        states = [h := w * x + u * h for x in X]
        return sum((h - y) ** 2 / 2 for h, y in zip(states, TARGETS, strict=True) if y is not None)

    truth, e = TASKS["09.1"].truth(), 1e-6
    for name, step in (("grad_w", (e, 0, 0)), ("grad_u", (0, e, 0)), ("grad_h0", (0, 0, e))):
        ends = [cost(*(np.array((W, U, H_0)) + sign * np.array(step))) for sign in (1, -1)]
        assert np.isclose((ends[0] - ends[1]) / (2 * e), truth[name])


def test_the_floors_are_those_of_strings_with_a_second_pair_around_them():
    rng = np.random.default_rng(0)
    letters = np.mean([len(embedded_reber(rng).letters) + 4 - 1 for _ in range(4000)])
    assert abs(letters - 15) < 0.2
    assert np.allclose(np.array(list(FLOORS.values())) * 15 / np.log(2), (8, 9, 10))


def test_a_program_has_its_bug_in_every_writing_and_is_right_forwards_at_the_first_call():
    rng = np.random.default_rng(0)
    X, W, U, b, G = (rng.normal(size=s) for s in ((4, 2, 3), (5, 3), (5, 5), (5,), (4, 2, 5)))
    h, H = np.zeros((2, 5)), []
    for x in X:
        H.append(h := np.tanh(x @ W.T + h @ U.T + b))
    for bug in VERDICTS:
        for _ in range(6):
            (source,), _ = program(rng, bug)
            assert np.allclose(source.function()(X, W, U, b, G)[0], H)
            assert bug_of(source.function()) == bug


def test_programs_come_in_any_order_and_one_moment_in_both_its_writings():
    part = next(part for part in TASKS["09.5"].parts if part.name == "one moment, and two calls")
    orders = set()
    for seed in range(8):
        drawn = part.draw(np.random.default_rng(seed))
        orders.add(tuple(bug for _, bug in drawn))
        texts = [source.text for (source,), bug in drawn if bug == "one moment"]
        assert [sum(piece in text for text in texts) for piece in ("D[0].T", "D[-1].T")] == [1, 1]
    assert len(orders) > 2


def test_a_state_that_was_kept_is_left_when_the_shape_is_another():
    (source,), _ = program(np.random.default_rng(0), "state carried over")
    net, rng = source.function(), np.random.default_rng(1)
    W, U, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 3)), rng.normal(size=3)
    X = rng.normal(size=(4, 2, 2))
    first = net(X, W, U, b, np.ones((4, 2, 3)))[0]
    net(X[:, :1], W, U, b, np.ones((4, 1, 3)))
    assert np.allclose(net(X, W, U, b, np.ones((4, 2, 3)))[0], first)


def test_no_number_that_a_mistake_makes_is_in_its_band():
    task = TASKS["09.6"]
    bands = {part.name: part.judgement for part in task.parts if isinstance(part.judgement, Band)}
    truth = task.truth()
    assert len(bands) == 6
    for mistake in task.mistakes:
        for name, value in mistake.make().items():
            if name in bands and value != truth[name]:
                assert not bands[name].low <= value <= bands[name].high, (mistake.id, name)


def test_in_one_part_of_the_lstm_all_goes_by_the_cell():
    part = next(part for part in TASKS["09.4"].parts if "U = 0" in part.name)
    given = part.draw(np.random.default_rng(0))
    _, g_h0, g_c0 = TASKS["09.4"].oracle(*given)
    assert not given[3].any()
    assert not g_h0.any()
    assert g_c0.all()


@pytest.mark.parametrize("task", ["09.2", "09.4"])
def test_an_error_at_the_last_moment_only_is_there(task):
    part = next(part for part in TASKS[task].parts if "last moment only" in part.name)
    G = part.draw(np.random.default_rng(0))[0]
    assert not G[:-1].any()
    assert G[-1].all()


@pytest.mark.parametrize(("task", "T"), [("09.2", 5), ("09.4", 3)])
def test_a_factor_that_is_the_number_of_moments_has_its_name(task, T):
    answer = LocalAnswer(lambda G, *rest: tuple(len(G) * one for one in TASKS[task].oracle(G, *rest)))
    result = TASKS[task].examine(answer, np.random.default_rng(0))
    assert f"too large by the factor T = {T}." in result.mistake.message


BY_THE_LAYER = """
from bplib.layers import Elman, LayerParameters
def truncated_backward(G, H, U, window):
    n = len(U)
    layer = Elman(1, n, window=window)
    parameters = LayerParameters(layer, flat=np.zeros(n * (n + 2)))
    parameters.view.U[:] = U
    grad = parameters.like(np.zeros(n * (n + 2)))
    x = np.zeros((len(G), G.shape[1], 1))
    layer.through_time(parameters.view, (x, np.arctanh(H[1:]), H), G, grad.view)
    return G, grad.view.U
"""
BY_THE_LSTM = """
from bplib.layers import LSTM, LayerParameters
def lstm_backward(G, gates, C, U):
    n = U.shape[1]
    layer = LSTM(4 * n, n)
    parameters = LayerParameters(layer, flat=np.zeros(4 * n * (5 * n + 1)))
    parameters.view.U[:] = U
    parameters.view.W[:] = np.eye(4 * n)
    H = np.concatenate([0 * C[:1], gates[..., :n] * np.tanh(C[1:])])
    grad = parameters.like(0 * parameters.flat)
    D, (g_h, g_c) = layer.through_time(parameters.view, (0 * gates, gates, H, C), G, grad.view)
    return D, g_h, g_c
"""


@pytest.mark.parametrize(("task", "source", "known"), [("09.3", BY_THE_LAYER, 1), ("09.4", BY_THE_LSTM, 0)])
def test_the_layers_of_the_library_are_locked(task, source, known):
    namespace = {}
    exec(bank.PRELUDE + source, namespace)
    given = TASKS[task].parts[0].draw(np.random.default_rng(0))
    function = namespace[TASKS[task].answer]
    assert np.allclose(function(*given)[known], TASKS[task].oracle(*given)[known]), "open, it gives the answer"
    result = TASKS[task].examine(LocalAnswer(function, locked_for(task)), np.random.default_rng(0))
    assert result.points == 0
    assert "the library does what this task asks you to write" in result.mistake.message
