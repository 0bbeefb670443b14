"""Good examples: municipalities whose own published reports show that they come further in a sub-area.

Nothing else counts: what a language model or anybody else remembers of a municipality is no evidence of it. The
reports are files in a folder that the settings name.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from assistant.catalog.published import PublishedReport, parse_report
from assistant.domain.criteria import CriteriaSet
from assistant.domain.scoring import score
from assistant.drafting.reading import read
from assistant.errors import AssistantError, NotFoundError
from assistant.workflow import standings
from assistant.workflow.evaluating.reports import text_of
from assistant.workflow.parts import Parts
from ingest import sentence_spans

logger = logging.getLogger(__name__)

GOOD = Fraction(70)
"""Printed percent from which a sub-area may be an example."""
FURTHER = Fraction(15)
"""Percent by which it must be above what the municipality itself has, where that is decided."""
MOST, MOST_SENTENCES = 3, 3
SUFFIXES = (".pdf", ".txt", ".docx")
_WISHED = re.compile(r"\b(?:skulle kunna|kan med fördel|behöver|borde|bör|efterfråg\w*|önska\w*)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?P<name>\D+?)[ _-]+(?P<year>(?:19|20)\d\d)\b.*")


@dataclass(frozen=True, slots=True)
class Example:
    """A municipality that comes further in a sub-area, as its report says."""

    municipality: str
    year: int | None
    file: str
    percent: Fraction
    sentences: tuple[str, ...]
    """What its report says is in place, word for word."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A report that could not be read."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class Examples:
    """What was found for a sub-area."""

    reports: int
    """How many reports were read."""
    found: tuple[Example, ...]
    unread: tuple[Unread, ...]


def examples(parts: Parts, assessment_id: str, sub_area_id: str) -> Examples:
    """Find good examples for a sub-area, the furthest first.

    Raises:
        NotFoundError: there is no such sub-area.
    """
    now = standings.standing(parts, assessment_id)
    sub = next((s for s in now.criteria.sub_areas() if s.id == sub_area_id), None)
    if sub is None:
        raise NotFoundError(f"Det finns inget delområde {sub_area_id!r}.", hint="Exempel: 1.2.")
    line = score(now.criteria, now.judgements).line(sub.id)
    own = line.percent if line.unscored < len(sub.questions) else None
    least = max(GOOD, Fraction(own) + FURTHER) if own is not None else GOOD
    found, unread, count = [], [], 0
    for file in _files(parts.reports):
        report = _read(parts, file, now.criteria)
        if isinstance(report, Unread):
            unread.append(report)
            continue
        count += 1
        example = _example(report, file, sub.id)
        mine = example is not None and _same(example.municipality, now.assessment.municipality)
        if example and example.percent >= least and not mine:
            found.append(example)
    found.sort(key=lambda e: (-e.percent, e.municipality))
    return Examples(count, tuple(found[:MOST]), tuple(unread))


def _files(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        yield from sorted(f for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and not f.name.startswith("."))


def _read(parts: Parts, file: Path, criteria: CriteriaSet) -> PublishedReport | Unread:
    """Read a report, again only when the file has changed."""
    known = file.stat()

    def fresh() -> PublishedReport | Unread:
        try:
            return parse_report(text_of(parts, file), criteria, name=file.name)
        except AssistantError as error:
            logger.warning("report not read", extra={"error": type(error).__name__})
            return Unread(file.name, error.message)

    return parts.reports_kept.get((str(file), known.st_mtime_ns, known.st_size, criteria.fingerprint), fresh)


def _example(report: PublishedReport, file: Path, sub_area_id: str) -> Example | None:
    row = next((row for row in report.rows if row.sub_area == sub_area_id), None)
    text = next((text.text for text in report.texts if text.sub_area == sub_area_id), "")
    said = tuple(sentence for sentence in _sentences(text) if _in_place(sentence))[:MOST_SENTENCES]
    if row is None or not said:
        return None
    municipality, year = named(file)
    return Example(municipality, year, file.name, row.percent, said)


def named(file: Path) -> tuple[str, int | None]:
    """Return municipality and year as a file's name gives them: ``norrvik-2022.pdf``, ``Norrviks kommun 2022.txt``."""
    match = _NAMED.fullmatch(file.stem)
    name = (match["name"] if match else file.stem).replace("_", " ").replace("-", " ").strip()
    return name if name != name.lower() else name.title(), int(match["year"]) if match else None


def _same(one: str, other: str) -> bool:
    def bare(name: str) -> str:
        return re.sub(r"s?\s+(?:kommun|stad)$", "", name.casefold().strip()).removesuffix("s")

    return bare(one) == bare(other)


def _sentences(text: str) -> Iterator[str]:
    joined = " ".join(text.split())
    yield from (joined[start:end] for start, end in sentence_spans(joined))


def _in_place(sentence: str) -> bool:
    """Say whether a sentence tells of something that is there, and not of what is planned, lacking or wished for."""
    reading = read(sentence)
    return reading.in_place and "norm" not in reading.signals and not _WISHED.search(sentence)
