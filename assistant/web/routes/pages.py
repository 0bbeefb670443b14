"""Pages: server-rendered, for looking only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.domain.scoring import score
from assistant.errors import NotFoundError
from assistant.web.deps import AssessmentId, PartsDep, QuestionId
from assistant.web.pages.home import home_page
from assistant.web.pages.overview import overview_page
from assistant.web.pages.question import question_page
from assistant.web.pages.render import render
from assistant.workflow import guiding, reviewing

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/")
def home(parts: PartsDep) -> HTMLResponse:
    """Show all assessments and how far each has come."""
    with parts.store.reading() as tx:
        known = [assessment.id for assessment in tx.assessments.list()]
    return render("home.html", page=home_page(reviewing.standing(parts, name) for name in known))


@router.get("/assessments/{assessment_id}")
def overview(parts: PartsDep, assessment_id: AssessmentId) -> HTMLResponse:
    """Show the points and states of one assessment."""
    now = reviewing.standing(parts, assessment_id)
    with parts.store.reading() as tx:
        found = tx.sources.list(assessment_id)
    ready = sum(source.state == "ready" for source in found)
    card = score(now.criteria, now.judgements)
    return render("assessment.html", page=overview_page(now, card, sources=len(found), sources_ready=ready))


@router.get("/assessments/{assessment_id}/questions/{question_id}")
def question(parts: PartsDep, assessment_id: AssessmentId, question_id: QuestionId) -> HTMLResponse:
    """Show one question: its ladder, its quotes, and what the kinds of source say against each other."""
    now = reviewing.standing(parts, assessment_id)
    try:
        asked = now.criteria.question(question_id)
    except KeyError:
        raise NotFoundError(f"Det finns ingen delfråga {question_id!r}.", hint="Exempel: 1.2.3.") from None
    view = guiding.triangulation(parts, now, asked)
    return render("question.html", page=question_page(now, asked, view))
