"""Where a text sends its reader: "lesson 5a, sections 1 and 2; lesson 5b, section 1", and whether that is there."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from bpcourse.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[1]
NAMES = {lesson.label: lesson.name for lesson in LESSONS}

NUMBER = r"\d+(?:\.\d+)?"
NUMBERS = rf"{NUMBER}(?:(?:, and |, | and | to ){NUMBER})*"
SECTIONS = re.compile(rf"[Ss]ections? ({NUMBERS})")
LESSON = r"[Ll]essons? (\d[a-z]?)"
# Before the section stands "lesson 5a, ", "[lesson 5a](05a_steps_in_a_bowl.ipynb), ", or the sections of another one.
PLACE = re.compile(rf"\[?{LESSON}(?:\]\([^)]*\))?, sections? ({NUMBERS})")
ONE_PLACE = re.compile(rf"lesson (\d[a-z]?)(?:, sections? ({NUMBERS}))?")


def text_of(path: Path) -> str:
    """Return the text of a document, or of the markdown cells of a notebook."""
    if path.suffix != ".ipynb":
        return path.read_text("utf-8")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@cache
def headings(path: Path) -> tuple[str, ...]:
    """Return the headings of a document or notebook, without their marks."""
    return tuple(re.findall(r"^#+ (.*?)\s*$", text_of(path), re.MULTILINE))


def sections(path: Path) -> set[str]:
    """Return the numbers of the sections of a notebook: "3" for "3 · Noise", "5.1" for "5.1 · Printed weights"."""
    return set(re.findall(rf"^##+ ({NUMBER}) · ", text_of(path), re.MULTILINE))


def numbers(text: str) -> list[str]:
    """Return the numbers of a list: "1, 2 and 4" and "3 to 5" are 1, 2, 4 and 3, 4, 5."""
    if " to " in text:
        first, last = map(int, text.split(" to "))
        return [str(number) for number in range(first, last + 1)]
    return re.findall(NUMBER, text)


def named_places(text: str) -> list[tuple[str, str]]:
    """Return the sections of lessons that a text names, as pairs of the lesson's label and the section."""
    return [(label, number) for label, listed in PLACE.findall(text) for number in numbers(listed)]


def own_sections(text: str) -> list[str]:
    """Return the sections that a text names without a lesson: they must be its own."""
    return [number for listed in SECTIONS.findall(PLACE.sub("", text)) for number in numbers(listed)]


def places(text: str) -> list[tuple[str, str]] | None:
    """Return the pairs that a text consists of, such as that of a task, with "" for a whole lesson; None for another
    text.
    """
    parts = [ONE_PLACE.fullmatch(part) for part in text.split("; ")]
    if None in parts:
        return None
    return [(part[1], number) for part in parts for number in (numbers(part[2]) if part[2] else [""])]


def is_there(label: str, section: str) -> bool:
    """Return whether the course has this lesson and, unless it is "", this section of it."""
    if label not in NAMES:
        return False
    return not section or section in sections(ROOT / "lessons" / f"{NAMES[label]}.ipynb")
