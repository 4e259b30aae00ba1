"""The check of the installation says in words what is wrong and how to mend it."""

import sys

import pytest

import bplib
from bpcourse import installation


def test_what_has_moved_in_the_library_says_what_to_write():
    with pytest.raises(ImportError, match=r"bplib\.datasets has moved\. Write: from bplib.data import datasets"):
        exec("from bplib import datasets")
    assert not hasattr(bplib, "nothing")


def test_a_good_installation_has_no_problems():
    assert installation.problems() == []
    assert installation.report().startswith("All is well")


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert "Python 3.9.1 is too old: the course needs 3.11" in installation.report()


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        (
            "no-such-package>=1.0",
            'no-such-package is missing. In a terminal run: python -m pip install --upgrade "no-such',
        ),
        ("numpy>=999", "numpy is too old: .* needed >=999"),
    ],
)
def test_a_package_that_is_missing_or_old_is_named(requirement, message, monkeypatch):
    monkeypatch.setattr(installation, "requires", lambda name: [requirement])
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(installation.report())


def test_a_package_that_does_not_load_is_named(monkeypatch):
    def broken(name):
        raise ImportError("libstdc++ not found")

    monkeypatch.setattr(installation, "import_module", broken)
    assert any("numpy is installed but cannot be loaded (libstdc++ not found)" in p for p in installation.problems())


def test_extras_are_not_needed(monkeypatch):
    monkeypatch.setattr(installation, "requires", lambda name: ['no-such-package>=1; extra == "test"'])
    assert installation.problems() == []


def test_a_course_that_is_not_installed_says_how(monkeypatch):
    monkeypatch.setattr(installation, "DISTRIBUTION", "no-such-distribution")
    assert "python -m pip install -e ." in installation.report()
