"""Leaving out of an assessment's standing what the one who acts may not see."""

from collections.abc import Collection
from dataclasses import replace

from assistant.domain.access import Sight
from assistant.domain.review import Decision
from assistant.workflow.stood import Standing


def seen_standing(now: Standing, sight: Sight, interviews: Collection[str]) -> Standing:
    """Return what may be seen of a standing.

    Args:
        now: all of it.
        sight: what may be seen.
        interviews: ids of the sources that are interviews now, whatever they were taken for when quoted.
    """
    decisions, narratives = now.decisions, now.narratives
    if not sight.working_papers:
        signed = {key for key, state in now.states.items() if state == "approved"}
        decisions = {k: d for k, d in decisions.items() if now.criteria.sub_area_of(k).id in signed}
        signed |= {key for key, state in now.overall.items() if state == "approved"}
        narratives = {key: text for key, text in narratives.items() if key in signed}
        now = replace(now, drafts={}, opinions={})
    if not sight.interviews:
        decisions = {key: _without_interviews(decision, interviews) for key, decision in decisions.items()}
    return replace(now, decisions=decisions, narratives=narratives)


def _without_interviews(decision: Decision, interviews: Collection[str]) -> Decision:
    """Leave out quotes from interviews, and what people wrote on the way: they repeat what was said."""
    kept = tuple(e for e in decision.evidence if e.kind != "interview" and e.source_id not in interviews)
    return replace(decision, evidence=kept, reason="", opinion_ids=(), draft_level=None)
