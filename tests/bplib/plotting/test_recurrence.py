"""A network unrolled in time, and the uses of its recurrent weight."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from bplib.layers import Elman, LayerParameters
from bplib.plotting.figure import alternative, figure
from bplib.plotting.recurrence import draw_unrolled, draw_uses, shares_of_uses
from bplib.plotting.style import NEGATIVE, POSITIVE


def written(drawn, kind):
    return {key[1]: text.get_text() for key, text in drawn.texts.items() if key[0] == kind}


def test_a_chain_says_what_goes_forward_what_comes_back_and_where_it_is_cut():
    fig, ax = figure(frames=False)
    drawn = draw_unrolled(
        ax, ("0", "1", "1.5"), inputs=("x", "y"), outputs={2: "C"}, weight="u", back=("¼", "½"), cut=(2,)
    )
    assert written(drawn, "state") == {0: "0", 1: "1", 2: "1.5"}
    assert written(drawn, "input") == {1: "x", 2: "y"}
    assert written(drawn, "output") == {2: "C"}
    assert written(drawn, "next") == {1: "u", 2: "u"}
    assert written(drawn, "back") == {1: "¼", 2: "½"}
    assert written(drawn, "cut") == {2: "×"}
    between = [drawn.texts["state", t].get_position()[0] for t in (1, 2)]
    assert between[0] < drawn.texts["cut", 2].get_position()[0] < between[1]
    assert alternative(fig) == (
        "A network unrolled in time: the states 0, 1, 1.5, each leading to the next by u. "
        "Back from the last: ½, ¼. The way back from moment 2 to 1 is cut off."
    )


def test_what_comes_back_points_to_the_left_and_is_dotted_where_it_is_cut():
    _, ax = figure(frames=False)
    draw_unrolled(ax, ("0", "1", "1.5"), back=("¼", "½"), cut=(2,))
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    back = [arrow for arrow in arrows if arrow.xy[0] < arrow.get_position()[0]]
    forward = [arrow for arrow in arrows if arrow.xy[0] > arrow.get_position()[0]]
    assert (len(forward), [arrow.arrow_patch.get_linestyle() for arrow in back]) == (2, ["-", ":"])
    assert all(there.xy[1] < here.xy[1] for there, here in zip(forward, back, strict=True)), "y goes downwards"
    before, *states = ax.patches
    assert same_color(before.get_facecolor(), "white"), "the state before the first moment"
    assert not any(same_color(state.get_facecolor(), "white") for state in states)


def test_a_chain_may_be_bare():
    _, ax = figure(frames=False)
    assert {key[0] for key in draw_unrolled(ax, ("a", "b")).texts} == {"state", "next"}


def test_the_shares_of_the_uses_are_those_of_the_gradient_and_make_1(rng):
    layer = Elman(2, 3)
    parameters = LayerParameters(layer, flat=rng.normal(size=18))
    grad = parameters.like(np.zeros(18))
    _, (x, Z, H) = layer.unroll(parameters.view, rng.normal(size=(5, 4, 2)))
    g = rng.normal(size=(5, 4, 3))
    layer.through_time(parameters.view, (x, Z, H), g, grad.view)
    D, later = np.empty_like(g), 0
    for t in range(4, -1, -1):
        D[t] = (g[t] + later) * (1 - H[t + 1] ** 2)
        later = D[t] @ parameters.view.U
    shares = shares_of_uses(D, H[:-1])
    U = grad.view.U
    np.testing.assert_allclose(shares, [np.sum((d.T @ h) * U) / np.sum(U**2) for d, h in zip(D, H[:-1], strict=True)])
    assert shares.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="no moment has a share"):
        shares_of_uses(np.zeros_like(D), H[:-1])


def test_bars_have_the_colour_of_their_sign_and_are_empty_where_the_window_cuts():
    _, (ax, other) = figure(columns=2)
    bars = draw_uses(ax, np.array([0.25, -0.5, 1.25]), 2)
    assert [bar.get_height() for bar in bars] == [0.25, -0.5, 1.25]
    assert [bar.get_facecolor()[3] for bar in bars] == [0, 1, 1]
    assert [bar.get_hatch() or "" for bar in bars] == ["", "//", ""]
    assert ax.get_xlim()[0] < 0.6
    assert ax.get_xlim()[1] > 3.4
    assert bars[1].get_facecolor() != bars[1].get_edgecolor()  # or the hatch could not be seen
    coloured = draw_uses(other, np.array([0.25, -0.5]), log=True)
    assert [bar.get_height() for bar in coloured] == [0.25, 0.5]
    assert other.get_yscale() == "log"
    rgb = [tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)) for colour in (POSITIVE, NEGATIVE)]
    np.testing.assert_allclose([bar.get_facecolor()[:3] for bar in coloured], rgb)


@pytest.mark.parametrize("states", [(6, 4, 3), (5, 1, 3), (1, 4, 3)])
def test_states_of_another_shape_do_not_broadcast(states):
    with pytest.raises(ValueError, match=r"before must have shape \(T, m, k\), here \(5, 4, k\), got .*: H\[:-1\]"):
        shares_of_uses(np.ones((5, 4, 3)), np.ones(states))


def test_errors_that_are_no_numbers_and_windows_of_nothing_are_refused():
    with pytest.raises(ValueError, match="D must be finite"):
        shares_of_uses(np.full((5, 4, 3), np.nan), np.ones((5, 4, 3)))
    _, ax = figure()
    with pytest.raises(ValueError, match="window must be at least 1, got 0"):
        draw_uses(ax, np.ones(3), 0)
    with pytest.raises(ValueError, match=r"shares must have shape \(T,\), got \(3, 2\)"):
        draw_uses(ax, np.ones((3, 2)))
    with pytest.raises(ValueError, match="inputs must be 2, one for each moment after the first state, or none; got 1"):
        draw_unrolled(ax, ("0", "1", "2"), inputs=("x",))
