"""An eval set's invented municipality, taken in as any other: created, added, read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.catalog.eval_sets import load_municipality
from assistant.domain.assessment import Assessment
from assistant.domain.evidence import Source
from assistant.errors import CatalogError
from assistant.workflow import adding, assessments, progress, reading, sources
from assistant.workflow.parts import Parts
from ingest import Participant, load_participants
from ingest.pseudonymise import pseudonymiser_for

EVIDENCE = ("files", "deltagare.csv", "set.yaml")
"""What of a set's folder decides the evidence."""


def dated(parts: Parts, year: int) -> Parts:
    """Return the parts with a clock that stands still at the end of a year, so that results do not age."""
    return replace(parts, now=lambda: f"{year}-12-31T12:00:00+01:00")


@dataclass(frozen=True, slots=True)
class Built:
    """An assessment of a set's municipality with all its sources read, and what it was made with."""

    parts: Parts
    assessment: Assessment
    participants: tuple[Participant, ...]

    def as_stored(self, source: Source, quote: str) -> str:
        """Return a quote as it stands in the stored text, where the names of the interviewed are replaced."""
        if source.kind != "interview":
            return quote
        return pseudonymiser_for(self.participants).apply(quote).text


def build(
    parts: Parts, folder: Path, *, on_progress: Callable[[progress.Progress], None] = lambda _progress: None
) -> Built:
    """Make an assessment of a set's municipality and read all its files.

    Raises:
        CatalogError: the set is not laid out as it must be, or one of its files cannot be read.
    """
    about = load_municipality(folder)
    parts = dated(parts, about.year)
    made = assessments.create(
        parts,
        municipality=about.name,
        year=about.year,
        sort="formal",
        criteria_id=about.criteria_id,
        criteria_version=about.criteria_version,
    )
    people = _participants(parts, made.id, folder / "deltagare.csv")
    adding.add_path(parts, made.id, folder / "files")
    reading.read_waiting(parts, made.id, on_progress=on_progress)
    failed = [s for s in sources.list_sources(parts, made.id) if s.state != "ready"]
    if failed:
        detail = "\n".join(f"files/{s.name}: {s.problem}" for s in failed)
        raise CatalogError(detail, hint="Rätta testsamlingens filer; alla måste gå att läsa.")
    return Built(parts, made, people)


def _participants(parts: Parts, assessment_id: str, file: Path) -> tuple[Participant, ...]:
    if not file.is_file():
        return ()
    data = file.read_bytes()
    sources.set_participants(parts, assessment_id, data, file.name)
    return tuple(load_participants(data, file.name))


def texts_of(built: Built) -> dict[Source, str]:
    """Return the stored text of every source."""
    with built.parts.store.reading() as tx:
        return {s: tx.sources.text(s.id) for s in tx.sources.list(built.assessment.id, states=("ready",))}
