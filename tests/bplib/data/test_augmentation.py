"""Shifts and crops of images (m, channels, h, w); what is done to rows stands with the networks that need it."""

import numpy as np
import pytest

from bplib.data.augmentation import crop_images, middle, shift_images, shifted


def images(m=2, channels=3, height=4, width=5, dtype=float):
    """Return images in which every number is another one, none of them 0."""
    return np.arange(1, 1 + m * channels * height * width, dtype=dtype).reshape(m, channels, height, width)


@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, -2), (-3, 1), (2, 3), (0, 0), (4, 0), (-9, 7)])
def test_a_shift_moves_every_pixel_and_lets_zeros_in(down, right):
    X = images()
    before, moved = X.copy(), shifted(X, down, right)
    expected = np.zeros_like(X)
    for u, v in np.ndindex(4, 5):
        if 0 <= u - down < 4 and 0 <= v - right < 5:
            expected[:, :, u, v] = X[:, :, u - down, v - right]
    np.testing.assert_array_equal(moved, expected)
    np.testing.assert_array_equal(X, before)


def test_an_image_and_its_row_are_shifted_alike_and_its_channels_together():
    X = images(50, 2, 4, 4, np.float32)
    moved = shift_images(4, 2)(X, np.random.default_rng(3))
    alone = shift_images(4, 2)(X[:, 0].reshape(50, 16), np.random.default_rng(3))
    assert moved.dtype == np.float32
    np.testing.assert_array_equal(moved[:, 0].reshape(50, 16), alone)
    np.testing.assert_array_equal(moved[:, 1], np.where(moved[:, 0] > 0, moved[:, 0] + 16, 0))
    assert len({moved[e, 0].tobytes() for e in range(50)}) > 10


def test_a_crop_is_any_window_of_its_image_and_each_is_as_likely():
    X = images(2400, 1, 4, 5, np.float32)
    before, crops = X.copy(), crop_images(3, 4)(X, np.random.default_rng(0))
    assert crops.shape == (2400, 1, 3, 4)
    assert crops.dtype == np.float32
    corner = (crops[:, 0, 0, 0] - X[:, 0, 0, 0]).astype(int)  # 5 for a row, 1 for a column
    assert set(corner) == {0, 1, 5, 6}
    assert np.bincount(corner)[[0, 1, 5, 6]].min() > 500
    e = int(np.flatnonzero(corner == 6)[0])
    np.testing.assert_array_equal(crops[e, 0], X[e, 0, 1:, 1:])
    np.testing.assert_array_equal(X, before)


def test_a_crop_of_the_padded_image_is_a_shift():
    X = images(200, 2, 4, 4)
    crops = crop_images(4, 4, padding=1)(X, np.random.default_rng(5))
    possible = {shifted(X[:1], down, right).tobytes() for down in (-1, 0, 1) for right in (-1, 0, 1)}
    assert crops[:1].tobytes() in possible
    np.testing.assert_array_equal(crops, shift_images(4, 1)(X, np.random.default_rng(5)))
    assert crop_images(5, 6, padding=1)(X, np.random.default_rng(5)).shape == (200, 2, 5, 6)


def test_the_middle_leaves_as_much_on_both_sides():
    X = images(2, 3, 6, 7)
    np.testing.assert_array_equal(middle(X, 4, 3), X[:, :, 1:5, 2:5])
    np.testing.assert_array_equal(middle(X, 3, 6), X[:, :, 1:4, :6])
    assert middle(X, 6, 7).shape == X.shape


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda: shifted(np.ones((5, 64)), 1, 0),
            r"got \(5, 64\): images as rows\? use X\.reshape\(-1, channels, h, w\)",
        ),
        (lambda: middle(np.ones((5, 8, 8)), 1, 1), r"shape \(m, channels, h, w\), got \(5, 8, 8\)$"),
        (lambda: middle(np.ones((5, 1, 8, 8)), 8, 9), "images of 8 by 8 have no room for one of 8 by 9"),
        (lambda: crop_images(9, 8, 0)(np.ones((5, 1, 8, 8)), None), "images of 8 by 8 have no room for one of 9 by 8"),
        (
            lambda: crop_images(11, 8, 1)(np.ones((5, 1, 8, 8)), None),
            "8 by 8 with a padding of 1 have no room",
        ),
        (lambda: shift_images(8)(np.ones((5, 1, 8, 7)), None), r"images of side 8 have 64 inputs, got X of shape"),
        (lambda: middle(np.ones((5, 1, 8, 8)), 0, 8), "height must be at least 1, got 0"),
        (lambda: middle(np.ones((5, 1, 8, 8)), 8, -1), "width must be at least 1, got -1"),
        (lambda: crop_images(0, 8), "height must be at least 1, got 0"),
        (lambda: crop_images(8, 8, -1), "padding must be at least 0, got -1"),
    ],
)
def test_what_has_no_room_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        change()


@pytest.mark.parametrize("pixels", [0.5, 1.0, "1", True])
def test_pixels_are_whole_numbers(pixels):
    X = images()
    for change in (lambda: shifted(X, pixels, 0), lambda: shifted(X, 0, pixels), lambda: middle(X, 2, pixels)):
        with pytest.raises(TypeError, match="must be a whole number, got"):
            change()
