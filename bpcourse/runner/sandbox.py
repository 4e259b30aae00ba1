"""Sandboxes: where the process that runs a submission lives, best first.

- ``bubblewrap``: sees the interpreter, the libraries and bplib, read-only, and in the place of bpcourse its folder
  ``sandboxed``; nothing else of the disk, no network, no other process.  Where the grader is root, the process also
  gives up root for a user of its own.
- ``user``: root in a container that has no bubblewrap: a user of its own for each process.  Where Linux has Landlock,
  it sees no more of the disk than above; otherwise what everybody on the machine can read (see ``choice``).  It sees
  other processes, and reaches the network.  ``import bpcourse`` gives it the folder ``sandboxed`` here, too.
- ``unsafe``: only limits.  Not a sandbox: for submissions that you trust.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from bpcourse.runner import processes, view
from bpcourse.sandboxed import confine

PREFIX = "bpcourse-grading-"  # of the names of homes
SHARED = {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"}  # where all may write
LOCKS = Path("/run/bpcourse-grading")  # of root: no notebook can lock others out
USERS = range(61184, 65520)  # what systemd sets apart for users that exist as long as a process


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
        seen, kernel = view.options_for_bubblewrap(limits.disk), _kernel(limits, channel, uid, view.BPCOURSE)
        with _calls_forbidden() as (options, descriptors):
            command = [program, *_isolation(uid is not None), *options, *seen, "--", *kernel]
            return _popen(command, channel, *descriptors, env={}, cwd="/")

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
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX))
        os.chown(self.home, self.uid, self.uid)

    class Claim(NamedTuple):
        """A user id, and what keeps others from using it."""

        uid: int
        lock: IO

    @classmethod
    def claim(cls) -> OwnUser.Claim:
        """Take a user id that no other grader on this machine uses now; raises NoSandbox."""
        first = random.Random().randrange(len(USERS))
        LOCKS.mkdir(mode=0o700, exist_ok=True)
        for uid in [*USERS[first:], *USERS[:first]]:
            lock = (LOCKS / str(uid)).open("wb")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
            else:
                return cls.Claim(uid, lock)
        raise NoSandbox("All users for sandboxes are taken.")

    def start(self, limits: Limits, channel: socket.socket) -> subprocess.Popen:
        """Start a kernel that speaks on ``channel``."""
        kernel = _kernel(limits, channel, None, view.furnish(self.home), view.walls(self.home, view.places(self.home)))
        options = {"user": self.uid, "group": self.uid, "extra_groups": [], "umask": 0o77}
        return _popen(kernel, channel, env=view.environment(self.home), cwd=self.home, **options)

    def disk(self, walled: bool) -> int:
        """Return how many bytes its files take; within walls they are in its home."""
        return sum(map(processes.size_of_files, [self.home, *([] if walled else _owned_by(self.uid))]))

    def end(self) -> None:
        """Kill what still runs, and remove every file of the user where users can write."""
        processes.kill_all_of(self.uid)
        _remove(self.home, *_owned_by(self.uid))
        self.lock.close()


class Unsafe:
    """No sandbox: a process with limits, in a folder of its own."""

    name = "unsafe"
    uid = None

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX))

    def start(self, limits: Limits, channel: socket.socket) -> subprocess.Popen:
        """Start a kernel that speaks on ``channel``."""
        kernel = _kernel(limits, channel, None, view.furnish(self.home), view.walls(self.home, {}))
        return _popen(kernel, channel, env=view.environment(self.home), cwd=self.home)

    def disk(self, walled: bool) -> int:  # noqa: ARG002
        """Return how many bytes the files in its folder take."""
        return processes.size_of_files(self.home)

    def end(self) -> None:
        """Remove the folder."""
        _remove(self.home)


SANDBOXES = {sandbox.name: sandbox for sandbox in (Bubblewrap, OwnUser, Unsafe)}


@contextlib.contextmanager
def _calls_forbidden() -> Iterator[tuple[list[str], list[int]]]:
    """Yield options of bwrap that also confine the process which it leaves above the kernel, and what they refer to.

    Where the grader is no root, a notebook has the same user as that process, and may write into its memory.
    """
    program = confine.program()
    if not program or signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:  # then the kernel must still undo that
        yield [], []
        return
    with tempfile.TemporaryFile() as file:
        file.write(program)
        file.seek(0)
        yield ["--seccomp", str(file.fileno())], [file.fileno()]


def _popen(command: list[str], channel: socket.socket, *descriptors: int, **options) -> subprocess.Popen:
    """Start a process; its stderr can be read until the kernel is ready, which then writes there no more."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    kept = [channel.fileno(), *descriptors]
    return subprocess.Popen(command, pass_fds=kept, start_new_session=True, **quiet, **options)


def _kernel(limits: Limits, channel: socket.socket, uid: int | None, room: Path, walls: str = "") -> list[str]:
    """Return the command that starts a kernel; ``room`` is where it sees the folder ``sandboxed``, as bpcourse."""
    settings = {"uid": uid, "limits": limits.of_the_system(), "course": str(room.parent), "walls": walls}
    settings |= {"libraries": [str(path) for path in view.libraries()]}
    program = [sys.executable, "-I", "-B", "-X", "utf8", str(room / "kernel.py")]
    return [*program, str(channel.fileno()), json.dumps(settings)]


def _isolation(root: bool) -> list[str]:
    """Return bwrap's options for namespaces; root keeps its own user, since the limit of processes spares root."""
    some = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*(some + rights if root else ["--unshare-all"]), "--die-with-parent", "--new-session", "--clearenv"]


def _owned_by(uid: int) -> list[Path]:
    """Return the files and folders of a user in the folders where all may write."""
    found = []
    for folder in SHARED | {tempfile.gettempdir()}:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            found += [Path(entry) for entry in entries if _owner(entry) == uid and not entry.name.startswith(PREFIX)]
    return found


def _owner(entry: os.DirEntry) -> int | None:
    try:
        return entry.stat(follow_symlinks=False).st_uid
    except OSError:
        return None


def _remove(*paths: Path) -> None:
    """Remove files and folders, however deep they are."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with contextlib.suppress(OSError):
        subprocess.run(["rm", "-rf", "--", *paths], check=False, **quiet)
