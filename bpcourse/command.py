"""The command line: a copy of one's own, JupyterLab, progress; for instructors: release, grade, report, override."""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from bpcourse.own_copy import commands as own_copy
from bpcourse.refusal import Refused
from bpcourse.report.arguments import add_parsers
from bpcourse.runner import grading
from bpcourse.terminal import complain, say

COURSE = Path(__file__).resolve().parents[1]
RELEASED = (
    "README.md",
    "LICENSE",
    "LICENSE-TEXT",
    "pyproject.toml",
    "hatch_build.py",
    "bplib",
    "bpcourse",
    "lessons",
    "exercises",
)  # what is needed to install it too
SITE_NEEDS = {"nbconvert": "nbconvert", "math_core": "math-core", "ziamath": "ziamath"}  # modules and packages: "site"
NO_SITE = """The web edition needs packages that are not installed in this environment. Install them:
  {python} -m pip install {packages}"""
DONE, NOT_ALL_GRADED, WRONG_USE = 0, 1, 2

ABOUT = """The course on backpropagation, from the command line.

for learners:
  bpcourse open              start JupyterLab in your copy of the course (it is made the first time)
  bpcourse open 03           start it with one lesson
  bpcourse start [DIR]       make a copy of your own: lessons and exercises, and a notebook for notes
  bpcourse update            bring what is new; what you have edited stays as it is
  bpcourse reset 03          bring a notebook back to its beginning; yours is kept beside it
  bpcourse solution 03.6     bring the worked solution of an exercise
  bpcourse progress          show your points and where to go next
  bpcourse site DIR          write the web edition: the course as pages to read, with living explorers

for instructors:
  bpcourse release DIR       copy what students get into a folder
  bpcourse grade FOLDER      grade a folder of notebooks that were handed in
  bpcourse report RESULTS    what the class gets wrong, marks for Moodle or Canvas, feedback; who is missing
  bpcourse override RESULTS  set a mark by hand, with a reason

bpcourse COMMAND --help tells more about a command."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return the exit code: 0 done, 1 something could not be graded, 2 wrong use."""
    arguments = sys.argv[1:] if arguments is None else arguments
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    options = make_parser().parse_args(arguments[:cut])
    options.more = arguments[cut + 1 :]  # for JupyterLab
    if not options.command:
        say(ABOUT)
        return DONE
    try:
        return COMMANDS[options.command](options)
    except Refused as problem:
        complain(str(problem))
        return WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The same command goes on where it stopped.\n")
        return 130


def open_only() -> int:
    """Do what ``bpcourse open`` does, with the same arguments: the command ``backpropagation-course``."""
    return main(["open", *sys.argv[1:]])


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("bpcourse", "bpcourse COMMAND ...", description=ABOUT, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", help=argparse.SUPPRESS, prog="bpcourse")
    _add_copy(commands)
    commands.add_parser("progress", help="show your points")
    words = "Makes pages from the stored notebooks, without running them; a folder that it made before is replaced."
    command = commands.add_parser("site", help="write the web edition", description=words)
    command.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or one that this command has made")
    command = commands.add_parser("release", help="copy what students get into a folder")
    command.add_argument("folder", type=Path, metavar="DIR", help="the folder; what is there already stays as it is")
    grading.add_options(commands)
    add_parsers(commands)
    return parser


def _add_copy(commands) -> None:
    words = "What stands behind -- goes to JupyterLab: bpcourse open 03 -- --no-browser"
    command = commands.add_parser("open", help="start JupyterLab in your copy", description=words)
    command.add_argument("notebook", nargs="?", help="such as 03, or exercises/03; without it, lesson 0")
    words = "Lays lessons and exercises into a folder, and a notebook for notes. No file that is there is written over."
    command = commands.add_parser("start", help="make a copy of your own", description=words)
    command.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="where; without it, a usual place")
    words = "Brings new and changed notebooks. One that you have edited stays, and the new one is laid beside it."
    commands.add_parser("update", help="bring what is new", description=words)
    command = commands.add_parser("reset", help="bring a notebook back to its beginning; yours is kept beside it")
    command.add_argument("notebook", help="such as 03, lessons/03 or exercises/03")
    command = commands.add_parser("solution", help="bring a worked solution")
    command.add_argument("number", help="of an exercise or a task, such as 03 or 03.6")


# --- for learners


def open_lessons(options) -> int:
    """Start JupyterLab in the learner's copy."""
    return own_copy.open_course(options.notebook, options.more)


def start(options) -> int:
    """Make a copy of the course."""
    say("\n".join(own_copy.start(options.folder)))
    return DONE


def update(_options) -> int:
    """Bring what is new into the copy."""
    say("\n".join(own_copy.update()))
    return DONE


def reset(options) -> int:
    """Bring a notebook of the copy back to its beginning."""
    say("\n".join(own_copy.reset(options.notebook)))
    return DONE


def solution(options) -> int:
    """Bring a worked solution into the copy."""
    say("\n".join(own_copy.solution(options.number)))
    return DONE


def show_progress(_options) -> int:
    """Print the points of all exercises, and where they are kept."""
    say("\n".join(own_copy.progress()))
    return DONE


def site(options) -> int:
    """Write the web edition."""
    if missing := [package for module, package in SITE_NEEDS.items() if find_spec(module) is None]:
        raise Refused(NO_SITE.format(packages=" ".join(missing), python=sys.executable))
    from bpcourse.site.build import build

    pages = build(options.folder)
    say(f"{len(pages)} pages were written. Begin with {options.folder / 'index.html'}")
    return DONE


# --- for instructors


def release(options) -> int:
    """Copy the lessons, the exercises and the library into a folder; what is there already stays as it is."""
    parts = [COURSE / name for name in RELEASED]
    found = [path for part in parts for path in (sorted(part.rglob("*")) if part.is_dir() else [part])]
    sources = [path for path in found if _is_released(path)]
    if not (COURSE / "lessons").is_dir():
        raise Refused(f"There are no lessons in {COURSE}: what students get is copied from a clone of the course.")
    kept = [source for source in sources if not _copy(source, options.folder / source.relative_to(COURSE))]
    say(f"{len(sources) - len(kept)} files were copied to {options.folder}.")
    if kept:
        say("These were there already and were left as they are:")
        say("\n".join(f"  {options.folder / source.relative_to(COURSE)}" for source in kept))
    return DONE


def _is_released(path: Path) -> bool:
    private = (".", "__pycache__", "bpcourse-progress", "bplib-progress")
    hidden = any(part.startswith(private) for part in path.relative_to(COURSE).parts)
    return path.is_file() and not hidden


def _copy(source: Path, target: Path) -> bool:
    """Copy a file unless there is one; return whether it was copied."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as original, target.open("xb") as copy:
            shutil.copyfileobj(original, copy)
    except FileExistsError:
        return False
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error}") from None
    return True


def grade(options) -> int:
    """Grade a folder, show the progress, write the report, and say what could not be graded."""
    return _summary(grading.grade(options))


def report(options) -> int:
    """Write the report of a folder of results, with the options that are given or kept."""
    from bpcourse.report import commands

    return _summary(options.results, commands.chosen_options(options))


def _summary(results: Path, options=None) -> int:
    from bpcourse.report import commands

    lines, complete = commands.report(results, options)
    say("\n".join(lines))
    return DONE if complete else NOT_ALL_GRADED


def override(options) -> int:
    """Set a mark by hand, or list those that are set."""
    from bpcourse.report import commands

    say("\n".join(commands.override(options)))
    return DONE


COMMANDS = {
    "open": open_lessons,
    "start": start,
    "update": update,
    "reset": reset,
    "solution": solution,
    "progress": show_progress,
    "site": site,
    "release": release,
    "grade": grade,
    "report": report,
    "override": override,
}
