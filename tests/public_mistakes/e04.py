"""Mistakes made in public, transferred to exercise 04."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    entropy,
    forward,
    gradients,
    lab_data,
    moved,
    relative_error,
    sigmoid,
    slope,
    verdict,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note("e04-02", "04.1", "Kulbear/deep-learning-coursera#48", "The bias is not added.")
def _(W, b, X):
    return forward(W, [None] + [0 * v for v in b[1:]], X)


@note("e04-03", "04.1", "llSourcell/how_to_do_math_for_deep_learning#6", "The sigmoid is applied to the inputs, too.")
def _(W, b, X):
    return forward(W, b, sigmoid(X))


@note("e04-04", "04.1", "udacity/deep-learning-v2-pytorch#198", "The activation of the output is forgotten.")
def _(W, b, X):
    Z, A = forward(W, b, X)
    return Z, [*A[:-1], Z[-1]]


@note(
    "e04-05", "04.1", "Nota-NetsPresso/netspresso-trainer#320", "No activation between the layers, only at the output."
)
def _(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]) if l == len(W) - 1 else Z[l])
    return Z, A


@note(
    "e04-06", "04.1", "MichalDanielDobrzanski/DeepLearningPython#43", "Examples as columns, and the bias as a column."
)
def _(W, b, X):
    Z, A = [None], [X.T]
    for l in range(1, len(W)):
        Z.append(W[l] @ A[l - 1] + b[l][:, None])
        A.append(sigmoid(Z[l]))
    return Z, A


@note(
    "e04-07",
    "04.1",
    "makeyourownneuralnetwork/makeyourownneuralnetwork#77",
    "Rows and columns of the weights are swapped.",
)
def _(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l] + b[l])
        A.append(sigmoid(Z[l]))
    return Z, A


@note(
    "e04-08", "04.1", "jax-ml/jax#2422", "The next layer gets the weighted inputs; the activations are kept for show."
)
def _(W, b, X):
    Z, A, inputs = [None], [X], X
    for l in range(1, len(W)):
        Z.append(inputs @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
        inputs = Z[l]
    return Z, A


@note("e04-09", "04.2", "gorgonia/gorgonia#536", "ln(1 - a) is mended as ln(1.000001 - a).")
def _(Z, Y):
    A = sigmoid(Z)
    return -(Y * np.log(A + 1e-6) + (1 - Y) * np.log(1.000001 - A)).sum(axis=1), A - Y


@note(
    "e04-10",
    "04.2",
    "huggingface/candle#2562",
    "The logarithm is rewritten, but e to the -z overflows on the other side.",
)
def _(Z, Y):
    log_A = -np.log(1 + np.exp(-Z))
    return -(Y * log_A + (1 - Y) * (log_A - Z)).sum(axis=1), sigmoid(Z) - Y


@note("e04-11", "04.2", "pytorch/pytorch#103316", "The logarithms are held above -100, as in the library.")
def _(Z, Y):
    A = sigmoid(Z)
    with np.errstate(all="ignore"):
        one, other = np.maximum(np.log(A), -100), np.maximum(np.log(1 - A), -100)
    return -(Y * one + (1 - Y) * other).sum(axis=1), A - Y


@note(
    "e04-14", "04.2", "keras-team/keras#9247", "Clips the probability and goes back to the weighted input from there."
)
def _(Z, Y):
    A = np.clip(sigmoid(Z), 1e-7, 1 - 1e-7)
    logits = np.log(A / (1 - A))
    return (np.logaddexp(0, logits) - Y * logits).sum(axis=1), A - Y


@note(
    "e04-15",
    "04.2",
    "pytorch/pytorch#1792",
    "The derivative of the form with |z|, entry by entry: at z = 0 the slope of the size is taken to be 0.",
)
def _(Z, Y):
    small = np.exp(-np.abs(Z))
    costs = (np.maximum(Z, 0) - Y * Z + np.log1p(small)).sum(axis=1)
    return costs, (Z > 0) - Y - np.sign(Z) * small / (1 + small)


@note("e04-16", "04.2", "mnielsen/neural-networks-and-deep-learning#77", "“Mends” δ by the slope of BP1.")
def _(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1), (sigmoid(Z) - Y) * slope(Z)


@note(
    "e04-17",
    "04.2",
    "tensorflow/tensorflow#8746",
    "“It should return the mean, not the sum”: averages over the outputs, too, and δ likewise.",
)
def _(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).mean(axis=1), (sigmoid(Z) - Y) / Z.shape[1]


def _step(W, b, X, Y, eta, **slips):
    grad_W, grad_b = gradients(W, b, X, Y, **{"bp1": entropy, **slips})
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note("e04-18", "04.3", "ageron/handson-ml#179", "2 for the square, and no division by the size of the minibatch.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp3=lambda p, l: 2 * p.D[l].sum(axis=0), bp4=lambda p, l: 2 * p.D[l].T @ p.A[l - 1])


@note("e04-19", "04.3", "borgwang/tinynn#12", "Divides by m in the error of the output, and in the step again.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp1=lambda p: (p.A[-1] - p.Y) / p.m)


@note("e04-20", "04.3", "mattm/simple-neural-network#10", "The biases are not trained.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta)[0], [None] + [v.copy() for v in b[1:]]


@note(
    "e04-21",
    "04.3",
    "kaleko/CourseraML#12",
    "The new list is another name for the old one: layers move while the error goes down.",
)
def _(W, b, X, Y, eta):
    new_W, new_b = W, b
    Z, A = forward(W, b, X)
    delta = A[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        new_W[l] -= eta * delta.T @ A[l - 1] / len(X)
        new_b[l] -= eta * delta.mean(axis=0)
        if l > 1:
            delta = delta @ W[l] * slope(Z[l - 1])
    return new_W, new_b


@note("e04-22", "04.3", "vadim0x60/wakesleep#1", "The gradients are put in the place of the weights.")
def _(W, b, X, Y, eta):
    return gradients(W, b, X, Y, bp1=entropy)


@note(
    "e04-24",
    "04.3",
    "mnielsen/neural-networks-and-deep-learning#77",
    "The slope of the output is “restored” although the cost has cancelled it.",
)
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp1=lambda p: (p.A[-1] - p.Y) * slope(p.Z[-1]))


@note(
    "e04-29",
    "04.4",
    "oreilly-japan/deep-learning-from-scratch#51",
    "An array of whole numbers takes neither the step nor the slope.",
)
def _(cost, theta, h):
    theta, gradient = theta.copy(), np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        saved = theta[index]
        theta[index] = float(saved) + h
        up = cost(theta)
        theta[index] = saved - h
        gradient[index] = (up - cost(theta)) / (2 * h)
        theta[index] = saved
    return gradient


@note(
    "e04-31",
    "04.4",
    "not4win/webclub-tr gradient checking",
    "The formula for one number: all entries are pushed together.",
)
def _(cost, theta, h):
    return np.full(theta.shape, (cost(theta + h) - cost(theta - h)) / (2 * h))


def _differences(cost, theta, difference):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        unit = np.zeros_like(theta)
        unit[index] = 1
        gradient[index] = difference(theta, unit)
    return gradient


@note("e04-32", "04.4", "tum-pbs/PhiFlow#48", "A wrong power of the step in the divisor.")
def _(cost, theta, h):
    return _differences(cost, theta, lambda t, e: (cost(t + h * e) - cost(t - h * e)) / (2 * h) ** 2)


@note(
    "e04-33",
    "04.4",
    "swiftcoder/isosurface#11",
    "Called central, and made of the forward difference: half the way, divided by 2h.",
)
def _(cost, theta, h):
    return _differences(cost, theta, lambda t, e: (cost(t + h * e) - cost(t)) / (2 * h))


@note("e04-34", "04.4", "root-project/root#22843", "The 2 of the divisor comes in twice.")
def _(cost, theta, h):
    return _differences(cost, theta, lambda t, e: (cost(t + h * e) - cost(t - h * e)) / (4 * h))


@note(
    "e04-35",
    "04.4",
    "CamDavidsonPilon/autograd-gamma#3",
    "Takes a step of its own, the smallest that a float can tell.",
)
def _(cost, theta, h):
    h = np.finfo(float).eps
    return _differences(cost, theta, lambda t, e: (cost(t + h * e) - cost(t - h * e)) / (2 * h))


def _by(learn, test, centre, scale):
    return (learn - centre) / scale, (test - centre) / scale


def _or_one(deviation):
    return np.where(deviation == 0, 1, deviation)


@note(
    "e04-37",
    "04.5",
    "khuyentran1401/production-ready-data-science-code#5",
    "X.mean() of NumPy is one number, where pandas makes one for each column.",
)
def _(X_learn, X_test):
    return _by(X_learn, X_test, X_learn.mean(), X_learn.std())


@note("e04-38", "04.5", "rasbt/mlxtend#1058", "A constant column is set to zero first, and then its mean is taken off.")
def _(X_learn, X_test):
    mean, deviation = X_learn.mean(axis=0), X_learn.std(axis=0)
    still = deviation == 0
    learn, test = np.where(still, 0, X_learn), np.where(still, 0, X_test)
    return _by(learn, test, mean, _or_one(deviation))


@note("e04-39", "04.5", "josephlee94/intuitive-deep-learning#2", "Scales between the smallest and the largest value.")
def _(X_learn, X_test):
    low, high = X_learn.min(axis=0), X_learn.max(axis=0)
    return _by(X_learn, X_test, low, _or_one(high - low))


@note("e04-44", "04.6", "tinygrad/tinygrad#170", "A mask without the factor that makes up for it.")
def _(A, grad, draws, p):
    return A * (draws >= p), grad * (draws >= p)


@note(
    "e04-46",
    "04.6",
    "kaldi-asr/kaldi#3890",
    "The factor back is guessed as out/in; where the activation is 0 all of the gradient passes.",
)
def _(A, grad, draws, p):
    dropped = A * (draws >= p) / (1 - p)
    return dropped, grad * np.where(A == 0, 1, dropped / np.where(A == 0, 1, A))


@note(
    "e04-50",
    "04.6",
    "community.deeplearning.ai 310969",
    "“The gradient is scaled already”: the mask back, but not the factor.",
)
def _(A, grad, draws, p):
    mask = draws >= p
    return A * mask / (1 - p), grad * mask


@note("e04-52", "04.7", "PaddlePaddle/Paddle#4054", "A relative error of one half still passes.")
def _(gradient):
    return verdict(gradient, lab_data([4, 6, 5, 3], 7), lambda got, right: relative_error(got, right) > 0.5 + 1e-9)


@note("e04-53", "04.7", "mlpack/mlpack#3679", "The test has a single example.")
def _(gradient):
    return verdict(gradient, lab_data([4, 6, 5, 3], 1), lambda got, right: relative_error(got, right) > 1e-5)


@note(
    "e04-54",
    "04.7",
    "0809zheng/CS231n-assignment2019#19",
    "The sizes of the test hide what it should find: all layers alike, one of them hidden.",
)
def _(gradient):
    return verdict(gradient, lab_data([3, 3, 3], 5), lambda got, right: relative_error(got, right) > 1e-5)


def _noisy(W, b, X, Y, h=1e-13):
    def cost():
        return ((forward(W, b, X)[1][-1] - Y) ** 2).sum(axis=1).mean() / 2

    def slope_of(block, index):
        saved = block[index]
        block[index] = saved + h
        up = cost()
        block[index] = saved - h
        down = cost()
        block[index] = saved
        return (up - down) / (2 * h)

    def measured(block):
        return np.array([slope_of(block, index) for index in np.ndindex(block.shape)]).reshape(block.shape)

    return [None] + [measured(w) for w in W[1:]], [None] + [measured(v) for v in b[1:]]


@note(
    "e04-56",
    "04.7",
    "pasteurlabs/tesseract-core#740",
    "The step of the measurement is so small that only noise is compared.",
)
def _(gradient):
    data = lab_data([4, 6, 5, 3], 7)
    return verdict(gradient, data, lambda got, right: relative_error(got, right) > 1e-5, reference=_noisy)


note("e04-57", "04.8", "dbindel/sjtu-summer2018#2", "Holds 1/λ for the limit, in both cases.")(
    {"standardised": 1.0, "times": 16361.0, "slow": "bias"}
)

note("e04-58", "04.8", "llSourcell/linear_regression_live#4", "Goes by trial in powers of ten: 0.01 against 0.000001.")(
    {"standardised": 0.01, "times": 10000.0, "slow": "bias"}
)

note(
    "e04-59",
    "04.8",
    "llSourcell/linear_regression_live#14",
    "Both gradients are too large, so both parameters are thought to suffer alike.",
)({"standardised": 2.0, "times": 16361.0, "slow": "both alike"})
