"""The page of one assessment: points and states, for reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.assessment import AssessmentSort
from assistant.domain.criteria import Area, Language, SubArea
from assistant.domain.evidence import Source
from assistant.domain.model_call import Spent
from assistant.domain.overall import SUMMARY
from assistant.domain.review import ApprovalState
from assistant.domain.scoring import Line, Scorecard
from assistant.web.pages.home import Tally, tally
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.approving import refuse_sub_area
from assistant.workflow.stood import Standing

JobState = Literal["idle", "running", "done", "failed"]
Step = Literal["add", "read", "review", "draft", "redraft", "judge", "approve", "texts", "report", "mend"]
"""What comes next: add sources, read them, look at interviews, draft, draft again, judge, approve sub-areas and
the texts above them, hand over; and beside all that, look after files that could not be read."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What an evaluator does next, with how much of it there is and where it begins."""

    step: Step
    count: int = 0
    at: str = ""
    """Id of the first question or sub-area, for steps that have one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-area with its points and state."""

    id: str
    name: str
    first_question: str
    line: Line
    decided: int
    questions: int
    state: ApprovalState
    undecided: tuple[str, ...]
    """Ids of the questions that its approval waits for."""
    refusal: str
    """What else stands between it and its approval, in Swedish."""


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """An area with its sub-areas."""

    id: str
    name: str
    line: Line
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a language model did in an assessment."""

    calls: int
    failed: int
    tokens: int
    cost: float
    """0 without prices."""
    budget: int
    """Tokens that there are in all, 0 for no limit."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One assessment as it stands."""

    title: str
    id: str
    sort: AssessmentSort
    criteria_title: str
    tally: Tally
    total: Line
    complete: bool
    areas: tuple[AreaBlock, ...]
    job: JobState
    job_problem: ErrorPage | None
    steps: tuple[NextStep, ...]
    """What is to be done, the most pressing first; never empty."""
    model: ModelUse | None = None
    """What a language model did; None where none was asked, and for those who may not see it."""


def overview_page(
    now: Standing,
    card: Scorecard,
    sources: Sequence[Source],
    *,
    language: Language,
    undrafted: int = 0,
    job: JobState = "idle",
    job_problem: ErrorPage | None = None,
    model: ModelUse | None = None,
) -> OverviewPage:
    """Build the page of an assessment from what may be seen of it."""
    return OverviewPage(
        title=now.assessment.title,
        id=now.assessment.id,
        sort=now.assessment.sort,
        criteria_title=now.criteria.title.in_language(language),
        tally=tally(now, sources),
        total=card.total,
        complete=card.complete,
        areas=tuple(_area(now, card, area, language) for area in now.criteria.areas),
        job=job,
        job_problem=job_problem,
        steps=next_steps(now, sources, undrafted),
        model=model,
    )


def model_use(total: Spent, budget: int) -> ModelUse | None:
    """Sum up what a model did; None where none was asked."""
    if not total.calls:
        return None
    return ModelUse(total.calls, total.failed, total.usage.total, total.cost, budget)


def next_steps(now: Standing, sources: Sequence[Source], undrafted: int) -> tuple[NextStep, ...]:
    """Say what is to be done, the most pressing first.

    ``undrafted`` counts the questions without a draft from the evidence as it stands.
    """
    held = sum(source.hold == "held" for source in sources)
    waiting = sum(source.state in {"waiting", "reading"} and source.hold != "held" for source in sources)
    open_questions = [q.id for q in now.criteria.questions() if q.id not in now.has_decision]
    unsigned = [s.id for s in now.criteria.sub_areas() if now.states[s.id] != "approved"]
    drafted = bool(now.has_draft)
    above = sorted((node for node, state in now.overall.items() if state != "approved"), key=lambda n: n == SUMMARY)
    found = (
        NextStep("add") if not sources else None,
        NextStep("read", waiting) if waiting else None,
        NextStep("review", held) if held else None,
        NextStep("redraft" if drafted else "draft", undrafted) if undrafted and open_questions else None,
        NextStep("judge", len(open_questions), open_questions[0]) if drafted and open_questions else None,
        NextStep("approve", len(unsigned), unsigned[0]) if unsigned and not open_questions else None,
        NextStep("texts", len(above), above[0]) if above and not unsigned else None,
    )
    failed = sum(source.state == "failed" for source in sources)
    mend = (NextStep("mend", failed),) if failed else ()
    return (tuple(step for step in found if step) or (NextStep("report"),)) + mend


def _area(now: Standing, card: Scorecard, area: Area, language: Language) -> AreaBlock:
    rows = tuple(_row(now, card, sub, language) for sub in area.sub_areas)
    return AreaBlock(area.id, area.name.in_language(language), card.line(area.id), rows)


def _row(now: Standing, card: Scorecard, sub: SubArea, language: Language) -> Row:
    refusal = refuse_sub_area(now, sub)
    undecided = tuple(q.id for q in sub.questions if q.id not in now.has_decision)
    return Row(
        id=sub.id,
        name=sub.name.in_language(language),
        first_question=sub.questions[0].id,
        line=card.line(sub.id),
        decided=len(sub.questions) - len(undecided),
        questions=len(sub.questions),
        state=now.states[sub.id],
        undecided=undecided,
        refusal=refusal.message if refusal and not undecided else "",
    )
