"""Results: approvals, points, audit and report."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from assistant.domain.criteria import Language
from assistant.domain.scoring import AuditItem, Line, Scorecard, Status
from assistant.export import Format
from assistant.web.deps import AssessmentId, PartsDep
from assistant.web.guard import GuardedRoute, needs
from assistant.workflow import approving, assessments, auditing, reporting

router = APIRouter(route_class=GuardedRoute, tags=["results"])

MEDIA_TYPES: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
}

Drafted = Annotated[bool, Query(description="Count proposals that are not decided yet as well.")]


class ApproveIn(BaseModel):
    """What to approve: everything, or only an area with its text, a sub-area, or the ``summary``."""

    under: Annotated[str | None, Field(max_length=40)] = None


class Approved(BaseModel):
    """What was approved now: ids of sub-areas, of areas for their texts, and ``summary``."""

    approved: list[str]


class LineView(BaseModel):
    """A row of the score table."""

    id: str
    obtained: int
    """Whole points as printed."""
    max: int
    percent: int | None
    exact_points: str
    """Exact: "6", "7.5" or "20/3"."""
    highest: str
    """What the row can still reach, exact."""
    unscored: int
    not_applicable: int
    questions: int


class QuestionPoints(BaseModel):
    """What one question gave."""

    id: str
    status: Status
    level: int | None
    points: str
    max: str


class ScoreView(BaseModel):
    """All points, from question to total."""

    total: LineView
    complete: bool
    areas: list[LineView]
    sub_areas: list[LineView]
    questions: list[QuestionPoints]


class AuditView(BaseModel):
    """The rules that were checked; completeness alone does not decide ``passed``."""

    passed: bool
    items: list[AuditItem]


@router.post("/assessments/{assessment_id}/approve")
@needs("approve")
def approve(parts: PartsDep, assessment_id: AssessmentId, body: ApproveIn | None = None) -> Approved:
    """Sign sub-areas as they stand now; a later change re-opens them."""
    under = (body.under if body else None) or None
    return Approved(approved=approving.approve(parts, assessment_id, under=under))


@router.get("/assessments/{assessment_id}/score")
@needs("view")
def get_score(parts: PartsDep, assessment_id: AssessmentId, drafted: Drafted = False) -> ScoreView:
    """Return the points of what is decided."""
    return _score(auditing.scorecard(parts, assessment_id, drafted=drafted))


def _score(card: Scorecard) -> ScoreView:
    return ScoreView(
        total=_line(card.total),
        complete=card.complete,
        areas=[_line(line) for line in card.areas],
        sub_areas=[_line(line) for line in card.sub_areas],
        questions=[
            QuestionPoints(
                id=q.question_id, status=q.status, level=q.level, points=str(q.points), max=str(q.max_points)
            )
            for q in card.questions
        ],
    )


def _line(line: Line) -> LineView:
    return LineView(
        id=line.id,
        obtained=line.printed,
        max=line.printed_possible,
        percent=line.percent,
        exact_points=str(line.points),
        highest=str(line.highest),
        unscored=line.unscored,
        not_applicable=line.not_applicable,
        questions=line.questions,
    )


@router.get("/assessments/{assessment_id}/audit")
@needs("audit")
def get_audit(parts: PartsDep, assessment_id: AssessmentId, drafted: Drafted = False) -> AuditView:
    """Recompute the points another way and check quotes, approvals and the log."""
    found = auditing.audit_all(parts, assessment_id, drafted=drafted)
    return AuditView(passed=found.passed, items=list(found.items))


@router.get(
    "/assessments/{assessment_id}/report",
    response_class=Response,
    responses={200: {"description": "The report as a file.", "content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
@needs("export_report")
def get_report(
    parts: PartsDep,
    assessment_id: AssessmentId,
    form: Annotated[Format, Query(alias="format")] = "docx",
    language: Language = "sv",
) -> Response:
    """Return the report as a file; that it was taken out is noted in the log."""
    assessment = assessments.get(parts, assessment_id)
    return as_file(reporting.export(parts, assessment.id, form, language=language), assessment.id, form)


def as_file(data: bytes, assessment_id: str, form: Format) -> Response:
    """Return a report as a file to keep, under a name that is safe everywhere."""
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(assessment_id, form)}"'}
    return Response(data, media_type=MEDIA_TYPES[form], headers=headers)


def _file_name(assessment_id: str, form: Format) -> str:
    """Name the file so that it needs no quoting in a header and no escaping on any disk."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in assessment_id)
    return f"rapport-{safe}.{form}"
