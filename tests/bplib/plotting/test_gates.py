"""The drawings of lesson 9b hold the data that they were given."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from bplib.data.reber import ARROWS, END
from bplib.plotting.diagram import NEGATIVE, POSITIVE
from bplib.plotting.figure import alternative, figure
from bplib.plotting.gates import draw_cell, draw_machine, draw_runs

CELL = {  # what each box is made from, by the equations of the cell
    "z": {"h before"},
    **{gate: {"z"} for gate in "figo"},
    "keep": {"c before", "f"},
    "write": {"i", "g"},
    "add": {"keep", "write"},
    "c": {"add"},
    "tanh c": {"c"},
    "read": {"tanh c", "o"},
    "h": {"read"},
}


def arrows(ax):
    """Return the arrows that were drawn."""
    return [text for text in ax.texts if getattr(text, "arrow_patch", None)]


def ends(arrow):
    """Return where an arrow begins and where it ends."""
    return np.array(arrow.get_position()), np.array(arrow.xy)


def nearest(point, places):
    """Return the name of the place that is nearest to a point; the boxes of the cell are twice as wide as high."""
    return min(places, key=lambda name: np.abs((np.array(places[name]) - point) / (2, 1)).max())


def test_the_arrows_of_a_cell_are_its_equations_and_the_way_through_the_cell_is_thick():
    _, ax = figure(frames=False)
    texts = draw_cell(ax, {}, {}).texts
    places = {name: text.get_position() for (_, name), text in texts.items()}
    places |= {("z", x): (x, 355) for x in (400, 560)}  # its box is wider than the others
    made, thick = {}, set()
    for arrow in arrows(ax):
        start, end = (("z" if one[0] == "z" else one) for one in (nearest(one, places) for one in ends(arrow)))
        made.setdefault(end, set()).add(start)
        if arrow.arrow_patch.get_linewidth() > 2:
            thick.add((start, end))
    assert made == CELL
    assert thick == {("c before", "keep"), ("keep", "add"), ("add", "c")}
    written = {name: texts["name", name].get_text() for name in ("keep", "write", "read", "add", *"figo")}
    assert written == {
        **dict.fromkeys(("keep", "write", "read"), "×"),
        "add": "+",
        "f": "forget $f$",
        "i": "input $i$",
        "g": "new $g$",
        "o": "output $o$",
    }


def test_a_cell_shows_values_and_gradients_and_says_them():
    fig, ax = figure(frames=False)
    drawing = draw_cell(ax, {"c": 0.8252, "f": 0.5}, {"c": 0.2702, "f": -0.25})
    written = {key: text.get_text() for key, text in drawing.texts.items()}
    assert written["value", "c"] == "0.8252"
    assert (written["gradient", "c"], written["gradient", "f"]) == ("grad +0.2702", "grad −0.2500")
    assert ("value", "o") not in written
    colours = [drawing.texts["gradient", name].get_color() for name in ("c", "f")]
    assert colours == [POSITIVE, NEGATIVE]
    assert "c 0.8252, gradient 0.2702; f 0.5000, gradient -0.2500" in alternative(fig)


def test_the_machine_has_a_letter_at_each_arrow():
    fig, ax = figure(frames=False)
    texts = draw_machine(ax).texts
    for state, arrows in enumerate(ARROWS):
        for which, (letter, _) in enumerate(arrows):
            assert texts["letter", state, which].get_text() == f"{letter} ½"
    assert "from 1 S to 1 or X to 3" in alternative(fig)


def test_the_arrows_of_the_machine_lead_where_the_grammar_does_and_each_letter_stands_at_its_own():
    _, ax = figure(frames=False)
    texts = draw_machine(ax).texts
    places = {key[1]: np.array(text.get_position()) for key, text in texts.items() if key[0] == "state"}
    *inner, begin, end = arrows(ax)
    drawn = [tuple(nearest(one, places) for one in ends(arrow)) for arrow in inner]
    grammar = [(state, after) for state, leaving in enumerate(ARROWS) for _, after in leaving]
    assert drawn == grammar
    for arrow, letter, state, inwards in ((begin, "B", 0, 1), (end, "E", END, 0)):
        assert nearest(ends(arrow)[inwards], places) == state
        assert ends(arrow)[0][0] < texts["letter", letter].get_position()[0] < ends(arrow)[1][0]
    middles = dict(zip(((s, i) for s in range(len(ARROWS)) for i in (0, 1)), inner, strict=True))
    for key, arrow in middles.items():
        letter, (start, stop) = np.array(texts["letter", *key].get_position()), ends(arrow)
        if ARROWS[key[0]][key[1]][1] == key[0]:
            side = start[1] - places[key[0]][1]
            assert letter[0] == places[key[0]][0]
            assert (letter[1] - start[1]) * side > 0, "above a loop that goes up, below one that goes down"
        else:
            along = (letter - start) @ (stop - start) / np.sum((stop - start) ** 2)
            assert 0.2 < along < 0.8
            assert np.linalg.norm(start + along * (stop - start) - letter) < 35


def test_runs_have_their_median_and_floors_their_height():
    _, ax = figure()
    values = np.array([[3.0, 1.0, 2.0], [1.0, 0.5, 9.0]])
    (median,) = draw_runs(ax, {"LSTM": (np.array([100, 200]), values)}, "updates", "cost", {"floor": 0.25})
    assert median.get_ydata().tolist() == [2.0, 1.0]
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == values.T.tolist()
    assert min(line.get_alpha() for line in ax.lines[:3]) > 0.8, "an orange run that is paler is lost in the dark"
    assert list(ax.lines[-1].get_ydata()) == [0.25, 0.25]
    assert [text.get_text() for text in ax.texts] == ["floor"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("updates", "cost")


def test_runs_of_two_kinds_are_told_apart():
    _, ax = figure()
    medians = draw_runs(ax, {name: (np.arange(2), np.ones((2, 1))) for name in ("LSTM", "GRU")}, "", "")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["LSTM", "GRU"]
    assert not same_color(*(line.get_color() for line in medians))
    assert len({line.get_linestyle() for line in medians}) == 2


def test_what_cannot_be_drawn_is_an_error():
    _, ax = figure()
    with pytest.raises(ValueError, match="a cell has no 'q': its boxes are c before, keep"):
        draw_cell(ax, {"q": 1.0}, {})
    with pytest.raises(ValueError, match=r"values of LSTM must have shape \(looks, R\), here \(2, R\), got \(3, 2\)"):
        draw_runs(ax, {"LSTM": (np.arange(2), np.ones((3, 2)))}, "", "")
