"""The operators of a PDF page, read as pypdf reads them and several times as fast.

pypdf goes through a content stream byte by byte, which is half of what reading a file costs. Here one expression
takes whole tokens. It knows only what is written plainly, and whatever else a stream holds (inline images, comments,
nested arrays, odd numbers) is left to pypdf, so that there is one understanding of what is odd: pypdf's.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    FloatObject,
    NameObject,
    NumberObject,
    read_object,
)

Operation = tuple[Any, bytes]

LONGEST = 1_000_000
"""Bytes of a stream; pypdf's own limits cannot be reached below."""
_MOST_ELEMENTS = 50_000
"""Of an array; likewise."""
_DICTIONARY_BYTES = 4_096
_CONTENTS = NameObject("/Contents")
_OPERATORS = frozenset(
    b"b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri"
    b" s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_END = rb"(?=[ \t\r\n/\[\]<>()]|\Z)"
_PLAIN = rb"[^()\\]|\\[nrtbf()\\/ %<>\[\]#_&$]|\\[0-3][0-7]{2}"
_TOKEN = re.compile(
    rb"[ \t\r\n]*+(?:"
    rb"(\((?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb")*+\))*+\))"
    rb"|([+-]?+(?:\d{1,15}+\.?+\d{0,30}+|\.\d{1,30}+))" + _END + rb"|(/[A-Za-z0-9_.+*-]{1,100}+)" + _END + rb""
    rb"|<((?:[0-9A-Fa-f]{2})*+)>"
    rb"|([A-Za-z'\"][A-Za-z0-9*]{0,3}+)" + _END + rb"|(\[)|(\])|(<<[^<>()%]{0,300}+>>|<<)|(\Z))"
)
_ESCAPED = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_TEXT, _NUMBER, _NAME, _HEX, _OPERATOR, _OPEN, _CLOSE, _DICTIONARY, _LAST = range(1, 10)


class _OddError(ValueError):
    """There is something that only pypdf reads."""


@contextmanager
def quickly_read(page: PageObject) -> Iterator[None]:
    """Let pypdf find a page's operators read already, inside the block; where it must read them itself it does.

    Raises what pypdf raises over streams that cannot be unpacked.
    """
    found = page.raw_get("/Contents") if "/Contents" in page else None
    content = None if found is None else ContentStream(found, page.pdf, "bytes")
    operations = None if content is None else read_operations(content.get_data())
    if not operations or content is None:
        yield
        return
    content.operations = operations
    page[_CONTENTS] = content
    try:
        yield
    finally:
        page[_CONTENTS] = found


def read_operations(data: bytes) -> list[Operation] | None:
    """Return operands and operator of every operation of a content stream, or None if something in it is odd."""
    if len(data) > LONGEST:
        return None
    try:
        return list(_operations(data))
    except _OddError:
        return None


def _operations(data: bytes) -> Iterator[Operation]:
    operands: list[Any] = []
    array: ArrayObject | None = None
    match, values, at = _TOKEN.match, _VALUES, 0
    while found := match(data, at):
        at, sort = found.end(), found.lastindex or _LAST
        if sort in values:
            (operands if array is None else array).append(values[sort](found[sort]))
        elif sort == _OPERATOR:
            operator = found[_OPERATOR]
            if array is not None or operator not in _OPERATORS:
                raise _OddError
            yield operands, operator
            operands = []
        elif sort == _LAST and array is None:
            return
        elif sort == _DICTIONARY and array is None:
            value, at = _dictionary(data, found.start(_DICTIONARY), at)
            operands.append(value)
        else:
            array = _bracket(sort, array, operands)
    raise _OddError


def _bracket(sort: int, array: ArrayObject | None, operands: list[Any]) -> ArrayObject | None:
    """Begin an array among the operands, or end it; return the one that is open now."""
    if sort == _OPEN and array is None:
        begun = ArrayObject()
        operands.append(begun)
        return begun
    if sort != _CLOSE or array is None or len(array) > _MOST_ELEMENTS:
        raise _OddError
    return None


@lru_cache(maxsize=8192)
def _number(token: bytes) -> FloatObject | NumberObject:
    return FloatObject(token) if b"." in token else NumberObject(token)


@lru_cache(maxsize=1024)
def _name(token: bytes) -> NameObject:
    return NameObject(token.decode("ascii"))


@lru_cache(maxsize=8192)
def _string(token: bytes) -> ByteStringObject:
    inside = token[1:-1]
    return ByteStringObject(_ESCAPED.sub(_unescaped, inside) if b"\\" in inside else inside)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8)]) if match[1] else _ESCAPES.get(match[2], match[2])


def _hex(token: bytes) -> ByteStringObject:
    return ByteStringObject(bytes.fromhex(token.decode("ascii")))


def _dictionary(data: bytes, start: int, end: int) -> tuple[Any, int]:
    """Let pypdf read a dictionary; return it, and where it ends."""
    token = data[start:end]
    if len(token) > len(b"<<"):
        return _read_whole(token)[0], end
    value, length = _read_whole(data[start : start + _DICTIONARY_BYTES])
    if length >= _DICTIONARY_BYTES - 10:
        raise _OddError
    return value, start + length


@lru_cache(maxsize=2048)
def _read_whole(token: bytes) -> tuple[Any, int]:
    """Return the object that some bytes begin with, which nobody changes, and its length."""
    stream = io.BytesIO(token)
    try:
        return read_object(stream, None, "bytes"), stream.tell()
    except (PyPdfError, ValueError, LookupError, RecursionError) as error:
        raise _OddError from error


_VALUES: Mapping[int, Callable[[bytes], Any]] = {_NUMBER: _number, _TEXT: _string, _NAME: _name, _HEX: _hex}
