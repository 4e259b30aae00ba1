"""For every test, and every notebook that is run by one: no progress file is written, and a file stays in one piece."""

import os

import pytest

os.environ["BPLIB_PROGRESS"] = "off"
SANDBOXES = ("test_attacks.py", "test_runner.py")  # look at the processes of the machine: never side by side


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers (``-n 2``) keep the tests of a file, such as the cells of a notebook, on one of them."""
    from xdist.scheduler import LoadFileScheduling

    class TogetherScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "sandboxes" if file.endswith(SANDBOXES) else file

    return TogetherScheduling(config, log)
