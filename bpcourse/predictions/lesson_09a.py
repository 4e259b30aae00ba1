"""The questions of lesson 9a, through time."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong


def _only_U(errors: dict) -> bool:
    """Whether ∂C/∂U is wrong and the others are not."""
    return errors["U"] > 0.01 and max(errors["W"], errors["b"]) < 1e-12


def _beyond_the_window(rights: dict) -> bool:
    """Whether with window 1 half or more learn at delay 5, and at delay 20 a smaller share than without a window."""
    learnt = {name: np.mean(np.asarray(runs) > 0.95) for name, runs in rights.items()}
    return learnt[5, 1] >= 0.5 and learnt[20, 1] < learnt[20, None]


def _radius_one(arrived: dict) -> bool:
    """Whether at radius 1 hardly anything arrives, and at 1.5 a share between a thousandth and one."""
    return arrived[1.0] < 1e-5 and 1e-3 < arrived[1.5] < 1 < arrived[2.0]


def _memory(megabytes: dict) -> bool:
    """Whether segments of 32 moments need least of those that were asked about, by far."""
    return megabytes[32] < 0.2 * min(megabytes[1], megabytes[512])


QUESTIONS: tuple[Question, ...] = (
    Question(
        "09a.wrapped",
        "2 · Unrolling, and the way back",
        (
            Wrong(
                "None: NumPy stops with an IndexError, since there is no state number -1",
                "In Python an index of -1 is the last entry. Nothing is said.",
            ),
            Wrong(
                "All three: the error runs through all moments, so a mistake in one of them spoils everything",
                "The error never meets the list of old states: BP2 needs the slopes only. Old states are needed for "
                "∂C/∂U, and only there.",
            ),
            Right(
                "∂C/∂U only",
                "Its sum takes the last state for the one before the first moment. W and b do not ask for old states.",
            ),
        ),
        holds=_only_U,
    ),
    Question(
        "09a.price",
        "3 · The same gradient, forwards: RTRL",
        (
            Wrong(
                "About 3 times: it carries three blocks of derivatives, for W, U and b",
                "It carries one for each of the 1,120 parameters and each of the 32 units, through a product with U at "
                "every moment.",
            ),
            Wrong(
                "About 32 times, once for each unit",
                "There are n times as many derivatives, that is right. But all 1,120 columns of them go through U, "
                "where the error is one column.",
            ),
            Right(
                "About 350 times",
                "351 by this count, and it grows with n². Forward mode pays for each input, and here the inputs are "
                "all parameters.",
            ),
        ),
    ),
    Question(
        "09a.beyond",
        "4 · Truncation",
        (
            Wrong(
                "None, or one by luck: no error reaches the moment of the symbol",
                "None does. But the states carry something of the symbol forwards, and the weights that learn at the "
                "last moment are those of all moments.",
            ),
            Right(
                "Half of them or more",
                "Nine here, six at other seeds. The window bounds how far the error goes, not what states carry on.",
            ),
            Wrong(
                "Two to four: a few starts carry the symbol by chance",
                "At delay 20 it is such a part. At delay 5 it is most of them.",
            ),
        ),
        holds=_beyond_the_window,
    ),
    Question(
        "09a.radius",
        "5 · The factor of a moment",
        (
            Wrong(
                "About as much as left: between a third and three times",
                "That would be nearly so without slopes: at radius 1 the powers of U neither die nor grow. Inputs push "
                "the units off 0, and every slope there is below 1.",
            ),
            Wrong(
                "Between a thousandth and a third: the slopes cost a little at each moment",
                "They cost a lot: about a quarter at each moment, and that sixty times.",
            ),
            Right(
                "Less than a hundred thousandth",
                "About 1e-7. With these inputs the factors nearly balance at a radius of 1.5 to 1.7.",
            ),
        ),
        holds=_radius_one,
    ),
    Question(
        "09a.xor",
        "7 · XOR in time (Elman 1990)",
        (
            Wrong(
                "At every bit, more and more: it learns the stream",
                "Two of three bits are coins. Nothing can be learnt about them.",
            ),
            Right(
                "At every third bit only",
                "The error there falls, the others stay at ½ or a little above: what cannot be known stays unknown.",
            ),
            Wrong(
                "Nowhere: the network is not told where a triple begins",
                "A stream begins with a triple, and the state can count to three.",
            ),
        ),
        holds=lambda third, others: np.max(third) < 0.05 and np.min(others) > 0.45,
    ),
    Question(
        "09a.segments",
        "8 · Memory for time",
        (
            Wrong(
                "Segments of 1: nothing is kept but one moment",
                "Then a state is kept for each of the 1,024 moments, a quarter of the whole.",
            ),
            Right(
                "Segments of 32",
                "32 states at the beginnings, and what 32 moments leave. (16 need a little less still.)",
            ),
            Wrong(
                "Segments of 512: two halves, so that hardly any state is kept",
                "Hardly any state, but everything that 512 moments leave for the way back.",
            ),
        ),
        holds=_memory,
    ),
    Question(
        "09a.remember",
        "9 · To remember for ever",
        (
            Wrong(
                "About 1: what remembers perfectly hands the error back perfectly",
                "It is the other way round: what resists noise also resists a nudge of its own past.",
            ),
            Wrong(
                "Between 0.001 and 0.5",
                "That would be a few moments' worth: the factor is about 0.17 at every moment.",
            ),
            Right(
                "Below 1e-30",
                "About 5e-78. A state that falls back into its place forgets every nudge, and a derivative is a nudge.",
            ),
        ),
    ),
)
