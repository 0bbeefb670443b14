"""Blocks to one text, its segments, and the passages that are indexed and cited. Pure.

The law: ``text[p.start:p.end] == p.text`` for every passage and segment, and passages together hold every
word of the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.items import BULLETS, DASHES
from ingest.model import Block, Location, Passage, Segment
from ingest.sentences import Span, sentence_spans, without
from ingest.speakers import is_interviewer

Unheard = Callable[[str], Sequence[Span]]
"""Says which stretches of a text are cut as if they were not there."""

_ITEM = re.compile(rf"(?:[{BULLETS}{DASHES}]|\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}|[A-Za-zåäöÅÄÖ])[.)])\s")


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """How long passages are, in characters."""

    target: int = 900
    """A passage is closed when it has reached about this length."""
    maximum: int = 1200
    """No passage is longer, but for the heading it begins with."""
    overlap: int = 200
    """Longest sentence that is repeated where a paragraph had to be cut; 0 repeats none."""

    def __post_init__(self) -> None:
        if not 0 < self.target <= self.maximum:
            raise ValueError("target must be positive and not above maximum")
        if self.overlap < 0:
            raise ValueError("overlap must not be negative")


@dataclass(frozen=True, slots=True)
class SplitText:
    """One text with its segments and passages."""

    text: str
    segments: tuple[Segment, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A block with its place in the text."""

    start: int
    end: int
    block: Block

    @property
    def heading_level(self) -> int | None:
        return self.block.heading_level

    @property
    def location(self) -> Location:
        return self.block.location


_Group = list[_Unit]


def split(
    blocks: Sequence[Block], settings: SplitSettings | None = None, *, unheard: Unheard | None = None
) -> SplitText:
    """The blocks as one text, cut into passages at headings, turns, rows and sentences.

    Empty blocks are left out. List items and rows of one table are joined by one newline, other blocks by two.
    What is ``unheard`` stays in the text and moves no border of a passage: passages lie as if it had never been put
    in, it may stand inside one, and where it stands alone it belongs to none.
    """
    settings = settings or SplitSettings()
    text, units = _assemble([block for block in blocks if block.text.strip()])
    segments = tuple(Segment(unit.start, unit.end, unit.location) for unit in units)
    spans = unheard(text) if unheard else ()
    if not unheard or not spans:
        return SplitText(text, segments, tuple(_passages(text, text, units, range(len(text)), settings)))
    heard, kept, origin = _heard(units, spans, unheard)
    return SplitText(text, segments, tuple(_passages(text, heard, kept, origin, settings)))


def _passages(
    text: str, heard: str, units: Sequence[_Unit], origin: Sequence[int], settings: SplitSettings
) -> Iterator[Passage]:
    """Cut what is heard of a text; ``origin`` tells where each of its characters stands in the text."""
    number = 0
    for group in _groups(units, settings):
        location = _common_location(group)
        for start, end, where in _stretches(heard, group, location, settings):
            first, last = origin[start], origin[end - 1] + 1
            yield Passage(number, first, last, text[first:last], where)
            number += 1


def _heard(units: Sequence[_Unit], spans: Sequence[Span], unheard: Unheard) -> tuple[str, list[_Unit], list[int]]:
    """Return the text without what is unheard, its units, and where its characters stand in the whole text."""
    blocks: list[Block] = []
    places: list[Sequence[int]] = []
    above: tuple[str, ...] = ()
    for unit in units:
        inside = [(a - unit.start, b - unit.start) for a, b in _within(spans, unit)]
        left = without(unit.block.text.strip(), inside)
        if not left.text:
            continue
        above = _restored(unit.location.heading, above, unheard)
        blocks.append(replace(unit.block, text=left.text, location=replace(unit.location, heading=above)))
        places.append([unit.start + place for place in left.origin])
    heard, kept = _assemble(blocks)
    origin = [0] * len(heard)
    for unit, found in zip(kept, places, strict=True):
        origin[unit.start : unit.end] = found
    return heard, kept, origin


def _within(spans: Sequence[Span], unit: _Unit) -> list[Span]:
    return [(max(a, unit.start), min(b, unit.end)) for a, b in spans if a < unit.end and unit.start < b]


def _restored(headings: tuple[str, ...], before: tuple[str, ...], unheard: Unheard) -> tuple[str, ...]:
    """Headings without those that are unheard, in whose places stand those that they pushed aside."""
    found: list[str] = []
    for depth, heading in enumerate(headings):
        left = without(heading, unheard(heading)).text
        if left:
            found.append(left)
        elif depth < len(before) and before[:depth] == tuple(found):
            found.append(before[depth])
    return tuple(found)


def _assemble(blocks: Sequence[Block]) -> tuple[str, list[_Unit]]:
    parts: list[str] = []
    units: list[_Unit] = []
    position = 0
    previous: Block | None = None
    for block in blocks:
        text = block.text.strip()
        if previous is not None:
            joint = "\n" if _alike(previous, block) else "\n\n"
            parts.append(joint)
            position += len(joint)
        parts.append(text)
        units.append(_Unit(position, position + len(text), block))
        position += len(text)
        previous = block
    return "".join(parts), units


def _alike(one: Block, other: Block) -> bool:
    """Whether two neighbours are items of one list or rows of one table."""
    if one.heading_level or other.heading_level:
        return False
    if one.location.row is not None and other.location.row is not None:
        return True
    return (_is_item(one.text) and _is_item(other.text)) or (" | " in one.text and " | " in other.text)


def _is_item(text: str) -> bool:
    return _ITEM.match(text) is not None


def _groups(units: Sequence[_Unit], settings: SplitSettings) -> list[_Group]:
    groups: list[_Group] = []
    group: _Group = []
    for unit in units:
        if group and _closes(group, unit, settings):
            groups.append(group)
            group = []
        group.append(unit)
    if group:
        groups.append(group)
    return groups


def _closes(group: _Group, unit: _Unit, settings: SplitSettings) -> bool:
    """Whether the group ends before the unit."""
    size = group[-1].end - group[0].start
    if group[-1].heading_level:
        # A heading belongs to what follows it, however long: that is cut further below.
        return bool(unit.heading_level) and size >= settings.target
    joined = unit.end - group[0].start
    if joined > settings.maximum:
        return True
    if unit.heading_level:
        return size >= settings.target // 4 or not _siblings(group[0].location, unit.location)
    if size >= settings.target or (joined > settings.target and size >= settings.target // 2):
        return True
    return _changes_place(group, unit, size, settings)


def _changes_place(group: _Group, unit: _Unit, size: int, settings: SplitSettings) -> bool:
    last, here = group[-1].location, unit.location
    if last.heading != here.heading:
        return not _siblings(last, here) or size >= settings.target // 4
    if last.page is not None and here.page is not None and here.page != last.page:
        return here.page - last.page > 1 or size >= settings.target // 2
    if is_interviewer(here.speaker) and not is_interviewer(last.speaker):
        return size >= settings.target // 4
    return False


def _siblings(one: Location, other: Location) -> bool:
    """Whether two places stand under the same heading, or under neighbours of the same parent."""
    return one.heading == other.heading or (
        bool(one.heading[:-1]) and one.heading[:-1] == other.heading[: len(one.heading) - 1]
    )


def _common_location(group: _Group) -> Location:
    body = [unit.location for unit in group if not unit.heading_level] or [unit.location for unit in group]
    heading = body[0].heading
    for location in body:
        while heading and location.heading[: len(heading)] != heading:
            heading = heading[:-1]
    return replace(group[0].location, heading=heading, speaker=_common_speaker(body), row=body[0].row)


def _common_speaker(locations: Sequence[Location]) -> str | None:
    """The one who speaks; the one who answers when an interviewer asks; None when several answer."""
    speakers = {location.speaker for location in locations}
    answering = {speaker for speaker in speakers if not is_interviewer(speaker)} or speakers
    return answering.pop() if len(answering) == 1 else None


def _stretches(
    text: str, group: _Group, location: Location, settings: SplitSettings
) -> list[tuple[int, int, Location]]:
    start, end = group[0].start, group[-1].end
    if end - start <= settings.maximum:
        return [(start, end, location)]
    # Too long: the last unit is, alone or below its headings.
    pieces = _cut(text, start, end, settings)
    later = replace(location, page=group[-1].location.page, page_label=group[-1].location.page_label)
    return [(first, last, location if first == start else later) for first, last in pieces]


def _cut(text: str, start: int, end: int, settings: SplitSettings) -> list[tuple[int, int]]:
    """Sentences of one long stretch gathered into pieces; a short last sentence is repeated at the next start."""
    sentences = _sentences(text, start, end, settings.maximum)
    pieces: list[tuple[int, int]] = []
    first = last = 0
    for index in range(1, len(sentences)):
        if sentences[index][1] - sentences[first][0] <= settings.target:
            last = index
            continue
        if end - sentences[first][0] <= settings.maximum:
            break
        pieces.append((sentences[first][0], sentences[last][1]))
        first = _next_first(sentences, first, index, settings)
        last = index
    pieces.append((sentences[first][0], end))
    return pieces


def _next_first(sentences: list[tuple[int, int]], first: int, index: int, settings: SplitSettings) -> int:
    before = sentences[index - 1]
    repeat = index - 1 > first and before[1] - before[0] <= settings.overlap
    fits = sentences[index][1] - before[0] <= settings.maximum
    return index - 1 if repeat and fits else index


def _sentences(text: str, start: int, end: int, maximum: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for first, last in sentence_spans(text[start:end]):
        spans.extend(_chopped(text, start + first, start + last, maximum))
    return spans


def _chopped(text: str, start: int, end: int, maximum: int) -> list[tuple[int, int]]:
    """A sentence longer than a passage may be, cut between words, or within one that never ends."""
    spans = []
    while end - start > maximum:
        blank = max(text.rfind(" ", start + maximum // 2, start + maximum), text.rfind("\n", start, start + maximum))
        cut = blank if blank > start else start + maximum
        spans.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))
    return spans
