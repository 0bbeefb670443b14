"""Opening a PDF: what is wrong with it is said in Swedish, with what to do next."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import EmptyFileError, FileNotDecryptedError, LimitReachedError, WrongPasswordError

from ingest.errors import (
    EmptyDocumentError,
    EncryptedFileError,
    IngestError,
    LimitExceededError,
    UnreadableFileError,
)
from ingest.readers.pdf_trace import BROKEN

MOST_PAGES = 2_000
_AES = 4
"""From this version of the standard security handler on, AES is used (ISO 32000-2, table 20)."""
_HEADER = re.compile(rb"%PDF-\d")
_LINEARIZED = re.compile(rb"/Linearized\s{0,20}[\d.]{1,10}.{0,300}?/L\s{1,20}(\d{1,15})", re.DOTALL)
_LIMITS: dict[str, Any] = {
    "array_based_stream_maximum_output_length": 10_000_000,
    "lzw_maximum_output_length": 10_000_000,
    "run_length_maximum_output_length": 10_000_000,
    "zlib_maximum_output_length": 10_000_000,
    "brotli_maximum_output_length": 10_000_000,
    "stream_decoding_work_maximum_length": 30_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
    "page_tree_maximum_entries": 5_000,
    "xform_maximum_invocations_per_extraction": 1_000,
    "image_maximum_buffer_size": 20_000_000,
    "jbig2dec_binary": None,
    "disable_legacy_handling": True,
}
"""Bounds on one stream or page; the time of the whole is bounded by the process the reader runs in."""
HINT_DAMAGED = "Öppna filen i en PDF-läsare och spara den på nytt, eller be kommunen om en ny kopia."


@contextmanager
def opened(data: bytes) -> Iterator[PdfReader]:
    """A reader for the file, within the limits; inside the block pypdf's errors become those of ``ingest.errors``."""
    _check_whole(data)
    with _quiet_pypdf(), _pypdf_errors(), apply_configuration(**_LIMITS):
        yield _open(data)


def _check_whole(data: bytes) -> None:
    if not data.strip(b"\x00\t\r\n\f "):
        raise EmptyDocumentError("Filen är tom.", hint="Ladda ner eller exportera den på nytt.")
    if not _HEADER.search(data[:1024]):
        raise UnreadableFileError("Filen är inte en PDF.", hint="Kontrollera att du valt rätt fil.")
    if _is_cut(data):
        raise UnreadableFileError(
            "PDF-filen är avkortad: slutet saknas.", hint="Ladda ner filen igen och kontrollera att den går att öppna."
        )


def _is_cut(data: bytes) -> bool:
    """Whether the end of the file is missing: pypdf would read what is left without a word."""
    stated = _LINEARIZED.search(data[:1024])
    if stated and int(stated[1]) > len(data):
        return True
    end = data.rfind(b"%%EOF")
    tail = data[end + 5 :] if end >= 0 else data[-2048:]
    return b" obj" in tail or (end < 0 and b"startxref" not in tail)


def _open(data: bytes) -> PdfReader:
    reader = _unlocked(data)
    if len(reader.pages) > MOST_PAGES:
        raise LimitExceededError(
            f"PDF-filen har fler än {MOST_PAGES} sidor.", hint="Dela upp den och lägg till de delar som behövs."
        )
    return reader


def _unlocked(data: bytes) -> PdfReader:
    reader = _reader(data)
    if not reader.is_encrypted:
        return reader
    lock: Any = reader.trailer["/Encrypt"]
    if int(lock.get("/V", 0)) >= _AES:
        # Most files with an owner password are locked with AES, which pypdf needs another library for.
        return _reader(_without_lock(data))
    if not reader.decrypt(""):
        raise _locked()
    return reader


def _reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=False, root_object_recovery_limit=1_000)


def _without_lock(data: bytes) -> bytes:
    """The file as pdfium saves it when no password is needed to open it."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _locked() from error
    try:
        saved = io.BytesIO()
        document.save(saved, flags=raw.FPDF_REMOVE_SECURITY)
        return saved.getvalue()
    finally:
        document.close()


def _locked() -> EncryptedFileError:
    return EncryptedFileError(
        "PDF-filen är skyddad med lösenord.", hint="Spara en kopia utan lösenord och lägg till den i stället."
    )


@contextmanager
def _pypdf_errors() -> Iterator[None]:
    """pypdf's errors as ours."""
    try:
        yield
    except IngestError:
        raise
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise _locked() from error
    except (LimitReachedError, MemoryError) as error:
        raise LimitExceededError(
            "PDF-filen är för stor eller för invecklad för att läsas.",
            hint="Skriv ut den till en ny PDF, eller dela upp den i mindre delar.",
        ) from error
    except EmptyFileError as error:
        raise EmptyDocumentError("Filen är tom.", hint="Ladda ner eller exportera den på nytt.") from error
    except (*BROKEN, RecursionError) as error:
        raise UnreadableFileError("PDF-filen är skadad och går inte att läsa.", hint=HINT_DAMAGED) from error


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """Keep pypdf's warnings, which quote the file, out of the log."""
    logger = logging.getLogger("pypdf")
    before = logger.propagate
    silent = logging.NullHandler()
    logger.propagate = False
    logger.addHandler(silent)
    try:
        yield
    finally:
        logger.propagate = before
        logger.removeHandler(silent)
