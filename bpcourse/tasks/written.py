"""Answers as they are usually written, and what comes of them when one thing in the text is another one.

A task gives a right answer in the form in which people write it.  From its text follow all answers with one change: a
sign, a number, an index, an axis, another of the names at hand, a factor left out, a line left out or in another place,
a loop that ends early (see ``rewriting``).  They are compiled together, as one function with a switch, so that trying a
thousand of them takes no longer than running them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.rewriting import DO, JOIN, LATER, Rewriter, Rewriting
from bpcourse.tasks.values_in_text import done, joined
from bplib.activations import sigmoid, softmax

MOST = 9000  # changes of a text; of a longer one only the plainest are tried
AT_HAND = {"sigmoid": sigmoid, "softmax": softmax, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
STOPPED = (ValueError, IndexError, TypeError, AttributeError, ArithmeticError, KeyError, NameError, RecursionError)


def rewritten(function: Callable) -> Iterator[Mistake]:
    """Yield the mistakes that come of one change in the text of a function, the plainest first."""
    switched, noted = _switched(function)
    order = sorted(range(len(noted)), key=lambda number: noted[number].rank)
    for number in order if len(noted) <= MOST else (n for n in order if noted[n].rank < LATER):
        yield Mistake(f"written-{noted[number].id}", noted[number].words, partial(_called, switched, number + 1))


def _called(switched: Callable, number: int, *arguments):
    try:
        return switched(number, *map(_copied, arguments))
    except STOPPED:
        return None


def _copied(value):
    """Return lists and arrays anew: a change in the text may write into them."""
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if isinstance(value, Source):
        return _compiled(value)
    return value.copy() if isinstance(value, np.ndarray) else value


@lru_cache(maxsize=64)
def _compiled(source: Source) -> Callable:
    return source.function()


@lru_cache(maxsize=64)
def _switched(function: Callable) -> tuple[Callable, list[Rewriting]]:
    """Return a function with a switch for its first argument, and what each of its numbers from 1 changes."""
    try:
        lines = textwrap.dedent(inspect.getsource(function)).split("\n")
    except (OSError, TypeError):
        return function, []
    rewriter = Rewriter(lines, ast.parse("\n".join(lines)).body[0])
    module = ast.fix_missing_locations(ast.Module([rewriter.whole()], []))
    namespace = {**AT_HAND, **function.__globals__, DO: done, JOIN: joined}
    exec(compile(module, "<written>", "exec"), namespace)
    return namespace[function.__name__], rewriter.noted
