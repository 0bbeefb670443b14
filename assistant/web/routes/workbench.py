"""The workbench: looking at a question, judging it, and everything done to its evidence on the way."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import NoMatchFound

from assistant.domain import review
from assistant.domain.criteria import Question, SubArea
from assistant.domain.draft import Stance
from assistant.domain.evidence import SearchFilter, SourceKind
from assistant.domain.review import Judgement, Strike
from assistant.errors import AssistantError, ConflictError, InvalidInputError, NotFoundError, UserError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep, WhoDep
from assistant.web.errors import ErrorPage, problem, status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.pages import cards
from assistant.web.pages import workbench as pages
from assistant.web.pages.cards import Desk, PlacePage, Search
from assistant.web.pages.render import render
from assistant.web.pages.sub_area import sub_page
from assistant.web.pages.tree import tree
from assistant.web.pages.workbench import Given
from assistant.web.routes.sources import DraftRequest, JobProgress, progress, start_draft
from assistant.workflow import evidence, judging, reviewing
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import NewQuote, Verdict

router = APIRouter(
    prefix="/a/{assessment_id}/work",
    route_class=GuardedRoute,
    default_response_class=HTMLResponse,
    include_in_schema=False,
)

NodeId = Annotated[str, Path(max_length=40, description="Id of a question or sub-area, such as 1.2.3 or 1.2.")]
Act = Annotated[str, Form(max_length=64)]
Reason = Annotated[str, Form(max_length=4000)]
EvidenceId = Annotated[str, Form(max_length=100)]
Chosen = Annotated[str, Query(max_length=100)]
Done = Literal[
    "", "decided", "opinion", "remark", "struck", "restored", "added", "undone", "withdrawn", "approved", "drafting"
]

ACCEPTED = "Förslaget godtas."
"""The reason that stands when a proposal is accepted without one."""


@router.get("")
@needs("see_working_papers")
def begin(parts: PartsDep, assessment_id: AssessmentId) -> Response:
    """Go to the first question that is not decided."""
    now = reviewing.standing(parts, assessment_id)
    around = tree(now, "", "sv")
    return RedirectResponse(_path(assessment_id, around.undecided or around.next), status_code=303)


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
    now = reviewing.standing(services.parts, assessment_id)
    node = _node(now, node_id)
    if isinstance(node, SubArea):
        return _show_sub(frame, services, who, now, node, done=done)
    given = _given_by(now, node.id, opinion)
    return _show(frame, services, who, now, node, chosen=e, search=(q, kind or None), given=given, done=done)


@router.get("/{node_id}/place")
@needs("see_working_papers")
def place(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId, e: Chosen) -> HTMLResponse:
    """Show a quote in its source, as the inner part of a page."""
    now = reviewing.standing(parts, assessment_id)
    question = _question(now, node_id)
    if e not in {item.id for item in cards.evidence_of(now, node_id)}:
        raise NotFoundError("Citatet finns inte.", hint="Läs om sidan.")
    found = _place(parts, _desk(frame, parts, now, node_id), question, e)
    return render(frame, "workbench_place.html", place=found, assessment=assessment_id, viewer=_has_viewer(frame))


@router.post("/{node_id}/judge")
@needs("decide")
def judge(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    do: Annotated[Literal["decide", "accept", "opinion"], Form()],
    act: Act,
    basis: Annotated[str, Form(max_length=60)],
    level: Annotated[str, Form(max_length=20)] = "",
    reason: Reason = "",
    comment: Reason = "",
) -> Response:
    """Give one's opinion, or turn it into the agreed decision."""
    parts = services.parts
    given = Given(level=level, reason=reason, comment=comment)
    now = reviewing.standing(parts, assessment_id)
    question = _question(now, node_id)
    try:
        verdict = _verdict(now, question, do, given)
        judging.judge(
            parts, assessment_id, node_id, verdict, act=act, basis=None if do == "opinion" else basis
        )  # fmt: skip
    except ConflictError as error:
        desk = _desk(frame, parts, reviewing.standing(parts, assessment_id), node_id)
        page = pages.conflict_page(desk, question, given, problem(frame, error.message, error.hint))
        return render(frame, "workbench_conflict.html", status=409, page=page)
    except UserError as error:
        return _again(frame, services, who, assessment_id, question, error, given)
    return _go(request, assessment_id, node_id, "opinion" if do == "opinion" else "decided")


@router.post("/{node_id}/remark")
@needs("give_opinion")
def remark(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    act: Act,
    comment: Reason = "",
) -> Response:
    """Comment on a question."""
    try:
        judging.remark(services.parts, assessment_id, node_id, act=act, comment=comment)
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error, Given(comment=comment))
    return _go(request, assessment_id, node_id, "remark", "history")


@router.post("/{node_id}/strike")
@needs("give_opinion")
def strike(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    act: Act,
    evidence_id: EvidenceId,
    reason: Reason = "",
) -> Response:
    """Set a quote aside."""
    try:
        wanted = (Strike(evidence_id, reason.strip()),)
        judging.remark(services.parts, assessment_id, node_id, act=act, strike=wanted)
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "struck", "evidence")


@router.post("/{node_id}/restore")
@needs("give_opinion")
def restore(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    act: Act,
    evidence_id: EvidenceId,
) -> Response:
    """Take up a quote that was set aside."""
    try:
        judging.remark(services.parts, assessment_id, node_id, act=act, restore=(evidence_id,))
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "restored", "evidence")


@router.post("/{node_id}/quote")
@needs("give_opinion")
def add_quote(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    act: Act,
    source: Annotated[str, Form(max_length=40)] = "",
    quote: Annotated[str, Form(max_length=10_000)] = "",
    stance: Annotated[Stance, Form()] = "supports",
) -> Response:
    """Put a quote to a question, after checking it against its source."""
    given = Given(source=source, quote=quote, stance=stance)
    try:
        if not quote.strip():
            raise InvalidInputError("Citatet är tomt.", hint="Markera eller klistra in en mening ur källan.")
        add = (NewQuote(source, quote, stance),)
        made = judging.remark(services.parts, assessment_id, node_id, act=act, add=add)
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error, given)
    return _go(request, assessment_id, node_id, "added", "evidence", e=made.added[0].id if made.added else "")


@router.post("/{node_id}/undo")
@needs("decide")
def undo(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Annotated[int, Form(ge=0)],
) -> Response:
    """Take the newest decision back, or give it back again."""
    try:
        made = judging.undo(services.parts, assessment_id, node_id, expected_version=version)
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "withdrawn" if made.withdrawn else "undone")


@router.post("/{node_id}/draft")
@needs("draft")
def draft(
    request: Request, frame: FrameDep, services: ServicesDep, who: WhoDep, assessment_id: AssessmentId, node_id: NodeId
) -> Response:
    """Start to propose levels for a question or a sub-area."""
    try:
        start_draft(services, assessment_id, DraftRequest(under=node_id))
    except AssistantError as error:
        return _again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "drafting")


@router.post("/{node_id}/approve")
@needs("approve")
def approve(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    seen: Annotated[str, Form(max_length=64)],
) -> Response:
    """Sign a sub-area as it was shown."""
    parts = services.parts
    node = _node(reviewing.standing(parts, assessment_id), node_id)
    if not isinstance(node, SubArea):
        raise NotFoundError("Bara hela delområden godkänns.", hint="Öppna delområdet.")
    try:
        reviewing.approve(parts, assessment_id, under=node.id, seen=seen)
    except UserError as error:
        return _again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "approved")


def _show(
    frame: Frame,
    services: Services,
    who: Who,
    now: reviewing.Standing,
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
    desk = _desk(frame, parts, now, question.id)
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
        viewer=_has_viewer(frame),
        done=done,
        problem=wrong or _failed(frame, job),
    )
    return render(frame, "workbench.html", status=status, page=page)


def _show_sub(
    frame: Frame,
    services: Services,
    who: Who,
    now: reviewing.Standing,
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
        names=_names(services.parts),
        language=frame.language,
        may_approve=who.may("approve"),
        may_draft=who.may("draft"),
        drafting=job.state == "running",
    )
    page = replace(page, done=done, problem=wrong or _failed(frame, job))
    return render(frame, "workbench_sub.html", status=status, page=page)


def _has_viewer(frame: Frame) -> bool:
    """Say whether this service also shows sources as they look."""
    try:
        frame.scope["app"].url_path_for("view", assessment_id="a", source_id="s")
    except NoMatchFound:
        return False
    return True


def _failed(frame: Frame, job: JobProgress) -> ErrorPage | None:
    """Say why the last job of the assessment ended without a result."""
    return problem(frame, job.error, job.hint) if job.state == "failed" else None


def _again(
    frame: Frame,
    services: Services,
    who: Who,
    assessment_id: str,
    node: Question | str,
    error: AssistantError,
    given: Given | None = None,
) -> HTMLResponse:
    """Show the page again with what went wrong and what was filled in."""
    now = reviewing.standing(services.parts, assessment_id)
    found = _node(now, node) if isinstance(node, str) else node
    wrong, status = problem(frame, error.message, error.hint), status_of(error)
    if isinstance(found, SubArea):
        return _show_sub(frame, services, who, now, found, wrong=wrong, status=status)
    return _show(frame, services, who, now, found, given=given, wrong=wrong, status=status)


def _desk(frame: Frame, parts: Parts, now: reviewing.Standing, question_id: str) -> Desk:
    with parts.store.reading() as tx:
        history = tx.reviews.decision_history(now.assessment.id, question_id)
    known = evidence.titles(parts, now.assessment.id)
    return Desk(
        now=now,
        history=history,
        names=_names(parts),
        sources=known,
        titles={source.id: source.title for source in known},
        user=parts.user,
        language=frame.language,
        act=parts.new_id(),
    )


def _names(parts: Parts) -> dict[str, str]:
    with parts.store.reading() as tx:
        return {user.name: user.display_name for user in tx.users.list()}


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


def _verdict(now: reviewing.Standing, question: Question, do: str, given: Given) -> Verdict:
    proposal = now.drafts.get(question.id)
    if do == "accept":
        if proposal is None:
            raise InvalidInputError("Det finns inget förslag att godta.", hint="Välj en nivå.")
        return Verdict(proposal.level, reason=given.reason.strip() or ACCEPTED, comment=given.comment.strip())
    return Verdict(_judgement(given.level), reason=given.reason.strip(), comment=given.comment.strip())


def _judgement(level: str) -> Judgement:
    if level == "not_applicable":
        return "not_applicable"
    if not (level.isascii() and level.isdigit()):
        raise InvalidInputError("Välj en nivå.", hint="Eller välj att delfrågan inte är tillämplig.")
    return int(level)


def _given_by(now: reviewing.Standing, question_id: str, opinion_id: str) -> Given | None:
    """Fill in the form with an evaluator's opinion, to decide as they said."""
    newest = review.newest_judged(now.opinions.get(question_id, ())).values()
    found = next((o for o in newest if o.id == opinion_id), None)
    return Given(level=str(found.judgement), reason=found.reason) if found else None


def _node(now: reviewing.Standing, node_id: str) -> Question | SubArea:
    """Return a question or sub-area. NotFoundError if there is none of that id."""
    for sub in now.criteria.sub_areas():
        if sub.id == node_id:
            return sub
        for question in sub.questions:
            if question.id == node_id:
                return question
    raise NotFoundError("Det finns ingen sådan delfråga.", hint="Välj en i listan.")


def _question(now: reviewing.Standing, node_id: str) -> Question:
    node = _node(now, node_id)
    if isinstance(node, SubArea):
        raise NotFoundError("Det finns ingen sådan delfråga.", hint="Välj en i listan.")
    return node


def _path(assessment_id: str, node_id: str) -> str:
    return f"/a/{quote(assessment_id, safe='')}/work/{quote(node_id, safe='')}"


def _go(request: Request, assessment_id: str, node_id: str, done: Done, part: str = "", **query: str) -> Response:
    """Go on to the page that says what was done; a script is told where that is."""
    asked = urlencode({"done": done} | {key: value for key, value in query.items() if value})
    path = f"{_path(assessment_id, node_id)}?{asked}" + (f"#{part}" if part else "")
    if request.headers.get("X-Kompass-Script"):
        return JSONResponse({"go": path})
    return RedirectResponse(path, status_code=303)
