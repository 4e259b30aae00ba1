"""The instructor's runner: submitted notebooks run in sandboxed processes, and a trusted process judges their values.

The way of a submission: ``submissions`` finds the file, ``notebook`` reads its cells, a ``run`` has them run by a
``worker`` (which starts the ``kernel`` of ``bpcourse.sandboxed`` in a ``sandbox``, with a ``view`` of the disk, and
speaks its ``protocol`` with it) and examines the answers; ``grade`` makes a record of it (see ``records``).  ``batch``
does that for a folder, in ``rounds``, with ``executors`` of this machine or a ``cluster``; ``store`` keeps the results.
``grading`` is the command.  What is made of the results is in ``bpcourse.report``.

What is trusted: everything but the kernel once it has run a line of a submission.  From then on all that it says is
taken for a value that the learner's function might have returned, and never for a verdict.
"""
