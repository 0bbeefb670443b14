"""The page to ask the evidence: questions, answers that stream, and quotes put onto questions."""

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from assistant.domain.conversation import Narrowed, Turn
from assistant.domain.evidence import SourceKind
from assistant.errors import AssistantError, UserError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep, WhoDep
from assistant.web.errors import ErrorPage, problem, status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.pages.chat import Known, chat_page, turn_view
from assistant.web.pages.render import fragment, render
from assistant.workflow import assessments, conversing, sources
from assistant.workflow.parts import Parts

logger = logging.getLogger(__name__)

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

Short = Annotated[str, Form(max_length=80)]
Kinds = Annotated[list[SourceKind], Form(max_length=6)]


@router.get("/a/{assessment_id}/ask")
@needs("search")
def conversation(
    frame: FrameDep, parts: PartsDep, who: WhoDep, assessment_id: AssessmentId, done: str = ""
) -> HTMLResponse:
    """Show one's conversation and the form to ask."""
    return _page(frame, parts, who, assessment_id, done=done[:60])


@router.post("/a/{assessment_id}/ask")
@needs("search")
def ask(
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    question: Annotated[str, Form(max_length=5000)] = "",
    key: Short = "",
    kind: Kinds = [],  # noqa: B006 - read only
    area: Short = "",
    source: Short = "",
) -> Response:
    """Answer a question and go to the answer; what browsers without script do."""
    narrowed = Narrowed(tuple(kind), area, source)
    try:
        turn = _answer(services, assessment_id, question, narrowed, key)
    except AssistantError as error:
        wrong = problem(frame, error.message, error.hint)
        return _page(
            frame, services.parts, who, assessment_id, narrowed=narrowed, given=question, wrong=wrong,
            status=status_of(error),
        )  # fmt: skip
    return RedirectResponse(f"/a/{assessment_id}/ask#turn-{turn.key}", status_code=303)


@router.post("/a/{assessment_id}/ask/stream")
@needs("search")
def stream(
    frame: FrameDep,
    services: ServicesDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    question: Annotated[str, Form(max_length=5000)] = "",
    key: Short = "",
    kind: Kinds = [],  # noqa: B006 - read only
    area: Short = "",
    source: Short = "",
) -> Response:
    """Answer a question as server-sent events: ``searching``, a ``sentence`` each, and ``done`` or ``problem``.

    The answer is kept before its first sentence is sent, so that nothing is lost when the connection breaks.
    """
    assessments.get(services.parts, assessment_id)
    events = _events(frame, services, who, assessment_id, question, Narrowed(tuple(kind), area, source), key)
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _events(
    frame: Frame, services: Services, who: Who, assessment_id: str, question: str, narrowed: Narrowed, key: str
) -> Iterator[str]:
    yield _event("searching", "")
    try:
        turn = _answer(services, assessment_id, question, narrowed, key)
        view = turn_view(turn, _known(frame, services.parts, assessment_id, [turn]))
        for row in view.rows:
            yield _event("sentence", fragment(frame, "chat_parts.html", "sentence", row=row))
        put = who.may("decide")
        yield _event("done", fragment(frame, "chat_parts.html", "turn", turn=view, id=assessment_id, may_put=put))
    except AssistantError as error:
        wrong = problem(frame, error.message, error.hint)
        yield _event("problem", fragment(frame, "parts.html", "problem", found=wrong))
    except Exception:
        # The answer has begun, so that no error page can be sent in its place.
        number = uuid4().hex[:12]
        logger.exception("answer failed", extra={"error_id": number, "assessment_id": assessment_id})
        wrong = ErrorPage(f"Något gick fel i tjänsten (fel {number}).", "Ställ frågan igen.", "sv")
        yield _event("problem", fragment(frame, "parts.html", "problem", found=wrong))


def _event(name: str, html: str) -> str:
    return f"event: {name}\ndata: {json.dumps(html)}\n\n"


def _answer(services: Services, assessment_id: str, question: str, narrowed: Narrowed, key: str) -> Turn:
    services.background.require_idle(assessment_id)
    with services.searching:
        return conversing.ask(services.parts, assessment_id, question, narrowed, key=key)


@router.post("/a/{assessment_id}/ask/forget")
@needs("search")
def forget(parts: PartsDep, assessment_id: AssessmentId) -> Response:
    """Delete one's own conversation."""
    conversing.forget(parts, assessment_id)
    return RedirectResponse(f"/a/{assessment_id}/ask", status_code=303)


@router.post("/a/{assessment_id}/ask/evidence")
@needs("decide")
def put_on_question(
    frame: FrameDep,
    parts: PartsDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    question_id: Short = "",
    source_id: Short = "",
    quote: Annotated[str, Form(max_length=10_000)] = "",
    against: Short = "",
    turn: Short = "",
) -> Response:
    """Put a quote of an answer onto a question as evidence."""
    question_id = question_id.strip().split(" ")[0]
    try:
        how = conversing.put_on_question(
            parts, assessment_id, question_id, source_id, quote, stance="contradicts" if against else "supports"
        )
    except UserError as error:
        wrong = problem(frame, error.message, error.hint)
        return _page(frame, parts, who, assessment_id, wrong=wrong, status=status_of(error))
    where = f"#turn-{turn}" if turn.isalnum() else ""
    return RedirectResponse(f"/a/{assessment_id}/ask?done={question_id}+{how}{where}", status_code=303)


def _page(
    frame: Frame,
    parts: Parts,
    who: Who,
    assessment_id: str,
    *,
    narrowed: Narrowed | None = None,
    given: str = "",
    wrong: ErrorPage | None = None,
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    turns = conversing.history(parts, assessment_id)
    page = chat_page(
        assessments.get(parts, assessment_id).title,
        turns,
        _known(frame, parts, assessment_id, turns),
        key=parts.new_id(),
        may_put=who.may("decide"),
        narrowed=narrowed,
        given=given,
        problem=wrong,
        done=done,
    )
    return render(frame, "chat.html", status=status, page=page)


def _known(frame: Frame, parts: Parts, assessment_id: str, turns: Sequence[Turn]) -> Known:
    assessment = assessments.get(parts, assessment_id)
    return Known(
        assessment_id=assessment_id,
        criteria=parts.criteria(assessment.criteria_id, assessment.criteria_version),
        sources=sources.list_sources(parts, assessment_id),
        places=conversing.places(parts, assessment_id, turns),
        language=frame.language,
    )
