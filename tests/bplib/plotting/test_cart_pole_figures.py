"""An episode of the cart and pole: what is drawn is what was handed in, and what cannot be drawn is refused."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from bplib.plotting.cart_pole import cart_pole_figure, draw_advantages, draw_angle, draw_lengths
from bplib.plotting.style import NEGATIVE, POSITIVE


def test_the_artists_hold_the_data(rng):
    _, axes = cart_pole_figure()
    A, lengths = np.array([0.5, 0.0, -3.0]), [20.0, 60.0, 200.0]
    line = draw_angle(axes["before angle"], A * 2, 200)
    np.testing.assert_array_equal(line.get_xydata(), [[0, 1], [1, 0], [2, -6]])
    bars = draw_advantages(axes["before advantage"], A, 200)
    assert [bar.get_height() for bar in bars] == [0.5, 0, -3]
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [POSITIVE, POSITIVE, NEGATIVE]
    assert axes["before advantage"].get_ylim() == pytest.approx((-3.3, 3.3))
    assert axes["before advantage"].get_xlim() == axes["before angle"].get_xlim() == (-1, 200)
    np.testing.assert_array_equal(draw_lengths(axes["lengths"], lengths, 200).get_ydata(), lengths)


@pytest.mark.parametrize("draw", [draw_angle, draw_advantages, draw_lengths])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "must have a number for each step, got none"),
        ([[1.0, 2.0]], r"must have shape \(T,\), got \(1, 2\): a number for each step of one episode"),
        ([1.0, np.nan], "must be finite, got nan at index"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, values, message):
    _, axes = cart_pole_figure()
    with pytest.raises(ValueError, match=message):
        draw(axes["lengths"], values, 200)
