"""The quick way of reading a page's operators finds exactly what pypdf finds, or leaves the page to it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream

from ingest.readers.pdf_operations import LONGEST, quickly_read, read_operations

FILES = sorted((Path(__file__).parents[3] / "eval_sets").rglob("*.pdf"))


def _typed(value: Any) -> Any:
    """Return a value with the types in it, so that 1 and 1.0 differ, and a name and a string."""
    if isinstance(value, dict):
        return type(value), {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [_typed(inner) for inner in value]
    return type(value), bytes(value) if isinstance(value, bytes) else str(value) if isinstance(value, str) else value


def _by_pypdf(data: bytes) -> list[Any]:
    stream = ContentStream(None, None, "bytes")
    stream.set_data(data)
    return [_typed(operation) for operation in stream.operations]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_page_of_the_demo_files_is_read_quickly_and_as_pypdf_reads_it(file: Path) -> None:
    for page in PdfReader(file).pages:
        data = ContentStream(page["/Contents"], page.pdf, "bytes").get_data()
        found = read_operations(data)
        assert found is not None
        assert [_typed(operation) for operation in found] == _by_pypdf(data)


@pytest.mark.parametrize(
    "data",
    [
        b"BT /F1 12 Tf 1 0 0 -1 72 700 Tm (Hej) Tj ET",
        b"[(a)-20.5(b)<0041>3]TJ",
        rb"(\101\)\\ \n (inne \(i\) den) \000) Tj",
        b"/P <</MCID 3/Lang (sv-SE)/BBox [1 2 3 4]>>BDC EMC /Artifact<</Attached[/Top]/O<</A 1>>>>BDC EMC",
        b"/Span<</ActualText<FEFF0009>>> BDC\n( )Tj\nEMC",
        b"+1 -.5 .25 4. re f* 0.00000000000000006123 1 -1 0 18.8 10 cm\n",
        b"",
        b" \n",
        b"1 2",
    ],
)
def test_plain_streams_are_read_as_pypdf_reads_them(data: bytes) -> None:
    found = read_operations(data)
    assert found is not None
    assert [_typed(operation) for operation in found] == _by_pypdf(data)


@pytest.mark.parametrize(
    "data",
    [
        b"q BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
        b"% (dold) Tj\n(syns) Tj",
        b"[[1 2] 3] 0 d",
        b"[true] TJ",
        b"(\\8) Tj",
        b"(\\12) Tj",
        b"(utan slut Tj",
        b"<4> Tj",
        b"/A#42 gs",
        b"1-2 w",
        b"1 0 R Do",
        b"[1 2 Tj",
        b"] TJ",
        b"<</A 1/A 2",
        b"1" * 70 + b" w",
        b"q Hej Q",
        b"\x00q",
        b"q " * LONGEST,
    ],
)
def test_what_is_odd_is_left_to_pypdf(data: bytes) -> None:
    assert read_operations(data) is None


_PIECES = st.sampled_from(
    [b"(a)", b"(\\", b")", b"[", b"]", b"<", b">", b"<<", b">>", b"/N", b"1", b".5", b"-", b" ", b"\n", b"Tj", b"TJ",
     b"q", b"'", b'"', b"%", b"ab", b"\\101", b"BI", b"ID", b"EI", b"null", b"true", b"R", b"0"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map(b"".join))
def test_whatever_is_read_of_any_stream_is_what_pypdf_reads(data: bytes) -> None:
    found = read_operations(data)
    if found is not None:
        assert [_typed(operation) for operation in found] == _by_pypdf(data)


def test_a_page_is_as_it_was_afterwards() -> None:
    page = PdfReader(FILES[0]).pages[0]
    before = page.raw_get("/Contents")
    with quickly_read(page):
        assert isinstance(page.raw_get("/Contents"), ContentStream)
    assert page.raw_get("/Contents") is before
