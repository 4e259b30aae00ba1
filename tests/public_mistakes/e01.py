"""Mistakes made in public, transferred to exercise 01."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who, xor_runs

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note(
    "e01-02",
    "01.2",
    "shogun-toolbox/shogun#39",
    "Judges all examples with the old weights, then makes all updates at once.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        wrong = signs * (X @ w) <= 0
        if not wrong.any():
            break
        w, mistakes = w + (signs[wrong, None] * X[wrong]).sum(axis=0), mistakes + wrong.sum()
    return mistakes, bound(X, signs, v)


@note(
    "e01-03",
    "01.2",
    "yacineMahdid/artificial-intelligence-and-machine-learning#30",
    "Moves the threshold by itself, and then again in the loop over all weights.",
)
def _(X, signs, v, passes):
    twice = np.append(np.ones(X.shape[1] - 1), 2)
    return perceptron(X, signs, passes, move=lambda w, x, s: w + s * x * twice), bound(X, signs, v)


@note("e01-04", "01.2", "neuroph/neuroph#48", "Moves the threshold in the wrong direction.")
def _(X, signs, v, passes):
    turned = np.append(np.ones(X.shape[1] - 1), -1)
    return perceptron(X, signs, passes, move=lambda w, x, s: w + s * x * turned), bound(X, signs, v)


@note("e01-05", "01.2", "book.caltech.edu bookforum post 3470", "Scales the weights to length 1 after every update.")
def _(X, signs, v, passes):
    def move(w, x, s):
        w = w + s * x
        return w / np.linalg.norm(w)

    return perceptron(X, signs, passes, move=move), bound(X, signs, v)


@note(
    "e01-06",
    "01.2",
    "book.caltech.edu bookforum post 3408",
    "Leaves the pass at the first mistake and begins again with the first example.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        wrong = np.flatnonzero(signs * (X @ w) <= 0)
        if len(wrong) == 0:
            break
        w, mistakes = w + signs[wrong[0]] * X[wrong[0]], mistakes + 1
    return mistakes, bound(X, signs, v)


@note("e01-07", "01.2", "hal3/ciml#176", "The bound with the root of the margin in place of its square.")
def _(X, signs, v, passes):
    gamma = (signs * (X @ v)).min() / np.linalg.norm(v)
    return perceptron(X, signs, passes), np.linalg.norm(X, axis=1).max() / np.sqrt(gamma)


@note("e01-08", "01.2", "hal3/ciml#309", "The square is lost when the root is taken on one side only: R / γ.")
def _(X, signs, v, passes):
    return perceptron(X, signs, passes), np.sqrt(bound(X, signs, v))


@note(
    "e01-09",
    "01.2",
    "hal3/ciml#10",
    "The proof says nothing of the threshold: R and the length of v without the constant.",
)
def _(X, signs, v, passes):
    gamma = (signs * (X @ v)).min() / np.linalg.norm(v[:-1])
    return perceptron(X, signs, passes), (np.linalg.norm(X[:, :-1], axis=1).max() / gamma) ** 2


@note(
    "e01-10",
    "01.2",
    "stackoverflow 15963858",
    "The test lets negative differences pass: an example of the upper class that is called lower is no mistake.",
)
def _(X, signs, v, passes):
    def wrong(w, x, s):
        return (1 if w @ x > 0 else -1) - s > 0.1

    return perceptron(X, signs, passes, wrong=wrong), bound(X, signs, v)


@note("e01-11", "01.2", "mattm/simple-neural-network#5", "The threshold is never moved.")
def _(X, signs, v, passes):
    still = np.append(np.ones(X.shape[1] - 1), 0)
    return perceptron(X, signs, passes, move=lambda w, x, s: w + s * x * still), bound(X, signs, v)


@note(
    "e01-13",
    "01.2",
    "rasbt/python-machine-learning-book#14",
    "Takes the rule of the linear unit for the perceptron's: moves by the real error, at every example.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        before = mistakes
        for x, sign in zip(X, signs, strict=True):
            mistakes += int(sign * (w @ x) <= 0)
            w = w + 0.01 * (sign - w @ x) * x
        if mistakes == before:
            break
    return mistakes, bound(X, signs, v)


@note(
    "e01-14",
    "01.3",
    "iamtrask/iamtrask.github.io#5",
    "Turns the sign of the error round and nothing else: lstsq for +g0.",
)
def _(gradient):
    g0 = gradient(0, 0)
    columns = np.stack([gradient(1, 0) - g0, gradient(0, 1) - g0], axis=1)
    return tuple(np.linalg.lstsq(columns, g0, rcond=None)[0])


@note(
    "e01-15",
    "01.3",
    "udacity/aitnd-issues#35",
    "Mixes up coefficient and intercept: g0 is not taken out of the columns.",
)
def _(gradient):
    columns = np.stack([gradient(1, 0), gradient(0, 1)], axis=1)
    return tuple(np.linalg.lstsq(columns, -gradient(0, 0), rcond=None)[0])


@note(
    "e01-20",
    "01.4",
    "SciML/SciMLSensitivity.jl#302",
    "The running cost depends on the controls directly, and that is left out.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate
        costate = A[k].T @ costate + c[k]
    return gradient


@note(
    "e01-21",
    "01.4",
    "control-toolbox/OptimalControlProblems.jl#170",
    "The costate has the sign of the maximum principle, the running costs have not.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), -end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = d[k] - B[k].T @ costate
        costate = A[k].T @ costate + c[k]
    return gradient


@note(
    "e01-22",
    "01.4",
    "pymc-devs/sunode#35",
    "The loop backwards does not reach the first time: the first stage gets no gradient.",
)
def _(A, B, c, d, end):
    gradient, costate = np.zeros(d.shape), end
    for k in range(len(A) - 1, 0, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ costate + c[k]
    return gradient


@note("e01-24", "01.5", "karpathy/karpathy.github.io#10", "At a division what arrives from above is not multiplied in.")
def _(steps, values, errors):
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(1, len(steps) + 1):
        operation, i, j = steps[-n]
        above = 1 if operation == "/" else c[-n]
        to_i, to_j = local_slopes(operation, values[i], values[j])
        c[i] += above * to_i
        c[j] += above * to_j
    arriving = c * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-26",
    "01.5",
    "cgobat/asymmetric_uncertainty#23",
    "The signs of the slopes are lost: the sizes of the errors are added.",
)
def _(steps, values, errors):
    arriving = np.abs(sensitivities(steps, values, local_slopes) * np.array(errors))
    return arriving.sum(), arriving.argmax()


note(
    "e01-30",
    "01.1",
    "aitimeline.world backpropagation-theory-1974",
    "The thesis of 1974 is taken for the discovery of it all.",
)(who(reverse="Werbos 1974", model="Werbos 1982"))

note(
    "e01-31",
    "01.1",
    "guevara/read-it-later#7333",
    "“Everybody knows” that gradient descent for a unit came with the papers of 1986.",
)(who(unit="Rumelhart 1986"))

note(
    "e01-34", "01.7", "FluxML/Flux.jl#1352", "Knows the valley at one quarter from networks with the targets 0 and 1."
)(xor_runs(E_stuck=0.25))

note("e01-35", "01.7", "codeplea/genann#46", "Takes a stuck run for one that has not been trained enough.")(
    xor_runs(matters="sweeps")
)

note("e01-36", "01.7", "CodingTrain/Toy-Neural-Network-JS#155", "Holds the settings of the training responsible.")(
    xor_runs(matters="learning rate")
)

note("e01-37", "01.7", "lmjohns3/theanets#67", "Two runs, one of which got stuck: one half.")(xor_runs(stuck_2=0.5))

note("e01-38", "01.7", "cybertronai/hinton-problems#2", "Types in what the book reports, two of some hundred runs.")(
    xor_runs(stuck_2=0.01)
)

note("e01-39", "01.8", "coreylynch/async-rl#9", "A single start and the best of many are mixed up.")(
    verdicts(A="best against typical", H="one run")
)

note(
    "e01-40",
    "01.8",
    "wandb/senpai#1310",
    "One more run makes a seed “reliably good”: too few runs and too few questions are mixed up.",
)(verdicts(A="test too small", E="one run"))
