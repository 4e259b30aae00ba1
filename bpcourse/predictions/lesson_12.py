"""The questions of lesson 12, claims on trial."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS: tuple[Question, ...] = (
    Question(
        "12.docket",
        "1 · A sentence is no claim yet",
        (
            Wrong("More than half", "Most of what is written has something right in it. That is not the same."),
            Wrong("From a quarter to a half", "Fewer. Most that hold need a condition that was not said."),
            Right(
                "Less than a quarter",
                "About one of ten. About half hold with conditions, which the claim does not name.",
            ),
        ),
        holds=lambda counts: (
            counts["true"] < 0.2 * sum(counts.values()) and 0.4 < counts["with conditions"] / sum(counts.values()) < 0.6
        ),
    ),
    Question(
        "12.three-ways",
        "3 · From a sentence to an experiment",
        (
            Wrong(
                "In none: each number is measured, and the two contestants do the same",
                "They do the same at rates that belong together. None of the three experiments compares these.",
            ),
            Wrong(
                "In the first only: the other two give each its own rate",
                "A rate of its own is not enough. The luck of twenty runs beats the luck of one.",
            ),
            Right(
                "In all three",
                "Each gives one contestant something that the other does not get: a rate, more tries, a look ahead.",
            ),
        ),
        holds=lambda one_rate, many, looked, unseen: (
            min(one_rate[1] - one_rate[0], many[1] - many[0], looked[1] - looked[0]) > 0.005
            and abs(unseen[1] - unseen[0]) < 0.03 < 0.08 < looked[1] - looked[0]
        ),
    ),
    Question(
        "12.five-seeds",
        "3 · From a sentence to an experiment",
        (
            Wrong(
                "“winner” in more than nine of ten experiments, “careful” in more than half",
                "For this the two must lie further apart, or the seeds be many more.",
            ),
            Right(
                "“winner” in about three of four, “careful” in fewer than one of four",
                "Half a spread is small against what chance does to a median of five.",
            ),
            Wrong(
                "“winner” in about half, “careful” in none",
                "So it is where there is no difference, nearly. Half a spread is seen, now and then.",
            ),
        ),
        holds=lambda said: (
            0.7 < said["half a spread"][2][0] < 0.8
            and 0.08 < said["half a spread"][2][2] < 0.25
            and abs(said["no difference"][:, 0] - 0.5).max() < 0.04
            and said["no difference"][:, 2].max() < 0.08
            and said["half a spread"][-1][2] > 0.9
            and said["two spreads"][2][2] > 0.8
            and said["two spreads"][-1][1] < 0.01
        ),
    ),
    Question(
        "12.wells",
        "4 · A trial, done slowly",
        (
            Wrong(
                "Both noisy ways: each step is wrong by 1, and that is much",
                "So it is, but in the shuffled order two steps to the left are followed by two to the right, in some "
                "order. After each sweep the noise is nearly gone.",
            ),
            Right(
                "“Drawn” only",
                "Drawn patterns do not even out within a sweep: a run now and then gets many pulls to one side.",
            ),
            Wrong(
                "None: at this rate no run can get over the hill",
                "One step does not. Many in a row to the same side do.",
            ),
        ),
        holds=lambda deep: (
            deep["drawn", 1][1] > 0.75
            and abs(deep["shuffled", 1][1] - deep["batch", 1][1]) < 0.05
            and 0.4 < deep["batch", 1][1] < 0.55
            and max(deep["shuffled", 2]) > 0.9
            and deep["shuffled", 1][-2] > 0.9 > deep["shuffled", 1][-1]
            and deep["batch", 1][-2] < 0.1
        ),
    ),
    Question(
        "12.stuck",
        "4 · A trial, done slowly",
        (
            Right(
                "Fewer than ten",
                "No more than chance would. With noise or without, next to none gets out, at any of the six settings. "
                "A kick of up to 8 at each weight does more.",
            ),
            Wrong("Ten to fifty", "The noise of four patterns, at these settings, moves such networks hardly at all."),
            Wrong("More than fifty", "That is what the sentence promises. It is not what is measured here."),
        ),
        holds=lambda out, n: (
            n == 100
            and max(np.subtract(out[way], out["batch"]).max() for way in ("shuffled", "drawn")) < 10
            and max(out[way].max() for way in ("batch", "shuffled", "drawn")) < 10
            and out[1] < 5
            and out[8] > 8
        ),
    ),
    Question(
        "12.fallen",
        "5 · Our own errors",
        (
            Wrong(
                "Comparisons at the settings of one, or with too few seeds or cases",
                "Of these one hears most. Here both together are fewer.",
            ),
            Right(
                "A word that was too strong, or a scope that was missing",
                "It is written in a moment, and nothing turns red.",
            ),
            Wrong("Slips: a wrong letter, sign, unit or name", "There were some, half as many."),
            Wrong("Sources that do not say it", "Nearly all of these stood in one lesson, on history."),
        ),
        holds=lambda counts: counts.most_common(1)[0][0] == "absolute" and counts["settings"] + counts["one case"] < 20,
    ),
)
