"""Assessments: list, create, and where one stands."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from assistant.domain.assessment import Assessment, AssessmentSort
from assistant.domain.review import ApprovalState
from assistant.web.deps import AssessmentId, PartsDep, WhoDep
from assistant.web.guard import GuardedRoute, needs
from assistant.workflow import assessments, sources, standings, stood

router = APIRouter(route_class=GuardedRoute, tags=["assessments"])


class NewAssessment(BaseModel):
    """An assessment to create."""

    municipality: Annotated[str, Field(max_length=200)]
    year: int
    sort: AssessmentSort = "formal"
    criteria_id: Annotated[str, Field(max_length=40)] = "kommunkompassen"
    criteria_version: Annotated[str, Field(max_length=40)] = "2020"


class SubAreaStanding(BaseModel):
    """How far one sub-area has come."""

    id: str
    area_id: str
    name: str
    state: ApprovalState
    questions: int
    drafted: int
    decided: int
    approved_by: str | None
    """Whose signature was given last; it holds only in state ``approved``."""
    approved_at: str | None


class AssessmentStanding(BaseModel):
    """An assessment and how far it has come."""

    assessment: Assessment
    questions: int
    drafted: int
    decided: int
    approved_sub_areas: int
    sources: int
    sources_ready: int
    sub_areas: list[SubAreaStanding]


@router.get("/assessments")
@needs("be_signed_in")
def list_assessments(parts: PartsDep, who: WhoDep) -> list[Assessment]:
    """List the assessments in which one takes part, the newest year first."""
    return list(assessments.every(parts) if who.signed is None else assessments.mine(parts))


@router.post("/assessments", status_code=201)
@needs("create_assessment")
def create_assessment(parts: PartsDep, body: NewAssessment, response: Response) -> Assessment:
    """Create an assessment pinned to one version of the criteria."""
    made = assessments.create(
        parts,
        municipality=body.municipality,
        year=body.year,
        sort=body.sort,
        criteria_id=body.criteria_id,
        criteria_version=body.criteria_version,
    )
    response.headers["Location"] = f"/api/assessments/{made.id}"
    return made


@router.get("/assessments/{assessment_id}")
@needs("view")
def get_assessment(parts: PartsDep, assessment_id: AssessmentId) -> AssessmentStanding:
    """Return an assessment with where every sub-area stands."""
    now = standings.standing(parts, assessment_id)
    found = sources.list_sources(parts, assessment_id)
    rows = _sub_areas(now)
    return AssessmentStanding(
        assessment=now.assessment,
        questions=sum(row.questions for row in rows),
        drafted=sum(row.drafted for row in rows),
        decided=sum(row.decided for row in rows),
        approved_sub_areas=sum(row.state == "approved" for row in rows),
        sources=len(found),
        sources_ready=sum(source.state == "ready" for source in found),
        sub_areas=rows,
    )


def _sub_areas(now: stood.Standing) -> list[SubAreaStanding]:
    rows = []
    for area in now.criteria.areas:
        for sub in area.sub_areas:
            signed = now.approvals.get(sub.id)
            row = SubAreaStanding(
                id=sub.id,
                area_id=area.id,
                name=sub.name.sv,
                state=now.states[sub.id],
                questions=len(sub.questions),
                drafted=sum(q.id in now.has_draft for q in sub.questions),
                decided=sum(q.id in now.has_decision for q in sub.questions),
                approved_by=signed.by if signed else None,
                approved_at=signed.at if signed else None,
            )
            rows.append(row)
    return rows
