"""A copy of the course of one's own: notebooks in a folder of the learner's, which no command ever writes over."""
