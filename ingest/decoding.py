"""Bytes to text: byte order mark, then strict UTF-8, then the old Swedish code pages judged by their letters."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from ingest.errors import UnreadableFileError
from ingest.model import Notice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD_PAGES = ("cp1252", "mac_roman", "cp850", "latin-1")
_NAMES = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1", "mac_roman": "Mac Roman", "cp850": "DOS (850)"}
_EXPECTED = frozenset("åäöÅÄÖéÉèüÜáàëôæøÆØß–—’‘”“„•…§½¼°´·«»€%±²³×\xa0\xad")
_SWEDISH = frozenset("åäöÅÄÖéÉ")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and what the evaluator should know about it."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of a file. Raises UnreadableFileError when it holds no text in any encoding known here."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if (wide := _wide_without_mark(data)) is not None:
        return _strict(data, wide)
    _refuse_binary(data[:_SAMPLE])
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if len(data) - error.start <= 3 and error.reason == "unexpected end of data":
            return Decoded(data[: error.start].decode("utf-8"), "utf-8", (_cut_short(),))
    return _old(data)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            "Textens teckenkodning är skadad och filen kan inte läsas.",
            hint="Öppna filen i ett textprogram och spara den som UTF-8.",
        ) from error
    _refuse_binary(text[:_SAMPLE].encode("utf-8", "replace"))
    return Decoded(text, encoding)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark, as some export programs write it: every other byte is zero."""
    sample = data[:4000]
    if len(sample) < 8 or len(data) % 2 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _refuse_binary(sample: bytes) -> None:
    controls = len(_CONTROL.findall(sample.decode("latin-1")))
    if b"\x00" in sample or controls > max(2, len(sample) // 200):
        raise UnreadableFileError(
            "Filen innehåller inte läsbar text.",
            hint="Kontrollera att det är rätt fil, och spara den som PDF, DOCX eller text (UTF-8).",
        )


def _old(data: bytes) -> Decoded:
    best, share = max(((page, _likeness(data, page)) for page in _OLD_PAGES), key=lambda pair: pair[1])
    if share >= 0.8:
        return Decoded(data.decode(best, "replace"), best, (_guessed(_NAMES[best]),))
    from charset_normalizer import from_bytes

    match = from_bytes(data[:_SAMPLE]).best()
    if match is None:
        raise UnreadableFileError(
            "Filens teckenkodning går inte att känna igen.",
            hint="Öppna filen i ett textprogram och spara den som UTF-8.",
        )
    return Decoded(data.decode(match.encoding, "replace"), match.encoding, (_guessed(match.encoding),))


def _likeness(data: bytes, encoding: str) -> float:
    """How much of what is not ASCII becomes letters and signs that Swedish uses; Swedish letters weigh double."""
    counts = Counter(data[:_SAMPLE].decode(encoding, "replace"))
    foreign = {letter: count for letter, count in counts.items() if letter > "\x7f"}
    total = sum(foreign.values())
    if not total:
        return 1.0
    expected = sum(count for letter, count in foreign.items() if letter in _EXPECTED)
    swedish = sum(count for letter, count in foreign.items() if letter in _SWEDISH)
    return (expected + 0.01 * swedish) / total


def _guessed(encoding: str) -> Notice:
    return Notice(
        "encoding_guessed",
        f"Filens teckenkodning var inte angiven. Den lästes som {encoding}. "
        "Kontrollera att å, ä och ö ser rätt ut; spara annars filen som UTF-8 och lägg till den igen.",
    )


def _cut_short() -> Notice:
    return Notice("cut_short", "Filen slutar mitt i ett tecken. Kontrollera att den är fullständig.")
