"""PDF to blocks: pypdf takes the text out, geometry puts it in order, pdfium tells what cannot be seen.

Blocks come page by page (the first page is 1). Hidden text, repeated headers and footers, annotations and form
values are kept away from the blocks and told in notices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdf
from pypdf import PdfReader
from pypdf.errors import LimitReachedError

from ingest.errors import EmptyDocumentError, UnreadableFileError
from ingest.model import Block, HiddenReason, HiddenText, Notice, RawDocument
from ingest.readers import pdf_about
from ingest.readers.pdf_columns import arrange
from ingest.readers.pdf_hidden import Judge
from ingest.readers.pdf_lines import FontBook, has_unknown_letters, lines_of, main_turn, turned
from ingest.readers.pdf_margins import PageLines, without_margins
from ingest.readers.pdf_open import HINT_DAMAGED, opened
from ingest.readers.pdf_text import blocks_of
from ingest.readers.pdf_trace import BROKEN, trace_page, visible_box

_HINT_SCAN = "Kör texttolkning (OCR) på filen och lägg till den igen."
_MOST_PAGE_NOTICES = 20
_ASIDE = "Den är lagd åt sidan och räknas inte som underlag. Granska den."


@dataclass(slots=True)
class _Reading:
    """What is gathered while pages are read."""

    pages: list[PageLines] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    layer_pages: list[int] = field(default_factory=list)
    """Pages whose words come from text recognition."""
    broken_pages: list[int] = field(default_factory=list)
    unknown_pages: list[int] = field(default_factory=list)
    """Pages with letters that the file does not name."""


def read_pdf(data: bytes) -> RawDocument:
    """Read a PDF. Raises the errors of ``ingest.errors``, with a message and a hint in Swedish."""
    with opened(data) as reader:
        reading = _read_pages(reader, data)
        labels = pdf_about.labels_of(reader)
        title, date = pdf_about.title_of(reader), pdf_about.date_of(reader)
        others = pdf_about.other_content(reader)
    kept, margins = without_margins(reading.pages)
    blocks, removed = blocks_of([arrange(lines) for lines in kept], labels)
    if not blocks:
        raise _no_text(reading)
    return RawDocument(
        blocks=tuple(blocks),
        reader=f"pypdf {pypdf.__version__}",
        title=title or _first_heading(blocks),
        date=date,
        pages=len(reading.pages),
        hidden=tuple(reading.hidden),
        notices=(*_page_notices(reading), *_text_notices(margins, removed), *others),
    )


def _read_pages(reader: PdfReader, data: bytes) -> _Reading:
    reading = _Reading()
    fonts = FontBook()
    layers = pdf_about.hidden_layers(reader)
    judge = Judge(data, reader)
    try:
        for number, page in enumerate(reader.pages, 1):
            try:
                seen = judge.see(number - 1, trace_page(page, layers))
                lines = lines_of(seen.pieces, fonts)
                reading.pages.append(PageLines(tuple(lines), turned(visible_box(page), main_turn(lines))))
            except LimitReachedError:
                raise
            except BROKEN:
                reading.broken_pages.append(number)
                reading.pages.append(PageLines((), visible_box(page)))
                continue
            reading.hidden += [HiddenText(text, reason, number) for reason, text in seen.hidden]
            if has_unknown_letters("".join(piece.text for piece in seen.pieces)):
                reading.unknown_pages.append(number)
            if seen.text_layer:
                reading.layer_pages.append(number)
    finally:
        judge.close()
    if reading.pages and 2 * len(reading.broken_pages) > len(reading.pages):
        raise UnreadableFileError("De flesta av PDF-filens sidor är skadade.", hint=HINT_DAMAGED)
    return reading


def _no_text(reading: _Reading) -> EmptyDocumentError:
    if reading.hidden:
        return EmptyDocumentError(
            "PDF-filen har ingen text som syns; all text i den är dold.",
            hint="Öppna och kontrollera filen, och kör texttolkning (OCR) om sidorna är inskannade bilder.",
        )
    return EmptyDocumentError("PDF-filen innehåller ingen text, troligen är den inskannad.", hint=_HINT_SCAN)


def _first_heading(blocks: Sequence[Block]) -> str | None:
    """The highest heading on the first three pages."""
    early = [block for block in blocks if block.heading_level and (block.location.page or 0) <= 3]
    return min(early, key=lambda block: block.heading_level or 0).text if early else None


def _page_notices(reading: _Reading) -> Iterator[Notice]:
    yield from _hidden_notices(reading.hidden)
    for number in reading.broken_pages[:_MOST_PAGE_NOTICES]:
        message = f"Sida {number} är skadad och gick inte att läsa. {HINT_DAMAGED}"
        yield Notice("page_unreadable", message, number)
    silent = [
        number
        for number, page in enumerate(reading.pages, 1)
        if number not in reading.broken_pages and not any(line.text.strip() for line in page.lines)
    ]
    for number in silent[:_MOST_PAGE_NOTICES]:
        message = f"Sida {number} har ingen text. Är den inskannad: kör texttolkning (OCR) och lägg till filen igen."
        yield Notice("page_without_text", message, number)
    if len(silent) > _MOST_PAGE_NOTICES:
        rest = len(silent) - _MOST_PAGE_NOTICES
        yield Notice("page_without_text", f"Ytterligare {rest} sidor har ingen text. {_HINT_SCAN}")
    if reading.unknown_pages:
        pages = ", ".join(map(str, reading.unknown_pages[:_MOST_PAGE_NOTICES]))
        yield Notice(
            "unknown_letters",
            f"Bokstäver saknas i texten på sida {pages}: filen säger inte vilka de är. Skriv ut den till en ny PDF "
            "från originalet, eller kör texttolkning (OCR), och lägg till den igen.",
            reading.unknown_pages[0],
        )
    if reading.layer_pages:
        pages = ", ".join(map(str, reading.layer_pages[:_MOST_PAGE_NOTICES]))
        yield Notice(
            "ocr_layer",
            f"Texten på {len(reading.layer_pages)} sidor (sida {pages}) kommer från texttolkning av en bild. "
            "Jämför citat med bilden innan du använder dem.",
            reading.layer_pages[0],
        )


def _hidden_notices(hidden: Sequence[HiddenText]) -> Iterator[Notice]:
    pages = sorted({found.page for found in hidden if found.page is not None})
    for page in pages[:_MOST_PAGE_NOTICES]:
        for reason in sorted({found.reason for found in hidden if found.page == page}):
            yield Notice("hidden_text", _why(page, reason), page)
    if len(pages) > _MOST_PAGE_NOTICES:
        yield Notice("hidden_text", f"Ytterligare {len(pages) - _MOST_PAGE_NOTICES} sidor innehåller dold text.")


def _why(page: int, reason: HiddenReason) -> str:
    """Say why text on a page is not seen by who reads it."""
    said = f"Sida {page} innehåller text som inte syns för den som läser. {_ASIDE}"
    if reason == "invisible_ink":
        said = f"Sida {page} innehåller text i bakgrundens färg, övertäckt eller genomskinlig. {_ASIDE}"
    if reason == "render_mode":
        said = f"Sida {page} innehåller text som är osynligt skriven. {_ASIDE}"
    if reason == "outside_page":
        said = f"Sida {page} innehåller text som ligger utanför sidan. {_ASIDE}"
    if reason == "tiny":
        said = f"Sida {page} innehåller text som är för liten för att läsas. {_ASIDE}"
    return said


def _text_notices(margins: int, removed: int) -> Iterator[Notice]:
    if margins:
        message = f"Sidhuvud och sidfot som upprepas har lagts åt sidan ({margins} rader i hela filen)."
        yield Notice("repeated_margin", message)
    if removed:
        message = f"{removed} osynliga tecken (till exempel nollbredd) togs bort ur texten."
        yield Notice("invisible_characters", message)
