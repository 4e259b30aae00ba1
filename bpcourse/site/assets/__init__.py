"""The files that come with the builder of the site: its style sheet, its scripts, the frame of a page."""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of one of the files."""
    return files(__name__).joinpath(name).read_text("utf-8")
