"""The start page: all assessments and how far each has come."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.workflow.reviewing import Standing

SORTS = {"formal": "Utvärdering", "self": "Självskattning"}


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One assessment in the list."""

    id: str
    municipality: str
    year: int
    sort: str
    drafted: int
    decided: int
    questions: int
    approved: int
    sub_areas: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """All assessments, the newest year first."""

    title: str
    rows: tuple[HomeRow, ...]


def home_page(standings: Iterable[Standing]) -> HomePage:
    """Build the start page."""
    return HomePage("Utvärderingar", tuple(_row(now) for now in standings))


def _row(now: Standing) -> HomeRow:
    known = [question.id for question in now.criteria.questions()]
    return HomeRow(
        id=now.assessment.id,
        municipality=now.assessment.municipality,
        year=now.assessment.year,
        sort=SORTS[now.assessment.sort],
        drafted=sum(question in now.drafts for question in known),
        decided=sum(question in now.decisions for question in known),
        questions=len(known),
        approved=sum(state == "approved" for state in now.states.values()),
        sub_areas=len(now.states),
    )
