"""One palette for figures and interactives: the style sheet is written from it, and no other colour stands in one."""

import re
from importlib.resources import files
from pathlib import Path

import palette
import pytest

from bplib.plotting.palette import DARK, LIGHT, PALETTE
from bplib.plotting.style import INK, NEGATIVE, POSITIVE

ROOM = Path(str(files("bplib.widgets")))
GROUNDS = {"paper", "soft", "edge", "strong", "mark", "lit", "on-accent", "calm"}  # of which none is a text


def test_the_style_sheet_is_what_the_palette_says(capsys):
    assert palette.main(["check"]) == 0, capsys.readouterr().out


def test_a_stale_style_sheet_is_found(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(palette, "TARGET", tmp_path / "palette.css")
    assert palette.main(["check"]) == 1
    assert palette.main([]) == 0
    assert palette.main(["check"]) == 0
    assert "python tools/palette.py" in capsys.readouterr().out


def test_no_other_style_sheet_and_no_script_has_a_colour_of_its_own():
    colours = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\b(?!\))|\brgba?\(")
    others = [path for path in [*ROOM.rglob("*.css"), *ROOM.rglob("*.js")] if path.name != "palette.css"]
    found = {path.relative_to(ROOM).as_posix(): colours.findall(path.read_text(encoding="utf-8")) for path in others}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_figures_have_the_light_colours():
    assert (LIGHT["ink"], LIGHT["positive"], LIGHT["negative"]) == (INK, POSITIVE, NEGATIVE)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Return the contrast of WCAG 2.1."""
    low, high = sorted([luminance(a), luminance(b)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read_on_both_grounds(theme):
    texts = PALETTE.keys() - GROUNDS
    low = {name: min(contrast(theme[name], theme[ground]) for ground in ("paper", "soft")) for name in texts}
    assert {name: value for name, value in low.items() if value < 4.5} == {}
    assert contrast(theme["on-accent"], theme["accent"]) >= 4.5
    assert contrast(theme["ink"], theme["lit"]) >= 4.5
    assert contrast(theme["strong"], theme["paper"]) >= 2.9  # outlines
