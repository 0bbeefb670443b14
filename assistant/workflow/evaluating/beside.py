"""A language model's drafts beside the rules', both against the same labels: what it adds, and what it costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.catalog.eval_sets import Label
from assistant.domain.criteria import CriteriaSet
from assistant.domain.draft import Draft
from assistant.domain.model_call import Spent

Figures = dict[str, Any]


def beside(
    criteria: CriteriaSet, labels: Sequence[Label], rules: Mapping[str, Draft], model: Mapping[str, Draft]
) -> dict[str, Any]:
    """Return how the two differ on the labelled questions that both drafted.

    Where they differ by more than one level an evaluator must look; ``raised`` is what the model put above the rules.
    """
    both = [label for label in labels if label.question in rules and label.question in model]
    rows = [(label, rules[label.question], model[label.question]) for label in both]
    off = [(abs(label.level - ours.level), abs(label.level - theirs.level)) for label, ours, theirs in rows]
    return {
        "questions": len(rows),
        "not_drafted": len([label for label in labels if label.question not in model]),
        "same": sum(ours.level == theirs.level for _, ours, theirs in rows),
        "raised": sum(theirs.level > ours.level for _, ours, theirs in rows),
        "lowered": sum(theirs.level < ours.level for _, ours, theirs in rows),
        "more_than_one_apart": sum(abs(ours.level - theirs.level) > 1 for _, ours, theirs in rows),
        "model_nearer": sum(theirs < ours for ours, theirs in off),
        "rules_nearer": sum(ours < theirs for ours, theirs in off),
        "levels": {label.question: [ours.level, theirs.level] for label, ours, theirs in rows},
        "points_apart": _points_apart(criteria, rows),
    }


def _points_apart(criteria: CriteriaSet, rows: Sequence[tuple[Label, Draft, Draft]]) -> str:
    apart = [
        criteria.question(label.question).level(theirs.level).points
        - criteria.question(label.question).level(ours.level).points
        for label, ours, theirs in rows
    ]
    return str(sum(apart))


def cost_of(spent: Spent) -> dict[str, Any]:
    """Return what a model's part of a run took."""
    return {
        "calls": spent.calls,
        "failed": spent.failed,
        "tokens_sent": spent.usage.sent,
        "tokens_received": spent.usage.received,
        "seconds": spent.seconds,
        "cost": spent.cost,
    }
