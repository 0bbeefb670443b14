"""Interviews before they are indexed: whom to pseudonymise, what the text then looks like, and the go-ahead."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.evidence import Segment, Source
from assistant.errors import InvalidInputError
from assistant.store import Notice
from assistant.workflow import sources
from assistant.workflow.parts import Parts
from ingest import is_interviewer

_HEADER = "namn;roll;grupp"
_TOKEN = re.compile(r"\[[^\W_][\w. -]{0,30}\]")
"""What stands for a name or a number: ``[P3]``, ``[telefon]``."""
_NAME_COLUMNS = ("namn", "name")
_CAPITAL = re.compile(r"(?<![\w\[-])[A-ZÅÄÖÉÜ]\w*[a-zåäöéü]\w*(?:-\w+)*")
"""A word with a capital first letter that is no abbreviation."""
_BEGINS = re.compile(r"(?:^|[.!?:…\n–—-])[\s”\"»’'(]*$")
"""What stands before a word that begins a sentence or a line."""
_SHORT = 3
"""Letters of a word that rather begins a sentence than a name."""
_JOIN = re.compile(r"(?: (?:von |af |de |van )?)")

Span = tuple[int, int]


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


def tokens(text: str) -> tuple[Span, ...]:
    """Return where something stands for a name or a number."""
    return tuple(match.span() for match in _TOKEN.finditer(text))


def perhaps_names(text: str) -> tuple[Span, ...]:
    """Return words that may be names left in an interview, for whoever looks at it: a capital inside a sentence
    (Swedish writes only names so), two words with capitals side by side, and what stands before a colon on its line.

    A single name that begins a sentence is not among them.
    """
    found: list[Span] = []
    for run in _runs(text):
        start, end = run[0][0], run[-1][1]
        begins = _BEGINS.search(text[max(0, start - 8) : start] if start > 8 else text[:start]) is not None
        if begins and len(run) > 1 and run[0][1] - run[0][0] <= _SHORT:
            start, begins = run[1][0], False  # "På Facebook": the first word only begins the sentence
        speaks = text[end : end + 1] == ":" and not is_interviewer(text[start:end])
        if not begins or len(run) > 1 or speaks:
            found.append((start, end))
    return tuple(found)


def _runs(text: str) -> Iterator[list[Span]]:
    """Yield words with capitals that stand side by side, as in a first name and a surname."""
    run: list[Span] = []
    for match in _CAPITAL.finditer(text):
        if run and not _JOIN.fullmatch(text[run[-1][1] : match.start()]):
            yield run
            run = []
        run.append(match.span())
    if run:
        yield run


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
