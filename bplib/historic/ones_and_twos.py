"""Sums with 1, then sums with 2: the first experiment of McCloskey and Cohen (1989) on forgetting, run again.

A network of 28-50-24 sigmoid units learns 17 "ones" facts (1 + 1 to 9 + 1 and 1 + 2 to 1 + 9) until it knows them, and
then 17 "twos" facts.  Two facts, 1 + 2 and 2 + 1, are in both lists.  In the paper the ones fell to 57 % after one
pass through the twos, and to 30 % after two.

Their coding and their rate we do not know.  Ours: a number is three neighbouring units of 12 that are on, so 0 to 9; a
fact is its two numbers and two of four units for the plus sign; a sum is two digits.  An answer is the sum to which the
outputs are nearest.  The weights of S networks are learnt side by side, pattern by pattern.
"""

from __future__ import annotations

import numpy as np

from bplib.historic.many_networks import ManyNetworks, random_networks

Array = np.ndarray

SIZES, UNITS, WIDE = (28, 50, 24), 12, 3
PLUS = (1, 1, 0, 0)


def facts(with_number: int) -> tuple[Array, Array]:
    """Return the 17 sums a + b with this number in them, (17, 28), and their answers, (17, 24)."""
    pairs = [(a, b) for a in range(1, 10) for b in range(1, 10) if with_number in (a, b)]
    inputs = [np.concatenate([_number(a), _number(b), PLUS]) for a, b in pairs]
    return np.array(inputs), np.array([_answer(a + b) for a, b in pairs])


def _number(digit: int) -> Array:
    """Return three neighbouring units of 12 that are on."""
    units = np.zeros(UNITS)
    units[digit : digit + WIDE] = 1
    return units


def _answer(total: int) -> Array:
    return np.concatenate([_number(total // 10), _number(total % 10)])


def networks(S: int, seed: int, reach: float = 0.3) -> ManyNetworks:
    """Return S fresh networks; weights and biases are drawn evenly from -reach to reach."""
    return random_networks(SIZES, S, reach, np.random.default_rng(seed))


def practised(nets: ManyNetworks, X: Array, Y: Array, rate: float, rng: np.random.Generator) -> None:
    """Go through all facts once, in random order, with a step of gradient descent after each."""
    for i in rng.permutation(len(X)):
        A = nets.forward(X[i : i + 1])
        nets.theta[:] -= rate * nets.backward(A, A[-1] - Y[i, :, None]).theta


def right(nets: ManyNetworks, X: Array, Y: Array) -> Array:
    """Return the share of right answers of each network, (S,)."""
    sums = np.array([_answer(total) for total in range(20)])
    said = ((nets.outputs(X)[:, :, None] - sums) ** 2).sum(axis=-1).argmin(axis=-1)
    return (sums[said] == Y).all(axis=-1).mean(axis=-1)


def until_known(nets: ManyNetworks, X: Array, Y: Array, rate: float, rng: np.random.Generator, most: int = 1000) -> int:
    """Practise until every network's mean cost is at most 0.05; return how many passes that took."""
    for n in range(1, most + 1):
        practised(nets, X, Y, rate, rng)
        if (((nets.outputs(X) - Y) ** 2).sum(axis=-1).mean(axis=-1) / 2).max() <= 0.05:
            return n
    return most
