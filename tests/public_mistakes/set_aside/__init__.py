"""The third of the bank that is set aside: it is run, not read."""
