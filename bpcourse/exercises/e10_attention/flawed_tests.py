"""Tests of a block that have a flaw, and what they say of the planted bugs (task 10.7)."""

from __future__ import annotations

from bpcourse.exercises.common.flawed_tests import FlawedTests, named
from bpcourse.exercises.e10_attention.programs import BUGS, bug_of

UNSEEN = {
    "mask after softmax": "A mask that comes after the softmax shows in Y: compute it yourself, and compare. With one "
    "position there is nothing to hide.",
    "heads mixed": "Heads that are joined without a transpose on the way back show in g_n. With one position "
    "reshape and "
    "transpose do the same. Take several positions, and compare g_n.",
    "gamma forgotten": "Where γ is 1 everywhere, nobody sees that it is forgotten. Take random numbers, and "
    "compare g_x.",
    "mean left out": "What lacks mean(k) has a wrong g_x: each row of g_x - G must have the mean 0. Compare g_x.",
    "part along H left out": "What lacks the part along H has a wrong g_x: compare it with your answer to 10.5, "
    "entry by "
    "entry.",
    "way around forgotten": "The way around hands G on as it is: g_x = G + what comes through norm and attention.",
    "repeats lost": "Where all tokens differ, no repeat is lost. Let tokens stand several times, and compare grad_E.",
}
CLOSELY = "Compare entry by entry, with a tolerance near that of rounding (np.allclose without further numbers)."
ALARMS = {
    "mask after softmax": "Is the Y that you compare with right, with ε in the norm and √(d/2) for each head? Allow "
    "for rounding (np.allclose).",
    "heads mixed": "Is the g_n that you compare with right? Allow for rounding (np.allclose).",
    "gamma forgotten": "With γ = 1, or where sums are compared, a right program gives the same as one without γ. Take "
    f"random numbers. {CLOSELY}",
    "mean left out": f"Is the g_x that you compare with right? {CLOSELY}",
    "part along H left out": "Is the g_x that you compare with right? If this word is what remains in the end, the "
    f"right g_x must be among what you compare with. {CLOSELY}",
    "way around forgotten": "Where G is 0, or the tolerance wide, a right program gives the same as one without G. "
    f"Take random numbers. {CLOSELY}",
    "repeats lost": "grad_E collects the g_x that the program returned, from all places, as np.add.at does. Allow for "
    "rounding (np.allclose).",
}
IN_G_X = ("gamma forgotten", "mean left out", "part along H left out", "way around forgotten")
IN_NORM = IN_G_X[:3]
LISTS = (
    (
        "only-one-position",
        "With one position there is nothing to hide and nothing to mix. Take several.",
        ("mask after softmax", "heads mixed"),
    ),
    (
        "one-token-alone",
        "One position of one example shows little: nothing is hidden, mixed, or repeated. Take several.",
        ("mask after softmax", "heads mixed", "repeats lost"),
    ),
    ("Y-only", "Only Y has been looked at. Six of the seven are on the way back.", BUGS[1:]),
    (
        "g_x-not-looked-at",
        "g_x has not been compared with what it should be. Four of the seven show there.",
        IN_G_X,
    ),
    (
        "g_x-and-grad_E-not-looked-at",
        "Only Y and g_n have been looked at. Five of the seven show in g_x and in grad_E.",
        (*IN_G_X, "repeats lost"),
    ),
    (
        "norm-not-looked-at",
        "What the way back through the norm makes of g_n has not been compared.",
        IN_NORM,
    ),
    (
        "Y-and-g_n-not-looked-at",
        "Y and g_n have not been compared: what is wrong before the norm shows there.",
        ("mask after softmax", "heads mixed"),
    ),
    (
        "grad_E-only-from-g_x",
        "Only grad_E has been compared, with what belongs to the g_x that was returned. Six of the seven do not show.",
        BUGS[:-1],
    ),
    (
        "both-means-not-looked-at",
        "The two means in the norm's way back have not been looked at.",
        ("mean left out", "part along H left out"),
    ),
    (
        "gamma-of-ones-and-tokens-that-differ",
        "With γ = 1 and tokens that all differ two of the seven do not show. Take random numbers, and repeat tokens.",
        ("gamma forgotten", "repeats lost"),
    ),
)
MERGED = tuple(
    (
        f"all-{of}-called-{named(bug)}",
        f'Different bugs {words} are all called "{bug}". Compute what each of them would give, and compare.',
        dict.fromkeys(group, bug),
    )
    for of, words, group in (
        ("of-g_x", "in g_x", IN_G_X),
        ("of-the-norm", "in the norm's way back", IN_NORM),
        ("of-Y-and-g_n", "that show in g_n", BUGS[:2]),
        ("of-the-means", "in the norm's means", IN_NORM[1:]),
        ("but-Y", "on the way back", BUGS[1:]),
    )
    for bug in group
    if len(group) > 2
)
TOO_NARROW = {bug: f'Programs that are right are called "{bug}". {why}' for bug, why in ALARMS.items()}
ALWAYS = {bug: f"Some of them are right. {why}" for bug, why in ALARMS.items()}

TESTS = FlawedTests(bug_of, UNSEEN)
# Lists of two bugs have words of their own.
SAME = {frozenset(bugs) for _, _, bugs in LISTS if len(bugs) == 2}
MISTAKES = (
    *TESTS.blind_to_one(),
    *TESTS.blind_to_several([one for one in LISTS if one[0] != "Y-and-g_n-not-looked-at"]),
    *TESTS.the_same_of_all(ALWAYS),
    *TESTS.false_alarms(TOO_NARROW),
    *TESTS.renamed(MERGED),
    *TESTS.confused(),
)
TWO = TESTS.blind_to_two()
