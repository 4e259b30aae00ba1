#!/usr/bin/env python3
"""The palette as a style sheet: writes bplib/widgets/shared/palette.css from bplib/plotting/palette.py.

python tools/palette.py          # write it
python tools/palette.py check    # only say whether it is as it should be
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bplib.plotting.palette import PALETTE  # noqa: E402

TARGET = ROOT / "bplib" / "widgets" / "shared" / "palette.css"
OF_JUPYTER = {"ink": "--jp-ui-font-color1", "paper": "--jp-layout-color0"}  # its own text and ground, where it has them


def style_sheet() -> str:
    """Return the colours as variables of CSS; in JupyterLab text and ground are its own."""
    pairs = {name: f"light-dark({light}, {dark})" for name, (light, dark) in PALETTE.items()}
    own = {name: f"var({variable}, {pairs[name]})" for name, variable in OF_JUPYTER.items()}
    head = "/* Written by tools/palette.py from bplib/plotting/palette.py: change it there. */"
    rules = {".bplib-widget": pairs, "body[data-jp-theme-light] .bplib-widget": own}
    return "\n".join([head, *(_rule(selector, values) for selector, values in rules.items())]) + "\n"


def _rule(selector: str, values: dict[str, str]) -> str:
    """Return a rule that sets variables."""
    return "\n".join([f"{selector} {{", *(f"  --{name}: {value};" for name, value in values.items()), "}"])


def main(arguments: list[str]) -> int:
    """Write the style sheet, or tell whether it is what it should be."""
    if arguments == ["check"]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == style_sheet()
        print("palette.css is as it should be" if fresh else "palette.css is stale: run python tools/palette.py")
        return int(not fresh)
    TARGET.write_text(style_sheet(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
