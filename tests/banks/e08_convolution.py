"""Answers to exercise 08 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- 08.1

COUNTS = {
    "H1": 1068,
    "H1_connections": 19968,
    "S2": 12,
    "C3": 1516,
    "LeNet5": 60000,
    "LeNet5_connections": 340908,
    "field": 16,
    "size": 12,
}


def _counts(**changes):
    return f"counts = {COUNTS | changes!r}\n"


# --- 08.2

CONVOLVE = """
def convolve(A, W, b, stride, padding):
    m, C, H, Wd = A.shape
    F, _, k, l = W.shape
    P = (H + 2 * padding - k) // stride + 1
    Q = (Wd + 2 * padding - l) // stride + 1
    X = np.pad(A, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    Z = np.zeros((m, F, P, Q))
    for x in range(m):
        for f in range(F):
            for p in range(P):
                for q in range(Q):
                    top, left = p * stride, q * stride
                    window = X[x, :, top : top + k, left : left + l]
                    Z[x, f, p, q] = np.sum(window * W[f]) + b[f]
    return Z
"""
CONVOLVE_SLICES = """
def convolve(A, W, b, stride, padding):
    F, C, k, l = W.shape
    m, _, H, V = A.shape
    X = np.zeros((m, C, H + 2 * padding, V + 2 * padding))
    X[:, :, padding : padding + H, padding : padding + V] = A
    P, Q = (X.shape[2] - k) // stride + 1, (X.shape[3] - l) // stride + 1
    Z = np.zeros((m, F, P, Q))
    for i in range(k):
        for j in range(l):
            seen = X[:, :, i : i + stride * (P - 1) + 1 : stride, j : j + stride * (Q - 1) + 1 : stride]
            Z += np.einsum("xcpq,fc->xfpq", seen, W[:, :, i, j])
    return Z + b[None, :, None, None]
"""
CONVOLVE_VIEWS = """
def convolve(A, W, b, stride, padding):
    X = np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    views = np.lib.stride_tricks.sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("xcpqij,fcij->xfpq", views, W) + b[:, None, None]
"""
CONVOLVE_COLUMNS = """
def convolve(A, W, b, stride, padding):
    X = np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    m, C, H, V = X.shape
    F, _, k, l = W.shape
    P, Q = (H - k) // stride + 1, (V - l) // stride + 1
    columns = np.stack([X[:, :, p * stride : p * stride + k, q * stride : q * stride + l].reshape(m, -1)
                        for p in range(P) for q in range(Q)])
    Z = columns @ W.reshape(F, -1).T + b
    return np.ascontiguousarray(Z.reshape(P, Q, m, F).transpose(2, 3, 0, 1))
"""


def _loops(*changes):
    return _but(CONVOLVE, *changes)


def _views(*changes):
    return _but(CONVOLVE_VIEWS, *changes)


PAD = "np.pad(A, ((0, 0), (0, 0), (padding, padding), (padding, padding)))"
PAD_VIEWS = "np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])"

# --- 08.3

KERNEL = """
def kernel_gradient(g, A, size, stride, padding):
    k, l = size
    m, F, P, Q = g.shape
    C = A.shape[1]
    X = np.pad(A, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    grad_W, grad_b = np.zeros((F, C, k, l)), np.zeros(F)
    for x in range(m):
        for f in range(F):
            for p in range(P):
                for q in range(Q):
                    top, left = p * stride, q * stride
                    grad_W[f] += g[x, f, p, q] * X[x, :, top : top + k, left : left + l]
                    grad_b[f] += g[x, f, p, q]
    return grad_W, grad_b
"""
KERNEL_SLICES = """
def kernel_gradient(g, A, size, stride, padding):
    k, l = size
    m, F, P, Q = g.shape
    X = np.pad(A, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    grad_W = np.empty((F, A.shape[1], k, l))
    for i in range(k):
        for j in range(l):
            S = X[:, :, i : i + stride * P : stride, j : j + stride * Q : stride][:, :, :P, :Q]
            grad_W[:, :, i, j] = np.einsum("xfpq,xcpq->fc", g, S)
    return grad_W, g.sum(axis=(0, 2, 3))
"""
KERNEL_VIEWS = """
def kernel_gradient(g, A, size, stride, padding):
    X = np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    views = np.lib.stride_tricks.sliding_window_view(X, size, axis=(2, 3))[:, :, ::stride, ::stride]
    return np.tensordot(g, views, ((0, 2, 3), (0, 2, 3))), g.sum(axis=(0, 2, 3))
"""
KERNEL_COLUMNS = """
def kernel_gradient(g, A, size, stride, padding):
    k, l = size
    m, F, P, Q = g.shape
    X = np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    rows = [X[:, :, p * stride : p * stride + k, q * stride : q * stride + l].reshape(m, -1)
            for p in range(P) for q in range(Q)]
    columns = np.stack(rows, axis=1).reshape(m * P * Q, -1)
    G = g.transpose(0, 2, 3, 1).reshape(-1, F)
    return (G.T @ columns).reshape(F, -1, k, l), G.sum(axis=0)
"""
KERNEL_DILATED = """
def kernel_gradient(g, A, size, stride, padding):
    m, F, P, Q = g.shape
    X = np.pad(A, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    wide = np.zeros((m, F, (P - 1) * stride + 1, (Q - 1) * stride + 1))
    wide[:, :, ::stride, ::stride] = g
    views = np.lib.stride_tricks.sliding_window_view(X, wide.shape[2:], axis=(2, 3))
    grad_W = np.einsum("xcijpq,xfpq->fcij", views, wide)
    return grad_W[:, :, : size[0], : size[1]], np.einsum("xfpq->f", g)
"""


def _kernel(*changes):
    return _but(KERNEL, *changes)


def _bias(grad_b):
    return _but(KERNEL_VIEWS, ("g.sum(axis=(0, 2, 3))", grad_b))


# --- 08.4

INPUT = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    F, _, k, l = W.shape
    P, Q = g.shape[2:]
    total = np.zeros((m, C, H + 2 * padding, V + 2 * padding))
    for x in range(m):
        for p in range(P):
            for q in range(Q):
                for f in range(F):
                    top, left = p * stride, q * stride
                    total[x, :, top : top + k, left : left + l] += g[x, f, p, q] * W[f]
    return total[:, :, padding : padding + H, padding : padding + V]
"""
INPUT_WINDOWS = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    k, l = W.shape[2:]
    total = np.zeros((m, C, H + 2 * padding, V + 2 * padding))
    for p, q in np.ndindex(g.shape[2:]):
        top, left = p * stride, q * stride
        total[:, :, top : top + k, left : left + l] += np.einsum("xf,fcij->xcij", g[:, :, p, q], W)
    return total[:, :, padding : padding + H, padding : padding + V]
"""
INPUT_SLICES = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    k, l = W.shape[2:]
    P, Q = g.shape[2:]
    total = np.zeros((m, C, H + 2 * padding, V + 2 * padding))
    for i in range(k):
        for j in range(l):
            total[:, :, i : i + stride * (P - 1) + 1 : stride, j : j + stride * (Q - 1) + 1 : stride] += np.einsum(
                "xfpq,fc->xcpq", g, W[:, :, i, j])
    return total[:, :, padding : padding + H, padding : padding + V].copy()
"""
INPUT_FULL = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    F, _, k, l = W.shape
    P, Q = g.shape[2:]
    wide = np.zeros((m, F, H + 2 * padding + k - 1, V + 2 * padding + l - 1))
    wide[:, :, k - 1 : k - 1 + stride * P : stride, l - 1 : l - 1 + stride * Q : stride][:, :, :P, :Q] = g
    turned = W[:, :, ::-1, ::-1]
    views = np.lib.stride_tricks.sliding_window_view(wide, (k, l), axis=(2, 3))
    total = np.einsum("xfuvij,fcij->xcuv", views, turned)
    return total[:, :, padding : padding + H, padding : padding + V]
"""
INPUT_GATHERED = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    F, _, k, l = W.shape
    g_A = np.zeros(shape)
    for u in range(H):
        for v in range(V):
            for p in range(g.shape[2]):
                for q in range(g.shape[3]):
                    i, j = u + padding - stride * p, v + padding - stride * q
                    if 0 <= i < k and 0 <= j < l:
                        g_A[:, :, u, v] += g[:, :, p, q] @ W[:, :, i, j]
    return g_A
"""
INPUT_ADD_AT = """
def input_gradient(g, W, shape, stride, padding):
    m, C, H, V = shape
    k, l = W.shape[2:]
    P, Q = g.shape[2:]
    total = np.zeros((m, C, H + 2 * padding, V + 2 * padding))
    said = np.einsum("xfpq,fcij->xcpqij", g, W)
    rows = (stride * np.arange(P)[:, None] + np.arange(k))[:, None, :, None]
    columns = (stride * np.arange(Q)[:, None] + np.arange(l))[None, :, None, :]
    np.add.at(total, (slice(None), slice(None), rows, columns), said)
    return total[:, :, padding : padding + H, padding : padding + V]
"""


def _input(*changes):
    return _but(INPUT, *changes)


CUT = "[:, :, padding : padding + H, padding : padding + V]"
ADDED = "total[x, :, top : top + k, left : left + l] += g[x, f, p, q] * W[f]"

# --- 08.5

POOL = """
def max_pool_backward(g, A, size, stride):
    k, l = size
    m, C, P, Q = g.shape
    g_A = np.zeros(A.shape)
    for x in range(m):
        for c in range(C):
            for p in range(P):
                for q in range(Q):
                    top, left = p * stride, q * stride
                    window = A[x, c, top : top + k, left : left + l]
                    i, j = np.unravel_index(np.argmax(window), (k, l))
                    g_A[x, c, top + i, left + j] += g[x, c, p, q]
    return g_A
"""
POOL_MASK = """
def max_pool_backward(g, A, size, stride):
    k, l = size
    m, C, P, Q = g.shape
    g_A = np.zeros(A.shape)
    for x in range(m):
        for c in range(C):
            for p in range(P):
                for q in range(Q):
                    top, left = p * stride, q * stride
                    window = A[x, c, top : top + k, left : left + l]
                    mask = window == window.max()
                    g_A[x, c, top : top + k, left : left + l] += mask * g[x, c, p, q]
    return g_A
"""
POOL_SEARCH = """
def max_pool_backward(g, A, size, stride):
    g_A = np.zeros(A.shape)
    for x, c, p, q in np.ndindex(g.shape):
        best, where = -np.inf, None
        for i in range(size[0]):
            for j in range(size[1]):
                u, v = p * stride + i, q * stride + j
                if A[x, c, u, v] > best:
                    best, where = A[x, c, u, v], (u, v)
        g_A[x, c, where[0], where[1]] += g[x, c, p, q]
    return g_A
"""
POOL_SLICES = """
def max_pool_backward(g, A, size, stride):
    P, Q = g.shape[2:]
    g_A, views = np.zeros_like(A), []
    places = [(i, j) for i in range(size[0]) for j in range(size[1])]
    cut = lambda a, i, j: a[:, :, i : i + stride * (P - 1) + 1 : stride, j : j + stride * (Q - 1) + 1 : stride]
    top = np.max([cut(A, i, j) for i, j in places], axis=0)
    free = np.ones(g.shape, bool)
    for i, j in places:
        wins = free & (cut(A, i, j) == top)
        cut(g_A, i, j)[...] += g * wins
        free &= ~wins
    return g_A
"""
POOL_ARGMAX = """
def max_pool_backward(g, A, size, stride):
    views = np.lib.stride_tricks.sliding_window_view(A, size, axis=(2, 3))[:, :, ::stride, ::stride]
    n = views.reshape(*views.shape[:4], -1).argmax(axis=-1)
    g_A = np.zeros(A.shape)
    x, c, p, q = np.indices(g.shape)
    np.add.at(g_A, (x, c, p * stride + n // size[1], q * stride + n % size[1]), g)
    return g_A
"""


def _pool(*changes):
    return _but(POOL, *changes)


def _mask(*changes):
    return _but(POOL_MASK, *changes)


MASK = "mask = window == window.max()"

# --- 08.6

TEST = """
def right(A, W, b, g):
    m, C, H, V = A.shape
    F, _, k, l = W.shape
    X = np.pad(A.reshape(m, C, H // 2, 2, V // 2, 2).max(axis=(3, 5)), ((0, 0), (0, 0), (1, 1), (1, 1)))
    grad_W, total = np.zeros(W.shape), np.zeros(X.shape)
    for p in range(g.shape[2]):
        for q in range(g.shape[3]):
            at = (slice(None), slice(None), slice(p, p + k), slice(q, q + l))
            grad_W += np.einsum("xf,xcij->fcij", g[:, :, p, q], X[at])
            total[at] += np.tensordot(g[:, :, p, q], W, 1)
    return total, grad_W, g.sum(axis=(0, 2, 3))

def blocks(a):
    m, C, H, V = a.shape
    return a.reshape(m, C, H // 2, 2, V // 2, 2).sum(axis=(3, 5))

def find_bug(layer):
    rng = np.random.default_rng(3)
    A, W, b = rng.normal(size=(3, 2, 6, 8)), rng.normal(size=(4, 2, 3, 3)), rng.normal(size=4)
    g = rng.normal(size=(3, 4, 3, 4))
    Z, g_A, grad_W, grad_b = layer(A, W, b, g)
    total, right_W, right_b = right(A, W, b, g)
    turned = right(A, W[:, :, ::-1, ::-1], b, g)[0]
    if not np.allclose(grad_b, right_b):
        return "bias averaged"
    if not np.allclose(grad_W, right_W):
        return "one example"
    if (g_A != 0).mean() > 0.3:
        return "pool shared"
    g_P = blocks(g_A)
    if not np.allclose(g_P, total[:, :, 1:-1, 1:-1]):
        if np.allclose(g_P, turned[:, :, 1:-1, 1:-1]):
            return "kernel not turned"
        if np.allclose(g_P, total[:, :, :-2, :-2]) or np.allclose(g_P, total[:, :, 2:, 2:]):
            return "padding cut at one end"
        return "windows overwrite"
    if (layer(np.ones(A.shape), W, b, g)[1] != 0).mean() > 0.3:
        return "ties"
    return "none"
"""


def _test(*changes):
    return _but(TEST, *changes)


RANDOM_W = "rng.normal(size=(4, 2, 3, 3))"
SIGN = "def sizes(a):\n    return np.sort(np.abs(a), axis=None)\n"
BY_DIFFERENCES = """
def find_bug(layer):
    rng = np.random.default_rng(8)
    A, W, b = rng.normal(size=(2, 2, 4, 6)), rng.normal(size=(3, 2, 3, 2)), rng.normal(size=3)
    g = rng.normal(size=(2, 3, 2, 4))
    cost = lambda A, W, b: (layer(A, W, b, g)[0] * g).sum()
    def measured(i, e=1e-5):
        arrays = [A.copy(), W.copy(), b.copy()]
        slope = np.zeros(arrays[i].shape)
        for n in np.ndindex(slope.shape):
            kept = arrays[i][n]
            arrays[i][n] = kept + e
            up = cost(*arrays)
            arrays[i][n] = kept - e
            slope[n] = (up - cost(*arrays)) / (2 * e)
            arrays[i][n] = kept
        return slope
    near = lambda a, b: np.abs(a - b).max() < 1e-6
    _, g_A, grad_W, grad_b = layer(A, W, b, g)
    if not near(grad_b, measured(2)):
        return "bias averaged"
    if not near(grad_W, measured(1)):
        return "one example"
    if not near(g_A, measured(0)):
        if (g_A == 0).mean() < 0.5:
            return "pool shared"
        one = np.zeros(g.shape)
        one[0, 0, 0, 1] = 1
        image = np.zeros(A.shape)
        image[:, :, ::2, ::2] = 1
        seen = layer(image, W, b, one)[1][0, 0, ::2, ::2]
        if np.allclose(seen[0, :2], W[0, 0, 1, ::-1]):
            return "kernel not turned"
        kept = np.isclose(seen[0, 1], 0) or np.isclose(seen[0, 1], W[0, 0, 1, 1])
        return "windows overwrite" if kept and np.isclose(seen[0, 0], 0) else "padding cut at one end"
    flat = layer(np.zeros(A.shape), W, b, g)[1]
    return "ties" if np.count_nonzero(flat[:, :, 1::2]) + np.count_nonzero(flat[..., 1::2]) else "none"
"""

# --- 08.7

PIXEL = {"dense": 45.6, "conv": 66.1, "dense_shifts": 89.3, "conv_shifts": 95.0, "needs": "shifts in training"}


def _pixel(**changes):
    return f"one_pixel = {PIXEL | changes!r}\n"


WRONG = {
    "08.1": {
        "C3 alone is fully connected": (_counts(C3=2416), "C3-fully-connected"),
        "a bias for each of the 60 kernels": (_counts(C3=1560), "bias-for-each-kernel"),
        "a bias of each map as its connection": (_counts(H1_connections=19212), "biases-of-maps-as-connections"),
        "four connections of a unit of S": (
            _counts(LeNet5_connections=339332),
            "subsampling-without-bias-connections",
        ),
        "nothing comes from a function": (_counts(C3=None), "returns-nothing"),
        "no biases": (
            _counts(H1=300, H1_connections=19200, S2=6, C3=1500, LeNet5=59752, LeNet5_connections=4704 + 1600 + 326520),
            "biases-forgotten",
        ),
        # nndl/nndl#37: "should it not be 6 · 16 = 96 filters?"
        "C3 fully connected": (_counts(C3=2416, LeNet5=60900, LeNet5_connections=430908), "C3-fully-connected"),
        # nndl/nndl#529, nndl/nndl#622: sixteen kernels of 5 · 5
        "C3 has sixteen kernels": (_counts(C3=416), "one-kernel-for-each-map"),
        # ChawDoe/LeNet5-MNIST-PyTorch#2: pooling in place of subsampling
        "pooling has no parameters": (
            _counts(S2=0, LeNet5=59956, LeNet5_connections=333028),
            "subsampling-has-no-weights",
        ),
        # chainer/chainer#5649: the documented net is not that of the paper
        "the net of today": (_counts(S2=0, C3=2416, LeNet5=61706), "as-built-today"),
        "RBF counted": (_counts(LeNet5=60840), "RBF-counted-as-trained"),
        "RBF links left out": (_counts(LeNet5_connections=340068), "RBF-links-left-out"),
        "a bias for each map": (_counts(H1=312), "one-bias-for-each-map"),
        "nothing is shared": (_counts(H1=19968), "nothing-shared"),
        "H1 with stride 1": (_counts(H1_connections=79872), "stride-ignored"),
        "14 for 16": (_counts(field=14), "last-pooling-forgotten"),
        "kernels added": (_counts(field=10), "kernels-added"),
        # d2l-ai/d2l-zh#1345: round up? ENCP/CNNdroid#4, BVLC/caffe#4773
        "rounded up": (_counts(size=13), "rounded-up"),
        # rasbt/machine-learning-book#72, bfortuner/ml-glossary#149: a formula without ⌊ ⌋
        "a fraction": (_counts(size=12.3333333), "not-rounded"),
        "padding forgotten": (_counts(size=9), "padding-forgotten"),
        # PaddlePaddle/docs#7664: H/stride, whatever the kernel is
        "the kernel forgotten": (_counts(size=14), "kernel-forgotten"),
        "no padding, 14 for 16": (_counts(size=9, field=14), "last-pooling-forgotten"),
        "an entry is missing": (_counts().replace("'S2': 12, ", ""), "form"),
        "a word": (_counts(field="16 pixels"), "kind"),
    },
    "08.2": {
        "columns counted with k": (
            _loops(("(Wd + 2 * padding - l)", "(Wd + 2 * padding - k)")),
            "columns-counted-with-k",
        ),
        "two: no stride, no bias": (
            _loops(("top, left = p * stride, q * stride", "top, left = p, q"), (" + b[f]", "")),
            "windows-too-near (the rows, the columns) + bias-forgotten",
        ),
        "the kernel is turned": (_views(("views, W)", "views, W[:, :, ::-1, ::-1])")), "kernel-turned"),
        "np.flip turns channels, too": (_loops(("window * W[f]", "window * np.flip(W[f])")), "channels-turned"),
        "three axes, two turned": (
            _loops(("window * W[f]", "window * W[f][::-1, ::-1]")),
            "channels-and-rows-turned",
        ),
        # fissehab/Deep_learning_specialization#1: "you just forget to multiply with stride"
        # shaoanlu/deeplearning.ai-Convolutional-Neural-Networks#1: the window moves on by 1 whatever the stride is
        "windows begin at p": (
            _loops(("top, left = p * stride, q * stride", "top, left = p, q")),
            "windows-too-near (the rows, the columns)",
        ),
        "the stride is ignored": (_views(("[:, :, ::stride, ::stride]", "")), "stride-ignored (the rows, the columns)"),
        # chih-chun-chang/convolutional-neural-network-from-scratch-python#2, review: zeros in every other row
        "a stride in range": (
            _loops(
                ("// stride + 1", "+ 1"),
                ("range(P)", "range(0, P, stride)"),
                ("range(Q)", "range(0, Q, stride)"),
                ("top, left = p * stride, q * stride", "top, left = p, q"),
                ("Z = np.zeros((m, F, P, Q))", "Z = np.zeros((m, F, P, Q)) + 0 * b[:, None, None]"),
            ),
            "zeros-between",
        ),
        # AdalbertoCq/Deep-Learning-Specialization-Coursera#2: the image without its padding is taken
        "not padded": (_views((PAD_VIEWS, "A")), "padding-forgotten"),
        "zeros below and on the right only": (
            _views((PAD_VIEWS, "np.pad(A, [(0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)])")),
            "padding-after",
        ),
        "edges repeated": (_views((PAD_VIEWS, PAD_VIEWS[:-1] + ", mode='edge')")), "padded-with-the-edge"),
        "np.pad along all axes": (_loops((PAD, "np.pad(A, padding)")), "raises"),
        # Kulbear/deep-learning-coursera#45: the bias belongs after the sum; LazaroHurtado/micrograd-rs#20
        "bias inside the sum": (
            _loops(("np.sum(window * W[f]) + b[f]", "np.sum(window * W[f] + b[f])")),
            "bias-for-each-product",
        ),
        # LazaroHurtado/micrograd-rs#20: the depth of the window was always 1
        "one channel only": (_loops(("np.sum(window * W[f])", "np.sum(window[0] * W[f, 0])")), "first-channel-only"),
        # kraiskil/onnx2c#7: the bias is indexed by the example
        "bias of the example": (_loops(("+ b[f]", "+ b[x]")), "bias-of-the-example"),
        # LeelaChessZero/lc0#130: biases used twice
        "bias twice": (
            _loops(("    return Z", "    return Z + b[:, None, None]")),
            "bias-twice",
        ),
        # VigneshSrinivasan10/interprettensor#2: the addition of the bias is commented out
        "no bias": (_loops((" + b[f]", "")), "bias-forgotten"),
        "bias for each channel": (
            "def convolve(A, W, b, stride, padding):\n    X = " + PAD_VIEWS + "\n    Z = 0\n"
            "    for c in range(A.shape[1]):\n"
            "        views = np.lib.stride_tricks.sliding_window_view(X[:, c], W.shape[2:], axis=(1, 2))"
            "[:, ::stride, ::stride]\n"
            "        Z = Z + np.einsum('xpqij,fij->xfpq', views, W[:, c]) + b[:, None, None]\n    return Z\n",
            "bias-for-each-channel",
        ),
        "the last channel overwrites": (
            "def convolve(A, W, b, stride, padding):\n    X = " + PAD_VIEWS + "\n"
            "    for c in range(A.shape[1]):\n"
            "        views = np.lib.stride_tricks.sliding_window_view(X[:, c], W.shape[2:], axis=(1, 2))"
            "[:, ::stride, ::stride]\n"
            "        Z = np.einsum('xpqij,fij->xfpq', views, W[:, c])\n    return Z + b[:, None, None]\n",
            "last-channel-only",
        ),
        # BVLC/caffe#4252, ENCP/CNNdroid#4, d2l-ai/d2l-zh#1345: rounded up
        "rounded up": (
            _loops(
                ("(H + 2 * padding - k) // stride + 1", "int(np.ceil((H + 2 * padding - k) / stride)) + 1"),
                ("(Wd + 2 * padding - l) // stride + 1", "int(np.ceil((Wd + 2 * padding - l) / stride)) + 1"),
                (PAD, "np.pad(A, ((0, 0), (0, 0), (padding, padding + stride), (padding, padding + stride)))"),
            ),
            "rounded-up",
        ),
        "one output too few": (
            _loops(("- k) // stride + 1", "- k) // stride"), ("- l) // stride + 1", "- l) // stride")),
            "one-forgotten",
        ),
        # Lasagne/Lasagne#154: the size of a strided output is wrong, what is computed is larger
        "counted without padding": (
            _loops(("H + 2 * padding - k", "H - k"), ("Wd + 2 * padding - l", "Wd - l")),
            "counted-without-padding",
        ),
        "padding counted once": (
            _loops(("H + 2 * padding - k", "H + padding - k"), ("Wd + 2 * padding - l", "Wd + padding - l")),
            "padding-on-one-side",
        ),
        "W is read as (C, F, k, l)": (_views(("fcij->xfpq", "cfij->xfpq")), "maps-and-channels-exchanged"),
        "kernel transposed": (_views(("fcij->xfpq", "fcji->xfpq")), "kernel-transposed"),
        "mean of the window": (_loops(("np.sum(window * W[f])", "np.mean(window * W[f])")), "all-averaged"),
        "ReLU at the end": (_loops(("    return Z", "    return np.maximum(Z, 0)")), "relu-applied"),
        "channels last": (_loops(("    return Z", "    return Z.transpose(0, 2, 3, 1)")), "channels-last"),
        "returns nothing": (_loops(("    return Z", "    Z")), "returns-nothing"),
        "turned and without bias": (
            _views(("views, W)", "views, W[:, :, ::-1, ::-1])"), (" + b[:, None, None]", "")),
            "kernel-turned + bias-forgotten",
        ),
    },
    "08.3": {
        "the last place wins": (_kernel(("grad_W[f] += g", "grad_W[f] = g")), "last-use-only"),
        # Site1997/LeNet-python#2: kernal_gradient[kId][cId] = ... inside the loop over the images
        "the last example wins": (
            _but(
                KERNEL_VIEWS,
                (
                    "    return np.tensordot(g, views, ((0, 2, 3), (0, 2, 3))), ",
                    "    for x in range(len(g)):\n        grad_W = np.tensordot(g[x], views[x], ((1, 2), (1, 2)))\n"
                    "    return grad_W, ",
                ),
            ),
            "last-example-only",
        ),
        # the same thread: a convolution with δ that nobody has turned
        "convolved with g as it is": (
            _but(KERNEL_VIEWS, ("np.tensordot(g, views", "np.tensordot(g[:, :, ::-1, ::-1], views")),
            "g-turned",
        ),
        # rasmusbergpalm/DeepLearnToolbox#169: divided by the number of examples, there once, here a second time
        "divided by m": (
            _but(KERNEL_VIEWS, ("((0, 2, 3), (0, 2, 3)))", "((0, 2, 3), (0, 2, 3))) / len(g)")),
            "divided-by-m",
        ),
        # heyxhh/nnet-numpy#1, dengfy/cs231n#1: "shouldn't db be averaged over all instances of x"
        "the bias divided by m": (_bias("g.sum(axis=(0, 2, 3)) / len(g)"), "bias-divided-by-m"),
        "both divided by m": (
            _but(KERNEL, ("    return grad_W, grad_b", "    return grad_W / m, grad_b / m")),
            "g-divided-by-m",
        ),
        # kvfrans/notes#5: the mean where the sum over the batch belongs
        "mean of g": (_bias("g.mean(axis=(0, 2, 3))"), "bias-averaged"),
        "mean over places": (_bias("g.mean(axis=(2, 3)).sum(axis=0)"), "bias-averaged-over-places"),
        # snuspl/cruise#800: the errors of a row are summed, not all of a kernel
        "a bias for each place": (_bias("g.sum(axis=0)"), "examples-only"),
        # mlpack/mlpack#3679: the gradient is the error, right for a batch of one only
        "a bias for each example": (_bias("g.sum(axis=(2, 3))"), "places-only"),
        # deeplearning4j/deeplearning4j#8280: the axes of the other layout
        "axes 0, 1, 2": (_bias("g.sum(axis=(0, 1, 2))"), "as-if-channels-were-last"),
        "one number for all biases": (_bias("g.sum()"), "over-everything"),
        "keepdims": (_bias("g.sum(axis=(0, 2, 3), keepdims=True)"), "bias-as-a-column"),
        "turned as for the input": (
            _but(KERNEL_VIEWS, ("(0, 2, 3)))", "(0, 2, 3)))[:, :, ::-1, ::-1]")),
            "kernel-turned",
        ),
        "the stride forgotten": (
            _but(KERNEL, ("top, left = p * stride, q * stride", "top, left = p, q")),
            "stride-ignored (the rows, the columns)",
        ),
        "zeros below and on the right only": (
            _but(KERNEL_SLICES, ("(padding, padding), (padding, padding)", "(0, 2 * padding), (0, 2 * padding)")),
            "padding-forgotten",
        ),
        "the kernel is too large": (
            _but(KERNEL_DILATED, ("grad_W[:, :, : size[0], : size[1]]", "grad_W")),
            "kernel-too-large",
        ),
        "channels first": (
            _but(KERNEL_VIEWS, ("(0, 2, 3)))", "(0, 2, 3))).swapaxes(0, 1)")),
            "maps-and-channels-exchanged",
        ),
        "a gradient for each example": (
            _but(
                KERNEL_VIEWS,
                ("np.tensordot(g, views, ((0, 2, 3), (0, 2, 3)))", "np.einsum('xfpq,xcpqij->xfcij', g, views)"),
            ),
            "a-gradient-for-each-example",
        ),
        # iamtrask/Grokking-Deep-Learning#55: which sign has the update of the kernels?
        "the step for the gradient": (
            _but(KERNEL, ("    return grad_W, grad_b", "    return -grad_W, grad_b")),
            "sign",
        ),
        # pytorch/glow#1447: nothing is computed at all, and the net learns
        "zeros": (
            "def kernel_gradient(g, A, size, stride, padding):\n"
            "    return np.zeros((g.shape[1], A.shape[1], *size)), np.zeros(g.shape[1])\n",
            "zero",
        ),
        "results exchanged": (_but(KERNEL, ("return grad_W, grad_b", "return grad_b, grad_W")), "results-exchanged"),
        "only the first example": (
            _but(KERNEL, ("    for x in range(m):", "    for x in range(1):")),
            "first-example-only",
        ),
        "the biases overwrite": (_kernel(("grad_b[f] += g", "grad_b[f] = g")), "last-g-only"),
        "returned inside the loop": (
            _but(KERNEL, ("    return grad_W, grad_b", "            return grad_W, grad_b")),
            "unknown",
        ),
    },
    "08.4": {
        "sizes from g": (
            _input(("H + 2 * padding, V + 2 * padding", "(P - 1) * stride + k, (Q - 1) * stride + l")),
            "rest-left-out",
        ),
        "two: overwritten, and cut at one end": (
            _but(INPUT_WINDOWS, ("] += np", "] = np"), ("padding : padding + H, padding : padding + V", ":H, :V")),
            "last-window-wins (the rows, the columns) + cut-at-the-end-only",
        ),
        "two: overwritten, and turned": (
            _but(INPUT_WINDOWS, ("] += np", "] = np"), (", W)", ", W[:, :, ::-1, ::-1])")),
            "last-window-wins (the rows, the columns) + kernel-not-turned",
        ),
        # luhaofang/CACU#4, BVLC/caffe#5812, pytorch/pytorch#61100: "where is it turned?" W^T has done it
        "turned once too often": (_input(("* W[f]", "* W[f, :, ::-1, ::-1]")), "kernel-not-turned"),
        "not turned": (_but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "W")), "kernel-not-turned"),
        # amsukdu/SimplePythonCNN#6: "why to rotate by 90 degrees?"
        "turned by 90 degrees": (
            _but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "np.rot90(W, 1, (2, 3))")),
            "kernel-turned-by-90",
        ),
        "only the rows are turned": (_but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "W[:, :, ::-1]")), "columns-turned"),
        "everything is turned": (
            _but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "W[::-1, ::-1, ::-1, ::-1]")),
            "maps-and-channels-turned",
        ),
        "np.rot90 turns the first axes": (
            _but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "np.rot90(W, 2)")),
            "first-axes-turned",
        ),
        "three axes, two turned": (
            _input(("* W[f]", "* W[f][::-1, ::-1]")),
            "channels-and-rows-turned",
        ),
        # mlpack/mlpack#3376: the turned kernel is put into an array of the transposed shape
        "turned into the other shape": (
            _input(("* W[f]", "* np.rot90(W[f], 2, (1, 2)).reshape(C, l, k)")),
            "raises",
        ),
        "windows overwrite each other": (
            _input((ADDED, ADDED.replace("+=", "="))),
            "last-use-wins (the rows, the columns)",
        ),
        "windows overwrite, maps are added": (
            _input(
                ("                for f in range(F):\n        ", "        "),
                (
                    ADDED.replace("W[f]", "W[f]"),
                    "total[x, :, top : top + k, left : left + l] = np.tensordot(g[x, :, p, q], W, 1)",
                ),
            ),
            "last-window-wins (the rows, the columns)",
        ),
        # oreilly-japan/deep-learning-from-scratch#27, hguomin/deep-learning-from-scratch#2, AlexeyAB/darknet#8660:
        # "is img[...] += col[...] right, or should it be = ?"
        "= in col2im": (
            _but(INPUT_SLICES, ("] += np.einsum", "] = np.einsum")),
            "last-place-wins (the rows, the columns)",
        ),
        "fancy indexing loses repeats": (
            _but(
                INPUT_ADD_AT,
                (
                    "np.add.at(total, (slice(None), slice(None), rows, columns), said)",
                    "total[:, :, rows, columns] += said",
                ),
            ),
            "last-window-wins (the rows, the columns)",
        ),
        # keras-team/keras#4860, HIPS/autograd#431, tinygrad/tinygrad#73: [p:-p] is empty for p = 0
        "[padding:-padding]": (_input((CUT, "[:, :, padding:-padding, padding:-padding]")), "cut-from-zero"),
        "the padding is left on": (_input((CUT, "")), "padding-left-on"),
        "cut at the end": (_input((CUT, "[:, :, :H, :V]")), "cut-at-the-end-only"),
        "cut by k - 1": (_input((CUT, "[:, :, k - 1 : k - 1 + H, l - 1 : l - 1 + V]")), "cut-by-the-kernel"),
        # PKUFlyingPig/CMU10-714#6: (H + 2p - k) is no multiple of the stride, and rows are missing
        "rows are missing": (
            _input(
                (
                    "total = np.zeros((m, C, H + 2 * padding, V + 2 * padding))",
                    "total = np.zeros((m, C, (P - 1) * stride + k, (Q - 1) * stride + l))",
                ),
                (CUT, "[:, :, padding : total.shape[2] - padding, padding : total.shape[3] - padding]"),
            ),
            "rest-left-out (the rows, the columns)",
        ),
        "lined up with the end": (
            _input(
                (
                    "top, left = p * stride, q * stride",
                    "top = H + 2 * padding - k - (P - 1 - p) * stride; "
                    "left = V + 2 * padding - l - (Q - 1 - q) * stride",
                ),
            ),
            "lined-up-with-the-end (the rows, the columns)",
        ),
        # tinygrad/tinygrad#377: the derivative of a stride is taken for the stride again
        "the stride forgotten": (
            _input(("top, left = p * stride, q * stride", "top, left = p, q")),
            "stride-ignored (the rows, the columns)",
        ),
        "too many zeros between": (
            _but(
                INPUT_FULL,
                ("H + 2 * padding + k - 1", "H + 99 + k - 1"),
                ("V + 2 * padding + l - 1", "V + 99 + l - 1"),
                ("k - 1 : k - 1 + stride * P : stride", "k - 1 : k - 1 + (stride + 1) * P : stride + 1"),
                ("l - 1 : l - 1 + stride * Q : stride", "l - 1 : l - 1 + (stride + 1) * Q : stride + 1"),
            ),
            "stride-larger-by-one (the rows, the columns)",
        ),
        # renmengye/np-conv2d#2: the height of the output where its width belongs
        "P for Q": (_input(("for q in range(Q)", "for q in range(P)")), "columns-counted-by-rows"),
        "one map": (_input(("for f in range(F)", "for f in range(1)")), "first-map-only"),
        "divided by m": (_input((CUT, CUT + " / m")), "divided-by-m"),
        "mean of the windows": (
            _input(
                ("    for x in range(m):", "    n = np.zeros_like(total)\n    for x in range(m):"),
                (ADDED, ADDED + "\n                    n[x, :, top : top + k, left : left + l] += 1 / F"),
                ("return total", "total = total / np.maximum(n, 1)\n    return total"),
            ),
            "mean-of-the-windows (the rows, the columns)",
        ),
        "F and C not exchanged": (
            _but(INPUT_FULL, ("fcij->xcuv", "cfij->xcuv")),
            "maps-and-channels-exchanged",
        ),
        "writes into g": (
            _input(
                ("    m, C, H, V = shape", "    m, C, H, V = shape\n    g *= 1.0\n    g += 1"),
            ),
            "unknown",
        ),
        "not turned, and the padding left on": (
            _but(INPUT_FULL, ("W[:, :, ::-1, ::-1]", "W"), (CUT, "")),
            "kernel-not-turned + padding-left-on",
        ),
    },
    "08.5": {
        # Theano/Theano#5248, apache/mxnet#18563: every entry that equals the maximum gets all
        "a mask": (POOL_MASK, "all-winners-get-all"),
        # Theano/Theano#4568: "all input locations should get a gradient of 1/number"; tensorflow/tensorflow#4886
        "shared among winners": (
            _mask((MASK, MASK + "\n                    mask = mask / mask.sum()")),
            "shared-among-winners",
        ),
        "shared among all places": (_mask((MASK, "mask = np.ones((k, l)) / (k * l)")), "mean-pooling"),
        "the last winner": (_but(POOL_SEARCH, ("> best", ">= best")), "last-winner"),
        "the search begins at 0": (
            _but(
                POOL_SEARCH,
                ("best, where = -np.inf, None", "best, where = 0, None"),
                ("        g_A[x, c, where[0]", "        if where is not None: g_A[x, c, where[0]"),
            ),
            "positive-winners-only",
        ),
        "the search begins at 0 and at the first place": (
            _but(POOL_SEARCH, ("best, where = -np.inf, None", "best, where = 0, (p * stride, q * stride)")),
            "search-begins-at-0",
        ),
        "the search begins at -1": (
            _but(POOL_SEARCH, ("best, where = -np.inf, None", "best, where = -1, (p * stride, q * stride)")),
            "unknown",
        ),
        "column by column": (
            _pool(
                ("np.unravel_index(np.argmax(window), (k, l))", "np.unravel_index(np.argmax(window.T), (l, k))[::-1]")
            ),
            "first-column-by-column",
        ),
        "n // k": (
            _but(
                POOL_ARGMAX, ("n // size[1]", "np.minimum(n % size[0], size[0] - 1)"), ("n % size[1]", "n // size[0]")
            ),
            "number-read-by-columns",
        ),
        # ghosert/cmd-editor#2058, ROCm/composable_kernel#750: = for += where windows overlap
        "= at the winner": (_pool(("] += g", "] = g")), "last-win-counts"),
        # ahrefs/ocannl#512: overlapping windows, the last write wins
        "= for the window": (
            _mask((MASK, "mask = np.arange(k * l).reshape(k, l) == np.argmax(window)"), ("] += mask", "] = mask")),
            "last-window-wins",
        ),
        # riccardoandreoni0/CNN-from-scratch#1: return is indented too far; "the model as-is still converges"
        "returned after the first window": (
            """
def max_pool_backward(g, A, size, stride):
    k, l = size
    g_A = np.zeros(A.shape)
    for p in range(g.shape[2]):
        for q in range(g.shape[3]):
            for x in range(g.shape[0]):
                for c in range(g.shape[1]):
                    window = A[x, c, p * stride : p * stride + k, q * stride : q * stride + l]
                    i, j = np.unravel_index(np.argmax(window), size)
                    g_A[x, c, p * stride + i, q * stride + j] += g[x, c, p, q]
            return g_A
""",
            "first-window-only",
        ),
        # HIPS/autograd#245: a pooling that reshapes along the wrong axes; all shapes are right
        "reshaped along the wrong axes": (
            """
def max_pool_backward(g, A, size, stride):
    (m, C, P, Q), (k, l) = g.shape, size
    g_A = np.zeros(A.shape)
    for p in range(P):
        for q in range(Q):
            top, left = p * stride, q * stride
            windows = A[:, :, top : top + k, left : left + l].reshape(m, k * l, C)
            n = windows.argmax(axis=1)
            for x in range(m):
                for c in range(C):
                    g_A[x, c, top + n[x, c] // l, left + n[x, c] % l] += g[x, c, p, q]
    return g_A
""",
            "unknown",
        ),
        "the window times g": (
            _mask((MASK, "mask = (np.arange(k * l).reshape(k, l) == np.argmax(window)) * window")),
            "times-the-winner",
        ),
        "the mask without g": (_pool(("+= g[x, c, p, q]", "+= 1")), "g-missing"),
        "the values are put back": (_pool(("+= g[x, c, p, q]", "+= window[i, j]")), "values-for-g"),
        "the corner of the window is forgotten": (
            _pool(("top + i, left + j] +=", "i, j] +=")),
            "always-at-the-corner (the way back)",
        ),
        "all winners, one after the other": (
            _mask(
                (MASK, MASK + "\n                    part = g_A[x, c, top : top + k, left : left + l]"),
                ("g_A[x, c, top : top + k, left : left + l] += mask * g[x, c, p, q]", "part[mask] = g[x, c, p, q]"),
            ),
            "all-winners-get-all + last-win-counts",
        ),
        "the smallest": (_pool(("np.argmax", "np.argmin")), "smallest"),
        "the largest size": (_pool(("np.argmax(window)", "np.argmax(abs(window))")), "largest-size"),
        # marsggbo/deeplearning.ai_JupyterNotebooks#6: a window of dA in place of dA[i, h, w, c]
        "a window of g": (_mask(("mask * g[x, c, p, q]", "mask * g[x, c, top : top + k, left : left + l]")), "raises"),
        "the stride is the window": (
            _pool(("top, left = p * stride, q * stride", "top, left = p * k, q * k")),
            "side-by-side (the search for winners, the way back)",
        ),
        "the whole image": (_mask((MASK, "mask = window == A[x, c].max()")), "largest-of-the-image"),
        # stats.stackexchange.com/questions/414301: are two channels pooled apart?
        "over all channels": (
            _mask((MASK, "mask = window == A[x, :, top : top + k, left : left + l].max()")),
            "largest-of-all-channels",
        ),
        "divided by m": (_pool(("+= g[x, c, p, q]", "+= g[x, c, p, q] / m")), "divided-by-m"),
        "the shape of g": (_pool(("    return g_A", "    return g_A[:, :, :P, :Q]")), "shape"),
        "writes into A": (_pool(("    k, l = size", "    k, l = size\n    A -= A.min()")), "changes-input"),
    },
}

WRONG["08.6"] = {
    # HomericIntelligence/Mnemosyne#987: inputs of ones make degenerate patterns
    "a kernel of ones": (_test((RANDOM_W, "np.ones((4, 2, 3, 3))")), "kernel-not-turned-unseen"),
    "no ties": (_test(('        return "ties"', "        pass")), "ties-unseen"),
    # mlpack/mlpack#3679: a test with a batch of one
    "one example": (
        _test(("(3, 2, 6, 8)", "(1, 2, 6, 8)"), ("(3, 4, 3, 4)", "(1, 4, 3, 4)")),
        "one-example-unseen",
    ),
    "only grad_W and grad_b": (
        _test(("    if (g_A != 0)", '    return "none"\n    if (g_A != 0)')),
        "only-the-parameters",
    ),
    "only g_A": (
        _test(('        return "bias averaged"', "        pass"), ('        return "one example"', "        pass")),
        "only-the-input",
    ),
    # Theano/Theano#6286, review: "summing is nice", but look at each place
    "sums over blocks": (
        _test(('        return "pool shared"', "        pass"), ('        return "ties"', "        pass")),
        "pooling-not-tested",
    ),
    # HomericIntelligence/Odyssey#3868: nothing was tested with padding
    "padding is not looked at": (
        _test(('return "padding cut at one end"', 'return "none"')),
        "padding-cut-at-one-end-unseen",
    ),
    # pytorch/glow#1447: the test passes without the body of the function; the rest of the net learns
    "looks at Z": ('def find_bug(layer):\n    return "none"\n', "nothing-found"),
    "cries wolf": ('def find_bug(layer):\n    return "ties"\n', "always-ties"),
    "exact comparison": (
        _test(("not np.allclose(grad_W, right_W)", "(grad_W != right_W + 1e-16).any()")),
        "false-alarm",
    ),
    "all called overwritten": (
        _test(
            ('            return "kernel not turned"', '            return "windows overwrite"'),
            ('            return "padding cut at one end"', '            return "windows overwrite"'),
        ),
        "all-of-the-convolution-called-windows-overwrite",
    ),
    "pool for ties": (_test(('        return "ties"', '        return "pool shared"')), "ties-taken-for-pool-shared"),
    "kernel and windows exchanged": (
        _test(
            ('return "kernel not turned"', "return 'X'"),
            ('return "windows overwrite"', 'return "kernel not turned"'),
            ("'X'", '"windows overwrite"'),
        ),
        "kernel-not-turned-and-windows-overwrite-exchanged",
    ),
    "a symmetric kernel and no ties": (
        _test((RANDOM_W, "np.ones((4, 2, 3, 3))"), ('        return "ties"', "        pass")),
        "symmetric-kernel-and-no-ties",
    ),
    "no ties, one example": (
        _test(
            ("(3, 2, 6, 8)", "(1, 2, 6, 8)"),
            ("(3, 4, 3, 4)", "(1, 4, 3, 4)"),
            ('        return "ties"', "        pass"),
        ),
        "one-example-unseen + ties-unseen",
    ),
    "another word": (_test(('return "ties"', 'return "tied"')), "form"),
    "returns nothing": (_test(('    return "none"', "    pass")), "returns-nothing"),
    "changes nothing, raises": ("def find_bug(layer):\n    return layer(1, 2)\n", "raises"),
}
WRONG["08.7"] = {
    # andrewekhalel/MLQuestions#10, miyosuda/disentangled_vae#4: "CNN models are supposed to be translation invariant"
    "invariant": (_pixel(conv=97.8), "thought-invariant"),
    "convolution is enough": (_pixel(needs="convolution"), "convolution-thought-enough"),
    # andrewekhalel/MLQuestions#10: "due to the usage of pooling layers"
    "pooling is enough": (_pixel(needs="pooling"), "pooling-thought-enough"),
    "shares": (_pixel(dense=0.456, conv=0.667, dense_shifts=0.89, conv_shifts=0.95), "share"),
    "errors": (_pixel(conv=33.2, dense_shifts=11.0, conv_shifts=5.0), "errors"),
    # achaman2/truly_shift_invariant_cnns#5: shifts around a ring, as for circular padding
    "np.roll": (_pixel(dense=48.9, conv=68.0, dense_shifts=80.9, conv_shifts=87.2), "around-a-ring"),
    "what the lesson measured": (
        _pixel(dense=46.2, conv=65.9, dense_shifts=82.4, conv_shifts=92.8),
        "as-in-the-lesson",
    ),
    "two pixels": (_pixel(dense=13.7, conv=27.8, dense_shifts=31.9, conv_shifts=51.2), "two-pixels"),
    "both directions at once": (_pixel(dense=17.1, conv=40.2, dense_shifts=53.1, conv_shifts=84.4), "diagonal"),
    "nets exchanged": (_pixel(dense=66.8, conv=45.8), "nets-exchanged"),
    "not learnt": (_pixel(dense_shifts=45.7, conv_shifts=66.5), "shifts-not-learnt"),
    "guessing": (_pixel(dense=10), "chance"),
    "not-a-number": (_pixel(dense=float("inf")).replace("inf", "float('inf')"), "form"),
    "a word that is not there": (_pixel(needs="data"), "form"),
    "far off": (_pixel(conv_shifts=77), "outside-the-band"),
    "below what a convolution gets": (_pixel(conv=57), "outside-the-band"),
    "above it": (_pixel(conv=80), "outside-the-band"),
}

RIGHT = {
    "08.1": {
        "numbers": _counts(),
        "floats": _counts(H1=1068.0, size=12.0),
        "NumPy": "counts = {name: np.int64(n) for name, n in " + repr(COUNTS) + ".items()}\n",
        "in another order": "counts = dict(reversed(list(" + repr(COUNTS) + ".items())))\n",
    },
    "08.6": {
        "sums of uses": TEST,
        "finite differences and one window": BY_DIFFERENCES,
        "another seed": _test(("default_rng(3)", "default_rng(77)")),
        "other sizes": _test(
            ("(3, 2, 6, 8)", "(2, 3, 8, 6)"),
            ("(4, 2, 3, 3)", "(2, 3, 3, 3)"),
            ("rng.normal(size=4)", "rng.normal(size=2)"),
            ("(3, 4, 3, 4)", "(2, 2, 4, 3)"),
        ),
    },
    "08.7": {
        "medians of one run": _pixel(),
        "another run": _pixel(dense=43.2, conv=61.8, dense_shifts=91.7, conv_shifts=93.4),
        "whole numbers": _pixel(dense=46, conv=70, dense_shifts=87, conv_shifts=96),
        "capitals": _pixel(needs="Shifts in training"),
    },
    "08.2": {
        "loops": CONVOLVE,
        "slices": CONVOLVE_SLICES,
        "sliding windows": CONVOLVE_VIEWS,
        "columns": CONVOLVE_COLUMNS,
        "float32 inside would lose digits, so it is cast back": _views(
            ("    X = ", "    A = np.asfortranarray(A)\n    X = ")
        ),
    },
    "08.3": {
        "loops": KERNEL,
        "slices": KERNEL_SLICES,
        "sliding windows": KERNEL_VIEWS,
        "columns": KERNEL_COLUMNS,
        "g with zeros between": KERNEL_DILATED,
        "a list": _but(KERNEL, ("return grad_W, grad_b", "return [grad_W, grad_b]")),
    },
    "08.4": {
        "loops": INPUT,
        "slices": INPUT_SLICES,
        "a full correlation with the turned kernel": INPUT_FULL,
        "gathered": INPUT_GATHERED,
        "np.add.at": INPUT_ADD_AT,
    },
    "08.5": {
        "loops": POOL,
        "a search": POOL_SEARCH,
        "slices": POOL_SLICES,
        "argmax and np.add.at": POOL_ARGMAX,
        "a mask of the first": _mask((MASK, "mask = np.arange(k * l).reshape(k, l) == np.argmax(window)")),
    },
}
