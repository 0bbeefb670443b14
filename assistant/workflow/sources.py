"""Taking in files: keep, read in child processes, store, and hand to the index."""

import io
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from assistant.domain.evidence import SOURCE_KINDS, Place, Segment, Source, SourceKind, SourceState
from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.store import HiddenText, NewPassage, Notice, RevisionNote, StoredText
from assistant.workflow.files import blob_path, keep_stream
from assistant.workflow.parts import Parts
from ingest import (
    IngestError,
    Location,
    ParsePool,
    Participant,
    PreparedSource,
    PrepareJob,
    PrepareOutcome,
    expand,
    load_participants,
)

logger = logging.getLogger(__name__)

READS = "assistant.drafting.hearing:prepare"
"""What reads a file in a child process."""
UNSURE: SourceKind = "steering_document"
"""The kind of a source until reading it has told better."""

Outcome = Literal["new", "revision", "unchanged", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file that was handed in."""

    name: str
    outcome: Outcome
    source_id: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; shown as it goes."""

    done: int
    total: int
    name: str = ""
    problem: str = ""


def files_in(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder (or the one file) with the name they get; hidden ones are left out.

    Raises:
        InvalidInputError: there is nothing at the path.
    """
    if path.is_file():
        yield path.name, path
        return
    if not path.is_dir():
        raise InvalidInputError(f"Det finns ingen fil eller mapp som heter {path}.", hint="Kontrollera sökvägen.")
    for file in sorted(path.rglob("*")):
        relative = file.relative_to(path)
        if file.is_file() and not file.is_symlink() and not any(p.startswith(".") for p in relative.parts):
            yield relative.as_posix(), file


def add_path(parts: Parts, assessment_id: str, path: Path, *, kind: SourceKind | None = None) -> list[Added]:
    """Keep every file under a path and queue it for reading; ZIP archives are opened."""
    added: list[Added] = []
    for name, file in files_in(path):
        size = file.stat().st_size
        if size > parts.max_file_bytes:
            limit = parts.max_file_bytes // 1_000_000
            added.append(Added(name, "refused", message=f"Filen är större än {limit} MB. Dela upp den."))
            continue
        with file.open("rb") as stream:
            added += add_file(parts, assessment_id, name, stream, kind=kind)
    return added


def add_bytes(
    parts: Parts, assessment_id: str, name: str, data: bytes, *, kind: SourceKind | None = None
) -> list[Added]:
    """Keep one file that is at hand, see ``add_file``."""
    return add_file(parts, assessment_id, name, io.BytesIO(data), kind=kind)


def add_file(
    parts: Parts,
    assessment_id: str,
    name: str,
    stream: BinaryIO,
    *,
    kind: SourceKind | None = None,
    look: bool = False,
) -> list[Added]:
    """Keep one file and queue it for reading; a ZIP archive gives one answer per member.

    Args:
        parts: of the one who adds.
        assessment_id: where to.
        name: its path relative to what is added.
        stream: its bytes, from the beginning.
        kind: what it is; None lets reading tell.
        look: let interviews wait, once they are read, until a person has looked at their text.
    """
    if name.lower().endswith(".zip"):
        return _add_archive(parts, assessment_id, name, stream, kind, look=look)
    if not parts.sight.interviews:
        if kind == "interview":
            return [Added(name, "refused", message="Intervjuer läggs till av utvärderarna.")]
        # In a folder of one's own: a file must not take the place of one that its sender cannot see.
        name = f"{parts.user}/{name}"
    return _keep_file(parts, assessment_id, name, stream, kind, look=look)


def _keep_file(
    parts: Parts, assessment_id: str, name: str, stream: BinaryIO, kind: SourceKind | None, *, look: bool
) -> list[Added]:
    try:
        kept = keep_stream(parts.files, stream, most=parts.max_file_bytes)
    except InvalidInputError as error:
        return [Added(name, "refused", message=f"{error.message} {error.hint}")]
    sha256 = kept.sha256
    with parts.store.transaction() as tx:
        result = tx.sources.put(
            assessment_id,
            name,
            sha256=sha256,
            blob=blob_path(Path(), sha256).as_posix(),
            size=kept.size,
            kind=kind or UNSURE,
            hold="interview" if look else "",
            at=parts.now(),
            by=parts.user,
        )
        if result.outcome in ("new", "revision"):
            details = {"sha256": sha256, "revision": str(result.source.revision)}
            tx.events.append(
                assessment_id,
                at=parts.now(),
                by=parts.user,
                action=f"source_{result.outcome}",
                subject=result.source.id,
                details=details,
            )
    mine = result.outcome != "duplicate" or sees(parts, result.source)
    return [Added(name, result.outcome, result.source.id if mine else "")]


def _add_archive(
    parts: Parts, assessment_id: str, name: str, stream: BinaryIO, kind: SourceKind | None, *, look: bool
) -> list[Added]:
    data = stream.read(parts.max_file_bytes + 1)
    if len(data) > parts.max_file_bytes:
        return [
            Added(
                name, "refused", message=f"Arkivet är större än {parts.max_file_bytes // 1_000_000} MB. Dela upp det."
            )
        ]
    try:
        members = list(expand(data, name))
    except IngestError as error:
        return [Added(name, "refused", message=f"{error.message} {error.hint}".strip())]
    added: list[Added] = []
    for member in members:
        if member.error is not None or member.data is None:
            problem = member.error
            text = f"{problem.message} {problem.hint}".strip() if problem else "Filen kunde inte packas upp."
            added.append(Added(f"{name}/{member.name}", "refused", message=text))
        else:
            inner = io.BytesIO(member.data)
            added += add_file(parts, assessment_id, f"{name}/{member.name}", inner, kind=kind, look=look)
    return added


def set_participants(parts: Parts, assessment_id: str, data: bytes, name: str) -> int:
    """Keep the list of interviewed people, apart from the texts, and return how many they are.

    Raises:
        InvalidInputError: the list cannot be read.
    """
    try:
        people = load_participants(data, name)
    except IngestError as error:
        raise InvalidInputError(error.message, hint=error.hint) from error
    file = _participants_file(parts, assessment_id)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(json.dumps([asdict(p) for p in people], ensure_ascii=False), encoding="utf-8")
    return len(people)


def _participants_file(parts: Parts, assessment_id: str) -> Path:
    """Who was interviewed is a secret of its own: it lies apart from texts and database."""
    return parts.keys / f"{assessment_id}.participants.json"


def participants(parts: Parts, assessment_id: str) -> tuple[Participant, ...]:
    """Return who is pseudonymised, with their names: a secret, not to be shown."""
    file = _participants_file(parts, assessment_id)
    if not file.exists():
        return ()
    rows = json.loads(file.read_text(encoding="utf-8"))
    return tuple(Participant(**{**row, "aliases": tuple(row.get("aliases", ()))}) for row in rows)


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


def list_sources(parts: Parts, assessment_id: str) -> list[Source]:
    """List the sources that are not removed and may be seen, by name."""
    return [
        source for source in every_source(parts, assessment_id) if source.state != "removed" and sees(parts, source)
    ]


def every_source(parts: Parts, assessment_id: str) -> tuple[Source, ...]:
    """List all sources by name, whoever asks; also removed ones, which quotes may name."""
    with parts.store.reading() as tx:
        fresh = tx.freshness(assessment_id)
        key = ("sources", assessment_id, fresh.sources, fresh.erased)
        return parts.titles.get(key, lambda: tx.sources.list(assessment_id, states=get_args(SourceState)))


def find_source(parts: Parts, assessment_id: str, source_id: str) -> Source:
    """Return a source of an assessment. NotFoundError when there is none, or none that may be seen."""
    found = next((s for s in list_sources(parts, assessment_id) if s.id == source_id), None)
    if found is None:
        raise NotFoundError(
            f"Källan {source_id} finns inte i utvärderingen.",
            hint="Alla källor står på sidan Källor och i kompass sources.",
        )
    return found


def original(parts: Parts, assessment_id: str, source_id: str) -> tuple[Source, bytes]:
    """Return a source and the bytes of its file. NotFoundError for interviews too: their files hold names."""
    source = find_source(parts, assessment_id, source_id)
    file = blob_path(parts.files, source.sha256)
    if source.kind == "interview" or source.state != "ready" or not file.is_file():
        raise NotFoundError("Filen finns inte att hämta.", hint="Läs källans text i stället.")
    return source, file.read_bytes()


def sees(parts: Parts, source: Source) -> bool:
    """Say whether the one who acts may see a source.

    Until a file has been read nobody knows whether it is an interview: whoever may not see interviews
    sees an unread file only in the folder of what they added themselves.
    """
    if parts.sight.interviews:
        return True
    return source.kind != "interview" and (source.state == "ready" or source.name.startswith(f"{parts.user}/"))


def remove(parts: Parts, assessment_id: str, source_id: str, *, erase: bool = False) -> None:
    """Take a source out of the assessment and of every index; ``erase`` also deletes text and file."""
    with parts.store.transaction() as tx:
        known = {s.id for s in tx.sources.list(assessment_id)}
        if source_id not in known:
            raise NotFoundError(
                f"Källan {source_id} finns inte i utvärderingen.",
                hint="Alla källor står på sidan Källor och i kompass sources.",
            )
        blobs = tx.sources.remove(source_id, erase=erase).blobs
        tx.events.append(
            assessment_id,
            at=parts.now(),
            by=parts.user,
            action="source_removed",
            subject=source_id,
            details={"erased": str(erase).lower()},
        )
    _delete(parts, blobs)
    forget_pages(parts, blobs)
    parts.open_index(assessment_id).sync()


def forget_pages(parts: Parts, blobs: Iterable[str]) -> None:
    """Delete what was drawn and read of the pages of files that were erased."""
    gone = [Path(blob).name for blob in blobs]
    for sha256 in gone:
        shutil.rmtree(blob_path(parts.page_images, sha256), ignore_errors=True)
    if gone:
        parts.renderer.forget()
        parts.texts.forget()
        parts.titles.forget()
        parts.views.forget()


def _delete(parts: Parts, blobs: Iterable[str]) -> None:
    for blob in blobs:
        (parts.files / blob).unlink(missing_ok=True)


def kind_named(kind: str) -> SourceKind:
    """Return the kind of source of a name. InvalidInputError when there is none."""
    chosen = next((known for known in SOURCE_KINDS if known == kind), None)
    if chosen is None:
        raise InvalidInputError(f"Källslaget {kind!r} finns inte.", hint=f"Välj {', '.join(SOURCE_KINDS)}.")
    return chosen


def reread(parts: Parts, assessment_id: str, source_id: str, *, look: bool = False) -> None:
    """Let a source be read once more: it failed, or names are to be replaced anew.

    Raises:
        NotFoundError: there is no such source, or not for the one who acts.
    """
    find_source(parts, assessment_id, source_id)
    with parts.store.transaction() as tx:
        tx.sources.reread(source_id, at=parts.now(), by=parts.user, hold="interview" if look else "")
        tx.events.append(assessment_id, at=parts.now(), by=parts.user, action="source_reread", subject=source_id)


@dataclass(frozen=True, slots=True)
class Known:
    """What a person should know of a source, besides its text."""

    revisions: tuple[RevisionNote, ...]
    notices: tuple[Notice, ...]
    hidden: tuple[HiddenText, ...]


def known_of(parts: Parts, source: Source) -> Known:
    """Return what is known of a source that may be seen."""
    with parts.store.reading() as tx:
        return Known(tx.sources.revisions(source.id), tx.sources.notices(source.id), tx.sources.hidden(source.id))


def set_kind(parts: Parts, assessment_id: str, source_id: str, kind: str = "", *, look: bool = False) -> None:
    """Correct what kind of evidence a source is; one that becomes an interview must be read again.

    Raises:
        InvalidInputError: there is no such kind.
        NotFoundError: there is no such source.
    """
    chosen = kind_named(kind)
    with parts.store.transaction() as tx:
        before = next((s for s in tx.sources.list(assessment_id) if s.id == source_id), None)
        if before is None:
            raise NotFoundError(
                f"Källan {source_id} finns inte i utvärderingen.",
                hint="Alla källor står på sidan Källor och i kompass sources.",
            )
        tx.sources.set_kind(source_id, chosen)
        if before.hold == "held":
            tx.sources.look_again(source_id)
        elif chosen == "interview" and before.state == "ready" and before.kind != "interview":
            # Its names must go: it is read again. What was quoted from it stays with the text that it had.
            tx.sources.reread(source_id, at=parts.now(), by=parts.user, hold="interview" if look else "")
        details = {"kind": chosen}
        tx.events.append(
            assessment_id, at=parts.now(), by=parts.user, action="source_kind_set", subject=source_id, details=details
        )
