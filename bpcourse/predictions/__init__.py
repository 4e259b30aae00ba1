"""Predict first: a question before an experiment, its answer after it, and a tally at the end of the lesson.

What is asked, which option is so and why the others tempt stands in one module a lesson (``lesson_02``, ...), so that
the cell that asks does not give the answer away.  In a notebook::

    predict("02.two-paths")             # the options, to choose from

    with answering("02.two-paths"):     # a later cell: around what prints or draws the answer
        print(...)

    with answering("02.sweeps") as confirm:     # the question knows within which bands its answer holds
        print(...)
        confirm(difference)

    predicted("02")                     # at the end: how many of the predictions were right, and where to look again
"""
