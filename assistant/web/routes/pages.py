"""Pages to begin from: one's assessments, and how one of them stands."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.domain.access import MemberRole, own_path, sight_of
from assistant.domain.assessment import Assessment, AssessmentSort
from assistant.domain.criteria import Language
from assistant.errors import AssistantError, NotFoundError, UserError
from assistant.web import cookies
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, QuestionId, Services, ServicesDep, WhoDep
from assistant.web.frame import THEMES, Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.language import LANGUAGES
from assistant.web.pages.home import Given, HomePage, HomeRow, home_row, in_order
from assistant.web.pages.overview import ModelUse, model_use, overview_page
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.question import question_page
from assistant.web.pages.render import render
from assistant.web.routes.sources import progress, start_draft
from assistant.workflow import assessments, demo, drafting, guiding, membership, modelling, sources, standings
from assistant.workflow.parts import Parts

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

Short = Annotated[str, Form(max_length=200)]


@router.get("/")
@needs("be_signed_in")
def home(frame: FrameDep, parts: PartsDep, who: WhoDep, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Show one's assessments and how far each has come."""
    return _home(frame, parts, who, words=q)


def _home(
    frame: Frame,
    parts: Parts,
    who: Who,
    *,
    words: str = "",
    given: Given | None = None,
    wrong: ErrorPage | None = None,
) -> HTMLResponse:
    everything = who.signed is None
    roles = membership.roles_of(parts, parts.user)
    shown = assessments.every(parts) if everything else assessments.mine(parts)
    own = [a for a in shown if everything or a.id in roles]
    every = assessments.every(parts) if who.may("manage_users") else ()
    may_create = who.may("create_assessment")
    page = HomePage(
        rows=tuple(
            _row(parts, who, a, roles.get(a.id) if not everything else None, frame.language)
            for a in in_order(own, words)
        ),
        total=len(own),
        words=words,
        others=in_order(a for a in every if a not in shown),
        may_create=may_create,
        criteria=_versions(parts, frame.language) if may_create else (),
        given=given or Given(year=parts.now()[:4]),
        problem=wrong,
    )
    return render(frame, "home.html", status=400 if wrong else 200, page=page)


def _row(parts: Parts, who: Who, assessment: Assessment, role: MemberRole | None, language: Language) -> HomeRow:
    """Build the row of an assessment; what it counts is kept until something in the assessment changes."""
    seen = replace(parts, sight=sight_of(who.user, "lead" if role is None else role))
    with parts.store.reading() as tx:
        fresh = tx.freshness(assessment.id)
    # Who asks: unread files are seen by those who added them.
    key = ("row", assessment, fresh, seen.sight, seen.user, role, language)

    def made() -> HomeRow:
        now = standings.standing(seen, assessment.id)
        return home_row(now, sources.list_sources(seen, assessment.id), role, language)

    return parts.tallies.get(key, made)


def _versions(parts: Parts, language: Language) -> tuple[tuple[str, str], ...]:
    known = [parts.criteria(*key) for key in sorted(parts.criteria_versions(), reverse=True)]
    usable = [criteria for criteria in known if any(True for _ in criteria.questions())]
    return tuple((f"{c.id}@{c.version}", c.title.in_language(language)) for c in usable)


@router.post("/assessments")
@needs("create_assessment")
def create(
    frame: FrameDep,
    parts: PartsDep,
    who: WhoDep,
    municipality: Short = "",
    year: Annotated[str, Form(max_length=10)] = "",
    sort: Annotated[AssessmentSort, Form()] = "formal",
    criteria: Annotated[str, Form(max_length=90)] = "",
) -> Response:
    """Create an assessment and go to it."""
    criteria_id, _, version = criteria.partition("@")
    try:
        made = assessments.create(
            parts,
            municipality=municipality,
            year=int(year) if year.isascii() and year.isdigit() else 0,
            sort=sort,
            criteria_id=criteria_id,
            criteria_version=version,
        )
    except UserError as error:
        given = Given(municipality, year, sort, criteria)
        return _home(frame, parts, who, given=given, wrong=problem(frame, error.message, error.hint))
    return RedirectResponse(f"/assessments/{made.id}", status_code=303)


@router.post("/demo")
@needs("create_assessment")
def open_demo(services: ServicesDep, who: WhoDep) -> Response:
    """Go to the demo; when one has none yet, create it, and start to read its files and draft from them."""
    parts = services.parts
    known = demo.find_demo(assessments.every(parts) if who.signed is None else assessments.mine(parts))
    if known is None:
        known = demo.create_demo(parts)
        demo.add_demo_files(parts, known.id)
        _read_and_draft(services, known.id)
    return RedirectResponse(f"/assessments/{known.id}", status_code=303)


def _read_and_draft(services: Services, assessment_id: str) -> None:
    by = services.parts.user

    def work() -> int:
        services.jobs.ingest(assessment_id)
        return services.jobs.draft(assessment_id, None, by=by)

    # As reading: nobody searches while the index is made, and drafting follows at once.
    services.background.start(assessment_id, "ingest", work)


@router.get("/assessments/{assessment_id}")
@needs("view")
def overview(frame: FrameDep, services: ServicesDep, assessment_id: AssessmentId) -> HTMLResponse:
    """Show the points and states of one assessment."""
    parts = services.parts
    now = standings.standing(parts, assessment_id)
    job = progress(services, assessment_id)
    page = overview_page(
        now,
        now.card,
        sources.list_sources(parts, assessment_id),
        language=frame.language,
        undrafted=drafting.undrafted(parts, assessment_id) if frame.who.may("draft") else 0,
        job=job.state,
        job_problem=problem(frame, job.error, job.hint) if job.error else None,
        model=_model_use(parts, assessment_id) if frame.who.may("see_working_papers") else None,
    )
    return render(frame, "assessment.html", page=page)


def _model_use(parts: Parts, assessment_id: str) -> ModelUse | None:
    """Sum up what a model did; nothing where its settings are broken, which the page of settings tells."""
    try:
        total = modelling.cost(parts, assessment_id)
        return model_use(total, modelling.budget(parts) if total.calls else 0)
    except AssistantError:
        return None


@router.post("/assessments/{assessment_id}/draft/stop")
@needs("draft")
def stop_draft(services: ServicesDep, assessment_id: AssessmentId) -> Response:
    """Stop the drafting at once; what is drafted stays."""
    assessments.get(services.parts, assessment_id)
    services.jobs.cancel_draft(assessment_id)
    return RedirectResponse(f"/assessments/{assessment_id}", status_code=303)


@router.post("/assessments/{assessment_id}/draft")
@needs("draft")
def draft(services: ServicesDep, assessment_id: AssessmentId) -> Response:
    """Start to propose levels for every question that the evidence has not been read for."""
    start_draft(services, assessment_id)
    return RedirectResponse(f"/assessments/{assessment_id}", status_code=303)


@router.get("/assessments/{assessment_id}/questions/{question_id}")
@needs("view")
def question(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, question_id: QuestionId) -> HTMLResponse:
    """Show one question: its ladder, its quotes, and what the kinds of source say against each other."""
    now = standings.standing(parts, assessment_id)
    try:
        asked = now.criteria.question(question_id)
    except KeyError:
        raise NotFoundError("Delfrågan finns inte.", hint="Exempel: 1.2.3.") from None
    view = guiding.triangulation(parts, now, asked) if parts.sight.whole else None
    return render(frame, "question.html", page=question_page(now, asked, view, language=frame.language))


@router.post("/preferences")
@needs("enter")
def prefer(
    frame: FrameDep,
    language: Annotated[str, Form(max_length=10)] = "",
    theme: Annotated[str, Form(max_length=10)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Remember how pages are to look, and go back to where one was."""
    answer = RedirectResponse(own_path(back), status_code=303)
    if language in LANGUAGES:
        cookies.set_choice(answer, frame.scope, "kompass-language", language)
    if theme in THEMES:
        cookies.set_choice(answer, frame.scope, "kompass-theme", theme)
    return answer
