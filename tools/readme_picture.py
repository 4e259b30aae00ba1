"""Draw the picture of README.md, the δ explorer half-way through its backward pass; needs Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from lab import find_chromium, running_browser  # noqa: E402

from bplib.widgets.delta_explorer import DeltaExplorer  # noqa: E402


def main() -> None:
    """Write docs/delta_explorer.png."""
    explorer = DeltaExplorer(stage=6, selected=["unit", 1, 1])
    with running_browser(find_chromium()) as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 700}, color_scheme="light")
        page.set_content(explorer.html())
        page.locator(".delta-explorer").screenshot(path=ROOT / "docs" / "delta_explorer.png")


if __name__ == "__main__":
    main()
