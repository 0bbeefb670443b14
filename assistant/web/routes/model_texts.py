"""Having a language model write a text, or say a part of it in other words.

A model may take minutes, so no request waits for it: the form starts the writing, and a page (or a script on the page
of the text) follows it. Asking for the same again while it is written joins what is being written.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Header, Path
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.errors import AssistantError, NotFoundError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep
from assistant.web.errors import status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.model_texts import (
    ExamplesPage,
    RewritePage,
    WritingPage,
    failed_page,
    new_sentences,
    places,
    writing_view,
)
from assistant.web.pages.problem import problem
from assistant.web.pages.render import fragment, render
from assistant.web.writings import Wanted, Writing
from assistant.workflow import assessments, examples, modelling, rewriting, writing
from assistant.workflow.parts import Parts
from assistant.workflow.writing import Language, Length, Manner, Person, Tone

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

NodeId = Annotated[str, Path(max_length=40)]
Version = Annotated[int, Form(ge=0, le=1_000_000)]
Chosen = Annotated[list[Annotated[int, Form(ge=0, le=1000)]], Form(max_length=200)]
Wish = Annotated[str, Form(max_length=rewriting.LONGEST_WISH)]
Script = Annotated[str, Header(alias="X-Kompass-Script")]
PATIENCE = 1.0
"""Seconds that a browser without a script waits for what is quick, such as a refusal, before it is shown the wait."""


@router.post("/a/{assessment_id}/model-texts/{node_id}")
@needs("edit_text")
def write(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Version,
    language: Annotated[Language, Form()] = "sv",
    length: Annotated[Length, Form()] = "medium",
    tone: Annotated[Tone, Form()] = "neutral",
    person: Annotated[Person, Form()] = "third",
    script: Script = "",
) -> Response:
    """Let the model begin to write a text anew; the one before stays among its versions."""
    wanted = Wanted("text", version, Manner(language, length, tone, person))

    def work(made: Writing) -> None:
        writing.write(
            services.parts, assessment_id, node_id, manner=wanted.manner, expected_version=version,
            cancelled=made.stop.is_set, heard=made.hear,
        )  # fmt: skip

    return _begin(frame, services, (assessment_id, node_id), wanted, work, script=bool(script))


@router.post("/a/{assessment_id}/model-texts/{node_id}/rewrite")
@needs("edit_text")
def rewrite(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Version,
    chosen: Chosen = [],  # noqa: B006 - read only
    wish: Wish = "",
    language: Annotated[Language, Form()] = "sv",
    script: Script = "",
) -> Response:
    """Let the model look for other words for chosen sentences; nothing is saved."""
    wanted = Wanted("rewriting", version, Manner(language), places(chosen), wish)

    def work(made: Writing) -> None:
        rewriting.rewrite(
            services.parts, assessment_id, node_id, wanted.selection, wish, language=language,
            expected_version=version, cancelled=made.stop.is_set, heard=made.hear,
        )  # fmt: skip

    return _begin(frame, services, (assessment_id, node_id), wanted, work, script=bool(script))


@router.get("/a/{assessment_id}/model-texts/{node_id}")
@needs("edit_text")
def follow(frame: FrameDep, services: ServicesDep, assessment_id: AssessmentId, node_id: NodeId) -> Response:
    """Show how far the writing has come, and when it has ended what came of it."""
    return _shown(frame, services, assessment_id, node_id)


@router.get("/a/{assessment_id}/model-texts/{node_id}/state")
@needs("edit_text")
def state(frame: FrameDep, services: ServicesDep, assessment_id: AssessmentId, node_id: NodeId) -> Response:
    """Say how far the writing has come, for a script."""
    return _told(frame, assessment_id, node_id, services.writings.of((assessment_id, node_id), services.parts.user))


@router.post("/a/{assessment_id}/model-texts/{node_id}/stop")
@needs("edit_text")
def stop(
    frame: FrameDep, services: ServicesDep, assessment_id: AssessmentId, node_id: NodeId, script: Script = ""
) -> Response:
    """Stop one's own writing at once. An answer that is whole by then is kept."""
    known = services.writings.stop((assessment_id, node_id), services.parts.user)
    if known:
        known.done.wait(PATIENCE)
    if script:
        return _told(frame, assessment_id, node_id, known)
    return RedirectResponse(f"/a/{assessment_id}/texts/{node_id}", status_code=303)


@router.post("/a/{assessment_id}/model-texts/{node_id}/take")
@needs("edit_text")
def take(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Version,
    chosen: Chosen = [],  # noqa: B006 - read only
    wish: Wish = "",
    language: Annotated[Language, Form()] = "sv",
) -> Response:
    """Put the shown words into the text; the model is not asked again."""
    try:
        rewriting.take(parts, assessment_id, node_id, chosen, wish, expected_version=version, language=language)
    except AssistantError as error:
        return _failed(frame, parts, assessment_id, node_id, error)
    return _back(assessment_id, node_id)


@router.get("/a/{assessment_id}/examples/{node_id}")
@needs("see_working_papers")
def show_examples(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId) -> HTMLResponse:
    """Show municipalities whose published reports show that they come further in a sub-area."""
    found = examples.examples(parts, assessment_id, node_id)
    assessment = assessments.get(parts, assessment_id)
    sub = parts.criteria(assessment.criteria_id, assessment.criteria_version).sub_area_of(node_id)
    page = ExamplesPage(assessment_id, assessment.title, sub.id, sub.name.in_language(frame.language), found)
    return render(frame, "examples.html", page=page)


# --- what all of them share ---------------------------------------------------------------------


def _begin(
    frame: Frame,
    services: Services,
    node: tuple[str, str],
    wanted: Wanted,
    work: Callable[[Writing], None],
    *,
    script: bool,
) -> Response:
    parts, (assessment_id, node_id) = services.parts, node
    purpose = "narrative" if wanted.sort == "text" else "rewrite"
    if not writing.has_text(parts, assessment_id, node_id):
        raise NotFoundError("Det finns ingen sådan text.", hint="Välj en text i listan.")
    try:
        usual = modelling.usual_seconds(parts, assessment_id, purpose)
        made = services.writings.begin(node, parts.user, wanted, work, usual=usual)
    except AssistantError as error:
        if script:
            made = Writing(wanted, 0.0, state="failed", error=error)
            return _told(frame, assessment_id, node_id, made)
        return _failed(frame, parts, assessment_id, node_id, error)
    if script:
        return _told(frame, assessment_id, node_id, made)
    made.done.wait(PATIENCE)
    if made.state == "failed":
        return _shown(frame, services, assessment_id, node_id)
    return RedirectResponse(f"/a/{assessment_id}/model-texts/{node_id}", status_code=303)


def _shown(frame: Frame, services: Services, assessment_id: str, node_id: str) -> Response:
    parts = services.parts
    known = services.writings.of((assessment_id, node_id), parts.user)
    if known and known.state == "running":
        title = assessments.get(parts, assessment_id).title
        page = WritingPage(assessment_id, title, node_id, writing_view(known, frame))
        return render(frame, "text_writing.html", page=page)
    if known and known.error:
        return _failed(frame, parts, assessment_id, node_id, known.error)
    if known and known.state == "done" and known.wanted.sort == "rewriting":
        return _proposal(frame, parts, assessment_id, node_id, known.wanted)
    if known and known.state == "done":
        return _back(assessment_id, node_id)
    return RedirectResponse(f"/a/{assessment_id}/texts/{node_id}", status_code=303)


def _told(frame: Frame, assessment_id: str, node_id: str, known: Writing | None) -> Response:
    if known is None:
        return JSONResponse({"state": "none"})
    view = writing_view(known, frame)
    card = fragment(frame, "model_parts.html", "writing", id=assessment_id, node_id=node_id, shown=view)
    return JSONResponse({"state": known.state, "card": card, "said": view.said, "time": view.time})


def _proposal(frame: Frame, parts: Parts, assessment_id: str, node_id: str, wanted: Wanted) -> HTMLResponse:
    """Show the proposed words beside their own, from the record."""
    try:
        made = rewriting.proposed_before(
            parts, assessment_id, node_id, wanted.selection, wanted.wish,
            language=wanted.manner.language, expected_version=wanted.version,
        )  # fmt: skip
    except AssistantError as error:
        return _failed(frame, parts, assessment_id, node_id, error)
    page = RewritePage(
        id=assessment_id,
        title=assessments.get(parts, assessment_id).title,
        node_id=node_id,
        version=made.version,
        before=tuple(sentence.text for sentence in made.before),
        after=new_sentences(made.after, frame.language),
        selection=wanted.selection,
        wish=wanted.wish,
        language=wanted.manner.language,
    )
    return render(frame, "text_rewrite.html", page=page)


def _back(assessment_id: str, node_id: str) -> Response:
    return RedirectResponse(f"/a/{assessment_id}/texts/{node_id}?saved=1", status_code=303)


def _failed(frame: Frame, parts: Parts, assessment_id: str, node_id: str, error: AssistantError) -> HTMLResponse:
    """Say why there is no text, in a page that leads back. An unknown text has no page."""
    if isinstance(error, NotFoundError) and not writing.has_text(parts, assessment_id, node_id):
        raise error
    title = assessments.get(parts, assessment_id).title
    page = failed_page(assessment_id, title, node_id, problem(frame, error.message, error.hint))
    return render(frame, "text_rewrite.html", status=max(status_of(error), 400), page=page)
