"""Small Transformers that learn in seconds: their tasks, their training, where they look, and what that is good for.

All learn by Adam (β₂ = 0.98, as in Vaswani et al. 2017) in float32, from 64 fresh examples an update where nothing else
is said, the gradient cut to length 1.  The rate rises over 50 updates, stays, and falls evenly over the second half:

    η_t = η min(1, t/50) min(1, 2(1 - t/(n + 1)))        t = 1 ... n updates

``steered`` takes a network and changes where it looks: an intervention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from bplib._blas import add_product
from bplib.data.sequences import Data, Strings, recall, repetition, reversal, tokens
from bplib.layers import Attention, Chain, Residual
from bplib.layers.attention import AttentionSeen
from bplib.layers.layer import Array, Layer, Views
from bplib.layers.transformer import transformer
from bplib.model import Model, vjp
from bplib.optimizers import Adam
from bplib.optimizers.schedules import Schedule, warm_up
from bplib.optimizers.stepping import clip_norm

D, HIDDEN = 32, 64  # the numbers of a position, and the units between the dense layers of a block
DIGITS, LENGTH = 10, 10  # reversal
PAIRS, KINDS = 6, 8  # recall
SYMBOLS, MOMENTS = 16, 24  # repetition

Draw = Callable[[int, np.random.Generator], Data | Strings]
Steer = Callable[[Array], Array]


# --- tasks, m fresh examples each


def reversals(m: int, rng: np.random.Generator) -> Data:
    """Return ten digits, (m, 10), and the same from the last to the first, one-hot, (10 m, 10)."""
    return tokens(*reversal(LENGTH, m, rng, DIGITS, np.float32))


def recalls(m: int, rng: np.random.Generator) -> Data:
    """Return six keys (0 to 7), each with its value (8 to 15), and a key again, (m, 13); its value, one-hot, (m, 8)."""
    return tokens(*recall(PAIRS, m, rng, KINDS, np.float32))


def repetitions(*distances: int) -> Draw:
    """Return what draws sequences in which everything comes again, for each minibatch at one of these distances."""

    def draw(m: int, rng: np.random.Generator) -> Strings:
        return repetition(MOMENTS, int(rng.choice(distances)), m, rng, SYMBOLS, np.float32).tokens()

    return draw


# --- networks


def reverser(seed: int, **options) -> Model:
    """Return a Transformer for ``reversals``: one block, one head, every position sees all, an answer at each."""
    return _model(transformer(DIGITS, LENGTH, D, hidden=HIDDEN, **options), seed)


def recaller(seed: int, blocks: int = 2, heads: int = 1) -> Model:
    """Return a Transformer for ``recalls``: causal, with an answer at the last position."""
    options = {"hidden": HIDDEN, "causal": True, "every": False, "answers": KINDS}
    return _model(transformer(2 * KINDS, 2 * PAIRS + 1, D, blocks, heads, **options), seed)


def repeater(seed: int, blocks: int = 2) -> Model:
    """Return a Transformer for ``repetitions``: causal, with an answer at each position."""
    return _model(transformer(SYMBOLS, MOMENTS, D, blocks, hidden=HIDDEN, causal=True), seed)


def _model(layers: Chain, seed: int) -> Model:
    return Model(layers, rng=np.random.default_rng(seed), dtype=np.float32)


# --- training


def learning(
    model: Model, draw: Draw, updates: int, rate: float, rng: np.random.Generator, m: int = 64
) -> Iterator[int]:
    """Train the model in place; yield how many updates were made, after each of them."""
    optimizer = Adam(rising_and_falling(rate, updates), beta2=0.98)
    for t in range(1, updates + 1):
        gradient = gradient_of(model, draw(m, rng))
        clip_norm(gradient.flat, 1.0)
        optimizer.step(model.parameters, gradient, overwrite=True)
        yield t


def trained(model: Model, draw: Draw, updates: int, rate: float, seed: int, m: int = 64) -> Model:
    """Return the model after these updates, with examples from this seed."""
    for _ in learning(model, draw, updates, rate, np.random.default_rng(seed), m):
        pass
    return model


def rising_and_falling(rate: float, updates: int) -> Schedule:
    """Return η_t, see above; t counts from 0."""
    return warm_up(lambda t: rate * min(1, 2 * (1 - (t + 1) / (updates + 1))), 50)


def gradient_of(model: Model, batch: Data | Strings):
    """Return the gradient of the mean cost of a batch, in the layout of the parameters."""
    if not isinstance(batch, Strings):
        gradient = model.empty_gradient()
        model.learn_from(*batch, gradient)
        return gradient
    trace = model.forward(batch.X)
    return vjp(model, trace, delta=batch.delta(trace.A))[0]


def right(model: Model, batch: Data | Strings) -> float:
    """Return the share of right answers, of those that count."""
    A = model.predict(batch[0])
    hits = A.argmax(1) == batch[1].reshape(A.shape).argmax(1)
    return float(hits[batch.mask.ravel() == 1].mean() if isinstance(batch, Strings) else hits.mean())


# --- where it looks


def looks(model: Model, X: Array) -> list[Array]:
    """Return P of each block, (m, heads, T, T): how much each position takes from each."""
    return [seen.heads.P for seen in _attentions(model.forward(X).seen)]


def _attentions(seen) -> Iterator[AttentionSeen]:
    if isinstance(seen, AttentionSeen):
        yield seen
    elif type(seen) is list:
        for part in seen:
            yield from _attentions(part)


@dataclass(frozen=True)
class Steered(Attention):
    """Attention that takes its values by steer(P) and counts that as given: backwards nothing goes to queries and keys.

    Where steer(P) does not depend on P, as with ``put``, this is the gradient.
    """

    steer: Steer | None = None

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, AttentionSeen]:
        _, seen = super().forward(p, x, rng)
        heads = seen.heads._replace(P=self.steer(seen.heads.P))
        Y = self._together(heads.P @ heads.V)
        return (Y @ p.Wo.T).reshape(x.shape), AttentionSeen(x, heads, Y)

    def backward(self, p: Views, seen: AttentionSeen, g: Array, grad: Views, back: bool = True) -> Array | None:
        rows, g_y = seen.x.reshape(-1, self.d), g.reshape(-1, self.d)
        add_product(grad.Wo, g_y, seen.Y)  # BP4
        g_V = self._together(seen.heads.P.swapaxes(-1, -2) @ self._apart(g_y @ p.Wo, len(g)))
        add_product(grad.Wv, g_V, rows)  # BP4
        return (g_V @ p.Wv).reshape(g.shape) if back else None  # BP2


def steered(model: Model, steers: Mapping[int, Steer]) -> Model:
    """Return the same network, with the P of these blocks, counted from 0, replaced by what their functions return."""
    layers = list(model.layers.parts)
    blocks = [i for i, layer in enumerate(layers) if isinstance(layer, Chain)]
    for block, steer in steers.items():
        layers[blocks[block]] = exchanged(layers[blocks[block]], lambda part, steer=steer: _steered(part, steer))
    other = Model(layers, rng=np.random.default_rng(0), dtype=model.dtype)
    other.theta = model.theta
    return other


def _steered(part: Layer, steer: Steer) -> Layer:
    return Steered(*values_of(part), steer) if type(part) is Attention else part


def put(A: Array) -> Steer:
    """Return what puts A, (T, T) or with axes for examples and heads in front, in the place of P."""
    return lambda P: np.broadcast_to(np.asarray(A, P.dtype), P.shape)


def exchanged(layer: Layer, other: Callable[[Layer], Layer]) -> Layer:
    """Return the layer with every part, and every part of a part, put through ``other``."""
    if isinstance(layer, Chain):
        return Chain([exchanged(part, other) for part in layer.parts])
    if isinstance(layer, Residual):
        layer = replace(layer, inner=exchanged(layer.inner, other))
    return other(layer)


def values_of(layer: Layer) -> Sequence:
    """Return what a layer was made with, in the order of its arguments."""
    return [getattr(layer, field.name) for field in fields(layer)]
