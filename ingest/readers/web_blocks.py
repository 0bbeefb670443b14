"""A tree of HTML, or of trafilatura's simpler elements, as a run of paragraphs, headings, items and rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

_HEADING = re.compile(r"^h([1-6])$")
_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "body", "header", "ul", "ol", "dl", "dt", "dd", "table", "tbody"),
        *("thead", "tfoot", "caption", "figure", "figcaption", "blockquote", "pre", "hr", "summary", "details"),
        *("address", "list", "quote", "fieldset", "legend", "center", "button", "html", "doc", "comments"),
        # Reached only in rows that lay out a page; those of data are taken whole.
        *("tr", "td", "th", "row", "cell"),
    ]
)
_ITEMS = frozenset({"li", "item"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_SKIPPED = frozenset({"head", "script", "style", "title", "meta", "link", "graphic", "img"})
_LONGEST_HEADING = 300

Found = tuple[str, int | None]
"""Text of a block, and its level when it is a heading."""


def blocks_of(root: Any, is_beside: Callable[[Any], bool]) -> Iterator[Found]:
    """The blocks in order, without elements (and all within them) that ``is_beside`` leaves out.

    Items begin with ``- `` or their number; the cells of a row are joined by `` | ``.
    """
    gathered: list[str] = []
    for event, element in _walk(root, is_beside):
        if isinstance(event, str):
            gathered.append(event)
            continue
        yield from _flush(gathered, None)
        if event:
            text, level = _whole(element)
            yield from _flush([text], level)
    yield from _flush(gathered, None)


def _flush(gathered: list[str], level: int | None) -> Iterator[Found]:
    text = "\n".join(" ".join(line.split()) for line in "".join(gathered).split("\n")).strip()
    gathered.clear()
    if text and text != "-":
        yield text, level if len(text) <= _LONGEST_HEADING else None


def _walk(root: Any, is_beside: Callable[[Any], bool]) -> Iterator[tuple[str | bool, Any]]:
    """Inline text as strings; False at the edge of a block, True at an element to be taken whole."""
    places: Counter[Any] = Counter()
    stack: list[tuple[bool, Any]] = [(True, root)]
    while stack:
        entering, element = stack.pop()
        if not entering:
            yield from _leave(element, root)
            continue
        stack.append((False, element))
        if not isinstance(element.tag, str) or _is_skipped(element) or (element is not root and is_beside(element)):
            continue
        if _level(element) or (element.tag in _ROWS and not _lays_out(element)):
            yield True, element
            continue
        yield from _enter(element, places)
        stack.extend((True, child) for child in reversed(element))


def _enter(element: Any, places: Counter[Any]) -> Iterator[tuple[str | bool, Any]]:
    if element.tag in _BREAKS:
        yield "\n", element
    elif element.tag in _ITEMS:
        yield False, element
        yield _mark(element, places), element
    elif element.tag in _BLOCKS:
        yield False, element
    if element.text:
        yield _inline(element.text), element


def _leave(element: Any, root: Any) -> Iterator[tuple[str | bool, Any]]:
    if element.tag in _BLOCKS or element.tag in _ITEMS:
        yield False, element
    if element is not root and element.tail:
        yield _inline(element.tail), element


def _inline(text: str) -> str:
    """Line breaks in the source of a page are blanks; only ``br`` breaks a line."""
    return re.sub(r"\s+", " ", text)


def _is_skipped(element: Any) -> bool:
    # trafilatura calls its headings "head" and says their level in "rend".
    return element.tag in _SKIPPED and not (element.tag == "head" and element.get("rend"))


def _level(element: Any) -> int | None:
    name = element.get("rend", "") if element.tag == "head" else element.tag
    match = _HEADING.match(name)
    return int(match[1]) if match else None


def _mark(item: Any, places: Counter[Any]) -> str:
    """What stands before an item: a hyphen, or its number among those of its list."""
    parent = item.getparent()
    numbered = parent is not None and (parent.tag == "ol" or parent.get("rend") == "ol")
    if not numbered:
        return "- "
    places[parent] += 1
    return f"{places[parent]}. "


def _whole(element: Any) -> Found:
    """A heading or a row as one text."""
    if element.tag not in _ROWS:
        return _joined(element), _level(element)
    cells = (_joined(cell) for cell in element if cell.tag in _CELLS)
    return " | ".join(cell for cell in cells if cell), None


def _lays_out(row: Any) -> bool:
    """Whether the row lays out a page: one cell that holds paragraphs, or a cell that holds a table."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    if len(cells) == 1:
        return next(cells[0].iter("p", "ul", "table", "h2", "h3"), None) is not None
    return next(row.iter("table"), None) is not None


def _joined(element: Any) -> str:
    return " ".join(" ".join(part for part in element.itertext() if part.strip()).split())
