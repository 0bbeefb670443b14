"""The page of one assessment: points and states, for reading only."""

from dataclasses import dataclass

from assistant.domain.criteria import Area
from assistant.domain.scoring import Line, Scorecard
from assistant.web.pages.home import SORTS
from assistant.workflow.reviewing import Standing

STATES = {
    "undecided": "Inte beslutat",
    "decided": "Beslutat, inte godkänt",
    "approved": "Godkänt",
    "reopened": "Öppnat igen",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-area with its points and state."""

    id: str
    name: str
    first_question: str
    line: Line
    decided: int
    questions: int
    state: str
    state_text: str


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """An area with its sub-areas."""

    id: str
    name: str
    line: Line
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One assessment as it stands."""

    title: str
    id: str
    sort: str
    criteria_title: str
    sources: int
    sources_ready: int
    total: Line
    complete: bool
    areas: tuple[AreaBlock, ...]


def overview_page(now: Standing, card: Scorecard, *, sources: int, sources_ready: int) -> OverviewPage:
    """Build the page of an assessment from what is decided."""
    return OverviewPage(
        title=now.assessment.title,
        id=now.assessment.id,
        sort=SORTS[now.assessment.sort],
        criteria_title=now.criteria.title.sv,
        sources=sources,
        sources_ready=sources_ready,
        total=card.total,
        complete=card.complete,
        areas=tuple(_area(now, card, area) for area in now.criteria.areas),
    )


def _area(now: Standing, card: Scorecard, area: Area) -> AreaBlock:
    rows = tuple(
        Row(
            id=sub.id,
            name=sub.name.sv,
            first_question=sub.questions[0].id,
            line=card.line(sub.id),
            decided=sum(q.id in now.decisions for q in sub.questions),
            questions=len(sub.questions),
            state=now.states[sub.id],
            state_text=STATES[now.states[sub.id]],
        )
        for sub in area.sub_areas
    )
    return AreaBlock(area.id, area.name.sv, card.line(area.id), rows)
