"""What axe-core finds in a page: barriers for those who cannot see, point or move well."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NO_AXE = (
    "no axe-core: set BPCOURSE_AXE to an axe.min.js, for example after: npm pack axe-core && tar xzf axe-core-*.tgz"
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "([within, options]) => axe.run(within, options)"
RULES = ["target-size", "label-content-name-mismatch"]  # which axe-core leaves out unless one asks for them


def source_of_axe() -> str:
    """Return the source of axe-core; without it the test is skipped, but in CI, where there is npm, it fails."""
    path = os.environ.get("BPCOURSE_AXE")
    if not path:
        in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
        (pytest.fail if in_ci and shutil.which("npm") else pytest.skip)(NO_AXE)
    return Path(path).read_text(encoding="utf-8")


def barriers(page, axe: str, within: str = "html") -> list[str]:
    """Return what axe-core finds in the parts of a page that match a selector, a line a kind."""
    page.evaluate(axe)
    options = {"preload": False, "runOnly": STANDARDS, "rules": {rule: {"enabled": True} for rule in RULES}}
    found = page.evaluate(RUN, [within, options])["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]
