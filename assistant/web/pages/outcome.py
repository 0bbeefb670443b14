"""The result pages: points as charts and table, how each point came about, and what is not done yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.domain.criteria import Area, Language, Question, SubArea
from assistant.domain.draft import Evidence
from assistant.domain.review import ApprovalState, Decision
from assistant.domain.scoring import AuditItem, Line, QuestionScore, Scorecard
from assistant.web.pages import addresses, charts
from assistant.web.pages.left import Block, blocks
from assistant.workflow.auditing import Audited
from assistant.workflow.stood import Standing

Direction = Literal["same", "raised", "lowered", "other"]


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-area in the table of points."""

    id: str
    name: str
    line: Line
    state: ApprovalState


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area with its bar and its sub-areas."""

    id: str
    name: str
    line: Line
    share: float
    """Percent of the possible points, for the bar."""
    drafted: Line | None
    """With what is only proposed counted too; None where that is not shown."""
    drafted_share: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that was decided otherwise than it was proposed."""

    question_id: str
    text: str
    drafted: int
    decided: int | Literal["not_applicable"]
    direction: Direction
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was proposed against what was decided."""

    total: Line
    """With proposals counted where nothing is decided."""
    same: int
    raised: int
    lowered: int
    other: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """The result of an assessment as it stands."""

    id: str
    title: str
    total: Line
    complete: bool
    areas: tuple[AreaRow, ...]
    radar: charts.Radar | None
    comparison: Comparison | None
    """None for those who may not see proposals."""
    blocks: tuple[Block, ...] | None
    checks: tuple[AuditItem, ...]


def outcome_page(
    now: Standing,
    card: Scorecard,
    drafted: Scorecard | None,
    checks: Sequence[AuditItem],
    *,
    language: Language,
) -> OutcomePage:
    """Build the page.

    Args:
        now: what may be seen of the assessment.
        card: the points of what is decided.
        drafted: those points with proposals counted too; None for those who may not see proposals.
        checks: what the scorer's own recomputation found.
        language: of the names.
    """
    return OutcomePage(
        id=now.assessment.id,
        title=now.assessment.title,
        total=card.total,
        complete=card.complete,
        areas=tuple(_area(area, now, card, drafted, language) for area in now.criteria.areas),
        radar=charts.radar(card.areas, drafted.areas if drafted else ()),
        comparison=_comparison(now, drafted, language) if drafted else None,
        blocks=blocks(now, language) if drafted else None,
        checks=tuple(checks),
    )


def _area(area: Area, now: Standing, card: Scorecard, drafted: Scorecard | None, language: Language) -> AreaRow:
    line = card.line(area.id)
    other = drafted.line(area.id) if drafted else None
    return AreaRow(
        id=area.id,
        name=area.name.in_language(language),
        line=line,
        share=charts.share(line),
        drafted=other,
        drafted_share=charts.share(other) if other else 0.0,
        rows=tuple(
            Row(sub.id, sub.name.in_language(language), card.line(sub.id), now.states[sub.id]) for sub in area.sub_areas
        ),
    )


def _comparison(now: Standing, drafted: Scorecard, language: Language) -> Comparison:
    counts: dict[Direction, int] = {"same": 0, "raised": 0, "lowered": 0, "other": 0}
    found = []
    for question in now.criteria.questions():
        decision = now.decisions.get(question.id)
        if decision is None or decision.draft_level is None:
            continue
        direction = _direction(decision)
        counts[direction] += 1
        if direction != "same":
            found.append(
                Difference(
                    question_id=question.id,
                    text=question.text.in_language(language),
                    drafted=decision.draft_level,
                    decided=decision.judgement,
                    direction=direction,
                    reason=decision.reason,
                    url=addresses.of_question(now.assessment.id, question.id),
                )
            )
    return Comparison(drafted.total, differences=tuple(found), **counts)


def _direction(decision: Decision) -> Direction:
    if decision.judgement == "not_applicable" or decision.draft_level is None:
        return "other"
    if decision.judgement == decision.draft_level:
        return "same"
    return "raised" if decision.judgement > decision.draft_level else "lowered"


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote that a decision rests on."""

    item: Evidence
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """How one question got its points."""

    id: str
    text: str
    score: QuestionScore
    top: int
    demand: str
    """What the decided level asks for; empty when none is decided."""
    ladder: tuple[tuple[int, Fraction], ...]
    """Level and points of each rung."""
    by: str
    at: str
    reason: str
    drafted: int | None
    version: int
    quotes: tuple[QuoteRow, ...]
    url: str


@dataclass(frozen=True, slots=True)
class TracePage:
    """How the points of a sub-area came about."""

    id: str
    title: str
    area_id: str
    area_name: str
    sub_id: str
    name: str
    line: Line
    area_line: Line
    total: Line
    state: ApprovalState
    signed_by: str
    signed_at: str
    steps: tuple[Step, ...]
    before: str
    """Id of the sub-area before; empty for the first."""
    after: str


def trace_page(
    now: Standing,
    card: Scorecard,
    sub: SubArea,
    *,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    language: Language,
) -> TracePage:
    """Build the page of one sub-area: from its points down to the quotes that the decisions rest on."""
    area = now.criteria.area_of(sub.id)
    approval = now.approvals.get(sub.id) if now.states[sub.id] == "approved" else None
    order = [known.id for known in now.criteria.sub_areas()]
    place = order.index(sub.id)
    return TracePage(
        id=now.assessment.id,
        title=now.assessment.title,
        area_id=area.id,
        area_name=area.name.in_language(language),
        sub_id=sub.id,
        name=sub.name.in_language(language),
        line=card.line(sub.id),
        area_line=card.line(area.id),
        total=card.total,
        state=now.states[sub.id],
        signed_by=names.get(approval.by, approval.by) if approval else "",
        signed_at=approval.at if approval else "",
        steps=tuple(_step(now, card, question, titles, names, language) for question in sub.questions),
        before=order[place - 1] if place else "",
        after=order[place + 1] if place + 1 < len(order) else "",
    )


def _step(
    now: Standing,
    card: Scorecard,
    question: Question,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    language: Language,
) -> Step:
    decision, score = now.decisions.get(question.id), card.question(question.id)
    quotes = decision.evidence if decision else ()
    return Step(
        id=question.id,
        text=question.text.in_language(language),
        score=score,
        top=question.top,
        demand=question.level(score.level).demand.in_language(language) if score.level is not None else "",
        ladder=tuple((level.number, level.points) for level in question.levels),
        by=names.get(decision.by, decision.by) if decision else "",
        at=decision.at if decision else "",
        reason=decision.reason if decision else "",
        drafted=decision.draft_level if decision else None,
        version=decision.version if decision else 0,
        quotes=tuple(quote_row(now.assessment.id, item, titles) for item in quotes),
        url=addresses.of_question(now.assessment.id, question.id),
    )


def quote_row(assessment_id: str, item: Evidence, titles: Mapping[str, str]) -> QuoteRow:
    """Return a quote with its source's title and where it is shown."""
    return QuoteRow(item, titles.get(item.source_id, item.source_name), addresses.of_quote(assessment_id, item))


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Everything that was recomputed and checked again."""

    id: str
    title: str
    items: tuple[AuditItem, ...]
    passed: bool


def audit_page(now: Standing, found: Audited) -> AuditPage:
    """Build the page of a full audit."""
    return AuditPage(now.assessment.id, now.assessment.title, found.items, found.passed)
