"""The fifth bank, from yet other sources: all of it is set aside.  It is run, not read."""
