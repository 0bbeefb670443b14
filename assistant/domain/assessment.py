"""Assessments, their people and their log of events, and how they are named.

The log is a chain: every event carries the hash of the one before it, and the first one a hash of
the assessment's own id, so that no event can be changed, taken out, moved or lent to another
assessment without it showing. What a chain alone cannot show is that its newest events were cut
off; for that the hash of the newest event is printed in every report.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

AssessmentSort = Literal["formal", "self"]
"""An evaluation by outside evaluators, or the municipality's own."""

Role = Literal["administrator", "evaluator", "participant"]
"""What a user is in the system: an administrator manages accounts, an evaluator may begin assessments,
a participant only takes part in those they are made a member of."""

_LONGEST_SLUG = 40
# Letters that Unicode does not take apart into a base letter and a mark.
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """One evaluation of one municipality, pinned to one published version of the criteria."""

    id: str
    """Short, readable, ASCII: ``alvlunda-2026``."""
    municipality: str
    year: int
    sort: AssessmentSort
    criteria_id: str
    criteria_version: str
    criteria_fingerprint: str
    created_at: str
    """ISO time with offset."""
    created_by: str
    title: str


@dataclass(frozen=True, slots=True)
class User:
    """Someone who works with assessments. ``name`` is the stable one that other records hold."""

    name: str
    display_name: str
    role: Role
    created_at: str = ""
    disabled: bool = False
    """Whether the account is closed; the name stays, since records hold it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done in an assessment; ``sequence`` counts from 1 and orders the log."""

    sequence: int
    at: str
    by: str
    action: str
    """Stable short name such as ``decision_taken``."""
    subject: str
    """Id of what it was done to."""
    details: Mapping[str, str]
    hash: str
    previous_hash: str


def slug(name: str) -> str:
    """Fold a name to lower-case ASCII words joined by hyphens; empty when no letter or digit is left."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    ascii_only = decomposed.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def assessment_id(municipality: str, year: int, taken: Collection[str] = ()) -> str:
    """Name an assessment: ``alvlunda-2026``, and ``alvlunda-2026-2`` when that is taken.

    A closing "kommun" is left out, since nearly every name would carry it.
    """
    words = slug(municipality)[:_LONGEST_SLUG].strip("-")
    base = f"{words.removesuffix('-kommun') or 'utvardering'}-{year}"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def source_id(assessment: str, name: str) -> str:
    """Name a source by its assessment and its name; the same on every machine, ASCII, 16 characters."""
    return "s" + hashlib.sha256(f"{assessment}\0{name}".encode()).hexdigest()[:15]


def readable_title(title: str | None, name: str) -> str:
    """Return the document's own title, or its file name without folder, suffix and underscores."""
    if title and title.strip():
        return title.strip()
    return re.sub(r"[_\s]+", " ", PurePosixPath(name).stem).strip() or name


def next_event(
    assessment: str, last: Event | None, *, at: str, by: str, action: str, subject: str, details: Mapping[str, str]
) -> Event:
    """Return the event that follows ``last`` (None: the first of its assessment)."""
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        by=by,
        action=action,
        subject=subject,
        details=dict(details),
        hash="",
        previous_hash=last.hash if last else chain_start(assessment),
    )
    return replace(event, hash=event_hash(event))


def chain_start(assessment: str) -> str:
    """Return the hash that the first event of an assessment follows."""
    return hashlib.sha256(f"kommunkompass log of {assessment}".encode()).hexdigest()


def event_hash(event: Event) -> str:
    """Hash an event with its place in the chain, in a canonical form (its own hash left out)."""
    content = [
        event.previous_hash,
        event.sequence,
        event.at,
        event.by,
        event.action,
        event.subject,
        sorted(event.details.items()),
    ]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(assessment: str, events: Iterable[Event]) -> int | None:
    """Return the sequence number where a log, given in order, stops being whole; None if it is whole."""
    expected, previous = 1, chain_start(assessment)
    for event in events:
        if event.sequence != expected or event.previous_hash != previous or event.hash != event_hash(event):
            return expected
        expected, previous = expected + 1, event.hash
    return None
