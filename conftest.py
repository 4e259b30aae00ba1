"""For every test and every notebook that is run by one: no progress file is written, and what belongs together stays so."""

import os

import pytest

os.environ["BPLIB_PROGRESS"] = "off"


def pytest_collection_modifyitems(items):
    """With several workers (``-n 2 --dist loadgroup``) let the tests of a file, such as the cells of a notebook, run on
    one of them, one after the other.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
