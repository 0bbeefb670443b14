"""Opinions, decisions and approvals: appended, never overwritten; approval is pinned to content.

An *opinion* is one evaluator's judgement of a question. A *decision* is the agreed one and names
the evidence it rests on. An *approval* covers a sub-area (its decisions and its narrative) and
holds only as long as their content hash stays what it was when it was given.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from assistant.domain.draft import Draft, Evidence, Narrative

Judgement = int | Literal["not_applicable"]
"""A level number, or that the question does not apply here (which is not zero)."""

ApprovalState = Literal["undecided", "decided", "approved", "reopened"]

QuestionState = Literal["undrafted", "drafted", "conflict", "decided", "approved"]
"""Where a question stands; in conflict while evaluators' newest levels differ and nobody has decided on them."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Evidence that an evaluator set aside, and why."""

    evidence_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one evaluator says of a question at one time."""

    id: str
    question_id: str
    by: str
    at: str
    """ISO time with offset."""
    judgement: Judgement | None
    """None for one that only comments, or adds or sets aside evidence."""
    reason: str
    added: tuple[Evidence, ...] = ()
    struck: tuple[Strike, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The agreed judgement of a question; ``version`` counts from 1 and orders the history."""

    id: str
    question_id: str
    by: str
    at: str
    version: int
    judgement: Judgement
    reason: str
    evidence: tuple[Evidence, ...]
    opinion_ids: tuple[str, ...] = ()
    draft_level: int | None = None
    restores: int | None = None
    """The version that was taken up again by undoing the one after it; 0 for undecided."""
    withdrawn: bool = False
    """Taken back: the question is undecided again. The rest says what was taken back."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person's signature under a sub-area as it stood."""

    id: str
    sub_area_id: str
    by: str
    at: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be decided or approved; ``message`` is for a person, in Swedish."""

    code: str
    message: str


def current_evidence(draft: Draft | None, opinions: Iterable[Opinion]) -> tuple[Evidence, ...]:
    """Return the evidence of a question: drafted and added, without what was struck."""
    evidence = {item.id: item for item in (draft.evidence if draft else ())}
    for opinion in opinions:
        evidence.update({item.id: item for item in opinion.added})
        for strike in opinion.struck:
            evidence.pop(strike.evidence_id, None)
    return tuple(evidence.values())


def newest_judged(opinions: Iterable[Opinion]) -> dict[str, Opinion]:
    """Return each evaluator's newest opinion that holds a judgement, by name, in the order first given."""
    return {opinion.by: opinion for opinion in opinions if opinion.judgement is not None}


def disagree(opinions: Iterable[Opinion], decision: Decision | None) -> bool:
    """Say whether evaluators differ in a way that no decision has settled.

    A decision settles all opinions that were there when it was taken.
    """
    settled = decision.opinion_ids if decision else ()
    open_ones = {o.judgement for o in newest_judged(opinions).values() if o.id not in settled}
    return len(open_ones | ({decision.judgement} if decision and open_ones else set())) > 1


def question_state(
    draft: Draft | None, opinions: Iterable[Opinion], decision: Decision | None, sub_area: ApprovalState
) -> QuestionState:
    """Say where a question stands, in a sub-area that stands as given."""
    if disagree(opinions, decision):
        return "conflict"
    if decision is not None:
        return "approved" if sub_area == "approved" else "decided"
    return "undrafted" if draft is None else "drafted"


def basis(version: int, evidence: Iterable[Evidence]) -> str:
    """Name what a decision is taken on: the decision before it and the evidence as it stands.

    A page sends it back with the decision, so that nobody decides on what they did not see.
    """
    ids = sorted(item.id for item in evidence)
    return f"{version}.{hashlib.sha256(json.dumps(ids).encode()).hexdigest()[:16]}"


def take_back(history: Sequence[Decision], *, identity: str, by: str, at: str) -> Decision:
    """Return the decision that undoes the newest: the one before it once more, or none when there was none.

    Undoing twice gives back what was undone. ValueError without any decision.
    """
    if not history:
        raise ValueError("there is no decision to undo")
    newest = history[-1]
    version = newest.version + 1
    if len(history) == 1:
        return replace(newest, id=identity, by=by, at=at, version=version, restores=0, withdrawn=True)
    earlier = history[-2]
    return replace(earlier, id=identity, by=by, at=at, version=version, restores=earlier.version)


def refuse_opinion(judgement: Judgement, *, reason: str, draft: Draft | None, levels: Sequence[int]) -> Refusal | None:
    """Say why an opinion may not be given, or None when it may.

    A level other than the drafted one, and "not applicable", need a reason.
    """
    if judgement != "not_applicable" and judgement not in levels:
        return Refusal("no_such_level", f"Frågan har nivåerna {levels[0]}–{levels[-1]}, inte {judgement}.")
    changed = draft is None or judgement != draft.level
    if changed and not reason.strip():
        return Refusal("reason_needed", "Ange ett skäl: bedömningen avviker från förslaget.")
    return None


def needs_a_person(draft: Draft) -> bool:
    """Say whether a draft may not be accepted unseen: a quote of it failed, or it says that someone must look."""
    return bool(draft.look) or any(not item.counts for item in draft.evidence)


def refuse_decision(judgement: Judgement, evidence: Sequence[Evidence], *, reason: str) -> Refusal | None:
    """Say why a decision may not be taken, or None when it may.

    A level above 0 needs at least one verified quote that does not speak against it; quotes that
    could not be verified must be struck first, so that none of them reaches a report.
    """
    if judgement == "not_applicable":
        return None if reason.strip() else Refusal("reason_needed", "Ange varför frågan inte är tillämplig.")
    unverified = [item for item in evidence if not item.counts]
    if unverified:
        message = f"{len(unverified)} citat är inte verifierade. Rätta eller stryk dem först."
        return Refusal("unverified_quote", message)
    if judgement > 0 and not any(item.stance != "contradicts" for item in evidence):
        return Refusal("no_evidence", f"Nivå {judgement} behöver minst ett verifierat citat som stödjer den.")
    return None


def refuse_approval(
    question_ids: Sequence[str], decisions: Mapping[str, Decision], narrative: Narrative | None
) -> Refusal | None:
    """Say why a sub-area may not be approved, or None when it may."""
    undecided = [question for question in question_ids if question not in decisions]
    if undecided:
        return Refusal("undecided", f"Inte beslutade: {', '.join(undecided)}.")
    if narrative is None:
        return Refusal("no_narrative", "Delområdet saknar text. Skriv den eller låt den föreslås.")
    known = {item.id for d in decisions.values() for item in d.evidence}
    sentences = [*narrative.sentences, *(f.sentence for f in narrative.findings)]
    uncited = [s for s in sentences if not set(s.evidence_ids) & known and s.evidence_ids]
    if uncited:
        message = f"{len(uncited)} meningar i texten vilar på citat som inte längre ingår i besluten."
        return Refusal("stale_citation", message)
    marked = [s for s in sentences if s.marks]
    if marked:
        message = f"{len(marked)} meningar i texten är inte belagda. Rätta dem, eller läs och bekräfta dem, först."
        return Refusal("unproven_sentence", message)
    return None


def content_hash(criteria_fingerprint: str, decisions: Iterable[Decision], narrative: Narrative | None) -> str:
    """Hash what an approval covers: judgements, their evidence and the text, in a canonical form."""
    content = {
        "criteria": criteria_fingerprint,
        "decisions": sorted((_decision_content(d) for d in decisions), key=lambda d: str(d["question"])),
        "narrative": _narrative_content(narrative) if narrative else None,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _narrative_content(narrative: Narrative) -> dict[str, Any]:
    """Return the text without empty marks, so that approvals given before there were marks still hold."""
    content = asdict(narrative)
    for sentence in [*content["sentences"], *(finding["sentence"] for finding in content["findings"])]:
        if not sentence["marks"]:
            del sentence["marks"]
    return content


def _decision_content(decision: Decision) -> dict[str, Any]:
    return {
        "question": decision.question_id,
        "judgement": decision.judgement,
        "reason": decision.reason,
        "evidence": sorted([e.source_id, e.revision, e.start, e.end, e.quote, e.stance] for e in decision.evidence),
    }


def approval_state(
    question_ids: Sequence[str], decisions: Mapping[str, Decision], approval: Approval | None, now_hash: str
) -> ApprovalState:
    """Say where a sub-area stands; a change after approval re-opens it."""
    if any(question not in decisions for question in question_ids):
        return "undecided" if approval is None else "reopened"
    if approval is None:
        return "decided"
    return "approved" if approval.content_hash == now_hash else "reopened"
