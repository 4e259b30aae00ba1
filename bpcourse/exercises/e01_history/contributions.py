"""Task 01.1: who contributed what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Entry, Word, plain
from bpcourse.tasks.words import Diagnosis

WHO = {
    "unit": "Widrow 1960",
    "sail": "Kelley 1960",
    "words": "Rosenblatt 1962",
    "forward": "Wengert 1964",
    "limits": "Minsky 1969",
    "reverse": "Linnainmaa 1970",
    "model": "Werbos 1974",
    "shown": "Rumelhart 1986",
}
WORKS = (*WHO.values(), "Leibniz 1676", "Dreyfus 1962", "Werbos 1982", "Hopfield 1982", "Hochreiter 1991")

# (entry, work named there): the confusion
CONFUSIONS = {
    ("reverse", "Rumelhart 1986"): (
        "famous-for-first",
        "reverse: the papers of 1986 made the method famous. The algorithm for any sequence of operations had "
        "been published long before, and the letter in Nature does not claim to be the only source.",
    ),
    ("reverse", "Wengert 1964"): (
        "forward-for-reverse",
        "reverse: Wengert's paper is on forward mode. Asked for is reverse mode.",
    ),
    ("reverse", "Kelley 1960"): (
        "trajectory-for-any-computation",
        "reverse: Kelley's backward sweep is for trajectories. The one for any sequence of elementary "
        "operations was published ten years later.",
    ),
    ("reverse", "Leibniz 1676"): (
        "rule-for-algorithm",
        "reverse: the chain rule is 17th-century mathematics. An algorithm that uses it backwards, at the cost "
        "of one sweep, is another thing.",
    ),
    ("forward", "Linnainmaa 1970"): (
        "reverse-for-forward",
        "forward: Linnainmaa went backwards. Forward mode was published six years before him.",
    ),
    ("sail", "Rumelhart 1986"): (
        "network-for-trajectory",
        "sail: there is no spacecraft in the papers of 1986. The sweep for trajectories was published in optimal "
        "control, around 1960, without any network.",
    ),
    ("sail", "Dreyfus 1962"): (
        "dreyfus-for-kelley",
        "sail: Dreyfus derived the recursion from the chain rule alone. The solar sail is two years older.",
    ),
    ("words", "Rumelhart 1986"): (
        "words-are-older",
        'words: they wrote "back-propagation" in 1985 and 1986. The words asked for are 24 years older than the '
        "letter, and stand for a heuristic without a gradient.",
    ),
    ("shown", "Rosenblatt 1962"): (
        "words-without-method",
        "shown: Rosenblatt had the words, but his threshold units have the slope zero, so there was no "
        "gradient to follow.",
    ),
    ("reverse", "Rosenblatt 1962"): (
        "words-without-algorithm",
        "reverse: Rosenblatt had the words, for a heuristic. His threshold units have the slope zero.",
    ),
    ("model", "Rumelhart 1986"): (
        "found-again-for-proposed",
        "model: they found it again, and showed what it can do. It had been proposed for learning models twelve "
        "years before.",
    ),
    ("model", "Linnainmaa 1970"): (
        "no-learning-in-1970",
        "model: Linnainmaa's subject was rounding error. There is nothing on learning in it.",
    ),
    ("model", "Werbos 1982"): (
        "thesis-for-paper",
        "model: 1982 is the first published use for neural networks. The models from social science are in the "
        "thesis, eight years before.",
    ),
    ("shown", "Werbos 1974"): (
        "proposed-for-shown",
        "shown: Werbos proposed such derivatives for learning models. That hidden units come to represent "
        "something useful was shown by experiments twelve years later.",
    ),
    ("unit", "Rosenblatt 1962"): (
        "perceptron-for-delta-rule",
        "unit: the rule of the perceptron only knows right and wrong. Gradient descent needs a measure of how "
        "wrong: the squared distance before the threshold.",
    ),
    ("limits", "Rosenblatt 1962"): (
        "convergence-for-limits",
        "limits: Rosenblatt's book has the theorem that the perceptron converges where the classes can be separated. "
        "What it can not compute was proved seven years later.",
    ),
    ("shown", "Hopfield 1982"): (
        "prize-for-backpropagation",
        "shown: Hopfield's paper of 1982 is on an associative memory. The Nobel prize of 2024, to him and "
        "Hinton, was not given for backpropagation either.",
    ),
}
WHAT = {
    "Widrow 1960": "Widrow and Hoff published gradient descent for one linear unit.",
    "Kelley 1960": "Kelley published the gradient of the cost of a trajectory, by a sweep backwards in time.",
    "Rosenblatt 1962": "Rosenblatt's book has the perceptron's rule, its theorem, and a heuristic with a fitting name.",
    "Wengert 1964": "Wengert published forward mode.",
    "Minsky 1969": "Minsky and Papert proved what perceptrons cannot compute whose fixed units see some inputs only.",
    "Linnainmaa 1970": "Linnainmaa published reverse mode for any sequence of operations, to follow rounding errors.",
    "Werbos 1974": "Werbos's thesis has cheap exact derivatives for models from social science.",
    "Rumelhart 1986": "The papers of 1986 show by experiments that hidden units learn useful representations.",
    "Leibniz 1676": "From Leibniz we have the chain rule.",
    "Dreyfus 1962": "Dreyfus derived the backward recursion of optimal control from the chain rule alone.",
    "Werbos 1982": "In 1982 Werbos published the first use for neural networks.",
    "Hopfield 1982": "Hopfield's paper of 1982 is on an associative memory with an energy function.",
    "Hochreiter 1991": "Hochreiter's thesis of 1991 explains why gradients vanish.",
}


def _taken_for_others(work: str):
    """Return the mistake of naming this work where another belongs, and no special confusion is known."""
    entries = [entry for entry, right in WHO.items() if right != work and (entry, work) not in CONFUSIONS]
    return lambda: dict.fromkeys(entries, work)


STEPS = {  # of the algorithm, in the order of publication
    "control": 1960,
    "forward mode": 1964,
    "any computation": 1970,
    "learning models": 1974,
    "neural networks": 1982,
    "representations": 1986,
}
IN_ORDER = list(STEPS)
ORDERS = (
    Mistake(
        "newest-first",
        "order: this is the right order turned round. Begin with the oldest.",
        lambda: {"order": IN_ORDER[::-1]},
    ),
    Mistake(
        "networks-first",
        "order: neural networks come late. The use for them was published in 1982 and became famous in 1986, when the "
        "recursion and the algorithm were there.",
        lambda: {"order": ["neural networks", "representations", *IN_ORDER[:4]]},
    ),
    Mistake(
        "theory-before-practice",
        "order: the general algorithm (1970) came *after* the backward sweep for trajectories (1960), which is a case "
        "of it.",
        lambda: {"order": ["forward mode", "any computation", "control", *IN_ORDER[3:]]},
    ),
)


ORDERS += (
    Mistake(
        "not-sorted",
        "order: these are the six as they were listed, by the alphabet. Sort them by the year of publication.",
        lambda: {"order": sorted(IN_ORDER)},
    ),
    Mistake(
        "forward-mode-first",
        "order: forward mode (1964) came after the backward sweep for trajectories (1960).",
        lambda: {"order": ["forward mode", "control", *IN_ORDER[2:]]},
    ),
    Mistake(
        "reverse-before-forward",
        "order: of the two modes for any computation the forward one was published first, in 1964; reverse mode in "
        "1970.",
        lambda: {"order": ["control", "any computation", "forward mode", *IN_ORDER[3:]]},
    ),
    Mistake(
        "shown-before-used",
        "order: neural networks were in print with it (1982) before the representations were shown (1986).",
        lambda: {"order": [*IN_ORDER[:4], "representations", "neural networks"]},
    ),
    Mistake(
        "learning-before-the-algorithm",
        "order: the general algorithm (1970) came before it was proposed for models that learn (1974).",
        lambda: {"order": ["control", "forward mode", "learning models", "any computation", *IN_ORDER[4:]]},
    ),
)


@dataclass(frozen=True)
class InOrder:
    """All steps in the order of their years; of a wrong order the first pair that is the wrong way round is said."""

    years: dict[str, int]

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the list with the order, then with those that known mistakes make."""
        steps = sorted(self.years)
        meant = {plain(step): step for step in steps}
        given = entry.value if isinstance(entry.value, (list, tuple)) else []
        order = [meant.get(plain(str(step)), "") for step in given]  # capitals and spaces do not count
        if sorted(order) != steps:
            return Diagnosis("form", f"{entry.name} must be a list of these six, each once: {', '.join(steps)}.")
        for mistake, (made, words) in entry.known.items():
            if made == order:
                return Diagnosis(mistake, words)
        for one, other in pairwise(order):
            if self.years[one] > self.years[other]:
                text = f'{entry.name}: "{one}" ({self.years[one]}) stands before "{other}" ({self.years[other]}).'
                return Diagnosis("out-of-order", text)
        return None


WHO_TASK = ValueTask(
    id="01.1",
    title="Who contributed what",
    misconceptions='"1986" for everything; Wengert (forward) for Linnainmaa (reverse); Rosenblatt\'s words taken '
    "for a method",
    answer="who",
    difficulty=1,
    minutes=15,
    section="lesson 1a, section 1",
    truth=lambda: {**WHO, "order": IN_ORDER},
    parts=(
        *(Part(name, 0.25, judgement=Word(WORKS)) for name in WHO),
        Part("order", 0.5, judgement=InOrder(STEPS)),
    ),
    mistakes=(
        *(
            Mistake(confusion, words, lambda entry=entry, work=work: {entry: work})
            for (entry, work), (confusion, words) in CONFUSIONS.items()
        ),
        *ORDERS,
        *(
            Mistake(
                f"not-{work.lower().replace(' ', '-')}",
                f"{words} Here another work is asked for.",
                _taken_for_others(work),
            )
            for work, words in WHAT.items()
        ),
    ),
    hints=(
        "The timeline in lesson 1a, section 1, says what each work contributed. Click the entries.",
        "Ask of each work: is there a gradient in it? Does it go backwards? Is it for one kind of problem, or for any?",
        "control 1960, forward mode 1964, any computation 1970, learning models 1974.",
    ),
    insight=(
        "One idea, a backward sweep, was used for control around 1960 and, in a thesis of 1970, for rounding errors; "
        "lesson 1a, sections 3 and 4, runs both."
    ),
)
