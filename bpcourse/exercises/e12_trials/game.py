"""Task 12.5: two who learn against each other, at the same time or in turns."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake, Part, TrialTask, World

VERDICTS = ("same time only", "both", "neither")
TEMPLATE = """
A, DAMP, PUSH, P, Q = {a}, {damp}, {push}, {p}, {q}


def slopes(x, y):
    return A * (y - Q) + DAMP * (x - P), A * (x - P) + PUSH * (y - Q)
"""


def world(rng, kind: str, right: str, turn: tuple, damp: tuple, far=False, along=False, angle=None) -> World:
    """Return a game in which a step turns by ``turn`` and damps by ``damp``, drawn from these ranges.

    At the same time a step multiplies the distance by ((1 - damp)² + turn²)^½; in turns by 1 - damp, on an ellipse.
    It starts on the long axis of the ellipse if ``along`` is True, else on the short one, or at an ``angle``.
    """
    eta = float(rng.uniform(0.05, 0.2))
    p, q = rng.uniform(8, 12, 2) * rng.choice([-1, 1], 2) if far else (0.0, 0.0)
    a = rng.uniform(*turn) / eta * rng.choice([-1, 1])
    brake = rng.uniform(*damp) / eta
    text = TEMPLATE.format(a=float(a), damp=float(brake), push=float(-brake), p=float(p), q=float(q))
    if angle is None:
        angle = (np.pi / 4 if along == (a > 0) else 3 * np.pi / 4) + rng.uniform(-0.1, 0.1)
    angle += np.pi * rng.integers(2)
    start = (float(p + np.cos(angle)), float(q + np.sin(angle)))
    if far:  # near 0, and so far from the resting point
        start = (float(0.05 * p), float(0.05 * q))
    return World(kind, (Source(text, "slopes"), start, (float(p), float(q)), eta), right)


def _shuffled(rng, worlds: list[World]) -> list[World]:
    return [worlds[i] for i in rng.permutation(len(worlds))]


def _circle(rng, far: bool = False) -> World:
    return world(rng, "elsewhere" if far else "circle", "same time only", (0.3, 0.5), (0, 0), far)


def _wide(rng) -> World:
    """Return a game that brakes x and pushes y: turns stay on a wide ellipse, and it starts on the short axis."""
    eta, turn, sign = float(rng.uniform(0.05, 0.2)), rng.uniform(0.2, 0.3), rng.choice([-1, 1])
    brake = 0.72 * turn
    push = brake / (1 - brake)
    text = TEMPLATE.format(a=float(sign * turn / eta), damp=brake / eta, push=push / eta, p=0.0, q=0.0)
    angle = sign * np.pi / 4 + np.pi * rng.integers(2)
    start = (float(np.cos(angle)), float(np.sin(angle)))
    return World("wide", (Source(text, "slopes"), start, (0.0, 0.0), eta), "same time only")


def _shrinks(rng, far: bool = False, angle: float | None = None) -> World:
    return world(rng, "elsewhere" if far else "shrinks", "neither", (0.1, 0.2), (0.1, 0.2), far, angle=angle)


def _grows(rng) -> World:
    return world(rng, "grows", "both", (0.2, 0.3), (-0.03, -0.022))


def _damped(rng, turn: tuple, damp: tuple, carried: str) -> World:
    """Return a game with a brake; ``carried`` is what turns say that begin where steps at the same time have left."""
    while True:
        drawn = world(rng, "damped", "same time only", turn, damp, along=True)
        slopes, *rest = drawn.given
        if carried_over(slopes.function(), *rest, stops=True) == carried:
            return drawn


def _in_turns_only(rng) -> World:
    return _damped(rng, (0.45, 0.6), (0.015, 0.04), "both")


def _soon_at_rest(rng) -> World:
    """Return a game in which turns lose more in a round than steps at the same time gain."""
    return _damped(rng, (0.5, 0.51), (0.09, 0.11), "same time only")


def circles(rng) -> list[World]:
    """Draw the game x·y, also with a wide ellipse, and one that goes in and starts beside the y axis."""
    return _shuffled(rng, [_circle(rng), _shrinks(rng, angle=np.pi / 2 + 0.005), _wide(rng)])


def damped(rng) -> list[World]:
    """Draw games with a brake, or with the contrary of one."""
    return _shuffled(
        rng, [_shrinks(rng, angle=0.005), _grows(rng), _in_turns_only(rng), _grows(rng), _soon_at_rest(rng)]
    )


def elsewhere(rng) -> list[World]:
    """Draw games whose resting point is not 0."""
    return _shuffled(rng, [_circle(rng, True), _shrinks(rng, True), _grows(rng)])


def path(slopes, start, eta, *, in_turns: bool, steps=500, sign=1, fresh=True, up=1) -> np.ndarray:
    """Return (x, y) after each round, shape (steps, 2); ``fresh``: in turns y sees the new x."""
    (x, y), found = start, []
    for _ in range(steps):
        g_x, g_y = slopes(x, y)
        new = x - sign * eta * g_x
        if in_turns and fresh:
            g_y = slopes(new, y)[1]
        x, y = new, y + sign * up * eta * g_y
        found.append((x, y))
    return np.array(found)


def distances(slopes, start, centre, eta, *, apart=np.hypot, **pieces) -> np.ndarray:
    """Return the distance from the resting point after each round."""
    return apart(*(path(slopes, start, eta, **pieces) - centre).T)


def experiment(
    slopes,
    start,
    centre,
    eta,
    *,
    at=lambda centre: centre,
    grown=lambda d, first: bool(np.nanmax(d) > 10 * first),
    verdict=lambda same, turns: "both" if same and turns else "same time only" if same else "neither",
    apart=np.hypot,
    **pieces,
) -> str:
    """Return the verdict; each keyword is a piece that a flawed experiment may replace."""
    point = at(centre)
    first = apart(start[0] - point[0], start[1] - point[1])
    same, turns = (
        grown(distances(slopes, start, point, eta, in_turns=turn, apart=apart, **pieces), max(first, 1e-12))
        for turn in (False, True)
    )
    return verdict(same, turns)


def carried_over(slopes, start, centre, eta, *, turns_first=False, steps=500, stops=False, at_end=False) -> str:
    """Return the verdict where the second order begins where the first one ended.

    ``stops``: an order ends as soon as it is far away.  ``at_end``: only the last distance is looked at.
    """
    place, away, far = start, {}, 10 * np.hypot(*np.subtract(start, centre))
    for in_turns in (turns_first, not turns_first):
        places = path(slopes, place, eta, in_turns=in_turns, steps=steps)
        beyond = np.hypot(*(places - centre).T) > far
        away[in_turns] = bool(beyond[-1] if at_end else beyond.any())
        place = places[int(np.argmax(beyond)) if stops and beyond.any() else -1]
    if away[False]:
        return "both" if away[True] else "same time only"
    return "neither"


def _flawed(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda *given: experiment(*given, **pieces))


def _any_growth(d: np.ndarray, first: float) -> bool:
    return bool(np.nanmax(d) > first)


MISTAKES = (
    _flawed(
        "turns-like-the-same-time",
        "Turns come out as steps at the same time do. Either y does not meet the x that has just moved: take the "
        "slopes again. Or turns begin where the other order has ended: set x and y to the start again.",
        fresh=False,
    ),
    Mistake(
        "second-begins-where-the-first-ended",
        "The second order begins where the first one has ended. Both begin at the start: set x and y anew before the "
        "second loop.",
        partial(carried_over, stops=True),
    ),
    _flawed(
        "same-time-only-run",
        "It never finds that turns leave the centre. Does it run them, and for some hundred rounds?",
        verdict=lambda same, turns: "same time only" if same else "neither",
    ),
    _flawed(
        "too-few-rounds",
        "It runs too few rounds, and calls what goes away slowly at rest. Take 1,000.",
        steps=60,
    ),
    _flawed(
        "in-turns-only-run",
        "Steps at the same time come out as turns do. Has x moved before the slope for y is taken? At the same time "
        "both slopes are taken first, then both move.",
        verdict=lambda same, turns: "both" if turns else "neither",
    ),
    _flawed(
        "distance-from-zero",
        "The distance is taken from (0, 0). The resting point is what goes nowhere: take it from there.",
        at=lambda centre: (0.0, 0.0),
    ),
    _flawed(
        "any-growth-counts",
        "It calls away whatever was once farther than at the start. In turns the path is an ellipse: it goes out a "
        "little and comes back, for ever. Let it grow tenfold.",
        grown=_any_growth,
    ),
    _flawed(
        "twofold-counts",
        "It calls away what comes back: a wide ellipse goes out to some times the start. Let it grow tenfold.",
        grown=lambda d, first: bool(np.nanmax(d) > 2 * first),
    ),
    _flawed(
        "x-alone-measured",
        "Only x is measured. A start beside the centre looks as near as the centre itself: take both coordinates, "
        "np.hypot(x - centre[0], y - centre[1]).",
        apart=lambda x, _y: abs(x),
    ),
    _flawed(
        "y-alone-measured",
        "Only y is measured. A start beside the centre looks as near as the centre itself: take both coordinates, "
        "np.hypot(x - centre[0], y - centre[1]).",
        apart=lambda _x, y: abs(y),
    ),
    _flawed(
        "signs-exchanged",
        "x goes up and y goes down. It is the other way around.",
        sign=-1,
    ),
    _flawed(
        "neither-and-both-exchanged",
        '"neither" and "both" have changed places. "both" means: both orders go away.',
        verdict=lambda same, turns: "neither" if same and turns else "same time only" if same else "both",
    ),
    _flawed(
        "away-taken-for-stays",
        "Staying is taken for going away.",
        grown=lambda d, first: not bool(np.nanmax(d) > 10 * first),
    ),
)
VARIANTS = {
    "second-begins-where-the-first-ended": [
        partial(carried_over, turns_first=turns_first, steps=steps, **looks)
        for steps in (100, 200, 300, 500, 1000)
        for turns_first in (False, True)
        for looks in ({}, {"stops": True}, {"at_end": True})
    ],
    "too-few-rounds": [partial(experiment, steps=steps) for steps in range(5, 105, 5)],
}
FACTS = {
    "circle": (
        "circle-misjudged",
        "In the game V = a x y steps at the same time go out in a spiral, and turns stay on an ellipse.",
    ),
    "wide": (
        "wide-ellipse-misjudged",
        "In a game that brakes x and pushes y, turns go out to some times the start, and come back.",
    ),
    "shrinks": ("shrinking-misjudged", "In a game with a strong brake both orders come to rest."),
    "grows": ("growth-misjudged", "In a game that pushes both players outwards both orders go away."),
    "damped": (
        "brake-misjudged",
        "In a game with a brake turns come to rest, and steps at the same time go out, slowly.",
    ),
    "elsewhere": ("resting-point-misjudged", "In a game whose resting point is far from (0, 0), and the start near it"),
}
FACTS = {
    kind: (id, f'{words.removesuffix(".")}; there it says "{{said}}", right is "{{right}}".')
    for kind, (id, words) in FACTS.items()
}

GAME = TrialTask(
    id="12.5",
    title="At the same time, or in turns",
    misconceptions="the old x used in turns; too few steps; an ellipse taken for a spiral; distance from 0",
    answer="goes_away",
    difficulty=3,
    minutes=15,
    section="lesson 12, section 4",
    verdicts=VERDICTS,
    facts=FACTS,
    always={
        "neither": "Are there some hundred rounds? In a few nothing goes far.",
        "both": "Does x go down and y go up? When both go down, all games run away.",
    },
    parts=(
        Part("the game x·y", 0.75, circles),
        Part("with a brake, and with a push", 0.75, damped),
        Part("a resting point elsewhere", 0.5, elsewhere),
    ),
    mistakes=MISTAKES,
    variants=VARIANTS,
    hints=(
        "Two loops from the same start. At the same time: both slopes are taken before anybody moves. In turns: x "
        "moves, the slopes are taken again, y moves.",
        "Take np.hypot(x - centre[0], y - centre[1]) after every round, for 1,000 rounds.",
        "It goes away if the largest of these distances is more than ten times the first one.",
    ),
    insight="A sentence about an order of steps is decided by running the other order. Here the order alone makes a "
    "spiral of an ellipse.",
)
