"""The networks that a learner hands to the digit pad: checked, and as the text that the browser gets."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

import numpy as np

from bplib import _validation as check
from bplib.network import Network

Array = np.ndarray

PIXELS, CLASSES = 64, 10
MOST_LAYERS, MOST_UNITS = 5, 256
LARGEST = float(np.finfo(np.float32).max)
HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "identity")
OUTPUT = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy"}  # with the loss that goes with it


def network_of(W, b, activation: str, output: str) -> Network:
    """Return lists of weights and biases, with or without None in front, as a network, or raise ValueError."""
    W, b = _layers("W", W), _layers("b", b)
    if len(W) != len(b):
        raise ValueError(f"W and b must have as many layers, got {len(W)} matrices and {len(b)} vectors of biases")
    for name, value, known in (("activation", activation, HIDDEN), ("output", output, tuple(OUTPUT))):
        check.choice(name, value, dict.fromkeys(known))
    sizes = [PIXELS]
    for l in range(len(W)):
        W[l], b[l] = _checked_layer(l + 1, W[l], b[l], sizes[-1])
        sizes.append(len(W[l]))
    names = [activation] * (len(W) - 1) + [output]
    network = Network(sizes, names, OUTPUT[output], rng=np.random.default_rng(0))
    for l in range(len(W)):
        network.W[l + 1][:], network.b[l + 1][:] = W[l], b[l]
    return checked(network)


def _layers(name: str, values) -> list:
    """Return a list over layers without the None of the input."""
    if (isinstance(values, np.ndarray) and values.dtype != object) or not isinstance(values, (Sequence, np.ndarray)):
        got = f"an array of shape {values.shape}" if isinstance(values, np.ndarray) else repr(values)[:60]
        raise ValueError(f"{name} must be a list over layers, [None, {name}[1], {name}[2], ...], got {got}")
    layers = list(values)
    layers = layers[1:] if layers and layers[0] is None else layers
    if not layers or any(layer is None for layer in layers):
        raise ValueError(f"{name} must hold an array for each layer with weights; None stands for the input only")
    return layers


def _checked_layer(l: int, W, b, below: int) -> tuple[Array, Array]:
    """Return weights (n_l, n_{l-1}) and biases (n_l,) as floats, or raise ValueError."""
    W, b = reals(f"W[{l}]", W), reals(f"b[{l}]", b)
    what = f"one column for each of the {below} {'pixels' if l == 1 else f'units of layer {l - 1}'}"
    if W.ndim != 2 or W.shape[1] != below:
        hint = f"; it looks transposed: use W[{l}].T" if W.ndim == 2 and W.shape[0] == below else ""
        raise ValueError(f"W[{l}] must have shape (n, {below}), {what}, got {W.shape}{hint}")
    if b.shape != (len(W),):
        hint = f"; use b[{l}].ravel()" if b.size == len(W) else ""
        raise ValueError(f"b[{l}] must have shape ({len(W)},), a bias for each row of W[{l}], got {b.shape}{hint}")
    check.finite(f"W[{l}]", W)
    check.finite(f"b[{l}]", b)
    return W, b


def reals(name: str, values) -> Array:
    """Return an array of floats, or raise TypeError when it holds no numbers, ValueError when they are complex."""
    values = check.floats(name, values)
    if np.iscomplexobj(values):
        raise ValueError(f"{name} must hold real numbers, got {values.dtype}; use {name}.real")
    return values


def checked(network: Network) -> Network:
    """Return a network that goes from 64 pixels to 10 classes by units that the pad knows, or raise ValueError."""
    sizes, names = network.sizes, [f.name for f in network.f[1:]]
    if (sizes[0], sizes[-1]) != (PIXELS, CLASSES):
        raise ValueError(
            f"the network must have {PIXELS} inputs, a pixel each, and {CLASSES} outputs, a digit each; got "
            f"{'-'.join(map(str, sizes))}"
        )
    if len(names) > MOST_LAYERS or max(sizes) > MOST_UNITS:
        raise ValueError(
            f"the pad shows at most {MOST_LAYERS} layers with weights and {MOST_UNITS} units in each, got "
            f"{'-'.join(map(str, sizes))}: train a smaller one"
        )
    if strange := [name for name in names[:-1] if name not in HIDDEN]:
        raise ValueError(f"the hidden units must be one of {', '.join(HIDDEN)}; got {', '.join(strange)}")
    if names[-1] not in OUTPUT:
        raise ValueError(f"the outputs must be softmax or sigmoid units, so that they are shares; got {names[-1]}")
    check.finite("the network's parameters", network.theta)
    if (largest := np.abs(network.theta).max()) > LARGEST:
        raise ValueError(f"the network's parameters must have a size of at most {LARGEST:.2g}, got {largest:.2g}")
    return network


def scale_of(standardize) -> tuple[list, list]:
    """Return (mean, deviation) of each pixel as two lists, empty without a scale, or raise ValueError."""
    if standardize is None:
        return [], []
    if not isinstance(standardize, (tuple, list)) or len(standardize) != 2:
        raise ValueError(
            "standardize must be (mean, deviation) of the pictures that were learnt from, "
            f"(X.mean(axis=0), X.std(axis=0)); got {type(standardize).__name__}"
        )
    mean, deviation = (_one_each(f"standardize[{i}]", values) for i, values in enumerate(standardize))
    if (deviation < 0).any():
        raise ValueError(f"standardize[1] must hold deviations, none below 0, got {deviation.min():g}")
    return mean.tolist(), np.where(deviation == 0, 1.0, deviation).tolist()  # as bplib.data.datasets.standardize


def _one_each(name: str, values) -> Array:
    values = reals(name, values)
    check.finite(name, values)
    if values.shape not in ((), (PIXELS,), (1, PIXELS)):
        raise ValueError(f"{name} must be a number, or one for each of the {PIXELS} pixels, got shape {values.shape}")
    return np.broadcast_to(values.ravel(), (PIXELS,)).astype(float)


# --- as a text


def as_text(network: Network, scale: tuple[list, list] = ([], [])) -> str:
    """Return a network and the scale of its inputs as JSON; the parameters are float32 in base64."""
    theta = base64.b64encode(network.theta.astype("<f4").tobytes()).decode("ascii")
    names = [f.name for f in network.f[1:]]
    plain = {"sizes": list(network.sizes), "activations": names, "loss": network.loss.name, "theta": theta}
    return json.dumps(plain | {"shift": scale[0], "scale": scale[1]}, separators=(",", ":"))


def from_text(text: str) -> tuple[Network, Array, Array]:
    """Return the network of ``as_text``, and what is subtracted from its inputs and what they are divided by."""
    plain = json.loads(text)
    network = Network(plain["sizes"], plain["activations"], plain["loss"], rng=np.random.default_rng(0))
    network.theta = np.frombuffer(base64.b64decode(plain["theta"]), "<f4").astype(float)
    shift, scale = plain["shift"] or [0.0] * PIXELS, plain["scale"] or [1.0] * PIXELS
    return network, np.array(shift), np.array(scale)
