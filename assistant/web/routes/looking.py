"""Looking things up: searching, asking, and the criteria."""

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel

from assistant.domain.criteria import Area, CriteriaSet, Facet, Question, SubArea
from assistant.domain.evidence import Hit, SearchFilter, SourceKind
from assistant.web.deps import AssessmentId, PartsDep, ServicesDep, Words
from assistant.web.guard import GuardedRoute, needs
from assistant.web.routes.questions import LevelView
from assistant.workflow import asking, assessments
from assistant.workflow.asking import Answer

router = APIRouter(route_class=GuardedRoute, tags=["looking"])

Kinds = Annotated[list[SourceKind] | None, Query(max_length=6, description="Only sources of these kinds.")]


class QuestionCriteria(BaseModel):
    """A question as published."""

    id: str
    text: str
    looks_for: str
    max_points: str
    levels: list[LevelView]
    facets: list[Facet]
    sources: list[SourceKind]


class SubAreaCriteria(BaseModel):
    """A sub-area as published."""

    id: str
    name: str
    about: str
    max_points: str
    questions: list[QuestionCriteria]


class AreaCriteria(BaseModel):
    """An area as published."""

    id: str
    name: str
    about: str
    max_points: str
    sub_areas: list[SubAreaCriteria]


class CriteriaView(BaseModel):
    """One published version of the criteria, in Swedish."""

    id: str
    version: str
    title: str
    note: str
    licence: str
    published: str
    max_points: str
    fingerprint: str
    areas: list[AreaCriteria]


@router.get("/assessments/{assessment_id}/search")
@needs("search")
def search(
    services: ServicesDep,
    assessment_id: AssessmentId,
    q: Words,
    kind: Kinds = None,
    k: Annotated[int, Query(ge=1, le=100, description="How many hits at most.")] = 10,
) -> list[Hit]:
    """Search the evidence by words and meaning."""
    assessments.get(services.parts, assessment_id)
    services.background.require_idle(assessment_id)
    with services.searching:
        return asking.search(services.parts, assessment_id, q, k=k, where=SearchFilter(kinds=tuple(kind or ())))


@router.get("/assessments/{assessment_id}/ask")
@needs("search")
def ask(services: ServicesDep, assessment_id: AssessmentId, q: Words, kind: Kinds = None) -> Answer:
    """Answer with quotes from the evidence; no quotes means that it does not say."""
    assessments.get(services.parts, assessment_id)
    services.background.require_idle(assessment_id)
    with services.searching:
        return asking.ask(services.parts, assessment_id, q, where=SearchFilter(kinds=tuple(kind or ())))


@router.get("/openapi.json", include_in_schema=False)
@needs("be_signed_in")
def describe(request: Request) -> dict[str, Any]:
    """Describe the API."""
    app: FastAPI = request.app
    return app.openapi()


@router.get("/criteria")
@needs("be_signed_in")
def get_criteria(
    parts: PartsDep,
    criteria_id: Annotated[str, Query(alias="id", max_length=40)] = "kommunkompassen",
    version: Annotated[str, Query(max_length=40)] = "2020",
) -> CriteriaView:
    """Return a version of the criteria: areas, sub-areas, questions and what each level demands."""
    return _criteria(parts.criteria(criteria_id, version))


def _criteria(found: CriteriaSet) -> CriteriaView:
    return CriteriaView(
        id=found.id,
        version=found.version,
        title=found.title.sv,
        note=found.note.sv,
        licence=found.licence,
        published=found.published,
        max_points=str(found.max_points),
        fingerprint=found.fingerprint,
        areas=[_area(area) for area in found.areas],
    )


def _area(area: Area) -> AreaCriteria:
    return AreaCriteria(
        id=area.id,
        name=area.name.sv,
        about=area.about.sv,
        max_points=str(area.max_points),
        sub_areas=[_sub_area(sub) for sub in area.sub_areas],
    )


def _sub_area(sub: SubArea) -> SubAreaCriteria:
    return SubAreaCriteria(
        id=sub.id,
        name=sub.name.sv,
        about=sub.about.sv,
        max_points=str(sub.max_points),
        questions=[_question(question) for question in sub.questions],
    )


def _question(question: Question) -> QuestionCriteria:
    return QuestionCriteria(
        id=question.id,
        text=question.text.sv,
        looks_for=question.looks_for.sv,
        max_points=str(question.max_points),
        levels=[LevelView(number=x.number, points=str(x.points), demand=x.demand.sv) for x in question.levels],
        facets=list(question.facets),
        sources=list(question.sources),
    )
