"""The family trees: the counts of the paper, some relatives by hand, and that both families are built alike."""

import numpy as np
import pytest

from bplib.historic import family_trees as trees
from bplib.historic.many_networks import ManyNetworks


def test_the_counts_of_the_paper():
    assert len(trees.PEOPLE) == len(set(trees.PEOPLE)) == 24
    assert len(trees.RELATIONS) == 12
    assert len(trees.triples()) == 112
    assert len(trees.questions()) == 104


@pytest.mark.parametrize(
    ("person", "relation", "answers"),
    [
        ("Colin", "aunt", {"Jennifer", "Margaret"}),
        ("Colin", "uncle", {"Arthur", "Charles"}),
        ("Colin", "sister", {"Charlotte"}),
        ("Colin", "mother", {"Victoria"}),
        ("Charlotte", "father", {"James"}),
        ("Charles", "niece", {"Charlotte"}),
        ("Arthur", "nephew", {"Colin"}),
        ("Arthur", "wife", {"Margaret"}),
        ("Penelope", "daughter", {"Victoria"}),
        ("Andrew", "son", {"James"}),
        ("Jennifer", "brother", {"James"}),
        ("Christine", "husband", {"Andrew"}),
        ("Sophia", "uncle", {"Emilio", "Tomaso"}),
        ("Christopher", "father", set()),
    ],
)
def test_relatives(person, relation, answers):
    assert trees.answers(person, relation) == answers


def test_an_unknown_relation_is_named():
    with pytest.raises(ValueError, match="relation must be one of father, mother"):
        trees.answers("Colin", "cousin")


def test_the_italian_family_is_built_like_the_english_one():
    twin = dict(zip(trees.PEOPLE[:12], trees.PEOPLE[12:], strict=True))
    english = {triple for triple in trees.triples() if triple[0] in twin}
    italian = set(trees.triples()) - english
    assert {(twin[person], relation, twin[answer]) for person, relation, answer in english} == italian
    assert all(answer in trees.PEOPLE[12:] for _, _, answer in italian)


def test_the_data_hold_one_person_and_one_relation_a_row():
    X, Y = trees.family_trees()
    assert X.shape == (104, 36)
    assert Y.shape == (104, 24)
    np.testing.assert_array_equal(X[:, :24].sum(axis=1), 1)
    np.testing.assert_array_equal(X[:, 24:].sum(axis=1), 1)
    assert Y.sum() == 112
    assert set(Y.sum(axis=1)) == {1, 2}
    row = trees.questions().index(("Colin", "aunt"))
    assert [trees.PEOPLE[i] for i in np.flatnonzero(X[row, :24])] == ["Colin"]
    assert {trees.PEOPLE[i] for i in np.flatnonzero(Y[row])} == {"Jennifer", "Margaret"}


def test_properties_of_the_people():
    for name, values in trees.FEATURES.items():
        assert values.shape == (24,)
        if name != "nationality":
            np.testing.assert_array_equal(values[:12], values[12:])
    for child, parent in ((c, p) for p in trees.PEOPLE for c in trees.answers(p, "son") | trees.answers(p, "daughter")):
        i, j = trees.PEOPLE.index(child), trees.PEOPLE.index(parent)
        assert trees.FEATURES["generation"][i] == trees.FEATURES["generation"][j] + 1
        assert trees.FEATURES["nationality"][i] == trees.FEATURES["nationality"][j]
        assert trees.FEATURES["branch"][i] in (trees.FEATURES["branch"][j], 0)


def test_people_and_relations_have_units_of_their_own():
    links = trees.family_links()
    assert links.size - links.sum() == 6 * 12 + 6 * 24
    X, _ = trees.family_trees()
    networks = ManyNetworks(trees.SIZES, (links * np.random.default_rng(0).normal(size=links.size))[None])
    hidden = networks.forward(X)[1][0]
    people, relations = X[:, :24].argmax(axis=1), X[:, 24:].argmax(axis=1)
    for units, same in ((hidden[:6], people), (hidden[6:], relations)):
        for value in np.unique(same):
            assert np.ptp(units[:, same == value], axis=1).max() < 1e-12
        assert np.ptp(units, axis=1).min() > 0.01


def test_no_error_beyond_0_8_and_0_2():
    a = np.array([0.1, 0.3, 0.7, 0.9])
    np.testing.assert_allclose(trees.lenient_difference(a, np.ones(4)), [-0.7, -0.5, -0.1, 0])
    np.testing.assert_allclose(trees.lenient_difference(a, np.zeros(4)), [0, 0.1, 0.5, 0.7])
