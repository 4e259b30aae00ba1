"""The reading of the results: each one once; what is not needed any more is let go at once."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bpcourse.report.feedback import feedback
from bpcourse.report.files import zip_in_place_of
from bpcourse.report.hand_ins import hand_in
from bpcourse.report.likeness import Fingerprints
from bpcourse.report.mistakes import Examples
from bpcourse.report.overrides import Marks
from bpcourse.report.platforms import FeedbackZip
from bpcourse.runner.store import Store, file_name, write_text

ZIPS = {"moodle": "moodle_feedback.zip", "canvas": "canvas_feedback.zip"}


class Gathered:
    """What is kept of the results: hand-ins in the order of their names, examples, fingerprints.

    ``damaged`` are the names of result files that cannot be read, ``zips`` those of the zip files with feedback.
    """

    def __init__(self):
        self.hand_ins, self.examples, self.fingerprints = [], Examples(), Fingerprints()
        self.damaged, self.zips = [], []

    def add(self, record: dict) -> None:
        """Keep what is needed of a record."""
        self.hand_ins.append(hand_in(record))
        self.examples.add(record)
        self.fingerprints.add(record)

    def sort(self) -> None:
        """Put the hand-ins, and with them the fingerprints, into the order of their names."""
        names = [(one.name.casefold(), one.name) for one in self.hand_ins]
        order = sorted(range(len(names)), key=names.__getitem__)
        self.hand_ins = [self.hand_ins[i] for i in order]
        self.fingerprints.sort(order)


def read_results(store: Store, marks: Marks) -> Gathered:
    """Read all results; write the page of feedback of each, and put it into the zip file of its platform."""
    gathered, pages = Gathered(), store.folder / "feedback"
    pages.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        files = {name: stack.enter_context(zip_in_place_of(store.folder / file)) for name, file in ZIPS.items()}
        zips = [stack.enter_context(FeedbackZip(file, name)) for name, file in files.items()]
        for path, record in store.each():
            if record is None or not _taken(marks.set_in(record), gathered, pages, zips):
                gathered.damaged.append(path.name)
        gathered.zips = [ZIPS[one.platform] for one in zips if one.names]
    gathered.sort()
    if not gathered.damaged:
        _remove_others(pages, {_page_of(one.name) for one in gathered.hand_ins})
    return gathered


def _page_of(name: str) -> str:
    return f"{file_name(name)}.html"


def _remove_others(pages: Path, names: set[str]) -> None:
    """Remove the pages of hand-ins that are no longer there, or are called otherwise now."""
    for path in pages.glob("*.html"):
        if path.name not in names:
            path.unlink(missing_ok=True)  # another report may be at work


def _taken(record: dict, gathered: Gathered, pages: Path, zips: list[FeedbackZip]) -> bool:
    """Take what is needed of a record; return False for one that lacks something, and take nothing."""
    try:
        page, _ = feedback(record), hand_in(record)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    write_text(pages / _page_of(record["submission"]), page)
    for one in zips:
        one.add(record, page)
    gathered.add(record)
    return True
