"""Puts the notebooks into a wheel: inside of ``bpcourse``, where bpcourse/material.py looks for them."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("lessons", "exercises", "solutions")


class Notebooks(BuildHookInterface):
    """Adds the notebooks that are there; a class may have been given no solutions."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Add them to a wheel; an editable installation finds them where they are."""
        if version == "standard":
            found = [path for folder in FOLDERS for path in Path(self.root, folder).glob("*.ipynb")]
            names = [path.relative_to(self.root).as_posix() for path in found]
            build_data["force_include"] |= {name: f"bpcourse/notebooks/{name}" for name in names}
