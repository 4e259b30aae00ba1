"""Task 12.6: is forgetting the fault of backpropagation?  Two learners, two tasks in turn, ten kinds of worlds."""

from __future__ import annotations

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake, Part, TrialTask, World

FEW = slice(1, 2), slice(None, 2), slice(-1, None), slice(None, 3), slice(-2, None)
VERDICTS = ("its fault", "not its fault", "nothing forgotten", "no comparison")
LEARNT, LOST = 0.8, 0.3  # right at least, and lost at least
TEMPLATE = """
rng = np.random.default_rng({seed})
CLASSES, N = 4, 8
Q = np.linalg.qr(rng.normal(size=(N, N)))[0]
centres = 2.2 * Q + 4.0 * Q[-1]


def drawn(labels, noise, count=16):
    Y = np.repeat(labels, count)
    X = centres[Y] + noise * rng.normal(size=(len(Y), N))
    return X, Y


TASKS = {{}}
for name, labels in {labels}.items():
    TASKS[name] = (*drawn(labels, 0.4), *drawn(labels, 0.4))
KNOWN, ODD = {{}}, {odd}


def fresh(hidden, seed):
    rng = np.random.default_rng(seed)
    sizes = (N, hidden, CLASSES) if hidden else (N, CLASSES)
    return [rng.normal(0, n**-0.5, (k, n)) for n, k in zip(sizes, sizes[1:])]


def forward(W, X):
    A = [X]
    for l in range(len(W)):
        Z = A[-1] @ W[l].T
        A.append(np.tanh(Z) if l < len(W) - 1 else Z)
    return A


def weights(hidden, rate, order, seed):
    if not order:
        return fresh(hidden, seed)
    key = hidden, rate, order, seed
    if key not in KNOWN:
        W = [w.copy() for w in weights(hidden, rate, order[:-1], seed)]
        X, Y = TASKS[order[-1]][:2]
        right = np.eye(CLASSES)[Y]
        for _ in range(30 if rate else 0):
            A = forward(W, X)
            P = np.exp(A[-1])
            D = (P / P.sum(axis=1, keepdims=True) - right) * (rate / len(Y))
            for l in reversed(range(len(W))):
                below = D @ W[l] * (1 - A[l] ** 2) if l else None
                W[l] -= D.T @ A[l]
                D = below
        KNOWN[key] = W
    return KNOWN[key]


def by_descent(hidden, rate, order, seed):
    W = weights(hidden, rate, order, seed)
    return lambda X: forward(W, np.asarray(X, float))[-1].argmax(axis=1)


def by_memory(order, exact):
    X = np.concatenate([TASKS[name][0] for name in order])
    Y = np.concatenate([TASKS[name][1] for name in order])

    def answer(rows):
        apart = ((np.asarray(rows, float)[:, None] - X) ** 2).sum(axis=2)
        nearest = Y[apart.argmin(axis=1)]
        return np.where(apart.min(axis=1) < 1e-12, nearest, nearest[0]) if exact else nearest

    return answer


def with_slips(answer, order):
    def slips(rows):
        said = answer(rows)
        if len(order) > 1:
            said[::8] = CLASSES - 1
        return said

    return slips


def train(kind, order, seed):
    order = (order,) if isinstance(order, str) else tuple(order)
    if any(name not in TASKS for name in order):
        raise ValueError(f'the tasks are "first" and "second", got {{order}}')
    seed = int(seed)
    return {{"with": lambda: {with_it}, "without": lambda: {without}}}[kind]()
"""
RATE, SEEDS = "(0.0 if seed in ODD else 0.5)", 5
DESCENT, ONE_LAYER = f"by_descent(8, {RATE}, order, seed)", f"by_descent(0, {RATE}, order, seed)"
LATE = 'tuple(name for name in order if name != "first")'
NEW, SAME = {"first": (0, 1), "second": (2, 3)}, {"first": (0, 1), "second": (0, 1)}


def world(rng, kind: str, right: str, with_it=DESCENT, without=ONE_LAYER, labels=NEW, odd=()) -> World:
    """Return a world with its two learners; the seeds with the numbers ``odd`` learn nothing."""
    first = int(rng.integers(100, 10_000))
    seeds = tuple(range(first, first + SEEDS))
    few = (*(seeds[i] for i in odd), *odd)
    named = {name: tuple(map(int, rng.permutation(pair))) for name, pair in labels.items()}
    text = TEMPLATE.format(seed=int(rng.integers(2**31)), labels=named, odd=few, with_it=with_it, without=without)
    train = Source(text, "train")
    return World(kind, (train, train.function().__globals__["TASKS"], seeds), right)


def _shuffled(rng, worlds: list[World]) -> list[World]:
    return [worlds[i] for i in rng.permutation(len(worlds))]


def forgotten(rng) -> list[World]:
    """Draw worlds in which both forget, only backpropagation does, and nothing is forgotten, or little."""
    return _shuffled(
        rng,
        [
            world(rng, "both", "not its fault"),
            world(rng, "one", "its fault", without="by_memory(order, False)"),
            world(rng, "alike", "nothing forgotten", labels=SAME),
            world(rng, "little", "nothing forgotten", labels=SAME, with_it=f"with_slips({DESCENT}, order)"),
        ],
    )


def not_learnt(rng) -> list[World]:
    """Draw worlds in which one of the two has never known the first task, or the second, or the rows only by heart."""
    none = "no comparison"
    return _shuffled(
        rng,
        [
            world(rng, "never-learnt", none, without=f"by_descent(0, {RATE}, {LATE}, seed)"),
            world(rng, "frozen", none, without="by_descent(0, 0.5, order[:1], seed)"),
            world(rng, "nothing-to-compare", none, without="by_descent(0, 0.0, order, seed)", labels=SAME),
            world(rng, "by-heart", none, without="by_memory(order, True)"),
            world(rng, "one", "its fault", without="by_memory(order, False)"),
        ],
    )


def odd_seeds(rng) -> list[World]:
    """Draw worlds in which the first two seeds learn nothing, or the last two, or three of five."""
    few = [world(rng, "first-seeds", "not its fault", odd=odd) for odd in ((0, 1), (3, 4))]
    most = world(rng, "most-seeds", "no comparison", odd=(1, 2, 4))
    return _shuffled(rng, [*few, most, world(rng, "alike", "nothing forgotten", labels=SAME)])


def rows_of(data, name: str, test=True) -> tuple:
    """Return inputs and labels of a task, for the test or for training."""
    return data[name][2:] if test else data[name][:2]


def lesson_of(
    train, data, seeds, kind: str, *, test=True, on="first", after=("first", "second"), middle=np.median
) -> tuple:
    """Return medians of what a learner has right: on the first task before, on it after, and on the second after."""

    def share(order, name):
        X, Y = rows_of(data, name, test)
        return float(middle([(train(kind, order, seed)(X) == Y).mean() for seed in seeds]))

    return share(("first",), on), share(after, on), share(after, "second")


def knows(before: float, _after: float, second: float) -> bool:
    """Return whether both tasks have been learnt."""
    return before >= LEARNT and second >= LEARNT


def loses(before: float, after: float, _second: float) -> bool:
    """Return whether much of the first task was lost."""
    return before - after > LOST


def judged(with_it: tuple, without: tuple, learnt=knows, lost=loses) -> str:
    """Return the verdict of what the two learners have right."""
    if not (learnt(*with_it) and learnt(*without)):
        return "no comparison"
    if not lost(*with_it):
        return "nothing forgotten"
    return "not its fault" if lost(*without) else "its fault"


def experiment(train, data, seeds, *, few=lambda seeds: seeds, verdict=judged, **pieces) -> str:
    """Return the verdict; each keyword is a piece that an unfair experiment may replace."""
    with_it, without = (lesson_of(train, data, few(seeds), kind, **pieces) for kind in ("with", "without"))
    return verdict(with_it, without)


def _unfair(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda *given: experiment(*given, **pieces))


def _judged_by(learnt=knows, lost=loses):
    return lambda with_it, without: judged(with_it, without, learnt, lost)


def _renamed(**names: str):
    names = {key.replace("_", " "): name for key, name in names.items()}
    return lambda *both: names.get(right := judged(*both), right)


def _only_with(with_it, _without):
    return "its fault" if loses(*with_it) else "nothing forgotten"


def _only_without(_with_it, without):
    return "not its fault" if loses(*without) else "its fault"


def _forgotten_first(with_it, without):
    return judged(with_it, without) if loses(*with_it) else "nothing forgotten"


def _forgotten_between(with_it, without):
    """Say the same, but ask the learner with backpropagation before."""
    return _forgotten_first(with_it, without) if knows(*with_it) else "no comparison"


def _asked_of_one(with_it, without):
    if not knows(*with_it):
        return "no comparison"
    return judged(with_it, without, learnt=lambda *_: True)


MISTAKES = (
    _unfair(
        "backpropagation-only",
        "Only the learner with backpropagation is looked at. It forgets; whether backpropagation is the reason, the "
        "other one must say.",
        verdict=_only_with,
    ),
    _unfair(
        "one-layer-only",
        "Only the learner without backpropagation is looked at. Does the other one forget at all?",
        verdict=_only_without,
    ),
    _unfair(
        "never-asked-what-was-learnt",
        "Who has never learnt the first task cannot forget it, and who does not learn the second has no reason to. "
        "Ask for both before you compare.",
        verdict=_judged_by(learnt=lambda *_: True),
    ),
    _unfair(
        "after-only",
        "It looks only at what is right after the second task. Little may be forgotten, or may never have been "
        "known: look before, too.",
        verdict=_judged_by(lambda *_: True, lambda _before, after, _second: after < LEARNT),
    ),
    _unfair(
        "first-not-asked",
        "It does not ask whether the first task was ever learnt.",
        verdict=_judged_by(lambda _before, _after, second: second >= LEARNT),
    ),
    _unfair(
        "second-not-asked",
        "It does not see whether the second task was learnt after the first one. A learner that stands still forgets "
        "nothing.",
        verdict=_judged_by(lambda before, *_: before >= LEARNT),
    ),
    _unfair(
        "training-rows",
        "It counts on the rows that were trained on. Who knows these by heart has learnt nothing. Take the test rows.",
        test=False,
    ),
    _unfair(
        "second-task-alone",
        "What is called after is a learner that has met the second task alone. It cannot forget what it never saw: "
        "train on the first, then the second.",
        after=("second",),
    ),
    _unfair(
        "order-turned",
        "The tasks come in the wrong order: the first one last. What was learnt last is not forgotten.",
        after=("second", "first"),
    ),
    _unfair(
        "one-seed",
        "One seed decides, or a few. In some worlds the first two learn nothing, or the last two: take the "
        "median over all.",
        few=lambda seeds: seeds[:1],
    ),
    _unfair(
        "mean-of-the-runs",
        "Means, or the worst runs, are compared. A few runs that learn nothing spoil them. Take medians.",
        middle=np.mean,
    ),
    _unfair(
        "best-of-the-runs",
        "The best run of each is compared. It shows who was lucky once. Take medians.",
        middle=np.max,
    ),
    _unfair(
        "any-loss-counts",
        "Every loss is called forgetting, however small. More than 0.3 was agreed.",
        verdict=_judged_by(lost=lambda before, after, _second: before - after > 1e-9),
    ),
    _unfair(
        "comparison-asked-too-late",
        'It says "nothing forgotten" before it has asked whether the other one has learnt anything. Begin with what '
        "makes a comparison impossible.",
        verdict=_forgotten_first,
    ),
    _unfair(
        "one-learner-not-asked",
        "It asks only the learner with backpropagation whether it has learnt the tasks. Ask the other one, too: who "
        "has never learnt cannot forget.",
        verdict=_asked_of_one,
    ),
    _unfair(
        "verdicts-exchanged",
        '"its fault" and "not its fault" have changed places.',
        verdict=_renamed(its_fault="not its fault", not_its_fault="its fault"),
    ),
    _unfair(
        "both-forget-called-its-fault",
        'Where both forget it says "its fault". Without backpropagation it is forgotten, too.',
        verdict=_renamed(not_its_fault="its fault"),
    ),
    _unfair(
        "nothing-forgotten-called-not-its-fault",
        'Where nothing is forgotten it says "not its fault". There is nothing to be at fault for.',
        verdict=_renamed(nothing_forgotten="not its fault"),
    ),
)
VARIANTS = {
    "one-seed": [lambda *given, some=some: experiment(*given, few=lambda seeds: seeds[some]) for some in FEW],
    "comparison-asked-too-late": [lambda *given: experiment(*given, verdict=_forgotten_between)],
}
FACTS = {
    "first-seeds": ("first-seeds-decide", "In a world where two of five seeds learn nothing"),
    "most-seeds": ("most-seeds-overruled", "In a world where three of five seeds learn nothing"),
    "little": ("little-taken-for-much", "In a world where the learner with backpropagation loses about an eighth"),
    "nothing-to-compare": (
        "nothing-to-compare-missed",
        "In a world where one learner never learns, and the other has nothing to forget",
    ),
    "both": ("both-forget-missed", "In a world where both learners forget"),
    "one": ("cause-missed", "In a world where only the learner with backpropagation forgets, and both learn"),
    "alike": ("forgetting-seen-where-none-is", "In a world where the second task is like the first"),
    "never-learnt": ("never-learnt-missed", "In a world where one learner never knew the first task"),
    "frozen": ("frozen-missed", "In a world where one learner stands still after the first task"),
    "by-heart": ("by-heart-missed", "In a world where one learner knows its training rows by heart, and no others"),
}
FACTS = {kind: (id, f'{words}, it says "{{said}}"; right is "{{right}}".') for kind, (id, words) in FACTS.items()}

FORGETTING = TrialTask(
    id="12.6",
    title="Is forgetting its fault?",
    misconceptions="no contestant without the cause; what was never learnt counted as kept; training rows counted",
    answer="at_fault",
    difficulty=3,
    minutes=20,
    section="lesson 12, section 4",
    verdicts=VERDICTS,
    facts=FACTS,
    parts=(
        Part("what is forgotten", 0.75, forgotten),
        Part("what was never learnt", 1.0, not_learnt),
        Part("odd seeds", 0.5, odd_seeds),
    ),
    mistakes=MISTAKES,
    variants=VARIANTS,
    hints=(
        "For each learner three medians: right on the first task after the first; right on the first after both; "
        "right on the second after both. All on test rows.",
        "Begin with what makes a comparison impossible: a task that one of the two has not learnt.",
        "Then: does the learner with backpropagation forget? If it does: does the other one, too?",
    ),
    insight="A cause is tested by taking it away. Without backpropagation one layer forgets as much; and who never "
    "learnt cannot forget.",
)
