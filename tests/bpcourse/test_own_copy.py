"""A copy of one's own: whatever is answered, updated or reset, in any order, nothing of the learner's is lost."""

import errno
import json
import os
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpcourse import command, material
from bpcourse.own_copy import commands, copying, laid, places
from bpcourse.own_copy.fingerprint import fingerprint, of_file

NAMES = ["lessons/02_chain_rule.ipynb", "exercises/02_chain_rule.ipynb", "exercises/03_delta_equations.ipynb"]


def notebook(*sources, **more) -> bytes:
    """Return a notebook with these code cells."""
    cells = [{"cell_type": "code", "source": [source], "outputs": [], **more} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


class Course:
    """A course of three notebooks in a folder, whose next version can be published."""

    def __init__(self, top: Path):
        self.top, self.version = top, 0
        (top / "pyproject.toml").parent.mkdir(parents=True, exist_ok=True)
        self.publish()

    def publish(self, *names):
        """Change these notebooks of the course, or all of them."""
        self.version += 1
        for name in names or NAMES:
            path = self.top / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(notebook(f"# {name}, version {self.version}"))
        (self.top / "solutions").mkdir(exist_ok=True)
        (self.top / "solutions" / "02_chain_rule.ipynb").write_bytes(notebook(f"# solution {self.version}"))


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = Course(tmp_path / "course")
    monkeypatch.setattr(material, "place", lambda: made.top)
    return made


@pytest.fixture
def mine(tmp_path, course):
    folder = tmp_path / "mine"
    copying.lay(folder)
    return folder


def told(changes):
    return [(change.what, change.name) for change in changes]


def contents(folder: Path) -> list[bytes]:
    """Return what is in the files of a folder, hidden ones too."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


# --- laying and bringing


def test_a_new_copy_has_every_notebook_and_one_for_notes(mine, course):
    for name in NAMES:
        assert (mine / name).read_bytes() == (course.top / name).read_bytes()
    assert json.loads((mine / "notes.ipynb").read_text("utf-8"))["cells"]
    assert copying.lay(mine) == []
    assert copying.is_copy(mine)
    assert not copying.is_copy(course.top)
    assert not list(mine.rglob("*.tmp"))


def test_what_was_not_edited_is_renewed_and_what_was_run_counts_as_not_edited(mine, course):
    ran = json.loads((mine / NAMES[0]).read_text())
    ran["cells"][0]["outputs"] = [{"output_type": "stream", "text": "1"}]
    ran["metadata"]["language_info"] = {"name": "python"}
    (mine / NAMES[0]).write_text(json.dumps(ran))
    assert copying.edited(mine) == []
    course.publish(NAMES[0])
    assert told(copying.lay(mine)) == [("renewed", NAMES[0])]
    assert (mine / NAMES[0]).read_bytes() == (course.top / NAMES[0]).read_bytes()


def test_an_edited_one_stays_and_the_new_one_lies_beside_it_once(mine, course):
    own = notebook("my answer")
    (mine / NAMES[1]).write_bytes(own)
    assert copying.edited(mine) == [NAMES[1]]
    assert copying.lay(mine) == []
    course.publish(NAMES[1])
    [change] = copying.lay(mine)
    assert (change.what, change.where.name) == ("beside", "02_chain_rule.new-1.ipynb")
    assert change.where.read_bytes() == (course.top / NAMES[1]).read_bytes()
    assert (mine / NAMES[1]).read_bytes() == own
    change.where.write_bytes(notebook("worked in the new one"))
    assert copying.lay(mine) == []
    course.publish(NAMES[1])
    [change] = copying.lay(mine)
    assert change.where.name == "02_chain_rule.new-2.ipynb"


def test_a_crash_before_it_was_noted_does_not_lay_it_twice(mine, course):
    (mine / NAMES[1]).write_bytes(notebook("my answer"))
    before = laid.file_of(mine).read_bytes()
    course.publish(NAMES[1])
    copying.lay(mine)
    laid.file_of(mine).write_bytes(before)
    copying.lay(mine)
    assert len(list((mine / "exercises").glob("02_chain_rule*"))) == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"base": 1}', b"\xff", None])
def test_without_the_note_of_what_was_laid_all_counts_as_edited(damage, mine, course):
    if damage is None:
        laid.file_of(mine).unlink(missing_ok=True)
    else:
        laid.file_of(mine).write_bytes(damage)
    course.publish(NAMES[0])
    own = (mine / NAMES[0]).read_bytes()
    assert told(copying.lay(mine)) == [("beside", NAMES[0])]
    assert (mine / NAMES[0]).read_bytes() == own
    assert copying.lay(mine) == []
    assert copying.edited(mine) == [NAMES[0]]


def test_a_foreign_file_of_the_same_name_stays(tmp_path, course):
    folder = tmp_path / "mine"
    (folder / "lessons").mkdir(parents=True)
    (folder / NAMES[0]).write_text("no notebook")
    (folder / "notes.ipynb").write_text("my notes")
    assert ("beside", NAMES[0]) in told(copying.lay(folder))
    assert (folder / NAMES[0]).read_text() == "no notebook"
    assert (folder / "notes.ipynb").read_text() == "my notes"


def test_what_is_saved_in_the_very_moment_of_renewing_is_kept(mine, course, monkeypatch):
    own, replace = notebook("saved in between"), os.replace

    def saved_before(source, target):
        if Path(source) == mine / NAMES[0]:
            Path(source).write_bytes(own)
        replace(source, target)

    course.publish(NAMES[0])
    monkeypatch.setattr(copying.os, "replace", saved_before)
    assert told(copying.lay(mine)) == [("beside", NAMES[0])]
    assert (mine / NAMES[0]).read_bytes() == own


def test_what_is_saved_just_after_it_was_moved_away_is_kept(mine, course, monkeypatch):
    own, replace = notebook("saved in between"), os.replace

    def saved_after(source, target):
        replace(source, target)
        if Path(source) == mine / NAMES[0]:
            Path(source).write_bytes(own)

    course.publish(NAMES[0])
    monkeypatch.setattr(copying.os, "replace", saved_after)
    assert told(copying.lay(mine)) == [("beside", NAMES[0])]
    assert (mine / NAMES[0]).read_bytes() == own


def test_when_something_fails_half_way_it_is_known_what_was_laid(mine, course):
    course.publish(*NAMES[:2])
    (mine / NAMES[2]).unlink()
    (mine / NAMES[2]).mkdir()
    with pytest.raises(OSError, match="03_delta_equations"):
        copying.lay(mine)
    (mine / NAMES[2]).rmdir()
    assert copying.edited(mine) == []
    assert told(copying.lay(mine)) == [("new", NAMES[2])]


def full_disk(*_arguments, **_options):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("change", [copying.lay, lambda folder: copying.reset(folder, NAMES[1])])
def test_on_a_full_disk_every_notebook_stays_where_it_is(change, mine, course, monkeypatch):
    (mine / NAMES[1]).write_bytes(notebook("my answer"))
    course.publish()
    before = {name: (mine / name).read_bytes() for name in NAMES}
    with monkeypatch.context() as patch:
        patch.setattr(copying.tempfile, "mkstemp", full_disk)
        with pytest.raises(OSError, match="No space left"):
            change(mine)
    assert {name: (mine / name).read_bytes() for name in NAMES} == before


def test_on_a_file_system_without_links_nothing_is_written_over_either(mine, course, monkeypatch):
    def refused(_source, _target):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(copying.os, "link", refused)
    own = notebook("my answer")
    (mine / NAMES[1]).write_bytes(own)
    course.publish()
    assert told(copying.lay(mine)) == [("renewed", NAMES[0]), ("beside", NAMES[1]), ("renewed", NAMES[2])]
    for name, there in ((NAMES[0], NAMES[0]), (NAMES[1], "exercises/02_chain_rule.new-1.ipynb")):
        assert (mine / there).read_bytes() == (course.top / name).read_bytes()
    assert (mine / NAMES[1]).read_bytes() == own
    assert not list(mine.rglob("*.tmp"))


@pytest.mark.skipif(os.name == "nt", reason="file modes as Windows has none")
def test_what_is_laid_can_be_read_by_a_group(mine):
    assert all((mine / name).stat().st_mode & 0o777 == 0o644 for name in NAMES)


def test_what_is_saved_before_and_after_it_was_moved_away_is_kept_twice(mine, course, monkeypatch):
    first, second, replace = notebook("saved before"), notebook("saved after"), os.replace

    def saved_twice(source, target):
        if Path(source) == mine / NAMES[0]:
            Path(source).write_bytes(first)
        replace(source, target)
        if Path(source) == mine / NAMES[0]:
            Path(source).write_bytes(second)

    course.publish(NAMES[0])
    monkeypatch.setattr(copying.os, "replace", saved_twice)
    assert told(copying.lay(mine)) == [("beside", NAMES[0])]
    assert (mine / NAMES[0]).read_bytes() == second
    assert first in contents(mine)


# --- back to the beginning, and solutions


def test_reset_keeps_the_edited_one_beside(mine, course):
    own = notebook("my answer")
    (mine / NAMES[1]).write_bytes(own)
    kept, new = copying.reset(mine, NAMES[1])
    assert (kept.what, kept.where.name, new.what) == ("kept", "02_chain_rule.mine-1.ipynb", "new")
    assert kept.where.read_bytes() == own
    assert (mine / NAMES[1]).read_bytes() == (course.top / NAMES[1]).read_bytes()
    assert copying.reset(mine, NAMES[1]) == []
    assert copying.edited(mine) == []


def test_a_solution_is_brought_once_and_never_over_an_edited_one(mine, course):
    change = copying.solution(mine, "02")
    assert (change.what, change.where) == ("new", mine / "solutions" / "02_chain_rule.ipynb")
    assert copying.solution(mine, "02") is None
    change.where.write_bytes(notebook("my remarks"))
    again = copying.solution(mine, "02")
    assert (again.what, again.where.name) == ("beside", "02_chain_rule.new-1.ipynb")
    with pytest.raises(KeyError):
        copying.solution(mine, "09")


# --- fingerprints


@pytest.mark.parametrize(
    ("content", "same"),
    [
        (notebook("a = 1", execution_count=7), True),
        (notebook("a = 1", metadata={"tags": []}), True),
        (notebook("a = 1").replace(b'["a = 1"]', b'"a = 1"'), True),
        (notebook("a = 2"), False),
        (notebook("a = 1", ""), False),
        (notebook("a = 1", cell_type="markdown"), False),
        (notebook("a = 1", attachments={"image.png": {"image/png": "AA=="}}), False),
        (b"a = 1", False),
    ],
)
def test_a_fingerprint_is_of_what_somebody_wrote(content, same):
    assert (fingerprint(content) == fingerprint(notebook("a = 1"))) == same


# --- the commands


@pytest.fixture
def run(mine, monkeypatch, capsys):
    """Run a command in the copy; return its exit code, and what it wrote."""
    monkeypatch.chdir(mine / "exercises")

    def ran(*arguments):
        code = command.main(list(arguments))
        written = capsys.readouterr()
        return code, written.out + written.err

    return ran


def test_commands_work_from_any_folder_of_the_copy(run, mine, course, monkeypatch):
    assert run("start") == (0, f"Your copy of the course: {mine}\n")
    monkeypatch.chdir(mine)
    assert run("update") == (0, f"Your copy of the course: {mine}\nNothing is new.\n")
    course.publish(NAMES[0])
    assert run("update")[1].endswith(f"renewed:  {NAMES[0]}\n")


def test_a_command_without_a_copy_says_how_to_make_one(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(places, "usual_place", lambda: tmp_path / "none")
    for arguments in (["update"], ["reset", "02"], ["solution", "02"]):
        code, said = run(*arguments)
        assert code == 2
        assert "bpcourse start" in said


def test_a_notebook_is_found_as_people_write_it(mine, course):
    course.publish("lessons/05a_steps.ipynb")
    for words in ("5a", "05a", "05a_steps.ipynb", "lessons/5a", "lessons\\05a", "mine/lessons/05a_steps.ipynb"):
        assert places.named(words, mine) == "lessons/05a_steps.ipynb"


def test_a_number_means_the_notebook_that_was_edited(run, mine):
    assert "name one of them" in run("reset", "2")[1]
    (mine / NAMES[1]).write_bytes(notebook("my answer"))
    code, said = run("reset", "2")
    assert code == 0
    assert f"your edited {NAMES[1]} is now exercises/02_chain_rule.mine-1.ipynb" in said
    assert run("reset", "exercises/02")[1] == f"{NAMES[1]} is as it was laid: there is nothing to reset.\n"
    for name in (NAMES[0], NAMES[1]):
        (mine / name).write_bytes(notebook("edited"))
    assert "name one of them" in run("reset", "02")[1]
    assert run("reset", "03_delta_equations.ipynb")[0] == 0
    code, said = run("reset", "9")
    assert (code, said.startswith("There is no notebook '9'. There are: ")) == (2, True)


def test_solutions_by_exercise_or_task_and_words_where_there_are_none(run, mine, course):
    assert run("solution", "2.6") == (0, "new:      solutions/02_chain_rule.ipynb\n")
    assert run("solution", "02")[1].startswith("It is there already: ")
    assert run("solution", "7")[0] == 2
    for path in (course.top / "solutions").iterdir():
        path.unlink()
    assert "without solutions" in run("solution", "02")[1]


def test_progress_is_that_of_the_copy_wherever_one_stands(run, mine, tmp_path, monkeypatch):
    monkeypatch.delenv("BPCOURSE_PROGRESS", raising=False)
    monkeypatch.setattr(places, "usual_place", lambda: mine)
    assert run("progress")[1].endswith("No points are kept here yet.\n")
    kept = mine / "exercises" / "bpcourse-progress.json"
    kept.write_text('{"best": {"02.1": 1.5}}')
    for folder in (mine, mine / "exercises", tmp_path):
        monkeypatch.chdir(folder)
        code, said = run("progress")
        assert (code, "1.5 of 2 " in said) == (0, True), folder
        assert said.endswith(f"Kept in {kept}\n")
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(tmp_path / "another.json"))
    assert "1.5 of 2 " not in run("progress")[1]


def test_start_in_another_folder_says_how_to_open_it(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(places, "usual_place", lambda: tmp_path / "usual")
    other = tmp_path / "Mein Kurs über δ"
    assert f'cd "{other}"\n' in run("start", str(other))[1]
    assert "cd " not in run("start")[1]


def test_a_command_is_named_as_it_must_be_typed(tmp_path, monkeypatch):
    script = tmp_path / "a b" / "bpcourse"
    script.parent.mkdir()
    script.touch(0o755)
    monkeypatch.setattr(commands.sys, "argv", [str(script)])
    assert commands.called("open") == f'"{script}" open'
    monkeypatch.setenv("PATH", str(script.parent))
    assert commands.called("open") == "bpcourse open"
    monkeypatch.setattr(commands.sys, "argv", ["somewhere/backpropagation-course"])
    assert commands.called("open").endswith("somewhere/backpropagation-course")
    monkeypatch.setattr(commands.sys, "argv", ["pytest"])
    assert commands.called("open") == "bpcourse open"


def test_without_what_the_web_edition_needs_the_command_says_what_to_install(run, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "math_core" else object())
    code, said = run("site", str(tmp_path / "site"))
    assert (code, said.splitlines()[-1].endswith("-m pip install math-core")) == (2, True)
    assert not (tmp_path / "site").exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(run, tmp_path):
    (tmp_path / "file").write_text("")
    code, said = run("start", str(tmp_path / "file" / "copy"))
    assert code == 2
    assert "Nothing of yours was changed." in said


@pytest.mark.skipif(os.name == "nt", reason="links as Windows has none")
@pytest.mark.parametrize("name", ["x" * 300, "circle"])
def test_a_name_that_no_folder_can_have_is_a_sentence(name, run, tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    code, said = run("start", str(tmp_path / name))
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(str(tmp_path / name))


def test_what_cannot_be_read_is_named(run, mine):
    (mine / NAMES[0]).unlink()
    (mine / NAMES[0]).mkdir()
    for arguments in (["update"], ["reset", "lessons/02"], ["reset", "02"]):
        code, said = run(*arguments)
        assert (code, said.count("\n")) == (2, 1)
        assert said.startswith(f"{mine / NAMES[0]}: ")


@pytest.mark.skipif(os.name == "nt", reason="links as Windows has none")
def test_what_is_in_the_way_is_named(run, mine):
    (mine / NAMES[0]).unlink()
    (mine / NAMES[0]).symlink_to("nowhere")
    for arguments in (["update"], ["reset", "lessons/02"]):
        code, said = run(*arguments)
        assert (code, said.count("\n")) == (2, 1)
        assert said.startswith(f"{mine / NAMES[0]} is in the way: rename it")


def test_while_another_command_is_at_work_one_is_asked_to_wait(run, mine, monkeypatch):
    monkeypatch.setattr(copying, "PATIENCE", 0.05)
    with FileLock(mine / laid.PRIVATE / "lock"):
        code, said = run("update")
    assert (code, said) == (2, f"Another command is at work in {mine}. Try again when it is done.\n")


def test_the_clone_itself_is_no_copy(run, tmp_path, monkeypatch):
    monkeypatch.setattr(material, "clone", lambda: tmp_path / "clone")
    assert "is the clone itself" in run("start", str(tmp_path / "clone"))[1]
    assert places.usual_place() == tmp_path / "clone" / "my-course"


def test_open_makes_the_copy_and_hands_on_what_stands_behind_the_dashes(run, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(commands.subprocess, "call", lambda line, cwd: started.append((line, cwd)) or 0)
    monkeypatch.setattr(commands.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(places, "usual_place", lambda: tmp_path / "new")
    monkeypatch.chdir(tmp_path)
    assert run("open", "2", "--", "--no-browser")[0] == 0
    line, folder = started[0]
    assert folder == tmp_path / "new"
    assert line[3:] == [f"--ServerApp.root_dir={folder}", "--no-browser", str(folder / NAMES[0])]
    assert (folder / NAMES[1]).is_file()
    assert run("open", "exercises/02")[0] == 0
    assert started[1][0][-1] == str(folder / NAMES[1])
    assert run("open", "77")[0] == 2


def test_as_root_and_without_jupyterlab_the_command_says_what_to_do(run, monkeypatch):
    monkeypatch.setattr(commands.os, "geteuid", lambda: 0)
    code, said = run("open", "02")
    assert code == 2
    assert "bpcourse open 02 -- --allow-root" in said
    monkeypatch.setattr(commands, "find_spec", lambda name: None)
    code, said = run("open")
    assert code == 2
    assert 'pip install "backpropagation-course[lab]"' in said


# --- in any order


STEPS = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(NAMES), st.integers(0, 99)),
    st.tuples(st.just("run"), st.sampled_from(NAMES)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES)),
    st.tuples(st.just("publish"), st.sampled_from(NAMES)),
    st.tuples(st.just("reset"), st.sampled_from(NAMES)),
    st.tuples(st.just("update")),
    st.tuples(st.just("solution")),
    st.tuples(st.just("forget")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=12))
def test_in_no_order_is_anything_of_the_learners_lost(steps, tmp_path_factory, monkeypatch):
    top = tmp_path_factory.mktemp("course")
    course, mine = Course(top / "course"), top / "mine"
    monkeypatch.setattr(material, "place", lambda: course.top)
    copying.lay(mine)
    written = []
    for step, *details in steps:
        path = mine / details[0] if details and isinstance(details[0], str) else None
        if step == "answer":
            written.append(notebook(f"answer {details[1]} to {details[0]}"))
            if path.exists() and path.read_bytes() in written:  # the learner goes on with the answer that is there
                written.remove(path.read_bytes())
            path.write_bytes(written[-1])
        elif step == "run" and path.exists():
            ran = json.loads(path.read_text())
            kept = path.read_bytes() in written
            if kept:
                written.remove(path.read_bytes())
            ran["cells"][0]["outputs"] = [{"output_type": "stream", "text": "1"}]
            path.write_text(json.dumps(ran))
            if kept:
                written.append(path.read_bytes())
        elif step == "delete" and path.exists():
            if path.read_bytes() in written:
                written.remove(path.read_bytes())
            path.unlink()
        elif step == "publish":
            course.publish(details[0])
        elif step == "reset":
            copying.reset(mine, details[0])
        elif step == "update":
            copying.lay(mine)
            assert copying.lay(mine) == []
        elif step == "solution":
            copying.solution(mine, "02")
        elif step == "forget":
            laid.file_of(mine).unlink(missing_ok=True)
        there = contents(mine)
        assert all(answer in there for answer in written), step
    course.publish()
    copying.lay(mine)
    new = {fingerprint((course.top / name).read_bytes()) for name in NAMES}
    assert new <= {of_file(path) for path in mine.rglob("*.ipynb")}
