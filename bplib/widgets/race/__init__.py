"""The race: optimisers run from one starting point over a surface, on its contour map, with their costs beside it.

The mathematics runs in the browser (``mathematics.js``), so the trajectories follow the hand at once and stay
alive in pages without a kernel.  This module checks what goes in, computes the same trajectories with
``bplib.optimizers``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.optimizers.stepping import fraction
from bplib.optimizers.surfaces import RACERS, SURFACES, Surface
from bplib.optimizers.trajectories import racer, trajectory
from bplib.plotting.trajectories import RACER_STYLES, race_figure, report
from bplib.widgets.browser_widget import BrowserWidget, checked_step, script, step_in_picture, style_sheet

SMALLEST, LARGEST = 1e-6, 50.0  # learning rates
MOST_STEPS = 2000


class Race(BrowserWidget):
    """A race of optimisers, for example ``Race("ravine", ["GradientDescent", "Adam"], rates=0.01)``.

    ``paths()`` gives the trajectories that are shown as arrays.

    Args:
        surface: the name of one of ``bplib.optimizers.surfaces.SURFACES``.
        racers: who runs, names from ``bplib.optimizers.surfaces.RACERS``.
        start: the starting point (w₁, w₂) on the map; default: that of the surface.
        rates: "tuned" for the rates of the surface, one number for all, or a dict with numbers for some of the racers
            (the others then run with tuned ones); from 1e-6 to 50.
        beta, beta2: β and β₂, see ``bplib.optimizers.trajectories.racer``.
        steps: the length of the race, up to 2000.
        step: the step that is shown, or "all".  The picture that stands in shows the end at step 0.
        seed: of the noise, where the surface has some.

    Raises:
        ValueError, TypeError: when an argument does not fit.
    """

    _title, _name = "The race", "race"
    _offers = ("surfaces", "styles")
    _dpi = 100
    _code = script("race")
    _css = style_sheet("race", root="race")

    surface = traitlets.Enum(tuple(SURFACES)).tag(sync=True)
    start = traitlets.List(traitlets.Float()).tag(sync=True)
    shown = traitlets.List(traitlets.Enum(RACERS)).tag(sync=True)
    rating = traitlets.Enum(("tuned", "common", "own")).tag(sync=True)
    common = traitlets.Float(0.01).tag(sync=True)  # the rate for all
    own = traitlets.Dict().tag(sync=True)  # the rate of each
    beta = traitlets.Float().tag(sync=True)
    beta2 = traitlets.Float().tag(sync=True)
    steps = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)
    surfaces = traitlets.List().tag(sync=True)  # what the page offers
    styles = traitlets.Dict().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        surface: str = "ravine",
        racers=("GradientDescent", "Momentum", "Adam", "Rprop"),
        *,
        start=None,
        rates: str | float | Mapping[str, float] = "tuned",
        beta: float = 0.9,
        beta2: float = 0.999,
        steps: int = 100,
        step: int | str = 0,
        seed: int = 1,
    ):
        ground = check.choice("surface", surface, SURFACES)
        steps = check.whole_number("steps", steps, low=1)
        settings = {
            "surface": surface,
            "start": _checked_start(start, ground),
            "shown": _checked_racers(racers),
            **_checked_rates(rates),
            "beta": fraction("beta", beta),
            "beta2": fraction("beta2", beta2),
            "steps": int(check.number("steps", steps, 1, MOST_STEPS)),
            "step": checked_step("step", step, steps),
            "seed": check.whole_number("seed", seed, low=1),
        }
        offered, styles = [_plain(one) for one in SURFACES.values()], {n: s._asdict() for n, s in RACER_STYLES.items()}
        super().__init__(**settings, surfaces=offered, styles=styles, original=settings)

    # --- what the learner made of it

    def rates(self) -> dict[str, float]:
        """Return the learning rate of each optimiser that is shown."""
        tuned = SURFACES[self.surface].rates
        given = {"tuned": {}, "common": dict.fromkeys(RACERS, self.common), "own": self.own}[self.rating]
        return {name: given.get(name, tuned[name]) for name in self.shown}

    def paths(self) -> dict[str, np.ndarray]:
        """Return the trajectory of each optimiser that is shown, as ``optimizers.trajectories.trajectory`` does."""
        return {
            name: trajectory(
                *(SURFACES[self.surface], racer(name, rate, self.beta, self.beta2)),
                *(self.start, self.steps, self.seed),
            )
            for name, rate in self.rates().items()
        }

    # --- the same state without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the map and the costs at the step that is shown as a Matplotlib figure."""
        return race_figure(SURFACES[self.surface], self.paths(), step_in_picture(self.step, self.steps))

    def description(self) -> str:
        """Return in words how the race stands at the step that is shown."""
        rates = ", ".join(f"{RACER_STYLES[name].label} {rate:g}" for name, rate in self.rates().items())
        standings = report(SURFACES[self.surface], self.paths(), step_in_picture(self.step, self.steps))
        return f"The race on the surface: {self.surface}.\nLearning rates: {rates or 'nobody runs'}.\n{standings}"


def _plain(surface: Surface) -> dict:
    """Return a surface as the browser takes it: all but its functions, which are there too."""
    names = ("name", "formula", "start", "bounds", "minima", "look", "noise", "rates")
    return {name: getattr(surface, name) for name in names} | {"curvature": surface.largest_curvature}


# --- checks


def _checked_start(start, surface: Surface) -> list[float]:
    """Return a point on the map as a list."""
    point = check.floats("start", surface.start if start is None else start)
    left, right, bottom, top = surface.bounds
    if point.shape != (2,) or not (left <= point[0] <= right and bottom <= point[1] <= top):
        raise ValueError(
            f"start must be a point on the map [{left:g}, {right:g}] x [{bottom:g}, {top:g}], got {start!r}"
        )
    return point.tolist()


def _checked_racers(racers) -> list[str]:
    """Return the names in the order of RACERS."""
    chosen = [racers] if isinstance(racers, str) else list(racers)
    for name in chosen:
        check.choice("each of racers", name, dict.fromkeys(RACERS))
    return [name for name in RACERS if name in chosen]


def _checked_rates(rates) -> dict:
    """Return the settings rating, common and own."""
    if isinstance(rates, str) and rates == "tuned":
        return {"rating": "tuned", "common": 0.01, "own": {}}
    if not isinstance(rates, Mapping):
        if isinstance(rates, str):
            raise ValueError(f'rates must be "tuned", a number or a dict of numbers, got {rates!r}')
        return {"rating": "common", "common": float(check.number("rates", rates, SMALLEST, LARGEST)), "own": {}}
    for name in rates:
        check.choice("each key of rates", name, dict.fromkeys(RACERS))
    own = {name: float(check.number(f"rates[{name!r}]", rate, SMALLEST, LARGEST)) for name, rate in rates.items()}
    return {"rating": "own", "common": 0.01, "own": own}
