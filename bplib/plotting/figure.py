"""Figures for notebooks: made without pyplot's global state, shown with a description for those who cannot see them."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

from bplib.plotting.style import quiet_axes


def figure(rows: int = 1, columns: int = 1, width: float = 8.0, height: float = 3.4, frames: bool = True, **options):
    """Return ``(fig, axes)`` with axes as ``Figure.subplots`` gives them; sizes in inches.

    ``frames=False`` leaves out axes, for pictures and diagrams; ``options`` go to ``Figure.subplots``.
    """
    fig = Figure(figsize=(width, height), layout="constrained")
    axes = fig.subplots(rows, columns, **options)
    for ax in fig.axes:
        if frames:
            quiet_axes(ax)
        else:
            ax.set_axis_off()
    return fig, axes


def png(fig: Figure, dpi: int = 100) -> bytes:
    """Return the figure as a PNG without the version of the program that wrote it."""
    buffer = BytesIO()
    fig.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def show(fig: Figure, description: str) -> None:
    """Display the figure in a notebook; ``description``, its text form, says in a sentence what the picture shows."""
    from IPython.display import display

    if not description.strip():
        raise ValueError("description must say in words what the figure shows, for those who cannot see it")
    display({"image/png": png(fig), "text/plain": description}, raw=True)
