"""The page to ask the evidence: one's conversation, what may be asked, and each answer with its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.conversation import Cited, ModelPart, Narrowed, Said, Turn
from assistant.domain.criteria import CriteriaSet, Language
from assistant.domain.evidence import Passage, Source
from assistant.web.language import SOURCE, translated
from assistant.web.pages import addresses
from assistant.web.pages.marks import mark_in
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.conversing import Place
from assistant.workflow.modelling import AboutModel


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of the evidence that is quoted."""

    text: str
    passage: Passage
    url: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A sentence of an answer."""

    text: str
    """A model's own words; empty when what is quoted is the sentence."""
    quotes: tuple[Quoted, ...]
    marks: tuple[tuple[str, Language], ...]
    """What is unproven about the words, each with its language."""
    gone: bool
    """What it rests on is gone, or may not be seen any more."""

    @property
    def certain(self) -> bool:
        """Say whether it may be shown as certain."""
        return not self.gone and not self.marks


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question and its answer as they are shown."""

    key: str
    at: str
    question: str
    rows: tuple[AnswerRow, ...]
    """Of an answer; of a refusal, what could not be proven."""
    answered: bool
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
    by: ModelPart
    failed: ErrorPage | None
    """Why a model gave no answer."""
    unproven: int
    """Sentences of a model that are marked."""


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
    done_in: str = ""
    """The turn whose quote it was, where that is said; empty to say it above all."""
    model: AboutModel | None = None
    """The language model that answers, where one is set."""
    act: str = ""
    """For putting quotes onto questions."""


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
        return {source.id: source.shown for source in self.sources}

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
        rows=tuple(answer_row(said, known) for said in reply.said),
        answered=reply.answered,
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
        by=reply.by,
        failed=_failed(reply.by.failed, known.language) if reply.by.failed else None,
        unproven=sum(not said.certain for said in reply.said),
    )


def _failed(why: str, language: Language) -> ErrorPage:
    said = translated(why, language)
    return ErrorPage(why if said is None else said, "", SOURCE if said is None else language)


def answer_row(said: Said, known: Known) -> AnswerRow:
    """Build one sentence; it is shown only while all that it rests on is."""
    found = [(cited, known.places[cited]) for cited in said.cited if cited in known.places]
    gone = len(found) < len(said.cited) or not (found or said.text)
    if gone:
        return AnswerRow("", (), (), gone=True)
    quotes = tuple(
        Quoted(place.text, place.passage, addresses.of_words(known.assessment_id, place.passage, place.text))
        for _, place in found
    )
    plain = " ".join(said.text.split())
    repeats = len(quotes) == 1 and plain == " ".join(quotes[0].text.split())
    marks = tuple(mark_in(mark, known.language) for mark in said.marks)
    return AnswerRow("" if repeats and not marks else said.text, quotes, marks, gone=False)


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
    done_in: str = "",
    model: AboutModel | None = None,
    act: str = "",
) -> ChatPage:
    """Build the page; the filters of the newest question stay chosen."""
    latest = turns[-1].reply.narrowed if turns else Narrowed()
    questions = [(q.id, q.text.in_language(known.language)) for q in known.criteria.questions()] if may_put else []
    return ChatPage(
        id=known.assessment_id,
        title=title,
        turns=tuple(turn_view(turn, known) for turn in turns),
        areas=tuple((key, f"{key}. {name}") for key, name in known.areas.items()),
        sources=tuple((s.id, s.shown) for s in known.sources if s.state == "ready"),
        questions=tuple(questions),
        narrowed=narrowed or latest,
        given=given,
        key=key,
        ready=any(source.state == "ready" for source in known.sources),
        problem=problem,
        done=done,
        done_in=done_in,
        model=model,
        act=act,
    )
