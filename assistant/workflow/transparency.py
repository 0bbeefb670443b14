"""The record of what machines did to an assessment, for whoever is entitled to look: models, drafts, texts, people.

Article 50 of the AI Act (Regulation (EU) 2024/1689) asks that text made by a machine is told to be so. The record
holds which model proposed what from which evidence, and who decided and approved it; never the words of evidence,
unless they are asked for.
"""

from dataclasses import asdict
from typing import Any

from assistant.domain.draft import Draft
from assistant.domain.model_call import ModelCall
from assistant.domain.review import Decision
from assistant.workflow import modelling, naming, standings
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing
from assistant.workflow.texts import by_machine

FORM = 1
"""Version of the form of the record."""


def record(parts: Parts, assessment_id: str, *, replies: bool = False) -> dict[str, Any]:
    """Return the record of an assessment as plain data.

    Args:
        parts: what the workflow needs, and who asks.
        assessment_id: of the assessment.
        replies: also what the models answered, which may hold words of interviews.

    Raises:
        NotFoundError: there is no such assessment.
    """
    now = standings.whole_standing(parts, assessment_id)
    names = naming.people(parts)
    with parts.store.reading() as tx:
        runs = tx.drafts.runs(assessment_id)
        by_run = {run.id: {d.question_id: d for d in tx.drafts.of_run(run.id)} for run in runs}
    calls = modelling.calls(parts, assessment_id)
    return {
        "form": FORM,
        "assessment": assessment_id,
        "municipality": now.assessment.municipality,
        "year": now.assessment.year,
        "at": parts.now(),
        "version": parts.version,
        "runs": [asdict(run) for run in runs],
        "models": sorted({f"{c.model} ({c.answered_by})" if c.answered_by else c.model for c in calls}),
        "total": asdict(modelling.cost(parts, assessment_id)),
        "calls": [_call(call, replies=replies) for call in calls],
        "questions": [_question(now, q.id, by_run, names) for q in now.criteria.questions()],
        "texts": [_text(now, key, names) for key in sorted(now.narratives)],
    }


def _call(call: ModelCall, *, replies: bool) -> dict[str, Any]:
    told = asdict(call)
    if not replies and call.outcome == "answered":
        told["reply"] = None
    return told


def _question(now: Standing, question_id: str, by_run: dict[str, dict[str, Draft]], names: Any) -> dict[str, Any]:
    decision: Decision | None = now.decisions.get(question_id)
    proposed = [drafts[question_id] for drafts in by_run.values() if question_id in drafts]
    return {
        "id": question_id,
        "proposed": [{"run": d.run_id, "drafter": d.drafter, "level": d.level, "look": list(d.look)} for d in proposed],
        "decided": None if decision is None else decision.judgement,
        "decided_by": "" if decision is None else names.get(decision.by, decision.by),
        "decided_at": "" if decision is None else decision.at,
        "quotes_by_machine": 0 if decision is None else sum(not e.added_by for e in decision.evidence),
        "quotes_by_people": 0 if decision is None else sum(bool(e.added_by) for e in decision.evidence),
    }


def _text(now: Standing, node_id: str, names: Any) -> dict[str, Any]:
    text = now.narratives[node_id]
    approval = now.approvals.get(node_id)
    held = now.states.get(node_id) == "approved"
    return {
        "id": node_id,
        "author": text.author if by_machine(text.author) else names.get(text.author, text.author),
        "by_machine": by_machine(text.author),
        "unproven_sentences": sum(bool(s.marks) for s in text.sentences),
        "approved_by": names.get(approval.by, approval.by) if approval and held else "",
        "approved_at": approval.at if approval and held else "",
    }
