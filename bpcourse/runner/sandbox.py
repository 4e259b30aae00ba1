"""Sandboxes: where the process that runs a submission lives, best first.

- ``bubblewrap``: sees the interpreter, the libraries and bplib, read-only, and in the place of bpcourse its folder
  ``sandboxed``; nothing else of the disk, no network, no other process.  Where the grader is root, the process also
  gives up root for a user of its own.
- ``user``: root in a container that has no bubblewrap: a user of its own for each process.  It can read what everybody
  on the machine can read, and reach the network.  ``import bpcourse`` gives it the folder ``sandboxed`` here, too.
- ``unsafe``: only limits.  Not a sandbox: for submissions that you trust.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

import bplib
from bpcourse.runner import processes

BPCOURSE = Path(__file__).resolve().parents[1]
BPLIB = Path(bplib.__file__).resolve().parent
ROOM = BPCOURSE / "sandboxed"  # what a submission sees in the place of bpcourse
HOME = Path("/home/student")
USERS = range(61184, 65520)  # what systemd sets apart for users that exist as long as a process
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/nix/store")


class NoSandbox(Exception):
    """No sandbox works here; the text says what was tried and what to do."""


class Limits(NamedTuple):
    """The limits of a submission: seconds of CPU for a cell and for a call, seconds on the clock, bytes, processes."""

    cell: float = 20.0
    call: float = 10.0
    step_wall: float = 30.0
    wall: float = 70.0
    memory: int = 3 * 2**30
    file: int = 64 * 2**20
    disk: int = 256 * 2**20
    processes: int = 64
    restarts: int = 6

    def with_time(self, seconds: float) -> Limits:
        """Return limits with so many seconds for a notebook, and those of a cell and a call in proportion."""
        share = seconds / self.wall
        times = {name: getattr(self, name) * share for name in ("cell", "call", "step_wall", "wall")}
        return self._replace(**times)

    def of_the_system(self) -> dict[str, int]:
        """Return the limits that the operating system keeps, the last line of defence."""
        cpu = int(self.wall) + 5
        most = {"RLIMIT_AS": self.memory, "RLIMIT_FSIZE": self.file, "RLIMIT_CPU": cpu, "RLIMIT_CORE": 0}
        return {**most, "RLIMIT_NPROC": self.processes, "RLIMIT_NOFILE": 256, "RLIMIT_MEMLOCK": 2**20}


class Bubblewrap:
    """A sandbox made of namespaces by the program ``bwrap``."""

    name = "bubblewrap"

    def __init__(self):
        self.user = OwnUser.claim() if os.getuid() == 0 else None

    @property
    def uid(self) -> int | None:
        """Return None: the processes are found as the family of the first one."""
        return None

    def start(self, limits: Limits, channel: socket.socket) -> subprocess.Popen:
        """Start a kernel that speaks on ``channel``."""
        program = shutil.which("bwrap") or "bwrap"
        uid = self.user.uid if self.user else None
        command = [
            program,
            *_isolation(uid is not None),
            *_view(limits),
            "--",
            *_kernel(limits, channel, uid, BPCOURSE),
        ]
        return _popen(command, channel, env={}, cwd="/")

    def end(self) -> None:
        """Give back the user."""
        if self.user:
            self.user.lock.close()


class OwnUser:
    """A user without rights for each process; needs root."""

    name = "user"

    def __init__(self):
        self.uid, self.lock = self.claim()
        processes.kill_all_of(self.uid)
        self.home = Path(tempfile.mkdtemp(prefix="bpcourse-grading-"))
        os.chown(self.home, self.uid, self.uid)

    class Claim(NamedTuple):
        """A user id, and what keeps others from using it."""

        uid: int
        lock: socket.socket

    @classmethod
    def claim(cls) -> OwnUser.Claim:
        """Take a user id that no other grader on this machine uses now; raises NoSandbox."""
        first = random.Random().randrange(len(USERS))
        for uid in [*USERS[first:], *USERS[:first]]:
            lock = socket.socket(socket.AF_UNIX)
            try:
                lock.bind(f"\0bpcourse-grading-{uid}")
            except OSError:
                lock.close()
            else:
                return cls.Claim(uid, lock)
        raise NoSandbox("All users for sandboxes are taken.")

    def start(self, limits: Limits, channel: socket.socket) -> subprocess.Popen:
        """Start a kernel that speaks on ``channel``."""
        kernel = _kernel(limits, channel, None, _furnish(self.home))
        options = {"user": self.uid, "group": self.uid, "extra_groups": [], "umask": 0o77}
        return _popen(kernel, channel, env=_environment(self.home), cwd=self.home, **options)

    def end(self) -> None:
        """Kill what still runs, and remove every file of the user where users can write."""
        processes.kill_all_of(self.uid)
        shutil.rmtree(self.home, ignore_errors=True)
        for folder in {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", tempfile.gettempdir()}:
            _remove_files_of(self.uid, Path(folder))
        self.lock.close()


class Unsafe:
    """No sandbox: a process with limits, in a folder of its own."""

    name = "unsafe"
    uid = None

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="bpcourse-grading-"))

    def start(self, limits: Limits, channel: socket.socket) -> subprocess.Popen:
        """Start a kernel that speaks on ``channel``."""
        kernel = _kernel(limits, channel, None, _furnish(self.home))
        return _popen(kernel, channel, env=_environment(self.home), cwd=self.home)

    def end(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.home, ignore_errors=True)


SANDBOXES = {sandbox.name: sandbox for sandbox in (Bubblewrap, OwnUser, Unsafe)}


def _popen(command: list[str], channel: socket.socket, **options) -> subprocess.Popen:
    """Start a process; its stderr can be read until the kernel is ready, which then writes there no more."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, pass_fds=[channel.fileno()], start_new_session=True, **quiet, **options)


def _kernel(limits: Limits, channel: socket.socket, uid: int | None, room: Path) -> list[str]:
    """Return the command that starts a kernel; ``room`` is where it sees the folder ``sandboxed``, as bpcourse."""
    settings = {"uid": uid, "limits": limits.of_the_system(), "course": str(room.parent)}
    settings |= {"libraries": [str(path) for path in _libraries()]}
    program = [sys.executable, "-I", "-B", "-X", "utf8", str(room / "kernel.py")]
    return [*program, str(channel.fileno()), json.dumps(settings)]


def _libraries() -> list[Path]:
    """Return the folders of libraries that lie outside of the interpreter's prefix."""
    folder = Path(np.__file__).resolve().parents[1]
    return [] if any(folder.is_relative_to(place) for place in (sys.prefix, sys.base_prefix)) else [folder]


def _environment(home: Path) -> dict[str, str]:
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    places = {
        "HOME": str(home),
        "TMPDIR": "/tmp" if home == HOME else str(home),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
    }
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "Agg", **places, **one_thread}


def _isolation(root: bool) -> list[str]:
    """Return bwrap's options for namespaces; root keeps its own user, since the limit of processes spares root."""
    some = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*(some + rights if root else ["--unshare-all"]), "--die-with-parent", "--new-session", "--clearenv"]


def _view(limits: Limits) -> list[str]:
    """Return bwrap's options for what is seen: the system, the interpreter, bplib, and the folder ``sandboxed``."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)} - {Path("/usr")}
    parts = [prefix / part for prefix in sorted(prefixes) for part in ("bin", "lib", "lib64", "pyvenv.cfg")]
    seen = [path for path in [*parts, *_libraries(), BPLIB] if path.exists()]
    fonts = [(path, HOME / ".matplotlib" / path.name) for path in _font_lists()]
    size = ["--perms", "1777", "--size", str(limits.disk), "--tmpfs"]
    options = [part for path in SYSTEM for part in ("--ro-bind-try", path, path)]
    options += ["--proc", "/proc", "--dev", "/dev", *size, "/tmp", *size, str(HOME), *size, "/dev/shm"]
    options += _folders([*seen, *_courses(), HOME / ".matplotlib" / "fonts"])
    options += [part for path in seen for part in ("--ro-bind", str(path), str(path))]
    others = [*((ROOM, place) for place in _courses()), *fonts]
    options += [part for source, place in others for part in ("--ro-bind", str(source), str(place))]
    options += ["--remount-ro", "/", "--chdir", str(HOME)]
    return options + [part for item in _environment(HOME).items() for part in ("--setenv", *item)]


def _courses() -> list[Path]:
    """Return the folders where bpcourse lies: it may also be installed, and this one be run from a checkout."""
    found = {Path(entry).resolve() / "bpcourse" for entry in sys.path}
    return sorted({BPCOURSE, *(place for place in found if (place / "__init__.py").is_file())})


def _folders(paths: list[Path]) -> list[str]:
    """Return the options that make the folders above some paths, open to the user that runs the submission."""
    above = {folder for path in paths for folder in path.parents} - {Path("/"), Path("/tmp"), HOME, HOME.parent}
    system = tuple(Path(path) for path in ("/usr", "/lib", "/bin", "/nix/store"))
    above = {folder for folder in above if not any(folder.is_relative_to(place) for place in system)}
    return [part for folder in sorted(above) for part in ("--perms", _mode(folder), "--dir", str(folder))]


def _mode(folder: Path) -> str:
    return "0777" if folder.is_relative_to(HOME) else "0755"


def _font_lists() -> list[Path]:
    """Return Matplotlib's lists of the fonts on this machine: making one takes seconds."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    return sorted(Path(os.environ.get("MPLCONFIGDIR") or cache).glob("fontlist-*.json"))


def list_fonts() -> None:
    """Let Matplotlib list the fonts once, where it is installed and has not: each notebook that draws would do it."""
    if not _font_lists() and importlib.util.find_spec("matplotlib"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=False, **quiet)


def _furnish(home: Path) -> Path:
    """Put what a kernel needs into its home; return where it finds ``sandboxed`` by the name of bpcourse."""
    _copy_fonts(home)
    course = home / ".course"
    course.mkdir()
    (course / "bplib").symlink_to(BPLIB)
    (course / "bpcourse").symlink_to(ROOM)
    return course / "bpcourse"


def _copy_fonts(home: Path) -> None:
    (home / ".matplotlib").mkdir(exist_ok=True)
    for path in _font_lists():
        shutil.copy(path, home / ".matplotlib")
        (home / ".matplotlib" / path.name).chmod(0o644)
    (home / ".matplotlib").chmod(0o777)


def _remove_files_of(uid: int, folder: Path) -> None:
    """Remove files and folders of a user in a folder where all may write."""
    for entry in os.scandir(folder) if folder.is_dir() else ():
        try:
            if entry.stat(follow_symlinks=False).st_uid == uid:
                remove = shutil.rmtree if entry.is_dir(follow_symlinks=False) else os.unlink
                remove(entry.path)
        except OSError:
            continue
