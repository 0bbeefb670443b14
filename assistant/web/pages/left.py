"""What is left to do before everything is approved: sub-areas first, then the texts above them."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.criteria import Language, SubArea
from assistant.domain.overall import overall_nodes
from assistant.domain.review import ApprovalState, refuse_approval
from assistant.web.pages import addresses
from assistant.workflow import overall
from assistant.workflow.stood import Standing

TEXT_FAULTS = ("stale_citation", "unproven_sentence")
"""Why a text itself stands in the way of approval."""


@dataclass(frozen=True, slots=True)
class Block:
    """A sub-area, or a text above sub-areas, that is not approved, and why it cannot be."""

    id: str
    name: str
    overall: bool
    """It is the text of an area or the summary."""
    state: ApprovalState
    reason: str
    """For a person, in Swedish; empty when only the signature is missing."""
    undecided: tuple[tuple[str, str], ...]
    """Id and address of each question without a decision."""
    needs_text: bool


def blocks(now: Standing, language: Language) -> tuple[Block, ...]:
    """List what is not approved; a text above sub-areas only when nothing beneath it is left to do."""
    subs = [sub for sub in now.criteria.sub_areas() if now.states[sub.id] != "approved"]
    return (*(_of_sub_area(now, sub, language) for sub in subs), *_texts_above(now, language))


def _of_sub_area(now: Standing, sub: SubArea, language: Language) -> Block:
    ids = [question.id for question in sub.questions]
    refusal = refuse_approval(ids, now.decisions, now.narratives.get(sub.id))
    open_ids = [key for key in ids if key not in now.decisions]
    code = refusal.code if refusal else ""
    return Block(
        id=sub.id,
        name=sub.name.in_language(language),
        overall=False,
        state=now.states[sub.id],
        # Undecided questions are listed as links, and a missing text is written at approval.
        reason=refusal.message if refusal and code in TEXT_FAULTS else "",
        undecided=tuple((key, addresses.of_question(now.assessment.id, key)) for key in open_ids),
        needs_text=code in TEXT_FAULTS,
    )


def _texts_above(now: Standing, language: Language) -> Iterator[Block]:
    for node in overall_nodes(now.criteria):
        state = now.overall[node.id]
        if state == "approved" or any(now.states[sub.id] != "approved" for sub in node.sub_areas):
            continue
        text = now.narratives.get(node.id)
        refusal = None if overall.is_ours(text) else overall.refuse(now, node, text)
        name = node.name.in_language(language)
        reason = refusal.message if refusal else ""
        yield Block(node.id, name, True, state, reason, (), refusal is not None)
