"""DOCX: body, tables, text boxes, notes, headers and footers once; deletions, comments and hidden text apart."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from ingest.errors import UnreadableFileError
from ingest.model import Block, Notice, RawDocument
from ingest.readers.ooxml import Package, R, W, open_package
from ingest.readers.word_body import BodyReader
from ingest.readers.word_numbering import read_numbering
from ingest.readers.word_styles import read_styles

_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_PAGE_NUMBER = re.compile(r"^(?:sid(?:a|an|or)?\.?|page|s\.)?[\s\d()/|–-]*(?:(?:av|of)[\s\d()]*)?$", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_TITLE = re.compile(
    r"^(?:microsoft word\b|word\b|dokument\d*$|document\d*$|untitled|mall\b|.*\.docx?$)", re.IGNORECASE
)


def read_docx(data: bytes) -> RawDocument:
    """The document as it reads with all tracked changes accepted.

    Tracked deletions and comments are kept apart as ``removed_markup``; text with the hidden property, in the
    colour of its ground or of at most 2 points as ``style``. Table rows are blocks with cells joined by `` | ``.
    Tables of contents are left out. Raises UnreadableFileError, EncryptedFileError or LimitExceededError.
    """
    package = open_package(data)
    main = _main_part(package)
    root = package.part(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise UnreadableFileError(
            "Word-dokumentet saknar sin text och är troligen skadat.",
            hint="Öppna originalet i Word, spara det på nytt och lägg till det igen.",
        )
    related = package.related(main)
    reader = BodyReader(
        read_styles(_first(package, related, "styles")),
        read_numbering(_first(package, related, "numbering")),
        dict(_notes(package, related)),
    )
    blocks = [*_margins(package, related, body, reader, "header"), *reader.read(body)]
    blocks += _margins(package, related, body, reader, "footer")
    for comment in _children_of(_first(package, related, "comments")):
        reader.hidden.add(" ".join(comment.itertext(W + "t")), "removed_markup")
    title, date = _properties(package)
    return RawDocument(
        tuple(blocks),
        f"lxml {etree.__version__}",
        title=reader.title or title,
        date=date,
        hidden=reader.hidden.found,
        notices=(*_notices(package, root, reader), *reader.hidden.notices),
    )


def _main_part(package: Package) -> str:
    for kind, target in package.related("").values():
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _first(package: Package, related: dict[str, tuple[str, str]], kind: str) -> Any | None:
    for found, target in related.values():
        if found == kind:
            return package.part(target)
    return None


def _children_of(root: Any | None) -> Iterable[Any]:
    return () if root is None else root


def _notes(package: Package, related: dict[str, tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Any]]:
    for kind in ("footnote", "endnote"):
        for note in _children_of(_first(package, related, f"{kind}s")):
            if note.get(W + "type", "normal") == "normal":
                yield (kind, str(note.get(W + "id"))), note


def _margins(
    package: Package, related: dict[str, tuple[str, str]], body: Any, reader: BodyReader, kind: str
) -> list[Block]:
    """Headers or footers in use, each text once, without page numbers."""
    targets = (related.get(str(link.get(R + "id"))) for link in body.iter(f"{W}{kind}Reference"))
    parts = dict.fromkeys(target[1] for target in targets if target is not None)
    blocks: dict[str, Block] = {}
    for part in parts:
        root = package.part(part)
        for block in reader.read_margin(root) if root is not None else ():
            text = " ".join(block.text.split())
            if not _PAGE_NUMBER.match(text):
                blocks.setdefault(text, block)
    return list(blocks.values())


def _properties(package: Package) -> tuple[str | None, str | None]:
    root = package.part("docProps/core.xml")
    if root is None:
        return None, None
    title = (root.findtext(f"{_DUBLIN}title") or "").strip()
    stated = root.findtext(f"{_TERMS}modified") or root.findtext(f"{_TERMS}created") or ""
    date = _ISO_DATE.match(stated.strip())
    return (title if title and not _NO_TITLE.match(title) else None), (date[0] if date else None)


def _notices(package: Package, root: Any, reader: BodyReader) -> Iterator[Notice]:
    if reader.inserted or reader.removed:
        yield Notice(
            "tracked_changes",
            f"Dokumentet har spårade ändringar: {reader.inserted} infogningar lästes som text och "
            f"{reader.removed} borttagningar lämnades utanför. Kontrollera att det är den beslutade versionen.",
        )
    if next(root.iter(W + "altChunk"), None) is not None:
        yield Notice(
            "embedded_part",
            "Dokumentet innehåller ett inbäddat dokument som inte lästes. Öppna och spara det på nytt i Word.",
        )
    embedded = sum(name.startswith("word/embeddings/") for name in package.members)
    if embedded:
        yield Notice(
            "embedded_files",
            f"Dokumentet innehåller {embedded} inbäddade filer som inte lästes. Lägg till dem var för sig.",
        )
