"""The record of what made a draft."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything needed to make the same draft again."""

    id: str
    assessment_id: str
    kind: str
    """What was run, for instance ``draft``."""
    started_at: str
    by: str
    drafter: str
    embedder: str
    """Ids of the models that found passages: the embedder, and the reranker after it if there was one."""
    criteria_fingerprint: str
    evidence_fingerprint: str
    """Of the set of passages that could be found."""
    settings_fingerprint: str
    version: str
    """Version of this product."""
    packages: tuple[tuple[str, str], ...] = ()
    model: str = ""
    """Provider and name of the language model; empty when none was used."""
    model_settings: str = ""
    """What else shaped its answers."""
    prompts: tuple[tuple[str, str], ...] = ()
    """Name with version, and fingerprint, of each prompt."""
    beside: str = ""
    """Id of the run of rules that the model's drafts stand beside."""
