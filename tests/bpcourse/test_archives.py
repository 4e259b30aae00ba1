"""The archives: a wheel without a clone opens, updates, resets and brings solutions; both hold what they should."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from lab import ROOT

SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Build both archives; return the wheel and the source archive."""
    folder = tmp_path_factory.mktemp("archives")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel], [source] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


@pytest.fixture(scope="module")
def installed(archives, tmp_path_factory):
    """Install the wheel into an environment of its own that borrows all other packages; return where scripts lie."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / SCRIPTS / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(archives[0])], check=True, capture_output=True)
    of_ours = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", of_ours], check=True, capture_output=True, text=True).stdout.strip()
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")  # its own .pth files are not read
    return python.parent


def run(script, *arguments, cwd):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "BPCOURSE"))}
    command = [str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=1200)


def test_the_wheel_holds_packages_notebooks_and_licences_and_no_tests(archives):
    names = zipfile.ZipFile(archives[0]).namelist()
    for folder in ("lessons", "exercises", "solutions"):
        there = {Path(name).name for name in names if name.startswith(f"bpcourse/notebooks/{folder}/")}
        assert there == {path.name for path in (ROOT / folder).glob("*.ipynb")}
    assert {"bplib/py.typed", "bpcourse/py.typed"} <= set(names)
    data = [path for kind in ("js", "css", "toml", "txt") for path in ROOT.glob(f"bp*/**/*.{kind}")]
    assert {path.relative_to(ROOT).as_posix() for path in data} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "tools"))]
    assert not [name for name in names if "progress" in name and name.endswith(".json")]
    assert sum("licenses/LICENSE" in name for name in names) == 2


def test_the_source_archive_holds_what_the_tests_need(archives):
    with tarfile.open(archives[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    needed = ["tests/conftest.py", "tests/sanitize.cfg", "tests/banks/e01_history.py", "tools/notebooks.py", ".ci/run"]
    assert {*needed, "README.md", "hatch_build.py", "lessons/00_start_here.ipynb"} <= names


def test_from_the_wheel_one_starts_updates_resets_and_gets_a_solution(installed, tmp_path):
    bpcourse = installed / "bpcourse"
    home = run(installed / "python", "-c", "import bpcourse; print(bpcourse.__file__)", cwd=tmp_path).stdout
    assert str(installed.parent) in home
    assert "Your copy of the course" in run(bpcourse, "start", cwd=tmp_path).stdout
    copy = tmp_path / "backpropagation-course"
    lessons = {path.name for path in (ROOT / "lessons").glob("*.ipynb")}
    assert {path.name for path in (copy / "lessons").iterdir()} == lessons
    assert "Nothing is new." in run(bpcourse, "update", cwd=copy / "exercises").stdout
    exercise = copy / "exercises" / "03_delta_equations.ipynb"
    exercise.write_text("my answer")
    assert "kept:" in run(bpcourse, "reset", "03", cwd=copy).stdout
    assert (copy / "exercises" / "03_delta_equations.mine-1.ipynb").read_text() == "my answer"
    assert "new:" in run(bpcourse, "solution", "03.6", cwd=copy).stdout
    assert (copy / "solutions" / exercise.name).is_file()
    assert "03.6" in run(bpcourse, "progress", cwd=copy).stdout


@pytest.mark.parametrize("script", ["bpcourse", "backpropagation-course"])
def test_from_the_wheel_jupyterlab_opens_the_copy(script, installed, tmp_path):
    arguments = ["open"] if script == "bpcourse" else []
    shown = run(installed / script, *arguments, "--", "--allow-root", "--version", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[-1].startswith("4.")
    assert (tmp_path / "backpropagation-course" / "lessons" / "00_start_here.ipynb").is_file()


def test_jupyterlab_is_an_extra(archives):
    names = zipfile.ZipFile(archives[0]).namelist()
    [place] = [name for name in names if name.endswith(".dist-info/METADATA")]
    needed = Parser().parsestr(zipfile.ZipFile(archives[0]).read(place).decode()).get_all("Requires-Dist")
    lab = [line for line in needed if line.startswith("jupyterlab")]
    assert lab
    assert all("extra ==" in line for line in lab)
