"""What a drafter proposes: levels with the quotes that carry them, never points."""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.evidence import Place, SourceKind

Stance = Literal["supports", "contradicts", "context"]

Verdict = Literal["verified", "altered", "spliced", "elsewhere", "absent", "cannot_tell"]
"""What checking a quote against its source found; only ``verified`` counts."""

FindingSort = Literal["strength", "improvement", "example"]
"""Sub-areas have strengths and improvements; areas and the summary have good examples."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote put forward for a question, and what checking it found."""

    id: str
    source_id: str
    revision: int
    source_name: str
    kind: SourceKind
    passage_id: str
    start: int
    """Offset of the quote in the source's text, in code points; -1 when it was not found."""
    end: int
    quote: str
    place: Place
    stance: Stance
    verdict: Verdict
    level: int | None = None
    """The highest level of the ladder that the quote alone speaks for."""
    signals: tuple[str, ...] = ()
    """Why: names such as ``in_place``, ``planned``, ``whole_municipality``, ``one_unit``, ``negated``, ``expired``."""
    warnings: tuple[str, ...] = ()
    """For a person, in Swedish: a cut-off negation, an expired document."""
    score: float = 0.0
    """How well the passage fits the question, 0 to 1, in hundredths."""
    added_by: str = ""
    """The evaluator who added it by hand; empty when drafted."""

    @property
    def counts(self) -> bool:
        """Say whether the quote may carry a level."""
        return self.verdict == "verified"


@dataclass(frozen=True, slots=True)
class Searched:
    """The proof of absence: what was asked, where, and how near the best hit came."""

    queries: tuple[str, ...]
    sources: tuple[tuple[SourceKind, int], ...]
    """How many sources of each kind were searched."""
    passages: int
    best_scores: tuple[tuple[SourceKind, float], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal for one question; a person decides."""

    question_id: str
    level: int
    nothing_found: bool
    confidence: float
    """0 to 1; how sure the drafter is of the level."""
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]
    """Why this level, in Swedish, for the evaluator."""
    missing: tuple[str, ...]
    """What would have to be shown for the next level, in Swedish."""
    searched: Searched
    drafter: str
    run_id: str = ""
    beside: int | None = None
    """The level of the rules' own draft, where a language model made this one."""
    look: tuple[str, ...] = ()
    """Why an evaluator must look at the draft before it may be accepted, in Swedish; empty when nothing demands it."""

    def with_run(self, run_id: str) -> "Draft":
        """Return the draft tied to the run that made it."""
        return replace(self, run_id=run_id)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of prose with the evidence it rests on."""

    text: str
    evidence_ids: tuple[str, ...]
    question_id: str = ""
    marks: tuple[str, ...] = ()
    """What is unproven about a sentence that a language model wrote, in Swedish; it blocks approval."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or an improvement of a sub-area, or a good example of an area or the whole."""

    sort: FindingSort
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Narrative:
    """The text of one sub-area, one area or the whole: cited sentences and findings."""

    sub_area_id: str
    """Or the id of an area, or ``summary``; see ``overall.TextNode``."""
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    author: str
    """Name of the drafter or of the evaluator who wrote or edited it."""

    @property
    def strengths(self) -> tuple[Sentence, ...]:
        """The strengths, in order."""
        return tuple(f.sentence for f in self.findings if f.sort == "strength")

    @property
    def improvements(self) -> tuple[Sentence, ...]:
        """The improvements, in order."""
        return tuple(f.sentence for f in self.findings if f.sort == "improvement")

    @property
    def examples(self) -> tuple[Sentence, ...]:
        """The good examples, in order."""
        return tuple(f.sentence for f in self.findings if f.sort == "example")
