"""Answers to exercise 09 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- 09.1

HAND = {
    "states": [10.0, 8.0, 1.0],
    "delta": [1.25, 2.5, 3.0],
    "grad_u": 51.5,
    "grad_w": 3.25,
    "grad_h0": 0.625,
    "window_u": 34.0,
    "window_w": -2.0,
}


def _hand(**changes):
    return f"by_hand = {HAND | changes!r}\n"


# --- 09.2

ELMAN = """
def elman_backward(G, X, H, W, U):
    T, m, n = G.shape
    D = np.zeros((T, m, n))
    grad_W, grad_U, grad_b = np.zeros(W.shape), np.zeros(U.shape), np.zeros(n)
    grad_X = np.zeros(X.shape)
    later = np.zeros((m, n))
    for t in reversed(range(T)):
        arriving = G[t] + later
        D[t] = arriving * (1 - H[t + 1] ** 2)
        grad_W += D[t].T @ X[t]
        grad_U += D[t].T @ H[t]
        grad_b += D[t].sum(axis=0)
        grad_X[t] = D[t] @ W
        later = D[t] @ U
    return D, grad_W, grad_U, grad_b, grad_X, later
"""
ELMAN_EINSUM = """
def elman_backward(G, X, H, W, U):
    D, later = np.zeros_like(G), 0
    for t in range(len(G) - 1, -1, -1):
        D[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
        later = D[t] @ U
    grad_W = np.einsum("tmj,tmk->jk", D, X)
    grad_U = np.einsum("tmj,tmk->jk", D, H[:-1])
    return D, grad_W, grad_U, D.sum(axis=(0, 1)), D @ W, later
"""
ELMAN_LIST = """
def elman_backward(G, X, H, W, U):
    D = []
    g = G[-1]
    for t in range(len(G))[::-1]:
        D.insert(0, g * (1 - H[t + 1]) * (1 + H[t + 1]))
        g = np.dot(D[0], U) + (G[t - 1] if t else 0)
    D = np.array(D)
    rows = D.reshape(-1, D.shape[2])
    grad_W = rows.T @ X.reshape(-1, X.shape[2])
    grad_U = rows.T @ H[:-1].reshape(-1, H.shape[2])
    return D, grad_W, grad_U, np.sum(rows, axis=0), np.array([d @ W for d in D]), g
"""
ELMAN_ENTRIES = """
def elman_backward(G, X, H, W, U):
    T, m, n = G.shape
    k = X.shape[2]
    D, grad_X, back = np.zeros(G.shape), np.zeros(X.shape), np.zeros((m, n))
    grad_W, grad_U, grad_b = np.zeros((n, k)), np.zeros((n, n)), np.zeros(n)
    for t in range(T - 1, -1, -1):
        new = np.zeros((m, n))
        for x in range(m):
            for j in range(n):
                h = H[t + 1, x, j]
                d = (G[t, x, j] + back[x, j]) * (1 - h * h)
                D[t, x, j] = d
                grad_b[j] += d
                grad_W[j] += d * X[t, x]
                grad_U[j] += d * H[t, x]
                grad_X[t, x] += d * W[j]
                new[x] += d * U[j]
        back = new
    return D, grad_W, grad_U, grad_b, grad_X, back
"""
ELMAN_ADDED = """
def elman_backward(G, X, H, W, U):
    T = G.shape[0]
    g = G.copy()
    D = np.empty_like(g)
    grad_h0 = None
    for t in range(T - 1, -1, -1):
        D[t] = np.multiply(g[t], 1.0 - np.square(H[t + 1]))
        if t > 0:
            g[t - 1] += D[t].dot(U)
        else:
            grad_h0 = D[t].dot(U)
    grad_W = sum(D[t].T.dot(X[t]) for t in range(T))
    grad_U = np.tensordot(D, H[:T], ((0, 1), (0, 1)))
    return D, grad_W, grad_U, D.sum(0).sum(0), np.tensordot(D, W, 1), grad_h0
"""


def _elman(*changes):
    return _but(ELMAN, *changes)


# --- 09.3

WINDOW = """
def truncated_backward(G, H, U, window):
    T, m, n = G.shape
    D, later = np.zeros((T, m, n)), np.zeros((m, n))
    for t in range(T - 1, -1, -1):
        D[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
        later = D[t] @ U
        if (T - t) % window == 0:
            later = np.zeros((m, n))
    grad_U = sum(D[t].T @ H[t] for t in range(T))
    return D, grad_U
"""
WINDOW_PIECES = """
def truncated_backward(G, H, U, window):
    T = len(G)
    D = np.zeros_like(G)
    grad_U = np.zeros_like(U)
    end = T
    while end > 0:
        begin = max(end - window, 0)
        later = 0
        for t in reversed(range(begin, end)):
            D[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            grad_U += D[t].T @ H[t]
            later = D[t] @ U
        end = begin
    return D, grad_U
"""
WINDOW_COUNTER = """
def truncated_backward(G, H, U, window):
    D, later, left = np.zeros(G.shape), np.zeros(G.shape[1:]), window
    for t in range(len(G))[::-1]:
        D[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
        left -= 1
        if left == 0:
            left = window
            later = np.zeros(G.shape[1:])
        else:
            later = D[t] @ U
    return D, np.einsum("tmj,tmk->jk", D, H[:-1])
"""
WINDOW_RECURSIVE = """
def truncated_backward(G, H, U, window):
    cut = max(len(G) - window, 0)
    D, later = np.zeros(G.shape), 0 * G[0]
    for t in range(len(G) - 1, cut - 1, -1):
        D[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
        later = D[t] @ U
    grad_U = np.einsum("tmj,tmk->jk", D[cut:], H[cut:-1])
    if cut:
        before, more = truncated_backward(G[:cut], H[: cut + 1], U, window)
        D[:cut] = before
        grad_U = grad_U + more
    return D, grad_U
"""
SLIDING = """
def truncated_backward(G, H, U, window):
    D = np.zeros(G.shape)
    for s in range(len(G)):
        delta = G[s] * (1 - H[s + 1] ** 2)
        for t in range(s, max(-1, s - window), -1):
            D[t] += delta
            if t:
                delta = delta @ U * (1 - H[t] ** 2)
    return D, np.einsum("tmj,tmk->jk", D, H[:-1])
"""


def _window(*changes):
    return _but(WINDOW, *changes)


# --- 09.4

LSTM = """
def lstm_backward(G, gates, C, U):
    T, m, n = G.shape
    D = np.zeros(gates.shape)
    g_h, g_c = np.zeros((m, n)), np.zeros((m, n))
    for t in range(T - 1, -1, -1):
        o, i, f, g = gates[t, :, :n], gates[t, :, n:2*n], gates[t, :, 2*n:3*n], gates[t, :, 3*n:]
        s = np.tanh(C[t + 1])
        g_h = G[t] + g_h
        g_c = g_c + g_h * o * (1 - s ** 2)
        D_o = g_h * s * o * (1 - o)
        D_i = g_c * g * i * (1 - i)
        D_f = g_c * C[t] * f * (1 - f)
        D_g = g_c * i * (1 - g ** 2)
        D[t] = np.hstack([D_o, D_i, D_f, D_g])
        g_h = D[t] @ U
        g_c = g_c * f
    return D, g_h, g_c
"""
LSTM_SPLIT = """
def lstm_backward(G, gates, C, U):
    o, i, f, g = np.split(gates, 4, axis=-1)
    gh, gc, D = 0, 0, []
    for t in reversed(range(len(G))):
        gh = gh + G[t]
        gc = gc + gh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        parts = [
            gh * np.tanh(C[t + 1]) * o[t] * (1 - o[t]),
            gc * g[t] * i[t] * (1 - i[t]),
            gc * C[t] * f[t] * (1 - f[t]),
            gc * i[t] * (1 - g[t] ** 2),
        ]
        D.append(np.concatenate(parts, axis=1))
        gh, gc = D[-1] @ U, gc * f[t]
    return np.array(D[::-1]), gh, gc
"""
LSTM_IN_PLACE = """
def lstm_backward(G, gates, C, U):
    T, m, n = G.shape
    S = gates.reshape(T, m, 4, n)
    D, blocks = np.empty((T, m, 4, n)), U.reshape(4, n, n)
    dh, dc = np.zeros((m, n)), np.zeros((m, n))
    for t in range(T)[::-1]:
        o, i, f, g = (S[t, :, j] for j in range(4))
        h = np.tanh(C[t + 1])
        dh += G[t]
        dc += dh * o * (1 - h * h)
        D[t, :, 0] = dh * h * (o - o * o)
        D[t, :, 1] = dc * g * (i - i * i)
        D[t, :, 2] = dc * C[t] * (f - f * f)
        D[t, :, 3] = dc * i * (1 - g * g)
        dc *= f
        dh = np.einsum("mij,ijk->mk", D[t], blocks)
    return D.reshape(T, m, 4 * n), dh, dc
"""
LSTM_STEP = """
def step(g_h, g_c, gate, c_before, c_after, U):
    n = c_after.shape[1]
    o, i, f, g = (gate[:, j * n:(j + 1) * n] for j in range(4))
    s = np.tanh(c_after)
    into = g_c + g_h * o / np.cosh(c_after) ** 2
    D = np.concatenate([g_h * s * o * (1 - o), into * g * i * (1 - i),
                        into * c_before * f * (1 - f), into * i * (1 + g) * (1 - g)], axis=1)
    return D, D @ U, into * f

def lstm_backward(G, gates, C, U):
    D = [None] * len(G)
    g_h = g_c = np.zeros(G.shape[1:])
    for t in range(len(G) - 1, -1, -1):
        D[t], g_h, g_c = step(g_h + G[t], g_c, gates[t], C[t], C[t + 1], U)
    return np.stack(D), g_h, g_c
"""
READ = "o, i, f, g = gates[t, :, :n], gates[t, :, n:2*n], gates[t, :, 2*n:3*n], gates[t, :, 3*n:]"
STACK = "np.hstack([D_o, D_i, D_f, D_g])"


def _lstm(*changes):
    return _but(LSTM, *changes)


def _order(order):
    """Return an answer that takes the gates for another order."""
    slices = (":n", "n:2*n", "2*n:3*n", "3*n:")
    names = ", ".join(order)
    read = f"{names} = " + ", ".join(f"gates[t, :, {one}]" for one in slices)
    return _lstm((READ, read), (STACK, "np.hstack([" + ", ".join(f"D_{one}" for one in order) + "])"))


# --- 09.5

TEST = """
def right(X, W, U, b, G):
    T, m, _ = X.shape
    H = [np.zeros((m, len(U)))]
    for x in X:
        H.append(np.tanh(x @ W.T + H[-1] @ U.T + b))
    return np.array(H)

def errors(H, G, U, kind=""):
    D, later = np.zeros(G.shape), 0
    for t in range(len(G) - 1, -1, -1):
        h = H[t] if kind == "old" else H[t + 1]
        D[t] = (G[t] + later) * (1 - h ** 2)
        later = 0 if kind == "window" else D[t] @ (U.T if kind == "U.T" else U)
    return D

def find_bug(net):
    rng = np.random.default_rng(4)
    X, W, U, b, G = (rng.normal(size=s) for s in ((5, 3, 2), (4, 2), (4, 4), (4,), (5, 3, 4)))
    first = net(X, W, U, b, G)
    again = net(X, W, U, b, G)
    if not np.allclose(first[0], again[0]):
        return "state carried over"
    H = right(X, W, U, b, G)
    _, grad_W, grad_U, grad_b, grad_X = first
    D = errors(H, G, U)
    if not np.allclose(grad_b, D.sum(axis=(0, 1))):
        for kind, bug in (("window", "next moment forgotten"), ("U.T", "U transposed")):
            if np.allclose(grad_b, errors(H, G, U, kind).sum(axis=(0, 1))):
                return bug
        return "slope of the old state"
    if not np.allclose(grad_W, np.einsum("tmj,tmk->jk", D, X)):
        return "one moment"
    if not np.allclose(grad_U, np.einsum("tmj,tmk->jk", D, H[:-1])):
        new = np.einsum("tmj,tmk->jk", D, H[1:])
        return "new state for old" if np.allclose(grad_U, new) else "wraps at the start"
    return "none"
"""
BY_STEPS = """
def find_bug(net):
    rng = np.random.default_rng(11)
    shapes = (3, 2, 4), (3, 4), (3, 3), (3,), (3, 2, 3)
    X, W, U, b, G = (rng.normal(size=s) for s in shapes)
    cost = lambda X, W, U, b: (net(X, W, U, b, G)[0] * G).sum()
    H, grad_W, grad_U, grad_b, grad_X = net(X, W, U, b, G)
    if np.abs(net(X, W, U, b, G)[0] - H).max() > 1e-9:
        return "state carried over"
    def measured(i, e=1e-6):
        slope = np.zeros((X, W, U, b)[i].shape)
        for n in np.ndindex(slope.shape):
            up, down = [a.copy() for a in (X, W, U, b)], [a.copy() for a in (X, W, U, b)]
            up[i][n] += e
            down[i][n] -= e
            slope[n] = (cost(*up) - cost(*down)) / (2 * e)
        return slope
    near = lambda a, b: np.abs(a - b).max() < 1e-6
    if near(grad_b, measured(3)):
        if not near(grad_W, measured(1)):
            return "one moment"
        gap = grad_U - measured(2)
        if np.abs(gap).max() < 1e-6:
            return "none"
        D = np.linalg.lstsq(W.T, grad_X.reshape(-1, 4).T, rcond=None)[0].T.reshape(G.shape)
        return "wraps at the start" if near(gap, D[0].T @ H[-1]) else "new state for old"
    G2 = np.zeros(G.shape)
    G2[1] = G[1]
    back = net(X, W, U, b, G2)[4]
    if np.allclose(back[0], 0):
        return "next moment forgotten"
    D = np.linalg.lstsq(W.T, back.reshape(-1, 4).T, rcond=None)[0].T.reshape(G.shape)
    return "U transposed" if near(D[1], G[1] * (1 - H[1] ** 2)) else "slope of the old state"
"""


def _test(*changes):
    return _but(TEST, *changes)


IN_U = '        return "new state for old" if np.allclose(grad_U, new) else "wraps at the start"'

# --- 09.6

PREDICTED = {
    "linear": 4.384,
    "tanh": -0.731,
    "logistic": -15.54,
    "certain": "largest singular value",
    "knows_all": 0.3697,
    "forgets_one": 0.4159,
    "forgets_both": 0.4621,
}


def _predicted(**changes):
    return f"predicted = {PREDICTED | changes!r}\n"


WRONG = {
    "09.1": {
        # VikParuchuri/zero_to_gpt#9: the state of t = 1 is used again at t = 1
        "the new state": (_hand(grad_u=35.5, window_u=11.0), "new-state-for-old"),
        # lzwjava.github.io, LSTM bugs and fixes: index t - 1 at t = 0 is the last element
        "the last state at the start": (_hand(grad_u=50.25), "wraps-at-the-start"),
        # community.deeplearning.ai 534149: why is da_prevt not da[:, :, t - 1]? both ways must be added
        "one consumer": (
            _hand(delta=[0, 1, 3], grad_u=34.0, grad_w=-2.0, grad_h0=0.0),
            "error-not-carried",
        ),
        "the error of moment 3 only": (
            _hand(delta=[0.75, 1.5, 3], grad_u=40.5, grad_w=0.75, grad_h0=0.375, window_u=24.0, window_w=-3.0),
            "last-question-only",
        ),
        "h_0 is 0": (
            _hand(states=[9.0, 7.5, 0.75], delta=[0.9375, 1.875, 2.75], grad_u=37.5),
            "starts-at-0",
        ),
        "u forgotten on the way back": (
            _hand(delta=[4, 4, 3], grad_u=72.0, grad_w=13.0, grad_h0=2.0),
            "u-missing-on-the-way-back",
        ),
        "not truncated": (_hand(window_u=51.5, window_w=3.25), "window-not-cut"),
        "a window of 2": (_hand(window_u=49.0, window_w=-0.5), "window-of-2"),
        "exchanged": (_hand(grad_u=3.25, grad_w=51.5, window_u=-2.0, window_w=34.0), "u-and-w-changed-places"),
        "last use": (_hand(grad_u=24.0, grad_w=-3.0, window_u=24.0, window_w=-3.0), "last-use-only"),
        "reverse": (_hand(delta=[3.0, 2.5, 1.25]), "in-reverse-order"),
        "h_0 is constant": (_hand(grad_h0=0), "h0-thought-constant"),
        "u forgotten at the start": (_hand(grad_h0=1.25), "u-missing-before-the-first-moment"),
        "nothing": (_hand(delta=None), "returns-nothing"),
        "the sign of the last target": (
            _hand(delta=[0.25, 0.5, -1], grad_u=-2.5, grad_w=2.25, grad_h0=0.125, window_u=2.0, window_w=2.0),
            "sign-of-the-second-target",
        ),
        "the targets are added": (
            _hand(delta=[7.25, 14.5, -1], grad_u=151.5, grad_w=37.25, grad_h0=3.625, window_u=142.0, window_w=16.0),
            "sign-of-both-targets",
        ),
        "h_1 is asked, too": (
            _hand(delta=[11.25, 2.5, 3], grad_u=71.5, grad_w=33.25, grad_h0=5.625, window_u=54.0, window_w=28.0),
            "moment-1-asked-too",
        ),
        "the question at moment 2 stays there": (
            _hand(delta=[0.75, 2.5, 3], grad_u=50.5, grad_w=1.75, grad_h0=0.375),
            "question-not-carried",
        ),
        "x_3 is 1": (
            _hand(
                states=[10, 8, 7],
                delta=[2.75, 5.5, 9],
                grad_u=132.5,
                grad_w=22.75,
                grad_h0=1.375,
                window_u=82.0,
                window_w=10.0,
            ),
            "minus-of-x-lost",
        ),
        "windows exchanged": (_hand(window_u=-2.0, window_w=34.0), "window-u-and-window-w-exchanged"),
    },
    "09.2": {
        # VikParuchuri/zero_to_gpt#9
        "the new state": (_elman(("D[t].T @ H[t]", "D[t].T @ H[t + 1]")), "new-state-for-old"),
        # lzwjava.github.io, LSTM bugs and fixes
        "index -1": (_elman(("D[t].T @ H[t]", "D[t].T @ H[1:][t - 1]")), "wraps-at-the-start"),
        # qixianbiao/RNN#2: the gradient of the later h is not handed on
        "nothing comes back": (_elman(("arriving = G[t] + later", "arriving = G[t]")), "later-left-out"),
        # community.deeplearning.ai 555129 and 157244: the step backward gets da_prevt only
        "G forgotten": (_elman(("arriving = G[t] + later", "arriving = later")), "G-left-out"),
        # oreilly-japan/deep-learning-from-scratch-2#26: 1 / (1 - h²)
        "divided by the slope": (_elman(("* (1 - H[t + 1] ** 2)", "/ (1 - H[t + 1] ** 2)")), "slope-divides"),
        # datascience.stackexchange 10545: forwards h Whh, backwards dh Whh
        "U transposed": (_elman(("later = D[t] @ U", "later = D[t] @ U.T")), "U-transposed"),
        # llSourcell/LSTM_Networks#4: the slope is missing in what goes back
        "without the slope": (_elman(("later = D[t] @ U", "later = arriving @ U")), "carried-without-slope"),
        "collected": (_elman(("later = D[t] @ U", "later = later + D[t] @ U")), "carry-collected"),
        "the old state's slope": (_elman(("1 - H[t + 1] ** 2", "1 - H[t] ** 2")), "slope-of-the-old-state"),
        "tanh twice": (_elman(("1 - H[t + 1] ** 2", "1 - np.tanh(H[t + 1]) ** 2")), "tanh-twice"),
        "no slope": (_elman((" * (1 - H[t + 1] ** 2)", "")), "no-slope"),
        "sigmoid": (_elman(("(1 - H[t + 1] ** 2)", "H[t + 1] * (1 - H[t + 1])")), "slope-of-sigmoid"),
        "= for += in W": (_elman(("grad_W += ", "grad_W = ")), "first-moment-only (grad_W)"),
        "= for += everywhere": (
            _elman(("grad_W += ", "grad_W = "), ("grad_U += ", "grad_U = "), ("grad_b += ", "grad_b = ")),
            "first-moment-only (grad_U, grad_W, grad_b)",
        ),
        "divided by T": (
            _elman(("return D, grad_W, grad_U, grad_b,", "return D, grad_W / T, grad_U / T, grad_b / T,")),
            "divided-by-T (grad_U, grad_W, grad_b)",
        ),
        "divided by m": (_elman(("return D, grad_W,", "return D, grad_W / m,")), "divided-by-m (grad_W)"),
        "averaged biases": (_elman(("D[t].sum(axis=0)", "D[t].mean(axis=0)")), "divided-by-m (grad_b)"),
        # community.deeplearning.ai 11690: what the cost asks and what comes back are two things
        "the last question only": (
            _elman(("arriving = G[t] + later", "arriving = G[t] if t == T - 1 else later")),
            "question-overwritten",
        ),
        "h_0 is forgotten": (_elman(("grad_X, later", "grad_X, np.zeros((m, n))")), "h0-thought-constant"),
        "D for h_0": (_elman(("grad_X, later", "grad_X, D[0]")), "D-for-h0"),
        "forwards": (_elman(("reversed(range(T))", "range(T)")), "forwards-in-time"),
        "the first moment is not reached": (
            _elman(("reversed(range(T))", "range(T - 1, 0, -1)")),
            "first-moment-not-reached",
        ),
        # HHTseng/video-classification#42: view where transpose belongs
        "reshaped": (_elman(("grad_X, later", "grad_X.reshape(m, T, -1).swapaxes(0, 1), later")), "X-reshaped"),
        "batch first": (_elman(("grad_X, later", "grad_X.swapaxes(0, 1), later")), "X-batch-first"),
        "W and U exchanged": (
            _elman(("return D, grad_W, grad_U", "return D, grad_U, grad_W")),
            "grad_W-and-grad_U-exchanged",
        ),
        # Burton2000/CS231n-2017#7: dh is overwritten in place
        "changes G": (
            _elman(("arriving = G[t] + later", "G[t] += later\n        arriving = G[t]")),
            "changes-input",
        ),
        "slope on G only": (
            _elman(("D[t] = arriving * (1 - H[t + 1] ** 2)", "D[t] = G[t] * (1 - H[t + 1] ** 2) + later")),
            "slope-on-G-only",
        ),
        "returns nothing": (_elman(("    return D,", "    D,")), "returns-nothing"),
        "not finite": (_elman(("    return D,", "    D[:] = np.nan\n    return D,")), "not-finite"),
        "H is read one moment too early": (
            _elman(("1 - H[t + 1] ** 2", "1 - H[t] ** 2"), ("D[t].T @ H[t]", "D[t].T @ H[t - 1]")),
            "states-thought-to-begin-with-the-first-moment",
        ),
        "H[t - 1]": (_elman(("D[t].T @ H[t]", "D[t].T @ H[t - 1]")), "states-too-early-and-wrapped"),
        "a slope where it arrives, too": (
            _elman(("later = D[t] @ U", "later = D[t] @ U * (1 - H[t] ** 2)")),
            "slope-twice-on-later",
        ),
        "inputs before the slope": (_elman(("= D[t] @ W", "= arriving @ W")), "X-without-slope"),
        "biases for examples": (
            _elman(("grad_U, grad_b,", "grad_U, D.sum(axis=(0, 2)),")),
            "over-moments-and-units (grad_b)",
        ),
        "the first moment is not reached, and a number is left": (
            _elman(("reversed(range(T))", "range(T - 1, 0, -1)"), ("later = np.zeros((m, n))", "later = 0")),
            "first-moment-not-reached",
        ),
        "= for += everywhere, and U transposed": (
            _elman((" += ", " = "), ("later = D[t] @ U", "later = D[t] @ U.T")),
            "first-moment-only (grad_U, grad_W, grad_b) + U-transposed",
        ),
    },
    "09.3": {
        "never cut": (_window(("(T - t) % window == 0", "False")), "never-cut"),
        "from the first moment": (
            _window(("(T - t) % window == 0", "t % window == 0")),
            "counted-from-the-first-moment",
        ),
        # woowacampers/d2l-pytorch#5: from t_n to t_{n-k}, then from t_{n-1}, or from t_{n-k-1}?
        "sliding": (SLIDING, "sliding-window"),
        # keras-team/keras#3669: truncated to one moment
        "window 1": (_window(("(T - t) % window == 0", "True")), "cut-everywhere"),
        # OpenNMT/OpenNMT-py#891: the gradients of earlier pieces are set to zero
        "the last window only": (
            _window(("    grad_U = sum", "    D[:max(T - window, 0)] = 0\n    grad_U = sum")),
            "last-window-only",
        ),
        "one too long": (_window(("% window == 0", "% (window + 1) == 0")), "window-longer-by-one"),
        "one too short": (_window(("% window == 0", "% max(window - 1, 1) == 0")), "window-shorter-by-one"),
        # soumith/cudnn.torch#348, the other way round: the state is reset where only the error is cut
        "states reset": (
            _window(("D[t].T @ H[t] for", "D[t].T @ H[t] * (t == 0 or (T - t) % window != 0) for")),
            "states-cut-too",
        ),
        "cut once": (_window(("(T - t) % window == 0", "T - t == window")), "cut-once"),
        "one question a window": (
            _window(("(G[t] + later)", "(G[t] * ((T - 1 - t) % window == 0) + later)")),
            "one-question-a-window",
        ),
        "index -1": (_window(("D[t].T @ H[t] for", "D[t].T @ H[1:][t - 1] for")), "wraps-at-the-start"),
        "U transposed": (_window(("later = D[t] @ U", "later = D[t] @ U.T")), "U-transposed"),
        "the new state": (_window(("D[t].T @ H[t] for", "D[t].T @ H[t + 1] for")), "new-state-for-old"),
        # OpenNMT/OpenNMT-py#1148: what is detached, the state of the border or all states?
        "a window begins without error": (
            _window(
                (
                    "            later = np.zeros((m, n))",
                    "            later = np.zeros((m, n))\n            D[t] *= t == 0",
                )
            ),
            "window-begins-without-error",
        ),
        "raises": (_window(("    T, m, n = G.shape", "    m, n = G.shape")), "raises"),
        "returns nothing": (_window(("    return D, grad_U", "    D, grad_U")), "returns-nothing"),
        "T - 1 - t": (_window(("(T - t) % window", "(T - 1 - t) % window")), "last-window-of-one-moment"),
        "nothing behind the window": (_window(("(T - t) % window == 0", "T - t >= window")), "cut-ever-after"),
        "t + 1": (_window(("(T - t) % window", "(t + 1) % window")), "counted-from-the-first-moment-and-off-by-one"),
        "whole windows only": (
            _window(("    grad_U = sum", "    D[: T % window] = 0\n    grad_U = sum")),
            "shorter-window-left-out",
        ),
        "H is read one moment too early": (
            _window(("1 - H[t + 1] ** 2", "1 - H[t] ** 2"), ("D[t].T @ H[t] for", "D[t].T @ H[t - 1] for")),
            "states-thought-to-begin-with-the-first-moment",
        ),
    },
    "09.4": {
        # apache/mxnet#4057, cthorey/CS231#1: = where += belongs
        "dc overwritten": (_lstm(("g_c = g_c + g_h", "g_c = g_h")), "dc-overwritten"),
        # CaptainE/RNN-LSTM-in-numpy#1: dh_next and dc_next are never set
        "nothing is carried": (
            _lstm(("        g_h = D[t] @ U\n        g_c = g_c * f\n", "        g_h, g_c = 0 * g_h, 0 * g_c\n")),
            "both-carries-stay-0",
        ),
        # CaptainE/RNN-LSTM-in-numpy#1: dh_prev and dC_prev are computed, and not used at the next moment
        "computed and not used": (
            _lstm(("g_h = G[t] + g_h", "g_h = G[t]"), ("g_c = g_c + g_h", "g_c = 0 + g_h")),
            "no-error-through-time",
        ),
        # CaptainE/RNN-LSTM-in-numpy#1: the sigmoid for its derivative in the forget gate
        "no derivative in f": (
            _lstm(("g_c * C[t] * f * (1 - f)", "g_c * C[t] * f")),
            "nonlinearity-for-slope-in-D_f",
        ),
        # lzwjava.github.io, LSTM bugs and fixes: the nonlinearity is applied again
        "sigmoid again in f": (
            _lstm(("C[t] * f * (1 - f)", "C[t] * (1 / (1 + np.exp(-f))) * (1 - 1 / (1 + np.exp(-f)))")),
            "sigmoid-again-in-D_f",
        ),
        # lzwjava.github.io, LSTM bugs and fixes: C[t - 1] wraps
        "index -1": (_lstm(("g_c * C[t] * f", "g_c * C[1:][t - 1] * f")), "wraps-at-the-start"),
        # lzwjava.github.io, LSTM bugs and fixes: off by one, C[t] for c_t
        "cells off by one": (
            _lstm(("np.tanh(C[t + 1])", "np.tanh(C[t])"), ("g_c * C[t] * f", "g_c * C[t - 1] * f")),
            "cells-and-lists-begin-with-the-first-moment",
        ),
        "c_t in D_f": (_lstm(("g_c * C[t] * f", "g_c * C[t + 1] * f")), "new-cell-for-old"),
        # CrispStrobe/CrispASR#106: gates i, o, f, c read as i, f, g, o
        "ONNX": (_order("iofg"), "read-as-iofg"),
        # tensorflow/tensorflow#29308: which order?
        "PyTorch": (_order("ifgo"), "read-as-ifgo"),
        "another course": (_order("ifog"), "read-as-ifog"),
        # lhnguyen102/cuTAGI#77: some gates use the other delta
        "o from the cell": (_lstm(("D_o = g_h * s", "D_o = g_c * s")), "o-from-the-cell"),
        "i from h": (_lstm(("D_i = g_c", "D_i = g_h")), "i-from-h"),
        # hanbt/learn_dl#53: the δ of f is used for i and o
        "f three times": (_lstm((STACK, "np.hstack([D_f, D_f, D_f, D_g])")), "D_f-three-times"),
        # nicodjimenez/lstm#47: tanh of the cell is left out
        "no tanh": (_lstm(("s = np.tanh(C[t + 1])", "s = C[t + 1]"), (" * (1 - s ** 2)", "")), "no-tanh-at-the-cell"),
        "1 - c²": (_lstm(("(1 - s ** 2)", "(1 - C[t + 1] ** 2)")), "c-for-tanh-c"),
        "without slopes": (
            _lstm(
                ("D_o = g_h * s * o * (1 - o)", "D_o = g_h * s"),
                ("D_i = g_c * g * i * (1 - i)", "D_i = g_c * g"),
                ("D_f = g_c * C[t] * f * (1 - f)", "D_f = g_c * C[t]"),
                ("D_g = g_c * i * (1 - g ** 2)", "D_g = g_c * i"),
            ),
            "slopes-of-all-gates-missing",
        ),
        # llSourcell/LSTM_Networks#4: no slopes in what goes to h
        "carried without slopes": (
            _lstm(
                ("D_o = g_h * s * o * (1 - o)", "D_o = g_h * s"),
                ("D_i = g_c * g * i * (1 - i)", "D_i = g_c * g"),
                ("D_f = g_c * C[t] * f * (1 - f)", "D_f = g_c * C[t]"),
                ("D_g = g_c * i * (1 - g ** 2)", "D_g = g_c * i"),
                (
                    "g_h = D[t] @ U",
                    "g_h = D[t] @ U\n        D[t] *= np.hstack([o - o**2, i - i**2, f - f**2, 1 - g**2])",
                ),
            ),
            "carried-without-slopes",
        ),
        "dc not carried": (_lstm(("g_c = g_c * f", "g_c = 0 * g_c")), "dc-not-carried"),
        "f forgotten": (_lstm(("g_c = g_c * f", "g_c = g_c")), "f-forgotten"),
        "dh not carried": (_lstm(("g_h = D[t] @ U", "g_h = 0 * g_h")), "dh-not-carried"),
        "G only": (_lstm(("g_h = G[t] + g_h", "g_h = G[t]")), "later-left-out"),
        "sigmoid for g": (_lstm(("(1 - g ** 2)", "g * (1 - g)")), "sigmoid-slope-in-D_g"),
        "1 - g": (_lstm(("(1 - g ** 2)", "(1 - g)")), "slope-not-squared-in-D_g"),
        # javaidnabi31/RNN-from-scratch#2: dc += dc
        "dc += dc": (_lstm(("g_c = g_c + g_h * o", "g_c = g_c + g_c + g_h * o")), "dc-doubled"),
        "o missing": (_lstm(("g_h * o * (1 - s ** 2)", "g_h * (1 - s ** 2)")), "o-missing-into-cell"),
        "h_t in D_o": (_lstm(("D_o = g_h * s * o", "D_o = g_h * (o * s) * o")), "h-for-tanh-c-in-D_o"),
        "f of the time before": (
            _lstm(("g_c = g_c * f", "g_c = g_c * gates[t - 1, :, 2*n:3*n]")),
            "f-of-the-moment-before",
        ),
        "exchanged at the end": (_lstm(("return D, g_h, g_c", "return D, g_c, g_h")), "g_h0-and-g_c0-exchanged"),
        "forwards": (_lstm(("range(T - 1, -1, -1)", "range(T)")), "forwards-in-time"),
        "i and f exchanged in D": (_lstm((STACK, "np.hstack([D_o, D_f, D_i, D_g])")), "D_f-and-D_i-exchanged"),
        "returns nothing": (_lstm(("    return D,", "    D,")), "returns-nothing"),
        "changes G": (_lstm(("g_h = G[t] + g_h", "G[t] += g_h\n        g_h = G[t]")), "changes-input"),
        "shape": (_lstm(("return D,", "return D.reshape(T, m, 4, n),")), "only-the-shape"),
        "i and g for each other": (
            _lstm(("g_c * g * i * (1 - i)", "g_c * i * i * (1 - i)"), ("g_c * i * (1 - g", "g_c * g * (1 - g")),
            "i-and-g-for-each-other",
        ),
        "h is added too late": (
            _lstm(
                ("        g_c = g_c + g_h * o * (1 - s ** 2)\n", ""),
                ("        g_h = D[t] @ U", "        g_c = g_c + g_h * o * (1 - s ** 2)\n        g_h = D[t] @ U"),
            ),
            "all-before-h-is-added",
        ),
        "f too early": (
            _lstm(
                ("        g_c = g_c * f\n", ""),
                ("g_h * o * (1 - s ** 2)\n", "g_h * o * (1 - s ** 2)\n        g_c = g_c * f\n"),
            ),
            "all-from-what-is-carried",
        ),
    },
    "09.5": {
        # soumith/cudnn.torch#348, paxcema/KerasGRU4Rec#1: nobody looks at a second call
        "called once": (_test(('return "state carried over"', "pass")), "state-carried-over-unseen"),
        # lzwjava.github.io, LSTM bugs and fixes
        "wraps unseen": (
            _test((IN_U, IN_U.replace('else "wraps at the start"', 'else "none"'))),
            "wraps-at-the-start-unseen",
        ),
        # VikParuchuri/zero_to_gpt#9
        "new state unseen": (
            _test((IN_U, IN_U.replace('"new state for old" if', '"none" if'))),
            "new-state-for-old-unseen",
        ),
        "grad_U is not looked at": (_test((IN_U, '        return "none"')), "grad_U-not-looked-at"),
        "one moment": (
            _test(("(5, 3, 2)", "(1, 3, 2)"), ("(5, 3, 4)", "(1, 3, 4)")),
            "sequences-of-one-moment",
        ),
        "grad_W is not looked at": (_test(('return "one moment"', "pass")), "one-moment-unseen"),
        "all in D called slope": (
            _test(
                ('"next moment forgotten"', '"slope of the old state"'), ('"U transposed"', '"slope of the old state"')
            ),
            "all-of-D-called-slope-of-the-old-state",
        ),
        "all in grad_U called wraps": (
            _test(('"new state for old" if', '"wraps at the start" if')),
            "new-state-for-old-taken-for-wraps-at-the-start",
        ),
        "U symmetric": (
            _test(("    first = net", "    U = U + U.T\n    first = net")),
            "U-transposed-unseen",
        ),
        "looks at the states": ('def find_bug(net):\n    return "none"\n', "nothing-found"),
        "always": ('def find_bug(net):\n    return "one moment"\n', "always-one-moment"),
        "exact": (_test(("not np.allclose(grad_W, ", "not np.array_equal(grad_W + 1e-15, ")), "false-alarm"),
        "exchanged": (
            _test(
                ('("window", "next moment forgotten")', '("window", "U transposed")'),
                ('("U.T", "U transposed")', '("U.T", "next moment forgotten")'),
            ),
            "next-moment-forgotten-and-U-transposed-exchanged",
        ),
        "called once, and grad_U not looked at": (
            _test(('return "state carried over"', "pass"), (IN_U, '        return "none"')),
            "called-once-and-grad_U-not-looked-at",
        ),
        "another word": (_test(('return "one moment"', 'return "one time"')), "form"),
        "returns nothing": (_test(('    return "none"', "    pass")), "returns-nothing"),
        "raises": ("def find_bug(net):\n    return net(1, 2)\n", "raises"),
        "one moment is the last one": (
            _test(
                (
                    '        return "one moment"',
                    "        last = np.allclose(grad_W, D[-1].T @ X[-1])\n"
                    '        return "one moment" if last else "none"',
                ),
            ),
            "only-the-last-moment-compared",
        ),
        "one moment is the first one": (
            _test(
                (
                    '        return "one moment"',
                    "        first = np.allclose(grad_W, D[0].T @ X[0])\n"
                    '        return "one moment" if first else "none"',
                ),
            ),
            "only-the-first-moment-compared",
        ),
        "zeros": (_test(("    first = net", "    X, b = 0 * X, 0 * b\n    first = net")), "states-of-0"),
        "G at the first moment only": (
            _test(("    first = net", "    G[1:] = 0\n    first = net")),
            "G-at-the-first-moment-only",
        ),
    },
    "09.6": {
        # mratsim/Arraymancer#339: an orthogonal start is thought to be the key to long-term dependencies
        "1.4³⁰": (_predicted(tanh=4.38), "powers-of-the-radius"),
        "stays": (_predicted(tanh=0), "thought-to-stay"),
        "¼ each time": (_predicted(logistic=-13.68), "largest-slope-of-sigmoid"),
        "logistic as tanh": (_predicted(logistic=-0.76), "tanh-and-logistic-exchanged"),
        "29 steps": (_predicted(linear=4.238), "one-moment-less"),
        # NVIDIA/sentiment-discovery#25, facebookresearch/fairseq#466: base e or base 2
        "bits": (_predicted(knows_all=0.5333, forgets_one=0.6, forgets_both=0.6667), "in-bits"),
        "16 letters": (_predicted(knows_all=0.3466, forgets_one=0.3899, forgets_both=0.4332), "first-letter-counted"),
        "embedded once": (_predicted(knows_all=0.4411, forgets_one=0.5041), "embedded-once"),
        "a coin forgotten": (
            _predicted(knows_all=0.3235, forgets_one=0.3697, forgets_both=0.4159),
            "coin-of-the-outer-pair-forgotten",
        ),
        "one and both": (_predicted(forgets_one=0.4621, forgets_both=0.4159), "one-and-both-exchanged"),
        "the radius": (_predicted(certain="spectral radius"), "radius-thought-certain"),
        "an entry": (_predicted(certain="largest entry"), "entry-thought-certain"),
        "a word that is not there": (_predicted(certain="norm"), "form"),
        "np.log": (_predicted(linear=10.094, tanh=-1.75, logistic=-36.3), "natural-logarithm"),
        "the ratio": (_predicted(linear=24201.4, tanh=0.174), "ratio-itself"),
        "not a number": (_predicted(tanh="small"), "form"),
        "far off": (_predicted(tanh=-2.5), "outside-the-band"),
        "some other cost": (_predicted(forgets_both=0.55), "not-the-floor"),
        "np.log2": (_predicted(linear=14.562, tanh=-2.43, logistic=-51.6), "binary-logarithm"),
        "sums of squares": (_predicted(linear=8.768, tanh=-1.46, logistic=-31.1), "squared-lengths"),
        "30 · 1.4": (_predicted(linear=1.623), "steps-added"),
        "no power of 1.4": (_predicted(linear=3.1), "not-the-power"),
        "two decimals": (_predicted(knows_all=0.37, forgets_one=0.42, forgets_both=0.46), "rounded"),
        "forgotten at both places": (_predicted(forgets_one=0.4621, forgets_both=0.5545), "two-coins-a-letter"),
    },
}

RIGHT = {
    "09.1": {
        "numbers": _hand(),
        "arrays": "by_hand = {k: np.array(v) for k, v in " + repr(HAND) + ".items()}\n",
        "tuples": _hand(states=(10, 8, 1), delta=(1.25, 2.5, 3)),
        "fractions": _hand(grad_h0=5 / 8, grad_u=103 / 2, grad_w=13 / 4),
    },
    "09.2": {
        "a loop": ELMAN,
        "einsum": ELMAN_EINSUM,
        "a list": ELMAN_LIST,
        "entry by entry": ELMAN_ENTRIES,
        "added to a copy of G": ELMAN_ADDED,
        "Fortran order": _elman(
            ("    T, m, n = G.shape", "    G, H = np.asfortranarray(G), np.asfortranarray(H)\n    T, m, n = G.shape")
        ),
    },
    "09.3": {
        "a loop": WINDOW,
        "pieces": WINDOW_PIECES,
        "a counter": WINDOW_COUNTER,
        "recursive": WINDOW_RECURSIVE,
    },
    "09.4": {
        "slices": LSTM,
        "split": LSTM_SPLIT,
        "in place": LSTM_IN_PLACE,
        "a function for a step": LSTM_STEP,
    },
    "09.5": {
        "right answers": TEST,
        "finite differences": BY_STEPS,
        "another seed": _test(("default_rng(4)", "default_rng(99)")),
        "other sizes": _test(
            ("((5, 3, 2), (4, 2), (4, 4), (4,), (5, 3, 4))", "((3, 2, 5), (6, 5), (6, 6), (6,), (3, 2, 6))")
        ),
    },
    "09.6": {
        "measured": _predicted(),
        "another run": _predicted(tanh=-0.914, logistic=-15.99),
        "fractions": "predicted = " + repr(PREDICTED) + "\npredicted['knows_all'] = 8 / 15 * np.log(2)\n",
        "capitals": _predicted(certain="Largest singular value", forgets_one=0.416),
    },
}
