"""The training program of task 06.6 in pieces: the six planted bugs, and the slips that are made in mending them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def _clip(s: Array) -> Array:
    return np.clip(s, 0, 1)


def at_rest(b: list, x: Array) -> list:
    """Return the states at rest for the inputs x."""
    return [x, *(np.zeros((len(x), len(v))) for v in b[1:])]


def _received(W, b, s, l, down):
    """Return what layer l gets, from above by the matrices ``down``."""
    z = s[l - 1] @ W[l].T + b[l]
    return z if l == len(W) - 1 else z + s[l + 1] @ down[l + 1]


def relaxed(
    W,
    b,
    s,
    y,
    beta,
    steps,
    *,
    own=list,
    seen=lambda old, new: old,
    received=_received,
    down=None,
    slope=lambda s, z: 1.0,
    decay=1.0,
    pulled=lambda L: L,
    strength=lambda beta: beta,
    pull=lambda s, y, beta: beta * (y - s),
    length=0.5,
    clip=_clip,
) -> list:
    """Return the states after Euler steps with all layers at once; each keyword is a piece for a slip."""
    L = len(W) - 1
    s = own(s)
    for _ in range(steps):
        old = list(s)
        for l in range(1, L + 1):
            z = received(W, b, seen(old, s), l, down or W)
            force = slope(old[l], z) * z - decay * old[l]
            if l == pulled(L):
                force = force + pull(old[l], y, strength(beta))
            s[l] = clip(old[l] + length * force)
    return s


def trained(
    W,
    b,
    X,
    Y,
    batch_size,
    beta,
    rate,
    free_steps,
    nudged_steps,
    *,
    start=lambda b, x, before: at_rest(b, x),
    steps=lambda free, nudged: (free, nudged),
    free_beta=lambda beta: 0.0,
    begin=lambda b, x, free: free,
    second=lambda begin, plus: begin,
    compared=lambda free, plus, minus: (plus, minus),
    distance=lambda beta: 2 * beta,
    examples=len,
    sign=1.0,
    products=lambda s, t, l: s[l].T @ s[l - 1] - t[l].T @ t[l - 1],
    changes=lambda s, t: (s - t).sum(axis=0),
    above=lambda W, given: W,
    kept=lambda total, step: step,
    learnt_W=lambda w, step: w + step,
    learnt_b=lambda v, step: v + step,
    **pieces,
):
    """Return (W, b) after one pass through the examples; each keyword is a piece for a slip."""
    given, total = W, {}
    W, b = [None, *(w.copy() for w in W[1:])], [None, *(v.copy() for v in b[1:])]
    first, then = steps(free_steps, nudged_steps)
    s = at_rest(b, X[:batch_size])
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        down = above(W, given)
        s = relaxed(W, b, start(b, x, s), y, free_beta(beta), first, down=down, **pieces)
        plus = relaxed(W, b, begin(b, x, s), y, beta, then, down=down, **pieces)
        minus = relaxed(W, b, second(begin(b, x, s), plus), y, -beta, then, down=down, **pieces)
        p, q = compared(s, plus, minus)
        scale = sign * rate / (distance(beta) * examples(x))
        for l in range(1, len(W)):
            total[l] = kept(total.get(l, (0.0, 0.0)), (scale * products(p, q, l), scale * changes(p[l], q[l])))
            W[l], b[l] = learnt_W(W[l], total[l][0]), learnt_b(b[l], total[l][1])
    return W, b


def _from_below(W, b, s, l, _down):
    return s[l - 1] @ W[l].T + b[l]


def _without_bias(W, b, s, l, down):
    return _received(W, b, s, l, down) - b[l]


# --- the six

PLANTED = {
    "slope": Slip(
        "frozen-at-rest",
        "In the free phase no unit ever leaves 0: print the states. The slope of the hard sigmoid is taken to be 0 at "
        "0, where all states begin. Between 0 and 1, the ends included, it is 1; as the states are clipped, it can be "
        "left out altogether.",
        lambda s, z: (s > 0) & (s < 1),
    ),
    "pulled": Slip(
        "wrong-layer-pulled",
        "The pull acts on the layer below the outputs. It ran without a complaint only because that layer has as many "
        "units as there are classes. The layers are numbered from 0 to L = len(W) - 1.",
        lambda L: L - 1,
    ),
    "strength": Slip(
        "no-negative-pull",
        "A negative β does not pull: the state for -β is that of a phase without any pull. Look at the condition with "
        "beta > 0.",
        lambda beta: max(beta, 0.0),
    ),
    "begin": Slip(
        "nudged-from-rest",
        "The nudged phases start at rest. After a few steps they have not come back to where the free phase ended, and "
        "what is compared is not the effect of the pull. Start them from the free states.",
        lambda b, x, free: at_rest(b, x),
    ),
    "own": Slip(
        "changed-in-place",
        "The relaxation writes into the list that it is given. So the second nudged phase starts where the first one "
        "ended, and in the end both are one and the same list: their difference is zero, and nothing is learnt. Begin "
        "with s = list(s).",
        lambda s: s,
    ),
    "start": Slip(
        "states-of-other-images",
        "The free phase of a minibatch starts from the states of the minibatch before: those of other images. With few "
        "steps something of them is left. Start every free phase at rest.",
        lambda b, x, before: [x, *before[1:]],
    ),
}


def with_bugs(ids) -> Callable:
    """Return the training program with the planted bugs of these ids."""
    pieces = {keyword: slip.piece for keyword, slip in PLANTED.items() if slip.id in ids}
    return lambda *arguments: trained(*arguments, **pieces)


# --- and others

OTHERS = {
    "learnt_W": (
        Slip(
            "weights-assigned",
            "the weights have been replaced by the step. It is added: W[l] += ...",
            lambda w, step: step,
        ),
    ),
    "learnt_b": (
        Slip(
            "biases-assigned",
            "the biases have been replaced by the step. It is added: b[l] += ...",
            lambda v, step: step,
        ),
    ),
    "kept": (
        Slip(
            "sum-not-reset",
            "the sum of the steps is not set to 0 for the next minibatch: each is made again with every later one.",
            lambda total, step: (total[0] + step[0], total[1] + step[1]),
        ),
        Slip(
            "sum-not-reset",
            "the sum of the steps of the weights is not set to 0 for the next minibatch.",
            lambda total, step: (total[0] + step[0], step[1]),
        ),
        Slip(
            "sum-not-reset",
            "the sum of the steps of the biases is not set to 0 for the next minibatch.",
            lambda total, step: (step[0], total[1] + step[1]),
        ),
        Slip(
            "steps-remembered",
            "a share of the last step is kept, as with momentum. Here each minibatch makes its own step.",
            lambda total, step: (0.9 * total[0] + step[0], 0.9 * total[1] + step[1]),
        ),
    ),
    "above": (
        Slip(
            "old-weights-from-above",
            "on the way down the weights are those of the start of the pass. Both ways use the same W, which changes "
            "after each minibatch: s[l+1] @ W[l+1].",
            lambda W, given: given,
        ),
    ),
    "slope": (
        Slip(
            "slope-of-another-sigmoid",
            "the drive has been multiplied by s(1 - s), the slope of the smooth sigmoid. It is 0 at rest, too.",
            lambda s, z: s * (1 - s),
        ),
        Slip(
            "slope-at-the-drive",
            "the slope has been taken at the drive z. It belongs to the state s; it can be left out, as states are "
            "clipped.",
            lambda s, z: (z > 0) & (z < 1),
        ),
        PLANTED["slope"]._replace(piece=lambda s, z: (s > 0) & (s <= 1)),
        Slip(
            "slope-0-at-1",
            "at 1 the slope is taken to be 0: a unit that has come there falls back. The ends are included.",
            lambda s, z: (s >= 0) & (s < 1),
        ),
        Slip("drive-missing", "the drive has been left out together with its slope.", lambda s, z: 0.0),
    ),
    "strength": (
        Slip(
            "size-of-beta",
            "the sign of β is lost, so both nudged phases pull the same way.",
            abs,
        ),
        Slip(
            "negative-only",
            "now only a negative β acts. Both do: look at the condition.",
            lambda beta: min(beta, 0.0),
        ),
        Slip(
            "pulled-in-the-free-phase",
            "the outputs are pulled in the free phase too, with full strength. There β is 0.",
            lambda beta: beta or 1.0,
        ),
    ),
    "pull": (
        Slip("pull-to-the-target-only", "the pull is β(y - s). Here the s is missing.", lambda s, y, beta: beta * y),
        Slip(
            "clamped",
            "the outputs have been set to the targets, in a phase with a pull. They are to be pulled.",
            lambda s, y, beta: 1e9 * np.sign(beta) * (y - 0.5) if beta else 0.0,
        ),
        Slip(
            "pull-without-beta",
            "the pull has lost the size of β: it is β(y - s), with its sign and its size.",
            lambda s, y, beta: np.sign(beta) * (y - s),
        ),
        Slip("pull-twice", "the pull is twice as strong: it is β(y - s).", lambda s, y, beta: 2 * beta * (y - s)),
    ),
    "clip": (
        Slip(
            "no-clip",
            "the clip is gone: the states leave [0, 1]. What can be left out is the slope, for the clip does its work.",
            lambda s: s,
        ),
        Slip(
            "from-minus-one",
            "the states are kept between -1 and 1. They lie between 0 and 1.",
            lambda s: np.clip(s, -1, 1),
        ),
        Slip("no-upper-limit", "the states are cut off at 0, not at 1.", lambda s: np.maximum(s, 0)),
    ),
    "length": (
        Slip("whole-steps", "the steps have the length 1. In this program it is ½.", 1.0),
        Slip("short-steps", "the steps have the length 0.1. In this program it is ½.", 0.1),
        Slip("quarter-steps", "the steps have been halved twice. In this program the length is ½.", 0.25),
    ),
    "seen": (
        Slip(
            "one-after-the-other",
            "the layers are moved one after the other. In this program all move at once, from the old states.",
            lambda old, new: new,
        ),
    ),
    "received": (
        Slip(
            "nothing-from-above",
            "hidden layers get nothing from above: s[l+1] @ W[l+1] was right.",
            _from_below,
        ),
        Slip("bias-missing", "the biases are missing in the drive. They were right.", _without_bias),
    ),
    "decay": (Slip("nothing-holds-back", "the - s in the force is gone. It was right.", 0.0),),
    "begin": (
        Slip(
            "nudged-from-the-middle",
            "the nudged phases start with all states at ½. Start them from the free states.",
            lambda b, x, free: [x, *(0.5 + 0 * s for s in free[1:])],
        ),
    ),
    "second": (
        Slip(
            "nudged-phases-in-a-row",
            "the second nudged phase starts where the first one ended. Both must start from the free states: only then "
            "what is left of the relaxation is the same in both.",
            lambda begin, plus: plus,
        ),
    ),
    "start": (
        Slip(
            "free-from-the-middle",
            "the free phase starts with all states at ½. Rest is 0.",
            lambda b, x, before: [x, *(np.full((len(x), len(v)), 0.5) for v in b[1:])],
        ),
        Slip(
            "free-from-the-mean",
            "the free phase of a minibatch starts from the mean of the states of the minibatch before. With few steps "
            "something of them is left. Start every free phase at rest.",
            lambda b, x, before: [x, *(np.zeros((len(x), s.shape[1])) + s.mean(axis=0) for s in before[1:])],
        ),
        Slip(
            "free-from-the-first",
            "the free phase of a minibatch starts from the states of one image of the minibatch before. Start every "
            "free phase at rest.",
            lambda b, x, before: [x, *(np.zeros((len(x), s.shape[1])) + s[0] for s in before[1:])],
        ),
        Slip(
            "free-from-the-last",
            "the free phase of a minibatch starts from the states of one image of the minibatch before. Start every "
            "free phase at rest.",
            lambda b, x, before: [x, *(np.zeros((len(x), s.shape[1])) + s[-1] for s in before[1:])],
        ),
    ),
    "steps": (
        Slip(
            "steps-exchanged",
            "free_steps and nudged_steps have changed places.",
            lambda free, nudged: (nudged, free),
        ),
        Slip("free-steps-everywhere", "the nudged phases take free_steps.", lambda free, nudged: (free, free)),
        Slip("nudged-steps-everywhere", "the free phase takes nudged_steps.", lambda free, nudged: (nudged, nudged)),
    ),
    "free_beta": (Slip("free-phase-pulled", "the free phase is pulled by β. There it is 0.", lambda beta: beta),),
    "compared": (
        Slip(
            "one-sided",
            "the pulled state has been compared with the free one, not with the one for -β.",
            lambda free, plus, minus: (plus, free),
        ),
    ),
    "distance": (
        Slip("divided-by-beta", "the update is divided by β. It was right: from -β to β it is 2β.", lambda beta: beta),
        Slip("not-divided", "the update is not divided by 2β. It was right.", lambda beta: 1.0),
    ),
    "examples": (
        Slip("sum-for-mean", "the update is the sum over the minibatch. It was right: the mean.", lambda x: 1),
    ),
    "sign": (
        Slip(
            "the-wrong-way",
            "the parameters move the wrong way. Either the pull has the wrong sign (it is β(y - s)), or the update: a "
            "step adds Hebb for plus and anti-Hebb for minus.",
            -1.0,
        ),
    ),
    "products": (
        Slip(
            "product-of-differences",
            "the product of the differences moves the weights. The difference of the products was right.",
            lambda s, t, l: (s[l] - t[l]).T @ (s[l - 1] - t[l - 1]),
        ),
        Slip(
            "weights-summed",
            "the weights move by the sum over the minibatch. It was right: the mean.",
            lambda s, t, l: len(s[0]) * (s[l].T @ s[l - 1] - t[l].T @ t[l - 1]),
        ),
        Slip(
            "weights-divided-twice",
            "the step of the weights has been divided by the number of examples twice. Once was right.",
            lambda s, t, l: (s[l].T @ s[l - 1] - t[l].T @ t[l - 1]) / len(s[0]),
        ),
        *(
            Slip(
                "lower-end-of-one-phase",
                f"the change of a layer has been multiplied by the layer below {words}. Each product takes both of its "
                "ends from one phase.",
                lambda s, t, l, below=below: (s[l] - t[l]).T @ below(s[l - 1], t[l - 1]),
            )
            for words, below in (
                ("of the first phase", lambda p, q: p),
                ("of the second phase", lambda p, q: q),
                ("of both phases' mean", lambda p, q: (p + q) / 2),
            )
        ),
        Slip("weights-not-moved", "the weights are not moved.", lambda s, t, l: 0.0),
    ),
    "changes": (
        Slip("biases-not-moved", "the biases are not moved.", lambda s, t: 0.0),
        Slip(
            "biases-the-wrong-way",
            "the biases move the wrong way. Their update was right.",
            lambda s, t: (t - s).sum(axis=0),
        ),
    ),
}

SITES = tuple(
    Site(keyword, (*([PLANTED[keyword]] if keyword in PLANTED else []), *OTHERS.get(keyword, ())))
    for keyword in dict.fromkeys([*PLANTED, *OTHERS])
)
