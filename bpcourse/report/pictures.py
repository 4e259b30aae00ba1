"""Pictures of a class as inline SVG: bars whose numbers stand beside them, and words that say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bpcourse.report.page import Html
from bpcourse.report.statistics import Points, TaskCount
from bpcourse.report.texts import escape
from bpcourse.tasks.results import number

KINDS = (
    ("right", "right", "var(--good)"),
    ("part", "right in part", "var(--part)"),
    ("nothing", "tried, no points", "var(--bad)"),
    ("untried", "not tried", "var(--none)"),
)
WIDE, TALL = 400, 160
LINE, BAR = 13, 21  # heights
LONGEST = 52  # characters of a line that is as wide as the picture, in the larger type of a narrow window


def distribution(points: Points) -> Html:
    """Return a histogram of the points, with a caption."""
    step, most = WIDE / len(points.bins), max(max(points.bins), 1)
    bars = []
    for i, count in enumerate(points.bins):
        height, x = (TALL - 50) * count / most, i * step
        bars.append(
            f'<rect x="{x + 2:.1f}" y="{TALL - 30 - height:.1f}" width="{step - 4:.1f}" height="{height:.1f}"/>'
        )
        bars.append(_text(x + step / 2, TALL - 34 - height, str(count)))
    last = len(points.bins)
    bars += [_edge(points, i, i * step, last) for i in range(last + 1)]
    line = f'<line x1="0" x2="{WIDE}" y1="{TALL - 30}" y2="{TALL - 30}" stroke="currentColor"/>'
    drawing = f'<g fill="var(--good)">{"".join(bars)}</g>{line}'
    counts = ", ".join(f"{bin_name(points, i)} points: {count}" for i, count in enumerate(points.bins))
    return _figure(drawing, TALL, f"Number of hand-ins by points. {counts}.", in_words(points))


def _edge(points: Points, i: int, x: float, last: int) -> str:
    """Return the number below the edge between two bars."""
    anchor = "start" if i == 0 else "end" if i == last else "middle"
    return _text(x, TALL - 15, number(min(i * points.width, points.possible)), anchor)


def in_words(points: Points) -> str:
    """Return what the histogram shows, in words."""
    first, middle, third = map(number, points.quartiles)
    text = (
        f"How many have how many points. Of {number(points.possible)} points half of the class has {middle} or more, "
    )
    text += f"a quarter {first} or fewer, a quarter {third} or more; the mean is {number(points.mean)}."
    unread = f" ({points.unread} could not be read)" if points.unread else ""
    return f"{text} No points: {points.none}{unread}. All points: {points.full}."


def bin_name(points: Points, i: int) -> str:
    """Return the points of a bin: "2–4" holds those from 2 up to, but not with, 4; the last bin holds the largest."""
    last = min((i + 1) * points.width, points.possible)
    return f"{number(i * points.width)}–{number(last)}"


def tasks(counts: Sequence[TaskCount], titles: dict[str, str]) -> Html:
    """Return a bar a task: how many have it right, right in part, tried it, did not try."""
    rows, y = [], 0
    for count in counts:
        for line in textwrap.wrap(f"{count.task} {titles.get(count.task, '')}", LONGEST):
            rows.append(_text(0, y + 11, line, "start"))
            y += LINE
        rows.append(_bar(count, y + 2))
        y += BAR
    words = ". ".join(
        f"{one.task}: {', '.join(f'{getattr(one, key)} {name}' for key, name, _ in KINDS)}" for one in counts
    )
    key = "".join(f'<li><i style="background:{colour}"></i>{name}</li>' for _, name, colour in KINDS)
    drawn = _figure("".join(rows), y, f"Hand-ins by task. {words}.", "Each bar is the whole class.")
    return Html(f'<ul class="key">{key}</ul>{drawn}')


def _bar(count: TaskCount, y: float) -> str:
    x, parts = 0.0, []
    for key, _, colour in KINDS:
        number_of = getattr(count, key)
        width = WIDE * number_of / max(count.of, 1)
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="13" fill="{colour}"/>')
        x += width
    return "".join(parts)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _figure(drawing: str, height: float, words: str, caption: str) -> Html:
    svg = f'<svg viewBox="0 0 {WIDE} {height}" role="img" aria-label="{escape(words)}">{drawing}</svg>'
    return Html(f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>")
