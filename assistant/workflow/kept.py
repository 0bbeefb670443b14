"""Keeping what is costly to read and has not changed since."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MOST = 24
"""How many values are kept; the one used longest ago goes first."""


class Kept:
    """A few values by keys that name their content, so that a kept one is never out of date.

    Threads may share it; two that ask for the same value at once may both make it.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()

    def forget(self) -> None:
        """Keep nothing of what was kept: something was erased."""
        with self._lock:
            self._values.clear()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made now unless it is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: T = self._values[key]
                return found
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


class Latest(Generic[T]):
    """The newest value of a few subjects; whoever takes one must find out whether it still holds."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, subject: Hashable) -> T | None:
        """Return the value that was put last, None when there is none."""
        with self._lock:
            if subject in self._values:
                self._values.move_to_end(subject)
            return self._values.get(subject)

    def put(self, subject: Hashable, value: T) -> None:
        """Keep a value in place of the one before it."""
        with self._lock:
            self._values[subject] = value
            self._values.move_to_end(subject)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
