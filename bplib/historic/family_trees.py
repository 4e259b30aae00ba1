"""The family trees of 1986: two isomorphic families, and questions such as "who is an aunt of Colin?".

Hinton's network was to learn the answers, and what it found out about the people while doing so is the point of the
letter in Nature (Rumelhart, Hinton and Williams 1986, figures 2 to 4; Hinton 1986).  Everything follows from the
couples and their children; uncles and aunts by marriage count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.historic.many_networks import ManyNetworks, number_of_parameters

Array = np.ndarray
SIZES = (36, 12, 12, 6, 24)

COUPLES = {
    "English": [
        ("Christopher", "Penelope", ("Arthur", "Victoria")),
        ("Andrew", "Christine", ("James", "Jennifer")),
        ("Arthur", "Margaret", ()),
        ("James", "Victoria", ("Colin", "Charlotte")),
        ("Charles", "Jennifer", ()),
    ],
    "Italian": [
        ("Roberto", "Maria", ("Emilio", "Lucia")),
        ("Pierro", "Francesca", ("Marco", "Angela")),
        ("Emilio", "Gina", ()),
        ("Marco", "Lucia", ("Alfonso", "Sophia")),
        ("Tomaso", "Angela", ()),
    ],
}
"""Husband, wife and their children (a son and a daughter), the Italian family in the places of the English one."""


def _people(couples) -> list[str]:
    """Return the names, each person once, a family's people in the order of their couples."""
    return list(dict.fromkeys(name for man, woman, children in couples for name in (man, woman, *children)))


PEOPLE = [name for couples in COUPLES.values() for name in _people(couples)]
ALL_COUPLES = [couple for couples in COUPLES.values() for couple in couples]
MEN = {name for man, _, children in ALL_COUPLES for name in (man, *children[:1])}


def _parents(person: str) -> set[str]:
    return {parent for man, woman, children in ALL_COUPLES if person in children for parent in (man, woman)}


def _spouse(person: str) -> set[str]:
    return {name for man, woman, _ in ALL_COUPLES if person in (man, woman) for name in (man, woman)} - {person}


def _children(person: str) -> set[str]:
    return {child for man, woman, children in ALL_COUPLES if person in (man, woman) for child in children}


def _siblings(person: str) -> set[str]:
    return {child for _, _, children in ALL_COUPLES if person in children for child in children} - {person}


def _of_all(relatives, people: set[str]) -> set[str]:
    return set().union(*(relatives(person) for person in people))


def answers(person: str, relation: str) -> set[str]:
    """Return who stands in that relation to the person: ``answers("Colin", "aunt")`` are Jennifer and Margaret."""
    known = check.choice("relation", relation, RELATIONS)
    return {name for name in known.relatives(person) if (name in MEN) == known.male}


def _aunts_and_uncles(person: str) -> set[str]:
    by_blood = _of_all(_siblings, _parents(person))
    return by_blood | _of_all(_spouse, by_blood)


def _nieces_and_nephews(person: str) -> set[str]:
    return _of_all(_children, _siblings(person)) | _of_all(_children, _of_all(_siblings, _spouse(person)))


class Relation(NamedTuple):
    """Whom a relation is about: ``relatives`` of a person, of which it names the men or the women."""

    relatives: Callable[[str], set[str]]
    male: bool


RELATIONS = {
    "father": Relation(_parents, True),
    "mother": Relation(_parents, False),
    "husband": Relation(_spouse, True),
    "wife": Relation(_spouse, False),
    "son": Relation(_children, True),
    "daughter": Relation(_children, False),
    "uncle": Relation(_aunts_and_uncles, True),
    "aunt": Relation(_aunts_and_uncles, False),
    "brother": Relation(_siblings, True),
    "sister": Relation(_siblings, False),
    "nephew": Relation(_nieces_and_nephews, True),
    "niece": Relation(_nieces_and_nephews, False),
}


def questions() -> list[tuple[str, str]]:
    """Return all pairs (person, relation) that have an answer: 104 of them."""
    return [(person, relation) for person in PEOPLE for relation in RELATIONS if answers(person, relation)]


def triples() -> list[tuple[str, str, str]]:
    """Return all true statements (person, relation, answer), 112 of them: ("Colin", "aunt", "Margaret"), and so on."""
    return [(*question, name) for question in questions() for name in PEOPLE if name in answers(*question)]


def family_trees() -> tuple[Array, Array]:
    """Return the questions as X (104, 36), one unit on for the person and one for the relation, and the answers as Y
    (104, 24), a unit on for every right person.
    """
    pairs = questions()
    X = [
        [*(name == person for name in PEOPLE), *(name == relation for name in RELATIONS)] for person, relation in pairs
    ]
    Y = [[name in answers(*pair) for name in PEOPLE] for pair in pairs]
    return np.array(X, float), np.array(Y, float)


# The same place in both trees, so the same numbers twice: grandparents are generation 1; the branches are those of the
# two pairs of grandparents, and the grandchildren are in both.
FEATURES = {
    "nationality": np.repeat([-1, 1], 12),
    "generation": np.tile([1, 1, 2, 2, 1, 1, 2, 2, 2, 3, 3, 2], 2),
    "branch": np.tile([-1, -1, -1, -1, 1, 1, 1, 1, -1, 0, 0, 1], 2),
}


def family_links() -> Array:
    """Return 1 for every parameter that the network 36-12-12-6-24 of 1986 has and 0 for the others, (P,): the first six
    hidden units see only the person, the other six only the relation.
    """
    links = ManyNetworks(SIZES, np.ones((1, number_of_parameters(SIZES))))
    links.W[1][0, :6, 24:] = 0
    links.W[1][0, 6:, :24] = 0
    return links.theta[0]


def lenient_difference(a: Array, y: Array) -> Array:
    """Return ∂E/∂a of 1986: no error above 0.8 where the target is 1, none below 0.2 where it is 0."""
    return np.where(y > 0.5, np.minimum(a - 0.8, 0), np.maximum(a - 0.2, 0))
