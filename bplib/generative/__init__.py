"""Networks that make things: what learning needs besides the gradient when the goal is more of what was seen."""
