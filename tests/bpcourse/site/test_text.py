"""The parts of the site: formulas, text with its headings and links, the state of an explorer in an address."""

import base64
import json
import re

import pytest

from bpcourse.site import explorers, formulas
from bpcourse.site.text import Renderer, code_box, plain


def rendered(markdown, pages=()):
    renderer = Renderer(lambda url: url.replace(".ipynb", ".html") if url in pages or "://" in url else "")
    return renderer.render(markdown), renderer.headings


# --- formulas


def test_a_formula_in_the_text_and_one_on_a_line_of_its_own():
    html, _ = rendered("The slope $\\sigma'(z)$, and\n\n$$a = \\frac{1}{2}$$")
    assert html.count("<math") == 2
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in html
    assert html.count('class="formula"') == 1
    assert "$" not in html
    assert "\\" not in html


def test_no_line_begins_with_the_mark_behind_a_formula():
    html, _ = rendered("Of $a$, $b$). And $c$ is (it ends with $d$).")
    assert re.findall("</math>(.*?)</span>", re.sub("</math> ", "", html)) == [",", ").", ")."]
    assert html.count('<span class="kept"><math>') == 3


def test_a_tag_is_a_label_and_a_box_has_a_border():
    assert formulas.mathml("a = b \\tag{BP1}", block=True).endswith('<span class="tag">(BP1)</span></div>')
    assert '<mrow class="boxed">' in formulas.mathml("\\boxed{a = b}", block=True)


def test_aligned_lines_stay_lines():
    assert formulas.mathml("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", block=True).count("<mtr") == 2


def test_a_formula_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match=r"a formula cannot be read: .*nonsense"):
        formulas.mathml("\\nonsense{a}")


def test_formulas_in_html_of_the_markdown_and_dollars_that_are_none():
    html, _ = rendered("<details>\n<summary>Why $x^2$?</summary>\n\nIt costs 5 dollars.\n</details>")
    assert "<msup>" in html
    assert formulas.in_html("it costs $5 or $ 6") == "it costs $5 or $ 6"


# --- text


def test_headings_have_the_anchors_of_jupyterlab_and_may_hold_formulas():
    html, headings = rendered("# 3 · The δ equations\n\n## 2 · What does $z$ do?")
    assert [(one.level, one.anchor) for one in headings] == [(1, "3-·-The-δ-equations"), (2, "2-·-What-does-z-do?")]
    assert 'id="2-·-What-does-z-do?"' in html
    assert "<math" in headings[1].html


def test_links_lead_to_pages_of_the_site_or_are_words():
    text = "[lesson 2](02.ipynb), [solution](../solutions/02.ipynb), [paper](https://doi.org/10.1000/1)"
    html, _ = rendered(text, pages=["02.ipynb"])
    assert html == ('<p><a href="02.html">lesson 2</a>, solution, <a href="https://doi.org/10.1000/1">paper</a></p>\n')


def test_tables_and_code_can_be_scrolled_by_keyboard():
    html, _ = rendered("| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx < 1\n```")
    assert '<div class="wide" tabindex="0"' in html
    assert '<pre class="code" tabindex="0">' in html
    assert "&lt;" in html
    assert plain(code_box("<b>", "no such language")) == "<b>\n\n"


# --- explorers


@pytest.mark.parametrize("one", explorers.kinds().values(), ids=lambda one: one.page)
def test_an_explorer_comes_from_its_record(one):
    record = one.widget().record()
    assert explorers.kind(record["explorer"]) is one
    text = explorers.in_address(record)
    assert not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) == record
    html = explorers.island(record, "PICTURE", 3, "../")
    assert '<div class="island" id="explorer-3">PICTURE</div>' in html
    assert f'href="../explorers/{one.page}#{text}"' in html
    assert html.count("</script>") == 1
