"""General slips at the pieces of a computation: what may be done to the slope, the mean, the way back of any task."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from bpcourse.tasks.changes import OF_PIECES, WITH, Change, Operation, changed, same_shape
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site, Slip


def general_sites(oracle: Callable, sites: Sequence[Site]) -> list[Site]:
    """Return for each piece that has a name in words what may be done to it in general."""
    pieces, once = inspect.signature(oracle).parameters, {(site.keyword, site.where): site for site in sites[::-1]}
    return [
        site._replace(slips=tuple(_of_piece(site, pieces[site.keyword].default)))
        for site in once.values()
        if site.called and site.keyword in pieces and pieces[site.keyword].default is not None
    ]


def without_axes(oracle: Callable) -> Mistake:
    """Return the mistake that every piece loses its axis of length 1, as sums and norms do without keepdims."""

    def cut(piece):
        def made(*inputs, **named):
            value = piece(*inputs, **named)
            there = isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[1] == 1 < len(value)
            return value[:, 0] if there else value

        return made

    pieces = inspect.signature(oracle).parameters.items()
    functions = {keyword: one.default for keyword, one in pieces if one.default is not one.empty}
    cut_off = {keyword: cut(piece) for keyword, piece in functions.items() if callable(piece)}
    words = (
        "Sums, means or norms over axis 1 have lost that axis: (m,) goes along the rows of (m, n), where it belongs "
        "along the columns. With keepdims=True its shape is (m, 1)."
    )
    return Mistake("axes-lost", words, lambda *arguments: oracle(*arguments, **cut_off))


def named(sites: Sequence[Site], called: Mapping[str, str]) -> list[Site]:
    """Return the sites, each with what its piece is called, and one for each further piece that is called something."""
    told = [site._replace(called=site.called or called.get(site.keyword, "")) for site in sites]
    there = {site.keyword for site in sites}
    return [*told, *(Site(keyword, (), called=words) for keyword, words in called.items() if keyword not in there)]


def _of_piece(site: Site, piece) -> Iterator[Slip]:
    for change in OF_PIECES:
        if (new := _piece_changed(piece, change.make)) is not None:
            yield _slip(site, change, new)
    inputs = _inputs(piece)
    if len(inputs) > 1:
        told = Change("with-all-transposed", f"has been made with {' and '.join(inputs)} transposed.", np.transpose)
        yield _slip(site, told, _piece_with_all_transposed(piece))
    for i, name in enumerate(inputs):
        for id, (words, operation) in WITH.items():
            told = Change(f"{id}-{name}", words.format(other=name), operation)
            yield _slip(site, told, _piece_with_input(piece, operation, i))
        told = Change(f"with-{name}-transposed", f"has been made with {name} transposed.", operation)
        yield _slip(site, told, _piece_with_transposed(piece, i))
        yield _slip(site, Change(f"is-{name}", f"is {name} itself here.", operation), lambda *inputs, i=i: inputs[i])


def _slip(site: Site, change: Change, piece) -> Slip:
    return Slip(f"{site.called.replace(' ', '-')}-{change.id}", f"{site.called} {change.words}", piece)


def _inputs(piece) -> list[str]:
    """Return the names of what a piece is made from."""
    if not callable(piece):
        return []
    try:
        parameters = inspect.signature(piece).parameters.values()
        return [one.name for one in parameters if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    except (TypeError, ValueError):
        return []


def _piece_changed(piece, change: Callable):
    """Return a piece that is changed, a function or a constant; None for what cannot be made of that constant."""
    if callable(piece):
        return lambda *inputs, **named: changed(change, piece(*inputs, **named))
    with np.errstate(all="ignore"):
        try:
            return changed(change, piece)
        except ValueError:
            return None


def _piece_with_input(piece: Callable, operation: Operation, i: int) -> Callable:
    return lambda *inputs, **named: changed(partial(same_shape, operation, inputs[i]), piece(*inputs, **named))


def _piece_with_all_transposed(piece: Callable) -> Callable:
    def made(*inputs, **named):
        if not any(isinstance(one, np.ndarray) and one.ndim == 2 for one in inputs):
            raise ValueError
        return piece(*(one.T if isinstance(one, np.ndarray) else one for one in inputs), **named)

    return made


def _piece_with_transposed(piece: Callable, i: int) -> Callable:
    def made(*inputs, **named):
        if not isinstance(inputs[i], np.ndarray) or inputs[i].ndim != 2:
            raise ValueError
        return piece(*inputs[:i], inputs[i].T, *inputs[i + 1 :], **named)

    return made
