"""The values that ingestion hands over: a prepared source, its segments and its passages.

All offsets count Unicode code points in ``PreparedSource.text``, the one text that is stored,
indexed, quoted and shown: ``text[passage.start:passage.end] == passage.text``, always.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SourceKind = Literal["steering_document", "interview", "website", "social_media", "self_description", "survey"]
"""What kind of evidence a source is, as Kommunkompassen tells them apart."""

HiddenReason = Literal[
    "invisible_ink",  # painted, but nothing shows on the rendered page
    "render_mode",  # PDF text render mode 3 where no picture carries the same words
    "outside_page",
    "tiny",
    "style",  # hidden by CSS or by a character property in Word
    "removed_markup",  # deleted by tracked changes, comments and the like
    "invisible_characters",  # zero width, bidi, tag characters
]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a stretch of text stands, in the terms of its own medium; unknown parts are None."""

    page: int | None = None
    """Page in the file, the first is 1."""
    page_label: str | None = None
    """Page number as printed, when the file says so."""
    time: float | None = None
    """Seconds from the start of a recording."""
    row: int | None = None
    """Row in a table file, the first data row is 1."""
    heading: tuple[str, ...] = ()
    """Headings above the text, outermost first."""
    speaker: str | None = None
    """Pseudonym and role of the one who speaks, never a name when pseudonymised."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text with one location (a paragraph, a cue, a table row)."""

    start: int
    end: int
    location: Location


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed and cited."""

    ordinal: int
    start: int
    end: int
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text found in the file that a reader of it does not see; kept to be shown, never indexed."""

    text: str
    reason: HiddenReason
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the evaluator should know about how a source was read."""

    code: str
    """Stable short name such as ``page_without_text``."""
    message: str
    """For a person: what it is and what can be done."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What a reader returns: one paragraph, heading, list item, cue or row before cleaning."""

    text: str
    location: Location = Location()
    heading_level: int | None = None
    """1-6 when the block is a heading."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as its reader saw it."""

    blocks: tuple[Block, ...]
    reader: str
    """Library and version, for instance ``pypdf 7.1.0``."""
    title: str | None = None
    date: str | None = None
    """ISO date found in the document's own properties, if any."""
    pages: int | None = None
    hidden: tuple[HiddenText, ...] = ()
    notices: tuple[Notice, ...] = ()
    kind_hint: SourceKind | None = None
    """The kind the format speaks for (a subtitle file is an interview)."""


@dataclass(frozen=True, slots=True)
class PreparedSource:
    """A file read, cleaned, pseudonymised and split."""

    name: str
    sha256: str
    """Of the file's bytes."""
    media_type: str
    kind: SourceKind
    text: str
    segments: tuple[Segment, ...]
    passages: tuple[Passage, ...]
    reader: str
    title: str | None = None
    date: str | None = None
    pages: int | None = None
    hidden: tuple[HiddenText, ...] = ()
    notices: tuple[Notice, ...] = ()
    pseudonyms: Mapping[str, str] = field(default_factory=dict)
    """Replacement to original; a secret, to be kept apart from the text."""
