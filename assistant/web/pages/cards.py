"""Quotes as cards: put to a question, set aside, found by a search, or shown in their source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from assistant.domain import review
from assistant.domain.criteria import Language, Question
from assistant.domain.draft import Draft, Evidence, Stance
from assistant.domain.evidence import SOURCE_KINDS, SourceKind
from assistant.domain.review import Decision, Opinion
from assistant.domain.triangulation import Says, Triangulation
from assistant.export.words import place_text
from assistant.store import SourceTitle
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.evidence import Found, Surroundings
from assistant.workflow.stood import Standing

MOST_SOURCES = 150
"""How many sources a list to choose from holds; quotes from others come by a search or the viewer."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of a question are built from."""

    now: Standing
    history: tuple[Decision, ...]
    """All decisions on the question, oldest first."""
    names: Mapping[str, str]
    """What users are called, by user name."""
    sources: Sequence[SourceTitle]
    titles: Mapping[str, str]
    """What sources are called, by id."""
    removed: frozenset[str]
    """Ids of sources that were removed and may still be quoted."""
    user: str
    language: Language
    act: str


@dataclass(frozen=True, slots=True)
class Card:
    """A quote as a card."""

    id: str
    source_id: str
    kind: SourceKind
    title: str
    where: str
    quote: str
    stance: Stance
    level: int | None
    verified: bool
    warnings: tuple[str, ...]
    added_by: str
    page: int | None
    here: bool
    """It is the one shown in its source."""
    gone: bool
    """Its source was removed."""


@dataclass(frozen=True, slots=True)
class StruckCard:
    """A quote that was set aside."""

    card: Card
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """The quotes of one kind of source that do not speak against."""

    kind: SourceKind
    expected: bool
    """The question expects evidence of this kind."""
    cards: tuple[Card, ...]
    searched: int
    """How many sources of the kind were searched for the proposal."""
    says: Says | None
    """Whether the kind says that the thing is in place; None where it does not speak."""
    copy: bool
    """All it says stands in sources of another kind as well, so it is no voice of its own."""


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A quote in its source."""

    card: Card
    around: Surroundings | None


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A passage found, with the sentence to put forward."""

    source_id: str
    kind: SourceKind
    title: str
    where: str
    before: str
    sentence: str
    after: str
    there: bool
    """The sentence is among the evidence already."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search in the evidence from the workbench."""

    query: str
    kind: SourceKind | None
    found: tuple["FoundCard", ...]
    problem: ErrorPage | None = None


def place_page(desk: Desk, item: Evidence, around: Surroundings | None) -> PlacePage:
    """Build the view of a quote in its source."""
    return PlacePage(card_of(desk, item, item.id), around)


def evidence_of(now: Standing, question_id: str) -> tuple[Evidence, ...]:
    """Return all quotes ever put to a question, also those set aside."""
    draft = now.drafts.get(question_id)
    everything = {item.id: item for item in (draft.evidence if draft else ())}
    for opinion in now.opinions.get(question_id, ()):
        everything |= {item.id: item for item in opinion.added}
    return tuple(everything.values())


def first_shown(now: Standing, question: Question) -> Evidence | None:
    """Return the quote that stands first on the page."""
    evidence = review.current_evidence(now.drafts.get(question.id), now.opinions.get(question.id, ()))
    order = {kind: n for n, kind in enumerate(_kinds(question))}
    stances = {"supports": 0, "contradicts": 1, "context": 2}
    return min(evidence, key=lambda item: (stances[item.stance], order[item.kind], -item.score), default=None)


def search_cards(desk: Desk, question_id: str, found: Iterable[Found]) -> tuple[FoundCard, ...]:
    """Build the cards of what a search brought back."""
    opinions = desk.now.opinions.get(question_id, ())
    evidence = review.current_evidence(desk.now.drafts.get(question_id), opinions)
    known = {(item.source_id, " ".join(item.quote.split())) for item in evidence}
    return tuple(
        FoundCard(
            source_id=item.hit.passage.source_id,
            kind=item.hit.passage.kind,
            title=item.hit.passage.source_title,
            where=place_text(item.hit.passage.place, desk.language),
            before=item.before,
            sentence=item.sentence,
            after=item.after,
            there=(item.hit.passage.source_id, " ".join(item.sentence.split())) in known,
        )
        for item in found
    )


def card_of(desk: Desk, item: Evidence, chosen: str = "") -> Card:
    """Build the card of a quote; ``chosen`` is the id of the one that is shown in its source."""
    return Card(
        id=item.id,
        source_id=item.source_id,
        kind=item.kind,
        title=desk.titles.get(item.source_id, item.source_name),
        where=place_text(item.place, desk.language),
        quote=item.quote,
        stance=item.stance,
        level=item.level,
        verified=item.counts,
        warnings=item.warnings,
        added_by=desk.names.get(item.added_by, item.added_by),
        page=item.place.page,
        here=item.id == chosen,
        gone=item.source_id in desk.removed,
    )


def groups(question: Question, draft: Draft | None, cards: Sequence[Card], view: Triangulation) -> tuple[Group, ...]:
    """Build the groups of the supporting quotes, the kinds that the question expects first."""
    searched = dict(draft.searched.sources) if draft else {}
    voices = {voice.kind: voice for voice in view.voices if voice.speaks}
    found = []
    for kind in _kinds(question):
        own, voice = tuple(card for card in cards if card.kind == kind), voices.get(kind)
        expected = kind in question.sources
        if own or (draft and expected):
            copy = voice is not None and voice.copy_of is not None
            found.append(Group(kind, expected, own, searched.get(kind, 0), voice.says if voice else None, copy))
    return tuple(found)


def struck_cards(
    desk: Desk, draft: Draft | None, opinions: Iterable[Opinion], standing: set[str]
) -> tuple[StruckCard, ...]:
    """Build the cards of what was set aside and is not among those that stand."""
    everything = {item.id: item for item in (draft.evidence if draft else ())}
    found: dict[str, StruckCard] = {}
    for opinion in opinions:
        everything |= {item.id: item for item in opinion.added}
        for strike in opinion.struck:
            item = everything.get(strike.evidence_id)
            if item and item.id not in standing:
                by = desk.names.get(opinion.by, opinion.by)
                found[item.id] = StruckCard(card_of(desk, item, ""), by, opinion.at, strike.reason)
    return tuple(found.values())


def _kinds(question: Question) -> list[SourceKind]:
    """Return all kinds, those that the question expects first."""
    return [*question.sources, *(kind for kind in SOURCE_KINDS if kind not in question.sources)]


def choices(desk: Desk, evidence: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    """Return sources to quote from, as id and title: those quoted already first, and not too many."""
    quoted = {item.source_id for item in evidence}
    first = (source for source in desk.sources if source.ready and source.id in quoted)
    others = (source for source in desk.sources if source.ready and source.id not in quoted)
    return tuple((source.id, source.title) for source in islice(chain(first, others), MOST_SOURCES))
