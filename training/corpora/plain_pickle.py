"""Reads a pickle that holds plain data (lists, dictionaries, texts, numbers) without unpickling it.

A pickle is a program: whoever runs it runs whatever its author wrote. So nothing here runs one. The standard library's
`pickletools` only lists its instructions; those that build plain data are carried out here, and any other one (the
name of a class or a function, a call) makes the whole file refused. That is stricter than an `Unpickler` with a
`find_class` of its own, and keeps this project's rule that nothing is ever unpickled.
"""

import pickletools
from pathlib import Path
from typing import Any

from models.errors import BadInputError

_LARGEST_BYTES = 256 * 2**20
_VALUES = frozenset({
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
    "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
})  # fmt: skip
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_NOTHING_TO_DO = frozenset({"PROTO", "FRAME"})


def read_plain_pickle(path: Path) -> Any:
    """The data in the file.

    Raises:
        BadInputError: it cannot be opened, is no pickle, is larger than 256 MiB, or holds anything but plain data.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise BadInputError(f"{path}: expected at most {_LARGEST_BYTES // 2**20} MiB.")
        data = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}).") from error
    builder = _Builder()
    try:
        for opcode, argument, _ in pickletools.genops(data):
            if opcode.name == "STOP":
                return builder.stack[-1]
            if not builder.carry_out(opcode.name, argument):
                raise BadInputError(
                    f"{path}: holds more than plain data (the instruction {opcode.name}), and is not opened."
                )
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(f"{path}: is no pickle, or a damaged one ({error}).") from error
    raise BadInputError(f"{path}: is no pickle, or a damaged one (it has no end).")


class _Builder:
    """The stack on which plain data is put together."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self._outer: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def carry_out(self, name: str, argument: Any) -> bool:
        """Carries out one instruction; False where it is not one of those that build plain data."""
        if name in _VALUES:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self._memo[int(argument)] = self.stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = self.stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            self.stack.append(self._memo[int(argument)])
        elif name == "MARK":
            self._outer.append(self.stack)
            self.stack = []
        else:
            return name in _NOTHING_TO_DO or self._build(name)
        return True

    def _build(self, name: str) -> bool:
        if name in ("EMPTY_LIST", "EMPTY_DICT", "EMPTY_TUPLE"):
            self.stack.append({"EMPTY_LIST": list, "EMPTY_DICT": dict, "EMPTY_TUPLE": tuple}[name]())
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            count = int(name[-1])
            self.stack[-count:] = [tuple(self.stack[-count:])]
        elif name in ("LIST", "TUPLE", "DICT"):
            items = self._since_mark()
            built = dict(zip(items[::2], items[1::2], strict=True)) if name == "DICT" else items
            self.stack.append(tuple(items) if name == "TUPLE" else built)
        elif name in ("APPEND", "APPENDS"):
            items = self._since_mark() if name == "APPENDS" else [self.stack.pop()]
            self.stack[-1].extend(items)
        elif name in ("SETITEM", "SETITEMS"):
            items = self._since_mark() if name == "SETITEMS" else [self.stack.pop(-2), self.stack.pop()]
            self.stack[-1].update(zip(items[::2], items[1::2], strict=True))
        else:
            return False
        return True

    def _since_mark(self) -> list[Any]:
        items, self.stack = self.stack, self._outer.pop()
        return items
