"""Task 11.4: two networks and two goals: a generator learns through its critic, and each step moves one of them."""

from __future__ import annotations

from bpcourse.exercises.e11_many_goals import generator_slips as slips
from bpcourse.exercises.e11_many_goals.seeds import draw_weights, forward, of_examples, sigmoid
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale


def _weights(V, A, seed, mean, slope):
    """Return the gradients of a network's weights from δ of its last layer, and δ of its first."""
    D = (seed @ V[2]) * slope(A[1])
    return [None, mean(D.T @ A[0], len(seed)), mean(seed.T @ A[1], len(seed))], D


def _gan(
    step,
    W,
    b,
    V,
    c,
    Z,
    X,
    *,
    seed_G=lambda a: a - 1,
    seed_fake=lambda a: a,
    seed_real=lambda a: a - 1,
    slope_D=lambda A: 1 - A**2,
    slope_V=lambda A: 1 - A**2,
    to_fake=lambda D, V, fake: D @ V,
    handed=lambda g, fake: g,
    slope_G=lambda A: 1 - A**2,
    mean_G=lambda total, m: total / m,
    mean_fake=lambda total, m: total / m,
    mean_real=lambda total, m: total / m,
    both=lambda fake, real, m, m_real: fake + real,
    others_of_G=lambda V, of_G, of_D: [None, 0 * V[1], 0 * V[2]],
    others_of_D=lambda W, of_D, of_G: [None, 0 * W[1], 0 * W[2]],
    shown_of_D=lambda g: 0 * g,
) -> tuple:
    """Return seed, g_fake, grad_W and grad_V; each keyword is a piece that a slip may replace."""
    H, fake = forward(W, b, Z)
    K, logit = forward(V, c, fake)
    K_real, logit_real = forward(V, c, X)
    a, a_real, m = sigmoid(logit), sigmoid(logit_real), len(Z)

    def of_generator(seed):
        g = to_fake((seed @ V[2]) * slope_D(K[1]), V[1], fake)
        e2 = handed(g, fake)
        e1 = (e2 @ W[2]) * slope_G(H[1])
        return g, [None, mean_G(e1.T @ Z, m), mean_G(e2.T @ H[1], m)]

    def of_critic():
        made, _ = _weights(V, K, seed_fake(a), mean_fake, slope_V)
        real, _ = _weights(V, K_real, seed_real(a_real), mean_real, slope_V)
        return [None, *(both(f, r, m, len(X)) for f, r in zip(made[1:], real[1:], strict=True))]

    if step == "G":
        seed = seed_G(a)
        g, grad_W = of_generator(seed)
        through, _ = _weights(V, K, seed, mean_fake, slope_V)
        return seed, g, grad_W, others_of_G(V, through, of_critic())
    seed = seed_fake(a)
    g, through = of_generator(seed)
    return seed, shown_of_D(g), others_of_D(W, through, of_generator(seed_G(a))[1]), of_critic()


def _draw(step: str, m: int, m_real: int, sizes: tuple, critic: tuple, sure: float = 0.0):
    """Return a draw; ``sure`` moves D's logit down: it sees at once what is made."""

    def draw(rng):
        W, b = draw_weights(rng, sizes)
        V, c = draw_weights(rng, critic, 1.4)
        c[-1] = c[-1] - sure
        return step, W, b, V, c, rng.normal(0.1, 1, (m, sizes[0])), rng.normal(1, 0.5, (m_real, sizes[-1]))

    return draw


def _scales(_step, _W, _b, _V, _c, Z, X):
    return of_examples(len(Z)), Scale(len(X), "real-examples", f"m_real = {len(X)}")


MISTAKES = (
    Mistake(
        "both-networks-moved",
        "Each step gives both networks a gradient: G's step moves D, and D's step moves G. The other one has to stand "
        "still: its gradient is 0.",
        lambda *given: _gan(
            *given,
            others_of_G=lambda V, of_G, of_D: of_G,
            others_of_D=lambda W, of_D, of_G: of_D,
            shown_of_D=lambda g: g,
        ),
    ),
    Mistake(
        "G-moved-in-the-step-of-D",
        "In D's step G gets a gradient, that of D's cost: nothing has been cut off between them. G would be trained to "
        "be found out. In D's step g_fake and grad_W are 0.",
        lambda *given: _gan(*given, others_of_D=lambda W, of_D, of_G: of_D, shown_of_D=lambda g: g),
    ),
    Mistake(
        "each-gets-its-own",
        "In every step each network gets the gradient of its own cost. A step moves one network, and the gradient of "
        "the other is 0.",
        lambda *given: _gan(*given, others_of_G=lambda V, of_G, of_D: of_D, others_of_D=lambda W, of_D, of_G: of_G),
    ),
    Mistake(
        "steps-exchanged",
        "The two steps have changed places: in G's step D is moved, in D's step G.",
        lambda step, *given: _gan("D" if step == "G" else "G", *given),
    ),
    Mistake(
        "always-the-step-of-G",
        "D's step does what G's step does. In D's step what G has made has the label 0, real examples have 1, and D is "
        "moved.",
        lambda step, *given: _gan("G", *given),
    ),
    Mistake(
        "always-the-step-of-D",
        "G's step does what D's step does. In G's step what it has made has the label 1, and G is moved.",
        lambda step, *given: _gan("D", *given),
    ),
    Mistake(
        "all-labels-swapped",
        "Labels are exchanged. Real has the label 1; what G has made has 0 in D's step, and in G's step 1.",
        lambda *given: _gan(*given, seed_G=lambda a: a, seed_fake=lambda a: a - 1, seed_real=lambda a: a),
    ),
    Mistake(
        "labels-of-D-swapped",
        "In D's step the labels are exchanged. Real examples have the label 1, what G has made has 0.",
        lambda *given: _gan(*given, seed_fake=lambda a: a - 1, seed_real=lambda a: a),
    ),
    Mistake(
        "sums-for-means",
        "Sums over the examples stand where means belong: BP4 divides by their number.",
        lambda *given: _gan(*given, mean_G=lambda t, m: t, mean_fake=lambda t, m: t, mean_real=lambda t, m: t),
    ),
    Mistake(
        "seeds-of-the-activation",
        "At all three places stands ∂C/∂a, -1/a or 1/(1 - a). The seed is at D's logit: the sigmoid's slope comes in.",
        lambda *given: _gan(
            *given,
            seed_G=lambda a: -1 / a,
            seed_fake=lambda a: 1 / (1 - a),
            seed_real=lambda a: -1 / a,
        ),
    ),
    Mistake(
        "quadratic-costs",
        "At all three places the slope a(1 - a) has been multiplied in: that belongs to quadratic costs. These are "
        "cross-entropies.",
        lambda *given: _gan(
            *given,
            seed_G=lambda a: (a - 1) * a * (1 - a),
            seed_fake=lambda a: a * a * (1 - a),
            seed_real=lambda a: (a - 1) * a * (1 - a),
        ),
    ),
    Mistake(
        "all-seeds-of-the-wrong-sign",
        "All seeds have the wrong sign: costs would be made larger.",
        lambda *given: _gan(*given, seed_G=lambda a: 1 - a, seed_fake=lambda a: -a, seed_real=lambda a: 1 - a),
    ),
)

GENERATOR = FunctionTask(
    id="11.4",
    title="A generator learns through its critic",
    misconceptions="labels exchanged; minimax; cut off at D; D moved in G's step, G in D's; divided by m twice; the "
    "mean taken before G",
    answer="gan_step",
    difficulty=4,
    minutes=40,
    section="lesson 11a, section 6",
    names=("seed", "g_fake", "grad_W", "grad_V"),
    oracle=_gan,
    sites=(
        Site("seed_G", slips.SEEDS_G),
        Site("others_of_G", slips.OTHERS_OF_G, result="grad_V"),
        Site("others_of_D", slips.OTHERS_OF_D, result="grad_W"),
        Site("handed", slips.HANDED, result="grad_W"),
        Site("to_fake", slips.TO_FAKE),
        Site("both", slips.BOTH, result="grad_V"),
        Site("seed_fake", slips.SEEDS_FAKE),
        Site("seed_real", slips.SEEDS_REAL, result="grad_V"),
        Site("mean_G", slips.MEANS, "grad_W", "grad_W"),
        Site("mean_fake", slips.MEANS, "grad_V, what G has made", "grad_V"),
        Site("mean_real", slips.MEANS, "grad_V, real examples", "grad_V"),
        Site("slope_D", slips.SLOPES, "D, on the way to g_fake"),
        Site("slope_G", slips.SLOPES, "G", "grad_W"),
        Site("slope_V", slips.SLOPES, "grad_V", "grad_V"),
        Site("shown_of_D", slips.SHOWN, result="g_fake"),
    ),
    in_pairs=3,
    mistakes=MISTAKES,
    parts=(
        Part("G's step", 1.25, _draw("G", 7, 5, (2, 6, 3), (3, 4, 1))),
        Part("G's step, and D is sure", 0.75, _draw("G", 5, 8, (3, 4, 2), (2, 6, 1), sure=6.0)),
        Part("D's step", 1.0, _draw("D", 6, 9, (3, 5, 2), (2, 4, 1))),
        Part("D's step, and D is sure", 0.5, _draw("D", 4, 7, (2, 5, 3), (3, 6, 1), sure=3.0)),
    ),
    scales=_scales,
    hints=(
        "Go forwards through both: G makes A, D says a = σ(logit). In G's step the cost is -ln a, in D's step "
        "-ln(1 - a) for what G has made and -ln a for what is real.",
        "Seeds at D's logit: a - 1 where the label is 1, a where it is 0. g_fake = δ¹ V[1], as in 11.1; that is δ of "
        "G's last layer, which has no slope. One mean only, in BP4.",
        "The network that is not moved gets zeros: np.zeros_like(V[1]) and so on, with None in place 0. In D's step "
        "the mean over what G has made and the mean over real examples are added.",
    ),
    insight="G never sees an example. All it learns comes by one product, from D's δ¹ and V¹: what would have to "
    "change in what it made.",
)
