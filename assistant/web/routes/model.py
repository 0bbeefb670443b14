"""The language model: its page for administrators, its switch and its check; and the record of what it did."""

import json
from contextlib import suppress
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import AssistantError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep
from assistant.web.errors import status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.model import ModelPage
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.render import render
from assistant.workflow import model_check, modelling, naming, transparency
from assistant.workflow.parts import Parts

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/settings/model")
@needs("manage_users")
def show(frame: FrameDep, parts: PartsDep) -> HTMLResponse:
    """Show which model is set, what it may see, and what its last check found."""
    return _page(frame, parts)


@router.post("/settings/model")
@needs("manage_users")
def turn(parts: PartsDep, to: str = Form(default="", max_length=10)) -> Response:
    """Switch the model off for everybody, or on again."""
    parts.switch.turn(off=to == "off", by=parts.user, at=parts.now())
    return RedirectResponse("/settings/model", status_code=303)


@router.post("/settings/model/check")
@needs("manage_users")
def check(frame: FrameDep, parts: PartsDep) -> Response:
    """Try the model; no evidence is sent."""
    try:
        found = model_check.check(parts, window=False)
    except AssistantError as error:
        return _page(frame, parts, problem(frame, error.message, error.hint), status_of(error))
    parts.switch.note(found, parts.now())
    return RedirectResponse("/settings/model", status_code=303)


@router.get("/a/{assessment_id}/model-record")
@needs("see_working_papers")
def record(parts: PartsDep, assessment_id: AssessmentId) -> Response:
    """Hand out what machines did in an assessment, as JSON; no words of the evidence."""
    found = transparency.record(parts, assessment_id)
    body = json.dumps(found, ensure_ascii=False, indent=1).encode()
    name = f"maskiner-{assessment_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="application/json", headers=headers)


def _page(frame: Frame, parts: Parts, wrong: ErrorPage | None = None, status: int = 200) -> HTMLResponse:
    off = parts.switch.off()
    model = None
    if not off and not parts.model_forbidden:
        with suppress(AssistantError):  # told by ``about``
            model = parts.model()
    page = ModelPage(
        forbidden=parts.model_forbidden,
        off=off,
        off_by=naming.people(parts).get(off.by, off.by) if off else "",
        model=modelling.about(parts),
        host=urlsplit(model.choice.url).netloc.rpartition("@")[2] if model else "",
        window=model.choice.window if model else 0,
        parallel=model.choice.parallel if model else 0,
        budget=model.choice.budget if model else 0,
        checked=parts.switch.checked(),
        problem=wrong,
    )
    return render(frame, "model.html", status=status, page=page)
