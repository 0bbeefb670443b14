"""The page to ask the evidence: one's conversation, what may be asked, and each answer with its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.conversation import Cited, Narrowed, Turn
from assistant.domain.criteria import CriteriaSet, Language
from assistant.domain.evidence import Passage, Source
from assistant.web.errors import ErrorPage
from assistant.web.pages import addresses
from assistant.workflow.conversing import Place


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A sentence of an answer."""

    text: str
    passage: Passage | None
    """None when the place is gone, or may not be seen any more."""
    url: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question and its answer as they are shown."""

    key: str
    at: str
    question: str
    rows: tuple[AnswerRow, ...]
    narrowed: Narrowed
    area: str
    """Name of the area asked, empty for all."""
    source: str
    """Title of the source asked, empty for all."""
    refused: str
    searched_passages: int
    searched_sources: int
    nearest: tuple[tuple[str, str], ...]
    """Address and title of each source that came nearest."""


@dataclass(frozen=True, slots=True)
class ChatPage:
    """One's conversation with the evidence of an assessment."""

    id: str
    title: str
    turns: tuple[TurnView, ...]
    areas: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    """Where a quote may be put; empty for those who may not."""
    narrowed: Narrowed
    given: str
    key: str
    """For the next question."""
    ready: bool
    """Whether there is any evidence to ask."""
    problem: ErrorPage | None = None
    done: str = ""
    """Where a quote was just put, and how: ``1.2.3 decision``."""


@dataclass(frozen=True, slots=True)
class Known:
    """What names the parts of an answer."""

    assessment_id: str
    criteria: CriteriaSet
    sources: Sequence[Source]
    places: Mapping[Cited, Place]
    language: Language

    @property
    def titles(self) -> dict[str, str]:
        """The titles of sources that may be seen, by id."""
        return {source.id: source.title or source.name for source in self.sources}

    @property
    def areas(self) -> dict[str, str]:
        """The names of areas, by id."""
        return {area.id: area.name.in_language(self.language) for area in self.criteria.areas}


def turn_view(turn: Turn, known: Known) -> TurnView:
    """Build one turn."""
    reply, titles = turn.reply, known.titles
    return TurnView(
        key=turn.key,
        at=turn.at,
        question=turn.question,
        rows=tuple(_row(said.text, said.cited, known) for said in reply.said),
        narrowed=reply.narrowed,
        area=known.areas.get(reply.narrowed.area_id, ""),
        source=titles.get(reply.narrowed.source_id, ""),
        refused=reply.refused,
        searched_passages=reply.searched_passages,
        searched_sources=reply.searched_sources,
        nearest=tuple(
            (addresses.assessment(known.assessment_id, "sources", key, "view"), titles[key])
            for key in reply.nearest
            if key in titles
        ),
    )


def _row(text: str, cited: Sequence[Cited], known: Known) -> AnswerRow:
    place = known.places.get(cited[0]) if cited else None
    if place is None:
        return AnswerRow("", None, "")
    url = addresses.of_words(known.assessment_id, place.passage, place.text)
    return AnswerRow(text or place.text, place.passage, url)


def chat_page(
    title: str,
    turns: Sequence[Turn],
    known: Known,
    *,
    key: str,
    may_put: bool,
    narrowed: Narrowed | None = None,
    given: str = "",
    problem: ErrorPage | None = None,
    done: str = "",
) -> ChatPage:
    """Build the page; the filters of the newest question stay chosen."""
    latest = turns[-1].reply.narrowed if turns else Narrowed()
    questions = [(q.id, q.text.in_language(known.language)) for q in known.criteria.questions()] if may_put else []
    return ChatPage(
        id=known.assessment_id,
        title=title,
        turns=tuple(turn_view(turn, known) for turn in turns),
        areas=tuple((key, f"{key}. {name}") for key, name in known.areas.items()),
        sources=tuple((s.id, s.title or s.name) for s in known.sources if s.state == "ready"),
        questions=tuple(questions),
        narrowed=narrowed or latest,
        given=given,
        key=key,
        ready=any(source.state == "ready" for source in known.sources),
        problem=problem,
        done=done,
    )
