"""Exercise 11: its oracles against the library, numerical gradients and enumeration, its draws, and what is closed."""

from itertools import pairwise, product

import numpy as np
import pytest
from banks import e11_many_goals as bank
from everything import spread

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e11_many_goals.seeds import forward, log_softmax, sigmoid, softmax
from bpcourse.exercises.library import locked_for
from bpcourse.sandboxed.answers import LocalAnswer
from bplib.data.points import eight_clouds, modes
from bplib.generative import diffusion
from bplib.model import vjp
from bplib.network import Network
from bplib.numerical_derivatives import numerical_gradient

TASKS = {task.id: task for task in EXERCISES["11"].tasks}


def draws(task, seeds=2):
    """Return arguments of every part of a task, some of each."""
    return [part.draw(np.random.default_rng(seed)) for part in TASKS[task].parts for seed in range(seeds)]


def slopes(f, x):
    """Return the gradient of a number f(x) by central differences, in the shape of x."""
    return numerical_gradient(lambda v: float(f(v.reshape(x.shape))), x.ravel().copy(), "central").reshape(x.shape)


def near(a, b, tolerance=1e-6):
    """Return whether numbers agree, but for the error of differences."""
    return np.abs(a - b).max() <= tolerance * max(1e-2, np.abs(b).max())


def cross_entropies(W, b, X, Y):
    """Return the cost of each example."""
    return -(Y * log_softmax(forward(W, b, X)[1])).sum(axis=1)


def network(W, b, output):
    """Return a network of the library with these weights, tanh in its hidden layers."""
    hidden = ["tanh"] * (len(W) - 2)
    loss = {"softmax": "cross_entropy", "identity": "quadratic", "sigmoid": "binary_cross_entropy"}[output]
    made = Network([W[1].shape[1], *(len(w) for w in W[1:])], [*hidden, output], loss, rng=np.random.default_rng(0))
    for l in range(1, len(W)):
        made.W[l][:], made.b[l][:] = W[l], b[l]
    return made


# --- the oracles


def test_the_gradient_of_the_input_is_measured_and_is_the_librarys():
    for W, b, X, Y, epsilon in draws("11.1"):
        g_x, X_new = TASKS["11.1"].oracle(W, b, X, Y, epsilon)
        assert near(g_x, slopes(lambda x, W=W, b=b, Y=Y: cross_entropies(W, b, x, Y).sum(), X))
        net = network(W, b, "softmax")
        trace = net.forward(X)
        assert np.allclose(vjp(net, trace, delta=softmax(forward(W, b, X)[1]) - Y)[1], g_x)
        assert (cross_entropies(W, b, X_new, Y) > cross_entropies(W, b, X, Y)).mean() > 0.5
        assert 0 <= X_new.min() <= X_new.max() <= 1
        assert np.abs(X_new - X).max() <= epsilon + 1e-12


def test_the_sparse_delta_is_measured_by_the_weighted_inputs():
    for D2, W2, A1, rho, beta in draws("11.2"):
        penalty, D1 = TASKS["11.2"].oracle(D2, W2, A1, rho, beta)
        m, G = len(A1), D2 @ W2

        def cost(Z, m=m, G=G, rho=rho, beta=beta):
            A = sigmoid(Z)
            r = A.mean(axis=0)
            kl = rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))
            return (G * A).sum() / m + beta * kl.sum()

        Z = np.log(A1 / (1 - A1))
        assert near(D1, m * slopes(cost, Z), 1e-5)
        assert np.isclose(cost(Z) - (G * A1).sum() / m, penalty)


def test_the_encoders_seed_is_measured():
    for mu, s, eps, g_z in draws("11.3"):
        z, KL, g_mu, g_s = TASKS["11.3"].oracle(mu, s, eps, g_z)

        def cost(mu, s, eps=eps, g_z=g_z):
            kl = 0.5 * (mu**2 + np.exp(s) - 1 - s).sum(axis=1)
            return (g_z * (mu + np.exp(s / 2) * eps)).sum() + kl.sum()

        assert near(g_mu, slopes(lambda v, s=s, cost=cost: cost(v, s), mu))
        assert near(g_s, slopes(lambda v, mu=mu, cost=cost: cost(mu, v), s))
        assert np.isclose(cost(mu, s), (g_z * z).sum() + KL.sum())


def test_a_step_of_either_network_is_measured():
    for step, W, b, V, c, Z, X in draws("11.4"):
        seed, g_fake, grad_W, grad_V = TASKS["11.4"].oracle(step, W, b, V, c, Z, X)
        fake = forward(W, b, Z)[1]

        def cost(W, V, b=b, c=c, Z=Z, X=X, step=step):
            made, real = (forward(V, c, x)[1] for x in (forward(W, b, Z)[1], X))
            if step == "G":
                return np.logaddexp(0, -made).mean()
            return np.logaddexp(0, made).mean() + np.logaddexp(0, -real).mean()

        for l in (1, 2):
            moved = W if step == "G" else V

            def at(w, l=l, W=W, V=V, step=step, moved=moved, cost=cost):
                now = [*moved[:l], w, *moved[l + 1 :]]
                return cost(now, V) if step == "G" else cost(W, now)

            found, other = (grad_W, grad_V) if step == "G" else (grad_V, grad_W)
            assert near(found[l], slopes(at, moved[l]), 1e-5)
            assert not other[l].any()
        a = sigmoid(forward(V, c, fake)[1])
        assert np.allclose(seed, a - (step == "G"))
        if step == "G":
            costs = slopes(lambda x, V=V, c=c: np.logaddexp(0, -forward(V, c, x)[1]).sum(), fake)
            assert near(g_fake, costs, 1e-5)
            net = network(V, c, "sigmoid")
            assert np.allclose(vjp(net, net.forward(fake), delta=seed)[1], g_fake)
        else:
            assert not g_fake.any()


def test_the_policys_delta_has_the_gradient_of_J_as_its_mean():
    """A game of three moments with two actions; the logits depend on the moment and on the action before."""
    rng, gamma, T = np.random.default_rng(3), 0.8, 3
    theta, rewards, values = rng.normal(size=(T, 2, 2)), rng.normal(size=(T, 2, 2)), rng.normal(size=(T, 2))
    last = np.arange(T) == T - 1

    def played(theta, actions):
        before = [0, *actions[:-1]]
        Z = np.array([theta[t, before[t]] for t in range(T)])
        r = np.array([rewards[t, before[t], actions[t]] for t in range(T)])
        return before, Z, r, np.prod([softmax(Z)[t, actions[t]] for t in range(T)])

    def J(theta):
        return sum(
            p * (gamma ** np.arange(T) @ r) for _, _, r, p in (played(theta, a) for a in product((0, 1), repeat=T))
        )

    mean = np.zeros_like(theta)
    for actions in product((0, 1), repeat=T):
        before, Z, r, p = played(theta, actions)
        V = np.array([values[t, before[t]] for t in range(T)])
        D = TASKS["11.5"].oracle(Z, np.array(actions), r, V, last, gamma)[2]
        for t in range(T):
            mean[t, before[t]] += p * D[t]
    assert near(mean, -slopes(J, theta), 1e-7)


def test_episodes_one_after_the_other_are_those_alone():
    for Z, actions, rewards, values, last, gamma in draws("11.5"):
        whole = TASKS["11.5"].oracle(Z, actions, rewards, values, last, gamma)
        begins = 0
        for end in np.flatnonzero(last) + 1:
            one = slice(begins, end)
            alone = TASKS["11.5"].oracle(Z[one], actions[one], rewards[one], values[one], last[one], gamma)
            assert all(np.allclose(a[one], b) for a, b in zip(whole, alone, strict=True))
            begins = end


def test_fishers_diagonal_is_that_of_a_loop_over_examples_and_the_springs_are_measured():
    for W_old, b_old, X, W, lam in draws("11.6"):
        F, g = TASKS["11.6"].oracle(W_old, b_old, X, W, lam)
        P = softmax(forward(W_old, b_old, X)[1])
        for l in range(1, len(W)):
            found = np.zeros_like(W[l])
            for x, p in zip(X, P, strict=True):
                for c in range(len(p)):

                    def ln_p(w, l=l, x=x, c=c, W_old=W_old, b_old=b_old):
                        return log_softmax(forward([*W_old[:l], w, *W_old[l + 1 :]], b_old, x[None])[1])[0, c]

                    found += p[c] * slopes(ln_p, W_old[l]) ** 2
            assert near(F[l], found / len(X), 1e-5)
            assert near(
                g[l],
                slopes(lambda w, l=l, F=F, W_old=W_old, lam=lam: lam / 2 * (F[l] * (w - W_old[l]) ** 2).sum(), W[l]),
            )


def test_the_students_delta_is_measured_and_large_logits_do_not_overflow():
    for Z, Z_teacher, Y, T, alpha in draws("11.7"):
        C, D = TASKS["11.7"].oracle(Z, Z_teacher, Y, T, alpha)
        assert np.isfinite(C).all()
        if np.abs(Z).max() < 100:
            given = Z_teacher, Y, T, alpha
            measured = slopes(lambda z, given=given: TASKS["11.7"].oracle(z, *given)[0].sum(), Z)
            assert near(D, measured, 1e-5)
    (part,) = (part for part in TASKS["11.7"].parts if part.name == "large logits")
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(part.draw(np.random.default_rng(0))[0]).max())


def test_a_step_down_is_the_librarys_and_makes_all_eight_clouds():
    for X, eps, A, sigma, following, noise in draws("11.8"):
        noisy, D, clean, new = TASKS["11.8"].oracle(X, eps, A, sigma, following, noise)
        assert np.allclose(noisy - sigma[:, None] * eps, X)
        assert np.allclose(clean, noisy - sigma[:, None] * A)
        assert near(D, slopes(lambda a, eps=eps: ((a - eps) ** 2).sum() / 2, A))
        for i in range(len(X)):
            one = diffusion.step(noisy[[i]], A[[i]], sigma[i], following[i], noise[[i]])
            assert np.allclose(new[[i]], one)
    rng, clouds = np.random.default_rng(0), eight_clouds()
    down = [*diffusion.levels(20), 0.0]
    x = down[0] * rng.normal(size=(400, 2))
    for here, there in pairwise(down):
        levels = np.full(400, here), np.full(400, there)
        x = TASKS["11.8"].oracle(x, 0 * x, clouds.noise(x, here), *levels, rng.normal(size=x.shape))[3]
    assert modes(x).hit == 8
    assert modes(x).near > 0.95


# --- the draws


def test_pixels_leave_the_range_on_both_sides_where_an_answer_tells():
    for part in TASKS["11.1"].parts:
        for seed in range(10):
            given = part.draw(np.random.default_rng(seed))
            _, _, X, _, epsilon = given
            g_x, _ = TASKS["11.1"].oracle(*given)
            moved = X + epsilon * np.sign(g_x)
            if part.telling:
                assert moved.min() < -1e-3
                assert moved.max() > 1 + 1e-3
            assert np.abs(g_x).min() > 0


def test_the_network_does_not_always_prefer_the_label_or_the_action():
    for part in TASKS["11.1"].parts:
        right = []
        for seed in range(10):
            W, b, X, Y, _ = part.draw(np.random.default_rng(seed))
            right += list(forward(W, b, X)[1].argmax(axis=1) == Y.argmax(axis=1))
        assert 0 < np.mean(right) < 1
    for part in TASKS["11.5"].parts:
        same = []
        for seed in range(10):
            Z, actions, *_ = part.draw(np.random.default_rng(seed))
            same += list(Z.argmax(axis=1) == actions)
        assert 0 < np.mean(same) < 1


def test_no_two_sizes_agree_where_an_answer_tells():
    for part in TASKS["11.1"].parts:
        W, _, X, _, _ = part.draw(np.random.default_rng(0))
        sizes = [len(X), X.shape[1], *(len(w) for w in W[1:])]
        if part.telling:
            assert len(set(sizes)) == len(sizes), part.name
    for part in TASKS["11.4"].parts:
        _, W, _, V, _, Z, X = part.draw(np.random.default_rng(0))
        assert len(Z) != len(X)
        assert len({len(Z), len(X), len(W[1]), len(V[1])}) == 4
    for part in TASKS["11.6"].parts:
        W, _, X, _, _ = part.draw(np.random.default_rng(0))
        sizes = [len(X), X.shape[1], *(len(w) for w in W[1:])]
        if part.telling:
            assert len(set(sizes)) == len(sizes), part.name


def test_levels_go_down_in_any_order_and_some_steps_are_the_last():
    parts = {part.name: part for part in TASKS["11.8"].parts}
    for part in parts.values():
        for seed in range(5):
            *_, sigma, following, _ = part.draw(np.random.default_rng(seed))
            assert (following < sigma).all()
    ends = {tuple(parts["some steps are the last"].draw(np.random.default_rng(s))[4] == 0) for s in range(10)}
    assert len(ends) > 3
    assert all(sum(one) == 2 for one in ends)


def test_a_critic_that_is_sure_gives_minimax_hardly_any_gradient():
    (part,) = (part for part in TASKS["11.4"].parts if part.name == "G's step, and D is sure")
    for seed in range(10):
        found = TASKS["11.4"].oracle(*part.draw(np.random.default_rng(seed)))[0]
        assert np.median(1 + found) < 0.2, "a = 1 + seed"


# --- what is closed, and factors

NETWORK = (
    "from bplib.network import Network\n"
    "def of(W, b, last, loss):\n"
    "    net = Network([W[1].shape[1], *(len(w) for w in W[1:])], ['tanh'] * (len(W) - 2) + [last], loss,\n"
    "                  rng=np.random.default_rng(0))\n"
    "    for l in range(1, len(W)):\n"
    "        net.W[l][:], net.b[l][:] = W[l], b[l]\n"
    "    return net\n"
)
BY_THE_LIBRARY = {
    "11.1": (
        NETWORK + "from bplib.model import vjp\n"
        "def attack(W, b, X, Y, epsilon):\n"
        "    net = of(W, b, 'softmax', 'cross_entropy')\n"
        "    trace = net.forward(X)\n"
        "    g_x = vjp(net, trace, delta=trace.A[-1] - Y)[1]\n"
        "    return g_x, np.clip(X + epsilon * np.sign(g_x), 0, 1)\n",
        NETWORK + "def attack(W, b, X, Y, epsilon):\n"
        "    net = of(W, b, 'softmax', 'cross_entropy')\n"
        "    g_x = net.backward(net.forward(X), Y).D[1] @ W[1]\n"
        "    return g_x, np.clip(X + epsilon * np.sign(g_x), 0, 1)\n",
        "from bplib.numerical_derivatives import numerical_gradient\n"
        "def attack(W, b, X, Y, epsilon):\n"
        "    def cost(x):\n"
        "        a = x.reshape(X.shape)\n"
        "        for l in range(1, len(W) - 1):\n"
        "            a = np.tanh(a @ W[l].T + b[l])\n"
        "        z = a @ W[-1].T + b[-1]\n"
        "        return -(Y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum()\n"
        "    g_x = numerical_gradient(cost, X.ravel().copy(), 'central').reshape(X.shape)\n"
        "    return g_x, np.clip(X + epsilon * np.sign(g_x), 0, 1)\n",
    ),
    "11.4": (
        NETWORK + "from bplib.model import vjp\n" + bank.GAN + "slow = gan_step\n"
        "def gan_step(step, W, b, V, c, Z, X):\n"
        "    seed, g, gW, gV = slow(step, W, b, V, c, Z, X)\n"
        "    if step == 'G':\n"
        "        net = of(V, c, 'sigmoid', 'binary_cross_entropy')\n"
        "        g = vjp(net, net.forward(forward(W, b, Z)[1]), delta=seed)[1]\n"
        "    return seed, g, gW, gV\n",
    ),
    "11.8": (
        "from bplib.generative.diffusion import step\n"
        "def denoise(X, eps, A, sigma, following, noise):\n"
        "    noisy = X + sigma[:, None] * eps\n"
        "    rows = [slice(i, i + 1) for i in range(len(X))]\n"
        "    new = [step(noisy[r], A[r], sigma[r][0], following[r][0], noise[r]) for r in rows]\n"
        "    return noisy, A - eps, noisy - sigma[:, None] * A, np.vstack(new)\n",
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
    assert result.points < TASKS[task].points / 2 if task == "11.4" else result.points == 0
    assert "the library does what this task asks you to write" in result.mistake.message


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_closed_to_the_gradients_of_the_library(task):
    assert {"bplib.model:vjp", "bplib.network:Network.backward", "bplib.autodiff.graph:gradients"} <= set(
        locked_for(task)
    )


@pytest.mark.parametrize("task", ["11.1", "11.2", "11.3", "11.7"])
def test_a_gradient_of_the_mean_cost_is_told_so(task):
    """What belongs to each example has been divided by m."""
    which = {"11.1": (0,), "11.2": (1,), "11.3": (2, 3), "11.7": (1,)}[task]

    def by_m(*given):
        right = TASKS[task].oracle(*given)
        return tuple(r / len(r) if i in which else r for i, r in enumerate(right))

    result = TASKS[task].examine(LocalAnswer(by_m), np.random.default_rng(0))
    assert "divided by m" in result.mistake.message, result.mistake.message


def test_two_slips_at_once_are_both_named():
    """Of the likeliest slips at two pieces of a task, made together."""
    pairs, named = [], 0
    for task in TASKS.values():
        first = [(site.keyword, site.slips[0]) for site in task.sites]
        pairs += [(task, *two) for two in pairwise(first)]
    tried = spread(pairs, 4)
    for task, (a, one), (b, two) in tried:
        pieces = {a: one.piece, b: two.piece}
        answer = LocalAnswer(lambda *given, task=task, pieces=pieces: task.oracle(*given, **pieces))
        said = task.examine(answer, np.random.default_rng(0)).mistake.mistake
        named += one.id in said and two.id in said
    assert named >= 0.75 * len(tried), (named, len(tried))


def test_an_answer_that_is_shaped_like_a_stub_earns_nothing():
    def stub(*_given):
        raise NotImplementedError

    for task in TASKS.values():
        result = task.examine(LocalAnswer(stub), np.random.default_rng(0))
        assert result.points == 0
        assert not result.attempted
