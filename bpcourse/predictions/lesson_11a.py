"""The questions of lesson 11a, goals without labels."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong


def _plane(found: tuple) -> bool:
    """Whether all starts end at the cost of PCA, and at least one unit in most of them is no eigenvector."""
    ends, fits = found
    same = all(np.abs(costs - pca).max() < 1e-5 for costs, pca in ends.values())
    return same and all(np.median(fit) < 0.95 for fit in fits.values())


def _logarithm(halves: dict) -> bool:
    """Whether a thousandth of the noise delays both descents by about as many steps as the Hessian foretells."""
    delays = [halves[name, 1e-6] - halves[name, 1e-3] for name in ("u₁, u₃", "u₂, u₃")]
    return abs(delays[0] - 524) < 3 and abs(delays[1] - 305) < 3


def _score(ends: dict) -> bool:
    """Whether the score function with a baseline learns, less well than the path, and without one hardly."""
    path, baseline = np.median(ends["path"]), np.median(ends["baseline"])
    learnt = max(ends["path"]) < 25.1 and path + 0.2 < baseline and max(ends["baseline"]) < 26
    return learnt and 26.2 < np.median(ends["score"]) < 27.1 < ends["no code"] < 27.2


def _protected(hits: dict) -> bool:
    """Whether trained games keep six clouds at least, and new ones have four at most, in the median."""
    new, G, D = (np.median(hits[name]) for name in ("both new", "only G trained", "only D trained"))
    fair = np.median(hits["both new, one to one"])
    return min(hits["both trained"]) >= 6 and max(new, G) <= 4 and min(D, fair) >= 6


def _floor(found: tuple) -> bool:
    """Whether the exact answer costs 0.43 or so, and all networks a little more."""
    exact, networks = found
    return 0.42 < exact < 0.45 and exact < min(networks) and max(networks) < 0.48


QUESTIONS: tuple[Question, ...] = (
    Question(
        "11a.pca",
        "2 · A goal without a label: the autoencoder",
        (
            Wrong(
                "Some starts end above the cost of PCA, in minima that are not the best",
                "There are none: all points of slope 0 but the best are saddles, and gradient descent leaves those.",
            ),
            Wrong(
                "All end at the cost of PCA, and the units are its eigenvectors",
                "They end there. But the cost asks for the plane alone, and any directions in it span it.",
            ),
            Right(
                "All end at the cost of PCA, and the units are other directions in the same plane",
                "The cost knows the product of the weights only, and that is the same for any mixture of the units.",
            ),
        ),
        holds=_plane,
    ),
    Question(
        "11a.saddle",
        "3 · Saddles, predicted to the step",
        (
            Wrong(
                "It never leaves: the gradient on a saddle is 0",
                "It starts beside the saddle, not on it, and a disturbance grows in proportion to itself.",
            ),
            Right(
                "Some hundred steps later than the first: 524",
                "A disturbance grows by the same factor at each step, so a thousandfold takes a fixed number of steps.",
            ),
            Wrong(
                "After about a thousand times as many steps: the first slope is a thousand times smaller",
                "It is, at first. But the slope grows with the disturbance, and both grow exponentially.",
            ),
        ),
        holds=_logarithm,
    ),
    Question(
        "11a.ordinary",
        "4 · What a non-linear one adds",
        (
            Wrong(
                "Below 0.05: it has learnt what digits look like, and answers with a digit",
                "It has learnt to copy. Nothing in its goal speaks of noise.",
            ),
            Right(
                "Between 0.09 and 0.158: it takes a smaller part of the noise away",
                "With 64 hidden units there is room for the noise as well, and it copies most of it.",
            ),
            Wrong(
                "Above 0.158: it makes things worse, as it has never seen noise",
                "A ReLU layer that copies digits copies other pictures less well, noise too: some of it is lost.",
            ),
        ),
        holds=lambda errors: (
            min(errors["ordinary"]) > 0.09 and max(errors["ordinary"]) < 0.158 and max(errors["denoising"]) < 0.0305
        ),
    ),
    Question(
        "11a.score",
        "5 · The gradient through a random number",
        (
            Wrong(
                "Above 26.5: nothing, or next to nothing, flows back to the encoder",
                "The score function needs no way through the draw. It needs the cost of the draw, and that is known.",
            ),
            Right(
                "Between 25.1 and 26.5: it learns, and the path is better",
                "It is the same gradient in the mean, with a few times the variance.",
            ),
            Wrong(
                "Below 25.1, as with the path: in the mean both are the same gradient",
                "In the mean they are. But each step is made with one draw, and it varies more.",
            ),
        ),
        holds=_score,
    ),
    Question(
        "11a.collapse",
        "6 · Two players",
        (
            Wrong(
                "They collapse like new games, to four clouds or fewer",
                "New games do. A judge that has learnt all eight clouds gives the maker no single best place to go to.",
            ),
            Right(
                "Six clouds at least stay in each of them",
                "The judge has learnt before. With a new judge, and the trained maker, the clouds are lost.",
            ),
            Wrong(
                "The makers run away: most have no cloud at all in the end",
                "The trained judges hold them.",
            ),
        ),
        holds=_protected,
    ),
    Question(
        "11a.zero",
        "7 · Denoising as generation",
        (
            Wrong(
                "0: the exact answer is exact",
                "It is the mean of all noise that could have led to x. The noise that did is another one.",
            ),
            Right(
                "About 0.4",
                "From x alone the cloud and the noise cannot be told apart, and that uncertainty stays.",
            ),
            Wrong(
                "About 0.9: noise cannot be foretold",
                "Much of it can: at large σ nearly all of x is noise, and x is known.",
            ),
        ),
        holds=_floor,
    ),
)
