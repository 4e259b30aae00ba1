"""The instructor's runner: submitted notebooks run in sandboxed processes, and a trusted process judges their values.

The way of a submission: ``submissions`` finds the file, ``notebook`` reads its cells, ``grade`` has them run by a
``worker`` (which starts the ``kernel`` of ``bpcourse.sandboxed`` in a ``sandbox`` and speaks its ``protocol`` with it)
and examines the answers; ``batch`` does that for a folder.  Marks and pages are written by ``bpcourse.report``.

What is trusted: everything but the kernel once it has run a line of a submission.  From then on all that it says is
taken for a value that the learner's function might have returned, and never for a verdict.
"""
