"""What would be touched by taking a source away: shown before it is done."""

from dataclasses import dataclass

from assistant.domain.draft import Evidence
from assistant.workflow import standings
from assistant.workflow.parts import Parts


@dataclass(frozen=True, slots=True)
class Touched:
    """Where a source is quoted; ids of questions and sub-areas."""

    quotes: int
    drafts: tuple[str, ...]
    decisions: tuple[str, ...]
    decisions_without: tuple[str, ...]
    """Decided levels that rest on verified quotes of this source alone."""
    approved: tuple[str, ...]
    """Approved sub-areas with such a decision."""
    texts: tuple[str, ...]
    """Sub-areas whose text cites the source."""

    @property
    def anything(self) -> bool:
        """Say whether anything is touched."""
        return bool(self.quotes)


def touched(parts: Parts, assessment_id: str, source_id: str) -> Touched:
    """Return what rests on a source, as far as the one who acts may see it."""
    now = standings.standing(parts, assessment_id)

    def mine(evidence: tuple[Evidence, ...]) -> set[str]:
        return {item.id for item in evidence if item.source_id == source_id}

    drafts = {q: mine(d.evidence) for q, d in now.drafts.items()}
    decisions = {q: mine(d.evidence) for q, d in now.decisions.items()}
    ids = set().union(*drafts.values(), *decisions.values())
    decided = tuple(q for q, found in decisions.items() if found)
    alone = tuple(
        q
        for q in decided
        if now.decisions[q].judgement not in (0, None, "not_applicable")
        and not any(item.counts and item.source_id != source_id for item in now.decisions[q].evidence)
    )
    texts = tuple(
        key
        for key, text in now.narratives.items()
        if any(ids & set(s.evidence_ids) for s in (*text.sentences, *(f.sentence for f in text.findings)))
    )
    sub_areas = dict.fromkeys(now.criteria.sub_area_of(q).id for q in decided)
    return Touched(
        quotes=len(ids),
        drafts=tuple(q for q, found in drafts.items() if found),
        decisions=decided,
        decisions_without=alone,
        approved=tuple(key for key in sub_areas if now.states[key] == "approved"),
        texts=texts,
    )
