"""The report: ``scores.csv`` with a row a student, and one page of feedback for each; made from the results alone.

A page holds our own words, and what the student's code said only as escaped text; it runs no script and loads nothing.
"""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from string import Template

from bpcourse.runner.store import Store, file_name, write_text
from bpcourse.tasks.results import number

STATES = {"graded": "graded", "incomplete": "graded in part", "unreadable": "could not be read"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .25rem; display: flex; justify-content: space-between; gap: 1rem; }
h2 span:last-child { white-space: nowrap; }
.sum { font-size: 1.25rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid #8886; }
th { font-weight: 400; width: 12rem; }
td:last-child { text-align: right; white-space: nowrap; width: 5rem; }
td, li { overflow-wrap: anywhere; }
.mark { font-weight: 600; }
.where { color: #666; font-size: .875rem; }
@media (prefers-color-scheme: dark) { .where { color: #aaa; } }
"""
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$exercise: $student</title>
<style>$style</style>
</head>
<body>
<h1>$student</h1>
<p>$exercise</p>
<p class="sum">$points of $possible points</p>
$notes
$tasks
</body>
</html>
""")


def write_report(folder: Path) -> list[dict]:
    """Write ``scores.csv`` and ``feedback/`` into a folder of results, and return the results; raises WrongResults."""
    store = Store(folder)
    store.run()
    records = store.all()
    write_text(store.folder / "scores.csv", scores(records))
    pages = store.folder / "feedback"
    pages.mkdir(exist_ok=True)
    for record in records:
        write_text(pages / f"{file_name(record['submission'])}.html", feedback(record))
    return records


def total(record: dict) -> tuple[float, float]:
    """Return the points of a result and the points that were possible."""
    tasks = record["tasks"].values()
    return round(sum(task["points"] for task in tasks), 2), round(sum(task["possible"] for task in tasks), 2)


def scores(records: list[dict]) -> str:
    """Return the table of scores as text: a row a student, a column a task, then state, page and remarks."""
    tasks = sorted({task for record in records for task in record["tasks"]})
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["student", "points", "possible", *tasks, "state", "file", "feedback", "remarks"])
    for record in records:
        points = [number(record["tasks"][task]["points"]) if task in record["tasks"] else "" for task in tasks]
        rest = [record["state"], record.get("file", ""), f"feedback/{file_name(record['submission'])}.html"]
        remarks = " ".join(record["notes"])[:1000]
        row = [record["submission"], *map(number, total(record)), *points, *rest, remarks]
        table.writerow([harmless(cell) for cell in row])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that stays in one line."""
    cell = "".join(character if character.isprintable() else " " for character in cell)
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") else cell


def feedback(record: dict) -> str:
    """Return the page of feedback of a result."""
    points, possible = total(record)
    notes = "".join(f"<li>{_escape(note)}</li>" for note in record["notes"])
    state = "" if record["state"] == "graded" else f"<p>The notebook {_state(record)}.</p>"
    parts = {
        "student": record["submission"],
        "exercise": record["exercise"],
        "points": number(points),
        "possible": number(possible),
    }
    parts = {name: _escape(text) for name, text in parts.items()}
    tasks = "\n".join(_task(name, task) for name, task in sorted(record["tasks"].items()))
    remarks = f"<p>Remarks on the notebook:</p>\n<ul>{notes}</ul>" if notes else ""
    return PAGE.substitute(parts, policy=POLICY, style=STYLE, notes=f"{state}{remarks}", tasks=tasks)


def _state(record: dict) -> str:
    state = STATES.get(record["state"], "could not be graded")
    return state if state.startswith("could") else f"was {state}"


def _task(name: str, task: dict) -> str:
    points = f"{number(task['points'])} of {number(task['possible'])}"
    head = f"<h2><span>{_escape(name)} {_escape(task['title'])}</span><span>{points}</span></h2>"
    if not task["attempted"]:
        return f"{head}\n<p>Not attempted.</p>"
    rows = "".join(_row(finding) for finding in task["findings"])
    return f'{head}\n<p class="where">Examined {_escape(task["where"])}.</p>\n<table>{rows}</table>'


def _row(finding: dict) -> str:
    right = finding["earned"] >= finding["possible"]
    mark = f'<span class="mark">{"✓ right" if right else "✗ not yet"}</span>'
    message = f"<br>{_escape(finding['message'])}" if finding["message"] else ""
    points = f"{number(finding['earned'])} of {number(finding['possible'])}"
    return f'<tr><th scope="row">{_escape(finding["part"])}</th><td>{mark}{message}</td><td>{points}</td></tr>'


def _escape(text) -> str:
    text = "".join(character if character.isprintable() or character == "\n" else " " for character in str(text))
    return html.escape(text)
