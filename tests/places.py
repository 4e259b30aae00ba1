"""Where a text sends its reader: "lesson 5a, sections 1 and 2; lesson 5b, section 1", and whether that is there."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from bpcourse.sections import LESSON, NAMES, NUMBER, NUMBERS, numbers

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = re.compile(rf"[Ss]ections? ({NUMBERS})")
# Before the section stands "lesson 5a, ", "[lesson 5a](05a_steps_in_a_bowl.ipynb), ", or the sections of another one.
PLACE = re.compile(rf"\[?{LESSON}(?:\]\([^)]*\))?, sections? ({NUMBERS})")


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


def named_places(text: str) -> list[tuple[str, str]]:
    """Return the sections of lessons that a text names, as pairs of the lesson's label and the section."""
    return [(label, number) for label, listed in PLACE.findall(text) for number in numbers(listed)]


def own_sections(text: str) -> list[str]:
    """Return the sections that a text names without a lesson: they must be its own."""
    return [number for listed in SECTIONS.findall(PLACE.sub("", text)) for number in numbers(listed)]


def is_there(label: str, section: str) -> bool:
    """Return whether the course has this lesson and, unless it is "", this section of it."""
    if label not in NAMES:
        return False
    return not section or section in sections(ROOT / "lessons" / f"{NAMES[label]}.ipynb")
