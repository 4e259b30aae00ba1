"""The relaxing network: states that settle, outputs that are pulled, and what the change of the states says.

The mathematics runs in the browser (``equilibrium.js``), so the picture follows the hand at once and stays
alive in pages without a kernel.  This module hands over a ``bplib.equilibrium.EnergyNetwork``, reads back what the
learner made of it, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.local_learning import random_feedback
from bplib.equilibrium.nudging import add_energy_gradient
from bplib.equilibrium.oracles import implicit_gradient
from bplib.equilibrium.relaxation import Relaxed
from bplib.equilibrium.units import UNITS, Unit
from bplib.parameters import Parameters
from bplib.plotting.number_text import number_text
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.relaxing_network.picture import layout, picture

MOST_UNITS, MOST_LAYERS = 6, 3
SCHEMES = ("layerwise", "gradient_flow")
LARGEST = 5.0  # weights and biases go from -LARGEST to LARGEST


def example() -> tuple[EnergyNetwork, np.ndarray, np.ndarray]:
    """Return a 3-4-2 network with round numbers whose units all stay off their walls, and one example."""
    network = EnergyNetwork([3, 4, 2], rng=np.random.default_rng(0))
    network.W[1][:] = [[-0.2, -0.3, -0.6], [0.6, 0.3, -0.1], [-0.5, 0.5, 0.7], [0.1, -0.3, 0.1]]
    network.b[1][:] = [0.7, 0.1, 0.6, 0.4]
    network.W[2][:] = [[0.3, -0.3, 0.2, -0.3], [-0.2, -0.4, 0.3, 0.5]]
    network.b[2][:] = [0.5, 0.3]
    return network, np.array([[1.0, 0.5, 0.2]]), np.array([[1.0, 0.0]])


class RelaxingNetwork(BrowserWidget):
    """A small network that settles and is pulled at, for example ``RelaxingNetwork(beta=0.1)``.

    ``network()``, ``X`` and ``Y`` give back what the learner made of it, as objects of the library:
    ``widget.network().gradient(widget.X, widget.Y, widget.beta, "one_sided")`` is the estimate that is shown.

    Args:
        network: a ``bplib.equilibrium.EnergyNetwork`` of at most 6 units a layer and 3 layers with weights, without
            feedback weights of its own, its numbers from -5 to 5; default: a 3-4-2 network with round numbers.
        X, Y: one example, shapes (1, n_0) and (1, n_L), within the range of the units.
        beta: the nudge, between -1 and 1 and not 0.
        scheme, epsilon: how the states settle, "layerwise" or "gradient_flow" in steps of ε from 0.05 to 2.
        angle: between the weights that work upwards and those that work downwards, from 0 to 90 degrees; at any other
            than 0 there is no energy.
        nudges: False shows only how it settles by itself: no nudge, no targets, nothing that is learnt.

    Raises:
        ValueError, TypeError: when the network is too large or an argument does not fit; the message says which.
    """

    _title, _name = "The relaxing network", "relaxing"
    _code = script("relaxing_network")
    _css = style_sheet("relaxing_network", root="relaxing-network")

    sizes = traitlets.List(traitlets.Int()).tag(sync=True)
    unit = traitlets.Enum(tuple(UNITS)).tag(sync=True)
    theta = traitlets.List(traitlets.Float()).tag(sync=True)  # W¹, b¹, W², b², ...
    noise = traitlets.List().tag(sync=True)  # where the downward weights turn to
    x = traitlets.List(traitlets.Float()).tag(sync=True)
    y = traitlets.List(traitlets.Float()).tag(sync=True)
    beta = traitlets.Float().tag(sync=True)
    scheme = traitlets.Enum(SCHEMES).tag(sync=True)
    epsilon = traitlets.Float().tag(sync=True)
    angle = traitlets.Float().tag(sync=True)
    nudges = traitlets.Bool(True).tag(sync=True)
    places = traitlets.Dict().tag(sync=True)  # where things are drawn
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        network: EnergyNetwork | None = None,
        X=None,
        Y=None,
        *,
        beta: float = 0.1,
        scheme: str = "layerwise",
        epsilon: float = 0.5,
        angle: float = 0.0,
        nudges: bool = True,
    ):
        if network is None:
            if X is not None or Y is not None:
                raise ValueError("X and Y need a network: use RelaxingNetwork(network, X, Y)")
            network, X, Y = example()
        _check_network(network)
        if check.number("beta", beta, -1, 1, low_open=True, high_open=True) == 0:
            raise ValueError("beta must not be 0: nothing would be pulled")
        check.choice("scheme", scheme, dict.fromkeys(SCHEMES))
        settings = {
            "unit": network.unit.name,
            "theta": network.theta.tolist(),
            "x": _one_example("X", X, network.sizes[0], network.unit),
            "y": _one_example("Y", Y, network.sizes[-1], network.unit),
            "beta": float(beta),
            "scheme": scheme,
            "epsilon": float(check.number("epsilon", epsilon, 0.05, 2)),
            "angle": float(check.number("angle", angle, 0, 90)),
        }
        sizes = list(network.sizes)
        settings_and_look = {**settings, "nudges": bool(nudges)}
        super().__init__(**settings_and_look, sizes=sizes, noise=_noise(sizes), places=layout(sizes), original=settings)

    # --- what the learner made of it

    @property
    def X(self) -> np.ndarray:
        """Return the input, shape (1, n_0)."""
        return np.array([self.x])

    @property
    def Y(self) -> np.ndarray:
        """Return the target, shape (1, n_L)."""
        return np.array([self.y])

    def network(self) -> EnergyNetwork:
        """Return a new network with the numbers that are shown now; at an angle it has feedback weights."""
        network = EnergyNetwork(self.sizes, self.unit, rng=np.random.default_rng(0))
        network.theta = self.theta
        if self.angle:
            network.feedback = random_feedback(network, _generator(), np.radians(self.angle))
        return network

    def phases(self, **options) -> tuple[Relaxed, Relaxed]:
        """Return the free and the nudged phase, each as ``EnergyNetwork.relax`` does; options as there."""
        network, options = self.network(), {"scheme": self.scheme, "epsilon": self.epsilon, **options}
        free = network.relax(self.X, **options)
        return free, network.nudge(free.states, self.Y, self.beta, **options)

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the network with its free states and what the nudge changes, and the energies of both phases."""
        free, pulled = self.phases(record=not self.angle)
        network = Parameters(self.sizes, flat=np.array(self.theta))
        pull = (self.Y[0], self.beta, pulled) if self.nudges else None
        return picture(self.places, network, UNITS[self.unit], free, pull)

    def description(self) -> str:
        """Return the states of both phases, and how exact the estimates of the gradient are, in words."""
        network, (free, pulled) = self.network(), self.phases()
        lines = [
            f"The relaxing network: {'-'.join(map(str, self.sizes))}, {self.unit.replace('_', ' ')} units.",
            f"Input x = {_numbers(self.x)}" + (f"; target y = {_numbers(self.y)}." if self.nudges else "."),
            f"Free phase: {free.outcome}; cost C = {number_text(float(network.cost(free.states, self.Y)[0]))}.",
            f"Nudged phase with β = {number_text(self.beta)}: {pulled.outcome}.",
        ]
        if not self.nudges:
            rests = [f"Layer {l}: s⁰ = {_numbers(free.states[l][0])}." for l in range(1, network.L + 1)]
            return "\n".join([*lines[:2], lines[2].split(";")[0] + ".", *rests])
        for l in range(1, network.L + 1):
            s, t = free.states[l][0], pulled.states[l][0]
            lines.append(f"Layer {l}: s⁰ = {_numbers(s)}; change = {_numbers(t - s, signed=True)}.")
        return "\n".join([*lines, *self._exactness(network, free)])

    def _exactness(self, network: EnergyNetwork, free: Relaxed) -> list[str]:
        if not free.settled:
            return []
        exact = implicit_gradient(network, self.X, self.Y, start=free.states).flat
        size = np.linalg.norm(exact)
        if size == 0:
            return ["The exact gradient is zero: every unit on the way is at a wall."]
        lines, options = [], {"scheme": self.scheme, "epsilon": self.epsilon}
        for title, betas in (("one nudge", [self.beta]), ("two nudges, ±β", [self.beta, -self.beta])):
            g = _estimate(network, free, self.Y, betas, **options)
            cosine, error = g @ exact / (np.linalg.norm(g) * size), np.linalg.norm(g - exact) / size
            lines.append(f"Gradient from {title}: cosine {cosine:.4f}, relative error {number_text(error)}.")
        return lines


def _estimate(network: EnergyNetwork, free: Relaxed, Y, betas: list[float], **options) -> np.ndarray:
    """Return the mean of the estimates from one nudge for each β, shape (P,)."""
    total = Parameters(network.sizes)
    for beta in betas:
        pulled = network.nudge(free.states, Y, beta, **options)
        add_energy_gradient(total, pulled.states, 1 / (beta * len(betas)))
        add_energy_gradient(total, free.states, -1 / (beta * len(betas)))
    return total.flat


def _generator() -> np.random.Generator:
    """Return the generator of the downward weights: always the same, so that the browser has the same ones."""
    return np.random.default_rng(0)


def _noise(sizes: list[int]) -> list:
    """Return the random numbers that ``random_feedback`` draws for layers l = 2 ... L, as lists at these indices."""
    rng = _generator()
    return [None, None, *(rng.normal(size=sizes[l] * sizes[l - 1]).tolist() for l in range(2, len(sizes)))]


# --- checks


def _check_network(network) -> None:
    if not isinstance(network, EnergyNetwork):
        raise TypeError(f"network must be a bplib.equilibrium.EnergyNetwork, got {type(network).__name__}")
    if network.L > MOST_LAYERS or max(network.sizes) > MOST_UNITS:
        raise ValueError(
            f"the widget draws at most {MOST_LAYERS} layers with weights and {MOST_UNITS} units a layer, "
            f"got sizes {network.sizes}"
        )
    if network.feedback is not None:
        raise ValueError("network must have no feedback weights of its own; use angle= to turn the downward weights")
    if (largest := np.abs(network.theta).max()) > LARGEST:
        raise ValueError(f"weights and biases must lie in [-{LARGEST:g}, {LARGEST:g}], got one of size {largest:g}")


def _one_example(name: str, value, size: int, unit: Unit) -> list[float]:
    """Return ``value`` as a list of numbers in the range of the units, or raise an error that says what is wrong."""
    if value is None:
        raise ValueError(f"{name} must be one example of shape (1, {size}), got None")
    value = check.real_matrix(name, value, size)
    if len(value) != 1:
        raise ValueError(f"{name} must be one example of shape (1, {size}), got {value.shape}: use {name}[:1]")
    low, high = round(unit.low), round(unit.high)
    if value.min() < low or value.max() > high:
        raise ValueError(f"{name} must lie in [{low}, {high}], the range of {unit.name} units, got {value[0].tolist()}")
    return value[0].tolist()


def _numbers(values, signed: bool = False) -> str:
    """Return numbers with four decimals, separated by commas; no negative zero."""
    return ", ".join(f"{round(float(value), 4) + 0.0:{'+' if signed else ''}.4f}" for value in values)
