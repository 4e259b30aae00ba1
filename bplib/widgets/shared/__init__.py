"""What the interactives share: the theme, controls, fast figures, and the JavaScript of the explorers."""
