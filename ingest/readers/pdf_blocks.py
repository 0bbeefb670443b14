"""Lines to paragraphs, headings, list items and table rows. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from statistics import median

from ingest.clean import ends_broken, join_lines
from ingest.readers.pdf_columns import Item, Row
from ingest.readers.pdf_lines import Line, Span

_LIST_GLYPH = re.compile(r"[•●▪■□◦‣∙·\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc]\s*\S")
_LIST_MARK = re.compile(r"(?:[–—-]|\(?(?:\d{1,2}|[a-zåäö])[.)]|o)\s+\S")
_SYMBOL_FONT = re.compile(r"^[\uf000-\uf0ff]+")
_LEADER = re.compile(r"(?:\.[ ]?){5,}")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+\S")
_COUNTED = re.compile(r"\D\d{1,3}$")
"""A line that ends in a page number, as in a table of contents."""
_LARGER = 1.12
_LONGEST_HEADING = 180
_MOST_HEADING_LINES = 4
_LEVELS = 6
_SENTENCE_END = (".", "!", "?", ":", ";", ".”", '."', ".)")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, of one style."""

    spans: list[Span]
    is_list: bool = False
    cells: tuple[tuple[Span, ...], ...] = ()
    """Set for a table row, then ``spans`` is empty."""

    def all_spans(self) -> Iterator[Span]:
        """Its stretches of text, those of cells too."""
        yield from self.spans
        for cell in self.cells:
            yield from cell

    @property
    def size(self) -> float:
        """Letter size in points."""
        return self.spans[0].size if self.spans else 0.0

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return bool(self.spans) and all(span.bold for span in self.spans)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is normal on a page: line distance for each letter size, and where lines end for each left edge."""

    leading: dict[float, float]
    right: dict[int, float]
    body: float


def body_size(pages: Iterable[Sequence[Item]]) -> float:
    """The letter size that most of the document is set in."""
    letters: Counter[float] = Counter()
    for items in pages:
        for span in _all_spans(items):
            letters[span.size] += len(span.text)
    return max(letters, key=lambda size: letters[size]) if letters else 0.0


def _all_spans(items: Iterable[Item]) -> Iterator[Span]:
    for item in items:
        if isinstance(item, Row):
            yield from (span for cell in item.cells for span in cell)
        else:
            yield from item.spans


def measure(items: Sequence[Item], body: float) -> Measure:
    """Usual line distances and line ends of a page."""
    drops: dict[float, list[float]] = {}
    ends: dict[int, list[float]] = {}
    last: Span | None = None
    for item in items:
        span = item.spans[0] if isinstance(item, Line) and item.text.strip() else None
        if span and last and span.size == last.size and 0 < last.y - span.y < 2.5 * span.size:
            drops.setdefault(span.size, []).append(last.y - span.y)
        if span:
            ends.setdefault(round(span.x / 4), []).append(span.right)
        last = span
    leading = {size: median(found) for size, found in drops.items()}
    # Not the longest: lengths are estimates.
    right = {x: sorted(found)[len(found) * 4 // 5] for x, found in ends.items()}
    return Measure(leading, right, body)


def paragraphs(items: Sequence[Item], body: float) -> list[Paragraph]:
    """The paragraphs of a page in order. ``body`` is the letter size of running text."""
    normal = measure(items, body)
    found: list[Paragraph] = []
    open_: Paragraph | None = None
    for item in items:
        if isinstance(item, Row):
            found.append(Paragraph([], cells=item.cells))
            open_ = None
        elif not item.text.strip():
            open_ = None
        else:
            span = item.spans[0]
            if open_ is not None and not _breaks(open_, span, normal):
                open_.spans.append(span)
                continue
            open_ = Paragraph([span], is_list=_starts_item(span, found[-1] if found else None))
            found.append(open_)
    return found


def _starts_item(span: Span, before: Paragraph | None) -> bool:
    if _LIST_GLYPH.match(span.text):
        return True
    if not _LIST_MARK.match(span.text):
        return False
    mark, _, rest = span.text.partition(" ")
    return mark != "o" or rest[:1].isupper() or (before is not None and before.is_list)


def _breaks(open_: Paragraph, span: Span, normal: Measure) -> bool:
    """Whether a line begins a new paragraph."""
    last = open_.spans[-1]
    if span.turn != last.turn or abs(span.size - last.size) > 0.8 or not any(map(str.isalnum, last.text)):
        return True
    drop = last.y - span.y
    if drop <= 0:
        return not _runs_on(open_, span)
    if ends_broken(last.text) and span.text[:1].islower() and drop < 3 * span.size:
        return False
    usual = normal.leading.get(span.size, 1.3 * span.size)
    if drop > 1.22 * max(usual, span.size) + 0.5:
        return True
    if _begins_list_item(open_, last, span) or _style_turns(open_, span):
        return True
    return _indent_breaks(open_, span) or _ends_short(open_, span, normal)


def _runs_on(open_: Paragraph, span: Span) -> bool:
    """Whether a sentence goes on at the top of the next column."""
    ended = open_.spans[-1].text.rstrip().endswith(_SENTENCE_END)
    return not ended and not open_.bold and not span.bold and span.text[:1].islower()


def _begins_list_item(open_: Paragraph, last: Span, span: Span) -> bool:
    if _LIST_GLYPH.match(span.text):
        return True
    if not _LIST_MARK.match(span.text):
        return False
    _, _, rest = span.text.partition(" ")
    return open_.is_list or last.text.rstrip().endswith((*_SENTENCE_END, ",")) or rest[:1].isupper()


def _style_turns(open_: Paragraph, span: Span) -> bool:
    """Whether bold begins or ends here; bold words filling a line inside a sentence do not count."""
    if open_.bold == span.bold:
        return False
    return not span.text[:1].islower()


def _indent_breaks(open_: Paragraph, span: Span) -> bool:
    step = span.x - open_.spans[-1].x
    ended = open_.spans[-1].text.rstrip().endswith(_SENTENCE_END)
    if open_.is_list:
        outdented = step < -4 and (len(open_.spans) > 1 or ended)
        return outdented or (len(open_.spans) == 1 and abs(step) <= 2 and ended)
    if step > 4:
        return ended or step > 6 * span.size
    if step < -4:
        return len(open_.spans) > 1 and ended
    return False


def _ends_short(open_: Paragraph, span: Span, normal: Measure) -> bool:
    """Whether the line before ends well before the others do, as the last of a paragraph does."""
    last = open_.spans[-1]
    if _COUNTED.search(last.text) and _COUNTED.search(span.text) and (span.text[:1].isupper() or ".." in last.text):
        return True
    full = max(normal.right.get(round(last.x / 4), last.right), span.right)
    room = full - last.right - 0.55 * span.size * len(span.text.split(" ", 1)[0])
    if room < span.size or span.text[:1].islower() or span.text[:1] in "(–":
        return False
    if last.text.rstrip().endswith(_SENTENCE_END):
        return room > 2 * span.size
    is_running = not open_.is_list and not span.bold and span.size <= 1.1 * normal.body
    return is_running and room > 0.2 * (full - last.x) + span.size


# What the paragraphs are.


def heading_levels(pages: Iterable[Sequence[Paragraph]], body: float) -> dict[tuple[float, bool], int]:
    """Level 1-6 for each style (size, bold) that headings of the document have, largest first.

    A style that is used once, as on a cover, takes no level of its own from those that structure the text.
    """
    uses = Counter(_style(one) for page in pages for one in page if looks_like_heading(one, body))
    ordered = sorted(uses, key=lambda style: (-style[0], not style[1]))
    levels: dict[tuple[float, bool], int] = {}
    level = 1
    for style in ordered:
        levels[style] = min(_LEVELS, level)
        level += uses[style] > 1 or len(ordered) <= _LEVELS
    return levels


def _style(paragraph: Paragraph) -> tuple[float, bool]:
    return round(paragraph.size), paragraph.bold


def level_of(paragraph: Paragraph, levels: dict[tuple[float, bool], int], body: float) -> int | None:
    """The heading level, None for what is no heading."""
    return levels.get(_style(paragraph)) if looks_like_heading(paragraph, body) else None


def looks_like_heading(paragraph: Paragraph, body: float) -> bool:
    """Larger or bolder than the body, short, and not a sentence."""
    if not paragraph.spans or len(paragraph.spans) > _MOST_HEADING_LINES:
        return False
    text = " ".join(span.text for span in paragraph.spans).strip()
    if len(text) > _LONGEST_HEADING or sum(map(str.isalpha, text)) < 3 or text[0].islower():
        return False
    larger = paragraph.size >= _LARGER * body
    if not larger and not (paragraph.bold and paragraph.size >= 0.95 * body):
        return False
    if paragraph.is_list and not _NUMBERED.match(text):
        return False
    return not text.endswith((".", ",", ";")) and "...." not in text


def text_of(paragraph: Paragraph, known_words: Set[str]) -> str:
    """The paragraph as running text, a row with ``|`` between its cells."""
    if paragraph.cells:
        cells = (join_lines([span.text for span in cell], known_words) for cell in paragraph.cells)
        text = " | ".join(cell for cell in cells if cell.strip())
    else:
        text = join_lines([span.text for span in paragraph.spans], known_words)
    return _LEADER.sub("… ", _SYMBOL_FONT.sub("•", text))
