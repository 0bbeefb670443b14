"""How well drafts agree with gold labels: the set's municipality goes through the real workflow."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.catalog.eval_sets import Gold, GoldPassage, Label, load_gold, raise_problems
from assistant.catalog.located import LocatedProblem
from assistant.domain import agreement, citations
from assistant.domain.criteria import CriteriaSet
from assistant.domain.draft import Draft
from assistant.domain.evidence import Source
from assistant.domain.scoring import Line, score
from assistant.workflow import drafting, modelling
from assistant.workflow.evaluating.beside import beside, cost_of
from assistant.workflow.evaluating.building import EVIDENCE, Built, build, texts_of
from assistant.workflow.evaluating.record import Result, hash_of, record
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress

DECIMALS = 6


def evaluate(
    parts: Parts,
    folder: Path,
    *,
    name: str,
    gold_file: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Result:
    """Draft a set's municipality and compare with its gold labels, or with other labels of it.

    Only labelled questions are compared. A quote counts as a labelled one when either contains the other. Where a
    language model is set its drafts are measured too, under ``model``; the figures at the top are the rules' own, so
    that results can be compared over time.

    Raises:
        CatalogError: the set or its labels are not as they must be; file and line are named.
    """
    built = build(parts, folder, on_progress=on_progress)
    assessment = built.assessment
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    gold = load_gold(gold_file or folder / "gold.yaml", criteria)
    labels = _as_stored(gold, built)
    drafting.draft(built.parts, assessment.id, on_progress=on_progress)
    run = drafting.run_id_of(built.parts, assessment)
    with built.parts.store.reading() as tx:
        drafts = {d.question_id: d for d in tx.drafts.of_run(run)}
        models = [known for known in tx.drafts.runs(assessment.id) if known.beside == run]
        by_model = {d.question_id: d for known in models for d in tx.drafts.of_run(known.id)}
    pairs = [(label, drafts[label.question]) for label in labels]
    set_hash = sha256(f"{hash_of(folder, EVIDENCE)}|{sha256(gold.data).hexdigest()}".encode()).hexdigest()
    made = record(parts, "draft", set_name=name, set_hash=set_hash, criteria=criteria.fingerprint)
    rows = tuple(row_of(criteria, label, draft) for label, draft in pairs)
    figures = {"labels": gold.name, **agreement_figures(criteria, pairs), "points": _areas(criteria, pairs)}
    if models:
        figures["model"] = _of_model(built, criteria, labels, drafts, by_model)
    return Result(made, figures, rows)


def _of_model(
    built: Built,
    criteria: CriteriaSet,
    labels: Sequence[Label],
    rules: Mapping[str, Draft],
    by_model: Mapping[str, Draft],
) -> dict[str, Any]:
    """Return the same figures for the configured model's drafts, what differs, and what it took."""
    asked = [(label, by_model[label.question]) for label in labels if label.question in by_model]
    model = built.parts.model()
    return {
        "model": model.id if model else "",
        **(agreement_figures(criteria, asked) if asked else {}),
        "beside_rules": beside(criteria, labels, rules, by_model),
        "took": cost_of(modelling.cost(built.parts, built.assessment.id)),
    }


def _as_stored(gold: Gold, built: Built) -> tuple[Label, ...]:
    """Return the labels with quotes as the stored texts have them; refuse those that do not stand there."""
    texts = {source: citations.normalise(text) for source, text in texts_of(built).items()}
    problems: list[LocatedProblem] = []
    labels = []
    for label in gold.labels:
        quotes = []
        for passage in label.passages:
            quote, problem = _located(passage, texts, built)
            quotes.append(replace(passage, quote=quote))
            if problem:
                problems.append(LocatedProblem(passage.line, f"delfråga {label.question}: {problem}"))
        labels.append(replace(label, passages=tuple(quotes)))
    if problems:
        raise_problems(gold.name, problems, hint="Citat ska stå ordagrant i den fil som anges.")
    return tuple(labels)


def _located(passage: GoldPassage, texts: Mapping[Source, citations.Normalised], built: Built) -> tuple[str, str]:
    """Return a quote as it is stored, and what is wrong with it (empty: nothing)."""
    named = [s for s in texts if s.name == passage.file or s.name.endswith(f"/{passage.file}")]
    if len(named) != 1:
        what = "finns inte" if not named else "är flera"
        return "", f"filen {passage.file!r} {what} i underlaget."
    for quote in (passage.quote, built.as_stored(named[0], passage.quote)):
        if citations.find(quote, texts[named[0]]) is not None:
            return quote, ""
    return "", f"citatet {passage.quote[:60]!r} står inte i {passage.file}."


Pairs = Sequence[tuple[Label, Draft]]


def agreement_figures(criteria: CriteriaSet, pairs: Pairs) -> dict[str, Any]:
    """Return how well drafts agree with labels: levels, quotes, false finds and what confidence is worth."""
    levels = agreement.level_agreement([(label.level, draft.level) for label, draft in pairs])
    silent = [draft for label, draft in pairs if label.no_evidence]
    sure = [agreement.Sureness(draft.confidence, abs(label.level - draft.level)) for label, draft in pairs]
    return {
        "questions": levels.count,
        "levels": {
            "exact": number(levels.exact),
            "within_one": number(levels.within_one),
            "kappa": number(levels.kappa),
            "mean_absolute_error_points": number(agreement.mean_absolute_error(_points(criteria, pairs))),
            "mean_absolute_error_levels": number(
                agreement.mean_absolute_error([(Fraction(g.level), Fraction(d.level)) for g, d in pairs])
            ),
        },
        "confusion": _confusion(pairs),
        "evidence": _evidence(pairs),
        "false_finds": {
            "questions": len(silent),
            "level_above_0": sum(draft.level > 0 for draft in silent),
            "share": number(Fraction(sum(d.level > 0 for d in silent), len(silent))) if silent else None,
            "with_quotes": sum(not draft.nothing_found for draft in silent),
        },
        "quote_verdicts": dict(sorted(Counter(e.verdict for _, draft in pairs for e in draft.evidence).items())),
        "reliability": _reliability(sure),
    }


def number(value: Fraction | float | None) -> float | None:
    """Return a figure as it is written: six decimals, None where there is none."""
    return None if value is None else round(float(value), DECIMALS)


def _points(criteria: CriteriaSet, pairs: Pairs) -> list[tuple[Fraction, Fraction]]:
    found = []
    for label, draft in pairs:
        question = criteria.question(label.question)
        found.append((question.level(label.level).points, question.level(draft.level).points))
    return found


def _confusion(pairs: Pairs) -> dict[str, dict[str, int]]:
    """Count drafted levels by labelled level."""
    counts = Counter((label.level, draft.level) for label, draft in pairs)
    seen = sorted({level for pair in counts for level in pair})
    return {str(gold): {str(drafted): counts[gold, drafted] for drafted in seen} for gold in seen}


def _match(label: Label, draft: Draft) -> agreement.QuoteMatch:
    return agreement.match_quotes([e.quote for e in draft.evidence if e.counts], [p.quote for p in label.passages])


def _evidence(pairs: Pairs) -> dict[str, Any]:
    matched = agreement.add_matches(_match(label, draft) for label, draft in pairs)
    with_gold = [(label, draft) for label, draft in pairs if label.passages]
    hit = sum(_match(label, draft).labelled_found > 0 for label, draft in with_gold)
    return {
        "precision": number(matched.precision),
        "recall": number(matched.recall),
        "questions_with_a_gold_quote": number(Fraction(hit, len(with_gold))) if with_gold else None,
        "drafted_quotes": matched.drafted,
        "gold_quotes": matched.labelled,
    }


def _areas(criteria: CriteriaSet, pairs: Pairs) -> dict[str, Any]:
    """Return points per area, drafted and by the labels, over the labelled questions."""
    drafted = score(criteria, {label.question: draft.level for label, draft in pairs})
    gold = score(criteria, {label.question: label.level for label, _ in pairs})

    def row(ours: Line, theirs: Line) -> dict[str, Any]:
        open_points = ours.highest - ours.points
        return {
            "drafted": number(ours.points),
            "gold": number(theirs.points),
            "possible": number(ours.possible - open_points),
        }

    areas = {area.id: row(drafted.line(area.id), gold.line(area.id)) for area in criteria.areas}
    return {**areas, "total": row(drafted.total, gold.total)}


def _reliability(sure: Sequence[agreement.Sureness]) -> dict[str, Any]:
    found = agreement.reliability(sure)
    return {
        "bins": [{k: number(v) if isinstance(v, float) else v for k, v in asdict(b).items()} for b in found.bins],
        "expected_calibration_error_exact": number(found.error_exact),
        "expected_calibration_error_within_one": number(found.error_within_one),
    }


def row_of(criteria: CriteriaSet, label: Label, draft: Draft) -> dict[str, Any]:
    """Return label and draft of one question side by side."""
    question, matched = criteria.question(label.question), _match(label, draft)
    return {
        "id": label.question,
        "gold_level": label.level,
        "drafted_level": draft.level,
        "gold_points": str(question.level(label.level).points),
        "drafted_points": str(question.level(draft.level).points),
        "confidence": draft.confidence,
        "no_evidence": label.no_evidence,
        "nothing_found": draft.nothing_found,
        **asdict(matched),
    }
