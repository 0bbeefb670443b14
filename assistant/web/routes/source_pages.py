"""Pages of sources: add, follow how they are read, look at interviews, correct kinds, and take away."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Annotated

import anyio
from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.domain.evidence import SourceKind
from assistant.errors import ConflictError, InvalidInputError, UserError
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, Services, ServicesDep, SourceId
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, needs
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.pages.render import environment, render
from assistant.web.pages.sources import Done, Listing, RemovePage, source_page, source_row, sources_page
from assistant.web.routes.sources import progress, safe_name
from assistant.workflow import adding, assessments, interviews, removing, sources, viewing, websites
from assistant.workflow.adding import Added
from assistant.workflow.parts import Parts

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

_NONE: list[str] = []
_LOOK_SECONDS = 0.7
_LONGEST_SECONDS = 300.0


@router.get("/a/{assessment_id}/sources")
@needs("see_sources")
def list_page(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    q: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    done: Annotated[Done, Query()] = "",
) -> HTMLResponse:
    """Show the sources, how far they have come, and how to add more; many of them page by page."""
    return _list(frame, services, assessment_id, wanted=Listing(q, page), done=done)


def _list(
    frame: Frame,
    services: Services,
    assessment_id: str,
    *,
    added: Sequence[Added] = (),
    typed: str = "",
    wrong: ErrorPage | None = None,
    wanted: Listing | None = None,
    done: Done = "",
) -> HTMLResponse:
    parts = services.parts
    assessment = assessments.get(parts, assessment_id)
    seen = frame.who.may("set_participants")
    page = sources_page(
        sources.list_sources(parts, assessment_id),
        assessment=(assessment.id, assessment.title),
        quotes=viewing.quotes_by_source(parts, assessment_id),
        people=interviews.participants(parts, assessment_id) if seen else (),
        added=added,
        running=_is_reading(services, assessment_id),
        may_fetch=parts.fetcher is not None,
        fetching=services.fetches.of(assessment_id),
        most_megabytes=parts.max_file_bytes // 1_000_000,
        typed=typed,
        problem=wrong,
        wanted=wanted,
        done=done,
    )
    return render(frame, "sources.html", status=400 if wrong else 200, page=page)


def _is_reading(services: Services, assessment_id: str) -> bool:
    task = services.background.task(assessment_id)
    return bool(task and task.state == "running" and task.kind == "ingest")


def _read(services: Services, assessment_id: str) -> None:
    """Start to read what waits; while another job runs it waits on."""
    try:
        services.background.start(assessment_id, "ingest", lambda: services.jobs.ingest(assessment_id))
    except ConflictError:
        return  # the list shows what waits, with a button to read it


def _back(assessment_id: str, done: Done = "") -> RedirectResponse:
    return RedirectResponse(f"/a/{assessment_id}/sources" + (f"?done={done}" if done else ""), status_code=303)


@router.post("/a/{assessment_id}/sources")
@needs("add_sources")
def add(
    request: Request,
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    files: Annotated[list[UploadFile], File()],
    kind: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Keep files, and start to read them; each file and each member of an archive has its own outcome."""
    parts = services.parts
    assessments.get(parts, assessment_id)
    chosen = sources.kind_named(kind) if kind else None
    added: list[Added] = []
    for file in files:
        if file.filename:  # an empty field of a form comes as a file without a name
            added += _add(services, assessment_id, file, chosen)
    added = _with_twins(parts, assessment_id, added)
    if any(item.outcome in ("new", "revision") for item in added):
        _read(services, assessment_id)
    if "application/json" in request.headers.get("accept", ""):
        template = environment(frame.language).get_template("source_added.html")
        said = [{"name": a.name, "wrong": a.outcome == "refused", "text": template.render(item=a)} for a in added]
        return JSONResponse(said)
    if not added:
        error = InvalidInputError("Ingen fil valdes.", hint="Välj en eller flera filer först.")
        return _list(frame, services, assessment_id, wrong=problem(frame, error.message, error.hint))
    return _list(frame, services, assessment_id, added=added)


def _add(services: Services, assessment_id: str, file: UploadFile, kind: SourceKind | None) -> list[Added]:
    try:
        name = safe_name(file.filename or "")
    except InvalidInputError as error:
        return [Added((file.filename or "")[:80], "refused", message=f"{error.message} {error.hint}")]
    return adding.add_file(services.parts, assessment_id, name, file.file, kind=kind, look=True)


def _with_twins(parts: Parts, assessment_id: str, added: Sequence[Added]) -> list[Added]:
    """Name the source that a file has the same content as, where it may be seen."""
    known = {source.id: source.name for source in sources.list_sources(parts, assessment_id)}
    return [
        replace(item, message=known.get(item.source_id, "")) if item.outcome == "duplicate" else item for item in added
    ]


@router.get("/a/{assessment_id}/sources/events")
@needs("see_sources")
async def events(frame: FrameDep, services: ServicesDep, assessment_id: AssessmentId) -> StreamingResponse:
    """Tell a browser, as server-sent events, how reading goes on, until nothing is read any more."""
    return StreamingResponse(_told(frame, services, assessment_id), media_type="text/event-stream")


async def _told(frame: Frame, services: Services, assessment_id: str) -> AsyncIterator[str]:
    before = ""
    with anyio.move_on_after(_LONGEST_SECONDS):  # the browser then asks again, and so shows that it still may
        while True:
            now, running = await run_in_threadpool(_moment, frame, services, assessment_id)
            if now != before:
                yield f"event: state\ndata: {now}\n\n"
                before = now
            if not running:
                yield "event: idle\ndata: {}\n\n"
                return
            await anyio.sleep(_LOOK_SECONDS)


def _moment(frame: Frame, services: Services, assessment_id: str) -> tuple[str, bool]:
    found = sources.list_sources(services.parts, assessment_id)
    running = _is_reading(services, assessment_id)
    job = progress(services, assessment_id)
    template = environment(frame.language).get_template("source_progress.html")
    text = " ".join(template.render(job=job, running=running).split())
    states = {source.id: f"{source.state}{source.hold}{source.revision}" for source in found}
    told = {"text": text, "done": job.done, "total": job.total, "states": states}
    return json.dumps(told, ensure_ascii=False), running


@router.post("/a/{assessment_id}/sources/read")
@needs("read_sources")
def read(services: ServicesDep, assessment_id: AssessmentId) -> Response:
    """Start to read what waits."""
    assessments.get(services.parts, assessment_id)
    services.background.start(assessment_id, "ingest", lambda: services.jobs.ingest(assessment_id))
    return _back(assessment_id)


@router.post("/a/{assessment_id}/sources/web")
@needs("add_sources")
def fetch_pages(
    services: ServicesDep,
    assessment_id: AssessmentId,
    addresses: Annotated[str, Form(max_length=20_000)],
    follow: Annotated[bool, Form()] = False,
    most: Annotated[int, Form(ge=1, le=websites.MOST_PAGES)] = 50,
) -> Response:
    """Start to fetch web pages; they are read when the last one is there."""
    parts = services.parts
    assessments.get(parts, assessment_id)
    websites.require_allowed(parts)
    wanted = [line.strip() for line in addresses.splitlines() if line.strip()]

    def work() -> int:
        with services.fetches.one(assessment_id) as told:
            websites.fetch(parts, assessment_id, wanted, follow=follow, most=most, told=told)
        return services.jobs.ingest(assessment_id)

    services.background.start(assessment_id, "ingest", work, under="web")
    return _back(assessment_id)


@router.post("/a/{assessment_id}/sources/participants")
@needs("set_participants")
def set_participants(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    typed: Annotated[str, Form(max_length=100_000)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take a list of those who were interviewed; interviews that wait for a look are read anew with it."""
    try:
        if file and file.filename:
            interviews.take_list(services.parts, assessment_id, file.file.read(1_000_001), file.filename)
        else:
            interviews.take_list(services.parts, assessment_id, interviews.from_typing(typed), "lista.csv")
    except UserError as error:
        wrong = problem(frame, error.message, error.hint)
        return _list(frame, services, assessment_id, typed=typed, wrong=wrong)
    _read(services, assessment_id)
    return _back(assessment_id, "listed")


@router.post("/a/{assessment_id}/sources/confirm")
@needs("set_participants")
def confirm(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    source: Annotated[list[str], Form(max_length=500)] = _NONE,
) -> Response:
    """Let interviews that somebody has looked at be indexed."""
    if not source:
        wrong = problem(frame, "Ingen intervju är markerad.", "Markera dem vars text du har läst.")
        return _list(frame, services, assessment_id, wrong=wrong)
    interviews.confirm(services.parts, assessment_id, source)
    _read(services, assessment_id)
    return _back(assessment_id, "confirmed")


@router.get("/a/{assessment_id}/sources/{source_id}")
@needs("see_sources")
def one(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, source_id: SourceId) -> HTMLResponse:
    """Show what is known of a source, and an interview's text before it is indexed."""
    source = sources.find_source(parts, assessment_id, source_id)
    assessment = assessments.get(parts, assessment_id)
    known = sources.known_of(parts, source)
    page = source_page(
        source,
        assessment=(assessment.id, assessment.title),
        quotes=viewing.quotes_by_source(parts, assessment_id).get(source_id, 0),
        revisions=known.revisions,
        notices=known.notices,
        hidden=known.hidden,
        preview=interviews.preview(parts, assessment_id, source_id),
    )
    return render(frame, "source.html", page=page)


@router.post("/a/{assessment_id}/sources/{source_id}/kind")
@needs("remove_sources")
def set_kind(
    services: ServicesDep,
    assessment_id: AssessmentId,
    source_id: SourceId,
    kind: Annotated[str, Form(max_length=40)],
) -> Response:
    """Correct what a source is."""
    sources.set_kind(services.parts, assessment_id, source_id, kind, look=True)
    _read(services, assessment_id)
    return _back(assessment_id, "kind")


@router.post("/a/{assessment_id}/sources/{source_id}/reread")
@needs("remove_sources")
def reread(services: ServicesDep, assessment_id: AssessmentId, source_id: SourceId) -> Response:
    """Read a source once more: it failed, or the list of participants has changed."""
    sources.reread(services.parts, assessment_id, source_id, look=True)
    _read(services, assessment_id)
    return _back(assessment_id, "reread")


@router.get("/a/{assessment_id}/sources/{source_id}/remove")
@needs("remove_sources")
def ask_remove(frame: FrameDep, parts: PartsDep, assessment_id: AssessmentId, source_id: SourceId) -> HTMLResponse:
    """Show what taking a source away would touch."""
    source = sources.find_source(parts, assessment_id, source_id)
    assessment = assessments.get(parts, assessment_id)
    touched = removing.touched(parts, assessment_id, source_id)
    row = source_row(source, touched.quotes)
    page = RemovePage(assessment.id, assessment.title, row, touched, frame.who.may("erase"))
    return render(frame, "source_remove.html", page=page)


@router.post("/a/{assessment_id}/sources/{source_id}/remove")
@needs("remove_sources")
def remove(
    frame: FrameDep,
    services: ServicesDep,
    assessment_id: AssessmentId,
    source_id: SourceId,
    erase: Annotated[bool, Form()] = False,
    seen: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Take a source away; a lead may also erase its text and file for good."""
    parts = services.parts
    sources.find_source(parts, assessment_id, source_id)
    now = removing.touched(parts, assessment_id, source_id).quotes
    if now > seen:
        raise ConflictError("Källan citeras på fler ställen än sidan visade.", hint="Läs om sidan och bekräfta igen.")
    if erase and not frame.who.may("erase"):
        raise InvalidInputError("Bara den som leder utvärderingen får radera.", hint="Ta bort källan utan att radera.")
    task = services.background.task(assessment_id)
    if task and task.state == "running":
        raise ConflictError("Ett jobb pågår i utvärderingen.", hint="Ta bort källan när jobbet är klart.")
    with services.searching:
        sources.remove(parts, assessment_id, source_id, erase=erase)
    return _back(assessment_id, "removed_quoted" if now else "removed")
