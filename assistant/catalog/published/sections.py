"""Going through a published report line by line: what it says of each sub-area, and its lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.catalog.published.lines import (
    AREA,
    BOX,
    BULLET,
    HEADER_LENGTH,
    NUMBER,
    SENTENCE_END,
    Side,
    ends_texts,
    is_layout,
    joined,
    side_of,
)
from assistant.catalog.published.names import Names, bare
from assistant.catalog.published.table import is_row
from assistant.domain.criteria import CriteriaSet

_LEADER = re.compile(r"(?:\.{3,}|…|_{3,}|\s{2,})\s*\d{1,3}$")
_PROSE = re.compile(r"[^\W\d][\"'”’)]?[.!?](?:\s|$)")
_LEAST_TEXT = 40
_PROSE_LINE = 45


@dataclass(frozen=True, slots=True)
class PublishedText:
    """What a report says of one sub-area."""

    sub_area: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedLists:
    """The list items of one area. Where a PDF has lost which column an item stood in, it is in ``unsorted``."""

    area: str
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()


@dataclass
class Reading:
    """Goes through the lines and notes under which heading each stands."""

    criteria: CriteriaSet
    names: Names
    texts: dict[str, PublishedText] = field(default_factory=dict)
    _items: dict[str, dict[Side, list[str]]] = field(default_factory=dict)
    _section: Literal["none", "box", "text", "lists"] = "none"
    _sub_area: str = ""
    _heading: str = ""
    _body: list[str] = field(default_factory=list)
    _area: str = ""
    _at_side: Side = "both"

    def read(self, lines: Sequence[str]) -> "Reading":
        """Read all lines."""
        at = 0
        while at < len(lines):
            taken = self._layout(lines[at]) or self._named(lines, at)
            if not taken:
                self._take(lines[at])
            at += taken or 1
        self._leave()
        return self

    def lists(self) -> Iterator[PublishedLists]:
        """Yield the list items of each area that has any."""
        for area, sides in self._items.items():
            yield PublishedLists(area, tuple(sides["strengths"]), tuple(sides["improvements"]), tuple(sides["both"]))

    def _leave(self) -> None:
        """Close a section; of several texts under one name the longest is the sub-area's."""
        text = joined(self._body)
        known = self.texts.get(self._sub_area)
        prose = len(text) >= _LEAST_TEXT and _PROSE.search(text)
        if self._section == "text" and prose and (known is None or len(known.text) < len(text)):
            self.texts[self._sub_area] = PublishedText(self._sub_area, self._heading, text)
        self._body = []

    def _layout(self, line: str) -> int:
        """Take a line that opens a part of the layout; 0 when it does not."""
        side = side_of(line)
        area = AREA.match(line)
        if side is not None:
            self._open_lists(side)
        elif area is not None and len(line) <= HEADER_LENGTH:
            if area[1] != self._area:
                self._leave()
                self._section, self._area = "none", area[1]
        elif BOX.match(line):
            self._leave()
            self._section = "box"
        elif ends_texts(line) or (is_row(line) and len(line) <= 2 * HEADER_LENGTH):
            self._leave()
            self._section = "none"
        else:
            return 0
        return 1

    def _open_lists(self, side: Side) -> None:
        self._leave()
        self._section, self._at_side = "lists", side

    def _named(self, lines: Sequence[str], at: int) -> int:
        """Take the lines of a heading that names a sub-area or an area; 0 when there is none here."""
        if self._section == "box":
            return 0
        sub_area, taken, rest = self._heading_at(lines, at)
        if sub_area:
            self._leave()
            self._section, self._sub_area = "text", sub_area
            self._heading = " ".join(lines[at : at + taken])
            self._area = self.criteria.area_of(sub_area).id
            self._body = [rest] if rest else []
            return taken
        if self.names.area(lines[at]) and self._ended(lines, at) and self._section != "lists":
            self._leave()
            self._section = "none"
            return 1
        return 0

    def _heading_at(self, lines: Sequence[str], at: int) -> tuple[str, int, str]:
        """Return the sub-area named here, how many lines its name takes, and text on the same line after it."""
        if BULLET.match(lines[at]) or _LEADER.search(lines[at]) or is_row(lines[at]):
            return "", 0, ""
        for taken in (3, 2, 1):
            found = self._heading_of(lines, at, taken)
            if found:
                return found, taken, ""
        if len(lines[at]) > HEADER_LENGTH:
            found, rest = self._run_in(lines[at])
            if found and self._ended(lines, at):
                return found, 1, rest
        return "", 0, ""

    def _heading_of(self, lines: Sequence[str], at: int, taken: int) -> str:
        part = lines[at : at + taken]
        name = "\n".join(part)
        if len(part) < taken or len(name) > 2 * HEADER_LENGTH or not self._may_follow(lines, at + taken):
            return ""
        if any(is_row(line) or is_layout(line, self.names) for line in part[1:]):
            return ""
        if self._section == "lists" and not _is_prose(lines, at + taken):
            return ""
        exact = self.names.exact(name)
        sure = exact is not None and (len(bare(name).split()) > 2 or self._ended(lines, at))
        if sure and exact:
            return exact
        if not self._looks_like_heading(lines, at, name):
            return ""
        wrapped = all(line[0].islower() for line in part[1:])
        return self.names.sub_area(name, longer=wrapped) or ""

    def _looks_like_heading(self, lines: Sequence[str], at: int, name: str) -> bool:
        """Names that are only nearly right count where nothing else can stand: between two sentences."""
        capital = BULLET.sub("", name).lstrip("0123456789. ")[:1].isupper()
        return capital and not SENTENCE_END.search(name) and self._ended(lines, at)

    def _ended(self, lines: Sequence[str], at: int) -> bool:
        """Say whether what stands before a line is finished, so that a heading may stand here."""
        before = lines[at - 1] if at else ""
        return self._section != "text" or not self._body or bool(SENTENCE_END.search(before) or NUMBER.match(before))

    @staticmethod
    def _may_follow(lines: Sequence[str], at: int) -> bool:
        """A heading is followed by the beginning of a sentence, a list or another part."""
        return at >= len(lines) or not lines[at][0].islower()

    def _run_in(self, line: str) -> tuple[str, str]:
        """Return the sub-area whose name a long line begins with, and the sentence that follows it."""
        words = line.split()
        for count in range(min(12, len(words) - 1), 1, -1):
            found = self.names.exact(" ".join(words[:count]))
            if found and words[count][:1].isupper():
                return found, " ".join(words[count:])
        return "", ""

    def _take(self, line: str) -> None:
        if self._section == "box" and NUMBER.match(line):
            self._section = "none"
        elif self._section == "text" and not NUMBER.match(line):
            self._body.append(line)
        elif self._section == "lists":
            self._take_item(line)

    def _take_item(self, line: str) -> None:
        sides = self._items.setdefault(self._area, {"strengths": [], "improvements": [], "both": []})
        cells = [cell.strip() for cell in line.split("|")]
        if self._at_side == "both" and len(cells) == 2:
            sides["strengths"] += [BULLET.sub("", cell) for cell in cells[:1] if cell]
            sides["improvements"] += [BULLET.sub("", cell) for cell in cells[1:] if cell]
            return
        items = sides[self._at_side]
        if items and line[0].islower():
            items[-1] = joined([items[-1], line])
        else:
            items.append(BULLET.sub("", line))


def _is_prose(lines: Sequence[str], at: int) -> bool:
    """Say whether running text begins at a line, not another list item."""
    return at < len(lines) and len(lines[at]) >= _PROSE_LINE and sum(map(len, lines[at : at + 3])) >= 2 * _PROSE_LINE
