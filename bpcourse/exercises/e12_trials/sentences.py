"""Task 12.1: what could stand against a sentence?"""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word
from bpcourse.tasks.words import Diagnosis

EXAMPLE, COMPARISON, INTERVENTION, SOURCE = "one example", "a comparison", "an intervention", "a source"
NOTHING = "nothing"
OPTIONS = (EXAMPLE, COMPARISON, INTERVENTION, SOURCE, NOTHING)
TRUTH = {
    "xor": EXAMPLE,
    "momentum": COMPARISON,
    "shift": INTERVENTION,
    "prize": SOURCE,
    "understood": NOTHING,
    "minimum": EXAMPLE,
    "forgetting": INTERVENTION,
    "deeper": COMPARISON,
}
ALL, MORE, WHY = ("xor", "minimum"), ("momentum", "deeper"), ("shift", "forgetting")
OTHERWISE = Diagnosis(
    "other-evidence", "What would have to be shown for this sentence to be wrong? Which word carries it?"
)


def _said(id: str, words: str, names: tuple[str, ...], option: str) -> Mistake:
    return Mistake(id, words, lambda: dict.fromkeys(names, option))


MISTAKES = (
    _said(
        "comparison-for-why",
        'A sentence with "because" falls when the cause is taken away and the effect stays, or when it is put in '
        "alone and "
        "nothing happens. A comparison of the whole says that it works, not why.",
        WHY,
        COMPARISON,
    ),
    _said(
        "example-for-why",
        "One case in which the effect is missing says nothing about its cause. Take the cause away, and look.",
        WHY,
        EXAMPLE,
    ),
    _said(
        "example-for-more",
        "One run in which the other one was better is an anecdote: the sentence speaks of what happens in general. "
        "Many seeds, and rates of its own for each.",
        MORE,
        EXAMPLE,
    ),
    _said(
        "intervention-for-more",
        "The sentence says that one is better, and not why. Two contestants are enough.",
        MORE,
        INTERVENTION,
    ),
    _said(
        "comparison-for-all",
        'A sentence with "no" or "always" needs no statistics to fall: one case against it is enough.',
        ALL,
        COMPARISON,
    ),
    _said(
        "nothing-for-all",
        'A sentence with "no" or "always" cannot be proved by examples, but one case against it is enough to make '
        "it false.",
        ALL,
        NOTHING,
    ),
    _said(
        "source-for-all",
        "A book may say so; what stands against the sentence is a case that one can show.",
        ALL,
        SOURCE,
    ),
    _said("example-for-history", "What somebody wrote, and when, no run can show. Read it.", ("prize",), EXAMPLE),
    _said("nothing-for-history", "What a prize was given for is written down. Read it.", ("prize",), NOTHING),
    _said(
        "comparison-for-the-empty",
        "It does not say what would be seen if the network had not understood. Before somebody says what "
        '"understood" means, '
        "no comparison can speak against it.",
        ("understood",),
        COMPARISON,
    ),
    _said(
        "example-for-the-empty",
        'One mistake of the network does not refute it: nobody has said what "understood" forbids.',
        ("understood",),
        EXAMPLE,
    ),
    _said(
        "intervention-for-the-empty",
        'There is nothing to take away: nobody has said what "understood" would be.',
        ("understood",),
        INTERVENTION,
    ),
    _said(
        "all-by-comparison",
        "Not every sentence is decided by a comparison. Look for the word that carries it: no, always, because, "
        "better.",
        tuple(name for name in TRUTH if TRUTH[name] != COMPARISON),
        COMPARISON,
    ),
)

SENTENCES = ValueTask(
    id="12.1",
    title="What could stand against it?",
    misconceptions="statistics asked where one case is enough; an anecdote against a comparison; a comparison for a "
    "cause",
    answer="against",
    difficulty=1,
    minutes=8,
    section="lesson 12, sections 1 and 2",
    truth=lambda: dict(TRUTH),
    parts=tuple(Part(name, 0.25, judgement=Word(OPTIONS, otherwise=OTHERWISE)) for name in TRUTH),
    mistakes=MISTAKES,
    hints=(
        "In each sentence one word carries the claim. Find it.",
        '"No" and "always" fall by one case. "Fewer" and "better" need two contestants. "Because" needs a cause '
        "that is "
        "taken away.",
        "One sentence is about a document, and one does not say what it forbids.",
    ),
    insight="The word that carries a sentence says which evidence could make it fall. Where none could, it is no "
    "claim.",
)
