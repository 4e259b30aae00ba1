"""The notebook and the class grader say the same of the same answer, whatever its type."""

from __future__ import annotations

import time

import numpy as np
import pytest
from attacks import COMMON, NUMBERS_TASK, SETUP, SLOPE_TASK
from hypothesis import given
from hypothesis import strategies as st
from test_runner import LIMITS, box  # noqa: F401

from bpcourse.exercises import find_task
from bpcourse.runner.worker import RemoteAnswer, Worker
from bpcourse.sandboxed import protocol
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.sandboxed.plain import MOST_TEXT, Foreign, plain
from bpcourse.tasks import FunctionTask, Part, ValueTask, examined
from bpcourse.tasks.judgement import Band, Word, factor, look_again
from bpcourse.tasks.leaves import as_array
from bpcourse.tasks.words import Diagnosis

PREPARE = """
import array, collections, decimal, enum, fractions
class Tensor:
    def __init__(self, values): self.values = np.asarray(values)
    def __array__(self, dtype=None, copy=None): return self.values
class Broken:
    def __array__(self, dtype=None, copy=None): raise SystemExit
class Series(collections.UserList): pass
class Whole(enum.IntEnum): ONE = 1
class Endless(list):
    def __iter__(self): return iter(int, 1)
loop = []
loop.append(loop)
wide = [1]
for _ in range(9): wide = [wide] * 60
odd = np.empty(2, object)
odd[:] = [odd, odd]
many = [list(range(40000))] * 3
"""
# What a function returns, in terms of the right value s, an array of six numbers.
RESULTS = """s; s.tolist(); tuple(s); s[:, None]; np.asmatrix(s); Tensor(s); Tensor(-s); Series(s)
array.array('d', s); collections.deque(s); memoryview(s); s.astype('O'); s.astype('f4'); s.astype('f2')
s.astype(np.longdouble); s.astype(str); set(s); frozenset(s); {0: s}; (x for x in s); map(float, s); range(6)
[fractions.Fraction(x) for x in s]; [decimal.Decimal(x) for x in s]; np.ma.masked_array(s); s.view(np.recarray)
Broken(); object(); len; int; b'abc'; 'text'; [Tensor(x) for x in s]; [*s[:5], '0.1']; [*s[:5], None]
[*s[:5], 2**70]; [10**2000, 1]; [10**400]; s + 0j; complex(1); np.zeros(6, 'M8[s]'); np.zeros(6, [('a', 'f8')])
np.array(['a'] * 6); np.array([1, 'a', None], object); s[0]; float(s[0]); None; ...; Endless(s); loop
[[1, 2], [3, [4]], 'x', None]; 'x' * 10**6; ['x' * 10**6, *[''] * 80]; {}; []; s[:0]; True; np.array(0.25)
np.float64(0.25); np.str_('a'); list(s) * 20000; np.zeros(10**6); -s; 2 * s; s.astype(int); {1, (2, 3)}
wide; odd; many; {*range(3000)}"""
# What is typed in as p, where 0.375 is right.
ENTRIES = """0.375; np.float64(0.375); np.float32(0.375); np.array(0.375); np.array([0.375]); [0.375]; (0.375,)
{0.375}; Tensor(0.375); fractions.Fraction(3, 8); decimal.Decimal('0.375'); '0.375'; np.str_('0.375'); True
None; ...; 0.375 + 0j; -0.375; 2**70; 10**400; Whole.ONE; float('nan'); float('inf'); 'one'; ' ONE '; object()
len; b'one'; Broken(); loop; range(3); (x for x in [1]); 'x' * 10**6; {'p': 1}; 1.0; 1; np.int8(1)
np.bool_(True); 10**25; np.longdouble(0.375); wide; odd; many; {*range(3000)}"""

OUT = look_again("Look again.")
KINDS_TASK = ValueTask(
    id="01.4",
    title="Kinds",
    answer="kinds",
    parts=(
        Part("p", 1),
        Part("word", 1, judgement=Word(("one", "two"), Diagnosis("other", "Not this."))),
        Part("band", 1, judgement=Band(0.3, 1e26, factor(2.0), OUT)),
    ),
    truth=lambda: {"p": 0.375, "word": "one", "band": 0.375},
    **COMMON,
)
LIST_TASK = FunctionTask(
    id="01.5",
    title="A list",
    answer="layers",
    parts=(Part("layers", 1, lambda rng: (rng.normal(size=6),)),),
    oracle=lambda s: [None, s, s[:2]],
    **COMMON,
)


def split(text: str) -> list[str]:
    """Return the expressions of a text."""
    return [expression.strip() for line in text.splitlines() for expression in line.split("; ")]


@pytest.fixture(scope="module")
def both(box):  # noqa: F811
    """Return a function that examines what a source defines, in this process and in a sandbox."""
    with Worker(box, LIMITS._replace(call=5.0)) as worker:

        def results(task, source: str):
            names: dict = {}
            exec(f"{SETUP}\n{PREPARE}\n{source}", names)
            here = examined(task, LocalAnswer(names[task.answer]), np.random.default_rng(0))
            worker.ask({"do": "run", "source": f"{SETUP}\n{PREPARE}\n{source}", "cell": 1, "watch": []}, 5, 10)
            there = examined(task, RemoteAnswer(worker, task.answer, time.monotonic() + 300), np.random.default_rng(0))
            return here, there

        yield results


SLOPE = "def slope(z):\n a = 1 / (1 + np.exp(-z))\n s = a * (1 - a)\n return "


@pytest.mark.parametrize("expression", split(RESULTS))
def test_of_what_a_function_returns(expression, both):
    here, there = both(SLOPE_TASK, SLOPE + expression)
    assert here == there
    here, there = both(LIST_TASK, f"def layers(s): return [None, {expression}, s[:2]]")
    assert here == there


@pytest.mark.parametrize("expression", split(ENTRIES))
def test_of_what_is_typed_in(expression, both):
    here, there = both(KINDS_TASK, f"kinds = dict.fromkeys(['p', 'word', 'band'], 0)\nkinds['p'] = {expression}")
    assert here == there
    here, there = both(KINDS_TASK, f"one = {expression}\nkinds = {{'p': 0.375, 'word': one, 'band': one}}")
    assert here == there
    assert here.points >= 1  # an odd entry costs itself only


@pytest.mark.parametrize("key", ["('p',)", "None", "2**70", "float('nan')", "'x' * 10**6", "b'p'", "object()"])
def test_an_odd_key_costs_nothing(key, both):
    here, there = both(NUMBERS_TASK, f"numbers = {{'p': 0.375, {key}: 1, 'q': -12.5}}")
    assert here == there
    assert here.points == 2


@pytest.mark.parametrize("expression", ["right", "set(right)", "frozenset(right)", "np.array(right)", "Tensor(right)"])
def test_codes_may_be_a_set(expression, both):
    define = "def symmetry_codes(k, n):\n right = [tuple(row) for row in codes[k, n]]\n return "
    from bpcourse.exercises.e01_history.symmetry_codes import symmetry_codes

    codes = {(k, n): symmetry_codes(k, n).tolist() for k in (2, 3, 4) for n in range(k + 4, 13)}
    task = find_task("01.6")
    here, there = both(task, f"codes = {codes}\n{define.replace('symmetry_codes', task.answer)}{expression}")
    assert here == there
    assert there.points == task.points or expression == "Tensor(right)"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**90), 2**90) | st.floats(allow_nan=False) | st.text() | st.just(...),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(0, 99), inner),
    max_leaves=10,
)


@given(PLAIN)
def test_plain_values_stay_as_they_are(value):
    assert plain(value) == value
    assert protocol.decode(protocol.read(protocol.write({"value": protocol.encode(value)}))["value"]) == value


def test_one_long_text_takes_no_room_for_each_of_its_neighbours():
    texts = ["x" * MOST_TEXT, *[""] * 90_000]
    assert as_array(texts).dtype == object
    assert as_array([["x" * 9]]).dtype.kind == "U"
    assert plain("x" * (MOST_TEXT + 1)) == Foreign(f"text of {MOST_TEXT + 1} characters")
    with pytest.raises(protocol.ProtocolError):
        protocol.decode({"list": ["x" * (MOST_TEXT + 1)]})
    with pytest.raises(protocol.ProtocolError):
        protocol.decode({"entries": texts, "text": True, "shape": [len(texts)]})
