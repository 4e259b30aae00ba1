"""The wishes of the examples beside what the minibatch does."""

import numpy as np
from matplotlib.colors import to_rgba

from bplib.plotting.figure import alternative, figure, png
from bplib.plotting.style import NEGATIVE, POSITIVE
from bplib.plotting.wishes import draw_wishes


def test_each_wish_has_a_bar_and_the_minibatch_a_broad_one_beside_them(rng):
    wishes = rng.normal(size=(4, 3))
    fig, ax = figure()
    bars = draw_wishes(ax, wishes, wishes.mean(axis=0), ["$w_1$", "$w_2$", "$b$"])
    np.testing.assert_array_equal([bar.get_height() for bar in bars["examples"]], wishes.T.ravel())
    np.testing.assert_array_equal([bar.get_height() for bar in bars["minibatch"]], wishes.mean(axis=0))
    middle = lambda bar: bar.get_x() + bar.get_width() / 2  # noqa: E731
    for p, broad in enumerate(bars["minibatch"]):
        own = bars["examples"][4 * p : 4 * p + 4]
        assert all(p - 0.5 < middle(bar) < broad.get_x() < p + 0.5 for bar in own)
        assert broad.get_width() > 1.2 * own[0].get_width()
        assert np.all(np.diff([middle(bar) for bar in own]) > own[0].get_width()), "no bar on another"
    for bar in (*bars["examples"], *bars["minibatch"]):
        colour, hatch = (POSITIVE, None) if bar.get_height() > 0 else (NEGATIVE, "////")
        assert (bar.get_facecolor(), bar.get_hatch()) == (to_rgba(colour), hatch)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["$w_1$", "$w_2$", "$b$"]
    assert f"Of b the examples want {wishes[0, 2]:+.4f}, " in alternative(fig)
    assert alternative(fig).endswith(f"the minibatch {wishes[:, 2].mean():+.4f}.")
    assert png(fig)
