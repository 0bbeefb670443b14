"""Opening ZIP containers from strangers: everything is counted before anything is unpacked."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from ingest.errors import EncryptedFileError, IngestError, LimitExceededError, UnreadableFileError

MB = 1_000_000
_DIRECTORY_ENTRY = b"PK\x01\x02"
_CHUNK = 1 << 16
_ENCRYPTED_FLAG = 0x1
_LOCAL_HEADER = 30


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How large a container may be. The ratio is only looked at for members above one megabyte."""

    entries: int = 2_000
    member_bytes: int = 100 * MB
    total_bytes: int = 500 * MB
    ratio: int = 100


def open_zip(data: bytes, limits: ZipLimits) -> zipfile.ZipFile:
    """The container, its directory read and its number of entries and their places checked.

    Raises UnreadableFileError when damaged and LimitExceededError when it has too many entries or they overlap.
    """
    # Counted in the raw bytes first, since reading a directory of a million entries costs seconds and gigabytes.
    # Members stored without compression may hold directories of their own, hence the margin.
    if data.count(_DIRECTORY_ENTRY) > 10 * limits.entries:
        raise _too_many(limits)
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
        raise UnreadableFileError(
            "Filen är skadad eller ofullständig och kan inte öppnas.",
            hint="Hämta eller spara filen på nytt och lägg till den igen.",
        ) from error
    members = container.infolist()
    if len(members) > limits.entries:
        raise _too_many(limits)
    _refuse_overlap(members, len(data))
    return container


def _too_many(limits: ZipLimits) -> LimitExceededError:
    return LimitExceededError(
        f"Filen innehåller fler än {limits.entries} delar.",
        hint="Dela upp innehållet i flera filer.",
    )


def _refuse_overlap(members: list[zipfile.ZipInfo], size: int) -> None:
    """Members that share bytes are how a small file unpacks to terabytes (CVE-2024-0450)."""
    free_from = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < free_from:
            raise LimitExceededError(
                "Filen är byggd så att den växer orimligt när den packas upp.",
                hint="Packa om innehållet med ett vanligt program.",
            )
        free_from = member.header_offset + _LOCAL_HEADER + member.compress_size
    if free_from > size:
        raise UnreadableFileError(
            "Filen är skadad eller ofullständig.", hint="Hämta filen på nytt och lägg till den igen."
        )


def check_member(member: zipfile.ZipInfo, limits: ZipLimits) -> None:
    """Refuse a member that needs a password or says that it unpacks to too much."""
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedFileError("Filen är skyddad med lösenord.", hint="Ta bort lösenordet och lägg till filen igen.")
    too_dense = member.file_size > MB and member.file_size > limits.ratio * max(member.compress_size, 1)
    if member.file_size > limits.member_bytes or too_dense:
        raise _too_large()


def _too_large() -> LimitExceededError:
    return LimitExceededError(
        "Filen växer till en orimlig storlek när den packas upp.",
        hint="Spara om filen, eller dela upp den i mindre delar.",
    )


def read_member(container: zipfile.ZipFile, member: zipfile.ZipInfo, limits: ZipLimits) -> bytes:
    """The member's bytes, unpacked piece by piece so that a lying size does not help it.

    Raises EncryptedFileError, LimitExceededError or UnreadableFileError.
    """
    check_member(member, limits)
    pieces: list[bytes] = []
    size = 0
    try:
        with container.open(member) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > limits.member_bytes:
                    raise _too_large()
                pieces.append(piece)
    except IngestError:
        raise
    except RuntimeError as error:  # zipfile's word for a missing password; NotImplementedError is one too
        raise UnreadableFileError(
            "En del av filen är packad på ett sätt som inte kan läsas.",
            hint="Packa om filen som vanlig ZIP utan lösenord.",
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableFileError(
            "En del av filen är skadad.", hint="Hämta filen på nytt och lägg till den igen."
        ) from error
    return b"".join(pieces)
