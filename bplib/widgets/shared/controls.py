"""Controls from what a lesson writes: ``eta=(0.01, 1, 0.01)`` is a slider, ``name=["tanh", "relu"]`` is a menu."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets


def control(name: str, given) -> widgets.Widget:
    """Return the widget for one control, as ``LiveFigure`` describes it."""
    words = {"description": name.replace("_", " "), "style": {"description_width": "initial"}}
    if isinstance(given, widgets.Widget) and given.has_trait("value"):
        return given
    if isinstance(given, bool):
        return widgets.Checkbox(given, indent=False, **words)
    if isinstance(given, Mapping | list) and given:
        return widgets.Dropdown(options=given, **words)
    if isinstance(given, tuple) and len(given) in (2, 3, 4) and all(isinstance(x, int | float) for x in given):
        return _slider(name, *given, **words)
    raise ValueError(
        f"control {name} must be (low, high), (low, high, step), (low, high, step, start), a list or dict of "
        f"choices, True, False or a widget with a value; got {given!r}"
    )


def _slider(name: str, low, high, step=None, start=None, **words) -> widgets.Widget:
    """Return a slider, for whole numbers when all that is given is whole; it starts at ``start`` or in the middle."""
    whole = all(isinstance(x, int) for x in (low, high, step, start) if x is not None)
    step = step if step is not None else 1 if whole else (high - low) / 100
    if not (low < high and step > 0):
        raise ValueError(f"control {name} needs low < high and step > 0, got {low}, {high} and {step}")
    start = start if start is not None else low + round((high - low) / step / 2) * step
    if not low <= start <= high:
        raise ValueError(f"control {name} must start between {low} and {high}, got {start}")
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    extra = {} if whole else {"readout_format": f".{_decimals(step)}f"}
    return kind(start if whole else round(start, 12), min=low, max=high, step=step, **extra, **words)


def _decimals(step: float) -> int:
    """Return how many decimals a multiple of ``step`` shows, at most 6."""
    return next((n for n in range(6) if abs(round(step, n) - step) < 1e-9), 6)


def set_exactly(name: str, widget: widgets.Widget, value) -> None:
    """Set a widget's value, or raise ValueError when it takes another one (sliders clip what is out of range)."""
    before, widget.value = widget.value, value
    if widget.value != value:
        got, widget.value = widget.value, before
        raise ValueError(f"{name} cannot be {value!r}; the nearest value of its control is {got!r}")


def row_of(*parts: widgets.Widget) -> widgets.HBox:
    """Return widgets side by side, with room between them; where it is too narrow, below each other."""
    return widgets.HBox(parts, layout=widgets.Layout(flex_flow="row wrap", grid_gap="0 12px"))


def labelled(kind, description: str, value, *, width: str = "400px", label_width: str = "110px", **traits):
    """Return a control of some kind with its label, or raise ValueError when it does not take the value."""
    style, layout = {"description_width": label_width}, widgets.Layout(width=width, max_width="97%")
    made = kind(value=value, description=description, style=style, layout=layout, **traits)
    if made.value != value:
        raise ValueError(
            f"{description.lower()} cannot be {value!r} here; the nearest possible value is {made.value!r}"
        )
    return made
