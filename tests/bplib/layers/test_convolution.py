"""Convolution and pooling: against their definition by loops, on paper, against PyTorch's own, and what is refused."""

import numpy as np
import pytest

from bplib.activations import relu, softplus
from bplib.gradient_check import check_network
from bplib.layers import Apply, Chain, Convolution, Dense, Flatten, MaxPool, MeanPool, Residual, by_loops
from bplib.layers.layer import LayerParameters
from bplib.layers.windows import add_columns, columns, examples_last
from bplib.model import Model

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


@pytest.mark.parametrize(
    ("shape", "k", "l", "stride"),
    [((2, 3, 4, 6), 2, 2, 2), ((2, 2, 7, 5), 3, 2, 2), ((3, 2, 5, 6), 2, 4, 1), ((2, 1, 7, 8), 2, 1, 3)],
)
def test_pooling_is_its_definition_and_among_equals_the_first_wins(shape, k, l, stride, rng):
    x = rng.integers(0, 3, shape).astype(float)  # many are equal
    y = by_loops.pool(x, k, l, stride)
    g = rng.normal(size=y.shape)
    got, _, g_x = through(MaxPool((k, l), stride), x, g)
    np.testing.assert_array_equal(got, y)
    np.testing.assert_allclose(g_x, by_loops.max_pool_backward(g, x, k, l, stride), rtol=1e-13, atol=1e-13)
    got, _, g_x = through(MeanPool((k, l), stride), x, g)
    np.testing.assert_allclose(got, by_loops.pool(x, k, l, stride, np.mean), rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(g_x, by_loops.mean_pool_backward(g, shape, k, l, stride), rtol=1e-13, atol=1e-13)


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
    for layer, theirs in ((MaxPool((3, 2), (2, 1)), F.max_pool2d), (MeanPool((3, 2), (2, 1)), F.avg_pool2d)):
        x = rng.integers(0, 3, (2, 3, 8, 5)).astype(float)  # with many ties
        tensor = torch.tensor(x, requires_grad=True)
        z = theirs(tensor, (3, 2), (2, 1))
        g = rng.normal(size=z.shape)
        z.backward(torch.tensor(g))
        y, _, g_x = through(layer, x, g)
        np.testing.assert_allclose(y, z.detach(), rtol=1e-13)
        np.testing.assert_allclose(g_x, tensor.grad, rtol=1e-13, atol=1e-13)


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


def test_a_window_of_equal_numbers_sends_all_to_its_first_place():
    x = np.array([[5.0, 5, 1, 2], [5, 5, 2, 0]])[None, None]
    _, _, g_x = through(MaxPool(), x, [[[[3.0, 7]]]])
    assert g_x[0, 0].tolist() == [[3, 0, 0, 7], [0, 0, 0, 0]]


def test_what_a_pixel_can_reach_is_the_receptive_field(rng):
    """One output depends on 16 by 16 pixels after 5 x 5, pool, 5 x 5, pool: 1 + 4 + 1 + 2 · (4 + 1)."""
    layer = Chain([Convolution(1, 2, 5), MeanPool(), Convolution(2, 2, 5), MeanPool()])
    parameters = LayerParameters(layer, flat=rng.uniform(0.1, 1, LayerParameters(layer).flat.size))
    y, seen = layer.forward(parameters.view, rng.normal(size=(1, 1, 28, 28)))
    g = np.zeros(y.shape)
    g[0, 0, 1, 2] = 1
    g_x = layer.backward(parameters.view, seen, g, parameters.like(np.zeros_like(parameters.flat)).view)
    assert [(lines.min(), lines.max()) for lines in np.nonzero(g_x[0, 0])] == [(4, 19), (8, 23)]


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
    pooled, _ = MaxPool().forward(None, y)
    active, _ = Apply(relu).forward(None, y)
    for images in (y, pooled, active):
        assert np.shares_memory(examples_last(images), images)
        assert images.dtype == np.float32
    assert g_x.dtype == np.float32
    assert g_x.shape == x.shape


@pytest.mark.parametrize("layer", [Convolution(2, 3, 2), MaxPool(), MeanPool(), Flatten()])
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


@pytest.mark.parametrize("layer", [Convolution(2, 3, 2, 1), MaxPool([2, 3]), MeanPool([2, 3])])
def test_the_way_back_has_the_type_of_g_and_ends_where_nobody_asks(layer, rng):
    x, parameters = rng.normal(size=(3, 2, 4, 6)).astype(np.float32), LayerParameters(layer, np.float32)
    y, seen = layer.forward(parameters.view, x)
    grad = parameters.like(np.zeros_like(parameters.flat))
    assert layer.backward(parameters.view, seen, y, grad.view).dtype == np.float32
    assert layer.backward(parameters.view, seen, y, grad.view, back=False) is None


def test_of_complex_numbers_with_one_real_part_the_first_wins():
    y, _, g_x = through(MaxPool(), np.array([[1.0, 2 + 1j], [2 - 3j, 2]])[None, None], [[[[5.0]]]])
    assert y.item() == 2 + 1j
    assert g_x[0, 0].tolist() == [[0, 5], [0, 0]]


def test_the_loops_refuse_other_channels_and_keep_fractions():
    x, W = np.full((1, 1, 3, 3), 0.5), np.full((1, 1, 2, 2), 0.25)
    for wrong in (np.ones((1, 2, 2, 2)), np.ones((1, 3, 2, 2))):
        with pytest.raises(ValueError, match=f"W is for {wrong.shape[1]} channels, the images have 1"):
            by_loops.convolve(x, wrong, np.zeros(1))
    assert by_loops.convolve(x + 1j, W, np.zeros(1))[0, 0].tolist() == [[0.5 + 1j] * 2] * 2
    g_x, g_W, _ = by_loops.convolve_backward(np.ones((1, 1, 2, 2), int), x, W)
    assert g_W.tolist() == [[[[2, 2], [2, 2]]]]
    assert g_x[0, 0].tolist() == [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]]


def lenet(rng, dtype=np.float64):
    """Return a small model with everything, and pictures of 10 by 9 with their classes."""
    around = Residual(Chain([Apply(softplus), Convolution(3, 3, 3, padding=1)]))
    layers = [Convolution(2, 3, (3, 2)), around, MaxPool(2), MeanPool((2, 3), 1), Flatten(), Dense(18, 3)]
    return Model(layers, rng=rng, dtype=dtype), rng.normal(size=(4, 2, 10, 9)), np.eye(3)[[0, 2, 1, 2]]


def test_the_gradient_check_agrees(rng):
    result = check_network(*lenet(rng), "complex_step")
    assert result.passed, result.verdict


def test_a_model_of_images_is_saved_and_loaded(rng, tmp_path):
    model, X, _ = lenet(rng)
    model.save(tmp_path / "lenet.npz")
    same, _, _ = lenet(rng)
    loaded = Model.load(tmp_path / "lenet.npz", same.layers)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert repr(MaxPool()) == repr(MaxPool((2, 2), 2)) == "MaxPool(kernel=(2, 2), stride=(2, 2))"


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
    "three lengths": (lambda: MaxPool((2, 2, 2)), ValueError, r"kernel must be one number, or a pair .*\(2, 2, 2\)"),
    "empty window": (lambda: MeanPool(0), ValueError, "kernel must be at least 1, got 0"),
    "stride of a pool": (lambda: MaxPool(2, 0), ValueError, "stride must be at least 1, got 0"),
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
        (Convolution(1, 2, 5), (2, 1, 9, 4), r"got 9 by 4, in an array of shape \(2, 1, 9, 4\)$"),
        (MaxPool(2), (64, 28, 28), r"takes images of shape \(m, channels, height, width\).*use X\[:, None\]"),
        (MeanPool(3), (2, 28, 28, 1), r"at least 3 by 3.*got 28 by 1, .*: channels last\? use X\.transpose"),
    ],
)
def test_images_of_another_shape_are_refused(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(LayerParameters(layer).view, np.ones(shape))


def test_a_model_says_it_too(rng):
    model, _, Y = lenet(rng)
    with pytest.raises(ValueError, match=r"channels last\? use X\.transpose\(0, 3, 1, 2\)"):
        model.gradient(np.ones((4, 10, 9, 2)), Y)
