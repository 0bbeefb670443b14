"""Reading order and table rows, found from where the text of a page stands. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_lines import Line, Span, joined

MARKER = re.compile(r"(?:[•●▪■□◦‣∙·\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc–—-]|\(?(?:\d{1,2}|[a-zåäö])[.)]|o)$")
"""A list marker standing alone."""
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?$")
_COLUMN_WIDTH = 90.0
"""Points; columns narrower than this hold no running text."""
_RUN = 1.7
"""Mean number of lines from one column before the other when a file writes columns row by row."""
_PROSE_LETTERS = 18
_PROSE_SHARE = 0.3
_MOST_CELL_LINES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: lines of each cell from left to right."""

    cells: tuple[tuple[Span, ...], ...]


Item = Line | Row


def arrange(lines: Sequence[Line]) -> list[Item]:
    """Lines of a page in reading order, table rows recognised. Blank lines stay where they were."""
    marked = [_with_marker(line) for line in lines]
    columns = _read_down(marked)
    return list(_rows(marked)) if columns is None else list(columns)


def _with_marker(line: Line) -> Line:
    """A list marker or chapter number, and the text after it, are one."""
    if len(line.spans) < 2:
        return line
    first, second, *rest = line.spans
    near = second.x - first.right < 6 * first.size
    is_number = not rest and bool(_NUMBER.match(first.text)) and second.text[:1].isalpha()
    if not near or not (MARKER.match(first.text) or is_number):
        return line
    whole = replace(second, text=f"{first.text} {second.text}", x=first.x, bold=second.bold)
    return Line((whole, *rest))


# Columns that the file writes row by row.


def _read_down(lines: Sequence[Line]) -> Iterator[Line] | None:
    """The lines column by column, when the file mixes the columns and they hold running text; else None."""
    spans = [span for line in lines for span in line.spans if span.text]
    starts = _column_starts(spans)
    if len(starts) < 2:
        return None
    places = [_column(span, starts) for span in spans]
    if not _is_mixed(places) or not _is_prose(spans, places, len(starts)):
        return None
    return _bands(spans, places, len(starts))


def _column_starts(spans: Sequence[Span]) -> list[float]:
    found = Counter(round(span.x / 3) for span in spans)
    least = max(5, len(spans) // 8)
    often = sorted(place * 3.0 for place in found if found[place] + found[place + 1] + found[place - 1] >= least)
    starts: list[float] = []
    for place in often:
        if not starts or place - starts[-1] > _COLUMN_WIDTH:
            starts.append(place)
    return starts


def _column(span: Span, starts: Sequence[float]) -> int:
    """Which column a text belongs to; -1 when it goes across several."""
    place = 0
    for number, start in enumerate(starts):
        if span.x >= start - 6:
            place = number
    beyond = place + 1 < len(starts) and span.right > starts[place + 1] + 0.08 * (span.right - span.x)
    return -1 if beyond else place


def _is_mixed(places: Sequence[int]) -> bool:
    within = [place for place in places if place >= 0]
    turns = sum(one != other for one, other in pairwise(within))
    return turns >= 6 and len(within) <= _RUN * (turns + 1)


def _is_prose(spans: Sequence[Span], places: Sequence[int], columns: int) -> bool:
    texts: list[list[str]] = [[] for _ in range(columns)]
    for span, place in zip(spans, places, strict=True):
        if place >= 0:
            texts[place].append(span.text)
    full = [column for column in texts if len(column) >= 4]
    if len(full) < 2:
        return False
    long = all(median(map(len, column)) >= _PROSE_LETTERS for column in full)
    return long and all(sum(text[:1].islower() for text in column) >= _PROSE_SHARE * len(column) for column in full)


def _bands(spans: Sequence[Span], places: Sequence[int], columns: int) -> Iterator[Line]:
    """Between texts that go across the page, each column from its top to its end."""
    held: list[list[Span]] = [[] for _ in range(columns)]
    for span, place in zip(spans, places, strict=True):
        if place >= 0:
            held[place].append(span)
            continue
        yield from _release(held)
        yield Line((span,))
    yield from _release(held)


def _release(held: list[list[Span]]) -> Iterator[Line]:
    for column in held:
        for span in sorted(column, key=lambda one: -one.y):
            yield Line((span,))
        column.clear()


# Tables.


class _Grid:
    """Gathers cells while lines come in the order of the file."""

    def __init__(self) -> None:
        self.cells: list[list[Span]] = []
        self.lines: list[Line] = []
        """The lines the cells were made of, in order."""

    def begin(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        if len(lines) == 1:
            self.cells = [[span] for span in lines[0].spans]
        else:
            self.cells = [[span for line in lines for span in line.spans]]

    def goes_on(self, line: Line) -> bool:
        """Whether the line is more of cells after the first, or of the only one."""
        last, first = self.cells[-1][-1], line.spans[0]
        drop = last.y - first.y
        if not 0 < drop <= 2.2 * max(first.size, last.size) or len(self.lines) >= 4 * _MOST_CELL_LINES:
            return False
        if len(self.cells) == 1:
            return len(line.spans) == 1 and abs(first.x - last.x) < 4
        return all(self._cell_at(span.x) > 0 for span in line.spans)

    def _cell_at(self, x: float) -> int:
        for number, cell in enumerate(self.cells):
            if abs(cell[0].x - x) < 4:
                return number
        return -1

    def extend(self, line: Line) -> None:
        for span in line.spans:
            self.cells[self._cell_at(span.x)].append(span)
        self.lines.append(line)

    def beside(self, line: Line) -> int | None:
        """When the line begins a cell to the right, the number of the line in the first cell where the row begins."""
        first, last = line.spans[0], self.cells[-1][-1]
        if first.x < max(span.x for span in self.cells[-1]) + 15 or first.y <= last.y + 0.3 * first.size:
            return None
        if len(self.cells) > 1:
            top = max(cell[0].y for cell in self.cells)
            return 0 if first.y <= top + 3 * first.size else None
        for number, span in enumerate(self.cells[0][-_MOST_CELL_LINES:], max(0, len(self.cells[0]) - _MOST_CELL_LINES)):
            if abs(span.y - first.y) <= 0.6 * first.size:
                return number
        near = 0 < first.y - self.cells[0][0].y <= 3 * first.size
        return 0 if near and len(self.cells[0]) <= _MOST_CELL_LINES else None

    def add_beside(self, line: Line) -> None:
        self.cells += [[span] for span in line.spans]
        self.lines.append(line)


def _rows(lines: Sequence[Line]) -> Iterator[Item]:
    """Gaps make a table when a neighbouring line has them at the same places, or a table of the page has.

    Three cells, one of them of several lines written together, are a row without any neighbour.
    """
    grids = list(_grids(lines))
    tables = [grid for one, two in pairwise(grids) if _same_table(one, two) for grid in (one, two)]
    for grid in grids:
        alone = len(grid.cells) > 2 and any(len(cell) > 1 for cell in grid.cells)
        if alone or (len(grid.cells) > 1 and any(_same_table(known, grid) for known in tables)):
            yield Row(tuple(tuple(cell) for cell in grid.cells))
        else:
            yield from map(joined, grid.lines)


def _grids(lines: Sequence[Line]) -> Iterator[_Grid]:
    grid = _Grid()
    for line in lines:
        if not line.text.strip():
            # A blank line inside a table is an empty cell or paragraph, elsewhere it parts paragraphs.
            if len(grid.cells) < 2:
                yield grid
                yield _of_lines([line])
                grid = _Grid()
            continue
        place = grid.beside(line) if grid.cells else None
        if place is not None:
            if place:
                yield _of_lines(grid.lines[:place])
                grid = _of_lines(grid.lines[place:])
            grid.add_beside(line)
        elif grid.cells and grid.goes_on(line):
            grid.extend(line)
        else:
            yield grid
            grid = _of_lines([line])
    yield grid


def _of_lines(lines: Sequence[Line]) -> _Grid:
    grid = _Grid()
    grid.begin(lines)
    return grid


def _same_table(first: _Grid, second: _Grid) -> bool:
    """Whether two rows have as many cells, or a column in common besides the first, by left or right edge."""
    if len(first.cells) == len(second.cells) > 2:
        return True
    lefts = [cell[0].x for cell in first.cells[1:]]
    rights = [cell[0].right for cell in first.cells[1:]]
    for cell in second.cells[1:]:
        if any(abs(cell[0].x - left) < 6 for left in lefts) or any(abs(cell[0].right - right) < 8 for right in rights):
            return True
    return False
