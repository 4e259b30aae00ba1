"""Live figures without a browser: what they draw, when they draw it, and what they say to wrong arguments."""

import asyncio
import base64
import gc
import io
import subprocess
import sys
import weakref

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib import _pylab_helpers
from PIL import Image

from bplib.widgets.live_figure import LiveFigure
from bplib.widgets.shared.controls import control
from bplib.widgets.shared.fast_figure import FastFigure, image_tag


def setup(figure):
    ax = figure.subplots()
    ax.set(xlim=(-2, 2), ylim=(0, 4), xlabel="w", ylabel="cost")
    return ax.plot([], [], "o", markersize=20, color="#ff0000")[0]


def update(point, w, shift=0):
    point.set_data([w], [w**2 + shift])


def figure(**controls):
    return LiveFigure(setup, update, alt="The cost at w = {w}", **(controls or {"w": (-2, 2, 0.1)}))


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def red_centre(png):
    """Return the mean column and row of the red pixels."""
    red = (pixels(png) == [255, 0, 0]).all(axis=2)
    return np.argwhere(red).mean(axis=0)[::-1]


def shown(live):
    """Return what the picture on the page shows, as a PNG."""
    return base64.b64decode(live._picture.value.split("base64,")[1].split('"')[0])


def test_the_picture_follows_the_slider():
    live = figure()
    first = red_centre(shown(live))
    live.controls["w"].value = 1.0
    second = red_centre(shown(live))
    assert second[0] > first[0] + 50
    assert second[1] < first[1] - 20  # w² has grown, and rows count from the top
    assert shown(live) == live.frame()


def test_a_cached_frame_equals_a_full_drawing():
    live = figure()
    live.set(w=-1.5).set(w=0.7)
    fresh = figure().set(w=0.7)
    fresh._fast._background = None
    assert np.array_equal(pixels(live.frame()), pixels(fresh.frame()))


def test_changed_limits_are_drawn():
    fast = FastFigure(setup)
    fast.artists.set_data([1], [1])
    before = pixels(fast.png())
    fast.figure.axes[0].set_xlim(0, 100)
    after = pixels(fast.png())
    numbers = np.s_[-60:]  # the strip below the axes
    assert (after[numbers] != before[numbers]).any()
    fast.figure.axes[0].set_xlim(-2, 2)
    assert np.array_equal(pixels(fast.png()), before)


def test_artists_are_drawn_in_the_order_of_their_depth():
    def two(figure):
        ax = figure.subplots()
        ax.set(xlim=(0, 2), ylim=(0, 2))
        return {
            "above": ax.plot([1], [1], "o", markersize=20, color="#ff0000", zorder=5),
            "below": ax.plot([1], [1], "o", markersize=40, color="#0000ff", zorder=2),
        }

    assert red_centre(FastFigure(two).png()).shape == (2,)


def test_set_draws_once_and_returns_the_figure():
    frames = []
    live = LiveFigure(setup, lambda point, w, shift: frames.append((w, shift)), alt="a", w=(0, 10), shift=(0, 10))
    frames.clear()
    assert live.set(w=3, shift=4) is live
    assert frames == [(3, 4)]


def test_the_latest_value_wins():
    frames = []
    live = LiveFigure(setup, lambda point, w: frames.append(w), alt="a", w=(0, 100))

    async def drag():
        frames.clear()
        for value in range(20):
            live.controls["w"].value = value
        assert frames == []
        await asyncio.sleep(0)
        live.controls["w"].value = 70
        await asyncio.sleep(0)

    asyncio.run(drag())
    assert frames == [19, 70]
    live.controls["w"].value = 5  # and without an event loop at once
    assert frames == [19, 70, 5]


def test_alternative_text_and_caption():
    live = LiveFigure(setup, lambda point, w: f"Here w < {w:.1f}.", alt='The "cost" at w = {w}', w=(0, 1, 0.1, 0.1))
    live.controls["w"].value = 0.1 + 0.2
    assert live.describe() == 'The "cost" at w = 0.3. Here w < 0.3.'
    assert 'alt="The &quot;cost&quot; at w = 0.3. Here w &lt; 0.3."' in live._picture.value
    assert ">Here w &lt; 0.3.<" in live._caption.value


def test_static_picture_is_the_frame_and_deterministic():
    one, two = figure()._repr_mimebundle_(), figure()._repr_mimebundle_()
    assert one["text/plain"] == two["text/plain"] == "Live figure: The cost at w = 0.0."
    assert one["image/png"] == two["image/png"]
    assert "application/vnd.jupyter.widget-view+json" in one
    png = base64.b64decode(one["image/png"])
    assert pixels(png).shape == (360, 640, 3)
    assert b"Software" not in png
    assert b"tEXt" not in png


def test_controls_from_abbreviations():
    whole = control("steps", (1, 20))
    assert (type(whole), whole.min, whole.max, whole.step, whole.value) == (widgets.IntSlider, 1, 20, 1, 11)
    real = control("learning_rate", (0.0, 1.0, 0.05, 0.3))
    assert (type(real), real.value, real.readout_format) == (widgets.FloatSlider, 0.3, ".2f")
    assert real.description == "learning rate"
    assert control("eta", (0.01, 1, 0.01)).value == pytest.approx(0.51)
    assert control("eta", (0.0, 2.0)).step == 0.02
    assert control("name", ["tanh", "relu"]).value == "tanh"
    assert control("name", {"a": 1, "b": 2}).value == 1
    assert control("on", True).value is True
    given = widgets.FloatLogSlider()
    assert control("rate", given) is given


@pytest.mark.parametrize("wrong", [None, 3, (1,), (1, 2, 3, 4, 5), ("a", "b"), [], (2, 1), (1, 2, 0), (1, 5, 1, 9)])
def test_wrong_controls(wrong):
    with pytest.raises(ValueError, match="control eta"):
        control("eta", wrong)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="at least one control"):
        LiveFigure(setup, update, alt="a")
    with pytest.raises(ValueError, match="in words what the picture shows"):
        LiveFigure(setup, update, alt=" ", w=(0, 1))
    with pytest.raises(ValueError, match="alt names 'eta', but the controls are w"):
        LiveFigure(setup, update, alt="{eta}", w=(0, 1))
    with pytest.raises(TypeError, match=r"update must accept \(artists, w, eta\)"):
        LiveFigure(setup, update, alt="a", w=(0, 1), eta=(0, 1))
    with pytest.raises(TypeError, match="setup must return artists"):
        LiveFigure(lambda figure: None, update, alt="a", w=(0, 1))
    with pytest.raises(ValueError, match="artists that move"):
        LiveFigure(lambda figure: [], update, alt="a", w=(0, 1))
    with pytest.raises(TypeError, match="None or a caption, got 3"):
        LiveFigure(setup, lambda point, w: 3, alt="a", w=(0, 1))


def test_wrong_values():
    live = figure()
    with pytest.raises(ValueError, match="there is no control eta; the controls are w"):
        live.set(eta=1)
    with pytest.raises(ValueError, match=r"w cannot be 5; the nearest value of its control is 2\.0"):
        live.set(w=5)
    assert live.values == {"w": 0.0}
    live.controls["w"].value = 1.0  # still alive
    assert shown(live) == live.frame()


def test_no_figure_is_left_open():
    open_before = len(_pylab_helpers.Gcf.figs)
    live = figure()
    drawn = weakref.ref(live._fast)
    live.close()
    del live
    gc.collect()
    assert len(_pylab_helpers.Gcf.figs) == open_before
    assert drawn() is None


def test_image_tag_escapes():
    assert image_tag(b"x", 'a "b" <c>').startswith('<img class="bplib-live" alt="a &quot;b&quot; &lt;c&gt;"')


def test_math_stays_light():
    code = "import sys, bplib; print([m for m in ('matplotlib', 'ipywidgets') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
