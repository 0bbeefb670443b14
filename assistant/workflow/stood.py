"""Where an assessment stands, as a value: what ``standings`` reads and keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.assessment import Assessment
from assistant.domain.criteria import CriteriaSet
from assistant.domain.draft import Draft, Narrative
from assistant.domain.review import Approval, ApprovalState, Decision, Judgement, Opinion
from assistant.domain.scoring import Scorecard
from assistant.store import Freshness, Ledger
from assistant.workflow.kept import Kept


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Everything decided in an assessment, read in one transaction; nobody may change what it holds."""

    assessment: Assessment
    criteria: CriteriaSet
    drafts: Mapping[str, Draft]
    opinions: Mapping[str, tuple[Opinion, ...]]
    decisions: Mapping[str, Decision]
    narratives: Mapping[str, Narrative]
    approvals: Mapping[str, Approval]
    states: Mapping[str, ApprovalState]
    """Of the sub-areas."""
    overall: Mapping[str, ApprovalState]
    """Of the texts of areas and of the summary, by area id and ``summary``."""
    has_draft: frozenset[str]
    """Questions with a draft, whether or not the draft itself may be seen."""
    has_decision: frozenset[str]
    """Questions with a decision, whether or not the decision itself may be seen."""
    card: Scorecard
    """The score of what is decided."""
    fresh: Freshness
    """Of which moment this is."""
    kept: Kept = field(default_factory=lambda: Kept(64), init=False)
    """What was worked out from this standing, and goes when it does; a copy begins with nothing."""

    @property
    def judgements(self) -> dict[str, Judgement]:
        """The decided judgement of each decided question."""
        return {key: decision.judgement for key, decision in self.decisions.items()}

    @property
    def drafted(self) -> dict[str, Judgement]:
        """The decided judgement where there is one, else the drafted level."""
        return {key: d.level for key, d in self.drafts.items()} | self.judgements


@dataclass(frozen=True, slots=True)
class Stood:
    """A standing with what it was made of."""

    ledger: Ledger
    standing: Standing
