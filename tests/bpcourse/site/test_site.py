"""The web edition: pages whole and alive, predictions asked for real, explorers with their state in the address."""

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from barriers import barriers
from everything import some
from lab import ROOT

from bpcourse import command
from bpcourse.docket import docket
from bpcourse.exercises import EXERCISES
from bpcourse.lessons import LESSONS, following, preceding
from bpcourse.lessons import PAGES as TO_LOOK_UP
from bpcourse.predictions.catalogue import of_lesson
from bpcourse.refusal import Refused
from bpcourse.sections import NAMES
from bpcourse.site import explorers, font
from bpcourse.site.assets import asset
from bpcourse.site.build import MARK, build
from bplib.widgets.learning_network import LearningNetwork

MOST_BYTES = 25e6
PAGES = [
    *(f"lessons/{one.name}.html" for one in (*LESSONS, *TO_LOOK_UP)),
    *(f"explorers/{one.page}" for one in explorers.kinds().values()),
    "exercises/03_delta_equations.html",
    "index.html",
]
FEW = [page for page in some(PAGES, 3) if page != "index.html"] + ["lessons/02_chain_rule.html", "index.html"]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Build the site once."""
    folder = tmp_path_factory.mktemp("site") / "site"
    build(folder)
    return folder


class Facts(HTMLParser):
    """The ids, the links and what else a page asks for."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.asked, self.tags, self.pictures = [], [], [], Counter(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.pictures += [given["alt"]] if tag == "img" else []
        self.asked += [given[name] for name in ("src", "href") if tag != "a" and given.get(name)]


@pytest.fixture(scope="session")
def facts(site):
    return {path: Facts(path.read_text("utf-8")) for path in site.rglob("*.html")}


# --- without a browser


def test_there_is_a_page_for_each_lesson_exercise_and_explorer(site, facts):
    pages = {path.relative_to(site).as_posix() for path in facts}
    assert set(PAGES) <= pages
    assert sum(page.startswith("exercises/") for page in pages) == len(EXERCISES)
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < MOST_BYTES


def test_every_link_leads_somewhere(facts):
    for path, page in facts.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", link
                continue
            target = (path.parent / parts.path).resolve() if parts.path else path
            assert target in facts, f"{path.name}: {link}"
            if parts.fragment and target.parent.name != "explorers":
                assert unquote(parts.fragment) in facts[target].ids, f"{path.name}: {link}"


def test_each_cell_that_decides_a_claim_can_be_linked_to(facts, site):
    for claim in docket():
        for number, cell in claim.places:
            page = site / f"lessons/{NAMES[number.removeprefix('0')]}.html"
            assert f"cell-id={cell}" in facts[page].ids, f"{claim.id}: {number}#{cell}"


def test_nothing_is_asked_from_another_host(site, facts):
    for path, page in facts.items():
        for asked in page.asked:
            assert asked.startswith("data:") or (path.parent / asked).is_file(), f"{path.name}: {asked[:80]}"
    for path in [*site.glob("*.css"), *site.glob("*.js")]:
        assert not re.search(r"@import|url\(.?https?:|from .https?:", path.read_text("utf-8")), path.name


def test_pages_are_whole(facts):
    for path, page in facts.items():
        assert (page.tags["main"], page.tags["h1"]) == (1, 1), path.name
        assert max(Counter(page.ids).values()) == 1, path.name
        text = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\$[^$\n<]+\$|\\frac|\\begin", text), path.name
        assert not re.search(r"&lt;[\w.]+ object( at \w+)?&gt;", path.read_text("utf-8")), path.name
    assert sum(page.tags["math"] for page in facts.values()) > 800


def test_every_question_has_an_answer_that_ends_at_a_heading_a_question_or_the_tally(site):
    for lesson in LESSONS:
        text = (site / f"lessons/{lesson.name}.html").read_text("utf-8")
        asked = [one.name for one in of_lesson(lesson.number)]
        assert sorted(set(re.findall('data-answers="([^"]*)"', text))) == sorted(asked), lesson.name
        whole = re.findall(
            r"what it says<(?:(?!end of an answer).)*end of an answer --></details>\s*(.{150})",
            text,
            re.S,
        )
        assert len(whole) == len(asked)
        for then in whole:
            assert re.match(r'<div class="text"[^>]*>\s*(<h\d|<p>)|<div class="cell"[^>]*><div class="tally"', then), (
                then
            )


def test_a_picture_says_one_thing_and_its_caption_another(site, facts):
    for lesson in LESSONS:
        text = (site / f"lessons/{lesson.name}.html").read_text("utf-8")
        figures = re.findall(
            r'<figure><div class="picture"><img [^>]*alt="([^"]*)"></div><figcaption>(.*?)</figcaption>', text, re.S
        )
        assert len(figures) == text.count("<figure>")
        for alternative, caption in figures:
            assert alternative.strip()
            assert unescape(alternative) not in unescape(caption)
            assert unescape(caption) not in unescape(alternative)


def test_every_page_lists_all_pages_and_explorers_lead_back_to_their_sections(site, facts):
    every = {path.relative_to(site).as_posix() for path in facts} - {"index.html"}
    for path, page in facts.items():
        linked = {(path.parent / urlsplit(link).path).resolve() for link in page.links if not urlsplit(link).scheme}
        assert every <= {one.relative_to(site).as_posix() for one in linked if one.is_relative_to(site)}, path.name
    lessons = [f"lessons/{lesson.name}.html" for lesson in LESSONS]
    there = {
        (one, lesson)
        for lesson in lessons
        for one in re.findall(r"explorers/[\w-]*.html(?=#)", (site / lesson).read_text("utf-8"))
    }
    back = {
        (path.relative_to(site).as_posix(), urlsplit(link).path.removeprefix("../"))
        for path in (site / "explorers").iterdir()
        for link in facts[path].links
        if "../lessons/" in link and "#" in link
    }
    assert there == back
    assert len(there) >= len(explorers.kinds())


def test_the_way_on_is_that_of_the_roads(site):
    for lesson in LESSONS:
        text = (site / f"lessons/{lesson.name}.html").read_text("utf-8")
        found = re.findall(r'href="\.\./lessons/([^"]*)\.html"', text.partition('class="way"')[2])
        wanted = [row[0].name for row in (preceding(lesson.number), following(lesson.number)) if row]
        assert found == wanted, lesson.name


def test_the_front_page_says_where_to_begin_and_how_to_run_it(site, facts):
    text = (site / "index.html").read_text("utf-8")
    assert "lessons/02_chain_rule.html" in text.partition("Where to begin")[2][:200]
    assert "#run" in facts[site / "index.html"].links
    assert unescape(re.search("<code>(python3 .*?)</code>", text)[1]) in (ROOT / "README.md").read_text("utf-8")
    assert all(
        f"{lesson.minutes} minutes. Afterwards you can {lesson.afterwards}." in unescape(text) for lesson in LESSONS
    )


def test_the_font_has_what_the_browser_draws(site):
    from fontTools.ttLib import TTFont

    there = {chr(code) for code in TTFont(site / font.NAME).getBestCmap()}
    text = " ".join(path.read_text("utf-8") for path in site.glob("*/*.html"))
    alone = set(re.findall("<mi>(.)</mi>", text)) & set(font.ITALIC)
    assert {"h", "δ", "W"} <= alone
    assert {font.ITALIC[letter] for letter in alone} <= there, "a letter alone is drawn italic"
    assert (font.ITALIC["ε"], font.ITALIC["h"], font.ITALIC["∂"]) == ("𝜀", "ℎ", "𝜕")


def test_the_same_notebooks_give_the_same_site(site, tmp_path):
    build(tmp_path / "again")
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(site)).read_bytes(), path.name


def test_a_folder_of_somebody_else_stays_as_it_is(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="Choose a new folder"):
        build(tmp_path)
    assert command.main(["site", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_site_is_replaced_by_the_next_one_and_kept_if_that_fails(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MARK).write_text("")
    (folder / "old.html").write_text("old")
    monkeypatch.setattr("bpcourse.site.build._write", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(folder)
    assert (folder / "old.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    monkeypatch.setattr("bpcourse.site.build._write", lambda folder: [])
    build(folder)
    assert not (folder / "old.html").exists()


# --- in a browser


class Visit:
    """A visit to a page of the site; whatever goes wrong there is a complaint."""

    def __init__(self, context, site: Path):
        self.page, self.site, self.complaints, self.said = context.new_page(), site, [], []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.complaints.append(request.url)

    def go(self, address: str):
        """Open a page by its address on the site, and return it."""
        path, _, state = address.partition("#")
        self.page.goto(f"{(self.site / path).as_uri()}{'#' + state if state else ''}")
        self.page.wait_for_function("[...document.querySelectorAll('.island')].every(one => one.dataset.alive)")
        return self.page


@pytest.fixture
def visit(browser, site):
    """Return the visit of a stranger: what another test answered or chose is not kept."""
    from lab import PATIENCE

    context = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    visit = Visit(context, site)
    yield visit
    context.close()
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("address", FEW)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_alive_and_does_not_scroll_sideways(address, width, visit):
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.go(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for one in page.locator(".island").all():
        assert one.locator("svg, canvas, button").count() > 0


@pytest.mark.browser
@pytest.mark.parametrize("address", [*some(PAGES, 1), "explorers/race.html", "lessons/00_start_here.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(address, scheme, visit, axe):
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.go(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert barriers(page, axe) == []


@pytest.mark.browser
def test_a_prediction_unfolds_its_answer_and_is_counted(visit):
    from playwright.sync_api import expect

    asked = of_lesson("02")
    page = visit.go("lessons/02_chain_rule.html")
    first = page.locator(f'[data-prediction="{asked[0].name}"]')
    fold = page.locator(f'[data-answers="{asked[0].name}"]').first
    discussed = page.locator('.answer p:not([role="group"] p)').first
    expect(fold).not_to_have_attribute("open", "")
    expect(discussed).to_be_hidden()
    wrong = (asked[0].right + 1) % len(asked[0].options)
    first.get_by_text(asked[0].texts[wrong]).click()
    expect(fold).to_have_attribute("open", "")
    expect(discussed).to_be_visible()
    expect(fold.locator(".first")).to_be_hidden()  # "predict first" is said no more
    expect(first.locator("[role=status]")).to_have_text(asked[0].verdict(wrong))
    expect(first.locator("input").first).to_be_disabled()
    page.locator(f'[data-prediction="{asked[1].name}"]').get_by_text(asked[1].texts[asked[1].right]).click()
    tally = page.locator(".tally")
    expect(tally).to_contain_text(f"You predicted 1 of 2 rightly. {len(asked) - 2} of {len(asked)} not made.")
    expect(tally).to_contain_text(f"Look again at: {asked[0].section}")
    visit.go("lessons/02_chain_rule.html")
    expect(tally).to_contain_text("You predicted 1 of 2 rightly.")
    forget, forget_all = (
        page.get_by_role("button", name="Forget these"),
        page.get_by_role("button", name="of all lessons"),
    )
    expect(forget_all).to_be_hidden()  # there are no others
    page.once("dialog", lambda dialog: dialog.dismiss())
    forget.click()
    expect(tally).to_contain_text("You predicted 1 of 2 rightly.")
    page.once("dialog", lambda dialog: (visit.said.append(dialog.message), dialog.accept()))
    forget.click()
    expect(tally).to_contain_text("You have made none yet.")
    expect(tally).to_be_focused()
    expect(forget).to_be_hidden()
    assert visit.said == ["Forget your 2 predictions on this page? This cannot be undone."]
    expect(fold).not_to_have_attribute("open", "")
    expect(first.locator("[role=status]")).to_have_text("Choose, and the answer unfolds.")
    expect(first.locator("input:checked")).to_have_count(0)
    first.get_by_text(asked[0].texts[asked[0].right]).click()
    expect(tally).to_contain_text("You predicted 1 of 1 rightly.")
    visit.go("lessons/03_delta_equations.html")
    expect(forget).to_be_hidden()
    page.once("dialog", lambda dialog: dialog.accept())
    forget_all.click()
    visit.go("lessons/02_chain_rule.html")
    expect(tally).to_contain_text(f"This page asks for {len(asked)} predictions. You have made none yet.")
    visit.go("lessons/00_start_here.html")
    expect(tally).to_contain_text("This page asks for 1 prediction. You have made none yet.")


@pytest.mark.browser
def test_tables_of_words_fit_into_a_narrow_window(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for address in ("lessons/10a_attention.html", "lessons/10b_small_transformers.html"):
        page = visit.go(address)
        tables = page.locator(".wide:has(table)").filter(has_text=re.compile("claim|you see"))
        assert tables.count() == 2
        for hidden in tables.evaluate_all("tables => tables.map((table) => table.scrollWidth - table.clientWidth)"):
            assert hidden <= 1, address


@pytest.mark.browser
def test_an_answer_has_an_address_that_opens_it(visit):
    from playwright.sync_api import expect

    page = visit.go("lessons/02_chain_rule.html#answer-5")
    expect(page.locator(".answer[open]")).to_have_count(1)
    expect(page.locator("#answer-5")).to_be_in_viewport()
    page.evaluate("location.hash = 'answer-2'")
    expect(page.locator("#answer-2")).to_be_in_viewport()
    page.evaluate("document.querySelectorAll('.answer').forEach((one) => (one.open = false))")
    page.evaluate("reveal()")  # for browsers that do not open it by themselves
    expect(page.locator("#answer-2")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#answer-5")).to_be_hidden()
    page.get_by_label("Search").fill("truncation")
    page.get_by_role("link", name="(in an answer)").click()
    expect(page.locator(".answer[open]").get_by_text("truncation").first).to_be_in_viewport()


@pytest.mark.browser
def test_without_a_script_all_can_be_read(browser, site):
    from playwright.sync_api import expect

    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "lessons/02_chain_rule.html").as_uri())
    for answer in page.locator(".behind").all():
        expect(answer).to_be_visible()
    context.close()


@pytest.mark.browser
def test_pictures_follow_the_theme_and_paper_is_light(visit):
    page = visit.go("lessons/02_chain_rule.html")
    seen = "getComputedStyle(document.querySelector('figure img'))"
    assert page.evaluate(f"[{seen}.filter, {seen}.mixBlendMode]") == ["none", "normal"]
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(f"[{seen}.filter, {seen}.mixBlendMode]") == ["invert(1) hue-rotate(180deg)", "screen"]
    page.emulate_media(media="print")
    assert page.evaluate(f"[{seen}.filter, {seen}.mixBlendMode]") == ["none", "normal"]
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.body.dataset.jpThemeLight") == "true"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"


FOUND = {
    "W^T": "The same in matrices",
    "(W^{l+1})^T": "The same in matrices",
    "sigma'": "Five wrong gradients",
    "\\sigma'(z)": "Five wrong gradients",
    "sigma prime": "Five wrong gradients",
    "∂": "Computational graphs",
    "dC/dw": "From errors to weights",
    "delta": "3 · The δ equations",
    "δ": "3 · The δ equations",
    "softmax gradient": "The Jacobian of a softmax",
    "race": "The race",
}


@pytest.mark.browser
def test_formulas_are_found_as_they_are_typed(visit):
    from playwright.sync_api import expect

    page = visit.go("index.html")
    search, hits = page.get_by_label("Search"), page.locator("#hits")
    for typed, title in FOUND.items():
        search.fill(typed)
        expect(hits.locator("li").filter(has_text=title).first).to_be_visible()
        assert title in " ".join(hits.locator("a").all_text_contents()[:4]), typed
    search.fill("eta")
    expect(hits).not_to_contain_text("The theorem")
    search.fill("xyzzy")
    expect(hits).to_contain_text("A formula is typed as W^T, sigma'")


@pytest.mark.browser
def test_a_picture_that_is_wider_than_the_screen_is_scrolled_in_its_place(visit):
    from playwright.sync_api import expect

    page = visit.go("lessons/02_chain_rule.html")
    box = page.locator(".picture").first
    expect(box).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(box).to_have_attribute("tabindex", "0")
    assert box.locator("img").evaluate("one => one.clientWidth") == 580
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.picture').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


LOOKS = """looks => [...document.querySelectorAll('.island :is([role=status], button)')].map(one => {
    const { fontWeight, maxWidth } = getComputedStyle(one);
    return { words: one.textContent, role: one.role, fontWeight, maxWidth, cut: one.scrollWidth - one.clientWidth };
})"""


@pytest.mark.browser
def test_the_style_of_the_pages_does_not_reach_into_an_explorer(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for page in ("explorers/through-time.html", "explorers/depth-explorer.html"):
        looks = visit.go(page).evaluate(LOOKS)
        assert {one["fontWeight"] for one in looks if one["role"] == "status"} == {"400"}
        assert {one["maxWidth"] for one in looks if one["role"] != "status"} == {"none"}
        assert [one["words"] for one in looks if one["role"] != "status" and one["cut"] > 0] == []


@pytest.mark.browser
def test_what_is_folded_is_printed(visit):
    page = visit.go("lessons/02_chain_rule.html")
    folded = "document.querySelectorAll('main details:not([open])').length"
    before = page.evaluate(folded)
    assert before > 3
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == before


@pytest.mark.browser
def test_with_the_arrow_keys_one_looks_and_with_enter_one_answers(visit):
    from playwright.sync_api import expect

    first = of_lesson("02")[0]
    page = visit.go("lessons/02_chain_rule.html")
    asked = page.locator(f'[data-prediction="{first.name}"]')
    asked.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(asked.locator("[role=status]")).to_have_text("Press Enter, and the answer unfolds.")
    expect(asked.locator("input").nth(2)).to_be_checked()
    expect(asked.locator("input").first).to_be_enabled()
    page.keyboard.press("Enter")
    expect(asked.locator("[role=status]")).to_have_text(first.verdict(2))
    expect(asked.locator("[role=status]")).to_be_focused()


@pytest.mark.browser
def test_the_list_of_what_was_found_says_how_much_and_gives_way(visit):
    from playwright.sync_api import expect

    page = visit.go("lessons/03_delta_equations.html")
    search, hits = page.get_by_label("Search"), page.locator("#hits")
    search.fill("gradient")
    expect(hits).to_contain_text("The first 12 of ")
    search.fill("saturation fit")
    expect(hits).to_contain_text("3 sections have all words")
    search.press("Enter")
    page.keyboard.press("Enter")
    expect(hits).to_be_hidden()
    assert "#9" in unquote(page.url)
    search.focus()
    expect(hits).to_be_visible()
    page.mouse.click(5, 600)  # beside the list, which lies over the title
    expect(hits).to_be_hidden()


@pytest.mark.browser
def test_the_search_finds_a_section_and_the_theme_stays(visit):
    from playwright.sync_api import expect

    page = visit.go("index.html")
    page.get_by_label("Search").fill("saturation fit")
    hit = page.locator("#hits a").first
    expect(hit).to_contain_text("Saturation")
    hit.click()
    assert "lessons/03_delta_equations.html#9" in unquote(page.url)
    page.get_by_label("Search").fill("no such words anywhere")
    expect(page.locator("#hits")).to_contain_text("Nothing was found:")
    page.get_by_role("button", name="Dark").click()
    visit.go("lessons/04_full_implementation.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
    visit.go("explorers/race.html")
    ink = "getComputedStyle(document.querySelector('.island .race')).getPropertyValue('color')"
    dark = page.evaluate(ink)
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(ink) != dark, "explorers follow the theme that was chosen"


@pytest.mark.browser
def test_the_state_of_an_explorer_goes_into_a_link_and_comes_back(visit):
    from playwright.sync_api import expect

    page = visit.go("explorers/delta-explorer.html")
    page.locator("[name=learn]").click()
    page.evaluate("window.explorers.explorer.set('stage', 3)")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#told")).to_contain_text("link to this state")
    page.evaluate("window.explorers.explorer.set('stage', 2)")
    expect(page.locator("#told")).to_contain_text("The state has changed since")
    page.evaluate("window.explorers.explorer.set('stage', 3)")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#told")).to_contain_text("link to this state")
    address = page.locator("#address").input_value()
    page.goto("about:blank")
    visit.go(f"explorers/delta-explorer.html#{address.partition('#')[2]}")
    assert page.evaluate("window.explorers.explorer.get('stage')") == 3
    assert page.evaluate("window.explorers.explorer.get('costs').length") == 2
    expect(page.locator(".so-far")).to_contain_text("After 1 step C = ")
    expect(page.locator("#told")).to_have_text("")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("abc", "does not hold a state that can be read"),
        ("%%%", "does not hold a state that can be read"),
        (explorers.in_address({"explorer": "Race", "version": 1, "state": {}}), "a state of “Race”"),
        (explorers.in_address({"explorer": "DeltaExplorer", "version": 99, "state": {}}), "another version"),
        (explorers.in_address({"explorer": "DeltaExplorer", "version": 1, "state": {"stage": 1}}), "does not fit"),
        (explorers.in_address([1]), "a state of something else"),
    ],
)
def test_a_broken_or_foreign_state_is_said_and_the_standard_one_shown(state, words, visit):
    from playwright.sync_api import expect

    page = visit.go(f"explorers/delta-explorer.html#{state}")
    expect(page.locator("#told")).to_contain_text(words)
    expect(page.locator("#told")).to_contain_text("You see the standard state.")
    assert page.locator("#explorer svg").count() > 0


@pytest.mark.browser
def test_a_learning_network_comes_back_from_its_address_and_one_that_cannot_be_is_refused(visit):
    from playwright.sync_api import expect

    record = LearningNetwork(hidden=[3], points=[[0, 0, 0], [1, 1, 1]], steps=40).record()
    page = visit.go(f"explorers/learning-network.html#{explorers.in_address(record)}")
    expect(page.locator(".learning-network .count")).to_have_text("step 40, epoch 40")
    expect(page.locator("#told")).to_have_text("")
    for changes in ({"hidden": [99]}, {"points": [[0, "x", 1]]}, {"past": [None]}):
        page.goto("about:blank")
        wrong = {**record, "state": {**record["state"], **changes}}
        visit.go(f"explorers/learning-network.html#{explorers.in_address(wrong)}")
        expect(page.locator("#told")).to_contain_text("does not fit this explorer. You see the standard state.")
        expect(page.locator(".learning-network .count")).to_have_text("step 0, epoch 0")


TOP = re.compile(r"^(?:export )?(?:async )?(?:const|let|function) (\w+)|^(?:export )?const \[([\w, ]+)\]", re.MULTILINE)


@pytest.mark.parametrize("kind", explorers.kinds().values(), ids=lambda kind: kind.page)
def test_no_explorer_has_a_name_that_the_script_of_its_page_has_too(kind):
    own, of_page = (
        set(re.findall(r"\w+", str(TOP.findall(text)))) for text in (kind.widget._code, asset("explorer.js"))
    )
    assert min(len(own), len(of_page)) >= 9
    assert own & of_page == set()
