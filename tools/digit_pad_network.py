#!/usr/bin/env python3
"""The network that ships with the digit pad: trains it and writes bplib/widgets/digit_pad/network.json.

python tools/digit_pad_network.py          # train (a few minutes), write, and say how good it is
python tools/digit_pad_network.py measure  # only say how good the stored one is

It learns from four fifths of the library's digits, from the same digits turned, slanted, narrowed and made thicker or
thinner, and from strokes as they are drawn on the pad, each of them brought to 8 by 8 as the pad does it.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import map_coordinates

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bplib.data import datasets  # noqa: E402
from bplib.data.classes import one_hot  # noqa: E402
from bplib.network import Network  # noqa: E402
from bplib.optimizers import AdamW  # noqa: E402
from bplib.training import train  # noqa: E402
from bplib.widgets.digit_pad.examples import EXAMPLES, STYLES  # noqa: E402
from bplib.widgets.digit_pad.reduction import FIELD, blocks, reduced  # noqa: E402

TARGET = ROOT / "bplib" / "widgets" / "digit_pad" / "network.json"
SIZES = [64, 40, 10]
COPIES, DRAWN = 16, 12_000  # of each digit; strokes
RASTER = 80  # pixels across and down, on which a digit is blown up


# --- digits of the data set, drawn otherwise


def blown_up(picture, turn=0.0, slant=0.0, across=1.0, down=1.0, place=(0.0, 0.0), threshold=0.5):
    """Return a digit of 8 by 8 as a bitmap, shape (80, 80); ``across`` and ``down`` are sizes, 1 fills four fifths."""
    axis = (np.arange(RASTER) + 0.5) / RASTER * 10 - 5  # 8 of 10 units are the picture
    x, y = np.meshgrid(axis - place[0], axis - place[1])
    x, y = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    x = (x + slant * y) / across
    ink = map_coordinates(picture.reshape(8, 8), [y / down + 3.5, x + 3.5], order=1, mode="constant")
    return ink > threshold


def scanned(bitmap):
    """Return a bitmap as 64 numbers: cropped, scaled into the 32 by 32 field, centred, and counted by blocks."""
    rows, columns = np.flatnonzero(bitmap.any(axis=1)), np.flatnonzero(bitmap.any(axis=0))
    if not len(rows):
        return np.zeros(64)
    high, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    scale = max(high, wide) / FIELD
    at = (np.arange(FIELD) + 0.5 - FIELD / 2) * scale
    i = np.floor(rows[0] + high / 2 + at).astype(int)
    j = np.floor(columns[0] + wide / 2 + at).astype(int)
    inside = np.ix_((i >= rows[0]) & (i <= rows[-1]), (j >= columns[0]) & (j <= columns[-1]))
    field = np.zeros((FIELD, FIELD), bool)
    field[inside] = bitmap.take(i, 0, mode="clip").take(j, 1, mode="clip")[inside]
    return blocks(field)


def varied(picture, rng):
    """Return a digit turned, slanted, narrowed, thicker or thinner."""
    across, down = np.exp(rng.uniform(np.log(0.6), np.log(1.2))), rng.uniform(0.75, 1.2)
    turn, slant = rng.normal(0, np.radians(8)), rng.normal(0, 0.12)
    return scanned(blown_up(picture, turn, slant, across, down, threshold=rng.uniform(0.3, 0.7)))


WAYS = {  # how test digits are drawn on the pad
    "as they are": {},
    "large": {"across": 1.22, "down": 1.22},
    "small": {"across": 0.6, "down": 0.6},
    "small, in a corner": {"across": 0.6, "down": 0.6, "place": (-2, 2)},
    "narrow": {"across": 0.7},
}


# --- strokes


def drawn(digit, rng):
    """Return a digit as somebody may draw it: one of the styles, turned, slanted, stretched and shaky, at 8 by 8."""
    style = (EXAMPLES[digit], *STYLES.get(digit, ()))[rng.integers(1 + len(STYLES.get(digit, ())))]
    turn, slant, across = rng.normal(0, np.radians(7)), rng.normal(0, 0.15), np.exp(rng.normal(0, 0.2))
    A = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[across, slant], [0, 1]]
    bend = rng.normal(0, 8, (4, 2))
    strokes = []
    for stroke in style:
        points = np.reshape(stroke, (-1, 2)) - 128.0
        waves = np.stack(
            [np.sin(points[:, 1] / 40), np.cos(points[:, 1] / 40), np.sin(points[:, 0] / 40), points[:, 0] / 80]
        )
        strokes.append((points @ A.T + waves.T @ bend + rng.normal(0, 3, points.shape) + rng.normal(0, 3, 2)).ravel())
    return reduced(strokes)


def strokes_of(m, seed):
    """Return (X, Y) of ``m`` drawn digits."""
    rng = np.random.default_rng(seed)
    labels = np.arange(m) % 10
    return np.array([drawn(digit, rng) for digit in labels]), one_hot(labels, 10)


# --- train and measure


def parts():
    """Return ((X, Y) to learn from, (X, Y) held out): the split of lesson 4."""
    return datasets.split(*datasets.digits(), 0.2, np.random.default_rng(1))


def trained() -> Network:
    """Return the network, its parameters rounded to three decimals."""
    (X, Y), _ = parts()
    rng = np.random.default_rng(0)
    copies = [np.array([varied(x, rng) for x in X]) for _ in range(COPIES)]
    strokes, labels = strokes_of(DRAWN, 1)
    X, Y = np.concatenate([X, X, *copies, strokes]), np.concatenate([Y] * (COPIES + 2) + [labels])
    network = Network(SIZES, "sigmoid softmax", "cross_entropy", rng=rng)
    for rate in (3e-3, 1e-3, 3e-4):
        optimizer = AdamW(rate, weight_decay=0.05)
        train(network, X, Y, epochs=25, batch_size=64, optimizer=optimizer, rng=rng)
    network.theta = np.round(network.theta, 3)
    return network


def measured(network, every: int = 1) -> dict[str, float]:
    """Return the shares that are right: of the test digits as stored and drawn on the pad, and of strokes.

    ``every`` 3 takes a third of them.
    """
    X, Y = (values[::every] for values in parts()[1])
    found = {"test digits": network.accuracy(X, Y)}
    for name, way in WAYS.items():
        found[f"on the pad, {name}"] = network.accuracy(np.array([scanned(blown_up(x, **way)) for x in X]), Y)
    found["strokes"] = network.accuracy(*strokes_of(1000 // every, 2))
    examples = np.array([reduced(strokes) for strokes in EXAMPLES])
    found["examples"] = network.accuracy(examples, np.eye(10))
    return found


def stored() -> Network:
    """Return the network of the file."""
    found = json.loads(TARGET.read_text(encoding="utf-8"))
    network = Network(found["sizes"], found["activations"], found["loss"], rng=np.random.default_rng(0))
    network.theta = found["theta"]
    return network


def main(arguments: list[str]) -> int:
    """Train and write, or only measure."""
    if arguments != ["measure"]:
        network = trained()
        names = [f.name for f in network.f[1:]]
        values = {"sizes": SIZES, "activations": names, "loss": network.loss.name, "theta": network.theta.tolist()}
        TARGET.write_text(json.dumps(values, separators=(",", ":")) + "\n", encoding="utf-8")
    for name, share in measured(stored()).items():
        print(f"{name:30s} {share:.1%}")
    print(f"{TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
