"""Convolution: against its definition by loops, on paper, against PyTorch's own, and what is refused."""

import numpy as np
import pytest

from bplib.activations import relu
from bplib.layers import Apply, Convolution, by_loops
from bplib.layers.layer import LayerParameters
from bplib.layers.windows import add_columns, columns, examples_last

# m, channels, h, w; maps, k, l; stride; padding: sizes that are all different, and then the corners
SIZES = [
    ((2, 3, 6, 5), (4, 3, 2), 1, 0),
    ((2, 3, 8, 7), (4, 3, 2), 2, 0),
    ((3, 2, 5, 6), (4, 2, 3), 3, 1),
    ((2, 1, 4, 5), (3, 2, 4), 1, 3),
    ((1, 2, 3, 4), (1, 3, 4), 1, 0),
    ((2, 3, 4, 5), (2, 1, 1), 2, 0),
    ((2, 1, 3, 2), (2, 5, 4), 4, 1),
]


def through(layer, x, g, **values):
    """Return y, the gradient of the parameters by name, and that of x."""
    parameters = LayerParameters(layer, x.dtype)
    for name, value in values.items():
        parameters.blocks()[name][:] = value
    y, seen = layer.forward(parameters.view, x)
    grad = parameters.like(np.zeros_like(parameters.flat))
    return y, grad.blocks(), layer.backward(parameters.view, seen, np.asarray(g, x.dtype), grad.view)


@pytest.mark.parametrize(("shape", "kernels", "stride", "padding"), SIZES)
def test_the_convolution_is_its_definition(shape, kernels, stride, padding, rng):
    maps, k, l = kernels
    x, W, b = rng.normal(size=shape), rng.normal(size=(maps, shape[1], k, l)), rng.normal(size=maps)
    z = by_loops.convolve(x, W, b, stride, padding)
    g = rng.normal(size=z.shape)
    y, grad, g_x = through(Convolution(shape[1], maps, (k, l), stride, padding), x, g, W=W, b=b)
    expected = (z, *by_loops.convolve_backward(g, x, W, stride, padding))
    for got, right in zip((y, g_x, grad["W"], grad["b"]), expected, strict=True):
        assert got.shape == right.shape
        np.testing.assert_allclose(got, right, rtol=1e-12, atol=1e-12)


def test_pytorch_says_the_same(rng):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    for shape, (maps, k, l), stride, padding in SIZES:
        x, W, b = rng.normal(size=shape), rng.normal(size=(maps, shape[1], k, l)), rng.normal(size=maps)
        tensors = [torch.tensor(a, requires_grad=True) for a in (x, W, b)]
        z = F.conv2d(*tensors, stride=stride, padding=padding)
        g = rng.normal(size=z.shape)
        z.backward(torch.tensor(g))
        y, grad, g_x = through(Convolution(shape[1], maps, (k, l), stride, padding), x, g, W=W, b=b)
        np.testing.assert_allclose(y, z.detach(), rtol=1e-12, atol=1e-12)
        for got, right in zip((g_x, grad["W"], grad["b"]), tensors, strict=True):
            np.testing.assert_allclose(got, right.grad, rtol=1e-12, atol=1e-12)


# --- on paper


def test_a_line_of_five_numbers():
    x, g = np.array([1.0, 2, 0, -1, 3]).reshape(1, 1, 1, 5), np.array([-1.0, 1, 1]).reshape(1, 1, 1, 3)
    z, grad, g_x = through(Convolution(1, 1, (1, 3)), x, g, W=np.reshape([2, -1, 1], (1, 1, 1, 3)), b=1)
    assert z.ravel().tolist() == [1, 4, 5]
    assert grad["W"].ravel().tolist() == [1, -3, 2]
    assert grad["b"].tolist() == [1]
    assert g_x.ravel().tolist() == [-2, 3, 0, 0, 1]


def test_an_image_of_nine_numbers():
    x = np.array([[1.0, 2, 0], [0, 1, 3], [2, -1, 1]])[None, None]
    g = np.array([[1.0, 0], [-1, 2]])[None, None]
    z, grad, g_x = through(Convolution(1, 1, 2), x, g, W=np.reshape([1, -1, 2, 0], (1, 1, 2, 2)), b=0)
    assert z[0, 0].tolist() == [[-1, 4], [3, -4]]
    assert grad["W"][0, 0].tolist() == [[3, 7], [-4, 4]]
    assert grad["b"].tolist() == [2]
    assert g_x[0, 0].tolist() == [[1, -1, 0], [1, 3, -2], [-2, 4, 0]]


# --- how it is computed


@pytest.mark.parametrize(("kernel", "stride"), [((3, 2), (1, 1)), ((2, 3), (2, 3))])
def test_adding_columns_is_the_transpose_of_taking_them(kernel, stride, rng):
    x = rng.normal(size=(2, 5, 7, 3))
    said = rng.normal(size=columns(x, kernel, stride).shape)
    there, back = (said * columns(x, kernel, stride)).sum(), (x * add_columns(said, x.shape, kernel, stride)).sum()
    assert there == pytest.approx(back, rel=1e-12)


def test_images_go_from_layer_to_layer_without_a_copy_and_the_image_is_kept_not_its_columns(rng):
    x = rng.normal(size=(8, 2, 9, 9)).astype(np.float32)
    convolution = Convolution(2, 3, 3, padding=1)
    parameters = LayerParameters(convolution, np.float32)
    y, seen = convolution.forward(parameters.view, x)
    assert seen.nbytes == 8 * 2 * 11 * 11 * 4
    g_x = convolution.backward(parameters.view, seen, y, parameters.view)
    active, _ = Apply(relu).forward(None, y)
    for images in (y, active):
        assert np.shares_memory(examples_last(images), images)
        assert images.dtype == np.float32
    assert g_x.dtype == np.float32
    assert g_x.shape == x.shape


@pytest.mark.parametrize("layer", [Convolution(2, 3, 2)])
def test_where_the_examples_lie_in_memory_changes_no_number(layer, rng):
    x = rng.normal(size=(3, 2, 4, 6))
    parameters = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size))
    y, _ = layer.forward(parameters.view, x)
    g = rng.normal(size=y.shape)
    found = []
    for order in (np.ascontiguousarray, np.asfortranarray):
        grad = parameters.like(np.zeros_like(parameters.flat))
        y, seen = layer.forward(parameters.view, order(x))
        found.append((y, layer.backward(parameters.view, seen, order(g), grad.view), grad.flat))
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-14)


def test_the_initial_weights_keep_the_size_of_the_signal(rng):
    parameters = LayerParameters(Convolution(20, 50, (4, 5)))
    parameters.start(rng)
    assert parameters.view.W.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)  # 20,000 draws: 0.5 % of the deviation
    assert not parameters.view.b.any()


# --- what is refused

REFUSED = {
    "stride of zero": (lambda: Convolution(1, 2, 3, stride=0), ValueError, "stride must be at least 1, got 0"),
    "no channels": (lambda: Convolution(0, 2, 3), ValueError, "channels must be at least 1, got 0"),
    "no maps": (lambda: Convolution(1, 0, 3), ValueError, "maps must be at least 1, got 0"),
    "negative padding": (lambda: Convolution(1, 2, 3, padding=-1), ValueError, "padding must be at least 0, got -1"),
    "padding by name": (lambda: Convolution(1, 2, 3, padding="same"), TypeError, "padding must be a whole number"),
    "half a kernel": (lambda: Convolution(1, 2, 2.5), TypeError, "kernel must be a whole number, got 2.5"),
    "unknown rule": (lambda: Convolution(1, 2, 3, initial_weights="kaiming"), ValueError, "initial_weights must be"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_layer_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (
            Convolution(3, 2, 3),
            (4, 8, 9, 3),
            r"takes images of shape \(m, 3, height, width\), got \(4, 8, 9, 3\): "
            r"channels last\? use X\.transpose\(0, 3, 1, 2\)",
        ),
        (Convolution(3, 2, 3), (3, 8, 9, 4), r": examples last\? use X\.transpose\(3, 0, 1, 2\)"),
        (Convolution(3, 2, 3), (4, 2, 8, 9), r"got \(4, 2, 8, 9\)$"),
        (Convolution(1, 2, 3), (64, 28, 28), r": images with one channel\? use X\[:, None\]"),
        (Convolution(3, 2, 3), (3, 28, 28), r": a single image\? use X\[None\]"),
        (Convolution(3, 2, 3), (5, 28, 28), r"got \(5, 28, 28\)$"),
        (Convolution(1, 2, 3), (64, 784), r": square images as rows\? use X\.reshape\(-1, 1, 28, 28\)"),
        (Convolution(3, 2, 3), (64, 48), r": square images as rows\? use X\.reshape\(-1, 3, 4, 4\)"),
        (Convolution(1, 2, 3), (64, 783), r"got \(64, 783\)$"),
        (Convolution(1, 2, 3), (5,), r"got \(5,\)$"),
        (Convolution(1, 2, (5, 3)), (2, 1, 4, 9), r"at least 5 by 3, the size of its window, got 4 by 9, in an array"),
        (Convolution(1, 2, 7, padding=1), (2, 1, 4, 9), r"got 4 by 9, 6 by 11 with its padding, in an array of shape"),
    ],
)
def test_images_of_another_shape_are_refused(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(LayerParameters(layer).view, np.ones(shape))
