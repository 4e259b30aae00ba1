"""What a notebook says now against what is stored, as nbval compares it: texts alone, changed by ``sanitize.cfg``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import nbformat

RULES = re.findall(
    r"^regex: (.*)\nreplace: (.*)$", Path(__file__).with_name("sanitize.cfg").read_text("utf-8"), re.MULTILINE
)


def text_of(output: dict) -> str:
    """Return what an output says, sanitized: a stream, or what stands for a result where it cannot be shown."""
    text = output["text"] if output["output_type"] == "stream" else output.get("data", {}).get("text/plain", "")
    text = text if isinstance(text, str) else "".join(text)
    for regex, replacement in RULES:
        text = re.sub(regex, replacement, text)
    return text


def differences(path: Path, outputs: Sequence[Sequence[dict]]) -> list[tuple[str, list[str], list[str]]]:
    """Return (cell id, stored, now) of each cell that says something else now; ``outputs`` has a list for each cell."""
    cells = nbformat.read(path, as_version=4).cells
    pairs = [
        (cell.id, [text_of(one) for one in cell.get("outputs", [])], [text_of(one) for one in now])
        for cell, now in zip(cells, outputs, strict=True)
    ]
    return [(name, stored, now) for name, stored, now in pairs if stored != now]
