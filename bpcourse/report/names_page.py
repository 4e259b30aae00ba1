"""The page with names: who is missing, who handed in several times, what could not be read, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bpcourse.report.feedback import state
from bpcourse.report.hand_ins import HandIn, in_points
from bpcourse.report.likeness import Likeness
from bpcourse.report.matching import trace_of
from bpcourse.report.overrides import Marks, Override
from bpcourse.report.page import page, table
from bpcourse.report.persons import Entry, Persons
from bpcourse.report.texts import counted, escape
from bpcourse.tasks.results import number

MOST_ROWS = 500
SLOWEST = 5
KINDS = {"file": "the same file", "equal": "equal but for names, comments and spaces"}


class NamedResults(NamedTuple):
    """All that the page with names shows; ``roster`` is whether there is one, ``several`` which hand-in counts."""

    exercise: str
    hand_ins: Sequence[HandIn]
    persons: Persons
    roster: bool
    several: str
    likenesses: Sequence[Likeness]


def names_page(results: NamedResults, marks: Marks) -> str:
    """Return the page with names, and with the marks that were set by hand."""
    head = "<h1>Who needs a look</h1>\n"
    head += (
        f"<p>{escape(results.exercise)}. This page holds names: it is for you alone. Nothing on it is a verdict.</p>"
    )
    parts = [part(results) for part in (_missing, _strangers, _misnamed, _several, _not_read, _late, _alike, _slowest)]
    content = [head, *filter(None, [*parts[:-1], _overrides(marks), parts[-1]])]
    return page(f"{results.exercise}: names", "\n".join(content))


def _time(hand_in: HandIn) -> str:
    """Return the time of the file of a hand-in as people read it."""
    return hand_in.handed_in.replace("T", " ").replace("Z", " UTC")


def section(title: str, words: str, header: Sequence[str], rows: Sequence[Sequence]) -> str:
    """Return a section with a table of at most ``MOST_ROWS`` rows, or "" where there are none."""
    if not rows:
        return ""
    more = f"<p>{len(rows) - MOST_ROWS} more are left out here.</p>" if len(rows) > MOST_ROWS else ""
    return f"<h2>{escape(title)}</h2>\n{table(words, header, rows[:MOST_ROWS])}{more}"


def _missing(results: NamedResults) -> str:
    if not results.roster:
        return "<h2>Missing</h2>\n<p>Who is missing is known with a roster: bpcourse report RESULTS --roster CSV</p>"
    missing = [entry.person for entry in results.persons.entries if not entry.counts]
    rows = [(person.name, person.number or person.login, person.email) for person in missing]
    words = f"Of {counted(len(results.persons.entries), 'person')} in the roster these {len(missing)} have no hand-in."
    return section("Missing", words, ("name", "number", "email"), rows) or "<h2>Missing</h2>\n<p>Nobody.</p>"


def _strangers(results: NamedResults) -> str:
    words = "Their names fit nobody in the roster, or two persons. They are in no table for a platform. Say whose "
    words += (
        "they are in a column hand_in of the roster: the name of the hand-in or its file; between several, semicolons."
    )
    rows = [(one.name, one.file, in_points(one.points, one.possible)) for one in results.persons.strangers]
    return section("Whose are these?", words, ("hand-in", "file", "points"), rows)


def _misnamed(results: NamedResults) -> str:
    words = "The platform says whose these are, and that counts. The files are called after somebody else."
    rows = [(one.name, one.file, other.name) for one, other in results.persons.misnamed]
    return section("Called after somebody else", words, ("hand-in", "file", "called after"), rows)


def _several(results: NamedResults) -> str:
    entries = [entry for entry in results.persons.entries if len(entry.hand_ins) > 1]
    rows = [_of_one(entry, hand_in) for entry in entries for hand_in in entry.hand_ins]
    words = f"{counted(len(entries), 'person')} handed in more than once. Of each the {results.several} counts."
    return section("Several hand-ins", words, ("person", "hand-in", "time of the file", "points", "counts"), rows)


def _of_one(entry: Entry, hand_in: HandIn) -> tuple:
    name = entry.name if entry.person else trace_of(hand_in.file).name
    counts = "yes" if hand_in is entry.counts else "no"
    return name, hand_in.name, _time(hand_in), in_points(hand_in.points, hand_in.possible), counts


def _not_read(results: NamedResults) -> str:
    rows = [
        (one.name, one.file, f"{state(one._asdict())}. {one.notes}")
        for one in results.hand_ins
        if one.state != "graded"
    ]
    words = f"{counted(len(rows), 'hand-in')} could not be read, or not be graded to the end."
    return section("Not graded, or in part", words, ("hand-in", "file", "why"), rows)


def _late(results: NamedResults) -> str:
    late = [one for one in results.hand_ins if (trace := trace_of(one.file)) and trace.late]
    rows = [(one.name, _time(one)) for one in late]
    return section("Late", "Canvas calls these late.", ("hand-in", "time of the file"), rows)


def _alike(results: NamedResults) -> str:
    rows = [_likeness(results, likeness) for likeness in results.likenesses]
    words = "A hint to look, never a verdict: these answers are nearly the same. Two who learn together write alike, "
    words += "and the worked solutions are public, so that both may have one source. Talk to them before you judge."
    return section("Nearly the same answers", words, ("hand-ins", "how alike"), rows)


def _likeness(results: NamedResults, likeness: Likeness) -> tuple:
    names = ", ".join(results.hand_ins[member].name for member in likeness.members[:20])
    more = f" and {len(likeness.members) - 20} more" if len(likeness.members) > 20 else ""
    share = f"{100 * likeness.share:.0f} % of what few others have"
    return f"{names}{more}", KINDS.get(likeness.kind, share)


def _overrides(marks: Marks) -> str:
    changed = set(marks.changed)
    rows = [_override(one, one in changed, key in marks.used) for key, one in sorted(marks.held.items())]
    words = "Marks that you have set by hand (overrides.csv). Later runs keep them."
    return section("Marks set by hand", words, ("hand-in", "task", "points", "reason", "when", "remark"), rows)


def _override(one: Override, changed: bool, used: bool) -> tuple:
    remark = (
        "the notebook has changed since: look again" if changed else "" if used else "there is no such hand-in or task"
    )
    was = f" (before: {one.was})" if one.was else ""
    return one.student, one.task, f"{number(one.points)}{was}", one.reason, one.when, remark


def _slowest(results: NamedResults) -> str:
    slowest = sorted(results.hand_ins, key=lambda one: (-one.seconds, one.name))[:SLOWEST]
    rows = [(one.name, f"{one.seconds:g} s") for one in slowest]
    return section(
        "Longest computing time", "How long the grader worked on them, by the clock.", ("hand-in", "time"), rows
    )
