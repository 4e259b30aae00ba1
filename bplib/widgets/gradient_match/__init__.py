"""The gradient match: estimates of equilibrium propagation against the exact gradient, for every strength of the nudge.

The mathematics runs in the browser (``equilibrium.js``): a small network on a few digits, relaxed anew for
each nudge of the curves whenever a slider moves.  This module hands over the networks and the digits, and draws the
picture that stands in where nothing runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.data import datasets
from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.local_learning import random_feedback
from bplib.equilibrium.nudging import add_energy_gradient
from bplib.equilibrium.oracles import implicit_gradient
from bplib.parameters import Parameters
from bplib.plotting import figure as figures
from bplib.plotting.number_text import number_text
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet

SIZES = {"one hidden layer": (64, 32, 10), "two hidden layers": (64, 16, 16, 10)}
DIGITS = 6  # of the data set, the first ones: one each of 0 to 5
SETTLED = 0  # in place of a number of sweeps: as many as it takes
MOST_SWEEPS = 20
TOLERANCE = {False: 1e-15, True: 1e-7}  # by single precision: where a phase that may take its time has settled
RULES = {"one-sided": 1, "symmetric": 2, "Richardson": 4}  # with the order of their errors
LOOKS = {  # blue and orange are signs here
    "one-sided": {"color": LIGHT["pink"], "marker": "o"},
    "symmetric": {"color": LIGHT["green"], "marker": "^", "linestyle": "--"},
    "Richardson": {"color": LIGHT["violet"], "marker": "s", "linestyle": ":"},
}
BETAS = 0.8 / 2.0 ** np.arange(18)  # of the curves: each half of the one before, for Richardson's rule
PLACE = 6  # the β among them through which the guides go


class Match(NamedTuple):
    """How an estimate agrees with the exact gradient: the cosine, and ‖estimate - exact‖ / ‖exact‖."""

    cosine: float
    error: float


class GradientMatch(BrowserWidget):
    """Errors of gradient estimates against β, for example ``GradientMatch(beta=0.01, sweeps=4)``.

    ``network()``, ``X`` and ``Y`` give back what is shown as objects of the library, ``match(rule)`` its numbers.

    Args:
        network: "one hidden layer" (64-32-10) or "two hidden layers" (64-16-16-10), both of shifted sigmoids with
            random weights, on six digits.
        beta: the nudge of the marker, from 1e-5 to 0.8.
        sweeps: of each phase, from 1 to 20, or "all": until it has settled.
        single: whether all numbers are rounded to single precision.
        angle: between the weights that work upwards and those that work downwards, from 0 to 90 degrees.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The gradient match", "match"
    _offers = ("networks", "images", "targets")
    _code = script("gradient_match")
    _css = style_sheet("gradient_match", root="gradient-match")

    chosen = traitlets.Enum(tuple(SIZES)).tag(sync=True)
    beta = traitlets.Float().tag(sync=True)
    sweeps = traitlets.Int().tag(sync=True)
    single = traitlets.Bool().tag(sync=True)
    angle = traitlets.Float().tag(sync=True)
    networks = traitlets.Dict().tag(sync=True)  # by name: sizes, unit, theta, noise
    images = traitlets.List(traitlets.Float()).tag(sync=True)  # X, row by row
    targets = traitlets.List(traitlets.Float()).tag(sync=True)  # Y
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        network: str = "one hidden layer",
        *,
        beta: float = 0.01,
        sweeps: int | str = "all",
        single: bool = False,
        angle: float = 0.0,
    ):
        check.choice("network", network, SIZES)
        if not isinstance(single, bool):
            raise TypeError(f"single must be True or False, got {single!r}")
        X, Y = datasets.digits()
        settings = {
            "chosen": network,
            "beta": float(check.number("beta", beta, 1e-5, 0.8)),
            "sweeps": _checked_sweeps(sweeps),
            "single": single,
            "angle": float(check.number("angle", angle, 0, 90)),
        }
        networks = {name: _plain(_network(name)) for name in SIZES}
        data = {"images": X[:DIGITS].ravel().tolist(), "targets": Y[:DIGITS].ravel().tolist()}
        super().__init__(**settings, networks=networks, **data, original=settings)

    # --- what is shown, in the library

    @property
    def X(self) -> np.ndarray:
        """Return the digits, shape (6, 64)."""
        return np.reshape(self.images, (DIGITS, -1))

    @property
    def Y(self) -> np.ndarray:
        """Return their classes one-hot, shape (6, 10)."""
        return np.reshape(self.targets, (DIGITS, -1))

    def network(self, single: bool | None = None) -> EnergyNetwork:
        """Return the network that is shown, in its precision or in the one asked for."""
        single = self.single if single is None else single
        network = _network(self.chosen, np.float32 if single else np.float64)
        if self.angle:
            network.feedback = random_feedback(network, _generator(), np.radians(self.angle))
        return network

    def options(self) -> dict:
        """Return how each phase is relaxed, as options of ``EnergyNetwork.relax``."""
        sweeps, tolerance = self.sweeps or 300, TOLERANCE[self.single]
        return {"sweeps": sweeps, "tolerance": tolerance}

    def exact(self) -> np.ndarray:
        """Return ∂J/∂θ of the settled network in double precision, shape (P,)."""
        return implicit_gradient(self.network(False), self.X, self.Y, tolerance=1e-14).flat

    def matches(self, betas) -> dict[str, list[Match]]:
        """Return for each rule how its estimates agree with the exact gradient, one for each β."""
        return _matches(self.network(), self.exact(), self.X, self.Y, self.options(), betas)

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the errors of the rules against β, guides of their orders, and the β of the marker."""
        betas, (fig, ax) = BETAS[:-1], figures.figure(width=8, height=4.4)
        reference = self._undisturbed([betas[PLACE]])
        errors = self.matches(betas)
        for name, order in RULES.items():
            ax.plot(betas, [one.error for one in errors[name]], label=name, markersize=4.5, **LOOKS[name])
            guide = reference[name][0].error * (betas / betas[PLACE]) ** order
            ax.plot(betas, guide, color=QUIET, linewidth=0.8, zorder=0)
        ax.axvline(self.beta, color=INK, linewidth=0.8)
        ax.set(xscale="log", yscale="log", ylim=(1e-12, 1e5), xlabel="nudge β", ylabel="relative error of the gradient")
        ax.legend(frameon=False)
        return fig

    def description(self) -> str:
        """Return in words how the estimates agree with the exact gradient at the β of the marker."""
        sizes = "-".join(map(str, SIZES[self.chosen]))
        how = f"{self.sweeps} sweeps a phase" if self.sweeps else "every phase settled"
        how += f", {'single' if self.single else 'double'} precision"
        if self.angle:
            how += f", up and down {number_text(self.angle)}° apart"
        lines = [f"The gradient match: network {sizes} on {DIGITS} digits, {how}, β = {number_text(self.beta)}."]
        for name, (match,) in self.matches([self.beta]).items():
            lines.append(f"{name}: cosine {match.cosine:.6f}, relative error {match.error:.1e}.")
        return "\n".join(lines)

    def _undisturbed(self, betas) -> dict[str, list[Match]]:
        """Return what ``matches`` says of the same network where nothing spoils the estimates."""
        network, how = _network(self.chosen), {"sweeps": 300, "tolerance": TOLERANCE[False]}
        exact = implicit_gradient(network, self.X, self.Y, tolerance=1e-14).flat
        return _matches(network, exact, self.X, self.Y, how, betas)


def _network(name: str, dtype=np.float64) -> EnergyNetwork:
    """Return one of the networks; its numbers have four decimals."""
    network = EnergyNetwork(SIZES[name], "shifted_sigmoid", rng=_generator(), dtype=dtype)
    network.theta = np.round(network.theta, 4)
    return network


def _generator() -> np.random.Generator:
    """Return the generator of weights and of downward weights: always the same, so that the browser has the same."""
    return np.random.default_rng(1)


def _plain(network: EnergyNetwork) -> dict:
    """Return a network as the browser takes it: its numbers, and what ``random_feedback`` draws for l = 2 ... L."""
    rng = _generator()
    noise = [None, None, *(rng.normal(size=W.size).tolist() for W in network.W[2:])]
    return {
        "sizes": list(network.sizes),
        "unit": network.unit.name,
        "theta": network.theta.tolist(),
        "noise": noise,
    }


def _matches(network: EnergyNetwork, exact: np.ndarray, X, Y, options: dict, betas) -> dict[str, list[Match]]:
    """Return for each rule how its estimates agree with the exact gradient, one for each β."""
    free = network.relax(X, **options)

    def one_sided(beta: float) -> np.ndarray:
        pulled, total = network.nudge(free.states, Y, beta, **options), Parameters(network.sizes)
        add_energy_gradient(total, pulled.states, 1 / beta)
        add_energy_gradient(total, free.states, -1 / beta)
        return total.flat

    def symmetric(beta: float) -> np.ndarray:
        return (one_sided(beta) + one_sided(-beta)) / 2

    def richardson(beta: float) -> np.ndarray:
        return (4 * symmetric(beta / 2) - symmetric(beta)) / 3

    rules = zip(RULES, (one_sided, symmetric, richardson), strict=True)
    return {name: [_match(rule(float(beta)), exact) for beta in betas] for name, rule in rules}


def _match(g: np.ndarray, exact: np.ndarray) -> Match:
    size = np.linalg.norm(exact)
    return Match(float(g @ exact / (np.linalg.norm(g) * size)), float(np.linalg.norm(g - exact) / size))


def _checked_sweeps(sweeps) -> int:
    if isinstance(sweeps, str) and sweeps == "all":
        return SETTLED
    if isinstance(sweeps, bool) or not isinstance(sweeps, (int, np.integer)) or not 1 <= sweeps <= MOST_SWEEPS:
        raise ValueError(f'sweeps must be "all" or a whole number from 1 to {MOST_SWEEPS}, got {sweeps!r}')
    return int(sweeps)
