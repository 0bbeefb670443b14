"""Drafted against printed percent: each text of a published report as the only evidence of its sub-area."""

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.catalog.published import PublishedReport, parse_report
from assistant.domain.agreement import best_constant, mean_absolute_error
from assistant.domain.criteria import CriteriaSet
from assistant.errors import InvalidInputError
from assistant.workflow.evaluating.drafts import number
from assistant.workflow.evaluating.narratives import DraftNarrative, narrative_drafter
from assistant.workflow.evaluating.record import Result, record
from assistant.workflow.parts import Parts
from ingest import IngestError, ParsePool, PrepareJob

MIDDLE = Fraction(50)
"""The guess of one who knows nothing, in percent."""


def evaluate(parts: Parts, file: Path, criteria: CriteriaSet, *, draft: DraftNarrative | None = None) -> Result:
    """Compare drafted with printed percent for every sub-area that has both a text and a row of points.

    Raises:
        InvalidInputError: there is no such file, or it cannot be read.
        CatalogError: the file does not hold the parts of a published report.
    """
    report = parse_report(text_of(parts, file), criteria, name=file.name)
    printed = {row.sub_area: row.percent for row in report.rows}
    known = {sub.id: sub for sub in criteria.sub_areas()}
    draft = draft or narrative_drafter(criteria)
    drafted = [(text.sub_area, draft(text.text, known[text.sub_area])) for text in report.texts]
    pairs = [(i, ours, printed[i]) for i, ours in drafted if ours is not None and i in printed]
    rows = tuple(
        {"id": i, "sub_area": i, "drafted_percent": number(ours), "printed_percent": number(theirs)}
        for i, ours, theirs in pairs
    )
    content = f"{criteria.id}@{criteria.version}|{sha256(file.read_bytes()).hexdigest()}"
    made = record(
        parts,
        "report",
        set_name=file.name,
        set_hash=sha256(content.encode()).hexdigest(),
        criteria=criteria.fingerprint,
    )
    return Result(made, _figures(report, [(ours, theirs) for _, ours, theirs in pairs]), rows)


def _figures(report: PublishedReport, pairs: Sequence[tuple[Fraction, Fraction]]) -> dict[str, Any]:
    printed = [theirs for _, theirs in pairs]

    def guess(constant: Fraction) -> dict[str, float | None]:
        error = mean_absolute_error([(constant, p) for p in printed]) if printed else None
        return {"percent": number(constant), "mean_absolute_error": number(error)}

    return {
        "sub_areas": len(pairs),
        "mean_absolute_error": number(mean_absolute_error(pairs)) if pairs else None,
        "spearman": spearman(pairs),
        "best_constant_guess": guess(best_constant(printed)) if printed else None,
        "middle_guess": guess(MIDDLE),
        "notes": [*report.notes],
        "lists": [asdict(found) for found in report.lists],
    }


def spearman(pairs: Sequence[tuple[Fraction, Fraction]]) -> float | None:
    """Return the rank correlation; None where one side is all the same or fewer than three are compared."""
    from scipy.stats import spearmanr

    one, other = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    if len(pairs) < 3 or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return number(float(spearmanr(one, other).statistic))


def text_of(parts: Parts, file: Path) -> str:
    """Return the text of a report: plain text as it stands, other formats as ingestion reads them.

    Raises:
        InvalidInputError: there is no such file, or it cannot be read.
    """
    if not file.is_file():
        raise InvalidInputError(f"Det finns ingen fil som heter {file}.", hint="Kontrollera sökvägen.")
    if file.suffix.lower() in (".txt", ".text"):
        return _plain(file)
    job = PrepareJob(key="report", data_path=file, name=file.name, kind="steering_document", pseudonymise=False)
    with ParsePool(workers=1, limits=parts.parse_limits) as pool:
        outcome = next(iter(pool.run([job])))
    if outcome.source is None:
        problem, hint = "Filen kunde inte läsas.", "Öppna filen, spara om den och försök igen."
        error = outcome.error
        raise InvalidInputError(error.message if error else problem, hint=error.hint if error else hint)
    return outcome.source.text


def _plain(file: Path) -> str:
    """Return a text file's text with its lines; ingestion would join them to paragraphs and lose the table."""
    from ingest.decoding import decode

    try:
        return decode(file.read_bytes()).text
    except IngestError as error:
        raise InvalidInputError(error.message, hint=error.hint) from error
