"""The arguments of ``bpcourse report`` and ``bpcourse override``, and what their help says."""

from __future__ import annotations

import argparse
from pathlib import Path

ABOUT_REPORT = """Writes into RESULTS, which bpcourse grade has made:

  class.html       what the class gets wrong, without names: to look at, or to show
  names.html       who is missing, whose notebook could not be read, whose answers are nearly alike
  scores.csv       a row a hand-in, a column a task
  tasks.csv, mistakes.csv, unnamed.csv    the numbers behind class.html
  feedback/        a page for each student
  moodle_feedback.zip, canvas_feedback.zip    the same under the names of the download, for the platform to take back

With a roster also grades.csv, a row a person, and what the platform imports: moodle_worksheet.csv or
canvas_gradebook.csv. The roster is the file that the platform exports (Moodle: the grading worksheet or the
participants; Canvas: the gradebook), or any CSV with a column called name. The options are kept:
later runs use them again."""
ABOUT_OVERRIDE = """Sets a mark by hand, with a reason. It is added to overrides.csv in RESULTS, which no other command
writes, and holds in every report from now on; the last one for a task counts. Without STUDENT the marks set by hand are
listed.

  bpcourse override RESULTS "Ada Lovelace" 03.2 2.5 --reason "right, but in another convention"
  bpcourse override RESULTS "Ada Lovelace" total 0 --reason "see our talk of Tuesday"
  bpcourse override RESULTS "Ada Lovelace" 03.2 --withdraw --reason "was a mistake of mine\""""


def add_parsers(commands) -> None:
    """Add the two commands to those of the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    words = "write the pages and tables: what the class gets wrong, marks, feedback"
    command = commands.add_parser("report", help=words, description=ABOUT_REPORT, formatter_class=raw)
    command.add_argument("results", type=Path, metavar="RESULTS", help="a folder that bpcourse grade has made")
    command.add_argument("--roster", type=Path, metavar="CSV", help="who is in the class, as the platform exports it")
    command.add_argument("--no-roster", action="store_true", help="forget the roster that was given before")
    words = "which of several hand-ins of a person counts: the best (unless said otherwise) or the last"
    command.add_argument("--several", choices=("best", "last"), help=words)
    words = (
        "the column of Canvas's gradebook for this exercise; without it, the one that is called like it, or a new one"
    )
    command.add_argument("--column", metavar="TITLE", help=words)
    command = commands.add_parser(
        "override", help="set a mark by hand, with a reason", description=ABOUT_OVERRIDE, formatter_class=raw
    )
    command.add_argument("results", type=Path, metavar="RESULTS", help="a folder that bpcourse grade has made")
    command.add_argument(
        "student", nargs="?", metavar="STUDENT", help="the hand-in, as scores.csv calls it, its file, or its student"
    )
    command.add_argument("task", nargs="?", metavar="TASK", help="such as 03.2; or total, for the whole mark")
    command.add_argument("points", nargs="?", metavar="POINTS", help="the points that it is to have")
    command.add_argument("--reason", metavar="TEXT", help="why; the student reads it on the page of feedback")
    command.add_argument("--withdraw", action="store_true", help="let the mark of the grader hold again")
