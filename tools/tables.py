"""Make what says in several places what the tables of lessons, exercises and tasks say once.

    python tools/tables.py make      write it
    python tools/tables.py check     fail when something is stale

Made are the tables of README.md, of lesson 0 and of docs/instructors.md, and the links at the ends of the notebooks.
They come from ``bpcourse/lessons.py``, ``bpcourse/exercises/__init__.py`` and the tasks.  What is made stands between
two marks, which a reader does not see, each a line of its own:

    <!-- made by tools/tables.py: lessons -->
    <!-- end -->

In a notebook, ``make`` changes text cells only.  After ``make`` comes ``python tools/exercises.py make``: the solutions
have links, too.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

import index
from notebooks import ROOT, normalise, parse, read, to_text, write

from bpcourse.exercises import EXERCISES, Exercise
from bpcourse.lessons import BEGINNERS, LESSONS, PAGES, Lesson, following, preceding

MADE = re.compile(r"(<!-- made by tools/tables\.py: ([a-z ]+) -->\n).*?\n?(<!-- end -->)", re.DOTALL)
START = "00_start_here.ipynb"
BELONGING = {
    lesson: exercise for exercise in EXERCISES.values() for lesson in LESSONS if lesson.number[:2] == exercise.number
}


# --- what is made


def lessons_for_readme() -> str:
    """Return the table of the lessons, with links from the top of the repository."""
    rows = [
        f"| {one.label} | [{one.title}](lessons/{one.name}.ipynb) | {one.minutes} | {one.afterwards} |"
        for one in LESSONS
    ]
    return table("| | lesson | minutes | afterwards you can |", rows)


def lessons_to_come() -> str:
    """Return the table of the lessons after the first, with links from their own folder."""
    rows = [
        f"| [{named(one)}]({one.name}.ipynb) | {one.minutes} | {one.core or 'all'} | {one.afterwards} |"
        for one in LESSONS[1:]
    ]
    return table("| lesson | minutes | for a first reading, sections | afterwards you can |", rows)


def exercises() -> str:
    """Return the table of the exercises, with links from the top of the repository."""
    rows = [
        f"| {it.label} | [{it.title}](exercises/{it.name}.ipynb) | {len(it.tasks)} | {it.minutes} | {it.special} |"
        for it in EXERCISES.values()
    ]
    return table("| | exercise | tasks | minutes | what is special |", rows)


def tasks() -> str:
    """Return the table of the tasks for instructors: what learners find hard in each."""
    every = [task for exercise in EXERCISES.values() for task in exercise.tasks]
    rows = [f"| {task.id} {task.title} | {task.minutes} | {task.misconceptions} |" for task in every]
    return table("| task | minutes | common misconceptions |", rows)


def list_of_exercises() -> str:
    """Return a line of links from a lesson to all exercises."""
    return " · ".join(f"[exercise {one.label}](../exercises/{one.name}.ipynb)" for one in EXERCISES.values())


def way(path: Path) -> str:
    """Return the links at the end of a lesson or a solution: what comes next, what came before, the map."""
    if path.stem in {page.name for page in PAGES}:
        return f"**All lessons:** [the map]({START}#The-map). **To look up:** {pages('')}."
    if path.parent.name == "lessons":
        return way_from_lesson(next(lesson for lesson in LESSONS if lesson.name == path.stem))
    return way_from_exercise(next(exercise for exercise in EXERCISES.values() if exercise.name == path.stem))


def way_from_lesson(lesson: Lesson) -> str:
    """Return the links at the end of a lesson."""
    back = [f"**Before:** [{named(one)}]({one.name}.ipynb)." for one in preceding(lesson.number)[:1]]
    back += [f"**All lessons:** [the map]({START}#The-map). **To look up:** {pages('')}."] * bool(back)
    return "\n\n".join(filter(None, [what_comes(following(lesson.number), ""), " ".join(back)]))


def way_from_exercise(exercise: Exercise) -> str:
    """Return the links at the end of an exercise: those of its last lesson, and its lessons."""
    own = [lesson for lesson, other in BELONGING.items() if other is exercise]
    its = ", ".join(f"[{named(one)}](../lessons/{one.name}.ipynb)" for one in own)
    plural = "s" * (len(own) > 1)
    its += f". **To look up:** {pages('../lessons/')}"
    parts = [what_comes(following(own[-1].number)[:1], "../lessons/"), f"**Its lesson{plural}:** {its}."]
    return "\n\n".join(filter(None, parts))


def pages(folder: str) -> str:
    """Return links to the pages to look things up in."""
    return ", ".join(f"[{one.title.lower()}]({folder}{one.name}.ipynb)" for one in PAGES)


def hours() -> str:
    """Return how long the heart of the course takes, all lessons, and the exercises."""
    heart = sum(lesson.minutes for lesson in LESSONS if lesson.number in BEGINNERS)
    lessons, tasks = sum(lesson.minutes for lesson in LESSONS), sum(one.minutes for one in EXERCISES.values())
    return (
        f"Lesson 0 and the heart take about {round(heart / 60)} hours, all lessons about {round(lessons / 60)}, "
        f"and the {len(EXERCISES)} exercises about {round(tasks / 60)}."
    )


def what_comes(lessons: list[Lesson], folder: str) -> str:
    """Return the line about the lessons to read next, or "" after the last."""
    told = [f"[lesson {one.label}]({folder}{one.name}.ipynb) {one.announced}" for one in lessons]
    return f"**Next:** {'; '.join(told)}." * bool(told)


def named(lesson: Lesson) -> str:
    """Return a lesson's number and title: "5a · Steps in a bowl"."""
    return f"{lesson.label} · {lesson.title}"


def table(head: str, rows: list[str]) -> str:
    """Return a table, given the line of its head."""
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows])


MAKERS: dict[str, Callable[[Path], str]] = {  # each is told the file that it is for
    "lessons": lambda path: lessons_for_readme(),
    "lessons to come": lambda path: lessons_to_come(),
    "exercises": lambda path: exercises(),
    "list of exercises": lambda path: list_of_exercises(),
    "tasks": lambda path: tasks(),
    "hours": lambda path: hours(),
    "index of terms": lambda path: index.terms(),
    "index of interactives": lambda path: index.interactives(),
    "index of predictions": lambda path: index.predictions(),
    "index of tasks": lambda path: index.tasks(),
    "way": way,
}


# --- where it stands


def places() -> dict[Path, set[str]]:
    """Return the files that hold something made, and what each must hold."""
    lessons = {ROOT / "lessons" / f"{lesson.name}.ipynb": {"way"} for lesson in LESSONS}
    lessons[ROOT / "lessons" / START] |= {"lessons to come", "list of exercises", "hours"}
    lessons |= {ROOT / "lessons" / f"{page.name}.ipynb": {"way"} for page in PAGES}
    lessons[ROOT / "lessons" / "index.ipynb"] |= {name for name in MAKERS if name.startswith("index of ")}
    solutions = {ROOT / "solutions" / f"{exercise.name}.ipynb": {"way"} for exercise in EXERCISES.values()}
    documents = {ROOT / "README.md": {"lessons", "exercises"}, ROOT / "docs" / "instructors.md": {"tasks"}}
    return {**documents, **lessons, **solutions}


def made(text: str, path: Path) -> str:
    """Return a text with everything between marks made afresh; raise ValueError for a mark that says nothing known."""

    def fresh(match: re.Match) -> str:
        if match[2] not in MAKERS:
            raise ValueError(f"{path.name}: nothing is called {match[2]!r}; there are {', '.join(MAKERS)}")
        blank = "\n" if path.suffix == ".ipynb" else ""  # what follows a comment at once is no Markdown to JupyterLab
        return f"{match[1]}{blank}{MAKERS[match[2]](path)}\n{blank}{match[3]}"

    return MADE.sub(fresh, text)


def whole(stored: str, path: Path) -> str:
    """Return the text of a file, a document or a notebook, with everything in it made afresh."""
    if path.suffix != ".ipynb":
        return made(stored, path)
    notebook = parse(stored)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = made(cell.source, path)
    normalise(notebook)
    return to_text(notebook)


def problems(path: Path, wanted: set[str], stored: str) -> list[str]:
    """Return what is wrong with a file: a mark is missing, or what is made is stale."""
    missing = wanted - {match[2] for match in MADE.finditer(stored.replace("\\n", "\n"))}
    found = [
        f"{path.relative_to(ROOT)}: the mark <!-- made by tools/tables.py: {name} --> is missing" for name in missing
    ]
    if whole(stored, path) != stored:
        found.append(f"{path.relative_to(ROOT)} is stale: run python tools/tables.py make")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Make or check everything and return the exit code: 0 when all is well, 1 when not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["make", "check"])
    command, found = parser.parse_args(arguments).command, []
    for path, wanted in places().items():
        if command == "make":
            write(path, whole(read(path), path))
        found += problems(path, wanted, read(path))
    for problem in found:
        print(problem, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
