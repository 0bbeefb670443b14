"""The interview guide: for each group the questions worth asking, most to gain and most unsure first.

It is made from the gaps between what the evidence shows and what the next rung asks for, before the
visit. Words from interviews are never shown in it, since it is brought to other interviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.domain.asking import Ask, ask, gap_of
from assistant.domain.asking_words import Gap
from assistant.domain.copies import distinct
from assistant.domain.criteria import CriteriaSet, Question
from assistant.domain.draft import Draft, Evidence
from assistant.domain.evidence import Place, SourceKind
from assistant.domain.interviews import GROUP_NAMES, GROUPS, Group, whom
from assistant.domain.lift import Lift, lift_of
from assistant.domain.review import Judgement
from assistant.domain.triangulation import Triangulation, triangulate

OPENING, CLOSING, EACH = 7, 5, 3.4
"""Minutes for the start, for the end and for one question with its follow-ups."""
SHORTEST, LONGEST = 20, 240
"""Minutes that an interview may be set to."""
PER_SUB_AREA = 2
"""Questions of one sub-area that a group gets before other sub-areas have had theirs."""
UNSURE = 0.55
"""A confidence below this makes a question worth asking whatever it may give in points."""
KNOWN = 2
"""Quotes shown of what is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that documents or web pages say already."""

    quote: str
    source: str
    place: Place
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class GuideItem:
    """One question of the criteria, as put to one group."""

    question_id: str
    wants: str
    """The question of the criteria, for the interviewer."""
    ask: Ask
    gap: Gap
    level: int
    top: int
    gain: Fraction
    """Points that the next rung adds; 0 at the top of the ladder."""
    confidence: float
    known: tuple[Known, ...]
    interviews: int
    """How many interviews have touched on it; what they said stays out."""
    unclear: tuple[str, ...]
    missing: tuple[SourceKind, ...]
    priority: float
    """Orders items of one guide; means nothing by itself."""


@dataclass(frozen=True, slots=True)
class GuideSubArea:
    """The items of one sub-area, most important first."""

    id: str
    name: str
    items: tuple[GuideItem, ...]


@dataclass(frozen=True, slots=True)
class GuideArea:
    """The sub-areas of one area that the group is asked about."""

    id: str
    name: str
    sub_areas: tuple[GuideSubArea, ...]


@dataclass(frozen=True, slots=True)
class GroupGuide:
    """The guide for the interviews with one group."""

    group: Group
    name: str
    areas: tuple[GuideArea, ...]
    """What fits the time, the most important area first."""
    rest: tuple[GuideItem, ...]
    """What else could be asked, most important first."""

    @property
    def questions(self) -> int:
        """How many questions fit the time."""
        return sum(len(sub.items) for area in self.areas for sub in area.sub_areas)


@dataclass(frozen=True, slots=True)
class Guide:
    """Interview guides for all groups of one assessment."""

    municipality: str
    year: int
    made_on: str
    """ISO date."""
    minutes: int
    """Of one interview."""
    groups: tuple[GroupGuide, ...]


@dataclass(frozen=True, slots=True)
class GuideInput:
    """What a guide is made from."""

    criteria: CriteriaSet
    drafts: Mapping[str, Draft]
    judgements: Mapping[str, Judgement]
    """Decided, or drafted where nothing is decided."""
    evidence: Mapping[str, Sequence[Evidence]]
    """By question, as it stands."""
    titles: Mapping[str, str]
    copies: Mapping[str, str]


def fits(minutes: int) -> int:
    """Return how many questions fit an interview of so many minutes; at least three."""
    return max(3, int((minutes - OPENING - CLOSING) / EACH))


def make_guide(given: GuideInput, *, municipality: str, year: int, made_on: str, minutes: int = 60) -> Guide:
    """Make the guides of all groups that have something to be asked."""
    gaps = [gap for q in given.criteria.questions() if (gap := _gap(q, given)) is not None]
    most = max((gap.stake for gap in gaps), default=Fraction(0))
    groups = [_group_guide(group, gaps, given.criteria, fits(minutes), most) for group in GROUPS]
    return Guide(municipality, year, made_on, minutes, tuple(g for g in groups if g.questions))


@dataclass(frozen=True, slots=True)
class _Gap:
    """A question that is worth asking somebody, before it is known whom."""

    question: Question
    level: int
    lift: Lift | None
    view: Triangulation
    confidence: float
    gap: Gap
    known: tuple[Known, ...]
    interviews: int

    @property
    def stake(self) -> Fraction:
        """Points that the answer may add, or take away when sources differ."""
        own = self.question.level(self.level).points
        below = self.question.level(max(self.level - 1, 0)).points
        return max(self.lift.gain if self.lift else Fraction(0), own - below if self.view.unsettled else Fraction(0))

    @property
    def doubt(self) -> float:
        """How open the answer is, 0 to 1: sources that differ weigh most, then low confidence, then silence."""
        untold = 0.3 if "interview" in self.view.silent_expected else 0.0
        return min(1.0, (0.7 if self.view.unsettled else 0.0) + 0.4 * (1 - self.confidence) + untold)


def _gap(question: Question, given: GuideInput) -> _Gap | None:
    judgement = given.judgements.get(question.id, 0)
    if judgement == "not_applicable":
        return None
    draft = given.drafts.get(question.id)
    evidence = given.evidence.get(question.id, ())
    view = triangulate(draft, question, evidence=evidence, copies=given.copies)
    confidence = draft.confidence if draft else 0.0
    lift = lift_of(question, judgement, evidence)
    if lift is None and not view.unsettled and confidence >= UNSURE:
        return None
    gap = gap_of(question, judgement, unsettled=view.unsettled, unknown=view.agreement == "silent")
    spoken = {e.source_id for e in evidence if e.counts and e.kind == "interview" and e.stance != "context"}
    return _Gap(question, judgement, lift, view, confidence, gap, _known(evidence, given), len(spoken))


def _known(evidence: Sequence[Evidence], given: GuideInput) -> tuple[Known, ...]:
    """Return the best quotes that may be shown: never an interview's, and each sentence once."""
    shown = [e for e in evidence if e.counts and e.kind != "interview" and e.stance != "context"]
    best = distinct(sorted(shown, key=lambda e: (-e.score, e.id)), lambda e: e.quote)
    return tuple(
        Known(" ".join(e.quote.split()), given.titles.get(e.source_id, e.source_name), e.place, e.kind)
        for e, *_ in best[:KNOWN]
    )


def _group_guide(group: Group, gaps: Sequence[_Gap], criteria: CriteriaSet, room: int, most: Fraction) -> GroupGuide:
    mine = [gap for gap in gaps if group in whom(gap.question)]
    items = [_item(gap, group, turn, most) for turn, gap in enumerate(mine)]
    ordered = sorted(items, key=lambda item: (-item.priority, item.question_id))
    chosen = _choose(ordered, criteria, room)
    rest = tuple(item for item in ordered if item not in chosen)
    return GroupGuide(group, GROUP_NAMES[group], _by_area(chosen, criteria), rest)


def _item(gap: _Gap, group: Group, turn: int, most: Fraction) -> GuideItem:
    question = gap.question
    place = whom(question).index(group)
    worth = float(gap.stake / most) if most else 0.0
    return GuideItem(
        question_id=question.id,
        wants=question.text.sv,
        ask=ask(question, group, gap.gap, turn=turn),
        gap=gap.gap,
        level=gap.level,
        top=question.top,
        gain=gap.lift.gain if gap.lift else Fraction(0),
        confidence=gap.confidence,
        known=gap.known,
        interviews=gap.interviews,
        unclear=_unclear(gap),
        missing=gap.lift.missing if gap.lift else (),
        priority=round((worth + gap.doubt) * (1 - 0.15 * place), 4),
    )


def _unclear(gap: _Gap) -> tuple[str, ...]:
    """Say what the interview should settle, without giving away what others have said."""
    said = []
    if gap.view.unsettled:
        said.append("Källorna ger olika bilder av hur det är i praktiken.")
    if gap.gap == "unknown" and not gap.known:
        said.append("Underlaget säger inget om detta.")
    if gap.lift:
        said.append(f"Stämmer detta? {gap.lift.demand.sv}")
    elif not said:
        said.append("Förslaget är osäkert och behöver bekräftas.")
    return tuple(said)


def _choose(ordered: Sequence[GuideItem], criteria: CriteriaSet, room: int) -> list[GuideItem]:
    """Take the most important items, at most so many of a sub-area until all have had theirs."""
    chosen: list[GuideItem] = []
    taken: dict[str, int] = {}
    for item in ordered:
        sub = criteria.sub_area_of(item.question_id).id
        if len(chosen) < room and taken.get(sub, 0) < PER_SUB_AREA:
            taken[sub] = taken.get(sub, 0) + 1
            chosen.append(item)
    left = [item for item in ordered if item not in chosen]
    return [*chosen, *left[: room - len(chosen)]]


def _by_area(chosen: Sequence[GuideItem], criteria: CriteriaSet) -> tuple[GuideArea, ...]:
    areas = []
    for area in criteria.areas:
        subs = [
            GuideSubArea(sub.id, sub.name.sv, items)
            for sub in area.sub_areas
            if (items := tuple(item for item in chosen if item.question_id in {q.id for q in sub.questions}))
        ]
        if subs:
            areas.append(GuideArea(area.id, area.name.sv, tuple(sorted(subs, key=lambda s: -_first(s)))))
    return tuple(sorted(areas, key=lambda area: -max(map(_first, area.sub_areas))))


def _first(sub: GuideSubArea) -> float:
    return max(item.priority for item in sub.items)
