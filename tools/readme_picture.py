"""Draw the picture of README.md that moves: the δ explorer, step by step there and back; needs Chromium."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from lab import find_chromium, running_browser  # noqa: E402

from bplib.widgets.delta_explorer import DeltaExplorer  # noqa: E402

STEPS = range(9)
TIMES = [1200] * 8 + [3000]  # milliseconds a step; the last one stays longer
WIDTH, COLOURS = 880, 64


def steps() -> list[Image.Image]:
    """Return a picture of each step."""
    with running_browser(find_chromium()) as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 700}, color_scheme="light")
        shots = []
        for stage in STEPS:
            page.set_content(DeltaExplorer(stage=stage, selected=["unit", 1, 1]).html())
            page.wait_for_selector(".delta-explorer svg")
            shots.append(Image.open(BytesIO(page.locator(".delta-explorer").screenshot())).convert("RGB"))
    return shots


def alike(pictures: list[Image.Image]) -> list[Image.Image]:
    """Return the pictures in one size and with one set of colours, so that what does not move costs nothing."""
    height = max(picture.height for picture in pictures)
    sheets = [Image.new("RGB", (pictures[0].width, height), "white") for _ in pictures]
    for sheet, picture in zip(sheets, pictures, strict=True):
        sheet.paste(picture, (0, 0))
    small = [sheet.resize((WIDTH, round(height * WIDTH / sheet.width)), Image.Resampling.LANCZOS) for sheet in sheets]
    palette = small[-1].quantize(COLOURS)
    return [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in small]


def main() -> None:
    """Write docs/delta_explorer.gif."""
    first, *rest = alike(steps())
    path = ROOT / "docs" / "delta_explorer.gif"
    first.save(path, save_all=True, append_images=rest, duration=TIMES, loop=0, optimize=True)


if __name__ == "__main__":
    main()
