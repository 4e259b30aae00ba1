"""Tests of a layer that have a flaw, and what they say of the planted bugs (task 08.6)."""

from __future__ import annotations

from bpcourse.exercises.common.flawed_tests import FlawedTests, named
from bpcourse.exercises.e08_convolution.programs import BUGS, bug_of

UNSEEN = {
    "kernel not turned": "A kernel that is not turned shows in g_A only where W is not symmetric: a kernel of ones "
    "hides it, and so may a sum over g_A. Take random numbers, and compare entry by entry.",
    "windows overwrite": "Windows that overwrite each other show in g_A where windows overlap and g has more than one "
    "entry that is not 0. Compare all entries with a sum over the uses.",
    "padding cut at one end": "Padding that is cut off at one end only moves g_A by one place. Compare entry by entry.",
    "one example": "If the kernel's gradient comes from one example, a minibatch of one does not show it. Take "
    "several, all different.",
    "bias averaged": "If the gradient of the bias is averaged over the places, one output does not show it. Compare "
    "with g.sum(axis=(0, 2, 3)).",
    "pool shared": "If the pooling hands a quarter to each place, sums over blocks do not show it. In each block only "
    "one entry of g_A may differ from 0.",
    "ties": "Random numbers have no ties, so no test with them can see what happens there. Call the layer again with "
    "images in which several places of a block hold the largest number, such as whole numbers.",
}
LISTS = (
    (
        "only-the-parameters",
        "Only the gradients of the parameters have been looked at. Four of the bugs, and ties, show in g_A alone.",
        ("kernel not turned", "windows overwrite", "padding cut at one end", "pool shared", "ties"),
    ),
    (
        "only-the-input",
        "Only g_A has been looked at. Two of the bugs show in grad_W and in grad_b alone.",
        ("one example", "bias averaged"),
    ),
    (
        "only-the-kernel",
        "Only grad_W has been looked at. Of the seven bugs one shows there.",
        tuple(bug for bug in BUGS if bug != "one example"),
    ),
    (
        "only-the-biases",
        "Only grad_b has been looked at. Of the seven bugs one shows there.",
        tuple(bug for bug in BUGS if bug != "bias averaged"),
    ),
    (
        "pooling-not-tested",
        "What the pooling does is not seen: neither that it shares, nor what it does with ties.",
        ("pool shared", "ties"),
    ),
    (
        "convolution-not-tested",
        "What the convolution does with g on its way to the input is not seen.",
        ("kernel not turned", "windows overwrite", "padding cut at one end"),
    ),
    (
        "symmetric-kernel-and-no-ties",
        "Two bugs are not seen. A kernel that is not turned needs a W that is not symmetric, and ties need images with "
        "equal numbers.",
        ("kernel not turned", "ties"),
    ),
)
OF_THE_INPUT = ("kernel not turned", "windows overwrite", "padding cut at one end", "pool shared", "ties")
MERGED = tuple(
    (
        f"all-{of}-called-{named(bug)}",
        f'Different bugs in g_A are all called "{bug}". What does each of them do to the sums over blocks, and what '
        "to the entries of a block?",
        dict.fromkeys(group, bug),
    )
    for of, group in (
        ("of-g_A", OF_THE_INPUT),
        ("but-ties", OF_THE_INPUT[:4]),
        ("of-the-convolution", OF_THE_INPUT[:3]),
    )
    for bug in group
)
TOO_NARROW = (
    "A program that is right is called wrong. Two ways to add up the same numbers differ by rounding: allow for it "
    "(np.allclose), and do not demand finite differences where images have ties."
)

TESTS = FlawedTests(bug_of, UNSEEN)
MISTAKES = (
    *TESTS.blind_to_one(),
    *TESTS.blind_to_several(LISTS),
    *TESTS.the_same_of_all(),
    *TESTS.false_alarms(TOO_NARROW),
    *TESTS.renamed(MERGED),
    *TESTS.confused(),
)
TWO = TESTS.blind_to_two()
