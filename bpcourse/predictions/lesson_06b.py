"""The questions of lesson 6b, when it works."""

from bpcourse.predictions.question import Question, Right, Wrong


def _walls(exactly: list, weakly: list, strongly: list) -> bool:
    """Whether several runs lose a class with the exact gradient and the weak pull, and none with the strong one."""
    losing = [sum(map(bool, runs)) for runs in (exactly, weakly, strongly)]
    return min(losing[:2]) > 1 > losing[2]


QUESTIONS = (
    Question(
        "06b.order",
        "1 · How exact, and how small should β be?",
        (
            Wrong(
                "From β = 0.1 to 0.01 both the one-sided and the symmetric error shrink by about 10",
                "For the one-sided rule it is so. In the symmetric difference the part of the error that goes like β "
                "cancels, and what is left goes like β².",
            ),
            Right(
                "The one-sided error shrinks by about 10, the symmetric one by about 100",
                "One-sided from 2.4e-01 to 2.7e-02, symmetric from 2.8e-02 to 2.8e-04.",
            ),
            Wrong(
                "Neither shrinks much: the states have not changed enough to be measured",
                "Rounding does win in the end. But in float64 that comes much further down: the symmetric rule is at "
                "its best at a β of about 1e-05.",
            ),
        ),
    ),
    Question(
        "06b.beside-backpropagation",
        "2 · Training",
        (
            Right(
                "The curve of the symmetric estimate can hardly be told from that of backpropagation",
                "After 432 steps the two networks are apart by less than 5 % of the way that they have travelled.",
            ),
            Wrong(
                "It falls as fast at first, and ends clearly higher: the error of the estimate remains",
                "An error does remain, 2.8e-02 at the start (section 1). But at the end the networks are less "
                "than 5 % of the way apart.",
            ),
            Wrong(
                "It falls clearly more slowly from the beginning",
                "A difference of two settled states may look like a poor guide. But at β = 0.1 its cosine with the "
                "gradient was 0.9998 (section 1).",
            ),
        ),
        holds=lambda name, apart: apart < (0.05 if name.startswith("symmetric") else 0.4),
    ),
    Question(
        "06b.angle",
        "4 · Weight symmetry",
        (
            Wrong(
                "At 90°, on the average of ten networks, the estimate still points roughly the right way (cosine "
                "above 0.7)",
                "At 45°, with one hidden layer, it is still 0.72. At 90° nothing of that is left: 0.05.",
            ),
            Right(
                "At 90° it is as good as unrelated to the gradient (average cosine near 0)",
                "The average cosine is 0.05 with one hidden layer and -0.02 with two.",
            ),
            Wrong(
                "At 90° it points the opposite way (average cosine near -1)",
                "In the small network of lesson 6a it came to -0.97. But other networks go to other sides: ten of "
                "them lie from -0.18 to 0.41, with one hidden layer.",
            ),
        ),
    ),
    Question(
        "06b.run-away",
        "5 · When it has not settled",
        (
            Wrong(
                "The two units run away at every negative β",
                "Every push does make the bowl flatter. But at -0.3 its λ is still 0.28, and the units come to rest.",
            ),
            Right(
                "They run away already at some β between -1 and 0",
                "At β = -(1 - w²) = -0.64 the bowl ends, λ = 0: at -0.63 the output still comes to rest, at -29, and "
                "at -0.65 it runs away.",
            ),
            Wrong(
                "They run away at -1, where 1 + β is no longer positive, and at no β between -1 and 0",
                "For an output alone that is the limit. But the hidden unit follows it and drives it further: with "
                "both, the bowl ends at -0.64.",
            ),
        ),
    ),
    Question(
        "06b.hurry",
        "5 · When it has not settled",
        (
            Wrong(
                "The smaller β, the smaller the error of both estimates",
                "When all is settled, it is so. After 4 sweeps the nudged phase goes on settling, and the one-sided "
                "rule divides that drift by β.",
            ),
            Right(
                "The one-sided error grows without end as β falls, the symmetric one ends on a floor",
                "From β = 0.01 to 0.0001 the one-sided error grows from 2.1 to 2.1e+02, the symmetric one stays at "
                "0.0005 or 0.0006.",
            ),
            Wrong(
                "Both errors grow without end as β falls",
                "Both estimates drift. But the two phases of the symmetric one drift in nearly the same way, and in "
                "their difference it nearly cancels: 0.0006.",
            ),
        ),
    ),
    Question(
        "06b.walls",
        "6 · At the wall",
        (
            Wrong(
                "The exact gradient and β = 0.01 train clearly better than β = 0.5",
                "A better gradient should be a better teacher. But at the wall the exact slope is 0, and an output "
                "that is stuck there learns nothing.",
            ),
            Wrong(
                "All three train equally well, within two percent",
                "In section 2 the ways could hardly be told apart. But those units were smooth; here most outputs "
                "stand at a wall.",
            ),
            Right(
                "β = 0.5 trains clearly better than the exact gradient and β = 0.01",
                "The other two lose a class in several of the five runs (no digit is answered with it), the strong "
                "pull in none, and more digits are right with it.",
            ),
        ),
        holds=_walls,
    ),
    Question(
        "06b.price",
        "7 · What it costs",
        (
            Wrong(
                "Fewer multiplications than backpropagation in all three ways: there is no backward pass",
                "There is none. But every sweep of each phase uses the weights between the units again, and both ways.",
            ),
            Wrong(
                "Fewer in some of the three ways, more in others",
                "With one hidden layer and few sweeps it comes close, 1.1 times as many. It does not get below 1.",
            ),
            Right(
                "More in all three ways",
                "13.1, 1.3 and 1.1 times as many with one hidden layer; 62.6, 35.7 and 8.1 times with two.",
            ),
        ),
    ),
)
