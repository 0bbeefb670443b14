"""Reading sources that wait, in child processes, and storing what they hold."""

import logging
from collections.abc import Callable

from assistant.domain.evidence import Place, Segment, Source
from assistant.errors import ConflictError
from assistant.store import HiddenText, NewPassage, Notice, StoredText
from assistant.workflow.files import blob_path
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress
from assistant.workflow.sources import UNSURE, participants
from ingest import Location, ParsePool, Participant, PreparedSource, PrepareJob, PrepareOutcome

logger = logging.getLogger(__name__)

READS = "assistant.drafting.hearing:prepare"
"""What reads a file in a child process."""


def read_waiting(
    parts: Parts,
    assessment_id: str,
    *,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Read every source that waits, each in a child process with limits; return how many were read.

    Safe to run again after a crash: what was finished is not read again, and finishing one source
    is a single transaction.
    """
    with parts.store.reading() as tx:
        waiting = list(tx.sources.waiting(assessment_id, interrupted=True))
    if not waiting:
        return 0
    by_id = {source.id: source for source in waiting}
    people = participants(parts, assessment_id)
    jobs = (_job(parts, source, people) for source in waiting if not cancelled())
    workers = min(parts.parse_workers, len(waiting))
    with ParsePool(workers=workers, limits=parts.parse_limits, task=READS) as pool:
        for done, outcome in enumerate(pool.run(jobs), 1):
            source = by_id[outcome.key]
            problem = _finish(parts, source, outcome)
            on_progress(Progress(done, len(waiting), source.name, problem))
    return len(waiting)


def _job(parts: Parts, source: Source, people: tuple[Participant, ...]) -> PrepareJob:
    path = blob_path(parts.files, source.sha256)
    kind = None if source.kind == UNSURE and not source.kind_given else source.kind
    return PrepareJob(
        key=source.id, data_path=path, name=source.name, kind=kind, participants=people, pseudonymise=None
    )


def _finish(parts: Parts, source: Source, outcome: PrepareOutcome) -> str:
    if outcome.source is None:
        error = outcome.error
        problem = error.message if error else "Filen kunde inte läsas."
        hint = error.hint if error else "Öppna filen, spara om den och lägg till den igen."
        with parts.store.transaction() as tx:
            tx.sources.fail(source.id, source.revision, problem=problem, hint=hint)
        logger.info("source failed", extra={"source_id": source.id, "code": error.code if error else "unknown"})
        return problem
    prepared = outcome.source
    if source.hold == "interview" and prepared.kind == "interview":
        with parts.store.transaction() as tx:
            tx.sources.hold(source.id, source.revision, _stored(prepared))
        logger.info("interview held", extra={"source_id": source.id})
        return ""
    problem = ""
    try:
        with parts.store.transaction() as tx:
            tx.sources.finish(source.id, source.revision, _stored(prepared), _passages(prepared))
        _keep_key(parts, source, prepared)
    except ConflictError as error:
        problem = error.message
    logger.info("source read", extra={"source_id": source.id, "passages": len(prepared.passages)})
    return problem


def _keep_key(parts: Parts, source: Source, prepared: PreparedSource) -> None:
    """Keep whom the person tokens of an interview stand for; numbers and addresses are not kept at all."""
    people = {token: name for token, name in prepared.pseudonyms.items() if any(c.isdigit() for c in token)}
    if people:
        parts.store.vault.put(f"{source.assessment_id}/{source.id}", people)


def _stored(prepared: PreparedSource) -> StoredText:
    return StoredText(
        text=prepared.text,
        kind=prepared.kind,
        media_type=prepared.media_type,
        reader=prepared.reader,
        title=prepared.title,
        date=prepared.date,
        pages=prepared.pages,
        notices=tuple(Notice(n.code, n.message, n.page) for n in prepared.notices),
        hidden=tuple(HiddenText(h.text, h.reason, h.page) for h in prepared.hidden),
        segments=tuple(Segment(s.start, s.end, _place(s.location)) for s in prepared.segments),
    )


def _passages(prepared: PreparedSource) -> list[NewPassage]:
    return [
        NewPassage(
            ordinal=p.ordinal,
            start=p.start,
            end=p.end,
            text=p.text,
            place=_place(p.location),
        )
        for p in prepared.passages
    ]


def _place(where: Location) -> Place:
    return Place(where.page, where.page_label, where.time, where.row, where.heading, where.speaker)
