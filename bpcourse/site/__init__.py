"""The web edition: a static site made from the stored notebooks, which executes nothing and asks no other host.

``build.build(folder)`` writes it.  The text comes from the Markdown of the notebooks, formulas become MathML, an
explorer comes to life from its record, a prediction is asked for real.  What needs a kernel shows its stored picture.
"""
