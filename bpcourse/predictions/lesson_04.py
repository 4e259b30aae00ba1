"""The questions of lesson 4, a full implementation."""

from bpcourse.predictions.question import Question, Right, Wrong


def _hidden_bug(ends: dict) -> bool:
    """Whether the slope of a in BP2 shows on the moons only."""
    right, wrong = "no bug", "σ'(a) in BP2"
    on_digits = min(ends[wrong, "digits"]) > min(ends[right, "digits"]) - 2
    return on_digits and max(ends[wrong, "moons"]) < 85 < 98 < min(ends[right, "moons"])


QUESTIONS = (
    Question(
        "04.wrong-slope",
        "5 · Is it right? The gradient check",
        (
            Right(
                "A wrong slope in BP2 spoils W[2] and W[1], but not W[3]",
                "The δ of layer 3 comes from BP1. Those of layers 2 and 1 come from BP2, and spoil W[2], b[2], W[1] "
                "and b[1].",
            ),
            Wrong(
                "A wrong slope in BP2 spoils the last layer W[3] as well",
                "W[3] needs a δ, too. But its δ is made by BP1, before BP2 is used at all.",
            ),
            Wrong(
                "A wrong slope in BP2 spoils W[1] only",
                "It reaches W[1] last. But with three layers BP2 is used twice, and its first use makes the δ of "
                "layer 2.",
            ),
        ),
    ),
    Question(
        "04.xor-starts",
        "7 · One run is an anecdote: XOR from 200 starts",
        (
            Wrong(
                "over 95 %",
                "At rate 1 it is 100 %, from the same 200 starts. At 0.1 the epochs do not suffice: with five times "
                "as many, most of the failures get there, as the text below shows.",
            ),
            Right(
                "70 to 95 %",
                "At rate 0.1 it is 80 % of the 200 starts that have all four answers on the right side of ½.",
            ),
            Wrong(
                "30 to 70 %",
                "A typical answer is still off by 0.23, so the learning is not finished. But 80 % are on the right "
                "side already, and no more is asked.",
            ),
            Wrong(
                "below 30 %",
                "The rate is small, and the learning slow. But after 10,000 epochs 80 % have all four answers on the "
                "right side of ½.",
            ),
        ),
    ),
    Question(
        "04.new-hands",
        "9 · Handwritten digits",
        (
            Wrong(
                "less than 2 points lower, or higher",
                "The test pictures are new in either case. But at random some of the same form are among the "
                "examples, and that is worth about four points.",
            ),
            Right(
                "2 to 10 points lower",
                "It falls by about four points; with half of the same form among the examples it falls by about one.",
            ),
            Wrong(
                "more than 10 points lower",
                "A whole form that is new is harder, yes. But over 91 % of its digits are still read rightly.",
            ),
        ),
        holds=lambda whole, cut, random: 91 < whole < random - 2 and whole < cut - 1.5 < cut < random < 98,
    ),
    Question(
        "04.hidden-bug",
        "10 · Would we have noticed?",
        (
            Wrong(
                "stays near 10 %, pure chance",
                "That is what the wrong sign does. σ'(a) is positive as σ'(z) is, so with one hidden layer every δ "
                "keeps its sign.",
            ),
            Wrong(
                "rises, but ends more than 2 points lower",
                "A wrong gradient should cost something, and on the moons it costs more than ten points. On these "
                "digits one sees nothing of it.",
            ),
            Right(
                "ends within 2 points: one cannot tell",
                "With the bug the worst of three runs is less than 2 points below the worst without it. Only the "
                "gradient check has seen it.",
            ),
        ),
        holds=_hidden_bug,
    ),
    Question(
        "04.raw-inputs",
        "12 · House prices: regression",
        (
            Wrong(
                "about 30, as with inputs / 100",
                "It begins with the very same answers, and all units alive. But the gradient of W[1] has the inputs "
                "as a factor, and they are 100 times as large.",
            ),
            Wrong(
                "50 to 150",
                "There the other half ends, inputs / 100 that start saturated, at roughly 100. Large steps do more "
                "harm than a saturated start.",
            ),
            Right(
                "about 200, no better than the mean",
                "One step drives nearly every unit flat: 100 % are alive before it, 3 % after it.",
            ),
        ),
        holds=lambda by, error: (error > 190) == (by == 1),
    ),
)
