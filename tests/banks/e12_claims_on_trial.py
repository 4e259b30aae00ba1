"""Answers to exercise 12 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- 12.1

AGAINST = {
    "xor": "one example",
    "momentum": "a comparison",
    "shift": "an intervention",
    "prize": "a source",
    "understood": "nothing",
    "minimum": "one example",
    "forgetting": "an intervention",
    "deeper": "a comparison",
}


def _against(**changed):
    return f"against = {AGAINST | changed!r}"


# --- 12.2

BECAUSE = """
def because(run, seeds):
    def cost(named, other):
        return np.median([run(named, other, seed) for seed in seeds])
    none, both = cost(False, False), cost(True, True)
    named, other = cost(True, False), cost(False, True)
    if abs(none - both) < 0.3:
        return "neither"
    a = named < none - 0.3
    b = other < none - 0.3
    if a and b:
        return "either"
    if a:
        return "named"
    if b:
        return "other"
    return "both together"
"""
BECAUSE_TABLE = """
def because(run, seeds):
    import statistics
    cost = {}
    for n in (0, 1):
        for o in (0, 1):
            cost[n, o] = statistics.median(run(n, o, s) for s in seeds)
    good = {k: cost[0, 0] - c > 0.3 for k, c in cost.items()}
    words = {(0, 0, 1): "both together", (1, 0, 1): "named", (0, 1, 1): "other", (1, 1, 1): "either"}
    return words.get((good[1, 0], good[0, 1], good[1, 1]), "neither")
"""
BECAUSE_AWAY = """
def because(run, seeds):
    m = lambda n, o: np.median([run(n, o, s) for s in list(seeds)[:7]])
    full = m(True, True)
    if m(False, False) - full <= 0.3:
        return "neither"
    needs_named = m(False, True) - full > 0.3
    needs_other = m(True, False) - full > 0.3
    if needs_named and needs_other:
        return "both together"
    if needs_named:
        return "named"
    return "other" if needs_other else "either"
"""
BECAUSE_SORTED = """
def because(run, seeds):
    def middle(n, o):
        runs = sorted(run(n, o, s) for s in seeds)
        return runs[len(runs) // 2]
    table = np.array([[middle(n, o) for o in (False, True)] for n in (False, True)])
    learns = table < table[0, 0] - 0.3
    if not learns[1, 1]:
        return "neither"
    return [["both together", "other"], ["named", "either"]][int(learns[1, 0])][int(learns[0, 1])]
"""


def _because(*changes):
    return _but(BECAUSE, *changes)


# --- 12.3

COMPARE = """
def compare(run, rates, choosing, reporting):
    medians = {}
    for who in "AB":
        errors = []
        for rate in rates:
            e = np.array([run(who, rate, seed)[0] for seed in choosing])
            e[np.isnan(e)] = np.inf
            errors.append(np.median(e))
        i = int(np.argmin(errors))
        if i == 0 or i == len(rates) - 1:
            return "widen the rates"
        e = np.array([run(who, rates[i], seed)[1] for seed in reporting])
        e[np.isnan(e)] = np.inf
        medians[who] = np.median(e)
    if abs(medians["A"] - medians["B"]) <= 0.1:
        return "no difference"
    return "A" if medians["A"] < medians["B"] else "B"
"""
COMPARE_PARTS = """
def middle(errors):
    return np.median(np.nan_to_num(errors, nan=np.inf, posinf=np.inf))

def choose(run, who, rates, seeds):
    return min(range(len(rates)), key=lambda i: middle([run(who, rates[i], s)[0] for s in seeds]))

def compare(run, rates, choosing, reporting):
    i, j = choose(run, "A", rates, choosing), choose(run, "B", rates, choosing)
    if {i, j} & {0, len(rates) - 1}:
        return "widen the rates"
    a = middle([run("A", rates[i], s)[1] for s in reporting])
    b = middle([run("B", rates[j], s)[1] for s in reporting])
    if a + 0.1 < b:
        return "A"
    if b + 0.1 < a:
        return "B"
    return "no difference"
"""
COMPARE_ARRAY = """
def compare(run, rates, choosing, reporting):
    V = np.array([[[run(w, r, s)[0] for s in choosing] for r in rates] for w in ("A", "B")])
    V = np.median(np.where(np.isfinite(V), V, 1e9), axis=2)
    best = V.argmin(axis=1)
    if (best == 0).any() or (best == V.shape[1] - 1).any():
        return "widen the rates"
    T = np.array([[run(w, rates[k], s)[1] for s in reporting] for w, k in zip(("A", "B"), best)])
    T = np.median(np.where(np.isfinite(T), T, 1e9), axis=1)
    d = T[1] - T[0]
    return "A" if d > 0.1 else "B" if d < -0.1 else "no difference"
"""
COMPARE_LOOPS = """
def compare(run, rates, choosing, reporting):
    found = []
    for who in ["A", "B"]:
        best, best_rate = float("inf"), None
        for k, rate in enumerate(rates):
            runs = []
            for seed in choosing:
                v, t = run(who, rate, seed)
                runs.append(v if v == v else float("inf"))
            m = sorted(runs)[len(runs) // 2]
            if m < best:
                best, best_rate, best_k = m, rate, k
        if best_k in (0, len(rates) - 1):
            return "widen the rates"
        tests = [run(who, best_rate, seed)[1] for seed in reporting]
        tests = sorted(t if t == t else float("inf") for t in tests)
        found.append(tests[len(tests) // 2])
    a, b = found
    if a < b - 0.1: return "A"
    if b < a - 0.1: return "B"
    return "no difference"
"""


def _compare(*changes):
    return _but(COMPARE, *changes)


CHOOSES = "e = np.array([run(who, rate, seed)[0] for seed in choosing])"
REPORTS = "e = np.array([run(who, rates[i], seed)[1] for seed in reporting])"
CLEANS = "e[np.isnan(e)] = np.inf"
EDGE = "if i == 0 or i == len(rates) - 1:"
LEAVES = "e = e[np.isfinite(e)] if np.isfinite(e).any() else np.array([np.inf])"
COMPARE_ONE_RATE = """
def compare(run, rates, choosing, reporting):
    def middle(errors):
        return np.median(np.nan_to_num(errors, nan=np.inf, posinf=np.inf))
    errors = [CHOICE for rate in rates]
    i = int(np.argmin(errors))
    if i in (0, len(rates) - 1):
        return "widen the rates"
    a, b = (middle([run(who, rates[i], s)[1] for s in reporting]) for who in "AB")
    if abs(a - b) < 0.1 or a == b:
        return "no difference"
    return "A" if a < b else "B"
"""

# --- 12.4

DIFFERS = """
def differs(a, b):
    d = a - b
    error = d.std(ddof=1) / np.sqrt(len(d))
    if abs(d.mean()) < 2.3 * error:
        return "cannot tell"
    return "A" if d.mean() < 0 else "B"
"""
DIFFERS_TABLE = """
def differs(a, b):
    d = b - a
    limit = {8: 2.365, 12: 2.201, 24: 2.069}.get(len(d), 2.3)
    t = d.mean() / (np.std(d, ddof=1) / len(d) ** 0.5)
    return "A" if t > limit else "B" if t < -limit else "cannot tell"
"""
DIFFERS_SIGNS = """
from math import comb

def differs(a, b):
    n, wins = len(a), int((a < b).sum())
    k = max(wins, n - wins)
    chance = 2 * sum(comb(n, i) for i in range(k, n + 1)) / 2**n
    if chance > 0.05:
        return "cannot tell"
    return "A" if wins > n - wins else "B"
"""
DIFFERS_TURNED = """
def differs(a, b):
    rng = np.random.default_rng(0)
    d = b - a
    turned = np.abs((rng.choice([-1, 1], size=(1000, len(d))) * d).mean(axis=1))
    if (turned >= abs(d.mean())).mean() > 0.05:
        return "cannot tell"
    return "A" if d.mean() > 0 else "B"
"""
DIFFERS_SCIPY = """
def differs(a, b):
    from scipy.stats import ttest_rel
    t, p = ttest_rel(a, b)
    if p > 0.05:
        return "cannot tell"
    return "B" if t > 0 else "A"
"""


def _differs(*changes):
    return _but(DIFFERS, *changes)


UNPAIRED = "error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))"
PAIRED = "error = d.std(ddof=1) / np.sqrt(len(d))"

# --- 12.5

GAME = """
def goes_away(slopes, start, centre, eta):
    def far(in_turns):
        x, y = start
        first = np.hypot(x - centre[0], y - centre[1])
        most = 0
        for _ in range(500):
            g_x, g_y = slopes(x, y)
            x_new = x - eta * g_x
            if in_turns:
                g_y = slopes(x_new, y)[1]
            x, y = x_new, y + eta * g_y
            most = max(most, np.hypot(x - centre[0], y - centre[1]))
        return most > 10 * first
    if not far(False):
        return "neither"
    return "both" if far(True) else "same time only"
"""
GAME_LOOPS = """
def goes_away(slopes, start, centre, eta):
    x, y = start
    u, v = start
    for n in range(1000):
        g, h = slopes(x, y)
        x, y = x - eta * g, y + eta * h
        u = u - eta * slopes(u, v)[0]
        v = v + eta * slopes(u, v)[1]
    d0 = ((start[0] - centre[0]) ** 2 + (start[1] - centre[1]) ** 2) ** 0.5
    d1 = ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) ** 0.5
    d2 = ((u - centre[0]) ** 2 + (v - centre[1]) ** 2) ** 0.5
    same, turns = d1 > 10 * d0, d2 > 10 * d0
    return {(1, 1): "both", (1, 0): "same time only", (0, 0): "neither"}[same, turns]
"""
GAME_Y_FIRST = """
def goes_away(slopes, start, centre, eta):
    c = np.array(centre)
    p, q, d = np.array(start, float), np.array(start, float), np.array([-eta, eta])
    size = np.linalg.norm(p - c)
    for _ in range(300):
        p = p + d * np.array(slopes(*p))
        q[1] += eta * slopes(*q)[1]
        q[0] -= eta * slopes(*q)[0]
    a, b = np.linalg.norm(p - c) > 10 * size, np.linalg.norm(q - c) > 10 * size
    return "both" if b else "same time only" if a else "neither"
"""
GAME_MATRIX = """
def goes_away(slopes, start, centre, eta):
    c = np.array(centre)
    at = lambda v: np.array(slopes(*(c + v)))
    J = np.stack([at([1, 0]), at([0, 1])], axis=1)
    X = np.eye(2) - eta * np.array([J[0], [0, 0]])
    Y = np.eye(2) + eta * np.array([[0, 0], J[1]])
    both = np.eye(2) + eta * np.array([-J[0], J[1]])
    size = lambda M: abs(np.linalg.eigvals(M)).max()
    if size(Y @ X) > 1 + 1e-6:
        return "both"
    return "same time only" if size(both) > 1 + 1e-6 else "neither"
"""


def _game(*changes):
    return _but(GAME, *changes)


CARRIED = """
def goes_away(slopes, start, centre, eta):
    def away(x, y):
        return np.hypot(x - centre[0], y - centre[1]) > 10 * np.hypot(start[0] - centre[0], start[1] - centre[1])
    x, y = start
    same = turns = False
    for _ in range(400):
        g, h = slopes(x, y)
        x, y = x - eta * g, y + eta * h
        if away(x, y):
            same = True
            break
    for _ in range(400):
        x = x - eta * slopes(x, y)[0]
        y = y + eta * slopes(x, y)[1]
        if away(x, y):
            turns = True
            break
    return "both" if turns else "same time only" if same else "neither"
"""
LAST_LINES = """    if not far(False):
        return "neither"
    return "both" if far(True) else "same time only"
"""

# --- 12.6

FAULT = """
def at_fault(train, data, seeds):
    def right(kind, order, name):
        X, Y = data[name][2], data[name][3]
        return np.median([(train(kind, order, seed)(X) == Y).mean() for seed in seeds])
    lost = {}
    for kind in ("with", "without"):
        before = right(kind, ["first"], "first")
        after = right(kind, ["first", "second"], "first")
        second = right(kind, ["first", "second"], "second")
        if before < 0.8 or second < 0.8:
            return "no comparison"
        lost[kind] = before - after > 0.3
    if not lost["with"]:
        return "nothing forgotten"
    return "not its fault" if lost["without"] else "its fault"
"""
FAULT_LOOPS = """
def at_fault(train, data, seeds):
    table = {}
    _, _, X1, Y1 = data["first"]
    _, _, X2, Y2 = data["second"]
    for kind in ["with", "without"]:
        rows = []
        for s in seeds:
            one = train(kind, ["first"], s)
            two = train(kind, ["first", "second"], s)
            rows.append([np.mean(one(X1) == Y1), np.mean(two(X1) == Y1), np.mean(two(X2) == Y2)])
        table[kind] = np.median(rows, axis=0)
    w, o = table["with"], table["without"]
    if min(w[0], w[2], o[0], o[2]) < 0.8:
        return "no comparison"
    if w[0] - w[1] <= 0.3:
        return "nothing forgotten"
    if o[0] - o[1] > 0.3:
        return "not its fault"
    return "its fault"
"""
FAULT_ARRAYS = """
def at_fault(train, data, seeds):
    test = {k: v[2:] for k, v in data.items()}
    acc = lambda net, k: float((net(test[k][0]) == test[k][1]).mean())
    one = {k: [train(k, ("first",), s) for s in seeds] for k in ("with", "without")}
    two = {k: [train(k, ("first", "second"), s) for s in seeds] for k in ("with", "without")}
    before = {k: np.median([acc(n, "first") for n in one[k]]) for k in one}
    after = {k: np.median([acc(n, "first") for n in two[k]]) for k in one}
    second = {k: np.median([acc(n, "second") for n in two[k]]) for k in one}
    if any(before[k] < 0.8 or second[k] < 0.8 for k in one):
        return "no comparison"
    forgets = {k: before[k] - after[k] > 0.3 for k in one}
    return ("not its fault" if forgets["without"] else "its fault") if forgets["with"] else "nothing forgotten"
"""
FAULT_TEXT = _but(FAULT, ('["first"]', '"first"'))


def _fault(*changes):
    return _but(FAULT, *changes)


# --- 12.7

SCOPE = """
def holds_on(run, problems, rates, choosing, reporting):
    def median(who, problem, rate, seeds):
        return np.median([run(who, problem, rate, seed) for seed in seeds])

    def result(who, problem):
        rate = min(rates, key=lambda rate: median(who, problem, rate, choosing))
        return median(who, problem, rate, reporting)

    return [p for p in problems if result("A", p) < result("B", p) - 0.1]
"""
SCOPE_LOOPS = """
def holds_on(run, problems, rates, choosing, reporting):
    names = []
    for problem in problems:
        final = {}
        for who in "AB":
            tried = []
            for rate in rates:
                tried.append(np.median([run(who, problem, rate, s) for s in choosing]))
            rate = rates[int(np.argmin(tried))]
            final[who] = np.median([run(who, problem, rate, s) for s in reporting])
        if final["B"] - final["A"] > 0.1:
            names.append(problem)
    return names
"""
SCOPE_SET = """
def holds_on(run, problems, rates, choosing, reporting):
    better = set()
    for p in problems:
        scores = []
        for who in ("A", "B"):
            V = np.array([[run(who, p, r, s) for s in choosing] for r in rates])
            k = np.argmin(np.sort(V, axis=1)[:, V.shape[1] // 2])
            t = sorted(run(who, p, rates[k], s) for s in reporting)
            scores.append(t[len(t) // 2])
        if scores[0] < scores[1] - 0.1:
            better.add(p)
    return better
"""
SCOPE_TUPLE = _but(
    SCOPE, ("return [p for p in problems if", "return tuple(p for p in problems if"), ("- 0.1]", "- 0.1)")
)


def _scope(*changes):
    return _but(SCOPE, *changes)


TOGETHER = "sum(min(median(who, p, rate, choosing), 1e3) for p in problems)"
RATE = "rate = min(rates, key=lambda rate: median(who, problem, rate, choosing))"
NAMES = 'return [p for p in problems if result("A", p) < result("B", p) - 0.1]'
WON = 'result("A", p) < result("B", p) - 0.1'


def _over(condition):
    """Return an experiment that names all problems or none."""
    return _scope((NAMES, f"return list(problems) if {condition} else []"))


# --- 12.8

WITHOUT = """
def without_path(run, others, rates, choosing, reporting, controls):
    final = {}
    for way in ["path", *others]:
        errors = []
        for rate in rates:
            errors.append(np.median([run(way, rate, seed)[0] for seed in choosing]))
        rate = rates[int(np.argmin(errors))]
        final[way] = np.median([run(way, rate, seed)[1] for seed in reporting])
    best = min(final[way] for way in others)
    no_code = controls["no code"]
    if best < no_code - 0.5:
        if best - final["path"] > 0.5:
            return "trained, but worse"
        return "trained as well"
    if final["path"] < no_code - 0.5:
        return "cannot be trained"
    return "no comparison"
"""
WITHOUT_ARRAYS = """
def without_path(run, others, rates, choosing, reporting, controls):
    ways = ("path",) + tuple(others)
    V = np.array([[[run(w, r, s)[0] for s in choosing] for r in rates] for w in ways])
    best = np.median(V, axis=2).argmin(axis=1)
    path, *rest = [np.median([run(w, rates[i], s)[1] for s in reporting]) for w, i in zip(ways, best)]
    gain = controls["no code"] - np.array([path, min(rest)])
    trained = gain > 0.5
    if not trained.any():
        return "no comparison"
    if not trained[1]:
        return "cannot be trained"
    return "trained as well" if gain[1] > gain[0] - 0.5 else "trained, but worse"
"""
WITHOUT_CHOSEN = """
def without_path(run, others, rates, choosing, reporting, controls):
    import statistics
    def tried(way):
        return min((statistics.median(run(way, r, s)[0] for s in choosing), way, r) for r in rates)
    _, way, rate = min(tried(way) for way in others)
    _, _, own = tried("path")
    a = statistics.median(run(way, rate, s)[1] for s in reporting)
    b = statistics.median(run("path", own, s)[1] for s in reporting)
    limit = controls["no code"] - 0.5
    if a > limit and b > limit:
        return "no comparison"
    if a > limit:
        return "cannot be trained"
    return "trained, but worse" if a > b + 0.5 else "trained as well"
"""
WITHOUT_SORTED = """
def middle(costs):
    costs = sorted(costs)
    return costs[len(costs) // 2]

def without_path(run, others, rates, choosing, reporting, controls):
    costs = []
    for way in ("path", others[0], others[1]):
        order = sorted(rates, key=lambda r: middle(run(way, r, s)[0] for s in choosing))
        costs.append(middle(run(way, order[0], s)[1] for s in reporting))
    trained = [cost + 0.5 < controls["no code"] for cost in costs]
    if trained[1] or trained[2]:
        return "trained, but worse" if min(costs[1:]) > costs[0] + 0.5 else "trained as well"
    return "cannot be trained" if trained[0] else "no comparison"
"""


def _without(*changes):
    return _but(WITHOUT, *changes)


def _seeds(choosing, reporting):
    return _without(("in choosing]", f"in {choosing}]"), ("in reporting]", f"in {reporting}]"))


BEST, FINAL = "min(final[way] for way in others)", "final[way] = np.median"
WITHOUT_ONE = """
def without_path(run, others, rates, choosing, reporting, controls):
    def med(way, rate, seeds, k):
        return np.median([run(way, rate, s)[k] for s in seeds])
    rate = min(rates, key=lambda r: CHOICE)
    path = med("path", rate, reporting, 1)
    other = min(med(w, rate, reporting, 1) for w in others)
    limit = controls["no code"] - 0.5
    if other < limit:
        return "trained as well" if other <= path + 0.5 else "trained, but worse"
    return "cannot be trained" if path < limit else "no comparison"
"""


def _one_rate(choice):
    return _but(WITHOUT_ONE, ("CHOICE", choice))


WRONG = {
    "12.1": {
        "statistics against no": (_against(xor="a comparison", minimum="a comparison"), "comparison-for-all"),
        "no example proves it": (_against(xor="nothing", minimum="nothing"), "nothing-for-all"),
        "a book says so": (_against(xor="a source", minimum="a source"), "source-for-all"),
        "one run was better": (_against(momentum="one example", deeper="one example"), "example-for-more"),
        "take it away": (_against(momentum="an intervention", deeper="an intervention"), "intervention-for-more"),
        "with and without": (_against(shift="a comparison", forgetting="a comparison"), "comparison-for-why"),
        "a net that forgot nothing": (_against(forgetting="one example", shift="one example"), "example-for-why"),
        "a counterexample in history": (_against(prize="one example"), "example-for-history"),
        "one silly answer": (_against(understood="one example"), "example-for-the-empty"),
        "against a table": (_against(understood="a comparison"), "comparison-for-the-empty"),
        "all the same": ("against = " + repr(dict.fromkeys(AGAINST, "a comparison")), "all-by-comparison"),
        "shift from a book": (_against(shift="a source"), "other-evidence"),
        "another word": (_against(shift="statistics"), "form"),
    },
    "12.2": {
        "the wrong way around": (_because(("abs(none - both) < 0.3", "both - none < 0.3")), "always-the-same"),
        "it works": (
            "def because(run, seeds):\n    m = lambda *w: np.median([run(*w, s) for s in seeds])\n"
            '    return "named" if m(False, False) - m(True, True) > 0.3 else "neither"',
            "with-and-without-only",
        ),
        "taken away": (
            _because(
                ("    named, other = cost(True, False), cost(False, True)\n", "    without = cost(False, True)\n"),
                (
                    "    a = named < none - 0.3\n    b = other < none - 0.3\n",
                    '    return "named" if without > both + 0.3 else "other"\n    a = b = 0\n',
                ),
            ),
            "only-taken-away",
        ),
        "put in": (
            _because(("    if a and b:\n", '    return "named" if a else "other"\n    if a and b:\n')),
            "only-put-in",
        ),
        "each put in": (_because(('return "both together"', 'return "neither"')), "each-put-in-alone"),
        "each taken away": (
            _because(
                ("a = named < none - 0.3", "a = both < other - 0.3"),
                ("b = other < none - 0.3", "b = both < named - 0.3"),
                ('return "either"', 'return "both together"'),
                ('\n    return "both together"\n', '\n    return "neither"\n'),
            ),
            "each-taken-away",
        ),
        "first seed": (_because(("for seed in seeds]", "for seed in seeds[:1]]")), "one-seed"),
        "two seeds": (_because(("for seed in seeds]", "for seed in seeds[:2]]")), "first-seeds-decide"),
        "seed 0": (_because(("for seed in seeds]", "for seed in [0]]")), "first-seeds-decide"),
        "last seed": (_because(("for seed in seeds]", "for seed in seeds[-1:]]")), "first-seeds-decide"),
        "mean of what did not diverge": (
            _because(
                (
                    "np.median([run(named, other, seed) for seed in seeds])",
                    "np.mean([c for c in (run(named, other, seed) for seed in seeds) if np.isfinite(c)])",
                )
            ),
            "lucky-runs-decide",
        ),
        "other by taking away": (_because(("b = other < none - 0.3", "b = both < named - 0.3")), "only-put-in"),
        "mean in a table": (_but(BECAUSE_TABLE, ("statistics.median", "statistics.mean")), "mean-of-the-runs"),
        "mean": (_because(("np.median", "np.mean")), "lucky-runs-decide"),
        "best": (_because(("np.median", "min")), "best-of-the-runs"),
        "arguments exchanged": (
            _because(("run(named, other, seed)", "run(other, named, seed)")),
            "pieces-exchanged",
        ),
        "words exchanged": (
            _because(
                ('return "either"', "return 0"),
                ('return "both together"', 'return "either"'),
                ("return 0", 'return "both together"'),
            ),
            "both-and-either-exchanged",
        ),
        "either is named": (_because(('return "either"', 'return "named"')), "either-called-named"),
        "both is named": (_because(('return "both together"', 'return "named"')), "both-called-named"),
        "any part": (
            _because(('return "either"', 'return "named"'), ('return "both together"', 'return "named"')),
            "named-wherever-it-plays-a-part",
        ),
        "any difference": (
            _because(("abs(none - both) < 0.3", "both >= none"), ("none - 0.3", "none")),
            "limit-too-small",
        ),
        "always named": ('def because(run, seeds):\n    return "named"', "always-the-same"),
        "no return": (
            _because(('    if a and b:\n        return "either"\n', "    if a and b:\n        return\n")),
            "returns-nothing",
        ),
    },
    "12.3": {
        "rate of the best run": (
            _compare(("errors.append(np.median(e))", "errors.append(e.min())")),
            "best-run-chooses",
        ),
        "both at an edge": (
            """
def compare(run, rates, choosing, reporting):
    middle = lambda errors: np.median(np.where(np.isnan(errors), np.inf, errors))
    at = [np.argmin([middle([run(who, rate, s)[0] for s in choosing]) for rate in rates]) for who in "AB"]
    if all(i in (0, len(rates) - 1) for i in at):
        return "widen the rates"
    a, b = (middle([run(who, rates[i], s)[1] for s in reporting]) for who, i in zip("AB", at))
    return "A" if a < b - 0.1 else "B" if b < a - 0.1 else "no difference"
""",
            "edge-of-both-asked",
        ),
        "rate of A": (
            _but(COMPARE_ONE_RATE, ("CHOICE", 'middle([run("A", rate, s)[0] for s in choosing])')),
            "rate-of-A-for-both",
        ),
        "rate of B": (
            _but(COMPARE_ONE_RATE, ("CHOICE", 'middle([run("B", rate, s)[0] for s in choosing])')),
            "rate-of-B-for-both",
        ),
        "rate for both": (
            _but(COMPARE_ONE_RATE, ("CHOICE", 'sum(middle([run(w, rate, s)[0] for s in choosing]) for w in "AB")')),
            "one-rate-for-both",
        ),
        "middle rate": (_compare(("i = int(np.argmin(errors))", "i = len(rates) // 2")), "one-fixed-rate"),
        "first seed": (
            _compare(("in choosing", "in choosing[:1]"), ("in reporting", "in reporting[:1]")),
            "first-seeds-decide",
        ),
        "first seed in the report": (_compare(("in reporting", "in reporting[:1]")), "first-seeds-decide"),
        "seed 0": (_compare(("in choosing", "in [0]"), ("in reporting", "in [0]")), "first-seeds-decide"),
        "three seeds": (
            _compare(("in choosing", "in choosing[:3]"), ("in reporting", "in reporting[:3]")),
            "first-seeds-decide",
        ),
        "mean": (_compare(("np.median(e)", "np.mean(e)")), "mean-of-the-runs"),
        "mean in the report": (
            _compare(("medians[who] = np.median(e)", "medians[who] = e.mean()")),
            "mean-reported",
        ),
        "best of seeds": (_compare(("np.median(e)", "e.min()")), "best-of-the-runs"),
        "best of seeds in the report": (
            _compare(("medians[who] = np.median(e)", "medians[who] = e.min()")),
            "best-run-reported",
        ),
        "worst of seeds": (_compare(("np.median(e)", "e.max()")), "worst-of-the-runs"),
        "diverged left out": (_compare((CLEANS, LEAVES)), "diverged-runs-left-out"),
        "nanmedian": (
            _compare(
                (CLEANS, "e[np.isinf(e)] = np.nan"), ("np.median(e)", "(np.nanmedian(e) if (e == e).any() else np.inf)")
            ),
            "diverged-runs-left-out",
        ),
        "nan is zero": (_compare((CLEANS, "e = np.nan_to_num(e)")), "nan-skipped"),
        "nan as it is": (_compare((CLEANS, "pass")), "nan-makes-B"),
        "reported what was chosen by": (_compare(("in reporting", "in choosing")), "reported-by-the-choosing-seeds"),
        "chosen by what is reported": (_compare(("in choosing", "in reporting")), "chosen-by-the-reporting-seeds"),
        "validation of the choice reported": (
            _compare((REPORTS, "e = np.array([run(who, rates[i], seed)[1] for seed in choosing])")),
            "reported-by-the-choosing-seeds",
        ),
        "chosen by test": (_compare((CHOOSES, CHOOSES.replace("[0]", "[1]"))), "test-seen"),
        "reports validation": (_compare((REPORTS, REPORTS.replace("[1]", "[0]"))), "validation-reported"),
        "takes validation for test": (
            _compare((CHOOSES, CHOOSES.replace("[0]", "[1]")), (REPORTS, REPORTS.replace("[1]", "[0]"))),
            "validation-and-test-exchanged",
        ),
        "no edge": (_compare((EDGE, "if False:")), "edge-ignored"),
        "upper edge only": (_compare((EDGE, "if i == len(rates) - 1:")), "lower-edge-ignored"),
        "lower edge only": (_compare((EDGE, "if i == 0:")), "upper-edge-ignored"),
        "edge of A": (_compare((EDGE, 'if who == "A" and i in (0, len(rates) - 1):')), "edge-of-A-only"),
        "edge of B": (_compare((EDGE, 'if who == "B" and i in (0, len(rates) - 1):')), "edge-of-B-only"),
        "chosen by validation and test": (
            _compare((CHOOSES, "e = np.array([sum(run(who, rate, seed)) for seed in choosing])")),
            "test-seen",
        ),
        "all seeds for both": (
            _compare(("in choosing", "in (*choosing, *reporting)"), ("in reporting", "in (*choosing, *reporting)")),
            "chosen-by-the-reporting-seeds",
        ),
        "edge is no difference": (_compare(('"widen the rates"', '"no difference"')), "edge-ignored"),
        "0.35 agreed": (_compare(("<= 0.1", "<= 0.35")), "clear-case-missed"),
        "sum of the runs": (_compare(("np.median(e)", "np.sum(e)")), "first-seeds-decide"),
        "edge off by one": (_compare((EDGE, "if i == 0 or i == len(rates):")), "upper-edge-ignored"),
        "edge too wide": (_compare((EDGE, "if i <= 1 or i >= len(rates) - 2:")), "edge-too-wide"),
        "the smaller wins": (_compare(("<= 0.1", "< 0")), "no-difference-never-said"),
        "larger is better": (
            _compare(('medians["A"] < medians["B"] else', 'medians["A"] > medians["B"] else')),
            "larger-is-taken-for-better",
        ),
        "argmax": (
            _compare(("int(np.argmin(errors))", "int(np.argmax(np.where(np.isfinite(errors), errors, -1)))")),
            "worst-rate-chosen",
        ),
        "always no difference": (
            'def compare(run, rates, choosing, reporting):\n    return "no difference"',
            "always-the-same",
        ),
        "one rate and one seed": (
            _compare(("i = int(np.argmin(errors))", "i = 3"), ("in reporting", "in reporting[:1]")),
            "own-rates-missed",
        ),
    },
    "12.4": {
        "smaller mean": ('def differs(a, b):\n    return "A" if a.mean() < b.mean() else "B"', "means-compared"),
        "smaller median": (
            'def differs(a, b):\n    return "A" if np.median(a) < np.median(b) else "B"',
            "medians-compared",
        ),
        "first seed": ('def differs(a, b):\n    return "A" if a[0] < b[0] else "B"', "one-seed"),
        "best run": ('def differs(a, b):\n    return "A" if min(a) < min(b) else "B"', "best-run-compared"),
        "worst run": ('def differs(a, b):\n    return "A" if max(a) < max(b) else "B"', "worst-run-compared"),
        "most seeds": (
            "def differs(a, b):\n    w = (a < b).sum()\n    n = len(a) / 2\n"
            '    return "A" if w > n else "B" if w < n else "cannot tell"',
            "majority-of-the-seeds",
        ),
        "one standard error": (_differs(("2.3 * error", "error")), "one-standard-error"),
        "pairs apart": (_differs((PAIRED, UNPAIRED)), "pairs-ignored"),
        "scipy, pairs apart": (_but(DIFFERS_SCIPY, ("ttest_rel", "ttest_ind")), "pairs-ignored"),
        "rank test, pairs apart": (
            "def differs(a, b):\n    from scipy.stats import mannwhitneyu\n    p = mannwhitneyu(a, b).pvalue\n"
            '    if p > 0.05: return "cannot tell"\n    return "A" if np.median(a) < np.median(b) else "B"',
            "pairs-ignored",
        ),
        "pairs apart, three standard errors": (
            _differs((PAIRED, UNPAIRED), ("2.3 * error", "3 * error")),
            "differences-missed",
        ),
        "bars must not overlap": (
            "def differs(a, b):\n    bar = lambda v: 2 * v.std(ddof=1) / len(v) ** 0.5\n"
            '    if a.mean() + bar(a) < b.mean() - bar(b): return "A"\n'
            '    if b.mean() + bar(b) < a.mean() - bar(a): return "B"\n    return "cannot tell"',
            "differences-missed",
        ),
        "n for its root": (_differs(("np.sqrt(len(d))", "len(d)")), "false-alarms"),
        "variance": (_differs(("d.std(ddof=1)", "d.var(ddof=1)")), "false-alarms"),
        "two deviations": (_differs(("2.3 * error", "2 * d.std(ddof=1)")), "deviation-for-standard-error"),
        "two deviations of each": (
            _differs(("2.3 * error", "a.std() + b.std()")),
            "differences-missed",
        ),
        "ranges": (
            'def differs(a, b):\n    if a.max() < b.min(): return "A"\n    if b.max() < a.min(): return "B"\n'
            '    return "cannot tell"',
            "ranges-must-not-overlap",
        ),
        "quartiles": (
            "def differs(a, b):\n    q = lambda v, p: np.percentile(v, p)\n"
            '    if q(a, 75) < q(b, 25): return "A"\n    if q(b, 75) < q(a, 25): return "B"\n    return "cannot tell"',
            "quartiles-must-not-overlap",
        ),
        "every seed": (
            'def differs(a, b):\n    if all(a < b): return "A"\n    if all(b < a): return "B"\n'
            '    return "cannot tell"',
            "all-pairs-must-agree",
        ),
        "larger": (_differs(('"A" if d.mean() < 0', '"A" if d.mean() > 0')), "larger-is-taken-for-better"),
        "never B": (_differs(('"A" if d.mean() < 0 else "B"', '"A" if d.mean() < 0 else "cannot tell"')), "A-only"),
        "one side": (
            _differs(
                ("abs(d.mean()) < 2.3 * error", "d.mean() < -2.3 * error"),
                ('return "cannot tell"', 'return "A"'),
                ('return "A" if d.mean() < 0 else "B"', 'return "B"'),
            ),
            "no-third-verdict-for-B",
        ),
        "ten per cent": (_differs(("2.3 * error", "0.1 * a.mean()")), "limit-in-per-cent"),
        "medians, one per cent": (
            "def differs(a, b):\n    ratio = np.median(a) / np.median(b)\n"
            '    return "A" if ratio < 0.99 else "B" if ratio > 1.01 else "cannot tell"',
            "limit-in-per-cent",
        ),
        "five standard errors": (_differs(("2.3 * error", "5 * error")), "too-strict"),
        "four and a half": (_differs(("2.3 * error", "4.5 * error")), "too-strict"),
        "three quarters": (
            "def differs(a, b):\n    share = (a < b).mean()\n"
            '    return "A" if share >= 0.75 else "B" if share <= 0.25 else "cannot tell"',
            "share-of-the-seeds",
        ),
        "two thirds": (
            "def differs(a, b):\n    share = (a < b).mean()\n"
            '    return "A" if share >= 2 / 3 else "B" if share <= 1 / 3 else "cannot tell"',
            "share-of-the-seeds",
        ),
        "first eight": (_differs(("d = a - b", "d = (a - b)[:8]")), "few-of-the-seeds"),
        "first five": (_differs(("d = a - b", "d = (a - b)[:5]")), "few-of-the-seeds"),
        "a tenth": (_differs(("2.3 * error", "0.1")), "fixed-limit"),
        "0.03 of the medians": (
            "def differs(a, b):\n    d = np.median(a) - np.median(b)\n"
            '    return "cannot tell" if abs(d) < 0.03 else "A" if d < 0 else "B"',
            "fixed-limit",
        ),
        "one deviation": (_differs(("2.3 * error", "d.std()")), "deviation-for-standard-error"),
        "never": ('def differs(a, b):\n    return "cannot tell"', "always-the-same"),
    },
    "12.5": {
        "twice as far": (_game(("most > 10 * first", "most > 2 * first")), "twofold-counts"),
        "x alone": (
            _game(
                ("np.hypot(x - centre[0], y - centre[1])", "abs(x - centre[0])"),
            ),
            "x-alone-measured",
        ),
        "y alone": (
            _game(
                ("np.hypot(x - centre[0], y - centre[1])", "abs(y - centre[1])"),
            ),
            "y-alone-measured",
        ),
        "x moves too early": (_game(("            if in_turns:\n    ", "")), "in-turns-only-run"),
        "old x": (_game(("g_y = slopes(x_new, y)[1]", "g_y = slopes(x, y)[1]")), "turns-like-the-same-time"),
        "tuple assignment": (
            _but(
                GAME_LOOPS,
                (
                    "        u = u - eta * slopes(u, v)[0]\n        v = v + eta * slopes(u, v)[1]",
                    "        u, v = u - eta * slopes(u, v)[0], v + eta * slopes(u, v)[1]",
                ),
            ),
            "turns-like-the-same-time",
        ),
        "same time only": (
            _game((LAST_LINES, '    return "same time only" if far(False) else "neither"\n')),
            "same-time-only-run",
        ),
        "turns only": (_game((LAST_LINES, '    return "both" if far(True) else "neither"\n')), "in-turns-only-run"),
        "from zero": (_game(("x - centre[0], y - centre[1]", "x, y")), "distance-from-zero"),
        "any growth": (_game(("most > 10 * first", "most > first")), "any-growth-counts"),
        "ten rounds": (_game(("range(500)", "range(10)")), "always-the-same"),
        "both down": (_game(("y + eta * g_y", "y - eta * g_y")), "always-the-same"),
        "signs": (_game(("x - eta * g_x", "x + eta * g_x"), ("y + eta * g_y", "y - eta * g_y")), "signs-exchanged"),
        "words exchanged": (
            _game(('return "neither"', "return 0"), ('"both" if', '"neither" if'), ("return 0", 'return "both"')),
            "neither-and-both-exchanged",
        ),
        "stays": (_game(("most > 10 * first", "most <= 10 * first")), "away-taken-for-stays"),
        "fifty-five rounds": (_game(("range(500)", "range(55)")), "too-few-rounds"),
        "ten, not tenfold": (_game(("most > 10 * first", "most > 10")), "distance-from-zero"),
        "starts at the centre": (_game(("x, y = start", "x, y = centre")), "always-the-same"),
        "goes on where the other one left": (
            _game(
                ("        x, y = start\n", "        nonlocal place\n        x, y = place\n"),
                ("    def far", "    place = start\n    def far"),
                ("np.hypot(x - centre[0], y - centre[1])\n        most = 0", "size\n        most = 0"),
                (
                    "goes_away(slopes, start, centre, eta):\n",
                    "goes_away(slopes, start, centre, eta):\n    size = np.hypot(*np.subtract(start, centre))\n",
                ),
                ("        return most", "        place = x, y\n        return most"),
            ),
            "turns-like-the-same-time",
        ),
        "goes on, and stops when it is far": (CARRIED, "second-begins-where-the-first-ended"),
    },
    "12.6": {
        "mean": (_fault(("np.median", "np.mean")), "mean-of-the-runs"),
        "best seed": (_fault(("np.median", "np.max")), "best-of-the-runs"),
        "any loss": (_fault(("> 0.3", "> 0")), "any-loss-counts"),
        "one learner asked": (
            _fault(("if before", 'if kind == "with" and (before'), ("< 0.8:", "< 0.8):")),
            "one-learner-not-asked",
        ),
        "asked too late": (
            _fault(('    if not lost["with"]:\n        return', '        if not lost["with"]:\n            return')),
            "comparison-asked-too-late",
        ),
        "backpropagation forgets": (
            _fault(
                ('("with", "without")', '("with",)'),
                ('"not its fault" if lost["without"] else "its fault"', '"its fault"'),
                ("if before < 0.8 or second < 0.8:", "if False:"),
            ),
            "backpropagation-only",
        ),
        "one layer forgets": (
            _fault(
                ('("with", "without")', '("without",)'),
                ("if before < 0.8 or second < 0.8:", "if False:"),
                ('    if not lost["with"]:\n        return "nothing forgotten"\n', ""),
            ),
            "one-layer-only",
        ),
        "never learnt": (_fault(("if before < 0.8 or second < 0.8:", "if False:")), "never-asked-what-was-learnt"),
        "only after": (
            _fault(("if before < 0.8 or second < 0.8:", "if False:"), ("before - after > 0.3", "after < 0.8")),
            "after-only",
        ),
        "second not asked": (_fault(("if before < 0.8 or second < 0.8:", "if before < 0.8:")), "second-not-asked"),
        "first not asked": (_fault(("if before < 0.8 or second < 0.8:", "if second < 0.8:")), "first-not-asked"),
        "training rows": (_fault(("data[name][2], data[name][3]", "data[name][0], data[name][1]")), "training-rows"),
        "second alone": (_fault(('["first", "second"]', '["second"]')), "second-task-alone"),
        "order": (_fault(('["first", "second"]', '["second", "first"]')), "order-turned"),
        "one seed": (_fault(("for seed in seeds]", "for seed in seeds[:1]]")), "one-seed"),
        "seed 0": (_fault(("for seed in seeds]", "for seed in [0]]")), "one-seed"),
        "last seed": (_fault(("for seed in seeds]", "for seed in seeds[-1:]]")), "one-seed"),
        "three seeds": (_fault(("for seed in seeds]", "for seed in seeds[:3]]")), "one-seed"),
        "worst seed": (_fault(("np.median", "np.min")), "mean-of-the-runs"),
        "exchanged": (
            _fault(
                (
                    '"not its fault" if lost["without"] else "its fault"',
                    '"its fault" if lost["without"] else "not its fault"',
                )
            ),
            "verdicts-exchanged",
        ),
        "both forget": (
            _fault(('"not its fault" if lost["without"] else "its fault"', '"its fault"')),
            "both-forget-called-its-fault",
        ),
        "nothing forgotten": (
            _fault(('"nothing forgotten"', '"not its fault"')),
            "nothing-forgotten-called-not-its-fault",
        ),
        "second measured": (
            _fault(
                (
                    'after = right(kind, ["first", "second"], "first")',
                    'after = right(kind, ["first", "second"], "second")',
                )
            ),
            "both-forget-missed",
        ),
        "always": ('def at_fault(train, data, seeds):\n    return "not its fault"', "always-the-same"),
    },
    "12.7": {
        "return in the loop": (_scope(("- 0.1]", "- 0.1][:1]")), "stops-at-the-first"),
        "reporting chooses": (_scope(("rate, choosing)", "rate, reporting)")), "chosen-by-the-reporting-seeds"),
        "one rate for all": (
            _scope(
                (
                    RATE,
                    RATE.replace("median(who, problem, rate, choosing)", TOGETHER),
                )
            ),
            "one-rate-for-all-problems",
        ),
        "rate of the first problem": (
            _scope((RATE, "rate = min(rates, key=lambda rate: median(who, problems[0], rate, choosing))")),
            "rates-of-problems-missed",
        ),
        "rate of A": (
            _scope((RATE, 'rate = min(rates, key=lambda rate: median("A", problem, rate, choosing))')),
            "rate-of-A-for-both",
        ),
        "mean over problems": (
            _over('np.mean([result("A", p) - result("B", p) for p in problems]) < -0.1'),
            "mean-over-the-problems",
        ),
        "most problems": (_over(f"sum({WON} for p in problems) > 2"), "most-problems-decide"),
        "all or nothing": (_over(f"all({WON} for p in problems)"), "all-or-nothing"),
        "one is enough": (_over(f"any({WON} for p in problems)"), "one-example-for-all"),
        "no worse": (_scope(('result("B", p) - 0.1', 'result("B", p) + 0.1')), "no-worse-called-better"),
        "any difference": (_scope((" - 0.1]", "]")), "any-difference-counts"),
        "B": (
            _scope(('result("A", p) < result("B", p)', 'result("B", p) < result("A", p)')),
            "any-difference-counts-for-B",
        ),
        "they differ": (
            _scope(('result("A", p) < result("B", p) - 0.1', 'abs(result("A", p) - result("B", p)) > 0.1')),
            "wherever-they-differ",
        ),
        "first seed": (_scope(("for seed in seeds]", "for seed in seeds[:1]]")), "one-seed"),
        "mean": (_scope(("np.median", "np.mean")), "mean-of-the-runs"),
        "best run": (_scope(("np.median", "np.min")), "best-of-the-runs"),
        "choosing reported": (_scope(("rate, reporting)", "rate, choosing)")), "reported-by-the-choosing-seeds"),
        "middle rate": (_scope((RATE, "rate = rates[3]")), "rates-of-problems-missed"),
        "worst run": (_scope(("np.median", "np.max")), "first-seeds-decide"),
        "a word": (_scope((NAMES, 'return "A"')), "form"),
        "all": (
            "def holds_on(run, problems, rates, choosing, reporting):\n    return list(problems)",
            "plain-case-missed",
        ),
    },
    "12.8": {
        "worse is untrained": (
            _without(('return "trained, but worse"', 'return "cannot be trained"')),
            "path-taken-for-the-control",
        ),
        "against the start": (_without(('"no code"', '"untrained"')), "untrained-taken-for-the-control"),
        "score alone": (_without((BEST, 'final["score"]')), "only-the-first-way"),
        "baseline alone": (_without((BEST, "final[others[1]]")), "only-the-last-way"),
        "all of them": (_without(("min(final[way]", "max(final[way]")), "weakest-way"),
        "mean of the two": (_without((BEST, "np.mean([final[w] for w in others])")), "mean-of-the-ways"),
        "rate of the path": (_one_rate('med("path", r, choosing, 0)'), "rate-of-the-path-for-all"),
        "rate of the score": (_one_rate('med("score", r, choosing, 0)'), "rate-of-another-for-all"),
        "one rate": (
            _one_rate('sum(min(med(w, r, choosing, 0), 1e3) for w in ("path", *others))'),
            "one-rate-for-all",
        ),
        "middle rate": (_without(("rates[int(np.argmin(errors))]", "rates[3]")), "one-fixed-rate"),
        "first seed": (_seeds("choosing[:1]", "reporting[:1]"), "one-seed"),
        "first seed of the report": (_seeds("choosing", "reporting[:1]"), "one-seed"),
        "seed 0": (_seeds("[0]", "[0]"), "one-seed"),
        "three seeds": (_seeds("choosing[:3]", "reporting[:3]"), "one-seed"),
        "mean": (_without(("np.median", "np.mean")), "mean-of-the-runs"),
        "mean reported": (_without((FINAL, "final[way] = np.mean")), "mean-of-the-runs"),
        "best run": (_without(("np.median", "np.min")), "best-of-the-runs"),
        "best run reported": (_without((FINAL, "final[way] = min")), "best-of-the-runs"),
        "choosing reported": (_seeds("choosing", "choosing"), "reported-by-the-choosing-seeds"),
        "reporting chooses": (_seeds("reporting", "reporting"), "chosen-by-the-reporting-seeds"),
        "all seeds for both": (
            _seeds("(*choosing, *reporting)", "(*choosing, *reporting)"),
            "chosen-by-the-reporting-seeds",
        ),
        "between the controls": (
            _without(('controls["no code"]', "sum(controls.values()) / 2")),
            "untrained-taken-for-the-control",
        ),
        "better than the path": (
            _without(("if best < no_code - 0.5", 'if best < final["path"] + 0.5')),
            "can-be-trained-missed",
        ),
        "largest rate": (_without(("rates[int(np.argmin(errors))]", "rates[-1]")), "true-claim-missed"),
        "worst run": (_without(("np.median", "np.max")), "mean-of-the-runs"),
        "test seen": (_without(("seed)[0]", "seed)[1]")), "test-seen"),
        "validation": (_without(("seed)[1]", "seed)[0]")), "validation-reported"),
        "exchanged": (
            _without(("seed)[1]", "seed)[2]"), ("seed)[0]", "seed)[1]"), ("seed)[2]", "seed)[0]")),
            "validation-and-test-exchanged",
        ),
        "path not asked": (_without(('return "no comparison"', 'return "cannot be trained"')), "path-not-asked"),
        "any difference": (_without((" - 0.5", ""), ("> 0.5", "> 0")), "any-difference-counts"),
        "words exchanged": (
            _without(
                ('"trained, but worse"', "0"),
                ('"trained as well"', '"trained, but worse"'),
                ("return 0", 'return "trained as well"'),
            ),
            "worse-and-as-well-exchanged",
        ),
        "never": ('def without_path(*given):\n    return "cannot be trained"', "always-the-same"),
        "a sentence": (_without(('"no comparison"', '"nothing is trained"')), "form"),
    },
}

RIGHT = {
    "12.1": {
        "as the solution": _against(),
        "capitals": _against(xor="One example", prize="A source"),
        "spaces": _against(shift=" an intervention ", understood="nothing "),
        "another order": "against = " + repr(dict(reversed(AGAINST.items()))),
    },
    "12.2": {"four costs": BECAUSE, "a table": BECAUSE_TABLE, "taken away": BECAUSE_AWAY, "sorted": BECAUSE_SORTED},
    "12.3": {
        "as the solution": COMPARE,
        "in parts": COMPARE_PARTS,
        "arrays": COMPARE_ARRAY,
        "loops": COMPARE_LOOPS,
        "seven of each": _compare(("in choosing", "in choosing[:7]"), ("in reporting", "in reporting[:7]")),
    },
    "12.4": {
        "as the solution": DIFFERS,
        "a table of limits": DIFFERS_TABLE,
        "signs": DIFFERS_SIGNS,
        "signs thrown": DIFFERS_TURNED,
        "scipy": DIFFERS_SCIPY,
    },
    "12.5": {
        "the last distance": _game(
            ("max(most, np.hypot(x - centre[0], y - centre[1]))", "np.hypot(x - centre[0], y - centre[1])")
        ),
        "another distance": _game(
            ("np.hypot(x - centre[0], y - centre[1])", "abs(x - centre[0]) + abs(y - centre[1])")
        ),
        "as the solution": GAME,
        "loops": GAME_LOOPS,
        "y first": GAME_Y_FIRST,
        "eigenvalues": GAME_MATRIX,
    },
    "12.6": {"as the solution": FAULT, "loops": FAULT_LOOPS, "arrays": FAULT_ARRAYS, "a name alone": FAULT_TEXT},
    "12.7": {"as the solution": SCOPE, "loops": SCOPE_LOOPS, "a set": SCOPE_SET, "a tuple": SCOPE_TUPLE},
    "12.8": {
        "as the solution": WITHOUT,
        "fewer seeds": _seeds("choosing[:7]", "reporting[:9]"),
        "arrays": WITHOUT_ARRAYS,
        "a way chosen": WITHOUT_CHOSEN,
        "sorted": WITHOUT_SORTED,
    },
}
