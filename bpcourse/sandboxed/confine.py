"""Confinement: what a process gives up for good before it runs a line of a notebook, by the means of Linux alone.

- ``forbid_calls`` (seccomp): no memory that belongs to no process (memfd, System V), no namespaces of its own, no
  tracing, and no ignoring of children: then the operating system would not count what they have computed.
- ``stay_within`` (Landlock): only some folders can be read, fewer written, no TCP.
- ``adopt_orphans``: what the notebook's processes leave behind becomes a child of this one, and is counted with it.

Each returns whether it worked: a kernel without that part of Linux goes on without.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

SIGCHLD = 17
NEW_NAMESPACES = 0x7E020000  # the flags of clone that ask for one
FOREIGN_CHILD = 0x8000  # the flag of clone that makes a sibling: a child of somebody who does not wait for it
SET_SUBREAPER, SET_SECCOMP, SET_NO_NEW_PRIVILEGES = 36, 22, 38  # of prctl
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
FORBIDDEN = {  # numbers of system calls on x86_64 and aarch64
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "ptrace": (101, 117),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
CLONE3 = (435, 435)
BY_FIRST_ARGUMENT = ((56, 220), (13, 134), (157, 167))  # clone, rt_sigaction, prctl
ALLOW, NOT_PERMITTED, NO_SUCH_CALL = 0x7FFF0000, 0x00050001, 0x00050026

LOAD, IF_EQUAL, IF_GREATER_OR_EQUAL, IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of the kernel's filters
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # where they stand in what a filter sees

EXECUTE, WRITE, READ, LIST, TRUNCATE, DEVICE_CONTROL = 1, 2, 4, 8, 1 << 14, 1 << 15  # of Landlock
CHANGE = WRITE | sum(1 << bit for bit in range(4, 15))  # write files, make and remove what is in folders
OF_FILES = EXECUTE | WRITE | READ | TRUNCATE | DEVICE_CONTROL
KNOWN = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # rights by version; then 16 of them


def adopt_orphans() -> bool:
    """Become the parent of what one's children leave behind."""
    return _prctl(SET_SUBREAPER, 1)


def forbid_calls() -> bool:
    """Forbid the calls above to this process and to all that it starts."""
    if not (code := program()):
        return False
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    whole = ctypes.create_string_buffer(head, len(head))
    return _prctl(SET_NO_NEW_PRIVILEGES, 1) and _prctl(SET_SECCOMP, 2, ctypes.addressof(whole))


def program() -> bytes:
    """Return the program of the filter for this machine, b"" where there is none."""
    machine = os.uname().machine
    return b"".join(filter_for(machine)) if machine in ARCHITECTURES and sys.maxsize > 2**32 else b""


def filter_for(machine: str) -> list[bytes]:
    """Return the program of the filter, an instruction each."""
    which = list(ARCHITECTURES).index(machine)
    clone, sigaction, prctl = (numbers[which] for numbers in BY_FIRST_ARGUMENT)
    program = [_step(LOAD, ARCHITECTURE), _step(IF_EQUAL, ARCHITECTURES[machine], 1, 0), _step(RETURN, NOT_PERMITTED)]
    program.append(_step(LOAD, NUMBER))
    if machine == "x86_64":  # the calls of another set of numbers, x32
        program += [_step(IF_GREATER_OR_EQUAL, 0x40000000, 0, 1), _step(RETURN, NOT_PERMITTED)]
    for numbers in FORBIDDEN.values():
        program += [_step(IF_EQUAL, numbers[which], 0, 1), _step(RETURN, NOT_PERMITTED)]
    program += [_step(IF_EQUAL, CLONE3[which], 0, 1), _step(RETURN, NO_SUCH_CALL)]  # then clone is taken
    refused = NEW_NAMESPACES | FOREIGN_CHILD
    tests = ((clone, IF_ANY_BIT, refused), (sigaction, IF_EQUAL, SIGCHLD), (prctl, IF_EQUAL, SET_SUBREAPER))
    for number, test, argument in tests:
        program += [_step(IF_EQUAL, number, 0, 4), _step(LOAD, FIRST_ARGUMENT)]
        program += [_step(test, argument, 0, 1), _step(RETURN, NOT_PERMITTED), _step(RETURN, ALLOW)]
    return [*program, _step(RETURN, ALLOW)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("@HBBI", code, if_true, if_false, value)


def _prctl(*arguments: int) -> bool:
    whole = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:5]]
    return ctypes.CDLL(None).prctl(*whole) == 0


def stay_within(read: list[str], listed: list[str], write: list[str]) -> bool:
    """Let this process read and run what lies below ``read``, list ``listed``, change ``write``, and nothing else."""
    call = ctypes.CDLL(None).syscall
    version = call(444, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    rights = KNOWN.get(version, (1 << 16) - 1)
    attributes = struct.pack("=QQQ", rights, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 * (1 + (version >= 4) + (version >= 6))
    rules = call(444, attributes, ctypes.c_size_t(size), 0)
    if rules < 0:
        return False
    for places, allowed in ((read, EXECUTE | READ | LIST), (listed, LIST), (write, EXECUTE | READ | LIST | CHANGE)):
        for place in places:
            _allow(call, rules, place, allowed & rights)
    done = _prctl(SET_NO_NEW_PRIVILEGES, 1) and call(446, rules, 0) == 0
    os.close(rules)
    return done


def _allow(call, rules: int, place: str, allowed: int) -> None:
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(place):
        allowed &= OF_FILES
    call(445, rules, 1, struct.pack("=Qi", allowed, descriptor), 0)
    os.close(descriptor)
