"""The exercises: a folder each, with its tasks, oracles, catalogues of mistakes and hints; a module a task or two."""

from __future__ import annotations

from typing import NamedTuple

from bpcourse.exercises import (
    e01_history,
    e02_chain_rule,
    e03_delta_equations,
    e04_full_implementation,
    e05_optimizers,
    e06_equilibrium_propagation,
    e07_deep_networks,
    e08_convolution,
    e09_recurrence,
    e10_attention,
    e11_many_goals,
    e12_trials,
)
from bpcourse.tasks import Task


class Exercise(NamedTuple):
    """An exercise: its number, the name of its notebook without the ending, its title, and its tasks in order.

    ``special`` says in a few words what one finds in it only.
    ``version`` is that of the notebook, which carries it in its metadata.  Raise it when what is handed in changes.
    """

    number: str
    name: str
    title: str
    tasks: tuple[Task, ...]
    special: str
    version: int

    @property
    def label(self) -> str:
        """Return the number as a learner reads it: "5"."""
        return self.number.removeprefix("0")

    @property
    def minutes(self) -> int:
        """Return the minutes that its tasks take together."""
        return sum(task.minutes for task in self.tasks)


EXERCISES: dict[str, Exercise] = {
    exercise.number: exercise
    for exercise in (
        Exercise(
            "01",
            "01_history",
            "History that runs",
            e01_history.TASKS,
            special="targets recovered from printed weights, steering by an adjoint gradient",
            version=2,
        ),
        Exercise(
            "02",
            "02_chain_rule",
            "The chain rule",
            e02_chain_rule.TASKS,
            special="a broken topological sort, the price of a derivative",
            version=2,
        ),
        Exercise(
            "03",
            "03_delta_equations",
            "The δ equations",
            e03_delta_equations.TASKS,
            special="a network by hand, then a backward pass for any network",
            version=2,
        ),
        Exercise(
            "04",
            "04_full_implementation",
            "A full implementation",
            e04_full_implementation.TASKS,
            special="a debugging lab",
            version=2,
        ),
        Exercise(
            "05",
            "05_optimizers",
            "Optimizers",
            e05_optimizers.TASKS,
            special="a bug found in a recorded path, a budget of 200 gradients",
            version=2,
        ),
        Exercise(
            "06",
            "06_equilibrium_propagation",
            "Equilibrium propagation",
            e06_equilibrium_propagation.TASKS,
            special="six bugs in a program that learns nothing, a budget of sweeps",
            version=2,
        ),
        Exercise(
            "07",
            "07_deep_networks",
            "Deep networks",
            e07_deep_networks.TASKS,
            special="batch normalisation backwards, a diagnosis of programs that can only be called",
            version=1,
        ),
        Exercise(
            "08",
            "08_convolution",
            "Convolution",
            e08_convolution.TASKS,
            special="kernels that turn, ties, LeNet counted to the unit, seven bugs to find by tests of your own",
            version=1,
        ),
        Exercise(
            "09",
            "09_recurrence",
            "Recurrence",
            e09_recurrence.TASKS,
            special="backpropagation through time by hand, windows that cut, gates in every order",
            version=1,
        ),
        Exercise(
            "10",
            "10_attention",
            "Attention",
            e10_attention.TASKS,
            special="softmax by rows, attention's way back, masks that hide, a block with one wrong piece",
            version=1,
        ),
        Exercise(
            "11",
            "11_many_goals",
            "Many goals",
            e11_many_goals.TASKS,
            special="seeds for many goals: a VAE's, a generator's, a policy's, a student's, a denoiser's",
            version=1,
        ),
        Exercise(
            "12",
            "12_claims_on_trial",
            "Claims on trial",
            e12_trials.TASKS,
            special="experiments of one's own that must tell a true claim from a false one, and their verdicts",
            version=2,
        ),
    )
}


def find_task(name: str) -> Task:
    """Return the task called ``name``: "03.2", also "3.2"; or raise ValueError, which says what there is."""
    tasks = {task.id: task for exercise in EXERCISES.values() for task in exercise.tasks}
    number = str(name).strip() if isinstance(name, (str, int, float)) else ""
    number = f"0{number}" if number[1:2] == "." else number
    if number in tasks:
        return tasks[number]
    ids = [id for id in tasks if id.startswith(number[:2])] or list(tasks)
    called = f"{name!r:.40}" if isinstance(name, (str, int, float)) else f"of type {type(name).__name__}"
    raise ValueError(f"There is no task {called}. There are {ids[0]} to {ids[-1]}.")
