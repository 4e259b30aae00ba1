"""The third bank, collected later still from other sources: all of it is set aside.  It is run, not read."""
