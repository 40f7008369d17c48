"""index_metadata.pickle: which id has which label, read without executing it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from vectorstore.index.hnsw.parts import Fault, Header, Names, place

_UNSIGNED, _SIGNED = struct.Struct("<I"), struct.Struct("<i")
_LONGEST_ID = 4096  # bytes an id takes in the pickle, on average, at most


def read_names(path: Path, header: Header) -> Names:
    """The ids and labels of index_metadata.pickle.

    Raises:
        Fault: it cannot be read, or the two tables in it are not each other's inverse.
    """
    size = path.stat().st_size
    if size > _LONGEST_ID * 2 * (header.count + 256):
        raise Fault(f"{place(path)}: {size} bytes, too many for {header.count} elements")
    try:
        told = _unpickled(path.read_bytes())
        added, labels, ids = (
            told[i] for i in ("total_elements_added", "id_to_label", "label_to_id")
        )
        right = isinstance(added, int) and isinstance(labels, dict) and isinstance(ids, dict)
    except (ValueError, LookupError, TypeError, struct.error):
        right = False
    if not right:
        raise Fault(f"{place(path)}: cannot be read")
    if told.get("dimensionality") not in (None, header.dim):
        raise Fault(f"{place(path)}: impossible dimension")
    if len(labels) != len(ids) or any(ids.get(label) != name for name, label in labels.items()):
        raise Fault(f"{place(path)}: ids and labels do not belong together")
    return Names(added, labels, ids)


def _unpickled(raw: bytes) -> dict[Any, Any]:
    """The dictionary in a pickle that holds nothing but dictionaries, text and whole numbers.

    The standard unpickler is not used even in a restricted form: some of its instructions
    make it take as much memory as the bytes ask for.

    Raises:
        ValueError, LookupError, TypeError, struct.error: it is no such pickle.
    """
    stack: list[Any] = []
    marks: list[int] = []
    at = 0
    while True:
        code = raw[at]
        at += 1
        if code == 0x58:  # X: text
            (size,) = _UNSIGNED.unpack_from(raw, at)
            at += 4 + size
            if at > len(raw):
                raise ValueError("text ends too early")
            stack.append(raw[at - size : at].decode("utf-8", "replace"))
        elif code == 0x4A:  # J: a number of four bytes
            stack += _SIGNED.unpack_from(raw, at)
            at += 4
        elif code in (0x4B, 0x4D):  # K, M: a number of one or two bytes
            size = 1 if code == 0x4B else 2
            stack.append(int.from_bytes(raw[at : at + size], "little"))
            at += size
        elif code == 0x8A:  # a number of any size
            size = raw[at]
            stack.append(int.from_bytes(raw[at + 1 : at + 1 + size], "little", signed=True))
            at += 1 + size
        elif code == 0x4E:  # N: none
            stack.append(None)
        elif code == 0x7D:  # }: a new dictionary
            stack.append({})
        elif code == 0x28:  # (: pairs begin
            marks.append(len(stack))
        elif code == 0x75:  # u: pairs end
            start = marks.pop()
            pairs = stack[start:]
            del stack[start:]
            if len(pairs) % 2 or not isinstance(stack[-1], dict):
                raise ValueError("a key without a value")
            stack[-1].update(zip(pairs[::2], pairs[1::2], strict=True))
        elif code == 0x80:  # the version
            at += 1
        elif code == 0x2E:  # .: the end
            if at != len(raw) or len(stack) != 1 or marks or not isinstance(stack[0], dict):
                raise ValueError("not one dictionary")
            return stack[0]
        else:
            raise ValueError("an instruction that has no place here")
