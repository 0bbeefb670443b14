"""Pieces of text to lines of a page, each line in stretches where white space divides it. Pure.

The lines are those that pypdf finds; what is added is where they stand, how large and bold they are, and where
a wide gap tells columns or cells apart.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from ingest.readers.pdf_geometry import Box, Matrix, moved_box
from ingest.readers.pdf_trace import Piece

_WIDE_GAP = 1.1
"""White space of so many letter heights always divides a line."""
_SMALL_GAP = 0.35
"""White space of so many letter heights divides where many lines have it at the same place."""
_DOUBT = 0.06
"""How wrong the estimated length of a text may be."""
_HELVETICA = dict.fromkeys("ijl'|!.,:;I/\\ []()tfr-\"`", 0.29) | dict.fromkeys("mwMW%@", 0.86)
_HELVETICA |= dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZÅÄÖ&", 0.69) | dict.fromkeys("ckszvxy", 0.5) | {"J": 0.5}
_OTHER_LETTER = 0.556
_BOLD = ("bold", "black", "heavy", "semib", "demi")
_FEWEST_LETTERS, _MOSTLY = 6, 0.8
"""Letters of a row, and the share of them placed one by one, from which their places tell where words end."""
_CONTROL = "[\\0-\\x08\\x0e-\\x1f\\ufffd]"
_UNKNOWN = re.compile(rf"(?<=[^\W\d_]){_CONTROL}(?=[^\W\d_])|(?:({_CONTROL})(?!\1)){{4}}")
"""Where a letter should be; the same one again and again draws a line of dots."""
_FEWEST_UNKNOWN = 3
_NEXT_LETTER = 1.6
"""In sizes of the letters: how far from one to the next, at most, a blank between them included."""
_ALIKE, _TYPED = 0.03, 0.6
"""How much steps of a typewriter differ, in sizes of the letters, and the share of them that are alike."""
_BLANK, _FAR = 0.17, 1.2
"""In sizes of the letters: more than the usual gap between two is a blank, and a gap to another cell."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text on one line without a wide gap in it. Places are in reading direction, y upwards."""

    text: str
    x: float
    right: float
    """Estimated: pypdf tells where texts begin, not where they end."""
    y: float
    size: float
    bold: bool
    turn: int = 0
    """Quarter turns of the text against the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line, from left to right."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(span.text for span in self.spans)

    @property
    def y(self) -> float:
        """Base line of its first stretch."""
        return self.spans[0].y


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece with its measures."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    width: float
    turn: int
    continues: bool
    """Follows the piece before without a place of its own."""


class FontBook:
    """Remembers what is needed of each font: whether it is bold, and how wide it runs beside Helvetica."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, bool, float]] = {}

    def measures(self, font: Any) -> tuple[bool, float]:
        """Boldness and relative width of a font dictionary."""
        known = self._known.get(id(font))
        if known is None:
            # The font itself is kept too, so that its id is not used again.
            known = (font, _is_bold(font), _stretch(font))
            self._known[id(font)] = known
        return known[1], known[2]


def _is_bold(font: Any) -> bool:
    name = str(font.get("/BaseFont", "")).lower() if font else ""
    return any(word in name for word in _BOLD)


def _stretch(font: Any) -> float:
    """Mean width of the font's letters over that of Helvetica, 1 when the font does not say."""
    try:
        if not font:
            return 1.0
        if "/Widths" in font and font.get("/Subtype") != "/Type3":
            first = int(font["/FirstChar"])
            given = {chr(first + n): float(width) for n, width in enumerate(font["/Widths"][:256])}
            pairs = [(width / 1000, _letter(one)) for one, width in given.items() if one.isalpha() and width > 0]
            ratio = sum(width for width, _ in pairs) / max(0.1, sum(normal for _, normal in pairs))
            return min(1.5, max(0.6, ratio)) if pairs else 1.0
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError):
        return 1.0
    name = str(font.get("/BaseFont", ""))
    return 0.88 if "Times" in name or "Garamond" in name else 1.1 if "Courier" in name else 1.0


def _letter(character: str) -> float:
    return _HELVETICA.get(character, _OTHER_LETTER)


def has_unknown_letters(text: str) -> bool:
    """Whether characters within words are none that can be read, as from a font that does not name its letters."""
    unknown = len(_UNKNOWN.findall(text))
    return unknown >= _FEWEST_UNKNOWN and unknown * 200 >= len(text)


def lines_of(pieces: Iterable[Piece], fonts: FontBook) -> list[Line]:
    """Lines in the order of the file; blank ones are kept as lines without text."""
    rows: list[list[_Part]] = [[]]
    ended = False
    for part in _parts(pieces, fonts):
        if rows[-1] and (rows[-1][-1].turn != part.turn or (ended and not _same_line(rows[-1], part))):
            rows.append([])
        if part.text.strip() or part.text.strip("\n"):
            rows[-1].append(part)
            ended = False
        ended = ended or part.text.endswith("\n")
    rows = [list(_joined_letters(row)) for row in rows]
    starts = _common_starts(rows)
    return [Line(tuple(_spans(row, starts))) for row in rows if row]


def _joined_letters(row: Sequence[_Part]) -> Sequence[_Part]:
    """A row whose letters are placed one by one, as some programs print, as its words; any other as it is."""
    inked = [part for part in row if part.text.strip()]
    single = sum(len(part.text.strip()) == 1 for part in inked)
    if len(inked) < _FEWEST_LETTERS or single < _MOSTLY * len(inked):
        return row
    widths = _widths(inked)
    gaps = [after.x - one.x - width for one, after, width in zip(inked, inked[1:], widths, strict=False)]
    usual = median(gaps)
    found = [replace(inked[0], text=inked[0].text.strip(), width=widths[0])]
    for part, gap, width in zip(inked[1:], gaps, widths[1:], strict=True):
        word = part.text.strip()
        if gap > _FAR * part.size or part.x < found[-1].x:
            found.append(replace(part, text=word, width=width, continues=False))
            continue
        blank = " " if gap > usual + _BLANK * part.size else ""
        before = found[-1]
        found[-1] = replace(before, text=f"{before.text}{blank}{word}", width=part.x + width - before.x)
    return [*found[:-1], replace(found[-1], text=found[-1].text + ("\n" if row[-1].text.endswith("\n") else ""))]


def _widths(letters: Sequence[_Part]) -> list[float]:
    """How far each letter reaches; of a typewriter's, all as far."""
    steps = [after.x - one.x for one, after in pairwise(letters)]
    step = median(steps)
    alike = sum(abs(one - step) < _ALIKE * letters[0].size for one in steps)
    typed = step < letters[0].size and alike >= _TYPED * len(steps)
    return [step] * len(letters) if typed else [_width(part) for part in letters]


def _width(part: _Part) -> float:
    """Width of a part without the blanks at its ends, which are pypdf's."""
    whole = sum(map(_letter, part.text))
    return part.width * sum(map(_letter, part.text.strip())) / whole if whole else 0.0


def _same_line(row: Sequence[_Part], part: _Part) -> bool:
    """Whether a text goes on to the right of a line that seemed ended: some programs end every text so."""
    last = row[-1]
    single = max(len(last.text.strip()), len(part.text.strip())) <= 1
    if single and abs(part.y - last.y) < 0.1 * part.size and 0 < part.x - last.x < _NEXT_LETTER * part.size:
        return True  # letter by letter, blanks among them
    if not (last.text.strip() and part.text.strip()):
        return False
    return abs(part.y - last.y) < 0.1 * part.size and part.x > last.x + (1 - _DOUBT) * last.width - 0.1 * part.size


def _parts(pieces: Iterable[Piece], fonts: FontBook) -> Iterable[_Part]:
    last: tuple[float, float, float] | None = None
    painted: set[tuple[str, int, int]] = set()
    for piece in pieces:
        x, y, turn = _upright(piece.matrix)
        height = abs(piece.size) * (piece.matrix[2] ** 2 + piece.matrix[3] ** 2) ** 0.5
        bold, stretch = fonts.measures(piece.font)
        text = piece.text
        if len(text) > 2 and not text.isspace():
            # Drawn twice with a small shift to look bold or to cast a shadow: one text, not two.
            key = (text.strip(), round(x / 2), round(y / 2))
            if key in painted:
                text = "\n" if text.endswith("\n") else " "
            painted.add(key)
        width = sum(map(_letter, text)) * height * stretch
        yield _Part(text, x, y, height, bold, width, turn, last == (x, y, turn))
        if not text.isspace():
            # pypdf puts its own blank before a text where that text begins.
            last = (x, y, turn)


def _upright(matrix: Matrix) -> tuple[float, float, int]:
    """Where a text begins when the page is turned so that the text stands upright, and how far that is."""
    a, b, _, d, x, y = matrix
    if abs(a) + abs(d) >= abs(b):
        return (x, y, 0) if a >= 0 or d > 0 else (-x, -y, 2)
    return (y, -x, 1) if b > 0 else (-y, x, 3)


def turned(box: Box, turn: int) -> Box:
    """A box of the page in the places that texts of that turn have."""
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, 1, 0, 0),
        1: (0, -1, 1, 0, 0, 0),
        2: (-1, 0, 0, -1, 0, 0),
        3: (0, 1, -1, 0, 0, 0),
    }
    return moved_box(box, turns[turn])


def _common_starts(rows: Sequence[Sequence[_Part]]) -> frozenset[int]:
    """Places, in whole points, where many lines of the page go on after a small gap."""
    found: Counter[int] = Counter()
    for row in rows:
        end = None
        for part in row:
            if end is not None and not part.continues and part.x - end > (_SMALL_GAP * part.size - _DOUBT * part.width):
                found[round(part.x)] += 1
            if part.text.strip():
                end = part.x + part.width if end is None or not part.continues else end + part.width
    least = max(4, len(rows) // 4)
    return frozenset(near for place, count in found.items() if count >= least for near in (place - 1, place, place + 1))


def _spans(row: Sequence[_Part], starts: frozenset[int]) -> Iterable[Span]:
    stretch: list[_Part] = []
    end = 0.0
    for part in row:
        if stretch and not part.continues and part.text.strip():
            gap = part.x - end
            doubt = _DOUBT * stretch[-1].width
            wide = gap > _WIDE_GAP * part.size + doubt or part.x < stretch[0].x - 1
            if wide or (round(part.x) in starts and gap > _SMALL_GAP * part.size - doubt):
                yield _span(stretch, end)
                stretch = []
        if part.text.strip():
            end = end + part.width if stretch and part.continues else part.x + part.width
        stretch.append(part)
    if stretch:
        yield _span(stretch, end)


def _span(parts: Sequence[_Part], end: float) -> Span:
    text = "".join(part.text for part in parts).replace("\n", " ").strip(" ")
    if text.startswith("\x7f"):
        # Helvetica's bullet and its soft hyphen come out alike; no line begins with the latter.
        text = "•" + text[1:]
    weights: Counter[float] = Counter()
    letters = bold = 0
    for part in parts:
        length = len(part.text.strip())
        weights[round(part.size, 1)] += length
        letters += length
        bold += length * part.bold
    first = next((part for part in parts if part.text.strip()), parts[0])
    size = max(weights, key=lambda one: weights[one])
    # A raised footnote number does not lift the line.
    y = next(part.y for part in parts if round(part.size, 1) == size)
    return Span(text, first.x, end, y, size, letters > 0 and bold >= 0.9 * letters, first.turn)


def main_turn(lines: Sequence[Line]) -> int:
    """The turn that most of the text of a page has."""
    letters: Counter[int] = Counter()
    for line in lines:
        for span in line.spans:
            letters[span.turn] += len(span.text)
    return max(letters, key=lambda turn: letters[turn]) if letters else 0


def joined(line: Line) -> Line:
    """A line whose gaps mean nothing, as one stretch."""
    if len(line.spans) < 2:
        return line
    whole = max(line.spans, key=lambda span: len(span.text))
    text = " ".join(span.text for span in line.spans if span.text)
    bold = all(span.bold for span in line.spans)
    ends = max(span.right for span in line.spans)
    return Line((replace(whole, text=text, x=line.spans[0].x, right=ends, y=line.y, bold=bold),))
