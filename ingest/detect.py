"""What a file is, by its content first and its name second."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.decoding import decode
from ingest.errors import (
    EmptyDocumentError,
    EncryptedFileError,
    IngestError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from ingest.model import Notice
from ingest.zipsafe import ZipLimits, open_zip

Format = Literal["pdf", "docx", "xlsx", "csv", "html", "vtt", "srt", "md", "txt"]

MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "md": "text/markdown",
    "txt": "text/plain",
}
_SUFFIXES: dict[str, Format] = {
    "pdf": "pdf",
    "docx": "docx",
    "dotx": "docx",
    "xlsx": "xlsx",
    "xltx": "xlsx",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "vtt": "vtt",
    "srt": "srt",
    "md": "md",
    "markdown": "md",
    "txt": "txt",
    "text": "txt",
    "log": "txt",
}
_DOCUMENT = "Spara dokumentet som DOCX eller PDF och lägg till det igen."
_SHEET = "Spara kalkylbladet som XLSX eller CSV och lägg till det igen."
_SLIDES = "Spara presentationen som PDF och lägg till den igen."
_PICTURE = "Läs in bilden med textigenkänning (OCR) och spara som sökbar PDF."
_SOUND = "Lägg till en utskrift i stället: VTT, SRT, DOCX eller TXT."
_UNPACK = "Packa upp arkivet och lägg till filerna, eller packa dem som ZIP."
_TEXTUAL = "Spara innehållet som PDF, DOCX, HTML eller text och lägg till det igen."

_CHECK_NAME = "Kontrollera att det är rätt fil och rätta namnet."

_FOREIGN_SUFFIXES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("doc", "dot", "odt", "ott", "rtf", "pages", "wpd"),
        ("Dokument av den här typen kan inte läsas här.", _DOCUMENT),
    ),
    **dict.fromkeys(("docm", "dotm"), ("Dokument med makron kan inte läsas här.", _DOCUMENT)),
    **dict.fromkeys(("xls", "xlsb", "ods", "numbers"), ("Kalkylblad av den här typen kan inte läsas här.", _SHEET)),
    **dict.fromkeys(("xlsm", "xltm"), ("Kalkylblad med makron kan inte läsas här.", _SHEET)),
    **dict.fromkeys(("ppt", "pptx", "pptm", "ppsx", "odp", "key"), ("Presentationer kan inte läsas här.", _SLIDES)),
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "gif", "tif", "tiff", "bmp", "webp", "heic", "svg"),
        ("Bilder kan inte läsas här.", _PICTURE),
    ),
    **dict.fromkeys(
        ("mp3", "wav", "m4a", "aac", "ogg", "flac", "wma", "mp4", "mov", "avi", "mkv", "webm", "wmv"),
        ("Ljud- och filmfiler kan inte läsas här.", _SOUND),
    ),
    **dict.fromkeys(("7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zip"), ("Arkiv kan inte läsas här.", _UNPACK)),
    **dict.fromkeys(
        ("json", "xml", "eml", "msg", "epub", "js", "py", "sql", "yaml", "yml"),
        ("Filer av den här typen kan inte läsas här.", _TEXTUAL),
    ),
}
_RTF = b"{\\rtf"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (_RTF, "RTF-dokument kan inte läsas här.", _DOCUMENT),
    (b"\x89PNG\r\n", "Bilder kan inte läsas här.", _PICTURE),
    (b"\xff\xd8\xff", "Bilder kan inte läsas här.", _PICTURE),
    (b"GIF8", "Bilder kan inte läsas här.", _PICTURE),
    (b"II*\x00", "Bilder kan inte läsas här.", _PICTURE),
    (b"MM\x00*", "Bilder kan inte läsas här.", _PICTURE),
    (b"ID3", "Ljud- och filmfiler kan inte läsas här.", _SOUND),
    (b"\xff\xfb", "Ljud- och filmfiler kan inte läsas här.", _SOUND),
    (b"OggS", "Ljud- och filmfiler kan inte läsas här.", _SOUND),
    (b"fLaC", "Ljud- och filmfiler kan inte läsas här.", _SOUND),
    (b"RIFF", "Ljud-, film- och bildfiler kan inte läsas här.", _SOUND),
    (b"\x1aE\xdf\xa3", "Ljud- och filmfiler kan inte läsas här.", _SOUND),
    (b"7z\xbc\xaf", "Arkiv kan inte läsas här.", _UNPACK),
    (b"Rar!", "Arkiv kan inte läsas här.", _UNPACK),
    (b"\x1f\x8b", "Arkiv kan inte läsas här.", _UNPACK),
    (b"MZ", "Program kan inte läsas här.", "Lägg bara till dokument."),
    (b"\x7fELF", "Program kan inte läsas här.", "Lägg bara till dokument."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Atomic and possessive: remarks before the first tag are passed over once and never tried again.
_HTML = re.compile(
    r"\A\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I
)
_HTML_TAG = re.compile(r"</?(?:p|div|h[1-6]|ul|li|table|span|main|article|section|br)\b[^<>]{0,500}>", re.I)
_TIMING = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]*-->", re.M)
_TEXT_FORMATS = frozenset({"csv", "md", "txt"})


@dataclass(frozen=True, slots=True)
class Detected:
    """The format to read a file as, and what to say when its name told otherwise."""

    format: Format
    notices: tuple[Notice, ...] = ()

    @property
    def media_type(self) -> str:
        """Internet media type of the format."""
        return MEDIA_TYPES[self.format]


def detect(data: bytes, name: str) -> Detected:
    """The format of the file, whatever its name says.

    Raises EmptyDocumentError, EncryptedFileError, UnsupportedFormatError (known, but not read here) and
    UnreadableFileError (unknown or damaged); the messages say what to do.
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocumentError(
            f"Filen ”{name}” är tom.", hint="Kontrollera att hela filen kom med och lägg till den igen."
        )
    found = _by_signature(data) or _by_text(data, suffix)
    claimed = _SUFFIXES.get(suffix)
    if found == claimed or (suffix == "" and found in _TEXT_FORMATS):
        return Detected(found)
    return Detected(found, (_wrong_suffix(name, suffix, found),))


def _wrong_suffix(name: str, suffix: str, found: Format) -> Notice:
    message = f"”{name}” har ändelsen .{suffix} men innehållet är {found.upper()} och lästes så. {_CHECK_NAME}"
    if not suffix:
        message = f"”{name}” saknar ändelse men innehållet är {found.upper()} och lästes så. {_CHECK_NAME}"
    return Notice("wrong_suffix", message)


def _by_signature(data: bytes) -> Format | None:
    for start, judge in _CONTAINERS:
        if data.startswith(start):
            return judge(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[4:8] == b"ftyp":
        raise _unsupported("Ljud-, film- och bildfiler kan inte läsas här.", _SOUND)
    for start, what, hint in _SIGNATURES:
        # Some signatures are letters that a text may begin with; no text holds a zero byte.
        if data.startswith(start) and (start == _RTF or b"\x00" in data[:4096]):
            raise _unsupported(what, hint)
    return None


def _unsupported(message: str, hint: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(message, hint=hint)


def _ole(data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError("Filen är skyddad med lösenord.", hint="Ta bort lösenordet och lägg till filen igen.")
    if "Workbook".encode("utf-16-le") in data:
        raise _unsupported("Äldre Excel-filer (XLS) kan inte läsas här.", _SHEET)
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise _unsupported("Äldre PowerPoint-filer (PPT) kan inte läsas här.", _SLIDES)
    raise _unsupported("Äldre Word-filer (DOC) och liknande kan inte läsas här.", _DOCUMENT)


def _zip(data: bytes) -> Format:
    container = open_zip(data, ZipLimits(entries=20_000))
    names = set(container.namelist())
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise _unsupported("Filer med makron kan inte läsas här.", "Spara filen utan makron, som DOCX, XLSX eller PDF.")
    if any(part.startswith("ppt/") for part in names):
        raise _unsupported("Presentationer kan inte läsas här.", _SLIDES)
    if "word/document.xml" in names or any(re.match(r"word/document\d*\.xml$", part) for part in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "[Content_Types].xml" in names:
        raise UnreadableFileError("Office-filen saknar sitt innehåll.", hint="Öppna och spara filen på nytt.")
    if "mimetype" in names:
        raise _unsupported("Filer i OpenDocument- och EPUB-format kan inte läsas här.", _DOCUMENT)
    raise _unsupported("Arkiv kan inte läsas här.", "Lägg till arkivet som arkiv, så läses filerna i det var för sig.")


_CONTAINERS: tuple[tuple[bytes, Callable[[bytes], Format]], ...] = (
    (b"PK\x03\x04", _zip),
    (b"PK\x05\x06", _zip),
    (_OLE, _ole),
)


def _by_text(data: bytes, suffix: str) -> Format:
    claimed = _SUFFIXES.get(suffix)
    try:
        text = decode(data).text.lstrip("\ufeff")
    except IngestError as error:
        if claimed in {"pdf", "docx", "xlsx"}:
            raise UnreadableFileError(
                f"Filen är skadad: den är ingen riktig {suffix.upper()}-fil.",
                hint="Öppna originalet, spara det på nytt och lägg till det igen.",
            ) from error
        if suffix in _FOREIGN_SUFFIXES:
            raise _unsupported(*_FOREIGN_SUFFIXES[suffix]) from error
        raise
    return _shape(text, claimed, suffix)


def _shape(text: str, claimed: Format | None, suffix: str) -> Format:
    if text.startswith("WEBVTT"):
        return "vtt"
    if _HTML.match(text[:8000]) or (claimed == "html" and _HTML_TAG.search(text[:100_000])):
        return "html"
    if _TIMING.search(text[:20_000]):
        return "vtt" if claimed == "vtt" else "srt"
    if suffix in _FOREIGN_SUFFIXES:
        raise _unsupported(*_FOREIGN_SUFFIXES[suffix])
    if claimed in _TEXT_FORMATS:
        return claimed
    return "txt"
