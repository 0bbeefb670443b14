"""Whether questions that the evidence does not answer are refused, and only those."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from assistant.catalog.eval_sets import Case, load_cases
from assistant.domain.agreement import detect, same_quote
from assistant.drafting.stating import Statement
from assistant.errors import ReplyError, UnavailableError
from assistant.workflow import asking, chatting, modelling
from assistant.workflow.evaluating.beside import cost_of
from assistant.workflow.evaluating.building import EVIDENCE, Built, build
from assistant.workflow.evaluating.drafts import number
from assistant.workflow.evaluating.record import Result, hash_of, record
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress


def evaluate(
    parts: Parts,
    cases_file: Path,
    municipality: Path,
    *,
    name: str,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Result:
    """Ask every question of a set of cases over a municipality's evidence; where a model is set, also of its chat.

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
    figures: dict[str, Any] = {
        "questions": len(cases),
        "refusal_precision": number(told.precision),
        "refusal_recall": number(told.recall),
        "accuracy": number(told.accuracy),
        "expected_quotes": {"cases": len(named), "found": sum(named)},
        "counts": asdict(told),
        "municipality": municipality.name,
    }
    if built.parts.model() is not None:
        answered = [_by_model(built, case.question) for case in cases]
        rows = tuple({**row, "given_by_model": given} for row, (given, _) in zip(rows, answered, strict=True))
        figures["model"] = _of_model(built, cases, answered)
    content = f"{hash_of(municipality, EVIDENCE)}|{sha256(cases_file.read_bytes()).hexdigest()}"
    made = record(parts, "refusal", set_name=name, set_hash=sha256(content.encode()).hexdigest())
    return Result(made, figures, rows)


Given = Literal["answer", "refuse", "failed"]


def _by_model(built: Built, question: str) -> tuple[Given, int]:
    """Return what the configured model makes of a question in chat, and how many of its sentences are unproven."""
    unproven = 0
    try:
        for event in chatting.chat(built.parts, built.assessment.id, question):
            if isinstance(event, Statement):
                unproven += not event.certain
            elif isinstance(event, chatting.Reply):
                return ("answer" if event.outcome == "answered" else "refuse"), unproven
    except (UnavailableError, ReplyError):
        pass
    return "failed", unproven


def _of_model(built: Built, cases: Sequence[Case], answered: Sequence[tuple[Given, int]]) -> dict[str, Any]:
    """Return how well the model's answers refuse what they should, beside the sentences of the evidence."""
    model = built.parts.model()
    told = detect((not case.answerable, given != "answer") for case, (given, _) in zip(cases, answered, strict=True))
    return {
        "model": model.id if model else "",
        "refusal_precision": number(told.precision),
        "refusal_recall": number(told.recall),
        "accuracy": number(told.accuracy),
        "counts": asdict(told),
        "failed": sum(given == "failed" for given, _ in answered),
        "unproven_sentences": sum(unproven for _, unproven in answered),
        "took": cost_of(modelling.cost(built.parts, built.assessment.id)),
    }


def _holds(case: Case, answer: asking.Answer) -> bool:
    """Say whether an answer gives the sentence that the set names; another one may answer as well."""
    return any(same_quote(quote.text, case.quote) for quote in answer.quotes)
