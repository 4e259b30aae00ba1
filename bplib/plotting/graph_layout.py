"""Where the nodes and edges of a computational graph are drawn, in units of about one screen pixel with y downwards.

A layered drawing in four steps: each node gets a column, the longest way from an input;
each column an order in which few edges cross; each node a height near its neighbours; each edge a route and a place for
its label.  The explorer in the browser computes the same layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

BOX_WIDTH, BOX_HEIGHT = 100, 58
COLUMN, ROW, LANE = 182, 88, 34  # from column to column, from node to node, and for an edge that passes a column
LABEL_WIDTH, LABEL_HEIGHT, MARGIN = 58, 19, 14
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66)  # where on a piece of an edge its label may be
ENOUGH = 4  # free space between labels that is not worth improving
CLEAR = 14  # as near, in either direction, a label lies on the line of another edge
ALONG = tuple(i / 10 for i in range(1, 10))  # where on a piece another edge is looked at

Point = tuple[float, float]


def layout(parents: Sequence[Sequence[int]]) -> dict:
    """Return the places for a graph given by the parents of each node: earlier nodes, twice if used twice.

    ``nodes[i]`` is the centre of a node; each of ``edges`` has ``parent``, ``child``, ``slot`` (the number among the
    parents of the child), the ``points`` that it passes and the place of its ``label``.
    """
    n = len(parents)
    rank = ranks(parents)
    spots, links = list(rank), [[] for _ in parents]  # nodes, then the bends of edges that pass columns
    edges = []
    for child, its_parents in enumerate(parents):
        for slot, parent in enumerate(its_parents):
            way = [parent]
            for column in range(rank[parent] + 1, rank[child]):
                links.append([way[-1]])
                spots.append(column)
                way.append(len(spots) - 1)
            links[child].append(way[-1])
            edges.append({"parent": parent, "child": child, "slot": slot, "way": [*way, child]})
    back = [[] for _ in spots]
    for spot, others in enumerate(links):
        for other in others:
            back[other].append(spot)
    columns = [[spot for spot, column in enumerate(spots) if column == r] for r in range(max(rank) + 1)]
    near = [links[spot] + back[spot] for spot in range(len(spots))]
    for edge in edges:
        for bend in edge["way"][1:-1]:
            near[bend] = edge["way"]  # a long edge runs level where it can
    y = _heights(_ordered(columns, links, back), links, near, n)
    half = [BOX_HEIGHT / 2 if spot < n else LANE / 2 for spot in range(len(spots))]
    lift = MARGIN - min(height - h for height, h in zip(y, half, strict=True))
    place = [(MARGIN + BOX_WIDTH / 2 + column * COLUMN, height + lift) for column, height in zip(spots, y, strict=True)]
    for edge in edges:
        edge["points"] = _route(edge, edges, place)
    for edge, label in zip(edges, _label_places([edge["points"] for edge in edges]), strict=True):
        edge["label"] = label
        del edge["way"]
    return {
        "width": 2 * MARGIN + BOX_WIDTH + (len(columns) - 1) * COLUMN,
        "height": max(height + h for (_, height), h in zip(place, half, strict=True)) + MARGIN + 14,
        "nodes": place[:n],
        "edges": edges,
    }


def ranks(parents: Sequence[Sequence[int]]) -> list[int]:
    """Return the column of each node, the longest way from an input; inputs stand before the first that needs them."""
    rank = []
    for its_parents in parents:
        rank.append(1 + max(rank[p] for p in its_parents) if its_parents else 0)
    users = [
        [rank[child] for child, its_parents in enumerate(parents) if i in its_parents] for i in range(len(parents))
    ]
    return [min(users[i]) - 1 if users[i] and not parents[i] else rank[i] for i in range(len(parents))]


def crossings(columns: Sequence[Sequence[int]], links: Sequence[Sequence[int]]) -> int:
    """Return how many pairs of edges between neighbouring columns cross."""
    number = 0
    for left, right in pairwise(columns):
        ends = [(left.index(other), to) for to, spot in enumerate(right) for other in links[spot]]
        number += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :])
    return number


def point_at(start: Point, end: Point, t: float) -> Point:
    """Return the point at t in [0, 1] of a piece of an edge, a cubic curve that leaves and arrives level."""
    s, middle = 1 - t, (start[0] + end[0]) / 2
    x = s * s * s * start[0] + 3 * s * t * middle + t * t * t * end[0]
    return x, start[1] + (end[1] - start[1]) * t * t * (3 - 2 * t)


def _ordered(columns: list[list[int]], links: list, back: list) -> list[list[int]]:
    """Return the columns in an order with few crossings: sweeps that sort by the mean place of the neighbours."""
    now = best = [list(column) for column in columns]
    fewest = crossings(best, links)
    for sweep in range(12):
        if not fewest:
            break
        now = [list(column) for column in now]
        rightwards = sweep % 2 == 0
        for r in range(1, len(now)) if rightwards else range(len(now) - 2, -1, -1):
            beside, near = (now[r - 1], links) if rightwards else (now[r + 1], back)
            keys = {spot: _mean([beside.index(o) for o in near[spot]], i) for i, spot in enumerate(now[r])}
            now[r] = sorted(now[r], key=keys.get)
        if (number := crossings(now, links)) < fewest:
            fewest, best = number, now
    return best


def _heights(columns: list[list[int]], links: list, near: list, n: int) -> list[float]:
    """Return the height of each spot: near the mean of its neighbours, with a least distance within its column.

    Inputs give way, so that chains of operations run straight: they count little, and not at all where a spot has
    other neighbours.
    """
    is_input = [spot < n and not links[spot] for spot in range(len(links))]
    half = [ROW / 2 if spot < n else LANE / 2 for spot in range(len(links))]
    gaps = [[half[column[i - 1]] + half[spot] if i else 0.0 for i, spot in enumerate(column)] for column in columns]
    weights = [[1 if is_input[spot] else 8 for spot in column] for column in columns]
    guides = [[other for other in others if not is_input[other]] or others for others in near]
    y = [0.0] * len(links)
    for column, column_gaps in zip(columns, gaps, strict=True):
        height = -sum(column_gaps) / 2
        for spot, gap in zip(column, column_gaps, strict=True):
            height += gap
            y[spot] = height
    for sweep in range(100):
        for r in range(len(columns)) if sweep % 2 == 0 else reversed(range(len(columns))):
            wanted = [_mean([y[other] for other in guides[spot]], y[spot]) for spot in columns[r]]
            for spot, height in zip(columns[r], apart(wanted, gaps[r], weights[r]), strict=True):
                y[spot] = height
    return y


def apart(wanted: Sequence[float], gaps: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the heights nearest to the wanted ones (weighted least squares) that keep their order and the gaps above.

    Neighbours that would come too near form a block (pool adjacent violators).
    """
    blocks, offset = [], 0.0  # weighted sum, weight, number of members
    for height, gap, weight in zip(wanted, gaps, weights, strict=True):
        offset += gap
        block = ((height - offset) * weight, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            block = tuple(a + b for a, b in zip(blocks.pop(), block, strict=True))
        blocks.append(block)
    free = [total / weight for total, weight, count in blocks for _ in range(count)]
    offsets = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    return [height + offset for height, offset in zip(free, offsets, strict=True)]


def _route(edge: dict, edges: list[dict], place: list[Point]) -> list[Point]:
    """Return the points of an edge: from the right side of its parent, level through other columns, to its child."""

    def end(other):
        return place[other["way"][-2]][1] + other["slot"] * 1e-6

    siblings = [other for other in edges if other["child"] == edge["child"]]
    port = sum(end(other) < end(edge) for other in siblings) - (len(siblings) - 1) / 2
    (x0, y0), (x1, y1) = place[edge["parent"]], place[edge["child"]]
    points = [(x0 + BOX_WIDTH / 2, y0)]
    for bend in edge["way"][1:-1]:
        x, height = place[bend]
        points += [(x - BOX_WIDTH / 2, height), (x + BOX_WIDTH / 2, height)]
    twins = len(siblings) == 2 and siblings[0]["parent"] == siblings[1]["parent"]
    if twins and len(edge["way"]) == 2:
        points.append(((x0 + x1) / 2, (y0 + y1) / 2 + port * 52))
    return [*points, (x1 - BOX_WIDTH / 2, y1 + port * 22)]


def _label_places(routes: list[list[Point]]) -> list[Point]:
    """Return a place on each edge for its label: each in turn moves to where it is farthest from the others.

    Places that lie on no other edge are tried first: at a crossing a number could belong to either edge.
    """
    lines = [[point_at(*piece, t) for piece in pairwise(points) for t in ALONG] for points in routes]
    choices = []
    for i, points in enumerate(routes):
        others = [point for j, line in enumerate(lines) if j != i for point in line]
        choices.append(sorted(_choices(points), key=lambda place, others=others: _covers(place, others)))
    chosen = [places[0] for places in choices]

    def free(place, i):
        return min((_gap(place, other) for j, other in enumerate(chosen) if j != i), default=ENOUGH)

    for _ in range(4):
        for i, places in enumerate(choices):
            for place in places:
                if min(ENOUGH, free(place, i)) > min(ENOUGH, free(chosen[i], i)):
                    chosen[i] = place
    return chosen


def _choices(points: list[Point]) -> list[Point]:
    if len(points) == 3:
        return [(points[1][0] + dx, points[1][1]) for dx in (0, -8, 8, -16, 16)]
    pieces = list(pairwise(points))[::2]  # the others run level through a column
    return [point_at(start, end, t) for start, end in reversed(pieces) for t in PLACES]


def _covers(place: Point, line: list[Point]) -> bool:
    return any(abs(place[0] - x) < CLEAR and abs(place[1] - y) < CLEAR for x, y in line)


def _gap(place: Point, other: Point) -> float:
    return max(abs(place[0] - other[0]) - LABEL_WIDTH, abs(place[1] - other[1]) - LABEL_HEIGHT)


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
