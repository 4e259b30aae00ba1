"""The cells of a notebook on a page: what gives an answer away is folded with it; a picture has words of two kinds."""

import base64
import re

import nbformat
import pytest
from nbformat import v4

from bpcourse.predictions.asking import RECORD as PREDICTION
from bpcourse.predictions.catalogue import of_lesson
from bpcourse.site.build import _fragment
from bpcourse.site.cells import ANSWER_ENDS, Cells, figure
from bpcourse.site.text import Renderer

FIRST, SECOND = (one.name for one in of_lesson("02")[:2])
PICTURE = base64.b64encode(b"picture").decode()


def shown(data, **more):
    return v4.new_output("display_data", data=data, **more)


def asking(name):
    data = {PREDICTION: {"prediction": name}, "text/plain": ""}
    return v4.new_code_cell(f'predict("{name}")', outputs=[shown(data)])


def answering(name):
    output = v4.new_output("stream", text="THE ANSWER\n")
    source = f'with answering("{name}"):\n    print(answer)'
    return v4.new_code_cell(source, outputs=[output], metadata={"jupyter": {"outputs_hidden": True}})


def code(shows):
    return v4.new_code_cell("more()", outputs=[v4.new_output("stream", text=shows)])


@pytest.fixture
def page(tmp_path):
    def page(*cells):
        path = tmp_path / "lesson.ipynb"
        nbformat.write(v4.new_notebook(cells=list(cells)), path)
        return Cells(path, Renderer(lambda url: url), base="../").html()

    return page


def folded(html):
    """Return what is folded, and what is not."""
    inside = re.compile(rf'<details class="answer".*?{re.escape(ANSWER_ENDS)}', re.DOTALL)
    return "".join(inside.findall(html)), inside.sub("", html)


def test_what_is_said_of_an_answer_is_folded_with_it_up_to_the_next_heading(page):
    text = "It is the second.\n\n```python\n# no heading\n```\n\n### Another matter\n\nNews."
    inside, outside = folded(
        page(asking(FIRST), answering(FIRST), v4.new_markdown_cell("So:"), code("MORE"), v4.new_markdown_cell(text))
    )
    for words in ("THE ANSWER", "So:", "MORE", "It is the second.", "# no heading"):
        assert words in inside, words
        assert words not in outside, words
    for words in ("print", "Another matter", "News."):
        assert words in outside, words
    assert f'data-answers="{FIRST}"' in inside


def test_the_next_question_stands_outside_with_the_paragraph_that_leads_up_to_it(page):
    text = "It is the second.\n\nNow two of them. Which is it?"
    html = page(asking(FIRST), answering(FIRST), v4.new_markdown_cell(text), asking(SECOND), answering(SECOND))
    inside, outside = folded(html)
    assert "It is the second." in inside
    assert "Which is it?" in outside
    assert html.count("<fieldset") == outside.count("<fieldset") == 2
    assert html.count(ANSWER_ENDS) == 2
    assert re.findall('id="(answer-.)"', html) == ["answer-1", "answer-2"]


def test_the_tally_is_not_folded(page):
    tally = v4.new_code_cell('predicted("02")', outputs=[shown({"text/plain": "None of yours is kept here"})])
    inside, outside = folded(page(asking(FIRST), answering(FIRST), v4.new_markdown_cell("It counts:"), tally))
    assert "THE ANSWER" in inside
    assert "It counts:" in outside
    assert 'class="tally"' in outside
    assert 'class="tally"' in folded(page(asking(FIRST), answering(FIRST), tally))[1]


def test_what_gives_a_hint_before_the_answer_is_folded_alone(page):
    hint = v4.new_code_cell(
        "hint()", outputs=[v4.new_output("stream", text="HINT")], metadata={"jupyter": {"outputs_hidden": True}}
    )
    inside, outside = folded(page(asking(FIRST), hint, v4.new_markdown_cell("Now the run."), answering(FIRST)))
    assert "HINT" in inside
    assert "Now the run." in outside


def test_a_picture_has_a_caption_and_an_alternative_text_of_its_own():
    data = {"image/png": PICTURE, "text/plain": "'The cost falls.'"}
    html = figure(data, "Chart: cost against epoch.")
    assert 'alt="Chart: cost against epoch."' in html
    assert "<figcaption>The cost falls.</figcaption>" in html
    assert figure(data, "").count("The cost falls.") == 1


def test_a_table_that_a_cell_has_made_is_a_table(page):
    data = {"text/markdown": "| printed | here |\n|---|---|\n| 558 | 281 |", "text/plain": "<Markdown object>"}
    html = page(v4.new_code_cell("display(Markdown(rows))", outputs=[shown(data)]))
    assert "<td>281</td>" in html
    assert "object" not in html


def test_what_needs_a_kernel_says_where_it_runs(page):
    output = v4.new_output("execute_result", data={"image/png": PICTURE, "text/plain": "A live figure"})
    html = page(v4.new_code_cell("LiveFigure()", outputs=[output]))
    assert "open the lesson in JupyterLab" in html
    assert 'href="../index.html#run"' in html


def test_a_page_whose_cells_have_been_run_says_so_once(page):
    html = page(v4.new_markdown_cell("Press **Shift + Enter**."), code("1"), v4.new_markdown_cell("And:"), code("2"))
    assert html.count("every cell has been run already") == 1
    assert html.index("Press") < html.index("every cell has been run already") < html.index("more")
    assert "has been run" not in page(v4.new_markdown_cell("Press."), v4.new_code_cell("stub()"))


def test_an_address_leads_to_each_cell_as_in_jupyterlab(page):
    text = "It is so.\n\n### Another matter\n\nNews."
    cells = [asking(FIRST), answering(FIRST), v4.new_markdown_cell("So:"), code("MORE"), v4.new_markdown_cell(text)]
    ids = re.findall(r'<div class="(?:cell|text)" id="cell-id=([^"]*)">', page(*cells))
    assert ids == [cell.id for cell in cells], "a text that is cut has its place once, where it begins"


def test_a_link_to_a_cell_leads_to_its_first_heading_or_to_the_cell_itself(tmp_path):
    path = tmp_path / "lesson.ipynb"
    cells = [v4.new_markdown_cell("## 2 · What $z$ does\n\n### More", id="two"), v4.new_code_cell("1", id="one")]
    nbformat.write(v4.new_notebook(cells=[*cells, v4.new_markdown_cell("No heading.", id="plain")]), path)
    assert _fragment(path, "cell-id=two") == "#2-%C2%B7-What-z-does"
    assert [_fragment(path, f"cell-id={name}") for name in ("one", "plain")] == ["#cell-id=one", "#cell-id=plain"]
    assert [_fragment(path, place) for place in ("A-heading", "")] == ["#A-heading", ""]
    with pytest.raises(ValueError, match=r"lesson.ipynb has no cell 'three', to which a link leads"):
        _fragment(path, "cell-id=three")
