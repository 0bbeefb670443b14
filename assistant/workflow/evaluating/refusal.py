"""Whether questions that the evidence does not answer are refused, and only those."""

from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from assistant.catalog.eval_sets import Case, load_cases
from assistant.domain.agreement import detect, same_quote
from assistant.workflow import asking
from assistant.workflow.evaluating.building import EVIDENCE, build
from assistant.workflow.evaluating.drafts import number
from assistant.workflow.evaluating.record import Result, hash_of, record
from assistant.workflow.parts import Parts
from assistant.workflow.sources import Progress


def evaluate(
    parts: Parts,
    cases_file: Path,
    municipality: Path,
    *,
    name: str,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Result:
    """Ask every question of a set of cases over a municipality's evidence.

    Raises:
        CatalogError: cases or municipality are not as they must be; file and line are named.
    """
    cases = load_cases(cases_file)
    built = build(parts, municipality, on_progress=on_progress)
    answers = [asking.ask(built.parts, built.assessment.id, case.question) for case in cases]
    told = detect((not case.answerable, not answer.quotes) for case, answer in zip(cases, answers, strict=True))
    rows = tuple(
        {
            "id": case.id,
            "expected": "answer" if case.answerable else "refuse",
            "given": "answer" if answer.quotes else "refuse",
            "right": case.answerable == bool(answer.quotes),
            "expected_quote": _holds(case, answer) if case.quote else None,
            "quotes": [quote.text for quote in answer.quotes],
        }
        for case, answer in zip(cases, answers, strict=True)
    )
    named = [_holds(case, answer) for case, answer in zip(cases, answers, strict=True) if case.quote]
    figures = {
        "questions": len(cases),
        "refusal_precision": number(told.precision),
        "refusal_recall": number(told.recall),
        "accuracy": number(told.accuracy),
        "expected_quotes": {"cases": len(named), "found": sum(named)},
        "counts": asdict(told),
        "municipality": municipality.name,
    }
    content = f"{hash_of(municipality, EVIDENCE)}|{sha256(cases_file.read_bytes()).hexdigest()}"
    made = record(parts, "refusal", set_name=name, set_hash=sha256(content.encode()).hexdigest())
    return Result(made, figures, rows)


def _holds(case: Case, answer: asking.Answer) -> bool:
    """Say whether an answer gives the sentence that the set names; another one may answer as well."""
    return any(same_quote(quote.text, case.quote) for quote in answer.quotes)
