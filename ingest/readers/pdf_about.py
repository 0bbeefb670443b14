"""What a PDF says about itself, and what it carries besides its pages' text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from ingest.clean import tidy
from ingest.model import Notice
from ingest.readers.pdf_trace import BROKEN

_FILE_NAME = re.compile(r"\.(?:docx?|dotx?|pptx?|xlsx?|indd|qxd|pdf|rtf|odt|pub|tmp|html?|ai|eps)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|namnlös.*|powerpoint-presentation|presentation\d*"
    r"|dokument\d*|document\d*|title|titel|rubrik|mall.*|slide \d+|anonymous|unspecified|\(anonymous\))$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200
_LONG_PROPERTY = 100
_ORDINARY_NOTES = {"/Link", "/Widget", "/Popup"}
_MOST = 5_000


def title_of(reader: PdfReader) -> str | None:
    """The title in the document's properties, unless it is a file name or a placeholder."""
    found = _property(lambda: reader.metadata.title if reader.metadata else None)
    if not isinstance(found, str):
        return None
    title = " ".join(tidy(found).text.split())
    letters = sum(map(str.isalpha, title))
    if letters < 3 or len(title) > _LONGEST_TITLE or _FILE_NAME.search(title) or _PLACEHOLDER.match(title):
        return None
    return title if " " in title or "_" not in title else None


def date_of(reader: PdfReader) -> str | None:
    """The day the document was made, or last changed, as ISO."""
    for read in (
        lambda: reader.metadata.creation_date if reader.metadata else None,
        lambda: reader.metadata.modification_date if reader.metadata else None,
    ):
        found = _property(read)
        if isinstance(found, datetime) and 1980 <= found.year <= 2100:
            return found.date().isoformat()
    return None


def labels_of(reader: PdfReader) -> list[str] | None:
    """Page numbers as printed, when the file gives them."""
    labels = _property(lambda: reader.page_labels if "/PageLabels" in reader.root_object else None)
    return labels if isinstance(labels, list) else None


def hidden_layers(reader: PdfReader) -> frozenset[int]:
    """Object numbers of optional content groups that are switched off when the file is opened."""
    found = _property(lambda: frozenset(_layers_off(reader.root_object)))
    return found if isinstance(found, frozenset) else frozenset()


def _layers_off(root: Any) -> Iterator[int]:
    if "/OCProperties" not in root:
        return
    properties = root["/OCProperties"].get_object()
    normal = properties["/D"].get_object()
    groups = {group.idnum for group in properties.get("/OCGs", []) if hasattr(group, "idnum")}
    off = {group.idnum for group in normal.get("/OFF", []) if hasattr(group, "idnum")}
    if normal.get("/BaseState") == "/OFF":
        off |= groups - {group.idnum for group in normal.get("/ON", []) if hasattr(group, "idnum")}
    yield from off


def _property(read: Callable[[], object]) -> object:
    """What ``read`` gives, None when that part of the file is damaged: it is never worth failing for."""
    try:
        return read()
    except (*BROKEN, RecursionError):
        return None


def other_content(reader: PdfReader) -> list[Notice]:
    """Says what the file holds that is neither read nor indexed; never its text."""
    checks: Iterable[Callable[[], str | None]] = (
        lambda: _notes(reader),
        lambda: _attachments(reader.root_object),
        lambda: _form(reader.root_object),
        lambda: _scripts(reader.root_object),
        lambda: _long_properties(reader),
    )
    found = (_property(check) for check in checks)
    return [Notice("other_content", message) for message in found if isinstance(message, str)]


def _notes(reader: PdfReader) -> str | None:
    kinds: Counter[str] = Counter()
    pages: list[int] = []
    for number, page in enumerate(reader.pages, 1):
        for entry in (page.get("/Annots") or [])[:_MOST]:
            kind = str(entry.get_object().get("/Subtype", ""))
            if kind not in _ORDINARY_NOTES:
                kinds[kind] += 1
                pages.append(number)
    if not kinds:
        return None
    where = ", ".join(str(page) for page in sorted(set(pages))[:10])
    return (
        f"Filen har {kinds.total()} anteckningar eller markeringar ovanpå texten (sida {where}). De läses inte in. "
        "Öppna filen om du vill se dem."
    )


def _attachments(root: Any) -> str | None:
    names = root.get("/Names", {})
    if "/EmbeddedFiles" not in names and "/Collection" not in root and "/AF" not in root:
        return None
    return "Filen har andra filer bifogade. De läses inte in. Spara dem var för sig och lägg till dem som egna källor."


def _form(root: Any) -> str | None:
    form = root.get("/AcroForm", {})
    fields = form.get("/Fields", [])
    if not fields and "/XFA" not in form:
        return None
    return (
        "Filen är ett formulär. Det som är ifyllt i fälten läses inte in. Skriv ut formuläret till en ny PDF "
        "om svaren ska räknas som källa."
    )


def _scripts(root: Any) -> str | None:
    action = root.get("/OpenAction")
    opens = isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch")
    if "/JavaScript" not in root.get("/Names", {}) and "/AA" not in root and not opens:
        return None
    return "Filen innehåller programkod (JavaScript). Den körs inte och läses inte in."


def _long_properties(reader: PdfReader) -> str | None:
    properties: Any = reader.metadata or {}
    long = [name for name in properties if len(str(properties.get(name, ""))) > _LONG_PROPERTY]
    if not long:
        return None
    return (
        f"Filens dokumentegenskaper innehåller lång text ({len(long)} fält). "
        "Den syns inte på sidorna och läses inte in."
    )
