#!/usr/bin/env python3
"""The nets that ship with the attention explorer: trains them, writes bplib/widgets/attention_explorer/networks.js.

python tools/attention_networks.py          # train (some ten seconds), write, and say how good they are
python tools/attention_networks.py measure  # only say how good the stored ones are

One block learns to turn ten digits round.  Two blocks learn to look up a value by its key, and one block fails at it.
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bplib.data.sequences import recall, reversal, tokens  # noqa: E402
from bplib.layers.transformer import transformer  # noqa: E402
from bplib.model import Model  # noqa: E402
from bplib.optimizers import Adam  # noqa: E402
from bplib.optimizers.schedules import warm_up  # noqa: E402
from bplib.optimizers.stepping import clip_norm  # noqa: E402
from bplib.widgets.attention_explorer.trained import FIRST, NAMES, OPTIONS, SIZES, model_of, networks, packed  # noqa: E402

TARGET = ROOT / "bplib" / "widgets" / "attention_explorer" / "networks.js"
HEAD = """// The trained nets: sizes, and parameters as float16 in base64; tools/attention_networks.py writes this file.
export const NETWORKS = """
DIGITS = {"vocabulary": 10, "T": 10, "causal": False, "every": True, "answers": 10}
PAIRS = {"vocabulary": 16, "T": 13, "causal": True, "every": False, "answers": 8}
RECIPES = {  # sizes, updates, seed
    "reversal": ({**DIGITS, "blocks": 1}, 300, 0),
    "recall": ({**PAIRS, "blocks": 2}, 700, 0),
    "recall, one block": ({**PAIRS, "blocks": 1}, 700, 10),
}
RATE, BATCH, LONGEST = 0.003, 64, 1.0  # of Adam; examples; of a gradient
FRESH, FRESH_SEED = 4096, 4


def examples(name, m, rng):
    """Return tokens, (m, T), and answers of one of the tasks."""
    return tokens(*(reversal(10, m, rng) if name == "reversal" else recall(6, m, rng)))


def trained(name) -> dict:
    """Return the sizes of a net and its parameters as text."""
    sizes, updates, seed = RECIPES[name]
    sizes = {**sizes, "d": 32, "hidden": 64}
    layers = transformer(*(sizes[size] for size in SIZES), **{option: sizes[option] for option in OPTIONS})
    rng = np.random.default_rng(seed)
    model = Model(layers, rng=rng)
    falling = warm_up(lambda t: RATE * min(1, 2 * (1 - (t + 1) / (updates + 1))), 50)
    adam, grad = Adam(falling, beta2=0.98), model.empty_gradient()
    for _ in range(updates):
        model.learn_from(*examples(name, BATCH, rng), grad, rng=rng)
        clip_norm(grad.flat, LONGEST)
        adam.step(model.parameters, grad, overwrite=True)
    return {**sizes, "weights": packed(model.theta)}


def measured(name) -> float:
    """Return the share of right answers to fresh examples."""
    return float(model_of(name).accuracy(*examples(name, FRESH, np.random.default_rng(FRESH_SEED))))


def write(nets) -> None:
    """Write the nets, each in a line of its own."""
    first = {name: {**net, "first": FIRST[name]} for name, net in nets.items()}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(net)}" for name, net in first.items())
    TARGET.write_text(f"{HEAD}{{\n{lines}\n}};\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Train and write, or only measure."""
    if arguments != ["measure"]:
        nets = {name: trained(name) for name in NAMES}
        write(nets)
        for name, net in nets.items():
            net["right"] = round(measured(name), 3)
        write(nets)
    for name in NAMES:
        print(f"{name:20s} {measured(name):.1%} of {FRESH:,} fresh examples")
    print(f"{TARGET.stat().st_size:,} bytes, {[len(net['weights']) for net in networks().values()]} of weights")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
