"""Questions: proposal and evidence, people's opinions and decisions."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.domain.criteria import Question
from assistant.domain.draft import Draft, Evidence, Stance
from assistant.domain.review import ApprovalState, Decision, Judgement, Opinion, Strike
from assistant.domain.triangulation import Triangulation
from assistant.errors import ConflictError, NotFoundError
from assistant.web.deps import AssessmentId, PartsDep, QuestionId, Under
from assistant.web.errors import VersionConflictError, VersionProblem
from assistant.web.guard import GuardedRoute, needs
from assistant.workflow import drafting, guiding, reviewing, standings
from assistant.workflow.reviewing import NewQuote, Verdict
from assistant.workflow.stood import Standing

router = APIRouter(route_class=GuardedRoute, tags=["questions"])

GivenJudgement = Annotated[int, Field(strict=True, ge=0, le=20)] | Literal["not_applicable"]
_Reason = Annotated[str, Field(max_length=4000)]


class LevelView(BaseModel):
    """A rung of a question's ladder."""

    number: int
    points: str
    """Exact: "6", "7.5" or "20/3"."""
    demand: str


class QuestionRow(BaseModel):
    """A question in a list."""

    id: str
    sub_area_id: str
    text: str
    state: ApprovalState
    """Of the sub-area."""
    drafted_level: int | None
    nothing_found: bool | None
    confidence: float | None
    opinions: int
    judgement: Judgement | None
    """What was decided."""
    version: int
    """Of the decision; 0 before the first."""


class QuestionView(BaseModel):
    """A question with all that is needed to judge it."""

    id: str
    sub_area_id: str
    text: str
    looks_for: str
    max_points: str
    levels: list[LevelView]
    state: ApprovalState
    draft: Draft | None
    evidence: list[Evidence]
    """As it stands: drafted and added, without what was struck."""
    opinions: list[Opinion]
    decision: Decision | None
    version: int
    """What a new decision must build on."""
    triangulation: Triangulation | None
    """What each kind of source says, and whether they agree; only for those who may see all of them."""


class StrikeIn(BaseModel):
    """A quote to set aside."""

    evidence_id: Annotated[str, Field(max_length=100)]
    reason: _Reason


class QuoteIn(BaseModel):
    """A quote to add; whole sentences that stand in the source."""

    source_id: Annotated[str, Field(max_length=40)]
    quote: Annotated[str, Field(min_length=1, max_length=10_000)]
    stance: Stance = "supports"


class OpinionIn(BaseModel):
    """What an evaluator says of a question."""

    judgement: GivenJudgement
    reason: _Reason = ""
    comment: _Reason = ""
    strike: Annotated[list[StrikeIn], Field(max_length=200)] = []
    add: Annotated[list[QuoteIn], Field(max_length=50)] = []


class DecisionIn(BaseModel):
    """A decision on the newest opinion."""

    expected_version: Annotated[int, Field(strict=True, ge=0)]
    """The version that the decision builds on, as the question showed it."""


@router.get("/assessments/{assessment_id}/questions")
@needs("view")
def list_questions(parts: PartsDep, assessment_id: AssessmentId, under: Under = None) -> list[QuestionRow]:
    """List the questions with proposal and decision."""
    now = standings.standing(parts, assessment_id)
    return [_row(now, question) for question in drafting.questions_of(parts, now.assessment, under)]


def _row(now: Standing, question: Question) -> QuestionRow:
    sub = now.criteria.sub_area_of(question.id)
    draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
    return QuestionRow(
        id=question.id,
        sub_area_id=sub.id,
        text=question.text.sv,
        state=now.states[sub.id],
        drafted_level=draft.level if draft else None,
        nothing_found=draft.nothing_found if draft else None,
        confidence=draft.confidence if draft else None,
        opinions=len(now.opinions.get(question.id, ())),
        judgement=decision.judgement if decision else None,
        version=decision.version if decision else 0,
    )


@router.get("/assessments/{assessment_id}/questions/{question_id}")
@needs("view")
def get_question(parts: PartsDep, assessment_id: AssessmentId, question_id: QuestionId) -> QuestionView:
    """Return a question with proposal, evidence, opinions and decision."""
    now = standings.standing(parts, assessment_id)
    try:
        question = now.criteria.question(question_id)
    except KeyError:
        raise NotFoundError(f"Det finns ingen delfråga {question_id!r}.", hint="Exempel: 1.2.3.") from None
    sub = now.criteria.sub_area_of(question_id)
    draft, decision = now.drafts.get(question_id), now.decisions.get(question_id)
    opinions = now.opinions.get(question_id, ())
    return QuestionView(
        id=question.id,
        sub_area_id=sub.id,
        text=question.text.sv,
        looks_for=question.looks_for.sv,
        max_points=str(question.max_points),
        levels=[LevelView(number=x.number, points=str(x.points), demand=x.demand.sv) for x in question.levels],
        state=now.states[sub.id],
        draft=draft,
        evidence=list(guiding.evidence_of(now, question_id)),
        opinions=list(opinions),
        decision=decision,
        version=decision.version if decision else 0,
        triangulation=guiding.triangulation(parts, now, question) if parts.sight.whole else None,
    )


@router.post("/assessments/{assessment_id}/questions/{question_id}/opinion", status_code=201)
@needs("give_opinion")
def give_opinion(parts: PartsDep, assessment_id: AssessmentId, question_id: QuestionId, body: OpinionIn) -> Opinion:
    """Record an opinion: a level, or that the question does not apply, with quotes added and struck."""
    verdict = Verdict(
        judgement=body.judgement,
        reason=body.reason,
        comment=body.comment,
        strike=tuple(Strike(item.evidence_id, item.reason) for item in body.strike),
        add=tuple(NewQuote(item.source_id, item.quote, item.stance) for item in body.add),
    )
    return reviewing.give_opinion(parts, assessment_id, question_id, verdict)


@router.post(
    "/assessments/{assessment_id}/questions/{question_id}/decision",
    status_code=201,
    responses={409: {"model": VersionProblem, "description": "Somebody decided in between; nothing was saved."}},
)
@needs("decide")
def decide(parts: PartsDep, assessment_id: AssessmentId, question_id: QuestionId, body: DecisionIn) -> Decision:
    """Turn the newest opinion into the agreed decision."""
    expected = body.expected_version
    try:
        return reviewing.decide(parts, assessment_id, question_id, expected_version=expected)
    except ConflictError as error:
        with parts.store.reading() as tx:
            current = tx.reviews.version(assessment_id, question_id)
        raise VersionConflictError(error, expected=expected, current=current) from error
