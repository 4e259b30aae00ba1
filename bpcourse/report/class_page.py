"""The page of the class: what it gets wrong.  It holds no names, so that it can be shown in class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bpcourse.report import pictures
from bpcourse.report.hand_ins import HandIn
from bpcourse.report.mistakes import Examples, Unnamed
from bpcourse.report.page import Html, code, listing, page, table
from bpcourse.report.statistics import MistakeCount, Points, TaskCount, seconds
from bpcourse.report.texts import counted, escape, shortened
from bpcourse.tasks.results import number

MOST_COMMON = 10  # mistakes in the table at the beginning
MOST_OPEN = 6  # mistakes a task that are not folded
MOST_UNNAMED = 5  # answers a task; all of them are in unnamed.csv
FEW = 3  # so many hand-ins with an answer right, or fewer, and the task is said to be one


class ClassResults(NamedTuple):
    """All that the page of the class shows."""

    exercise: str
    counted: Sequence[HandIn]
    points: Points | None
    tasks: Sequence[TaskCount]
    mistakes: Sequence[MistakeCount]
    examples: Examples
    found: int  # hand-ins, with those that do not count

    @property
    def read(self) -> int:
        """Return how many of the hand-ins that count could be read."""
        return sum(hand_in.is_read for hand_in in self.counted)


def class_page(results: ClassResults) -> str:
    """Return the page of the class."""
    parts = [_head(results), _points(results), _tasks(results)]
    if results.mistakes:
        parts += [_common(results), _by_task(results), _unnamed(results)]
    parts += [_time(results), _privacy()]
    return page(f"{results.exercise}: what the class gets wrong", "\n".join(filter(None, parts)))


def _head(results: ClassResults) -> str:
    count, read = len(results.counted), results.read
    text = f"Hand-ins that were found: {results.found}; {count} of them count, one a person. "
    text += "All of these could be read." if read == count else f"{read} of these could be read and were graded."
    return f"<h1>What the class gets wrong</h1>\n<p>{escape(results.exercise)}. {text}</p>"


def _points(results: ClassResults) -> str:
    return f"<h2>Points</h2>\n{pictures.distribution(results.points)}" if results.points else ""


def _tasks(results: ClassResults) -> str:
    titles, header = (
        results.examples.titles,
        ("task", "right", "in part", "tried, no points", "not tried", "mean points"),
    )
    rows = [
        (
            _linked(t, results),
            t.right,
            t.part,
            t.nothing,
            t.untried,
            f"{number(t.mean)} of {number(t.possible)}",
        )
        for t in results.tasks
    ]
    hard = [
        f"{t.task} {titles.get(t.task, '')}: {t.right} of {t.of} have it right." for t in results.tasks if _is_hard(t)
    ]
    drawn = pictures.tasks(results.tasks, titles) if results.tasks else ""
    told = f"<h3>Solved by hardly anybody</h3>\n{listing(hard)}" if hard else ""
    return f"<h2>Tasks</h2>\n{drawn}\n{table('Hand-ins by task.', header, rows, range(1, 6))}\n{told}"


def _linked(task: TaskCount, results: ClassResults) -> str:
    """Return the title of a task, which leads to the mistakes in it if there are any that have a name."""
    title = f"{task.task} {results.examples.titles.get(task.task, '')}"
    is_there = any(one.task == task.task and one.named for one in results.mistakes)
    return Html(f'<a href="#mistakes-{escape(task.task)}">{escape(title)}</a>') if is_there else title


def _is_hard(task: TaskCount) -> bool:
    return task.right <= min(FEW, task.of // 10)


def _common(results: ClassResults) -> str:
    several = [one for one in results.mistakes if one.named and one.number > 1]
    named = sorted(several, key=lambda one: (-one.number, one.task, one.mistake))
    if not named:
        return ""
    rows = [(f"{one.task}", _share(one, results), _words(one, results)) for one in named[:MOST_COMMON]]
    caption = (
        "The most frequent of the mistakes that have a name. A hand-in counts with what it is to mend first in a task. "
        f"100 % are the {counted(results.read, 'hand-in')} that could be read."
    )
    return f"<h2>The most frequent mistakes</h2>\n{table(caption, ('task', 'hand-ins', 'what is wrong'), rows)}"


def _share(one: MistakeCount, results: ClassResults) -> str:
    return f"{one.number} ({100 * one.number / results.read:.0f} %)"


def _words(one: MistakeCount, results: ClassResults) -> Html:
    words = results.examples.of(one.task, one.mistake).words
    return Html(f'{escape(words)}<br><span class="id">{escape(one.mistake)}</span>')


def _by_task(results: ClassResults) -> str:
    parts = ["<h2>Mistakes by task, with an example</h2>"]
    for task in results.tasks:
        mine = [one for one in results.mistakes if one.task == task.task and one.named]
        if mine:
            title = f"{task.task} {results.examples.titles.get(task.task, '')}"
            head = f'<h3 id="mistakes-{escape(task.task)}">{escape(title)}</h3>'
            parts.append(f"{head}\n{_mistakes_in(task.task, mine, results)}")
    return "\n".join(parts) if len(parts) > 1 else ""


def _mistakes_in(task: str, mine: Sequence[MistakeCount], results: ClassResults) -> str:
    """Return the table of the mistakes in a task, the rarer ones folded."""
    header = ("hand-ins", "what is wrong", "example")
    rows = [(_often(one, results), _words(one, results), _example(one, results)) for one in mine]
    if len(rows) <= MOST_OPEN + 1:
        return table(f"Mistakes in {task}.", header, rows)
    rarer = f"{len(rows) - MOST_OPEN} rarer mistakes, each in at most {counted(mine[MOST_OPEN].number, 'hand-in')}"
    folded = table(f"Rarer mistakes in {task}.", header, rows[MOST_OPEN:])
    shown = table(f"The most frequent mistakes in {task}.", header, rows[:MOST_OPEN])
    return f"{shown}\n<details><summary>{rarer}</summary>{folded}</details>"


def _often(one: MistakeCount, results: ClassResults) -> str:
    return f"{_share(one, results)}{f', {one.joined} of them with another' if one.joined else ''}"


def _example(one: MistakeCount, results: ClassResults) -> Html:
    return code(results.examples.of(one.task, one.mistake).source)


def _unnamed(results: ClassResults) -> str:
    found = results.examples.not_named()
    by_task = {}
    for one in found:
        by_task.setdefault(one.task, []).append(one)
    if not found:
        return "<h2>What could not be named</h2>\n<p>Nothing: every wrong answer was told which mistake it is.</p>"
    head = (
        f"{counted(sum(one.number for one in found), 'answer')} had a mistake that has no name yet, in all hand-ins. "
    )
    head += "They stand in unnamed.csv, without the names of students: with it the diagnosis can grow."
    return "\n".join(
        ["<h2>What could not be named</h2>", f"<p>{head}</p>", *(_of_task(*item) for item in by_task.items())]
    )


def _of_task(task: str, found: list[Unnamed]) -> str:
    rows = [(one.number, one.words, code(shortened(one.source))) for one in found[:MOST_UNNAMED]]
    more = f"<p>{len(found) - MOST_UNNAMED} more are in unnamed.csv.</p>" if len(found) > MOST_UNNAMED else ""
    caption = f"Answers to {task} that could not be named."
    return f"<h3>{escape(task)}</h3>\n{table(caption, ('hand-ins', 'what was said', 'answer'), rows)}{more}"


def _time(results: ClassResults) -> str:
    together, middle, longest = (f"{value:g}" for value in seconds(results.counted))
    text = f"The grader worked {together} s by the clock, all hand-ins added: {middle} s for the one in the middle, "
    return f"<h2>Computing time</h2>\n<p>{text}{longest} s for the longest. The longest are named in names.html.</p>"


def _privacy() -> str:
    text = "This page names nobody. Its examples are answers of students, without comments, but in their own words: "
    text += "look at them before you show them. Names stand in the other files here, which are for those who mark."
    return f"<h2>Privacy</h2>\n<p>{text}</p>"
