"""Chosen texts of a PDF page taken out once more by pypdf, each from its own place.

pypdf joins texts that stand on one line and does not tell where each began. Here the recorded operators are
written to a page of their own with absolute places, so that a page can be read without its hidden texts and
with a place for every text.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, FloatObject, NameObject

from ingest.readers.pdf_geometry import Matrix, times
from ingest.readers.pdf_trace import Piece, Show

_Operation = tuple[list[object], bytes]


def take_out(reader: PdfReader, shows: Sequence[Show]) -> list[tuple[int, Piece]]:
    """The text of the shows in their order, as pypdf reads them, each piece with the number of its group.

    Raises what pypdf raises.
    """
    fonts: dict[int, NameObject] = {}
    page = _page(reader, list(_operations(shows, fonts)), shows, fonts)
    groups = [group for group, _ in groupby(shows, key=lambda show: show.group)]
    pieces: list[tuple[int, Piece]] = []
    begun = 0

    def begin(operator: bytes, _operands: object, _cm: object, _tm: object) -> None:
        nonlocal begun
        begun += operator == b"Tm"

    def keep(text: str, cm: Matrix, tm: Matrix, font: object, size: float) -> None:
        if text:
            pieces.append((groups[max(0, begun - 1)], Piece(text, times(tm, cm), size, font)))

    page.extract_text(visitor_operand_before=begin, visitor_text=keep)
    return pieces


def _operations(shows: Iterable[Show], fonts: dict[int, NameObject]) -> Iterable[_Operation]:
    for _, group in groupby(shows, key=lambda show: show.group):
        members = list(group)
        yield [], b"BT"
        for place, show in enumerate(members):
            yield from _style(show, fonts, None if place == 0 else members[place - 1])
            if place == 0:
                yield [FloatObject(value) for value in show.matrix], b"Tm"
            if isinstance(show.operand, ArrayObject):
                yield [show.operand], b"TJ"
            else:
                yield [show.operand], b"Tj"
        yield [], b"ET"


def _style(show: Show, fonts: dict[int, NameObject], before: Show | None) -> Iterable[_Operation]:
    paint = show.paint
    if before is None or before.paint.font is not paint.font or before.paint.size != paint.size:
        name = fonts.setdefault(id(paint.font), NameObject(f"/F{len(fonts)}"))
        yield [name, FloatObject(paint.size)], b"Tf"
    for value, operator in zip(paint.spacing, (b"Tc", b"Tw", b"Tz"), strict=True):
        yield [FloatObject(value)], operator


def _page(
    reader: PdfReader, operations: list[_Operation], shows: Iterable[Show], fonts: dict[int, NameObject]
) -> PageObject:
    resources = DictionaryObject()
    for show in shows:
        name = fonts.get(id(show.paint.font))
        if name is not None and show.paint.font is not None:
            resources[name] = show.paint.font
    content = ContentStream(None, reader)
    content.operations = operations
    page = PageObject(reader)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): resources})
    page[NameObject("/Contents")] = content
    return page
