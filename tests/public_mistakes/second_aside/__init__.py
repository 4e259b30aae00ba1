"""The second bank, collected later from other sources: all of it is set aside.  It is run, not read."""
