"""The fourth bank, from yet other sources.  It was set aside, and has been read since: it is open."""
