"""Answers to exercise 12 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""

WRONG = {}

RIGHT = {}
