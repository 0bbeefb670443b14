"""The numbers and bullets that Word draws in front of list items and headings but does not store as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.readers.ooxml import W

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST_LABEL = 16


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """Counts list items while a document is read from its beginning."""

    def __init__(self, levels: Mapping[str, tuple[str, Mapping[int, _Level]]]) -> None:
        self._levels = levels
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, list_id: str | None, level: int) -> str:
        """What stands in front of the next item: ``2.1``, ``b)``, ``-`` for bullets, empty when nothing does."""
        abstract, levels = self._levels.get(list_id or "", ("", {}))
        here = levels.get(level)
        if here is None or here.form == "none":
            return ""
        if here.form == "bullet":
            return "-"
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        text = here.pattern
        for index in range(level + 1):
            other = levels.get(index, here)
            text = text.replace(f"%{index + 1}", _formatted(counts.get(index, other.start), other.form))
        return text.strip()[:_LONGEST_LABEL]


def _formatted(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"}:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * min(count, 9)
    return text


def read_numbering(root: Any | None) -> Numbering:
    """The lists of ``word/numbering.xml``."""
    if root is None:
        return Numbering({})
    abstract = {str(element.get(W + "abstractNumId", "")): _levels(element) for element in root.iter(W + "abstractNum")}
    lists: dict[str, tuple[str, Mapping[int, _Level]]] = {}
    for element in root.iter(W + "num"):
        link = element.find(W + "abstractNumId")
        key = str(link.get(W + "val", "")) if link is not None else ""
        list_id = str(element.get(W + "numId", ""))
        restarts = element.find(f"{W}lvlOverride/{W}startOverride") is not None
        lists[list_id] = (f"{key}/{list_id}" if restarts else key, abstract.get(key, {}))
    return Numbering(lists)


def _levels(element: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in element.iter(W + "lvl"):
        index = _value(level, "ilvl", own=True)
        if index.isascii() and index.isdigit():
            start = _value(level, "start")
            first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
            levels[int(index)] = _Level(_value(level, "numFmt") or "decimal", _value(level, "lvlText"), first)
    return levels


def _value(level: Any, name: str, *, own: bool = False) -> str:
    if own:
        return str(level.get(W + name, ""))
    child = level.find(W + name)
    return str(child.get(W + "val", "")) if child is not None else ""
