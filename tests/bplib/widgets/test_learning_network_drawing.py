"""The learning network as it is painted: edges, derivatives, errors, maps, points, bands and curves of the library."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex
from pages import opening

from bplib.plotting.palette import DARK, LIGHT
from bplib.widgets.learning_network import LearningNetwork
from bplib.widgets.learning_network.run import Generator

open_page = opening(LearningNetwork, ".learning-network .captions span")
GRID, CLASSES = 32, (LIGHT["teal"], LIGHT["pink"])

# Note what is painted, on the plane or on the network: strokes and fills with their paths, and rectangles.
SPY = """() => {
    const known = CanvasRenderingContext2D.prototype;
    const instead = (name, note) => {
        const original = known[name];
        known[name] = function (...args) { note.call(this, ...args); return original.apply(this, args); };
    };
    const note = (context, what) => (window.painted ??= []).push({
        plane: context.canvas.className === "plane-canvas", stroke: context.strokeStyle, fill: context.fillStyle,
        alpha: Math.round(100 * context.globalAlpha) / 100, width: context.lineWidth, ...what,
        dashed: context.getLineDash().length > 0, path: context.path ?? [] });
    instead("clearRect", function () {  // what was painted before is gone
        window.painted = (window.painted ?? []).filter(one => one.plane !== (this.canvas.className === "plane-canvas"));
    });
    instead("beginPath", function () { this.path = []; });
    for (const name of ["moveTo", "lineTo", "arc"]) {
        instead(name, function (...args) { this.path.push([name, ...args]); });
    }
    for (const name of ["stroke", "fill"]) instead(name, function () { note(this, { op: name }); });
    instead("fillRect", function (...box) { note(this, { op: "rect", box }); });
    instead("fillText", function (text) { note(this, { op: "text", text }); });
}"""
PIXELS = """([selector, places]) => {
    const canvas = document.querySelector(selector);
    const { width, height } = canvas;
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return places.map(([x, y]) => [0, 1, 2].map(c => data[4 * (Math.floor(y) * width + Math.floor(x)) + c]));
}"""
UNITS = """nodes => Object.fromEntries(nodes.map(({ dataset: { unit }, style: { left, top, width } }) =>
    [unit, [left, top].map(edge => parseFloat(edge) + parseFloat(width) / 2)]))"""


def painted(page, change):
    """Return what is painted, on the network and on the plane, after a change of the state, a script."""
    page.evaluate("window.painted = []")
    page.evaluate(change)
    page.wait_for_function(
        "window.painted.length > 0 && document.querySelector('.count').textContent.startsWith('step ')"
    )
    found = page.evaluate("window.painted")
    return [one for one in found if not one["plane"]], [one for one in found if one["plane"]]


def pieces(one):
    """Return the segments of a path that moves to a place and draws a line from there, shape (n, 4)."""
    return np.reshape([place[1:] for place in one["path"]], (-1, 4))


def run_of(page):
    """Return the library's run of the state of a page."""
    widget = LearningNetwork()
    names = sorted(set(widget._state()) - {"problems"})
    widget.set_state(page.evaluate("names => Object.fromEntries(names.map(n => [n, learningNetwork.get(n)]))", names))
    return widget.run()


def edges(run, units, unit):
    """Return for each weight its l, j, k, and its line from the unit below to the unit above."""
    for l, n in enumerate(run.network.sizes[1:], 1):
        for j in range(n):
            for k in range(run.network.sizes[l - 1]):
                (x0, y0), (x1, y1) = units[f"{l - 1},{k}"], units[f"{l},{j}"]
                yield (l, j, k), (x0 + unit / 2 + 1, y0, x1 - unit / 2 - 1, y1)


def share(g):
    """Return the share of its edge that a derivative fills."""
    return np.clip(1 + np.log10(np.abs(g)) / 5, 0, 1)


def lines_of(network, alpha):
    """Return the lines of weights as {place: (colour, dashed, width)}."""
    return {
        tuple(np.round(line, 1)): (one["stroke"], one["dashed"], one["width"])
        for one in network
        if one["op"] == "stroke" and one["alpha"] == alpha and one["path"]
        for line in pieces(one)
    }


def assert_edges(network, run, gradient, units, unit, learned=1):
    """Compare weights and derivatives with what is painted where the output is chosen."""
    found, bars = lines_of(network, 0.6), lines_of([one for one in network if one["width"] == 2.5], 1)
    bars = {place: look for place, look in bars.items() if np.hypot(*np.subtract(place[:2], place[2:])) > 7.2}
    expected, ends = {}, {}
    for (l, j, k), line in edges(run, units, unit):
        w, g = run.network.W[l][j, k], gradient.W[l][j, k]
        look = LIGHT["negative" if w < 0 else "positive"], bool(w < 0)
        expected[tuple(np.round(line, 1))] = (*look, np.clip(np.floor(1.5 + 2 * abs(w)) / 2 + 0.5, 1, 6))
        along = np.subtract(line[2:], line[:2])
        aside = np.array([-along[1], along[0]]) / np.hypot(*along) * 3.5
        begin, back = line[2:] + aside, share(g) * along
        if l >= learned and np.hypot(*back) > 7.2:
            place = tuple(np.round([*begin, *(begin - back)], 1))
            ends[place] = (LIGHT["negative" if g < 0 else "positive"], bool(g < 0), 2.5)
    assert found == expected
    assert len(bars) == len(ends)
    for place, look in ends.items():
        near = min(bars, key=lambda other, place=place: np.abs(np.subtract(other, place)).max())
        np.testing.assert_allclose(near, place, atol=0.11)
        assert bars[near] == look


def assert_errors(network, D, lowest, columns):
    """Compare the histograms of δ from a layer upwards with the library's counts."""
    bars = [one for one in network if one["op"] == "rect" and one["box"][2] < 12]
    assert len(bars) == 2 * 16 * (len(D) - lowest)
    for n, l in enumerate(range(lowest, len(D))):
        up, down = (np.array([one["box"] for one in bars[32 * n + at :][:16]]) for at in (0, 16))
        assert [bars[32 * n + at]["fill"] for at in (0, 16)] == [LIGHT["positive"], LIGHT["negative"]]
        sizes = np.log10(np.abs(D[l]) + 1e-99)
        bins = np.clip(np.floor((sizes + 7) * 2), 0, 15)
        counts = [np.bincount(bins[sign * D[l] > 0].astype(int), minlength=16) for sign in (1, -1)]
        most = np.max(counts)
        for boxes, count in zip((up, down), counts, strict=True):
            np.testing.assert_allclose(boxes[:, 3] / max(up[:, 3].max(), down[:, 3].max()), count / most, atol=1e-6)
        np.testing.assert_allclose(up[:, 1] + up[:, 3], down[:, 1])
        assert up[:, 0].mean() + up[0, 2] / 2 == pytest.approx(columns[l], abs=0.6)
        assert (np.diff(up[:, 0]) > 0).all()


def colours_of(values, ends, middle, reach, strength):
    """Return the colours of values from one end to the other, over white."""
    low, high = (np.array([int(end[i : i + 2], 16) for i in (1, 3, 5)]) for end in ends)
    shares = np.clip((np.ravel(values) - middle) / reach, -1, 1)[:, None]
    return 255 + np.abs(shares) * strength * (np.where(shares < 0, low, high) - 255)


def assert_map(page, selector, corner, side, values, output):
    """Compare the middles of some cells of a map with the colours of an activation's values, shape (GRID, GRID)."""
    cells = np.array([(row, column) for row in range(3, 29, 5) for column in range(3, 29, 5)])
    places = np.array(corner) + (cells[:, ::-1] + 0.5) * side / GRID
    got = np.array(page.evaluate(PIXELS, [selector, places.tolist()]))
    ends, signed = (CLASSES, (0.5, 0.5, 0.5)), ((LIGHT["negative"], LIGHT["positive"]), (0, 1, 0.85))
    ends, scale = ends if output else signed
    wanted = colours_of(values[tuple(cells.T)], ends, *scale)
    assert np.quantile(np.abs(got - wanted).max(axis=1), 0.8) < 16


def values_over(run, limits):
    """Return all activations over the plane, each of shape (GRID, GRID, n_l), from the top."""
    left, right, bottom, top = limits
    steps = (np.arange(GRID) + 0.5) / GRID
    x, y = np.meshgrid(left + steps * (right - left), top - steps * (top - bottom))
    A = run.network.forward(np.column_stack([x.ravel(), y.ravel()])).A
    return [a.reshape(GRID, GRID, -1) for a in A]


def limits_of(run):
    """Return the square around all points, with the margin of the page."""
    X = np.concatenate([run.training[0], run.held_out[0]])
    low, high = X.min(axis=0), X.max(axis=0)
    half, middle = (high - low).max() * 0.58, (low + high) / 2
    return np.column_stack([middle - half, middle + half]).ravel()


def test_the_picture_that_stands_in_is_drawn_as_the_library_says():
    widget = LearningNetwork("two moons", [3], steps=60)
    units, plane, costs, _ = widget.figure().axes
    run = widget.run()
    gradient, (training, held) = run.gradient(), widget.data()
    values = values_over(run, limits_of(run))
    shown = [image.get_array() for image in units.images]
    for j in range(3):
        np.testing.assert_allclose(shown[2 + j][::-1], values[1][..., j], atol=0.05)
    heights = lambda n: (n - 1) / 2 - np.arange(n)  # noqa: E731
    for l in (1, 2):
        W, G = run.network.W[l], gradient.W[l]
        ends = {
            (round(float(low), 2), round(float(high), 2)): (j, k)
            for j, high in enumerate(heights(len(W)))
            for k, low in enumerate(heights(W.shape[1]))
        }
        for n, (kind, negative) in enumerate((kind, negative) for kind in "WG" for negative in (False, True)):
            found = units.collections[4 * (l - 1) + n]
            assert to_hex(found.get_colors()[0]) == LIGHT["negative" if negative else "positive"]
            assert (found.get_linestyles()[0][1] is not None) == negative
            if kind == "W":
                places = {ends[round(a[1], 2), round(b[1], 2)] for a, b in found.get_segments()}
                assert places == set(map(tuple, np.argwhere((W < 0) == negative).tolist()))
                continue
            reach = sorted(begin[0] - end[0] for begin, end in found.get_segments())
            shares = share(G[(G < 0) == negative])
            np.testing.assert_allclose(reach, np.sort(shares[shares > 0]) * (2.4 - 0.76), atol=1e-6)
    bars = [one for one in units.patches if one.get_fill()]
    assert {(to_hex(one.get_facecolor()), one.get_height() > 0) for one in bars if one.get_height()} == {
        (LIGHT["positive"], True),
        (LIGHT["negative"], False),
    }
    names = [text.get_text() for text in units.texts]
    assert names == ["input", "hidden layer 1", r"$\delta^1$", "output", r"$\delta^2$"]
    np.testing.assert_allclose((*plane.get_xlim(), *plane.get_ylim()), limits_of(run))
    measured = run.measured()
    last = [line.get_ydata()[-1] for line in costs.lines]
    np.testing.assert_allclose(last, [measured.cost, measured.validation_cost])
    marks = [np.transpose(line.get_data()) for line in plane.lines]
    for found, (X, Y), label in zip(marks, (held, held, training, training), (0, 1, 0, 1), strict=True):
        np.testing.assert_array_equal(found, X[Y[:, 0] == label])


@pytest.mark.browser
def test_the_network_and_the_plane_are_painted_as_the_library_says(open_page):
    page = open_page(LearningNetwork(hidden=[3]))
    page.evaluate(SPY)
    network, plane = painted(page, "learningNetwork.set('problem', 'two moons'); learningNetwork.set('steps', 120)")
    run, limits = run_of(page), limits_of(run_of(page))
    units = page.locator(".unit").evaluate_all(UNITS)
    unit = page.locator(".unit").first.evaluate("node => parseFloat(node.style.width)")
    columns = [units[f"{l},0"][0] for l in range(3)]
    gradient = run.gradient()
    assert_edges(network, run, gradient, units, unit)
    assert_errors(network, gradient.D, 1, columns)
    values = values_over(run, limits)
    for l, j in ((1, 0), (1, 1), (1, 2), (2, 0)):
        corner = np.subtract(units[f"{l},{j}"], unit / 2)
        assert_map(page, ".stage canvas", corner, unit, values[l][..., j], l == 2)
    side = page.locator(".plane-canvas").evaluate("node => node.width")
    place = lambda X: (X - limits[::3]) / (limits[1::-1] - limits[0])[0] * side * [1, -1]  # noqa: E731
    assert_map(page, ".plane-canvas", (0, 0), side, values[2][..., 0], True)
    for (X, Y), op in ((run.training, "fill"), (run.held_out, "stroke")):
        for kind, ink in enumerate(CLASSES):
            (marks,) = [one for one in plane if one["op"] == op and one[op] == ink and one["width"] < 1.5]
            starts = np.array([step[1:3] for step in marks["path"] if step[0] == "moveTo"])
            radius = 3.6 if op == "fill" else 2.5
            shift = (-radius, 0) if kind == 0 else (0, 1.3 * radius)
            np.testing.assert_allclose(starts + shift, place(X[Y[:, 0] == kind]), atol=0.2)
            assert ("arc" in [step[0] for step in marks["path"]]) == (kind == 0)

    def level(unit):
        """Return what a unit answers along the line of the plane."""
        (line,) = [one for one in plane if one["op"] == "stroke" and one["width"] == 1.75]
        ends = pieces(line).reshape(-1, 2) / side * [1, -1] * (limits[1] - limits[0]) + limits[::3]
        assert len(ends) > 8
        return run.network.forward(ends).A[unit[0]][:, unit[1]]

    np.testing.assert_allclose(level((2, 0)), 0.5, atol=0.04)
    network, plane = painted(page, "learningNetwork.set('selected', [1, 2])")
    np.testing.assert_allclose(level((1, 2)), 0, atol=0.04)
    assert_map(page, ".plane-canvas", (0, 0), side, values[1][..., 2], False)
    clear = {tuple(np.round(line, 1)) for (l, j, k), line in edges(run, units, unit) if (j if l == 1 else k) == 2}
    assert set(lines_of(network, 0.6)) == clear
    assert len(lines_of(network, 0.16)) >= 6
    painted(page, "learningNetwork.set('selected', [2, 0])")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"window.painted.some(one => one.stroke === '{DARK['positive']}')")


@pytest.mark.browser
def test_slow_motion_lights_where_it_is_and_shows_what_is_known(open_page):
    page = open_page(LearningNetwork(hidden=[3], steps=60))
    page.evaluate(SPY)
    run = run_of(page)
    order = Generator(0, 2)
    batch = [order.shuffled(200) for _ in range(4)][-1][:10]
    gradient = run.network.gradient(run.training[0][batch], run.training[1][batch])
    units = page.locator(".unit").evaluate_all(UNITS)
    unit = page.locator(".unit").first.evaluate("node => parseFloat(node.style.width)")
    columns = [units[f"{l},0"][0] for l in range(3)]
    half, wide = unit / 2, page.locator(".stage").evaluate("node => node.clientWidth")
    at, between = [(x - half, x + half) for x in columns], [(columns[l] + half, columns[l + 1] - half) for l in (0, 1)]
    forward = [(columns[l] + half, columns[l + 1] + half) for l in (0, 1)]
    spans = [at[0], *forward, at[2], at[2], between[1], at[1], between[0], (0, wide)]
    lit = [[0], [1], [2], [], [2], [], [1], [], []]
    for stage, (span, layers) in enumerate(zip(spans, lit, strict=True), 1):
        network, plane = painted(page, f"learningNetwork.set('stage', {stage})")
        bands = [one["box"] for one in network if one["op"] == "rect" and one["fill"] == LIGHT["lit"]]
        assert len(bands) == 1
        x, _, across, _ = bands[0]
        np.testing.assert_allclose((x, x + across), span, atol=7, err_msg=f"stage {stage}")
        pressed = page.locator(".unit[data-lit]").evaluate_all("nodes => nodes.map(n => +n.dataset.unit[0])")
        assert sorted(set(pressed)) == layers
        assert_edges(network, run, gradient, units, unit, learned=3 - (stage >= 6) - (stage >= 8))
        assert_errors(network, gradient.D, 3 - (stage >= 5) - (stage >= 7), columns)
        rings = [one["path"][0][1:3] for one in plane if one["op"] == "stroke" and one["width"] == 2]
        assert len(rings) == 10
    X, (left, right, _, top) = run.training[0][batch], limits_of(run)
    side = page.locator(".plane-canvas").evaluate("node => node.width")
    np.testing.assert_allclose(rings, (X - [left, top]) / (right - left) * side * [1, -1], atol=0.2)


@pytest.mark.browser
def test_the_curves_are_the_run(open_page):
    page = open_page(LearningNetwork("two moons", [3, 2], learning_rate=1.0, steps=130))
    page.wait_for_function("document.querySelector('.count').textContent.startsWith('step 130')")
    widget = LearningNetwork("two moons", [3, 2], learning_rate=1.0)
    run, rows = widget.run(0), []
    for step in range(131):
        run.advance(step)
        rows.append((*run.measured(), *run.norms()))
    cost, accuracy, held_cost, held_accuracy, *norms = np.array(rows).T
    points = "d => (d ?? '').slice(1).split('L').filter(Boolean).map(point => point.split(',').map(Number))"
    read = f"nodes => nodes.map(n => n.getAttribute('d')).map({points})"

    def compare(points, heights):
        np.testing.assert_allclose(points, np.column_stack([44 + np.arange(131) / 200 * 206, heights]), atol=0.06)

    highest = 1.0
    while highest < max(cost.max(), held_cost.max()):
        highest *= 2
    trained, held = (page.locator(f".cost .curve.{one}").evaluate_all(read) for one in ("training", "held"))
    for points, costs, shares in ((trained, cost, accuracy), (held, held_cost, held_accuracy)):
        compare(points[0], 142 - costs / highest * 132)
        compare(points[1], 200 - shares * 40)
    lines = page.locator(".norms .curve").evaluate_all(read)
    assert [len(line) for line in lines] == [131] * 3 + [0] * 2
    for line, norm in zip(lines, norms, strict=False):
        compare(line, 142 - (np.log10(norm) + 7) / 8 * 132)
    texts = {one: page.locator(f".{one} text").all_text_contents() for one in ("cost", "norms")}
    assert texts["cost"][0] == texts["norms"][0] == "200"
    assert f"{highest:g}" in texts["cost"]
    heights = [float(one.get_attribute("y")) for one in page.locator(".norms text.layer").all()[:3]]
    assert page.locator(".norms text.layer").all_text_contents() == ["layer 1", "layer 2", "layer 3", "", ""]
    assert np.argsort(heights).tolist() == np.argsort([-norm[-1] for norm in norms]).tolist()
    assert np.diff(np.sort(heights)).min() >= 12.9
    words = page.locator(".curve-key").text_content()
    shown = [float(one) for one in re.findall(r"[\d.]+\d", words)]
    last = [cost[-1], held_cost[-1], 100 * accuracy[-1], 100 * held_accuracy[-1]]
    np.testing.assert_allclose(shown, last, rtol=0.06)
    told = page.locator("svg.cost").get_attribute("aria-label")
    assert told == f"Cost from {cost[0]:.2g} to {cost[-1]:.2g} in 130 steps; held out {held_cost[-1]:.2g}."
    told = page.locator("svg.norms").get_attribute("aria-label")
    assert re.findall(r"layer (\d), ([\d.]+\d)", told) == [(str(l), f"{one[-1]:.2g}") for l, one in enumerate(norms, 1)]
