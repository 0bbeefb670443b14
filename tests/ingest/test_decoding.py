from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding import decode
from ingest.errors import IngestError, UnreadableFileError

TEXT = "Åtgärderna följs upp – även på förskolan. Överläggning i Älvlunda, 5 § ”så är det”.\n" * 5


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_swedish_text_is_decoded_from_every_usual_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).text.lstrip("\ufeff") == TEXT


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "cp437"])
def test_old_code_pages_are_decoded_too(encoding: str) -> None:
    plain = "Åtgärderna följs upp på förskolan i Älvlunda.\n" * 3

    decoded = decode(plain.encode(encoding))

    assert decoded.text == plain
    assert [notice.code for notice in decoded.notices] == ["encoding_guessed"]


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01\x02text", b"abc\x01\x02\x03\x04\x05" * 50])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        decode(data)


def test_a_text_cut_in_the_middle_of_a_letter_is_read_and_told() -> None:
    decoded = decode("Så är det å".encode()[:-1])

    assert decoded.text == "Så är det "
    assert [notice.code for notice in decoded.notices] == ["cut_short"]


def test_utf_7_is_never_believed() -> None:
    assert decode(b"+ADw-script+AD4-").text == "+ADw-script+AD4-"


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_typed_error(data: bytes) -> None:
    with suppress(IngestError):
        assert isinstance(decode(data).text, str)
