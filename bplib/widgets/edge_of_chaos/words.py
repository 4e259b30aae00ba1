"""What the map of the edge of chaos says in words; ``words.js`` says the same in JavaScript."""

from __future__ import annotations

import numpy as np

from bplib.plotting.number_text import number_text
from bplib.widgets.edge_of_chaos.plane import Point


def short(value: float) -> str:
    """Return three digits of a number."""
    return number_text(float(f"{value:.3g}"))


def verdict(point: Point) -> str:
    """Return in words what becomes of δ and of two inputs."""
    chi, root = short(point.chi), short(np.sqrt(point.chi))
    if point.kind == "edge":
        size = f"The edge: χ₁ = {chi}. δ keeps its size, with the factor √χ₁ = {root} a layer."
    elif point.kind == "order":
        size = f"Order: χ₁ = {chi} < 1. δ vanishes, with the factor √χ₁ = {root} a layer."
    else:
        size = f"Chaos: χ₁ = {chi} > 1. δ explodes, with the factor √χ₁ = {root} a layer."
    return f"{size} {_ends(point)}"


def _ends(point: Point) -> str:
    end = (
        "Two inputs become alike (c* = 1)" if point.cosine > 0.9995 else f"Two inputs end at c* = {short(point.cosine)}"
    )
    if point.depth > 1000:
        return f"{end}, but more slowly than by a factor of e in 1,000 layers (ξ_c): a signal gets far."
    return f"{end}: what is missing to that shrinks by a factor of e in ξ_c = {short(point.depth)} layers."
