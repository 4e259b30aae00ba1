"""The page of feedback for the one who handed in: our own words, and what the student's code said as escaped text."""

from __future__ import annotations

from bpcourse.report.hand_ins import in_points
from bpcourse.report.matching import trace_of
from bpcourse.report.page import listing, page
from bpcourse.report.texts import escape
from bpcourse.tasks.results import number

STATES = {"graded": "graded", "incomplete": "graded in part", "unreadable": "could not be read"}


def feedback(record: dict) -> str:
    """Return the page of feedback of a result."""
    tasks = record["tasks"].values()
    possible = round(sum(task["possible"] for task in tasks), 2)
    points = record.get("total", round(sum(task["points"] for task in tasks), 2))
    content = [
        f"<h1>{escape(student_of(record))}</h1>\n<p>{escape(record['exercise'])}</p>",
        f'<p class="sum">{number(points)} of {number(possible)} points</p>',
        _set_by_hand(record.get("total_reason")),
        "" if record["state"] == "graded" else f"<p>The notebook {state(record)}.</p>",
        f"<p>Remarks on the notebook:</p>\n{listing(record['notes'])}" if record["notes"] else "",
        *(_task(name, task) for name, task in sorted(record["tasks"].items())),
    ]
    return page(f"{record['exercise']}: {student_of(record)}", "\n".join(filter(None, content)), "")


def student_of(record: dict) -> str:
    """Return whose a result is, for a heading: the name that Moodle gives a folder, or that of the hand-in."""
    trace = trace_of(str(record.get("file", "")))
    return trace.name if trace and trace.platform == "moodle" else record["submission"]


def state(record: dict) -> str:
    """Return what became of a notebook, after "The notebook"."""
    words = STATES.get(record["state"], "could not be graded")
    return words if words.startswith("could") else f"was {words}"


def _set_by_hand(reason: str | None, was: str = "") -> str:
    return f"<p>Set by the instructor{was}: {escape(reason)}</p>" if reason else ""


def _task(name: str, task: dict) -> str:
    points = in_points(task["points"], task["possible"])
    head = f'<h2 class="task"><span>{escape(name)} {escape(task["title"])}</span> <span>{points}</span></h2>'
    head += _set_by_hand(task.get("reason"), f" (before: {number(task.get('was', 0.0))})")
    if not task["attempted"]:
        return f"{head}\n<p>Not attempted.</p>"
    rows = "".join(_row(finding) for finding in task["findings"])
    caption = f'<caption class="where">Examined {escape(task["where"])}.</caption>'
    header = '<thead><tr><th scope="col">Part</th><th scope="col">Result</th>'
    header += '<th scope="col" class="number">Points</th></tr></thead>'
    return f'{head}\n<table class="parts">{caption}{header}<tbody>{rows}</tbody></table>'


def _row(finding: dict) -> str:
    right = finding["earned"] >= finding["possible"]
    mark = f'<span class="mark">{"✓ right" if right else "✗ not yet"}</span>'
    message = f"<br>{escape(finding['message'])}" if finding["message"] else ""
    points = in_points(finding["earned"], finding["possible"])
    first = f'<th scope="row">{escape(finding["part"])}</th>'
    return f'<tr>{first}<td>{mark}{message}</td><td class="number">{points}</td></tr>'
