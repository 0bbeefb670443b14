"""Cutting a text that is longer than a model reads into windows that it reads whole. Pure."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Count = Callable[[Sequence[str]], list[int]]
"""Gives the number of tokens of each of several strings."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text that ends between words, with its number of tokens."""

    text: str
    tokens: int


def split(text: str, room: int, count: Count) -> list[Window]:
    """Cut a text into as few windows as hold it, about equally long; a short one stays as it is.

    Args:
        text: what is to be read.
        room: tokens that a window holds, at least 1.
        count: the model's own counting.
    """
    if len(text.encode()) <= room:  # a token is at least one byte
        return [Window(text, 1)]
    spans = [match.span() for match in _WORD.finditer(text)]
    sizes = count([text[start:end] for start, end in spans])
    if sum(sizes) <= room:
        return [Window(text, max(1, sum(sizes)))]
    if max(sizes) > room:
        spans = [part for span, size in zip(spans, sizes, strict=True) for part in _cut(span, size, room)]
        sizes = count([text[start:end] for start, end in spans])
    target = math.ceil(sum(sizes) / math.ceil(sum(sizes) / room))
    return _gather(text, spans, sizes, target)


def _cut(span: tuple[int, int], size: int, room: int) -> list[tuple[int, int]]:
    """Cut a word of more tokens than fit, such as a long address."""
    if size <= room:
        return [span]
    step = max(1, room // 2)
    return [(n, min(n + step, span[1])) for n in range(span[0], span[1], step)]


def _gather(text: str, spans: list[tuple[int, int]], sizes: list[int], target: int) -> list[Window]:
    windows: list[Window] = []
    start, end, tokens = spans[0][0], spans[0][1], 0
    for (at, to), size in zip(spans, sizes, strict=True):
        if tokens and tokens + size > target:
            windows.append(Window(text[start:end], tokens))
            start, tokens = at, 0
        end, tokens = to, tokens + size
    return [*windows, Window(text[start:end], tokens)]
