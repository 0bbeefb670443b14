"""Domain values to JSON and back, strictly by their declared types.

Every field is written, also those that hold their default, so that a default changed later does not
change what was stored. Reading accepts fields that were added later (when they have a default) and
refuses fields it does not know. A ``Fraction`` becomes a string such as ``"5/3"``.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from assistant.errors import StoreError

T = TypeVar("T")


class _MismatchError(Exception):
    """A value that is not of its declared type; the message says where, never what it holds."""


@dataclass(frozen=True, slots=True)
class _Codec:
    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


def encode(declared: type[T], value: T) -> str:
    """Write a value as JSON. TypeError when it, or anything in it, is not of its declared type."""
    kind: Any = declared
    try:
        return json.dumps(_codec(kind).dump(value), ensure_ascii=False, separators=(",", ":"))
    except _MismatchError as error:
        raise TypeError(f"{declared}: {error}") from None


def decode(declared: type[T], text: str) -> T:
    """Read a value from JSON. StoreError when the text does not hold a value of the declared type."""
    kind: Any = declared
    try:
        value: T = _codec(kind).load(json.loads(text))
    except (_MismatchError, ValueError) as error:
        what = str(error) if isinstance(error, _MismatchError) else "not JSON"
        raise StoreError(
            f"En post i databasen går inte att läsa ({getattr(declared, '__name__', declared)}: {what}).",
            hint="Databasen kan vara skadad eller skriven av en annan version. Återställ en säkerhetskopia.",
        ) from None
    return value


@cache
def _codec(declared: Any) -> _Codec:
    origin = get_origin(declared)
    if origin in (Union, UnionType):
        return _union(get_args(declared))
    if origin is Literal:
        return _literal(get_args(declared))
    if origin is tuple:
        return _tuple(get_args(declared))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*get_args(declared))
    if is_dataclass(declared):
        return _dataclass(declared)
    if declared in _SCALARS:
        return _SCALARS[declared]
    raise TypeError(f"the store has no way of writing a {declared}")


def _exactly(kind: type) -> _Codec:
    def same(value: Any) -> Any:
        # A bool is an int to Python, but not here.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise _MismatchError(f"expected {kind.__name__}, found {type(value).__name__}")
        return value

    return _Codec(same, same)


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _MismatchError(f"expected a finite number, found {type(value).__name__}")
    return float(value)


def _fraction_out(value: Any) -> str:
    if not isinstance(value, Fraction):
        raise _MismatchError(f"expected Fraction, found {type(value).__name__}")
    return str(value)


def _fraction_in(value: Any) -> Fraction:
    try:
        return Fraction(_exactly(str).load(value))
    except (ValueError, ZeroDivisionError):
        raise _MismatchError("expected a fraction") from None


_SCALARS: dict[Any, _Codec] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    NoneType: _exactly(NoneType),
    float: _Codec(_float, _float),
    Fraction: _Codec(_fraction_out, _fraction_in),
}


def _literal(words: tuple[Any, ...]) -> _Codec:
    def one_of(value: Any) -> Any:
        if not any(value == word and type(value) is type(word) for word in words):
            raise _MismatchError(f"expected one of {words}")
        return value

    return _Codec(one_of, one_of)


def _union(members: tuple[Any, ...]) -> _Codec:
    codecs = tuple(_codec(member) for member in members)

    def first(way: str) -> Callable[[Any], Any]:
        ways = tuple(getattr(codec, way) for codec in codecs)

        def convert(value: Any) -> Any:
            for attempt in ways:
                try:
                    return attempt(value)
                except _MismatchError:
                    continue
            raise _MismatchError(f"found a {type(value).__name__} where none may stand")

        return convert

    return _Codec(first("dump"), first("load"))


def _tuple(members: tuple[Any, ...]) -> _Codec:
    every = _codec(members[0]) if members[-1:] == (Ellipsis,) else None
    each = () if every else tuple(_codec(member) for member in members)

    def dump(value: Any) -> list[Any]:
        if not isinstance(value, tuple):
            raise _MismatchError(f"expected tuple, found {type(value).__name__}")
        if every:
            return [every.dump(item) for item in value]
        _same_length(value, each)
        return [codec.dump(item) for codec, item in zip(each, value, strict=True)]

    def load(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _MismatchError(f"expected list, found {type(value).__name__}")
        if every:
            return tuple(every.load(item) for item in value)
        _same_length(value, each)
        return tuple(codec.load(item) for codec, item in zip(each, value, strict=True))

    return _Codec(dump, load)


def _same_length(value: Any, each: tuple[_Codec, ...]) -> None:
    if len(value) != len(each):
        raise _MismatchError(f"expected {len(each)} items, found {len(value)}")


def _mapping(key: Any, item: Any) -> _Codec:
    if key not in (str, int):
        raise TypeError("keys are str or int")
    keys, items = _codec(key), _codec(item)

    def dump(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise _MismatchError(f"expected mapping, found {type(value).__name__}")
        return {str(keys.dump(k)): items.dump(v) for k, v in value.items()}

    def load(value: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise _MismatchError(f"expected object, found {type(value).__name__}")
        try:
            return {key(k): items.load(v) for k, v in value.items()}
        except ValueError:
            raise _MismatchError("expected keys that are numbers") from None

    return _Codec(dump, load)


def _dataclass(declared: Any) -> _Codec:
    hints = get_type_hints(declared)
    codecs = {field.name: _codec(hints[field.name]) for field in fields(declared)}
    required = {
        field.name for field in fields(declared) if field.default is MISSING and field.default_factory is MISSING
    }

    def dump(value: Any) -> dict[str, Any]:
        if type(value) is not declared:
            raise _MismatchError(f"expected {declared.__name__}, found {type(value).__name__}")
        return {name: _at(name, codec.dump, getattr(value, name)) for name, codec in codecs.items()}

    def load(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _MismatchError(f"expected object, found {type(value).__name__}")
        if not required <= value.keys() <= codecs.keys():
            wrong = sorted((required - value.keys()) | (value.keys() - codecs.keys()))
            raise _MismatchError(f"fields missing or unknown: {', '.join(wrong)}")
        return declared(**{name: _at(name, codecs[name].load, item) for name, item in value.items()})

    return _Codec(dump, load)


def _at(name: str, convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return convert(value)
    except _MismatchError as error:
        raise _MismatchError(f"{name}: {error}") from None
