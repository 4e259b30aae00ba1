"""Mistakes made in public, transferred to exercise 03."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, log_softmax, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-02",
    "03.1",
    "Bot-Academy/NeuralNetworkFromScratch#3",
    "No slope at the output; all that follows is worked out from that.",
)({"a2": 0.6803, "delta2": -0.3197, "delta1": [-0.2398, 0.1503], "dW1": [[-0.2398, 0.4796], [0.1503, -0.3005]]})

note(
    "e03-04", "03.1", "makeyourownneuralnetwork/makeyourownneuralnetwork#88", "The hidden errors without their slopes."
)({"a2": 0.6803, "delta2": -0.0695, "delta1": [-0.2086, 0.1391], "dW1": [[-0.2086, 0.4172], [0.1391, -0.2781]]})


@note(
    "e03-05",
    "03.2",
    "kyle8998/Sudo-Productivity#3",
    "The formula for the activation is used with the weighted input: z (1 - z).",
)
def _(Z, Y):
    return (sigmoid(Z) - Y) * Z * (1 - Z)


@note("e03-07", "03.2", "stats.stackexchange 464262", "The derivative of the square without the ½ in front.")
def _(Z, Y):
    return 2 * (sigmoid(Z) - Y) * slope(Z)


@note(
    "e03-08",
    "03.2",
    "makeyourownneuralnetwork/makeyourownneuralnetwork#77",
    "Believes that the inner derivative of (t - o)² is o.",
)
def _(Z, Y):
    A = sigmoid(Z)
    return 2 * (Y - A) * A * slope(Z)


@note(
    "e03-09", "03.2", "MichalDanielDobrzanski/DeepLearningPython#17", "Divides by the slope where it should multiply."
)
def _(Z, Y):
    return (sigmoid(Z) - Y) / slope(Z)


@note("e03-10", "03.2", "community.deeplearning.ai 63071", "The slope of the other course's tanh, 1 - a².")
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * (1 - A**2)


@note(
    "e03-12",
    "03.3",
    "BoltzmannEntropy/interviews.ai#15",
    "The unit has kept its input, and its slope is written with it: z (1 - z).",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * z * (1 - z)


@note(
    "e03-13",
    "03.3",
    "makeyourownneuralnetwork/makeyourownneuralnetwork#88",
    "The error is split by the weights and gets no slope.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next


@note(
    "e03-15",
    "03.3",
    "dibgerge/ml-coursera-python-assignments#25",
    "Takes off the first column, as the other course does for its bias.",
)
def _(delta_next, W_next, z):
    return W_next[:, 1:].T @ delta_next * slope(z[1:])


@note("e03-16", "03.3", "makeyourownneuralnetwork/makeyourownneuralnetwork#77", "Sees no reason to transpose.")
def _(delta_next, W_next, z):
    return W_next @ delta_next * slope(z)


@note("e03-17", "03.3", "community.deeplearning.ai 63071", "The slope of tanh: 1 - a².")
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * (1 - sigmoid(z) ** 2)


@note(
    "e03-19",
    "03.3",
    "PrincetonUniversity/PsyNeuLink#15",
    "Works for layers of one size only: the weights are cut to fit.",
)
def _(delta_next, W_next, z):
    n = min(W_next.shape)
    return (W_next[:n, :n].T @ delta_next[:n]) * slope(z)


@note(
    "e03-20",
    "03.4",
    "rust0258/Deeplearning.ai-Natural-Language-Processing-Specialization#62",
    "The gradient of the bias is made from that of the weights, summed over a row.",
)
def _(D, A_prev):
    grad_W = D.T @ A_prev / len(D)
    return grad_W, grad_W.sum(axis=1)


@note(
    "e03-21",
    "03.4",
    "mlpack/mlpack#3679",
    "The errors themselves are the gradient of the bias: right for one example only.",
)
def _(D, A_prev):
    return D.T @ A_prev / len(D), D / len(D)


@note("e03-22", "03.4", "pytorch/pytorch#2330", "Sums the input for the bias, not what arrives.")
def _(D, A_prev):
    return D.T @ A_prev / len(D), A_prev.mean(axis=0)


@note("e03-23", "03.4", "community.deeplearning.ai 119220", "Entry by entry where the matrix product belongs.")
def _(D, A_prev):
    return D * A_prev / len(D), D.mean(axis=0)


@note("e03-24", "03.4", "heyxhh/nnet-numpy#1", "No division by the number of examples anywhere.")
def _(D, A_prev):
    return D.T @ A_prev, D.sum(axis=0)


@note("e03-27", "03.4", "Open-Deep-ML/DML-OpenProblem#54", "The 2/n of the other course's mean squared error.")
def _(D, A_prev):
    return 2 * D.T @ A_prev / len(D), 2 * D.mean(axis=0)


@note(
    "e03-30",
    "03.5",
    "lawlite19/MachineLearning_Python#4",
    "The first column of the weights is set to zero, in the caller's own arrays.",
)
def _(W, b, X, Y):
    for w in W[1:]:
        w[:, 0] = 0
    return gradients(W, b, X, Y)


@note("e03-31", "03.5", "Bot-Academy/NeuralNetworkFromScratch#3", "No slope at the output layer, all else right.")
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp1=lambda p: p.A[-1] - p.Y)


@note(
    "e03-32",
    "03.5",
    "iamtrask/Grokking-Deep-Learning#50",
    "The hidden layers have the sigmoid, and on the way back no slope.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1])


@note(
    "e03-34", "03.5", "datascience.stackexchange 120115", "No slope in the hidden layers, and sums in place of means."
)
def _(W, b, X, Y):
    return gradients(
        W,
        b,
        X,
        Y,
        bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1],
        bp3=lambda p, l: p.D[l].sum(axis=0),
        bp4=lambda p, l: p.D[l].T @ p.A[l - 1],
    )


@note(
    "e03-35",
    "03.5",
    "community.deeplearning.ai 402919",
    "dW for W: the error goes back through the gradient of the weights.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ (p.D[l + 1].T @ p.A[l] / p.m) * slope(p.Z[l]))


@note(
    "e03-39",
    "03.5",
    "stats.stackexchange 464262",
    "2 for the square, and the raw error goes down: the slope of the output is kept for its own gradients.",
)
def _(W, b, X, Y):
    def down(p, l):
        above = 2 * (p.A[-1] - p.Y) if l == p.L - 1 else p.D[l + 1]
        return above @ p.W[l + 1] * slope(p.Z[l])

    return gradients(W, b, X, Y, bp1=lambda p: 2 * (p.A[-1] - p.Y) * slope(p.Z[-1]), bp2=down)


@note(
    "e03-40", "03.5", "neuroph/neuroph#48", "The biases are taken for thresholds: their gradients have the other sign."
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp3=lambda p, l: -p.D[l].mean(axis=0))


@note("e03-41", "03.6", "lawlite19/MachineLearning_Python#3", "The slope is multiplied in, as for the quadratic cost.")
def _(Z, Y):
    log_A = log_softmax(Z)
    A = np.exp(log_A)
    return -(Y * log_A).sum(axis=1).mean(), (A - Y) * A * (1 - A)


@note("e03-44", "03.6", "apache/singa#540", "One maximum for the whole batch.")
def _(Z, Y):
    S = Z - np.max(Z)
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-45", "03.6", "israfelsr/CS231n#5", "The sum of the softmax runs over the examples.")
def _(Z, Y):
    S = Z - Z.max(axis=0)
    log_A = S - np.log(np.exp(S).sum(axis=0))
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-46", "03.6", "nntrainer/nntrainer#430", "The softmax runs over the whole table.")
def _(Z, Y):
    S = Z - Z.max()
    log_A = S - np.log(np.exp(S).sum())
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-47", "03.6", "FluxML/Flux.jl#139", "The binary cross-entropy of each output, with a softmax.")
def _(Z, Y):
    log_A = log_softmax(Z)
    A = np.exp(log_A)
    with np.errstate(all="ignore"):
        each = Y * log_A + np.where(Y == 1, 0, np.log(1 - A))
    return -each.sum(axis=1).mean(), A - Y


@note("e03-52", "03.7", "autoliuweijie/FastBERT#2", "Counts a multiplication and an addition as two.")
def _(sizes):
    weights = [n * k for k, n in pairwise(sizes)]
    return 2 * sum(weights), 2 * (2 * sum(weights) - weights[0])


@note("e03-53", "03.7", "mlperf-deepts/nns#9", "Back is twice forward, without an exception for the first layer.")
def _(sizes):
    forward = sum(n * k for k, n in pairwise(sizes))
    return forward, 2 * forward


@note("e03-54", "03.7", "baidu-research/DeepBench#48", "Back is as much as forward.")
def _(sizes):
    forward = sum(n * k for k, n in pairwise(sizes))
    return forward, forward


@note("e03-55", "03.7", "Swall0w/torchstat#45", "The additions of the biases are counted, too.")
def _(sizes):
    weights = [n * (k + 1) for k, n in pairwise(sizes)]
    return sum(weights), 2 * sum(weights) - weights[0]


note(
    "e03-57",
    "03.8",
    "mnielsen/neural-networks-and-deep-learning#45",
    "Leaves the slope out: the error is largest where the output is most wrong.",
)({"z": 10.0, "delta": 1.0, "conclusion": "faster"})

note("e03-58", "03.8", "kyle8998/Sudo-Productivity#3", "Looks for the largest slope, not the largest δ.")(
    {"z": 0.0, "delta": 0.125, "conclusion": "slower"}
)
