"""The index: each term stands in the sections that explain it, and links are as JupyterLab reads them."""

import re
import tomllib
from functools import cache

import index
import pytest
from lab import expect
from places import ROOT, text_of

from bpcourse.sections import NAMES, places

FILE = tomllib.loads((ROOT / "bpcourse" / "terms.toml").read_text("utf-8"))
TERMS = FILE["terms"]


@cache
def section(label: str, number: str) -> str:
    """Return the text of a section of a lesson, with its heading and the parts of it."""
    text = text_of(ROOT / "lessons" / f"{NAMES[label]}.ipynb")
    return re.search(rf"^##+ {re.escape(number)} · .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[0]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_stands_in_its_sections(term):
    found = places(TERMS[term])
    assert found
    assert len(set(found)) == len(found)
    words = FILE["found"].get(term, re.escape(term))
    assert [place for place in found if not re.search(words, section(*place), re.IGNORECASE)] == []


def test_what_is_found_in_another_way_is_a_term():
    assert set(FILE["found"]) <= set(TERMS)


def test_terms_are_listed_in_the_order_of_the_alphabet():
    listed = re.findall(r"^\| (.+?) \| \[", index.terms(), re.MULTILINE)
    assert sorted(listed, key=str.casefold) == listed
    assert set(listed) == set(TERMS)


def test_a_link_to_a_section_that_is_not_there_is_refused():
    assert index.section_link("2", "6").endswith("(02_chain_rule.ipynb#cell-id=engine-text)")
    with pytest.raises(ValueError, match="lesson 2 has no section 60"):
        index.section_link("2", "60")
    with pytest.raises(ValueError, match="lesson 2 has no heading 'Nothing'"):
        index.heading_link(index.LESSONS[3], "Nothing")
    with pytest.raises(ValueError, match="'10 · Traps' stands below another heading: give it a cell of its own"):
        index.section_link("1b", "10")


@pytest.mark.browser
def test_a_link_leads_to_its_section_in_a_lesson_that_is_open(open_notebook, lab):
    page = open_notebook(ROOT / "lessons" / "index.ipynb").page
    lab.copy_in(ROOT / "lessons" / "00_start_here.ipynb")
    section = page.locator(".jp-Notebook:visible h2", has_text="Notation")
    link = page.locator(".jp-Notebook a", has_text=re.compile("^Notation$")).last
    link.click()
    expect(page.locator(".jp-Notebook:visible h1")).to_contain_text("Backpropagation")
    expect(section).to_be_attached()  # the cell is drawn
    page.evaluate(
        "() => jupyterapp.commands.execute('docmanager:open', { path: 'lessons/index.ipynb' }).then(() => true)"
    )
    link.click()
    expect(section).to_be_in_viewport()


def test_every_lesson_with_an_interactive_is_listed():
    rows = index.interactives().splitlines()[2:]
    assert len(rows) == 22
    assert [row.endswith("| yes |") for row in rows].count(True) == 2
