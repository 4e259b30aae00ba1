"""The picture of the docket: a sign for each claim, in the row of its topic, and no verdict by its colour alone."""

from matplotlib.backends.backend_agg import FigureCanvasAgg

from bplib.plotting.docket import docket_figure, draw_docket
from bplib.plotting.figure import alternative, figure

TABLE = {"history": [1, 2, 0, 0], "uses": [0, 1, 3, 2]}
VERDICTS = ["true", "with conditions", "false", "empty"]


def test_the_signs_hold_the_counts():
    _, ax = figure()
    drawn = draw_docket(ax, TABLE, VERDICTS)
    assert list(drawn) == VERDICTS
    for i, verdict in enumerate(VERDICTS):
        assert [len(line.get_xdata()) for line in drawn[verdict]] == [counts[i] for counts in TABLE.values()]
        assert all(set(line.get_ydata()) <= {row} for row, line in enumerate(drawn[verdict]))
    for row, counts in enumerate(TABLE.values()):
        places = sorted(x for verdict in VERDICTS for x in drawn[verdict][row].get_xdata())
        assert places == list(range(sum(counts))), "one behind the other"
    looks = {(line.get_marker(), line.get_fillstyle()) for (line, _) in drawn.values()}
    assert len(looks) == len(VERDICTS)
    assert [text.get_text() for text in ax.texts] == ["1 of 3", "0 of 6"]


def test_the_figure_says_its_numbers_and_nothing_is_cut_off():
    fig = docket_figure(TABLE, VERDICTS)
    (legend,) = fig.legends
    said = [text.get_text() for text in legend.get_texts()]
    assert said == ["true: 1", "with conditions: 3", "false: 3", "empty: 2"]
    assert fig.axes[0].get_title(loc="left").startswith("9 claims")
    assert alternative(fig) == (
        "history: 1 true, 2 with conditions, 0 false, 0 empty. uses: 0 true, 1 with conditions, 3 false, 2 empty."
    )
    renderer = FigureCanvasAgg(fig).get_renderer()
    fig.draw(renderer)
    for text in (*fig.axes[0].texts, *fig.axes[0].get_yticklabels(), *legend.get_texts()):
        box = text.get_window_extent(renderer)
        assert 0 <= box.x0 < box.x1 <= fig.bbox.width, text.get_text()
