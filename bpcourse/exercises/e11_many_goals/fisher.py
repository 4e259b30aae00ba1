"""Task 11.6: Fisher's diagonal, and springs that hold what matters."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals.seeds import draw_weights, forward, of_examples, piece_of, softmax
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _ewc(
    W_old,
    b_old,
    X,
    W,
    lam,
    *,
    forwards=lambda W_old, W: W_old,
    backwards=lambda W_old, W: W_old,
    asked=lambda P: [(P[:, c], np.eye(P.shape[1])[c]) for c in range(P.shape[1])],
    seed=lambda P, y: P - y,
    back=lambda D, w: D @ w,
    slope=lambda A: 1 - A**2,
    gathered=lambda D, A, p: (p[:, None] * D**2).T @ A**2,
    mean=lambda total, m: total / m,
    finished=lambda F, first: F,
    moved=lambda W, W_old: W - W_old,
    spring=lambda lam, F, moved: lam * F * moved,
) -> tuple:
    """Return F and g; each keyword is a piece that a slip may replace."""
    weights = backwards(W_old, W)
    A, Z = forward(forwards(W_old, W), b_old, X)
    P, n = softmax(Z), len(weights)
    F, first = [None, *(0.0 for _ in weights[1:])], [None, *(0.0 for _ in weights[1:])]
    for p, y in asked(P):
        D = seed(P, y)
        for l in range(n - 1, 0, -1):
            F[l] = F[l] + gathered(D, A[l - 1], p)
            first[l] = first[l] + (p[:, None] * D).T @ A[l - 1] / len(X)
            if l > 1:
                D = back(D, weights[l]) * slope(A[l - 1])
    F = [None, *(finished(mean(f, len(X)), one) for f, one in zip(F[1:], first[1:], strict=True))]
    pairs = zip(F[1:], W[1:], W_old[1:], strict=True)
    return F, [None, *(spring(lam, f, moved(w, old)) for f, w, old in pairs)]


def _draw(m: int, *sizes: int, lam: float):
    def draw(rng):
        W_old, b_old = draw_weights(rng, sizes, 1.3)
        W = [None, *(w + rng.normal(0.1, 0.5, w.shape) for w in W_old[1:])]
        return W_old, b_old, rng.normal(0.2, 1, (m, sizes[0])), W, lam * rng.uniform(0.9, 1.1)

    return draw


CLASSES = "Every class counts, with the probability that the network itself gives it; no labels are used."


def _sharp(P, choose):
    labels = choose(P, axis=1)
    return [((labels == c).astype(float), np.eye(P.shape[1])[c]) for c in range(P.shape[1])]


ASKED = (
    Slip("likeliest-class", f"only the likeliest class has been taken. {CLASSES}", lambda P: _sharp(P, np.argmax)),
    Slip(
        "classes-not-weighted",
        f"all classes count alike: their probabilities are missing. {CLASSES}",
        lambda P: [(np.ones(len(P)), row) for row in np.eye(P.shape[1])],
    ),
    Slip(
        "classes-averaged",
        f"the mean over the classes has been taken. {CLASSES}",
        lambda P: [(np.full(len(P), 1 / P.shape[1]), row) for row in np.eye(P.shape[1])],
    ),
    Slip("first-class-only", f"only the first class counts. {CLASSES}", lambda P: [(P[:, 0], np.eye(P.shape[1])[0])]),
    Slip(
        "last-class-only",
        f"only the last class counts: = stands where += belongs. {CLASSES}",
        lambda P: [(P[:, -1], np.eye(P.shape[1])[-1])],
    ),
    Slip(
        "likeliest-class-weighted",
        f"only the likeliest class counts, with its probability. {CLASSES}",
        lambda P: [(P[:, c] * (P.argmax(axis=1) == c), np.eye(P.shape[1])[c]) for c in range(P.shape[1])],
    ),
    Slip(
        "probabilities-averaged",
        f"the mean probability over the examples has been used. {CLASSES}",
        lambda P: [(np.full(len(P), P[:, c].mean()), np.eye(P.shape[1])[c]) for c in range(P.shape[1])],
    ),
    Slip(
        "other-classes",
        f"1 - p stands where p belongs. {CLASSES}",
        lambda P: [(1 - P[:, c], np.eye(P.shape[1])[c]) for c in range(P.shape[1])],
    ),
    Slip(
        "rarest-class",
        f"only the class with the least probability has been taken. {CLASSES}",
        lambda P: _sharp(P, np.argmin),
    ),
    Slip(
        "log-probabilities",
        f"-ln p stands where p belongs: that is the cost. {CLASSES}",
        lambda P: [(-np.log(P[:, c]), np.eye(P.shape[1])[c]) for c in range(P.shape[1])],
    ),
)
SEED = "δ of the last layer is P - e_c, for each class c."
SEEDS = (
    Slip("1-at-every-class", f"1 has been subtracted at every class. {SEED}", lambda P, y: P - 1),
    Slip("class-left-out", f"the class is missing: this is P alone. {SEED}", lambda P, y: P),
    Slip(
        "gradient-of-the-output",
        f"this is e_c, the gradient of the weighted input. {SEED}",
        lambda P, y: np.broadcast_to(y, P.shape),
    ),
    Slip(
        "gradient-of-p",
        f"this is the gradient of p, and not of ln p. {SEED}",
        lambda P, y: (P * y).sum(axis=1, keepdims=True) * (y - P),
    ),
    Slip("softmax-slope", f"P (1 - P) has been multiplied in. {SEED}", lambda P, y: (P - y) * P * (1 - P)),
    Slip(
        "softmax-skipped",
        f"this is -1/p at the class: the way back through the softmax is missing. {SEED}",
        lambda P, y: -y / P,
    ),
    Slip("seed-divided-by-m", f"it has been divided by m before it is squared. {SEED}", lambda P, y: (P - y) / len(P)),
    Slip(
        "seed-averaged",
        f"the mean over the examples has been taken. {SEED}",
        lambda P, y: np.broadcast_to((P - y).mean(axis=0), P.shape),
    ),
)
BACKS = (
    Slip(
        "weights-squared",
        "on the way back stand squares of the weights. δ goes back as always (BP2); the squares come at the end, in F.",
        lambda D, w: D @ w**2,
    ),
    Slip(
        "weights-without-sign", "on the way back stands |W|. δ goes back as always (BP2).", lambda D, w: D @ np.abs(w)
    ),
)
SLOPE = "BP2 multiplies by the slope of tanh, 1 - a²."
SLOPES = (
    Slip("no-slope", f"the slope is missing. {SLOPE}", np.ones_like),
    Slip("slope-of-the-logistic-function", f"a (1 - a) is the slope of the sigmoid. {SLOPE}", lambda A: A * (1 - A)),
    Slip("slope-squared", f"the slope has been squared. {SLOPE}", lambda A: (1 - A**2) ** 2),
    Slip("slope-not-squared", f"this is 1 - a. {SLOPE}", lambda A: 1 - A),
)
SQUARES = "F = (p δ²)ᵀ a²/m: BP4 with squares, because each example's gradient δ a is squared by itself."
GATHERED = (
    Slip("activations-not-squared", f"a has not been squared. {SQUARES}", lambda D, A, p: (p[:, None] * D**2).T @ A),
    Slip(
        "delta-not-squared",
        f"δ has not been squared: the sum over the classes is then 0. {SQUARES}",
        lambda D, A, p: (p[:, None] * D).T @ A**2,
    ),
    Slip(
        "absolute-values",
        f"absolute values have been taken, not squares. {SQUARES}",
        lambda D, A, p: (p[:, None] * np.abs(D)).T @ np.abs(A),
    ),
    Slip(
        "squared-after-the-mean",
        f"the sum over the examples has been squared, class by class. {SQUARES}",
        lambda D, A, p: (((np.sqrt(p)[:, None] * D).T @ A) ** 2) / len(D),
    ),
    Slip(
        "square-of-the-mean-of-a-class",
        f"the mean gradient of each class has been squared. {SQUARES}",
        lambda D, A, p: ((p[:, None] * D).T @ A) ** 2 / len(D),
    ),
    Slip(
        "square-of-the-mean-times-p",
        f"for each class the mean gradient has been squared, and then weighted. {SQUARES}",
        lambda D, A, p: p.mean() * (D.T @ A / len(D)) ** 2 * len(D),
    ),
    Slip(
        "p-squared-with-delta",
        f"p has been multiplied to δ before squaring. {SQUARES}",
        lambda D, A, p: ((p[:, None] * D) ** 2).T @ A**2,
    ),
    Slip(
        "activations-left-out",
        f"the activations are missing. {SQUARES}",
        lambda D, A, p: (p[:, None] * D**2).T @ np.ones_like(A),
    ),
    Slip("fourth-powers", f"squares have been squared. {SQUARES}", lambda D, A, p: (p[:, None] * D**4).T @ A**4),
)
MEAN = "F is a mean over the examples."
MEANS = (
    Slip("sum-for-mean", f"a sum stands there. {MEAN}", lambda total, m: total),
    Slip("divided-by-m-twice", f"it has been divided by m twice. {MEAN}", lambda total, m: total / m**2),
    Slip("divided-by-m-minus-1", f"it has been divided by m - 1. {MEAN}", lambda total, m: total / (m - 1)),
    Slip("halved-F", f"there is a ½ too many. {MEAN}", lambda total, m: total / m / 2),
)
FINISHED = (
    Slip("root-of-F", "the root has been taken. F holds mean squares.", lambda F, first: np.sqrt(F)),
    Slip(
        "normalised-by-the-largest",
        "it has been divided by its largest entry. F is used as it is.",
        lambda F, first: F / F.max(),
    ),
    Slip(
        "one-number-a-layer",
        "one mean stands for a whole layer. Each weight has its own entry.",
        lambda F, first: np.full_like(F, F.mean()),
    ),
    Slip("one-over-F", "this is 1/F. What has a large F is held fast.", lambda F, first: 1 / F),
    Slip("normalised-to-sum-1", "it has been divided by its sum. F is used as it is.", lambda F, first: F / F.sum()),
)
WHERE = (
    Slip(
        "fisher-at-the-new-weights",
        "the new weights stand there. F belongs to the old task, at W_old.",
        lambda old, new: new,
    ),
)
MOVED = (
    Slip(
        "moved-the-wrong-way",
        "this is W_old - W: the springs push away. What is moved is W - W_old.",
        lambda w, old: old - w,
    ),
    Slip(
        "W-old-left-out",
        "W_old is missing: that is weight decay, towards 0. What is moved is W - W_old.",
        lambda w, old: w,
    ),
    Slip("only-W-old", "W is missing. What is moved is W - W_old.", lambda w, old: old),
    Slip(
        "absolute-move",
        "the absolute value has been taken. What is moved is W - W_old.",
        lambda w, old: np.abs(w - old),
    ),
    Slip("sum-of-both", "both have been added. What is moved is W - W_old.", lambda w, old: w + old),
)
SPRING = "g = λ F ⊙ (W - W_old): the derivative of ½ λ Σ F (W - W_old)²."
SPRINGS = (
    Slip(
        "half-left",
        f"½ has been left standing: the 2 of the square cancels it. {SPRING}",
        lambda lam, F, d: lam / 2 * F * d,
    ),
    Slip("two-left", f"there is a 2 too many: the cost has a ½. {SPRING}", lambda lam, F, d: 2 * lam * F * d),
    Slip(
        "move-squared", f"what is moved has been squared: that is the cost. {SPRING}", lambda lam, F, d: lam * F * d**2
    ),
    Slip(
        "cost-for-its-gradient", f"this is the cost, ½ λ F (W - W_old)². {SPRING}", lambda lam, F, d: lam / 2 * F * d**2
    ),
    Slip("equal-springs", f"F is missing: all weights have the same spring. {SPRING}", lambda lam, F, d: lam * d),
    Slip("lambda-left-out", f"λ is missing. {SPRING}", lambda lam, F, d: F * d),
    Slip("lambda-squared", f"λ stands twice. {SPRING}", lambda lam, F, d: lam**2 * F * d),
    Slip("divided-by-F", f"it has been divided by F. {SPRING}", lambda lam, F, d: lam * d / F),
    Slip("F-squared", f"F stands twice. {SPRING}", lambda lam, F, d: lam * F**2 * d),
    Slip("root-of-F-in-g", f"the root of F stands there. {SPRING}", lambda lam, F, d: lam * np.sqrt(F) * d),
    Slip(
        "sign-of-the-move", f"only the sign of the move has been used. {SPRING}", lambda lam, F, d: lam * F * np.sign(d)
    ),
    Slip("one-minus-lambda", f"1 - λ stands there. {SPRING}", lambda lam, F, d: (1 - lam) * F * d),
    Slip("mean-of-F-in-g", f"the mean of F stands for all weights. {SPRING}", lambda lam, F, d: lam * F.mean() * d),
    Slip(
        "spring-of-the-new-weights",
        f"it has been divided by the number of weights. {SPRING}",
        lambda lam, F, d: lam * F * d / F.size,
    ),
)


def _batch_squares(W_old, b_old, X, W, lam):
    """Return what comes of squaring the mean gradient by the likeliest classes."""
    asked, found = piece_of(ASKED, "likeliest-class"), {}

    def keep(D, A, p):
        found[A.shape] = found.get(A.shape, 0) + (p[:, None] * D).T @ A / len(D)
        return found[A.shape] ** 2

    F = [None]
    _ewc(W_old, b_old, X, W, lam, asked=asked, gathered=keep)
    for l in range(1, len(W)):
        F.append(found[(len(X), W[l].shape[1])] ** 2)
    return F, [None, *(lam * f * (w - old) for f, w, old in zip(F[1:], W[1:], W_old[1:], strict=True))]


MISTAKES = (
    *results_exchanged(_ewc, ("F", "g")),
    Mistake(
        "square-of-the-mean-gradient",
        "The likeliest class has been taken as label, and the mean gradient has been squared. Each example's gradient "
        f"is squared by itself, and then the mean is taken. {CLASSES}",
        _batch_squares,
    ),
    Mistake(
        "two-left-in-both",
        f"There is a ½ too many in F, and in g a 2. {SQUARES} {SPRING}",
        lambda *given: _ewc(*given, mean=piece_of(MEANS, "halved-F"), spring=piece_of(SPRINGS, "two-left")),
    ),
    Mistake(
        "labels-of-equal-chance",
        f"All classes have the chance 1/n, and the activations have not been squared. {CLASSES} {SQUARES}",
        lambda *given: _ewc(
            *given, asked=piece_of(ASKED, "classes-averaged"), gathered=piece_of(GATHERED, "activations-not-squared")
        ),
    ),
    Mistake(
        "squares-go-back",
        "δ has been squared at the top, and squares have gone back through squares of weights and slopes. That is not "
        "the square of δ: sums stand between. δ goes back as always, and is squared in F.",
        lambda *given: _ewc(
            *given,
            seed=lambda P, y: (P - y) ** 2,
            back=lambda D, w: D @ w**2,
            slope=lambda A: (1 - A**2) ** 2,
            gathered=lambda D, A, p: (p[:, None] * D).T @ A**2,
        ),
    ),
    Mistake(
        "last-layer-only",
        "The springs of the first layer are 0. Every layer has F, from its own δ and its own inputs.",
        lambda *given: tuple([None, 0 * r[1], *r[2:]] for r in _ewc(*given)),
    ),
)

FISHER = FunctionTask(
    id="11.6",
    title="Fisher's diagonal, and springs against forgetting",
    misconceptions="the mean gradient squared; activations not squared; the likeliest class or equal chances for the "
    "network's own; a sum for the mean; ½ or 2 left; W_old - W",
    answer="springs",
    difficulty=4,
    minutes=35,
    section="lesson 11b, section 4",
    names=("F", "g"),
    oracle=_ewc,
    sites=(
        Site("gathered", GATHERED, called="the sum over the examples"),
        Site("asked", ASKED),
        Site("mean", MEANS),
        Site("spring", SPRINGS, result="g"),
        Site("moved", MOVED, result="g"),
        Site("forwards", WHERE, "the way forward"),
        Site("backwards", WHERE, "the way back"),
        Site("seed", SEEDS, called="δ of the last layer"),
        Site("slope", SLOPES, called="the slope"),
        Site("back", BACKS),
        Site("finished", FINISHED),
    ),
    in_pairs=4,
    mistakes=MISTAKES,
    parts=(
        Part("one hidden layer", 1.25, _draw(7, 5, 4, 3, lam=3.0)),
        Part("two hidden layers, weak springs", 1.0, _draw(5, 6, 7, 4, 3, lam=0.4)),
        Part("no hidden layer", 0.5, _draw(6, 4, 5, lam=20.0), telling=False),
        Part("one example", 0.25, _draw(1, 4, 3, 2, lam=1.5), telling=False),
    ),
    scales=lambda W_old, b_old, X, W, lam: (
        of_examples(len(X)),
        Scale(W[-1].shape[0], "number-of-classes", f"n = {W[-1].shape[0]}"),
        Scale(lam, "lambda", "λ"),
    ),
    hints=(
        "The gradient of one example, of one class, is δ_j a_k: BP4 without the sum. Its square is δ_j² a_k². Which "
        "sums and means come after?",
        "For each class c: δ of the last layer is P - e_c; go back with BP2; add ((p_c δ²)ᵀ @ a²)/m to each F[l]; "
        "p_c is P[:, [c]].",
        "F[l] += (P[:, [c]] * D**2).T @ A[l - 1] ** 2 / m, for all c and l; g[l] = lam * F[l] * (W[l] - W_old[l]).",
    ),
    insight="BP4 with squares says how much each weight matters to what the network says. What matters gets a stronger "
    "spring.",
)
