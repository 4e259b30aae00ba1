"""The questions of lesson 7b, normalise, skip, drop."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "07b.whose",
        "2 · Batch normalisation, backwards",
        (
            Wrong(
                "For example 1; for the other three it is 0, since the cost does not look at them",
                "So it would be in all layers before this one. But z of example 2 is part of the mean and of the "
                "spread by which example 1 is normalised.",
            ),
            Wrong(
                "For example 1; for the others it is smaller, but not all are 0",
                "The others are not 0, that is right. But raising z of example 1 raises the mean and the spread, too, "
                "and that takes most of it back: 0.0556 is left.",
            ),
            Right(
                "For another example than example 1",
                "For example 2: 0.1667, three times that of example 1. Its z is the lowest; raising it makes the batch "
                "narrower, and example 1 stands out more.",
            ),
        ),
    ),
    Question(
        "07b.scale",
        "2 · Batch normalisation, backwards",
        (
            Wrong(
                "The outputs stay, and so does the gradient",
                "The outputs stay. But if ten times the weights give the same cost, a step of the same length changes "
                "them by a tenth of the share, so the slope is a tenth.",
            ),
            Right(
                "The outputs stay, and the gradient is a tenth",
                "The norm divides by a spread that is ten times as large. The gradient is 0.100 times what it was.",
            ),
            Wrong(
                "The outputs stay, and the gradient is ten times as long",
                "Larger weights did make larger gradients in lesson 7a, those of the layers below. Here the norm's own "
                "factor s has become a tenth.",
            ),
            Wrong(
                "The outputs change",
                "Without batch norm they would. The norm takes the factor out at once.",
            ),
        ),
    ),
    Question(
        "07b.explode",
        "3 · Layer norm, RMS norm, and one formula for their factors",
        (
            Wrong(
                "With batch norm it has about the same length, within a factor of 5",
                "Batch norm holds the length of the signal on its way up. Nothing in its formula holds that of the "
                "gradient.",
            ),
            Wrong(
                "With batch norm it is much shorter, by a factor of 1,000 or more",
                "Each norm does take two directions out of the gradient, but that is two of a hundred. It multiplies "
                "by s, too.",
            ),
            Right(
                "With batch norm it is much longer, by a factor of 1,000 or more",
                "More than 10,000 times: 1.21 a layer, to the power of 50.",
            ),
        ),
    ),
    Question(
        "07b.sigmoid",
        "3 · Layer norm, RMS norm, and one formula for their factors",
        (
            Wrong(
                "Both norms: with either the factor lies between 0.8 and 1.25",
                "Both bring z to mean square 1. But a sigmoid's outputs lie around ½, and layer norm divides by this "
                "common part, too: its factor is 0.39.",
            ),
            Right(
                "Batch norm only: its factor lies between 0.8 and 1.25, that of layer norm below 0.5",
                "Batch norm 1.02 by the formula, layer norm 0.39. Batch norm subtracts what all examples share.",
            ),
            Wrong(
                "Layer norm only: its factor lies between 0.8 and 1.25, that of batch norm above 1.5",
                "Batch norm does explode, but slowly here: 1.02 a layer. It is layer norm that fails.",
            ),
            Wrong(
                "Neither: with both the factor is below 0.5, because σ' is at most ¼",
                "For layer norm that is so. Under batch norm the spread of the outputs is as small as their slope, and "
                "dividing by it makes up for σ'.",
            ),
        ),
        holds=lambda largest: largest < 0.04,
    ),
    Question(
        "07b.one-class",
        "4 · What batch norm does to a network",
        (
            Wrong(
                "It stays within five points of that with running averages",
                "In mixed batches of 64 it does. A batch of one class has other statistics than those of training.",
            ),
            Wrong(
                "It falls, but stays above 50 %",
                "Running averages that were never moved do less harm than this. In a batch of one class the norm "
                "subtracts the very thing that the examples have in common.",
            ),
            Right(
                "It falls below 20 %, near chance",
                "About one in ten. What a batch of zeros has in common is that they are zeros, and that is subtracted.",
            ),
        ),
        holds=lambda answering_of_two: 0.2 < answering_of_two < 0.7,
    ),
    Question(
        "07b.shift",
        "4 · What batch norm does to a network",
        (
            Right(
                "No: with batch norm it is larger, at both rates",
                "At the rate 0.1 about 0.41 against 0.19, at 0.03 about 0.15 against 0.03.",
            ),
            Wrong(
                "Yes, at both rates",
                "That is the explanation of the inventors. Measured at the gradient, and from Glorot's weights, the "
                "shift is larger with batch norm.",
            ),
            Wrong(
                "It is about the same, within a tenth, at both rates",
                "At the rate 0.1 it is more than twice as large with batch norm.",
            ),
        ),
    ),
    Question(
        "07b.deeper",
        "5 · Four layers, twenty, fifty-six",
        (
            Right(
                "A higher cost on the training digits and on the test digits",
                "On both it is at about 2.3, the cost of who knows nothing.",
            ),
            Wrong(
                "A lower cost on the training digits, a higher one on the test digits",
                "That would be overfitting. But the cost of the training digits is higher, too.",
            ),
            Wrong(
                "A lower cost on both",
                "It could do all that the shallow one does. It does not find it.",
            ),
        ),
        holds=lambda normalised_20: 1 < normalised_20 < 2.1,
    ),
    Question(
        "07b.naive",
        "6 · A way around",
        (
            Wrong(
                "About as long, within a factor of 3: the identity path carries it",
                "What goes around arrives unchanged. What goes through the branches is added to it, and that is as "
                "much again in every block.",
            ),
            Wrong(
                "Longer by a factor of 3 to 1,000",
                "If the branch added the same amount in each block, 50 blocks would give such a number. It adds as "
                "much as is there, so the mean square doubles.",
            ),
            Right(
                "Longer by a factor of more than 1,000",
                "By about 2e+07. Each block doubles the mean square: 2 to the power of 25 for the length.",
            ),
            Wrong(
                "Shorter than a third",
                "Nothing here makes it shorter: the way around keeps all of it.",
            ),
        ),
    ),
    Question(
        "07b.test-time",
        "7 · Noise and decay",
        (
            Wrong(
                "The accuracy falls by more than ten points",
                "Masks that are left on do that. A factor of ½ makes all outputs smaller, and the largest mostly "
                "stays the largest.",
            ),
            Right(
                "The accuracy changes by less than three points, and the cost is more than twice as high",
                "Accuracy 96 % as before; cost 0.69 instead of 0.16.",
            ),
            Wrong(
                "Both hardly change: the accuracy by less than three points, the cost by less than a half",
                "For the accuracy that is so. But the outputs are about a quarter of what they were, and the network "
                "has become unsure.",
            ),
        ),
    ),
)
