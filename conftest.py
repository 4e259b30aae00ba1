"""For every test, and every notebook that is run by one: no progress file is written, a file stays in one piece, a
figure is what is stored of it, and matrices are multiplied by one thread.
"""

import os
from itertools import groupby

import pytest
from everything import EVERYTHING, spread

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


def nothing_is_named(config):
    """Return whether somebody asks for the tests, and not for certain ones: by a path, a word or a mark."""
    option = config.option
    return config.args == config.getini("testpaths") and not (EVERYTHING or option.keyword or option.markexpr)


def pytest_report_header(config):
    """Say what is left out."""
    if nothing_is_named(config):
        return "a third of the notebooks and of the tests in a browser; all with BPCOURSE_EVERYTHING=1 or where named"
    return []


def pytest_ignore_collect(collection_path, config):
    """Run one notebook in three where nothing is named."""
    if collection_path.suffix == ".ipynb" and nothing_is_named(config):
        return collection_path not in spread(sorted(collection_path.parent.glob("*.ipynb")), 3) or None
    return None


def pytest_collection_modifyitems(config, items):
    """Put what takes longest first, lessons too: the worker that has the last of it would be alone at the end.

    Where nothing is named, two in three of the tests in a browser are left out.
    """
    if nothing_is_named(config):
        left_out = two_in_three(item for item in items if item.get_closest_marker("browser"))
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: not (item.path.name.endswith(LONG) or item.path.parent.name == "lessons"))
    items.sort(key=lambda item: not item.path.name.endswith(SANDBOXES))  # they wait, while the other worker computes


def two_in_three(items):
    """Return two in three of the tests of each file: left are of the first three the first, of the next the second, and
    so on; of what comes in threes it is not always the same.
    """
    files = [list(tests) for _, tests in groupby(items, lambda item: item.path)]
    return [item for tests in files for i, item in enumerate(tests) if i % 3 != i // 3 % 3]


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
