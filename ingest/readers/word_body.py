"""A walk through the body of a Word document in reading order.

python-docx is not used here: its paragraphs miss content controls, text boxes and tables, it drops tracked
insertions, and it returns hidden text as if it were seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.model import Block, Location
from ingest.readers.hidden import HiddenLog
from ingest.readers.ooxml import W
from ingest.readers.outline import Outline
from ingest.readers.word_numbering import Numbering
from ingest.readers.word_styles import (
    Look,
    Style,
    Styles,
    look_of,
    numbering_of,
    outline_level,
    shading,
    switched_on,
)

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_WRAPPERS = frozenset(
    W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_REMOVED = frozenset({W + "del", W + "moveFrom"})
_SIGNS = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_FILLS = frozenset({"solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})
_LONGEST_BOLD = 80
_BOLD_LEVEL = 6
_LONGEST_HEADING = 300
_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies behind the text of a cell or a box."""

    ground: float | None = None
    judged: bool = True
    """False where the ground is not known, so that no colour says hidden."""


@dataclass(slots=True)
class _Line:
    """One paragraph while it is read."""

    style: Style
    below: Look
    around: Surroundings
    parts: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


class BodyReader:
    """Turns block-level XML into blocks; keeps outline, list counters and hidden text over several parts."""

    def __init__(self, styles: Styles, numbering: Numbering, notes: Mapping[tuple[str, str], Any]) -> None:
        self.hidden = HiddenLog()
        self.inserted = 0
        self.removed = 0
        self.title: str | None = None
        self._styles = styles
        self._numbering = numbering
        self._notes = dict(notes)
        self._outline = Outline()

    def read(self, parent: Any, around: Surroundings = Surroundings()) -> Iterator[Block]:
        """Blocks of the paragraphs and tables below ``parent``, in order."""
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child, around)
            elif child.tag == W + "tbl":
                yield from self._table(child, around)
            elif child.tag in _WRAPPERS:
                yield from self.read(child, around)
            elif child.tag == _MC + "AlternateContent":
                yield from self.read(_chosen(child), around)

    def read_margin(self, parent: Any) -> list[Block]:
        """Blocks of a header or footer, whose headings do not count in the outline."""
        kept, self._outline = self._outline, Outline()
        blocks = [Block(block.text) for block in self.read(parent)]
        self._outline = kept
        return blocks

    # Paragraphs

    def _paragraph(self, element: Any, around: Surroundings) -> Iterator[Block]:
        line = self._line(element, around)
        text = self._labelled(element, line)
        if text and not _is_contents(line.style):
            yield self._block(element, line, text)
        yield from self._attached(line)

    def _block(self, element: Any, line: _Line, text: str) -> Block:
        level = outline_level(element.find(W + "pPr")) or line.style.level
        if level is None and _looks_like_heading(element, text):
            level = _BOLD_LEVEL
        if level is None or level > _LEVELS or len(text) > _LONGEST_HEADING:
            return Block(text, Location(heading=self._outline.path))
        if self.title is None and line.style.name.lower() in {"title", "rubrik"}:
            self.title = text
        return Block(text, Location(heading=self._outline.enter(level, text)), level)

    def _labelled(self, element: Any, line: _Line) -> str:
        """The text with the number or bullet that Word draws before it."""
        stated = numbering_of(element.find(W + "pPr"))
        list_id, level = stated or line.style.numbering or (None, 0)
        if list_id is None and line.style.numbering:
            list_id = line.style.numbering[0]
        if list_id is None or not (line.text or not line.removed):
            return line.text
        label = self._numbering.label(list_id, level)
        return f"{label} {line.text}" if label and line.text else line.text

    def _attached(self, line: _Line) -> Iterator[Block]:
        """Text boxes anchored in the paragraph, then its footnotes."""
        for box in line.boxes:
            yield from self.read(box, Surroundings(judged=not _is_filled(box)))
        for note in line.notes:
            yield from self.read(note)

    def _line(self, element: Any, around: Surroundings) -> _Line:
        properties = element.find(W + "pPr")
        named = properties.find(W + "pStyle") if properties is not None else None
        style = self._styles.get(named.get(W + "val") if named is not None else self._styles.default_paragraph)
        ground = shading(properties.find(W + "shd")) if properties is not None else None
        below = Look(ground=ground).over(style.look).over(self._styles.default).over(Look(ground=around.ground))
        line = _Line(style, below, around)
        self._inline(element, line)
        self.hidden.add("".join(line.removed), "removed_markup")
        self.hidden.add("".join(line.unseen), "style")
        return line

    def _inline(self, parent: Any, line: _Line) -> None:
        for child in parent:
            if child.tag == W + "r":
                self._run(child, line)
            elif child.tag in _REMOVED:
                self.removed += 1
                line.removed.append(_all_text(child))
            elif child.tag in _WRAPPERS:
                self.inserted += child.tag in {W + "ins", W + "moveTo"}
                self._inline(child, line)
            elif child.tag == _MC + "AlternateContent":
                self._inline(_chosen(child), line)
            elif child.tag in {_MATH + "oMath", _MATH + "oMathPara"}:
                line.parts.append("".join(child.itertext(_MATH + "t")))

    def _run(self, run: Any, line: _Line) -> None:
        properties = run.find(W + "rPr")
        look = look_of(properties)
        named = properties.find(W + "rStyle") if properties is not None else None
        if named is not None:
            look = look.over(self._styles.get(named.get(W + "val")).look)
        look = look.over(line.below)
        if not line.around.judged:
            look = replace(look, brightness=None)
        self._content(run, line, line.unseen if look.hidden else line.parts)

    def _content(self, run: Any, line: _Line, parts: list[str]) -> None:
        for child in run:
            tag = child.tag
            if tag == W + "t":
                parts.append(child.text or "")
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag])
            elif tag == W + "delText":
                line.removed.append(child.text or "")
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                self._note(tag, child, line)
            elif tag == _MC + "AlternateContent":
                self._content(_chosen(child), line, parts)
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                self._boxes(child, line)

    def _note(self, tag: str, reference: Any, line: _Line) -> None:
        kind = tag[len(W) :].removesuffix("Reference")
        # Taken out, so that a note stands where it is first referred to and nowhere else.
        note = self._notes.pop((kind, str(reference.get(W + "id"))), None)
        if note is not None:
            line.notes.append(note)

    def _boxes(self, drawing: Any, line: _Line) -> None:
        boxes = [box for box in drawing.iter(W + "txbxContent") if _outermost(box, drawing)]
        shown = not any(
            element.get("hidden", "0") in {"1", "true"} for element in drawing.iter("{*}docPr")
        ) and not any("hidden" in element.get("style", "") for element in drawing.iter(_V + "shape", _V + "rect"))
        if shown:
            line.boxes.extend(boxes)
        else:
            line.unseen.extend(_all_text(box) for box in boxes)

    # Tables

    def _table(self, table: Any, around: Surroundings) -> Iterator[Block]:
        named = table.find(f"{W}tblPr/{W}tblStyle")
        shaded = named is not None and self._styles.get(named.get(W + "val")).shaded
        around = replace(around, judged=around.judged and not shaded)
        for row in _children(table, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.removed += 1
                self.hidden.add(_all_text(row), "removed_markup")
            elif switched_on(properties, "hidden"):
                self.hidden.add(_all_text(row), "style")
            else:
                yield from self._row(row, around)

    def _row(self, row: Any, around: Surroundings) -> Iterator[Block]:
        cells = [cell for cell in _children(row, W + "tc") if _all_text(cell).strip()]
        if len(cells) == 1:
            # A frame or a layout: its paragraphs are paragraphs.
            yield from self.read(cells[0], _behind(cells[0], around))
            return
        attached: list[Block] = []
        texts = [self._cell(cell, _behind(cell, around), attached) for cell in cells]
        text = " | ".join(text for text in texts if text)
        if text:
            yield Block(text, Location(heading=self._outline.path))
        yield from attached

    def _cell(self, parent: Any, around: Surroundings, attached: list[Block]) -> str:
        texts: list[str] = []
        for child in parent:
            if child.tag == W + "p":
                line = self._line(child, around)
                texts.append(" ".join(self._labelled(child, line).split()))
                attached.extend(self._attached(line))
            elif child.tag == W + "tbl":
                texts.extend(block.text for block in self._table(child, around))
            elif child.tag in _WRAPPERS:
                texts.append(self._cell(child, around, attached))
        return " ".join(text for text in texts if text)


def _behind(cell: Any, around: Surroundings) -> Surroundings:
    ground = shading(cell.find(f"{W}tcPr/{W}shd"))
    return around if ground is None else Surroundings(ground)


def _chosen(alternatives: Any) -> Any:
    """The first choice of markup given in several versions; reading all would double the text."""
    choice = alternatives.find(_MC + "Choice")
    fallback = alternatives.find(_MC + "Fallback")
    found = choice if choice is not None else fallback
    return () if found is None else found


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _all_text(element: Any) -> str:
    return " ".join(
        "".join(paragraph.itertext(W + "t", W + "delText")) for paragraph in element.iter(W + "p")
    ) or "".join(element.itertext(W + "t", W + "delText"))


def _outermost(box: Any, drawing: Any) -> bool:
    """Whether no other box of the drawing and no fallback version holds this one."""
    for ancestor in box.iterancestors():
        if ancestor is drawing:
            return True
        if ancestor.tag in {W + "txbxContent", _MC + "Fallback"}:
            return False
    return True


def _is_filled(box: Any) -> bool:
    for ancestor in box.iterancestors():
        if ancestor.tag in {W + "drawing", W + "pict", W + "p"}:
            return False
        shape = ancestor.find("{*}spPr")
        if shape is not None:
            return any(str(child.tag).rpartition("}")[2] in _FILLS for child in shape) or (
                ancestor.find("{*}style/{*}fillRef") is not None and shape.find("{*}noFill") is None
            )
        if ancestor.get("fillcolor"):
            return True
    return False


def _looks_like_heading(paragraph: Any, text: str) -> bool:
    """Whether a paragraph is a short line all in bold without an end: a heading of one who uses no styles."""
    if len(text) > _LONGEST_BOLD or text[-1] in ".:;,!?…" or not any(map(str.isalpha, text)):
        return False
    runs = [run for run in paragraph.iter(W + "r") if "".join(run.itertext(W + "t")).strip()]
    return bool(runs) and all(switched_on(run.find(W + "rPr"), "b") for run in runs)


def _is_contents(style: Style) -> bool:
    """Tables of contents only repeat the headings."""
    return style.name.lower().startswith(("toc ", "table of figures"))
