"""The diagnosis on its own: what is looked at first, and what is said when nothing matches."""

from fractions import Fraction

import numpy as np
import pytest

from bpcourse.tasks.diagnosis import diagnose
from bpcourse.tasks.words import Scale

RIGHT = np.array([[1.0, -2.0], [3.0, 5.0], [-4.0, 0.5]])


def mistake(got, expected=RIGHT, **options):
    found = diagnose(got, expected, **options)
    return found and found.mistake


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (RIGHT.T, "transposed"),
        (-RIGHT, "sign"),
        (2 * RIGHT, "factor-2"),
        (RIGHT / 2, "factor-2"),
        (7 * RIGHT, "batch-size"),
        (RIGHT / -7, "batch-size"),
        (1.3 * RIGHT, "factor"),
        (0 * RIGHT, "zero"),
        (np.trunc(RIGHT), "rounded"),
        (RIGHT.astype(np.float32), "float32"),
        (RIGHT * [[1], [0], [0]], "unfilled"),
        (RIGHT * [[0], [1], [1]], "unfilled"),
        (RIGHT * [0, 1], "unfilled"),
        (RIGHT * [[1], [0], [1]], "unknown"),
        (RIGHT * [[1], [0], [0]] + [[0.1], [0], [0]], "unknown"),
        (RIGHT * [1, np.nan], "not-finite"),
        (RIGHT * [1, np.inf], "not-finite"),
        (RIGHT.ravel(), "only-the-shape"),
        (RIGHT[0], "shape"),
        (RIGHT.astype(str), "kind"),
        (RIGHT.astype(complex), "kind"),
        ([[1.0], [2.0, 3.0]], "kind"),
        (None, "returns-nothing"),
        (np.add(RIGHT, [[0, 0], [0, 0.1], [0, 0]]), "unknown"),
        (RIGHT.tolist(), None),
        (RIGHT * (1 + 1e-12), None),
    ],
)
def test_general_mistakes_are_named(got, expected):
    assert mistake(got, scales=(Scale(7, "batch-size", "m = 7"),)) == expected


def test_what_is_filled_is_said():
    found = diagnose(RIGHT * [[1], [1], [0]], RIGHT)
    assert found.message.startswith("It is right at index 0 to 1 of axis 0, and 0 at the others.")
    expected = RIGHT * [[0], [1], [1]]
    assert "index 0 to 1 of axis 0" in diagnose(RIGHT * [[0], [1], [0]], expected).message, "zeros are right there"


def test_vectors_that_were_broadcast_are_recognised():
    a, y = np.array([[0.1], [0.7], [0.4]]), np.array([0.0, 1, 1])
    assert mistake(a - y, a - y[:, None]) == "broadcast"


def test_the_layers_that_are_right_are_said():
    expected = [None, RIGHT, RIGHT + 1]
    found = diagnose([None, -RIGHT, RIGHT + 1], expected, names=("grad_W",))
    assert found.message.startswith("grad_W[2]: right. Wrong: grad_W[1].")


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (-500.0, "dy_dx2 has the wrong sign."),
        (250.0, "dy_dx2 is off by a factor of 2: look for a 2 or a ½ that is missing, or one too many."),
        (3500.0, "dy_dx2 is too large by the factor m = 7."),
    ],
)
def test_a_mistake_of_one_entry_is_said_of_this_entry_and_of_nothing_else(got, message):
    scales = (Scale(7, "batch-size", "m = 7"),)
    assert diagnose(got, 500.0, names=("dy_dx2",), scales=scales).message == message


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (-RIGHT, "It has the wrong sign."),
        ((-RIGHT, -RIGHT[0]), "Each of them has the wrong sign."),
        ((-RIGHT, RIGHT[0]), "b: right. Wrong: W. W has the wrong sign."),
    ],
)
def test_a_wrong_sign_is_said_of_what_has_it(got, message):
    options = {"names": ("W", "b")} if isinstance(got, tuple) else {}
    assert diagnose(got, (RIGHT, RIGHT[0]) if options else RIGHT, **options).message == message


def test_a_wrong_sign_that_explains_one_of_two_wrong_results_is_not_named():
    assert mistake((-RIGHT, RIGHT[0] + 1), (RIGHT, RIGHT[0]), names=("W", "b")) == "unknown"


def test_what_matches_nothing_is_described_and_not_given_away():
    found = diagnose(np.add(RIGHT, [[0, 0], [0, 0.1], [0, 0]]), RIGHT)
    assert "at index [1, 1] is 5.1; the right value is positive, its size is about 5." in found.message
    assert "None of the mistakes that this check knows" in found.message


def test_a_single_number_is_not_given_away_by_its_factor():
    found = diagnose(1000.0, 61.12)
    assert found.mistake == "unknown"
    assert "0.06" not in found.message
    assert "61" not in found.message


@pytest.mark.parametrize(
    ("got", "right", "words"),
    [
        (0.7, 0.6931, "right to one digit"),
        (0.69, 0.6971, None),
        (0.15, 0.1481, "right to two digits"),
        ([-0.052, 0.033], [-0.05215, 0.03269], "right to two digits"),
        ([-0.05, 0.03], [-0.05215, 0.03269], "right to one digit"),
        ([-0.05, 0.04], [-0.05215, 0.03269], None),
    ],
)
def test_of_a_number_worked_by_hand_it_is_said_how_many_digits_are_right(got, right, words):
    got, right = np.array(got), np.array(right)
    found = diagnose(got, right, names=("z",), tolerance=2e-3)
    assert found.mistake == ("few-digits" if words else "unknown")
    assert words is None or found.message == f"z: {words}. Give more."
    assert mistake(got, right) == "unknown"


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (RIGHT[:, 0] + RIGHT[:, 1], "This is a sum over axis 1 that should not be taken."),
        (RIGHT.mean(axis=0), "This is a mean over axis 0 that should not be taken."),
        (np.stack([RIGHT, 3 * RIGHT]), "A mean over axis 0 is missing."),
        (RIGHT.ravel(), "The numbers are right."),
        (np.ones(7), "the result has shape (7,), expected is (3, 2)."),
        (np.ones((0, 2)), "the result has shape (0, 2), expected is (3, 2)."),
    ],
)
def test_a_reason_for_a_shape_is_given_only_where_the_numbers_bear_it_out(got, words):
    expected = 2 * RIGHT if got.ndim == 3 else RIGHT
    assert diagnose(got, expected).message.endswith(words)


class Tensor:
    def __array__(self, *_):
        raise RuntimeError("call detach first")


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ((x for x in (1, 2)), "got a generator: make a list of it."),
        (map(abs, (1, 2)), "got a map: make a list of it."),
        ({1: 2}.values(), "got a dict_values: make a list of it."),
        (RIGHT + 0j, "got complex numbers with imaginary part 0: use np.exp or math.exp, not cmath."),
        ([[Fraction(1, 3), 2], [3, 4], [5, 6]], "got entries of type Fraction."),
        (Tensor(), "got Tensor."),
        ([[1.0], [2.0, 3.0]], "got list."),
    ],
)
def test_what_is_no_number_is_called_by_its_type(got, words):
    assert diagnose(got, RIGHT).message == f"the result must hold numbers, {words}"


def test_a_factor_of_one_is_no_factor_but_too_few_digits():
    found = diagnose(RIGHT * (1 + 3e-6), RIGHT)
    assert found.mistake == "few-digits"
    assert found.message == "It is right to 5 digits only. Has something been rounded, or added?"


@pytest.mark.parametrize("got", [[1.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
def test_ones_and_zeros_alone_do_not_look_rounded(got):
    assert mistake(np.array(got), np.array([1.2, 0.9, 0.8])) != "rounded"


def test_very_large_numbers_have_factors_too():
    assert mistake(-1e200 * RIGHT, 1e200 * RIGHT) == "sign"


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (2 * RIGHT, "2 results \\(W, b\\), got one ndarray"),
        ((RIGHT,), "got 1 things"),
        ([RIGHT, RIGHT[0], 3], "got 3 things"),
        ((RIGHT, "text"), "b must hold numbers"),
    ],
)
def test_the_form_is_looked_at_first(got, message):
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(diagnose(got, (RIGHT, RIGHT[0]), names=("W", "b")).message)


def test_numbers_that_are_one_or_zero_may_be_right_by_chance():
    assert mistake(np.array([0.0, 1.0, 0.0]), np.array([0.2, 1.3, 0.4])) != "rounded"
    assert mistake(np.array([0.0, 1.0, 2.0]), np.array([0.2, 1.3, 2.4])) == "rounded"


def test_what_does_not_exist_must_be_none():
    assert diagnose([RIGHT, RIGHT], [None, RIGHT], names=("W",)).message.startswith("W[0] must be None: index 0 stands")
    assert diagnose([RIGHT], [None, RIGHT], names=("W",)).mistake == "index-0-left-out"
    assert diagnose([2 * RIGHT, 2 * RIGHT], [None, RIGHT], names=("W",)).message == "W[0] must be None."
    assert diagnose([None, None], [None, RIGHT], names=("W",)).message == "W[1] must not be None."


def test_two_lists_that_have_been_exchanged_are_called_so_where_they_are_right():
    Z, A = [None, RIGHT], [RIGHT[0], RIGHT]
    assert diagnose((A, Z), (Z, A), names=("Z", "A")).message == "The results have been exchanged: first Z, then A."
    assert diagnose(([RIGHT[0], 2 * RIGHT], Z), (Z, A), names=("Z", "A")).message == "Z[0] must be None."


def test_tiny_numbers_where_nothing_should_be_are_no_matter_of_digits():
    found = diagnose(np.array([1e-9, 2e-9]), np.zeros(2), tolerance=1e-12)
    assert found.mistake == "unknown"


@pytest.mark.parametrize(
    ("got", "mistake"),
    [
        (RIGHT, "one-result-only"),
        ({"W": RIGHT, "b": 2 * RIGHT}, "results-by-name"),
        ({"W": RIGHT, "b": RIGHT}, "form"),
        (3 * RIGHT, "form"),
    ],
)
def test_right_results_in_another_form_are_told_apart_from_wrong_ones(got, mistake):
    assert diagnose(got, (RIGHT, 2 * RIGHT), names=("W", "b")).mistake == mistake


def test_right_results_may_have_been_put_in_pairs():
    lists = [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]
    assert diagnose(list(zip(*lists, strict=True)), lists, names=("W", "b")).mistake == "results-in-pairs"
