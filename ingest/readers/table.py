"""CSV and Excel tables: one block a row, written as "Kolumn: värde; Kolumn: värde"."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ingest.decoding import decode
from ingest.errors import UnreadableFileError
from ingest.model import Block, Location, Notice, RawDocument, SourceKind

MOST_ROWS = 50_000
MOST_COLUMNS = 200
_LONGEST_CELL = 10_000
_SNIFFED_LINES = 60
_DELIMITERS = (";", ",", "\t", "|")
_NUMBER = re.compile(r"^[-+]?[\d\s.,%]+$")
_ENGAGEMENT = re.compile(
    r"\b(?:likes?|gillar|gilla-?markeringar|gillningar|reactions?|reaktioner|comments?|kommentarer|shares?|delningar|"
    r"retweets?|reposts?|impressions?|visningar|reach|räckvidd|engagement|engagemang|followers?|följare|views|klick)\b",
    re.IGNORECASE,
)
_POSTS = re.compile(
    r"\b(?:permalink|post(?:\s?id|_id)?|inlägg(?:s-?id)?|message|meddelande|caption|tweet|plattform|platform|kanal|"
    r"hashtags?|page name|sidnamn|media type)\b",
    re.IGNORECASE,
)

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows as blocks, and whether it had to be cut."""

    blocks: tuple[Block, ...]
    columns: tuple[str, ...]
    cut: bool


def read_csv(data: bytes) -> RawDocument:
    """A CSV table in any usual encoding and with any usual delimiter. Raises UnreadableFileError."""
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.", first.strip()):
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = sniffed_delimiter(text)
    try:
        table = table_of(csv.reader(text.split("\n") if '"' not in text else _lines(text), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFileError(
            "Tabellen kan inte tolkas som CSV.",
            hint="Öppna den i ett kalkylprogram och spara som XLSX eller CSV (UTF-8).",
        ) from error
    return RawDocument(
        table.blocks,
        f"csv {decoded.encoding}",
        notices=(*decoded.notices, *cut_notices(table.cut)),
        kind_hint=kind_of(table.columns),
    )


def _lines(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in text.split("\n"))


def sniffed_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most columns most evenly."""
    lines = text.split("\n", _SNIFFED_LINES)[:_SNIFFED_LINES]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: Sequence[str], delimiter: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(_lines("\n".join(lines)), delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / len(widths) + min(width, 50) / 1000


def table_of(rows: Iterable[Row], heading: tuple[str, ...] = ()) -> Table:
    """Rows as blocks. Lines above the header (a title, a date) become ordinary blocks.

    Rows count from 1 below the header, empty ones included. At most MOST_ROWS rows and MOST_COLUMNS columns.
    """
    blocks: list[Block] = []
    source = iter(rows)
    above, header, first = _header(source)
    blocks.extend(Block(text, Location(heading=heading)) for text in above)
    cut = _filled(header[MOST_COLUMNS:]) > 0
    for number, row in enumerate(chain(first, source), start=1):
        if number > MOST_ROWS:
            cut = cut or _filled(row) > 0
            if cut:
                break
            continue
        cut = cut or _filled(row[MOST_COLUMNS:]) > 0
        if text := _written(header, row[:MOST_COLUMNS]):
            blocks.append(Block(text, Location(row=number, heading=heading)))
    return Table(tuple(blocks), tuple(header[:MOST_COLUMNS]), cut)


def _header(rows: Iterator[Row]) -> tuple[list[str], Row, list[Row]]:
    """Texts above the header, the header, and rows already read; the header is empty when there is none."""
    read: list[Row] = []
    for row in rows:
        read.append(row)
        if len(read) >= 30:
            break
    width = max((_filled(row) for row in read), default=0)
    for index, row in enumerate(read):
        if _filled(row) >= max(1, 0.6 * width):
            above = [" | ".join(cell.strip() for cell in line if cell.strip()) for line in read[:index]]
            texts = [text for text in above if text]
            return (texts, row, read[index + 1 :]) if _names_columns(row) else (texts, (), read[index:])
    return [], (), read


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _names_columns(row: Row) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    numbers = sum(_NUMBER.match(cell) is not None for cell in cells)
    # Years are numbers that name columns.
    years = sum(re.fullmatch(r"(?:19|20)\d{2}", cell) is not None for cell in cells)
    return bool(cells) and (numbers - years) * 2 < len(cells) and len(set(cells)) * 2 > len(cells)


def _written(header: Row, row: Row) -> str:
    parts = []
    for index, cell in enumerate(row):
        value = " ".join(cell[:_LONGEST_CELL].split())
        if not value:
            continue
        name = " ".join(header[index].split()) if index < len(header) else ""
        parts.append(f"{name}: {value}" if name else value)
    return "; ".join(parts)


def kind_of(columns: Sequence[str]) -> SourceKind:
    """Social media when the columns are those of an export of posts, otherwise a survey or other figures."""
    named = " | ".join(columns).replace("_", " ")
    measures = len({match.lower() for match in _ENGAGEMENT.findall(named)})
    posts = len({match.lower() for match in _POSTS.findall(named)})
    return "social_media" if measures >= 2 or (measures and posts) else "survey"


def cut_notices(cut: bool) -> tuple[Notice, ...]:
    """What to say about a table that was larger than is read."""
    if not cut:
        return ()
    return (
        Notice(
            "table_cut",
            f"Tabellen är större än vad som läses ({MOST_ROWS} rader, {MOST_COLUMNS} kolumner). Resten lämnades "
            "utanför; dela upp tabellen eller ta bort det som inte behövs.",
        ),
    )
