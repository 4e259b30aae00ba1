"""The picture of steps from one point shows the steps that it is given."""

import numpy as np

from bplib.plotting.figure import alternative, figure, png
from bplib.plotting.steps import draw_contours, draw_steps


def test_each_step_is_an_arrow_from_the_start_with_its_words_at_the_head():
    fig, ax = figure()
    start, steps = np.array([1.0, 2.0]), {"long": np.array([3.0, 0.5]), "short": np.array([0.5, -1.0])}
    way = np.array([[3.0, 0.5], [1.0, 1.0], [0.5, -1.0]])
    arrows = draw_steps(ax, start, steps, way)
    assert [tuple(arrow.xy) for arrow in arrows] == [(4.0, 2.5), (1.5, 1.0)]
    assert all(arrow.xyann is start or tuple(arrow.xyann) == (1.0, 2.0) for arrow in arrows)
    said = [text for text in ax.texts if text.get_text()]
    assert [(text.get_text(), tuple(text.xy)) for text in said] == [("long", (4.0, 2.5)), ("short", (1.5, 1.0))]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), start + way)
    assert ax.lines[1].get_xydata().tolist() == [[1.0, 2.0]]
    assert png(fig)
    assert alternative(fig) == "Steps from (1.00, 2.00): long to (4.00, 2.50), short to (1.50, 1.00)."


def test_contours_lie_where_the_cost_is():
    _, ax = figure()
    x, y = np.linspace(-2, 2, 81), np.linspace(-1, 1, 41)
    drawn = draw_contours(ax, lambda p: p[..., 0] ** 2 + 4 * p[..., 1] ** 2, x, y, np.array([1.0]))
    (path,) = drawn.get_paths()
    np.testing.assert_allclose(path.vertices[:, 0] ** 2 + 4 * path.vertices[:, 1] ** 2, 1, atol=0.01)
