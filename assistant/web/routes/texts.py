"""Pages of texts: all of them, one to edit beside its evidence and to sign, and an area to read."""

import time
from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.domain.overall import TextNode
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, ServicesDep, WhoDep
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, needs
from assistant.web.language import marked as _
from assistant.web.pages.model_texts import recent_view
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.render import render
from assistant.web.pages.texts import (
    SECTIONS,
    Given,
    Row,
    Shown,
    acted,
    narrative_of,
    text_page,
)
from assistant.web.pages.texts_read import read_page, texts_page
from assistant.workflow import modelling, naming, standings, texts
from assistant.workflow.parts import Parts

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

NodeId = Annotated[str, Path(max_length=40)]
Many = Annotated[list[str], Form(max_length=texts.MOST_SENTENCES + 1)]


@router.get("/a/{assessment_id}/texts")
@needs("view")
def every_text(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId) -> HTMLResponse:
    """List the texts of all sub-areas."""
    page = texts_page(standings.standing(parts, assessment_id), frame.language)
    return render(frame, "texts.html", page=page)


@router.get("/a/{assessment_id}/texts/{node_id}")
@needs("view")
def one_text(
    frame: FrameDep, services: ServicesDep, who: WhoDep, assessment_id: AssessmentId, node_id: NodeId, saved: str = ""
) -> HTMLResponse:
    """Show a text to edit; to those who may not edit, to read."""
    parts = services.parts
    if not who.may("edit_text"):
        return read_text(frame, parts, assessment_id, node_id)
    node = texts.node_of(standings.standing(parts, assessment_id), node_id)
    page = text_page(_shown(frame, parts, assessment_id, node), saved=saved[:20])
    known = services.writings.of((assessment_id, node_id), parts.user)
    writing = recent_view(known, frame, page.version, time.monotonic())
    return render(frame, "text_edit.html", page=page, writing=writing)


@router.get("/a/{assessment_id}/texts/{node_id}/read")
@needs("view")
def read_text(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId) -> HTMLResponse:
    """Show a text to read; an area's with those of its sub-areas."""
    now = standings.standing(parts, assessment_id)
    page = read_page(now, texts.node_of(now, node_id), naming.titles(parts, assessment_id), frame.language)
    return render(frame, "text_read.html", page=page)


@router.post("/a/{assessment_id}/texts/{node_id}/approve")
@needs("approve")
def approve_text(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    seen: Annotated[str, Form(max_length=64)],
) -> Response:
    """Sign the text of an area or the summary as it was shown."""
    node = texts.node_of(standings.standing(parts, assessment_id), node_id)
    try:
        texts.approve(parts, assessment_id, node.id, seen=seen)
    except (ConflictError, NotAllowedError) as error:
        status = 409 if isinstance(error, ConflictError) else 403
        wrong = problem(frame, error.message, error.hint)
        page = text_page(_shown(frame, parts, assessment_id, node), problem=wrong)
        return render(frame, "text_edit.html", status=status, page=page)
    return RedirectResponse(f"/a/{assessment_id}/texts/{node.id}?saved=approved", status_code=303)


@router.post("/a/{assessment_id}/texts/{node_id}")
@needs("edit_text")
def edit_text(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Annotated[int, Form(ge=0, le=1_000_000)],
    act: Annotated[str, Form(max_length=40)] = "save",
    evidence: Annotated[list[Annotated[str, Form(max_length=80)]], Form(max_length=2000)] = [],  # noqa: B006 - read only
    section: Many = [],  # noqa: B006
    text: Many = [],  # noqa: B006
    cites: Many = [],  # noqa: B006
    question: Many = [],  # noqa: B006
) -> Response:
    """Save a text, or change the form as one of its buttons asks without saving."""
    node = texts.node_of(standings.standing(parts, assessment_id), node_id)
    rows = _rows(section, text, cites, question)
    given = Given(version, rows, tuple(evidence))
    if act not in ("save", "confirm"):
        given = Given(version, acted(rows, act), given.evidence)
        return render(frame, "text_edit.html", page=text_page(_shown(frame, parts, assessment_id, node), given=given))
    written, rows = narrative_of(node.id, given, parts.user)
    given = Given(version, rows, given.evidence)
    if written is None:
        wrong = problem(frame, _("Texten är inte sparad."), _("Rätta det som är markerat och spara igen."))
        return _again(frame, parts, assessment_id, node, given, 400, wrong)
    stored = standings.standing(parts, assessment_id).narratives.get(node.id)
    try:
        kept = written if act == "confirm" else texts.with_marks(written, stored)
        texts.save(parts, assessment_id, kept, expected_version=version)
    except ConflictError as error:
        wrong = problem(frame, _("Någon annan har sparat texten medan du skrev. Din text är inte sparad."), error.hint)
        return _again(frame, parts, assessment_id, node, given, 409, wrong)
    except InvalidInputError as error:
        return _again(frame, parts, assessment_id, node, given, 400, problem(frame, error.message, error.hint))
    return RedirectResponse(f"/a/{assessment_id}/texts/{node.id}?saved=1", status_code=303)


def _again(
    frame: Frame, parts: Parts, assessment_id: str, node: TextNode, given: Given, status: int, wrong: ErrorPage
) -> HTMLResponse:
    """Show a form that was not saved once more, with all that was written in it."""
    shown = _shown(frame, parts, assessment_id, node)
    page = text_page(shown, given=given, conflicting=status == 409, problem=wrong)
    return render(frame, "text_edit.html", status=status, page=page)


def _rows(section: list[str], text: list[str], cites: list[str], question: list[str]) -> tuple[Row, ...]:
    """Return the rows of a form. InvalidInputError when its lists do not belong together."""
    if not len(section) == len(text) == len(cites) == len(question) or set(section) - set(SECTIONS):
        raise InvalidInputError(_("Formuläret är trasigt."), hint=_("Läs om sidan och försök igen."))
    known = {name: name for name in SECTIONS}
    return tuple(
        Row(known[s], t, c[:200], q) for s, t, c, q in zip(section, text, cites, question, strict=True) if s in known
    )


def _shown(frame: Frame, parts: Parts, assessment_id: str, node: TextNode) -> Shown:
    now = standings.standing(parts, assessment_id)
    return Shown(
        now=now,
        node=node,
        versions=texts.versions(parts, assessment_id, node.id),
        draft=texts.drafted(parts, now, node) if node.overall else None,
        since=texts.since_approval(parts, now, node),
        titles=naming.titles(parts, assessment_id),
        names=naming.people(parts),
        language=frame.language,
        model=modelling.about(parts),
    )
