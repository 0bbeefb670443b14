"""XLSX: visible rows of visible sheets; hidden sheets, rows, columns, letters and comments apart."""

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFileError
from ingest.model import Block, Location, Notice, RawDocument
from ingest.readers.hidden import HiddenLog
from ingest.readers.ooxml import Package, open_package
from ingest.readers.table import MOST_COLUMNS, MOST_ROWS, cut_notices, kind_of, table_of
from ingest.readers.word_styles import brightness

if TYPE_CHECKING:
    from openpyxl import Workbook

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_S = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LEAST_CONTRAST = 40
_MOST_MERGED = 20_000
_MARGIN_ROWS = 50  # above the first data row


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Rows (from 1) and columns (from 1) of a sheet that are hidden, and comments on it."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    comments: tuple[str, ...] = ()
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Row of the value of a cell, by row and column, for cells merged with one above."""
    unsaved: int = 0
    """Formulas of which no value was saved."""


def read_xlsx(data: bytes) -> RawDocument:
    """The values of all visible cells, sheet by sheet; formulas count with the value last saved.

    Raises UnreadableFileError, EncryptedFileError or LimitExceededError.
    """
    from openpyxl import __version__ as version

    package = open_package(data)
    parts = _sheet_parts(package)
    hidden = HiddenLog()
    blocks: list[Block] = []
    columns: list[str] = []
    cut, unsaved = False, 0
    book = _open(data)
    several = sum(sheet.sheet_state == "visible" for sheet in book.worksheets) > 1
    for sheet in book.worksheets:
        unseen = _unseen(package, parts.get(sheet.title, ""))
        unsaved += unseen.unsaved
        for comment in unseen.comments:
            hidden.add(comment, "removed_markup")
        rows = _rows(sheet, unseen, hidden, sheet.sheet_state == "visible")
        table = table_of(rows, (sheet.title,) if several else ())
        blocks.extend(_titled(sheet.title, table.blocks) if several else table.blocks)
        columns.extend(table.columns)
        cut = cut or table.cut
    title = book.properties.title
    changed = book.properties.modified
    book.close()
    return RawDocument(
        tuple(blocks),
        f"openpyxl {version}",
        title=title or None,
        date=changed.date().isoformat() if isinstance(changed, datetime.datetime) else None,
        hidden=hidden.found,
        notices=(*cut_notices(cut), *_unsaved_notices(unsaved), *hidden.notices),
        kind_hint=kind_of(columns),
    )


def _unsaved_notices(count: int) -> Iterator[Notice]:
    if count:
        message = (
            f"Kalkylbladet har {count} formler som inget värde är sparat för. De cellerna lästes som tomma. "
            "Öppna filen i Excel eller LibreOffice, spara den och lägg till den igen."
        )
        yield Notice("formula_without_value", message)


def _open(data: bytes) -> "Workbook":
    from lxml import etree
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation that are not read anyway
            return load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, etree.LxmlError) as error:
        raise _damaged() from error
    except (AttributeError, IndexError, OSError, SyntaxError) as error:
        raise _damaged() from error


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(
        "Kalkylbladet är skadat och kan inte läsas.",
        hint="Öppna det i Excel eller LibreOffice, spara det på nytt som XLSX och lägg till det igen.",
    )


def _titled(title: str, blocks: Sequence[Block]) -> Iterator[Block]:
    if blocks:
        yield Block(title, Location(heading=(title,)), 1)
        yield from blocks


# Values


def _rows(sheet: Any, unseen: _Unseen, hidden: HiddenLog, is_visible: bool) -> Iterator[list[str]]:
    """Rows as texts. What is hidden is told to ``hidden`` and leaves an empty cell or an empty row."""
    sheet.reset_dimensions()  # the stated size may be a lie of a million rows
    looks: dict[tuple[int, int], bool] = {}
    above: dict[tuple[int, int], str] = {}
    tops = {(top, column) for (_, column), top in unseen.merged.items()}
    last = MOST_ROWS + _MARGIN_ROWS
    try:
        for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS + 1), start=1):
            texts = [_text(cell.value, cell.number_format) for cell in row]
            if not is_visible or number in unseen.rows:
                hidden.add("; ".join(text for text in texts if text), "style")
                yield []
                continue
            for index, cell in enumerate(row):
                if texts[index] and (index + 1 in unseen.columns or _is_faint(cell, looks)):
                    hidden.add(texts[index], "style")
                    texts[index] = ""
                place = (number, index + 1)
                if place in tops:
                    above[place] = texts[index]
                elif place in unseen.merged:
                    texts[index] = texts[index] or above.get((unseen.merged[place], place[1]), "")
            yield texts
    except (KeyError, ValueError, TypeError, IndexError, SyntaxError, AttributeError, zipfile.BadZipFile) as error:
        raise _damaged() from error


def _text(value: Any, number_format: str | None) -> str:
    """The value about as the sheet shows it, with a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float) and "%" in (number_format or ""):
        return f"{value * 100:.6g} %".replace(".", ",")
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    return str(value)


def _is_faint(cell: Any, looks: dict[tuple[int, int], bool]) -> bool:
    """Whether the letters have the colour of their ground."""
    if not getattr(cell, "has_style", False):
        return False
    style = cell.style_array
    key = (style.fontId, style.fillId)
    if key not in looks:
        looks[key] = _faint(cell.font, cell.fill)
    return looks[key]


def _faint(font: Any, fill: Any) -> bool:
    letters = _bright(font.color)
    if fill.fill_type not in {None, "none", "solid"}:
        return False
    ground = _bright(fill.fgColor) if fill.fill_type == "solid" else 255.0
    return letters is not None and ground is not None and abs(letters - ground) < _LEAST_CONTRAST


def _bright(colour: Any) -> float | None:
    if colour is None:
        return None
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return brightness(colour.rgb[-6:])
    if colour.type == "theme" and colour.theme == 0 and not colour.tint:
        return 255.0  # the theme's first colour is the page's white
    return 255.0 if colour.type == "indexed" and colour.indexed in {1, 9} else None


# What openpyxl does not tell in read-only mode


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet title to the part that holds it."""
    book = package.part("xl/workbook.xml")
    related = package.related("xl/workbook.xml")
    found: dict[str, str] = {}
    for sheet in book.iter(f"{_S}sheet", f"{_STRICT_S}sheet") if book is not None else ():
        link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        if link in related:
            found[sheet.get("name", "")] = related[link][1]
    return found


def _unseen(package: Package, part: str) -> _Unseen:
    if part not in package.members:
        return _Unseen()
    from lxml import etree

    from ingest.readers.ooxml import LIMITS
    from ingest.zipsafe import read_member

    rows: set[int] = set()
    columns: set[int] = set()
    merged: dict[tuple[int, int], int] = {}
    unsaved = 0
    raw = read_member(package.container, package.members[part], LIMITS)
    try:
        for _, element in etree.iterparse(
            BytesIO(raw),
            tag=("{*}row", "{*}col", "{*}mergeCell", "{*}c"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            name = str(element.tag).rpartition("}")[2]
            if name == "c":
                unsaved += element.find("{*}f") is not None and not (element.findtext("{*}v") or "").strip()
            elif name == "mergeCell":
                merged |= _below(element.get("ref", ""), _MOST_MERGED - len(merged))
            elif element.get("hidden") in {"1", "true"}:
                _note(element.attrib, rows, columns)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise _damaged() from error
    return _Unseen(frozenset(rows), frozenset(columns), tuple(_comments(package, part)), merged, unsaved)


def _below(reference: str, most: int) -> dict[tuple[int, int], int]:
    """Cells below the first of a merged stretch, in its column: a heading beside several rows holds for each."""
    from openpyxl.utils import range_boundaries
    from openpyxl.utils.exceptions import CellCoordinatesException

    try:
        bounds = range_boundaries(reference)
    except (ValueError, TypeError, CellCoordinatesException):
        return {}
    column, top, last, bottom = (bound or 0 for bound in bounds)
    if column != last or 0 in (column, top, bottom):
        return {}
    return {(row, column): top for row in range(top + 1, min(bottom, top + max(most, 0)) + 1)}


def _note(attributes: Mapping[str, str], rows: set[int], columns: set[int]) -> None:
    number, first, last = (attributes.get(name, "") for name in ("r", "min", "max"))
    if re.fullmatch(r"\d{1,8}", number):
        rows.add(int(number))
    elif re.fullmatch(r"\d{1,6}", first) and re.fullmatch(r"\d{1,6}", last):
        columns.update(range(int(first), min(int(last), MOST_COLUMNS + 1) + 1))


def _comments(package: Package, part: str) -> Iterator[str]:
    for kind, target in package.related(part).values():
        if kind in {"comments", "threadedComment"}:
            root = package.part(target)
            for comment in root.iter("{*}comment", "{*}threadedComment") if root is not None else ():
                yield " ".join(comment.itertext("{*}t", "{*}text"))
