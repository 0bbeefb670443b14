"""The lines of a published report, and what of its layout each of them is."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.catalog.published.names import Names
from assistant.domain.criteria import CriteriaSet

_UNDONE = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\u00ad": None, "\ufeff": None}
)
BULLET = re.compile(r"^[•*▪◦●○■–—-]\s+")
AREA = re.compile(r"^(?:huvud)?område\s+(\d)\b[.:]?", re.I)
BOX = re.compile(r"^rubrik(?:er)?(?:\s*\|?\s*poäng)?$", re.I)
GENERAL = re.compile(r"^(?:allmänt|inledning|bakgrund)$", re.I)
_OTHER = re.compile(
    r"^(?:\d\.?\s+)?(?:(?:översikt|sammanställning)\b.{0,40}\bpoäng.{0,30}|bilag(?:a|or)(?:\s+\d+)?(?:[.:].{0,60})?"
    r"|.*\bUppnått\b.*\bMax\b.*|innehåll(?:sförteckning)?)$",
    re.I,
)
NUMBER = re.compile(r"^\d{1,3}(?:[.,]\d+)?(?:\s*(?:poäng|p|\(\d+\)))?$", re.I)
SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
HEADER_LENGTH = 80
"""Running headers and headings are no longer than this."""
_SIDES = re.compile(
    r"^(?P<strengths>styrkor)?[\s|/&,]*(?:och\s+)?"
    r"(?P<improvements>(?:förbättrings|utvecklings)(?:möjligheter|områden))?:?$",
    re.I,
)
_INNER_BULLET = re.compile(r"\s+[•▪◦●○■]\s+")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_KEPT_HYPHEN = re.compile(r"^(?:och|eller|samt|respektive|som|till)\b")
_REPEATED = 3

Side = Literal["strengths", "improvements", "both"]


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines that are not blank, with what typesetting and PDF did to their letters undone."""
    plain = unicodedata.normalize("NFC", text.translate(_UNDONE))
    for line in re.split(r"[\n\r\f\v\u2028\u2029]+", plain):
        stripped = re.sub(r"[^\S ]|\u00a0", " ", line).strip()
        if stripped:
            yield stripped


def without_headers(lines: Sequence[str], names: Names) -> list[str]:
    """Leave out running headers and footers: short lines that come back on page after page, and addresses."""
    masked = Counter(_masked(line) for line in lines if len(line) <= HEADER_LENGTH)
    return [
        line
        for line in lines
        if not _ADDRESS.match(line)
        and (masked[_masked(line)] < _REPEATED or SENTENCE_END.search(line) or is_layout(line, names))
    ]


def _masked(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def is_layout(line: str, names: Names) -> bool:
    """Say whether a line is part of the layout that is read, however often it comes back."""
    patterns = (AREA, BOX, NUMBER)
    return (
        any(p.match(line) for p in patterns)
        or ends_texts(line)
        or side_of(line) is not None
        or names.exact(line) is not None
    )


def ends_texts(line: str) -> bool:
    """Say whether a line is the head of a part in which no sub-area is described."""
    return len(line) <= 2 * HEADER_LENGTH and (GENERAL.match(line) or _OTHER.match(line)) is not None


def side_of(line: str) -> Side | None:
    """Return which list a line is the head of; ``both`` when the two stand side by side."""
    match = _SIDES.match(BULLET.sub("", line))
    if not match or not (match["strengths"] or match["improvements"]):
        return None
    if match["strengths"] and match["improvements"]:
        return "both"
    return "strengths" if match["strengths"] else "improvements"


def boxes(lines: Sequence[str], criteria: CriteriaSet) -> list[tuple[str, str]]:
    """Return the headings that a report itself lists in the box of each area, by sub-area in their order."""
    found: list[tuple[str, str]] = []
    areas = {area.id: [sub.id for sub in area.sub_areas] for area in criteria.areas}
    area = ""
    for at, line in enumerate(lines):
        match = AREA.match(line)
        area = match[1] if match else area
        if BOX.match(line) and area in areas:
            entries = _box_entries(lines[at + 1 : at + 20])
            if len(entries) == len(areas[area]):
                found += zip(areas[area], entries, strict=True)
    return found


def _box_entries(lines: Sequence[str]) -> list[str]:
    """Return the headings listed in a box, whether each has a line of its own or all stand in one cell."""
    entries: list[str] = []
    for line in lines:
        if NUMBER.match(line) or GENERAL.match(line):
            break
        first, *others = _INNER_BULLET.split(line.split("|")[0].strip())
        if BULLET.match(line) or not entries or not line[0].islower():
            entries.append(BULLET.sub("", first))
        else:
            entries[-1] += f" {first}"
        entries += others
    return entries


def joined(lines: Sequence[str]) -> str:
    """Return lines as running text; words hyphenated at a line end are put together."""
    text = ""
    for line in lines:
        if text.endswith("-") and text[-2:-1].isalpha() and line[0].islower() and not _KEPT_HYPHEN.match(line):
            short = len(re.split(r"\W", text[:-1])[-1]) < 2  # "e-" before "tjänst" is part of the word
            text = f"{text if short else text[:-1]}{line}"
        else:
            text = f"{text} {line}" if text else line
    return " ".join(text.split())
