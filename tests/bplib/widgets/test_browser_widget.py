"""The shared room of the widgets that compute in the browser: one theme, one set of helpers, pages of their own."""

import base64
import json
import re
from importlib.resources import files

import pytest
from pages import load_module

from bplib.widgets.attention_explorer import AttentionExplorer
from bplib.widgets.browser_widget import BrowserWidget, checked_step, rounded, style_sheet
from bplib.widgets.cart_pole import CartPole
from bplib.widgets.convolution_explorer import ConvolutionExplorer
from bplib.widgets.delta_explorer import DeltaExplorer
from bplib.widgets.depth_explorer import DepthExplorer
from bplib.widgets.digit_pad import DigitPad
from bplib.widgets.docket import Docket
from bplib.widgets.edge_of_chaos import EdgeOfChaos
from bplib.widgets.gradient_match import GradientMatch
from bplib.widgets.graph_explorer import GraphExplorer
from bplib.widgets.learning_network import LearningNetwork
from bplib.widgets.race import Race
from bplib.widgets.relaxing_network import RelaxingNetwork
from bplib.widgets.root_plane import RootPlane
from bplib.widgets.through_time import ThroughTime
from bplib.widgets.timeline import Timeline
from bplib.widgets.two_ways import TwoWays
from bplib.worked_example import worked_example

WIDGETS = {  # in the order of their folders, with the class of the outermost element
    AttentionExplorer: "attention-explorer",
    CartPole: "cart-pole",
    ConvolutionExplorer: "convolution-explorer",
    DeltaExplorer: "delta-explorer",
    DepthExplorer: "depth-explorer",
    DigitPad: "digit-pad",
    Docket: "claim-docket",
    EdgeOfChaos: "edge-of-chaos",
    GradientMatch: "gradient-match",
    GraphExplorer: "graph-explorer",
    LearningNetwork: "learning-network",
    Race: "race",
    RelaxingNetwork: "relaxing-network",
    RootPlane: "root-plane",
    ThroughTime: "through-time",
    Timeline: "history-timeline",
    TwoWays: "two-ways",
}
BOOTSTRAP = {"alert", "btn", "caret", "dropdown-menu", "panel", "panel-body", "panel-heading", "pull-right", "row"}
SHARED = files("bplib.widgets") / "shared"
EACH = pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.__name__)


@EACH
def test_a_style_sheet_speaks_of_its_own_widget_only(widget):
    css = re.sub(r"/\*.*?\*/", "", widget._css, flags=re.DOTALL)
    css = re.sub(r"@(media|container)[^{]*\{", "", css)
    selectors = [one.strip() for group in re.findall(r"([^{}]+)\{", css) for one in re.split(r",\s*\n", group)]
    assert len(selectors) > 50
    root = re.compile(rf"(body\S* )?\.{WIDGETS[widget]}(?![\w-])")
    assert [selector for selector in selectors if not root.match(selector)] == []


@EACH
@pytest.mark.browser
def test_no_class_is_one_that_nbgrader_styles_in_all_of_jupyterlab(pages, widget):
    """It brings Bootstrap along: a row begins and ends with a box of its own there, and a grid falls apart."""
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    classes = "nodes => nodes.flatMap((node) => node.className.split?.(' ') ?? [])"  # of what is no drawing
    assert not BOOTSTRAP & set(page.locator("body *").evaluate_all(classes))


@EACH
def test_the_files_of_a_widget_are_one_module(widget):
    assert widget._code.count("export default { render };") == 1
    assert widget._code.endswith("export default { render };\n")
    assert widget._code.count("export const raised = ") == 1
    names = re.findall(r"^export (?:const|function) (\w+)", widget._code, re.MULTILINE)
    assert len(names) == len(set(names)) > 1
    assert re.findall(r"^import\b", widget._code, re.MULTILINE) == []
    shared = "".join((SHARED / f"{name}.css").read_text(encoding="utf-8") for name in ("palette", "theme"))
    assert widget._css.startswith(shared.replace(".bplib-widget", f".{WIDGETS[widget]}"))


@EACH
def test_repr_has_the_live_view_a_picture_and_words(widget):
    data, _ = widget()._repr_mimebundle_()
    again, _ = widget()._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])
    assert "application/vnd.jupyter.widget-view+json" in data
    assert png.startswith(b"\x89PNG")
    assert b"Software" not in png
    assert (data["image/png"], data["text/plain"]) == (again["image/png"], widget().description())


@EACH
def test_the_record_and_what_the_kind_offers_are_all_that_a_page_without_a_kernel_needs(widget):
    one = widget()
    record = one._repr_mimebundle_()[0]["application/vnd.bpcourse.explorer+json"]
    assert json.loads(json.dumps(record)) == record == widget().record()
    assert (record["explorer"], record["version"]) == (widget.__name__, 1)
    state = {**widget.offers(), **record["state"]}
    shown = re.search(r"const model = plainModel\((.*)\);\nwindow", one.html())[1]
    assert rounded(state) == rounded(json.loads(shown))
    assert len(json.dumps(record)) < 1500
    assert all(not name.startswith("_") for name in state)


def test_a_record_says_what_was_asked_for():
    one, other = Race("bowl", ["Adam"], rates=0.1).record(), Race("bowl", ["Adam"], rates=0.2).record()
    assert {name for name, value in one["state"].items() if value != other["state"][name]} == {"common", "original"}
    assert (one["state"]["surface"], one["state"]["common"]) == ("bowl", 0.1)


def test_a_record_does_not_depend_on_the_last_digits():
    network, X, Y = worked_example()
    record = DeltaExplorer(network, X, Y).record()
    network.theta = network.theta * (1 + 1e-15)
    assert DeltaExplorer(network, X, Y).record() == record
    network.theta = network.theta * (1 + 1e-9)
    assert DeltaExplorer(network, X, Y).record() != record


def test_a_style_sheet_that_does_not_exist_is_an_error():
    with pytest.raises(FileNotFoundError):
        style_sheet("nothing", root="nothing")


def test_a_kind_of_widget_must_say_what_it_shows():
    for ask in (BrowserWidget().figure, BrowserWidget().description):
        with pytest.raises(NotImplementedError):
            ask()


def test_steps():
    assert [checked_step("step", value, 7) for value in ("all", 0, 7)] == [7, 0, 7]
    for wrong in (-1, 8, 1.0, True, "last", None):
        with pytest.raises(ValueError, match='step must be "all" or a whole number from 0 to 7'):
            checked_step("step", wrong, 7)


# --- in a browser

# Luminance and contrast as in WCAG 2.1.
CONTRASTS = """selector => {
    const root = document.querySelector(selector);
    const probe = root.appendChild(document.createElement("span"));
    const colour = name => {
        probe.style.color = `var(${name})`;
        return getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
    };
    const luminance = channels => {
        const [r, g, b] = channels.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [high, low] = [luminance(colour(a)), luminance(colour(b))].sort((x, y) => y - x);
        return (high + 0.05) / (low + 0.05);
    };
    const texts = ["--ink", "--muted", "--positive", "--negative", "--wrong", "--right", "--accent"];
    const found = { "on accent": contrast("--on-accent", "--accent"), "ink on lit": contrast("--ink", "--lit") };
    for (const name of texts) found[name] = Math.min(contrast(name, "--paper"), contrast(name, "--soft"));
    probe.remove();
    return found;
}"""


@pytest.mark.browser
@EACH
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_on_light_and_on_dark_ground(pages, widget, scheme):
    root = f".{WIDGETS[widget]}"
    page = pages.open(widget(), root)
    page.emulate_media(color_scheme=scheme)
    grounds = page.evaluate(
        f"[document.body, document.querySelector('{root}')].map(n => getComputedStyle(n).backgroundColor)"
    )
    assert grounds == [{"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}[scheme]] * 2
    contrasts = page.evaluate(CONTRASTS, root)
    assert {name: value for name, value in contrasts.items() if value < 4.5} == {}


@pytest.mark.browser
@EACH
def test_everything_that_takes_keys_has_a_name_and_keeps_its_keys(pages, widget):
    page = pages.open(widget(), f".{WIDGETS[widget]}")
    nodes = page.locator(f".{WIDGETS[widget]} :is(button, select, input, a, [tabindex])")
    facts = nodes.evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML.slice(0, 90), node.dataset.lmSuppressShortcuts,"
        " node.ariaLabel || node.innerText || node.labels?.[0]?.innerText || node.querySelector('title')?.textContent])"
    )
    assert len(facts) >= 6
    for html, suppressed, name in facts:
        assert suppressed == "true", html
        assert name, html


@pytest.mark.browser
def test_in_jupyterlab_its_theme_decides_and_not_that_of_the_system(pages):
    page = pages.open(Race(), ".race")
    page.emulate_media(color_scheme="dark")
    scheme = "getComputedStyle(document.querySelector('.race')).colorScheme"
    assert page.evaluate(scheme) == "dark"
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    assert page.evaluate(scheme) == "light"
    page.emulate_media(color_scheme="light")
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert page.evaluate(scheme) == "dark"


@pytest.mark.browser
def test_two_widgets_on_a_page_have_different_ids(context):
    page = context.new_page()
    page.set_content(Race("noisy bowl").html())
    load_module(page, Race)  # as in Jupyter: each widget loads its module
    page.evaluate("""() => {
        const el = document.body.appendChild(document.createElement("div"));
        module.render({ model: window.race, el });
    }""")
    page.wait_for_function("document.querySelectorAll('.race .start').length === 2")
    ids = page.evaluate("[...document.querySelectorAll('.race [id]')].map(node => node.id)")
    page.close()
    assert len(ids) == len(set(ids)) >= 6


@pytest.mark.browser
def test_a_model_without_a_kernel_tells_of_changes_once(context):
    page = context.new_page()
    load_module(page, Race)
    heard = page.evaluate("""async () => {
        const model = module.plainModel({ a: 1, b: 2 });
        const heard = [];
        const listener = () => heard.push(model.get("a"));
        model.on("change:a", listener);
        model.set("a", 1);
        model.set("a", 5);
        model.set("b", 6);
        model.off("change:a", listener);
        model.set("a", 7);
        return [heard, model.get("a"), model.get("b")];
    }""")
    page.close()
    assert heard == [[5], 7, 6]
