"""The explorer of the docket: search, filters, draw and score; to judge first and then see; what the browser keeps."""

import json
import re
from collections import Counter

import numpy as np
import pytest
from lab import ROOT
from pages import load_module, module_of, opening, resize
from playwright.sync_api import expect

from bplib.widgets.docket import Docket
from bplib.widgets.docket.claims import Filters, claims, counted, drawn, found, stored, verdict_filters

CLAIMS = claims()
BY_ID = {one.id: one for one in CLAIMS}
VERDICTS, TOPICS = list(stored()["verdicts"]), list(stored()["topics"])


def some_said(rng, share: float) -> dict[str, str]:
    """Return what somebody said of a share of the claims, at random; "" of those that were only seen."""
    return {one.id: str(rng.choice([*VERDICTS, ""])) for one in CLAIMS if rng.random() < share}


# --- in Python


def test_ten_claims_are_drawn_each_once_and_all_get_their_turn():
    draws = [[one.id for one in drawn(seed)] for seed in range(1, 201)]
    assert all(len(set(ids)) == 10 for ids in draws)
    assert len(set(map(tuple, draws))) == 200
    times = Counter(name for ids in draws for name in ids)
    assert set(times) == set(BY_ID)
    assert max(times.values()) < 30, "about ten times each"
    assert draws[4] == [one.id for one in drawn(5)]


def test_no_filter_tells_the_verdict_of_a_claim_that_was_not_seen(rng):
    said = some_said(rng, 0.3)
    for verdict in VERDICTS:
        assert found(CLAIMS, Filters(verdict=verdict), {}, True) == []
        seen = [one for one in CLAIMS if one.id in said and one.verdict == verdict]
        own = [one for one in found(CLAIMS, Filters(verdict=verdict), said, True) if one.id in said]
        assert own == seen == found(CLAIMS, Filters(verdict=verdict), said, True)
        assert len(found(CLAIMS, Filters(verdict=verdict), {}, False)) == sum(one.verdict == verdict for one in CLAIMS)
    assert found(CLAIMS, Filters(decided="nothing"), {}, True) == []
    words = "single inventor"  # of what corrects H10
    assert [one.id for one in found(CLAIMS, Filters(words), {}, False)] == ["H10"]
    assert found(CLAIMS, Filters(words), {}, True) == []
    assert [one.id for one in found(CLAIMS, Filters(words), {"H10": ""}, True)] == ["H10"]


def test_what_was_said_sorts_the_claims(rng):
    said = some_said(rng, 0.5)
    ids = lambda verdict: {one.id for one in found(CLAIMS, Filters(verdict=verdict), said, True)}  # noqa: E731
    judged = {name for name, own in said.items() if own}
    assert ids("as the docket") | ids("otherwise") == judged == set().union(*(ids(f"said {one}") for one in VERDICTS))
    assert not ids("as the docket") & ids("otherwise")
    assert ids("as the docket") == {name for name in judged if said[name] == BY_ID[name].verdict}
    assert ids("not judged") == set(BY_ID) - judged
    assert len(judged) > 50


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"claim": "Z9"}, r"claim must be an id, from 'H1' to '\w+', got 'Z9'"),
        ({"claim": "n10"}, "got 'n10'; did you mean 'N10'"),
        ({"claim": 10}, "got 10"),
        (
            {"claim": "N10", "topic": "brain"},
            "claim N10 has the topic '.*', got topic='brain': leave one of the two out",
        ),
        ({"claim": "H1", "seed": 5}, "claim H1 is not among the ten that seed=5 draws: leave one of the two out"),
        ({"topic": "physics"}, "topic must be one of all, history, .*; got 'physics'"),
        ({"verdict": "half true"}, "verdict must be one of all, not judged, .*, said true, .*; got 'half true'"),
        ({"decided": "vote"}, "decided must be one of all, experiment, source, nothing; got 'vote'"),
        ({"query": 3}, "query must be a text of at most 200 letters, got 3"),
        ({"seed": 0}, "seed must be at least 1, got 0"),
        ({"seed": 10000}, r"seed must lie in \[1, 9999\], got 10000"),
    ],
)
def test_the_explorer_refuses_what_does_not_exist(options, said):
    with pytest.raises(ValueError, match=said):
        Docket(**options)


def test_the_explorer_refuses_other_kinds():
    with pytest.raises(TypeError, match="judge must be True or False, got 1"):
        Docket(judge=1)
    with pytest.raises(TypeError, match=r"seed must be a whole number, got 1\.5"):
        Docket(seed=1.5)


def test_the_explorer_knows_what_it_lists():
    assert Docket().found() == list(CLAIMS)
    assert Docket(seed=5).found() == list(drawn(5))
    assert {one.topic for one in Docket(topic="brain").found()} == {"brain"}
    assert {one.verdict for one in Docket(verdict="empty", judge=False).found()} == {"empty"}
    assert Docket(verdict="empty").found() == []


def test_the_description_counts_and_gives_no_verdict_away():
    first, *rows = Docket().description().splitlines()
    totals = Counter(one.verdict for one in CLAIMS)
    said = ", ".join(f"{totals[one]} {one}" for one in VERDICTS)
    assert first == f"The docket: {len(CLAIMS)} claims on trial, {said}."
    table = counted(CLAIMS)
    assert [row.partition(",")[0] for row in rows] == TOPICS
    assert [[int(n) for n in re.findall(r"(\d+) [a-z]", row)] for row in rows] == list(table.values())
    assert sum(map(sum, table.values())) == len(CLAIMS)
    opened = Docket(claim="H10", topic="history").description().splitlines()
    assert opened[-2].startswith("Listed: topic “history”; of a docket that nobody has judged, ")
    assert opened[-1] == f"Open: H10, “{BY_ID['H10'].claim}”"
    assert Docket(seed=5).description().splitlines()[-1] == f"Drawn with seed 5: {', '.join(o.id for o in drawn(5))}."


def test_the_record_holds_the_choices_and_no_claims():
    state = {"claim": "", "decided": "all", "judge": True, "query": "", "seed": 5, "topic": "all", "verdict": "all"}
    assert Docket(seed=5).record() == {"explorer": "Docket", "version": 1, "state": state}


# --- the same in the browser

module = module_of(Docket)
open_page = opening(Docket, ".claim-docket")
FIND = """cases => cases.map(([filters, said]) =>
    module.foundIn(module.DOCKET.claims, filters, said).map(({ id }) => id))"""
QUERIES = (
    *("", "  ", "backprop", "BACKPROP gradient", "hinton", "n10", "doi", "s", "it’s", "Kelley's", "Kelleys", "1960"),
    *("naïve", "naive", "η", "learning rate", "single inventor", "xyzzy", "10.1038", "net work", "σ'", "vanish grad"),
)


@pytest.mark.browser
def test_the_browser_finds_what_the_library_finds(module, rng):
    cases = []
    for i in range(400):
        said = some_said(rng, rng.choice([0, 0.1, 0.6, 1]))
        filters = Filters(
            QUERIES[i % len(QUERIES)],
            str(rng.choice(["all", "all", *TOPICS])),
            str(rng.choice(["all", *verdict_filters()])),
            str(rng.choice(["all", "all", "experiment", "source", "nothing"])),
        )
        cases.append((filters, said, bool(rng.random() < 0.6)))
    answers = module.evaluate(FIND, [[{**vars(filters), "judge": judge}, said] for filters, said, judge in cases])
    for got, (filters, said, judge) in zip(answers, cases, strict=True):
        assert got == [one.id for one in found(CLAIMS, filters, said, judge)], (filters, judge)
    hits = Counter(min(len(got), 2) for got in answers)
    assert min(hits.values()) > 20, "nothing, one and more are found"


@pytest.mark.browser
def test_the_browser_draws_what_the_library_draws(module):
    draw = "seed => module.poolOf(module.DOCKET.claims, seed).map(({ id }) => id)"
    for seed in (1, 2, 5, 77, 1234, 9999):
        assert module.evaluate(draw, seed) == [one.id for one in drawn(seed)]
    assert module.evaluate(draw, 0) == list(BY_ID)


@pytest.mark.browser
@pytest.mark.parametrize("share", [0, 0.01, 0.3, 1])
def test_the_score_counts_what_was_said_against_what_the_docket_says(module, rng, share):
    said = some_said(rng, share)
    got = module.evaluate(
        "([said, verdicts]) => module.scoreOf(module.DOCKET.claims, said, verdicts)", [said, VERDICTS]
    )
    pairs = Counter((own, BY_ID[name].verdict) for name, own in said.items() if own)
    table = np.array([[pairs[own, verdict] for verdict in VERDICTS] for own in VERDICTS])
    assert got["table"] == table.tolist()
    assert (got["judged"], got["agreed"]) == (table.sum(), np.trace(table))
    assert got["always"] == {"verdict": VERDICTS[table.sum(axis=0).argmax()], "count": table.sum(axis=0).max()}


@pytest.mark.browser
def test_a_way_through_a_list_also_leads_on_from_a_claim_that_is_not_in_it(module):
    step = """([ids, id, direction]) => {
        const pool = module.DOCKET.claims;
        const list = pool.filter((claim) => ids.includes(claim.id));
        return module.neighbour(list, pool, id, direction)?.id ?? null;
    }"""
    ids = ["H2", "H3", "H7"]
    for here, before, after in (
        ("H1", None, "H2"),
        ("H2", None, "H3"),
        ("H3", "H2", "H7"),
        ("H5", "H3", "H7"),
        ("H7", "H3", None),
        ("H9", "H7", None),
    ):
        assert [module.evaluate(step, [ids, here, way]) for way in (-1, 1)] == [before, after], here


@pytest.mark.browser
def test_what_a_browser_has_kept_is_read_with_care(module):
    sound = "kept => module.soundJudgements(kept, module.DOCKET)"
    kept = {"H1": "true", "H2": "", "H3": "half", "Z9": "true", "H4": 3, "H5": None}
    assert module.evaluate(sound, kept) == {"H1": "true", "H2": ""}
    for strange in (None, [], "text", 3):
        assert module.evaluate(sound, strange) == {}


@pytest.mark.browser
def test_addresses_of_cells_depend_on_the_page(module):
    address = "path => module.addressFrom(path, '05c_name', 't-table')"
    in_lab = "path => module.pathInLab(path, '05c_name')"
    for path, wanted, there in (
        ("/lab/tree/lessons/12_a.ipynb", "../lessons/05c_name.ipynb#cell-id=t-table", "lessons/05c_name.ipynb"),
        (
            "/x/lab/workspaces/w1/tree/my%20course/lessons/12_a.ipynb",
            "../lessons/05c_name.ipynb#cell-id=t-table",
            "my course/lessons/05c_name.ipynb",
        ),
        ("/notebooks/lessons/12_a.ipynb", "../lessons/05c_name.ipynb#cell-id=t-table", None),
        ("/course/explorers/docket.html", "../lessons/05c_name.html#cell-id=t-table", None),
        ("/lessons/12_a", "../lessons/05c_name.html#cell-id=t-table", None),
        ("/lab", None, None),
        ("blank", None, None),
    ):
        assert module.evaluate(address, path) == wanted, path
        assert module.evaluate(in_lab, path) == there, path


@pytest.mark.browser
def test_a_citation_holds_its_link(module):
    cite = "text => module.citation(text).map((part) => part.href ? [part.textContent, part.href] : part)"
    for source in {one.source for one in CLAIMS if one.source}:
        parts = module.evaluate(cite, source)
        assert "".join(part if isinstance(part, str) else part[0] for part in parts) == source
        links = [part[1] for part in parts if not isinstance(part, str)]
        assert len(links) == bool(re.search("doi:|arXiv:", source))
        assert all(re.fullmatch(r"https://(doi\.org/10\.|arxiv\.org/abs/).*[\w/]", link) for link in links), links


# --- to judge first, and then to see


def state(page, name):
    return page.evaluate("name => docket.get(name)", name)


def choice(page, verdict):
    return page.locator(f'.choice[name="{verdict}"]')


def title(page):
    return page.locator(".card .title").inner_text()


def row_of(page, name):
    return page.locator(f'.item[data-claim="{name}"]:visible')


def spoken(page):
    return page.locator("[aria-live=polite].visually-hidden").text_content()


def lead(page):
    """Return to which of the four verdicts Tab leads."""
    return page.locator(".choice[tabindex='0']").get_attribute("name")


def listed(page):
    return page.locator(".item:visible").evaluate_all("nodes => nodes.map((node) => node.dataset.claim)")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["H1", "H10", "N10", "M9", next(one.id for one in CLAIMS if one.verdict == "empty")])
def test_nothing_is_told_before_the_verdict_and_everything_after_it(open_page, name):
    page = open_page(Docket(claim=name))
    for own in VERDICTS:
        assert_nothing_is_told(page, BY_ID[name])
        choice(page, own).click()
        assert_everything_is_told(page, BY_ID[name], own)
        page.locator("[name=back]").click()


def assert_nothing_is_told(page, one):
    before = page.locator(".claim-docket").inner_text()
    assert one.claim.replace('"', "'") in before
    assert one.said_by in before
    assert one.correct not in before
    expect(page.locator(".answer")).to_be_hidden()


def assert_everything_is_told(page, one, own):
    answer = page.locator(".answer").inner_text()
    for part in (
        one.correct,
        one.source,
        stored()["verdicts"][one.verdict],
        *(f"cell {cell}" for _, cell, _ in one.where),
    ):
        assert part in answer
    assert ("as the docket" in answer) == (own == one.verdict)
    assert f"You said “{own}”" in answer
    assert spoken(page).startswith(f"The docket says: {one.verdict}. You said “{own}”")
    assert spoken(page).endswith(one.correct)
    cells = [" cell ".join((f"Lesson {n.lstrip('0')}: {words}", cell)) for n, cell, words in one.where]
    assert page.locator(".answer li").all_inner_texts() == cells
    assert row_of(page, one.id).inner_text().split() != []
    assert one.verdict in row_of(page, one.id).inner_text()
    score = page.locator(".score .said").inner_text()
    assert score.startswith(f"You have judged 1 of {len(CLAIMS)} claims, {int(own == one.verdict)} as the docket")
    cell = page.locator(".score table tr").nth(1 + VERDICTS.index(own)).locator("td").nth(VERDICTS.index(one.verdict))
    assert cell.inner_text() == "1"
    assert page.locator(".score td").all_inner_texts().count("·") == 15


def marks(page, name):
    """Return whether the answer agrees; the sign of a claim in the list, and whether that marks another opinion."""
    agrees = page.locator(".judged").get_attribute("data-agrees")
    row = row_of(page, name)
    signs = row.locator(".place").get_attribute("data-verdict"), row.locator(".state").get_attribute("data-other")
    return agrees, *signs


@pytest.mark.browser
def test_a_verdict_stays_until_it_is_taken_back(open_page):
    page = open_page(Docket(claim="H10"))
    signs = page.locator(".choice .sign svg").evaluate_all("nodes => nodes.map((node) => node.innerHTML)")
    assert len(set(signs)) == 4, "the signs differ without their colours"
    choice(page, "true").click()
    assert {choice(page, one).get_attribute("aria-disabled") for one in VERDICTS} == {"true"}
    choice(page, "false").click(force=True)
    assert "You said “true”" in page.locator(".answer").inner_text()
    assert choice(page, "true").get_attribute("aria-pressed") == "true"
    assert marks(page, "H10") == ("false", "false", "true"), "the list has the sign of the docket"
    page.locator("[name=back]").click()
    expect(page.locator(".answer")).to_be_hidden()
    assert BY_ID["H10"].correct not in page.locator(".claim-docket").inner_text()
    assert page.locator(".choice[tabindex='0']").evaluate("node => node === document.activeElement")
    choice(page, "false").click()
    assert "You said “false”, as the docket." in page.locator(".answer").inner_text()
    assert marks(page, "H10") == ("true", "false", None)


@pytest.mark.browser
def test_a_claim_can_be_seen_without_a_verdict_and_does_not_count(open_page):
    page = open_page(Docket(claim="H10"))
    page.locator("[name=see]").click()
    expect(page.locator("[name=see]")).to_be_hidden()
    assert BY_ID["H10"].correct in page.locator(".answer").inner_text()
    assert "You have not judged this one." in page.locator(".answer").inner_text()
    assert page.locator(".score .said").inner_text().startswith("Nothing judged yet.")
    choice(page, "false").click(force=True)
    assert page.locator(".score .said").inner_text().startswith("Nothing judged yet."), "too late"


@pytest.mark.browser
def test_who_only_wants_to_read_sees_everything(open_page):
    page = open_page(Docket(claim="H10", judge=False))
    assert BY_ID["H10"].correct in page.locator(".answer").inner_text()
    expect(page.locator(".ask")).to_be_hidden()
    page.locator("[name=query]").fill("single inventor")
    assert listed(page) == ["H10"]
    page.locator("[name=judge]").check()
    assert listed(page) == []
    assert "No claim is found" in page.locator(".register").inner_text()
    expect(page.locator(".answer")).to_be_hidden()


@pytest.mark.browser
def test_search_and_filters_by_hand(open_page):
    page = open_page()
    assert listed(page) == list(BY_ID)[:10]
    page.locator("[name=on-ten]").click()
    assert listed(page) == list(BY_ID)[10:20]
    assert title(page)[1:-1] == CLAIMS[0].claim, "to turn a page opens nothing"
    page.locator("[name=back-ten]").click()
    assert listed(page) == list(BY_ID)[:10]
    page.locator("[name=on-ten]").click()
    page.locator("[name=next]").click()
    assert listed(page) == list(BY_ID)[:10], "the list follows the claim that is opened"
    page.locator("[name=topic]").select_option("brain")
    brain = [one.id for one in CLAIMS if one.topic == "brain"]
    assert page.locator("option[value=brain]").inner_text() == f"Brain ({len(brain)})"
    assert listed(page) == brain[:10]
    assert title(page)[1:-1] == BY_ID[brain[0]].claim.replace('"', "'")
    page.locator("[name=query]").fill("learn")
    some = [one.id for one in found(CLAIMS, Filters("learn", "brain"), {}, True)]
    assert listed(page) == some != []
    assert f"; {len(some)} found." in page.locator(".count").inner_text()
    page.locator("[name=verdict]").select_option("true")
    assert listed(page) == []
    assert "Only claims that you have seen" in page.locator(".count").inner_text()
    page.locator("[name=verdict]").select_option("all")
    row_of(page, some[-1]).click()
    assert state(page, "claim") == some[-1]
    assert spoken(page) == f"{some[-1]}: {BY_ID[some[-1]].claim}"
    assert row_of(page, some[-1]).get_attribute("aria-current") == "true"
    assert page.locator(".card .place").inner_text() == f"{len(some)} of {len(some)}"
    page.locator("[name=query]").fill("")
    assert state(page, "claim") == some[-1], "it stays open as long as it is found"
    page.locator("[name=previous]").click()
    assert state(page, "claim") == brain[brain.index(some[-1]) - 1]
    assert page.locator(".item[tabindex='0']").get_attribute("data-claim") == state(page, "claim")


@pytest.mark.browser
def test_a_claim_stays_open_where_its_verdict_takes_it_out_of_the_list(open_page):
    page = open_page(Docket(verdict="not judged"))
    choice(page, "false").click()
    assert listed(page) == list(BY_ID)[1:11]
    assert BY_ID["H1"].correct in page.locator(".answer").inner_text()
    assert "not among the" in page.locator(".card .place").inner_text()
    page.locator("[name=on]").click()
    assert state(page, "claim") == "H2"
    assert choice(page, "true").evaluate("node => node === document.activeElement")
    page.locator("[name=verdict]").select_option("otherwise")
    assert listed(page) == ["H1"]


@pytest.mark.browser
def test_by_keyboard_alone(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    choice(page, "true").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert "You said “with conditions”, as the docket." in page.locator(".answer").inner_text()
    assert choice(page, "with conditions").evaluate("node => node === document.activeElement"), "the focus is kept"
    page.locator("[name=on]").focus()
    page.keyboard.press("Enter")
    assert state(page, "claim") == "H2"
    page.keyboard.press("End")
    page.keyboard.press("Space")
    assert "You said “empty”; the docket says otherwise." in page.locator(".answer").inner_text()
    row_of(page, "H2").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    assert (state(page, "claim"), lead(page)) == ("H3", "true")
    assert page.locator(".item[tabindex='0']").count() == 1
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.claim") == "H10"
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.claim") == "H1"
    page.locator("[name=query]").focus()
    page.keyboard.type("hinton")
    assert listed(page) == [one.id for one in found(CLAIMS, Filters("hinton"), {"H1": "", "H2": ""}, True)]
    page.locator(".item:visible").first.focus()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.claim") == listed(page)[-1], "the last one that is seen"
    assert page.evaluate("window.escaped") is None


@pytest.mark.browser
def test_ten_at_random_are_a_trial_with_a_score_of_its_own(open_page):
    other = next(one for one in CLAIMS if one not in (*drawn(1), *drawn(5)))
    page = open_page(Docket(other.id))
    page.locator("[name=topic]").select_option(other.topic)
    page.locator("[name=query]").fill(other.id.lower())
    choice(page, "true").click()
    page.locator("[name=judge]").uncheck()
    page.locator("[name=ten]").click()
    assert listed(page) == [one.id for one in drawn(1)]
    assert page.locator(".count").inner_text() == "Ten claims, drawn with seed 1: 0 judged, 0 as the docket."
    assert page.locator("[name=judge]").is_checked()
    assert [page.locator(f"[name={one}]").input_value() for one in ("query", "topic")] == ["", "all"]
    page.locator("[name=seed]").fill("12345")
    page.locator("[name=seed]").press("Enter")
    assert state(page, "seed") == 9999
    page.locator("[name=ten]").click()
    assert state(page, "seed") == 1
    page.locator("[name=seed]").fill("5")
    page.locator("[name=seed]").press("Enter")
    ten = drawn(5)
    assert listed(page) == [one.id for one in ten]
    for i, one in enumerate(ten):
        assert title(page)[1:-1] == one.claim.replace('"', "'")
        choice(page, one.verdict if i % 2 else "false").click()
        if one is not ten[-1]:
            page.locator("[name=on]").click()
    right = sum(i % 2 or one.verdict == "false" for i, one in enumerate(ten))
    assert page.locator(".count").inner_text() == f"Ten claims, drawn with seed 5: 10 judged, {right} as the docket."
    assert (
        f"You have judged 10 of 10 claims, {right} as the docket ({10 * right} %)."
        in page.locator(".score").inner_text()
    )
    assert page.locator("[name=on]").count() == 0
    page.locator("[name=whole]").click()
    assert page.locator(".count").inner_text() == f"{len(CLAIMS)} claims."
    right += other.verdict == "true"
    verdicts = Counter(one.verdict for one in (*ten, other))
    best = max(VERDICTS, key=lambda one: verdicts[one])
    assert page.locator(".score .said").inner_text() == (
        f"You have judged 11 of {len(CLAIMS)} claims, {right} as the docket ({round(100 * right / 11)} %)."
        f" Who had said “{best}” to each of them would have agreed on {verdicts[best]}."
    )


@pytest.mark.browser
def test_nothing_runs_out_of_a_narrow_window(open_page):
    page = open_page(Docket(claim="N10"))
    choice(page, "true").click()
    for width in (390, 700, 1100):
        resize(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = [page.locator(part).bounding_box() for part in (".card", ".register", ".score")]
        below = boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
        assert below == (width < 800), "the list stands beside the card where there is room"


# --- what the browser keeps


@pytest.fixture
def kept_page(context, tmp_path):
    """Return a function that opens an explorer from a file, where a browser keeps what a page gives it."""
    path = tmp_path / "explorers" / "docket.html"
    path.parent.mkdir()
    path.write_text(Docket(claim="H10").html(), encoding="utf-8")
    page = context.new_page()

    def open_it():
        page.goto(path.as_uri())
        page.wait_for_selector(".claim-docket")
        return page

    yield open_it
    page.evaluate("localStorage.clear()")
    page.close()


@pytest.mark.browser
def test_what_was_judged_is_there_again_until_it_is_forgotten(kept_page):
    page = kept_page()
    choice(page, "false").click()
    assert json.loads(page.evaluate("localStorage.getItem('docket')")) == {"H10": "false"}
    page = kept_page()
    assert "You said “false”, as the docket." in page.locator(".answer").inner_text()
    links = page.locator(".answer li a").evaluate_all("nodes => nodes.map((node) => node.getAttribute('href'))")
    names = stored()["lessons"]
    assert links == [f"../lessons/{names[n]}.html#cell-id={cell}" for n, cell, _ in BY_ID["H10"].where]
    page.locator("[name=forget]").click()
    page.locator("[name=forget-no]").click()
    assert "You have judged 1 of" in page.locator(".score").inner_text()
    page.locator("[name=forget]").click()
    page.locator("[name=forget-yes]").click()
    expect(page.locator(".answer")).to_be_hidden()
    choice(page, "true").click()
    expect(page.locator("[name=forget-yes]")).to_be_hidden()
    page.locator("[name=back]").click()
    assert kept_page().locator(".score .said").inner_text().startswith("Nothing judged yet.")
    page.evaluate("localStorage.setItem('docket', '{\"H10\": ')")
    assert kept_page().locator(".score .said").inner_text().startswith("Nothing judged yet."), "what is cut off"


# Another explorer below the first one, of which one claim has signs that HTML would take for its own.
SECOND = """([state, odd]) => {
    const one = module.DOCKET.claims.find(({ id }) => id === state.claim);
    Object.assign(one, { claim: odd, correct: odd });
    const el = document.body.appendChild(document.createElement("div"));
    window.end = module.render({ model: module.plainModel(state), el });
    window.second = el.firstChild;
}"""
IN_ANOTHER_TAB = """said => {
    globalThis.bplibDocket = said;
    dispatchEvent(new StorageEvent("storage", { key: "docket" }));
}"""
ODD = "a <b>bold</b> claim, 0<i>1"


@pytest.mark.browser
def test_two_explorers_on_a_page_have_one_score_until_one_of_them_ends_and_a_page_that_keeps_nothing_works(context):
    page = context.new_page()
    page.set_content(Docket(claim="H10").html())
    load_module(page, Docket)  # as in Jupyter
    page.evaluate(SECOND, [Docket(claim="H10").record()["state"], ODD])
    first, second = (page.locator(".claim-docket").nth(i) for i in (0, 1))
    expect(second.locator(".answer")).to_be_hidden()
    page.locator('.choice[name="false"]').first.click()
    expect(second.locator(".answer")).to_contain_text("You said “false”, as the docket.")
    assert page.evaluate("globalThis.bplibDocket") == {"H10": "false"}, "this page has no place to keep anything"
    shown = [second.locator(part).text_content() for part in (".title", ".correct", ".item[data-claim=H10]")]
    assert [ODD in text for text in shown] == [True] * 3
    page.evaluate("end()")
    page.evaluate(IN_ANOTHER_TAB, {"H10": "true"})
    expect(first.locator(".answer")).to_contain_text("You said “true”; the docket says otherwise.")
    page.locator("[name=back]").click()
    expect(first.locator(".answer")).to_be_hidden()
    assert page.evaluate("second.querySelector('.judged').textContent") == "You said “false”, as the docket."
    page.close()


@pytest.mark.browser
def test_in_jupyterlab_a_link_opens_the_notebook_at_the_cell_and_the_score_outlives_the_cell(run_cell, lab):
    one = BY_ID["A20"]
    number, cell, _ = one.where[0]  # far down: JupyterLab has not drawn it yet when it opens the notebook
    lab.copy_in(ROOT / "lessons" / f"{stored()['lessons'][number]}.ipynb")
    notebook = run_cell("from bplib.widgets.docket import Docket\n\nDocket('A20')")
    page = notebook.page
    choice(page, "false").click()
    notebook.run_all()
    expect(page.locator(".answer")).to_contain_text("You said “false”, as the docket.")
    page.locator(".answer li a").first.click()
    panel = "jupyterapp.shell.currentWidget"
    page.wait_for_function(f"{panel}.context?.path?.startsWith('lessons/{stored()['lessons'][number]}')")
    shown = f"""({panel}.content?.widgets ?? []).find((one) => one.model.id === '{cell}')?.node"""
    page.wait_for_function(f"{shown}?.isConnected && Math.abs({shown}.getBoundingClientRect().top - 300) < 300")
    assert len(page.context.pages) == 1, "no other window"
    assert notebook.console == []
