"""Parts of Word and Excel files, read without trusting the file."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.errors import UnreadableFileError
from ingest.zipsafe import MB, ZipLimits, check_member, open_zip, read_member

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Office's own XML repeats itself: 1:200 is seen in honest tables, and the byte limits hold anyway.
LIMITS = ZipLimits(entries=20_000, member_bytes=80 * MB, total_bytes=400 * MB, ratio=250)
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"
_STRICT_TO_COMMON = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def parser() -> Any:
    """An XML parser that fetches nothing, expands nothing and refuses giants."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


@dataclass(frozen=True, slots=True)
class Package:
    """An opened Office file."""

    container: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]

    def part(self, name: str) -> Any | None:
        """Root element of an XML part, None when there is no such part.

        Raises UnreadableFileError when the part is damaged or declares a document type (never done by Office).
        """
        member = self.members.get(name.lstrip("/"))
        return None if member is None else parse_part(read_member(self.container, member, LIMITS))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id to (kind, part name) of the parts within the file that ``part`` points to."""
        folder, _, leaf = part.rpartition("/")
        root = self.part(f"{folder}/_rels/{leaf}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            found[str(relation.get("Id", ""))] = (kind, _resolve(folder, str(relation.get("Target", ""))))
        return found


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def open_package(data: bytes) -> Package:
    """The Office file with every member's stated size checked before anything is unpacked."""
    container = open_zip(data, LIMITS)
    members = {member.filename: member for member in container.infolist()}
    xml = [member for name, member in members.items() if name.endswith((".xml", ".rels"))]
    for member in xml:
        check_member(member, LIMITS)
    return Package(container, members)


def parse_part(data: bytes) -> Any:
    """Root element of one XML part; see ``Package.part`` for what is refused."""
    if any(mark in data for mark in _DOCTYPES):
        raise _damaged("Filen innehåller en dokumenttypsdeklaration, som riktiga Office-filer aldrig har.")
    if _STRICT_NAMESPACE in data:
        for strict, common in _STRICT_TO_COMMON:
            data = data.replace(strict, common)
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged("Filens innehåll är skadat.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _damaged("Filen innehåller en dokumenttypsdeklaration, som riktiga Office-filer aldrig har.")
    return root


def _damaged(message: str) -> UnreadableFileError:
    return UnreadableFileError(message, hint="Öppna originalet i Office, spara det på nytt och lägg till det igen.")
