"""Answers to exercise 06 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
def at_rest(b, x):
    return [x] + [np.zeros((len(x), len(v))) for v in b[1:]]
"""


def _dictionary(name, right):
    """Return a function that writes the dictionary of an answer, with some entries replaced."""

    def write(**entries):
        pairs = ", ".join(f"{key!r}: {value}" for key, value in {**right, **entries}.items())
        return f"{name} = {{{pairs}}}"

    return write


_units = _dictionary(
    "two_units",
    dict(h_free=0.6, o_free=0.5, E=-0.065, C=0.125, o_nudged=0.55, one_sided=-1.3, symmetric=-1.3922, exact=-1.3889),
)
_curves = _dictionary(
    "curves",
    dict(
        A="'one-sided, six sweeps'",
        B="'symmetric'",
        C="'symmetric, float32'",
        D="'one-sided'",
        E="'symmetric, six sweeps'",
        A_left="'residual'",
        C_left="'rounding'",
        hurry="'symmetric'",
        beta_one=0.0065,
        beta_sym=0.075,
    ),
)
_asymmetry = _dictionary(
    "asymmetry",
    dict(
        one_60=0.62,
        two_60=0.354,
        two_135=0.53,
        three_180=-1,
        rule="'(cos φ) to the power L - 1'",
        beta="'false'",
        rests="'true'",
        learns="'true'",
    ),
)


def _function(head, *lines):
    return "\n    ".join([f"def {head}:", *lines])


def _solved(
    received="b + w * a",
    loop="1 - w * w",
    hidden="a + w * o",
    E="(h * h + o * o) / 2 - w * h * o - a * h - b * o",
    cost="(o - t) ** 2 / 2",
    pull="beta",
    brake="beta",
    nudged="rest(beta)",
    one="beta",
    two="2 * beta",
    sign="-1",
    exact="(o - t) * (a + 2 * w * o) / loop",
):
    """Return an answer to 06.1 that is computed, with its pieces replaced: all that follows is wrong, too."""
    return f"""
w, a, b, t = 0.8, 0.2, 0.02, 1
def rest(beta):
    o = ({received} + {pull}) / (loop + {brake})
    return {hidden}, o
def pulled(beta):
    return {nudged}
loop, beta = {loop}, 0
h, o = rest(0)
two_units = dict(h_free=h, o_free=o, E={E}, C={cost}, exact={exact})
beta = 0.04
(h1, o1), (h2, o2) = pulled(beta), pulled(-beta)
two_units["o_nudged"] = o1
two_units["one_sided"] = {sign} * (h1 * o1 - h * o) / ({one})
two_units["symmetric"] = {sign} * (h1 * o1 - h2 * o2) / ({two})
"""


# --- 06.2


def _energy(
    own="(s[l] ** 2).sum(1) / 2",
    pair="(s[l] * (s[l - 1] @ W[l].T)).sum(1)",
    bias="s[l] @ b[l]",
    cost="((s[-1] - Y) ** 2).sum(axis=1) / 2",
    force="s[l - 1] @ W[l].T + b[l] - s[l]",
    above="s[l + 1] @ W[l + 1]",
    pull="beta * (Y - s[-1])",
    end="E, C, forces",
    total="E += {own} - {pair} - {bias}",
):
    """Return an answer to 06.2 with its pieces replaced."""
    return _function(
        "energy_and_forces(W, b, s, Y, beta)",
        f"E, C, forces = np.zeros(len(Y)), {cost}, [None]",
        "for l in range(1, len(W)):",
        f"    {total.format(own=own, pair=pair, bias=bias)}",
        f"    z = {force}",
        f"    forces.append(z + ({above} if l + 1 < len(W) else {pull}))",
        f"return {end}",
    )


# --- 06.3


def _sweep(
    below="s[l - 1] @ W[l].T + b[l]",
    above="s[l + 1] @ W[l + 1]",
    output="(z + beta * Y) / (1 + beta)",
    new="np.clip(z, 0, 1)",
    order="order",
    start="s = list(s)",
    end="s",
):
    """Return an answer to 06.3 with its pieces replaced."""
    return _function(
        "sweep(W, b, s, Y, beta, order)",
        start,
        f"for l in {order}:",
        f"    z = {below}",
        "    if l == len(W) - 1:",
        f"        z = {output}",
        "    else:",
        f"        z = z + {above}",
        f"    s[l] = {new}",
        f"return {end}",
    )


# --- 06.4


def _contrast(
    other="free if minus is None else minus",
    distance="beta if minus is None else 2 * beta",
    W="t[l].T @ t[l - 1] - s[l].T @ s[l - 1]",
    b="(t[l] - s[l]).mean(axis=0)",
    scale_W="/ d / m",
    scale_b="/ d",
):
    """Return an answer to 06.4 with its pieces replaced."""
    return _function(
        "ep_gradient(free, plus, minus, beta)",
        f"s, t, d, m = plus, {other}, {distance}, len(free[0])",
        "grad_W, grad_b = [None], [None]",
        "for l in range(1, len(free)):",
        f"    grad_W.append(({W}) {scale_W})",
        f"    grad_b.append({b} {scale_b})",
        "return grad_W, grad_b",
    )


# --- 06.6


def _epoch(
    copy="s = list(s)",
    slope="1",
    pulled="l == L",
    step="np.clip(old[l] + force / 2, 0, 1)",
    pull="beta * (y - old[l])",
    first="s = at_rest(b, X[:batch_size])",
    each="s = at_rest(b, x)",
    plus="relax(W, b, s, y, beta, nudged_steps)",
    minus="relax(W, b, s, y, -beta, nudged_steps)",
    update="(plus[l].T @ plus[l - 1] - minus[l].T @ minus[l - 1]) / (2 * beta * len(x))",
    copies="W, b = [None] + [w.copy() for w in W[1:]], [None] + [v.copy() for v in b[1:]]",
    end="W, b",
):
    """Return an answer to 06.6: the broken program, mended, with its pieces replaced."""
    return f"""
def relax(W, b, s, y, beta, steps):
    {copy}
    L = len(W) - 1
    for step in range(steps):
        old = list(s)
        for l in range(1, len(W)):
            drive = old[l - 1] @ W[l].T + b[l]
            if l < L:
                drive = drive + old[l + 1] @ W[l + 1]
            slope = {slope}
            force = slope * drive - old[l]
            if {pulled}:
                force = force + {pull}
            s[l] = {step}
    return s
def mended_epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps):
    {copies}
    {first}
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        {each}
        s = relax(W, b, s, y, 0, free_steps)
        plus = {plus}
        minus = {minus}
        for l in range(1, len(W)):
            W[l] += rate * {update}
            b[l] += rate * (plus[l] - minus[l]).mean(axis=0) / (2 * beta)
    return {end}
"""


FROZEN = "(old[l] > 0) & (old[l] < 1)"
FROM_REST = {
    "plus": "relax(W, b, at_rest(b, x), y, beta, nudged_steps)",
    "minus": "relax(W, b, at_rest(b, x), y, -beta, nudged_steps)",
}
STALE = "s = [x, *s[1:]]"
ALL_SIX = _epoch(copy="pass", slope=FROZEN, pulled="beta > 0 and l == L - 1", each=STALE, **FROM_REST)


# --- 06.8


def _plan(rates="[1.0, 0.5, 0.2] if L == 3 else [1.0, 0.3]", fall="report['left'] / report['budget']", **settings):
    """Return an answer to 06.8 with other rates or settings."""
    right = {"beta": 0.5, "nudging": "'symmetric'", "free_sweeps": 3, "nudged_sweeps": 1, "batch_size": 10}
    pairs = ", ".join(f"{name!r}: {value}" for name, value in {**right, **settings}.items())
    return _function(
        "plan(report)",
        "L = len(report['sizes']) - 1",
        f"fall, rates = {fall}, {rates}",
        f"return {{'learning_rates': [fall * rate for rate in rates], {pairs}}}",
    )


WRONG = {
    "06.1": {
        "a plus at all terms": (_units(E=0.675), "all-plus"),
        "a forward pass": (_units(h_free=0.2, o_free=0.18), "nothing-comes-back"),
        "plus for minus": (_units(h_free="0.2 + 0.8 * 0.18 / 1.64", o_free="0.18 / 1.64"), "sign-of-the-loop"),
        "w once": (_units(o_free=0.9), "w-not-squared"),
        "exchanged": (_units(h_free=0.5, o_free=0.6), "h-and-o-exchanged"),
        "every pair twice": (_units(E=-0.305), "pair-counted-twice"),
        "squares without a half": (_units(E=0.24), "half-of-the-squares"),
        "energy with the other sign": (_units(E=0.065), "drives-or-sign"),
        "no connection": (_units(E=0.175), "coupling-missing"),
        "cost without a half": (_units(C=0.25), "cost-without-half"),
        "error": (_units(C=0.5), "error-for-cost"),
        "no resistance": (_units(o_nudged=0.6111), "spring-without-resistance"),
        "one turn": (_units(o_nudged="0.54 / 1.04"), "hidden-unit-held"),
        "moved by the force": (_units(o_nudged=0.52), "force-for-movement"),
        "pushed away": (_units(o_nudged=0.4375), "pushed-for-pulled"),
        "signs of learning": (_units(one_sided=1.3, symmetric=1.3922, exact=1.3889), "ascent"),
        "no division": (
            _units(one_sided=-0.052, symmetric=-0.1114),
            "beta-missing (the one-sided estimate, the symmetric estimate)",
        ),
        "divided by beta": (_units(symmetric=-2.7844), "beta-for-two-beta (the symmetric estimate)"),
        "movements multiplied": (_units(one_sided=-0.05), "product-of-differences"),
        "only the output moves": (_units(one_sided=-0.75), "only-the-output-moves"),
        "the same twice": (_units(symmetric=-1.3), "one-sided-for-symmetric"),
        "estimate for exact": (_units(exact=-1.3922), "estimate-for-exact"),
        "the way up only": (_units(exact="-0.3 / 0.36"), "upward-use-only"),
        "not all filled in": (_units(exact="..."), "not-filled-in"),
        "a list": ("two_units = [0.6, 0.5]", "form"),
        "the loop with a plus, and all that follows": (_solved(loop="1 + w * w"), "sign-of-the-loop"),
        "the bias left out, and all that follows": (_solved(received="w * a"), "b-missing"),
        "no minus on the way back, no half": (
            _solved(hidden="a - w * o", cost="(o - t) ** 2"),
            "hidden-sign + cost-without-half",
        ),
        "two beta under and over": (_solved(pull="2 * beta", brake="2 * beta"), "pull-without-half"),
        "divided by two, and the sign": (
            _solved(two="2", sign="1"),
            "two-without-beta (the symmetric estimate) + estimates-ascend",
        ),
        "no resistance, and what follows": (_solved(brake="0"), "spring-without-resistance"),
        "one turn, and what follows": (
            _solved(nudged="(lambda o: (a + w * o, o))((b + w * h + beta) / (1 + beta))"),
            "one-turn",
        ),
        "held, and what follows": (_solved(nudged="(h, (b + w * h + beta) / (1 + beta))"), "hidden-unit-held"),
        "forward slope": (_solved(exact="(o - t) * a"), "forward-pass-only"),
        "two digits": (_units(symmetric=-1.4, one_sided=-1.3, exact=-1.4), "few-digits"),
        "brackets": (
            _solved(one="1 / beta", two="2 / beta"),
            "times-beta (the one-sided estimate) + brackets (the symmetric estimate)",
        ),
    },
    "06.2": {
        "the slope of a sigmoid above": (
            _energy(above="s[l + 1] @ W[l + 1] * s[l] * (1 - s[l])"),
            "unknown",
        ),
        "squares of what is predicted": (
            _energy(total="E += ((s[l] - s[l - 1] @ W[l].T - b[l]) ** 2).sum(axis=1) / 2"),
            "energy-of-prediction-errors",
        ),
        "pairs twice": (
            _energy(pair="2 * (s[l] * (s[l - 1] @ W[l].T)).sum(1)"),
            "pair-counted-twice (E)",
        ),
        "pairs halved": (_energy(pair="(s[l] * (s[l - 1] @ W[l].T)).sum(1) / 2"), "pair-halved (E)"),
        "no half": (_energy(own="(s[l] ** 2).sum(1)"), "half-of-the-square (E)"),
        "no half, and the force to it": (
            _energy(own="(s[l] ** 2).sum(1)", force="s[l - 1] @ W[l].T + b[l] - 2 * s[l]"),
            "half-of-the-square",
        ),
        "no own energy": (_energy(own="0"), "square-missing (E)"),
        "bias missing": (_energy(bias="0"), "bias-missing (E)"),
        "bias missing in the force": (_energy(force="s[l - 1] @ W[l].T - s[l]"), "bias-missing (the forces)"),
        "plus for minus": (_energy(total="E += {own} + {pair} - {bias}"), "sign-of-the-coupling (E)"),
        "inputs counted": (_energy(end="E + (s[0] ** 2).sum(1) / 2, C, forces"), "input-counted (E)"),
        "total energy": (_energy(end="E + beta * C, C, forces"), "total-for-energy (E)"),
        "mean": (_energy(end="E.mean(), C.mean(), forces"), "mean-over-the-batch (E, C)"),
        "cost without a half": (_energy(cost="((s[-1] - Y) ** 2).sum(axis=1)"), "cost-without-half (C)"),
        "uphill": (_energy(end="E, C, [None, *(-f for f in forces[1:])]"), "uphill (the forces)"),
        "forward only": (_energy(above="0"), "nothing-from-above (the forces)"),
        "transposed on the way down": (_energy(above="s[l + 1] @ W[l + 1].T"), "weights-up-for-down (the forces)"),
        "pull missing": (_energy(pull="0"), "pull-missing (the forces)"),
        "pull with the other sign": (_energy(pull="beta * (s[-1] - Y)"), "pull-the-wrong-way (the forces)"),
        "pull without beta": (_energy(pull="Y - s[-1]"), "pull-without-beta (the forces)"),
        "no None": (_energy(end="E, C, forces[1:]"), "index-0"),
        "energy alone": (_energy(end="E"), "one-result-only"),
        "in place": (
            _energy(end="E, C, forces").replace("return", "s[1] *= 1.5\n    return"),
            "changes-input",
        ),
        "pairs twice everywhere": (
            _energy(
                pair="2 * (s[l] * (s[l - 1] @ W[l].T)).sum(1)",
                force="2 * s[l - 1] @ W[l].T + b[l] - s[l]",
                above="2 * s[l + 1] @ W[l + 1]",
            ),
            "pair-counted-twice",
        ),
        "no half, and no pull": (
            _energy(own="(s[l] ** 2).sum(1)", pull="0"),
            "half-of-the-square + pull-missing (the forces)",
        ),
        "transposed and uphill": (
            _energy(above="s[l + 1] @ W[l + 1].T", end="E, C, [None, *(-f for f in forces[1:])]"),
            "weights-up-for-down (the forces) + uphill (the forces)",
        ),
        "mean over the outputs": (_energy(cost="((s[-1] - Y) ** 2).mean(axis=1)"), "mean-squared-error (C)"),
        "only the last layer": (_energy(total="E = {own} - {pair} - {bias}"), "last-layer-only (E)"),
        "a pull that knows no push": (_energy(pull="max(beta, 0) * (Y - s[-1])"), "no-negative-pull (the forces)"),
        "states for forces": (_energy(force="s[l - 1] @ W[l].T + b[l]"), "square-missing (the forces)"),
        "states for forces, clipped": (
            _energy(end="E, C, [None, *(np.clip(f + a, 0, 1) for f, a in zip(forces[1:], s[1:]))]"),
            "clipped-state-for-force (the forces)",
        ),
        "half of the bias, two of the pull": (
            _energy(bias="s[l] @ b[l] / 2", pull="2 * beta * (Y - s[-1])"),
            "bias-halved (E) + cost-without-half (the forces)",
        ),
        "one sum for all": (_energy(end="E.sum(), C.sum(), forces"), "sum-over-the-batch (E, C)"),
        "every sign turned": (_energy(total="E += {own} + {pair} + {bias}"), "sign-of-both-terms"),
        "brackets": (_energy(pull="beta * Y - s[-1]"), "pull-minus-the-state (the forces)"),
        "the length": (_energy(cost="np.linalg.norm(s[-1] - Y, axis=1)"), "length-of-the-error (C)"),
        "columns": (_energy(end="E[:, None], C[:, None], forces"), "column (E, C)"),
        "in place and uphill": (
            _energy(end="E, C, [None, *(-f for f in forces[1:])]").replace("return", "s[1] *= 1.5\n    return"),
            "uphill (the forces)",
        ),
        "results exchanged": (_energy(end="C, E, forces"), "energy-and-cost-exchanged"),
        "float32": (_energy(end="E.astype(np.float32), C, forces"), "float32"),
    },
    "06.3": {
        "hidden layers without what is below": (
            _sweep(above="s[l + 1] @ W[l + 1] - s[l - 1] @ W[l].T"),
            "unknown",
        ),
        "the bias goes down, too": (_sweep(above="(s[l + 1] + b[l + 1]) @ W[l + 1]"), "unknown"),
        "kept off the walls": (_sweep(new="np.clip(z, 1e-4, 1 - 1e-4)"), "kept-off-the-walls"),
        "a tenth of the way": (_sweep(new="np.clip(0.9 * s[l] + 0.1 * z, 0, 1)"), "moved-partly"),
        "times the old state": (_sweep(new="s[l] * np.clip(z, 0, 1)"), "times-the-old"),
        "another library's hard sigmoid": (_sweep(new="np.clip((z + 3) / 6, 0, 1)"), "hard-sigmoid-of-a-library"),
        "a sum that goes on": (_sweep(new="np.clip(np.cumsum(z, axis=1), 0, 1)"), "sum-not-begun-anew"),
        "all at once": (
            _sweep(start="old, s = list(s), list(s)").replace("z = s[", "z = old[").replace("+ s[", "+ old["),
            "all-at-once",
        ),
        "always upwards": (_sweep(order="range(1, len(W))"), "always-upwards"),
        "always downwards": (_sweep(order="range(len(W) - 1, 0, -1)"), "always-downwards"),
        "order from beta": (
            _sweep(order="(range(len(W) - 1, 0, -1) if beta else range(1, len(W)))"),
            "order-from-beta",
        ),
        "no clip": (_sweep(new="z"), "no-clip"),
        "relu": (_sweep(new="np.maximum(z, 0)"), "no-upper-limit"),
        "logistic": (_sweep(new="1 / (1 + np.exp(-z))"), "smooth-sigmoid"),
        "not divided": (_sweep(output="z + beta * Y"), "not-divided"),
        "clipped first": (_sweep(output="(np.clip(z, 0, 1) + beta * Y) / (1 + beta)"), "clipped-too-early"),
        "one minus beta": (_sweep(output="(z + beta * Y) / (1 - beta)"), "divided-by-one-minus-beta"),
        "target whole": (_sweep(output="(z + Y) / (1 + beta)"), "target-without-beta"),
        "target subtracted": (_sweep(output="(z - beta * Y) / (1 + beta)"), "target-subtracted"),
        "no pull": (_sweep(output="z / (1 + beta)"), "pull-missing"),
        "along the force": (_sweep(output="z + beta * (Y - s[l])"), "euler-step"),
        "force, divided": (_sweep(output="(z + beta * (Y - s[l])) / (1 + beta)"), "old-output-in-the-pull"),
        "half of the way": (_sweep(new="(s[l] + np.clip(z, 0, 1)) / 2"), "half-way"),
        "bias missing": (_sweep(below="s[l - 1] @ W[l].T"), "bias-missing"),
        "a forward pass": (_sweep(above="0"), "nothing-from-above"),
        "transposed on the way down": (_sweep(above="s[l + 1] @ W[l + 1].T"), "weights-up-for-down"),
        "written into the list": (_sweep(start="pass"), "changes-input"),
        "no return": (_sweep(end="None"), "returns-nothing"),
        "a forward pass from below up": (_sweep(above="0", order="range(1, len(W))"), "forward-pass"),
        "half steps": (
            _sweep(output="(z + s[l] + beta * (Y - s[l])) / 2", new="np.clip(z, 0, 1)").replace(
                "z = z + s[l + 1] @ W[l + 1]", "z = (z + s[l + 1] @ W[l + 1] + s[l]) / 2"
            ),
            "half-steps",
        ),
        "all at once, no division": (
            _sweep(start="old, s = list(s), list(s)", output="z + beta * Y")
            .replace("z = s[", "z = old[")
            .replace("+ s[", "+ old["),
            "all-at-once + not-divided",
        ),
        "bias missing and ReLU": (
            _sweep(below="s[l - 1] @ W[l].T", new="np.maximum(z, 0)"),
            "bias-missing + no-upper-limit",
        ),
        "downwards, minus": (
            _sweep(order="range(len(W) - 1, 0, -1)", output="(z + beta * Y) / (1 - beta)"),
            "always-downwards + divided-by-one-minus-beta",
        ),
        "sign of the pull": (_sweep(output="(z - beta * Y) / (1 - beta)"), "pushed-for-pulled"),
        "the pull at the drive": (_sweep(output="z + beta * (Y - z)"), "pull-at-the-drive"),
        "two beta": (_sweep(output="(z + 2 * beta * Y) / (1 + 2 * beta)"), "cost-without-half"),
        "brackets": (_sweep(output="z + beta * Y / (1 + beta)"), "target-divided-only"),
        "no push": (_sweep(output="(z + beta * Y) / (1 + beta) if beta > 0 else z"), "no-negative-pull"),
        "clamped": (_sweep(output="Y if beta else z"), "target-taken"),
        "clipped at the end": (_sweep(new="z", end="[s[0]] + [np.clip(x, 0, 1) for x in s[1:]]"), "clipped-at-the-end"),
        "inputs clipped": (_sweep(start="s = [np.clip(s[0], 0, 1)] + s[1:]"), "inputs-clipped"),
        "outputs not moved": (_sweep(order="[l for l in order if l < len(W) - 1]"), "outputs-left-out"),
        "frozen at the walls": (
            _sweep(above="s[l + 1] @ W[l + 1]\n        z = np.where((s[l] > 0) & (s[l] < 1), z, s[l])"),
            "frozen-at-the-walls",
        ),
        "order from the sign of beta": (
            _sweep(order="sorted(order, reverse=beta > 0)"),
            "order-from-the-sign-of-beta",
        ),
        "float32": (_sweep(new="np.clip(z, 0, 1).astype(np.float32)"), "float32"),
    },
    "06.4": {
        "one lower end of the free phase": (
            _contrast(W="t[l].T @ free[l - 1] - s[l].T @ s[l - 1]"),
            "unknown",
        ),
        "upper ends of one phase rounded": (
            _contrast(W="(t[l] > 0.5).T @ t[l - 1] - s[l].T @ s[l - 1]"),
            "unknown",
        ),
        "no unit with itself": (
            _contrast(W="(t[l].T @ t[l - 1] - s[l].T @ s[l - 1]) * (1 - np.eye(t[l].shape[1], t[l - 1].shape[1]))"),
            "general-diagonal-missing",
        ),
        "Hebb minus anti-Hebb": (
            _contrast(W="s[l].T @ s[l - 1] - t[l].T @ t[l - 1]", b="(s[l] - t[l]).mean(axis=0)"),
            "ascent",
        ),
        "sign of the weights": (_contrast(W="s[l].T @ s[l - 1] - t[l].T @ t[l - 1]"), "weights-ascend"),
        "sign of the biases": (_contrast(b="(s[l] - t[l]).mean(axis=0)"), "biases-ascend"),
        "sum of the phases": (
            _contrast(W="-s[l].T @ s[l - 1] - t[l].T @ t[l - 1]", b="-(s[l] + t[l]).mean(axis=0)"),
            "sum-of-the-phases (grad_W, grad_b)",
        ),
        "Hebb alone": (_contrast(W="-s[l].T @ s[l - 1]", b="-s[l].mean(axis=0)"), "one-phase-only (grad_W, grad_b)"),
        "not divided": (_contrast(distance="1"), "beta-missing (the one-sided estimate, the symmetric estimate)"),
        "divided by two": (_contrast(distance="beta if minus is None else 2"), "two-without-beta"),
        "times beta": (
            _contrast(distance="1 / beta if minus is None else 1 / (2 * beta)"),
            "times-beta (the one-sided estimate, the symmetric estimate)",
        ),
        "beta for two beta": (_contrast(distance="beta"), "beta-for-two-beta (the symmetric estimate)"),
        "two beta for beta": (_contrast(distance="2 * beta"), "two-beta-for-beta (the one-sided estimate)"),
        "size of beta": (_contrast(distance="abs(beta) if minus is None else 2 * abs(beta)"), "size-of-beta"),
        "free for minus": (_contrast(other="free"), "free-for-minus (the symmetric estimate)"),
        "one-sided always": (_contrast(other="free", distance="beta"), "one-sided-always"),
        "sum": (_contrast(scale_W="/ d"), "sum-for-mean (grad_W)"),
        "movements multiplied": (
            _contrast(W="-(s[l] - t[l]).T @ (s[l - 1] - t[l - 1])"),
            "product-of-differences (grad_W)",
        ),
        "like BP4": (_contrast(W="(t[l] - s[l]).T @ t[l - 1]"), "lower-end-of-the-free-state (grad_W)"),
        "with the pulled lower end": (
            _contrast(W="(t[l] - s[l]).T @ s[l - 1]"),
            "lower-end-of-the-pulled-state (grad_W)",
        ),
        "means multiplied": (
            _contrast(W="m * (np.outer(t[l].mean(0), t[l - 1].mean(0)) - np.outer(s[l].mean(0), s[l - 1].mean(0)))"),
            "products-of-means (grad_W)",
        ),
        "bias not divided": (_contrast(scale_b=""), "beta-missing (the one-sided estimate, the symmetric estimate)"),
        "bias summed": (_contrast(b="(t[l] - s[l]).sum(axis=0)"), "sum-for-mean (grad_b)"),
        "transposed": (_contrast(W="t[l - 1].T @ t[l] - s[l - 1].T @ s[l]"), "transposed"),
        "minus not expected to be None": (_contrast(other="minus"), "raises"),
        "sum, and weights uphill": (_contrast(W="s[l].T @ s[l - 1] - t[l].T @ t[l - 1]", scale_W="/ d"), "batch-size"),
        "sum for both": (_contrast(scale_W="/ d", b="(t[l] - s[l]).sum(axis=0)"), "sum-for-mean (grad_W, grad_b)"),
        "no beta, no mean": (
            _contrast(distance="1", scale_W="", b="(t[l] - s[l]).sum(axis=0)"),
            "beta-missing (the one-sided estimate, the symmetric estimate)",
        ),
        "like BP4, by two": (
            _contrast(W="(t[l] - s[l]).T @ t[l - 1]", distance="beta if minus is None else 2"),
            "two-without-beta (the symmetric estimate) + lower-end-of-the-free-state (grad_W)",
        ),
        "one-sided always, and its size": (
            _contrast(other="free", distance="abs(beta)"),
            "one-sided-always + size-of-beta (the one-sided estimate)",
        ),
        "brackets": (_contrast(distance="beta if minus is None else 2 / beta"), "brackets (the symmetric estimate)"),
        "last example": (
            _contrast(
                W="np.outer(t[l][-1], t[l - 1][-1]) - np.outer(s[l][-1], s[l - 1][-1])",
                scale_W="/ d",
                b="(t[l][-1] - s[l][-1])",
            ),
            "last-example (grad_W, grad_b)",
        ),
        "two halves added": (
            _function(
                "ep_gradient(free, plus, minus, beta)",
                "def one(s):",
                "    W = [(free[l].T @ free[l - 1] - s[l].T @ s[l - 1]) / beta / len(s[0]) for l in range(1, len(s))]",
                "    return W, [(free[l] - s[l]).mean(0) / beta for l in range(1, len(s))]",
                "W, b = one(plus)",
                "if minus is not None:",
                "    V, c = one(minus)",
                "    W, b = [(x + y) / 2 for x, y in zip(W, V)], [(x + y) / 2 for x, y in zip(b, c)]",
                "return [None, *W], [None, *b]",
            ),
            "sign-of-the-second-estimate",
        ),
        "upper end once": (_contrast(W="t[l].T @ (t[l - 1] - s[l - 1])"), "upper-end-of-the-free-state (grad_W)"),
        "one bias for all": (_contrast(b="np.full(s[l].shape[1], (t[l] - s[l]).mean())"), "bias-one-for-all (grad_b)"),
        "biases zero": (_contrast(b="0 * s[l][0]"), "bias-left-out (grad_b)"),
        "m twice": (_contrast(scale_W="/ d / m / m"), "divided-twice (grad_W)"),
        "examples as columns": (
            _contrast(scale_W="/ d / len(free[0].T)", b="(t[l] - s[l]).sum(axis=0) / len(free[0].T)"),
            "inputs-for-examples",
        ),
        "rounded": (
            _contrast().replace("return grad_W", "return [None] + [g.round(2) for g in grad_W[1:]]"),
            "rounded-to-2",
        ),
    },
    "06.5": {
        "orders exchanged": (_curves(B="'one-sided'", D="'symmetric'"), "orders-exchanged"),
        "steep taken for one-sided": (_curves(C="'one-sided'"), "steep-is-not-one-sided"),
        "A and C exchanged": (
            _curves(A="'symmetric, float32'", C="'one-sided, six sweeps'"),
            "residual-taken-for-rounding",
        ),
        "residual for rounding": (_curves(C_left="'residual'"), "rounding-taken-for-residual"),
        "C and E exchanged": (
            _curves(C="'symmetric, six sweeps'", E="'symmetric, float32'"),
            "float32-taken-for-unfinished",
        ),
        "A and D exchanged": (_curves(A="'one-sided'", D="'one-sided, six sweeps'"), "finished-taken-for-unfinished"),
        "B and E exchanged": (_curves(B="'symmetric, six sweeps'", E="'symmetric'"), "unfinished-taken-for-finished"),
        "B and C exchanged": (_curves(B="'symmetric, float32'", C="'symmetric'"), "float64-taken-for-float32"),
        "curvature": (_curves(A_left="'curvature'"), "curvature-on-the-left"),
        "asymmetry": (_curves(C_left="'asymmetry'"), "asymmetry-blamed"),
        "one-sided in a hurry": (_curves(hurry="'one-sided'"), "one-sided-with-six-sweeps"),
        "neither": (_curves(hurry="'neither'"), "neither-with-six-sweeps"),
        "betas exchanged": (_curves(beta_one=0.075, beta_sym=0.0065), "betas-exchanged"),
        "error read off": (_curves(beta_one=0.015), "error-for-beta"),
        "far too small": (_curves(beta_one=1e-5), "look-again"),
        "another word": (_curves(A="'sum'"), "form"),
        "a word for a number": (_curves(beta_one="'small'"), "form"),
        "not all filled in": (_curves(E="..."), "not-filled-in"),
        "D for a hurried one": (_curves(D="'symmetric, six sweeps'"), "finished-one-sided-taken-for-symmetric"),
        "per cent": (_curves(beta_one=0.7, beta_sym=7.5), "per-cent"),
        "the exponent": (_curves(beta_one=-2.2, beta_sym=-1.1), "exponent"),
        "ten per cent": (_curves(beta_sym=0.24), "ten-per-cent"),
        "a tenth of a per cent": (_curves(beta_one=6e-4), "a-tenth-of-a-per-cent"),
        "float32 for the hurried one, and its reason": (
            _curves(A="'symmetric, float32'", C="'one-sided, six sweeps'", A_left="'rounding'", C_left="'residual'"),
            "residual-taken-for-rounding",
        ),
        "all orders exchanged": (
            _curves(A="'symmetric, six sweeps'", B="'one-sided'", D="'symmetric'", E="'one-sided, six sweeps'"),
            "symmetric-for-a-slope-of-one",
        ),
        "either": (_curves(hurry="'either'"), "either-with-six-sweeps"),
        "asymmetry on both": (_curves(A_left="'asymmetry'", C_left="'asymmetry'"), "asymmetry-blamed"),
    },
    "06.6": {
        "only the last layer at rest": (
            _epoch(each="s = [x, *(v[: len(x)] for v in s[1:-1]), np.zeros((len(x), len(b[-1])))]"),
            "some-layers-not-at-rest",
        ),
        "the change for the state": (_epoch(step="np.clip(force / 2, 0, 1)"), "unknown"),
        "as it was": (ALL_SIX, "frozen-at-rest"),
        "slope mended": (
            _epoch(copy="pass", pulled="beta > 0 and l == L - 1", each=STALE, **FROM_REST),
            "wrong-layer-pulled",
        ),
        "slope and layer mended": (
            _epoch(copy="pass", pulled="beta > 0 and l == L", each=STALE, **FROM_REST),
            "no-negative-pull",
        ),
        "relaxation mended but for the copy": (_epoch(copy="pass", each=STALE, **FROM_REST), "nudged-from-rest"),
        "only the copy is missing": (_epoch(copy="pass"), "nothing-learnt"),
        "only the negative pull is missing": (_epoch(pulled="beta > 0 and l == L"), "no-negative-pull"),
        "only from rest": (_epoch(**FROM_REST), "nudged-from-rest"),
        "only stale": (_epoch(each=STALE), "states-of-other-images"),
        "only the slope": (_epoch(slope=FROZEN), "frozen-at-rest"),
        "only the layer": (_epoch(pulled="l == L - 1"), "wrong-layer-pulled"),
        "one after the other": (_epoch(minus="relax(W, b, plus, y, -beta, nudged_steps)"), "nudged-phases-in-a-row"),
        "clip taken out": (_epoch(step="old[l] + force / 2"), "no-clip"),
        "pull without s": (_epoch(pull="beta * y"), "pull-to-the-target-only"),
        "update turned round": (
            _epoch(update="(minus[l].T @ minus[l - 1] - plus[l].T @ plus[l - 1]) / (2 * beta * len(x))").replace(
                "(plus[l] - minus[l])", "(minus[l] - plus[l])"
            ),
            "the-wrong-way",
        ),
        "parameters in place": (_epoch(copies="pass"), "changes-input"),
        "weights only": (_epoch(end="W"), "one-result-only"),
        "raises": (_epoch(copy="s = s.copy()", first="s = None", each="pass"), "raises"),
        "nothing written": ("def mended_epoch(W, b, *rest):\n    return W, b", "nothing-learnt"),
        "steps too long and from rest": (
            _epoch(step="np.clip(old[l] + force, 0, 1)", **FROM_REST),
            "nudged-from-rest + whole-steps",
        ),
        "stale, and summed": (
            _epoch(each=STALE, update="(plus[l].T @ plus[l - 1] - minus[l].T @ minus[l - 1]) / (2 * beta)").replace(
                ".mean(axis=0) / (2 * beta)", ".sum(axis=0) / (2 * beta)"
            ),
            "states-of-other-images + sum-for-mean",
        ),
        "no slope and no clip, stale": (
            _epoch(step="old[l] + force / 2", each=STALE),
            "states-of-other-images + no-clip",
        ),
        "slope of the smooth one": (_epoch(slope="old[l] * (1 - old[l])"), "slope-of-another-sigmoid"),
        "half of the ends": (_epoch(slope="(old[l] > 0) & (old[l] <= 1)"), "frozen-at-rest"),
        "one after the other in a step": (_epoch().replace("old = list(s)", "old = s"), "one-after-the-other"),
        "both pull": (_epoch(pull="abs(beta) * (y - old[l])"), "nothing-learnt"),
        "free phase pulled": (_epoch().replace("s, y, 0, free_steps", "s, y, beta, free_steps"), "free-phase-pulled"),
        "nudged for long": (
            _epoch()
            .replace("nudged_steps)", "free_steps)")
            .replace("beta, rate, free_steps, free_steps)", "beta, rate, free_steps, nudged_steps)"),
            "free-steps-everywhere",
        ),
        "weights only moved": (_epoch().replace("b[l] +=", "_ ="), "biases-not-moved"),
        "returned too soon": (_epoch().replace("    return W, b\n", "        return W, b\n"), "first-minibatch-only"),
        "one-sided": (
            _epoch(minus="s", update="(plus[l].T @ plus[l - 1] - minus[l].T @ minus[l - 1]) / (2 * beta * len(x))"),
            "one-sided",
        ),
    },
    "06.7": {
        "cos φ for two layers": (_asymmetry(two_135=-0.7, two_60=0.5), "one-matrix-for-two"),
        "symmetric": (_asymmetry(one_60=1.0, two_60=1.0), "still-symmetric"),
        "last layer": (_asymmetry(one_60=0.988, two_60=0.984), "last-layer"),
        "second layer": (_asymmetry(two_60=0.62), "second-layer"),
        "everything": (_asymmetry(one_60=0.812, two_60=0.857, two_135=0.769), "all-parameters"),
        "against the symmetric network": (_asymmetry(one_60=0.575), "gradient-of-the-symmetric-network"),
        "relative error": (_asymmetry(one_60=0.826, three_180=2), "relative-error"),
        "degrees": (_asymmetry(one_60=51.6), "degrees"),
        "one network": (_asymmetry(two_60=0.484), "one-network"),
        "predicted": (_asymmetry(one_60=0.5, two_60=0.25), "prediction-not-measurement"),
        "the sign at 135": (_asymmetry(two_135=-0.53), "one-turn-for-two"),
        "cos": (_asymmetry(rule="'cos φ'"), "depth-does-not-matter"),
        "one power too many": (_asymmetry(rule="'(cos φ) to the power L'"), "one-matrix-too-many"),
        "a straight line": (_asymmetry(rule="'1 - φ/90°'"), "straight-line"),
        "smaller beta": (_asymmetry(beta="'true'"), "beta-cures-asymmetry"),
        "never rests": (_asymmetry(rests="'false'"), "settling-blamed"),
        "never learns": (_asymmetry(learns="'false'"), "learning-written-off"),
        "some number": (_asymmetry(one_60=0.7), "look-again"),
        "yes": (_asymmetry(learns="'yes'"), "form"),
        "not all filled in": (_asymmetry(rule="..."), "not-filled-in"),
        "radians": (_asymmetry(one_60=0.9, two_60=1.21), "radians"),
        "per cent": (_asymmetry(one_60=62.1, two_60=35.4, two_135=53, three_180=-100), "per-cent"),
        "sum": (_asymmetry(one_60=12.4, two_60=7.08, two_135=10.6, three_180=-20), "sum-for-mean"),
        "squares": (_asymmetry(one_60=0.394, two_60=0.152, two_135=0.287), "cosine-squared"),
        "unit by unit": (_asymmetry(one_60=0.449, two_60=0.232, two_135=0.468), "cosine-of-each-unit"),
        "averaged first": (_asymmetry(one_60=0.847, two_60=0.596, two_135=0.472), "gradients-averaged-first"),
        "without norms": (_asymmetry(one_60=0.083), "not-divided-by-the-norms"),
        "biases": (_asymmetry(two_60=0.394, two_135=0.567), "biases-for-weights"),
        "a strong pull": (_asymmetry(two_135=0.504, three_180=-0.946), "strong-symmetric-pull"),
        "a step for a gradient": (_asymmetry(one_60=-0.621, two_60=-0.354, two_135=-0.53, three_180=1), "wrong-sign"),
        "one for two": (_asymmetry(one_60=0.354, two_60=0.62), "two-hidden-layers-for-one"),
        "a complex number": (_asymmetry(one_60="0.62 + 0j"), "form"),
    },
    "06.8": {
        "as in the paper": (
            _plan("[0.1, 0.05, 0.05][:L]", free_sweeps=20, nudged_sweeps=4, beta=0.9, nudging="'random_sign'"),
            "settled-too-well",
        ),
        "settled to the end": (_plan(free_sweeps=12, nudged_sweeps=5), "settled-too-well"),
        "the library's numbers of sweeps": (_plan(free_sweeps=6, nudged_sweeps=3), "settled-too-well"),
        "one-sided": (_plan(nudging="'one_sided'", nudged_sweeps=2), "one-sided-in-a-hurry"),
        "a tiny pull": (_plan(beta=0.001), "pull-too-weak"),
        "large minibatches": (_plan(batch_size=300), "minibatch-too-large"),
        "steps too long": (_plan("[4.0] * L"), "rate-too-large"),
        "steps too short": (_plan("[0.01] * L"), "rate-too-small"),
        "first layer held": (_plan("[0, 0.1, 0.1][:L]"), "first-layer-held"),
        "falls too fast": (_plan(fall="0.001 ** report['epoch']"), "rate-cut-too-early"),
        "dearer than the budget": (_plan(free_sweeps=100), "too-dear"),
        "rates for one network only": (_plan("[1.0, 0.3]"), "form"),
        "beta too large": (_plan(beta=1.5), "form"),
        "half a sweep": (_plan(free_sweeps=2.5), "form"),
        "an entry missing": (_plan().replace(", 'batch_size': 10", ""), "form"),
        "another word": (_plan(nudging="'both'"), "form"),
        "a list": ("def plan(report):\n    return [1.0, 0.3]", "form"),
        "no return": ("def plan(report):\n    rates = [1.0, 0.3]", "returns-nothing"),
        "report changed": (_plan().replace("L = ", "report['left'] -= 5\n    L = "), "changes-input"),
        "a name that is not there": (_plan(beta="pull"), "raises"),
        "all rates 0": (_plan("[0.0] * L"), "nothing-moves"),
        "one epoch only": (_plan(free_sweeps="3 if report['epoch'] == 0 else 500"), "budget-left"),
        "rates that rise": (
            _plan("[0.1, 0.05, 0.02][:L]", fall="1.02 - report['left'] / report['budget']"),
            "rates-rise",
        ),
        "a pull of one": (_plan(beta=0.99), "pull-too-strong"),
        "what is left for a rate": (_plan(fall="report['left']"), "rate-too-large"),
        "one-sided with the library's sweeps, all in all": (
            _plan(nudging="'one_sided'", free_sweeps=4, nudged_sweeps=3),
            "one-sided-in-a-hurry",
        ),
        "large minibatches and small rates": (_plan("[0.05] * L", batch_size=100), "minibatch-too-large"),
        "a weak pull, one-sided": (_plan(nudging="'one_sided'", beta=0.01, nudged_sweeps=2), "one-sided-in-a-hurry"),
        "a generator of rates": (
            "def plan(report):\n    rates = (0.3 for _ in report['sizes'][1:])\n    return dict("
            "learning_rates=rates, beta=0.5, nudging='symmetric', free_sweeps=3, nudged_sweeps=1, batch_size=10)",
            "form",
        ),
        "rates for the input, too": (_plan("[1.0] * (L + 1)"), "form"),
    },
}

RIGHT = {
    "06.1": {
        "four decimals": _units(),
        "three decimals": _units(symmetric=-1.392, exact=-1.389),
        "computed": """
w, a, b, t = 0.8, 0.2, 0.02, 1
def o(beta, w=w):
    return (b + w * a + beta * t) / (1 - w * w + beta)
def p(beta):
    return o(beta) * (a + w * o(beta))
def J(w):
    return (o(0, w) - t) ** 2 / 2
h0 = a + w * o(0)
two_units = dict(h_free=h0, o_free=o(0), E=-(a * h0 + b * o(0)) / 2, C=J(w), o_nudged=o(0.04))
two_units["one_sided"] = (p(0) - p(0.04)) / 0.04
two_units["symmetric"] = (p(-0.04) - p(0.04)) / 0.08
two_units["exact"] = (J(w + 1e-5) - J(w - 1e-5)) / 2e-5
""",
        "by turns": """
def rest(beta):
    h = o = 0.0
    for _ in range(400):
        h = 0.2 + 0.8 * o
        o = (0.02 + 0.8 * h + beta) / (1 + beta)
    return h, o
h, o = rest(0)
E = h * h / 2 + o * o / 2 - 0.8 * h * o - 0.2 * h - 0.02 * o
two_units = dict(h_free=h, o_free=o, E=E, C=(1 - o) ** 2 / 2, o_nudged=rest(0.04)[1])
up, down = np.prod(rest(0.04)), np.prod(rest(-0.04))
two_units |= dict(one_sided=(h * o - up) / 0.04, symmetric=(down - up) / 0.08, exact=-1.388889)
""",
    },
    "06.2": {
        "layer by layer": _energy(),
        "einsum": _energy(
            pair="np.einsum('mj,jk,mk->m', s[l], W[l], s[l - 1])", bias="np.einsum('mj,j->m', s[l], b[l])"
        ),
        "one example after the other": _function(
            "energy_and_forces(W, b, s, Y, beta)",
            "L, m = len(W) - 1, len(Y)",
            "E, C, forces = np.zeros(m), np.zeros(m), [None] + [np.zeros(x.shape) for x in s[1:]]",
            "for i in range(m):",
            "    for l in range(1, L + 1):",
            "        z = W[l] @ s[l - 1][i] + b[l]",
            "        E[i] += s[l][i] @ s[l][i] / 2 - s[l][i] @ z",
            "        forces[l][i] += z - s[l][i]",
            "        if l > 1:",
            "            forces[l - 1][i] += W[l].T @ s[l][i]",
            "    C[i] = np.linalg.norm(s[L][i] - Y[i]) ** 2 / 2",
            "    forces[L][i] += beta * (Y[i] - s[L][i])",
            "return E, C, forces",
        ),
        "by differences": """
def F(W, b, s, Y, beta):
    E = sum((s[l] ** 2).sum(1) / 2 - (s[l] * (s[l - 1] @ W[l].T + b[l])).sum(1) for l in range(1, len(W)))
    C = ((s[-1] - Y) ** 2).sum(1) / 2
    return E, C, E + beta * C
def energy_and_forces(W, b, s, Y, beta):
    forces = [None]
    for l in range(1, len(W)):
        force = np.zeros(s[l].shape)
        for j in range(s[l].shape[1]):
            up, down = [x.copy() for x in s], [x.copy() for x in s]
            up[l][:, j] += 0.5
            down[l][:, j] -= 0.5
            force[:, j] = F(W, b, down, Y, beta)[2] - F(W, b, up, Y, beta)[2]
        forces.append(force)
    return *F(W, b, s, Y, beta)[:2], forces
""",
        "with the library": """
from bplib.equilibrium import EnergyNetwork
def energy_and_forces(W, b, s, Y, beta):
    net = EnergyNetwork([x.shape[1] for x in s], rng=np.random.default_rng(0))
    for l in range(1, len(W)):
        net.W[l][:], net.b[l][:] = W[l], b[l]
    return net.energy(s), net.cost(s, Y), net.forces(s, Y, beta)
""",
    },
    "06.3": {
        "a new list": _sweep(),
        "minimum and maximum": _sweep(
            new="np.minimum(np.maximum(z, 0), 1)", output="z / (1 + beta) + beta / (1 + beta) * Y"
        ),
        "a step to the zero of the force": _sweep(output="s[l] + (z - s[l] + beta * (Y - s[l])) / (1 + beta)"),
        "example by example": _function(
            "sweep(W, b, s, Y, beta, order)",
            "s, L = [x.copy() for x in s], len(W) - 1",
            "for l in order:",
            "    for i in range(len(Y)):",
            "        z = W[l] @ s[l - 1][i] + b[l]",
            "        z = z + W[l + 1].T @ s[l + 1][i] if l < L else (z + beta * Y[i]) / (1 + beta)",
            "        s[l][i] = z.clip(0, 1)",
            "return s",
        ),
        "a tuple": _sweep(end="tuple(s)"),
    },
    "06.4": {
        "one formula": _contrast(),
        "slope of the energy's derivative": _function(
            "ep_gradient(free, plus, minus, beta)",
            "def g(s):",
            "    m = len(s[0])",
            "    pairs = list(zip(s[1:], s[:-1]))",
            "    return [-(a.T @ c) / m for a, c in pairs], [-a.mean(axis=0) for a in s[1:]]",
            "p, q, d = g(plus), g(free if minus is None else minus), beta if minus is None else 2 * beta",
            "return tuple([None] + [(u - v) / d for u, v in zip(x, y)] for x, y in zip(p, q))",
        ),
        "einsum": _contrast(
            W="np.einsum('mj,mk->jk', t[l], t[l - 1]) - np.einsum('mj,mk->jk', s[l], s[l - 1])",
            scale_W="/ (d * m)",
        ),
        "mean of two one-sided ones": _function(
            "ep_gradient(free, plus, minus, beta)",
            "def one(s, beta):",
            "    W = [(free[l].T @ free[l - 1] - s[l].T @ s[l - 1]) / beta / len(s[0]) for l in range(1, len(s))]",
            "    return W, [(free[l] - s[l]).mean(0) / beta for l in range(1, len(s))]",
            "W, b = one(plus, beta)",
            "if minus is not None:",
            "    V, c = one(minus, -beta)",
            "    W, b = [(x + y) / 2 for x, y in zip(W, V)], [(x + y) / 2 for x, y in zip(b, c)]",
            "return [None, *W], [None, *b]",
        ),
        "example by example": _function(
            "ep_gradient(free, plus, minus, beta)",
            "t, d = (free, beta) if minus is None else (minus, 2 * beta)",
            "W, b = [None], [None]",
            "for l in range(1, len(free)):",
            "    dW = [np.outer(y, x) - np.outer(q, p) for y, x, q, p in zip(t[l], t[l - 1], plus[l], plus[l - 1])]",
            "    W.append(np.mean(dW, axis=0) / d)",
            "    b.append(np.mean(t[l] - plus[l], axis=0) / d)",
            "return W, b",
        ),
    },
    "06.5": {
        "as in the solution": _curves(),
        "somewhat smaller pulls": _curves(beta_one=0.0055, beta_sym=0.06),
        "the grid's next value below": _curves(beta_one="10**-2.5", beta_sym=0.07),
        "numpy's numbers": _curves(beta_one="np.float64(0.0066)", beta_sym="np.array(0.0745)[()]"),
    },
    "06.6": {
        "slope left out": _epoch(),
        "slope at the ends": _epoch(slope="(old[l] >= 0) & (old[l] <= 1)"),
        "beta not 0": _epoch(pulled="beta != 0 and l == len(W) - 1"),
        "copies by the caller": _epoch(
            copy="pass",
            plus="relax(W, b, list(s), y, beta, nudged_steps)",
            minus="relax(W, b, list(s), y, -beta, nudged_steps)",
        ),
        "built anew": _epoch(first="", copy="s = [part.copy() for part in s]"),
    },
    "06.7": {
        "as measured": _asymmetry(),
        "two decimals": _asymmetry(one_60=0.62, two_60=0.35, two_135=0.53, three_180=-1.0),
        "numpy's numbers": _asymmetry(one_60="np.float64(0.6213)", three_180="np.float64(-0.99998)"),
        "a larger beta": _asymmetry(one_60=0.612, two_60=0.352, two_135=0.525, three_180=-0.995),
    },
    "06.8": {
        "as in the solution": _plan(),
        "two free sweeps": _plan(free_sweeps=2),
        "smaller rates": _plan("[0.6, 0.3, 0.1] if L == 3 else [0.6, 0.2]"),
        "a stronger pull": _plan(beta=0.7, batch_size=8),
        "rates by the epoch": _plan(fall="1 / (1 + 0.3 * report['epoch'])"),
    },
}
