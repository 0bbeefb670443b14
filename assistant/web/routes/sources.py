"""Sources: list, add, remove, and have them read and drafted from."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel, Field

from assistant.domain.evidence import Source, SourceKind
from assistant.errors import ConflictError, InvalidInputError
from assistant.web.deps import AssessmentId, PartsDep, ServicesDep, SourceId
from assistant.web.errors import Problem
from assistant.web.guard import GuardedRoute, needs
from assistant.workflow import adding, assessments, drafting, sources
from assistant.workflow.adding import Added
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress

router = APIRouter(route_class=GuardedRoute, tags=["sources"])

_LONGEST_NAME = 200


class DraftRequest(BaseModel):
    """What to draft: everything, or only an area, sub-area or question."""

    under: Annotated[str | None, Field(max_length=40)] = None


class JobProgress(BaseModel):
    """How far the job of an assessment has come."""

    kind: Literal["ingest", "draft"] | None
    """None when no job has run since the service started."""
    state: Literal["idle", "running", "done", "failed"]
    done: int = 0
    total: int = 0
    name: str = ""
    """The source or question at hand."""
    count: int = 0
    """When done: sources read or questions drafted."""
    error: str = ""
    hint: str = ""


@router.get("/assessments/{assessment_id}/sources")
@needs("see_sources")
def list_sources(parts: PartsDep, assessment_id: AssessmentId) -> list[Source]:
    """List the sources of an assessment, with what went wrong with those that could not be read."""
    assessments.get(parts, assessment_id)
    return sources.list_sources(parts, assessment_id)


@router.post(
    "/assessments/{assessment_id}/sources",
    status_code=201,
    responses={413: {"model": Problem, "description": "More was sent than one file may hold."}},
)
@needs("add_sources")
def add_sources(
    parts: PartsDep,
    assessment_id: AssessmentId,
    files: Annotated[list[UploadFile], File(description="One or more files; ZIP archives are opened.")],
    kind: Annotated[SourceKind | None, Form(description="Kind of all files; without it reading tells.")] = None,
) -> list[Added]:
    """Keep files and queue them for reading; each file, and each member of an archive, has its own outcome."""
    assessments.get(parts, assessment_id)
    return [added for file in files for added in _add(parts, assessment_id, file, kind)]


def _add(parts: Parts, assessment_id: str, file: UploadFile, kind: SourceKind | None) -> list[Added]:
    return adding.add_file(parts, assessment_id, safe_name(file.filename or ""), file.file, kind=kind)


def safe_name(given: str) -> str:
    """Return a relative name of plain folders and a file; it is shown and never opened.

    Raises:
        InvalidInputError: nothing is left, or it is too long.
    """
    printable = "".join(c for c in given.replace("\\", "/") if c.isprintable())
    name = "/".join(part for part in (p.strip() for p in printable.split("/")) if part not in ("", ".", ".."))
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidInputError("En fil saknar namn eller har för långt namn.", hint="Döp om filen och försök igen.")
    return name


@router.delete("/assessments/{assessment_id}/sources/{source_id}", status_code=204)
@needs("remove_sources")
def remove_source(
    services: ServicesDep,
    assessment_id: AssessmentId,
    source_id: SourceId,
    erase: Annotated[bool, Query(description="Also delete text and file for good.")] = False,
) -> None:
    """Take a source out of the assessment and of its index."""
    assessments.get(services.parts, assessment_id)
    task = services.background.task(assessment_id)
    if task and task.state == "running":
        raise ConflictError("Ett jobb pågår i utvärderingen.", hint="Ta bort källan när jobbet är klart.")
    with services.searching:
        sources.remove(services.parts, assessment_id, source_id, erase=erase)


@router.post("/assessments/{assessment_id}/ingest", status_code=202)
@needs("read_sources")
def start_ingest(services: ServicesDep, assessment_id: AssessmentId) -> JobProgress:
    """Start to read the sources that wait, and index them."""
    assessments.get(services.parts, assessment_id)
    services.background.start(assessment_id, "ingest", lambda: services.jobs.ingest(assessment_id))
    return progress(services, assessment_id)


@router.post("/assessments/{assessment_id}/draft", status_code=202)
@needs("draft")
def start_draft(services: ServicesDep, assessment_id: AssessmentId, body: DraftRequest | None = None) -> JobProgress:
    """Start to propose levels with quotes for questions this evidence has not been drafted for."""
    under = (body.under if body else None) or None
    assessment = assessments.get(services.parts, assessment_id)
    assessments.check_criteria(services.parts, assessment)
    drafting.questions_of(services.parts, assessment, under)
    with services.parts.store.reading() as tx:
        if not tx.passages.count(assessment_id):
            raise InvalidInputError("Det finns inget underlag att läsa.", hint="Lägg till källor och läs in dem först.")
    services.background.start(
        assessment_id,
        "draft",
        lambda: services.jobs.draft(assessment_id, under, by=services.parts.user),
        under=under or "",
    )
    return progress(services, assessment_id)


@router.get("/assessments/{assessment_id}/progress")
@needs("view")
def get_progress(services: ServicesDep, assessment_id: AssessmentId) -> JobProgress:
    """Say how far the running job has come, or how the last one ended."""
    assessments.get(services.parts, assessment_id)
    return progress(services, assessment_id)


def progress(services: ServicesDep, assessment_id: str) -> JobProgress:
    """Put together what the thread and the queue know of an assessment's job."""
    task = services.background.task(assessment_id)
    step = services.jobs.progress(assessment_id) or Progress(0, 0)
    if task is None:
        # After a restart the queue goes on with what was unfinished, without a thread of ours.
        resumed = step.done < step.total and any(
            job.state == "pending" and job.assessment_id == assessment_id for job in services.jobs.list()
        )
        shown = JobProgress(kind=None, state="running" if resumed else "idle")
    else:
        shown = JobProgress(kind=task.kind, state=task.state, count=task.count, error=task.error, hint=task.hint)
    if shown.state == "running":
        # What is being read may turn out to be an interview.
        name = step.name if services.parts.sight.whole else ""
        shown.done, shown.total, shown.name = step.done, step.total, name
    return shown
