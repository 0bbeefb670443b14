"""Characters of a page to rectangles and lines. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.viewing.matching import Span
from assistant.viewing.page import Box, Line, PageText, is_empty

_WIDE_GAP = 2.5
"""In heights of a line: farther apart, two stretches belong to different columns or cells."""

_SAME_LINE = 0.75
"""Part of the lower one's height that two characters of one line share."""


def rectangles(page: PageText, spans: Iterable[Span]) -> tuple[Box, ...]:
    """Return the rectangles that cover stretches of characters, one for each line they run over."""
    found = [line.box for span in spans for line in lines(page, span)]
    return tuple(dict.fromkeys(found))


def lines(page: PageText, span: Span | None = None) -> Iterator[Line]:
    """Yield the characters of a page, or of a stretch of it, side by side on lines, in reading order."""
    first, last = span or (0, len(page.text))
    held: list[int] = []
    for index in range(first, last):
        if page.text[index] in "\r\n":
            continue
        box = page.boxes[index]
        if page.text[index].isspace() or is_empty(box):
            if held and page.text[index].isspace():
                held.append(index)
            continue
        if held and not _continues(page, held, box):
            yield from _line(page, held)
            held = []
        held.append(index)
    yield from _line(page, held)


def _continues(page: PageText, held: Sequence[int], box: Box) -> bool:
    """Say whether a character stands to the right of the last one, on the same line and not far away."""
    before = next(page.boxes[i] for i in reversed(held) if not page.text[i].isspace())
    if box == before:
        return True  # the letters of one ligature
    height = before[3] - before[1]
    shared = min(before[3], box[3]) - max(before[1], box[1])
    if shared < _SAME_LINE * min(height, box[3] - box[1]):
        return False
    return -0.5 * height < box[0] - before[2] < _WIDE_GAP * height


def _line(page: PageText, held: Sequence[int]) -> Iterator[Line]:
    inked = [i for i in held if not page.text[i].isspace()]
    if not inked:
        return
    boxes = [page.boxes[i] for i in inked]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    text = "".join(page.text[held[0] : inked[-1] + 1]) if held else ""
    yield Line("".join(c for c in text if c not in "\r\n").rstrip(), box)
