"""The questions of lesson 9b, gates."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "09b.carousel",
        "3 · The carousel, measured",
        (
            Wrong(
                "The LSTM's share is above 1e-15, that of the tanh network below",
                "That is what the name of the carousel promises. But with a bias of 0 the forget gate stands near ½, "
                "and ½ to the power of 100 is 8e-31.",
            ),
            Right(
                "Both shares are below 1e-15",
                "Medians of some 1e-19 and 3e-20. A forget gate near ½ forgets half at every moment, and so does the "
                "gradient; what arrives has come by the ways through the gates as well.",
            ),
            Wrong(
                "Both shares are above 1e-15: neither network has lost its gradient",
                "Through 100 moments a factor of 0.64 a moment leaves 4e-20. Orthogonal weights keep lengths; the "
                "slopes of tanh and the gates do not.",
            ),
        ),
        holds=lambda plain, lstm: max(plain, lstm) < 1e-15,
    ),
    Question(
        "09b.which-way",
        "3 · The carousel, measured",
        (
            Wrong(
                "Only the cell's way still explodes when it is alone",
                "A product of forget gates cannot: each is below 1. By the cell's way alone the share falls.",
            ),
            Wrong(
                "Only the way through h still explodes when it is alone",
                "The weights are large, but the slopes of gates and of tanh, which it passes at every moment, are "
                "small: alone it vanishes fastest. With still larger weights it does explode.",
            ),
            Right(
                "Neither way alone explodes",
                "At these weights it takes both. The paths that change between the two ways are far more than those "
                "that stay on one, and the gradient is the sum over all of them.",
            ),
        ),
        holds=lambda both, cell, h, larger: both > 100 and cell < 0.1 and h < 1e-20 and larger > 1000,
    ),
    Question(
        "09b.two-biases",
        "4 · GRU: one state, two gates",
        (
            Wrong(
                "In neither: a bias is a bias, and two that are added have the same gradient",
                "For an LSTM that is the reason. In the GRU one of them stands inside the brackets that r multiplies.",
            ),
            Right(
                "In the GRU only",
                "∂C/∂b_h has r as a factor, ∂C/∂b_n has not. In the LSTM both biases are added to the same z, so their "
                "gradients are equal and one of them is superfluous.",
            ),
            Wrong(
                "In both: one belongs to the inputs, the other to the states",
                "A bias has no input; it does not know whose it is. In the LSTM both are added to the same z.",
            ),
        ),
    ),
    Question(
        "09b.elman",
        "5 · A language with an exact floor",
        (
            Wrong(
                "Only the LSTM",
                "So the table of 1997 reads, where the network of 1990 has 0 %. But that network was trained with "
                "the error cut off at every moment. The same network with the whole way back knows the letter.",
            ),
            Right(
                "The LSTM, and the tanh network with the whole way back",
                "Both come close to the lower floor. With a window of 1 the same tanh network stays just above the "
                "upper one.",
            ),
            Wrong(
                "All three",
                "A window of 1 still learns the inner grammar, since that asks for one letter back or two. Nothing "
                "tells its weights to keep the outer letter for later.",
            ),
            Wrong(
                "None of them: the letter is too far away",
                "The error has five moments to go back at least, and eight on average. The gradient at that distance "
                "is small, but not nothing.",
            ),
        ),
        holds=lambda lstm, whole, cut: lstm >= 4 and whole >= 4 and cut == 0,
    ),
    Question(
        "09b.truncated",
        "6 · The truncation of 1997",
        (
            Wrong(
                "At most one: a wrong gradient leads elsewhere",
                "A window of 1 gave none, but it cuts the cell's way, too. Here that way stays whole, and it is the "
                "one that remembers.",
            ),
            Wrong(
                "Two: it is a lottery",
                "Half of the way through it looks so. Later updates make up for it.",
            ),
            Right(
                "Three or more",
                "What is left is no gradient of any cost we know, but it points to the same side, and the error "
                "reaches the outer letter undiminished by anything but forget gates.",
            ),
        ),
        holds=lambda knowing, cosine: knowing >= 3 and 0.5 < cosine < 0.995,
    ),
    Question(
        "09b.adding",
        "7 · The adding problem, at one rate and at rates of their own",
        (
            Wrong(
                "Above 0.12: it has learnt next to nothing",
                "So it looks at the LSTM's rate. Seeds that get stuck there are seen at its own rate, too, but not "
                "most of them.",
            ),
            Right(
                "Between 0.01 and 0.12: it has learnt much, but not all",
                "A rate of its own takes most of the error away. The gap to the gated networks is real, but the one "
                "rate for all had made it look like a wall.",
            ),
            Wrong(
                "Below 0.01: as good as the gated networks",
                "In four times as many updates it still does not come that low.",
            ),
        ),
        holds=lambda plain, gated: 0.01 < plain < 0.08 and gated < 0.01,
    ),
    Question(
        "09b.descent",
        "8 · The optimiser claim ends here",
        (
            Wrong(
                "None: that is what Adam is for",
                "Adam is quicker here, and that is all that the claim has left. The error arrives, whoever makes the "
                "step.",
            ),
            Wrong(
                "One or two",
                "A third of the way it is about so; later ones make up for it.",
            ),
            Right(
                "Three or more",
                "Plain gradient descent on a plain recurrent network learns a dependency over eight moments and more. "
                "It takes more updates than Adam.",
            ),
        ),
        holds=lambda knowing: knowing >= 3,
    ),
)
