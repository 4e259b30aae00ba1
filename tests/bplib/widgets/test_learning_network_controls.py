"""The learning network: every control has its name, shows the state, and gives way to the others."""

import numpy as np
import pytest
from pages import opening

from bplib.widgets.learning_network import LearningNetwork
from bplib.widgets.learning_network.run import Generator

open_page = opening(LearningNetwork, ".learning-network .captions span")
PATIENCE = 120_000  # milliseconds
LABELS = {
    "steps a frame": ("speed", 7),
    "data set": ("problem", "circles"),
    "noise, times the usual": ("noise", 1.25),
    "hidden layers": ("layers", 2),
    "units of layer 1": ("units1", 3),
    "units of layer 2": ("units2", 5),
    "activation": ("activation", "silu"),
    "initial weights": ("initial", "lecun"),
    "cost": ("loss", "mean_squared_error"),
    "optimiser": ("optimizer", "Nesterov"),
    "learning rate η": ("learning_rate", 0.02),
    "batch size": ("batch_size", 7),
    "weight decay λ": ("weight_decay", 0.02),
}


def get(page, name):
    return page.evaluate(f"learningNetwork.get('{name}')")


def texts(page, *names):
    return [page.locator(f"[name={name}]").text_content() for name in names]


@pytest.mark.browser
def test_each_control_has_its_label_and_shows_the_state_also_a_value_that_is_not_on_its_list(open_page):
    state = {name: value for name, value in LABELS.values() if name not in ("layers", "units1", "units2", "speed")}
    widget = LearningNetwork(hidden=[3, 5], **state)
    widget.speed = 7
    page = open_page(widget)
    for label, (name, value) in LABELS.items():
        (control,) = page.locator("label", has=page.get_by_text(label, exact=True)).locator("select, input").all()
        assert control.get_attribute("name") == name
        assert control.input_value() == str(value), label
    assert page.locator("[name=noise]").get_attribute("aria-valuetext") == "1.25"
    assert page.locator("[name^=units]:visible").count() == 2
    page.locator("[name=layers]").select_option("4")
    assert get(page, "hidden") == [3, 5, 5, 5]
    for name, units in (("units3", "8"), ("units4", "1")):
        page.locator(f"[name={name}]").select_option(units)
    assert get(page, "hidden") == [3, 5, 8, 1]
    page.locator("[name=layers]").select_option("1")
    assert (get(page, "hidden"), page.locator("[name^=units]:visible").count()) == ([3], 1)
    assert page.locator(".captions").inner_text().split() == ["input", "hidden", "layer", "1", "δ1", "output", "δ2"]
    page.evaluate("learningNetwork.set('selected', [1, 2])")
    page.wait_for_function("document.querySelector('.unit[tabindex=\"0\"]').dataset.unit === '1,2'")
    page.locator("[name=units1]").select_option("2")
    assert get(page, "selected") == [1, 1], "the last unit that is left"
    heads = page.locator(".selected-unit th[scope=row]")
    assert heads.all_text_contents() == ["x₁", "x₂", "bias"]
    page.locator(".unit").last.dispatch_event("click")
    assert get(page, "selected") == [2, 0]
    assert heads.all_text_contents() == ["a¹, unit 1", "a¹, unit 2", "bias"]
    page.locator(".unit").first.dispatch_event("click")
    assert page.locator(".unit-words").text_content().startswith("The plane shows this input. It has no weights")
    page.locator(".unit[data-unit='1,0']").focus()
    page.evaluate("learningNetwork.set('hidden', [2, 2]); learningNetwork.set('selected', [3, 0])")
    page.wait_for_function("document.activeElement.dataset.unit === '3,0'")


@pytest.mark.browser
def test_what_goes_on_by_itself_gives_way_to_what_is_pressed(open_page):
    page = open_page()
    play, slow, step, following = (page.locator(f"[name={name}]") for name in ("play", "slow", "step", "next"))
    said = page.locator("[aria-live]")
    slow.click()
    assert (texts(page, "slow"), get(page, "stage")) == (["Slow motion"], 1), "who wants less motion goes on by hand"
    page.emulate_media(reduced_motion="no-preference")
    slow.click()
    assert texts(page, "play", "slow") == ["Play", "Stop"]
    play.click()
    assert texts(page, "play", "slow") == ["Pause", "Slow motion"]
    page.wait_for_function("learningNetwork.get('steps') >= 2", timeout=PATIENCE)
    assert get(page, "stage") == 0
    slow.click()
    assert texts(page, "play", "slow") == ["Play", "Stop"]
    step.click()
    assert (texts(page, "play", "slow"), get(page, "stage")) == (["Play", "Slow motion"], 0)
    play.click()
    step.click()
    assert texts(page, "play", "slow") == ["Play", "Slow motion"]
    play.click()
    following.click()
    assert (texts(page, "play", "slow"), get(page, "stage")) == (["Play", "Slow motion"], 1)
    steps = get(page, "steps")
    assert said.text_content().startswith(f"Step {steps}. ")
    page.locator("[name=learning_rate]").select_option("1")
    assert (get(page, "stage"), get(page, "steps")) == (0, steps)
    page.locator("[name=back]").click()
    assert said.text_content() == f"Step 0. {page.locator('.verdict').text_content()}"
    for name in ("speed", "fresh"):
        following.click()
        page.locator("[name=speed]").select_option("20") if name == "speed" else page.locator("[name=fresh]").click()
        assert get(page, "stage") == (1 if name == "speed" else 0)
    page.evaluate(f"learningNetwork.set('seed', {2**31})")
    page.locator("[name=fresh]").click()
    assert get(page, "seed") == 0, "the last seed is followed by the first"


@pytest.mark.browser
def test_the_slow_motion_says_the_sizes_of_what_it_computes(open_page):
    page = open_page(LearningNetwork(hidden=[3], steps=4))
    run = LearningNetwork(hidden=[3]).run(4)
    batch = Generator(0, 2).shuffled(200)[40:50]
    X, Y = (array[batch] for array in run.training)
    trace, D = run.network.forward(X), run.network.gradient(X, Y).D
    size = lambda values: f"{float(f'{np.sqrt(np.mean(values**2)):.3g}'):g}"  # noqa: E731
    told = {
        1: "A minibatch of 10 examples is drawn: the ringed points.",
        2: f"activations of hidden layer 1; activations of the size {size(trace.A[1])}.",
        3: f"activations of the output layer; activations of the size {size(trace.A[2])}.",
        5: f"the errors δ² of the output layer, by BP1; their size is {size(D[2])}.",
        7: f"the errors δ¹ of hidden layer 1, by BP2; their size is {size(D[1])}.",
    }
    for stage in range(1, 8):
        page.locator("[name=next]").click()
        assert page.locator(".stage-words").text_content().endswith(told.get(stage, ""))
    assert page.locator(".plane-key").text_content().startswith("○ class 0, △ class 1; small and hollow: held out.")
    ones = int(run.training[1].sum())
    counts = f"XOR clouds: {200 - ones} points of class 0, {ones} of class 1. {run.measured().accuracy:.1%}"
    assert page.locator(".plane-canvas").get_attribute("aria-label").replace(" %", "%").startswith(counts)


@pytest.mark.browser
def test_a_point_keeps_its_class_and_its_place_once_it_is_let_go(open_page):
    points = [[-1, 1, 1], [1, 1, 0], [1, -1, 1]]
    page = open_page(LearningNetwork(points=points))
    canvas, now = page.locator(".plane-canvas"), lambda: get(page, "points")
    canvas.scroll_into_view_if_needed()

    def at(x, y):
        box = canvas.bounding_box()
        return box["x"] + 1 + (x + 2.2) / 4.4 * (box["width"] - 2), box["y"] + 1 + (2.2 - y) / 4.4 * (box["height"] - 2)

    page.mouse.click(*at(0, 0), button="right")
    assert now() == points, "the main button only"
    page.mouse.move(*at(1, -1))
    page.mouse.down()
    page.mouse.move(*at(0.5, -0.5), steps=3)
    page.mouse.up()
    page.mouse.move(*at(-0.5, 0.5), steps=3)
    np.testing.assert_allclose(now(), [*points[:2], [0.5, -0.5, 1]], atol=0.02)
    assert page.locator("[name=noise]").is_hidden()
    lines, problems = page.locator("[name=lines]"), page.locator(".problems")
    lines.fill("x\n" * 9 + "1")
    page.locator("[name=use]").click()
    assert problems.locator("p").all_text_contents()[6:] == ["And 3 more.", "Nothing was changed."]
    lines.fill("1 1 1")
    page.locator("[name=use]").click()
    assert (problems.inner_text(), now()) == ("1 point was taken.", [[1, 1, 1]])
    lines.fill("9 0 0\n" * 4 + "-9 0 1")
    page.locator("[name=use]").click()
    assert "5 of 5 points lay outside −2 to 2 (line 1: 9, 0; line 2: 9, 0; line 3: 9, 0; …)" in problems.inner_text()
    page.locator("[name=problem]").select_option("circles")
    assert page.locator(".own").is_hidden()
    page.mouse.click(*at(0, 0))
    assert len(now()) == 5, "the points of a data set stay"
