"""The start page: one's assessments and how far each has come, and how to begin another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.domain.access import MemberRole
from assistant.domain.assessment import Assessment, AssessmentSort
from assistant.domain.criteria import Language
from assistant.domain.evidence import Source
from assistant.web.pages.ordering import swedish
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.stood import Standing

MOST_CARDS = 9
"""How many assessments are shown as cards; more are rows of a table."""
FEW = 12
"""How many can be looked through without a search."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far an assessment has come, in numbers that every member may see."""

    sources: int
    sources_ready: int
    drafted: int
    decided: int
    questions: int
    approved: int
    sub_areas: int


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One assessment in the list."""

    id: str
    title: str
    sort: AssessmentSort
    criteria: str
    role: MemberRole | None
    """What one is in it; None for the one user of a computer without accounts."""
    tally: Tally


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in for a new assessment."""

    municipality: str = ""
    year: str = ""
    sort: AssessmentSort = "formal"
    criteria: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """One's assessments, the newest year first."""

    rows: tuple[HomeRow, ...]
    """Those whose title holds the words looked for."""
    total: int
    """How many there are, whatever is looked for."""
    words: str
    others: tuple[Assessment, ...]
    """For an administrator: those in which they take no part."""
    may_create: bool
    criteria: tuple[tuple[str, str], ...]
    """Versions to choose from: value and title."""
    given: Given
    problem: ErrorPage | None = None

    @property
    def dense(self) -> bool:
        """There are too many for cards."""
        return self.total > MOST_CARDS

    @property
    def searchable(self) -> bool:
        """There are enough for a search."""
        return self.total > FEW


def in_order(every: Iterable[Assessment], words: str = "") -> tuple[Assessment, ...]:
    """Return those whose title holds all the words, the newest year first, then as in a Swedish list of names."""
    wanted = words.casefold().split()
    found = [a for a in every if all(word in a.title.casefold() for word in wanted)]
    return tuple(sorted(found, key=lambda a: (-a.year, swedish(a.title))))


def home_row(now: Standing, sources: Sequence[Source], role: MemberRole | None, language: Language) -> HomeRow:
    """Build the row of one assessment."""
    return HomeRow(
        id=now.assessment.id,
        title=now.assessment.title,
        sort=now.assessment.sort,
        criteria=now.criteria.title.in_language(language),
        role=role,
        tally=tally(now, sources),
    )


def tally(now: Standing, sources: Sequence[Source]) -> Tally:
    """Count how far an assessment has come."""
    known = [question.id for question in now.criteria.questions()]
    return Tally(
        sources=len(sources),
        sources_ready=sum(source.state == "ready" for source in sources),
        drafted=sum(question in now.has_draft for question in known),
        decided=sum(question in now.has_decision for question in known),
        questions=len(known),
        approved=sum(state == "approved" for state in now.states.values()),
        sub_areas=len(now.states),
    )
