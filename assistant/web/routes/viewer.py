"""The source viewer, its pictures of pages, and original files."""

from typing import Annotated, Literal
from urllib.parse import quote as percent_encoded

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response

from assistant.domain.assessment import slug
from assistant.viewing.renderer import PageError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, SourceId
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.problem import problem
from assistant.web.pages.render import render
from assistant.web.pages.viewer import ZOOMS, Asked, viewer_page
from assistant.workflow import assessments, sources, viewing

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

PageNumber = Annotated[int, Query(ge=0, le=100_000)]
Revision = Annotated[int, Query(ge=0, le=100_000)]


@router.get("/a/{assessment_id}/sources/{source_id}/view")
@needs("see_sources")
def view(
    frame: FrameDep,
    parts: PartsDep,
    assessment_id: AssessmentId,
    source_id: SourceId,
    quote: Annotated[str, Query(max_length=80)] = "",
    page: PageNumber = 0,
    q: Annotated[str, Query(max_length=200)] = "",
    shown: Annotated[Literal["", "text"], Query(alias="as")] = "",
    zoom: Annotated[int, Query(ge=ZOOMS[0], le=ZOOMS[-1])] = ZOOMS[0],
    revision: Revision = 0,
    pane: bool = False,
) -> HTMLResponse:
    """Show a source where a quote stands, or at a page; ``pane`` gives the inner part alone."""
    viewed = viewing.view(parts, assessment_id, source_id, quote_id=quote, revision=revision)
    zoomed = min(ZOOMS, key=lambda known: abs(known - zoom))
    asked = Asked(assessment_id, source_id, quote, page, " ".join(q.split()), shown == "text", zoomed, revision)
    placed, wrong = None, None
    if viewed.has_pages and not asked.as_text:
        try:
            placed = viewing.place(parts, viewed, quote_id=quote, page=min(page, viewed.pages or page))
        except PageError as error:
            wrong = problem(frame, error.message, error.hint)
    title = assessments.get(parts, assessment_id).title
    found = viewer_page(asked, viewed, placed, title=title, problem=wrong)
    return render(frame, "viewer_pane.html" if pane else "viewer.html", page=found, pane=pane)


@router.get("/a/{assessment_id}/sources/{source_id}/pages/{page_number}")
@needs("see_sources")
def page_picture(
    parts: PartsDep,
    assessment_id: AssessmentId,
    source_id: SourceId,
    page_number: Annotated[int, Path(ge=1, le=100_000)],
    revision: Revision = 0,
    width: Annotated[int, Query(ge=1, le=10_000)] = viewing.WIDTHS[1],
) -> Response:
    """Give a picture of a page; 404 for interviews, whose pictures would show names."""
    data = viewing.page_image(parts, assessment_id, source_id, page_number, revision=revision, width=width)
    return Response(data, media_type="image/png" if data.startswith(b"\x89PNG") else "image/webp")


@router.get("/a/{assessment_id}/sources/{source_id}/file")
@needs("see_sources")
def original(parts: PartsDep, assessment_id: AssessmentId, source_id: SourceId) -> Response:
    """Hand out an original file under a plain name, never to be opened by the browser itself."""
    source, data = sources.original(parts, assessment_id, source_id)
    stem, _, suffix = source.name.rpartition("/")[2].rpartition(".")
    kind = suffix.lower() if suffix.isascii() and suffix.isalnum() else "bin"
    plain = f"{slug(stem)[:60] or 'kalla'}.{kind}"
    full = percent_encoded(f"{stem}.{suffix}", safe="")
    headers = {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"}
    return Response(data, media_type="application/octet-stream", headers=headers)
