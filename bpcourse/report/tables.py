"""Tables: CSV files, written so that a spreadsheet shows them right, and read as spreadsheets and platforms write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from bpcourse.refusal import Refused
from bpcourse.report.texts import harmless

MARK_OF_UTF8 = "\ufeff"  # without it a spreadsheet shows ZoÃ« for Zoë
MOST_BYTES = 50 * 2**20


class Unusable(Refused):
    """A file of the instructor's that cannot be used; the text says which, why, and what to do."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence], mark: str = MARK_OF_UTF8) -> str:
    """Return a table as text; no cell of it is taken for a formula."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([harmless(cell) for cell in header])
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return mark + text.getvalue()


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a CSV file, each row as long as the header; raises Unusable.

    Commas, semicolons and tabs are understood; UTF-8, UTF-16 with a mark, and what Windows writes in western Europe.
    """
    text = _decoded(path)
    first = text.partition("\n")[0]
    try:
        table = [row for row in csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)) if any(row)]
    except csv.Error as error:
        raise Unusable(f"{path} is not a table in CSV: {error}.") from None
    if not table:
        raise Unusable(f"{path} is empty: a table with a line of headings was expected.")
    width = len(table[0])
    return [cell.strip() for cell in table[0]], [(row + [""] * width)[:width] for row in table[1:]]


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES or (b"\0" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(f"{path} is not a table in CSV. Save it as CSV from the spreadsheet or the platform.")
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise Unusable(f"{path} is not text.")
