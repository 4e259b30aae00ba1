"""Layers, each with the same function written by hand, for the numbers of the tape, or PyTorch's tensors."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib.activations import identity, relu, sigmoid, softplus, tanh
from bplib.layers import (
    GRU,
    LSTM,
    Apply,
    Attention,
    BatchNorm,
    Chain,
    Convolution,
    Dense,
    DropConnect,
    Dropout,
    Elman,
    Embedding,
    EveryMoment,
    EveryPosition,
    Flatten,
    LastMoment,
    LastPosition,
    Layer,
    LayerNorm,
    LearntPositions,
    MaxPool,
    MeanPool,
    Residual,
    RMSNorm,
    Scale,
    SinusoidalPositions,
)
from bplib.layers.blocks import pre_activation
from bplib.layers.transformer import pre_norm

SEED = 7  # of the chance that a case is evaluated with


class Case(NamedTuple):
    """A layer, the shape of its inputs, and ``by_hand(math, p, x)``, with p the parameters by name."""

    layer: Layer
    shape: tuple[int, ...]
    by_hand: Callable
    learning: bool = False


def dense(p, name, x):
    """Return W x + b for the rows x."""
    return x @ p[f"{name}W"].T + p[f"{name}b"]


def mask(keep, shape):
    """Return the factors that dropout draws with the seed of the cases."""
    return (np.random.default_rng(SEED).random(shape) < keep) / keep


def batch_norm(math, p, name, x):
    """Return γ h + β with the statistics of the rows x."""
    centred = x - x.mean(0)
    return p[f"{name}gamma"] * (centred / math.sqrt((centred * centred).mean(0) + 1e-5)) + p[f"{name}beta"]


def answering(math, p, x):
    """Return γ h + β with the running statistics."""
    return p["gamma"] * ((x - p["mean"]) / math.sqrt(p["variance"] + 1e-5)) + p["beta"]


def layer_norm(math, p, x):
    """Return γ h + β with the statistics of the units of each row of x, (m, n)."""
    centred = x.T - x.T.mean(0)
    return p["gamma"] * (centred / math.sqrt((centred * centred).mean(0) + 1e-5)).T + p["beta"]


def rms_norm(math, p, x):
    """Return γ h with the mean square of the units of each row of x, (m, n)."""
    return p["gamma"] * (x.T / math.sqrt((x.T * x.T).mean(0) + 1e-5)).T


def drop_connect(math, p, x):
    """Return (M ⊙ W) x + b, every example with a mask of its own."""
    return (math.constant(mask(0.6, (4, 3, 5))) * p["W"] * x[:, None]).sum(2) + p["b"]


def two_halves(math, p, x):
    """Return x + F(x)/2 of a pre-activation block."""
    half = dense(p, "0.2.", math.tanh(batch_norm(math, p, "0.0.", x)))
    return x + 0.5 * dense(p, "0.5.", math.tanh(batch_norm(math, p, "0.3.", half)))


def taken(size, count, first, stride):
    """Return the matrix that takes ``count`` numbers of ``size``, every stride-th from ``first`` on; 0 outside."""
    return (np.arange(size) == first + stride * np.arange(count)[:, None]).astype(float)


def at(math, x, i, j, counts, stride=(1, 1), padding=0):
    """Return place (i, j) of all windows of the images x, (m, channels, h, w): (m, channels, P, Q)."""
    rows = taken(x.shape[2], counts[0], i - padding, stride[0])
    columns = taken(x.shape[3], counts[1], j - padding, stride[1])
    return math.constant(rows) @ x @ math.constant(columns.T.copy())


def convolution(math, p, name, x, counts, stride=(1, 1), padding=0):
    """Return z, (m, maps, P, Q), place by place of the kernel."""
    W, z = p[f"{name}W"], p[f"{name}b"][:, None, None]
    for i, j in np.ndindex(tuple(W.shape[2:])):
        z = z + (W[None, :, :, i, j, None, None] * at(math, x, i, j, counts, stride, padding)[:, None]).sum(2)
    return z


def max_pool(math, x, kernel, counts, stride):
    """Return the largest number of every window."""
    y, *others = (at(math, x, i, j, counts, stride) for i, j in np.ndindex(kernel))
    for other in others:
        y = y + math.relu(other - y)
    return y


def flat(x):
    """Return the images x, one a row."""
    return x[(slice(None), *(places.ravel() for places in np.indices(tuple(x.shape[1:]))))]


def small_lenet(math, p, x):
    """Return W flat(max pool(tanh(convolution of x))) + b."""
    active = math.tanh(convolution(math, p, "0.", x, (4, 6)))
    return dense(p, "4.", flat(max_pool(math, active, (2, 2), (2, 3), (2, 2))))


def one_behind_the_other(math, moments):
    """Return y, (T, m, n), from the list of its moments, each (m, n)."""
    places = np.eye(len(moments))[:, :, None, None]
    return sum(math.constant(place) * moment for place, moment in zip(places, moments, strict=True))


def elman(math, p, name, x, f):
    """Return h_1, ..., h_T of an Elman layer, one moment after the other."""
    h, found = 0 * x[0, :, :1] * p[f"{name}b"], []
    for t in range(x.shape[0]):
        h = f(dense(p, name, x[t]) + h @ p[f"{name}U"].T)
        found.append(h)
    return found


def lstm(math, p, x, n):
    """Return h_1, ..., h_T of an LSTM, gate by gate, in the order o, i, f, g."""
    h = c = 0 * x[0, :, :1] * p["b"][:n]
    found = []
    for t in range(x.shape[0]):
        z = dense(p, "", x[t]) + h @ p["U"].T
        o, i, f = (math.sigmoid(z[:, j * n : (j + 1) * n]) for j in range(3))
        c = f * c + i * math.tanh(z[:, 3 * n :])
        h = o * math.tanh(c)
        found.append(h)
    return found


def gru(math, p, x, n):
    """Return h_1, ..., h_T of a GRU, gate by gate, in the order r, z, n."""
    h, found = 0 * x[0, :, :1] * p["b"][:n], []
    for t in range(x.shape[0]):
        a, u = dense(p, "", x[t]), h @ p["U"].T
        r, z = (math.sigmoid(a[:, j * n : (j + 1) * n] + u[:, j * n : (j + 1) * n]) for j in range(2))
        h = (1 - z) * math.tanh(a[:, 2 * n :] + r * (u[:, 2 * n :] + p["b_h"])) + z * h
        found.append(h)
    return found


def last_answer(math, p, x):
    """Return the answer of two Elman layers and a dense one, after the last moment."""
    lower = one_behind_the_other(math, elman(math, p, "0.", x, math.tanh))
    return dense(p, "3.", elman(math, p, "1.", lower, math.tanh)[-1])


def attention(math, p, name, x, heads=1, causal=False):
    """Return what an attention layer says of x, (m, T, d), example by example and head by head."""
    T, d, said = x.shape[1], x.shape[2], []
    visible = math.constant(np.tri(T) if causal else np.ones((T, T)))
    for e in range(x.shape[0]):
        total = 0
        for columns in np.split(np.arange(d), heads):
            Q, K, V = (x[e] @ p[f"{name}{W}"][columns].T for W in ("Wq", "Wk", "Wv"))
            weights = math.exp(Q @ K.T / (d / heads) ** 0.5) * visible
            total = total + (weights / weights.sum(1)[:, None]) @ V @ p[f"{name}Wo"][:, columns].T
        said.append(total)
    return one_behind_the_other(math, said)


def norm_rows(math, p, name, x):
    """Return layer normalisation of x, (m, T, d), example by example."""
    own = {part: p[f"{name}{part}"] for part in ("gamma", "beta")}
    return one_behind_the_other(math, [layer_norm(math, own, x[e]) for e in range(x.shape[0])])


def transformer_block(math, p, name, x, heads, causal):
    """Return x + attention(norm x), and to that the same of two dense layers."""
    x = x + attention(math, p, f"{name}0.0.1.", norm_rows(math, p, f"{name}0.0.0.", x), heads, causal)
    hidden = math.tanh(dense(p, f"{name}1.0.1.", norm_rows(math, p, f"{name}1.0.0.", x)))
    return x + dense(p, f"{name}1.0.3.", hidden)


def flat_rows(math, x):
    """Return x, (m, T, d), as (m T, d)."""
    m, T = x.shape[:2]
    return sum(math.constant(np.eye(m * T)[:, e * T : (e + 1) * T].copy()) @ x[e] for e in range(m))


def looked_up(math, E, tokens):
    """Return the rows of E for tokens, (m, T)."""
    return math.constant(np.eye(E.shape[0])[tokens]) @ E


twice = Dense(5, 5)
look = Attention(6, 2)
same_size = Convolution(2, 2, 3, padding=1)
CASES = {
    "dense": Case(Dense(5, 3), (4, 5), lambda math, p, x: dense(p, "", x)),
    "dense, one example": Case(Dense(2, 3), (1, 2), lambda math, p, x: dense(p, "", x)),
    "dense, a sequence of rows": Case(Dense(5, 3), (2, 4, 5), lambda math, p, x: dense(p, "", x)),
    "tanh": Case(Apply(tanh), (4, 3), lambda math, p, x: math.tanh(x)),
    "sigmoid": Case(Apply(sigmoid), (4, 3), lambda math, p, x: math.sigmoid(x)),
    "relu": Case(Apply(relu), (4, 3), lambda math, p, x: math.relu(x)),
    "softplus": Case(Apply(softplus), (4, 3), lambda math, p, x: math.log(1 + math.exp(x))),
    "dropout while it learns": Case(
        Dropout(0.4), (4, 3), lambda math, p, x: x * math.constant(mask(0.6, (4, 3))), True
    ),
    "dropout while it answers": Case(Dropout(0.4), (4, 3), lambda math, p, x: x * 1.0),
    "chain": Case(
        Chain([Dense(5, 7), Apply(tanh), Dense(7, 3)]),
        (4, 5),
        lambda math, p, x: dense(p, "2.", math.tanh(dense(p, "0.", x))),
    ),
    "chain of chains": Case(
        Chain([Chain([Dense(5, 7), Apply(tanh)]), Chain([Dense(7, 3)])]),
        (4, 5),
        lambda math, p, x: dense(p, "1.0.", math.tanh(dense(p, "0.0.", x))),
    ),
    "residual": Case(
        Residual(Chain([Dense(5, 5), Apply(tanh)])), (4, 5), lambda math, p, x: x + math.tanh(dense(p, "0.0.", x))
    ),
    "a layer twice in one chain": Case(
        Chain([twice, Apply(tanh), twice]), (4, 5), lambda math, p, x: dense(p, "0.", math.tanh(dense(p, "0.", x)))
    ),
    "a layer twice at different depths": Case(
        Chain([twice, Residual(Chain([Apply(tanh), twice]))]),
        (4, 5),
        lambda math, p, x: dense(p, "0.", x) + dense(p, "0.", math.tanh(dense(p, "0.", x))),
    ),
    "dropout in a chain": Case(
        Chain([Dense(5, 6), Dropout(0.5), Dense(6, 2)]),
        (4, 5),
        lambda math, p, x: dense(p, "2.", dense(p, "0.", x) * math.constant(mask(0.5, (4, 6)))),
        True,
    ),
    "scaled residual": Case(Residual(Dense(5, 5), 0.3), (4, 5), lambda math, p, x: x + 0.3 * dense(p, "0.", x)),
    "learnt factor": Case(Scale(), (4, 3), lambda math, p, x: p["alpha"] * x),
    "batch norm while it learns": Case(BatchNorm(3), (5, 3), lambda math, p, x: batch_norm(math, p, "", x), True),
    "batch norm while it answers": Case(BatchNorm(3), (5, 3), answering),
    "layer norm": Case(LayerNorm(3), (5, 3), layer_norm),
    "RMS norm": Case(RMSNorm(3), (5, 3), rms_norm),
    "DropConnect while it learns": Case(DropConnect(5, 3, rate=0.4), (4, 5), drop_connect, True),
    "DropConnect while it answers": Case(DropConnect(5, 3), (4, 5), lambda math, p, x: dense(p, "", x)),
    "convolution": Case(
        Convolution(2, 3, (3, 2)), (4, 2, 5, 6), lambda math, p, x: convolution(math, p, "", x, (3, 5))
    ),
    "convolution with a stride, and a border that no window sees": Case(
        Convolution(3, 2, 3, 2), (2, 3, 6, 7), lambda math, p, x: convolution(math, p, "", x, (2, 3), (2, 2))
    ),
    "convolution with two strides and padding": Case(
        Convolution(2, 3, (2, 4), (3, 2), padding=2),
        (2, 2, 5, 3),
        lambda math, p, x: convolution(math, p, "", x, (3, 2), (3, 2), 2),
    ),
    "a convolution twice": Case(
        Chain([same_size, Apply(tanh), same_size]),
        (2, 2, 4, 3),
        lambda math, p, x: convolution(
            math, p, "0.", math.tanh(convolution(math, p, "0.", x, (4, 3), padding=1)), (4, 3), padding=1
        ),
    ),
    "max pool": Case(MaxPool(), (2, 3, 4, 6), lambda math, p, x: max_pool(math, x, (2, 2), (2, 3), (2, 2))),
    "max pool with windows that overlap": Case(
        MaxPool((2, 3), (1, 2)), (2, 2, 4, 6), lambda math, p, x: max_pool(math, x, (2, 3), (3, 2), (1, 2))
    ),
    "mean pool": Case(
        MeanPool((2, 3)),
        (2, 2, 5, 6),
        lambda math, p, x: sum(at(math, x, i, j, (2, 2), (2, 3)) for i, j in np.ndindex(2, 3)) / 6,
    ),
    "flatten": Case(Flatten(), (2, 3, 2, 4), lambda math, p, x: flat(x) * 1.0),
    "a small LeNet": Case(
        Chain([Convolution(2, 3, 3), Apply(tanh), MaxPool(), Flatten(), Dense(18, 4)]), (3, 2, 6, 8), small_lenet
    ),
    "pre-activation block": Case(pre_activation(3, tanh, scale=0.5), (5, 3), two_halves, True),
    "Elman": Case(
        Elman(2, 3),
        (5, 4, 2),
        lambda math, p, x: one_behind_the_other(math, elman(math, p, "", x, math.tanh)),
    ),
    "Elman, linear": Case(
        Elman(2, 3, identity),
        (5, 4, 2),
        lambda math, p, x: one_behind_the_other(math, elman(math, p, "", x, lambda z: z)),
    ),
    "Elman, one moment": Case(
        Elman(2, 3, sigmoid),
        (1, 4, 2),
        lambda math, p, x: one_behind_the_other(math, elman(math, p, "", x, math.sigmoid)),
    ),
    "LSTM": Case(LSTM(2, 3), (5, 4, 2), lambda math, p, x: one_behind_the_other(math, lstm(math, p, x, 3))),
    "GRU": Case(GRU(2, 3), (5, 4, 2), lambda math, p, x: one_behind_the_other(math, gru(math, p, x, 3))),
    "last moment": Case(LastMoment(), (5, 4, 2), lambda math, p, x: x[-1] * 1.0),
    "every moment": Case(
        Chain([EveryMoment(), Dense(2, 3)]),
        (2, 4, 2),
        lambda math, p, x: (
            math.constant(np.eye(8)[:, :4]) @ dense(p, "1.", x[0])
            + math.constant(np.eye(8)[:, 4:]) @ dense(p, "1.", x[1])
        ),
    ),
    "two recurrent layers": Case(Chain([Elman(2, 3), Elman(3, 5), LastMoment(), Dense(5, 2)]), (4, 3, 2), last_answer),
    "embedding": Case(Embedding(4, 3), (5, 6), lambda math, p, x: looked_up(math, p["E"], x)),
    "learnt positions, more than there are": Case(
        LearntPositions(7, 2), (3, 4, 2), lambda math, p, x: x + p["P"][:4][None]
    ),
    "sinusoidal positions": Case(
        SinusoidalPositions(4),
        (3, 2, 4),
        lambda math, p, x: (
            x + math.constant(np.array([[0, 1, 0, 1], [np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]]))
        ),
    ),
    "attention": Case(Attention(4), (2, 3, 4), lambda math, p, x: attention(math, p, "", x)),
    "attention, three heads": Case(Attention(6, 3), (2, 5, 6), lambda math, p, x: attention(math, p, "", x, 3)),
    "causal attention": Case(
        Attention(6, 2, causal=True), (3, 5, 6), lambda math, p, x: attention(math, p, "", x, 2, True)
    ),
    "attention, one position": Case(Attention(4, 2), (3, 1, 4), lambda math, p, x: attention(math, p, "", x, 2)),
    "attention twice, around each other": Case(
        Chain([look, Residual(look)]),
        (2, 3, 6),
        lambda math, p, x: attention(math, p, "0.", x, 2) + attention(math, p, "0.", attention(math, p, "0.", x, 2), 2),
    ),
    "block of a Transformer": Case(
        pre_norm(6, 3, True, hidden=5, f=tanh), (2, 4, 6), lambda math, p, x: transformer_block(math, p, "", x, 3, True)
    ),
    "last position": Case(LastPosition(), (3, 4, 2), lambda math, p, x: x[:, -1] * 1.0),
    "every position": Case(EveryPosition(), (3, 4, 2), lambda math, p, x: flat_rows(math, x)),
}
