"""The timeline: its entries, the picture, and in a browser all that a hand can do to it."""

import itertools
import re
import unicodedata

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pages import load_module, opening, resize

from bplib.historic import timeline
from bplib.historic.timeline import ENTRIES, KINDS, MARKS, RELATIONS, THREADS, Entry
from bplib.plotting import timeline as drawing
from bplib.plotting.timeline import draw_timeline, timeline_figure, timeline_layout
from bplib.widgets.timeline import LABELS, Timeline

WIDTHS = (1060, 740, 560)
by_key = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)


# --- the entries


def test_entries_are_in_order_of_time():
    years = [entry.first_year for entry in ENTRIES]
    assert years == sorted(years)
    assert (years[0], years[-1]) == (1676, 2024)


def test_nothing_is_there_twice():
    for values in (
        [entry.key for entry in ENTRIES],
        [(entry.name, entry.topic) for entry in ENTRIES],
        [entry.citation for entry in ENTRIES],
        [entry.doi for entry in ENTRIES if entry.doi],
        [{line.one, line.other} for line in RELATIONS],
    ):
        assert [value for value in values if values.count(value) > 1] == []


def test_every_thread_and_mark_is_used():
    assert {entry.thread for entry in ENTRIES} == set(THREADS)
    assert {entry.mark for entry in ENTRIES} == set(MARKS)
    assert {line.kind for line in RELATIONS} == set(KINDS)


@by_key
def test_an_entry_is_well_formed(entry):
    assert re.fullmatch(r"[a-z]+-\d{4}", entry.key)
    assert re.fullmatch(r"~?\d{4}([/-]\d{2})?", entry.year)
    assert re.fullmatch(r"\S.*[\w.ô]", entry.who)
    assert 3 <= len(entry.topic) <= 26
    assert not entry.topic.endswith(".")
    assert not entry.citation.endswith(".")
    for text in filter(None, (entry.what, entry.caution)):
        assert re.fullmatch(r"[A-Z\"].*(\.|\.\")", text)
        assert 1 <= len(re.findall(r"[.!?]\"?(?= [A-Z\"]|$)", text)) <= 2, "one or two sentences"
    for text in entry:
        assert text is None or (text == text.strip() and "  " not in text and "—" not in text)


@by_key
def test_doi_and_link_are_well_formed(entry):
    assert entry.doi is None or re.fullmatch(r"10\.\d{4,5}/[\w.()/-]+\w", entry.doi)
    if entry.link:
        assert re.fullmatch(
            r"https://(doi\.org/10\.|arxiv\.org/abs/\d{4}\.\d{5}|arxiv\.org/abs/\d{4}\.\d{4}$).*", entry.link
        )
    else:
        assert "arXiv" not in entry.citation


def test_relations_name_entries_and_point_back_in_time():
    for line in RELATIONS:
        one, other = timeline.entry(line.one), timeline.entry(line.other)
        assert line.kind in KINDS
        assert other.first_year <= one.first_year
        assert line.why.endswith((".", '."'))


def test_what_is_not_to_be_claimed_is_not_claimed():
    words = " ".join(f"{entry.topic} {entry.what}" for entry in ENTRIES)
    assert "Hinton invented" not in words
    assert "cannot learn XOR" not in words.replace(
        "do not say that neural networks with learned hidden units cannot", ""
    )
    assert "not backpropagation" in timeline.entry("nobel-2024").what
    assert "no neural network" in timeline.entry("kelley-1960").what
    assert [entry.key for entry in ENTRIES if re.search("invent", entry.what)] == [
        "griewank-2012",
        "schmidhuber-2015",
        "nobel-2024",
    ]


def test_fields_in_words():
    entry = timeline.entry("ostrowski-1971")
    assert (entry.first_year, entry.when, entry.name) == (1965, "about 1965-71", "Ostrowski et al. ~1965-71")
    assert entry.checked.startswith("Checked against a secondary source, or against another work that cites it. Page")
    assert timeline.entry("kelley-1960").checked == "Checked against the abstract of the work itself."
    assert timeline.entry("denham-1962").checked == "Not re-checked: the standard citation."
    assert timeline.entry("lhopital-1696").name == "L'Hôpital 1696"
    assert timeline.entry("widrow-1960").name == "Widrow & Hoff 1960"
    assert timeline.entry("resnet-2015").name == "He et al. 2015"
    assert timeline.entry("linnainmaa-1970").first_year == 1970
    assert timeline.entry("linnainmaa-1970").link == "https://doi.org/10.1007/BF01931367"
    assert timeline.entry("kingma-2014").link == "https://arxiv.org/abs/1412.6980"
    assert timeline.entry("cauchy-1847").link is None


def test_finding_entries():
    assert timeline.in_threads() == ENTRIES
    assert {entry.thread for entry in timeline.in_threads("control", "biology")} == {"control", "biology"}
    assert [line.other for line in timeline.related("scellier-2017")] == ["hopfield-1982", "scellier-2017"]
    with pytest.raises(ValueError, match="there is no entry 'kelley'"):
        timeline.entry("kelley")
    with pytest.raises(ValueError, match=r"threads must be among calculus, .*; got 'physics'"):
        timeline.in_threads("physics")


# --- the places and the picture


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("labels", LABELS)
def test_labels_have_room(width, labels):
    places = timeline_layout(ENTRIES, width, labels)["places"]
    rows = [(*drawing._label(entry, width, labels)[1], places[entry.key]["y"]) for entry in ENTRIES]
    assert all(left >= 0 and right <= width for left, right, _ in rows)
    for i, (left, right, y) in enumerate(rows):
        for other_left, other_right, other_y in rows[:i]:
            assert y != other_y or left >= other_right or right <= other_left
            assert y == other_y or abs(y - other_y) >= drawing.ROW - 1e-9


def test_lanes_hold_their_entries_and_do_not_overlap():
    layout = timeline_layout(ENTRIES)
    lanes = {lane["thread"]: lane for lane in layout["lanes"]}
    assert list(lanes) == list(THREADS)
    for entry in ENTRIES:
        lane = lanes[entry.thread]
        assert lane["y"] < layout["places"][entry.key]["y"] < lane["y"] + lane["height"]
    for one, next_one in itertools.pairwise(layout["lanes"]):
        assert one["y"] + one["height"] < next_one["y"]
    assert layout["height"] > layout["lanes"][-1]["y"] + layout["lanes"][-1]["height"]


def test_the_axis_of_years_is_monotone_and_its_numbers_have_room():
    places = [drawing.place_of_year(year, 700) for year in range(1676, 2025)]
    assert all(a < b for a, b in itertools.pairwise(places))
    for width in WIDTHS:
        years = timeline_layout(ENTRIES, width)["years"]
        assert years == sorted(years)
        assert all(b - a >= drawing.NUMBER for (_, a), (_, b) in itertools.pairwise(years))


def test_some_threads_only():
    control = timeline.in_threads("control")
    layout = timeline_layout(control)
    assert [lane["thread"] for lane in layout["lanes"]] == ["control"]
    assert set(layout["places"]) == {entry.key for entry in control}
    assert layout["height"] < 160
    assert timeline_layout([])["places"] == {}
    with pytest.raises(ValueError, match="labels must be one of names"):
        timeline_layout(ENTRIES, 900, "years")


def overlaps(boxes, least=1.5):
    """Return the pairs of boxes (name, x0, y0, x1, y1) that cover each other by more than ``least`` pixels."""
    return [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if min(a[3], b[3]) - max(a[1], b[1]) > least and min(a[4], b[4]) - max(a[2], b[2]) > least
    ]


def test_the_figure_shows_every_entry_and_nothing_collides():
    figure = timeline_figure(selected="kelley-1960")
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = []
    for text in texts:
        text.set_bbox(None)
        box = text.get_window_extent(renderer)
        boxes.append((text.get_text(), *box.extents))
        assert 0 <= box.x0 < box.x1 <= figure.bbox.width, text.get_text()
    assert overlaps([(name, x0, y0 + 3, x1, y1 - 3) for name, x0, y0, x1, y1 in boxes]) == []


def test_artists_hold_the_entries():
    figure = timeline_figure(ENTRIES)
    shown = draw_timeline(figure.add_axes((0, 0, 1, 1)), ENTRIES)
    places = timeline_layout(ENTRIES)["places"]
    assert set(shown.dots) == set(shown.labels) == {entry.key for entry in ENTRIES}
    assert set(shown.lanes) == set(THREADS)
    assert set(shown.lines) == {(line.one, line.other) for line in RELATIONS if line.kind == "builds on"}
    for entry in ENTRIES:
        assert shown.dots[entry.key].center == (places[entry.key]["x"], places[entry.key]["y"])
        name = next(text for text in shown.labels[entry.key] if text.get_text() == entry.name)
        assert name.get_weight() == ("bold" if entry.rerun else "normal")
    for entry in ENTRIES:
        dot = shown.dots[entry.key]
        full, white = dot.get_facecolor() == pytest.approx(dot.get_edgecolor()), dot.get_facecolor()[:3] == (1, 1, 1)
        assert (full, white) == {"T": (True, False), "A": (False, False)}.get(entry.mark, (False, True))


# --- the widget in Python


def test_widget_knows_its_entry():
    widget = Timeline("kelley-1960", threads=["control", "autodiff"], query="mars", labels="both")
    assert widget.entry is timeline.entry("kelley-1960")
    assert (widget.threads, widget.query, widget.labels) == (["control", "autodiff"], "mars", "both")
    widget.set_state({"selected": "linnainmaa-1970"})
    assert widget.entry.who == "S. Linnainmaa"


def test_widget_refuses_what_does_not_exist():
    with pytest.raises(ValueError, match="there is no entry 'hinton'"):
        Timeline("hinton")
    with pytest.raises(ValueError, match="threads must be among"):
        Timeline(threads=["physics"])


def test_the_description_has_a_line_for_each_entry():
    lines = Timeline(threads=["control"]).description().splitlines()
    assert lines[:2] == ["Timeline of backpropagation, 6 entries:", "1960, H. J. Kelley: adjoint gradient."]
    assert len(lines) == 7


# --- in a browser


@pytest.fixture
def module(context):
    """Return a page with the functions of the timeline as ``module`` and its data, with the rows of the figure."""
    page = context.new_page()
    load_module(page, Timeline)
    widget = Timeline()
    data = {name: getattr(widget, name) for name in ("entries", "relations", "names")}
    page.evaluate("data => { window.data = data }", data | {"geometry": widget.geometry | {"ROW": drawing.ROW}})
    yield page
    page.close()


open_page = opening(Timeline, ".entry")


def dot(page, key):
    return page.locator(f'.entry[data-key="{key}"]')


def state(page, name):
    return page.evaluate("name => timeline.get(name)", name)


def card_text(page):
    return page.locator(".card").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("threads", [(), ("control", "biology")])
def test_places_in_the_browser_equal_those_of_the_library(module, width, labels, threads):
    entries = timeline.in_threads(*threads)
    got = module.evaluate(
        "([threads, width, labels]) => { const { entries, names, geometry } = data;"
        " return module.layout(module.shown(entries, threads), names.threads, width, labels, geometry) }",
        [list(threads or THREADS), width, labels],
    )
    expected = timeline_layout(entries, width, labels)
    assert got["height"] == pytest.approx(expected["height"], abs=1e-9)
    assert [year for year, _ in got["years"]] == [year for year, _ in expected["years"]]
    assert [x for _, x in got["years"]] == pytest.approx([x for _, x in expected["years"]])
    assert [lane.pop("thread") for lane in got["lanes"]] == [lane.pop("thread") for lane in expected["lanes"]]
    for lane, expected_lane in zip(got["lanes"], expected["lanes"], strict=True):
        assert lane == pytest.approx(expected_lane)
    assert list(got["places"]) == list(expected["places"])
    for key, place in expected["places"].items():
        numbers = {name: place.pop(name) for name in ("x", "y")}
        assert {name: got["places"][key].pop(name) for name in ("x", "y")} == pytest.approx(numbers)
        assert got["places"][key] == place


def plain(text):
    """Return a text without capitals, accents and apostrophes."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’").lower()


@pytest.mark.browser
def test_search_finds_words_anywhere_without_accents(module):
    find = "query => data.entries.filter(entry => module.matches(entry, query)).map(entry => entry.key)"
    assert module.evaluate(find, "L'hopital") == module.evaluate(find, "lhôpital") == ["lhopital-1696"]
    assert module.evaluate(find, "  ") == [entry.key for entry in ENTRIES]
    assert module.evaluate(find, "solar MARS") == ["kelley-1960"]
    assert module.evaluate(find, "nothing of the kind") == []
    for query in ("hinton", "1962", "reverse", "section 4", "nature 323"):
        fields = [(e.when, e.year, e.who, e.topic, e.what, e.citation, e.rerun or "") for e in ENTRIES]
        expected = [
            e.key for e, f in zip(ENTRIES, fields, strict=True) if all(w in plain(" ".join(f)) for w in query.split())
        ]
        assert module.evaluate(find, query) == expected
        assert expected


@pytest.mark.browser
def test_relations_are_told_from_both_sides(module):
    tell = "key => module.relationsOf(data.relations, key)"
    assert module.evaluate(tell, "tieleman-2012") == [
        {
            "kind": "builds on",
            "words": "Builds on",
            "other": "riedmiller-1993",
            "why": 'RMSprop is "a mini-batch version of rprop".',
        },
        {
            "kind": "builds on",
            "words": "Taken up by",
            "other": "kingma-2014",
            "why": "Adam takes up the idea of RMSprop.",
        },
    ]
    for entry in ENTRIES:
        told = module.evaluate(tell, entry.key)
        assert [line["other"] for line in told] == [
            line.other if line.one == entry.key else line.one for line in timeline.related(entry.key)
        ]
    (dispute,) = [line for line in module.evaluate(tell, "griewank-2012") if line["kind"] == "disagrees with"]
    assert (dispute["words"], dispute["other"]) == ("Disagrees with", "schmidhuber-2015")


@pytest.mark.browser
def test_a_click_opens_the_card(open_page):
    page = open_page()
    for entry in (timeline.entry(key) for key in ("kelley-1960", "kingma-2014", "cauchy-1847", "nesterov-1983")):
        dot(page, entry.key).click()
        assert state(page, "selected") == entry.key
        assert page.locator('.entry[aria-pressed="true"]').get_attribute("data-key") == entry.key
        text = card_text(page)
        for part in (entry.when, entry.who, entry.what, entry.checked, THREADS[entry.thread][1:]):
            assert part in text
        assert ("runs it again" in text) == (entry.rerun is not None)
        links = page.locator(".card a").evaluate_all("nodes => nodes.map(node => node.href)")
        assert links == ([entry.link] if entry.link else [])
        assert entry.what in page.locator("[aria-live]").first.text_content()


@pytest.mark.browser
def test_every_card_can_be_opened(open_page):
    page = open_page(Timeline("leibniz-1676"))
    for entry in ENTRIES:
        page.evaluate("key => timeline.set('selected', key)", entry.key)
        page.wait_for_function("who => document.querySelector('.card h3').textContent.includes(who)", arg=entry.who)
        text = card_text(page)
        assert entry.what in text
        assert "undefined" not in text
        assert "null" not in text
        assert page.locator(".relation").count() == len(timeline.related(entry.key))


@pytest.mark.browser
def test_arrow_keys_walk_through_time_and_between_lanes(open_page):
    page = open_page(Timeline("leibniz-1676"))
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    dot(page, "leibniz-1676").focus()
    for entry in ENTRIES[1:]:
        page.keyboard.press("ArrowRight")
        assert state(page, "selected") == entry.key
    page.keyboard.press("ArrowRight")
    assert state(page, "selected") == ENTRIES[-1].key
    page.keyboard.press("ArrowLeft")
    assert state(page, "selected") == ENTRIES[-2].key
    page.keyboard.press("Home")
    assert state(page, "selected") == "leibniz-1676"
    seen = ["calculus"]
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        seen.append(timeline.entry(state(page, "selected")).thread)
    assert list(dict.fromkeys(seen)) == list(THREADS)
    lowest = state(page, "selected")
    page.keyboard.press("ArrowUp")
    assert state(page, "selected") != lowest
    page.keyboard.press("End")
    assert state(page, "selected") == "nobel-2024"
    assert dot(page, "nobel-2024").evaluate("node => node === document.activeElement")
    assert page.locator('.entry[tabindex="0"]').count() == 1
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_buttons_walk_and_stop_at_the_ends(open_page):
    page = open_page(Timeline("lhopital-1696"))
    earlier, later = page.locator("[name=earlier]"), page.locator("[name=later]")
    assert page.locator(".place").inner_text() == f"2 of {len(ENTRIES)}"
    earlier.click()
    assert state(page, "selected") == "leibniz-1676"
    assert earlier.get_attribute("aria-disabled") == "true"
    earlier.click(force=True)
    assert state(page, "selected") == "leibniz-1676"
    later.click()
    later.click()
    assert state(page, "selected") == "cauchy-1847"


@pytest.mark.browser
def test_threads_can_be_hidden_and_come_back(open_page):
    page = open_page(Timeline("dreyfus-1990"))
    page.locator("button[name=networks]").click()
    page.locator("button[name=control]").click()
    assert state(page, "threads") == ["calculus", "autodiff", "biology"]
    assert page.locator(".lane").count() == 3
    assert dot(page, "kelley-1960").count() == 0
    assert page.locator("button[name=control]").get_attribute("aria-pressed") == "false"
    assert (
        page.locator(".count").inner_text() == f"{len(timeline.in_threads('calculus', 'autodiff', 'biology'))} entries"
    )
    assert "S. Dreyfus" in card_text(page)
    page.locator('[data-jump="kelley-1960"]').click()  # a related entry in a hidden thread shows that thread
    assert set(state(page, "threads")) == {"calculus", "autodiff", "biology", "control"}
    assert state(page, "selected") == "kelley-1960"
    assert dot(page, "kelley-1960").get_attribute("aria-pressed") == "true"
    for name in ("calculus", "autodiff", "biology", "control"):
        page.locator(f"button[name={name}]").click()
    assert page.locator(".entry").count() == 0
    page.locator("[name=later]").click(force=True)  # nowhere to go
    assert page.locator(".entry").count() == 0


@pytest.mark.browser
def test_search_fades_the_others_and_enter_walks_through_what_it_found(open_page):
    page = open_page(Timeline("leibniz-1676"))
    search = page.locator("[name=query]")
    search.click()
    page.keyboard.type("werbos")
    bright = page.locator(".entry:not(.faded)").evaluate_all("nodes => nodes.map(node => node.dataset.key)")
    expected = [entry.key for entry in ENTRIES if "werbos" in plain(" ".join(filter(None, entry)))]
    assert sorted(bright) == sorted(expected)
    assert page.locator(".count").inner_text().startswith(f"{len(expected)} found")
    seen = []
    for _ in range(len(expected) + 1):
        page.keyboard.press("Enter")
        seen.append(state(page, "selected"))
    assert seen == [*expected, expected[0]]
    dot(page, "werbos-1974").click()
    page.keyboard.press("ArrowRight")
    assert state(page, "selected") == "werbos-1982"
    dot(page, "amari-1967").click()  # it does not match, so the search is over
    assert state(page, "query") == ""
    assert search.input_value() == ""
    search.fill("xyzzy")
    assert page.locator(".count").inner_text() == "0 found"
    search.press("Escape")
    assert page.locator(".faded").count() == 0


@pytest.mark.browser
def test_the_years_play_by_mouse_and_by_keyboard(open_page):
    page = open_page(Timeline(threads=["biology"]))
    page.emulate_media(reduced_motion="no-preference")
    keys = [entry.key for entry in timeline.in_threads("biology")]
    play, chosen = page.locator("[name=play]"), lambda: page.evaluate("timeline.get('selected')")
    assert page.locator(".faded").count() == 0
    play.click()
    assert play.text_content() == "Stop"
    page.evaluate("timeline.on('change:selected', () => (window.seen ??= []).push(timeline.get('selected')))")
    page.wait_for_function(f"timeline.get('selected') === '{keys[2]}'", timeout=120_000)
    assert page.locator(".faded").count() == len(keys) - 1 - keys.index(chosen()), "what is later waits"
    play.press("Enter")
    stopped = keys.index(chosen())
    assert play.text_content() == "Play through the years"
    assert page.locator(".faded").count() == 0
    assert timeline.entry(keys[stopped]).who in page.locator("[aria-live]").first.text_content()
    play.press("Enter")
    page.wait_for_function(f"timeline.get('selected') === '{keys[stopped + 2]}'", timeout=120_000)
    assert page.evaluate("seen")[: stopped + 2] == keys[1 : stopped + 3], "it goes on where it was stopped"
    page.locator(f'.entry[data-key="{keys[0]}"]').click()
    page.wait_for_function("document.querySelector('[name=play]').textContent.startsWith('Play')")
    assert chosen() == keys[0], "whoever chooses an entry stops it"
    page.emulate_media(reduced_motion="reduce")
    play.click()
    assert chosen() == keys[-1]


@pytest.mark.browser
def test_labels_can_be_topics(open_page):
    page = open_page()
    page.locator("[name=labels]").select_option("topics")
    assert dot(page, "linnainmaa-1970").locator("text").text_content() == "reverse mode 1970/76"
    page.locator("[name=labels]").select_option("both")
    assert dot(page, "linnainmaa-1970").locator("text").text_content() == "Linnainmaa 1970/76reverse mode"


@pytest.mark.browser
def test_everything_that_takes_keys_has_a_name_and_keeps_its_keys(open_page):
    page = open_page()
    nodes = page.locator(".history-timeline :is(button, select, input, a, [tabindex])")
    facts = nodes.evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML.slice(0, 90), node.dataset.lmSuppressShortcuts,"
        " node.ariaLabel || node.textContent || node.labels?.[0]?.innerText])"
    )
    assert len(facts) > 70
    for html, suppressed, name in facts:
        assert suppressed == "true", html
        assert name, html
    assert 'button "Kelley 1960: adjoint gradient"' in page.locator(".history-timeline").aria_snapshot()


@pytest.mark.browser
@pytest.mark.parametrize("width", [480, 640, 900, 1100, 1500])
@pytest.mark.parametrize("labels", LABELS)
def test_nothing_sticks_out_or_overlaps_at_any_width(open_page, width, labels):
    page = open_page(Timeline(labels=labels))
    resize(page, width)
    page.wait_for_function("width => document.documentElement.clientWidth === width", arg=width)
    page.wait_for_function(
        "() => { const room = document.querySelector('.left').clientWidth;"
        " const width = +document.querySelector('.picture svg').getAttribute('width');"
        " return width === Math.min(1300, Math.max(420, room)) }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.picture svg text')].filter(node => node.textContent)"
        ".map(node => { const box = node.getBoundingClientRect();"
        " return [node.textContent, box.left, box.top, box.right, box.bottom] })"
    )
    assert len(boxes) > len(ENTRIES)
    assert overlaps([(name, x0, y0 + 2, x1, y1 - 2) for name, x0, y0, x1, y1 in boxes]) == []


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    page.evaluate("timeline.set('selected', 'crick-1989')")
    page.wait_for_function("document.querySelector('.card').textContent.includes('F. Crick')")
    assert dot(page, "crick-1989").get_attribute("aria-pressed") == "true"


def test_entry_is_a_plain_tuple():
    assert issubclass(Entry, tuple)
    assert Entry._fields[:5] == ("key", "year", "who", "topic", "what")
