"""Two ways to make points: a game of two networks, and a network that names noise, side by side.

Both learn in the browser (``mathematics.js`` and its neighbours), by the same backward pass.  ``run.py`` does the same
with the library, and ``tools/two_ways.py`` has written what comes of it after 3,000 steps to ``made.json``: the picture
that stands in where nothing runs shows that.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.data.points import modes
from bplib.plotting.two_ways import (
    ARROWS,
    draw_field,
    draw_noise,
    draw_points,
    draw_wishes,
    square_grid,
    two_ways_figure,
)
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.two_ways.run import DATA, GOALS, LAST_STEP, OWN, clouds_of, real_points

Array = np.ndarray
LAST_SEED, MOST_POINTS, REACH, LEVELS, RATIOS = 9999, 300, 1.6, 20, (1, 10)
LEVEL = 0.3  # of the arrows in the picture


class TwoWays(BrowserWidget):
    """A GAN and a diffusion model that learn side by side from points of the plane: ``TwoWays("spiral")``.

    Args:
        data: "ring" (eight clouds), "spiral", "moons" or "own points".
        points: one's own points, up to 300, each (x, y) from -1.6 to 1.6; they make the data "own points".
        seed: of the initial weights and of all points and noise.
        goal: the cost of G, "-ln D" or "minimax", which is ln(1 - D).
        ratio: how many steps G has in a round, for one of D: 1 or 10.
        level: the noise level that is shown, a place on the way from 0 (σ = 2) to 19 (σ = 0.05); 20 is after the last.
        exact: whether the exact arrows are shown too, where they are known.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "Two ways to make points", "twoWays"
    _dpi = 64
    _code = script("two_ways")
    _css = style_sheet("two_ways", root="two-ways")

    data = traitlets.Enum(DATA).tag(sync=True)
    points = traitlets.List().tag(sync=True)
    seed = traitlets.Int(min=0, max=LAST_SEED).tag(sync=True)
    goal = traitlets.Enum(tuple(GOALS)).tag(sync=True)
    ratio = traitlets.Enum(RATIOS).tag(sync=True)
    place = traitlets.Int(LEVELS, min=0, max=LEVELS).tag(sync=True)
    exact = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        data: str | None = None,
        *,
        points=None,
        seed: int = 0,
        goal: str = "-ln D",
        ratio: int = 1,
        level: int = LEVELS,
        exact: bool = True,
    ):
        data = data or ("ring" if points is None else OWN)
        for name, value, known in (("data", data, DATA), ("goal", goal, GOALS)):
            check.choice(name, value, dict.fromkeys(known))
        if ratio not in RATIOS:
            raise ValueError(f"ratio must be 1 or 10, the steps of G for one of D, got {ratio!r}")
        if not isinstance(exact, bool):
            raise TypeError(f"exact must be True or False, got {exact!r}")
        super().__init__(
            data=data,
            points=_checked_points(points, data),
            seed=_whole("seed", seed, LAST_SEED),
            goal=goal,
            ratio=int(ratio),
            place=_whole("level", level, LEVELS),
            exact=exact,
        )

    # --- without anything that runs

    def real(self) -> Array:
        """Return the real points that the page shows, (300, 2); (0, 2) when there are none yet."""
        if self.data == OWN and not self.points:
            return np.empty((0, 2))
        return real_points(self.data, self.points, self.seed)

    def made(self) -> dict[str, Array] | None:
        """Return what both ways made of this kind of data after 3,000 steps with seed 0; None for one's own points.

        "game" and "diffusion" are points, (240, 2), "field" is what D says of 24 by 24 places, "wishes" are ∂C/∂x of
        the first 60 points of the game, and "noise" is what the other network names on a grid at σ = 0.3.
        """
        return _made().get(self.data)

    def figure(self) -> Figure:
        """Return what both ways came to after 3,000 steps; for one's own points the points alone."""
        fig, left, right = two_ways_figure()
        left.set_title("GAN: where D would send each point", fontsize="large")
        right.set_title(f"diffusion: against the noise, σ = {LEVEL}", fontsize="large")
        made, real = self.made(), self.real()
        for ax, name in ((left, "game"), (right, "diffusion")):
            draw_points(ax, real, np.empty((0, 2)) if made is None else made[name])
        if made is not None:
            draw_field(left, made["field"])
            draw_wishes(left, made["game"][: len(made["wishes"])], made["wishes"])
            clouds = clouds_of(self.data, self.points)
            draw_noise(right, made["noise"], clouds.noise(square_grid(ARROWS), LEVEL) if clouds else None)
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        begin = f"Two ways to make points: {self.data}."
        if (made := self.made()) is None:
            return f"{begin} {len(self.points)} points; nothing has been learnt from them yet."
        both = "; ".join(
            f"the {name} {self._quality(made[key])}" for name, key in (("game", "game"), ("denoiser", "diffusion"))
        )
        return f"{begin} After {LAST_STEP} steps with seed 0, of 240 points each: {both}."

    def _quality(self, points: Array) -> str:
        if clouds := clouds_of(self.data, self.points):
            found = modes(points, clouds)
            return f"hits {found.hit} of 8 clouds, with {found.near:.0%} near one"
        distances = np.hypot(*(points[:, None] - real_points(self.data, [], 0)).transpose(2, 0, 1))
        return f"has {(distances.min(axis=1) <= 0.12).mean():.0%} near a real point"


@cache
def _made() -> dict[str, dict[str, Array]]:
    stored = json.loads((files(__package__) / "made.json").read_text(encoding="utf-8"))
    return {kind: {name: _read(name, values) for name, values in one.items()} for kind, one in stored.items()}


def _read(name: str, values: list[int]) -> Array:
    """Return numbers of the file, which are whole: hundredths, or of vectors tenths."""
    numbers = np.array(values) / (10 if name in ("wishes", "noise") else 100)
    return numbers.reshape(24, 24) if name == "field" else numbers.reshape(-1, 2)


# --- checks


def _whole(name: str, value, high: int) -> int:
    return int(check.number(name, check.whole_number(name, value, 0), 0, high))


def _checked_points(points, data: str) -> list:
    """Return one's own points as a list of pairs, or raise ValueError."""
    if points is None or (isinstance(points, (list, tuple)) and not points):
        return []
    if data != OWN:
        raise ValueError(f'points are for the data "{OWN}", got {data!r}: leave data out')
    values = check.real_matrix("points", points, 2)
    if len(values) > MOST_POINTS:
        raise ValueError(f"points must be at most {MOST_POINTS}, got {len(values)}: take every second one, say")
    if np.abs(values).max() > REACH:
        raise ValueError(
            f"points must lie from -1.6 to 1.6, got {values[np.abs(values).max(axis=1).argmax()]}: scale them"
        )
    return (np.round(values, 2) + 0.0).tolist()
