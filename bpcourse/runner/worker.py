"""The trusted end of a kernel: starts it, asks it within limits, and takes nothing from it but values."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import socket
import subprocess
import time
from collections.abc import Sequence

from bpcourse.runner import processes, view
from bpcourse.runner.sandbox import SANDBOXES, Limits
from bpcourse.sandboxed import protocol
from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted

LOOK_EVERY = 0.1  # seconds between two looks at what the processes use
START = 60.0  # seconds in which a kernel must say that it is there, before it has run a line of the notebook
KILLED = (-9, 128 + 9)  # how a process ends that somebody has killed; the second is what bwrap makes of it


class MachineFailed(Exception):
    """No kernel could be started: no fault of the submission, of which no line has run; the text says why."""


class Lost(Exception):
    """The kernel has ended or was ended; ``kind`` says why in a word, the text in a sentence."""

    def __init__(self, kind: str, words: str):
        super().__init__(words)
        self.kind = kind


class Worker:
    """A kernel in a sandbox.  After Lost was raised it is dead; use it with ``with``: then nothing is left behind."""

    def __init__(self, sandbox: str, limits: Limits):
        self.limits, self.lost, self.can = limits, None, {}
        self.sandbox = SANDBOXES[sandbox]()
        self.channel, other = socket.socketpair()
        self.channel.setblocking(False)
        try:
            with other:
                self.process = self.sandbox.start(limits, other)
        except BaseException:
            self.channel.close()
            self.sandbox.end()
            raise
        try:
            self.can = self.ask({"do": "hello"}, START, START)
        except Lost as lost:
            words = self._last_words()
            self.close()
            raise MachineFailed(f"{lost} {words}".strip()) from None
        except BaseException:
            self.close()
            raise

    def _last_words(self) -> str:
        """Return what the sandbox said of itself when it did not start; before that nothing of a submission has run."""
        os.set_blocking(self.process.stderr.fileno(), False)
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.process.wait(1)
        return (self.process.stderr.read(2000) or b"").decode("utf-8", "replace").strip()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *problem) -> None:
        self.close()

    def close(self) -> None:
        """End the kernel and all that it has started, and wait until they are gone."""
        ids = processes.usage(self.process.pid, self.sandbox.uid).ids
        self.process.kill()
        self.process.stderr.close()
        self.channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        if self.sandbox.name == "unsafe":
            processes.kill(ids)
        elif self.sandbox.uid is not None:
            processes.kill_all_of(self.sandbox.uid)
        processes.wait_until_gone(ids)
        self.sandbox.end()

    def usage(self) -> processes.Usage:
        """Return what the kernel and its children use."""
        return processes.usage(self.process.pid, self.sandbox.uid)

    def disk(self, usage: processes.Usage) -> int:
        """Return how many bytes the files take that the kernel and its children have written or hold open."""
        if self.sandbox.name == "bubblewrap":
            return processes.size_in_memory(usage.ids - {self.process.pid}, view.IN_MEMORY) if self.can else 0
        return self.sandbox.disk(bool(self.can.get("walls"))) + processes.size_of_deleted_files(usage.ids)

    def ask(self, request: dict, cpu: float, wall: float) -> dict:
        """Send a request and return the reply; raises Lost when a limit in seconds is exceeded or it is no reply."""
        if self.lost:
            raise self.lost
        try:
            return self._ask(request, Watch(self, cpu, wall))
        except Lost as lost:
            self.lost = lost
            raise
        except BaseException:  # in the middle of a conversation
            self.lost = Lost("interrupted", "The grader was interrupted.")
            raise

    def _ask(self, request: dict, watch: Watch) -> dict:
        ticket = secrets.token_hex(8)
        try:
            if select.select([self.channel], [], [], 0)[0]:
                if not self.channel.recv(1, socket.MSG_PEEK):
                    raise self.ended()
                raise Lost("protocol", "The notebook wrote to the channel of the grader.")
            self._send(protocol.write({"id": ticket, **request}), watch)
            reply = protocol.read(self._receive(watch))
        except OSError:
            raise self.ended() from None
        except protocol.ProtocolError as error:
            raise Lost("protocol", f"The notebook sent something that is not a value: {error}.") from None
        if reply.pop("id", None) != ticket:
            raise Lost("protocol", "The notebook wrote to the channel of the grader.")
        return reply

    def ended(self) -> Lost:
        """Return that the process has ended by itself, or that it was killed: by the notebook, or by the machine."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        if self.process.returncode in KILLED:
            return Lost("killed", "The process of the notebook was killed.")
        return Lost("crash", "The process of the notebook ended.")

    def _send(self, line: bytes, watch: Watch) -> None:
        while line:
            if select.select([], [self.channel], [], LOOK_EVERY)[1]:
                line = line[self.channel.send(line) :]
            watch.look()

    def _receive(self, watch: Watch) -> bytes:
        received = bytearray()
        while not received.endswith(b"\n"):
            if select.select([self.channel], [], [], LOOK_EVERY)[0]:
                part = self.channel.recv(2**20)
                if not part:
                    raise self.ended()
                received += part
            if len(received) > protocol.MOST_BYTES:
                raise Lost("protocol", "The notebook sent a value that is too large.")
            watch.look()
        return bytes(received)


class Watch:
    """The limits of one request to a worker."""

    def __init__(self, worker: Worker, cpu: float, wall: float):
        self.worker, self.cpu, self.start, self.wall = worker, cpu, time.monotonic(), wall
        self.used, self.next_look = worker.usage().seconds, self.start + LOOK_EVERY

    def look(self) -> None:
        """Raise Lost when a limit is exceeded; looks at most every tenth of a second."""
        if (now := time.monotonic()) < self.next_look:
            return
        usage, limits = self.worker.usage(), self.worker.limits
        self.next_look = now + LOOK_EVERY
        if usage.seconds - self.used > self.cpu:
            raise Lost("cpu", f"It used more than {self.cpu:g} s of computing time.")
        if now - self.start > self.wall:
            raise Lost("wall", f"It took more than {self.wall:.0f} s.")
        if usage.memory > limits.memory:
            raise Lost("memory", f"It used more than {limits.memory // 2**20} MB of memory.")
        if len(usage.ids) > limits.processes + 4:
            raise Lost("processes", f"It started more than {limits.processes} processes.")
        if self.worker.disk(usage) > limits.disk:
            raise Lost("disk", f"It wrote more than {limits.disk // 2**20} MB of files, or very many.")
        if self.worker.process.poll() is not None:
            raise self.worker.ended()


class RemoteAnswer:
    """The answer of a notebook in a kernel: the same as ``LocalAnswer``, for a name there.

    ``seconds`` is the computing time of all calls' processes in the last call, as the operating system counts it;
    ``without`` names what is locked in the library meanwhile.
    """

    def __init__(self, worker: Worker, name: str, deadline: float, without: Sequence[str] = ()):
        self.worker, self.name, self.deadline, self.without, self.seconds = worker, name, deadline, [*without], 0.0

    def value(self):
        """Return the value that was typed in; raises NotAttempted or AnswerFailed."""
        return self._ask({"do": "value", "name": self.name})

    def call(self, *arguments):
        """Return what the function makes of the arguments; raises NotAttempted, AnswerFailed or ArgumentsChanged."""
        encoded = [protocol.encode(argument) for argument in arguments]
        return self._ask({"do": "call", "name": self.name, "arguments": encoded, "without": self.without})

    def _ask(self, request: dict):
        limits, before = self.worker.limits, self.worker.usage().seconds
        wall = min(limits.step_wall, self.deadline - time.monotonic())
        try:
            reply = self.worker.ask(request, limits.call, wall)
        except Lost as lost:
            raise AnswerFailed(f"an interruption. {lost}") from None
        self.seconds = self.worker.usage().seconds - before
        return self._value(reply)

    def _value(self, reply: dict):
        if len(reply) != 1:
            raise AnswerFailed("no value")
        ((kind, content),) = reply.items()
        if kind == "untouched":
            raise NotAttempted
        try:
            if kind == "changed":
                raise ArgumentsChanged(protocol.decode(content))
            if kind == "value":
                return protocol.decode(content)
        except protocol.ProtocolError as error:
            raise AnswerFailed(f"an answer that cannot be taken: {error}") from None
        raise AnswerFailed(content if isinstance(content, str) else "no value")
