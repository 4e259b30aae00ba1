"""What a command says when it cannot be done."""

from __future__ import annotations


class Refused(Exception):
    """A command that cannot be done; the text says why and what to do."""
