"""Building the site: every page in a folder of its own making, which is replaced whole when all of it is ready."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote, urlsplit

import nbformat

from bpcourse import material
from bpcourse.exercises import EXERCISES
from bpcourse.lessons import LESSONS, PAGES, Lesson, following, preceding
from bpcourse.refusal import Refused
from bpcourse.site import explorers, font
from bpcourse.site.assets import asset
from bpcourse.site.cells import Cells
from bpcourse.site.pages import COURSE, Page, framed
from bpcourse.site.search import sections
from bpcourse.site.text import Renderer

MARK = "made-by-bpcourse-site.txt"
HOW_TO_START = (
    '<p class="alert">This page is to be read. To answer, with checks that name the mistake, open the exercise in '
    "JupyterLab: install the course from a clone, or, once it is published, by <code>pip install "
    '"backpropagation-course[lab]"</code>; then <code>bpcourse open exercises/{number}</code>.</p>'
)
BEGIN = """<p><strong>Where to begin:</strong> new to the subject, with <a href="lessons/02_chain_rule.html">the chain
rule</a>; if you know it, with <a href="lessons/03_delta_equations.html">the δ equations</a>. <a
href="lessons/00_start_here.html">Start here</a> has the map. These pages are to be read and played with;
<a href="#run">to run the course</a>, and to have your answers checked, install it.</p>"""
COMMAND = 'python3 -m venv .venv && .venv/bin/pip install -e ".[lab]" && .venv/bin/bpcourse open'
RUN_IT = f"""<h2 id="run">To run it</h2><p>The lessons are notebooks for JupyterLab, and need Python 3.11 or newer. In a
clone of the course, in a terminal (on Windows the folder is <code>.venv\\Scripts</code>, and Python is
<code>py</code>):</p><pre class="code" tabindex="0"><code>{escape(COMMAND, quote=False)}</code></pre>
<p>Without a clone, once the course is published: <code>pip install "backpropagation-course[lab]"</code>, then
<code>bpcourse open</code>.</p>"""
HEADING = '<h2 class="unseen">The explorer</h2>'  # the headings of explorers are of the third order
COPY = """<p><button id="copy" type="button">Copy the link to this state</button>
<span id="told" role="status"></span></p>
<p><input id="address" readonly hidden aria-label="The link to this state"></p>"""


def build(folder: Path) -> list[Path]:
    """Write the site into a folder; return its pages.

    Raises Refused if the folder holds something else, and ValueError if a notebook holds what cannot be shown.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise Refused(f"{folder} holds something that is no web edition of the course. Choose a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        written = [page.relative_to(ready) for page in _write(ready)]
        ready.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(ready, folder)
    except BaseException:
        shutil.rmtree(ready, ignore_errors=True)
        raise
    return [folder / page for page in written]


def _write(folder: Path) -> Iterator[Path]:
    """Write all files; yield the pages."""
    lessons, exercises, to_look_up = _lessons(), _exercises(), _pages_to_look_up()
    own = _explorer_pages(lessons)
    contents = {"Lessons": [*lessons, *to_look_up], "Exercises": exercises, "Explorers": own}
    front = _front(lessons, exercises, own)
    for page, before, after in (*_along_the_roads(lessons), *_in_a_row(exercises)):
        yield _put(folder / page.address, framed(page, contents, before, after))
    for page in (front, *own, *to_look_up):
        yield _put(folder / page.address, framed(page, contents, None, None))
    read = (*lessons, *exercises, *to_look_up)
    index = [section for page in (*read, *own) for section in sections(page)]
    _put(folder / "search.js", f"window.searchSections = {json.dumps(index, ensure_ascii=False)};\n")
    (folder / font.NAME).write_bytes(font.subset(font.letters(page.body for page in read)))
    for name in ("site.css", "theme.js", "site.js", "finding.js", "predictions.js"):
        _put(folder / name, asset(name))
    _put(folder / MARK, "This folder is replaced by the next run of bpcourse site.\n")
    _put(folder / ".nojekyll", "")


def _along_the_roads(pages: list[Page]) -> Iterator[tuple[Page, Page | None, Page | None]]:
    """Yield each lesson with those that come before and after it for a reader, as its own last lines say."""
    page_of = dict(zip(LESSONS, pages, strict=True))
    for lesson, page in page_of.items():
        before, after = preceding(lesson.number), following(lesson.number)
        yield page, page_of[before[0]] if before else None, page_of[after[0]] if after else None


def _in_a_row(pages: list[Page]) -> Iterator[tuple[Page, Page | None, Page | None]]:
    yield from zip(pages, [None, *pages], [*pages[1:], None], strict=False)


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


# --- the pages


def _lessons() -> list[Page]:
    sources = {lesson: material.place() / "lessons" / f"{lesson.name}.ipynb" for lesson in LESSONS}
    return [_page(f"lessons/{one.name}.html", f"{one.label} · {one.title}", path) for one, path in sources.items()]


def _pages_to_look_up() -> list[Page]:
    folder = material.place() / "lessons"
    return [_page(f"lessons/{one.name}.html", one.title, folder / f"{one.name}.ipynb") for one in PAGES]


def _exercises() -> list[Page]:
    pages = []
    for one in EXERCISES.values():
        path = material.place() / "exercises" / f"{one.name}.ipynb"
        page = _page(f"exercises/{one.name}.html", f"Exercise {one.label} · {one.title}", path)
        pages.append(page._replace(body=HOW_TO_START.format(number=one.number) + page.body))
    return pages


def _page(address: str, title: str, notebook: Path) -> Page:
    renderer = Renderer(_address_from(address.partition("/")[0]))
    cells = Cells(notebook, renderer, base="../")
    return Page(address, title, cells.html(), tuple(renderer.headings), tuple(cells.explorers))


def _address_from(folder: str):
    """Return a function that gives the address of a notebook's link on the site, "" where there is no page."""
    there = {f"{name.removesuffix('.ipynb')}.html" for name in material.notebooks()}

    def address(url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme or url.startswith("#"):
            return url
        if not parts.path.endswith(".ipynb"):
            return ""
        target = os.path.normpath(f"{folder}/{parts.path.removesuffix('.ipynb')}.html").replace(os.sep, "/")
        notebook = material.place() / target.replace(".html", ".ipynb")
        return f"../{target}{_fragment(notebook, parts.fragment)}" if target in there else ""

    return address


def _fragment(notebook: Path, place: str) -> str:
    """Return the part of an address behind #; of a cell that has a heading, that is its first one.

    Of any other cell it is what JupyterLab knows it by, too.  Raises ValueError if there is no such cell.
    """
    kind, _, cell = place.partition("=")
    if kind != "cell-id":
        return f"#{place}" if place else ""
    known = _places(notebook)
    if cell not in known:
        raise ValueError(f"{notebook.name} has no cell {cell!r}, to which a link leads: has it got another id?")
    return f"#{known[cell]}"


@cache
def _places(notebook: Path) -> dict[str, str]:
    """Return where each cell of a notebook can be linked to; formulas stand in a heading without their signs."""
    cells = nbformat.read(notebook, as_version=4).cells
    first = {one.id: re.search(r"^#+ (.*?)\s*$", one.source, re.MULTILINE) for one in cells if _is_text(one)}
    headings = {cell: quote(found[1].replace("$", "").replace(" ", "-")) for cell, found in first.items() if found}
    return {one.id: headings.get(one.id, f"cell-id={one.id}") for one in cells}


def _is_text(cell) -> bool:
    return cell.cell_type == "markdown"


def _explorer_pages(lessons: list[Page]) -> list[Page]:
    pages = []
    for name, one in explorers.kinds().items():
        record = one.widget().record()
        alive = explorers.alive(one, record, "explorer", begin="startPage")
        body = f"<h1>{escape(one.title)}</h1>{_where(name, lessons)}{COPY}{HEADING}{alive}"
        pages.append(Page(f"explorers/{one.page}", one.title, body))
    return pages


def _where(explorer: str, lessons: list[Page]) -> str:
    """Return links to the sections in which an explorer stands."""
    places = [(page, heading) for page in lessons for name, heading in page.explorers if name == explorer]
    links = [
        f'<a href="../{page.address}#{escape(heading.anchor)}">lesson {escape(page.title)}, “{heading.html}”</a>'
        for page, heading in places
    ]
    return f'<p class="own-page">With a text and questions: {"; ".join(links)}.</p>' if links else ""


def _front(lessons: list[Page], exercises: list[Page], own: list[Page]) -> Page:
    record = explorers.kind("LearningNetwork").widget().record()
    about = (_afterwards(lesson) for lesson in LESSONS)
    body = (
        f"<h1>{COURSE}</h1><p>Lessons on the algorithm behind neural networks, and exercises that name your mistake. "
        f"Here a small network learns: press Play, and watch its weights, and the gradients that move them.</p>{BEGIN}"
        f"{HEADING}{explorers.island(record, '', 1, '')}"
        f"<h2>Lessons</h2><ul>{_links(lessons, about)}</ul>"
        f"<h2>Exercises</h2><p>Here they are to be read; the checks run in JupyterLab.</p><ul>{_links(exercises)}</ul>"
        f"<h2>Explorers</h2><p>Each on a page of its own, whose address can hold its state.</p><ul>{_links(own)}</ul>"
        f"{RUN_IT}"
    )
    return Page("index.html", COURSE, body)


def _afterwards(lesson: Lesson) -> str:
    return f"<br>{lesson.minutes} minutes. Afterwards you can {escape(lesson.afterwards)}."


def _links(pages: list[Page], about: Iterable[str] = ()) -> str:
    listed = zip_longest(pages, about, fillvalue="")
    return "".join(f'<li><a href="{escape(page.address)}">{escape(page.title)}</a>{more}</li>' for page, more in listed)
