"""Headers and footers that come back page after page, found by repetition and taken away. Pure.

Only what stands at the very top or bottom counts, from the edge inwards without a gap: text that comes back in
the middle of pages is content and stays.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_geometry import Box
from ingest.readers.pdf_lines import Line

FEWEST_PAGES = 2
_ZONE = 0.17
"""Share of the page height, from above and from below, where headers and footers stand."""
_MOST_LINES = 9
_SHARE = 0.25
_SHIFT = 8.0
_NUMBER = re.compile(r"(?<!\d)[1-9]\d{0,3}(?!\d)")
_COUNTED = re.compile(r"#-?\d+#")
_MOST_NUMBERS = 3
_LONG = 50
"""Letters of a line that is more than a name, a title or an address."""
_LEADING = 1.65
"""Distance of the lines of a paragraph, in sizes of their letters."""
_LARGE = 1.1
_TWO_PAGES_ZONE, _SMALL = 0.1, 0.93
"""Two pages prove little: only what stands at the very edge, and counts pages or is set smaller than the text."""


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page and the part of the page that is shown, both upright."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line near an edge, by place in the page's lines."""

    place: int
    keys: frozenset[str]
    """The text, and the text with what may be page numbers as their distance from the page."""
    height: float
    """Points from the edge."""


def without_margins(pages: Sequence[PageLines]) -> tuple[list[tuple[Line, ...]], int]:
    """Lines of each page without repeated headers and footers, and how many lines were taken away."""
    taken: list[set[int]] = [set() for _ in pages]
    body = _usual_size(pages)
    if len(pages) >= FEWEST_PAGES:
        for at_top in (True, False):
            two = len(pages) == FEWEST_PAGES
            edges = [_edge(page, number, body, at_top=at_top, two=two) for number, page in enumerate(pages, 1)]
            repeated = _repeated(edges)
            for number, edge in enumerate(edges):
                taken[number].update(_peel(edge, repeated))
    kept = [
        tuple(line for place, line in enumerate(page.lines) if place not in gone)
        for page, gone in zip(pages, taken, strict=True)
    ]
    if not any(line.text.strip() for page in kept for line in page):
        # Nothing but repeated lines (a card, a form): then they are the content.
        return [page.lines for page in pages], 0
    return kept, sum(map(len, taken))


def _usual_size(pages: Sequence[PageLines]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            for span in line.spans:
                letters[span.size] += len(span.text)
    return max(letters, key=lambda size: letters[size]) if letters else 0.0


def _edge(page: PageLines, number: int, body: float, *, at_top: bool, two: bool) -> list[Candidate]:
    """Lines from the edge inwards, as far as the zone reaches."""
    zone = (_TWO_PAGES_ZONE if two else _ZONE) * page.box.height
    found = []
    for place, line in enumerate(page.lines):
        distance = page.box.top - line.y if at_top else line.y - page.box.bottom
        if line.text.strip() and distance <= zone:
            # A large line that counts along with the pages ("Mål 1", "Mål 2") is a heading, not a page number.
            counts = line.spans[0].size <= _LARGE * body
            keys = _keys(line.text, number, counts=counts)
            if two and line.spans[0].size > _SMALL * body:
                keys = frozenset(key for key in keys if _COUNTED.search(key))
            found.append(Candidate(place, keys, distance))
    found.sort(key=lambda one: one.height)
    return [
        replace(one, keys=frozenset()) if _is_running_text(page.lines[one.place], page.lines, body) else one
        for one in found[:_MOST_LINES]
    ]


def _is_running_text(line: Line, lines: Sequence[Line], body: float) -> bool:
    """Whether a line is one of a paragraph: pages may begin, or end, with the same sentence."""
    first = line.spans[0]
    if first.size < _SMALL * body or len(line.text) < _LONG:
        return False
    gaps = (
        abs(line.y - other.y)
        for other in lines
        if len(other.text) >= _LONG / 2 and abs(other.spans[0].x - first.x) < 2 * first.size
    )
    return any(0 < gap <= _LEADING * first.size for gap in gaps)


def _keys(text: str, page: int, *, counts: bool) -> frozenset[str]:
    """The text, and the text with each choice of its numbers as their distance from the page."""
    folded = " ".join(text.casefold().split())
    keys = {folded}
    numbers = list(_NUMBER.finditer(folded))[:_MOST_NUMBERS] if counts else []
    for chosen in range(1, 1 << len(numbers)):
        key, end = "", 0
        for bit, match in enumerate(numbers):
            if chosen >> bit & 1:
                key += f"{folded[end : match.start()]}#{int(match[0]) - page}#"
                end = match.end()
        keys.add(key + folded[end:])
    return frozenset(keys)


def _repeated(edges: Sequence[Sequence[Candidate]]) -> dict[str, list[float]]:
    """Keys that come back on enough pages, with the heights where they do."""
    heights: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for page, edge in enumerate(edges):
        for one in edge:
            for key in one.keys:
                heights[key][page].append(one.height)
    share = _SHARE * len(edges) if len(edges) <= 16 else 4
    least = max(2 if len(edges) <= 4 else 3, share)
    often = {key: pages.values() for key, pages in heights.items() if len(pages) >= least}
    return {key: [height for at in pages for height in at] for key, pages in often.items()}


def _peel(edge: Sequence[Candidate], repeated: dict[str, list[float]]) -> Iterator[int]:
    """Repeated lines from the edge inwards; the first that is not repeated ends the margin.

    A line at the very height of those already taken goes on the same side of the page and ends nothing.
    """
    passed: float | None = None
    for one in edge:
        known = (repeated.get(key, ()) for key in one.keys)
        if any(sum(abs(height - one.height) <= _SHIFT for height in heights) >= 2 for heights in known):
            yield one.place
        elif passed is None:
            passed = one.height
        if passed is not None and one.height - passed > 2:
            return
