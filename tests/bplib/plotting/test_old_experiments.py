"""The figures of the old experiments show the data that they are given."""

import numpy as np
from matplotlib.colors import to_hex

from bplib.plotting.figure import figure, png
from bplib.plotting.old_experiments import draw_flight, draw_people, draw_ratios, draw_sweeps, draw_weights
from bplib.plotting.style import NEGATIVE, POSITIVE, SIGNED_MAP


def test_a_flight_has_its_path_and_its_thrusts(rng):
    places, thrusts = rng.normal(size=(13, 2)), rng.normal(size=(12, 2))
    fig, ax = figure()
    line = draw_flight(ax, places, thrusts, every=4)
    np.testing.assert_array_equal(line.get_xydata(), places)
    (arrows,) = [artist for artist in ax.collections if hasattr(artist, "U")]
    np.testing.assert_array_equal(np.stack([arrows.U, arrows.V], axis=1), thrusts[::4])
    np.testing.assert_array_equal(arrows.XY, places[:-1:4])
    assert png(fig)


def test_weights_are_bars_coloured_by_their_sign():
    _, ax = figure()
    bars = draw_weights(ax, [14.2, -3.6, 7.0], "unit")
    assert [bar.get_height() for bar in bars] == [14.2, -3.6, 7.0]
    assert [text.get_text() for text in ax.texts] == ["14.2", "−3.6", "7"]
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [POSITIVE, NEGATIVE, POSITIVE]
    assert [bar.get_hatch() or "" for bar in bars] == ["", "///", ""]


def test_positive_is_blue_and_negative_orange_on_the_signed_map():
    negative, zero, positive = SIGNED_MAP([0.2, 0.5, 0.8])[:, :3]
    assert negative[0] > 2 * negative[2]
    assert positive[2] > 2 * positive[0]
    np.testing.assert_allclose(zero, 1, atol=0.01)


def test_every_run_is_in_the_histogram():
    _, ax = figure()
    line = draw_sweeps(ax, {"a": np.array([100, 200, 200, 900]), "b": np.array([300])}, 558, "sweeps")
    assert line.get_xdata() == [558, 558]
    areas = [patch.get_path().vertices for patch in ax.patches]
    assert len(areas) == 4
    assert max(vertices[:, 1].max() for vertices in areas) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "printed: 558"]


def test_ratios_and_pure_codes():
    _, ax = figure()
    ratios = np.array([[1.99, 3.95], [1.54, 2.05]])
    points = draw_ratios(ax, ratios, {"1 : 2 : 4": (2, 4)})
    np.testing.assert_array_equal(points.get_offsets(), ratios)
    assert ax.lines[0].get_xydata().tolist() == [[2, 4]]


def test_people_stand_in_two_rows(rng):
    fig, axes = figure(rows=1, columns=2)
    weights = rng.normal(size=(2, 6))
    images = draw_people(axes, weights, {"English": ["A", "B", "C"], "Italian": ["D", "E", "F"]})
    np.testing.assert_array_equal(images[1].get_array(), weights[1].reshape(2, 3))
    largest = np.abs(weights).max()
    assert all(image.get_clim() == (-largest, largest) for image in images)
    assert [label.get_text() for label in axes[0].get_xticklabels()] == ["A / D", "B / E", "C / F"]
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["English", "Italian"]
    assert png(fig)
