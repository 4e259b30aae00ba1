"""Classes: from class numbers to rows of 0 and 1, and from rows of outputs back to class numbers."""

from __future__ import annotations

import numpy as np

from bplib import _validation as check

Array = np.ndarray


def one_hot(labels, classes: int) -> Array:
    """Return targets of shape (m, classes) with a 1 in the column of each class number, for labels of shape (m,)."""
    labels = check.array("labels", labels)
    classes = check.whole_number("classes", classes, low=2)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be whole numbers of shape (m,), got dtype {labels.dtype}, shape {labels.shape}")
    bad = np.flatnonzero((labels < 0) | (labels >= classes))
    if bad.size:
        hint = "; labels count from 0" if labels.min() == 1 and labels.max() == classes else ""
        raise ValueError(f"labels must lie between 0 and {classes - 1}, got {labels[bad[0]]} at index {bad[0]}{hint}")
    return np.eye(classes)[labels]


def labels_of(Y: Array) -> Array:
    """Return class numbers, shape (m,), from outputs or targets of shape (m, n): the largest, or y > ½ when n = 1."""
    if Y.ndim != 2:
        raise ValueError(f"Y must have shape (m, n), got {Y.shape}")
    return (Y[:, 0] > 0.5).astype(int) if Y.shape[1] == 1 else Y.argmax(axis=1)


def are_classes(Y: Array) -> bool:
    """Return whether every target is 0 or 1."""
    return bool(((Y == 0) | (Y == 1)).all())


def accuracy_of(A: Array, Y: Array) -> float:
    """Return the fraction of rows of the outputs A whose class is that of the targets Y, both (m, n_L)."""
    return float((labels_of(A) == labels_of(Y)).mean())
