"""The page to ask the evidence: questions, answers that stream, and quotes put onto questions."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from assistant.domain.conversation import Narrowed, Said, Turn
from assistant.domain.draft import Stance
from assistant.domain.evidence import SourceKind
from assistant.errors import AssistantError, ModelCancelledError, UserError
from assistant.web.answering import Tell
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep, WhoDep
from assistant.web.errors import status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.pages.chat import Known, answer_row, chat_page, turn_view
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.render import fragment, render
from assistant.workflow import assessments, conversing, modelling, sources
from assistant.workflow.chatting import Piece
from assistant.workflow.parts import Parts
from assistant.workflow.replying import Asker

logger = logging.getLogger(__name__)

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

Short = Annotated[str, Form(max_length=80)]
Stopped = Callable[[], bool]
Kinds = Annotated[list[SourceKind], Form(max_length=6)]


@router.get("/a/{assessment_id}/ask")
@needs("search")
def conversation(
    frame: FrameDep, parts: PartsDep, who: WhoDep, assessment_id: AssessmentId, done: str = "", turn: str = ""
) -> HTMLResponse:
    """Show one's conversation and the form to ask."""
    return _page(frame, parts, who, assessment_id, done=done[:60], done_in=turn[:80])


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
        turn = _answer(services, _Put(assessment_id, question, narrowed, key), Asker(searching=services.searching))
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
    """Answer a question as server-sent events.

    ``searching`` comes first, then with a language model ``writing`` (unchecked) and ``sentence`` (checked), and
    ``done``, ``stopped`` or ``problem``. The answer goes on when the connection breaks; asked again with the same key
    it comes again, from its first word.
    """
    assessments.get(services.parts, assessment_id)
    narrowed = Narrowed(tuple(kind), area, source)

    def make(tell: Tell, stopped: Stopped) -> None:
        _make(frame, services, who, _Put(assessment_id, question, narrowed, key), tell, stopped)

    made = services.answers.begin((assessment_id, services.parts.user, key), make)
    return StreamingResponse(made.stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@dataclass(frozen=True, slots=True)
class _Put:
    """A question as it was put."""

    assessment_id: str
    question: str
    narrowed: Narrowed
    key: str


def _make(frame: Frame, services: Services, who: Who, put: _Put, tell: Tell, stopped: Stopped) -> None:
    """Make an answer and tell of it."""

    def hear(heard: Piece | Said) -> None:
        if isinstance(heard, Said):
            known = _known(frame, services.parts, put.assessment_id, [heard])
            row = answer_row(heard, known)
            tell(_event("sentence", fragment(frame, "chat_parts.html", "sentence", row=row)))
        elif heard.so_far:
            tell(_event("writing", heard.so_far))

    tell(_event("searching", ""))
    try:
        turn = _answer(services, put, Asker(hear, stopped, services.searching))
        view = turn_view(turn, _known(frame, services.parts, put.assessment_id, turn.reply.said))
        for row in () if turn.reply.by.model else view.rows:
            tell(_event("sentence", fragment(frame, "chat_parts.html", "sentence", row=row)))
        whole = {"turn": view, "id": put.assessment_id, "may_put": who.may("decide"), "act": services.parts.new_id()}
        tell(_event("done", fragment(frame, "chat_parts.html", "turn", **whole)))
    except ModelCancelledError:
        tell(_event("stopped", ""))
    except AssistantError as error:
        wrong = problem(frame, error.message, error.hint)
        tell(_event("problem", fragment(frame, "parts.html", "problem", found=wrong)))
    except Exception:
        # The answer has begun, so that no error page can be sent in its place.
        number = uuid4().hex[:12]
        logger.exception("answer failed", extra={"error_id": number, "assessment_id": put.assessment_id})
        wrong = ErrorPage(f"Något gick fel i tjänsten (fel {number}).", "Ställ frågan igen.", "sv")
        tell(_event("problem", fragment(frame, "parts.html", "problem", found=wrong)))


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _answer(services: Services, put: _Put, asker: Asker) -> Turn:
    services.background.require_idle(put.assessment_id)
    return conversing.ask(services.parts, put.assessment_id, put.question, put.narrowed, key=put.key, asker=asker)


@router.post("/a/{assessment_id}/ask/stop")
@needs("search")
def stop(services: ServicesDep, assessment_id: AssessmentId, key: Short = "") -> Response:
    """Stop one's own answer that is being made; nothing of it is kept."""
    services.answers.stop((assessment_id, services.parts.user, key))
    return Response(status_code=204)


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
    act: Short = "",
) -> Response:
    """Put a quote of an answer onto a question as evidence."""
    question_id = question_id.strip().split(" ")[0]
    try:
        stance: Stance = "contradicts" if against else "supports"
        how = conversing.put_on_question(parts, assessment_id, question_id, source_id, quote, act=act, stance=stance)
    except UserError as error:
        wrong = problem(frame, error.message, error.hint)
        return _page(frame, parts, who, assessment_id, wrong=wrong, status=status_of(error))
    where = f"&turn={turn}#turn-{turn}" if turn.isascii() and turn.isalnum() else ""
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
    done_in: str = "",
) -> HTMLResponse:
    turns = conversing.history(parts, assessment_id)
    page = chat_page(
        assessments.get(parts, assessment_id).title,
        turns,
        _known(frame, parts, assessment_id, [said for turn in turns for said in turn.reply.said]),
        model=modelling.about(parts),
        act=parts.new_id(),
        key=parts.new_id(),
        may_put=who.may("decide"),
        narrowed=narrowed,
        given=given,
        problem=wrong,
        done=done,
        done_in=done_in if any(turn.key == done_in for turn in turns) else "",
    )
    return render(frame, "chat.html", status=status, page=page)


def _known(frame: Frame, parts: Parts, assessment_id: str, said: Sequence[Said]) -> Known:
    assessment = assessments.get(parts, assessment_id)
    return Known(
        assessment_id=assessment_id,
        criteria=parts.criteria(assessment.criteria_id, assessment.criteria_version),
        sources=sources.list_sources(parts, assessment_id),
        places=conversing.places(parts, assessment_id, said),
        language=frame.language,
    )
