"""The untrusted process: it runs the cells of one submission, and sends values when it is asked.

It is started as a program inside a sandbox, where this folder is all of ``bpcourse``; a socket is its only way out.  It
knows no oracle and no verdict.  After the first cell nothing of it can be relied upon: the learner's code lives in the
same process.
"""

from __future__ import annotations

import asyncio
import builtins
import inspect
import json
import linecache
import os
import resource
import signal
import socket
import sys
import types
import warnings
from importlib.machinery import PathFinder


def main() -> None:
    """Set up the process as told on the command line (descriptor, JSON of settings), then serve."""
    descriptor, settings = int(sys.argv[1]), json.loads(sys.argv[2])
    sys.argv[:] = ["notebook"]
    become_nobody(settings["uid"])
    limit_resources(settings["limits"])
    os.set_inheritable(descriptor, False)
    prepare_imports(settings["course"], settings["libraries"])
    confined = confine_itself(settings["walls"])
    with socket.socket(fileno=descriptor) as channel:
        Kernel(confined).serve(channel)


def become_nobody(uid: int | None) -> None:
    """Give up the rights of root for good, in favour of a user without rights."""
    if uid is not None and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def limit_resources(limits: dict[str, int]) -> None:
    """Set limits of the operating system: {"RLIMIT_AS": bytes, ...}; they hold for each process started from here."""
    for name, most in limits.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))


def prepare_imports(course: str, libraries: list[str]) -> None:
    """Make importable what lies in ``course``, bplib and this folder under the name bpcourse, and the libraries.

    An editable installation may have a finder of its own, which would find the rest of the course: it goes.
    """
    sys.path[:0] = [course] if course not in sys.path else []
    sys.path += libraries
    sys.meta_path[:] = [one for one in sys.meta_path if one is PathFinder or not one.find_spec("bpcourse", None)]


def be_silent() -> None:
    """Let what the notebook prints go nowhere; until now the error output belonged to the sandbox."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def confine_itself(walls: str) -> dict[str, bool]:
    """Give up what no notebook needs; ``walls`` is the file that says what can be read and written, or ""."""
    from bpcourse import confine  # of this folder: see its __init__.py

    if signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    confined = {"orphans": confine.adopt_orphans()} if walls else {}
    if walls:
        with open(walls, encoding="utf-8") as file:
            places = json.load(file)
        confined["walls"] = bool(places) and confine.stay_within(**places)
    return {**confined, "calls": confine.forbid_calls()}


class Kernel:
    """The namespace of a notebook, and what can be asked of it; ``confined`` says what works of its confinement."""

    def __init__(self, confined: dict[str, bool]):
        self.confined = confined
        from bpcourse import answers, cells, protocol  # of this folder: see its __init__.py

        self.answers, self.cells, self.protocol = answers, cells, protocol
        self.process = os.getpid()
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace = vars(module)
        self.namespace.update(display=_nothing, get_ipython=_Shell, __builtins__=builtins)
        builtins.input = lambda prompt="": ""
        warnings.simplefilter("default")

    def serve(self, channel: socket.socket) -> None:
        """Answer requests, one line each, until the channel is closed."""
        be_silent()
        requests = channel.makefile("rb")
        while line := requests.readline():
            request = json.loads(line)
            try:
                reply = self.protocol.write({"id": request["id"], **self.answer(request)})
            except self.protocol.ProtocolError as error:
                reply = self.protocol.write({"id": request["id"], "failed": f"an answer that cannot be taken: {error}"})
            except BaseException as error:
                reply = self.protocol.write({"id": request["id"], "failed": describe(error)})
            if os.getpid() != self.process:  # a child that the notebook forked and that came back
                os._exit(0)
            channel.sendall(reply)

    def answer(self, request: dict) -> dict:
        """Return the reply to one request."""
        if request["do"] == "hello":
            return self.confined
        if request["do"] == "outline":
            return {"cells": [self.cells.outline(source) for source in request["sources"]]}
        if request["do"] == "run":
            return self.run(request["source"], request["cell"], request["watch"], request.get("part", "all"))
        answer = self.answers.LocalAnswer(self.namespace.get(request["name"]), request.get("without", ()))
        try:
            if request["do"] == "value":
                return {"value": self.protocol.encode(answer.value())}
            arguments = [self.protocol.decode(argument, sources=True) for argument in request["arguments"]]
            return {"value": self.protocol.encode(answer.call(*arguments))}
        except self.answers.NotAttempted:
            return {"untouched": True}
        except self.answers.ArgumentsChanged as changes:
            return {"changed": self.protocol.encode(changes.value)}
        except self.answers.AnswerFailed as error:
            return {"failed": str(error)[:500]}

    def run(self, source: str, number: int, watch: list[str], part: str = "all") -> dict:
        """Run a cell, or only its "definitions", statement after statement, also when one fails.

        Returns which of the watched names it has defined anew, the first failure in words, and how many lines were
        left out.
        """
        before = {name: self.namespace.get(name, watch) for name in watch}
        filename = f"<cell {number}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            cell = self.cells.parse_cell(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return {"defines": [], "failed": describe(error), "left_out": 0}
        statements = [one for one in cell.statements if part == "all" or self.cells.is_definition(one)]
        failures = [self.execute(statement, filename, cell.flags) for statement in statements]
        defines = [name for name in watch if self.namespace.get(name, watch) is not before[name]]
        return {"defines": defines, "failed": next(filter(None, failures), ""), "left_out": cell.left_out}

    def execute(self, statement, filename: str, flags: int) -> str:
        """Run one statement; return how it failed in words, or "" when it did not."""
        try:
            module = self.cells.ast.Module([statement], [])
            code = compile(module, filename, "exec", flags | self.cells.AWAIT, dont_inherit=True)
            result = eval(code, self.namespace)
            if code.co_flags & inspect.CO_COROUTINE:
                asyncio.run(result)
        except BaseException as error:
            return describe(error)
        return ""


def describe(error: BaseException) -> str:
    """Return the kind of an exception and the beginning of its text."""
    try:
        return f"{type(error).__name__}: {str(error)[:300]}"
    except BaseException:
        return type(error).__name__


def _nothing(*_arguments, **_options) -> None:
    return None


class _Shell:
    """What ``get_ipython()`` returns here: every method of it does nothing."""

    def __getattr__(self, name: str):
        return _nothing


if __name__ == "__main__":
    main()
