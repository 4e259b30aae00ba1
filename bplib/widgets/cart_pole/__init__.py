"""The cart and pole: a policy that learns to balance, how each moment is judged, and δ at its outputs.

The mathematics runs in the browser (``mathematics.js``).  This package checks what goes in, computes the same with the
library (``run.py``), and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.historic.cart_pole import Episodes
from bplib.network import Network
from bplib.plotting.cart_pole import cart_pole_figure, draw_advantages, draw_angle, draw_lengths
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.cart_pole.run import EPISODES, RULES, STEPS, Learning, advantages, learnt

Array = np.ndarray
LARGEST_SEED, MOST_ITERATIONS = 9999, 100
STILL = 30  # iterations that the picture shows where none has been made


class CartPole(BrowserWidget):
    """A cart that learns to balance a pole: ``CartPole("baseline", iterations=30)``.

    ``learning()``, ``episodes()`` and ``advantages()`` give what the page shows, as the library computes it.

    Args:
        rule: what A, the advantage of a moment, is: "total return", "reward-to-go", "baseline" (reward-to-go less the
            mean of all moments, divided by their deviation) or "sign error" (the negative of that).
        gamma: the discount γ, from 0 to 1.
        seed: of the first weights and of all chances, 0 to 9999; with the default the first episode has both colours.
        iterations: how many have been made, up to 100, each from ten episodes of at most 200 steps.  The picture that
            stands in shows 30 where it is 0.
        episode: which of the ten is looked at, from 1.
        moment: which of its moments, from 0; one beyond its end is its end.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "A cart learns to balance", "cartPole"
    _dpi = 90
    _code = script("cart_pole")
    _css = style_sheet("cart_pole", root="cart-pole")

    rule = traitlets.Enum(RULES).tag(sync=True)
    gamma = traitlets.Float(min=0.0, max=1.0).tag(sync=True)
    seed = traitlets.Int(min=0, max=LARGEST_SEED).tag(sync=True)
    iterations = traitlets.Int(min=0, max=MOST_ITERATIONS).tag(sync=True)
    episode = traitlets.Int(min=1, max=EPISODES).tag(sync=True)
    moment = traitlets.Int(min=0, max=STEPS).tag(sync=True)

    def __init__(
        self,
        rule: str = "baseline",
        *,
        gamma: float = 0.99,
        seed: int = 30,
        iterations: int = 0,
        episode: int = 1,
        moment: int = 0,
    ):
        check.choice("rule", rule, dict.fromkeys(RULES))
        super().__init__(
            rule=rule,
            gamma=float(check.number("gamma", gamma, 0, 1)),
            seed=_whole("seed", seed, 0, LARGEST_SEED),
            iterations=_whole("iterations", iterations, 0, MOST_ITERATIONS),
            episode=_whole("episode", episode, 1, EPISODES, ": the ten are counted from 1"),
            moment=_whole("moment", moment, 0, STEPS, ": an episode has at most so many steps"),
        )

    # --- what is shown, in the library

    def learning(self, iterations: int | None = None) -> Learning:
        """Return what is there after so many iterations, default those of the page.  It is kept: do not change it."""
        n = self.iterations if iterations is None else _whole("iterations", iterations, 0, MOST_ITERATIONS)
        return learnt(self.rule, self.gamma, self.seed, n)

    def policy(self) -> Network:
        """Return the network as it is now.  It is kept: do not change it."""
        return self.learning().policy

    def episodes(self) -> Episodes:
        """Return the ten episodes that are shown: those from which the next iteration learns."""
        return self.learning().batch()

    def advantages(self) -> Array:
        """Return A of each moment of these episodes, (T, 10)."""
        return advantages(self.episodes().alive, self.rule, self.gamma)

    # --- the same without a kernel, or without anything that runs

    def _last(self) -> int:
        return self.iterations or STILL

    def figure(self) -> Figure:
        """Return an episode before and after learning, its moments coloured by A, and how long the episodes lasted."""
        fig, axes = cart_pole_figure()
        for name, iterations in (("before", 0), ("after", self._last())):
            played = self.learning(iterations).batch()
            i = self.episode - 1
            alive, A = played.alive[:, i], advantages(played.alive, self.rule, self.gamma)[:, i]
            draw_angle(axes[f"{name} angle"], np.degrees(played.states[alive, i, 2]), STEPS)
            draw_advantages(axes[f"{name} advantage"], A[alive], STEPS)
            title = f"after {_counted(iterations)}" if iterations else "before the first iteration"
            axes[f"{name} angle"].set_title(f"{title}: {alive.sum()} steps", loc="left", fontsize=10)
        draw_lengths(axes["lengths"], self._lengths(), STEPS)
        return fig

    def _lengths(self) -> Array:
        """Return the mean length of the ten episodes, before each iteration and after the last."""
        learning = self.learning(self._last())
        return np.array([*learning.lengths, learning.batch().lengths.mean()])

    def description(self) -> str:
        """Return in words what ``figure`` shows; the last digits of such numbers depend on the processor."""
        lengths = self._lengths()
        return (
            f"The cart and pole: A is {self.rule}, γ = {self.gamma:g}; ten episodes of at most {STEPS} steps.\n"
            f"Steps on average: at first ≈ {lengths[0]:.0f}, after {_counted(self._last())} ≈ {lengths[-1]:.0f}."
        )


def _counted(iterations: int) -> str:
    return f"{iterations} iteration{'' if iterations == 1 else 's'}"


def _whole(name: str, value, low: int, high: int, why: str = "") -> int:
    """Return a whole number in [low, high], or raise an error that says what was expected and what was got."""
    value = check.whole_number(name, value, low)
    if value > high:
        raise ValueError(f"{name} must be at most {high}, got {value}{why}")
    return value
