"""The table of points in a published report: rows of sub-area, obtained, max and percent.

Text that comes out of a PDF breaks long names over lines, loses cells' borders and writes percent as "47%",
"47 %" or "47". So rows are found by their three numbers, and named by what stands before them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.catalog.published.names import Names
from assistant.domain.criteria import CriteriaSet, SubArea

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_ROW = re.compile(
    rf"(?<![\d.,])(?P<obtained>{_NUMBER})[\s|]+(?P<max>\d{{1,3}})[\s|]+(?P<percent>{_NUMBER})"
    r"(?P<sign>\s*(?:%|procent\b))?(?![\d]|[.,]\d)"
)
_ID = re.compile(r"(?<![\d.,])([1-9]\.[1-9])(?![\d,])")
_BEFORE = re.compile(r".*(?:Procent|%|\bMax\b)", re.S | re.I)
_LONGEST_LABEL = 240
SLACK = Fraction(3, 2)
"""How far, in percent, printed percent may be from the printed points when no sign says that it is percent."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One sub-area's row as printed."""

    sub_area: str
    name: str
    obtained: Fraction
    max_points: Fraction
    percent: Fraction


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The rows that name a sub-area of the criteria, in printed order, and what was odd, in Swedish."""

    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]


def read_table(lines: Sequence[str], criteria: CriteriaSet, names: Names) -> PrintedTable:
    """Find every row of the points tables. A sub-area's first row counts; another that differs is noted."""
    text = "\n".join(lines)
    known = {sub.id: sub for sub in criteria.sub_areas()}
    rows: dict[str, PrintedRow] = {}
    notes: list[str] = []
    at = 0
    for match in _ROW.finditer(text):
        if not _is_row(match):
            continue
        label, at = _label(text[max(at, match.start() - _LONGEST_LABEL) : match.start()]), match.end()
        sub = _sub_area(label, _fraction(match["max"]), known, names)
        if sub is None:
            notes += _unknown(label, criteria)
            continue
        row = PrintedRow(
            sub.id, _name(label), _fraction(match["obtained"]), _fraction(match["max"]), _fraction(match["percent"])
        )
        notes += _odd(row, rows.get(sub.id))
        rows.setdefault(sub.id, row)
    return PrintedTable(tuple(rows.values()), tuple(notes))


def is_row(line: str) -> bool:
    """Say whether a line holds the three numbers of a row."""
    return any(_is_row(match) for match in _ROW.finditer(line))


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _is_row(match: re.Match[str]) -> bool:
    obtained, most, percent = (_fraction(match[name]) for name in ("obtained", "max", "percent"))
    if not most > 0 or obtained > most or percent > 100:
        return False
    return bool(match["sign"]) or abs(100 * obtained / most - percent) <= SLACK


def _label(before: str) -> str:
    """Return what stands between a row's numbers and the row or the table head before it."""
    return " ".join(_BEFORE.sub("", before).replace("|", " ").split())


def _name(label: str) -> str:
    found = list(_ID.finditer(label))
    return label[found[-1].end() :].strip(" .") if found else label


def _sub_area(label: str, most: Fraction, known: Mapping[str, SubArea], names: Names) -> SubArea | None:
    """Name a row by its number when its maximum agrees, else by its name."""
    found = _ID.findall(label)
    numbered = known.get(found[-1]) if found else None
    if numbered is not None and numbered.max_points == most:
        return numbered
    named = names.sub_area(_name(label)) or names.ending(label)
    return known[named] if named else None


def _unknown(label: str, criteria: CriteriaSet) -> list[str]:
    """Note a row that carries a sub-area's number or name, yet is none; totals have neither."""
    if not _ID.search(label):
        return []
    return [f"Raden ”{label[-80:]}” hör inte till något delområde i {criteria.id}@{criteria.version}."]


def _odd(row: PrintedRow, earlier: PrintedRow | None) -> list[str]:
    if earlier is not None and (earlier.obtained, earlier.percent) != (row.obtained, row.percent):
        return [f"Delområde {row.sub_area} har två rader med olika poäng; den första gäller."]
    apart = abs(100 * row.obtained / row.max_points - row.percent)
    if apart > Fraction(1, 2):
        return [f"Delområde {row.sub_area}: {row.percent} % stämmer inte med {row.obtained} av {row.max_points} poäng."]
    return []
