"""Sources, the passages cut out of them, and what a search brings back."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

SourceKind = Literal["steering_document", "interview", "website", "social_media", "self_description", "survey"]
"""The kinds of evidence that Kommunkompassen tells apart."""

SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)

SourceState = Literal["waiting", "reading", "ready", "failed", "removed"]
"""What has become of a source: only a ready one is searched and quoted."""

ADDRESSES_JUDGE = "addresses_judge"
"""Code of the notice on a source in which sentences tell whoever judges what to do or to find."""

Hold = Literal["", "interview", "held"]
"""Whether a person looks at a source before it is indexed: no; yes, should it turn out to be an interview;
it did, and its pseudonymised text waits for that look."""


def shown_title(title: str | None, name: str) -> str:
    """Return what a source is called to people: its own title, else its file's name as words: "Intervju med chefer"."""
    if title:
        return title
    last = name.rstrip("/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] if words else name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in its source, in the terms of its own medium."""

    page: int | None = None
    page_label: str | None = None
    time: float | None = None
    row: int | None = None
    heading: tuple[str, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence of an assessment, in its newest revision."""

    id: str
    assessment_id: str
    name: str
    """Path relative to what was added; together with the assessment it identifies the source."""
    kind: SourceKind
    state: SourceState
    revision: int
    sha256: str
    """Of the file's bytes in this revision."""
    media_type: str = ""
    title: str | None = None
    date: str | None = None
    """ISO date from the document's own properties."""
    pages: int | None = None
    passages: int = 0
    characters: int = 0
    reader: str = ""
    problem: str = ""
    """For a person: why it failed and what to do; empty when all is well."""
    notices: tuple[str, ...] = ()
    hidden_texts: int = 0
    hold: Hold = ""
    addresses_judge: bool = False
    """Sentences in it tell whoever judges what to do or to find; they count nowhere."""
    kind_given: bool = False
    """Whether a person said what kind it is; else reading tells."""

    @property
    def shown(self) -> str:
        """What it is called to people."""
        return shown_title(self.title, self.name)


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, turn, cue or row of a source's text, with where it stands."""

    start: int
    end: int
    place: Place


def place_at(segments: Sequence[Segment], start: int, passage: Place) -> Place:
    """Return where an offset of a text stands, within a passage that may begin on an earlier page or turn.

    Args:
        segments: of the whole text, in order; none for what was read before they were kept.
        start: the offset.
        passage: where its passage begins, which also holds the headings.
    """
    at = bisect_right(segments, start, key=lambda segment: segment.start) - 1
    if at < 0:
        return passage
    own = segments[at].place
    return replace(
        passage,
        page=own.page,
        page_label=own.page_label,
        time=own.time,
        row=own.row,
        speaker=own.speaker or passage.speaker,
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed and cited; ``text`` stands at ``start:end`` of its source's text."""

    id: str
    source_id: str
    revision: int
    ordinal: int
    start: int
    end: int
    text: str
    place: Place
    kind: SourceKind
    source_name: str
    source_title: str
    date: str | None = None

    @property
    def source_shown(self) -> str:
        """What its source is called to people."""
        return shown_title(self.source_title, self.source_name)

    @property
    def search_text(self) -> str:
        """The text with its document's title and headings before it, as the index reads it."""
        return "\n".join([*dict.fromkeys([self.source_title, *self.place.heading]), self.text])


def content_key(text: str) -> str:
    """Name a text by its content: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def passage_id(source_id: str, revision: int, ordinal: int) -> str:
    """Name a passage; ASCII, so that every index accepts it."""
    return f"{source_id}.{revision}.{ordinal}"


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Which passages a search may return; an empty tuple or None means no restriction."""

    kinds: tuple[SourceKind, ...] = ()
    source_ids: tuple[str, ...] = ()
    date_from: str | None = None
    """ISO date; sources without a date pass."""
    date_to: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; ranks count from 1, None where that search missed it."""

    passage: Passage
    score: float
    """Fused score between 0 and 1, comparable within one search only."""
    lexical_rank: int | None = None
    vector_rank: int | None = None
    matched: tuple[str, ...] = field(default=())
    """Query words that the passage holds, for showing why it was found."""
