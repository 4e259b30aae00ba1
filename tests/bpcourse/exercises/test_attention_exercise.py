"""Exercise 10: its oracles against the layers of the library, what is closed, and what its programs do."""

import numpy as np
import pytest
from banks import e10_attention as bank

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e10_attention.attend_slips import allowed
from bpcourse.exercises.e10_attention.programs import VERDICTS, bug_of, program
from bpcourse.exercises.library import locked_for
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks.judgement import Band
from bplib.layers import Attention, Embedding, LayerNorm, LayerParameters, LearntPositions
from bplib.layers.attention import Looks, attend, attend_backward, softmax_rows_backward

TASKS = {task.id: task for task in EXERCISES["10"].tasks}


def draws(task):
    """Return arguments of every part of a task, two of each."""
    return [part.draw(np.random.default_rng(seed)) for part in TASKS[task].parts for seed in range(2)]


def test_the_oracle_of_the_softmax_is_the_librarys_and_its_rows_have_sum_0():
    for P, G in draws("10.1"):
        g_S = TASKS["10.1"].oracle(P, G)
        assert np.allclose(g_S, softmax_rows_backward(P, G))
        assert np.allclose(g_S.sum(axis=-1), 0)


def test_the_oracle_of_attention_is_the_librarys_forwards_and_backwards():
    for Q, K, V, lengths in draws("10.2"):
        right, looks = attend(Q, K, V, allowed(Q.shape[1], lengths))
        Y, P = TASKS["10.2"].oracle(Q, K, V, lengths)
        assert np.allclose(Y, right)
        assert np.allclose(P, looks.P)
        assert not P[lengths == 0].any()
    for Q, K, V, P, G in draws("10.3"):
        right = attend_backward(Looks(Q, K, V, P), G)
        assert all(map(np.allclose, TASKS["10.3"].oracle(Q, K, V, P, G), right))


def test_the_oracles_of_embedding_and_norm_are_the_layers():
    for tokens, G, vocabulary in draws("10.4"):
        (T, d), found = G.shape[1:], []
        for layer, seen in ((Embedding(vocabulary, d), tokens), (LearntPositions(T, d), T)):
            grad = LayerParameters(layer)
            layer.backward(grad.view, seen, G, grad.like(grad.flat).view)
            found.append(grad.flat)
        grad_E, grad_P = TASKS["10.4"].oracle(tokens, G, vocabulary)
        assert np.allclose(grad_E.ravel(), found[0])
        assert np.allclose(grad_P.ravel(), found[1])
    for G, H, s, gamma in draws("10.5"):
        layer = LayerNorm(len(gamma))
        p = LayerParameters(layer)
        p.view.gamma[:] = gamma
        grad = p.like(np.zeros_like(p.flat))
        g_X = layer.backward(p.view, (H, s), G, grad.view)
        ours = TASKS["10.5"].oracle(G, H, s, gamma)
        assert all(map(np.allclose, ours, (g_X, grad.view.gamma, grad.view.beta)))


def test_the_oracle_of_the_heads_is_the_layer_with_matrices_of_1():
    for Q, K, V, heads in draws("10.6"):
        T, d = Q.shape[1:]
        layer = Attention(d, heads, causal=True)
        apart = [layer._apart(X.reshape(-1, d), len(X)) for X in (Q, K, V)]
        Y, _ = attend(*apart, np.tri(T, dtype=bool))
        assert np.allclose(TASKS["10.6"].oracle(Q, K, V, heads), layer._together(Y).reshape(Q.shape))


@pytest.mark.parametrize("task", ["10.2", "10.3"])
def test_no_two_sizes_agree_where_an_answer_tells(task):
    for part in TASKS[task].parts:
        if part.telling and part.name != "causal":
            Q, K, V, *_ = part.draw(np.random.default_rng(0))
            sizes = {len(Q), Q.shape[1], K.shape[1], Q.shape[2], V.shape[2]}
            assert len(sizes) >= 4, part.name


def test_gradients_are_those_of_a_mean_cost_and_not_centred_at_0():
    for task, place in (("10.1", 1), ("10.3", 4), ("10.4", 1)):
        for part in TASKS[task].parts:
            drawn = [part.draw(np.random.default_rng(seed))[place] for seed in range(40)]
            all_of_them = np.concatenate([(len(G) * G).ravel() for G in drawn])
            assert all_of_them.std() == pytest.approx(1, abs=0.2)
            assert all_of_them.mean() == pytest.approx(0.3, abs=0.2)


def test_heads_and_their_columns_differ_in_number_where_an_answer_tells():
    for part in TASKS["10.6"].parts:
        Q, *_, heads = part.draw(np.random.default_rng(0))
        if part.telling:
            assert 1 < heads != Q.shape[2] // heads, part.name


def test_lengths_come_in_any_order():
    (part,) = (part for part in TASKS["10.2"].parts if part.name == "sequences of different lengths")
    orders = {tuple(part.draw(np.random.default_rng(seed))[3]) for seed in range(20)}
    assert len(orders) > 3
    assert all(len(set(order)) == 3 for order in orders)


def test_any_sequence_may_be_the_empty_one():
    (part,) = (part for part in TASKS["10.2"].parts if part.name == "an empty sequence among them")
    assert {int(np.argmin(part.draw(np.random.default_rng(seed))[3])) for seed in range(20)} == {0, 1, 2}


def test_tokens_repeat_in_a_sequence_and_across_examples_and_one_stands_nowhere():
    for part in TASKS["10.4"].parts:
        for seed in range(20):
            tokens, _, _ = part.draw(np.random.default_rng(seed))
            assert tokens[0, 0] == tokens[0, 1], "side by side in a sequence"
            assert tokens[0, -1] == tokens[-1, -1], "at one position of two examples"
    for tokens, _, vocabulary in draws("10.4"):
        assert vocabulary - 1 not in tokens
        assert any(len(set(row)) < len(row) for row in tokens.tolist())
        if len(tokens) > 1:
            assert (tokens[1:] == tokens[:1]).any()


def test_a_sequence_is_empty_in_one_part_and_scores_overflow_in_another():
    parts = {part.name: part for part in TASKS["10.2"].parts}
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert (parts["an empty sequence among them"].draw(rng)[3] == 0).sum() == 1
        Q, K, _, lengths = parts["large scores"].draw(rng)
        S = np.where(allowed(Q.shape[1], lengths), Q @ K.swapaxes(1, 2) / np.sqrt(Q.shape[2]), -np.inf)
        assert S.max() > 710
        assert S[0, 0, 0] < -1500


# --- find the bug


def block_by_layers(tokens, E, gamma, Wq, Wk, Wv, G):
    """Return what the layers of the library make of the arguments of a program."""
    d, x = E.shape[1], E[tokens]
    norm, look = LayerNorm(d), Attention(d, 2, causal=True)
    p, q = LayerParameters(norm), LayerParameters(look)
    p.view.gamma[:] = gamma
    q.view.Wq[:], q.view.Wk[:], q.view.Wv[:], q.view.Wo[:] = Wq, Wk, Wv, np.eye(d)
    n, in_norm = norm.forward(p.view, x)
    y, in_look = look.forward(q.view, n)
    g_n = look.backward(q.view, in_look, G, q.like(0 * q.flat).view)
    g_x = G + norm.backward(p.view, in_norm, g_n, p.like(0 * p.flat).view)
    hot = np.eye(len(E))[tokens]
    return x + y, g_n, g_x, np.einsum("xtv,xtd->vd", hot, g_x)


def arguments(seed=0):
    """Return arguments that show every bug."""
    rng = np.random.default_rng(seed)
    rest = (rng.normal(size=size) for size in ((5, 6), (6,), (6, 6), (6, 6), (6, 6), (3, 4, 6)))
    return np.array([[0, 1, 1, 2], [2, 0, 3, 0], [4, 1, 2, 2]]), *rest


def test_a_program_without_a_bug_is_what_the_layers_do_and_each_bug_shows_in_its_place():
    places = {"mask after softmax": 0, "heads mixed": 1, "repeats lost": 3, "none": 4}
    right, rng = block_by_layers(*arguments()), np.random.default_rng(1)
    for bug in VERDICTS:
        for _ in range(6):
            (source,), _ = program(rng, bug)
            given = source.function()(*arguments())
            first = next((i for i in range(4) if not np.allclose(given[i], right[i])), 4)
            assert first == places.get(bug, 2), bug
            assert bug_of(source.function()) == bug


def test_programs_come_in_any_order_and_leave_their_arguments():
    part = TASKS["10.7"].parts[0]
    orders = {tuple(bug for _, bug in part.draw(np.random.default_rng(seed))) for seed in range(8)}
    assert len(orders) > 2
    (source,), _ = program(np.random.default_rng(0), "repeats lost")
    given, before = arguments(), arguments()
    source.function()(*given)
    assert all(map(np.array_equal, given, before))


# --- predict


def test_no_number_that_a_mistake_makes_is_in_its_band():
    task = TASKS["10.8"]
    bands = {part.name: part.judgement for part in task.parts if isinstance(part.judgement, Band)}
    truth = task.truth()
    assert len(bands) == 5
    for mistake in task.mistakes:
        for name, value in mistake.make().items():
            if name in bands and value != truth[name]:
                assert not bands[name].low <= value <= bands[name].high, (mistake.id, name)


def test_rows_that_are_shuffled_give_shuffled_rows_without_a_mask_and_others_with_one():
    rng = np.random.default_rng(0)
    Q, K, V = rng.normal(size=(3, 2, 6, 4))
    order = np.array([3, 0, 5, 1, 4, 2])
    for mask, alike in ((None, True), (np.tri(6, dtype=bool), False)):
        plain, moved = (attend(Q[:, rows], K[:, rows], V[:, rows], mask)[0] for rows in (np.arange(6), order))
        assert np.allclose(moved, plain[:, order]) is alike
        assert not np.allclose(moved, plain)


# --- what is closed, and factors

BY_THE_LIBRARY = {
    "10.1": (
        "from bplib.layers.attention import softmax_rows_backward\n",
        "from bplib.activations import softmax\n"
        "def softmax_rows_backward(P, G):\n"
        "    return np.einsum('xij,xijk->xik', G, softmax.jacobian(np.log(P + 1e-300)))\n",
        "from bplib.activations import softmax\n"
        "def softmax_rows_backward(P, G):\n"
        "    return softmax.backward(G, None, P)\n",
    ),
    "10.2": (
        "from bplib.layers.attention import attend as library\n"
        "def attend(Q, K, V, lengths):\n"
        "    T = Q.shape[1]\n"
        "    Y, looks = library(Q, K, V, np.tri(T, dtype=bool) & (np.arange(T) < lengths[:, None, None]))\n"
        "    return Y, looks.P\n",
        "from bplib.layers.attention import scores, softmax_rows\n"
        "def attend(Q, K, V, lengths):\n"
        "    T = Q.shape[1]\n"
        "    see = np.tri(T, dtype=bool) & (np.arange(T) < lengths[:, None, None])\n"
        "    P = softmax_rows(np.where(see, scores(Q, K), -np.inf))\n"
        "    return P @ V, P\n",
    ),
    "10.3": (
        "from bplib.layers.attention import Looks, attend_backward as library\n"
        "def attend_backward(Q, K, V, P, G):\n"
        "    return library(Looks(Q, K, V, P), G)\n",
        "from bplib.layers.attention import softmax_rows_backward as rows\n"
        "def attend_backward(Q, K, V, P, G):\n"
        "    g_S = rows(P, G @ V.swapaxes(1, 2)) / np.sqrt(Q.shape[2])\n"
        "    return g_S @ K, g_S.swapaxes(1, 2) @ Q, P.swapaxes(1, 2) @ G\n",
    ),
    "10.4": (
        "from bplib.layers import Embedding, LayerParameters\n"
        "def embedding_backward(tokens, G, vocabulary):\n"
        "    layer = Embedding(vocabulary, G.shape[2])\n"
        "    p = LayerParameters(layer)\n"
        "    layer.backward(p.view, tokens, G, p.view)\n"
        "    return p.view.E, G.sum(axis=0)\n",
    ),
    "10.5": (
        "from bplib.layers import LayerNorm, LayerParameters\n"
        "def layer_norm_backward(G, H, s, gamma):\n"
        "    layer = LayerNorm(len(gamma))\n"
        "    p = LayerParameters(layer)\n"
        "    p.view.gamma[:] = gamma\n"
        "    grad = p.like(np.zeros_like(p.flat))\n"
        "    return layer.backward(p.view, (H, s), G, grad.view), grad.view.gamma, grad.view.beta\n",
    ),
    "10.6": (
        "from bplib.layers.attention import attend\n"
        "def many_heads(Q, K, V, heads):\n"
        "    m, T, d = Q.shape\n"
        "    q, k, v = (X.reshape(m, T, heads, -1).swapaxes(1, 2) for X in (Q, K, V))\n"
        "    return attend(q, k, v, np.tri(T, dtype=bool))[0].swapaxes(1, 2).reshape(Q.shape)\n",
        "from bplib.layers import Attention\n"
        "def many_heads(Q, K, V, heads):\n"
        "    m, T, d = Q.shape\n"
        "    layer = Attention(d, heads)\n"
        "    q, k, v = (layer._apart(X.reshape(-1, d), m) for X in (Q, K, V))\n"
        "    S = np.where(np.tri(T, dtype=bool), q @ k.swapaxes(2, 3) / np.sqrt(d // heads), -np.inf)\n"
        "    P = np.exp(S - S.max(-1, keepdims=True))\n"
        "    return layer._together(P / P.sum(-1, keepdims=True) @ v).reshape(Q.shape)\n",
    ),
}


@pytest.mark.parametrize(
    ("task", "source"), [(task, source) for task, sources in BY_THE_LIBRARY.items() for source in sources]
)
def test_what_the_library_has_of_a_task_is_locked(task, source):
    namespace = {}
    exec(bank.PRELUDE + source, namespace)
    function = namespace[TASKS[task].answer]
    opened = TASKS[task].examine(LocalAnswer(function), np.random.default_rng(0))
    assert opened.points == TASKS[task].points, "open, it gives the answer"
    result = TASKS[task].examine(LocalAnswer(function, locked_for(task)), np.random.default_rng(0))
    assert result.points == 0
    assert "the library does what this task asks you to write" in result.mistake.message


@pytest.mark.parametrize("task", ["10.1", "10.3", "10.4", "10.5"])
def test_a_factor_that_is_the_number_of_examples_has_its_name(task):
    def by_m(*given):
        right, m = TASKS[task].oracle(*given), len(given[-1] if task == "10.3" else given[0])
        return tuple(m * one for one in right) if isinstance(right, tuple) else m * right

    result = TASKS[task].examine(LocalAnswer(by_m), np.random.default_rng(0))
    said = [finding.message for finding in result.findings if finding.mistake]
    assert any("too large by the factor m = " in words or "multiplied by m" in words for words in said), said


def test_an_answer_that_is_shaped_like_a_stub_earns_nothing():
    def stub(*_given):
        raise NotImplementedError

    for task in TASKS.values():
        if task.id != "10.8":
            result = task.examine(LocalAnswer(stub), np.random.default_rng(0))
            assert result.points == 0
            assert not result.attempted
