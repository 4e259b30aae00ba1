"""The colours of the course in figures, interactives and pages: each on light and on dark ground.

Texts in them have a contrast of at least 4.5 on ``paper`` and on ``soft``.  Figures are drawn on white and take the
first of each pair; ``tools/palette.py`` writes both into the style sheet of the interactives.
"""

from __future__ import annotations

PALETTE = {
    "ink": ("#1b1f24", "#e8eaed"),  # text
    "muted": ("#586271", "#a9b3c0"),  # text that may stand back
    "paper": ("#ffffff", "#15181c"),  # the ground
    "soft": ("#f1f3f6", "#252a31"),  # a ground that stands out a little
    "edge": ("#c3cad4", "#48515d"),  # lines that divide
    "strong": ("#7d8896", "#8a95a4"),  # outlines of what can be used
    # Signed values such as weights and errors: positive is solid, negative dashed, everywhere.
    "positive": ("#0067a8", "#62b5f0"),
    "negative": ("#b84700", "#ff9d54"),
    "mark": ("#ffe27a", "#6d5a12"),  # a ground that marks, in a drawing and in a text
    "lit": ("#fff1b8", "#4a3f12"),
    "wrong": ("#b00020", "#ff8a80"),
    "right": ("#00693f", "#6bd3a4"),
    "accent": ("#5b2da8", "#c4a5ff"),  # what is chosen, and the button to press next
    "on-accent": ("#ffffff", "#1b1030"),
    "link": ("#0b5cad", "#8cc4ff"),
    # What belongs together, by other names than its meaning.
    "blue": ("#0067a8", "#62b5f0"),
    "orange": ("#b84700", "#ff9d54"),
    "green": ("#00795a", "#4fcfa6"),
    "violet": ("#7a2e9e", "#cf9bf0"),
    "ochre": ("#8a6100", "#dfb54a"),
    "teal": ("#007782", "#54d6e2"),
    "red": ("#c23b00", "#ff8f5a"),
    "pink": ("#c2006b", "#ff85be"),
    "olive": ("#5a6b00", "#b9cc4a"),
    "calm": ("#e9edf3", "#2b323b"),  # a ground for what is calm or stable
}

LIGHT = {name: light for name, (light, _) in PALETTE.items()}
DARK = {name: dark for name, (_, dark) in PALETTE.items()}
