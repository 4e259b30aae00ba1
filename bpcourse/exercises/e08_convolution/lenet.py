"""Task 08.1: how many weights and connections the networks of 1989 and 1998 have."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.slips import Site, Slip

SIZE = {"n": 31, "k": 5, "s": 3, "p": 4}


def _size(n: int, k: int, s: int, p: int) -> int:
    return (n + 2 * p - k) // s + 1


def _field(steps) -> int:
    """Return the receptive field of a unit behind layers of (k, s)."""
    field, apart = 1, 1
    for k, s in steps:
        field, apart = field + (k - 1) * apart, apart * s
    return field


def _counts(
    *,
    of_H1=lambda bias: 12 * 25 + 768 * bias,
    bias=1,
    H1_units=768,
    pairs=60,
    scaled=1,
    subsampled=1,
    fixed=0,
    links=840,
    field=lambda: _field(((5, 1), (2, 2), (5, 1), (2, 2))),
    size=_size,
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace.

    ``pairs`` is the number of kernels in C3, one for each map and channel that are connected, ``subsampled`` whether S2
    and S4 have parameters, ``scaled`` those of a map besides the bias; ``fixed`` are weights of the output layer that
    count as parameters, ``links`` its connections.
    """
    C1, S2, C3 = 6 * (25 + bias), 6 * (scaled + bias) * subsampled, 25 * pairs + 16 * bias
    S4, C5, F6 = 16 * (scaled + bias) * subsampled, 120 * (400 + bias), 84 * (120 + bias)
    places = C1 * 28**2 + C3 * 10**2 + C5 + F6
    averaged = (6 * 14**2 + 16 * 5**2) * (4 + bias) * subsampled
    return {
        "H1": of_H1(bias),
        "H1_connections": H1_units * (25 + bias),
        "S2": S2,
        "C3": C3,
        "LeNet5": C1 + S2 + C3 + S4 + C5 + F6 + fixed,
        "LeNet5_connections": places + averaged + links,
        "field": field(),
        "size": size(**SIZE),
    }


NO_BIAS = "biases have been forgotten. They are parameters and connections, too: each output has one."
SITES = (
    Site("bias", (Slip("biases-forgotten", NO_BIAS, 0),)),
    Site(
        "of_H1",
        (
            Slip(
                "one-bias-for-each-map",
                "H1: one bias for each map has been counted. In 1989 only the kernels were shared: each of the 768 "
                "units has a bias of its own.",
                lambda bias: 12 * 26,
            ),
            Slip(
                "nothing-shared",
                "H1: each unit has been given weights of its own. The 64 units of a map share a kernel of 25 weights; "
                "only their biases are their own.",
                lambda bias: 768 * 26,
            ),
            Slip(
                "one-kernel",
                "H1: one kernel has been counted. There are twelve maps, each with its own.",
                lambda bias: 25 + 768 * bias,
            ),
            Slip("kernels-of-H1-only", "H1: the 768 biases are missing.", lambda bias: 300),
        ),
    ),
    Site(
        "H1_units",
        (
            Slip("one-map", "H1_connections: this is one map. There are twelve.", 64),
            Slip(
                "stride-ignored",
                "H1_connections: with a stride of 2 a map has 8 times 8 units, not 16 times 16.",
                12 * 256,
            ),
            Slip(
                "padding-ignored",
                "H1_connections: the images of 1989 are padded, so that a map has 8 times 8 units; without it there "
                "are 6 times 6.",
                12 * 36,
            ),
        ),
    ),
    Site(
        "pairs",
        (
            Slip(
                "C3-fully-connected",
                "C3: all 6 times 16 pairs of maps have been connected. In LeNet-5 six maps see 3 channels, nine see 4 "
                "and one sees all 6: 60 pairs.",
                96,
            ),
            Slip(
                "one-kernel-for-each-map",
                "C3: one kernel for each map has been counted. A map has one for every channel that it sees, 60 in "
                "all.",
                16,
            ),
            Slip("seventy-pairs", "C3: count the pairs again: 6 · 3 + 9 · 4 + 1 · 6 = 60.", 6 * 4 + 9 * 4 + 6),
            Slip("six-kernels", "C3: six kernels have been counted, one for each channel. There are 60 pairs.", 6),
        ),
    ),
    Site(
        "subsampled",
        (
            Slip(
                "subsampling-has-no-weights",
                "S-layers count as 0. Those of 1998 take a mean of four, times a factor that is trained, plus a bias "
                "that is trained: two parameters a map, five connections a unit.",
                0,
            ),
        ),
    ),
    Site(
        "scaled",
        (
            Slip(
                "four-weights-for-each-map",
                "S2 and S4: four weights a map have been counted. The four share one factor.",
                4,
            ),
            Slip(
                "no-trained-factor", "S2 and S4: the factor of each map is missing; it is trained, as the bias is.", 0
            ),
        ),
    ),
    Site(
        "fixed",
        (
            Slip(
                "RBF-counted-as-trained",
                "LeNet5: the 840 numbers of the output layer have been counted. They are fixed, and no parameters; "
                "their links are connections.",
                840,
            ),
            Slip(
                "dense-output",
                "LeNet5: ten outputs with weights and biases have been counted. The output units of 1998 compare F6 "
                "with 84 fixed numbers each: no parameters.",
                850,
            ),
        ),
    ),
    Site(
        "links",
        (
            Slip(
                "RBF-links-left-out",
                "LeNet5_connections: the 840 links to the output units are missing. Their numbers are fixed, but they "
                "are connections.",
                0,
            ),
            Slip("dense-output", "LeNet5_connections: the output units have no biases: 84 links each.", 850),
        ),
    ),
    Site(
        "field",
        (
            Slip(
                "last-pooling-forgotten",
                "field: 14 is what a unit of C3 sees. S4 takes two of them side by side, two pixels apart.",
                lambda: 14,
            ),
            Slip(
                "kernels-added",
                "field: the sizes of the kernels have been added. Neighbouring windows overlap, and behind S2 they are "
                "two pixels apart: r ← r + (k - 1) j.",
                lambda: 10,
            ),
            Slip(
                "two-kernels-only",
                "field: the subsampling is missing. It takes two units side by side, and then a step is two pixels.",
                lambda: 9,
            ),
            Slip(
                "steps-of-one",
                "field: behind a subsampling a step of one unit is two pixels in the image: r ← r + (k - 1) j, with "
                "j ← j s.",
                lambda: 11,
            ),
            Slip(
                "step-not-doubled",
                "field: the last subsampling takes units that are two pixels apart, not one.",
                lambda: 15,
            ),
            Slip(
                "step-doubled-twice",
                "field: the last subsampling takes units that are two pixels apart, not four.",
                lambda: 18,
            ),
            Slip(
                "sizes-multiplied",
                "field: the sizes have been multiplied or doubled. Go layer by layer: r ← r + (k - 1) j.",
                lambda: 20,
            ),
            Slip(
                "sizes-multiplied",
                "field: the sizes have been multiplied or doubled. Go layer by layer: r ← r + (k - 1) j.",
                lambda: 100,
            ),
            Slip("area-for-side", "field: this is the number of pixels. Asked for is the side.", lambda: 256),
            Slip("whole-image", "field: a unit of C5 sees the whole image; one of S4 a part of it.", lambda: 32),
            Slip("first-layers-only", "field: 6 is what a unit of S2 sees. Go on through C3 and S4.", lambda: 6),
            Slip("first-layers-only", "field: 5 is what a unit of C1 sees. Go on through S2, C3 and S4.", lambda: 5),
        ),
    ),
    Site(
        "size",
        (
            Slip(
                "rounded-up",
                "size: it has been rounded up. A window that does not fit is left out: ⌊ ⌋.",
                lambda n, k, s, p: _size(n, k, s, p) + 1,
            ),
            Slip("not-rounded", "size: there are only whole windows: ⌊ ⌋.", lambda n, k, s, p: (n + 2 * p - k) / s + 1),
            Slip(
                "padding-forgotten",
                "size: the padding is missing; it counts on both sides.",
                lambda n, k, s, p: _size(n, k, s, 0),
            ),
            Slip(
                "padding-once-or-one-forgotten",
                "size: padding counts on both sides, and to the number of steps one is added, for the first window: "
                "⌊(n + 2p - k)/s⌋ + 1.",
                lambda n, k, s, p: (n + p - k) // s + 1,
            ),
            Slip("stride-forgotten", "size: the stride is missing.", lambda n, k, s, p: _size(n, k, 1, p)),
            Slip(
                "kernel-forgotten",
                "size: the kernel is missing: the first window takes k of the places.",
                lambda n, k, s, p: (n + 2 * p) // s + 1,
            ),
            Slip("image-over-stride", "size: this is n/s. Padding and kernel count, too.", lambda n, k, s, p: n // s),
            Slip("image-over-stride", "size: this is n/s. Padding and kernel count, too.", lambda n, k, s, p: n / s),
            Slip("outputs-squared", "size: asked for is one side.", lambda n, k, s, p: _size(n, k, s, p) ** 2),
            Slip("stride-for-kernel", "size: k and s have been exchanged.", lambda n, k, s, p: _size(n, s, k, p)),
        ),
    ),
)
TRUTH = _counts()
MISTAKES = (
    Mistake(
        "parameters-and-connections-exchanged",
        "Parameters and connections have been exchanged. A weight that is shared is one parameter, and one connection "
        "for each use.",
        lambda: {
            "H1": TRUTH["H1_connections"],
            "H1_connections": TRUTH["H1"],
            "LeNet5": TRUTH["LeNet5_connections"],
            "LeNet5_connections": TRUTH["LeNet5"],
        },
    ),
    Mistake(
        "as-built-today",
        "This is the LeNet-5 that is built today: C3 fully connected, pooling without parameters, a dense output "
        "layer. That of 1998 is smaller.",
        lambda: {"S2": 0, "C3": 2416, "LeNet5": 61706, "LeNet5_connections": 423038},
    ),
    Mistake(
        "bias-for-each-kernel",
        "C3: each of the 60 kernels has been given a bias. A map has one, whatever number of maps it sees.",
        lambda: {"C3": 1560, "LeNet5": 60044, "LeNet5_connections": 345308},
    ),
    Mistake(
        "biases-of-maps-as-connections",
        "H1_connections: twelve biases have been counted. Each of the 768 units has one, and is connected to it.",
        lambda: {"H1_connections": 19212},
    ),
    Mistake(
        "subsampling-without-bias-connections",
        "LeNet5_connections: in the S-layers a unit has five connections, four to units and one to its bias. That to "
        "the bias is missing.",
        lambda: {"LeNet5_connections": 339332},
    ),
    Mistake(
        "units-for-connections",
        "H1_connections: these are the units. Each has 25 connections and a bias.",
        lambda: {"H1_connections": 768},
    ),
    Mistake(
        "connections-of-S2",
        "S2: these are connections, five for each of its 6 · 14 · 14 units. Parameters are shared by a map.",
        lambda: {"S2": 5880},
    ),
    Mistake(
        "connections-of-C3",
        "C3: these are connections. Asked for are parameters: each kernel counts once, however often it is used.",
        lambda: {"C3": 151600},
    ),
)

COUNT = ValueTask(
    id="08.1",
    title="Count LeNet",
    misconceptions="biases, subsampling and the table of C3 forgotten; weights and connections confused; 14 for the "
    "receptive field 16",
    answer="counts",
    difficulty=1,
    minutes=20,
    section="lesson 8, sections 7 and 8",
    truth=_counts,
    sites=SITES,
    mistakes=MISTAKES,
    parts=tuple(Part(name, 0.25) for name in TRUTH),
    hints=(
        "A shared weight is one parameter and as many connections as it has uses. Each unit has one more connection, "
        "to its bias.",
        "C3 has 6 · 3 + 9 · 4 + 1 · 6 kernels of 25 weights and 16 biases, S2 two parameters a map, the output layer "
        "840 connections and no parameter.",
        "Field: begin with r = 1, j = 1; for each layer r ← r + (k - 1) j, then j ← j s. Size: ⌊(n + 2p - k)/s⌋ + 1.",
    ),
    insight="Sharing is why 340,908 connections need 60,000 parameters, of which C5, whose kernels are used once, has "
    "48,120.",
)
