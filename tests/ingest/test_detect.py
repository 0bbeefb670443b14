import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.detect import detect
from ingest.errors import (
    EmptyDocumentError,
    EncryptedFileError,
    IngestError,
    UnreadableFileError,
    UnsupportedFormatError,
)


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name in names:
            container.writestr(name, "x")
    return stream.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7 x", "a.pdf", "pdf"),
        (DOCX, "a.docx", "docx"),
        (XLSX, "a.xlsx", "xlsx"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHej", "a.vtt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHej", "a.srt", "srt"),
        (b"<!doctype html><p>Hej", "a.html", "html"),
        (b"<div><p>Hej</p></div>", "a.htm", "html"),
        (b"# Rubrik", "a.md", "md"),
        (b"a;b\n1;2", "a.csv", "csv"),
        ("Hej på dig".encode("utf-16"), "a.txt", "txt"),
        (b"Hej", "README", "txt"),
    ],
)
def test_a_file_is_known_by_its_content_and_name(data: bytes, name: str, expected: str) -> None:
    found = detect(data, name)

    assert found.format == expected
    assert found.notices == ()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7 x", "a.docx", "pdf"),
        (DOCX, "a.pdf", "docx"),
        (XLSX, "a.csv", "xlsx"),
        (b"<html><body>Hej", "a.doc", "html"),
        (b"Bara text", "a.pdf", "txt"),
        (b"WEBVTT\n", "a.txt", "vtt"),
    ],
)
def test_a_wrong_suffix_is_told_and_the_file_read_as_what_it_is(data: bytes, name: str, expected: str) -> None:
    found = detect(data, name)

    assert found.format == expected
    assert [notice.code for notice in found.notices] == ["wrong_suffix"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a.xls"),
        (zipped("mimetype", "content.xml"), "a.odt"),
        (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docm"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx"),
        (zipped("a.txt"), "a.zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "a.png"),
        (b"\xff\xd8\xff\xe0" + bytes(30), "a.pdf"),
        (b"ID3\x03" + bytes(30), "a.mp3"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(9), "a.mp4"),
        (b"{\\rtf1 hej}", "a.rtf"),
        (b'{"a": 1}', "a.json"),
        (b"\x1f\x8b\x08" + bytes(20), "a.gz"),
    ],
)
def test_what_is_not_read_here_is_refused_with_something_to_do(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        detect(data, name)

    assert caught.value.hint


@pytest.mark.parametrize("data", [b"", b"  \n\t ", bytes(100)])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocumentError):
        detect(data, "a.pdf")


def test_an_encrypted_office_file_asks_for_its_password_to_be_removed() -> None:
    with pytest.raises(EncryptedFileError):
        detect(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx")


def test_noise_and_a_broken_office_file_are_unreadable() -> None:
    noise = bytes(range(1, 255)) * 20

    for name in ("a.docx", "a.txt", "a.pdf"):
        with pytest.raises(UnreadableFileError):
            detect(noise, name)
    with pytest.raises(UnreadableFileError):
        detect(DOCX[: len(DOCX) // 2], "a.docx")


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.txt", "a", "a.csv", "a.vtt", "a.html"]))
def test_any_bytes_give_a_format_or_a_typed_error(data: bytes, name: str) -> None:
    with suppress(IngestError):
        detect(data, name)


def test_remarks_before_the_first_tag_cost_no_time() -> None:
    assert detect(b"<!---->" * 50_000 + b"x", str(Path("a.txt"))).format == "txt"
