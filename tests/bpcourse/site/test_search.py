"""What the search looks through: formulas as they are typed, letters made alike, folds apart."""

import pytest

from bpcourse.site import search
from bpcourse.site.cells import ANSWER_ENDS
from bpcourse.site.formulas import mathml
from bpcourse.site.pages import Page
from bpcourse.site.text import Heading


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"W^T", "W^T"),
        (r"\delta^L = \nabla_a C \odot \sigma'(z^L)", "δ^L=∇_aC⊙σ'(z^L)"),
        (r"\frac{\partial C}{\partial w^l_{jk}}", "∂C/∂w_jk^l"),
        (r"\hat y", "y"),
        (r"\sqrt{v}\,\sin x", "√(v)sinx"),
        (r"\underbrace{a + b}_{\text{both}}", "a+b ⏟ both"),
    ],
)
def test_a_formula_is_one_line_as_it_is_typed(latex, typed):
    assert search.typed(mathml(latex)) == typed


def test_letters_are_made_alike():
    assert search.normalised("x² and 10⁻⁶: Σ’ ϵ −1") == "x^2 and 10^-6: σ' ε -1"


def test_a_transposed_matrix_is_found_with_and_without_its_index():
    assert search.words(f"<p>{mathml('(W^{l+1})^T')}</p>") == "(w^l+1)^t w^t"


def test_code_is_not_torn_at_its_colours():
    assert (
        search.words('<pre class="code"><code><span class="n">W</span><span class="o">.</span>T</code></pre>') == "w.t"
    )


def test_sections_have_their_words_and_those_of_their_folds_apart():
    fold = f'<div class="behind" id="answer-1"><p>Forty.</p>{ANSWER_ENDS}'
    body = f'<p>How to start.</p><h1 id="A">A</h1><p>Text.</p><h2 id="B-c">B c</h2><p>How many?</p>{fold}<p>On.</p>'
    page = Page("lessons/a.html", "Title", body, (Heading(1, "A", "A"), Heading(2, "B-c", "B c")))
    top, section = search.sections(page)
    assert top == {
        "address": "lessons/a.html#A",
        "page": "Title",
        "title": "",
        "text": "how to start. a text.",
        "behind": [],
    }
    assert (section["address"], section["title"]) == ("lessons/a.html#B-c", "B c")
    assert section["behind"] == [["answer-1", "forty."]]
    assert section["text"] == "b c how many? on."
