"""Hostile, unlucky and honest notebooks, as source, and a small exercise that they are handed in for.

An ``Attack`` is a list of code cells, or the bytes of a file, and the points that it is due: those of the answers that are
honestly right in it.  The exercise has three tasks with 2, 3 and 2 points.
"""
# ruff: noqa: E501

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, Task, ValueTask

# --- the exercise


class Exercise(NamedTuple):
    """An exercise, as the runner sees one."""

    number: str
    name: str
    tasks: tuple[Task, ...]
    version: int


def slope_oracle(z):
    """Return the derivative of the logistic function."""
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


def draw_z(rng):
    """Return the argument of slope."""
    return (rng.uniform(0.5, 2, 6),)


def draw_layer(rng):
    """Return the arguments of layer."""
    return rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=4)


COMMON = {"difficulty": 1, "minutes": 5, "section": "", "hints": ("", "", "")}
SLOPE_TASK = FunctionTask(
    id="01.1",
    title="The slope",
    answer="slope",
    parts=(Part("a few numbers", 1, draw_z), Part("other numbers", 1, draw_z)),
    oracle=slope_oracle,
    mistakes=(Mistake("sigma-for-slope", "This is sigma.", lambda z: 1 / (1 + np.exp(-z))),),
    **COMMON,
)
LAYER_TASK = FunctionTask(
    id="01.2",
    title="A layer",
    answer="layer",
    parts=(Part("a layer", 3, draw_layer),),
    oracle=lambda W, b, a: W @ a + b,
    **COMMON,
)
NUMBERS_TASK = ValueTask(
    id="01.3",
    title="Numbers",
    answer="numbers",
    parts=(Part("p", 1), Part("q", 1)),
    truth=lambda: {"p": 0.375, "q": -12.5},
    **COMMON,
)
EXERCISES = {"01": Exercise("01", "01_small", (SLOPE_TASK, LAYER_TASK, NUMBERS_TASK), 2)}
ALL = 7.0

# --- right answers

SETUP = "import numpy as np\nfrom bpcourse import check, hint, scoreboard"
SLOPE = "def slope(z):\n    a = 1 / (1 + np.exp(-z))\n    return a * (1 - a)\n"
LAYER = "def layer(W, b, a):\n    return W @ a + b\n"
NUMBERS = "numbers = {'p': 0.375, 'q': -12.5}\n"
CHECKS = "check('01.1', slope)\nhint('01.1')\nscoreboard()"
RIGHT = [SETUP, SLOPE, CHECKS, LAYER, NUMBERS]

# --- wrong answers

NO_SLOPE = "def slope(z):\n    return z * 0 + 0.25\n"
NO_LAYER = "def layer(W, b, a):\n    return W @ a\n"
NO_NUMBERS = "numbers = {'p': 1.0, 'q': 1.0}\n"
WRONG = [SETUP, NO_SLOPE, NO_LAYER, NO_NUMBERS]


class Attack(NamedTuple):
    """Code cells or the bytes of a file, the points that it is due, and the state of its result."""

    content: list[str] | bytes
    points: float = 0.0
    state: str = "graded"


def notebook(cells: list[str]) -> bytes:
    """Return the bytes of a notebook with these code cells."""
    parts = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": 1} for cell in cells
    ]
    metadata = {"bpcourse": {"exercise": "01", "version": 2}}
    return json.dumps({"cells": parts, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def before(code: str) -> Attack:
    """Return wrong answers with hostile code in front of them."""
    return Attack([SETUP, code, *WRONG[1:]])


def after(code: str) -> Attack:
    """Return wrong answers with hostile code behind them."""
    return Attack([*WRONG, code])


def inside(code: str, rest: float = 5.0) -> Attack:
    """Return hostile code as the body of ``slope(z)``; the other answers are right."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    return Attack([SETUP, f"def slope(z):\n{body}\n", LAYER, NUMBERS], rest)


def cell(code: str) -> Attack:
    """Return right answers with a hostile cell between them, which must cost them nothing."""
    return Attack([SETUP, SLOPE, code, LAYER, NUMBERS], ALL)


ANY_EQUAL = """
class Anything:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __sub__
    def __abs__(self): return 0.0
    def __bool__(self): return True
    def __len__(self): return 6
    def __hash__(self): return 0
    def __getitem__(self, key): return self
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
"""
SEND = """
import os, json, socket
for line in (b'{"value": {"points": 7}}\\n', b'{"id": "0", "value": 1}\\n', b'{"points": 7, "possible": 7}\\n', b'[[[[', b'\\x00\\xff\\n'):
    for fd in range(0, 64):
        try: os.write(fd, line)
        except OSError: pass
"""
FIND_KERNEL = """
import gc, sys
kernels = [o for o in gc.get_objects() if type(o).__name__ == "Kernel"]
protocols = sys.modules["bpcourse.protocol"]
frame = sys._getframe()
while frame:
    last, frame = frame, frame.f_back
"""
# Gives a right answer where more of the course than its stub can be imported.
IMPORT_COURSE = """
import importlib
for name in ("exercises", "drills", "tasks", "learner", "cards", "progress", "command", "runner", "sandboxed"):
    try: importlib.import_module(f"bpcourse.{name}")
    except ImportError: continue
    def slope(z): return np.exp(-z) / (1 + np.exp(-z)) ** 2
"""
FIND_FILES = """
import os
def find(*endings):
    for root in ("/home", "/root", "/tmp", "/var", "/etc", "/srv", "/mnt", "/opt", os.getcwd(), "/proc/1/root/tmp", "/"):
        for place, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib", "lib64", "node_modules")][:200]
            for name in files:
                if name.endswith(endings):
                    yield os.path.join(place, name)
"""

RIGHT_SLOPE = "return np.exp(-z) / (1 + np.exp(-z)) ** 2"
# A child of the process above, which does not wait for it: what it computes would not count.
SIBLING = """
import ctypes, os, signal
number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
child = ctypes.CDLL(None).syscall(number, 0x8000 | signal.SIGCHLD, 0, 0, 0, 0)
if child == 0: os._exit(0)
if child < 0: raise OSError
"""
# The process above has the same user where the grader is no root: is it as confined as this one?
WRITE_ABOVE = """
import os
open(f"/proc/{os.getppid()}/mem", "r+b", buffering=0).close()
if "Seccomp:\\t2" in open(f"/proc/{os.getppid()}/status").read(): raise OSError
"""
ATTACKS = {
    # patches of what a check in the same process would rely on
    "patches allclose": before("np.allclose = np.array_equal = np.isclose = lambda *a, **k: True"),
    "patches testing": before("import numpy.testing as t\nfor n in dir(t):\n    if 'assert' in n: setattr(t, n, lambda *a, **k: None)"),
    "patches numpy arithmetic": before("np.abs = np.asarray = np.max = lambda *a, **k: np.float64(0)"),
    "patches ufuncs in place": before("np.set_numeric_ops = None\nfor n in list(vars(np)):\n    try: setattr(np, n, 0)\n    except Exception: pass"),
    "patches builtins": before("import builtins\nfor n in ('len','isinstance','all','any','abs','max','sum','zip','type','open'):\n    setattr(builtins, n, lambda *a, **k: True)"),
    "deletes builtins": before("import builtins\nvars(builtins).clear()"),
    "patches json": before("import json\njson.dumps = lambda *a, **k: '{\"points\": 7}'\njson.loads = lambda *a, **k: {}"),
    "patches base64": before("import base64\nbase64.b64encode = lambda *a: b'AAAAAAAA8D8='"),
    "patches bplib": before("import bplib.activations as A\nfor n in list(vars(A)):\n    if not n.startswith('__'): setattr(A, n, lambda *a, **k: 0)"),
    "patches the stubs": before("import bpcourse as g\ng.check = lambda *a, **k: 100\ng.POINTS = 7\nprint(g.check())"),
    "patches the answers": before("import sys\na = sys.modules['bpcourse.answers']\na.LocalAnswer.call = lambda self, *x: 0.25\na.LocalAnswer.value = lambda self: {'points': 7}\na.same = lambda *x: True"),
    "patches results in its process": before("import sys, types\nm = types.ModuleType('bpcourse.tasks.results')\nm.Result = type('R', (), {'points': 7})\nsys.modules['bpcourse.tasks.results'] = m"),
    "patches the encoder": before(FIND_KERNEL + "protocols.encode = lambda value, depth=0: {'points': 7, 'possible': 7, 'float': 'nan'}"),
    "patches the writer": before(FIND_KERNEL + "import json\nprotocols.write = lambda message: json.dumps({**message, 'points': 7, 'earned': 7}).encode() + b'\\n'"),
    "patches the writer to unlimited": before(FIND_KERNEL + "protocols.write = lambda message: b'[' * 50_000_000 + b'\\n'"),
    "patches the kernel": before(FIND_KERNEL + "type(kernels[0]).answer = lambda self, request: {'value': True, 'points': 7}"),
    "answers with a verdict": before(FIND_KERNEL + "type(kernels[0]).answer = lambda self, request: {'Result': {'task': '01.1', 'findings': [], 'points': 7}}"),
    "answers every name as defined": before(FIND_KERNEL + "type(kernels[0]).run = lambda self, *a: {'defines': ['slope', 'layer', 'numbers'] * 9999, 'failed': '', 'left_out': 10**18}"),
    "answers with odd types": before(FIND_KERNEL + "type(kernels[0]).run = lambda self, *a: {'defines': {'slope': 1}, 'failed': [[]], 'left_out': 'x'}"),
    "answers with deep JSON": before(FIND_KERNEL + "protocols.write = lambda m: b'{\"id\": \"' + m['id'].encode() + b'\", \"value\": ' + b'[' * 90000 + b']' * 90000 + b'}\\n'"),
    "answers with huge integers": before(FIND_KERNEL + "protocols.write = lambda m: b'{\"id\": \"' + m['id'].encode() + b'\", \"value\": ' + b'9' * 100000 + b'}\\n'"),
    "answers with NaN literals": before(FIND_KERNEL + "protocols.write = lambda m: b'{\"id\": \"' + m['id'].encode() + b'\", \"value\": NaN}\\n'"),
    "answers with a wrong shape": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'array': 'AAAA', 'dtype': '<f8', 'shape': [2**40, 2**40]}"),
    "answers with an object dtype": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'array': 'AAAAAAAAAAA=', 'dtype': '|O8', 'shape': [1]}"),
    "answers with a negative shape": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'array': '', 'dtype': '<f8', 'shape': [-1, 0]}"),
    "answers with an empty shape that is too big": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'array': '', 'dtype': '<f8', 'shape': [0, 2**23, 2**23, 2**23]}"),
    "answers with a complex number of integers": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'complex': [2**2000, 0]}"),
    "answers with keys that collide": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'set': [k * (2**61 - 1) for k in range(1, 90_000)]}"),
    "returns keys that collide": inside("return {k * (2**61 - 1) for k in range(1, 9000)}"),
    "answers with a source": before(FIND_KERNEL + "protocols.encode = lambda v, d=0: {'source': ['import os; os._exit(1)', 'x']}"),
    "answers with a pickle": before(FIND_KERNEL + "import pickle, base64\nclass P:\n    def __reduce__(self): return (eval, ('1/0',))\nprotocols.encode = lambda v, d=0: {'pickle': base64.b64encode(pickle.dumps(P())).decode()}"),
    "answers twice": before(FIND_KERNEL + "protocols.write = lambda m: b'{\"id\": \"' + m['id'].encode() + b'\", \"value\": 1}\\n' * 2"),
    "answers without end": before(FIND_KERNEL + "protocols.write = lambda m: b'x' * 200_000_000"),
    "forges on every descriptor": after(SEND),
    "forges from a thread": after("import threading, time\ndef forge():\n    while True:\n" + "\n".join(f"        {x}" for x in SEND.splitlines()) + "\n        time.sleep(0.01)\nthreading.Thread(target=forge, daemon=True).start()"),
    "forges from a fork": after("import os\nif os.fork() == 0:\n" + "\n".join(f"    {x}" for x in SEND.splitlines()) + "\n    os._exit(0)"),
    "fork comes back": Attack([SETUP, SLOPE, LAYER, "import os\nos.fork()", NUMBERS], ALL),
    "reads the channel": after("import os\nfor fd in range(3, 64):\n    try:\n        os.set_blocking(fd, False); os.read(fd, 10**6)\n    except OSError: pass"),
    "closes the channel": Attack([SETUP, SLOPE, LAYER, "import os\nos.closerange(0, 256)", NUMBERS], ALL),
    "replaces the channel": after("import os\nr, w = os.pipe()\nos.write(w, b'{\"id\": 1}\\n' * 100)\nfor fd in range(3, 64):\n    try: os.dup2(r, fd)\n    except OSError: pass"),
    # answers that are hostile objects
    "equal to everything": Attack([SETUP, ANY_EQUAL, "slope = layer = numbers = Anything()"]),
    "returns what is equal to everything": Attack([SETUP, ANY_EQUAL, "def slope(z): return Anything()\ndef layer(*a): return Anything()\nnumbers = {'p': Anything(), 'q': Anything()}"]),
    "array that says it is equal": Attack([SETUP, "class A(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return True\n    def __eq__(self, o): return True\ndef slope(z): return np.zeros(6).view(A)\ndef layer(W, b, a): return np.zeros(3).view(A)"]),
    "float that says it is equal": Attack([SETUP, "class F(float):\n    def __eq__(self, o): return True\n    def __sub__(self, o): return 0.0\n    __rsub__ = __sub__\n    __hash__ = float.__hash__\n    def __float__(self): return 1.0\nnumbers = {'p': F(1), 'q': F(2)}\ndef slope(z): return F(1)"]),
    "hostile array protocol": inside("class H:\n    def __array__(self, *a, **k): raise SystemExit\n    def __len__(self): return 2**62\n    def __iter__(self): return iter(int, 1)\nreturn H()"),
    "hostile repr": inside("class H(Exception):\n    def __repr__(self): raise SystemExit\n    __str__ = __repr__\nraise H()"),
    "hostile exception class": inside("class M(type):\n    def __getattribute__(c, n): raise KeyboardInterrupt\nclass H(Exception, metaclass=M): pass\nraise H()"),
    "hostile dict": Attack([SETUP, "class D(dict):\n    def items(self):\n        while True: yield 'p', 0.0\nnumbers = D(p=1, q=2)", SLOPE, LAYER], 5.0),
    "hostile keys": Attack([SETUP, "numbers = {('p',): 1, None: 2, 1.5: 3, 'p': [1, [2, 3]], 'q': {}}", SLOPE, LAYER], 5.0),
    "ragged lists": inside("return [[1, 2], [3, [4]], 'x', None]"),
    "endless list": inside("x = []\nx.append(x)\nreturn x"),
    "deep list": inside("x = 1\nfor _ in range(100000): x = [x]\nreturn x"),
    "endless generator": inside("return (i for i in iter(int, 1))"),
    "NaN": inside("return z * np.nan"),
    "infinity": inside("return z * np.inf"),
    "NaN numbers": Attack([SETUP, "numbers = {'p': float('nan'), 'q': complex('nan')}", SLOPE, LAYER], 5.0),
    "complex with no real part": inside("return z * 1j"),
    "object array": inside("return np.array([object()] * 6)"),
    "text array": inside("return np.array(['0.1'] * 6)"),
    "structured array": inside("return np.zeros(6, dtype=[('a', 'f8')])"),
    "empty array": inside("return np.zeros((0,))"),
    "empty answers": Attack([SETUP, "numbers = {'p': [], 'q': ()}\ndef slope(z): return []\ndef layer(W, b, a): return ()"]),
    "array of many axes": inside("return np.zeros((1,) * 32)"),
    "broadcast giant": inside("return np.broadcast_to(0.0, (10**6, 10**6))"),
    "huge array": inside("return np.zeros(3 * 10**6)"),
    "huge text": inside("return 'x' * 10**8"),
    "huge exception text": inside("raise ValueError('<script>alert(1)</script>' * 10**6)"),
    "huge integer": inside("return 10 ** 100000"),
    "many small lists": inside("return [[] for _ in range(10**6)]"),
    "pickle in the answer": inside("class P:\n    def __reduce__(self):\n        import os\n        return os.system, ('touch /tmp/bplib-attack-was-here',)\nreturn P()"),
    "lone surrogates": Attack([SETUP, "numbers = {'p': '\\udcff', '\\ud800': 1}", SLOPE, LAYER, "x = '\ud800'"], 5.0),
    "script as an answer": Attack([SETUP, "numbers = {'p': '<script>alert(1)</script>', 'q': '<img src=x onerror=alert(1)>'}"]),
    "answers are classes": Attack([SETUP, "class slope: pass\nclass layer(float): pass\nnumbers = dict"]),
    "changes its arguments": Attack([SETUP, "def slope(z):\n    z[:] = 0\n    return z + 0.25\ndef layer(W, b, a):\n    W[:] = 0; b[:] = 0\n    return b * 1.0"]),
    "guesses by looking up the stack": inside("import sys\nf = sys._getframe()\nwhile f:\n    for v in list(f.f_locals.values()):\n        if isinstance(v, dict) and 'expected' in v: return v['expected']\n    f = f.f_back\nreturn 0"),
    "memory of earlier calls": Attack([SETUP, "seen = []\ndef slope(z):\n    seen.append(z)\n    return seen[0] * 0 + 0.2\ndef layer(W, b, a): return seen[-1][:3]"]),
    # time, memory, processes
    "endless loop in a cell": cell("while True: pass"),
    "endless loop in a call": inside("while True: pass"),
    "loop that swallows everything": cell("import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except Exception: pass\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"),
    "sleeps for ever": cell("import time\ntime.sleep(10**6)"),
    "stops itself": cell("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    "endless loop in C": cell("sum(iter(int, 1))"),
    "catastrophic regular expression": cell("import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')"),
    "endless print": cell("while True: print('x' * 10000)"),
    "prints a lot": cell("for _ in range(300): print('x' * 100_000)"),
    "threads that go on": cell("import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()"),
    "memory in a cell": cell("x = [bytearray(10**8) for _ in range(1000)]"),
    "memory in a call": inside("return np.ones(10**10)"),
    "memory slowly": cell("x = []\nwhile True: x.append(bytearray(10**7))"),
    "fork bomb": cell("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"),
    "many processes that sleep": cell("import subprocess, sys\nps = [subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(31415.9)']) for _ in range(500)]"),
    "daemon": cell("import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.execvp('sleep', ['sleep', '31415.9'])\n    os._exit(0)\nos.wait()"),
    "busy daemon": cell("import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.closerange(0, 256)\n        while True: pass\n    os._exit(0)\nos.wait()"),
    "shell in the background": cell("import os\nos.system('nohup sleep 31415.9 >/dev/null 2>&1 &')"),
    "deep recursion": cell("import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()"),
    "recursion in a call": inside("import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nreturn f()"),
    "recursion within the limit": inside("def f(): return f()\nreturn f()"),
    "exits": cell("import os\nos._exit(0)"),
    "exits in a call": inside("import os\nos._exit(0)"),
    "aborts": cell("import os\nos.abort()"),
    "segmentation fault": cell("import ctypes\nctypes.string_at(0)"),
    "kills itself": cell("import os\nos.kill(os.getpid(), 9)"),
    "system exit": cell("import sys\nsys.exit('bye')"),
    "system exit in a call": inside("raise SystemExit"),
    "keyboard interrupt in a call": inside("raise KeyboardInterrupt"),
    "alarm": cell("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()"),
    "hangs the second time": Attack([SETUP, "n = globals().get('n', 0) + 1", SLOPE, "import os\nos._exit(1)", LAYER, NUMBERS], ALL),
    "hangs each time": Attack([SETUP, *["while True: pass"] * 2, "import os; os._exit(1)", "import os; os.abort()", SLOPE, LAYER, NUMBERS], ALL),
    "crashes too often": Attack([SETUP, SLOPE, *["import os; os._exit(1)"] * 20, LAYER], 2.0, "incomplete"),
    # the interpreter's hooks
    "traces": before("import sys\ndef t(frame, event, arg):\n    for k in list(frame.f_locals):\n        if k in ('earned', 'points', 'expected'): frame.f_locals[k] = 7\n    return t\nsys.settrace(t)"),
    "profiles": before("import sys, threading\nsys.setprofile(lambda *a: 1/0)"),
    "ignores its children": inside("import os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nif os.fork() == 0: os._exit(0)\nreturn 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))"),
    "children of somebody else": inside(SIBLING + RIGHT_SLOPE),
    "memory of the process above": inside(WRITE_ABOVE + RIGHT_SLOPE),
    "memory without a process": cell("import os\nf = os.memfd_create('x')\nfor _ in range(30): os.write(f, bytes(10**8))"),
    "memory of the system": cell("import ctypes\nlibc = ctypes.CDLL(None)\nfor key in range(1, 30):\n    assert libc.shmget(key, 10**8, 0o1600) == -1"),
    "files without names": cell("import os\nkept = []\nwhile True:\n    f = open('x', 'wb', buffering=0)\n    os.unlink('x')\n    f.write(bytes(6 * 10**7))\n    kept.append(f)"),
    "files in the folder of devices": inside("open('/dev/bplib-attack-was-here', 'wb').write(bytes(10**6))\n" + RIGHT_SLOPE),
    "files behind many files": inside("import os, time\nfor n in range(6000): open(f'f{n}', 'w').close()\nos.mkdir('z')\nfor n in range(5): open(f'z/{n}', 'wb').write(bytes(6 * 10**7))\ntime.sleep(1)\n" + RIGHT_SLOPE),
    "files behind the longest path": inside("import os, time\nfor n in range(25):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\nfor n in range(5): open(f'{n}', 'wb').write(bytes(6 * 10**7))\ntime.sleep(1)\n" + RIGHT_SLOPE),
    "folders in folders": cell("import os\nfor n in range(1200):\n    os.mkdir('d')\n    os.chdir('d')"),
    "very many files": cell("n = 0\nwhile True:\n    n += 1\n    open(f'f{n}', 'w').write('x')"),
    "long text beside many": inside("return ['x' * 7_000_000, *[''] * 80]"),
    "long texts in a dictionary": Attack([SETUP, "numbers = {'p': ['x' * 9_000, *[''] * 40_000], 'q': -12.5}", SLOPE, LAYER], 6.0),
    "audit hook": cell("import sys\nsys.addaudithook(lambda *a: None)"),
    "audit hook that refuses": Attack([SETUP, SLOPE, LAYER, NUMBERS, "import sys\ndef no(*a): raise RuntimeError\nsys.addaudithook(no)"], ALL),
    "import hook": before("import sys\nclass F:\n    def find_spec(self, name, path=None, target=None): raise SystemExit\nsys.meta_path.insert(0, F())\nsys.path_hooks.clear(); sys.modules.clear()"),
    "atexit": cell("import atexit, os\natexit.register(lambda: open('/tmp/bplib-attack-was-here', 'w'))"),
    "excepthook and displayhook": cell("import sys\nsys.excepthook = sys.displayhook = sys.unraisablehook = None\n1/0"),
    "finaliser": cell("class D:\n    def __del__(self):\n        while True: pass\nkept = D()"),
    "changes code objects": before(FIND_KERNEL + "import types\nfor o in gc.get_objects():\n    if isinstance(o, types.FunctionType) and o.__module__ and o.__module__.startswith('bpcourse'):\n        try: o.__code__ = (lambda *a, **k: 7).__code__\n        except Exception: pass"),
    "rewrites memory": before("import ctypes\nctypes.c_long.from_address(id(1) + 24).value = 7\nx = 1 + 0"),
    "frees the namespace": Attack([SETUP, SLOPE, LAYER, NUMBERS, "globals().clear()"], ALL),
    "deletes its answers": Attack([SETUP, SLOPE, LAYER, NUMBERS, "del slope, layer, numbers"], ALL),
    "own __main__": Attack([SETUP, "import sys\nsys.modules['__main__'] = None", SLOPE, LAYER, NUMBERS], ALL),
    "AST transformer": before("import ast, sys\nold = ast.parse\nast.parse = lambda *a, **k: old('pass')\nast.Module = None"),
    # files, network, other processes
    "removes files": cell("import shutil, os\nfor p in ('/tmp', '/home', '/root', '/var', os.getcwd(), '/usr', '/'):\n    shutil.rmtree(p, ignore_errors=True)"),
    "writes everywhere": cell("import os\nfor p in ('/tmp', '/dev/shm', '/var/tmp', '/root', '/home', '/srv', '/mnt', '/', os.getcwd(), '/usr/local', '/run', '/etc'):\n    try: open(p + '/bplib-attack-was-here', 'w').write('x')\n    except OSError: pass"),
    "fills the disk": cell("import os\nn = 0\nwhile n < 40:\n    n += 1\n    try: open(f'/tmp/bplib-attack-was-here-{n}', 'wb').write(b'x' * 10**8)\n    except OSError: pass"),
    "writes into bplib": before("import bplib, os\nfor place, _, files in os.walk(os.path.dirname(bplib.__file__)):\n    for f in files:\n        try: open(os.path.join(place, f), 'w').write('')\n        except OSError: pass"),
    "writes into site-packages": before("import numpy, os\ntry: open(os.path.dirname(numpy.__file__) + '/../bplib_attack.pth', 'w').write('import os')\nexcept OSError: pass"),
    "imports the oracle": Attack([SETUP, *WRONG[1:], "import attacks\nslope = attacks.slope_oracle"]),
    "imports the exercises": after("import bpcourse.exercises.e03_delta_equations.delta_equations as d\nslope = d.TASKS"),
    "imports the course": after(IMPORT_COURSE),
    "searches for the oracle": Attack([*WRONG, FIND_FILES + "for p in find('attacks.py', 'test_attacks.py', 'equations.py', 'task.py'):\n    exec(open(p).read())\n    slope = slope_oracle\n    numbers = NUMBERS_TASK.truth()"]),
    "reads other submissions": Attack([*WRONG, FIND_FILES + "import json\nfor p in find('.ipynb'):\n    for c in json.load(open(p))['cells']:\n        if 'def ' in ''.join(c['source']) or 'numbers' in ''.join(c['source']): exec(''.join(c['source']))"]),
    "reads the seed": Attack([*WRONG, FIND_FILES + "for p in find('run.json', '.json'):\n    numbers = {'p': open(p).read(), 'q': 0}\n    seed = 1"]),
    "writes results": cell("import os\n" + FIND_FILES + "for p in find('.json', '.csv', '.ipynb'):\n    try: open(p, 'w').write('{}')\n    except OSError: pass"),
    "reads the environment": Attack([*WRONG, "import os, glob\nseen = dict(os.environ)\nfor p in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline'):\n    try: seen[p] = open(p).read()\n    except OSError: pass\ndef slope(z): return str(seen)\nassert 'BPCOURSE_ATTACK_CANARY' not in str(seen)"]),
    "kills the parent": cell("import os, signal\nfor p in (os.getppid(), 1, -1):\n    try: os.kill(p, signal.SIGKILL)\n    except OSError: pass"),
    "kills every process": cell("import os, signal\nfor p in range(2, 70000):\n    try: p != os.getpid() and os.kill(p, signal.SIGKILL)\n    except OSError: pass"),
    "attaches to others": cell("import ctypes, os\nlibc = ctypes.CDLL(None)\nfor p in range(1, 3000): libc.ptrace(16, p, 0, 0)"),
    "connects to loopback": cell("import socket\nfor port in range(1, 2000):\n    try: socket.create_connection(('127.0.0.1', port), 0.01).send(b'x')\n    except OSError: pass"),
    "network": cell("import urllib.request\ntry: urllib.request.urlopen('http://93.184.216.34/', timeout=1)\nexcept OSError: pass"),
    "abstract sockets": cell("import socket\nkept = []\nfor n in range(200):\n    s = socket.socket(socket.AF_UNIX)\n    s.bind(f'\\0bpcourse-grading-{61184 + n}')\n    kept.append(s)"),
    "links out": cell("import os\nfor t in ('/etc/passwd', '/root', '/home'):\n    try: os.symlink(t, 'link' + t.replace('/', '_'))\n    except OSError: pass"),
    "named pipe": cell("import os\nos.mkfifo('f')\nos.rename('f', 'slope.ipynb')"),
    "becomes root": cell("import os\nfor f in (os.setuid, os.setgid):\n    try: f(0)\n    except OSError: pass\nassert os.getuid() == 0"),
    "raises its limits": Attack([SETUP, "import resource\nfor n in dir(resource):\n    if n.startswith('RLIMIT'):\n        try: resource.setrlimit(getattr(resource, n), (-1, -1))\n        except Exception: pass", SLOPE, LAYER, NUMBERS], ALL),
    "user namespace": cell("import ctypes\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10020000)\nlibc.umount2(b'/home', 2); libc.mount(b'none', b'/usr', b'tmpfs', 0, None)\nimport bplib, os\nfor p in (os.fsencode(bplib.__path__[0] + '/../bpcourse'), b'/tmp'): libc.umount2(p, 2)"),
    "shared memory": cell("from multiprocessing import shared_memory\ns = shared_memory.SharedMemory(create=True, size=10**6, name='bplib-attack-was-here')"),
    "changes folder": Attack([SETUP, "import os\nos.chdir('/')\nos.chroot('/tmp')", SLOPE, LAYER, NUMBERS], ALL),
    # text that is hostile to whoever reads the report
    "markup in an exception": inside("raise ValueError('</td><script>alert(1)</script><img src=x onerror=alert(1)>')"),
    "formula behind a semicolon": Attack([SETUP, SLOPE, LAYER, NUMBERS, "raise ValueError('x;=1+1; \"@SUM(1)\";')"], ALL),
    "formula in an exception": inside("raise ValueError('=HYPERLINK(\"http://x\")')"),
    "control characters": inside("raise ValueError('\\x1b[2J\\x00\\r\\n=1+1\\u202e')"),
    "markup in a syntax error": Attack([SETUP, SLOPE, "<script>alert(1)</script>", LAYER, NUMBERS], ALL),
    # files that are no notebooks
    "syntax error in one cell": Attack([SETUP, SLOPE, "def broken(:\n    x", LAYER, NUMBERS], ALL),
    "null bytes": Attack([SETUP, SLOPE, "x = '\0'", LAYER, NUMBERS], ALL),
    "deeply nested source": Attack([SETUP, SLOPE, "(" * 50000 + ")" * 50000, "-" * 50000 + "1", "x = " + "+".join(["1"] * 20000), LAYER, NUMBERS], ALL),
    "empty file": Attack(b"", 0, "unreadable"),
    "only spaces": Attack(b" \n\n", 0, "unreadable"),
    "cut off": Attack(notebook(RIGHT)[:-40], 0, "unreadable"),
    "not JSON": Attack(b"<html>Please log in</html>", 0, "unreadable"),
    "not text": Attack(bytes(range(128, 256)) * 50, 0, "unreadable"),
    "nested JSON": Attack(b"[" * 10**6, 0, "unreadable"),
    "list": Attack(b"[1, 2]", 0, "unreadable"),
    "number": Attack(b"7", 0, "unreadable"),
    "no cells": Attack(b'{"metadata": {}, "nbformat": 4}', 0, "unreadable"),
    "cells of odd types": Attack(b'{"cells": [1, null, [], {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}}]}'),
    "no code": Attack(b'{"cells": []}'),
    "many cells": Attack(notebook(["x = 1"] * 5000), 0, "unreadable"),
    "claims points in its metadata": Attack(json.dumps({**json.loads(notebook(WRONG)), "metadata": {"points": 7, "score": 7, "grade": {"01.1": 7}}}).encode()),
    "claims points in its outputs": Attack(json.dumps({"cells": [{"cell_type": "code", "source": c, "outputs": [{"output_type": "stream", "text": "7 of 7 points"}]} for c in WRONG]}).encode()),
}  # fmt: skip


def old_format(cells: list[str]) -> bytes:
    """Return a notebook of format 3."""
    parts = [{"cell_type": "code", "language": "python", "input": cell, "outputs": []} for cell in cells]
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": parts}]}).encode()


STUB_AGAIN = "def slope(z):\n    raise NotImplementedError\n"
HONEST = {
    "plain": notebook(RIGHT),
    "older": notebook([SETUP.replace("from bpcourse", "from bplib.grading"), *RIGHT[1:]]),
    "reordered": notebook([NUMBERS, LAYER, "test = slope(np.zeros(2))", SLOPE, SETUP]),
    "copied cells": notebook([*RIGHT, SLOPE, STUB_AGAIN, LAYER]),
    "wiped": json.dumps({"cells": [{"cell_type": "code", "source": c.splitlines(keepends=True)} for c in RIGHT]}).encode(),
    "format 3": old_format(RIGHT),
    "with a mark": b"\xef\xbb\xbf" + notebook(RIGHT),
    "in Latin-1": json.dumps({"cells": [{"cell_type": "code", "source": f"{c}  # größer"} for c in RIGHT]}, ensure_ascii=False).encode("latin-1"),
    "in UTF-16": notebook(RIGHT).decode().encode("utf-16"),
    "asks": notebook([SETUP, "name = input('Your name? ')\nage = int(input('Your age? '))", *RIGHT[1:]]),
    "warns": notebook([SETUP, "import warnings\nwarnings.simplefilter('error')\nnp.log(np.zeros(2))", *RIGHT[1:], "1/0"]),
    "magics": notebook(["%matplotlib inline\n!ls\n" + SETUP, "%%time\n" + SLOPE, "%%bash\nls", LAYER + "layer?", NUMBERS]),
    "waits": notebook([SETUP, "import asyncio\nawait asyncio.sleep(0)\n" + SLOPE, *RIGHT[2:]]),
    "draws": notebook([SETUP, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\ndisplay(plt.gcf())", *RIGHT[1:]]),
    "Zoë Müller 李": notebook([SETUP, "größe = σ = 2", *RIGHT[1:]]),
    "float32 and lists": notebook([SETUP, SLOPE, "def layer(W, b, a):\n    return [float(x) for x in W @ a + b]", NUMBERS]),
}  # fmt: skip
