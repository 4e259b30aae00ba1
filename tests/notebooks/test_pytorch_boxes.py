"""The boxes "The same in PyTorch" of the lessons: they are not run in the notebooks, so they are run here.

A box is a markdown cell with the words in a heading or in the summary of a folded part, and with its code in blocks
that open with ```python.  The code stands alone, and it ends with asserts that hold the numbers of the lesson.
"""

import ast
import json
import re

import pytest
from lab import ROOT

TITLE = re.compile(r"^#+ .*The same in PyTorch|<summary>[^<]*The same in PyTorch", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def boxes():
    """Return the source of each box of the lessons by the name of the lesson and the id of the cell."""
    found = {}
    for path in sorted((ROOT / "lessons").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and (title := TITLE.search(text)):
                found[f"{path.stem}:{cell['id']}"] = "\n".join(BLOCK.findall(text, title.start()))
    return found


BOXES = boxes()


def test_lesson_02_has_a_box():
    assert any(name.startswith("02_") for name in BOXES)


@pytest.mark.parametrize("code", BOXES.values(), ids=BOXES)
def test_a_box_imports_pytorch_and_ends_with_an_assert(code):
    statements = ast.parse(code).body
    assert any(isinstance(s, ast.Import) and s.names[0].name == "torch" for s in statements)
    assert isinstance(statements[-1], ast.Assert)


@pytest.mark.parametrize("code", BOXES.values(), ids=BOXES)
def test_a_box_does_what_the_lesson_says(code):
    pytest.importorskip("torch")
    exec(compile(code, "the box", "exec"), {})
