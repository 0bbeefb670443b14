"""Before the visit: what sources say against each other, what would lift a question, and whom to ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import review
from assistant.domain.asking import Ask, ask, gap_of
from assistant.domain.copies import copy_groups
from assistant.domain.criteria import Question
from assistant.domain.draft import Evidence
from assistant.domain.guide import LONGEST, SHORTEST, Guide, GuideInput, make_guide
from assistant.domain.interviews import Group
from assistant.domain.lift import Lift, lift_of
from assistant.domain.triangulation import Triangulation, triangulate
from assistant.errors import InvalidInputError, NotFoundError
from assistant.workflow import drafting, standings
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing


def evidence_of(now: Standing, question_id: str) -> tuple[Evidence, ...]:
    """Return the evidence of a question as it stands: drafted and added, without what was struck.

    Where drafts and opinions may not be seen it is what the decision rests on.
    """
    decision = now.decisions.get(question_id)
    if decision and question_id not in now.drafts and question_id not in now.opinions:
        return decision.evidence
    return review.current_evidence(now.drafts.get(question_id), now.opinions.get(question_id, ()))


def triangulation(parts: Parts, now: Standing, question: Question) -> Triangulation:
    """Set the sources of one question against each other."""
    evidence = evidence_of(now, question.id)
    copies = copies_of(parts, now, evidence)
    return triangulate(now.drafts.get(question.id), question, evidence=evidence, copies=copies)


def triangulations(parts: Parts, now: Standing, questions: Sequence[Question]) -> dict[str, Triangulation]:
    """Set the sources of several questions against each other, by question id; texts are compared once."""
    evidence = {q.id: evidence_of(now, q.id) for q in questions}
    copies = copies_of(parts, now, (item for items in evidence.values() for item in items))
    return {q.id: triangulate(now.drafts.get(q.id), q, evidence=evidence[q.id], copies=copies) for q in questions}


def copies_of(parts: Parts, now: Standing, evidence: Iterable[Evidence]) -> Mapping[str, str]:
    """Return the group of copies of each source that the evidence comes from."""
    sources = tuple(sorted({item.source_id for item in evidence}))
    key = ("copies", now.assessment.id, now.fresh.sources, now.fresh.erased, sources)
    return parts.views.get(key, lambda: _copies(parts, sources))


def _copies(parts: Parts, sources: Sequence[str]) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    with parts.store.reading() as tx:
        for source_id in sources:
            try:
                texts[source_id] = tx.sources.text(source_id)
            except NotFoundError:  # erased: what is left of it is its quotes
                continue
    return copy_groups(texts)


@dataclass(frozen=True, slots=True)
class Lifted:
    """A question, what would lift it, what its sources say and what to ask whom."""

    question: Question
    lift: Lift
    view: Triangulation
    asks: tuple[tuple[Group, Ask], ...]


def lifts(parts: Parts, assessment_id: str, *, under: str | None = None) -> list[Lifted]:
    """List what would lift the questions under a node, most points to gain first.

    Questions at the top of their ladder, and those that do not apply, are left out.

    Raises:
        NotFoundError: no such assessment or node.
    """
    now = standings.standing(parts, assessment_id)
    questions = drafting.questions_of(parts, now.assessment, under)
    views = triangulations(parts, now, questions)
    found = []
    for question in questions:
        lift = lift_of(question, now.drafted.get(question.id, 0), evidence_of(now, question.id))
        if lift is not None:
            view = views[question.id]
            gap = gap_of(question, lift.level, unsettled=view.unsettled, unknown=view.agreement == "silent")
            asks = tuple((group, ask(question, group, gap)) for group in lift.groups)
            found.append(Lifted(question, lift, view, asks))
    return sorted(found, key=lambda item: -item.lift.gain)


def guide(parts: Parts, assessment_id: str, *, minutes: int = 60) -> Guide:
    """Make the interview guides of an assessment.

    Raises:
        NotFoundError: no such assessment.
        InvalidInputError: the interview is too short or too long to plan for.
    """
    if not SHORTEST <= minutes <= LONGEST:
        message = f"En intervju kan planeras för {SHORTEST}–{LONGEST} minuter, inte {minutes}."
        raise InvalidInputError(message, hint="Ange till exempel --minutes 60.")
    now = standings.standing(parts, assessment_id)
    evidence = {q.id: evidence_of(now, q.id) for q in now.criteria.questions()}
    with parts.store.reading() as tx:
        titles = {source.id: source.shown for source in tx.sources.list(assessment_id)}
    given = GuideInput(
        criteria=now.criteria,
        drafts=now.drafts,
        judgements=now.drafted,
        evidence=evidence,
        titles=titles,
        copies=copies_of(parts, now, (item for items in evidence.values() for item in items)),
    )
    place = now.assessment
    return make_guide(
        given, municipality=place.municipality, year=place.year, made_on=parts.now()[:10], minutes=minutes
    )
