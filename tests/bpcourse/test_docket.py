"""The docket: every claim is well formed, every link leads to a cell, and a cell holds the numbers that are given."""

import json
import re
from functools import cache
from itertools import groupby

import docket_claims
import pytest
from places import ROOT

from bpcourse.docket import DECIDED_BY, SAID_BY, TOPICS, VERDICTS, Claim, claim, docket, read
from bpcourse.sections import NAMES
from bplib.widgets.docket.claims import claims

CLAIMS = docket()
EXPERIMENTS = [one for one in CLAIMS if one.decided_by == "experiment" and one.where]
by_id = pytest.mark.parametrize("one", CLAIMS, ids=lambda one: one.id)
SENTENCE_ENDS = re.compile(r"[.!?]\"?(?= [A-Z\"0-9]|$)")
NUMBER = re.compile(r"(?<![\w.,^])-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w^])")
IN_THE_TEXT_ONLY = ["R7"]  # measured, but in a trial that no cell repeats


@cache
def cells(number: str) -> dict[str, dict]:
    """Return the cells of a lesson by their ids; of a lesson that is not there, none."""
    path = ROOT / "lessons" / f"{NAMES.get(number.removeprefix('0'))}.ipynb"
    if not path.exists():
        return {}
    return {cell["id"]: cell for cell in json.loads(path.read_text("utf-8"))["cells"]}


def printed(cell: dict) -> str:
    """Return what a cell prints, an explorer's description included; nothing of a text cell."""
    outputs = cell.get("outputs", ())
    return "\n".join("".join([*one.get("text", ()), *one.get("data", {}).get("text/plain", ())]) for one in outputs)


def shown(cell: dict) -> str:
    """Return what a cell prints, and after it what is written in it."""
    return "\n".join([printed(cell), "".join(cell["source"])])


def numbers(text: str) -> list[str]:
    """Return the numbers of a text, as they are written but for commas between thousands."""
    return [found.replace(",", "") for found in NUMBER.findall(text)]


def holds(text: str, number: str) -> bool:
    """Return whether a text holds a number with just these digits."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d|e[+-]?\d)", text.replace(",", "")) is not None


# --- the claims


@by_id
def test_a_claim_is_well_formed(one):
    assert re.fullmatch(r"[A-Z][1-9]\d?", one.id)
    for text in (one.claim, one.correct):
        assert re.fullmatch(r"[A-Z\"].*(\.|\.\")", text)
        assert not re.search(r"^\s|\s$|  |—", text)
    assert len(SENTENCE_ENDS.findall(one.claim)) == 1
    assert len(SENTENCE_ENDS.findall(one.correct)) <= 2, "one or two sentences"
    assert len(one.claim.split()) <= 30
    assert len(one.correct.split()) <= 56
    assert one.source is None or not one.source.endswith(".")
    assert len(set(one.where)) == len(one.where)


def test_the_ids_of_a_letter_are_numbered_from_1_in_order():
    for letter, group in groupby(CLAIMS, key=lambda one: one.id[0]):
        listed = [one.id for one in group]
        assert listed == [f"{letter}{n}" for n in range(1, len(listed) + 1)]
    assert len([letter for letter, _ in groupby(CLAIMS, key=lambda one: one.id[0])]) == len({c.id[0] for c in CLAIMS})


@pytest.mark.parametrize(
    ("letter", "last"),
    [("H", 8), ("M", 17), ("A", 22), ("P", 8), ("C", 16), ("X", 8), ("E", 7), ("S", 8), ("N", 47)],
)
def test_every_claim_that_the_course_has_collected_is_there(letter, last):
    assert claim(f"{letter}{last}").id == f"{letter}{last}"


def test_no_claim_is_there_twice():
    for texts in ([one.claim for one in CLAIMS], [one.correct for one in CLAIMS]):
        assert [text for text in texts if texts.count(text) > 1] == []


def test_every_word_of_the_lists_is_used():
    assert {one.said_by for one in CLAIMS} == set(SAID_BY)
    assert {one.topic for one in CLAIMS} == set(TOPICS)
    assert {one.verdict for one in CLAIMS} == set(VERDICTS)
    assert {one.decided_by for one in CLAIMS} == set(DECIDED_BY)


# --- what decides them


@by_id
def test_every_link_leads_to_a_cell(one):
    assert [f"{number}#{cell}" for number, cell in one.places if cell not in cells(number)] == []


def test_no_claim_waits_for_its_experiment():
    assert [one.id for one in CLAIMS if one.lesson] == [], "its lesson stands: link the cells"


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.id)
def test_an_experiment_has_a_cell_that_shows_something(one):
    found = [cells(number)[cell] for number, cell in one.places]
    assert any(cell.get("outputs") for cell in found) != (one.id in IN_THE_TEXT_ONLY)


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.id)
def test_a_linked_cell_holds_each_number(one):
    texts = [shown(cells(number)[cell]) for number, cell in one.places]
    given = numbers(one.correct)
    assert [number for number in given if not any(holds(text, number) for text in texts)] == []
    prints = [printed(cells(number)[cell]) for number, cell in one.places]
    assert not given or any(holds(text, number) for text in prints for number in given), "a setting, and no result"


def test_numbers_are_read_as_they_are_written():
    text = "From 1,235 to 0.50, at -0.0628 and 1.268e+30; N(0, 1), 2-2-1, σ'(a), β2, 81%."
    assert numbers(text) == ["1235", "0.50", "-0.0628", "1.268e+30", "0", "1", "2", "2", "1", "81"]
    there = [("≈ 1,235 passes", "1235"), ("cost 0.50.", "0.50"), ("81%", "81"), ("x = -0.5", "-0.5")]
    assert all(holds(*pair) for pair in there)
    elsewhere = [("1.2", "1"), ("12", "1"), ("0.501", "0.50"), ("3e-05", "3"), ("0.5", "-0.5")]
    assert not any(holds(*pair) for pair in elsewhere)


# --- what travels with the explorer


def test_the_explorer_has_the_claims_as_they_stand(capsys):
    assert docket_claims.main(["check"]) == 0, capsys.readouterr().out
    assert [one.id for one in claims()] == [one.id for one in CLAIMS]
    for mine, one in zip(claims(), CLAIMS, strict=True):
        assert [(number, cell) for number, cell, _ in mine.where] == list(one.places)
        for name in ("claim", "said_by", "topic", "verdict", "correct", "decided_by", "source", "lesson"):
            assert getattr(mine, name) == (getattr(one, name) or "")


def test_claims_that_are_stale_are_found(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(docket_claims, "TARGET", tmp_path / "claims.js")
    assert docket_claims.main(["check"]) == 1
    assert docket_claims.main([]) == 0
    assert docket_claims.main(["check"]) == 0
    docket_claims.TARGET.write_text(docket_claims.TARGET.read_text("utf-8").replace("1960", "1961", 1), "utf-8")
    assert docket_claims.main(["check"]) == 1
    assert "stale: run python tools/docket_claims.py" in capsys.readouterr().out


def test_a_link_has_the_words_of_the_heading_above_its_cell():
    found = docket_claims.headings("05c")
    assert found["t-table"] == "A tournament"
    assert all(words and "$" not in words for words in found.values())


# --- the record and its reader


def row(**changes) -> str:
    """Return a docket of one claim, with some fields changed, or left out where None."""
    fields = {
        "id": "M1",
        "claim": "A claim.",
        "said_by": "blog",
        "topic": "time",
        "verdict": "false",
        "correct": "It is not so.",
        "decided_by": "experiment",
        "where": ["05c#t-table"],
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in (fields | changes).items() if value is not None]
    return "\n".join(["[[claim]]", *lines, ""])


def test_a_docket_is_read():
    (one,) = read(row())
    assert one == Claim(
        id="M1",
        claim="A claim.",
        said_by="blog",
        topic="time",
        verdict="false",
        correct="It is not so.",
        decided_by="experiment",
        where=("05c#t-table",),
    )
    assert one.places == (("05c", "t-table"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (row(verdict="half true"), "claim M1: verdict must be one of 'true', .*, got 'half true'"),
        (row(said_by="Mr X"), "claim M1: said_by must be one of 'popular article', .*, got 'Mr X'"),
        (row(topic="all"), "claim M1: topic must be one of 'history', .*, got 'all'"),
        (row(decided_by="vote"), "claim M1: decided_by must be one of 'experiment', .*, got 'vote'"),
        (row(where=["5c, section 3"]), "a link looks like '05c#t-table', got '5c, section 3'"),
        (row(where=None), "an experiment has links to cells, or else a lesson; got 0 links and lesson None"),
        (row(lesson="11a"), "an experiment has links to cells, or else a lesson; got 1 links and lesson '11a'"),
        (row(decided_by="source"), "it is decided by a source and names none"),
        (row(verdict="empty"), "'nothing' decides what is 'empty', got 'empty'"),
        (row(decided_by="nothing"), "'nothing' decides what is 'empty', got 'false'"),
        (row(correct=None), r"claim M1: missing \['correct'\], not known \[\]"),
        (row(facts=["H1"]), r"claim M1: missing \[\], not known \['facts'\]"),
        (row() + row(), "an id belongs to one claim, got 'M1' more than once"),
        ("[[entry]]\nid = 1\n", r"a docket holds tables \[\[claim\]\] only, got 'entry'"),
        ("", r"a docket holds tables \[\[claim\]\] only, got none"),
    ],
)
def test_a_docket_that_is_not_in_order_says_what_was_got_and_expected(text, said):
    with pytest.raises(ValueError, match=said):
        read(text)


def test_a_claim_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="there is no claim 'Z9'; ids look like 'H1' and 'R9'"):
        claim("Z9")
