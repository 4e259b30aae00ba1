"""The training playground: watch the decision boundary of a small network move while it trains.

The training happens in the kernel, in short slices: train a few epochs, draw a frame, give way.  Between two slices the
kernel handles clicks, sliders and other cells.  Training does not go on for ever: after ``MOST_EPOCHS`` it pauses.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from html import escape

import ipywidgets as widgets

from bplib.widgets.playground.controls import Controls
from bplib.widgets.playground.mathematics import Choices, TrainingRun
from bplib.widgets.playground.picture import PlaygroundPicture
from bplib.widgets.shared.fast_figure import image_tag, text_of
from bplib.widgets.shared.one_per_cell import OnePerCell
from bplib.widgets.shared.slider_names import SliderNames

MOST_EPOCHS = 2000  # in one go, so that a forgotten page does not keep a processor busy
STATIC_EPOCHS = 100  # what the picture without a kernel shows
SLICE = 0.04  # seconds of training at most before the next frame
FRAME = 0.08  # seconds from frame to frame at least
BREATH = 0.02  # seconds of every frame that belong to the rest of the kernel

_training: weakref.WeakSet[Playground] = weakref.WeakSet()  # at most one: the others pause when one starts


class Playground(OnePerCell, widgets.VBox):
    """Controls, picture and words around a ``TrainingRun``.

    The learning rate, the batch size and the speed may change while it trains; every other choice starts again.  The
    methods do what the buttons do: ``start`` (in a notebook), ``pause``, ``step``, ``reset``, ``new_weights``.
    """

    _task: asyncio.Task | None = None

    def __init__(self, choices: Choices | None = None, *, learning_rate: float = 0.3, batch_size: int = 10):
        self.run = TrainingRun(choices, learning_rate=learning_rate, batch_size=batch_size)
        self._painter, self._epochs_left = PlaygroundPicture(), MOST_EPOCHS
        self.controls = Controls(self.run)
        self._picture, self._words = widgets.HTML(), widgets.HTML()
        super().__init__([self.controls, self._picture, self._words, SliderNames()])
        self._watch()
        for other in list(_training):
            other.pause()
        self._show()

    # --- what the buttons do

    @property
    def running(self) -> bool:
        """Return whether it is training in the background."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Train in the background until ``pause``; RuntimeError where there is no event loop."""
        if self.running:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.controls.start.value = False
            raise RuntimeError(
                "training in the background needs a notebook (a running event loop); use step(epochs)"
            ) from None
        for other in list(_training):
            other.pause()
        _training.add(self)
        self._epochs_left = MOST_EPOCHS
        self._task = loop.create_task(_train(weakref.ref(self)))
        self.controls.show_running(self.running)

    def pause(self) -> None:
        """Stop training; ``start`` goes on from here."""
        if self.running:
            task, self._task = self._task, None
            task.cancel()
        _training.discard(self)
        self.controls.show_running(self.running)

    def step(self, epochs: int = 1) -> None:
        """Pause, train for some epochs and draw."""
        self.pause()
        self.run.step(epochs)
        self._epochs_left = MOST_EPOCHS
        self._show()

    def reset(self) -> None:
        """Pause and go back to the same initial weights."""
        self.pause()
        self._start_again()

    def new_weights(self) -> None:
        """Draw other initial weights; the data stay."""
        self._start_again(seed=self.run.choices.seed + 1)

    def close(self) -> None:
        """Stop training and remove the playground from the page and from the kernel."""
        if self.running:
            self.pause()
        super().close()

    # --- what the picture shows

    def frame(self) -> bytes:
        """Return the picture as a PNG."""
        return self._painter.png(self.run)

    def describe(self) -> str:
        """Return the alternative text of the picture."""
        problem = self.run.choices.problem
        return f"Decision boundary for {problem}; cost and accuracy over the epochs. {self.words()}"

    def words(self) -> str:
        """Return the line below the picture: epoch, cost, accuracy and how the training goes."""
        return f"{self.run.summary()}. {self._status()}"

    def _status(self) -> str:
        waits = "" if self._epochs_left else f" Paused after {MOST_EPOCHS} epochs; Start goes on."
        return self.run.status() + waits

    def _show(self) -> None:
        self._picture.value = image_tag(self.frame(), self.describe())
        words = f"{escape(self.run.summary())}<br><b>{escape(self._status())}</b>"
        self._words.value = f'<div style="line-height: 1.5">{words}</div>'

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """Return the live playground, and for where there is no kernel a picture after 100 epochs with a text."""
        trained = TrainingRun(self.run.choices, learning_rate=self.run.learning_rate, batch_size=self.run.batch_size)
        trained.step(STATIC_EPOCHS)
        words = f"Training playground, {trained.choices.problem}. {trained.summary()}. {trained.status()}"
        picture = {"text/plain": words, "image/png": text_of(PlaygroundPicture().png(trained))}
        return dict(super()._repr_mimebundle_(**kwargs) or {}) | picture

    def _watch(self) -> None:
        """Connect the controls to the methods."""
        controls = self.controls
        controls.start.observe(lambda change: self.start() if change.new else self.pause(), "value")
        controls.step.on_click(lambda _: self.step())
        controls.reset.on_click(lambda _: self.reset())
        controls.new_weights.on_click(lambda _: self.new_weights())
        for name, control in controls.choices.items():
            control.observe(lambda change, name=name: self._start_again(**{name: change.new}), "value")
        for name, control in controls.rates.items():
            control.observe(lambda change, name=name: setattr(self.run, name, change.new), "value")

    def _start_again(self, **changes) -> None:
        self.run.reset(**changes)
        self._epochs_left = MOST_EPOCHS
        self._show()

    def _train_slice(self) -> bool:
        """Train for one frame and draw it; return whether there is more to do."""
        end = time.perf_counter() + SLICE
        for _ in range(min(self.controls.speed.value, self._epochs_left)):
            self.run.step()
            self._epochs_left -= 1
            if time.perf_counter() > end:
                break
        self._show()
        return self._epochs_left > 0 and not self.run.overflowed


async def _train(playground: weakref.ref) -> None:
    """Train slice by slice, until paused, overflowed or forgotten; the task does not keep the playground alive."""
    while (here := playground()) is not None:
        begun = time.perf_counter()
        try:
            more = here._train_slice()
        except BaseException:
            here.pause()
            raise
        if not more:
            here.pause()
        del here
        await asyncio.sleep(max(BREATH, begun + FRAME - time.perf_counter()))
