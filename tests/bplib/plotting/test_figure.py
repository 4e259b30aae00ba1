"""What a figure is in a notebook: a picture with a caption and an alternative text, and what is stored of it."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from bplib.plotting.curves import draw_curves
from bplib.plotting.figure import alternative, figure, html, png, show


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, page: str):
        super().__init__()
        self.found = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found[tag] = dict(attrs)


def two_curves():
    fig, ax = figure()
    draw_curves(ax, np.arange(3), {"one": [1, 2, 3], "two": [3, 2, 1]}, "epoch", "cost $C_x$")
    return fig


@pytest.fixture
def displayed(monkeypatch):
    """Return a list of the calls of IPython's ``display``, as pairs of data and metadata."""
    calls = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata, raw: calls.append((data, metadata)))
    return calls


def test_where_a_kernel_runs_a_figure_has_a_caption_and_an_alternative_text(displayed, monkeypatch):
    monkeypatch.delenv("BPLIB_FIGURES")
    fig = two_curves()
    show(fig, "Up & down: x < y.")
    ((data, metadata),) = displayed
    assert (data["image/png"], data["text/plain"]) == (png(fig), "Up & down: x < y.")
    assert metadata == {"image/png": {"alt": "Chart: cost C_x against epoch: one, two."}}
    tags = Tags(data["text/html"]).found
    assert tags["img"]["alt"] == "Chart: cost C_x against epoch: one, two."
    assert "<figcaption>Up &amp; down: x &lt; y.</figcaption>" in data["text/html"]


def test_where_outputs_are_stored_there_is_no_html(displayed):
    show(two_curves(), "Up and down.")
    assert [set(data) for data, _ in displayed] == [{"image/png", "text/plain"}]


def test_a_figure_needs_a_caption():
    with pytest.raises(ValueError, match="caption must say in words"):
        show(two_curves(), " ")


def test_quotes_do_not_end_an_attribute():
    assert Tags(html(b"", "c", 'a "b" <c>')).found["img"]["alt"] == 'a "b" <c>'


def test_alternative_texts():
    fig, (left, right) = figure(columns=2)
    left.set(title="first\npart", xlabel="x", ylabel="y")
    right.set(xlabel="x")
    assert alternative(fig) == "2 charts: first part: y against x; x."
    fig, axes = figure(columns=2, frames=False)
    assert alternative(fig) == "Diagram."
    for ax, digit in zip(axes, "37", strict=True):
        ax.set_title(digit)
    assert alternative(fig) == "Pictures: 3, 7."


def test_rows_are_named_where_they_have_names():
    fig, (left, right) = figure(columns=2, sharey=True)
    left.set(xlabel="share")
    right.set(xlabel="cost")
    left.set_yticks([0, 1], ["exact", "β = 0.5"])
    assert alternative(fig) == "2 charts: share: β = 0.5, exact; cost."
    left.invert_yaxis()
    assert alternative(fig) == "2 charts: share: exact, β = 0.5; cost."
    left.set_yticks([0, 1], ["0", "1"])
    assert alternative(fig) == "2 charts: share; cost."


def test_a_drawing_may_speak_for_itself():
    fig, (left, right) = figure(columns=2)
    left.set(title="first", label="Three is above two.")
    right.set(title="second", label="<colorbar>")
    assert alternative(fig) == "Three is above two."


# --- in the dark

FILTER = re.search(r"invert\(([\d.]+)\) hue-rotate\(180deg\)", html(b"", "c", "a"))
HUE_TURNED = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])  # W3C filter effects


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def in_the_dark(colour: str) -> np.ndarray:
    """Return a colour as the style sheet's filter shows it, three numbers from 0 to 1."""
    most = float(FILTER[1])
    return np.clip(HUE_TURNED @ (most + (1 - 2 * most) * channels(colour)), 0, 1)


def contrast(a: np.ndarray, b: np.ndarray) -> float:
    """Return the contrast of two colours as in WCAG 2.1."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in (a, b)]
    high, low = sorted((c @ [0.2126, 0.7152, 0.0722] for c in linear), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_white_becomes_the_ground_of_the_dark_theme():
    np.testing.assert_allclose(in_the_dark("#ffffff"), channels("#111111"), atol=0.5 / 255)


def test_what_stands_out_in_the_light_stands_out_in_the_dark_and_keeps_its_hue():
    from bplib.plotting import style

    colours = [*style.COLOURS, *style.CLASS_COLOURS, style.INK, style.QUIET, style.POSITIVE, style.NEGATIVE]
    white, ground = channels("#ffffff"), channels("#111111")
    for colour in colours:
        light, dark = contrast(channels(colour), white), contrast(in_the_dark(colour), ground)
        assert dark >= min(light, 4.2), colour
    for colour, strongest in ((style.POSITIVE, 2), (style.NEGATIVE, 0)):
        assert in_the_dark(colour).argmax() == strongest


def test_small_signs_can_be_read_in_the_light_and_in_the_dark():
    from bplib.plotting.style import SIGN_COLOURS

    assert len(set(SIGN_COLOURS)) == 10
    for colour in SIGN_COLOURS:
        assert contrast(channels(colour), channels("#ffffff")) >= 4.5, colour
        assert contrast(in_the_dark(colour), channels("#111111")) >= 4.5, colour
