"""What is done at the workbench: judging, commenting, changing the evidence, drafting and signing.

Each act is a form that works without script, and goes on to the page that says what was done.
"""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.domain.criteria import Question, SubArea
from assistant.domain.draft import Stance
from assistant.domain.review import Judgement, Strike
from assistant.errors import AssistantError, ConflictError, InvalidInputError, NotFoundError, UserError
from assistant.web.deps import AssessmentId, FrameDep, ServicesDep, WhoDep
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages import workbench as pages
from assistant.web.pages.problem import problem
from assistant.web.pages.render import render
from assistant.web.pages.workbench import Given
from assistant.web.routes.sources import DraftRequest, start_draft
from assistant.web.routes.workbench import Done, NodeId, desk_of, node_of, path_of, question_of, show_again
from assistant.workflow import approving, judging, standings, stood
from assistant.workflow.reviewing import NewQuote, Verdict

router = APIRouter(
    prefix="/a/{assessment_id}/work",
    route_class=GuardedRoute,
    default_response_class=HTMLResponse,
    include_in_schema=False,
)

Act = Annotated[str, Form(max_length=64)]
Reason = Annotated[str, Form(max_length=4000)]
EvidenceId = Annotated[str, Form(max_length=100)]

ACCEPTED = "Förslaget godtas."
"""The reason that stands when a proposal is accepted without one."""


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
    now = standings.standing(parts, assessment_id)
    question = question_of(now, node_id)
    try:
        verdict = _verdict(now, question, do, given)
        judging.judge(
            parts, assessment_id, node_id, verdict, act=act, basis=None if do == "opinion" else basis
        )  # fmt: skip
    except ConflictError as error:
        desk = desk_of(frame, parts, standings.standing(parts, assessment_id), node_id)
        page = pages.conflict_page(desk, question, given, problem(frame, error.message, error.hint))
        return render(frame, "workbench_conflict.html", status=409, page=page)
    except UserError as error:
        return show_again(frame, services, who, assessment_id, question, error, given)
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
        return show_again(frame, services, who, assessment_id, node_id, error, Given(comment=comment))
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
        return show_again(frame, services, who, assessment_id, node_id, error)
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
        return show_again(frame, services, who, assessment_id, node_id, error)
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
        return show_again(frame, services, who, assessment_id, node_id, error, given)
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
        return show_again(frame, services, who, assessment_id, node_id, error)
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
        return show_again(frame, services, who, assessment_id, node_id, error)
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
    node = node_of(standings.standing(parts, assessment_id), node_id)
    if not isinstance(node, SubArea):
        raise NotFoundError("Bara hela delområden godkänns.", hint="Öppna delområdet.")
    try:
        approving.approve(parts, assessment_id, under=node.id, seen=seen)
    except UserError as error:
        return show_again(frame, services, who, assessment_id, node_id, error)
    return _go(request, assessment_id, node_id, "approved")


def _verdict(now: stood.Standing, question: Question, do: str, given: Given) -> Verdict:
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


def _go(request: Request, assessment_id: str, node_id: str, done: Done, part: str = "", **query: str) -> Response:
    """Go on to the page that says what was done; a script is told where that is."""
    asked = urlencode({"done": done} | {key: value for key, value in query.items() if value})
    path = f"{path_of(assessment_id, node_id)}?{asked}" + (f"#{part}" if part else "")
    if request.headers.get("X-Kompass-Script"):
        return JSONResponse({"go": path})
    return RedirectResponse(path, status_code=303)
