"""Interviews before they are indexed: whom to pseudonymise, what the text then looks like, and the go-ahead."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.evidence import Segment, Source
from assistant.errors import InvalidInputError
from assistant.store import Notice
from assistant.workflow import sources
from assistant.workflow.parts import Parts

_HEADER = "namn;roll;grupp"
_TOKEN = re.compile(r"\[[^\W_][\w. -]{0,30}\]")
"""What stands for a name or a number: ``[P3]``, ``[telefon]``."""
_NAME_COLUMNS = ("namn", "name")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list of participants, without the name."""

    id: str
    role: str
    group: str
    aliases: int


@dataclass(frozen=True, slots=True)
class Preview:
    """An interview as it will be stored and searched."""

    source: Source
    text: str
    segments: tuple[Segment, ...]
    notices: tuple[Notice, ...]
    replaced: int
    """How many times a name or number has been replaced."""


def participants(parts: Parts, assessment_id: str) -> tuple[Listed, ...]:
    """Return who is pseudonymised, by the ids that stand in the texts; the names stay in the key."""
    people = sources.participants(parts, assessment_id)
    return tuple(Listed(p.id, p.role or "", p.group or "", len(p.aliases)) for p in people)


def take_list(parts: Parts, assessment_id: str, data: bytes, name: str) -> int:
    """Keep a list of participants and let the interviews that wait be read anew with it; return its length.

    Raises:
        InvalidInputError: the list cannot be read.
    """
    count = sources.set_participants(parts, assessment_id, data, name)
    with parts.store.transaction() as tx:
        for source in tx.sources.list(assessment_id, states=("waiting",)):
            if source.hold == "held":
                tx.sources.look_again(source.id)
        details = {"count": str(count)}
        tx.events.append(
            assessment_id, at=parts.now(), by=parts.user, action="participants_set", subject="", details=details
        )
    return count


def from_typing(text: str) -> bytes:
    """Return a list of participants as a CSV file; what was typed may be names alone, one a line.

    Raises:
        InvalidInputError: nothing was typed.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidInputError("Listan är tom.", hint="Skriv en deltagare per rad: namn;roll;grupp.")
    first = next(csv.reader(io.StringIO(lines[0]), delimiter=max(";\t,", key=lines[0].count)))
    has_header = any(cell.strip().lower() in _NAME_COLUMNS for cell in first)
    return "\n".join(lines if has_header else [_HEADER, *lines]).encode()


def preview(parts: Parts, assessment_id: str, source_id: str) -> Preview | None:
    """Return the text of an interview that waits for a look; None when it does not wait for one.

    Raises:
        NotFoundError: there is no such source, or not for the one who acts.
    """
    source = sources.find_source(parts, assessment_id, source_id)
    if source.hold != "held":
        return None
    with parts.store.reading() as tx:
        text = tx.sources.text(source_id)
        segments = tx.sources.segments(source_id)
        notices = tx.sources.notices(source_id)
    return Preview(source, text, segments, notices, len(_TOKEN.findall(text)))


def confirm(parts: Parts, assessment_id: str, source_ids: Sequence[str]) -> int:
    """Let interviews that were looked at be indexed; return how many. They are then read once more.

    Raises:
        NotFoundError: one of them does not exist, or not for the one who acts.
        ConflictError: one of them does not wait any more.
    """
    for source_id in source_ids:
        sources.find_source(parts, assessment_id, source_id)
    with parts.store.transaction() as tx:
        for source_id in source_ids:
            tx.sources.release(source_id)
            tx.events.append(
                assessment_id, at=parts.now(), by=parts.user, action="interview_confirmed", subject=source_id
            )
    return len(source_ids)
