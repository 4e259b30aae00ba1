"""Several slips in one answer are found one after the other."""

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip


def chain(x, y, first=lambda x: x**2, second=lambda a, y: a * y, third=np.sum, fourth=np.mean):
    """Return what comes of four pieces, one after the other, and two results beside."""
    a = first(x)
    b = second(a, y)
    return a, b, third(b), fourth(a)


SEVERAL = FunctionTask(
    id="99.2",
    title="A task",
    answer="chain",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("a", "b", "c", "d"),
    oracle=chain,
    pairs=False,
    general=False,
    sites=(
        Site("first", (Slip("cubed", "a is cubed.", lambda x: x**3), Slip("plain", "a is x.", lambda x: x))),
        Site("second", (Slip("added", "y is added.", lambda a, y: a + y),)),
        Site("third", (Slip("largest", "the largest is taken.", np.max),)),
        Site("fourth", (Slip("spread", "the deviation is taken.", np.std),)),
    ),
    parts=(Part("few", 1.0, lambda rng: (rng.normal(size=4), rng.normal(size=4))),),
)


def test_three_slips_and_four_are_found_one_after_the_other():
    def three(x, y):
        return x**3, x**3 + y, np.max(x**3 + y), np.mean(x**3)

    def four(x, y):
        return x, x + y, np.max(x + y), np.std(x)

    found = [SEVERAL.examine(LocalAnswer(answer), np.random.default_rng(0)).mistake for answer in (three, four)]
    assert [one.mistake for one in found] == ["cubed + added + largest", "plain + added + largest + spread"]
    assert found[0].message.startswith("Three slips at once. (1) ")
    assert "(4) The deviation is taken." in found[1].message
