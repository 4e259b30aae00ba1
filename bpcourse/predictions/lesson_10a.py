"""The questions of lesson 10a, attention."""

from bpcourse.predictions.question import Question, Right, Wrong


def _hidden_keys(moved: dict) -> bool:
    """Whether a mask after the softmax lets the key through and not the value, and the two other ways nothing."""
    value, key = moved["after"]
    return value == 0 and key > 0.001 and max(*moved["before"], *moved["divided"]) < 1e-12


def _order(shifts: dict) -> bool:
    """Whether only two blocks or more with a causal mask feel that two inputs are exchanged."""
    felt = {plan for plan, shift in shifts.items() if shift > 0.01}
    return felt == {(True, 2), (True, 3)} and all(shifts[plan] < 1e-12 for plan in set(shifts) - felt)


def _alike(found: dict) -> bool:
    """Whether without ways around the length stays, and positions and the gradient of the queries nearly vanish."""
    arrived, own, queries = found["neither"]
    return arrived > 0.1 and own < 1e-12 and queries < 1e-12 * found["both"][2]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "10a.sign",
        "1 · A question asked of a memory",
        (
            Wrong(
                "It rises: more is taken of a positive value",
                "More is taken of 4. But the weights have the sum 1, so less is taken of all others, also of the 8.",
            ),
            Right(
                "It falls",
                "The mean, 5, moves towards 4, by ¼ · (4 - 5) = -¼ times the nudge.",
            ),
            Wrong(
                "It stays: the weights always have the sum 1",
                "Their sum stays, the mean that they make does not.",
            ),
        ),
        holds=lambda changes: all(-0.26 < change / h < -0.2 for h, change in changes.items()),
    ),
    Question(
        "10a.bias",
        "3 · All queries at once",
        (
            Wrong(
                "About as large as that of the queries' bias",
                "Queries and keys look alike in Q Kᵀ. But the softmax goes along the keys: what all keys of a query "
                "have in common is taken out, what all queries of a key have in common is not.",
            ),
            Wrong(
                "Larger: every key is asked by all queries, so that five gradients add",
                "They add up to nothing. For each query the row of ∂C/∂S has the sum 0.",
            ),
            Right(
                "0, but for rounding",
                "It adds one number to all scores of a query, and those of ∂C/∂S in a row have the sum 0.",
            ),
        ),
        holds=lambda lengths: lengths[1] < 1e-12 and min(lengths[0], lengths[2]) > 0.01,
    ),
    Question(
        "10a.saturated",
        "4 · Why 1/√d",
        (
            Wrong(
                "It stays between 0.1 and 1: a softmax is a softmax",
                "Its inputs are not the same: scores of variance 1,024 leave one key.",
            ),
            Wrong(
                "It falls by about √(1024/4) = 16, as the scores grow",
                "The weights fall with exp of the scores, and so does the Jacobian.",
            ),
            Right(
                "It falls below 0.001",
                "The best key leads by several units in the score, so that the others weigh next to nothing.",
            ),
        ),
        holds=lambda medians: medians["unscaled"][0] > 0.1 and medians["unscaled"][-1] < 1e-3,
    ),
    Question(
        "10a.mask",
        "5 · Masks: before, not after",
        (
            Wrong(
                "Neither: what is multiplied by 0 has no effect",
                "The weights that are multiplied by 0 have none. But the others were divided by a sum in which the "
                "hidden keys stand.",
            ),
            Wrong(
                "The new value",
                "Its weight is 0 after the mask.",
            ),
            Right(
                "The new key",
                "It stands in the sum by which all weights of the row were divided.",
            ),
        ),
        holds=_hidden_keys,
    ),
    Question(
        "10a.dilution",
        "7 · What distance does",
        (
            Wrong(
                "It stays about the same: every position is one step away",
                "One step away, and so are all others: they share what there is.",
            ),
            Right(
                "It falls to about a hundredth",
                "The weights of a row have the sum 1. A hundred times as many keys get a hundredth each.",
            ),
            Wrong(
                "It falls below a millionth, as in the tanh networks of lesson 9b",
                "There factors multiply from moment to moment. Here there is one step, and one division.",
            ),
        ),
        holds=lambda diluted: 1 / 300 < diluted[1000] / diluted[10] < 1 / 30,
    ),
    Question(
        "10a.order",
        "8 · Order: what stands there, and where",
        (
            Wrong(
                "The same, but for rounding, with any number of blocks: it sees both inputs, in a bag",
                "The last position does see both. But what it sees of them in the second block has been mixed in the "
                "first, and there the mask shows each position another part.",
            ),
            Right(
                "The same with one block, something else with two",
                "In the first block position 1 sees one row and position 2 sees two. The second block sees this.",
            ),
            Wrong(
                "Something else already with one block: a causal mask is an order",
                "In one block the last position sees all rows as they are, whatever the others see.",
            ),
        ),
        holds=_order,
    ),
    Question(
        "10a.around",
        "9 · A block",
        (
            Wrong(
                "All three: without a way around the gradient vanishes",
                "In the median most of the length arrives below.",
            ),
            Wrong(
                "The first only: what arrives below",
                "In the median most of it arrives. What is lost is the difference between positions.",
            ),
            Right(
                "The second and the third",
                "Positions become alike, hence also the keys, and then no query gets a gradient.",
            ),
        ),
        holds=_alike,
    ),
)
