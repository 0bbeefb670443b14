"""The sources of an assessment: who sees which, what they are, correcting, rereading and removing them."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from assistant.domain.evidence import SOURCE_KINDS, Source, SourceKind, SourceState
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import HiddenText, Notice, RevisionNote
from assistant.workflow.files import blob_path
from assistant.workflow.parts import Parts
from ingest import IngestError, Participant, load_participants

UNSURE: SourceKind = "steering_document"
"""The kind of a source until reading it has told better."""


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
