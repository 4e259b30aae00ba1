"""The drawings of lesson 7b hold the data that they were given."""

import numpy as np

from bplib.plotting.figure import alternative, figure
from bplib.plotting.remedies import draw_coupling, draw_factors, draw_sharing, draw_taken_away


def test_a_table_marks_what_shares_a_mean_and_says_so():
    fig, axes = figure(columns=2)
    column, row = np.zeros((3, 4)), np.zeros((3, 4))
    column[:, 1] = row[2] = 1
    mesh = draw_sharing(axes[0], column, "over the examples")
    draw_sharing(axes[1], row, "over the units")
    assert (np.asarray(mesh.get_array()).reshape(3, 4) > 0).tolist() == (column > 0).tolist()
    assert alternative(fig) == (
        "over the examples: one column of the table is marked. over the units: one row is marked."
    )


def test_bars_have_the_heights_of_each_stage():
    _, ax = figure()
    stages = {"all": np.array([1.0, 0.0, -1.0]), "rest": np.array([0.5, 0.25, -0.75])}
    for bars, values in zip(draw_taken_away(ax, stages), stages.values(), strict=True):
        assert [bar.get_height() for bar in bars] == values.tolist()


def test_a_matrix_is_drawn_with_its_numbers():
    _, ax = figure()
    J = np.array([[0.25, -0.5], [0.0, 1.0]])
    mesh = draw_coupling(ax, J)
    assert (np.asarray(mesh.get_array()).reshape(2, 2) == J).all()
    assert [text.get_text() for text in ax.texts] == ["+0.25", "−0.50", "+0.00", "+1.00"]


def test_each_kind_has_its_markers_and_only_the_predicted_ones_strokes():
    _, ax = figure()
    measured = {"none": np.array([1.0, 0.5]), "batch norm": np.array([1.2, 1.1])}
    lines = draw_factors(ax, ("ReLU", "tanh"), measured, {"batch norm": np.array([1.21, 1.08])})
    assert [line.get_ydata().tolist() for line in lines] == [[1.0, 0.5], [1.2, 1.1]]
    strokes = [line for line in ax.lines if line.get_marker() == "_"]
    assert [line.get_ydata().tolist() for line in strokes] == [[1.21, 1.08]]
    assert np.allclose(strokes[0].get_xdata(), lines[1].get_xdata())
