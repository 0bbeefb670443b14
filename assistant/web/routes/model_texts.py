"""Having a language model write a text, or say a part of it in other words."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import AssistantError, NotFoundError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep
from assistant.web.errors import problem, status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.model_texts import ExamplesPage, RewritePage, failed_page, new_sentences, places
from assistant.web.pages.render import render
from assistant.workflow import assessments, examples, writing
from assistant.workflow.parts import Parts
from assistant.workflow.writing import Language, Length, Manner, Person, Tone

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

NodeId = Annotated[str, Path(max_length=40)]
Version = Annotated[int, Form(ge=0, le=1_000_000)]
Chosen = Annotated[list[Annotated[int, Form(ge=0, le=1000)]], Form(max_length=200)]
Wish = Annotated[str, Form(max_length=writing.LONGEST_WISH)]


@router.post("/a/{assessment_id}/model-texts/{node_id}")
@needs("edit_text")
def write(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Version,
    language: Annotated[Language, Form()] = "sv",
    length: Annotated[Length, Form()] = "medium",
    tone: Annotated[Tone, Form()] = "neutral",
    person: Annotated[Person, Form()] = "third",
) -> Response:
    """Have the model write a text anew; the one before stays among its versions."""
    manner = Manner(language, length, tone, person)
    try:
        writing.write(parts, assessment_id, node_id, manner=manner, expected_version=version)
    except AssistantError as error:
        return _failed(frame, parts, assessment_id, node_id, error)
    return _back(assessment_id, node_id)


@router.post("/a/{assessment_id}/model-texts/{node_id}/rewrite")
@needs("edit_text")
def rewrite(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    node_id: NodeId,
    version: Version,
    chosen: Chosen = [],  # noqa: B006 - read only
    wish: Wish = "",
    language: Annotated[Language, Form()] = "sv",
) -> Response:
    """Show other words for chosen sentences beside their own; nothing is saved."""
    try:
        made = writing.rewrite(parts, assessment_id, node_id, chosen, wish, language=language, expected_version=version)
    except AssistantError as error:
        return _failed(frame, parts, assessment_id, node_id, error)
    title = assessments.get(parts, assessment_id).title
    page = RewritePage(
        id=assessment_id,
        title=title,
        node_id=node_id,
        version=made.version,
        before=tuple(sentence.text for sentence in made.before),
        after=new_sentences(made.after, frame.language),
        selection=places(chosen),
        wish=wish,
        language=language,
    )
    return render(frame, "text_rewrite.html", page=page)


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
    """Put the shown words into the text."""
    try:
        writing.take(parts, assessment_id, node_id, chosen, wish, expected_version=version, language=language)
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


def _back(assessment_id: str, node_id: str) -> Response:
    return RedirectResponse(f"/a/{assessment_id}/texts/{node_id}?saved=1", status_code=303)


def _failed(frame: Frame, parts: Parts, assessment_id: str, node_id: str, error: AssistantError) -> HTMLResponse:
    """Say why there is no text, in a page that leads back. An unknown text has no page."""
    if isinstance(error, NotFoundError) and not writing.has_text(parts, assessment_id, node_id):
        raise error
    title = assessments.get(parts, assessment_id).title
    page = failed_page(assessment_id, title, node_id, problem(frame, error.message, error.hint))
    return render(frame, "text_rewrite.html", status=max(status_of(error), 400), page=page)
