#!/usr/bin/env python3
"""The claims that travel with the explorer of the docket: writes bplib/widgets/docket/claims.js.

python tools/docket_claims.py          # write it
python tools/docket_claims.py check    # only say whether it is as it should be

The claims are those of bpcourse/docket.toml.  Of each cell that decides one, the heading above it stands beside its id:
the words of the link.
"""

import json
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bpcourse.docket import DECIDED_BY, TOPICS, VERDICTS, Claim, docket  # noqa: E402
from bpcourse.sections import NAMES  # noqa: E402

TARGET = ROOT / "bplib" / "widgets" / "docket" / "claims.js"
HEAD = """// The claims of bpcourse/docket.toml; tools/docket_claims.py writes this file.
export const DOCKET = """
HEADING = re.compile(r"^#{1,6} (.*?)\s*$", re.MULTILINE)


def text() -> str:
    """Return the file, each claim in a line of its own."""
    claims = docket()
    numbers = sorted(
        {number for one in claims for number, _ in one.places} | {one.lesson for one in claims if one.lesson}
    )
    lists = {
        "topics": TOPICS,
        "verdicts": VERDICTS,
        "decided": DECIDED_BY,
        "lessons": {number: NAMES[number.removeprefix("0")] for number in numbers},
    }
    lines = [f"{json.dumps(name)}: {_json(value)}" for name, value in lists.items()]
    rows = ",\n".join(_json(plain(one)) for one in claims)
    return HEAD + "{\n" + ",\n".join([*lines, f'"claims": [\n{rows}\n]']) + "\n};\n"


def plain(claim: Claim) -> dict:
    """Return a claim as JSON takes it: its fields, and of each cell the lesson, the id and the heading above it."""
    where = [(number, cell, headings(number)[cell]) for number, cell in claim.places]
    return {name: value for name, value in (vars(claim) | {"where": where}).items() if value is not None}


@cache
def headings(number: str) -> dict[str, str]:
    """Return for each cell of a lesson its first heading, or the last one above it, without its number."""
    path = ROOT / "lessons" / f"{NAMES[number.removeprefix('0')]}.ipynb"
    found, last = {}, ""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        own = HEADING.findall("".join(cell["source"])) if cell["cell_type"] == "markdown" else []
        found[cell["id"]] = _words(own[0] if own else last)
        last = own[-1] if own else last
    return found


def _words(heading: str) -> str:
    return re.sub(r"^\d+ · ", "", heading).replace("$", "").replace("\\", "")


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Write the file, or tell whether it is what it should be."""
    if arguments == ["check"]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text()
        print(f"claims.js is {'as it should be' if fresh else 'stale: run python tools/docket_claims.py'}")
        return int(not fresh)
    TARGET.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
