"""A cell that is run again shows a new interactive; what it showed before is closed, in the kernel and in the page.

ipywidgets keeps every widget until it is closed, with its layout and its style, and the page keeps a model of each.  So
who runs a cell again and again would fill both.  A cell is known by the id that JupyterLab sends along; where there is
none, or no kernel, nothing is closed.  A closed interactive comes back when it is displayed again.
"""

from __future__ import annotations

import ipywidgets as widgets


class OnePerCell:
    """A widget that makes room when its cell is run again; goes before the class of ipywidgets."""

    def close(self) -> None:
        """Remove the widget and all of its parts from the page and from the kernel."""
        parts = parts_of(self) if self.comm is not None else []  # one that was never made whole has none
        super().close()
        for part in parts:
            part.close()
        vars(self).pop("_repr_mimebundle_", None)  # where ipywidgets notes that it is not to be shown again

    def _repr_mimebundle_(self, **kwargs):
        """Return what is to be shown; this is asked for when a cell displays the widget."""
        for part in (*parts_of(self), self):
            if part.comm is None:
                part.open()
        displayed(self)
        return super()._repr_mimebundle_(**kwargs)


_shown: dict[str, tuple[str, list[OnePerCell]]] = {}  # by cell: the request to run it, and what it has shown since


def displayed(widget: OnePerCell) -> None:
    """Note that a widget is displayed now, and close what its cell showed when it was run before."""
    cell, request = present_cell()
    if cell is None:
        return
    before, old = _shown.get(cell, (request, []))
    if before == request:
        _shown[cell] = (request, [*old, widget])
        return
    _shown[cell] = (request, [widget])
    stay = {id(one) for _, group in _shown.values() for one in group}  # here again, or in another cell too
    for one in old:
        if id(one) not in stay:
            one.close()


def present_cell() -> tuple[str | None, str]:
    """Return the id of the cell that is being run, if there is one, and that of the request to run it."""
    try:
        from IPython import get_ipython

        message = get_ipython().get_parent()
        return message["metadata"].get("cellId"), message["header"]["msg_id"]
    except (AttributeError, KeyError, TypeError):  # no kernel, or one that is not asked by a notebook
        return None, ""


def parts_of(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return the widgets of which a widget consists: its children, layout and style, and those of these."""
    values = [getattr(widget, name) for name in widget.trait_names(sync=True)]
    groups = [value if isinstance(value, (list, tuple)) else [value] for value in values]
    parts = [part for group in groups for part in group if isinstance(part, widgets.Widget)]
    return [one for part in parts for one in (*parts_of(part), part)]
