"""The workbench: a question or a sub-area with all that is needed to judge it."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.domain import review
from assistant.domain.criteria import Question, SubArea
from assistant.domain.evidence import SearchFilter, SourceKind
from assistant.errors import AssistantError, NotFoundError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep, WhoDep
from assistant.web.errors import status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.pages import cards
from assistant.web.pages import workbench as pages
from assistant.web.pages.cards import Desk, PlacePage, Search
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.render import render
from assistant.web.pages.sub_area import sub_page
from assistant.web.pages.tree import tree
from assistant.web.pages.workbench import Given
from assistant.web.routes.sources import JobProgress, progress
from assistant.workflow import evidence, judging, standings, stood
from assistant.workflow.parts import Parts

router = APIRouter(
    prefix="/a/{assessment_id}/work",
    route_class=GuardedRoute,
    default_response_class=HTMLResponse,
    include_in_schema=False,
)

NodeId = Annotated[str, Path(max_length=40, description="Id of a question or sub-area, such as 1.2.3 or 1.2.")]
Chosen = Annotated[str, Query(max_length=100)]
Done = Literal[
    "", "decided", "opinion", "remark", "struck", "restored", "added", "undone", "withdrawn", "approved", "drafting"
]


@router.get("")
@needs("see_working_papers")
def begin(parts: PartsDep, assessment_id: AssessmentId) -> Response:
    """Go to the first question that is not decided."""
    now = standings.standing(parts, assessment_id)
    around = tree(now, "", "sv")
    return RedirectResponse(path_of(assessment_id, around.undecided or around.next), status_code=303)


@router.get("/{node_id}")
@needs("see_working_papers")
def show(
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    e: Chosen = "",
    q: Annotated[str, Query(max_length=500)] = "",
    kind: Annotated[SourceKind | Literal[""], Query()] = "",
    opinion: Chosen = "",
    done: Done = "",
) -> Response:
    """Show a question, or a sub-area with what stands between it and its approval."""
    now = standings.standing(services.parts, assessment_id)
    node = node_of(now, node_id)
    if isinstance(node, SubArea):
        return _show_sub(frame, services, who, now, node, done=done)
    given = _given_by(now, node.id, opinion)
    return _show(frame, services, who, now, node, chosen=e, search=(q, kind or None), given=given, done=done)


@router.get("/{node_id}/place")
@needs("see_working_papers")
def place(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId, e: Chosen) -> HTMLResponse:
    """Show a quote in its source, as the inner part of a page."""
    now = standings.standing(parts, assessment_id)
    question = question_of(now, node_id)
    if e not in {item.id for item in cards.evidence_of(now, node_id)}:
        raise NotFoundError("Citatet finns inte.", hint="Läs om sidan.")
    found = _place(parts, desk_of(frame, parts, now, node_id), question, e)
    return render(frame, "workbench_place.html", place=found, assessment=assessment_id)


@router.get("/{node_id}/basis")
@needs("see_working_papers")
def basis(parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId) -> Response:
    """Say what a decision would be taken on now, so that a page can tell that it is out of date."""
    question_of(standings.standing(parts, assessment_id), node_id)
    with parts.store.reading() as tx:
        return JSONResponse({"basis": judging.basis_of(tx, assessment_id, node_id)})


def _show(
    frame: Frame,
    services: Services,
    who: Who,
    now: stood.Standing,
    question: Question,
    *,
    chosen: str = "",
    search: tuple[str, SourceKind | None] = ("", None),
    given: Given | None = None,
    done: Done = "",
    wrong: ErrorPage | None = None,
    status: int = 200,
) -> HTMLResponse:
    parts = services.parts
    desk = desk_of(frame, parts, now, question.id)
    job = progress(services, now.assessment.id)
    page = pages.work_page(
        desk,
        question,
        view=evidence.against_each_other(parts, now, question),
        place=_place(parts, desk, question, chosen),
        search=_search(frame, services, desk, question, *search) if search[0].strip() else None,
        given=given,
        may_draft=who.may("draft"),
        drafting=job.state == "running",
        done=done,
        problem=wrong or _failed(frame, job),
    )
    return render(frame, "workbench.html", status=status, page=page)


def _show_sub(
    frame: Frame,
    services: Services,
    who: Who,
    now: stood.Standing,
    sub: SubArea,
    *,
    done: Done = "",
    wrong: ErrorPage | None = None,
    status: int = 200,
) -> HTMLResponse:
    job = progress(services, now.assessment.id)
    page = sub_page(
        now,
        sub,
        names=_names(services.parts, now),
        language=frame.language,
        may_approve=who.may("approve"),
        may_draft=who.may("draft"),
        drafting=job.state == "running",
    )
    page = replace(page, done=done, problem=wrong or _failed(frame, job))
    return render(frame, "workbench_sub.html", status=status, page=page)


def _failed(frame: Frame, job: JobProgress) -> ErrorPage | None:
    """Say why the last job of the assessment ended without a result."""
    return problem(frame, job.error, job.hint) if job.state == "failed" else None


def show_again(
    frame: Frame,
    services: Services,
    who: Who,
    assessment_id: str,
    node: Question | str,
    error: AssistantError,
    given: Given | None = None,
) -> HTMLResponse:
    """Show the page again with what went wrong and what was filled in."""
    now = standings.standing(services.parts, assessment_id)
    found = node_of(now, node) if isinstance(node, str) else node
    wrong, status = problem(frame, error.message, error.hint), status_of(error)
    if isinstance(found, SubArea):
        return _show_sub(frame, services, who, now, found, wrong=wrong, status=status)
    return _show(frame, services, who, now, found, given=given, wrong=wrong, status=status)


def desk_of(frame: Frame, parts: Parts, now: stood.Standing, question_id: str) -> Desk:
    """Gather what the pages of a question are built from."""
    with parts.store.reading() as tx:
        history = tx.reviews.decision_history(now.assessment.id, question_id)
    known = evidence.titles(parts, now.assessment.id)
    return Desk(
        now=now,
        history=history,
        names=_names(parts, now),
        sources=known,
        titles={source.id: source.title for source in known},
        removed=frozenset(source.id for source in known if source.removed),
        user=parts.user,
        language=frame.language,
        act=parts.new_id(),
    )


def _names(parts: Parts, now: stood.Standing) -> dict[str, str]:
    def read() -> dict[str, str]:
        with parts.store.reading() as tx:
            return {user.name: user.display_name for user in tx.users.list()}

    return parts.titles.get(("names", now.fresh.users), read)


def _place(parts: Parts, desk: Desk, question: Question, chosen: str) -> PlacePage | None:
    everything = {item.id: item for item in cards.evidence_of(desk.now, question.id)}
    item = everything.get(chosen) or cards.first_shown(desk.now, question)
    return cards.place_page(desk, item, evidence.surroundings(parts, item)) if item else None


def _search(
    frame: Frame, services: Services, desk: Desk, question: Question, query: str, kind: SourceKind | None
) -> Search:
    assessment_id = desk.now.assessment.id
    try:
        services.background.require_idle(assessment_id)
        where = SearchFilter(kinds=(kind,) if kind else ())
        with services.searching:
            found = evidence.find(services.parts, assessment_id, query, where=where)
    except AssistantError as error:
        return Search(query, kind, (), problem(frame, error.message, error.hint))
    return Search(query, kind, cards.search_cards(desk, question.id, found))


def _given_by(now: stood.Standing, question_id: str, opinion_id: str) -> Given | None:
    """Fill in the form with an evaluator's opinion, to decide as they said."""
    newest = review.newest_judged(now.opinions.get(question_id, ())).values()
    found = next((o for o in newest if o.id == opinion_id), None)
    return Given(level=str(found.judgement), reason=found.reason) if found else None


def node_of(now: stood.Standing, node_id: str) -> Question | SubArea:
    """Return a question or sub-area. NotFoundError if there is none of that id."""
    for sub in now.criteria.sub_areas():
        if sub.id == node_id:
            return sub
        for question in sub.questions:
            if question.id == node_id:
                return question
    raise NotFoundError("Det finns ingen sådan delfråga.", hint="Välj en i listan.")


def question_of(now: stood.Standing, node_id: str) -> Question:
    """Return a question. NotFoundError if there is none of that id."""
    node = node_of(now, node_id)
    if isinstance(node, SubArea):
        raise NotFoundError("Det finns ingen sådan delfråga.", hint="Välj en i listan.")
    return node


def path_of(assessment_id: str, node_id: str) -> str:
    """Return the address of a question or sub-area at the workbench."""
    return f"/a/{quote(assessment_id, safe='')}/work/{quote(node_id, safe='')}"
