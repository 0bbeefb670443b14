"""Questions put to the evidence and what was answered, as kept between visits.

An answer is kept as the places it quotes, never as their words: what is erased from the evidence is gone
from the conversation too, and who may no longer see a source no longer sees what was quoted from it.
"""

from dataclasses import dataclass

from assistant.domain.evidence import SourceKind


@dataclass(frozen=True, slots=True)
class Cited:
    """A stretch of a source; offsets are code points of the source's text in that revision."""

    source_id: str
    revision: int
    passage_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an answer."""

    cited: tuple[Cited, ...]
    text: str = ""
    """Empty when the first quoted stretch is the sentence itself."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What part of the evidence was asked."""

    kinds: tuple[SourceKind, ...] = ()
    area_id: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; no sentences when the evidence does not say."""

    said: tuple[Said, ...]
    narrowed: Narrowed
    refused: str
    """Why the question is never answered: ``instruction``, ``personal`` or ``no_words``; else empty."""
    searched_passages: int
    searched_sources: int
    nearest: tuple[str, ...] = ()
    """Ids of the sources that came nearest."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its reply."""

    number: int
    """Counts up; orders the conversation."""
    key: str
    """Given by the page that asked, so that a question sent again is not asked twice."""
    at: str
    question: str
    reply: Reply
