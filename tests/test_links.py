"""Links between notebooks and documents lead to files that are there, and section numbers to sections."""

import json
import re

import pytest
from lab import ROOT

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NOTEBOOKS = sorted(path for folder in ("lessons", "exercises", "solutions") for path in (ROOT / folder).glob("*.ipynb"))
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def text_of(path):
    """Return the text of a document, or of the markdown cells of a notebook."""
    if path.suffix == ".md":
        return path.read_text("utf-8")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("path", DOCUMENTS + NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links_lead_somewhere(path):
    links = [link for link in LINK.findall(text_of(path)) if not link.startswith(("http:", "https:"))]
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sections_that_are_named_exist(path):
    text = text_of(path)
    sections = set(re.findall(r"^## (\d+) · ", text, re.MULTILINE))
    if sections:
        named = set(re.findall(r"\(?[Ss]ection (\d+)", text))
        assert named <= sections
        assert sections == {str(number) for number in range(1, len(sections) + 1)}
