import datetime
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from ingest.errors import IngestError
from ingest.model import RawDocument
from ingest.readers import table as table_module
from ingest.readers.sheet import read_xlsx
from ingest.readers.table import read_csv


def texts(result: RawDocument) -> list[str]:
    return [block.text for block in result.blocks]


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_rows_become_blocks_whatever_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    rows = [["Fråga", "Svar", "Antal"], ["Är du nöjd?", f'"Ja{delimiter} mycket"', "12"], ["", "Nej", ""]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)

    result = read_csv(data)

    shown = delimiter.strip()  # a tab within a cell is a blank
    assert texts(result) == [f"Fråga: Är du nöjd?; Svar: Ja{shown} mycket; Antal: 12", "Svar: Nej"]
    assert [block.location.row for block in result.blocks] == [1, 2]
    assert result.kind_hint == "survey"


def test_lines_above_the_header_are_kept_as_text() -> None:
    result = read_csv("Medborgarundersökning 2025;;\n;;\nOmråde;2023;2025\nSkola;51;54\n".encode())

    assert texts(result) == ["Medborgarundersökning 2025", "Område: Skola; 2023: 51; 2025: 54"]


def test_a_cell_with_line_breaks_is_one_row() -> None:
    assert texts(read_csv(b'a;b\n"x\ny";2\n')) == ["a: x y; b: 2"]


@pytest.mark.parametrize(
    "header", ["Post ID,Message,Likes,Shares", "Datum;Inlägg;Gillningar", "Plattform;Text;Räckvidd;Kommentarer"]
)
def test_an_export_of_posts_is_social_media(header: str) -> None:
    assert read_csv(f"{header}\n1;x\n".encode()).kind_hint == "social_media"


def test_a_table_that_is_too_long_is_cut_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MOST_ROWS", 5)

    result = read_csv(b"a;b\n" + b"1;x\n" * 10)

    assert len(result.blocks) == 5
    assert [notice.code for notice in result.notices] == ["table_cut"]


def test_empty_cells_and_rows_beyond_what_is_read_are_not_called_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MOST_ROWS", 5)
    monkeypatch.setattr(table_module, "MOST_COLUMNS", 2)

    assert read_csv(b"a;b;;\n" + b"1;x;;\n" * 5 + b";;;\n" * 9).notices == ()
    assert [n.code for n in read_csv(b"a;b;;\n1;x;;y\n").notices] == ["table_cut"]


def test_a_small_book_is_not_called_cut() -> None:
    book = Workbook()
    for row in (["Fråga", "Andel"], ["Nöjd?", 0.78]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)

    assert read_xlsx(stream.getvalue()).notices == ()


@pytest.mark.parametrize("data", [b'a;"b', b"a" * 200_000 + b";b\n1;2", b'"' * 1001])
def test_a_strange_csv_is_read_or_refused(data: bytes) -> None:
    try:
        read_csv(data)
    except IngestError as error:
        assert error.hint  # noqa: PT017 - either way is right


def book_with_secrets() -> Any:
    book = Workbook()
    sheet = book.active
    sheet.title = "Svar"
    sheet.append(["Fråga", "Andel", "Datum", "Dold"])
    sheet.append(["Nöjd?", 0.78, datetime.date(2025, 3, 1), "HEMLIGKOLUMN"])
    sheet["B2"].number_format = "0%"
    sheet.append(["HEMLIGRAD", 1, None, None])
    sheet.row_dimensions[3].hidden = True
    sheet.append(["VITTEXT", 2.5, None, None])
    sheet["A4"].font = Font(color="FFFFFFFF")
    sheet.append(["Vit på blå", 3, None, None])
    sheet["A5"].font = Font(color="FFFFFFFF")
    sheet["A5"].fill = PatternFill("solid", fgColor="FF003366")
    sheet.column_dimensions["D"].hidden = True
    sheet["A2"].comment = Comment("HEMLIGKOMMENTAR", "x")
    for title, state in (("Dolt", "hidden"), ("Mycket dolt", "veryHidden")):
        other = book.create_sheet(title)
        other.append(["HEMLIGTBLAD"])
        other.sheet_state = state
    return book


def test_visible_cells_are_read_and_hidden_ones_kept_apart() -> None:
    result = read_xlsx(saved(book_with_secrets()))

    assert texts(result) == [
        "Fråga: Nöjd?; Andel: 78 %; Datum: 2025-03-01",
        "Andel: 2,5",
        "Fråga: Vit på blå; Andel: 3",
    ]
    assert [block.location.row for block in result.blocks] == [1, 3, 4]
    found = " ".join(found.text for found in result.hidden)
    for secret in ("HEMLIGKOLUMN", "HEMLIGRAD", "VITTEXT", "HEMLIGKOMMENTAR", "HEMLIGTBLAD"):
        assert secret in found


def test_several_sheets_are_headings() -> None:
    book = Workbook()
    book.active.title = "Ett"
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    other = book.create_sheet("Två")
    other.append(["c", "d"])
    other.append([3, 4])

    result = read_xlsx(saved(book))

    assert texts(result) == ["Ett", "a: 1; b: 2", "Två", "c: 3; d: 4"]
    assert result.blocks[-1].location.heading == ("Två",)


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active["XFD1048576"] = "bort"

    assert read_xlsx(saved(book)).blocks == ()


def test_any_cut_or_foreign_part_gives_a_typed_error() -> None:
    data = saved(book_with_secrets())
    for length in range(4, len(data), len(data) // 20):
        with pytest.raises(IngestError):
            read_xlsx(data[:length])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with pytest.raises(IngestError):
            read_xlsx(_with_part(data, part, b"<a"))
        with pytest.raises(IngestError):
            read_xlsx(_with_part(data, part, b"x" + b" " * 90_000_000))


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return stream.getvalue()


def test_a_cell_merged_over_rows_holds_for_each_of_them() -> None:
    book = Workbook()
    for row in (["Förvaltning", "Fråga", "Andel"], ["Skola", "Trygg", 1], [None, "Nöjd", 2], ["Vård", "Trygg", 3]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")

    assert texts(read_xlsx(saved(book))) == [
        "Förvaltning: Skola; Fråga: Trygg; Andel: 1",
        "Förvaltning: Skola; Fråga: Nöjd; Andel: 2",
        "Förvaltning: Vård; Fråga: Trygg; Andel: 3",
    ]


def test_formulas_without_a_saved_value_are_told() -> None:
    book = Workbook()
    for row in (["Fråga", "Andel"], ["Trygg", "=1+1"], ["Nöjd", "=2+2"]):
        book.active.append(row)

    assert [n.message for n in read_xlsx(saved(book)).notices if n.code == "formula_without_value"] == [
        "Kalkylbladet har 2 formler som inget värde är sparat för. De cellerna lästes som tomma. "
        "Öppna filen i Excel eller LibreOffice, spara den och lägg till den igen."
    ]
