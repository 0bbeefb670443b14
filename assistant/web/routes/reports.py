"""Pages of the report: a preview, what is missing, and files to take."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from assistant.domain.criteria import Language
from assistant.export import Format
from assistant.web.deps import AssessmentId, FrameDep, PartsDep
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.render import render
from assistant.web.pages.reports import preview_policy, report_page
from assistant.web.routes.results import as_file
from assistant.web.security import POLICY
from assistant.workflow import reporting, standings

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/a/{assessment_id}/report")
@needs("export_report")
def report(
    frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, language: Language | None = None
) -> HTMLResponse:
    """Show how the report would look now, what is missing, and what a machine drafted."""
    chosen = language or frame.language
    page = report_page(
        standings.standing(parts, assessment_id),
        reporting.build_report(parts, assessment_id, language=chosen),
        shown=frame.language,
        working_papers=parts.sight.working_papers,
    )
    answer = render(frame, "report.html", page=page)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


@router.get("/a/{assessment_id}/report/preview")
@needs("export_report")
def preview(parts: PartsDep, assessment_id: AssessmentId, language: Language = "sv") -> HTMLResponse:
    """Show the HTML report to our own page only, and without anything that could run."""
    page = reporting.preview(parts, assessment_id, language=language).decode()
    headers = {"Content-Security-Policy": preview_policy(page), "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(page, headers=headers)


@router.post("/a/{assessment_id}/report/file")
@needs("export_report")
def file(
    parts: PartsDep,
    assessment_id: AssessmentId,
    form: Annotated[Format, Form(alias="format")] = "docx",
    language: Annotated[Language, Form()] = "sv",
) -> Response:
    """Give the report as a file; that it was taken out is noted in the log."""
    return as_file(reporting.export(parts, assessment_id, form, language=language), assessment_id, form)
