"""Answers to exercise 05 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


HAND = dict(descent=2.16, heavy_ball=-1.24, nesterov=0.36, m=-4, v=28, m_hat=-5.333, v_hat=64, adam=0.9)


def _hand(**entries):
    """Return the dictionary of 05.1 as source text, with some entries replaced."""
    return f"by_hand = dict({', '.join(f'{name}={value}' for name, value in {**HAND, **entries}.items())})"


HAND_CODE = """
by_hand = {}
for name, beta, ahead in (("descent", 0, 0), ("heavy_ball", 0.5, 0), ("nesterov", 0.5, 0.5)):
    x, v = 10, 0
    for _ in range(3):
        v = beta * v - 0.1 * 4 * (x + ahead * v)
        x += v
    by_hand[name] = x
m, v, x = 0, 0, 1
for t, g in ((1, 4), (2, -10)):
    m, v = 0.5 * m + 0.5 * g, 0.75 * v + 0.25 * g**2
    m_hat, v_hat = m / (1 - 0.5**t), v / (1 - 0.75**t)
    x -= 0.3 * m_hat / v_hat**0.5
by_hand.update(m=m, v=v, m_hat=m_hat, v_hat=v_hat, adam=x)
"""

LIMITS = """
def limits(H, beta):
    curvatures = np.linalg.eigvalsh(H)
    low, high = curvatures[0], curvatures[-1]
    limit = 2 / high
    heavy = (2 + 2 * beta) / high
    best = 2 / (low + high)
    kappa = high / low
    steps = np.log(1e-6) / np.log((kappa - 1) / (kappa + 1))
    return limit, heavy, best, steps
"""

BALL = """
def ball_step(gradient, x, v, eta, beta, nesterov):
    if nesterov:
        g = gradient(x + beta * v)
    else:
        g = gradient(x)
    new_v = beta * v - eta * g
    new_x = x + new_v
    return new_x, new_v
"""

ADAMW = """
def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    step = eta * m_hat / (np.sqrt(v_hat) + epsilon)
    theta = theta * (1 - eta * decay)
    return theta - step, m, v
"""

RULES = """
def three_rules(gradients, eta, first):
    T, n = gradients.shape
    descent = -eta * gradients.sum(axis=0)
    signs = -eta * np.sign(gradients).sum(axis=0)
    x, last, size = np.zeros(n), np.zeros(n), np.full(n, first)
    for g in gradients:
        g = g.copy()
        same = g * last > 0
        other = g * last < 0
        size[same] = np.minimum(size[same] * 1.2, 50)
        size[other] = np.maximum(size[other] / 2, 1e-6)
        g[other] = 0
        x = x - size * np.sign(g)
        last = g
    return descent, signs, x
"""

MARQUARDT = """
def marquardt_step(residuals, jacobian, theta, mu):
    e = residuals(theta)
    J = jacobian(theta)
    A = J.T @ J + mu * np.eye(J.shape[1])
    d = np.linalg.solve(A, -(J.T @ e))
    new = residuals(theta + d)
    gained = e @ e - new @ new
    promised = e @ e - np.sum((e + J @ d) ** 2)
    gain = gained / promised
    if gain > 0:
        theta, mu = theta + d, mu / 10
    else:
        mu = 10 * mu
    return d, gain, theta, mu
"""

FIND_BUG = """
def find_bug(points, gradients, eta, beta):
    moves = points[1:] - points[:-1]
    scale = np.abs(moves).max()
    T, n = moves.shape
    def small(a):
        return np.abs(a).max() < 1e-6 * scale
    before = np.zeros((T, n))
    before[1:] = moves[:-1]
    g_before = np.zeros((T, n))
    g_before[1:] = gradients[:-1]
    left = moves - beta * before + eta * gradients
    if small(left):
        return "none"
    bad = [k for k in range(n) if not small(left[:, k])]
    if len(bad) == 1:
        return "one weight"
    if small(moves + eta * gradients):
        return "no memory"
    if small(moves - beta * before + (1 - beta) * eta * gradients):
        return "damped"
    if small(moves - beta * before + eta * g_before):
        return "late"
    if small(moves - beta * before + eta * (1 + beta) * gradients - eta * beta * g_before):
        return "nesterov"
    for t in range(T):
        if not small(left[t]) and not small(moves[t] + eta * gradients[t]):
            return "decay"
    return "restarted"
"""

RULE = """
def my_rule(theta, g, memory, t, steps):
    m = memory.get("m", np.zeros_like(g))
    v = memory.get("v", np.zeros_like(g))
    m = 0.9 * m + 0.1 * g
    v = 0.99 * v + 0.01 * g**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.99**t)
    eta = 0.065 * min(1, t / 20) * (1 - t / steps)
    return theta - eta * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}
"""
DESCENT = """
def my_rule(theta, g, memory, t, steps):
    return theta - 0.1 * g, {}
"""

WRONG = {
    "05.1": {
        "β at the gradient, v whole": (_hand(heavy_ball=-0.08), "never-damped"),
        "begun with the first push": (
            _but(HAND_CODE, ("x, v = 10, 0", "x, v = 10, -4 if beta else 0")),
            "first-push-twice",
        ),
        "two entries exchanged": (_hand(heavy_ball=0.36, nesterov=-1.24), "heavy-ball-and-nesterov-exchanged"),
        "Adam from 10": (_but(HAND_CODE, ("m, v, x = 0, 0, 1", "m, v, x = 0, 0, 10")), "adam-from-10"),
        "Nesterov's gradient where the ball arrives": (
            _but(HAND_CODE, ("(x + ahead * v)", "(x + ahead * v - (0.4 * x if ahead else 0))")),
            "looks-where-it-arrives",
        ),
        "two steps": (_hand(descent=3.6, heavy_ball=1.6, nesterov=2.4), "two-steps"),
        "gradient x": (_hand(descent=7.29), "gradient-is-x"),
        "gradient 2x": (_hand(descent=5.12), "gradient-is-2x"),
        "uphill": (_hand(descent=27.44), "uphill"),
        "no velocity": (_hand(heavy_ball=2.16), "velocity-forgotten"),
        "as in an average": (_hand(heavy_ball="10 - 2 - 2.6 - 2.38"), "damped"),
        "moved by the old velocity": (_hand(heavy_ball="10 + 0 - 4 - 6"), "old-velocity"),
        "the whole velocity": (_hand(heavy_ball="10 - 4 - 6.4 - 6.24"), "undamped"),
        "the heavy ball twice": (_hand(nesterov=-1.24), "heavy-ball-for-nesterov"),
        "read at x + v": (_hand(nesterov="6 - 2.8 - 1.56"), "looks-too-far-ahead"),
        "the point ahead": (_hand(nesterov=-0.66), "point-ahead"),
        "betas exchanged": (_hand(m=-1.75, v=54), "betas-swapped"),
        "sums": (_hand(m=-8, v=112), "sum-for-average (m)"),
        "square of m": (_hand(v=4.75), "square-of-m"),
        "not squared": (_hand(v=-1.75), "not-squared"),
        "corrected ones kept": (_hand(m=-3, v=37), "corrections-kept"),
        "no correction": (_hand(m_hat=-4, v_hat=28, adam=0.9268), "no-correction"),
        "corrected with the first power": (_hand(m_hat=-8, v_hat=112), "correction-without-t (m̂)"),
        "multiplied": (_hand(m_hat=-3, v_hat=12.25), "correction-multiplied (m̂)"),
        "no root": (_hand(adam=0.95), "no-root"),
        "after one gradient": (_hand(adam=0.7), "first-step-only"),
        "wrong sign": (_hand(adam=1.1), "adam-uphill"),
        "not all filled in": (_hand(m="..."), "not-filled-in"),
        "a word": (_hand(descent="'2.16'"), "kind"),
        "all uphill": (_but(HAND_CODE, ("- 0.1 * 4", "+ 0.1 * 4")), "uphill"),
        "two steps, with 2x": (
            _but(HAND_CODE, ("range(3)", "range(2)"), ("0.1 * 4", "0.1 * 2")),
            "two-steps + gradient-is-2x",
        ),
        "sums of both": (_but(HAND_CODE, ("0.5 * g", "g"), ("0.25 * g**2", "g**2")), "sum-for-average (m, v)"),
        "first powers": (_but(HAND_CODE, ("**t", "")), "correction-without-t (m̂, v̂)"),
        "no power for m̂, and squares of m": (
            _but(HAND_CODE, ("(1 - 0.5**t)", "(1 - 0.5)"), ("g**2", "(0.5 * m + 0.5 * g) ** 2")),
            "square-of-m + correction-without-t (m̂)",
        ),
        "square of m, and no root": (
            _but(HAND_CODE, ("g**2", "(0.5 * m + 0.5 * g) ** 2"), ("v_hat**0.5", "v_hat")),
            "square-of-m + no-root",
        ),
        "2x, and too far ahead": (
            _but(HAND_CODE, ("0.1 * 4", "0.1 * 2"), ('"nesterov", 0.5, 0.5', '"nesterov", 0.5, 1')),
            "gradient-is-2x + looks-too-far-ahead",
        ),
        "the gradient of the start, throughout": (
            _but(HAND_CODE, ("4 * (x + ahead * v)", "40")),
            "gradient-not-renewed",
        ),
        "10 for -10": (_but(HAND_CODE, ("(2, -10)", "(2, 10)")), "sign-of-the-second-lost"),
        "10 for -10, and v̂ multiplied": (
            _but(HAND_CODE, ("(2, -10)", "(2, 10)"), ("v / (1 - 0.75**t)", "v * (1 - 0.75**t)")),
            "correction-multiplied (v̂) + sign-of-the-second-lost",
        ),
        "Adam as in the book": (_but(HAND_CODE, ("x -= 0.3", "x -= 0.1")), "adam-with-the-other-rate"),
    },
    "05.2": {
        "two results exchanged": (
            _but(LIMITS, ("limit, heavy, best", "heavy, limit, best")),
            "limit-and-heavy-exchanged",
        ),
        "a hundred-millionth": (_but(LIMITS, ("1e-6", "1e-8")), "other-share"),
        "β as usual": (_but(LIMITS, ("2 * beta", "2 * 0.9")), "beta-fixed"),
        "1 / λ": (_but(LIMITS, ("limit = 2 / high", "limit = 1 / high")), "one-over-lambda"),
        "flattest": (_but(LIMITS, ("limit = 2 / high", "limit = 2 / low")), "flattest-direction"),
        "eigenvalues upside down": (
            _but(
                LIMITS, ("low, high = curvatures[0], curvatures[-1]", "high, low = curvatures[0], curvatures[-1]")
            ).replace("(kappa - 1)", "abs(kappa - 1)"),
            "eigenvalues-upside-down",
        ),
        "diagonal": (_but(LIMITS, ("np.linalg.eigvalsh(H)", "np.sort(np.diag(H))")), "diagonal"),
        "largest diagonal entry": (
            _but(LIMITS, ("limit = 2 / high", "limit = 2 / np.diag(H).max()")),
            "diagonal",
        ),
        "largest entry": (_but(LIMITS, ("limit = 2 / high", "limit = 2 / np.abs(H).max()")), "diagonal"),
        "largest off the diagonal too": (
            """
def limits(H, beta):
    low, high = np.linalg.eigvalsh(H)[0], np.linalg.norm(H, np.inf)
    kappa = high / low
    return 2 / high, (2 + 2 * beta) / high, 2 / (low + high), np.log(1e-6) / np.log((kappa - 1) / (kappa + 1))
""",
            "row-sums (λmax)",
        ),
        "norm": (_but(LIMITS, ("limit = 2 / high", "limit = 2 / np.linalg.norm(H)")), "frobenius (λmax)"),
        "trace": (_but(LIMITS, ("curvatures[-1]", "np.trace(H)")), "trace (λmax)"),
        "mean curvature": (
            _but(LIMITS, ("limit = 2 / high", "limit = 2 / curvatures.mean()")),
            "mean-curvature (λmax)",
        ),
        "squares": (
            _but(LIMITS, ("np.linalg.eigvalsh(H)", "np.linalg.eigvalsh(H.T @ H)")),
            "squares-of-the-curvatures",
        ),
        "β forgotten": (_but(LIMITS, ("(2 + 2 * beta) / high", "2 / high")), "limit-of-descent"),
        "Nesterov's limit": (
            _but(LIMITS, ("(2 + 2 * beta) / high", "(2 + 2 * beta) / (1 + 2 * beta) / high")),
            "limit-of-nesterov",
        ),
        "rule of thumb": (_but(LIMITS, ("(2 + 2 * beta)", "2 * (1 - beta)")), "rule-of-thumb"),
        "over 1 - β": (_but(LIMITS, ("(2 + 2 * beta)", "2 / (1 - beta)")), "over-one-minus-beta"),
        "best 1 / λ": (_but(LIMITS, ("best = 2 / (low + high)", "best = 1 / high")), "steepest-in-one-step"),
        "best 1 / sum": (_but(LIMITS, ("best = 2 / (low + high)", "best = 1 / (low + high)")), "half-of-the-best"),
        "steps of the ball": (_but(LIMITS, ("kappa = high / low", "kappa = np.sqrt(high / low)")), "steps-of-the-ball"),
        "steps at 1 / λ": (
            _but(LIMITS, ("np.log((kappa - 1) / (kappa + 1))", "np.log(1 - 1 / kappa)")),
            "steps-at-one-over-lambda",
        ),
        "mixed logarithms": (_but(LIMITS, ("np.log(1e-6)", "-6")), "not-divided-by-ln"),
        "condition number": (_but(LIMITS, ("best, steps", "best, kappa")), "condition-number"),
        "rates only": (_but(LIMITS, ("return limit, heavy, best, steps", "return limit, heavy, best")), "form"),
        "half of the curvature": (
            _but(LIMITS, ("np.linalg.eigvalsh(H)", "np.linalg.eigvalsh(H / 2)")),
            "half-the-curvatures",
        ),
        "rounded up": (_but(LIMITS, ("best, steps", "best, np.ceil(steps)")), "rounded-up"),
        "the cost": (
            _but(LIMITS, ("(kappa - 1) / (kappa + 1)", "((kappa - 1) / (kappa + 1)) ** 2")),
            "factor-of-the-cost",
        ),
        "where the roots are complex": (
            _but(LIMITS, ("(2 + 2 * beta)", "(1 + beta**0.5) ** 2")),
            "complex-roots-upper",
        ),
        "1 + β": (_but(LIMITS, ("(2 + 2 * beta)", "(1 + beta)")), "one-plus-beta"),
        "best of Nesterov": (
            _but(LIMITS, ("best = 2 / (low + high)", "best = 4 / (3 * high + low)")),
            "best-for-nesterov",
        ),
        "κ ln 10⁶ / 2": (_but(LIMITS, ("best, steps", "best, kappa / 2 * np.log(1e6)")), "factor-exponential"),
        "the logarithm below only": (
            _but(
                LIMITS,
                ("np.log(1e-6) / np.log((kappa - 1) / (kappa + 1))", "np.log(1e-6 / ((kappa - 1) / (kappa + 1)))"),
            ),
            "logarithm-of-the-quotient",
        ),
        "1 / λ twice": (
            _but(LIMITS, ("limit = 2 / high", "limit = 1 / high"), ("best = 2 / (low + high)", "best = 1 / high")),
            "one-over-lambda + steepest-in-one-step",
        ),
        "halves everywhere": (
            _but(
                LIMITS,
                ("limit = 2 / high", "limit = 1 / high"),
                ("(2 + 2 * beta)", "(1 + beta)"),
                ("best = 2 / (low", "best = 1 / (low"),
            ),
            "twice-the-curvatures",
        ),
        "Frobenius, and the rule of thumb": (
            _but(
                LIMITS,
                ("curvatures[0], curvatures[-1]", "curvatures[0], np.linalg.norm(H)"),
                ("(2 + 2 * beta)", "2 * (1 - beta)"),
            ),
            "rule-of-thumb + frobenius (λmax)",
        ),
        "trace, and the ball's steps": (
            _but(LIMITS, ("curvatures[-1]", "np.trace(H)"), ("kappa = high / low", "kappa = np.sqrt(high / low)")),
            "steps-of-the-ball + trace (λmax)",
        ),
        "squares, and log 10": (
            _but(LIMITS, ("np.linalg.eigvalsh(H)", "np.linalg.eigvalsh(H.T @ H)"), ("np.log(1e-6)", "-6")),
            "not-divided-by-ln + squares-of-the-curvatures",
        ),
        "steps negative": (_but(LIMITS, ("np.log(1e-6)", "np.log(1e6)")), "steps-negative"),
    },
    "05.3": {
        "four slips: sign, average, behind": (
            _but(
                BALL,
                ("x + beta * v", "x - beta * v"),
                ("beta * v - eta * g", "beta * v + (1 - beta) * eta * g"),
                ("x + new_v", "x - new_v"),
            ),
            "damped + kept-of-the-other-sign + behind (Nesterov's rule) + velocity-returned-negative",
        ),
        "the point ahead by another formula": (
            _but(
                BALL,
                ("x + beta * v)", "x)"),
                ("x + new_v", "x + (beta**2 * new_v - (1 + beta) * eta * g if nesterov else new_v)"),
            ),
            "other-form",
        ),
        "β over two": (_but(BALL, ("beta * v - eta", "beta / 2 * v - 3 * eta")), "other-velocity"),
        "β at the gradient, v whole": (_but(BALL, ("beta * v - eta * g", "v - beta * eta * g")), "never-damped"),
        "PyTorch's form with a sign turned": (
            _but(
                BALL,
                ("gradient(x + beta * v)", "gradient(x)"),
                ("beta * v - eta * g", "beta * v + g"),
                ("x + new_v", "x - eta * g + eta * beta * new_v if nesterov else x - eta * new_v"),
            ),
            "library-form-turned",
        ),
        "the first velocity is the gradient": (
            _but(BALL, ("beta * v - eta * g", "beta * v - eta * g if v.any() else g")),
            "first-velocity-is-the-gradient",
        ),
        "the first velocity has no rate": (
            _but(BALL, ("beta * v - eta * g", "beta * v - (eta if v.any() else 1) * g")),
            "first-velocity-without-rate",
        ),
        "no memory": (_but(BALL, ("new_v = beta * v - eta * g", "new_v = -eta * g")), "no-memory"),
        "no β": (_but(BALL, ("new_v = beta * v - eta * g", "new_v = v - eta * g")), "undamped"),
        "1 - β kept": (_but(BALL, ("new_v = beta * v", "new_v = (1 - beta) * v")), "one-minus-beta-kept"),
        "average": (_but(BALL, ("- eta * g", "- (1 - beta) * eta * g")), "damped"),
        "uphill": (_but(BALL, ("- eta * g", "+ eta * g")), "uphill"),
        "subtracted": (_but(BALL, ("x + new_v", "x - new_v")), "velocity-subtracted"),
        "both signs": (
            _but(BALL, ("- eta * g", "+ eta * g"), ("x + new_v", "x - new_v")),
            "velocity-of-the-other-sign",
        ),
        "η forgotten": (_but(BALL, ("- eta * g", "- g")), "rate-missing"),
        "η twice": (_but(BALL, ("x + new_v", "x + eta * new_v")), "rate-twice"),
        "as in PyTorch": (
            _but(BALL, ("- eta * g", "+ g"), ("x + new_v", "x - eta * new_v"), ("x + beta * v", "x - eta * beta * v")),
            "other-unit",
        ),
        "old velocity": (_but(BALL, ("x + new_v", "x + v")), "old-velocity"),
        "old velocity returned": (_but(BALL, ("return new_x, new_v", "return new_x, v")), "velocity-not-renewed"),
        "β on both": (_but(BALL, ("beta * v - eta * g", "beta * (v - eta * g)")), "beta-on-both"),
        "never ahead": (_but(BALL, ("gradient(x + beta * v)", "gradient(x)")), "not-ahead"),
        "always ahead": (_but(BALL, ("if nesterov", "if True")), "always-ahead"),
        "ahead by v": (_but(BALL, ("x + beta * v", "x + v")), "too-far-ahead (Nesterov's rule)"),
        "looks back": (_but(BALL, ("x + beta * v", "x - beta * v")), "behind (Nesterov's rule)"),
        "starts ahead": (
            _but(BALL, ("        g = gradient(x + beta * v)", "        x = x + beta * v\n        g = gradient(x)")),
            "starts-ahead",
        ),
        "the library's form": (
            _but(
                BALL,
                ("gradient(x + beta * v)", "gradient(x)"),
                ("x + new_v", "x + (beta * new_v - eta * g if nesterov else new_v)"),
            ),
            "library-form",
        ),
        "in place": (_but(BALL, ("new_v = beta * v", "v *= beta\n    new_v = v")), "changes-input"),
        "only the place": (_but(BALL, ("return new_x, new_v", "return new_x")), "one-result-only"),
        "the library's form in both": (
            _but(BALL, ("gradient(x + beta * v)", "gradient(x)"), ("x + new_v", "x + beta * new_v - eta * g")),
            "library-form-in-both",
        ),
        "PyTorch's step": (
            """
def ball_step(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    v = beta * v + g
    return x - eta * (g + beta * v if nesterov else v), v
""",
            "step-of-pytorch",
        ),
        "an average, and the rate outside": (
            _but(BALL, ("- eta * g", "+ (1 - beta) * g"), ("x + new_v", "x - eta * new_v")),
            "average-for-velocity",
        ),
        "the switch the wrong way": (_but(BALL, ("if nesterov", "if not nesterov")), "switch-the-wrong-way"),
        "read where it would arrive": (
            _but(BALL, ("gradient(x + beta * v)", "gradient(x + beta * v - eta * gradient(x))")),
            "read-where-it-arrives",
        ),
        "ahead, as lecture notes have it": (
            _but(BALL, ("x + new_v", "x + (new_v + beta * (new_v - v) if nesterov else new_v)")),
            "ahead-twice",
        ),
        "ahead, and read ahead": (
            _but(BALL, ("x + new_v", "x + (beta * new_v - eta * g if nesterov else new_v)")),
            "ahead-twice",
        ),
        "v is only the new part": (
            _but(
                BALL,
                (
                    "    new_v = beta * v - eta * g\n    new_x = x + new_v",
                    "    new_v = -eta * g\n    new_x = x + beta * v + new_v",
                ),
            ),
            "only-the-gradient-part",
        ),
        "velocity of length 1": (
            _but(BALL, ("    new_v = ", "    g = g / np.sqrt(g @ g)\n    new_v = ")),
            "gradient-of-length-1",
        ),
        "both read behind": (
            _but(BALL, ("x + beta * v", "x - beta * v"), ("gradient(x)", "gradient(x - beta * v)")),
            "behind (Nesterov's rule, the heavy ball)",
        ),
        "ahead by v, and averaged": (
            _but(BALL, ("x + beta * v", "x + v"), ("- eta * g", "- (1 - beta) * eta * g")),
            "damped + too-far-ahead (Nesterov's rule)",
        ),
        "uphill, and never ahead": (
            _but(BALL, ("- eta * g", "+ eta * g"), ("gradient(x + beta * v)", "gradient(x)")),
            "uphill + not-ahead",
        ),
        "β squared, and the old velocity returned": (
            _but(BALL, ("new_v = beta * v", "new_v = beta**2 * v"), ("return new_x, new_v", "return new_x, v")),
            "beta-squared + velocity-not-renewed",
        ),
        "no β, and x moved by βv": (
            _but(BALL, ("new_v = beta * v", "new_v = v"), ("x + new_v", "x + beta * new_v")),
            "beta-on-both + undamped",
        ),
        "a velocity of its own": (
            """
velocity = {}
def ball_step(gradient, x, v, eta, beta, nesterov):
    old = velocity.get(len(x), 0 * v)
    velocity[len(x)] = beta * old - eta * gradient(x + beta * old if nesterov else x)
    return x + velocity[len(x)], velocity[len(x)]
""",
            "remembers-between-calls",
        ),
        "in float32": (
            _but(
                BALL, ("x + new_v", "np.float32(x + new_v)"), ("return new_x, new_v", "return new_x, np.float32(new_v)")
            ),
            "float32",
        ),
    },
    "05.4": {
        "RMSProp": (
            _but(
                ADAMW,
                ("m = beta1 * m + (1 - beta1) * g\n    ", ""),
                ("m_hat = m / (1 - beta1**t)", "m_hat = g"),
                ("v_hat = v / (1 - beta2**t)", "v_hat = v"),
            ),
            "old-returned (m) + not-corrected (v̂) + gradient-for-m",
        ),
        "three slips": (
            _but(
                ADAMW,
                ("m_hat = m / (1 - beta1**t)", "m_hat = m"),
                ("np.sqrt(v_hat) + epsilon", "np.sqrt(v_hat + epsilon)"),
                (" * (1 - eta * decay)", ""),
            ),
            "not-corrected (m̂) + no-decay + epsilon-inside-the-root",
        ),
        "the power of β in m": (
            _but(ADAMW, ("m = beta1 * m + (1 - beta1) * g", "m = beta1**t * m + (1 - beta1**t) * g")),
            "other-shares (m)",
        ),
        "the old v divided by β": (_but(ADAMW, ("beta2 * v", "v / beta2")), "other-shares (v)"),
        "corrections in the rate, too": (
            _but(ADAMW, ("step = eta", "step = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)")),
            "other-rate",
        ),
        "the gradient times the decay": (
            _but(
                ADAMW,
                ("    m = beta1", "    g = g * (1 + decay * theta)\n    m = beta1"),
                ("theta * (1 - eta * decay)", "theta"),
            ),
            "gradient-times-the-decay",
        ),
        "1 + λ": (_but(ADAMW, ("(1 - eta * decay)", "(1 + decay)")), "decay-added-without-the-rate"),
        "the square of θ": (
            _but(ADAMW, ("theta * (1 - eta * decay)", "theta - eta * decay * theta**2")),
            "decay-of-the-square",
        ),
        "divided in the recursion": (
            _but(
                ADAMW,
                ("(1 - beta1) * g", "(1 - beta1) * g\n    m = m / (1 - beta1)"),
                ("* g * g", "* g * g\n    v = v / (1 - beta2)"),
                ("m / (1 - beta1**t)", "m"),
                ("v / (1 - beta2**t)", "v"),
            ),
            "divided-in-the-recursion",
        ),
        "the rate is in m": (
            _but(ADAMW, ("(1 - beta1) * g", "(1 - beta1) * eta * g"), ("step = eta * m_hat", "step = m_hat")),
            "rate-in-the-average",
        ),
        "β₂ as usual": (_but(ADAMW, ("m = beta1", "beta2 = 0.999\n    m = beta1")), "second-beta-fixed"),
        "no correction": (_but(ADAMW, (" / (1 - beta1**t)", ""), (" / (1 - beta2**t)", "")), "no-correction"),
        "m corrected only": (_but(ADAMW, (" / (1 - beta2**t)", "")), "not-corrected (v̂)"),
        "v corrected only": (_but(ADAMW, (" / (1 - beta1**t)", "")), "not-corrected (m̂)"),
        "t from zero": (_but(ADAMW, ("**t)", "**(t - 1))")), "counted-from-zero (m̂, v̂)"),
        "t + 1": (_but(ADAMW, ("**t)", "**(t + 1))")), "counted-too-far (m̂, v̂)"),
        "power forgotten": (_but(ADAMW, ("**t)", ")")), "correction-without-t (m̂, v̂)"),
        "times t": (_but(ADAMW, ("**t)", " * t)")), "correction-times-t (v̂)"),
        "multiplied": (_but(ADAMW, ("m / (1", "m * (1"), ("v / (1", "v * (1")), "correction-multiplied (m̂, v̂)"),
        "hats returned": (_but(ADAMW, ("step, m, v", "step, m_hat, v_hat")), "corrections-kept (m, v)"),
        "ε inside": (_but(ADAMW, ("np.sqrt(v_hat) + epsilon", "np.sqrt(v_hat + epsilon)")), "epsilon-inside-the-root"),
        "ε too early": (
            _but(
                ADAMW,
                ("(np.sqrt(v_hat) + epsilon)", "((np.sqrt(v) + epsilon) / np.sqrt(1 - beta2**t))"),
            ),
            "epsilon-before-the-correction",
        ),
        "no ε": (_but(ADAMW, ("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat)")), "epsilon-missing"),
        "no root": (_but(ADAMW, ("np.sqrt(v_hat)", "v_hat")), "no-root"),
        "momentum": (_but(ADAMW, (" / (np.sqrt(v_hat) + epsilon)", "")), "not-scaled"),
        "g for m": (_but(ADAMW, ("eta * m_hat", "eta * g")), "gradient-for-m"),
        "betas exchanged": (
            _but(ADAMW, ("beta1", "beta3"), ("beta2", "beta1"), ("beta3", "beta2")).replace(
                "eta, beta2, beta1,", "eta, beta1, beta2,"
            ),
            "betas-swapped",
        ),
        "shares exchanged": (
            _but(
                ADAMW,
                ("beta1 * m + (1 - beta1) * g", "(1 - beta1) * m + beta1 * g"),
                ("beta2 * v + (1 - beta2) * g * g", "(1 - beta2) * v + beta2 * g * g"),
            ),
            "weights-of-the-average-swapped (m, v)",
        ),
        "sums": (_but(ADAMW, ("(1 - beta1) * g", "g"), ("(1 - beta2) * g * g", "g * g")), "sum-for-average (m, v)"),
        "square of m": (_but(ADAMW, ("g * g", "m * m")), "square-of-m"),
        "size": (_but(ADAMW, ("g * g", "np.abs(g)")), "size-for-square"),
        "uphill": (_but(ADAMW, ("theta - step", "theta + step")), "uphill"),
        "decay coupled": (
            _but(
                ADAMW,
                ("    m = beta1", "    g = g + decay * theta\n    m = beta1"),
                ("    theta = theta * (1 - eta * decay)\n", ""),
            ),
            "decay-coupled",
        ),
        "decay without η": (_but(ADAMW, ("1 - eta * decay", "1 - decay")), "decay-without-the-rate"),
        "decay grows": (_but(ADAMW, ("1 - eta * decay", "1 + eta * decay")), "decay-grows"),
        "decay last": (
            _but(
                ADAMW,
                ("    theta = theta * (1 - eta * decay)\n", ""),
                ("theta - step, m", "(theta - step) * (1 - eta * decay), m"),
            ),
            "decay-last",
        ),
        "no decay": (_but(ADAMW, ("    theta = theta * (1 - eta * decay)\n", "")), "no-decay"),
        "in place": (_but(ADAMW, ("    theta = theta * ", "    theta *= ")), "changes-input"),
        "only theta": (_but(ADAMW, ("step, m, v", "step")), "one-result-only"),
        "powers fixed at 2": (_but(ADAMW, ("**t)", "**2)")), "correction-squared-beta (m̂, v̂)"),
        "power of the bracket": (
            _but(ADAMW, ("(1 - beta1**t)", "(1 - beta1)**t"), ("(1 - beta2**t)", "(1 - beta2)**t")),
            "correction-power-of-all (m̂, v̂)",
        ),
        "looks ahead": (
            _but(ADAMW, ("eta * m_hat", "eta * (beta1 * m_hat + (1 - beta1) * g / (1 - beta1**t))")),
            "nadam",
        ),
        "belief": (_but(ADAMW, ("g * g", "(g - m) ** 2")), "belief"),
        "never forgets": (_but(ADAMW, ("beta2 * v + (1 - beta2) * g * g", "v + g * g")), "accumulated (v)"),
        "the larger v": (
            _but(ADAMW, ("v = beta2 * v + (1 - beta2) * g * g", "v = np.maximum(v, beta2 * v + (1 - beta2) * g * g)")),
            "largest-kept",
        ),
        "one v for all": (_but(ADAMW, ("g * g", "np.mean(g * g)")), "mean-square-for-all"),
        "decay in the numerator": (
            _but(
                ADAMW, ("eta * m_hat", "eta * (m_hat + decay * theta)"), ("    theta = theta * (1 - eta * decay)\n", "")
            ),
            "decay-scaled",
        ),
        "decay in the gradient and outside": (
            _but(ADAMW, ("    m = beta1", "    g = g + decay * theta\n    m = beta1")),
            "decay-in-both",
        ),
        "brackets forgotten": (
            _but(ADAMW, ("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat) + eta * epsilon")),
            "bracket-missing",
        ),
        "m̂ and v̂ with a root each": (
            _but(ADAMW, ("(1 - beta1**t)", "(1 - beta1**t) ** 0.5"), ("(1 - beta2**t)", "(1 - beta2**t) ** 0.5")),
            "correction-root (m̂, v̂)",
        ),
        "both not damped": (_but(ADAMW, ("beta1 * m +", "m +"), ("beta2 * v +", "v +")), "undamped (m, v)"),
        "β₁ for both averages": (_but(ADAMW, ("beta2 * v + (1 - beta2)", "beta1 * v + (1 - beta1)")), "other-beta (v)"),
        "ε inside, and decay without η": (
            _but(ADAMW, ("np.sqrt(v_hat) + epsilon", "np.sqrt(v_hat + epsilon)"), ("1 - eta * decay", "1 - decay")),
            "decay-without-the-rate + epsilon-inside-the-root",
        ),
        "coupled, without ε": (
            _but(
                ADAMW,
                ("    m = beta1", "    g = g + decay * theta\n    m = beta1"),
                ("    theta = theta * (1 - eta * decay)\n", ""),
                ("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat)"),
            ),
            "epsilon-missing + decay-coupled",
        ),
        "square of m, and decay last": (
            _but(
                ADAMW,
                ("g * g", "m * m"),
                ("    theta = theta * (1 - eta * decay)\n", ""),
                ("theta - step, m", "(theta - step) * (1 - eta * decay), m"),
            ),
            "decay-last + square-of-m",
        ),
        "uphill, and v not corrected": (
            _but(ADAMW, ("theta - step", "theta + step"), (" / (1 - beta2**t)", "")),
            "not-corrected (v̂) + uphill",
        ),
        "a memory of its own": (
            _but(
                ADAMW,
                (
                    "epsilon, decay):",
                    "epsilon, decay, memory={}):\n    m, v = memory.get('m', 0 * m), memory.get('v', 0 * v)",
                ),
                ("    m_hat =", "    memory.update(m=m, v=v)\n    m_hat ="),
            ),
            "remembers-between-calls",
        ),
        "the order of the averages": (_but(ADAMW, ("step, m, v", "step, v, m")), "m-and-v-exchanged"),
    },
    "05.5": {
        "gradients shuffled": (
            _but(RULES, ("for g in gradients:", "for g in np.random.default_rng(0).permutation(gradients):")),
            "rows-by-chance",
        ),
        "the longest step is 30": (_but(RULES, ("1.2, 50)", "1.2, 30)")), "unknown"),
        "growth and shrinking of another text": (
            _but(RULES, ("size[same] * 1.2", "size[same] * 1.1"), ("size[other] / 2", "size[other] * 0.9")),
            "other-factors",
        ),
        "the sign of 0 is 1": (_but(RULES, ("np.sign(g)\n", "np.where(g >= 0, 1, -1)\n")), "sign-of-zero"),
        "the shortest step from the first": (
            _but(RULES, ("1e-6", "1e-3 * first")),
            "shortest-step-from-the-first",
        ),
        "the longest step from the first": (_but(RULES, ("1.2, 50", "1.2, 10 * first")), "longest-step-from-the-first"),
        "the loop begins one late": (
            _but(RULES, ("in gradients:", "in gradients[1:]:")),
            "rprop-first-left-out (rprop)",
        ),
        "the step for the place": (_but(RULES, ("x = x - size", "x = -size")), "step-for-place"),
        "two results exchanged": (
            _but(RULES, ("return descent, signs", "return signs, descent")),
            "descent-and-signs-exchanged",
        ),
        "Δ not begun anew for the next weight": (
            """
def three_rules(gradients, eta, first):
    ends, size = [], first
    for column in gradients.T:
        x = last = 0.0
        for g in column:
            if g * last > 0:
                size = min(1.2 * size, 50)
            elif g * last < 0:
                size, g = max(size / 2, 1e-6), 0.0
            x, last = x - size * np.sign(g), g
        ends.append(x)
    return -eta * gradients.sum(axis=0), -eta * np.sign(gradients).sum(axis=0), np.array(ends)
""",
            "size-not-begun-anew",
        ),
        "uphill": (_but(RULES, ("descent = -eta", "descent = eta")), "uphill (descent)"),
        "mean": (_but(RULES, ("gradients.sum(axis=0)", "gradients.mean(axis=0)")), "mean-for-sum"),
        "η forgotten": (_but(RULES, ("signs = -eta * ", "signs = -")), "without-rate (signs)"),
        "sign of the sum": (
            _but(RULES, ("np.sign(gradients).sum(axis=0)", "np.sign(gradients.sum(axis=0))")),
            "sign-of-the-sum-once (signs)",
        ),
        "plain Rprop": (_but(RULES, ("        g[other] = 0\n", "")), "plain-rprop"),
        "not forgotten": (
            _but(RULES, ("        last = g\n", "        last = row\n"), ("g = g.copy()", "row, g = g, g.copy()")),
            "gradient-not-forgotten",
        ),
        "steps, then forgets": (
            _but(RULES, ("        g[other] = 0\n", ""), ("last = g", "last = np.where(other, 0, g)")),
            "steps-after-a-change",
        ),
        "takes it back": (
            _but(
                RULES,
                ("np.zeros(n), np.full(n, first)", "np.zeros(n), np.full(n, first)\n    step = np.zeros(n)"),
                (
                    "x = x - size * np.sign(g)",
                    "step = np.where(other, -step, -size * np.sign(g))\n        x = x + step",
                ),
            ),
            "takes-the-step-back",
        ),
        "factors exchanged": (
            _but(RULES, ("size[same] * 1.2", "size[same] / 2"), ("size[other] / 2", "size[other] * 1.2")),
            "factors-exchanged",
        ),
        "grows at once": (_but(RULES, ("g * last > 0", "g * last >= 0")), "grows-at-once"),
        "old Δ": (
            _but(
                RULES,
                ("        same = ", "        used = size.copy()\n        same = "),
                ("x - size * np.sign(g)", "x - used * np.sign(g)"),
            ),
            "step-before-the-change",
        ),
        "Δ g": (_but(RULES, ("size * np.sign(g)", "size * g")), "size-of-the-gradient"),
        "no upper limit": (_but(RULES, ("np.minimum(size[same] * 1.2, 50)", "size[same] * 1.2")), "no-longest-step"),
        "no lower limit": (_but(RULES, ("np.maximum(size[other] / 2, 1e-6)", "size[other] / 2")), "no-shortest-step"),
        "one Δ": (
            _but(
                RULES,
                ("g * last > 0", "np.full(n, (g * last > 0).all())"),
                ("g * last < 0", "np.full(n, (g * last < 0).any())"),
            ),
            "one-size-for-all",
        ),
        "one number": (_but(RULES, ("signs, x", "signs, x.mean()")), "axis-lost"),
        "a row is no copy, and the sums come last": (
            _but(
                RULES,
                ("    descent = -eta * gradients.sum(axis=0)\n    signs = -eta * np.sign(gradients).sum(axis=0)\n", ""),
                ("        g = g.copy()\n", ""),
                (
                    "    return descent, signs, x",
                    "    return -eta * gradients.sum(axis=0), -eta * np.sign(gradients).sum(axis=0), x",
                ),
            ),
            "gradients-spoilt (descent, signs)",
        ),
        "0 taken for a change": (_but(RULES, ("g * last < 0", "g * last <= 0")), "zero-taken-for-a-change"),
        "0 goes up": (
            _but(RULES, ("eta * np.sign(gradients)", "eta * np.where(gradients >= 0, 1, -1)")),
            "zero-goes-up (signs)",
        ),
        "another growth": (_but(RULES, ("* 1.2", "* 1.5")), "grows-by-a-half"),
        "another shrinking": (_but(RULES, ("size[other] / 2", "size[other] / 1.2")), "shrinks-by-1.2"),
        "never the last": (_but(RULES, ("        last = g\n", "")), "never-kept"),
        "keeps the older one": (_but(RULES, ("last = g", "last = np.where(other, last, g)")), "older-gradient-kept"),
        "begins at η": (_but(RULES, ("np.full(n, first)", "np.full(n, eta)")), "begins-with-the-rate"),
        "with the rate": (
            _but(RULES, ("x - size * np.sign(g)", "x - eta * size * np.sign(g)")),
            "rate-in-the-step (rprop)",
        ),
        "all uphill": (_but(RULES, ("-eta", "eta"), ("x - size", "x + size")), "uphill (descent, signs, rprop)"),
        "each overwrites the one before": (
            _but(
                RULES,
                ("gradients.sum(axis=0)", "gradients[-1]"),
                ("np.sign(gradients).sum(axis=0)", "np.sign(gradients[-1])"),
            ),
            "last-only (descent, signs)",
        ),
        "one end for all": (
            _but(RULES, ("gradients.sum(axis=0)", "np.full(n, gradients.sum())")),
            "one-end-for-all (descent)",
        ),
        "no limits": (
            _but(
                RULES,
                ("np.minimum(size[same] * 1.2, 50)", "size[same] * 1.2"),
                ("np.maximum(size[other] / 2, 1e-6)", "size[other] / 2"),
            ),
            "no-limits",
        ),
        "steps after a change, and another growth": (
            _but(
                RULES, ("        g[other] = 0\n", ""), ("last = g", "last = np.where(other, 0, g)"), ("* 1.2", "* 1.5")
            ),
            "steps-after-a-change + grows-by-a-half",
        ),
        "uphill, and the old Δ": (
            _but(
                RULES,
                ("        same = ", "        used = size.copy()\n        same = "),
                ("x - size * np.sign(g)", "x + used * np.sign(g)"),
            ),
            "step-before-the-change + uphill (rprop)",
        ),
        "grows at once, and no lower limit": (
            _but(RULES, ("g * last > 0", "g * last >= 0"), ("np.maximum(size[other] / 2, 1e-6)", "size[other] / 2")),
            "no-shortest-step + grows-at-once",
        ),
    },
    "05.6": {
        "the cubic formula": (
            _but(
                MARQUARDT,
                ("mu / 10", "mu * max(1 / 3, 1 - (2 * gain - 1) ** 3)"),
                ("mu = 10 * mu", "mu = 2 * mu"),
            ),
            "brake-by-the-gain",
        ),
        "a third and twice": (_but(MARQUARDT, ("mu / 10", "mu / 3"), ("10 * mu", "2 * mu")), "other-brake"),
        "the brake times the trace": (
            _but(MARQUARDT, ("mu * np.eye", "mu * np.trace(J.T @ J) * np.eye")),
            "other-left",
        ),
        "Gauss-Newton": (_but(MARQUARDT, (" + mu * np.eye(J.shape[1])", "")), "no-damping"),
        "μ everywhere": (_but(MARQUARDT, ("mu * np.eye(J.shape[1])", "mu")), "mu-on-all-entries"),
        "scaled": (
            _but(MARQUARDT, ("mu * np.eye(J.shape[1])", "mu * np.diag((J * J).sum(axis=0))")),
            "scaled-damping",
        ),
        "least squares with μ": (
            _but(
                MARQUARDT,
                (
                    "np.linalg.solve(A, -(J.T @ e))",
                    "np.linalg.lstsq(np.vstack([J, mu * np.eye(3)]), -np.append(e, 0 * theta), rcond=None)[0]",
                ),
            ),
            "mu-squared",
        ),
        "gradient": (_but(MARQUARDT, ("np.linalg.solve(A, -(J.T @ e))", "-(J.T @ e) / mu")), "gradient-step"),
        "uphill": (_but(MARQUARDT, ("-(J.T @ e)", "J.T @ e")), "uphill"),
        "not solved": (_but(MARQUARDT, ("np.linalg.solve(A, -(J.T @ e))", "-A @ (J.T @ e)")), "multiplied-not-solved"),
        "mean": (
            _but(MARQUARDT, ("J.T @ J +", "J.T @ J / len(e) +"), ("-(J.T @ e)", "-(J.T @ e) / len(e)")),
            "mean-of-the-residuals",
        ),
        "transposed": (
            _but(
                MARQUARDT, ("J.T @ J + mu * np.eye(J.shape[1])", "J @ J.T + mu * np.eye(len(e))"), ("J.T @ e", "J @ e")
            ),
            "jacobian-transposed",
        ),
        "promise of the slope": (
            _but(MARQUARDT, ("e @ e - np.sum((e + J @ d) ** 2)", "-2 * d @ (J.T @ e)")),
            "promise-of-the-gradient (the denominator)",
        ),
        "the other promise": (
            _but(MARQUARDT, ("e @ e - np.sum((e + J @ d) ** 2)", "d @ (mu * d - J.T @ e) / 2")),
            "half-below-only (the denominator)",
        ),
        "lengths": (
            _but(
                MARQUARDT,
                ("e @ e - new @ new", "np.linalg.norm(e) - np.linalg.norm(new)"),
                ("e @ e - np.sum((e + J @ d) ** 2)", "np.linalg.norm(e) - np.linalg.norm(e + J @ d)"),
            ),
            "lengths-not-squares (the denominator, the numerator)",
        ),
        "upside down": (
            _but(MARQUARDT, ("gained / promised\n    if gain > 0", "promised / gained\n    if gain > 0")),
            "upside-down",
        ),
        "share of the cost": (
            _but(MARQUARDT, ("gained / promised", "gained / (e @ e)")),
            "over-the-old-cost (the denominator)",
        ),
        "not divided": (_but(MARQUARDT, ("gained / promised", "gained")), "gain-not-divided"),
        "made anyhow": (
            _but(
                MARQUARDT,
                (
                    "    if gain > 0:\n        theta, mu = theta + d, mu / 10",
                    "    theta = theta + d\n    if gain > 0:\n        mu = mu / 10",
                ),
            ),
            "bad-step-made",
        ),
        "μ the wrong way": (_but(MARQUARDT, ("mu / 10", "10 * mu"), ("mu = 10 * mu", "mu = mu / 10")), "mu-wrong-way"),
        "μ never rises": (_but(MARQUARDT, ("        mu = 10 * mu", "        pass")), "mu-not-raised"),
        "in place": (
            _but(MARQUARDT, ("theta, mu = theta + d, mu / 10", "theta += d\n        mu /= 10")),
            "changes-input",
        ),
        "three results": (_but(MARQUARDT, ("return d, gain, theta, mu", "return gain, theta, mu")), "form"),
        "μ² and uphill": (
            _but(MARQUARDT, ("mu * np.eye", "mu**2 * np.eye"), ("-(J.T @ e)", "J.T @ e")),
            "mu-squared + uphill",
        ),
        "scaled, and μ by 2": (
            _but(
                MARQUARDT,
                ("mu * np.eye(J.shape[1])", "mu * np.diag((J * J).sum(axis=0))"),
                ("mu / 10", "mu / 2"),
                ("10 * mu", "2 * mu"),
            ),
            "scaled-damping + mu-by-two",
        ),
        "made anyhow, and μ always falls": (
            _but(
                MARQUARDT,
                (
                    "    if gain > 0:\n        theta, mu = theta + d, mu / 10\n    else:\n        mu = 10 * mu",
                    "    theta, mu = theta + d, mu / 10",
                ),
            ),
            "always-good",
        ),
        "half above, and μ by 2": (
            _but(
                MARQUARDT,
                ("gained = e @ e - new @ new", "gained = (e @ e - new @ new) / 2"),
                ("mu / 10", "mu / 2"),
                ("10 * mu", "2 * mu"),
            ),
            "half-above-only (the numerator) + mu-by-two",
        ),
        "good from a quarter": (_but(MARQUARDT, ("gain > 0", "gain > 0.25")), "good-from-another-ratio"),
        "good from three quarters": (_but(MARQUARDT, ("gain > 0", "gain > 0.75")), "good-from-another-ratio"),
        "both sides for |e|²": (
            _but(MARQUARDT, ("A = J.T @ J", "A = 2 * J.T @ J"), ("-(J.T @ e)", "-2 * (J.T @ e)")),
            "doubled-by-the-square",
        ),
        "for +Jᵀe, and subtracted": (
            _but(
                MARQUARDT,
                ("-(J.T @ e)", "J.T @ e"),
                ("residuals(theta + d)", "residuals(theta - d)"),
                ("e + J @ d", "e - J @ d"),
                ("theta, mu = theta + d", "theta, mu = theta - d"),
            ),
            "uphill-and-subtracted",
        ),
        "new minus old, both": (_but(MARQUARDT, ("e @ e - new @ new", "new @ new - e @ e")), "ratio-of-the-wrong-sign"),
        "promise |Jd|²": (
            _but(MARQUARDT, ("e @ e - np.sum((e + J @ d) ** 2)", "np.sum((J @ d) ** 2)")),
            "promise-of-jd (the denominator)",
        ),
        "2 μ": (_but(MARQUARDT, ("+ mu * np.eye", "+ 2 * mu * np.eye")), "mu-doubled"),
        "the identity without μ": (_but(MARQUARDT, ("+ mu * np.eye", "+ np.eye")), "mu-left-out"),
        "no step after a bad one": (
            _but(MARQUARDT, ("        mu = 10 * mu", "        d, mu = 0 * d, 10 * mu")),
            "no-bad-step",
        ),
        "θ minus d": (_but(MARQUARDT, ("theta, mu = theta + d", "theta, mu = theta - d")), "moved-backwards"),
        "by the diagonal": (
            _but(MARQUARDT, ("np.linalg.solve(A, -(J.T @ e))", "-(J.T @ e) / np.diag(A)")),
            "diagonal-only",
        ),
        "sums of sizes": (
            _but(MARQUARDT, ("e @ e - new @ new", "np.abs(e).sum() - np.abs(new).sum()")),
            "sizes-not-squares (the numerator)",
        ),
    },
    "05.7": {
        "always none": ("def find_bug(points, gradients, eta, beta):\n    return 'none'", "never-finds"),
        "first step": (
            _but(FIND_BUG, ("    T, n", "    moves, gradients = moves[:1], gradients[:1]\n    T, n")),
            "first-step-only",
        ),
        "four steps": (
            _but(FIND_BUG, ("    T, n", "    moves, gradients = moves[:4], gradients[:4]\n    T, n")),
            "few-steps-only",
        ),
        "first weight": (
            _but(
                FIND_BUG,
                ("    T, n", "    moves, gradients = moves[:, :1], gradients[:, :1]\n    T, n"),
                ("if len(bad) == 1", "if n > 1 and len(bad) == 1"),
            ),
            "one-weight-only",
        ),
        "fixed limit": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-3")), "absolute-limit"),
        "exactly equal": (_but(FIND_BUG, ("< 1e-6 * scale", "== 0")), "always-the-same"),
        "no memory for a restart": (
            _but(FIND_BUG, ('return "restarted"', 'return "no memory"')),
            "restart-taken-for-no-memory",
        ),
        "a restart for no memory": (
            _but(FIND_BUG, ('return "no memory"', 'return "restarted"')),
            "no-memory-taken-for-restart",
        ),
        "late for Nesterov": (_but(FIND_BUG, ('return "late"', 'return "nesterov"')), "late-taken-for-nesterov"),
        "Nesterov for late": (_but(FIND_BUG, ('return "nesterov"', 'return "late"')), "nesterov-taken-for-late"),
        "exchanged": (
            _but(FIND_BUG, ('"late"', '"other"'), ('"nesterov"', '"late"'), ('"other"', '"nesterov"')),
            "late-and-nesterov-exchanged",
        ),
        "decay unseen": (_but(FIND_BUG, ('return "decay"', 'return "none"')), "decay-overlooked"),
        "no look at single weights": (
            _but(FIND_BUG, ("if len(bad) == 1", "if False")),
            "one-weight-taken-for-decay",
        ),
        "a list": (_but(FIND_BUG, ('return "none"', 'return ["none"]')), "form"),
        "another word": (_but(FIND_BUG, ('"late"', '"delayed"')), "form"),
        "writes into the points": (_but(FIND_BUG, ("    T, n", "    points -= points[0]\n    T, n")), "changes-input"),
        "no return": ("def find_bug(points, gradients, eta, beta):\n    print(end='')", "returns-nothing"),
        "fixed limit 1e-5": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-5")), "absolute-limit"),
        "fixed limit 1e-6": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-6")), "absolute-limit"),
        "fixed limit 1e-7": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-7")), "limit-too-narrow"),
        "fixed limit 1e-8": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-8")), "limit-too-narrow"),
        "fixed limit 1e-9": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-9")), "limit-too-narrow"),
        "fixed limit 1e-10": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-10")), "limit-too-narrow"),
        "fixed limit 1e-12": (_but(FIND_BUG, ("< 1e-6 * scale", "< 1e-12")), "limit-too-narrow"),
        "damped for late": (_but(FIND_BUG, ('return "damped"', 'return "late"')), "damped-taken-for-late"),
        "decay for damped": (_but(FIND_BUG, ('return "decay"', 'return "damped"')), "decay-taken-for-damped"),
        "restarts unseen": (_but(FIND_BUG, ('return "restarted"', 'return "none"')), "few-steps-only"),
        "a weight for decay": (_but(FIND_BUG, ('return "one weight"', 'return "decay"')), "one-weight-taken-for-decay"),
        "late unseen": (_but(FIND_BUG, ('return "late"', 'return "none"')), "late-overlooked"),
    },
    "05.8": {
        "a velocity that is never damped": (
            _but(
                DESCENT,
                (
                    "return theta - 0.1 * g, {}",
                    'v = memory.get("v", 0) + 0.9 * g\n    return theta - 0.15 * v, {"v": v}',
                ),
            ),
            "never-damped",
        ),
        "the last step subtracted": (
            _but(
                DESCENT,
                (
                    "return theta - 0.1 * g, {}",
                    'v = 0.1 * g - 0.9 * memory.get("v", 0)\n    return theta - v, {"v": v}',
                ),
            ),
            "velocity-of-the-wrong-sign",
        ),
        "the step": (_but(DESCENT, ("theta - 0.1 * g", "-0.1 * g")), "step-returned"),
        "uphill": (_but(DESCENT, ("theta - 0.1", "theta + 0.1")), "uphill"),
        "θ as it was": (_but(DESCENT, ("theta - 0.1 * g", "theta")), "hardly-moves"),
        "a rate of 10": (_but(DESCENT, ("0.1", "10")), "worse-than-at-the-start"),
        "a rate of 0.05": (_but(DESCENT, ("0.1", "0.05")), "rate-too-small"),
        "Adam as in the book": (_but(RULE, ("0.065 * min(1, t / 20) * (1 - t / steps)", "0.001")), "rate-too-small"),
        "gradient descent, half a rate": (_but(DESCENT, ("0.1", "0.45")), "no-memory"),
        "memory not returned": (_but(RULE, ('{"m": m, "v": v}', "{}")), "memory-lost"),
        "constant rate": (_but(RULE, ("0.065 * min(1, t / 20) * (1 - t / steps)", "0.015")), "rate-stays"),
        "ends at 120": (
            _but(RULE, ("0.065 * min(1, t / 20) * (1 - t / steps)", "0.02 * max(0, 1 - t / 120)")),
            "stops-early",
        ),
        "huge steps": (_but(RULE, ("0.065", "0.3"), ("(1 - t / steps)", "1")), "rate-too-large"),
        "too careful": (_but(RULE, ("0.065 * min(1, t / 20)", "0.025 * min(1, t / 50)")), "behind"),
        "division by zero": (_but(RULE, ("**t)", "**(t - 1))")), "not-finite-theta"),
        "in place": (
            _but(RULE, ("return theta - eta", "theta -= eta"), (" + 1e-8), {", " + 1e-8)\n    return theta, {")),
            "changes-input",
        ),
        "memory in place": (
            _but(
                RULE,
                ("    return theta", '    memory["m"], memory["v"] = m, v\n    return theta'),
                ('{"m": m, "v": v}', "memory"),
            ),
            "changes-input",
        ),
        "only θ": (_but(RULE, (', {"m": m, "v": v}', "")), "form"),
        "half of θ": (_but(DESCENT, ("theta - 0.1 * g", "theta[:100]")), "shape"),
        "stops with an error": (_but(RULE, ('memory.get("m", np.zeros_like(g))', 'memory["m"]')), "raises"),
    },
}

RIGHT = {
    "05.1": {
        "in two loops": HAND_CODE,
        "as in the solution": _hand(),
        "exact": _hand(m_hat="-16 / 3"),
        "three decimals": _hand(descent="2.160", m_hat="-5.333"),
        "computed": """
by_hand = {"descent": 10 * 0.6**3}
for name, ahead in (("heavy_ball", 0), ("nesterov", 0.5)):
    x, v = 10, 0
    for _ in range(3):
        v = v / 2 - 0.4 * (x + ahead * v)
        x += v
    by_hand[name] = x
m, v, x = 0, 0, 1
for t, g in ((1, 4), (2, -10)):
    m, v = (m + g) / 2, (3 * v + g**2) / 4
    m_hat, v_hat = m / (1 - 0.5**t), v / (1 - 0.75**t)
    x -= 0.3 * m_hat / v_hat**0.5
by_hand.update(m=m, v=v, m_hat=m_hat, v_hat=v_hat, adam=x)
""",
        "with the library": """
from bplib.optimizers import Adam, GradientDescent, Momentum, Nesterov
by_hand = dict(m=-4.0, v=28.0, m_hat=-16 / 3, v_hat=64.0)
rules = GradientDescent(0.1), Momentum(0.1, 0.5), Nesterov(0.1, 0.5)
for name, rule in zip(("descent", "heavy_ball", "nesterov"), rules):
    x = np.array([10.0])
    for _ in range(3):
        rule.step(x, 4 * x)
    by_hand[name] = x[0] - 0.5 * rule.state()["v"][0] if name == "nesterov" else x[0]
x, rule = np.array([1.0]), Adam(0.3, 0.5, 0.75)
for g in (4.0, -10.0):
    rule.step(x, np.array([g]))
by_hand["adam"] = x[0]
""",
    },
    "05.2": {
        "as in the solution": LIMITS,
        "eig": _but(LIMITS, ("np.linalg.eigvalsh(H)", "np.sort(np.linalg.eig(H)[0].real)")),
        "singular values": """
def limits(H, beta):
    low, high = np.linalg.norm(H, -2), np.linalg.norm(H, 2)
    best = 2 / (low + high)
    return 2 / high, 2 * (1 + beta) / high, best, np.log(1e-6) / np.log(1 - best * low)
""",
        "logarithm to the base 10": _but(
            LIMITS, ("np.log(1e-6) / np.log((kappa - 1) / (kappa + 1))", "6 / np.log10((kappa + 1) / (kappa - 1))")
        ),
        "power iteration": """
def largest(H):
    v = np.random.default_rng(0).normal(size=len(H))
    for _ in range(20000):
        w = H @ v
        w /= np.linalg.norm(w)
        if np.abs(w - v).max() < 1e-15:
            break
        v = w
    return v @ H @ v
def limits(H, beta):
    high, low = largest(H), 1 / largest(np.linalg.inv(H))
    factor = (high - low) / (high + low)
    return [2 / high, 2 / high * (1 + beta), 2 / (low + high), np.log(1e-6) / np.log(factor)]
""",
    },
    "05.3": {
        "as in the solution": BALL,
        "one line": "def ball_step(gradient, x, v, eta, beta, nesterov):\n"
        "    w = beta * v - eta * gradient(x + nesterov * beta * v)\n    return x + w, w",
        "copies": """
def ball_step(gradient, x, v, eta, beta, nesterov):
    x, v = x.copy(), v.copy()
    v *= beta
    g = gradient(x + v if nesterov else x)
    v -= eta * g
    x += v
    return x, v
""",
        "with the library": """
from bplib.optimizers import Momentum, Nesterov
def ball_step(gradient, x, v, eta, beta, nesterov):
    rule, name = (Nesterov, "Nesterov") if nesterov else (Momentum, "Momentum")
    optimizer = rule(eta, beta)
    optimizer.restore({"rule": name, "t": 1, "v": v})
    place = x + beta * v if nesterov else x.copy()
    optimizer.step(place, gradient(place))
    v = optimizer.state()["v"]
    return (place - beta * v if nesterov else place), v
""",
        "a list": _but(BALL, ("return new_x, new_v", "return [list(new_x), list(new_v)]")),
    },
    "05.4": {
        "as in the solution": ADAMW,
        "rearranged": """
def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    root = np.sqrt(1 - beta2**t)
    step = eta * root / (1 - beta1**t) * m / (np.sqrt(v) + epsilon * root)
    return theta - eta * decay * theta - step, m, v
""",
        "with the library": """
from bplib.optimizers import AdamW
def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    optimizer = AdamW(eta, beta1, beta2, epsilon=epsilon, weight_decay=decay)
    optimizer.restore({"rule": "AdamW", "t": t - 1, "m": m, "v": v})
    theta = theta.copy()
    optimizer.step(theta, g)
    state = optimizer.state()
    return theta, state["m"], state["v"]
""",
        "entry by entry": """
def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new = [[], [], []]
    for p, s, a, b in zip(theta, g, m, v):
        a = beta1 * a + (1 - beta1) * s
        b = beta2 * b + (1 - beta2) * s**2
        p = p * (1 - eta * decay) - eta * (a / (1 - beta1**t)) / ((b / (1 - beta2**t)) ** 0.5 + epsilon)
        for values, value in zip(new, (p, a, b)):
            values.append(value)
    return tuple(np.array(values) for values in new)
""",
    },
    "05.5": {
        "as in the solution": RULES,
        "weight by weight": """
def three_rules(gradients, eta, first):
    descent, signs, rprop = [], [], []
    for column in gradients.T:
        descent.append(-eta * sum(column))
        signs.append(-eta * (sum(column > 0) - sum(column < 0)))
        x, last, size = 0.0, 0.0, first
        for g in column:
            if g * last > 0:
                size = min(1.2 * size, 50)
            elif g * last < 0:
                size, g = max(0.5 * size, 1e-6), 0.0
            if g > 0:
                x -= size
            elif g < 0:
                x += size
            last = g
        rprop.append(x)
    return descent, signs, rprop
""",
        "with the library": """
from bplib.optimizers import GradientDescent, Lion, Rprop
def three_rules(gradients, eta, first):
    ends = []
    for optimizer in (GradientDescent(eta), Lion(eta, 0, 0), Rprop(first=first)):
        x = np.zeros(gradients.shape[1])
        for g in gradients:
            optimizer.step(x, g)
        ends.append(x)
    return ends
""",
        "np.where": """
def three_rules(gradients, eta, first):
    x = [np.zeros(gradients.shape[1]) for _ in range(3)]
    last, size = 0 * x[0], first + 0 * x[0]
    for g in gradients:
        x[0] = x[0] - eta * g
        x[1] = x[1] - eta * np.sign(g)
        a = np.sign(g * last)
        size = np.clip(size * np.where(a > 0, 1.2, np.where(a < 0, 0.5, 1.0)), 1e-6, 50)
        last = np.where(a < 0, 0, g)
        x[2] = x[2] - size * np.sign(last)
    return tuple(x)
""",
    },
    "05.6": {
        "as in the solution": MARQUARDT,
        "with the library": """
from bplib.optimizers.least_squares import damped_step
def marquardt_step(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = damped_step(J, e, mu)
    new = residuals(theta + d)
    gain = (e @ e - new @ new) / (d @ (mu * d - J.T @ e))
    return (d, gain, theta + d, mu / 10) if gain > 0 else (d, gain, theta, 10 * mu)
""",
        "least squares": _but(
            MARQUARDT,
            (
                "np.linalg.solve(A, -(J.T @ e))",
                "np.linalg.lstsq(np.vstack([J, mu**0.5 * np.eye(3)]), -np.append(e, 0 * theta), rcond=None)[0]",
            ),
        ),
        "inverse, and copies": """
def marquardt_step(residuals, jacobian, theta, mu):
    theta = theta.copy()
    e, J = residuals(theta), jacobian(theta)
    d = -np.linalg.inv(J.T.dot(J) + np.diag([mu] * len(theta))).dot(J.T.dot(e))
    promised = (e**2).sum() - ((e + J.dot(d)) ** 2).sum()
    gained = (e**2).sum() - (residuals(theta + d) ** 2).sum()
    if gained > 0:
        theta += d
    return [d, gained / promised, theta, mu / 10 if gained > 0 else mu * 10]
""",
    },
    "05.7": {
        "residuals": FIND_BUG,
        "by other limits": _but(FIND_BUG, ("1e-6 * scale", "1e-7 * scale")),
        "with allclose": """
def find_bug(points, gradients, eta, beta):
    points, gradients = points / np.abs(gradients).max(), gradients / np.abs(gradients).max()
    moves = np.diff(points, axis=0)
    v = np.vstack([np.zeros(moves.shape[1]), moves[:-1]])
    old = np.vstack([np.zeros(moves.shape[1]), gradients[:-1]])
    guesses = {
        "none": beta * v - eta * gradients,
        "no memory": -eta * gradients,
        "damped": beta * v - (1 - beta) * eta * gradients,
        "late": beta * v - eta * old,
        "nesterov": beta * (v + eta * old) - beta * eta * gradients - eta * gradients,
    }
    for name, guess in guesses.items():
        if np.allclose(moves, guess, rtol=1e-6, atol=1e-8):
            return name
    fits = np.isclose(moves, guesses["none"], rtol=1e-6, atol=1e-8)
    if fits.all(axis=0).sum() == moves.shape[1] - 1:
        return "one weight"
    restarts = np.isclose(moves, guesses["no memory"], rtol=1e-6, atol=1e-8).all(axis=1)
    return "restarted" if (restarts | fits.all(axis=1)).all() else "decay"
""",
        "by regression": """
def find_bug(points, gradients, eta, beta):
    moves = np.diff(points, axis=0)
    unit = np.abs(moves).max()
    left = moves + eta * gradients
    left[1:] -= beta * moves[:-1]
    spoilt = np.abs(left) > 1e-6 * unit
    if not spoilt.any():
        return "none"
    if spoilt.any(axis=0).sum() == 1:
        return "one weight"
    if np.abs(moves + eta * gradients).max() < 1e-6 * unit:
        return "no memory"
    columns = [moves[:-1], gradients[1:], gradients[:-1], points[1:-1]]
    table = np.stack([column.ravel() / np.abs(column).max() for column in columns], axis=1)
    found, rest, *_ = np.linalg.lstsq(table, left[1:].ravel() / unit, rcond=None)
    if np.abs(table @ found - left[1:].ravel() / unit).max() > 1e-6:
        return "restarted"
    a, b, c, d = [f * unit / np.abs(column).max() for f, column in zip(found, columns)]
    if abs(b - beta * eta) < 1e-6 and abs(c) < 1e-6:
        return "damped"
    if abs(b - eta) < 1e-6:
        return "late"
    if abs(b + beta * eta) < 1e-6:
        return "nesterov"
    return "decay"
""",
        "by running the suspects": """
def path(points, gradients, eta, beta, suspect):
    x, v, old, out = points[0], 0 * points[0], 0 * points[0], [points[0]]
    for g in gradients:
        if suspect == "no memory":
            x = x - eta * g
        elif suspect == "nesterov":
            v = beta * v - eta * g
            x = x + beta * v - eta * g
        else:
            used = {"damped": (1 - beta) * g, "late": old}.get(suspect, g)
            v = beta * v - eta * used
            x = x + v
        old = g
        out.append(x)
    return np.array(out)

def find_bug(points, gradients, eta, beta):
    size = np.abs(np.diff(points, axis=0)).max()
    for suspect in ("none", "no memory", "damped", "late", "nesterov"):
        difference = np.abs(path(points, gradients, eta, beta, suspect) - points).max(axis=0)
        if (difference < 1e-6 * size).all():
            return suspect
        if suspect == "none" and (difference >= 1e-6 * size).sum() == 1:
            return "one weight"
    for every in range(5, 9):
        parts = range(0, len(gradients), every)
        pieces = [path(points[s : s + 1], gradients[s : s + every], eta, beta, "none")[1:] for s in parts]
        if np.abs(np.vstack(pieces) - points[1:]).max() < 1e-6 * size:
            return "restarted"
    return "decay"
""",
    },
    "05.8": {
        "as in the solution": RULE,
        "half a cosine after a warm-up": _but(
            RULE, ("min(1, t / 20) * (1 - t / steps)", "min(1, t / 10) * (1 + np.cos(np.pi * t / steps)) / 2")
        ),
        "Nesterov's point ahead in Adam": """
def my_rule(theta, g, memory, t, steps):
    m, v = 0.9 * memory.get("m", 0) + 0.1 * g, 0.99 * memory.get("v", 0) + 0.01 * g**2
    eta = 0.06 * min(1, t / 20) * (1 - t / steps)
    ahead = 0.9 * m / (1 - 0.9 ** (t + 1)) + 0.1 * g / (1 - 0.9**t)
    return theta - eta * ahead / (np.sqrt(v / (1 - 0.99**t)) + 1e-8), {"m": m, "v": v}
""",
        "Nesterov": """
def my_rule(theta, g, memory, t, steps):
    eta = 0.5 * min(1, t / 10) * (1 - t / steps)
    v = 0.9 * memory.get("v", 0) - eta * g
    return theta + 0.9 * v - eta * g, {"v": v}
""",
        "Muon": """
from bplib.optimizers.muon import orthogonal
def my_rule(theta, g, memory, t, steps):
    M = 0.95 * memory.get("M", 0) + g
    v = 0.99 * memory.get("v", 0) + 0.01 * g**2
    eta, start, new = 0.1 * (1 - t / steps), 0, theta.copy()
    ahead = g + 0.95 * M
    for n, k in ((32, 64), (10, 32)):
        W = slice(start, start + n * k)
        new[W] -= eta * orthogonal(ahead[W].reshape(n, k)).ravel()
        b = slice(start + n * k, start + n * k + n)
        new[b] -= 0.5 * eta * ahead[b] / 20 / (np.sqrt(v[b] / (1 - 0.99**t)) + 1e-8)
        start = b.stop
    return new, {"M": M, "v": v}
""",
    },
}
