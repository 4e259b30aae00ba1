"""The questions of lesson 10b, small Transformers."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "10b.exact",
        "1 · Reversal, and a map that is put to the test",
        (
            Wrong(
                "It falls by more than 0.1, but not to chance: the layers above have learnt to go with soft weights",
                "They get a vector that is a little purer than what they have learnt from. That is easier, not harder.",
            ),
            Right(
                "It stays within 0.1 of what it was, or rises",
                "The value at the mirror place is what the answer is read from. What else was mixed in was not needed.",
            ),
            Wrong(
                "It falls to chance: P is computed, and cannot be replaced",
                "P is a matrix like any other. What comes after it does not ask where it comes from.",
            ),
        ),
        holds=lambda own, exact, alike, itself: exact > own - 0.1 and itself < 0.2 and 0.15 < alike < 0.35,
    ),
    Question(
        "10b.one-block",
        "2 · Recall: two blocks, and one",
        (
            Wrong(
                "Below 0.2: little better than any of eight values",
                "It sees which values are shown. Naming one of those is better than that.",
            ),
            Wrong(
                "From 0.2 to 0.3: as good as to name one of the shown values at random",
                "It can do better without knowing any key: some values are shown twice or more.",
            ),
            Right(
                "From 0.3 to 0.45: as good as to name the value that is shown most often",
                "It counts: some 0.36, which is what the most frequent value gets. It does not see which key stood "
                "before a value.",
            ),
            Wrong(
                "Above 0.45: it recalls some of the keys",
                "A value's key vector, in the first block, comes from the value and its position. The key before it is "
                "not in it.",
            ),
        ),
        holds=lambda shares, often: min(shares) > 0.31 and max(shares) < 0.44 and min(often) > 0.8,
    ),
    Question(
        "10b.cut",
        "2 · Recall: two blocks, and one",
        (
            Wrong(
                "Above 0.45: block 2 finds most of the values in another way",
                "There is no other way to know which key a value had, and the network has not built a spare one.",
            ),
            Wrong(
                "From 0.3 to 0.45: it falls back to what one block can do",
                "One block has learnt to count because it could do nothing better. This network had no reason to.",
            ),
            Right(
                "Below 0.3: less than one block gets",
                "Some 0.2, less than a shown value at random would get: the rest of the row points to other keys.",
            ),
        ),
        holds=lambda found: (
            max(found["values: place before cut"] + found["values: nothing taken"]) < 0.3
            and min(found["values: place before only"] + found["all but the look back: nothing"]) > 0.97
            and max(found["question: itself only"]) < 0.9 < 0.97 < min(found["question: nothing taken"])
        ),
    ),
    Question(
        "10b.shortcut",
        "4 · The shortcut",
        (
            Wrong(
                "Above 0.9: a distance is a distance",
                "It has learnt positions, not what followed. One position off is as wrong as any other.",
            ),
            Wrong(
                "From 0.2 to 0.9: nearly the same place, so often right",
                "The symbols are random. The neighbour of the right place tells nothing about it.",
            ),
            Right(
                "Below 0.2: next to nothing",
                "It looks eleven back, whatever stands there. On the sequences of the training that was always right.",
            ),
        ),
        holds=lambda at_11, at_12: max(at_11) < 0.2 and min(at_12) > 0.95,
    ),
    Question(
        "10b.planted",
        "5 · Wrong gradients that train",
        (
            Wrong(
                "None: a wrong gradient leads elsewhere",
                "Much of it stays right: all that lies above the mistake, and often the direction below it.",
            ),
            Wrong(
                "One or two",
                "More. Reversal needs one look, and several ways lead there.",
            ),
            Right(
                "Three or more",
                "Four. Only the exchange of ∂Q and ∂K stops it. Where ∂V is lost, the other matrices learn to go with "
                "the values as they started.",
            ),
        ),
        holds=lambda learnt: sum(learnt.values()) == 5 and not learnt["∂Q and ∂K exchanged"],
    ),
    Question(
        "10b.by-heart",
        "6 · A model of characters",
        (
            Wrong(
                "It is lower by more than 0.05: more training, better model",
                "Where it is trained, yes. Elsewhere more is right, too, but it is too sure, and mistakes cost more.",
            ),
            Wrong(
                "The two differ by at most 0.05: nothing more is learnt that matters here",
                "It would be so if it had stopped changing. But it goes on, and becomes surer of what it has by heart.",
            ),
            Right(
                "It is higher by more than 0.05",
                "It learns the poem by heart, becomes too sure, and a sure mistake is dear.",
            ),
        ),
        holds=lambda costs: costs[4][1] > costs[2][1] + 0.07 and costs[4][0] < costs[2][0] - 0.3,
    ),
    Question(
        "10b.table",
        "6 · A model of characters",
        (
            Wrong(
                "dearer by more than 0.1: it sees two characters, the network 24",
                "It knows more than the table, but it is too sure of it, and that costs.",
            ),
            Right(
                "within 0.1 of it",
                "Some 2.2 for both. What the network knows beyond triples it loses again by being too sure.",
            ),
            Wrong(
                "cheaper by more than 0.1: the network wastes its parameters",
                "It is no worse either, when it is stopped in time.",
            ),
        ),
        holds=lambda table, least: abs(table - least) < 0.09,
    ),
)
