"""Where the parts of a drawn network are, in units of about one screen pixel with y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

RADIUS, INPUT_RADIUS = 43, 33
LABEL_WIDTH, LABEL_HEIGHT = 56, 30  # room for a number and, below it, its derivative
TOP = 42  # room for the captions
COLUMN_GAP, ENOUGH = 5, 8  # free space between two labels: accepted in a column, and more than is worth moving for


def layout(sizes: Sequence[int], width: float = 0) -> dict:
    """Return the places of units, labels, biases, targets, cost and captions for layers of these sizes, as plain lists.

    ``units[l][j]`` is the centre of a unit, ``labels[l - 1][j][k]`` that of the label of w^l_jk; ``labels_fit[l - 1]``
    says whether all labels of layer l have room at once.  Layers move apart until the whole is ``width`` wide.
    """
    L, tallest = len(sizes) - 1, max(sizes)
    pitch = 128 if tallest <= 3 else 116
    height = TOP + tallest * pitch
    radii = [INPUT_RADIUS] + [RADIUS] * L
    gaps = [226 if n_in * n_out <= 6 else 270 for n_in, n_out in pairwise(sizes)]
    more = max(0.0, width - (INPUT_RADIUS + 12 + sum(gaps) + 202)) / L
    x = [INPUT_RADIUS + 12.0]
    for gap in gaps:
        x.append(x[-1] + gap + more)
    middle = TOP + tallest * pitch / 2
    units = [[[x[l], middle + (j - (n - 1) / 2) * pitch] for j in range(n)] for l, n in enumerate(sizes)]
    placed = [_label_places(units[l - 1], units[l], radii[l - 1], radii[l]) for l in range(1, L + 1)]
    targets = [[x[L] + 82, y] for _, y in units[L]]
    cost = [x[L] + 156, middle]
    captions = ["input"] + [f"hidden layer {l}" if L > 2 else "hidden layer" for l in range(1, L)] + ["output"]
    return {
        "width": cost[0] + 46,
        "height": height,
        "radii": radii,
        "units": units,
        "labels": [places for places, _ in placed],
        "labels_fit": [fit for _, fit in placed],
        "biases": [[[ux, uy - RADIUS - 3] for ux, uy in layer] for layer in units[1:]],
        "targets": targets,
        "cost": cost,
        "captions": [[x[l], 14, text] for l, text in enumerate(captions)]
        + [[targets[0][0], 14, "target"], [cost[0], 14, "cost"]],
    }


def _label_places(sources, goals, r_source: float, r_goal: float) -> tuple[list, bool]:
    """Return the label centres [j][k] along the edges of one layer, and whether no two of them overlap.

    They stand in a column where there is one without overlaps, as near to the middle as it goes.  Otherwise each in
    turn moves along its edge to where it is farthest from all others, from several starting places; the best wins.
    """
    start, end = np.array(sources)[None, :], np.array(goals)[:, None]
    run = end[0, 0, 0] - start[0, 0, 0]
    low, high = (r_source + LABEL_WIDTH / 2 + 5) / run, 1 - (r_goal + LABEL_WIDTH / 2 + 5) / run
    places_on_edge = low + (high - low) * np.array([0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1, 1.0, 0.0])
    candidates = np.stack([start + t * (end - start) for t in places_on_edge]).reshape(len(places_on_edge), -1, 2)
    best = next((column for column in candidates if _smallest_gap(column) >= COLUMN_GAP), None)
    if best is None:
        best = max((_spread(candidates, first) for first in range(len(candidates))), key=_smallest_gap)
    return best.reshape(len(goals), len(sources), 2).round(2).tolist(), bool(_smallest_gap(best) >= 1)


def _spread(candidates: np.ndarray, first: int) -> np.ndarray:
    """Choose one of the candidates (places, labels, 2) for each label, starting from place ``first``; (labels, 2)."""
    labels = np.arange(candidates.shape[1])
    chosen = np.full(len(labels), first)
    for _ in range(4):
        before = chosen.copy()
        for i in labels:
            others = candidates[chosen, labels][labels != i]
            gaps = _gaps(candidates[:, i, None], others[None]).min(axis=1, initial=ENOUGH)
            if gaps.max() > gaps[chosen[i]]:
                chosen[i] = gaps.argmax()
        if (chosen == before).all():
            break
    return candidates[chosen, labels]


def _smallest_gap(centres: np.ndarray) -> float:
    """Return the smallest free distance between any two label boxes around centres (labels, 2)."""
    i, j = np.triu_indices(len(centres), 1)
    return float(_gaps(centres[i], centres[j]).min(initial=ENOUGH))


def _gaps(centres: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the free distance between label boxes around centres (..., 2); negative where two overlap."""
    dx, dy = np.moveaxis(np.abs(centres - others), -1, 0)
    return np.maximum(dx - LABEL_WIDTH, dy - LABEL_HEIGHT)


# --- the picture
