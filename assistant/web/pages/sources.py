"""The pages of an assessment's sources: all of them, one of them, and taking one away. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.evidence import SOURCE_KINDS, Source, SourceKind
from assistant.store import HiddenText, Notice, RevisionNote
from assistant.web.pages.problem import ErrorPage
from assistant.web.pages.viewer import Block, MarkSort, clock, pieces
from assistant.workflow.adding import Added
from assistant.workflow.interviews import Listed, Preview, perhaps_names, tokens
from assistant.workflow.removing import Touched

MOST_ROWS = 100
"""How many sources are listed at a time."""

Done = Literal["", "confirmed", "kind", "listed", "reread", "removed", "removed_quoted"]
"""What was done just now; ``removed_quoted`` where quotes were taken from what was removed."""

ShownState = Literal["waiting", "reading", "held", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source in the list."""

    id: str
    title: str
    name: str
    kind: SourceKind
    state: ShownState
    revision: int
    pages: int | None
    passages: int
    quotes: int
    problem: str
    hidden_texts: int
    addresses_judge: bool
    notices: int


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The sources of one kind, or those that are not read yet."""

    kind: SourceKind | Literal["unread"]
    rows: tuple[SourceRow, ...]
    """Those listed on this page."""
    total: int
    """How many there are, on all pages."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of the sources are listed."""

    words: str = ""
    """Only those that hold all of these in title or name."""
    page: int = 1
    pages: int = 1
    found: int = 0
    """How many sources hold the words."""


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """Those interviewed together; without names."""

    name: str
    people: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far fetching web pages has come."""

    state: Literal["running", "done", "stopped"]
    """``stopped``: the service ended in the middle of it."""
    saved: int
    refused: tuple[tuple[str, str], ...]
    """Address and what was wrong with it."""


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """All sources that may be seen."""

    id: str
    title: str
    groups: tuple[SourceGroup, ...]
    listing: Listing
    held: tuple[SourceRow, ...]
    failed: int
    total: int
    ready: int
    added: tuple[Added, ...]
    people: tuple[PeopleGroup, ...]
    listed: int
    running: bool
    may_fetch: bool
    """Whether web pages can be fetched by this service."""
    fetching: Fetching | None
    most_megabytes: int
    typed: str = ""
    problem: ErrorPage | None = None
    done: Done = ""


def sources_page(
    sources: Sequence[Source],
    *,
    assessment: tuple[str, str],
    quotes: Mapping[str, int],
    people: Sequence[Listed] = (),
    added: Sequence[Added] = (),
    running: bool = False,
    may_fetch: bool = False,
    fetching: Fetching | None = None,
    most_megabytes: int = 0,
    typed: str = "",
    problem: ErrorPage | None = None,
    wanted: Listing | None = None,
    done: Done = "",
) -> SourcesPage:
    """Build the list of sources; ``assessment`` is its id and title, ``quotes`` counts them by source."""
    rows = [source_row(source, quotes.get(source.id, 0)) for source in sources]
    groups, listing = _listed(rows, wanted or Listing())
    return SourcesPage(
        id=assessment[0],
        title=assessment[1],
        groups=groups,
        listing=listing,
        held=tuple(row for row in rows if row.state == "held"),
        failed=sum(row.state == "failed" for row in rows),
        total=len(rows),
        ready=sum(row.state == "ready" for row in rows),
        added=tuple(added),
        people=_people(people),
        listed=len(people),
        running=running,
        may_fetch=may_fetch,
        fetching=fetching,
        most_megabytes=most_megabytes,
        typed=typed,
        problem=problem,
        done=done,
    )


def source_row(source: Source, quotes: int) -> SourceRow:
    """Build the row of a source."""
    held = source.hold == "held"
    # Kept apart from a removed one, which is never listed.
    state: ShownState = "held" if held else "waiting" if source.state == "removed" else source.state
    return SourceRow(
        id=source.id,
        title=source.shown,
        name=source.name,
        kind=source.kind,
        state=state,
        revision=source.revision,
        pages=source.pages,
        passages=source.passages,
        quotes=quotes,
        problem=source.problem,
        hidden_texts=source.hidden_texts,
        addresses_judge=source.addresses_judge,
        notices=len(source.notices),
    )


def _listed(rows: Sequence[SourceRow], wanted: Listing) -> tuple[tuple[SourceGroup, ...], Listing]:
    """Return the groups of one page of the list, and what is listed; a page past the last is the last."""
    words = wanted.words.casefold().split()
    found = [row for row in rows if all(word in f"{row.title} {row.name}".casefold() for word in words)]
    pages = max(1, -(-len(found) // MOST_ROWS))
    page = min(max(1, wanted.page), pages)
    first, last = (page - 1) * MOST_ROWS, page * MOST_ROWS
    made, before = [], 0
    for kind, of_kind in _grouped(found):
        here = of_kind[max(0, first - before) : max(0, last - before)]
        before += len(of_kind)
        if here:
            made.append(SourceGroup(kind, tuple(here), len(of_kind)))
    return tuple(made), Listing(wanted.words, page, pages, len(found))


def _grouped(rows: Sequence[SourceRow]) -> list[tuple[SourceKind | Literal["unread"], list[SourceRow]]]:
    groups: dict[SourceKind | Literal["unread"], list[SourceRow]] = {"unread": []}
    groups |= {kind: [] for kind in SOURCE_KINDS}
    for row in rows:
        groups["unread" if row.state in ("waiting", "reading", "failed") else row.kind].append(row)
    return list(groups.items())


def _people(people: Sequence[Listed]) -> tuple[PeopleGroup, ...]:
    groups: dict[str, list[Listed]] = {}
    for person in people:
        groups.setdefault(person.group, []).append(person)
    return tuple(PeopleGroup(name, tuple(found)) for name, found in groups.items())


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source: what is known of it, and what can be done with it."""

    id: str
    title: str
    row: SourceRow
    revisions: tuple[RevisionNote, ...]
    notices: tuple[Notice, ...]
    hidden: tuple[HiddenText, ...]
    preview: tuple[Block, ...]
    """The text of an interview that waits for a look, as it will be stored."""
    replaced: int
    perhaps: int
    """How many words in it are marked because they may be names."""
    can_download: bool
    problem: ErrorPage | None = None


def source_page(
    source: Source,
    *,
    assessment: tuple[str, str],
    quotes: int,
    revisions: Sequence[RevisionNote],
    notices: Sequence[Notice],
    hidden: Sequence[HiddenText],
    preview: Preview | None,
) -> SourcePage:
    """Build the page of one source."""
    return SourcePage(
        id=assessment[0],
        title=assessment[1],
        row=source_row(source, quotes),
        revisions=tuple(revisions),
        notices=tuple(notices),
        hidden=tuple(hidden),
        preview=_blocks(preview) if preview else (),
        replaced=preview.replaced if preview else 0,
        perhaps=len(perhaps_names(preview.text)) if preview else 0,
        can_download=source.kind != "interview" and source.state == "ready",
    )


def _blocks(preview: Preview) -> tuple[Block, ...]:
    made = []
    marks: list[tuple[int, int, MarkSort]] = [(start, end, "token") for start, end in tokens(preview.text)]
    marks += [(start, end, "perhaps") for start, end in perhaps_names(preview.text)]
    speaker = ""
    for segment in preview.segments:
        place = segment.place
        said = place.speaker or ""
        made.append(
            Block(
                pieces=pieces(preview.text, segment.start, segment.end, marks),
                speaker=said if said != speaker else "",
                time=clock(place.time) if place.time is not None else "",
            )
        )
        speaker = said
    return tuple(made)


@dataclass(frozen=True, slots=True)
class RemovePage:
    """What taking a source away would touch."""

    id: str
    title: str
    row: SourceRow
    touched: Touched
    may_erase: bool
    problem: ErrorPage | None = None
