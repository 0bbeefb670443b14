"""Questions put to the evidence and what was answered, as kept between visits.

An answer is kept as the places it quotes, never as their words: what is erased from the evidence is gone
from the conversation too, and who may no longer see a source no longer sees what was quoted from it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

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
    """A language model's own words; empty when the first quoted stretch is the sentence itself."""
    marks: tuple[str, ...] = ()
    """What is unproven about the model's words, in Swedish; none makes them certain."""

    @property
    def certain(self) -> bool:
        """Say whether the sentence may be shown as certain."""
        return not self.marks


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What part of the evidence was asked."""

    kinds: tuple[SourceKind, ...] = ()
    area_id: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class ModelPart:
    """What a language model had to do with an answer."""

    model: str = ""
    """Provider and name of the model that answered; empty when sentences of the evidence are the answer."""
    failed: str = ""
    """Why it gave no answer, in Swedish."""
    kept_back: tuple[SourceKind, ...] = ()
    """Kinds that were asked for and not sent to it."""
    shown: tuple[str, ...] = ()
    """Ids of the sources it read; its words may hold theirs."""
    searched: str = ""
    """The question as it was searched for, when a follow-up question was spelled out."""
    sent: int = 0
    """Tokens."""
    received: int = 0
    cost: float = 0.0
    """In the currency of the prices that are set; 0 without prices."""
    seconds: float = 0.0


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
    by: ModelPart = field(default_factory=ModelPart)

    @property
    def answered(self) -> bool:
        """Say whether the evidence says anything: one sentence is certain."""
        return any(said.certain for said in self.said)

    def without(self, sources: Collection[str]) -> "Reply":
        """Return the reply without a model's words when it read one of these sources, for good or for one's eyes."""
        if not set(self.by.shown) & set(sources):
            return self
        return replace(self, said=tuple(said for said in self.said if not said.text), by=replace(self.by, searched=""))


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
