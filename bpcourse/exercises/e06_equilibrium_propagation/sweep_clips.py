"""More slips at the hard sigmoid of task 06.3: those of other libraries, and sums that are not begun anew."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip

HARD = "this is {}, a hard sigmoid of another library. In this task ρ(z) = min(max(z, 0), 1)."

MORE_CLIPS = (
    Slip("hard-sigmoid-of-a-library", HARD.format("(z + 3)/6, clipped"), lambda z: np.clip((z + 3) / 6, 0, 1)),
    Slip("hard-sigmoid-of-a-library", HARD.format("0.2 z + 0.5, clipped"), lambda z: np.clip(0.2 * z + 0.5, 0, 1)),
    Slip("hard-sigmoid-of-a-library", HARD.format("(z + 1)/2, clipped"), lambda z: np.clip((z + 1) / 2, 0, 1)),
    Slip("hard-sigmoid-of-a-library", HARD.format("z/4 + 1/2, clipped"), lambda z: np.clip(z / 4 + 0.5, 0, 1)),
    Slip(
        "sum-not-begun-anew",
        "the sum of a unit is not set to 0 for the next one: each unit gets what all units before it got, too.",
        lambda z: np.clip(np.cumsum(z, axis=1), 0, 1),
    ),
    Slip(
        "sum-not-begun-anew-for-the-next-example",
        "the sum is not set to 0 for the next example: each one gets what all before it got, too.",
        lambda z: np.clip(np.cumsum(z, axis=0), 0, 1),
    ),
    Slip("six-for-one", "the states are cut off at 6, as in ReLU6. They lie in [0, 1].", lambda z: np.clip(z, 0, 6)),
    Slip(
        "rounded",
        "the states have been rounded. They may be any number from 0 to 1.",
        lambda z: np.round(np.clip(z, 0, 1), 2),
    ),
    Slip("absolute", "|z| has been clipped. Below 0 the hard sigmoid is 0.", lambda z: np.clip(np.abs(z), 0, 1)),
    Slip("wrapped", "the states have been wrapped around, not clipped.", lambda z: z % 1),
)

CALLED = {
    "below": "what comes from below",
    "bias": "the bias",
    "above": "what comes from above",
    "hidden": "the new hidden state",
    "output": "the new output",
    "inputs": "the input",
}
