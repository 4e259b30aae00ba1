"""For every test, and every notebook that is run by one: no progress file is written, a file stays in one piece, a
figure is what is stored of it, and matrices are multiplied by one thread.
"""

import os

import pytest

os.environ["BPCOURSE_PROGRESS"] = "off"
os.environ["BPLIB_FIGURES"] = "plain"
# Before NumPy is imported, in the workers and the kernels too.  Matrices are small here: several workers with two
# threads each would spend most of the computing time waiting for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("BPLIB_PROGRESS", None)  # the older name, which still works
SANDBOXES = (
    "test_attacks.py",
    "test_grader.py",
    "test_runner.py",
    "test_same_verdict.py",
)  # look at the processes of the machine: never side by side
BANKS = ("test_graders.py", "test_mutants.py", "test_public_mistakes.py")
LONG = (*SANDBOXES, *BANKS, "test_lab.py")


def pytest_collection_modifyitems(items):
    """Put what takes longest first, lessons too: the worker that has the last of it would be alone at the end."""
    items.sort(key=lambda item: not (item.path.name.endswith(LONG) or item.path.parent.name == "lessons"))
    items.sort(key=lambda item: not item.path.name.endswith(SANDBOXES))  # they wait, while the other worker computes


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers (``-n 3``) keep the tests of a file, such as the cells of a notebook, on one of them.

    The banks of answers are long: of these it is those of one exercise that stay together.
    """
    from xdist.scheduler import LoadFileScheduling

    class TogetherScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            if file.endswith(BANKS):
                return file + nodeid.partition("[")[2].removeprefix("e")[:2]  # "07" of [07.3-...] and of [e07-12]
            return "sandboxes" if file.endswith(SANDBOXES) else file

    config.option.loadscopereorder = False  # the files keep their order, and are not sorted by their number of tests
    return TogetherScheduling(config, log)
