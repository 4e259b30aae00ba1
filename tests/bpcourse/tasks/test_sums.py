"""Tests of sums with other factors."""

from bpcourse.tasks.sums import Term, other_factors

FACTORS = {"a": lambda x: 1.0, "b": lambda x: 2.0, "0": lambda x: 0.0}


def _built(*factors):
    return lambda x: [factor(x) for factor in factors]


def _slips(terms: int):
    return list(other_factors("other", [Term(f"term {i}", "a", FACTORS) for i in range(terms)], _built, "So?"))


def test_one_or_two_factors_are_wrong_and_one_comes_first():
    assert [len([f for f in slip.piece(0) if f != 1.0]) for slip in _slips(2)] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert max(len([f for f in slip.piece(0) if f != 1.0]) for slip in _slips(3)) == 2


def test_the_words_say_what_is_wrong_and_not_what_is_right():
    words = [slip.words for slip in _slips(2)]
    assert "term 0 has the factor b. So?" in words
    assert "term 0 is missing, and term 1 has the factor b. So?" in words
    assert not any("factor a" in text for text in words)
