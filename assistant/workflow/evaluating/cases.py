"""How well levels agree on short cases: each is one question with a few short sources of its own."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.catalog.eval_sets import CaseSource, GoldPassage, Label, LevelCase, load_level_cases
from assistant.domain.criteria import CriteriaSet
from assistant.domain.draft import Draft
from assistant.domain.evidence import Hit, Passage, Place, SearchFilter, SourceKind, passage_id
from assistant.drafting.extractive import ExtractiveDrafter, SourceFacts
from assistant.drafting.reading import is_undecided, valid_until
from assistant.drafting.relevance import Relevance, count_uses
from assistant.workflow.evaluating.drafts import agreement_figures, row_of
from assistant.workflow.evaluating.record import Result, record
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress
from ingest import prepare

AS_OF = "2026-10-01"
"""The day the cases are read as of."""


def evaluate(
    parts: Parts,
    file: Path,
    criteria: CriteriaSet,
    *,
    name: str,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Result:
    """Draft every case from its own sources alone and compare with its level.

    Words are weighed by all cases together, as one municipality's evidence would weigh them. Search plays no part:
    the sources of a case are read whole.

    Raises:
        CatalogError: the cases break a rule; file and line are named.
    """
    cases = load_level_cases(file, criteria)
    read = [_read(case) for case in cases]
    relevance = Relevance(criteria, count_uses(p.text for passages in read for p in passages))
    pairs: list[tuple[Label, Draft]] = []
    for done, (case, passages) in enumerate(zip(cases, read, strict=True), 1):
        drafter = _drafter(criteria, passages, case, relevance)
        pairs.append((_label(case), drafter.draft(criteria.question(case.question))))
        on_progress(Progress(done, len(cases), case.id))
    made = record(
        parts,
        "draft",
        set_name=name,
        set_hash=sha256(file.read_bytes()).hexdigest(),
        criteria=criteria.fingerprint,
    )
    rows = tuple(
        {**row_of(criteria, label, draft), "id": case.id, "question": case.question}
        for case, (label, draft) in zip(cases, pairs, strict=True)
    )
    figures: dict[str, Any] = {"labels": file.name, **agreement_figures(criteria, pairs)}
    return Result(made, figures, rows)


def _label(case: LevelCase) -> Label:
    quotes = tuple(
        GoldPassage(source.name, quote, "supports", 0) for source in case.sources for quote in source.evidence
    )
    return Label(case.question, case.level, case.no_evidence, quotes)


def _source_id(case: LevelCase, number: int) -> str:
    return f"{case.id}-{number}"


def _read(case: LevelCase) -> list[Passage]:
    return [p for number, source in enumerate(case.sources) for p in _cut(_source_id(case, number), source)]


def _cut(source_id: str, source: CaseSource) -> Iterator[Passage]:
    """Cut a source as the product cuts its file."""
    made = prepare(source.text.encode(), name=f"{source.name}.txt", kind=source.kind, pseudonymise=False)
    for ordinal, p in enumerate(made.passages):
        place = Place(speaker=p.location.speaker, heading=p.location.heading)
        number = passage_id(source_id, 1, ordinal)
        yield Passage(
            number, source_id, 1, ordinal, p.start, p.end, p.text, place, source.kind, source.name, source.title
        )


def _drafter(
    criteria: CriteriaSet, passages: Sequence[Passage], case: LevelCase, relevance: Relevance
) -> ExtractiveDrafter:
    """Return the drafter of one case; every search finds all of its passages."""
    facts = {
        _source_id(case, n): SourceFacts(s.valid_until or valid_until(s.text), is_undecided(s.title, s.text))
        for n, s in enumerate(case.sources)
    }
    counts: dict[SourceKind, int] = {}
    for source in case.sources:
        counts[source.kind] = counts.get(source.kind, 0) + 1

    def search(queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]:
        found = [Hit(p, 1.0) for p in passages if not where.kinds or p.kind in where.kinds]
        return [found[: max(k, len(found))] for _ in queries]

    return ExtractiveDrafter(
        criteria=criteria,
        search=search,
        facts=facts.__getitem__,
        counts=counts,
        passages=len(passages),
        as_of=AS_OF,
        texts=lambda: (),
        weighed=relevance,
    )
