"""Hand-ins that are nearly alike: a hint to look at them, never a verdict.

The functions of a hand-in are read as words, without comments and strings, and with the student's own names replaced by
their order of appearance.  Eight words in a row are a shingle.  Those that many have (the lines that were given, the
obvious way) tell nothing; two hand-ins are alike when they share most of the rest.  Equal ones are found by a digest.
Each hand-in is read once, and of a shingle no more than ``MOST_OWNERS`` are compared: no step grows with the pairs.
"""

from __future__ import annotations

import builtins
import functools
import hashlib
import keyword
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from bpcourse.report.texts import STRINGS

LENGTH = 8  # words in a shingle
MOST_OWNERS = 5  # a shingle that more hand-ins have tells nothing
FEWEST_TELLING = 16  # shingles that a hand-in must have to itself or with a few, to be compared
FEWEST_WORDS = 150  # of a hand-in that is equal to another
SHARE = 0.8
WORD = re.compile(rf"{STRINGS}|#[^\n]*|((?:\.\s*)?[^\W\d]\w*)|([\w.]+|[^\w\s])")
KEPT = {*keyword.kwlist, *dir(builtins), "np", "numpy"}
FACTORS = np.cumprod(np.full(LENGTH, 0x9E3779B97F4A7C15, np.uint64))


class Likeness(NamedTuple):
    """Hand-ins by their numbers that are alike, and how: "file", "equal" (but for names), or the share in common."""

    members: tuple[int, ...]
    kind: str
    share: float = 1.0


class Fingerprints:
    """What is kept of each hand-in: its shingles as numbers, and a digest of all its words."""

    def __init__(self):
        self.shingles, self.digests = [], []

    def sort(self, order: Sequence[int]) -> None:
        """Put them into another order."""
        self.shingles, self.digests = ([kept[i] for i in order] for kept in (self.shingles, self.digests))

    def add(self, record: dict) -> None:
        """Keep the fingerprint of a record's answers that hold functions."""
        answers = [str(task.get("answer", "")) for _, task in sorted(record["tasks"].items()) if task["attempted"]]
        words = [normalised(answer) for answer in answers if "def " in answer or "lambda" in answer]
        self.shingles.append(np.unique(np.concatenate([_shingles(one) for one in words] or [np.empty(0, np.uint32)])))
        enough = sum(map(len, words)) >= FEWEST_WORDS
        self.digests.append(
            hashlib.sha256("\n".join(map(" ".join, words)).encode("utf-8", "replace")).digest()[:16] if enough else b""
        )


def normalised(source: str) -> list[str]:
    """Return the words of source code, without comments and strings, own names replaced by v0, v1, ..."""
    names, words = {}, []
    for name, other in WORD.findall(source):
        if name and name[0] != "." and name not in KEPT:
            words.append(names.setdefault(name, f"v{len(names)}"))
        elif name or other:
            words.append(name or other)
    return words


@functools.lru_cache(maxsize=2**16)
def _code(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _shingles(words: Sequence[str]) -> np.ndarray:
    if len(words) < LENGTH:
        return np.empty(0, np.uint32)
    codes = np.array([_code(word) for word in words], np.uint64)
    sums = np.lib.stride_tricks.sliding_window_view(codes, LENGTH) @ FACTORS
    return (sums >> np.uint64(32)).astype(np.uint32)


def alike(fingerprints: Fingerprints, files: Sequence[str], owners: Sequence) -> list[Likeness]:
    """Return which hand-ins are alike, the largest groups first.

    Args:
        files: the checksums of the notebooks.
        owners: whose each hand-in is; those of one person are not compared.
    """
    digests = fingerprints.digests
    same = [Likeness(tuple(group), "file") for group in _groups(files, owners)]
    told = {likeness.members for likeness in same}
    equal = [Likeness(tuple(group), "equal") for group in _groups(digests, owners) if tuple(group) not in told]
    pairs = [
        Likeness((a, b), "share", share)
        for (a, b), share in _pairs(fingerprints.shingles)
        if owners[a] != owners[b] and files[a] != files[b] and not digests[a] == digests[b] != b""
    ]
    return [*same, *equal, *_joined(pairs)]


def _joined(pairs: Sequence[Likeness]) -> list[Likeness]:
    """Return pairs that have members in common as one group, with the smallest share; the most alike first."""
    leader, shares = {}, {}

    def find(member):
        while leader.setdefault(member, member) != member:
            leader[member] = member = leader[leader[member]]
        return member

    for (a, b), _, _ in pairs:
        leader[find(a)] = find(b)
    for (a, _), _, share in pairs:
        shares[find(a)] = min(share, shares.get(find(a), 1.0))
    groups = {}
    for member in sorted(leader):
        groups.setdefault(find(member), []).append(member)
    found = [Likeness(tuple(members), "share", shares[first]) for first, members in groups.items()]
    return sorted(found, key=lambda one: (-one.share, one.members))


def _groups(keys: Iterable, owners: Sequence) -> list[list[int]]:
    """Return the numbers of those with the same key, where they belong to two persons or more."""
    found = {}
    for number, key in enumerate(keys):
        if key:
            found.setdefault(key, []).append(number)
    groups = [group for group in found.values() if len({owners[member] for member in group}) > 1]
    return sorted(groups, key=lambda group: (-len(group), group))


def _sorted(shingles: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the shingles of all hand-ins in order, and beside each its hand-in."""
    both = np.concatenate([one.astype(np.uint64) << np.uint64(32) for one in shingles] or [np.empty(0, np.uint64)])
    both |= np.repeat(np.arange(len(shingles), dtype=np.uint64), [len(one) for one in shingles])
    both.sort()
    return (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)


def _pairs(shingles: Sequence[np.ndarray]) -> Iterable[tuple[tuple[int, int], float]]:
    """Yield pairs that share most of what few have, and the share."""
    values, owner = _sorted(shingles)
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else np.empty(0, int)
    sizes = np.diff(np.r_[starts, len(values)])
    telling = np.bincount(owner[np.repeat(sizes <= MOST_OWNERS, sizes)], minlength=len(shingles))
    common = Counter()
    for size in range(2, MOST_OWNERS + 1):
        rows = owner[starts[sizes == size][:, None] + np.arange(size)]
        for i, j in combinations(range(size), 2):
            pairs, counts = np.unique(rows[:, [i, j]], axis=0, return_counts=True)
            common.update({(int(a), int(b)): int(n) for (a, b), n in zip(pairs, counts, strict=True)})
    for (a, b), number in common.items():
        fewer = int(min(telling[a], telling[b]))
        if fewer >= FEWEST_TELLING and number >= SHARE * fewer:
            yield (a, b), number / fewer
