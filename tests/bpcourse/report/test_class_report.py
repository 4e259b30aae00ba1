"""The report of a class of sixty, whose truth is known: every number on the pages and in the tables."""

from __future__ import annotations

import csv
import html
import json
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import class_of_sixty as sixty
import pytest
from everything import EVERYTHING

from bpcourse.report import gathering, statistics, whole
from bpcourse.report.commands import in_lines
from bpcourse.report.overrides import Override, add_override
from bpcourse.report.whole import Options, write_report
from bpcourse.runner import store as store_module
from bpcourse.runner.store import Store

VOID = {"meta", "br"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return the folder of the class, its report, and the results as they were written."""
    folder = tmp_path_factory.mktemp("class") / "results"
    records = sixty.write(Store(folder))
    sheet = folder.parent / "worksheet.csv"
    sheet.write_text(sixty.moodle_worksheet(), encoding="utf-8")
    return folder, write_report(folder, Options(str(sheet))), records


def rows(path: Path) -> list[dict]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Outline(HTMLParser):
    """What a page consists of: its tags, whether they are closed in order, the text of its tables."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.open, self.tables, self.cell = Counter(), [], {}, None
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.open += [tag] if tag not in VOID else []
        if tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th", "caption"):
            self.cell = ""
        elif tag == "th":
            assert dict(attrs)["scope"] in ("row", "col")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "caption":
            self.tables[self.cell.strip()] = self.rows
        elif tag in ("td", "th"):
            self.rows[-1].append(self.cell.strip())

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def outline(path: Path) -> Outline:
    """Return the outline of a page."""
    return Outline(path.read_text(encoding="utf-8"))


def headed(page: Outline, *header: str) -> list[list[str]]:
    """Return the rows of the first table with such headings."""
    return next(table[1:] for table in page.tables.values() if table[0][: len(header)] == list(header))


def test_each_task_has_its_numbers_on_the_page_and_in_the_table(graded):
    folder, _, _ = graded
    page = headed(outline(folder / "class.html"), "task", "right")
    table = rows(folder / "tasks.csv")
    for shown, row, (task, (*counts, mean)) in zip(page, table, sixty.TRUTH.items(), strict=True):
        assert shown[0].startswith(task)
        assert [int(cell) for cell in shown[1:5]] == counts
        assert shown[5] == f"{mean:g} of {sixty.TASKS[task].points:g}"
        assert [int(row[name]) for name in ("right", "in part", "tried, no points", "not tried")] == counts
        assert (row["task"], float(row["mean"]), row["title"]) == (task, mean, sixty.TASKS[task].title)


def test_each_mistake_is_named_and_counted(graded):
    folder, _, _ = graded
    found = {(row["task"], row["mistake"]): row for row in rows(folder / "mistakes.csv")}
    assert {key: (row["named"] == "yes", int(row["hand-ins"])) for key, row in found.items()} == sixty.MISTAKES
    assert found["03.2", "target-minus-answer"]["percent"] == f"{100 * 8 / 58:.1f}"
    assert "answer minus target" in found["03.2", "target-minus-answer"]["words"]
    assert "return (W @ delta) * slope(z)" in found["03.3", "not-transposed"]["example"]
    page = headed(outline(folder / "class.html"), "task", "hand-ins", "what is wrong")
    named = {key: number for key, (is_named, number) in sixty.MISTAKES.items() if is_named}
    shown = [(task, int(number.split()[0])) for task, number, _ in page]
    assert sorted(shown) == sorted((task, number) for (task, _), number in named.items())
    assert [number for _, number in shown] == sorted((number for _, number in shown), reverse=True)


def test_the_page_says_what_its_numbers_are_of(graded):
    folder, _, _ = graded
    page = html.unescape((folder / "class.html").read_text("utf-8"))
    assert "No points: 6 (1 could not be read). All points: 17." in page
    assert "100 % are the 58 hand-ins that could be read." in page


def test_each_task_leads_to_its_mistakes(graded):
    folder, _, _ = graded
    page = (folder / "class.html").read_text("utf-8")
    leads = re.findall(r'<a href="#(mistakes-[\d.]+)">', page)
    assert leads == [f"mistakes-{task}" for task in sixty.TASKS]
    assert [page.count(f'<h3 id="{lead}">') for lead in leads] == [1] * len(leads)


@pytest.mark.parametrize(("number", "folded"), [(7, 0), (8, 2), (30, 24)])
def test_rare_mistakes_are_folded_and_none_is_left_out(tmp_path, number, folded):
    store, base = Store(tmp_path / "results"), sixty.records()[0]
    store.begin(sixty.EXERCISE, "s")
    for i in range(number):
        wrong = {"part": "p", "earned": 0.0, "possible": 1.0, "mistake": f"slip-{i:02}", "message": f"Words {i}."}
        task = {**base["tasks"]["03.2"], "points": 0.0, "findings": [wrong], "answer": "def f():\n    return 1"}
        for again in range(1 + (i < 6)):
            name = f"s{i} {again}"
            store.put({**base, "submission": name, "file": f"{name}.ipynb", "tasks": {"03.2": task}})
    write_report(store.folder)
    page = (store.folder / "class.html").read_text("utf-8")
    tables = [rows for caption, rows in Outline(page).tables.items() if "istakes in 03.2" in caption]
    assert sum(len(rows) - 1 for rows in tables) == number
    assert page.count("<details>") == (folded > 0)
    assert (f"{folded} rarer mistakes, each in at most 1 hand-in<" in page) == (folded > 0)


def test_what_nobody_could_name_stands_there_with_the_answers_and_no_names(graded):
    folder, _, _ = graded
    unnamed = {row["answer"]: (row["seen"], int(row["hand-ins"])) for row in rows(folder / "unnamed.csv")}
    cube = next(answer for answer in unnamed if "Z ** 3" in answer)
    assert unnamed[cube] == ("unknown", 3)
    assert "Alpha" not in cube  # a name in a comment
    assert sorted(unnamed.values()) == [("raises", 4), ("unknown", 1), ("unknown", 3)]


def test_the_distribution_of_points(graded):
    _, report, _ = graded
    points = statistics.points(report.persons.counted)
    assert (points.none, points.full) == (sixty.POINTS[0], sixty.POINTS[5])
    assert (points.width, len(points.bins)) == (0.5, 10)
    binned = Counter()
    for value, number in sixty.POINTS.items():
        binned[min(int(value / points.width), len(points.bins) - 1)] += number
    # 4.5 to 5: 17 with all points; 4 to 4.5: 22
    assert {i: number for i, number in enumerate(points.bins) if number} == binned
    values = sorted(value for value, number in sixty.POINTS.items() for _ in range(number))
    assert points.quartiles == (3, values[len(values) // 2], 5)
    assert points.mean == round(sum(values) / len(values), 2)


def test_the_roster_names_who_is_missing_and_joins_several_hand_ins(graded):
    folder, report, _ = graded
    table = rows(folder / "grades.csv")
    assert len(table) == 58 + sixty.MISSING
    assert [row["Full name"] for row in table if row["hand-ins"] == "0"] == sixty.NAMES[58:61]
    first = table[0]
    assert (first["hand-ins"], first["points"], first["counts"]) == ("2", "5", sixty.folder_of(sixty.NAMES[0], 1000))
    assert [one.name for one in report.persons.strangers] == ["nobody_we_know"]
    page = outline(folder / "names.html")
    assert [row[0] for row in headed(page, "name", "number")] == sixty.NAMES[58:61]
    assert [row[4] for row in headed(page, "person", "hand-in")] == ["yes", "no"]
    assert headed(page, "hand-in", "file", "why")[0][2] == "could not be read. The file is empty."


def test_the_last_hand_in_counts_where_that_is_wanted(graded, tmp_path):
    folder, _, records = graded
    report = _copied(records, tmp_path, Options(str(folder.parent / "worksheet.csv"), several="last"))
    assert report.persons.entries[0].counts.points == 4


def test_moodle_gets_its_worksheet_back(graded):
    folder, _, _ = graded
    text = (folder / "moodle_worksheet.csv").read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf")
    table = rows(folder / "moodle_worksheet.csv")
    assert list(table[0]) == [
        "Identifier",
        "Full name",
        "ID number",
        "Email address",
        "Grade",
        "Maximum Grade",
        "Last modified (grade)",
    ]
    marks = Counter(row["Grade"] for row in table)
    assert marks == {"100": 16, "80": 22, "70": 4, "60": 10, "0": 6, "": sixty.MISSING}
    assert (table[0]["Identifier"], table[0]["Last modified (grade)"]) == ("Participant 1000", "-")


def test_feedback_goes_back_in_the_folders_of_the_download(graded):
    folder, _, _ = graded
    with zipfile.ZipFile(folder / "moodle_feedback.zip") as file:
        names = file.namelist()
        assert len(names) == 59
        assert len(set(names)) == 59
        assert "Alpha Ash_1000_assignsubmission_file/feedback_03_delta_equations.html" in names
        assert "Alpha Ash_1000_assignsubmission_file/feedback_second.html" in names
        for name in names:  # as Moodle takes them apart: a number second, then the kinds of plugin
            name, number, kind, plugin = name.split("/")[0].split("_", 4)
            assert (kind, plugin, sixty.NAMES[int(number) - 1000]) == ("assignsubmission", "file", name)
        page = file.read(names[0]).decode()
    assert "<main>" in page
    assert not (folder / "canvas_feedback.zip").exists()


def test_near_copies_are_a_hint_and_honest_answers_are_none(graded):
    folder, _, _ = graded
    alike = headed(outline(folder / "names.html"), "hand-ins", "how alike")
    people = [re.findall(r"_(\d+)_", names) for names, _ in alike]
    assert [sorted(numbers) for numbers in people] == [["1055", "1056"], ["1053", "1054"]]
    assert [how for _, how in alike] == ["the same file", "equal but for names, comments and spaces"]


def test_the_page_of_the_class_names_nobody(graded):
    folder, _, records = graded
    for name in ("class.html", "tasks.csv", "mistakes.csv", "unnamed.csv"):
        text = html.unescape((folder / name).read_text(encoding="utf-8"))
        assert not [who for who in sixty.NAMES if who in text]
        assert not [record["submission"] for record in records if record["submission"] in text]


def test_the_pages_have_one_main_headings_captions_and_nothing_that_runs(graded):
    folder, _, _ = graded
    for path in [folder / "class.html", folder / "names.html", *(folder / "feedback").iterdir()]:
        text, page = path.read_text(encoding="utf-8"), outline(path)
        assert (page.tags["main"], page.tags["h1"], page.tags["caption"]) == (1, 1, page.tags["table"])
        assert not page.tags.keys() & {"script", "img", "link", "iframe", "form", "object"}
        assert page.tags["a"] == text.count('<a href="#')  # within the page
        assert not re.search(r"\bon\w+=|https?:|url\(|@import", text)
        assert "script-src" not in text
        assert "default-src 'none'" in text


def test_the_report_says_what_is_to_be_said(graded):
    folder, report, _ = graded
    text = "\n".join(in_lines(report, folder))
    assert "59 of 60 notebooks were graded." in text
    assert "58 of 61 persons handed in, 3 are missing." in text
    assert "nobody's in the roster: nobody_we_know" in text


def test_a_second_report_changes_nothing(graded):
    folder, _, _ = graded
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    write_report(folder)  # with the options that are kept
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    assert after == before


def _copied(records, folder: Path, options: Options | None = None):
    """Write some of the results into another folder, and report on them."""
    store = Store(folder)
    store.begin(sixty.EXERCISE, "s")
    for record in records:
        store.put(record)
    return write_report(folder, options)


# --- marks set by hand


def test_a_mark_set_by_hand_holds_everywhere_and_the_findings_stay(graded, tmp_path):
    _, _, records = graded
    who = records[12]["submission"]  # has 0 of 1 in 03.2
    Store(tmp_path).begin(sixty.EXERCISE, "s")
    row = Override(who, "03.2", 0.75, 'right in her <convention>, "so" =1', sha256=records[12]["sha256"])
    add_override(tmp_path, row)
    add_override(tmp_path, Override(records[13]["submission"], "total", 0, "see our talk"))
    add_override(tmp_path, Override(records[14]["submission"], "03.2", 1, "by mistake"))
    add_override(tmp_path, Override(records[14]["submission"], "03.2", None, "taken back"))
    add_override(tmp_path, Override("who is this", "03.2", 1, "nobody"))
    report = _copied(records, tmp_path)
    table = {row["student"]: row for row in rows(tmp_path / "scores.csv")}
    assert (table[who]["points"], table[who]["03.2"]) == ("4.75", "0.75")
    assert table[records[13]["submission"]]["points"] == "0"
    assert table[records[14]["submission"]]["points"] == "4"
    assert [one.student for one in report.marks.unused] == ["who is this"]
    assert report.marks.changed == []
    page = next(path for path in (tmp_path / "feedback").iterdir() if "Epsilon_Birch" in path.name).read_text("utf-8")
    assert "Set by the instructor (before: 0): right in her &lt;convention&gt;, &quot;so&quot; =1" in page
    assert "4.75 of 5 points" in page
    named = {(row["task"], row["mistake"]): row["hand-ins"] for row in rows(tmp_path / "mistakes.csv")}
    assert named["03.2", "target-minus-answer"] == "8"
    assert Store(tmp_path).get(who)["tasks"]["03.2"]["points"] == 0  # the result of the grader is what it was
    again = {**records[12], "sha256": "another"}
    assert [one.student for one in _copied([again], tmp_path).marks.changed] == [who]


# --- the cost


def test_each_result_is_read_once_however_many_there_are(tmp_path, monkeypatch):
    number = 10_000 if EVERYTHING else 1_000
    store = Store(tmp_path)
    store.begin(sixty.EXERCISE, "s")
    one = sixty.record("x", None, 0)
    one["tasks"] = {"03.2": one["tasks"]["03.2"]}
    text = json.dumps(one)
    for i in range(number):
        changed = text.replace('"submission": "x"', f'"submission": "s{i:05}"').replace(one["sha256"], f"{i:064}")
        (store.records / f"s{i:05}.json").write_text(changed)
    counts, read, write = Counter(), store_module._read, store_module.write_text
    monkeypatch.setattr(store_module, "_read", lambda path: counts.update(read=1) or read(path))
    for module in (whole, gathering):
        monkeypatch.setattr(module, "write_text", lambda path, text: counts.update(written=1) or write(path, text))
    report = write_report(tmp_path)
    assert len(report.hand_ins) == number
    assert counts == {"read": number, "written": number + 6}
