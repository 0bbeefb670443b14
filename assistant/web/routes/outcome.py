"""Pages of results: points, how they came about, and the audit."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from assistant.domain.criteria import CriteriaSet, SubArea
from assistant.domain.scoring import audit, score
from assistant.errors import NotFoundError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, WhoDep
from assistant.web.guard import GuardedRoute, needs
from assistant.web.language import marked as _
from assistant.web.pages.outcome import OutcomePage, audit_page, outcome_page, trace_page
from assistant.web.pages.render import render
from assistant.workflow import auditing, naming, standings

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

SubAreaId = Annotated[str, Path(max_length=40)]


@router.get("/a/{assessment_id}/results")
@needs("view")
def results(frame: FrameDep, parts: PartsDep, who: WhoDep, assessment_id: AssessmentId) -> HTMLResponse:
    """Show the points as charts and table, what was changed from the proposals, and what is not done yet."""
    now = standings.standing(parts, assessment_id)
    papers, checked = parts.sight.working_papers, who.may("audit")

    def build() -> OutcomePage:
        return outcome_page(
            now,
            now.card,
            score(now.criteria, now.drafted) if papers else None,
            audit(now.criteria, now.judgements, now.card) if checked else (),
            language=frame.language,
        )

    # A standing holds what its sight covers and no more, so this is not shown to others.
    page = now.kept.get(("outcome", frame.language, papers, checked), build)
    return render(frame, "outcome.html", page=page)


@router.get("/a/{assessment_id}/results/audit")
@needs("audit")
def full_audit(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId) -> HTMLResponse:
    """Recompute the points another way, and check quotes, approvals and the log."""
    now = standings.standing(parts, assessment_id)
    return render(frame, "audit.html", page=audit_page(now, auditing.audit_all(parts, assessment_id)))


@router.get("/a/{assessment_id}/results/{sub_id}")
@needs("view")
def trace(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, sub_id: SubAreaId) -> HTMLResponse:
    """Show how the points of a sub-area came about, down to the quotes."""
    now = standings.standing(parts, assessment_id)
    page = trace_page(
        now,
        now.card,
        sub_area(now.criteria, sub_id),
        titles=naming.titles(parts, assessment_id),
        names=naming.people(parts),
        language=frame.language,
    )
    if not parts.sight.working_papers:
        page = replace(page, steps=tuple(replace(step, url="", drafted=None) for step in page.steps))
    return render(frame, "trace.html", page=page)


def sub_area(criteria: CriteriaSet, sub_id: str) -> SubArea:
    """Return a sub-area. NotFoundError if there is none of that id."""
    for known in criteria.sub_areas():
        if known.id == sub_id:
            return known
    raise NotFoundError(_("Det finns inget sådant delområde."), hint=_("Börja från resultatsidan."))
