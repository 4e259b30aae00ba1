"""The broken training program of exercise 06: six mistakes at once, each seen in public code, to be found and mended.

A repaired program is compared with the right one.  Where it differs, every slip alone is tried, then all programs with
some of the six mistakes, the fewest first: so a learner is told which of them to look for next, and how many are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, combinations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import parameters
from bpcourse.exercises.e06_equilibrium_propagation.rarer_runs import TRAINING_RARELY
from bpcourse.exercises.e06_equilibrium_propagation.training_slips import PLANTED, SITES, trained, with_bugs
from bpcourse.tasks import FunctionTask, Mistake, Part, slips
from bpcourse.tasks.at_times import at_times
from bpcourse.tasks.explanation import Explainer
from bpcourse.tasks.functions import Observation
from bpcourse.tasks.hypotheses import rare
from bpcourse.tasks.words import Diagnosis

IDS = {slip.id for slip in PLANTED.values()}
UPDATES = [site for site in SITES if site.keyword in {"products", "changes", "learnt_W", "learnt_b"}]


def _all_at_the_end(W, b, X, Y, batch_size, *settings):
    """Train with the same old parameters for all minibatches."""
    new_W, new_b = [None, *(w.copy() for w in W[1:])], [None, *(v.copy() for v in b[1:])]
    for start in range(0, len(X), batch_size):
        part = slice(start, start + batch_size)
        step_W, step_b = trained(W, b, X[part], Y[part], batch_size, *settings)
        for l in range(1, len(W)):
            new_W[l] += step_W[l] - W[l]
            new_b[l] += step_b[l] - b[l]
    return new_W, new_b


def _first_minibatch_only(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X[:batch_size], Y[:batch_size], batch_size, *settings)


def _last_minibatch_only(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X[-batch_size:], Y[-batch_size:], batch_size, *settings)


def _all_but_the_last(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X[:-batch_size], Y[:-batch_size], batch_size, *settings)


def _one_minibatch(W, b, X, Y, _batch_size, *settings):
    return trained(W, b, X, Y, len(X), *settings)


def _from_the_end(W, b, X, Y, batch_size, *settings):
    """Train with the minibatches in reverse order."""
    starts = range(0, len(X), batch_size)
    order = np.concatenate([np.arange(len(X))[i : i + batch_size] for i in starts[::-1]])
    rest = len(X) % batch_size
    W, b = trained(W, b, X[order][:rest], Y[order][:rest], batch_size, *settings) if rest else (W, b)
    return trained(W, b, X[order][rest:], Y[order][rest:], batch_size, *settings)


def _unchanged(W, b, *_settings):
    return W, b


def _draw(batches: int, batch_size: int, free: int, nudged: int, *sizes: int, spread: float = 0.4, missing: int = 0):
    """Return a draw of examples and settings, ``missing`` so many in the last minibatch; outputs also lie at walls."""

    def draw(rng):
        W, b = parameters(rng, *sizes, spread=spread)
        m = batches * batch_size - missing
        X, Y = rng.normal(size=(m, sizes[0])), rng.integers(0, 2, (m, sizes[-1])).astype(float)
        beta, rate = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.2, 0.4))
        return W, b, X, Y, batch_size, beta, rate, free, nudged

    return draw


def _several_planted() -> Iterator[Mistake]:
    """Yield two and more of the planted mistakes at once, the fewest first, named after the one to look for next."""
    for size in range(2, len(PLANTED) + 1):
        for chosen in combinations(PLANTED.values(), size):
            words = f"{chosen[0].words} (At least {size} of the six are still in it.)"
            yield Mistake(chosen[0].id, words, with_bugs({slip.id for slip in chosen}))


class MendTask(FunctionTask):
    """A program to be mended: where several of the planted mistakes are still in it, every choice of them is tried."""

    def _explanation(self, observed: Sequence[Observation]) -> Diagnosis | None:
        """Return the mistake that explains all parts, several of those planted, or one of them and another slip."""
        seen = tuple(map(self._seen, observed))
        explainer = Explainer(seen, self.names, self.tolerance, factors=False)
        single = [*self.mistakes, *slips.single(self.oracle, self.sites)]
        two = (mistake for mistake in slips.two(self.oracle, self.sites) if IDS & set(mistake.id.split(" + ")))
        more = rare(self.oracle, self.rarely)
        last = chain(at_times(self.oracle, UPDATES, [one.arguments for one in seen]), self._several(seen))
        return explainer.explain(single, (), more, (), chain(_several_planted(), two), last)


MEND = MendTask(
    id="06.6",
    title="It learns nothing: find six bugs",
    misconceptions="only the update is looked at; a list changed in place; nudged phases that start at rest; stale "
    "states of other images",
    answer="mended_epoch",
    difficulty=4,
    minutes=35,
    section="lesson 6b, sections 5, 6 and 10",
    names=("W", "b"),
    oracle=trained,
    sites=SITES,
    rarely=TRAINING_RARELY,
    parts=(
        Part("one minibatch, settled", 0.75, _draw(1, 6, 50, 50, 6, 4, 4, spread=0.2), telling=False),
        Part("one minibatch, in a hurry", 0.75, _draw(1, 6, 5, 3, 5, 4, 4)),
        Part("three minibatches, in a hurry", 0.75, _draw(3, 5, 5, 3, 5, 4, 4)),
        Part("layers of four sizes", 0.75, _draw(3, 4, 6, 4, 7, 5, 6, 3, missing=1)),
    ),
    mistakes=(
        Mistake(
            "nothing-learnt",
            "W and b come back as they were: nothing has been learnt. Either no step is made, or it is made in copies "
            "that are not returned, or both nudged phases end in the same states. That is so where the relaxation "
            "writes into the list that it is given: plus and minus are then one and the same list. Begin with "
            "s = list(s).",
            _unchanged,
        ),
        Mistake(
            "all-at-the-end",
            "Every minibatch has been worked out with the old parameters. A step is made after each minibatch, and the "
            "next one starts from there.",
            _all_at_the_end,
        ),
        Mistake(
            "first-minibatch-only",
            "Only the first minibatch has been learnt. Is the return inside the loop?",
            _first_minibatch_only,
        ),
        Mistake(
            "last-minibatch-only",
            "Only the last minibatch has been learnt: each one begins with the parameters as they were given.",
            _last_minibatch_only,
        ),
        Mistake(
            "from-the-last-minibatch-on",
            "The minibatches have been taken from the end. They come in their order.",
            _from_the_end,
        ),
        Mistake(
            "plus-against-free",
            "The update has become that of one-sided nudging, (plus - free)/β. It was right: (plus - minus)/(2β).",
            partial(trained, compared=lambda free, plus, minus: (plus, free), distance=lambda beta: beta),
        ),
        Mistake("all-but-the-last", "The last minibatch has been left out.", _all_but_the_last),
        Mistake(
            "one-minibatch",
            "All examples have been taken at once. Take batch_size of them, make a step, and go on.",
            _one_minibatch,
        ),
    ),
    hints=(
        "Ask the parts one by one. After the free phase: do the states differ from 0? After one step of a nudged "
        "phase: which layer has moved? For -β: the other way?",
        "Two of the six are in the order of events: where does each phase start? One is a matter of Python: whose "
        "list is s?",
        "Slope at 0, layer L, beta != 0, s = list(s), nudged phases from the free states, rest for each minibatch.",
    ),
    insight=(
        "For the next such program, lesson 6b, section 10, has a table that leads from what one sees to the "
        "probable fault."
    ),
)
