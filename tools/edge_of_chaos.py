#!/usr/bin/env python3
"""What ships with the map of the edge of chaos: writes bplib/widgets/edge_of_chaos/plane.json.

python tools/edge_of_chaos.py          # a minute or two

ln χ₁ of tanh at the middles of 40 by 25 cells of the plane of σ_w² and σ_b², the line on which it is 0, and how much
deep networks learn that begin at 28 places of the plane (``trainability``).
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bplib.activations import tanh  # noqa: E402
from bplib.depth.mean_field import MeanField, critical_weights  # noqa: E402
from bplib.widgets.edge_of_chaos.plane import CELLS, LINE, middles  # noqa: E402
from bplib.widgets.edge_of_chaos.trainability import BIASES, SEEDS, WEIGHTS, share_learnt  # noqa: E402

TARGET = ROOT / "bplib" / "widgets" / "edge_of_chaos" / "plane.json"


def log_chi() -> list[float]:
    """Return ln χ₁ row by row, the smallest σ_b² first."""
    across, up = middles()
    values = [np.log(MeanField(tanh, w, b).chi()) for b in up for w in across]
    assert len(values) == CELLS[0] * CELLS[1]
    return [round(float(value), 3) for value in values]


def trained() -> list[dict]:
    """Return the mean share over the seeds at each place."""
    places = [(w, b) for b in BIASES for w in WEIGHTS]
    shares = [np.mean([share_learnt(w, b, seed) for seed in SEEDS]) for w, b in places]
    return [
        {"weights": w, "biases": b, "share": round(float(share), 3)}
        for (w, b), share in zip(places, shares, strict=True)
    ]


if __name__ == "__main__":
    line = [[round(critical_weights(tanh, b), 4), b] for b in LINE]
    TARGET.write_text(json.dumps({"log_chi": log_chi(), "line": line, "trained": trained()}) + "\n")
    print(f"wrote {TARGET.relative_to(ROOT)}, {TARGET.stat().st_size} bytes")
