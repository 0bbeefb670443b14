"""Texts of areas and the summary within the work: their drafts, and signing them in the same transaction."""

from collections.abc import Collection, Mapping, Sequence

from assistant.domain.criteria import Language
from assistant.domain.draft import Narrative
from assistant.domain.overall import SUMMARY, Basis, TextNode, overall_nodes, overall_state, refuse_overall
from assistant.domain.review import Approval, ApprovalState, Refusal
from assistant.drafting.extractive import NAME
from assistant.drafting.overall import Given, area_text, summary_text
from assistant.errors import NotAllowedError
from assistant.store import Transaction
from assistant.workflow import writing
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing


def basis_of(now: Standing) -> Basis:
    """Return what the texts above sub-areas stand on."""
    return Basis(
        criteria=now.criteria,
        fingerprint=now.assessment.criteria_fingerprint,
        decisions=now.decisions,
        narratives=now.narratives,
        approvals=now.approvals,
        states=now.states,
        card=now.card,
    )


def drafted(now: Standing, node: TextNode, titles: Mapping[str, str], *, language: Language = "sv") -> Narrative | None:
    """Write the draft of an area's text or of the summary; None while something beneath is not approved."""
    if any(now.states.get(sub.id) != "approved" for sub in node.sub_areas):
        return None
    key = ("overall", node.id, language, tuple(sorted(titles.items())))
    return now.kept.get(key, lambda: _write(now, node, titles, language))


def _write(now: Standing, node: TextNode, titles: Mapping[str, str], language: Language) -> Narrative:
    given = Given(now.criteria, now.card, now.decisions, titles, now.assessment.municipality, language)
    if node.id == SUMMARY:
        return summary_text(given)
    return area_text(next(area for area in now.criteria.areas if area.id == node.id), given)


def is_ours(text: Narrative | None) -> bool:
    """Say whether the rules wrote a text, so that they may write it anew; also of one that is not written yet."""
    return text is None or text.author.startswith(NAME)


def to_sign(now: Standing, node: TextNode, titles: Mapping[str, str]) -> Narrative | None:
    """Return the text that a signature would stand under: a person's, or what the rules write now."""
    text = now.narratives.get(node.id)
    return (drafted(now, node, titles) or text) if is_ours(text) else text


def signed_with(under: str | None, now: Standing) -> tuple[TextNode, ...]:
    """Return the texts that are signed along with what is under a node: all, one area's, the summary, or none."""
    return tuple(node for node in overall_nodes(now.criteria) if under in (None, node.id))


def refuse(now: Standing, node: TextNode, text: Narrative | None) -> Refusal | None:
    """Say why a text may not be approved as it is, or None when it may."""
    refusal = refuse_overall(node, basis_of(now), text)
    judged = {q.id: now.decisions[q.id].judgement for q in node.questions if q.id in now.decisions}
    if refusal is None and text is not None and writing.is_stale(text, judged):
        return Refusal("stale_text", "Texten skrevs av en modell för andra bedömningar än de beslutade.")
    return refusal


def sign(
    tx: Transaction, parts: Parts, now: Standing, nodes: Collection[TextNode], *, by: str, required: bool = False
) -> list[str]:
    """Sign texts as they stand, within a transaction; those of the rules are first written from the decisions.

    Args:
        tx: the transaction, which holds the assessment.
        parts: what the workflow needs, and who acts.
        now: how everything stands in that transaction.
        nodes: whose texts; the areas before the summary.
        by: who signs.
        required: refuse where something beneath is not approved, instead of leaving the text for later.

    Raises:
        NotAllowedError: a text may not be signed; names it and says why.
    """
    titles = {s.id: s.shown for s in tx.sources.list(now.assessment.id)}
    versions = tx.drafts.current_narratives(now.assessment.id)
    basis, states, done = basis_of(now), dict(now.overall), []
    narratives, approvals = dict(basis.narratives), dict(basis.approvals)
    for node in nodes:
        areas = {key: state for key, state in states.items() if key != SUMMARY}
        left = _waiting(now, node, areas)
        signed = overall_state(node, basis, areas) == "approved"
        if signed or (left and not required):
            continue
        text, known = to_sign(now, node, titles), versions.get(node.id)
        if text is not None and is_ours(text) and (known is None or known.narrative != text):
            version = known.version if known else 0
            tx.drafts.add_narrative(now.assessment.id, text, at=parts.now(), by=parts.user, expected_version=version)
        _require(now, node, text, left)
        content = basis.hash_of(node, text)
        approval = Approval(parts.new_id(), node.id, by or parts.user, parts.now(), content)
        tx.reviews.add_approval(now.assessment.id, approval)
        tx.events.append(
            now.assessment.id, at=parts.now(), by=by or parts.user, action="text_approved", subject=node.id
        )
        if text is not None:
            narratives[node.id] = text
        approvals[node.id], states[node.id] = approval, "approved"
        done.append(node.id)
    return done


def waiting(now: Standing, node: TextNode) -> list[str]:
    """Return what beneath a text is not approved yet: sub-areas first, and then for the summary texts of areas."""
    return _waiting(now, node, {key: state for key, state in now.overall.items() if key != SUMMARY})


def _waiting(now: Standing, node: TextNode, areas: Mapping[str, ApprovalState]) -> list[str]:
    subs = [sub.id for sub in node.sub_areas if now.states.get(sub.id) != "approved"]
    return subs or ([key for key, state in areas.items() if state != "approved"] if node.id == SUMMARY else [])


def _require(now: Standing, node: TextNode, text: Narrative | None, left: Sequence[str]) -> None:
    if left:
        message = f"Först behöver detta godkännas: {', '.join(left)}."
        raise NotAllowedError(message, hint="Godkänn det som står under texten och sedan texten.")
    refusal = refuse(now, node, text)
    if refusal:
        raise NotAllowedError(f"{node.name.sv}: {refusal.message}", hint="Rätta texten och godkänn den sedan.")
