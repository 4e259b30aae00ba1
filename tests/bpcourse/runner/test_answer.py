"""The source of an answer in the result, and the time of the hand-in: what the report of a class rests on."""

import pytest

from bpcourse.runner.answer import MOST_ANSWER, answer_source
from bpcourse.runner.submissions import time_of

FIRST = "import numpy as np\n\ndef f(x):\n    return x\n\nprint(f(1))"
SECOND = "@decorated\ndef f(x):\n    # better\n\n    return 2 * x\nf(2)"


@pytest.mark.parametrize(
    ("cells", "name", "where", "source"),
    [
        ([FIRST, SECOND], "f", "after cell 1", "def f(x):\n    return x"),
        ([FIRST, SECOND], "f", "after cell 2", "@decorated\ndef f(x):\n    # better\n\n    return 2 * x"),
        ([FIRST, SECOND], "f", "at the end", "@decorated\ndef f(x):\n    # better\n\n    return 2 * x"),
        (["v = {\n    'a': 1,\n}\nw = 2"], "v", "after cell 1", "v = {\n    'a': 1,\n}"),
        (["v: dict = {}"], "v", "at the end", "v: dict = {}"),
        (["if True:\n    v = 1"], "v", "after cell 1", "if True:\n    v = 1"),
        (["x = 1"], "v", "at the end", ""),
        ([], "v", "at the end", ""),
        ([], "v", "after cell 3", ""),
        (["vv = 1\nv = 2"], "v", "after cell 1", "v = 2"),
    ],
)
def test_the_lines_that_define_the_answer_are_kept(cells, name, where, source):
    assert answer_source(cells, name, where) == source


def test_no_answer_is_longer_than_what_is_kept():
    assert len(answer_source([f"v = '{'x' * 10**6}'"], "v", "after cell 1")) == MOST_ANSWER


def test_the_time_of_a_file_is_that_of_the_hand_in(tmp_path):
    import os

    (tmp_path / "a").write_text("")
    os.utime(tmp_path / "a", (1_000_000_000, 1_000_000_000))
    assert time_of(tmp_path / "a") == "2001-09-09T01:46:40Z"
    assert time_of(tmp_path / "none") == ""
