"""What goes into the store, and what it answers, where the domain has no value for it."""

from dataclasses import dataclass
from typing import Literal

from assistant.domain.access import MemberRole
from assistant.domain.assessment import User
from assistant.domain.draft import Narrative
from assistant.domain.evidence import Place, Segment, Source, SourceKind

Outcome = Literal["new", "revision", "unchanged", "duplicate"]


@dataclass(frozen=True, slots=True)
class SourceTitle:
    """What a source is called, for lists of many."""

    id: str
    title: str
    kind: SourceKind
    ready: bool
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """How often each part of an assessment was changed; equal numbers mean that all of it is the same."""

    drafts: int = 0
    narratives: int = 0
    opinions: int = 0
    decisions: int = 0
    approvals: int = 0
    sources: int = 0
    """Which there are, their states, kinds, titles and texts."""
    users: int = 0
    """What anybody is called."""
    erased: int = 0
    """How many assessments of that id were erased."""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text found in a file that a reader of it does not see; shown to a person, never searched."""

    text: str
    reason: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something an evaluator should know about how a source was read; ``message`` is in Swedish."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class StoredText:
    """A source as it was read: its text, cleaned and pseudonymised, and what is known about it."""

    text: str
    media_type: str
    reader: str
    title: str | None = None
    date: str | None = None
    pages: int | None = None
    hidden: tuple[HiddenText, ...] = ()
    notices: tuple[Notice, ...] = ()
    segments: tuple[Segment, ...] = ()
    """Where each paragraph stands, in order."""
    kind: SourceKind | None = None
    """The kind that reading found; None keeps the one given when the source was added."""


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be kept; ``StoredText.text[start:end] == text``, in code points."""

    ordinal: int
    start: int
    end: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """One version of a source's file."""

    revision: int
    at: str
    by: str
    size: int
    """In bytes."""
    erased: bool


@dataclass(frozen=True, slots=True)
class PutResult:
    """What adding a file came to."""

    source: Source
    """The source that holds these bytes; under another name than the one added when a duplicate."""
    outcome: Outcome
    split_off: tuple[Source, ...] = ()
    """Former duplicates of the bytes now replaced: they stand on their own again and wait to be read."""
    superseded: Source | None = None
    """The source that had this name, now removed because its new bytes are those of another source."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing a source leaves for the caller to do."""

    source: Source
    blobs: tuple[str, ...] = ()
    """Files to delete: only when erasing, and only those that nothing else refers to."""


@dataclass(frozen=True, slots=True)
class NarrativeVersion:
    """A sub-area's text as somebody left it; ``version`` counts from 1."""

    version: int
    at: str
    by: str
    narrative: Narrative


SessionSort = Literal["browser", "program"]


@dataclass(frozen=True, slots=True)
class Credential:
    """What a password is checked against."""

    password_hash: str
    temporary: bool
    """Chosen by somebody else, to be changed before anything else is done."""
    changed_at: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody let in: a browser until it signs out, or a program until its token ends. Seconds since 1970."""

    number: int
    user_name: str
    sort: SessionSort
    label: str
    """The browser as it calls itself, or the name given to a token."""
    created: int
    seen: int
    ends: int


@dataclass(frozen=True, slots=True)
class Member:
    """A user who takes part in an assessment."""

    user: User
    role: MemberRole
    added_at: str
    added_by: str


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """An entry in the log of accounts."""

    at: str
    by: str
    action: str
    subject: str
    """Name of the user it was done to."""
