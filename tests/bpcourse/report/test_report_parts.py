"""The parts of the report: tables, rosters, whose a hand-in is, platforms, marks by hand, likeness, hostile texts."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import class_of_sixty as sixty
import pytest

from bpcourse import command
from bpcourse.report import likeness, pictures, platforms, statistics
from bpcourse.report.hand_ins import HandIn, TaskMark, hand_in, slips_of
from bpcourse.report.matching import Matcher, trace_of
from bpcourse.report.mistakes import Examples
from bpcourse.report.names_page import NamedResults, names_page
from bpcourse.report.overrides import NAME, Marks, Override, add_override, read_overrides
from bpcourse.report.persons import persons_of
from bpcourse.report.roster import read_roster
from bpcourse.report.tables import Unusable, csv_text, read_table
from bpcourse.report.texts import as_written, harmless, shortened, without_comments
from bpcourse.report.whole import Options, kept_options, write_report
from bpcourse.runner.store import Store, file_name
from bpcourse.runner.submissions import whose

EVIL = '<img src=x onerror=alert(1)>"&\u202e\x1b[31m'
FORMULA = '=cmd|"/c calc"!A1'


def file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def parsed(text: str) -> list[list[str]]:
    """Return the cells of a table."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


# --- tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_tables_are_read_as_spreadsheets_write_them(tmp_path, encoding, between):
    text = between.join(["name", "e-mail"]) + "\r\n" + between.join(['"Zoë, Z"', "z@x"]) + "\r\n\r\n"
    assert read_table(file(tmp_path, text, encoding)) == (["name", "e-mail"], [["Zoë, Z", "z@x"]])


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04\0\0binary"])
def test_what_is_no_table_is_refused(tmp_path, content):
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(Unusable):
        read_table(tmp_path / "t")
    with pytest.raises(Unusable, match="cannot be read"):
        read_table(tmp_path / "nothing")


def test_a_cell_is_no_formula_and_is_read_back_as_it_was():
    for cell in (FORMULA, "+1", "-x", "@a", " =1", "-", "plain", "'quoted", "a;=1", '=1; +2;"-3', "a; b", ";;=1"):
        shown = parsed(csv_text(["a"], [[cell]]))[1][0]
        parts = [part.lstrip(' "') for part in shown.split(";")]
        assert shown == "-" or not [part for part in parts if part[:1] in ("=", "+", "-", "@") and part]
        assert as_written(shown) == cell
    assert harmless("a\nb\x1b[0m") == "a b [0m"
    assert harmless("\u200d=1\u200d") == "' =1 "


# --- pictures


def test_a_title_is_drawn_whole_in_lines_that_fit():
    count = statistics.TaskCount("02.5", 3.0, 4, 1, 0, 0, 2.5)
    title = "A gradient through a normalising layer, without its Jacobian and a few words more"
    drawn = pictures.tasks([count, count], {"02.5": title})
    lines = re.findall(r'<text x="0.0" y="(.*?)".*?>(.*?)</text>', drawn)
    assert " ".join(text for _, text in lines) == f"02.5 {title} 02.5 {title}"
    assert max(len(text) for _, text in lines) <= pictures.LONGEST
    bars = [float(y) for y in re.findall(r'<rect x="0.0" y="(.*?)"', drawn)]
    (height,) = map(float, re.findall(r'viewBox="0 0 400 (.*?)"', drawn))
    heights = sorted([*bars, *(float(y) - 11 for y, _ in lines)])
    assert [heights.index(y) for y in bars] == [2, 5]  # each below its own two lines
    assert bars[-1] + 13 <= height


# --- examples


def test_an_example_has_no_comments_and_is_short():
    source = 'def f(x):\n    """By me."""\n    # mine\n    return x["#"]  # by me\n\n'
    assert without_comments(source) == 'def f(x):\n    return x["#"]'
    long = shortened("\n".join(f"line {i} {'x' * 200}" for i in range(99)))
    assert len(long.splitlines()) == 15
    assert max(map(len, long.splitlines())) < 110


def finding(mistake: str, message: str) -> dict:
    """Return a wrong part."""
    return {"part": "p", "earned": 0.0, "possible": 1.0, "mistake": mistake, "message": message}


def result(*findings: dict, answer: str = "def f():\n    return 1", **more) -> dict:
    """Return a result with one task."""
    points = sum(one["earned"] for one in findings)
    task = {"title": "T", "points": points, "possible": float(len(findings)), "attempted": True, "where": "at the end"}
    task |= {"findings": list(findings), "answer": answer}
    about = {"submission": "a", "exercise": "03_x", "state": "graded", "notes": [], "seconds": 1.0, "sha256": "1"}
    return {**about, "file": "a.ipynb", "handed_in": "", "tasks": {"03.1": task}, **more}


def test_two_slips_at_once_count_for_both_each_with_its_words():
    both = "Two slips at once. (1) In BP2: the slope is missing. (2) The sign is wrong."
    two = result(finding("raises", "stopped"), finding("no-slope (BP2, BP3) + sign", both))
    alone = result(finding("sign", "It has the wrong sign."), answer="def f():\n    return -1  # longer than the other")
    assert slips_of("no-slope (BP2, BP3) + sign") == ("no-slope", "sign")
    counts = statistics.mistake_counts([hand_in(two), hand_in(two), hand_in(alone)])
    assert [(one.mistake, one.number, one.joined) for one in counts] == [("sign", 3, 2), ("no-slope", 2, 2)]
    for order in ([two, alone], [alone, two]):
        examples = Examples()
        for record in order:
            examples.add(record)
        assert examples.of("03.1", "sign").words == "It has the wrong sign."
        assert examples.of("03.1", "no-slope").words == "In BP2: the slope is missing."


def test_a_damaged_result_is_not_passed_over_in_silence(tmp_path, capsys):
    folder = made(tmp_path)
    (folder / "submissions" / "broken.json").write_text("{")
    (folder / "submissions" / "half.json").write_text(json.dumps({"submission": "half", "tasks": {"03.1": {}}}))
    assert command.main(["report", str(folder)]) == 1
    text = capsys.readouterr().out
    assert "damaged: submissions/broken.json" in text
    assert "damaged: submissions/half.json" in text
    assert "1 of 1 notebooks were graded." in text


def test_results_from_before_there_were_answers_are_reported_too(tmp_path):
    store = Store(tmp_path)
    store.begin("03_x", "s")
    old = result(finding("unknown", "differs"))
    del old["tasks"]["03.1"]["answer"], old["handed_in"]
    store.put(old)
    write_report(tmp_path)
    assert "differs" in (tmp_path / "unnamed.csv").read_text("utf-8")


def test_where_the_grader_or_the_machine_failed_there_is_no_mark(tmp_path):
    store = Store(tmp_path)
    store.begin("03_x", "s")
    store.put(result(finding("", "")) | {"state": "machine", "notes": ["No process could be started."]})
    report = write_report(tmp_path)
    assert not report.hand_ins[0].is_marked
    row = parsed((tmp_path / "scores.csv").read_text("utf-8"))[1]
    assert (row[1], row[3], row[4]) == ("", "", "machine")
    assert statistics.points(report.hand_ins) is None


# --- rosters, and whose a hand-in is

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,03 Delta equations (777),Other (778),Current Score
    Points Possible,,,,,10,5,(read only)
"Ash, Alpha",501,u1,aash,One,,1,
"Birch, Beta",502,u2,bbirch,One,3,1,
"Student, Test",999,,,One,,,
"""
MOODLE = """Identifier,Full name,Email address,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 11,Alpha Ash,a@x,,100.00,-,old words
Participant 12,Beta Birch,b@x,"7,00",100.00,-,
"""


@pytest.mark.parametrize(
    ("text", "kind", "people"),
    [
        (CANVAS, "canvas", [("Ash, Alpha", "u1", "501"), ("Birch, Beta", "u2", "502")]),
        (MOODLE, "moodle", [("Alpha Ash", "", "11"), ("Beta Birch", "", "12")]),
        (
            "First name,Surname,ID number\nAlpha,Ash,7\nBeta,Birch,8\n",
            "",
            [("Alpha Ash", "7", ""), ("Beta Birch", "8", "")],
        ),
        ("name;e-mail\nAlpha Ash;a@x\n", "", [("Alpha Ash", "", "")]),
        ("Identifier,Grade\nParticipant 11,\n", "moodle", [("Participant 11", "", "11")]),
        ("name,id,email\nA,1,\n ,2,c@x\n,,b@x\n", "", [("A", "1", ""), ("2", "2", ""), ("b@x", "", "")]),
        ("Name;ID\nعلی\u200cرضا;1\n李\u3000明;2\n", "", [("علی\u200cرضا", "1", ""), ("李 明", "2", "")]),
    ],
)
def test_rosters_are_understood_by_their_headings(tmp_path, text, kind, people):
    roster = read_roster(file(tmp_path, text))
    assert roster.kind == kind
    assert [(person.name, person.number, person.platform) for person in roster.persons] == people


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Vorname,ID\nA,7\n", "name,id\nA,7\nB,7\n", "name\n"])
def test_a_roster_that_names_nobody_or_somebody_twice_is_refused(tmp_path, text):
    with pytest.raises(Unusable):
        read_roster(file(tmp_path, text))


PEOPLE = "name,id,email,login,hand_in\nAlpha Ash,a77,a@x.org,ash01,q/w.ipynb\n"
PEOPLE += "Beta Birch,b78,b@x.org,bb02,strange; other one\n"
PEOPLE += "Zoë Œlm,z79,,,\nGamma Fir,,,,\nGamma Fir,,,,\nहिन्दी नदी,,,,\n"


@pytest.mark.parametrize(
    ("name", "path", "whose"),
    [
        ("Alpha Ash", "Alpha Ash.ipynb", "Alpha Ash"),
        ("ash_alpha", "ash_alpha.ipynb", "Alpha Ash"),
        ("a77", "a77.ipynb", "Alpha Ash"),
        ("ASH01 homework", "ASH01 homework.ipynb", "Alpha Ash"),
        ("a@x.org", "a@x.org.ipynb", "Alpha Ash"),
        ("Alpha Ash_11_assignsubmission_file", "Alpha Ash_11_assignsubmission_file/x.ipynb", "Alpha Ash"),
        ("ashalpha_501_90210", "ashalpha_501_90210_x.ipynb", "Alpha Ash"),
        ("zoë œlm", "zoë œlm.ipynb", "Zoë Œlm"),
        ("strange", "strange.ipynb", "Beta Birch"),
        ("other one", "other one.ipynb", "Beta Birch"),
        ("w", "q/w.ipynb", "Alpha Ash"),
        ("œlmzoe\u0308_1_902", "œlmzoe\u0308_1_902_x.ipynb", "Zoë Œlm"),
        ("नदीहिन्दी_2_903", "नदीहिन्दी_2_903_x.ipynb", "हिन्दी नदी"),
        ("a77 b78", "a77 b78.ipynb", None),
        ("Gamma Fir", "Gamma Fir.ipynb", None),
        ("Alpha", "Alpha.ipynb", None),
        ("Alpha Ash Birch", "Alpha Ash Birch.ipynb", None),
        ("Untitled", "Untitled.ipynb", None),
    ],
)
def test_whose_a_hand_in_is_and_nothing_is_guessed(tmp_path, name, path, whose):
    person = Matcher(read_roster(file(tmp_path, PEOPLE))).person(HandIn(name, path, "graded", {}))
    assert (person and person.name) == whose


def test_the_number_of_the_platform_goes_before_the_name(tmp_path):
    matcher = Matcher(read_roster(file(tmp_path, MOODLE)))
    for number, name in (("12", "Beta Birch"), ("13", None)):
        one = HandIn("x", f"Alpha Ash_{number}_assignsubmission_file/x.ipynb", "graded", {})
        assert getattr(matcher.person(one), "name", None) == name


@pytest.mark.parametrize("roster", [MOODLE, "name,id,email\nAlpha Ash,u11,a@x\nBeta Birch,u12,b@x\n"])
@pytest.mark.parametrize(
    "own", ["Alpha Ash", "u11", "a@x", "11", "ash, alpha 03_delta_equations", "Alpha Ash_11_assignsubmission_file_03"]
)
@pytest.mark.parametrize("between", ["/", "_/sub/", "_"])
def test_what_the_platform_wrote_goes_before_what_the_file_is_called(tmp_path, roster, own, between):
    path = f"Beta Birch_12_assignsubmission_file{between}{own}.ipynb"
    name = whose([path, "Beta Birch_12_assignsubmission_file/z.ipynb"], "03_delta_equations")[0].student
    persons = persons_of([HandIn(name, path, "graded", {})], read_roster(file(tmp_path, roster)))
    ash, birch = persons.entries
    assert (ash.hand_ins, len(birch.hand_ins), persons.strangers) == ((), 1, ())
    by_id = roster == MOODLE and own in ("u11", "11")  # ids that this roster does not have
    assert [other.name for _, other in persons.misnamed] == ([] if by_id or own == "11" else ["Alpha Ash"])
    named = NamedResults("03", [], persons, True, "best", [])
    assert ("Called after somebody else" in names_page(named, Marks({}))) == bool(persons.misnamed)


@pytest.mark.parametrize(
    ("path", "platform", "number", "late"),
    [
        ("Ada B_123_assignsubmission_file/03.ipynb", "moodle", "123", False),
        ("all/Ada B_123_assignsubmission_file_/03.ipynb", "moodle", "123", False),
        ("Ada B_123_assignsubmission_file_03_delta_equations.ipynb", "moodle", "123", False),
        ("bada_LATE_9_90210_03_delta_equations-1.ipynb", "canvas", "9", True),
        ("bada_9_90210_03_delta_equations.ipynb", "canvas", "9", False),
        ("a\u0308da_9_90210_03_delta_equations.ipynb", "canvas", "9", False),
        ("नदीहिन्दी_LATE_9_90210_03_delta_equations.ipynb", "canvas", "9", True),
        ("03_delta_equations.ipynb", None, None, None),
        ("ada_2026_03_delta_equations.ipynb", None, None, None),
    ],
)
def test_what_platforms_write_into_paths(path, platform, number, late):
    trace = trace_of(path)
    assert (trace and (trace.platform, trace.number, trace.late)) == (platform and (platform, number, late))


def test_without_a_roster_the_numbers_of_the_platform_join_hand_ins():
    marks = {"03.1": TaskMark(1.0, 2.0, True)}, {"03.1": TaskMark(2.0, 2.0, True)}
    paths = "bada_9_90210_03.ipynb", "bada_LATE_9_90333_03-1.ipynb", "c.ipynb"
    hand_ins = [HandIn(path, path, "graded", mark) for path, mark in zip(paths, (*marks, marks[0]), strict=True)]
    persons = persons_of(hand_ins, None)
    assert [one.name for one in persons.counted] == [paths[1], paths[2]]
    with pytest.raises(Unusable, match="Which is the last"):
        persons_of(hand_ins, None, "last")


# --- what platforms take back


def entries_of(tmp_path, text: str, points: float = 5.0, possible: float = 20.0):
    """Return a roster and its persons: the first with a hand-in, the others without."""
    roster = read_roster(file(tmp_path, text))
    one = HandIn("Alpha Ash", "Alpha Ash.ipynb", "graded", {"03.1": TaskMark(points, possible, True)})
    return roster, persons_of([one], roster).entries


def test_canvas_gets_its_columns_and_the_points_possible(tmp_path):
    table = parsed(platforms.canvas_gradebook(*entries_of(tmp_path, CANVAS), "03_delta_equations"))
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "03 Delta equations (777)"]
    assert table[1] == ["    Points Possible", "", "", "", "", "10"]
    assert table[2:] == [
        ["Ash, Alpha", "501", "u1", "aash", "One", "2.5"],
        ["Birch, Beta", "502", "u2", "bbirch", "One", "3"],
    ]


def test_a_column_of_canvas_that_is_not_there_is_refused_or_made_anew(tmp_path):
    roster, entries = entries_of(tmp_path, CANVAS)
    assert parsed(platforms.canvas_gradebook(roster, entries, "05_x"))[0][-1] == "05_x"
    assert parsed(platforms.canvas_gradebook(roster, entries, "05_x"))[1][-1] == "20"
    assert parsed(platforms.canvas_gradebook(roster, entries, "05_x", "Other (778)"))[2][-1] == "1.25"
    with pytest.raises(Unusable, match="no column"):
        platforms.canvas_gradebook(roster, entries, "05_x", "Nothing")


@pytest.mark.parametrize(
    ("columns", "column", "title", "said"),
    [
        ("Chain rule (5),Other (6)", "", "Chain rule (5)", "in Canvas's column 'Chain rule (5)'"),
        ("Chain rule (5),02 chain rule (6)", "", "02 chain rule (6)", "in Canvas's column '02 chain rule (6)'"),
        (
            "Week 2 (5),Other (6)",
            "",
            "02_chain_rule",
            "Say which it is: --column, with one of 'Week 2 (5)', 'Other (6)'.",
        ),
        ("Week 2 (5),Other (6)", "week 2", "Week 2 (5)", "in Canvas's column 'Week 2 (5)'"),
        ("Chain rule (5),Chain rule (6)", "", "02_chain_rule", "or several: importing the file makes a new one"),
    ],
)
def test_it_is_said_which_column_of_canvas_holds_the_marks(tmp_path, columns, column, title, said):
    text = f"Student,ID,SIS User ID,SIS Login ID,Section,{columns}\nAsh Alpha,501,,,One,,\n"
    roster, entries = entries_of(tmp_path, text)
    assert parsed(platforms.canvas_gradebook(roster, entries, "02_chain_rule", column))[0][-1] == title
    assert said in platforms.about_column(roster, "02_chain_rule", column)


def test_moodle_keeps_the_mark_of_who_is_missing_and_the_comments_stay_out(tmp_path):
    table = parsed(platforms.moodle_worksheet(*entries_of(tmp_path, MOODLE)))
    assert [row[3] for row in table] == ["Grade", "25", "7,00"]
    assert "Feedback comments" not in table[0]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["Ada B_1_assignsubmission_file_03_x.ipynb"], ["Ada B_1_assignsubmission_file/feedback_03_x.html"]),
        (["in/Ada B_1_assignsubmission_file_/03_x.IPYNB"], ["Ada B_1_assignsubmission_file/feedback_03_x.html"]),
        (
            ["A_1_assignsubmission_file/a/x.ipynb", "A_1_assignsubmission_file/b/x.ipynb"],
            ["A_1_assignsubmission_file/feedback_x.html", "A_1_assignsubmission_file/feedback_hand-in1.html"],
        ),
        (["b_9_90210_x.ipynb", "again/b_9_90210_x.ipynb"], []),
    ],
)
def test_names_in_the_zip_for_moodle(tmp_path, paths, names):
    with (tmp_path / "z").open("wb") as target, platforms.FeedbackZip(target, "moodle") as zipped:
        for number, path in enumerate(paths):
            zipped.add(result(finding("sign", "x"), file=path, submission=f"hand-in{number}"), "page")
    with zipfile.ZipFile(tmp_path / "z") as found:
        assert found.namelist() == names


def test_feedback_for_canvas_is_a_notebook_under_the_name_of_the_download(tmp_path):
    path = "ashalpha_LATE_501_90210_03_delta_equations.ipynb"
    record = result(finding("unknown", f"stopped with {EVIL} *a* $x$"), file=f"in/{path}", notes=["a_b"])
    with (tmp_path / "z").open("wb") as target, platforms.FeedbackZip(target, "canvas") as zipped:
        zipped.add(record, "page")
        zipped.add({**record, "file": f"twice/{path}"}, "page")
        zipped.add({**record, "file": "plain.ipynb"}, "page")
    with zipfile.ZipFile(tmp_path / "z") as found:
        assert found.namelist() == [path]
        notebook = json.loads(found.read(path))
    numbers = [part for part in path.split("_") if part.isdigit()]  # as Canvas takes the name apart
    assert numbers[:2] == ["501", "90210"]
    (cell,) = notebook["cells"]
    assert cell["cell_type"] == "markdown"
    assert "<img" not in cell["source"]
    assert r"\*a\* \$x\$" in cell["source"]


# --- marks by hand


def test_the_table_of_marks_by_hand_is_added_to_and_read_as_a_spreadsheet_leaves_it(tmp_path):
    add_override(tmp_path, Override(FORMULA, "03.1", 1.5, "a; b, c", sha256="x"))
    add_override(tmp_path, Override("Zoë", "total", 0, "late"))
    first, second = read_overrides(tmp_path)
    assert (first.student, first.points, first.reason, first.sha256) == (FORMULA, 1.5, "a; b, c", "x")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", second.when)
    cells = parsed((tmp_path / NAME).read_text("utf-8"))
    assert all(cell[:1] != "=" for row in cells for cell in row)
    semicolons = "student;task;points;reason\nZoë;03.1;1,5;more\n"
    (tmp_path / NAME).write_bytes(semicolons.encode("cp1252"))
    assert read_overrides(tmp_path)[0][:4] == ("Zoë", "03.1", 1.5, "more")


def test_marks_that_are_set_at_the_same_time_are_all_kept(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda i: add_override(tmp_path, Override(f"s{i}", "03.1", 1.0, "r")), range(40)))
    assert {row.student for row in read_overrides(tmp_path)} == {f"s{i}" for i in range(40)}


@pytest.mark.parametrize("text", ["student,points\na,1\n", "student,task,points,reason\na,03.1,many,x\n", "\n"])
def test_a_damaged_table_of_marks_is_refused_and_left_as_it_is(tmp_path, text):
    Store(tmp_path).begin("03_x", "s")
    (tmp_path / NAME).write_text(text)
    with pytest.raises(Unusable):
        write_report(tmp_path)
    with pytest.raises(Unusable):
        add_override(tmp_path, Override("a", "03.1", 1, "x"))
    assert (tmp_path / NAME).read_text() == text


def made(tmp_path) -> Path:
    """Return a folder with one result."""
    store = Store(tmp_path / "results")
    store.begin("03_x", "s")
    store.put(result(finding("sign", "It has the wrong sign."), finding("sign", "It has the wrong sign.")))
    return store.folder


def test_override_from_the_command_line(tmp_path, capsys):
    folder = made(tmp_path)
    assert command.main(["override", str(folder)]) == 0
    assert "No mark has been set by hand." in capsys.readouterr().out
    assert command.main(["override", str(folder), "a", "3.1", "1,5", "--reason", "right idea"]) == 0
    assert command.main(["report", str(folder)]) == 0
    assert parsed((folder / "scores.csv").read_text("utf-8"))[1][1] == "1.5"
    assert command.main(["override", str(folder), "a", "03.1", "--withdraw", "--reason", "no"]) == 0
    assert command.main(["report", str(folder)]) == 0
    assert parsed((folder / "scores.csv").read_text("utf-8"))[1][1] == "0"
    capsys.readouterr()
    command.main(["override", str(folder)])
    assert "a, 03.1: 1.5 (was 0). right idea" in capsys.readouterr().out


def downloaded(tmp_path, *files: str) -> Path:
    """Return a folder with a result for each file, kept under its path, as the runner keeps it; 0 points each."""
    store = Store(tmp_path / "results")
    store.begin("03_x", "s")
    for name, path in zip((one.student for one in whose(list(files), "03_x")), files, strict=True):
        more = {"submission": name, "file": path, "key": path.removesuffix(".ipynb"), "sha256": path}
        store.put({**result(finding("sign", "It has the wrong sign.")), **more})
    return store.folder


ASH, BIRCH = "Alpha Ash_11_assignsubmission_file", "Zoë Birch_12_assignsubmission_file"
DOWNLOADED = (f"{ASH}/03_x.ipynb", f"{BIRCH}/03_x.ipynb", f"{BIRCH}/more.ipynb", "elderbeta_7_9001_03_x.ipynb")


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        (ASH, ASH),
        ("alpha ash", ASH),
        (f"{ASH}/03_x.ipynb", ASH),
        (f"{BIRCH} - more", f"{BIRCH} - more"),
        (BIRCH, BIRCH),
        ("Beta Elder", "elderbeta_7_9001"),
    ],
)
def test_a_mark_finds_its_hand_in_wherever_its_notebook_lies(tmp_path, typed, marked):
    folder = downloaded(tmp_path, *DOWNLOADED)
    assert command.main(["override", str(folder), typed, "03.1", "1", "--reason", "right"]) == 0
    report = write_report(folder)
    assert {one.name: one.points for one in report.hand_ins if one.points} == {marked: 1.0}
    assert (report.marks.unused, report.marks.changed) == ([], [])


def test_a_wide_space_in_a_name_stays_in_the_zip_and_hinders_nothing(tmp_path):
    name = "李\u3000明_11_assignsubmission_file"
    folder = downloaded(tmp_path, f"{name}/03_x.ipynb", "x\xa0y.ipynb")
    roster = file(
        tmp_path, "Identifier,Full name,Grade,hand_in\nParticipant 11,李\u3000明,,\nParticipant 12,Kim,,x y.ipynb\n"
    )
    report = write_report(folder, Options(str(roster)))
    assert [len(entry.hand_ins) for entry in report.persons.entries] == [1, 1]
    assert zipfile.ZipFile(folder / "moodle_feedback.zip").namelist() == [f"{name}/feedback_03_x.html"]
    with (folder / "scores.csv").open(encoding="utf-8-sig", newline="") as table:
        files = [row["file"] for row in csv.DictReader(table)]
    for shown in files:
        assert command.main(["override", str(folder), shown, "03.1", "1", "--reason", "right"]) == 0
    assert [one.points for one in write_report(folder).hand_ins] == [1.0, 1.0]


def test_of_several_hand_ins_of_a_person_the_command_asks_which(tmp_path, capsys):
    folder = downloaded(tmp_path, *DOWNLOADED)
    assert command.main(["override", str(folder), "Zoe Birch", "03.1", "1", "--reason", "x"]) == 2
    assert capsys.readouterr().err.count(BIRCH) == 2
    assert not (folder / NAME).exists()


def test_a_mark_stays_with_its_notebook_when_hand_ins_are_called_otherwise(tmp_path):
    folder = downloaded(tmp_path, "a/Kim.ipynb")
    command.main(["override", str(folder), "Kim", "03.1", "1", "--reason", "right"])
    report = write_report(downloaded(tmp_path, "a/Kim.ipynb", "b/Kim.ipynb"))
    assert {one.name: one.points for one in report.hand_ins} == {"a - Kim": 1.0, "b - Kim": 0.0}
    (folder / "submissions" / f"{file_name('a/Kim')}.json").unlink()
    assert [one.points for one in write_report(downloaded(tmp_path, "b/Kim.ipynb")).hand_ins] == [0.0]


def test_the_last_mark_counts_also_where_a_row_was_typed_into_the_table(tmp_path):
    folder = downloaded(tmp_path, DOWNLOADED[0])
    for points, row in ((1, "by hand"), (0.5, "typed")):
        text = (folder / NAME).read_text("utf-8") if (folder / NAME).exists() else ""
        if row == "typed":
            (folder / NAME).write_text(f"{text}{ASH},03.1,{points},typed\n", "utf-8")
        else:
            command.main(["override", str(folder), ASH, "03.1", str(points), "--reason", row])
    assert [one.points for one in write_report(folder).hand_ins] == [0.5]
    command.main(["override", str(folder), ASH, "03.1", "--withdraw", "--reason", "no"])
    assert [one.points for one in write_report(folder).hand_ins] == [0.0]


def test_what_belongs_to_an_earlier_report_does_not_stay(tmp_path):
    folder = downloaded(tmp_path, *DOWNLOADED)
    sheet = file(tmp_path, "Identifier,Full name,Grade,Maximum Grade\nParticipant 11,Alpha Ash,,10\n")
    command.main(["report", str(folder), "--roster", str(sheet)])
    files = ("grades.csv", "moodle_worksheet.csv", "moodle_feedback.zip", "canvas_feedback.zip")
    assert all((folder / name).exists() for name in files)
    (folder / "submissions" / f"{file_name('elderbeta_7_9001_03_x')}.json").unlink()
    command.main(["report", str(folder), "--no-roster"])
    assert [(folder / name).exists() for name in files] == [False, False, True, False]
    assert {path.name for path in (folder / "feedback").iterdir()} == {
        f"{file_name(name)}.html" for name in (ASH, BIRCH, f"{BIRCH} - more")
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["b", "03.1", "1", "--reason", "x"],
        ["a", "03.9", "1", "--reason", "x"],
        ["a", "03.1", "3", "--reason", "x"],
        ["a", "03.1", "-1", "--reason", "x"],
        ["a", "03.1", "nan", "--reason", "x"],
        ["a", "03.1", "--reason", "x"],
        ["a", "03.1", "1"],
        ["a", "03.1", "1", "--reason", " "],
        ["a", "--reason", "x"],
        ["a", "03.1", "1", "--withdraw", "--reason", "x"],
    ],
)
def test_a_mark_by_hand_that_cannot_be_is_refused(tmp_path, capsys, arguments):
    folder = made(tmp_path)
    try:
        code = command.main(["override", str(folder), *arguments])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    said = capsys.readouterr().err
    assert said
    assert "None" not in said
    assert not (folder / NAME).exists()


@pytest.mark.parametrize("graded", [0, 1])
def test_mistakes_are_counted_where_the_grader_did_not_fail(tmp_path, graded):
    folder = downloaded(tmp_path, "a.ipynb", "b.ipynb", "c.ipynb")
    for i, record in enumerate((store := Store(folder)).all()):
        store.put({**record, "state": "graded" if i < graded else "failed"})
    write_report(folder)
    rows = parsed((folder / "mistakes.csv").read_text("utf-8"))[1:]
    assert [row[4:6] for row in rows] == [["1", "100.0"]] * graded


def test_on_the_screen_stand_the_first_of_many_that_need_a_look(tmp_path, capsys):
    folder = downloaded(tmp_path, *(f"s{i}.ipynb" for i in range(50)))
    for record in (store := Store(folder)).all():
        store.put({**record, "state": "unreadable", "notes": ["The file is empty."]})
    command.main(["report", str(folder), "--roster", str(file(tmp_path, "name\nAlpha Ash\n"))])
    said = capsys.readouterr().out
    for words in ("not graded: s", "nobody's in the roster: s"):
        assert said.count(words) == 20
    assert said.count("and 30 more: see names.html") == 2


def test_the_roster_is_kept_for_later_reports_until_it_is_forgotten(tmp_path, capsys):
    folder, roster = made(tmp_path), file(tmp_path, "name\na\nb\n")
    assert command.main(["report", str(folder), "--roster", str(roster), "--several", "last"]) == 0
    assert "1 of 2 persons handed in, 1 are missing." in capsys.readouterr().out
    assert kept_options(folder) == Options(str(roster), "last")
    assert command.main(["report", str(folder)]) == 0
    assert "1 of 2 persons" in capsys.readouterr().out
    roster.unlink()
    assert command.main(["report", str(folder)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert command.main(["report", str(folder), "--no-roster"]) == 0
    assert kept_options(folder).roster == ""


def test_help_tells_what_the_report_writes(capsys):
    with pytest.raises(SystemExit):
        command.main(["report", "--help"])
    text = capsys.readouterr().out
    assert all(
        name in text for name in ("class.html", "names.html", "scores.csv", "unnamed.csv", "--roster", "--several")
    )


# --- likeness


def fingerprints(*answers: str) -> likeness.Fingerprints:
    """Return the fingerprints of hand-ins with one answer each."""
    found = likeness.Fingerprints()
    for answer in answers:
        found.add(result(finding("sign", "x"), answer=answer))
    return found


def told(*answers: str, owners=None) -> list[likeness.Likeness]:
    """Return which hand-ins with these answers are alike."""
    number = range(len(answers))
    return likeness.alike(fingerprints(*answers), [str(i) for i in number], owners or list(number))


LONG = sixty.COPIED + sixty.OWN


def test_names_comments_and_spaces_do_not_hide_a_copy():
    hidden = LONG.replace("rows", "zeilen").replace("total", "summe").replace(" = ", "=").replace("\n", "  # x\n")
    assert told(LONG, hidden) == [((0, 1), "equal", 1.0)]
    assert told(LONG, hidden, owners=["a", "a"]) == []


def test_a_changed_copy_is_found_and_is_one_group_with_its_like():
    changed = LONG.replace("weights[unit, other] +=", "weights[unit, other] = weights[unit, other] +")
    again = LONG.replace("len(rows[0][1])", "A.shape[1]")
    ((members, kind, share),) = told(LONG, changed, again, sixty.RENAMED)
    assert (members, kind) == ((0, 1, 2), "share")
    assert 0.8 <= share < 1


def test_what_many_write_tells_nothing():
    short = [f"def slope(z):\n    s = {i}\n    return sigmoid(z) * (1 - sigmoid(z))\n" for i in range(40)]
    assert told(*short) == []
    assert told(*[LONG + f"def g(x):\n    return {i} * x + {i}\n" for i in range(40)]) == []
    assert len(told(*[LONG] * 40)[0].members) == 40


def test_one_copy_among_hundreds_is_found():
    many = [f"def f_{i}(x):\n" + "".join(f"    y = x + {i} * {j}\n" for j in range(25)) for i in range(400)]
    assert told(*many, many[7].replace("y", "w")) == [((7, 400), "equal", 1.0)]


def test_notebooks_in_which_nothing_was_done_are_not_copies(tmp_path):
    folder = downloaded(tmp_path, "a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb")
    store = Store(folder)
    for i, record in enumerate(store.all()):
        untouched = {**record["tasks"]["03.1"], "attempted": i < 2}
        store.put({**record, "sha256": "same" if i < 2 else "the stub", "tasks": {"03.1": untouched}})
    write_report(folder)
    rows = re.findall(r"<tr role=\"row\">.*?the same file", (folder / "names.html").read_text("utf-8"))
    assert len(rows) == 1
    assert "a, b" in rows[0]


# --- hostile texts


def test_what_is_not_unicode_stops_no_report(tmp_path):
    store = Store(tmp_path)
    store.begin("03_x", "s")
    odd = "Zo\udceb_1_assignsubmission_file/x\udceb\n.ipynb"
    answer = "def f():\n" + "".join(f"    return '\ud800', \ud800{i}, {i}\n" for i in range(40))
    for name in ("a", "b"):
        store.put({**result(finding("raises", "\ud800"), answer=answer), "submission": name, "file": odd})
    report = write_report(tmp_path)
    assert [one.name for one in report.hand_ins] == ["a", "b"]
    with zipfile.ZipFile(tmp_path / "moodle_feedback.zip") as zipped:
        names = zipped.namelist()
    assert len(set(names)) == 2
    assert all(name.startswith("Zo?_1_assignsubmission_file/feedback_") for name in names)


def test_names_and_answers_are_text_on_every_page_and_in_every_table(tmp_path):
    store = Store(tmp_path)
    store.begin("03_x", "s")
    evil = result(finding("unknown", EVIL), answer=f"def f():\n    return '{EVIL}'", notes=[EVIL])
    store.put({**evil, "submission": EVIL, "file": f"{EVIL}.ipynb"})
    store.put({**evil, "submission": FORMULA, "file": "../../=x_1_assignsubmission_file/y.ipynb"})
    roster = file(tmp_path, f'name\n"{FORMULA.replace(chr(34), chr(34) * 2)}"\n{EVIL.replace(chr(34), "")}\n')
    write_report(tmp_path, Options(str(roster)))
    for page in tmp_path.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<img" not in text
        assert all(character.isprintable() or character == "\n" for character in text)
    for table in tmp_path.glob("*.csv"):
        if table != roster:
            cells = [cell for row in parsed(table.read_text("utf-8")) for cell in row]
            assert not [cell for cell in cells if cell.strip()[:1] in ("=", "+", "@") or not cell.isprintable()]
    with zipfile.ZipFile(tmp_path / "moodle_feedback.zip") as zipped:
        assert not [name for name in zipped.namelist() if name.startswith(("/", ".")) or ".." in name]
