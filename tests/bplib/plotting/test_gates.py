"""The drawings of lesson 9b hold the data that they were given."""

import numpy as np

from bplib.data.reber import ARROWS
from bplib.plotting.figure import alternative, figure
from bplib.plotting.gates import draw_cell, draw_machine, draw_runs


def test_a_cell_shows_values_and_gradients_and_says_them():
    fig, ax = figure(frames=False)
    drawing = draw_cell(ax, {"c": 0.8252, "f": 0.5}, {"c": 0.2702, "f": -0.25})
    written = {key: text.get_text() for key, text in drawing.texts.items()}
    assert written["value", "c"] == "0.8252"
    assert (written["gradient", "c"], written["gradient", "f"]) == ("grad +0.2702", "grad −0.2500")
    assert ("value", "o") not in written
    assert "c 0.8252, gradient 0.2702; f 0.5000, gradient -0.2500" in alternative(fig)


def test_the_machine_has_a_letter_at_each_arrow():
    fig, ax = figure(frames=False)
    texts = draw_machine(ax).texts
    for state, arrows in enumerate(ARROWS):
        for which, (letter, _) in enumerate(arrows):
            assert texts["letter", state, which].get_text() == f"{letter} ½"
    assert "from 1 S to 1 or X to 3" in alternative(fig)


def test_runs_have_their_median_and_floors_their_height():
    _, ax = figure()
    values = np.array([[3.0, 1.0, 2.0], [1.0, 0.5, 9.0]])
    (median,) = draw_runs(ax, {"LSTM": (np.array([100, 200]), values)}, "updates", "cost", {"floor": 0.25})
    assert median.get_ydata().tolist() == [2.0, 1.0]
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == values.T.tolist()
    assert min(line.get_alpha() for line in ax.lines[:3]) > 0.8, "an orange run that is paler is lost in the dark"
    assert list(ax.lines[-1].get_ydata()) == [0.25, 0.25]
    assert [text.get_text() for text in ax.texts] == ["floor"]
