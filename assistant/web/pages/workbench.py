"""The workbench: one question with its ladder, evidence, opinions and decision side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain import review
from assistant.domain.criteria import Language, Question
from assistant.domain.draft import Draft, Evidence, Stance
from assistant.domain.evidence import SourceKind
from assistant.domain.review import Judgement, Opinion
from assistant.domain.triangulation import Triangulation
from assistant.export.words import points_text
from assistant.web.pages.cards import (
    Card,
    Desk,
    Group,
    PlacePage,
    Search,
    StruckCard,
    card_of,
    choices,
    groups,
    struck_cards,
)
from assistant.web.pages.problem import ErrorPage
from assistant.web.pages.tree import Tree, Twig, points_of, tree

Sureness = Literal["low", "middling", "high"]
Step = Literal["opinion", "remark", "decision", "undone", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the ladder, as a choice."""

    value: str
    points: str
    demand: str
    drafted: bool
    decided: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The drafted level."""

    level: int
    points: str
    sureness: Sureness
    percent: int
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    nothing_found: bool
    queries: tuple[str, ...]
    sources: tuple[tuple[SourceKind, int], ...]
    passages: int


@dataclass(frozen=True, slots=True)
class Said:
    """One evaluator's newest opinion."""

    id: str
    by: str
    mine: bool
    at: str
    judgement: Judgement
    points: str
    reason: str
    comment: str
    agrees: bool
    """With the decision, or with the first opinion while there is none."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The decision that holds."""

    by: str
    at: str
    version: int
    judgement: Judgement
    points: str
    reason: str
    quotes: int
    outdated: bool
    """The evidence has changed since it was taken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done at the question."""

    step: Step
    at: str
    by: str
    judgement: Judgement | None
    reason: str
    comment: str
    added: int
    struck: int


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in, to be shown again; the empty level means none chosen."""

    level: str = ""
    reason: str = ""
    comment: str = ""
    source: str = ""
    quote: str = ""
    stance: Stance = "supports"


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One question at the workbench."""

    id: str
    title: str
    tree: Tree
    question_id: str
    text: str
    looks_for: str
    max_points: str
    twig: Twig
    state: review.QuestionState
    rungs: tuple[Rung, ...]
    proposal: Proposal | None
    sentence: str
    """What the kinds of source say against each other, in Swedish; empty when none says anything."""
    groups: tuple[Group, ...]
    against: tuple[Card, ...]
    context: tuple[Card, ...]
    struck: tuple[StruckCard, ...]
    place: PlacePage | None
    opinions: tuple[Said, ...]
    agreed: Agreed | None
    version: int
    basis: str
    act: str
    entries: tuple[Entry, ...]
    sources: tuple[tuple[str, str], ...]
    """Sources to quote from: id and title."""
    search: Search | None
    given: Given
    may_draft: bool
    drafting: bool
    done: str = ""
    problem: ErrorPage | None = None


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Two who decided on the same question at once: both texts, to choose from."""

    id: str
    title: str
    question_id: str
    text: str
    agreed: Agreed | None
    entries: tuple[Entry, ...]
    """What was done last, the newest first."""
    rungs: tuple[Rung, ...]
    given: Given
    basis: str
    act: str
    problem: ErrorPage


def work_page(
    desk: Desk,
    question: Question,
    *,
    view: Triangulation,
    place: PlacePage | None,
    search: Search | None,
    given: Given | None,
    may_draft: bool,
    drafting: bool,
    done: str = "",
    problem: ErrorPage | None = None,
) -> WorkPage:
    """Build the page of one question."""
    now, language = desk.now, desk.language
    draft, opinions = now.drafts.get(question.id), now.opinions.get(question.id, ())
    evidence = review.current_evidence(draft, opinions)
    chosen = place.card.id if place else ""
    cards = [card_of(desk, item, chosen) for item in evidence]
    shown = given or _given(desk, question.id)
    version = desk.history[-1].version if desk.history else 0
    around = tree(now, question.id, language)
    return WorkPage(
        id=now.assessment.id,
        title=now.assessment.title,
        tree=around,
        question_id=question.id,
        text=question.text.in_language(language),
        looks_for=question.looks_for.in_language(language),
        max_points=points_text(question.max_points, language),
        twig=around.twig(now.criteria.sub_area_of(question.id).id),
        state=around.leaf(question.id).state,
        rungs=_rungs(desk, question, shown.level),
        proposal=_proposal(question, draft, language) if draft else None,
        sentence=view.sentence if cards else "",
        groups=groups(question, draft, [card for card in cards if card.stance == "supports"], view),
        against=tuple(card for card in cards if card.stance == "contradicts"),
        context=tuple(card for card in cards if card.stance == "context"),
        struck=struck_cards(desk, draft, opinions, {card.id for card in cards}),
        place=place,
        opinions=_opinions(desk, question),
        agreed=_agreed(desk, question, evidence),
        version=version,
        basis=review.basis(version, evidence),
        act=desk.act,
        entries=_entries(desk, opinions),
        sources=choices(desk, evidence),
        search=search,
        given=shown,
        may_draft=may_draft,
        drafting=drafting,
        done=done,
        problem=problem,
    )


def conflict_page(desk: Desk, question: Question, given: Given, problem: ErrorPage) -> ConflictPage:
    """Build the page that shows what one wanted to decide beside what holds now."""
    now = desk.now
    opinions = now.opinions.get(question.id, ())
    evidence = review.current_evidence(now.drafts.get(question.id), opinions)
    version = desk.history[-1].version if desk.history else 0
    return ConflictPage(
        id=now.assessment.id,
        title=now.assessment.title,
        question_id=question.id,
        text=question.text.in_language(desk.language),
        agreed=_agreed(desk, question, evidence),
        entries=_entries(desk, opinions)[:4],
        rungs=_rungs(desk, question, given.level),
        given=given,
        basis=review.basis(version, evidence),
        act=desk.act,
        problem=problem,
    )


def _given(desk: Desk, question_id: str) -> Given:
    """Choose the level that stands: one's own newest, else the decided or drafted one."""
    own = review.newest_judged(desk.now.opinions.get(question_id, ())).get(desk.user)
    decision, draft = desk.now.decisions.get(question_id), desk.now.drafts.get(question_id)
    if decision:
        return Given(level=str(decision.judgement), reason=decision.reason)
    if own:
        return Given(level=str(own.judgement), reason=own.reason)
    return Given(level=str(draft.level) if draft and not draft.nothing_found else "")


def _rungs(desk: Desk, question: Question, chosen: str) -> tuple[Rung, ...]:
    draft, decision = desk.now.drafts.get(question.id), desk.now.decisions.get(question.id)
    decided = str(decision.judgement) if decision else ""
    return tuple(
        Rung(
            value=str(level.number),
            points=points_text(level.points, desk.language),
            demand=level.demand.in_language(desk.language),
            drafted=draft is not None and draft.level == level.number,
            decided=decided == str(level.number),
            chosen=chosen == str(level.number),
        )
        for level in question.levels
    )


def _proposal(question: Question, draft: Draft, language: Language) -> Proposal:
    return Proposal(
        level=draft.level,
        points=points_of(question, draft.level, language),
        sureness="high" if draft.confidence >= 0.7 else "middling" if draft.confidence >= 0.45 else "low",
        percent=round(draft.confidence * 100),
        reasons=draft.reasons,
        missing=tuple(question.demand_in(text, language) for text in draft.missing),
        nothing_found=draft.nothing_found,
        queries=draft.searched.queries,
        sources=draft.searched.sources,
        passages=draft.searched.passages,
    )


def _opinions(desk: Desk, question: Question) -> tuple[Said, ...]:
    newest = list(review.newest_judged(desk.now.opinions.get(question.id, ())).values())
    decision = desk.now.decisions.get(question.id)
    measure = decision.judgement if decision else newest[0].judgement if newest else None
    return tuple(
        Said(
            id=opinion.id,
            by=desk.names.get(opinion.by, opinion.by),
            mine=opinion.by == desk.user,
            at=opinion.at,
            judgement=opinion.judgement,
            points=points_of(question, opinion.judgement, desk.language),
            reason=opinion.reason,
            comment=opinion.comment,
            agrees=opinion.judgement == measure,
        )
        for opinion in newest
        if opinion.judgement is not None
    )


def _agreed(desk: Desk, question: Question, evidence: Sequence[Evidence]) -> Agreed | None:
    decision = desk.now.decisions.get(question.id)
    if decision is None:
        return None
    return Agreed(
        by=desk.names.get(decision.by, decision.by),
        at=decision.at,
        version=decision.version,
        judgement=decision.judgement,
        points=points_of(question, decision.judgement, desk.language),
        reason=decision.reason,
        quotes=len(decision.evidence),
        outdated={item.id for item in decision.evidence} != {item.id for item in evidence},
    )


def _entries(desk: Desk, opinions: Iterable[Opinion]) -> tuple[Entry, ...]:
    """Return what was done at a question, the newest first."""
    found: list[Entry] = []
    for opinion in opinions:
        step: Step = "remark" if opinion.judgement is None else "opinion"
        by = desk.names.get(opinion.by, opinion.by)
        texts = (opinion.reason, opinion.comment)
        found.append(Entry(step, opinion.at, by, opinion.judgement, *texts, len(opinion.added), len(opinion.struck)))
    for decision in desk.history:
        step = "withdrawn" if decision.withdrawn else "decision" if decision.restores is None else "undone"
        by = desk.names.get(decision.by, decision.by)
        found.append(Entry(step, decision.at, by, decision.judgement, decision.reason, "", 0, 0))
    # Of two acts in the same second, the decision stands above the opinion it rests on.
    order = sorted(range(len(found)), key=lambda n: (found[n].at, n), reverse=True)
    return tuple(found[n] for n in order)
