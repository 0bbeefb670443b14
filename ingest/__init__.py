"""From a file to passages: read, clean, pseudonymise, split. Knows nothing of the assistant.

``prepare`` does one file in this process; ``ParsePool`` does many in child processes that may die.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ingest.errors import (
    EmptyDocumentError,
    EncryptedFileError,
    IngestError,
    LimitExceededError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from ingest.model import HiddenText, Location, Notice, Passage, PreparedSource, Segment, SourceKind

if TYPE_CHECKING:
    from ingest.archive import ArchiveMember, expand, is_archive
    from ingest.items import opens_item, words_from, words_to
    from ingest.limits import Limits
    from ingest.participants import Participant, load_participants
    from ingest.pipeline import prepare
    from ingest.pool import ParsePool, PrepareOutcome
    from ingest.sentences import Span, sentence_spans, without
    from ingest.speakers import is_interviewer
    from ingest.split import SplitSettings
    from ingest.wire import PrepareJob

# Loaded when first asked for, so that a command that reads no file does not pay for those that do.
_HOMES = {
    "ArchiveMember": "archive",
    "Limits": "limits",
    "ParsePool": "pool",
    "Participant": "participants",
    "PrepareJob": "wire",
    "PrepareOutcome": "pool",
    "Span": "sentences",
    "SplitSettings": "split",
    "expand": "archive",
    "is_archive": "archive",
    "is_interviewer": "speakers",
    "load_participants": "participants",
    "opens_item": "items",
    "prepare": "pipeline",
    "sentence_spans": "sentences",
    "without": "sentences",
    "words_from": "items",
    "words_to": "items",
}

__all__ = [
    "ArchiveMember",
    "EmptyDocumentError",
    "EncryptedFileError",
    "HiddenText",
    "IngestError",
    "LimitExceededError",
    "Limits",
    "Location",
    "Notice",
    "ParsePool",
    "Participant",
    "Passage",
    "PrepareJob",
    "PrepareOutcome",
    "PreparedSource",
    "Segment",
    "SourceKind",
    "Span",
    "SplitSettings",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "expand",
    "is_archive",
    "is_interviewer",
    "load_participants",
    "opens_item",
    "prepare",
    "sentence_spans",
    "without",
    "words_from",
    "words_to",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
