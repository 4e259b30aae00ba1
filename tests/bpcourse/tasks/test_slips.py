"""Slips: what follows from the pieces of a computation, and when one of them explains an answer."""

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part, ValueTask, slips
from bpcourse.tasks.leaves import agree
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

DOUBLED = Slip("doubled", "this has been doubled.", lambda x: 2 * x)
SQUARED = Slip("squared", "x has been squared.", lambda x: x**2)
NOTHING = Slip("left-out", "this is missing.", lambda x: 0 * x + 1)
SITES = (
    Site("first", (DOUBLED, SQUARED, NOTHING), "the first"),
    Site("second", (SQUARED, NOTHING), "the second"),
    Site("sign", (Slip("negative", "the sign is wrong.", -1.0),)),
)


def compute(x, y, first=lambda x: x, second=lambda x: x, sign=1.0):
    """Return a computation in three pieces."""
    return sign * first(x) * second(y) + x


def draw(size):
    return lambda rng: (rng.random(size) + 0.5, rng.random(size) + 0.5)


def test_two_slips_of_two_results_are_not_tried_together():
    sites = (SITES[0]._replace(result="a"), SITES[1]._replace(result="b"), SITES[2])
    ids = {mistake.id for mistake in slips.two(compute, sites)}
    assert ids == {
        *(f"{id} (the first) + negative" for id in ("doubled", "squared", "left-out")),
        *(f"{id} (the second) + negative" for id in ("squared", "left-out")),
    }


def task(**options):
    given = {
        "id": "99.1",
        "title": "A task",
        "answer": "compute",
        "difficulty": 1,
        "minutes": 1,
        "section": "lesson 3, section 3",
        "hints": ("", "", ""),
        "oracle": compute,
        "sites": SITES,
        "parts": (Part("one", 1.0, lambda rng: (np.ones(1), np.ones(1)), telling=False), Part("many", 1.0, draw(5))),
    }
    return FunctionTask(**given | options)


def examined(answer, **options):
    return task(**options).examine(LocalAnswer(answer), np.random.default_rng(0))


def test_single_slips_are_all_slips_with_their_places_in_words():
    made = {mistake.id: mistake for mistake in slips.single(compute, SITES)}
    assert list(made) == [
        "doubled (the first)",
        "squared (the first)",
        "left-out (the first)",
        "squared (the second)",
        "left-out (the second)",
        "negative",
    ]
    assert made["squared (the second)"].words == "In the second: x has been squared."
    assert made["negative"].words == "The sign is wrong."
    assert made["squared (the second)"].make(2.0, 3.0) == 20.0


def test_a_slip_that_several_sites_know_is_also_made_at_all_of_them():
    made = {mistake.id: mistake for mistake in slips.everywhere(compute, SITES)}
    assert list(made) == ["squared (the first, the second)", "left-out (the first, the second)"]
    assert made["squared (the first, the second)"].words == "In the first and the second: x has been squared."
    assert made["squared (the first, the second)"].make(2.0, 3.0) == 38.0


def test_two_slips_are_made_at_two_sites():
    made = {mistake.id: mistake for mistake in slips.two(compute, SITES)}
    assert len(made) == 3 * 2 + 3 + 2
    pair = made["doubled (the first) + negative"]
    assert pair.words == "Two slips at once. (1) In the first: this has been doubled. (2) The sign is wrong."
    assert pair.make(2.0, 3.0) == -10.0


def test_of_each_site_only_the_likeliest_slips_may_be_combined():
    made = [mistake.id for mistake in slips.two(compute, SITES, most=1)]
    first, second = "doubled (the first)", "squared (the second)"
    assert made == [f"{first} + {second}", f"{first} + negative", f"{second} + negative"]
    assert examined(lambda x, y: -2 * x * y + x, in_pairs=1).mistake.mistake == "doubled (the first) + negative"
    assert examined(lambda x, y: -y + x, in_pairs=1).mistake.mistake == "unknown"


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (lambda x, y: 2 * x * y + x, "doubled (the first)"),
        (lambda x, y: x**2 * y**2 + x, "squared (the first, the second)"),
        (lambda x, y: -2 * x * y + x, "doubled (the first) + negative"),
        (lambda x, y: -(x**2) * y**2 + x, "unknown"),
        (lambda x, y: -(2 * x * y + x), "doubled (the first)"),
        (lambda x, y: y * x + y, "arguments-exchanged"),
    ],
)
def test_the_slip_that_explains_every_part_is_named(answer, mistake):
    result = examined(answer)
    assert result.mistake.mistake == mistake
    if mistake == "doubled (the first)" and answer(1.0, 1.0) < 0:
        assert result.mistake.message.endswith("(Besides, it is of the wrong sign.)")


def test_two_slips_are_tried_only_where_the_task_allows_it():
    assert examined(lambda x, y: -2 * x * y + x, pairs=False).mistake.mistake == "unknown"


def test_a_slip_that_is_refuted_by_a_right_part_is_not_named():
    result = examined(lambda x, y: 2 * x * y + x if len(x) == 1 else x * y + x)
    assert [finding.earned for finding in result.findings] == [0, 1]
    assert result.mistake.mistake == "factor-2" or "doubled" not in result.mistake.mistake


def test_a_part_in_which_mistakes_coincide_names_none_by_itself():
    def stops(x, y):
        return 2 * x * y + x if len(x) == 1 else 1 / 0

    assert examined(stops).mistake.mistake not in {"doubled (the first)", "squared (the first)"}


def test_an_error_needs_no_reason_where_another_part_tells():
    parts = (Part("many", 1.0, draw(5)), Part("more", 1.0, draw(7)))
    result = examined(lambda x, y: 2 * x * y + x if len(x) == 5 else 1 / 0, parts=parts)
    assert [finding.mistake for finding in result.findings] == ["doubled (the first)", "raises"]


def test_each_of_two_results_has_its_own_slip():
    def both(x, y, first=lambda x: x, second=lambda x: x):
        return first(x) + 1, second(y) + 2

    result = examined(lambda x, y: (2 * x + 1, y**2 + 2), oracle=both, sites=SITES[:2], names=("p", "q"))
    assert result.mistake.mistake == "doubled (the first) + squared (the second)"
    assert result.mistake.message.startswith("Two slips at once. (1) p: In the first: this has been doubled.")
    swapped = examined(lambda x, y: (y + 2, x + 1), oracle=both, sites=SITES[:2], names=("p", "q"))
    assert swapped.mistake.mistake == "results-exchanged"


def test_a_size_with_a_name_is_said_besides_the_slip():
    scales = {"scales": lambda x, y: (Scale(len(x), "batch-size", f"m = {len(x)}"),)}
    result = examined(lambda x, y: (2 * x * y + x) / len(x), **scales)
    assert result.mistake.mistake == "doubled (the first)"
    assert result.mistake.message.endswith("(Besides, it is too small by the factor m = 5.)")
    assert examined(lambda x, y: (2 * x * y + x) * 1.7, **scales).mistake.mistake in {"unknown", "factor"}


def test_a_function_that_remembers_is_told_so_at_every_check():
    memo = []

    def remembers(x, y):
        memo.append(1)
        return len(memo) * x * y + x

    assert examined(remembers).mistake.mistake == "remembers-between-calls"
    assert examined(remembers).mistake.mistake == "remembers-between-calls"


def test_right_numbers_of_the_wrong_precision_have_made_no_slip():
    single = [lambda x, y: x * y, lambda x, y: np.float32(x * y)]
    for answer, mistake in zip(single, (None, "float32"), strict=True):
        found = examined(answer, oracle=lambda x, y: x * y, sites=()).mistake  # x and y exchanged make no difference
        assert (found and found.mistake) == mistake


def test_spoilt_arguments_are_told_besides_a_wrong_result():
    def spoils(x, y):
        x *= 2
        return 3 * x * y

    assert examined(spoils).mistake.message.endswith("Besides, the function changes its arguments. Work on copies.")


def values(given):
    def truth(first=lambda x: x, second=lambda x: x):
        a = first(3.0) + 0.5
        return {"a": a, "b": second(2.0) + a, "c": np.array([a, a + 1])}

    parts = tuple(Part(name, 1.0) for name in "abc")
    hand = ValueTask(
        id="99.2",
        title="By hand",
        answer="given",
        difficulty=1,
        minutes=1,
        section="lesson 3, section 3",
        hints=("", "", ""),
        truth=truth,
        sites=SITES[:2],
        parts=parts,
    )
    return [finding.mistake for finding in hand.examine(LocalAnswer(given), None).findings]


def test_entries_that_follow_from_one_slip_are_named_after_it():
    assert values({"a": 6.5, "b": 8.5, "c": [6.5, 7.5]}) == ["doubled (the first)"] * 3
    assert values({"a": 6.5, "b": 10.5, "c": [6.5, 7.5]}) == ["doubled (the first) + squared (the second)"] * 3


def test_of_too_few_wrong_numbers_no_two_slips_are_read():
    both = {"a": 6.5, "b": 10.5}  # the first doubled, the second squared
    assert values(both | {"c": [6.5, 7.5]}) == ["doubled (the first) + squared (the second)"] * 3
    assert "+" not in "".join(values(both | {"c": [3.5, 4.5]}))


def test_a_slip_that_leaves_the_right_entries_right_comes_first():
    assert values({"a": 3.5, "b": 4.5, "c": [3.5, 4.5]}) == ["", "left-out (the second)", ""]
    assert values({"a": 3.5, "b": 3.5, "c": [3.5, 4.5]}) == ["", "left-out (the first)", ""]


def test_a_mistake_that_cannot_be_made_with_these_arguments_stops_nothing():
    task_of_arrays = {"oracle": lambda x, y: np.ones(x.shape) + y, "sites": ()}
    parts = (Part("an array and a number", 1.0, lambda rng: (np.ones(3), 2.0)),)  # a number has no shape
    assert examined(lambda x, y: x * [1, 2, 4] - y, parts=parts, **task_of_arrays).mistake.mistake == "unknown"


def test_an_answer_that_calls_a_stub_is_no_stub():
    def forward(x):
        raise NotImplementedError

    def stub(x, y):
        raise NotImplementedError

    assert not examined(stub).attempted
    result = examined(lambda x, y: forward(x) + y)
    assert result.attempted
    assert result.mistake.message.startswith("It stopped with NotImplementedError: it calls forward, which is still")


def test_a_function_that_draws_by_itself_is_found_out_where_chance_shows():
    rng = np.random.default_rng(0)
    parts = (Part("one", 1.0, draw(1), telling=False), Part("many", 1.0, draw(40)))
    result = examined(lambda x, y: x * y + x + np.round(rng.random(len(x))), parts=parts)
    assert result.mistake.mistake == "remembers-between-calls"


def test_pairs_are_tried_on_a_small_part_that_is_right_before_a_large_one_that_is_wrong():
    sizes = []

    def counted(x, y, **pieces):
        sizes.append(len(x))
        return compute(x, y, **pieces)

    parts = (Part("few", 1.0, draw(3)), Part("many", 1.0, draw(50)))
    found = examined(lambda x, y: compute(x, y) + (len(x) > 10) * x**3, oracle=counted, parts=parts)
    assert found.mistake.mistake == "unknown"
    assert sizes.count(3) > 6 * sizes.count(50)  # with the large one the probes ask, too


def test_a_right_result_that_spoils_its_arguments_is_told_so_whatever_the_other_parts_did():
    def spoils(x, y):
        result = compute(x, y, first=lambda x: x**2)  # right for the ones of the first part
        x *= len(x) == 5
        return result

    one, many = examined(spoils).findings
    assert (one.mistake, one.earned) == ("changes-input", 0)
    assert one.message == "The result is right, but the function changes its arguments. Work on copies."
    assert many.mistake == "squared (the first)"


def test_one_wrong_number_tells_no_slip_with_a_factor_besides():
    parts = (Part("a number", 1.0, draw(1)),)
    assert examined(lambda x, y: -(2 * x * y + x), parts=parts).mistake.mistake == "unknown"


def test_a_size_must_be_off_in_the_same_direction_in_all_parts():
    scales = {"scales": lambda x, y: (Scale(len(x), "batch-size", f"m = {len(x)}"),)}
    parts = (Part("five", 1.0, draw(5)), Part("seven", 1.0, draw(7)))
    for factors, mistake in (({5: 1 / 5, 7: 1 / 7}, "doubled (the first)"), ({5: 5.0, 7: 1 / 7}, "unknown")):
        found = examined(lambda x, y, f=factors: (2 * x * y + x) * f[len(x)], parts=parts, **scales)
        assert found.mistake.mistake == mistake


def test_infinities_and_no_numbers_must_be_at_the_same_places():
    a, b = np.array([1.0, np.nan, np.inf]), np.array([1.0, np.inf, np.nan])
    assert agree({"x": a}, {"x": a.copy()}, 1e-6)
    assert not agree({"x": a}, {"x": b}, 1e-6)


def test_the_finding_to_mend_first_is_the_first_with_a_name():
    findings = tuple(Finding("", 0.0, 1.0, mistake, mistake) for mistake in ("raises", "transposed", "sign"))
    assert Result("99.1", findings).mistake.mistake == "transposed"
    assert Result("99.1", findings[:1]).mistake.mistake == "raises"
