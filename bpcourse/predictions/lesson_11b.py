"""The questions of lesson 11b, rewards and teachers."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "11b.plus-100",
        "1 · A reward is the rate of a classifier",
        (
            Wrong(
                "Both stay as they are: only differences between rewards count",
                "In the mean only differences count. A single seed does not know the other rewards.",
            ),
            Wrong(
                "The mean grows about a hundredfold, the variance about ten thousandfold",
                "The variance grows much, but in the mean the constant drops out: π - 1_a has mean 0.",
            ),
            Right(
                "The mean stays; the variance becomes more than a thousand times as large",
                "Each single seed is now some 100 (π - 1_a). In the mean these cancel, in the variance they do not.",
            ),
            Wrong(
                "The mean stays; the variance becomes some ten times as large",
                "The mean stays, but a variance grows with the square of the constant.",
            ),
        ),
    ),
    Question(
        "11b.usual-code",
        "2 · Which reward for which action?",
        (
            Wrong(
                "Only the total",
                "The total is right, but what came before an action drops out of the mean, so to go is right as well.",
            ),
            Right(
                "The total, and to go with γ^t, but not the usual code",
                "Earlier rewards add nothing to the mean. The γ^t is no matter of taste: J has it.",
            ),
            Wrong(
                "All three: γ^t is only a smaller rate for later steps",
                "A smaller rate for some of the terms of a sum changes the sum.",
            ),
            Wrong(
                "Only the usual code: that is why it is usual",
                "It leaves out a factor that J has.",
            ),
        ),
        holds=lambda slope, total, to_go, usual: (
            abs(total - slope) < 1e-12 and abs(to_go - slope) < 1e-12 and abs(usual - slope) > 0.1
        ),
    ),
    Question(
        "11b.total",
        "3 · A cart learns to balance",
        (
            Wrong(
                "It is shorter by more than 25 steps: its variance is larger",
                "So one would think from the three steps. Here, each at its own rate, it does not show.",
            ),
            Right(
                "The two differ by at most 25 steps",
                "Both learn within ten iterations. At their own rates they are about as fast.",
            ),
            Wrong(
                "It is longer by more than 25 steps",
                "It is not slower, but not that much faster either.",
            ),
        ),
        holds=lambda means: abs(means["total, minus the mean"] - means["to go, minus the mean"]) < 22,
    ),
    Question(
        "11b.five",
        "4 · Forgetting",
        (
            Wrong(
                "Below 0.3: what is forgotten is forgotten",
                "It has forgotten to say these names. Asked among them only, it knows most pictures.",
            ),
            Wrong(
                "From 0.3 to 0.8",
                "More. The layers below have changed less than the ten-way answer suggests.",
            ),
            Right(
                "Above 0.8, with each of the four ways",
                "The five outputs went down together. Among themselves they still tell the old digits apart.",
            ),
        ),
        holds=lambda found: min(sorted(shares)[2] for shares in found) > 0.85,
    ),
    Question(
        "11b.linear",
        "5 · The gradient of the input",
        (
            Wrong(
                "0.1 more, or better than that: without the non-linearity there is less to exploit",
                "It has no bends, and is misread as often. Many small changes that all point the same way are enough.",
            ),
            Right(
                "About as much: within 0.1",
                "So the non-linearity is not what the attack lives on.",
            ),
            Wrong(
                "0.1 less, or worse than that: the simpler network is weaker",
                "It is as weak as the other one, not weaker.",
            ),
        ),
        holds=lambda table: abs(table["linear"]["ε = 0.1"] - table["relu"]["ε = 0.1"]) < 0.08,
    ),
    Question(
        "11b.student",
        "7 · A teacher's soft answers",
        (
            Wrong(
                "None, or less than 0.2: it has never seen one",
                "It has seen none, but it was told of each other picture how much it looks like a 3.",
            ),
            Wrong(
                "From 0.2 to 0.7",
                "More: the soft answers tell nearly everything.",
            ),
            Right(
                "More than 0.7",
                "In how much an 8 or a 5 looks like a 3 there is what a 3 looks like.",
            ),
        ),
        holds=lambda named: (
            min(named["soft answers, T = 10"][0]) > 0.75
            and max(named["hard labels"][0]) < 0.05
            and max(named["soft, blind teacher"][1]) < 0.7
        ),
    ),
    Question(
        "11b.eta",
        "8 · The gradient through the optimiser",
        (
            Wrong(
                "At 0.1: the steep direction is then solved in one step",
                "It is, but the flat one then shrinks by 0.9 a step only, and after 20 steps that decides.",
            ),
            Right(
                "Within 0.001 of 2/11, the rate that lesson 5a derives",
                "There both directions shrink alike, by 9/11 a step.",
            ),
            Wrong(
                "Just below 0.2: the larger the better, up to the limit",
                "Near the limit the steep direction hardly shrinks: its factor is near -1.",
            ),
        ),
        holds=lambda eta: abs(eta - 2 / 11) < 5e-4,
    ),
)
