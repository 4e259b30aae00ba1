"""The protocol between the trusted process and a kernel: one line of JSON a message, and values without objects.

A value is plain (see ``plain``): None, ``...``, a bool, a number, text, an array, or a list, tuple, set or dict of
values.  What JSON has is itself; all else is an object with a tag: ``{"tuple": [...]}``, ``{"list": [...]}``,
``{"set": [...]}``, ``{"dict": [[key, value], ...]}``, ``{"array": base64, "dtype": "<f8", "shape": [2, 3]}``,
``{"entries": [...], "text": true, "shape": [2]}`` for an array of text or of odd things, ``{"float": "nan"}``,
``{"integer": "-ff"}``, ``{"complex": [re, im]}``, ``{"marker": "..."}``, ``{"foreign": "generator"}``, and on the way
to the kernel ``{"source": [text, name]}``.  Nothing is unpickled, and sizes are limited before memory is taken.
"""

from __future__ import annotations

import base64
import json
import math

import numpy as np

from .answers import Source
from .plain import MOST_BITS, MOST_KEYS, MOST_TEXT, Foreign, of_objects

MOST_BYTES = 8 * 2**20  # of a message
MOST_PARTS = 100_000  # brackets and commas of a message
MOST_DEPTH = 12
MOST_KIND = 200  # characters that say what a foreign value was
COLLECTIONS = {"tuple": tuple, "list": list, "set": set, "frozenset": frozenset}
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
    if isinstance(value, Foreign):
        return {"foreign": value.kind[:MOST_KIND]}
    if isinstance(value, (np.ndarray, np.generic)):
        return _encode_array(value, depth)
    if isinstance(value, (int, float, complex)):
        return _encode_number(value)
    if isinstance(value, dict):
        return {"dict": [[encode(key, depth + 1), encode(entry, depth + 1)] for key, entry in value.items()]}
    for tag, kind in COLLECTIONS.items():
        if isinstance(value, kind):
            return {tag: [encode(entry, depth + 1) for entry in value]}
    raise ProtocolError(f"a value of type {type(value).__name__} is neither a number, text, an array nor made of these")


def _encode_number(value):
    if isinstance(value, int):
        if value.bit_length() > MOST_BITS:
            raise ProtocolError(f"an integer of more than {MOST_BITS} bits")
        return int(value) if value.bit_length() <= 63 else {"integer": f"{value:x}"}
    if isinstance(value, complex):
        return {"complex": [encode(value.real), encode(value.imag)]}
    value = float(value)
    return value if math.isfinite(value) else {"float": repr(value)}


def _encode_array(value, depth: int) -> dict | str:
    array = np.asarray(value)
    if array.dtype.kind == "U" and array.ndim == 0:
        return str(array)
    if array.dtype.kind in "OU":
        entries = [encode(entry, depth + 1) for entry in array.ravel().tolist()]
        return {"entries": entries, "text": array.dtype.kind == "U", "shape": list(array.shape)}
    if array.dtype.kind in "fc" and array.dtype.itemsize > 8 * (1 + (array.dtype.kind == "c")):
        array = array.astype("c16" if array.dtype.kind == "c" else "f8")
    dtype = f"{array.dtype.kind}{array.dtype.itemsize}"
    if dtype not in DTYPES:
        raise ProtocolError(f"an array of dtype {array.dtype}")
    data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    if len(data) > MOST_BYTES // 2:
        raise ProtocolError(f"an array of {array.size} entries is too large")
    return {"array": base64.b64encode(data).decode(), "dtype": f"<{dtype}", "shape": list(array.shape)}


def decode(message, *, sources: bool = False):
    """Return the value of what ``json`` has read; raises ProtocolError for all that ``encode`` cannot have made."""
    try:
        return _decode(message, 0, sources)
    except (ValueError, TypeError, OverflowError) as error:  # of Python and NumPy: a value that they do not have
        raise ProtocolError(f"no value: {str(error)[:100]}") from None


def _decode(message, depth: int, sources: bool):
    if depth > MOST_DEPTH:
        raise ProtocolError("nested too deep")
    if isinstance(message, str) and len(message) > MOST_TEXT:
        raise ProtocolError(f"a text of {len(message)} characters")
    if isinstance(message, int) and message.bit_length() > MOST_BITS:
        raise ProtocolError(f"an integer of more than {MOST_BITS} bits")
    if message is None or isinstance(message, (bool, str, int, float)):
        return message
    if not isinstance(message, dict):
        raise ProtocolError("a list without a tag")
    if set(message) == {"array", "dtype", "shape"}:
        return _decode_array(message["array"], message["dtype"], message["shape"])
    if set(message) == {"entries", "text", "shape"}:
        return _decode_entries(message["entries"], message["text"] is True, message["shape"], depth)
    if len(message) != 1:
        raise ProtocolError("an object with tags that do not belong together")
    ((tag, content),) = message.items()
    return _decode_tagged(tag, content, depth, sources)


def _decode_tagged(tag: str, content, depth: int, sources: bool):
    """Return the value of an object with a single tag."""
    if tag == "float" and content in ("nan", "inf", "-inf"):
        return float(content)
    if tag == "marker":
        return ...
    if tag == "integer":
        return _decode_integer(content)
    if tag == "foreign" and isinstance(content, str) and len(content) <= MOST_KIND:
        return Foreign(content)
    if tag == "source" and sources:
        return Source(*content)
    if not isinstance(content, list):
        raise ProtocolError(f"an object with the tag {tag[:20]!r}")
    return _decode_list(tag, content, depth, sources)


def _decode_list(tag: str, content: list, depth: int, sources: bool):
    """Return the value of an object with a single tag, whose content is a list."""
    if tag == "dict":
        return _decode_dict(content, depth, sources)
    if tag in ("set", "frozenset") and len(content) > MOST_KEYS:
        raise ProtocolError(f"a set of {len(content)} entries")
    parts = [_decode(part, depth + 1, sources) for part in content]
    if tag == "complex" and len(parts) == 2 and all(type(part) in (int, float) for part in parts):
        return complex(*parts)
    if tag in COLLECTIONS:
        return COLLECTIONS[tag](parts)
    raise ProtocolError(f"an object with the tag {tag[:20]!r}")


def _decode_integer(digits) -> int:
    if not isinstance(digits, str) or len(digits) > MOST_BITS // 4 + 1:
        raise ProtocolError("an integer that is none, or too large")
    return int(digits, 16)


def _decode_dict(content: list, depth: int, sources: bool) -> dict:
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in content):
        raise ProtocolError("a dict that is not made of pairs")
    if not all(isinstance(key, (str, int, float, bool)) for key, _ in content):
        raise ProtocolError("a dict with keys that are neither text nor numbers")
    if len(content) > MOST_KEYS:
        raise ProtocolError(f"a dict of {len(content)} entries")
    return {key: _decode(value, depth + 1, sources) for key, value in content}


def _decode_entries(entries, is_text: bool, shape, depth: int) -> np.ndarray:
    if not isinstance(entries, list) or not _is_shape(shape) or math.prod(shape) != len(entries):
        raise ProtocolError("an array whose shape does not fit its entries")
    values = [_decode(entry, depth + 1, False) for entry in entries]
    if not is_text:
        return of_objects(values, tuple(shape))
    if not all(isinstance(value, str) for value in values):
        raise ProtocolError("an array of text that holds something else")
    if 4 * len(values) * max(map(len, values), default=0) > MOST_BYTES:
        raise ProtocolError("an array of text that is too large")
    return np.array(values, str).reshape(shape)


def _is_shape(shape) -> bool:
    whole = isinstance(shape, list) and len(shape) <= 8 and all(type(n) is int for n in shape)
    return whole and all(0 <= n <= MOST_BYTES for n in shape)


def _decode_array(data, dtype, shape):
    if not (isinstance(dtype, str) and dtype[:1] == "<" and dtype[1:] in DTYPES and isinstance(data, str)):
        raise ProtocolError("an array of another dtype")
    if not _is_shape(shape):
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
