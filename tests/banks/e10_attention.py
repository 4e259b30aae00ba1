"""Answers to exercise 10 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- 10.1

ROWS = """
def softmax_rows_backward(P, G):
    r = np.sum(P * G, axis=-1, keepdims=True)
    return P * (G - r)
"""
ROWS_JACOBIAN = """
def softmax_rows_backward(P, G):
    g_S = np.zeros(P.shape)
    for x in range(P.shape[0]):
        for i in range(P.shape[1]):
            p = P[x, i]
            J = np.diag(p) - np.outer(p, p)
            g_S[x, i] = J @ G[x, i]
    return g_S
"""
ROWS_EINSUM = """
def softmax_rows_backward(P, G):
    r = np.einsum("xij,xij->xi", P, G)
    return P * G - P * r[:, :, None]
"""
ROWS_IN_PLACE = """
def softmax_rows_backward(P, G):
    g = P * G
    s = g.sum(-1)
    g -= P * s[..., np.newaxis]
    return g
"""
ROWS_ALL_JACOBIANS = """
def softmax_rows_backward(P, G):
    J = np.eye(P.shape[-1]) * P[..., None, :] - P[..., :, None] * P[..., None, :]
    return np.einsum("xijk,xik->xij", J, G)
"""


def _rows(*changes):
    return _but(ROWS, *changes)


SUM = "np.sum(P * G, axis=-1, keepdims=True)"
RETURN = "return P * (G - r)"

# --- 10.2

ATTEND = """
def attend(Q, K, V, lengths):
    m, T, d = Q.shape
    S = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    causal = np.tril(np.ones((T, T), dtype=bool))
    real = np.arange(T)[None, None, :] < np.array(lengths)[:, None, None]
    mask = causal & real
    S = np.where(mask, S, -np.inf)
    top = S.max(axis=-1, keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    e = np.exp(S - top)
    total = e.sum(axis=-1, keepdims=True)
    P = e / np.where(total == 0, 1, total)
    return P @ V, P
"""
ATTEND_LOOPS = """
def attend(Q, K, V, lengths):
    m, T, d = Q.shape
    P, Y = np.zeros((m, T, T)), np.zeros(V.shape)
    for x in range(m):
        for i in range(T):
            n = min(i + 1, int(lengths[x]))
            if n == 0:
                continue
            s = [Q[x, i] @ K[x, j] / d ** 0.5 for j in range(n)]
            e = np.exp(np.array(s) - max(s))
            P[x, i, :n] = e / e.sum()
            Y[x, i] = sum(P[x, i, j] * V[x, j] for j in range(n))
    return Y, P
"""
ATTEND_ADDED = """
def attend(Q, K, V, lengths):
    T, d = Q.shape[1:]
    hide = np.zeros((len(Q), T, T))
    hide[:, np.triu_indices(T, 1)[0], np.triu_indices(T, 1)[1]] = 1
    for x, n in enumerate(lengths):
        hide[x, :, n:] = 1
    S = np.einsum("xid,xjd->xij", Q, K) / np.sqrt(d) - 1e30 * hide
    P = np.exp(S - S.max(-1, keepdims=True)) * (1 - hide)
    sums = P.sum(-1, keepdims=True)
    P = np.divide(P, sums, out=np.zeros_like(P), where=sums > 0)
    return np.einsum("xij,xjn->xin", P, V), P
"""
# abisee/pointer-generator#88: after the softmax, and divided by what is left: that is right
ATTEND_RENORMALISED = """
def attend(Q, K, V, lengths):
    T, d = Q.shape[1:]
    S = Q @ np.swapaxes(K, 1, 2) * d ** -0.25 * d ** -0.25
    see = np.logical_and(np.tri(T), np.arange(T) < np.reshape(lengths, (-1, 1, 1)))
    low = np.where(see, S, -1e300).max(-1, keepdims=True)
    e = np.exp(np.minimum(S - low, 0)) * see
    P = e / np.maximum(e.sum(-1, keepdims=True), 1e-300)
    return P @ V, P
"""
ATTEND_NAN_REMOVED = """
def attend(Q, K, V, lengths):
    T, d = Q.shape[1:]
    S = Q @ K.swapaxes(1, 2) / np.sqrt(d)
    i, j = np.arange(T)[:, None], np.arange(T)[None, :]
    S[~((j <= i) & (j < lengths[:, None, None]))] = -np.inf
    with np.errstate(invalid="ignore"):
        P = np.exp(S - S.max(axis=2, keepdims=True))
        P = np.nan_to_num(P / P.sum(axis=2, keepdims=True))
    return P @ V, P
"""
WHERE = "S = np.where(mask, S, -np.inf)"
SAFE = """    top = S.max(axis=-1, keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    e = np.exp(S - top)
    total = e.sum(axis=-1, keepdims=True)
    P = e / np.where(total == 0, 1, total)
"""
NAIVE = """    e = np.exp(S - S.max(axis=-1, keepdims=True))
    P = e / e.sum(axis=-1, keepdims=True)
"""


def _attend(*changes):
    return _but(ATTEND, *changes)


# --- 10.3

BACK = """
def attend_backward(Q, K, V, P, G):
    d = Q.shape[-1]
    g_V = P.transpose(0, 2, 1) @ G
    g_P = G @ V.transpose(0, 2, 1)
    g_S = P * (g_P - np.sum(P * g_P, axis=-1, keepdims=True))
    g_Q = g_S @ K / np.sqrt(d)
    g_K = g_S.transpose(0, 2, 1) @ Q / np.sqrt(d)
    return g_Q, g_K, g_V
"""
BACK_EINSUM = """
def attend_backward(Q, K, V, P, G):
    scale = Q.shape[2] ** -0.5
    g_P = np.einsum("xin,xjn->xij", G, V)
    g_S = scale * P * (g_P - np.einsum("xij,xij->xi", P, g_P)[..., None])
    return (np.einsum("xij,xjd->xid", g_S, K), np.einsum("xij,xid->xjd", g_S, Q), np.einsum("xij,xin->xjn", P, G))
"""
BACK_LOOPS = """
def attend_backward(Q, K, V, P, G):
    g_Q, g_K, g_V = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    root = np.sqrt(Q.shape[-1])
    for x in range(len(Q)):
        for i in range(Q.shape[1]):
            p = P[x, i]
            g_p = V[x] @ G[x, i]
            g_s = p * (g_p - p @ g_p)
            for j in range(K.shape[1]):
                g_V[x, j] += p[j] * G[x, i]
                g_Q[x, i] += g_s[j] * K[x, j] / root
                g_K[x, j] += g_s[j] * Q[x, i] / root
    return g_Q, g_K, g_V
"""
BACK_EXAMPLES = """
def attend_backward(Q, K, V, P, G):
    found = []
    for q, k, v, p, g in zip(Q, K, V, P, G):
        g_p = g @ v.T
        r = np.diag(p @ g_p.T)[:, None]
        g_s = p * (g_p - r)
        g_s /= len(q[0]) ** 0.5
        found.append((g_s @ k, g_s.T @ q, p.T @ g))
    return [np.stack(one) for one in zip(*found)]
"""
BACK_BY_Y = """
def attend_backward(Q, K, V, P, G):
    Y = P @ V
    T = lambda A: np.swapaxes(A, -1, -2)
    g_S = P * (G @ T(V) - (G * Y).sum(-1, keepdims=True)) / np.sqrt(Q.shape[-1])
    return np.matmul(g_S, K), np.matmul(T(g_S), Q), np.matmul(T(P), G)
"""
G_S = "P * (g_P - np.sum(P * g_P, axis=-1, keepdims=True))"
G_Q = "g_S @ K / np.sqrt(d)"
G_K = "g_S.transpose(0, 2, 1) @ Q / np.sqrt(d)"
G_V = "P.transpose(0, 2, 1) @ G"


def _back(*changes):
    return _but(BACK, *changes)


# --- 10.4

EMBED = """
def embedding_backward(tokens, G, vocabulary):
    grad_E = np.zeros((vocabulary, G.shape[-1]))
    for x in range(tokens.shape[0]):
        for t in range(tokens.shape[1]):
            grad_E[tokens[x, t]] += G[x, t]
    grad_P = G.sum(axis=0)
    return grad_E, grad_P
"""
EMBED_AT = """
def embedding_backward(tokens, G, vocabulary):
    grad_E = np.zeros((vocabulary, G.shape[2]))
    np.add.at(grad_E, tokens.ravel(), G.reshape(-1, G.shape[2]))
    return grad_E, np.add.reduce(G, axis=0)
"""
EMBED_HOT = """
def embedding_backward(tokens, G, vocabulary):
    hot = np.eye(vocabulary)[tokens]
    return np.einsum("xtv,xtd->vd", hot, G), np.einsum("xtd->td", G)
"""
EMBED_TOKENS = """
def embedding_backward(tokens, G, vocabulary):
    rows = [G[tokens == k].sum(axis=0) for k in range(vocabulary)]
    return np.array(rows), sum(G)
"""
EMBED_COUNTED = """
def embedding_backward(tokens, G, vocabulary):
    flat, rows = tokens.flatten(), G.reshape(tokens.size, -1)
    columns = [np.bincount(flat, rows[:, c], minlength=vocabulary) for c in range(rows.shape[1])]
    return np.stack(columns, axis=1), G.sum(0)
"""
LOOP = """    for x in range(tokens.shape[0]):
        for t in range(tokens.shape[1]):
            grad_E[tokens[x, t]] += G[x, t]
"""


def _embed(*changes):
    return _but(EMBED, *changes)


# --- 10.5

NORM = """
def layer_norm_backward(G, H, s, gamma):
    k = G * gamma
    mean_k = k.mean(axis=-1, keepdims=True)
    mean_kH = (k * H).mean(axis=-1, keepdims=True)
    g_X = s * (k - mean_k - H * mean_kH)
    grad_gamma = np.sum(G * H, axis=(0, 1))
    grad_beta = np.sum(G, axis=(0, 1))
    return g_X, grad_gamma, grad_beta
"""
NORM_SUMS = """
def layer_norm_backward(G, H, s, gamma):
    d = H.shape[-1]
    k = gamma * G
    g_X = s / d * (d * k - k.sum(-1, keepdims=True) - H * (k * H).sum(-1, keepdims=True))
    return g_X, (G * H).sum(0).sum(0), G.sum(0).sum(0)
"""
NORM_EINSUM = """
def layer_norm_backward(G, H, s, gamma):
    k = np.einsum("xtd,d->xtd", G, gamma)
    along = np.einsum("xtd,xtd->xt", k, H)[..., None] / k.shape[2]
    g_X = k - np.mean(k, axis=2)[..., None]
    g_X -= H * along
    g_X *= s
    return g_X, np.einsum("xtd,xtd->d", G, H), np.einsum("xtd->d", G)
"""
NORM_LOOPS = """
def layer_norm_backward(G, H, s, gamma):
    m, T, d = G.shape
    g_X, grad_gamma, grad_beta = np.zeros((m, T, d)), np.zeros(d), np.zeros(d)
    for x in range(m):
        for t in range(T):
            h, g = H[x, t], G[x, t]
            J = s[x, t] * (np.eye(d) - 1 / d - np.outer(h, h) / d)
            g_X[x, t] = J @ (gamma * g)
            grad_gamma += g * h
            grad_beta += g
    return g_X, grad_gamma, grad_beta
"""
NORM_STEPS = """
def layer_norm_backward(G, H, s, gamma):
    g_H = G * gamma
    centred = H / s
    g_s = (g_H * centred).sum(-1, keepdims=True)
    g_v = g_s * -0.5 * s ** 3
    g_c = g_H * s + g_v * 2 * centred / H.shape[-1]
    g_X = g_c - g_c.mean(-1, keepdims=True)
    return g_X, (G * H).reshape(-1, G.shape[-1]).sum(0), G.reshape(-1, G.shape[-1]).sum(0)
"""


def _norm(*changes):
    return _but(NORM, *changes)


# --- 10.6

SOFTMAX = """
def soft(S):
    e = np.exp(S - S.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""
HEADS = (
    SOFTMAX
    + """
def many_heads(Q, K, V, heads):
    m, T, d = Q.shape
    d_k = d // heads
    q = Q.reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)
    k = K.reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)
    v = V.reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)
    S = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d_k)
    S = np.where(np.tril(np.ones((T, T), bool)), S, -np.inf)
    P = soft(S)
    Y = P @ v
    return Y.transpose(0, 2, 1, 3).reshape(m, T, d)
"""
)
HEADS_LOOP = """
def many_heads(Q, K, V, heads):
    n = Q.shape[2] // heads
    Y = np.empty(V.shape)
    for h in range(heads):
        q, k, v = (A[:, :, h * n:(h + 1) * n] for A in (Q, K, V))
        S = q @ k.swapaxes(1, 2) / n ** 0.5
        S[:, ~np.tri(len(S[0]), dtype=bool)] = -np.inf
        E = np.exp(S - S.max(2)[..., None])
        Y[:, :, h * n:(h + 1) * n] = E / E.sum(2)[..., None] @ v
    return Y
"""
HEADS_SPLIT = """
def many_heads(Q, K, V, heads):
    def one(q, k, v):
        S = np.einsum("xid,xjd->xij", q, k) / np.sqrt(q.shape[2])
        E = np.exp(S - S.max()) * np.tri(S.shape[1])
        return np.einsum("xij,xjn->xin", E / E.sum(axis=2, keepdims=True), v)
    parts = zip(*(np.split(A, heads, axis=2) for A in (Q, K, V)))
    return np.concatenate([one(*part) for part in parts], axis=-1)
"""
HEADS_EINSUM = (
    SOFTMAX
    + """
def many_heads(Q, K, V, heads):
    m, T, d = Q.shape
    q, k, v = (A.reshape(m, T, heads, -1) for A in (Q, K, V))
    S = np.einsum("xihc,xjhc->xhij", q, k) / np.sqrt(d / heads) + np.triu(np.full((T, T), -1e30), 1)
    return np.einsum("xhij,xjhc->xihc", soft(S), v).reshape(m, T, d)
"""
)
HEADS_AS_EXAMPLES = (
    SOFTMAX
    + """
def many_heads(Q, K, V, heads):
    m, T, d = Q.shape
    stacked = lambda A: np.concatenate(np.split(A, heads, axis=2), axis=0)
    q, k, v = stacked(Q), stacked(K), stacked(V)
    S = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    S += np.where(np.tri(T) == 1, 0, -np.inf)
    return np.concatenate(np.split(soft(S) @ v, heads, axis=0), axis=2)
"""
)
JOIN = "Y.transpose(0, 2, 1, 3).reshape(m, T, d)"
APART = "reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)"


HEADS_OVERLAP = (
    SOFTMAX
    + """
def many_heads(Q, K, V, heads):
    n, T, found = Q.shape[2] // heads, Q.shape[1], []
    for h in range(heads):
        c = slice(h, h + n)
        S = Q[..., c] @ K[..., c].swapaxes(1, 2) / np.sqrt(n)
        found.append(soft(np.where(np.tri(T, dtype=bool), S, -np.inf)) @ V[..., c])
    return np.concatenate(found, axis=-1)
"""
)


def _heads(*changes):
    return _but(HEADS, *changes)


# --- 10.7

TEST = """
def soft(S):
    e = np.exp(S - S.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def split(A):
    return A.reshape(A.shape[0], A.shape[1], 2, -1).swapaxes(1, 2)

def joined(A):
    return A.swapaxes(1, 2).reshape(A.shape[0], A.shape[2], -1)

def forward(x, gamma, Wq, Wk, Wv):
    c = x - x.mean(-1, keepdims=True)
    s = 1 / np.sqrt((c ** 2).mean(-1, keepdims=True) + 1e-5)
    H = c * s
    n = gamma * H
    Q, K, V = split(n @ Wq.T), split(n @ Wk.T), split(n @ Wv.T)
    S = Q @ K.swapaxes(2, 3) / np.sqrt(Q.shape[-1])
    P = soft(np.where(np.tri(x.shape[1], dtype=bool), S, -np.inf))
    return H, s, Q, K, V, P, x + joined(P @ V)

def right_n(Q, K, V, P, G, Wq, Wk, Wv):
    g = split(G)
    g_P = g @ V.swapaxes(2, 3)
    g_S = P * (g_P - (P * g_P).sum(-1, keepdims=True)) / np.sqrt(Q.shape[-1])
    return joined(g_S @ K) @ Wq + joined(g_S.swapaxes(2, 3) @ Q) @ Wk + joined(P.swapaxes(2, 3) @ g) @ Wv

def back(k, H, s, mean=1, along=1):
    return s * (k - mean * k.mean(-1, keepdims=True) - along * H * (k * H).mean(-1, keepdims=True))

def find_bug(block):
    rng = np.random.default_rng(3)
    tokens = rng.integers(0, 3, (2, 5))
    E, gamma, G = rng.normal(size=(4, 8)), rng.normal(size=8), rng.normal(size=(2, 5, 8))
    Wq, Wk, Wv = rng.normal(size=(3, 8, 8)) / 3
    Y, g_n, g_x, grad_E = block(tokens, E, gamma, Wq, Wk, Wv, G)
    H, s, Q, K, V, P, right_Y = forward(E[tokens], gamma, Wq, Wk, Wv)
    if not np.allclose(Y, right_Y):
        return "mask after softmax"
    if not np.allclose(g_n, right_n(Q, K, V, P, G, Wq, Wk, Wv)):
        return "heads mixed"
    k = gamma * g_n
    if np.allclose(g_x, back(k, H, s)):
        return "way around forgotten"
    if np.allclose(g_x, G + back(g_n, H, s)):
        return "gamma forgotten"
    if np.allclose(g_x, G + back(k, H, s, mean=0)):
        return "mean left out"
    if np.allclose(g_x, G + back(k, H, s, along=0)):
        return "part along H left out"
    right_E = np.zeros(E.shape)
    np.add.at(right_E, tokens, g_x)
    if not np.allclose(grad_E, right_E):
        return "repeats lost"
    return "none"
"""
# Without a way forward of one's own: Y by what it must not depend on, the rest by differences of Y.
BY_STEPS = """
def find_bug(block):
    rng = np.random.default_rng(8)
    tokens = np.array([[0, 1, 2, 1], [3, 1, 0, 0]])
    E, gamma, G = rng.normal(size=(4, 6)), rng.normal(size=6) + 0.3, rng.normal(size=(2, 4, 6))
    W = list(rng.normal(size=(3, 6, 6)) / 2)
    Y, g_n, g_x, grad_E = block(tokens, E, gamma, *W, G)
    # what the last token is must not matter before it
    lone = block(np.array([[0, 1, 2, 3]]), E, gamma, W[0], W[1], W[2], G[:1])[0]
    moved = E.copy()
    moved[3] = rng.normal(size=6)
    other = block(np.array([[0, 1, 2, 3]]), moved, gamma, W[0], W[1], W[2], G[:1])[0]
    if not np.allclose(lone[:, :3], other[:, :3]):
        return "mask after softmax"
    x = E[tokens]
    c = x - x.mean(2, keepdims=True)
    s = (np.mean(c * c, 2, keepdims=True) + 1e-5) ** -0.5
    H = c * s
    k = gamma * g_n
    mean, along = k.mean(2, keepdims=True), H * (k * H).mean(2, keepdims=True)
    plain = s * (g_n - g_n.mean(2, keepdims=True) - H * (g_n * H).mean(2, keepdims=True))
    same = lambda a, b: np.abs(a - b).max() < 1e-7
    if same(g_x, s * (k - mean - along)):
        return "way around forgotten"
    if same(g_x, G + plain):
        return "gamma forgotten"
    if same(g_x, G + s * (k - along)):
        return "mean left out"
    if same(g_x, G + s * (k - mean)):
        return "part along H left out"
    collected = np.zeros(E.shape)
    for token, row in zip(tokens.ravel(), g_x.reshape(8, 6)):
        collected[token] += row
    if not same(grad_E, collected):
        return "repeats lost"
    cost = lambda E: (block(tokens, E, gamma, *W, G)[0] * G).sum()
    step = rng.normal(size=E.shape)
    slope = (cost(E + 1e-6 * step) - cost(E - 1e-6 * step)) / 2e-6
    return "none" if abs(slope - (grad_E * step).sum()) < 1e-5 else "heads mixed"
"""


def _test(*changes):
    return _but(TEST, *changes)


def _with_close(how):
    """Return the test with another way to compare."""
    return f"def close(a, b):\n    return {how}\n" + _test(("np.allclose(", "close("))


# --- 10.8

PREDICTED = {
    "variance": 256,
    "keys_plain": 1.27,
    "keys_scaled": 10.8,
    "far": 0.98,
    "longer": 0.25,
    "shuffled": "the same rows, shuffled alike",
    "shuffled_causal": "other rows",
}


def _predicted(**changes):
    return f"predicted = {PREDICTED | changes!r}\n"


WRONG = {
    "10.1": {
        "written to all examples": (_but(ROWS_JACOBIAN, ("g_S[x, i] =", "g_S[:, i] =")), "last-example-for-all"),
        "G[0]": (_but(ROWS_JACOBIAN, ("@ G[x, i]", "@ G[0, i]")), "G-of-the-first-example"),
        "first example only": (
            _but(ROWS_JACOBIAN, ("    return g_S", "        return g_S")),
            "unfilled",
        ),
        "last row forgotten": (_but(ROWS_JACOBIAN, ("P.shape[1])", "P.shape[1] - 1)")), "last-row-left-out"),
        "Jacobian with the wrong sign beside its diagonal": (
            _but(
                ROWS_JACOBIAN,
                ("            J = np.diag(p) - np.outer(p, p)\n", "            J = np.outer(p, p)\n"),
                ("            g_S[x, i] =", "            np.fill_diagonal(J, p * (1 - p))\n            g_S[x, i] ="),
            ),
            "other-entries-added",
        ),
        "as with cross-entropy": (_rows((RETURN, "return P - G")), "softmax-with-its-cost"),
        # deeplearning4j/libnd4j#440, SebLague/Neural-Network-Experiments#5: only the diagonal of the Jacobian
        "P (1 - P)": (_rows((RETURN, "return P * (1 - P) * G")), "elementwise-slope"),
        "columns": (_rows(("axis=-1", "axis=-2")), "columns"),
        "axis 1 for one row of a matrix": (_rows(("axis=-1", "axis=1")), "columns"),
        "whole matrix": (_rows(("axis=-1", "axis=(1, 2)")), "whole-matrix"),
        "np.sum of all": (_rows((SUM, "np.sum(P * G)")), "over-everything"),
        "mean": (_rows(("np.sum(P * G", "np.mean(P * G")), "mean-for-sum"),
        "mean of G": (_rows(("np.sum(P * G", "np.mean(G")), "mean-of-G"),
        "P forgotten before": (_rows((RETURN, "return G - r")), "P-forgotten"),
        "P forgotten in r": (_rows(("P * G, axis", "G, axis")), "P-forgotten-in-r"),
        "P to G only": (_rows((RETURN, "return P * G - r")), "P-left-out-before-r"),
        # mantasu/cs231n#10: s (s - 1) for s (1 - s)
        "sign": (_rows((RETURN, "return P * (r - G)")), "sign"),
        "plus": (_rows((RETURN, "return P * (G + r)")), "r-added"),
        "no r": (_rows((RETURN, "return P * G")), "r-left-out"),
        "slope and r": (_rows((RETURN, "return P * (1 - P) * (G - r)")), "slope-and-r"),
        "P taken for the scores": (
            _rows(("    r =", "    P = np.exp(P) / np.exp(P).sum(axis=-1, keepdims=True)\n    r =")),
            "softmax-twice",
        ),
        "one Jacobian": (
            "def softmax_rows_backward(P, G):\n"
            "    p = P[:, 0]\n"
            "    J = np.array([np.diag(one) - np.outer(one, one) for one in p])\n"
            "    return G @ J\n",
            "jacobian-of-the-first-row",
        ),
        "the last row's p in a loop": (
            "def softmax_rows_backward(P, G):\n"
            "    out = np.zeros_like(G)\n"
            "    for x in range(len(P)):\n"
            "        for i in range(P.shape[1]):\n"
            "            p = P[x, i]\n"
            "        J = np.diag(p) - np.outer(p, p)\n"
            "        for i in range(P.shape[1]):\n"
            "            out[x, i] = J @ G[x, i]\n"
            "    return out\n",
            "jacobian-of-the-last-row",
        ),
        "outer only": (
            "def softmax_rows_backward(P, G):\n    return -P * (P * G).sum(axis=2, keepdims=True)\n",
            "only-r",
        ),
        "slope alone": (_rows((RETURN, "return P * (1 - P)")), "only-the-slope"),
        "half": (_rows((RETURN, "return P * (G - r) / 2")), "general-halved"),
        "diagonal twice": (_rows((RETURN, "return P * (1 - P) * G - P * r")), "diagonal-twice"),
        "log softmax": (_rows((RETURN, "return G - P * G.sum(axis=-1, keepdims=True)")), "log-softmax"),
        "divided by the keys": (_rows((RETURN, "return P * (G - r) / P.shape[-1]")), "divided-by-keys"),
        "divided by m": (_rows((RETURN, "return P * (G - r) / len(P)")), "divided-by-m"),
        "no keepdims": (_rows((", keepdims=True", "")), "raises"),
        "P changed": (_rows((RETURN, "P *= G - r\n    return P")), "changes-input"),
        "sign, and columns": (_rows(("axis=-1", "axis=-2"), (RETURN, "return P * (r - G)")), "columns"),
    },
    "10.2": {
        "largest of all scores of the row": (
            _attend(
                (WHERE, "whole = S"),
                (
                    SAFE,
                    "    e = np.exp(whole - whole.max(axis=-1, keepdims=True)) * mask\n"
                    + SAFE[SAFE.index("    total") :],
                ),
            ),
            "largest-among-the-hidden",
        ),
        "largest of all scores of the row, 0/0": (
            _attend(
                (WHERE, "whole = S"),
                (
                    SAFE,
                    "    e = np.exp(whole - whole.max(axis=-1, keepdims=True)) * mask\n"
                    + NAIVE[NAIVE.index("    P") :],
                ),
            ),
            "largest-among-the-hidden",
        ),
        "nothing taken from the scores, 0/0": (
            _attend((SAFE, "    e = np.exp(S)\n" + NAIVE[NAIVE.index("    P") :])),
            "overflow-and-nothing-seen",
        ),
        # tensorflow/tensorflow#43941, huggingface/pytorch-image-models#2236: the mask behind the softmax
        "mask after": (
            _attend((f"    {WHERE}\n", ""), ("    return P @ V, P", "    P = P * mask\n    return P @ V, P")),
            "mask-after-the-softmax",
        ),
        "multiplied": (_attend((WHERE, "S = S * mask")), "scores-multiplied-by-the-mask"),
        "1e-9": (_attend(("-np.inf)", "1e-9)")), "scores-multiplied-by-the-mask"),
        "minus the mask": (_attend((WHERE, "S = S - (1 - mask)")), "minus-one-for-hidden"),
        # lucidrains/memory-compressed-attention#2: -float("-inf")
        "+inf": (_attend((WHERE, 'S = np.where(mask, S, -float("-inf"))')), "hidden-plus-infinity"),
        "triu": (_attend(("np.tril(", "np.triu(")), "wrong-side-of-the-triangle"),
        "triu k=1": (
            _attend(("np.tril(np.ones((T, T), dtype=bool))", "np.triu(np.ones((T, T), bool), 1)")),
            "later-ones-only",
        ),
        "k=-1": (_attend(("dtype=bool))", "dtype=bool), -1)")), "diagonal-hidden"),
        "k=1": (_attend(("dtype=bool))", "dtype=bool), 1)")), "one-place-too-far"),
        "no triangle": (_attend(("causal & real", "real")), "no-triangle"),
        "no padding": (_attend(("causal & real", "causal")), "padding-seen"),
        # lucidrains/halonet-pytorch#6, mlwithme/TransformerTranslation#2: True for what is hidden
        "inverted": (_attend((WHERE, "S = np.where(mask, -np.inf, S)")), "other-way-round"),
        # lsdefine/attention-is-all-you-need-keras#16: the mask along the queries
        "along queries": (
            _attend(("np.arange(T)[None, None, :]", "np.arange(T)[None, :, None]")),
            "padding-of-queries",
        ),
        "<=": (_attend(("[None, None, :] < np", "[None, None, :] <= np")), "length-one-too-many"),
        "or": (_attend(("causal & real", "causal | real")), "or-for-and"),
        "d": (_attend(("np.sqrt(d)", "d")), "divided-by-d"),
        # delzac/cntkx#10: the root forgotten
        "no scale": (_attend((" / np.sqrt(d)", "")), "no-scale"),
        "times": (_attend(("/ np.sqrt(d)", "* np.sqrt(d)")), "times-root-d"),
        "root of T": (_attend(("np.sqrt(d)", "np.sqrt(T)")), "root-of-T"),
        # FrancescoSaverioZuppichini/ViT#2: the scale behind the softmax
        "scaled after": (
            _attend((" / np.sqrt(d)", ""), ("    return P @ V, P", "    P = P / np.sqrt(d)\n    return P @ V, P")),
            "scaled-after-the-softmax",
        ),
        # labmlai/annotated_deep_learning_paper_implementations#282, nerminnuraydogan/vision-transformer#1
        "columns": (_attend(("axis=-1", "axis=-2")), "columns"),
        # PetrochukM/PyTorch-NLP#2: over axis 0
        "over examples": (_attend(("axis=-1", "axis=0")), "over-examples"),
        "whole matrix": (_attend(("axis=-1", "axis=(1, 2)")), "whole-matrix"),
        # tracel-ai/burn#4694, pytorch/pytorch#41508: -inf - (-inf)
        # lucidrains/memory-compressed-attention#2, zyy-2001/DisKT#6: one of two masks behind a softmax
        "padding after": (
            _attend(
                ("mask = causal & real", "mask = causal"),
                ("    return P @ V, P", "    P = P * real\n    return P @ V, P"),
            ),
            "padding-hidden-after-the-softmax",
        ),
        "triangle after": (
            _attend(
                ("mask = causal & real", "mask = real"),
                ("    return P @ V, P", "    P = P * causal\n    return P @ V, P"),
            ),
            "triangle-after-the-softmax",
        ),
        "keys 0": (
            _attend(
                ("mask = causal & real", "K = K * real.transpose(0, 2, 1)\n    mask = causal"),
                ("    S = Q @ K.transpose(0, 2, 1) / np.sqrt(d)\n", ""),
                (f"    {WHERE}", f"    S = Q @ K.transpose(0, 2, 1) / np.sqrt(d)\n    {WHERE}"),
            ),
            "keys-of-the-padding-made-0",
        ),
        "values 0": (
            _attend(
                ("mask = causal & real", "mask = causal"),
                ("return P @ V, P", "return P @ (V * real.transpose(0, 2, 1)), P"),
            ),
            "values-of-the-padding-made-0",
        ),
        "mask transposed": (_attend(("np.where(mask, S", "np.where(mask.transpose(0, 2, 1), S")), "mask-transposed"),
        "nan": (_attend((SAFE, NAIVE)), "nan-where-nothing-may-be-seen"),
        # NVIDIA/apex#1390: uniform where all is masked
        "-1e9": (_attend((SAFE, NAIVE), ("-np.inf)", "-1e9)")), "all-alike-where-nothing-may-be-seen"),
        # ml-explore/mlx#2395: neither zeros nor nan
        "-1e9 added": (
            _attend((SAFE, NAIVE), (WHERE, "S = S + np.where(mask, 0, -1e9)")),
            "as-without-mask-where-nothing-may-be-seen",
        ),
        "no maximum": (_attend(("np.exp(S - top)", "np.exp(S)")), "overflow"),
        "maximum of all": (_attend(("S.max(axis=-1, keepdims=True)", "S.max()")), "largest-of-all"),
        "not normalised": (_attend(("P = e / np.where(total == 0, 1, total)", "P = e")), "not-divided-by-the-sum"),
        "sum of all": (_attend(("e.sum(axis=-1, keepdims=True)", "e.sum()")), "divided-by-the-sum-of-all"),
        "keys of length 1": (
            _attend(("    S = Q", "    K = K / np.linalg.norm(K, axis=-1, keepdims=True)\n    S = Q")),
            "keys-of-length-1",
        ),
        "K for V": (_attend(("return P @ V", "return P @ K")), "K-for-V"),
        "P.T": (_attend(("return P @ V", "return P.transpose(0, 2, 1) @ V")), "P-transposed"),
        "K Q^T": (_attend(("Q @ K.transpose(0, 2, 1)", "K @ Q.transpose(0, 2, 1)")), "Q-and-K-exchanged"),
        "Q Q^T": (_attend(("Q @ K.transpose(0, 2, 1)", "Q @ Q.transpose(0, 2, 1)")), "Q-for-K"),
        "S returned": (_attend(("return P @ V, P", "return P @ V, S")), "scores-returned"),
        "results exchanged": (_attend(("return P @ V, P", "return P, P @ V")), "results-exchanged"),
        "one result": (_attend(("return P @ V, P", "return P @ V")), "one-result-only"),
        "no scale, and triu": (
            _attend((" / np.sqrt(d)", ""), ("np.tril(", "np.triu(")),
            "wrong-side-of-the-triangle + no-scale",
        ),
        "mask after, and d": (
            _attend(
                (f"    {WHERE}\n", ""),
                ("    return P @ V, P", "    P = P * mask\n    return P @ V, P"),
                ("np.sqrt(d)", "d"),
            ),
            "mask-after-the-softmax + divided-by-d",
        ),
        "diagonal hidden, and no padding": (
            _attend(("causal & real", "causal"), ("dtype=bool))", "dtype=bool), -1)")),
            "diagonal-hidden + padding-seen",
        ),
        "diagonal hidden, and nan": (
            _attend((SAFE, NAIVE), ("dtype=bool))", "dtype=bool), -1)")),
            "nan-where-nothing-may-be-seen + diagonal-hidden",
        ),
        "columns, and no padding": (
            _attend(("axis=-1", "axis=-2"), ("causal & real", "causal")),
            "padding-seen + columns",
        ),
    },
    "10.3": {
        "g_S with its root for P": (
            "def attend_backward(Q, K, V, P, G):\n"
            "    g_P = G @ V.swapaxes(1, 2)\n"
            "    g_S = P * (g_P - (P * g_P).sum(axis=-1, keepdims=True)) / np.sqrt(Q.shape[2])\n"
            "    return g_S @ K, g_S.swapaxes(1, 2) @ Q, g_S.swapaxes(1, 2) @ G\n",
            "g_S-for-P",
        ),
        "no scale": (_back((" / np.sqrt(d)", "")), "scale-missing (g_Q, g_K)"),
        "no scale in g_Q": (_back((G_Q, "g_S @ K")), "scale-missing (g_Q)"),
        "no scale in g_K": (_back((G_K, "g_S.transpose(0, 2, 1) @ Q")), "scale-missing (g_K)"),
        "1/d": (_back(("np.sqrt(d)", "d")), "scale-twice (g_Q, g_K)"),
        "twice": (_back((f"g_S = {G_S}", f"g_S = {G_S} / np.sqrt(d)")), "scale-twice (g_Q, g_K)"),
        "times": (_back(("/ np.sqrt(d)", "* np.sqrt(d)")), "scale-upside-down (g_Q, g_K)"),
        "root of keys": (_back(("np.sqrt(d)", "np.sqrt(K.shape[1])")), "root-of-keys (g_Q, g_K)"),
        "elementwise": (_back((G_S, "g_P * P * (1 - P)")), "elementwise-slope"),
        "columns": (_back(("axis=-1", "axis=-2")), "columns"),
        "no row sum": (_back((G_S, "P * g_P")), "row-sum-left-out"),
        "P forgotten": (_back((G_S, "g_P - np.sum(P * g_P, axis=-1, keepdims=True)")), "P-forgotten"),
        "P forgotten in the sum": (_back(("np.sum(P * g_P,", "np.sum(g_P,")), "P-forgotten-in-the-sum"),
        "softmax skipped": (_back((G_S, "g_P")), "softmax-skipped"),
        "whole matrix": (_back(("axis=-1", "axis=(-2, -1)")), "whole-matrix"),
        "mean": (_back(("np.sum(P * g_P", "np.mean(P * g_P")), "mean-for-sum"),
        "g_K from g_S": (_back((G_K, "g_S @ Q / np.sqrt(d)")), "g_S-not-transposed-in-g_K"),
        "Q and K": (_back(("return g_Q, g_K, g_V", "return g_K, g_Q, g_V")), "g_Q-and-g_K-exchanged"),
        "Y for G": (_back((G_V, "P.transpose(0, 2, 1) @ (P @ V)")), "Y-for-G"),
        "g_V lost": (_back((G_V, "np.zeros(V.shape)")), "g_V-lost"),
        "g_V with g_S": (_back(("return g_Q, g_K, g_V", "return g_Q, g_K, g_S.transpose(0, 2, 1) @ G")), "g_S-for-P"),
        "g_V scaled": (_back((G_V, G_V + " / np.sqrt(d)")), "g_V-scaled"),
        "V for G": (_back((G_V, "P.transpose(0, 2, 1) @ V")), "V-for-G"),
        "P in g_K": (_back((G_K, "P.transpose(0, 2, 1) @ Q / np.sqrt(d)")), "P-for-g_S-in-g_K"),
        "g_P in g_Q": (_back((G_Q, "g_P @ K / np.sqrt(d)")), "g_P-in-g_Q"),
        "mask lost": (
            _back(
                (
                    "    d = Q.shape[-1]\n",
                    "    d = Q.shape[-1]\n    S = Q @ K.transpose(0, 2, 1) / np.sqrt(d)\n    P = np.exp(S - S.max())\n"
                    "    P = P / P.sum(axis=-1, keepdims=True)\n",
                )
            ),
            "mask-lost",
        ),
        "divided by m": (_back(("    d = Q", "    G = G / len(G)\n    d = Q")), "divided-by-m"),
        "sign": (_back((G_S, "P * (np.sum(P * g_P, axis=-1, keepdims=True) - g_P)")), "sign"),
        "masked again": (
            _back((f"g_S = {G_S}", f"g_S = {G_S}\n    g_S = np.tril(g_S)")),
            "masked-again",
        ),
        "Y for G in g_P": (_back(("g_P = G @ V", "g_P = P @ V @ V")), "Y-for-G-in-g_P"),
        "last query": (
            _back(
                (
                    f"g_K = {G_K}",
                    "for i in range(Q.shape[1]):\n        g_K = g_S[:, i, :, None] * Q[:, i, None] / np.sqrt(d)",
                )
            ),
            "last-query-only",
        ),
        "two results": (_back(("return g_Q, g_K, g_V", "return g_Q, g_K")), "form"),
        "elementwise, and no scale": (
            _back((G_S, "P * (1 - P) * g_P"), (" / np.sqrt(d)", "")),
            "scale-missing (g_Q, g_K) + elementwise-slope",
        ),
        "elementwise, and g_V lost": (
            _back((G_S, "P * (1 - P) * g_P"), (G_V, "0 * V")),
            "elementwise-slope + g_V-lost",
        ),
        "no scale in g_Q, and columns": (
            _back((G_Q, "g_S @ K"), ("axis=-1", "axis=-2")),
            "columns + scale-missing (g_Q)",
        ),
    },
    "10.4": {
        "loop from position 1": (
            _embed(("range(tokens.shape[1])", "range(1, tokens.shape[1])")),
            "first-position-left-out",
        ),
        "loop without the last example": (
            _embed(("range(tokens.shape[0])", "range(tokens.shape[0] - 1)")),
            "last-example-left-out",
        ),
        "mean of nothing": (
            _embed(
                (
                    "    grad_P",
                    "    count = np.bincount(tokens.ravel(), minlength=vocabulary)\n"
                    "    with np.errstate(invalid='ignore'):\n"
                    "        grad_E /= count[:, None]\n"
                    "    grad_P",
                )
            ),
            "mean-for-sum",
        ),
        # pytorch/pytorch#1528, pymc-devs/pytensor#2242, ooples/AiDotNet.Tensors#894: the last copy wins
        "+= with all tokens": (_embed((LOOP, "    grad_E[tokens] += G\n")), "repeats-lost"),
        "+= with flat tokens": (
            _embed((LOOP, "    grad_E[tokens.ravel()] += G.reshape(tokens.size, -1)\n")),
            "repeats-lost",
        ),
        "= in the loop": (_embed(("] += G[x, t]", "] = G[x, t]")), "repeats-lost"),
        "+= by example": (
            _embed((LOOP, "    for x in range(len(tokens)):\n        grad_E[tokens[x]] += G[x]\n")),
            "repeats-lost-within-a-sequence",
        ),
        "+= by position": (
            _embed((LOOP, "    for t in range(tokens.shape[1]):\n        grad_E[tokens[:, t]] += G[:, t]\n")),
            "repeats-lost-across-examples",
        ),
        "mean": (
            _embed((LOOP, "    for k in np.unique(tokens):\n        grad_E[k] = G[tokens == k].mean(axis=0)\n")),
            "mean-for-sum",
        ),
        "divided by m": (_embed(("+= G[x, t]", "+= G[x, t] / len(G)")), "divided-by-m"),
        "transposed": (_embed(("return grad_E,", "return grad_E.T,")), "one-hot-transposed"),
        "max + 1": (_embed(("(vocabulary, G", "(tokens.max() + 1, G")), "last-tokens-missing"),
        "unique": (
            _embed(("return grad_E,", "return np.array([grad_E[k] for k in np.unique(tokens)]),")),
            "only-tokens-that-stand-there",
        ),
        "first example": (_embed(("range(tokens.shape[0])", "range(1)")), "first-example-only"),
        "last position": (_embed(("in range(tokens.shape[1])", "in [tokens.shape[1] - 1]")), "last-position-only"),
        "token - 1": (_embed(("tokens[x, t]]", "tokens[x, t] - 1]")), "tokens-counted-from-one"),
        "P over positions": (_embed(("G.sum(axis=0)", "G.sum(axis=1)")), "over-positions"),
        "P averaged": (_embed(("G.sum(axis=0)", "G.mean(axis=0)")), "positions-averaged"),
        "P not summed": (_embed(("G.sum(axis=0)", "G")), "positions-not-summed"),
        "P of the first": (_embed(("G.sum(axis=0)", "G[0]")), "positions-of-the-first-example"),
        "P summed over both": (_embed(("G.sum(axis=0)", "G.sum(axis=(0, 1))")), "over-examples-and-positions"),
        # tag1consulting/feste#6: half for each of the two
        "halves": (
            _embed(("+= G[x, t]", "+= G[x, t] / 2"), ("G.sum(axis=0)", "G.sum(axis=0) / 2")),
            "halved",
        ),
        "counted": (_embed(("+= G[x, t]", "+= 1")), "counted"),
        "rows in another order": (
            _embed((LOOP, "    np.add.at(grad_E, tokens.T.ravel(), G.reshape(tokens.size, -1))\n")),
            "reshaped-in-another-order",
        ),
        "first of np.unique": (
            _embed(
                (
                    LOOP,
                    "    ks, first = np.unique(tokens, return_index=True)\n"
                    "    grad_E[ks] = G.reshape(tokens.size, -1)[first]\n",
                )
            ),
            "first-place-only",
        ),
        "raises": (_embed(("(vocabulary, G.shape[-1])", "vocabulary")), "raises"),
        "repeats lost, and P averaged": (
            _embed((LOOP, "    grad_E[tokens] += G\n"), ("G.sum(axis=0)", "G.mean(axis=0)")),
            "repeats-lost + positions-averaged",
        ),
    },
    "10.5": {
        "gamma forgotten in both means": (
            _norm(("k.mean(", "G.mean("), ("(k * H).mean", "(G * H).mean")),
            "gamma-forgotten-in-the-mean (mean(k), mean(k * H))",
        ),
        "gamma forgotten in the part along H": (
            _norm(("(k * H).mean", "(G * H).mean")),
            "gamma-forgotten-in-the-mean (mean(k * H))",
        ),
        "no mean": (_norm(("k - mean_k - H", "k - H")), "mean-left-out (mean(k))"),
        "no part along H": (_norm((" - H * mean_kH", "")), "along-H-left-out (mean(k * H))"),
        "only s k": (_norm(("s * (k - mean_k - H * mean_kH)", "s * k")), "means-thought-constant"),
        "H forgotten before": (_norm(("H * mean_kH", "mean_kH")), "H-forgotten-before-the-mean (mean(k * H))"),
        "gamma forgotten": (_norm(("k = G * gamma", "k = G")), "gamma-forgotten"),
        "gamma after": (
            _norm(
                ("k = G * gamma", "k = G"), ("s * (k - mean_k - H * mean_kH)", "gamma * s * (k - mean_k - H * mean_kH)")
            ),
            "gamma-after-the-means",
        ),
        "gamma twice": (_norm(("g_X = s *", "g_X = gamma * s *")), "gamma-outside-too"),
        "no s": (_norm(("s * (k", "(k")), "s-forgotten"),
        "divided by s": (_norm(("s * (k - mean_k - H * mean_kH)", "(k - mean_k - H * mean_kH) / s")), "s-divides"),
        "over examples": (
            _norm(("axis=-1", "axis=0")),
            "over-examples (mean(k), mean(k * H))",
        ),
        "over positions": (_norm(("axis=-1", "axis=1")), "over-positions (mean(k), mean(k * H))"),
        "batch norm": (
            _norm(("axis=-1", "axis=(0, 1)")),
            "over-examples-and-positions (mean(k), mean(k * H))",
        ),
        "sums": (_norm((".mean(axis=-1", ".sum(axis=-1")), "sum-for-mean (mean(k), mean(k * H))"),
        "d - 1": (
            _norm(
                ("k.mean(axis=-1, keepdims=True)", "k.sum(axis=-1, keepdims=True) / (k.shape[-1] - 1)"),
                ("(k * H).mean(axis=-1, keepdims=True)", "(k * H).sum(axis=-1, keepdims=True) / (k.shape[-1] - 1)"),
            ),
            "d-minus-one (mean(k), mean(k * H))",
        ),
        "plus": (_norm(("- H * mean_kH", "+ H * mean_kH")), "along-H-added"),
        "gamma over examples": (
            _norm(("np.sum(G * H, axis=(0, 1))", "np.sum(G * H, axis=0)")),
            "summed-over-examples-only (grad_gamma)",
        ),
        "both over examples": (_norm(("axis=(0, 1)", "axis=0")), "summed-over-examples-only (grad_gamma, grad_beta)"),
        "gamma mean": (_norm(("np.sum(G * H", "np.mean(G * H")), "averaged (grad_gamma)"),
        "both means": (_norm(("np.sum(G", "np.mean(G")), "averaged (grad_gamma, grad_beta)"),
        "gamma without H": (_norm(("np.sum(G * H", "np.sum(G")), "H-forgotten (grad_gamma)"),
        "from k": (
            _norm(("np.sum(G * H", "np.sum(k * H"), ("np.sum(G, axis", "np.sum(k, axis")),
            "gamma-multiplied-in (grad_gamma, grad_beta)",
        ),
        # Oneflow-Inc/oneflow#6149: the gradients of weight and bias the other way round
        "exchanged": (_norm(("g_X, grad_gamma, grad_beta", "g_X, grad_beta, grad_gamma")), "gamma-and-beta-exchanged"),
        "over columns": (_norm(("axis=(0, 1)", "axis=-1")), "summed-over-columns (grad_gamma, grad_beta)"),
        "no keepdims": (_norm((", keepdims=True", "")), "raises"),
        "no mean, and gamma forgotten": (
            _norm(("k - mean_k - H", "k - H"), ("k = G * gamma", "k = G")),
            "mean-left-out (mean(k)) + gamma-forgotten",
        ),
        "no mean, and beta averaged": (
            _norm(("k - mean_k - H", "k - H"), ("np.sum(G, axis", "np.mean(G, axis")),
            "mean-left-out (mean(k)) + averaged (grad_beta)",
        ),
    },
    "10.6": {
        "slices as wide as there are heads": (
            _but(HEADS_OVERLAP, ("(h, h + n)", "(h * heads, (h + 1) * heads)")),
            "slices-of-as-many-columns-as-heads",
        ),
        "head h begins at column h": (HEADS_OVERLAP, "columns-overlap"),
        "V as a whole": (_but(HEADS_OVERLAP, ("(h, h + n)", "(h * n, h * n + n)"), ("V[..., c]", "V")), "V-not-parted"),
        "only V parted": (
            _but(HEADS_OVERLAP, ("(h, h + n)", "(h * n, h * n + n)"), ("Q[..., c]", "Q"), ("K[..., c]", "K")),
            "Q-and-K-not-parted",
        ),
        # jsbaan/transformer-from-scratch#6, ajhalthor/Transformer-Neural-Network#8: reshape without permute
        "join": (_heads((JOIN, "Y.reshape(m, T, d)")), "join-without-transpose"),
        # hyunwoongko/transformer#15, bentrevett/pytorch-seq2seq#148: view to heads at once
        "split": (_heads((APART, "reshape(m, heads, T, d_k)")), "split-without-transpose"),
        # 649453932/Chinese-Text-Classification-Pytorch#53: heads into the batch by a view, and back
        "both": (_heads((APART, "reshape(m, heads, T, d_k)"), (JOIN, "Y.reshape(m, T, d)")), "reshaped-both-ways"),
        "V split": (
            _heads(("v = V.reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)", "v = V.reshape(m, heads, T, d_k)")),
            "V-split-without-transpose",
        ),
        "every other column": (
            _heads((APART, "reshape(m, T, d_k, heads).transpose(0, 3, 1, 2)")),
            "every-other-column",
        ),
        "Q split": (
            _heads(("q = Q.reshape(m, T, heads, d_k).transpose(0, 2, 1, 3)", "q = Q.reshape(m, heads, T, d_k)")),
            "Q-split-without-transpose",
        ),
        "mask after": (
            _heads(
                ("    S = np.where(np.tril(np.ones((T, T), bool)), S, -np.inf)\n", ""),
                ("P = soft(S)", "P = soft(S) * np.tril(np.ones((T, T)))"),
            ),
            "mask-after-the-softmax",
        ),
        "P averaged": (_heads(("P = soft(S)", "P = soft(S).mean(axis=1, keepdims=True)")), "heads-share-P"),
        # karpathy/ng-video-lecture#6, chelsea0x3b/dfdx#171, Graylab/DL4Proteins-notebooks#12: all columns
        "root of d": (_heads(("np.sqrt(d_k)", "np.sqrt(d)")), "root-of-all-columns"),
        "no scale": (_heads((" / np.sqrt(d_k)", "")), "no-scale"),
        # charliezchen/scaling-matrix-preconditioning#2: 1/d_head
        "d_k": (_heads(("np.sqrt(d_k)", "d_k")), "columns-without-root"),
        "root of heads": (_heads(("np.sqrt(d_k)", "np.sqrt(heads)")), "root-of-heads"),
        "average": (_heads((JOIN, "Y.mean(axis=1)")), "heads-averaged"),
        "sum": (_heads((JOIN, "Y.sum(axis=1)")), "heads-summed"),
        "columns alternate": (_heads((JOIN, "Y.transpose(0, 2, 3, 1).reshape(m, T, d)")), "joined-column-by-column"),
        "not joined": (_heads((JOIN, "Y")), "heads-not-joined"),
        "first head": (_heads((JOIN, "Y[:, 0]")), "first-head-only"),
        "no mask": (_heads(("np.tril(np.ones((T, T), bool))", "True")), "no-triangle"),
        "triu": (_heads(("np.tril(", "np.triu(")), "wrong-side-of-the-triangle"),
        "diagonal": (_heads(("bool))", "bool), -1)")), "diagonal-hidden-and-nan"),
        "over heads": (_heads(("axis=-1", "axis=1")), "over-heads"),
        "over queries": (_heads(("axis=-1", "axis=-2")), "columns"),
        "d_k for heads": (_heads(("d_k = d // heads", "d_k, heads = heads, d // heads")), "columns-for-heads"),
        "one head": (_heads(("    d_k =", "    heads = 1\n    d_k =")), "one-head"),
        "d_k rows": (_heads(("d // heads", "d / heads")), "raises"),
        "join, and root of d": (
            _heads((JOIN, "Y.reshape(m, T, d)"), ("np.sqrt(d_k)", "np.sqrt(d)")),
            "join-without-transpose + root-of-all-columns",
        ),
        "split, and no mask": (
            _heads((APART, "reshape(m, heads, T, d_k)"), ("np.tril(np.ones((T, T), bool))", "True")),
            "split-without-transpose + no-triangle",
        ),
    },
    "10.7": {
        "a tolerance of 0.3": (_with_close("np.allclose(a, b, atol=0.3)"), "too-loose"),
        "first example only": (_with_close("np.allclose(a[0], b[0])"), "too-loose"),
        "gamma of ones, and nothing right to compare with": (
            _test(
                (
                    "gamma, G = rng.normal(size=(4, 8)), rng.normal(size=8)",
                    "gamma, G = rng.normal(size=(4, 8)), np.ones(8)",
                ),
            ),
            "false-alarm",
        ),
        "gamma of ones": (
            _test(
                (
                    "gamma, G = rng.normal(size=(4, 8)), rng.normal(size=8)",
                    "gamma, G = rng.normal(size=(4, 8)), np.ones(8)",
                ),
                ('    if np.allclose(g_x, G + back(g_n, H, s)):\n        return "gamma forgotten"\n', ""),
            ),
            "gamma-forgotten-unseen",
        ),
        "tokens that differ": (
            _test(("rng.integers(0, 3, (2, 5))", "np.arange(10).reshape(2, 5)"), ("size=(4, 8)", "size=(10, 8)")),
            "repeats-lost-unseen",
        ),
        "one position": (
            _test(("(0, 3, (2, 5))", "(0, 3, (6, 1))"), ("size=(2, 5, 8)", "size=(6, 1, 8)")),
            "only-one-position",
        ),
        "one token": (
            _test(("(0, 3, (2, 5))", "(0, 3, (1, 1))"), ("size=(2, 5, 8)", "size=(1, 1, 8)")),
            "one-token-alone",
        ),
        "Y only": (
            _test(("    if not np.allclose(g_n, right_n", '    return "none"\n    if not np.allclose(g_n, right_n')),
            "Y-only",
        ),
        "way around not asked": (
            _test(('    if np.allclose(g_x, back(k, H, s)):\n        return "way around forgotten"\n', "")),
            "way-around-forgotten-unseen",
        ),
        "all in g_x called gamma": (
            _test(
                ('return "way around forgotten"', 'return "gamma forgotten"'),
                ('return "mean left out"', 'return "gamma forgotten"'),
                ('return "part along H left out"', 'return "gamma forgotten"'),
            ),
            "all-of-g_x-called-gamma-forgotten",
        ),
        "mean and part along exchanged": (
            _test(("s, mean=0)", "s, x=0)"), ("s, along=0)", "s, mean=0)"), ("s, x=0)", "s, along=0)")),
            "mean-left-out-and-part-along-H-left-out-exchanged",
        ),
        "mask taken for heads": (
            _test(('return "mask after softmax"', 'return "heads mixed"')),
            "mask-after-softmax-taken-for-heads-mixed",
        ),
        "Y not compared": (
            _test(("if not np.allclose(Y, right_Y)", "if False")),
            "mask-after-softmax-taken-for-heads-mixed",
        ),
        "nothing": ('def find_bug(block):\n    return "none"\n', "nothing-found"),
        "always": ('def find_bug(block):\n    return "repeats lost"\n', "always-repeats-lost"),
        "exact": (
            _test(("not np.allclose(grad_E, right_E)", "not np.array_equal(grad_E + 1e-15, right_E)")),
            "false-alarm-repeats-lost",
        ),
        "another word": (_test(('return "repeats lost"', 'return "repeats"')), "form"),
        "returns nothing": (_test(('    return "none"\n', "    pass\n")), "returns-nothing"),
        "raises": ("def find_bug(block):\n    return block(1, 2)\n", "raises"),
        "norm not compared": (
            _test(
                ("    if np.allclose(g_x, G + back(g_n, H, s)):", "    if np.allclose(g_x, 5 * G):"),
                ("s, mean=0)", "s, mean=3)"),
                ("s, along=0)", "s, along=3)"),
            ),
            "norm-not-looked-at",
        ),
        "gamma of ones and tokens that differ": (
            _test(
                ("rng.integers(0, 3, (2, 5))", "np.arange(10).reshape(2, 5)"),
                (
                    "E, gamma, G = rng.normal(size=(4, 8)), rng.normal(size=8)",
                    "E, gamma, G = rng.normal(size=(10, 8)), np.ones(8)",
                ),
                ('    if np.allclose(g_x, G + back(g_n, H, s)):\n        return "gamma forgotten"\n', ""),
            ),
            "gamma-of-ones-and-tokens-that-differ",
        ),
    },
    "10.8": {
        "e to the mean entropy": (_predicted(keys_plain=1.21, keys_scaled=10.6), "exponent-of-the-mean"),
        "sum of squares": (_predicted(keys_plain=1.18, keys_scaled=8.3), "sum-of-squares"),
        "mean of one over the largest": (
            _predicted(keys_plain=1.115, keys_scaled=4.52),
            "mean-of-one-over-the-largest-share",
        ),
        "a share of 16": (_predicted(keys_plain=0.0787, keys_scaled=0.674), "share-of-the-keys"),
        "one draw": (_predicted(far=1.22), "outside-the-band"),
        "16": (_predicted(variance=16), "deviation-for-variance"),
        "1": (_predicted(variance=1.0), "variance-thought-1"),
        "scaled for plain": (_predicted(keys_plain=10.8), "plain-thought-like-scaled"),
        "exchanged": (_predicted(keys_plain=10.8, keys_scaled=1.27), "plain-and-scaled-exchanged"),
        "all keys": (_predicted(keys_scaled=16), "all-keys"),
        "1/d": (_predicted(keys_scaled=15.97), "divided-by-d"),
        "entropy": (_predicted(keys_plain=0.187, keys_scaled=2.36), "entropy-itself"),
        "bits": (_predicted(keys_plain=0.27, keys_scaled=3.405), "entropy-in-bits"),
        "2 to the nats": (_predicted(keys_plain=1.149, keys_scaled=5.13), "two-to-the-nats"),
        "largest": (_predicted(keys_plain=1.086, keys_scaled=4.08), "one-over-the-largest-share"),
        "median": (_predicted(keys_plain=1.029), "median-of-queries"),
        "fades": (_predicted(far=0.0), "fades-away"),
        "1/9": (_predicted(far=0.11), "falls-like-the-distance"),
        "no matter how long": (_predicted(longer=1.0), "length-without-influence"),
        "upside down": (_predicted(longer=3.98), "longer-upside-down"),
        "half": (_predicted(longer=0.5), "root-of-the-length"),
        "order matters": (_predicted(shuffled="other rows"), "order-thought-to-matter"),
        "rows stay": (_predicted(shuffled="the same rows in the old order"), "rows-thought-to-stay"),
        "mask blind": (_predicted(shuffled_causal="the same rows, shuffled alike"), "mask-thought-blind-to-order"),
        "far off": (_predicted(far=30), "outside-the-band"),
        "not a number": (_predicted(keys_plain="few"), "form"),
        "not filled in": (_predicted().replace("0.25", "..."), "not-filled-in"),
    },
}

RIGHT = {
    "10.1": {
        "a sum": ROWS,
        "Jacobians": ROWS_JACOBIAN,
        "einsum": ROWS_EINSUM,
        "in place": ROWS_IN_PLACE,
        "all Jacobians at once": ROWS_ALL_JACOBIANS,
    },
    "10.2": {
        "where": ATTEND,
        "loops": ATTEND_LOOPS,
        "added": ATTEND_ADDED,
        "after the softmax and divided again": ATTEND_RENORMALISED,
        "nan removed": ATTEND_NAN_REMOVED,
    },
    "10.3": {
        "products": BACK,
        "einsum": BACK_EINSUM,
        "loops": BACK_LOOPS,
        "example by example": BACK_EXAMPLES,
        "the row sum as G times Y": BACK_BY_Y,
    },
    "10.4": {
        "loops": EMBED,
        "add.at": EMBED_AT,
        "one-hot": EMBED_HOT,
        "token by token": EMBED_TOKENS,
        "bincount": EMBED_COUNTED,
    },
    "10.5": {
        "means": NORM,
        "sums": NORM_SUMS,
        "einsum": NORM_EINSUM,
        "Jacobians": NORM_LOOPS,
        "step by step": NORM_STEPS,
    },
    "10.6": {
        "transposes": HEADS,
        "slices": HEADS_LOOP,
        "split": HEADS_SPLIT,
        "einsum": HEADS_EINSUM,
        "heads as examples": HEADS_AS_EXAMPLES,
    },
    "10.7": {
        "right answers": TEST,
        "differences": BY_STEPS,
        "another seed": _test(("default_rng(3)", "default_rng(77)")),
        "other sizes": _test(("(0, 3, (2, 5))", "(0, 3, (4, 3))"), ("size=(2, 5, 8)", "size=(4, 3, 8)")),
    },
    "10.8": {
        "measured": _predicted(),
        "another run": _predicted(variance=251.7, keys_plain=1.3, keys_scaled=10.66, far=1.11, longer=0.262),
        "capitals": _predicted(shuffled="The same rows, shuffled alike", shuffled_causal="OTHER ROWS"),
        "fractions": "predicted = " + repr(PREDICTED) + "\npredicted['longer'] = np.float64(1 / 4)\n",
    },
}
