"""Task 11.7: δ of a student who learns from labels and from a teacher's soft answers."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals.seeds import draw_labels, log_softmax, of_examples, one_hot, piece_of, softmax
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _student(
    Z,
    Z_teacher,
    Y,
    T,
    alpha,
    *,
    student_cost=lambda Z, T: Z / T,
    student_seed=lambda Z, T: Z / T,
    teacher=lambda Z, T: softmax(Z / T),
    soft_cost=lambda q, z: -(q * log_softmax(z)).sum(axis=1),
    factor_cost=lambda T: T**2,
    soft_seed=lambda q, z: softmax(z) - q,
    factor_seed=lambda T: T,
    hard_Z_cost=lambda Z, T: Z,
    hard_Z_seed=lambda Z, T: Z,
    hard_cost=lambda Y, Z: -(Y * log_softmax(Z)).sum(axis=1),
    hard_seed=lambda Y, Z: softmax(Z) - Y,
    hard_factor_cost=lambda T: 1.0,
    hard_factor_seed=lambda T: 1.0,
    shares=lambda alpha: (alpha, 1 - alpha),
    shares_seed=lambda alpha: (alpha, 1 - alpha),
) -> tuple:
    """Return C and D; each keyword is a piece that a slip may replace."""
    q = teacher(Z_teacher, T)
    (a, b), (c, d) = shares(alpha), shares_seed(alpha)
    C = a * factor_cost(T) * soft_cost(q, student_cost(Z, T)) + b * hard_factor_cost(T) * hard_cost(
        Y, hard_Z_cost(Z, T)
    )
    return C, c * factor_seed(T) * soft_seed(q, student_seed(Z, T)) + d * hard_factor_seed(T) * hard_seed(
        Y, hard_Z_seed(Z, T)
    )


def _draw(m: int, n: int, T: float, alpha: float, size: float = 2.0):
    def draw(rng):
        Z, Z_teacher = rng.normal(0.2, 1, (m, n)) * size, rng.normal(-0.3, 1, (m, n)) * size
        Y = one_hot(draw_labels(rng, m, n), n)
        if size > 50:  # so that the exponential of a logit is no number, and one that is right is taken for certain
            Z[:, 0] += 900.0
        return Z, Z_teacher, Y, T * rng.uniform(0.95, 1.05), alpha * rng.uniform(0.95, 1.05)

    return draw


SOFT_S = "The student's answer in the soft part is softmax(Z/T)."
STUDENTS = (
    Slip("student-without-T", f"the student's Z has not been divided by T. {SOFT_S}", lambda Z, T: Z),
    Slip("student-times-T", f"the student's Z has been multiplied by T. {SOFT_S}", lambda Z, T: Z * T),
    Slip(
        "student-softmax-twice", f"softmax has been applied twice to the student. {SOFT_S}", lambda Z, T: softmax(Z / T)
    ),
    Slip(
        "student-softmax-then-T",
        f"the student's probabilities have been divided by T. {SOFT_S}",
        lambda Z, T: softmax(Z) / T,
    ),
    Slip("student-by-T-squared", f"the student's Z has been divided by T². {SOFT_S}", lambda Z, T: Z / T**2),
    Slip("student-by-root-T", f"the student's Z has been divided by √T. {SOFT_S}", lambda Z, T: Z / np.sqrt(T)),
)
SOFT_T = "The teacher's answer is softmax(Z_teacher/T)."
TEACHERS = (
    Slip("teacher-without-T", f"the teacher's Z has not been divided by T. {SOFT_T}", lambda Z, T: softmax(Z)),
    Slip(
        "hard-answers",
        f"the teacher's likeliest class stands there, 1 and 0. {SOFT_T}",
        lambda Z, T: np.eye(Z.shape[1])[Z.argmax(axis=1)],
    ),
    Slip("teacher-times-T", f"the teacher's Z has been multiplied by T. {SOFT_T}", lambda Z, T: softmax(Z * T)),
    Slip("teacher-log-softmax", f"ln softmax stands there. {SOFT_T}", lambda Z, T: log_softmax(Z / T)),
    Slip("teacher-softmax-left-out", f"the softmax is missing. {SOFT_T}", lambda Z, T: Z / T),
    Slip("teacher-softmax-then-T", f"the probabilities have been divided by T. {SOFT_T}", lambda Z, T: softmax(Z) / T),
    Slip("teacher-softmax-twice", f"softmax has been applied twice. {SOFT_T}", lambda Z, T: softmax(softmax(Z / T))),
    Slip(
        "teacher-over-examples",
        f"softmax has been taken over the examples. {SOFT_T}",
        lambda Z, T: softmax((Z / T).T).T,
    ),
    Slip("teacher-by-T-squared", f"the teacher's Z has been divided by T². {SOFT_T}", lambda Z, T: softmax(Z / T**2)),
)


def _kl(q, z):
    return (q * (np.log(np.maximum(q, 1e-300)) - log_softmax(z))).sum(axis=1)


def _kl_reversed(q, z):
    p = softmax(z)
    return (p * (log_softmax(z) - np.log(np.maximum(q, 1e-300)))).sum(axis=1)


COST = "The soft cost is -Σ q ln p, the sum over the classes."
SOFT_COSTS = (
    Slip(
        "soft-cost-over-everything",
        f"the sum goes over the examples, too. {COST}",
        lambda q, z: np.full(len(q), -(q * log_softmax(z)).sum()),
    ),
    Slip("kl-for-cross-entropy", f"the teacher's entropy has been subtracted: that is KL. {COST}", _kl),
    Slip("kl-reversed-in-the-cost", f"this is KL the other way round, from the student's side. {COST}", _kl_reversed),
    Slip(
        "p-and-q-exchanged",
        f"this is -Σ p ln q: student and teacher have changed places. {COST}",
        lambda q, z: -(softmax(z) * np.log(np.maximum(q, 1e-300))).sum(axis=1),
    ),
    Slip(
        "mean-over-classes",
        f"the mean over the classes has been taken. {COST}",
        lambda q, z: -(q * log_softmax(z)).mean(axis=1),
    ),
    Slip(
        "soft-cost-of-the-wrong-sign", f"it has the wrong sign. {COST}", lambda q, z: (q * log_softmax(z)).sum(axis=1)
    ),
    Slip(
        "logarithm-left-out",
        f"the logarithm is missing: softmax stands for log-softmax. {COST}",
        lambda q, z: -(q * softmax(z)).sum(axis=1),
    ),
    Slip(
        "squares-of-logits",
        f"squares of differences stand there. {COST}",
        lambda q, z: 0.5 * ((softmax(z) - q) ** 2).sum(axis=1),
    ),
    Slip(
        "likeliest-only",
        f"only the teacher's likeliest class counts. {COST}",
        lambda q, z: -(np.eye(q.shape[1])[q.argmax(axis=1)] * log_softmax(z)).sum(axis=1),
    ),
)
T2 = "The soft cost has the factor T²."
COST_FACTORS = (
    Slip("T-squared-left-out", f"T² is missing. {T2}", lambda T: 1.0),
    Slip("T-once", f"T stands once. {T2}", lambda T: T),
    Slip("T-below", f"it has been divided by T². {T2}", lambda T: 1 / T**2),
    Slip("T-doubled", f"2 T stands there. {T2}", lambda T: 2 * T),
    Slip("T-squared-doubled", f"2 T² stands there. {T2}", lambda T: 2 * T**2),
)
SEED = "The seed of the soft part is softmax(Z/T) - q."


def _seed_of_reversed(q, z):
    p, of = softmax(z), log_softmax(z) - np.log(np.maximum(q, 1e-300))
    return p * (of - (p * of).sum(axis=1, keepdims=True))


SOFT_SEEDS = (
    Slip("sign", f"it has the wrong sign. {SEED}", lambda q, z: q - softmax(z)),
    Slip("seed-of-the-reversed-kl", f"this is the seed of KL the other way round. {SEED}", _seed_of_reversed),
    Slip(
        "elementwise-slope",
        f"p (1 - p) has been multiplied in. {SEED}",
        lambda q, z: (softmax(z) - q) * softmax(z) * (1 - softmax(z)),
    ),
    Slip("softmax-skipped", f"this is -q/p, the derivative by p. {SEED}", lambda q, z: -q / softmax(z)),
    Slip("teacher-left-out", f"the teacher is missing. {SEED}", lambda q, z: softmax(z)),
    Slip("student-left-out", f"the student is missing. {SEED}", lambda q, z: -q),
    Slip(
        "seed-over-classes",
        f"it has been divided by the number of classes. {SEED}",
        lambda q, z: (softmax(z) - q) / q.shape[1],
    ),
    Slip("log-softmax-for-softmax", f"ln p stands where p belongs. {SEED}", lambda q, z: log_softmax(z) - q),
    Slip("student-not-softmaxed", f"Z/T stands where softmax(Z/T) belongs. {SEED}", lambda q, z: z - q),
    Slip(
        "logs-subtracted",
        f"logarithms have been subtracted. {SEED}",
        lambda q, z: log_softmax(z) - np.log(np.maximum(q, 1e-300)),
    ),
    Slip("squared-seed", f"the difference has been squared. {SEED}", lambda q, z: (softmax(z) - q) ** 2),
    Slip(
        "softmax-over-examples",
        f"the student's softmax has been taken over the examples. {SEED}",
        lambda q, z: softmax(z.T).T - q,
    ),
)
TT = "T² of the cost times 1/T of Z/T: the seed has the factor T."
SEED_FACTORS = (
    Slip("T-left-out", f"no T stands there. {TT}", lambda T: 1.0),
    Slip("T-squared-without-slope", f"T² stands there: ∂(Z/T)/∂Z = 1/T is missing. {TT}", lambda T: T**2),
    Slip("T-squared-left-out-of-the-seed", f"1/T stands there: T² is missing. {TT}", lambda T: 1 / T),
    Slip("T-below-twice", f"1/T² stands there. {TT}", lambda T: 1 / T**2),
    Slip("T-doubled-in-the-seed", f"2 T stands there. {TT}", lambda T: 2 * T),
)
HARD = "The hard part knows no T: softmax(Z) and the labels."
HARD_ZS = (
    Slip("T-in-the-hard-part", f"Z has been divided by T in the hard part. {HARD}", lambda Z, T: Z / T),
    Slip("hard-softmax-twice", f"softmax has been applied twice in the hard part. {HARD}", lambda Z, T: softmax(Z)),
)
HARD_COSTS = (
    Slip(
        "hard-mean-over-classes",
        f"the mean over the classes has been taken. {HARD}",
        lambda Y, Z: -(Y * log_softmax(Z)).mean(axis=1),
    ),
    Slip("hard-logarithm-left-out", f"the logarithm is missing. {HARD}", lambda Y, Z: -(Y * softmax(Z)).sum(axis=1)),
)
HARD_SEEDS = (
    Slip(
        "hard-slope",
        f"p (1 - p) has been multiplied in. {HARD}",
        lambda Y, Z: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z)),
    ),
    Slip(
        "hard-seed-over-classes",
        f"it has been divided by the number of classes. {HARD}",
        lambda Y, Z: (softmax(Z) - Y) / Y.shape[1],
    ),
    Slip("hard-label-left-out", f"the label is missing. {HARD}", lambda Y, Z: softmax(Z)),
)
HARD_FACTORS = (
    Slip("T-squared-at-the-hard-part", f"T² stands before the hard part. {HARD}", lambda T: T**2),
    Slip("T-at-the-hard-part", f"T stands before the hard part. {HARD}", lambda T: T),
)
SHARE = "The soft part has the share α, the hard part 1 - α."
SHARES = (
    Slip("shares-exchanged", f"the shares have changed places. {SHARE}", lambda a: (1 - a, a)),
    Slip("hard-share-whole", f"the hard part has the share 1. {SHARE}", lambda a: (a, 1.0)),
    Slip("soft-share-whole", f"the soft part has the share 1. {SHARE}", lambda a: (1.0, 1 - a)),
    Slip("shares-left-out", f"α is missing: both parts have been added. {SHARE}", lambda a: (1.0, 1.0)),
    Slip("both-alpha", f"both parts have the share α. {SHARE}", lambda a: (a, a)),
    Slip("hard-left-out", f"the hard part is missing. {SHARE}", lambda a: (a, 0.0)),
    Slip("soft-left-out", f"the soft part is missing. {SHARE}", lambda a: (0.0, 1 - a)),
    Slip("soft-alone", f"only the soft part is there, with the share 1. {SHARE}", lambda a: (1.0, 0.0)),
    Slip("hard-alone", f"only the hard part is there, with the share 1. {SHARE}", lambda a: (0.0, 1.0)),
    Slip("hard-subtracted", f"the hard part has been subtracted. {SHARE}", lambda a: (a, a - 1)),
)


def _both(**pieces):
    return lambda *given: _student(*given, **pieces)


def _matched(Z, Z_teacher, Y, T, alpha):
    """Return what comes of squares of differences of logits for the soft part."""
    C, D = _student(
        Z,
        Z_teacher,
        Y,
        T,
        alpha,
        shares=piece_of(SHARES, "soft-left-out"),
        shares_seed=piece_of(SHARES, "soft-left-out"),
    )
    return C + alpha * ((Z - Z_teacher) ** 2).mean(axis=1) / 2, D + alpha * (Z - Z_teacher) / Z.shape[1]


MISTAKES = (
    *results_exchanged(_student, ("C", "D")),
    Mistake(
        "T-squared-left-out-everywhere",
        f"T² is missing: at a high T the teacher hardly counts. {T2} {TT}",
        _both(
            factor_cost=piece_of(COST_FACTORS, "T-squared-left-out"),
            factor_seed=piece_of(SEED_FACTORS, "T-squared-left-out-of-the-seed"),
        ),
    ),
    Mistake(
        "kl-reversed-everywhere",
        f"KL has been taken the other way round. {COST} {SEED}",
        _both(
            soft_cost=piece_of(SOFT_COSTS, "kl-reversed-in-the-cost"),
            soft_seed=piece_of(SOFT_SEEDS, "seed-of-the-reversed-kl"),
        ),
    ),
    Mistake(
        "mean-over-classes-everywhere",
        f"The mean over the classes has been taken in the soft part. {COST}",
        _both(soft_cost=piece_of(SOFT_COSTS, "mean-over-classes"), soft_seed=piece_of(SOFT_SEEDS, "seed-over-classes")),
    ),
    Mistake(
        "mean-over-classes-in-both-parts",
        "The mean over the classes has been taken everywhere. Costs are sums over the classes.",
        _both(
            soft_cost=piece_of(SOFT_COSTS, "mean-over-classes"),
            soft_seed=piece_of(SOFT_SEEDS, "seed-over-classes"),
            hard_cost=piece_of(HARD_COSTS, "hard-mean-over-classes"),
            hard_seed=piece_of(HARD_SEEDS, "hard-seed-over-classes"),
        ),
    ),
    Mistake(
        "no-temperature",
        f"T has been left out everywhere: the answers are as hard as at T = 1. {SOFT_S} {SOFT_T}",
        lambda Z, Z_teacher, Y, T, alpha: _student(Z, Z_teacher, Y, 1.0, alpha),
    ),
    Mistake(
        "no-temperature-but-T-squared",
        f"Neither Z has been divided by T, only the factor T² is there. {SOFT_S} {SOFT_T}",
        _both(
            student_cost=piece_of(STUDENTS, "student-without-T"),
            student_seed=piece_of(STUDENTS, "student-without-T"),
            teacher=piece_of(TEACHERS, "teacher-without-T"),
            factor_seed=piece_of(SEED_FACTORS, "T-squared-without-slope"),
        ),
    ),
    Mistake(
        "student-without-T-everywhere",
        f"The student's Z has not been divided by T, and so its seed has T². {SOFT_S}",
        _both(
            student_cost=piece_of(STUDENTS, "student-without-T"),
            student_seed=piece_of(STUDENTS, "student-without-T"),
            factor_seed=piece_of(SEED_FACTORS, "T-squared-without-slope"),
        ),
    ),
    Mistake(
        "all-of-the-wrong-sign",
        "It has the wrong sign, in both parts.",
        _both(soft_seed=piece_of(SOFT_SEEDS, "sign"), hard_seed=lambda Y, Z: Y - softmax(Z)),
    ),
    Mistake("logits-matched", f"The soft part compares logits: their differences, squared. {COST} {SEED}", _matched),
    Mistake(
        "slopes-in-both-parts",
        "p (1 - p) has been multiplied in, in both parts of D. Softmax with cross-entropy needs no slope.",
        _both(soft_seed=piece_of(SOFT_SEEDS, "elementwise-slope"), hard_seed=piece_of(HARD_SEEDS, "hard-slope")),
    ),
    Mistake(
        "teacher-in-place-of-the-labels",
        f"In the hard part stands the teacher's likeliest class, not the label. {HARD}",
        lambda Z, Z_teacher, Y, T, alpha: _student(
            Z, Z_teacher, np.eye(Y.shape[1])[Z_teacher.argmax(axis=1)], T, alpha
        ),
    ),
    Mistake(
        "labels-in-place-of-the-teacher",
        f"In the soft part stand the labels, not the teacher's answers. {SOFT_T}",
        lambda Z, Z_teacher, Y, T, alpha: _student(Z, Z_teacher, Y, T, alpha, teacher=lambda Z, T: Y),
    ),
    Mistake(
        "averaged-over-examples",
        "Every example has the mean cost of all. C has one number for each example.",
        lambda *given: (np.full(len(given[0]), _student(*given)[0].mean()), _student(*given)[1]),
    ),
    Mistake(
        "divided-by-m",
        "It has been divided by m. C and D are per example.",
        lambda *given: tuple(r / len(r) for r in _student(*given)),
    ),
    Mistake(
        "D-divided-by-m",
        "D has been divided by m. It is δ, per example.",
        lambda *given: (_student(*given)[0], _student(*given)[1] / len(given[0])),
    ),
)

STUDENT = FunctionTask(
    id="11.7",
    title="A student's δ",
    misconceptions="T² forgotten, or T at one side only; the slope 1/T; hard answers for soft ones; KL reversed; a "
    "mean over the classes; α and 1 - α exchanged",
    answer="student_delta",
    difficulty=2,
    minutes=20,
    section="lesson 11b, section 7",
    names=("C", "D"),
    oracle=_student,
    sites=(
        Site("factor_seed", SEED_FACTORS, result="D"),
        Site("factor_cost", COST_FACTORS, result="C"),
        Site("teacher", TEACHERS, called="q"),
        Site("student_cost", STUDENTS, "C", "C"),
        Site("student_seed", STUDENTS, "D", "D"),
        Site("soft_seed", SOFT_SEEDS, result="D"),
        Site("soft_cost", SOFT_COSTS, result="C"),
        Site("shares", SHARES, "C", "C"),
        Site("shares_seed", SHARES, "D", "D"),
        Site("hard_Z_cost", HARD_ZS, "C", "C"),
        Site("hard_Z_seed", HARD_ZS, "D", "D"),
        Site("hard_factor_cost", HARD_FACTORS, "C", "C"),
        Site("hard_factor_seed", HARD_FACTORS, "D", "D"),
        Site("hard_seed", HARD_SEEDS, result="D"),
        Site("hard_cost", HARD_COSTS, result="C"),
    ),
    in_pairs=5,
    mistakes=MISTAKES,
    parts=(
        Part("seven examples, T = 3", 0.75, _draw(7, 4, 3.0, 0.6)),
        Part("a high temperature", 0.5, _draw(4, 6, 12.0, 0.3)),
        Part("below 1", 0.5, _draw(5, 3, 0.6, 0.8)),
        Part("large logits", 0.5, _draw(3, 5, 4.0, 0.5, size=60.0), telling=False),
        Part("as many classes as examples", 0.25, _draw(4, 4, 2.0, 0.4), telling=False),
    ),
    scales=lambda Z, Z_teacher, Y, T, alpha: (
        of_examples(len(Z)),
        Scale(Z.shape[1], "number-of-classes", f"n = {Z.shape[1]}"),
        Scale(T, "temperature", "T"),
        Scale(T**2, "temperature-squared", "T²"),
    ),
    hints=(
        "Softmax with cross-entropy gives p - q, also where q is no label but a row of probabilities. Only the factors "
        "are new.",
        "The inner derivative of Z/T is 1/T, the cost has T²: together T. The hard part has no T at all.",
        "D = alpha * T * (softmax(Z / T) - softmax(Z_teacher / T)) + (1 - alpha) * (softmax(Z) - Y). For C subtract "
        "the largest entry of each row before np.exp, and compute ln p as z - ln Σ e^z.",
    ),
    insight="A soft answer is a target like any other: p - q. The factor T² keeps both parts alike in size when T is "
    "changed.",
)
