"""What a learner is told about an exception: its kind, what it means, and the line that raised it."""

from __future__ import annotations

import re
import traceback

LOST_AXIS = (
    "These shapes do not go together entry by entry: ({0},{1}) and ({0},). Has a sum, mean or norm over axis 1 lost "
    "that axis? With keepdims=True its shape is ({0},1). An argument with one number for each row gets it by [:, None]."
)
MEANINGS = (
    (
        r"matmul: .*size (\d+) is different from (\d+)",
        "The matrices do not fit: the second must have as many rows as the first has columns; here they are {0} and "
        "{1}. Is a transpose missing, or one too many?",
    ),
    (
        r"shapes \((.*)\) and \((.*)\) not aligned",
        "The matrices do not fit: shapes ({0}) and ({1}). Is a transpose missing, or one too many?",
    ),
    (r"could not be broadcast together with shapes \((\d+),(\d+)\) \(\1,\)", LOST_AXIS),
    (r"could not be broadcast together with shapes \((\d+),\) \(\1,(\d+)\)", LOST_AXIS),
    (
        r"could not be broadcast together with shapes \((\d+),(\d+,\d+)\) \((?!\1,)(\d+),\2\)",
        "These shapes do not go together entry by entry: ({0},{1}) and ({2},{1}). Their first axes differ. Were axes "
        "padded that should not be? np.pad(A, 1) pads all of them.",
    ),
    (
        r"could not be broadcast together with shapes \((\d+(?:,\d+){2,})\) \((\d+(?:,\d+){2,})\)",
        "These shapes do not go together entry by entry: ({0}) and ({1}). A slice that goes over the end of an array "
        "is shorter, without an error: is the array large enough, does every window fit in it?",
    ),
    (
        r"could not be broadcast together with remapped shapes",
        "np.einsum: a letter stands for two axes, and these are not equally long.",
    ),
    (
        r"arg(max|min) of an empty sequence|zero-size array to reduction",
        "An array without entries. A slice that begins behind the end of an array is empty, without an error.",
    ),
    (
        r"could not be broadcast together with shapes \((.*?)\) \((.*?)\)",
        "These shapes do not go together entry by entry: ({0}) and ({1}).",
    ),
    (
        r"'NoneType' object|NoneType'? (and|or|for)|: 'NoneType'|not 'NoneType'",
        "Something is None. Lists over layers have None at index 0: the layers begin at 1. Or is a return missing?",
    ),
    (
        r"(ufunc|could not convert string|can't multiply sequence|unsupported operand).*('str'|str_|<U|string)",
        "Something is text where a number belongs: 0.5 is a number, '0.5' is text.",
    ),
    (
        r"truth value of an array",
        "An array stands where one True or False is needed, after if, and, or, not. Compare entry by entry, with "
        "np.where or a mask, or say np.any or np.all.",
    ),
    (
        r"only (length-1|size-1|0-dimensional) arrays can be converted|only integer scalar arrays",
        "An array stands where a single number is needed. For arrays use np.exp, np.sqrt, ... instead of math's.",
    ),
    (
        r"setting an array element with a sequence|inhomogeneous shape",
        "Rows of different lengths do not make an array.",
    ),
    (r"maximum recursion depth", "The function calls itself too often. Does the recursion end, for every input?"),
)
MOST_TEXT = 400  # characters of a message that are shown
SYSTEM_EXIT = "sys.exit() or exit() ends a program. Leave it out: a function ends with return."


def failure_in_words(error: BaseException) -> str:
    """Return the exception, what it means where that is known, and the line of the learner's code that raised it."""
    text = _text(error)
    meaning = SYSTEM_EXIT if isinstance(error, SystemExit) else meaning_of(text)
    line = _own_line(error)
    where = f", in the line: {line}" if line else ""
    return f"{type(error).__name__}{': ' + text if text else ''}{where}{'. ' + meaning if meaning else ''}"


def meaning_of(text: str) -> str:
    """Return what a message of Python or NumPy means, "" if that is not known."""
    for pattern, meaning in MEANINGS:
        if found := re.search(pattern, text):
            return meaning.format(*found.groups())
    return ""


def _text(error: BaseException) -> str:
    """Return the message of an exception, shortened, and without what cannot be shown."""
    try:
        text = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException as second:  # an exception of the learner's that cannot be printed
        return f"(its message cannot be printed: {type(second).__name__})"
    text = text.strip()
    shown = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]} ..."
    return shown.encode("utf-8", "replace").decode()


def _own_line(error: BaseException) -> str:
    """Return the innermost line of the learner's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith("<") or "ipykernel" in frame.filename]
    return (own[-1].line or "")[:MOST_TEXT] if own else ""
