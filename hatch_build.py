"""Puts the notebooks into a wheel: inside of ``bpcourse``, where bpcourse/material.py looks for them."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("lessons", "exercises", "solutions")


class Notebooks(BuildHookInterface):
    """Adds the folders of notebooks that are there; a class may have been given no solutions."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Add the folders to a wheel; an editable installation finds them where they are."""
        if version == "standard":
            there = [name for name in FOLDERS if Path(self.root, name).is_dir()]
            build_data["force_include"] |= {name: f"bpcourse/notebooks/{name}" for name in there}
