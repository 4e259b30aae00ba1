#!/usr/bin/env python3
"""What both ways have made of each kind of data after 3,000 steps, for the picture of the explorer: writes made.json.

python tools/two_ways.py    # a minute or two

Of each kind: the points made by the game and by diffusion, in hundredths, what D says of a grid, in percent, and of
some made points the gradient that G hears, in tenths.
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bplib.data.points import modes  # noqa: E402
from bplib.generative.diffusion import noise_of  # noqa: E402
from bplib.plotting.two_ways import ARROWS, WISHES, square_grid  # noqa: E402
from bplib.widgets.two_ways.run import (  # noqa: E402
    LAST_STEP,
    Denoiser,
    Game,
    chance_of_the_way,
    clouds_of,
    codes,
)

TARGET = ROOT / "bplib" / "widgets" / "two_ways" / "made.json"
KINDS, SHOWN, GRID, LEVEL = ("ring", "spiral", "moons"), 240, 24, 0.3


def whole(values, factor: int) -> list[int]:
    """Return values in such parts, as whole numbers."""
    return np.rint(factor * np.asarray(values)).astype(int).ravel().tolist()


def learnt(kind: str) -> dict:
    """Return what both ways have come to after their last step."""
    game, denoiser = Game(kind, [], 0), Denoiser(kind, [], 0)
    for _ in range(LAST_STEP):
        game.round("-ln D", 1)
        denoiser.step()
    by_game, by_diffusion = game.G.predict(codes(0)), denoiser.way(*chance_of_the_way(0))[-1]
    if clouds := clouds_of(kind, []):
        print(kind, *(modes(points, clouds)[:2] for points in (by_game, by_diffusion)))
    grid = square_grid(ARROWS)
    return {
        "game": whole(by_game[:SHOWN], 100),
        "diffusion": whole(by_diffusion[:SHOWN], 100),
        "field": whole(game.D.predict(square_grid(GRID)), 100),
        "wishes": whole(game.wishes(by_game[:WISHES], "-ln D"), 10),
        "noise": whole(noise_of(denoiser.network)(grid, LEVEL), 10),
    }


if __name__ == "__main__":
    text = json.dumps({kind: learnt(kind) for kind in KINDS}, separators=(",", ":"))
    TARGET.write_text(text.replace('},"', '},\n"').replace('],"', '],\n"') + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
