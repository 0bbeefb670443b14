import io
import struct
import zipfile

import pytest

from ingest.archive import expand, is_archive, safe_name
from ingest.errors import (
    EncryptedFileError,
    LimitExceededError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from ingest.zipsafe import ZipLimits


def archive(**members: bytes) -> bytes:
    return archive_of(list(members.items()))


def archive_of(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as container:
        for name, data in members:
            container.writestr(name, data)
    return stream.getvalue()


def test_good_and_bad_members_come_side_by_side() -> None:
    inner = archive(a=b"x")
    data = archive_of(
        [
            ("Intervjuer/åäö.txt", b"Hej"),
            ("inre.zip", inner),
            ("dold.txt", inner),
            ("bomb.txt", bytes(30_000_000)),
            ("__MACOSX/._a", b"x"),
            ("mapp/.DS_Store", b"x"),
            ("~$utkast.docx", b"x"),
            ("mapp/", b""),
            ("sist.txt", b"Sist"),
        ]
    )

    members = {member.name: member for member in expand(data, "a.zip")}

    assert list(members) == ["Intervjuer/åäö.txt", "inre.zip", "dold.txt", "bomb.txt", "sist.txt"]
    assert members["Intervjuer/åäö.txt"].data == b"Hej"
    assert members["sist.txt"].data == b"Sist"
    assert isinstance(members["inre.zip"].error, UnsupportedFormatError)
    assert isinstance(members["dold.txt"].error, UnsupportedFormatError)
    assert isinstance(members["bomb.txt"].error, LimitExceededError)


def test_an_encrypted_member_is_told_and_the_others_go_on() -> None:
    data = bytearray(archive_of([("a.txt", b"a"), ("b.txt", b"b")], zipfile.ZIP_STORED))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1  # the flag for a password, in the directory
    data[6] |= 1  # and in the member's own header

    first, second = expand(bytes(data), "a.zip")

    assert isinstance(first.error, EncryptedFileError)
    assert second.data == b"b"


def test_a_damaged_member_is_told_and_the_others_go_on() -> None:
    data = archive_of([("a.txt", b"aaaa"), ("b.txt", b"bbbb")], zipfile.ZIP_STORED).replace(b"aaaa", b"axaa", 1)

    first, second = expand(data, "a.zip")

    assert isinstance(first.error, UnreadableFileError)
    assert second.data == b"bbbb"


def test_too_many_entries_are_refused_before_anything_is_read() -> None:
    with pytest.raises(LimitExceededError):
        expand(archive_of([(f"{n}.txt", b"x") for n in range(2_001)]), "a.zip")


def test_members_that_share_bytes_are_refused() -> None:
    data = bytearray(archive_of([("a.txt", b"x" * 100), ("b.txt", b"y" * 100)], zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 0)

    with pytest.raises(LimitExceededError):
        expand(bytes(data), "a.zip")


def test_the_sum_of_all_members_is_bounded() -> None:
    data = archive_of([(f"{n}.txt", bytes([n]) * 40) for n in range(1, 5)])

    members = expand(data, "a.zip", limits=ZipLimits(total_bytes=100))

    assert [member.data is not None for member in members] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/a.txt", "abs/a.txt"),
        ("C:/a.txt", "a.txt"),
        ("a/../b.txt", "a/b.txt"),
        ("CON.txt", "_CON.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("a. ", "a"),
        ("..", "namnlös"),
        ("x" * 4000 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_from_outside_becomes_a_harmless_label(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_backslashes_and_equal_names_are_handled() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = archive_of([("..\\a.txt", b"1"), ("a.txt", b"2"), ("a.txt", b"3")])

    assert [member.name for member in expand(data, "a.zip")] == ["a.txt", "a (2).txt", "a (3).txt"]


def test_a_mac_name_without_its_flag_is_read_as_utf_8() -> None:
    data = archive_of([("aao.txt", b"x")]).replace(b"aao.txt", "åö".encode() + b"txt")

    assert expand(data, "a.zip")[0].name == "åötxt"


def test_a_symbolic_link_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        container.writestr(link, "/etc/passwd")

    assert isinstance(expand(stream.getvalue(), "a.zip")[0].error, UnsupportedFormatError)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"x" * 50])
def test_what_is_no_archive_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        expand(data, "a.zip")


def test_an_office_file_is_no_archive() -> None:
    assert is_archive(archive(a=b"x"))
    assert not is_archive(archive_of([("[Content_Types].xml", b""), ("word/document.xml", b"")]))
    assert not is_archive(b"text")
