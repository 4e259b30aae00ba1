"""The learning-rate finder: the range test of a rule on handwritten digits, and runs with the rates that one chooses.

On the left the cost while the rate grows.  The reader guesses first: moves the marker to where training should go
well, and presses the button.  Then the range in which to look for a good rate is shaded, and said beside the guess; on
the right are five passes of training with the rate of the slider.  The marker follows the slider at once; training
waits until it rests.  Each run leaves a grey line on the right and, for the same rule and batch size, a point on the
left: so the range test is held against what it promised.
"""

from __future__ import annotations

import asyncio

import ipywidgets as widgets
import numpy as np

from bplib import _validation as check
from bplib.widgets.live_figure import LiveFigure
from bplib.widgets.rate_finder.mathematics import (
    BATCH_SIZES,
    RATES,
    RULES,
    Choice,
    Run,
    guess_in_words,
    in_words,
    range_test_of,
    trained,
    written,
)
from bplib.widgets.rate_finder.picture import draw_runs, draw_test, hide_the_answer, setup
from bplib.widgets.shared.controls import labelled
from bplib.widgets.shared.fast_figure import text_of

REST = 0.15  # seconds without a change after which the training begins
MIDDLE = RATES[len(RATES) // 2]  # where the marker is before anything has been guessed


class RateFinder(LiveFigure):
    """A range test and runs that follow rule, batch size and rate, for example ``RateFinder("Adam", rate=0.01)``.

    Args:
        rule: one of RULES.
        batch_size: one of BATCH_SIZES.
        rate: one of RATES, ten in a decade from 0.00001 to 100.
        earlier: rates of runs that are there from the start, for comparison.
        guess_first: for each rule and batch size, keep range and runs back until the rate has been guessed.  The
            marker then begins in the middle; ``rate`` is that of the picture that stands in where nobody can guess.
    """

    _timer: asyncio.TimerHandle | None = None
    _resting = True  # whether the controls stand still, so that a run is wanted

    def __init__(
        self,
        rule: str = "GradientDescent",
        batch_size: int = 64,
        rate: float = 0.25,
        earlier: tuple = (0.01, 2.5),
        guess_first: bool = True,
    ):
        self._start = start = _checked(Choice(rule, batch_size, rate))
        self._guess_first = bool(guess_first)
        self._guesses: dict[tuple[str, int], float | None] = {}  # by rule and batch size; None where code has chosen
        self._guess = widgets.Button(description="This is my guess", button_style="primary")
        self._guess.on_click(lambda _: self.guess())
        self._runs = {one: trained(one) for one in (_checked(start._replace(rate=rate)) for rate in earlier)}
        alt = "Range test of {rule} on digits, batches of {batch_size}, and training runs"
        super().__init__(
            setup,
            self._draw_all,
            alt=alt,
            size=(8.8, 3.9),
            **_controls(start._replace(rate=MIDDLE) if guess_first else start),
        )
        self._forget = widgets.Button(description="Forget earlier runs", tooltip="Remove the grey lines and points")
        self._forget.on_click(lambda _: self.forget())
        rule, batch_size, rate = self.controls.values()
        self.children[0].children = (rule, batch_size, self._forget, rate, self._guess)

    @property
    def choice(self) -> Choice:
        """Return what the controls say."""
        return Choice(**self.values)

    @property
    def runs(self) -> dict[Choice, Run]:
        """Return the runs made so far, the latest last."""
        return dict(self._runs)

    @property
    def waits(self) -> bool:
        """Return whether the rate for the present rule and batch size is still to be guessed."""
        return self._guess_first and self.choice[:2] not in self._guesses

    def guess(self) -> RateFinder:
        """Take the present rate as the guess, train with it, show the range, and return the finder itself."""
        if self.waits:
            self._guesses[self.choice[:2]] = self.choice.rate
        self._come_to_rest()
        return self

    def set(self, **values) -> RateFinder:
        """Set controls by name, train, draw and return the finder itself: what code chooses is no guess."""
        chosen = _checked(self.choice._replace(**{name: values[name] for name in values.keys() & self.controls.keys()}))
        self._guesses.setdefault(chosen[:2], None)
        super().set(**values)
        self._come_to_rest()
        return self

    def forget(self) -> None:
        """Forget all runs but the present one."""
        self._runs.clear()
        self._come_to_rest()

    def close(self) -> None:
        """Remove the finder from the page and from the kernel."""
        self._stop_waiting()
        super().close()

    # --- what happens when a control moves

    def _changed(self, change) -> None:
        """Move the marker at once; train when nothing has changed for a while, or at once where no time passes."""
        self._stop_waiting()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._resting = True
        else:
            self._resting = False
            self._timer = loop.call_later(REST, self._come_to_rest)
        super()._changed(change)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _come_to_rest(self) -> None:
        self._stop_waiting()
        self._resting = True
        self._show()

    def _draw_all(self, artists: dict, rule: str, batch_size: int, rate: float) -> str:
        """Draw the present choice, trained if the controls rest, and return what there is to see in words."""
        choice = Choice(rule, batch_size, rate)
        waits = self._guess_first and choice[:2] not in self._guesses
        self._guess.disabled, self._guess.button_style = not waits, "primary" if waits else ""
        if waits:
            draw_test(artists, choice, range_test_of(rule, batch_size), {})
            hide_the_answer(artists)
            return guess_in_words(choice, None)
        if self._resting:
            self._runs.pop(choice, None)
            self._runs[choice] = trained(choice)  # the latest is the last
        draw_test(artists, choice, range_test_of(rule, batch_size), self._runs)
        draw_runs(artists, choice, self._runs)
        said, guessed = in_words(choice, self._runs.get(choice)), self._guesses.get(choice[:2])
        return said if guessed is None else f"{said} {guess_in_words(choice, guessed)}"

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """Return the live widget, and where nobody can guess the picture and the words with ``rate``."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if not self.waits:
            return bundle
        runs, guesses = dict(self._runs), dict(self._guesses)
        self._guesses[self._start[:2]] = None
        caption = self._draw_all(self.artists, *self._start)
        told = f"Live figure: {self._alt.format(**self._start._asdict())}. {caption}"
        picture = text_of(self._fast.png())
        self._runs, self._guesses = runs, guesses
        self._show()
        return bundle | {"text/plain": told, "image/png": picture}


def _controls(start: Choice) -> dict[str, widgets.Widget]:
    """Return a control for each field of ``Choice``, set to ``start``."""
    slider, look = widgets.SelectionSlider, {"label_width": "initial"}
    rates = [(written(rate), rate) for rate in RATES]
    return {
        "rule": labelled(widgets.Dropdown, "Rule", start.rule, options=list(RULES), **look, width="16em"),
        "batch_size": labelled(slider, "Batch size", start.batch_size, options=BATCH_SIZES, **look, width="20em"),
        "rate": labelled(slider, "Learning rate", start.rate, options=rates, **look, width="48em"),
    }


def _checked(choice: Choice) -> Choice:
    """Return the choice, or raise ValueError/TypeError when the controls do not offer it."""
    for name, offered in (("rule", tuple(RULES)), ("batch_size", BATCH_SIZES)):
        value = getattr(choice, name)
        if value not in offered:
            raise ValueError(f"{name} must be one of {', '.join(map(str, offered))}; got {value!r}")
    rate = check.number("a rate", choice.rate, RATES[0], RATES[-1])
    if rate not in RATES:
        nearest = min(RATES, key=lambda one: abs(np.log(one / rate)))
        raise ValueError(f"there are ten rates in a decade; the nearest to {rate!r} is {written(nearest)}")
    return choice
