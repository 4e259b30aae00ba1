"""The protocol between the trusted process and a kernel: one line of JSON a message, and values without objects.

A value is None, ``...``, a bool, a number, text, an array, or a list, tuple or dict of values.  What JSON has is
itself; all else is an object with a tag: ``{"tuple": [...]}``, ``{"list": [...]}``, ``{"dict": [[key, value], ...]}``,
``{"array": base64, "dtype": "<f8", "shape": [2, 3]}``, ``{"float": "nan"}``, ``{"complex": [re, im]}``,
``{"marker": "..."}``, and on the way to the kernel ``{"source": [text, name]}``.  Nothing is unpickled, and sizes are
limited before memory is taken.
"""

from __future__ import annotations

import base64
import json
import math

import numpy as np

from .answers import Source

MOST_BYTES = 8 * 2**20  # of a message
MOST_PARTS = 100_000  # brackets and commas of a message
MOST_DEPTH = 12
DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"}


class ProtocolError(Exception):
    """A value that cannot be sent, or a message that is not of the protocol; the text says why."""


def encode(value, depth: int = 0):
    """Return a value as what ``json`` can write; raises ProtocolError for what is not plain or too deep."""
    if depth > MOST_DEPTH:
        raise ProtocolError(f"the value is nested more than {MOST_DEPTH} deep")
    if value is None or isinstance(value, (bool, str)):
        return value if value is None else (bool(value) if isinstance(value, bool) else str(value))
    if value is ...:
        return {"marker": "..."}
    if isinstance(value, Source):
        return {"source": [value.text, value.name]}
    if isinstance(value, (np.ndarray, np.generic)):
        return _encode_array(value)
    if isinstance(value, (int, float, complex)):
        return _encode_number(value)
    if isinstance(value, dict):
        return {"dict": [[encode(key, depth + 1), encode(entry, depth + 1)] for key, entry in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"tuple" if isinstance(value, tuple) else "list": [encode(entry, depth + 1) for entry in value]}
    raise ProtocolError(f"a value of type {type(value).__name__} is neither a number, text, an array nor made of these")


def _encode_number(value):
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise ProtocolError("an integer of more than 63 bits")
        return int(value)
    if isinstance(value, complex):
        return {"complex": [encode(value.real), encode(value.imag)]}
    value = float(value)
    return value if math.isfinite(value) else {"float": repr(value)}


def _encode_array(value) -> dict:
    array = np.asarray(value)
    if array.dtype.kind == "U" and array.ndim == 0:
        return str(array)
    if array.dtype.kind in "fc" and array.dtype.itemsize > 8 * (1 + (array.dtype.kind == "c")):
        array = array.astype("c16" if array.dtype.kind == "c" else "f8")
    dtype = f"{array.dtype.kind}{array.dtype.itemsize}"
    if dtype not in DTYPES:
        raise ProtocolError(f"an array of dtype {array.dtype}")
    data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    if len(data) > MOST_BYTES // 2:
        raise ProtocolError(f"an array of {array.size} entries is too large")
    return {"array": base64.b64encode(data).decode(), "dtype": f"<{dtype}", "shape": list(array.shape)}


def decode(message, depth: int = 0, *, sources: bool = False):
    """Return the value of what ``json`` has read; raises ProtocolError for all that ``encode`` cannot have made."""
    if depth > MOST_DEPTH:
        raise ProtocolError("nested too deep")
    if message is None or isinstance(message, (bool, str, int, float)):
        return message
    if not isinstance(message, dict):
        raise ProtocolError("a list without a tag")
    if set(message) == {"array", "dtype", "shape"}:
        return _decode_array(message["array"], message["dtype"], message["shape"])
    if len(message) != 1:
        raise ProtocolError("an object with tags that do not belong together")
    ((tag, content),) = message.items()
    if tag == "float" and content in ("nan", "inf", "-inf"):
        return float(content)
    if tag == "marker":
        return ...
    if tag == "source" and sources:
        return Source(*content)
    if not isinstance(content, list):
        raise ProtocolError(f"an object with the tag {tag[:20]!r}")
    if tag == "dict":
        return _decode_dict(content, depth, sources)
    parts = [decode(part, depth + 1, sources=sources) for part in content]
    if tag == "complex" and len(parts) == 2 and all(type(part) in (int, float) for part in parts):
        return complex(*parts)
    if tag in ("list", "tuple"):
        return parts if tag == "list" else tuple(parts)
    raise ProtocolError(f"an object with the tag {tag[:20]!r}")


def _decode_dict(content: list, depth: int, sources: bool) -> dict:
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in content):
        raise ProtocolError("a dict that is not made of pairs")
    if not all(isinstance(key, (str, int, float, bool)) for key, _ in content):
        raise ProtocolError("a dict with keys that are neither text nor numbers")
    return {key: decode(value, depth + 1, sources=sources) for key, value in content}


def _decode_array(data, dtype, shape):
    if not (isinstance(dtype, str) and dtype[:1] == "<" and dtype[1:] in DTYPES and isinstance(data, str)):
        raise ProtocolError("an array of another dtype")
    if not isinstance(shape, list) or len(shape) > 8 or not all(type(n) is int and 0 <= n <= MOST_BYTES for n in shape):
        raise ProtocolError("an array of an impossible shape")
    try:
        content = base64.b64decode(data, validate=True)
    except ValueError:
        raise ProtocolError("an array that is not base64") from None
    dtype = np.dtype(dtype)
    if math.prod(shape) * dtype.itemsize != len(content):
        raise ProtocolError("an array whose shape does not fit its data")
    if dtype.kind == "b":
        content = content.translate(bytes([0] + [1] * 255))  # a bool has no other bytes
    return np.frombuffer(content, dtype).astype(dtype.newbyteorder("=")).reshape(shape)[()]


def write(message: dict) -> bytes:
    """Return a message as a line; raises ProtocolError when it is too large."""
    line = json.dumps(message, allow_nan=False).encode() + b"\n"
    if len(line) > MOST_BYTES or _parts(line) > MOST_PARTS:
        raise ProtocolError("the value is too large")
    return line


def read(line: bytes) -> dict:
    """Return the message of a line; raises ProtocolError when it is too large, or not a JSON object."""
    if len(line) > MOST_BYTES or _parts(line) > MOST_PARTS:
        raise ProtocolError("the message is too large")
    try:
        message = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ProtocolError("not JSON") from None
    if not isinstance(message, dict):
        raise ProtocolError("not a JSON object")
    return message


def _parts(line: bytes) -> int:
    return line.count(b",") + line.count(b"[") + line.count(b"{")


def _refuse(constant: str):
    raise ValueError(constant)
