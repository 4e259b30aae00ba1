"""Widgets that compute in the browser, without JupyterLab: their module in an empty page, or a page of their own."""

from __future__ import annotations

import pytest

VIEWPORT = {"width": 1100, "height": 900}
IMPORT = """async source => {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    window.module = await import(url);
}"""
# Who is told of another size draws anew before the next frame, and what that moves, before the one after it.
FRAMES = "async () => { for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame); }"


def load_module(page, widget) -> None:
    """Import the module of a widget, a class, in a page; its exports are there as ``module``."""
    page.evaluate(IMPORT, widget._code)


def resize(page, width: int, height: int = VIEWPORT["height"]) -> None:
    """Give a page another size, in pixels, and return when what is in it has been drawn anew."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("width => window.innerWidth === width", arg=width)
    page.evaluate(FRAMES)


def module_of(widget):
    """Return a fixture: a page in which the module of a widget, a class, is imported as ``module``."""

    @pytest.fixture(scope="module")
    def module(context):
        page = context.new_page()
        load_module(page, widget)
        yield page
        page.close()

    return module


def opening(widget, ready: str):
    """Return a fixture: a function that opens a widget, or a plain one of the class, in a page of its own."""

    @pytest.fixture
    def open_page(pages):
        return lambda one=None: pages.open(one or widget(), ready)

    return open_page


class Pages:
    """Pages of their own for widgets; whatever the console says, an error or a request is a complaint.

    To open a page is what costs a browser most.  So those that a test is done with are emptied and kept, in ``idle``.
    """

    def __init__(self, context, idle: list):
        self.context, self.idle, self.pages, self.complaints = context, idle, [], []
        self.listeners = {
            "console": lambda message: self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": lambda request: self.complaints.append(request.url),
        }

    def open(self, widget, ready: str):
        """Open a widget and return its page as soon as there is something that matches the selector ``ready``."""
        page = self.idle.pop() if self.idle else self.context.new_page()
        self.pages.append(page)
        for event, listener in self.listeners.items():
            page.on(event, listener)
        page.bring_to_front()
        page.set_content(widget.html())
        page.wait_for_selector(ready)
        return page

    def close(self) -> None:
        """Empty all pages, and let the next test find them as new ones are."""
        self.pages = [page for page in self.pages if not page.is_closed()]
        for page in self.pages:
            page.mouse.move(0, 0)
            for event, listener in self.listeners.items():
                page.remove_listener(event, listener)
            page.goto("about:blank")
            page.set_viewport_size(VIEWPORT)
            page.emulate_media(media="null", color_scheme="null", reduced_motion="reduce")
        self.idle += self.pages


# A cell that shows a widget of a class and, in a label, what the kernel hears of it.
_HEARD = """
import ipywidgets as widgets
from {module} import {name}

one, heard = {make}, widgets.Label("nothing yet")
one.observe(lambda _: setattr(heard, "value", {words}), {traits})
display(one, heard)
"""


def cell_that_hears(widget, traits: list[str], words: str, make: str = "") -> str:
    """Return a cell for JupyterLab with a widget of a class, as ``make`` makes it, and a label.

    When one of the traits changes, the label holds what the expression ``words`` says of the widget, ``one``.
    """
    make = make or f"{widget.__name__}()"
    return _HEARD.format(module=widget.__module__, name=widget.__name__, make=make, words=words, traits=traits)


# Three frames with an ear for what asks for others; before them something may be done, which may ask too.
_FRAMES = """async (first = () => {}) => {
    const ask = window.requestAnimationFrame.bind(window);
    let asked = 0;
    window.requestAnimationFrame = frame => (asked++, ask(frame));
    first(() => asked);
    asked = 0;
    for (let i = 0; i < 3; i++) await new Promise(done => ask(done));
    window.requestAnimationFrame = ask;
    return asked;
}"""
_ENDED = """async ([state, name]) => {
    const el = document.body.appendChild(document.createElement("div"));
    const end = module.render({ model: module.plainModel(state), el });
    let begun = 0;
    const asked = await (FRAMES)((soFar) => {
        el.querySelector(`[name=${name}]`).click();
        begun = soFar();
        end();
    });
    return [begun, asked];
}""".replace("FRAMES", _FRAMES)


def frames_asked(page) -> int:
    """Return how often something in a page asks for another frame, within three: where nothing runs, never."""
    return page.evaluate(f"({_FRAMES})()")


def frames_asked_after_the_end(module, widget, button: str) -> int:
    """Render a widget in the page of its module, press a button that lets something run, and end the widget at once."""
    module.emulate_media(reduced_motion="no-preference")
    begun, asked = module.evaluate(_ENDED, [widget._state(), button])
    module.emulate_media(reduced_motion="reduce")
    assert begun > 0, "the button lets something run"
    return asked


STEPS_SEEN = "explorer.on('change:stage', () => (window.seen ??= []).push(explorer.get('stage')))"


def assert_it_plays_to_the_end(page, last: int) -> None:
    """Play the two passes of an explorer that begins at step 0, by mouse and by keyboard, stop, and go on by hand."""
    play, step = page.locator("[name=play]"), page.locator("[name=step]")
    stage = lambda: page.evaluate("explorer.get('stage')")  # noqa: E731
    page.emulate_media(reduced_motion="no-preference")
    assert stage() == 0
    assert page.locator("button.primary").all_text_contents() == [step.text_content()]
    page.evaluate(STEPS_SEEN)
    play.click()
    page.wait_for_function("explorer.get('stage') === 2", timeout=120_000)
    assert play.text_content() == "Stop"
    play.press("Enter")
    assert play.text_content() == "Play"
    page.locator("[name=undo]").click()
    stopped = stage()
    step.press("Enter")
    assert stage() == stopped + 1
    page.evaluate("window.seen = []")
    play.press("Enter")
    page.wait_for_function(f"explorer.get('stage') === {last}", timeout=120_000)
    assert page.evaluate("seen") == list(range(stopped + 2, last + 1)), "one step after the other"
    assert play.text_content() == "Play again"
    assert step.get_attribute("aria-disabled") or step.is_disabled()
    page.emulate_media(reduced_motion="reduce")
    page.locator("[name=back]").click()
    assert stage() == 0
    play.click()
    assert stage() == last, "who wants less motion sees the end at once"
