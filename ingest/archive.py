"""A ZIP of sources to its files, good and bad side by side."""

import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass, replace

from ingest.errors import IngestError, LimitExceededError, UnreadableFileError, UnsupportedFormatError
from ingest.zipsafe import ZipLimits, open_zip, read_member

_ARCHIVE_SUFFIXES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".jar", ".cab", ".iso")
_ARCHIVE_STARTS = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_SYSTEM_FILES = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/.][^/]*(?:/|$)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_UTF8_FLAG = 0x800
_LONGEST_PART = 120
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file of an archive: its bytes, or why there are none.

    ``name`` is a label with forward slashes, safe to show; it is not meant to be opened as a path.
    """

    name: str
    data: bytes | None = None
    error: IngestError | None = None


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a plain ZIP of files, and not a Word, Excel or other document that is a ZIP inside."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        names = set(open_zip(data, ZipLimits(entries=100_000)).namelist())
    except IngestError:
        return True
    return not names & {"[Content_Types].xml", "mimetype"}


def expand(data: bytes, name: str, *, limits: ZipLimits | None = None) -> list[ArchiveMember]:
    """The files of a ZIP in its order, without folders and what operating systems leave behind.

    A member that is encrypted, damaged, too large, a link or an archive itself comes with ``error`` and the
    others go on. Raises UnreadableFileError when ``data`` is no ZIP and LimitExceededError when the number of
    entries or their way of sharing bytes makes it unsafe to begin.
    """
    limits = limits or ZipLimits()
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnreadableFileError(f"”{name}” är inte ett ZIP-arkiv.", hint="Lägg till filerna var för sig.")
    container = open_zip(data, limits)
    members: list[ArchiveMember] = []
    taken: set[str] = set()
    left = limits.total_bytes
    for entry in container.infolist():
        label = _decoded(entry)
        if entry.is_dir() or _SYSTEM_FILES.search(label):
            continue
        safe = _unique(safe_name(label), taken)
        member = _read(container, entry, safe, replace(limits, member_bytes=min(limits.member_bytes, left)))
        left -= len(member.data or b"")
        members.append(member)
    return members


def _read(container: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: ZipLimits) -> ArchiveMember:
    try:
        _refuse_kind(entry, name)
        if limits.member_bytes <= 0:
            raise LimitExceededError(
                "Arkivet är större än vad som packas upp på en gång.", hint="Dela upp det i flera arkiv."
            )
        data = read_member(container, entry, limits)
        if data.startswith(_ARCHIVE_STARTS) or is_archive(data):
            raise _nested()
    except IngestError as error:
        return ArchiveMember(name, error=error)
    return ArchiveMember(name, data=data)


def _refuse_kind(entry: zipfile.ZipInfo, name: str) -> None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsupportedFormatError("Länkar i arkiv läses inte.", hint="Lägg till filen som länken pekar på.")
    if name.lower().endswith(_ARCHIVE_SUFFIXES):
        raise _nested()


def _nested() -> UnsupportedFormatError:
    return UnsupportedFormatError(
        "Arkiv inuti arkiv packas inte upp.", hint="Packa upp det inre arkivet och lägg till filerna."
    )


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: macOS writes UTF-8 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def safe_name(name: str) -> str:
    """A name from outside as a label: relative, without device names, control and direction characters."""
    parts = [_safe_part(part) for part in re.sub(r"^[A-Za-z]:", "", name).split("/")]
    kept = [part for part in parts if part.strip(".")][-_MOST_PARTS:]
    return "/".join(kept) or "namnlös"


def _safe_part(part: str) -> str:
    clean = _UNSAFE.sub("", part).strip().rstrip(". ")
    if _DEVICES.match(clean):
        clean = f"_{clean}"
    if len(clean) > _LONGEST_PART:
        stem, dot, suffix = clean.rpartition(".")
        tail = dot + suffix if stem and len(suffix) <= 8 else ""
        clean = clean[: _LONGEST_PART - len(tail)] + tail
    return clean


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate = f"{stem} ({number}){dot}{suffix}"
        number += 1
    taken.add(candidate.casefold())
    return candidate
