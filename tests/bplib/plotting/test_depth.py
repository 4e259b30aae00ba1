"""Lines that were predicted, and dots that were measured."""

import numpy as np

from bplib.plotting.depth import draw_predicted
from bplib.plotting.depth_explorer import BINS, draw_strip
from bplib.plotting.figure import figure


def test_every_run_is_a_dot_at_its_place_beside_the_line_of_its_name():
    _, ax = figure()
    x, at = np.arange(5.0), np.array([1.0, 3.0])
    predicted = {"order": x / 2, "chaos": x**2}
    measured = {"order": np.array([[0.4, 1.4], [0.6, 1.6]]), "chaos": np.array([[1.1, 8.9]])}
    dots = draw_predicted(ax, x, predicted, at, measured, xlabel="depth", ylabel="factor", log="y")
    assert [line.get_label() for line in ax.get_lines()[:2]] == ["order", "chaos"]
    np.testing.assert_array_equal(ax.get_lines()[1].get_xydata(), np.transpose([x, x**2]))
    np.testing.assert_array_equal(dots[0].get_xydata(), [[1, 0.4], [3, 1.4], [1, 0.6], [3, 1.6]])
    np.testing.assert_array_equal(dots[1].get_xydata(), [[1, 1.1], [3, 8.9]])
    assert [dot.get_color() for dot in dots] == [line.get_color() for line in ax.get_lines()[:2]]
    assert dots[0].get_marker() != dots[1].get_marker()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("depth", "factor", "log")


def test_what_lies_beyond_the_ends_of_the_strip_is_counted_in_its_last_bins():
    _, ax = figure()
    values = [np.array([1e3, 2e3, -1e3, 0.0]), np.array([np.nan, 0.0, 0.0, 1.0])]
    draw_strip(ax, values, np.array([1e6, 1.0]), "z", bounded=False)
    shares = np.asarray(ax.collections[0].get_array()).reshape(BINS, 2) ** 2
    np.testing.assert_allclose([shares[-1, 0], shares[0, 0], *shares.sum(axis=0)], [0.5, 0.25, 1, 0.75])
    np.testing.assert_allclose(ax.lines[0].get_ydata(), np.arcsinh([30, 1]))
