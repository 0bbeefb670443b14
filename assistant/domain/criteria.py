"""The criteria set: areas, sub-areas, questions and their level ladders, with their invariants.

Source of the structure: the 2020 revision of Kommunkompassen, 8 areas of 100 points and 35
sub-areas with published maxima. The questions are our own; the official list is not public.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, get_args

from assistant.domain.evidence import SOURCE_KINDS, SourceKind

Language = Literal["sv", "en"]

Facet = Literal[
    "strategy", "systematic", "group_wide", "known_and_used", "politically_decided", "current",
    "followed_up", "analysed", "effect", "developed", "visible", "implemented",
]  # fmt: skip
"""What a question tests, as the published reports judge it."""

FACETS: tuple[Facet, ...] = get_args(Facet)


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in Swedish and English."""

    sv: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of a question's ladder: what must be shown, and what it is worth."""

    number: int
    points: Fraction
    demand: Text
    lift: Text | None = None
    """What would lift a municipality from this rung to the next, as a sentence for a report."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases that speak for a level or against the question being met at all (Swedish)."""

    levels: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The smallest thing that is judged: it gets one level of its ladder."""

    id: str
    text: Text
    looks_for: Text
    max_points: Fraction
    levels: tuple[Level, ...]
    facets: tuple[Facet, ...]
    sources: tuple[SourceKind, ...]
    terms: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    typical_evidence: tuple[Text, ...]
    cues: Cues
    topic: Text | None = None
    """What it is about, as it stands after "när det gäller" and "as regards"; it names and judges nothing."""

    def level(self, number: int) -> Level:
        """Return a rung of the ladder. KeyError if it has no such rung."""
        for level in self.levels:
            if level.number == number:
                return level
        raise KeyError(number)

    @property
    def top(self) -> int:
        """The number of the highest rung."""
        return self.levels[-1].number

    def demand_in(self, demand: str, language: Language) -> str:
        """Return a rung's demand, given in Swedish, in a language; any other text as it is."""
        known = (level.demand for level in self.levels if level.demand.sv == demand)
        found = next(known, None)
        return found.in_language(language) if found else demand


@dataclass(frozen=True, slots=True)
class SubArea:
    """A row of the published score table."""

    id: str
    name: Text
    max_points: Fraction
    about: Text
    questions: tuple[Question, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """One of the eight main areas."""

    id: str
    name: Text
    max_points: Fraction
    about: Text
    sub_areas: tuple[SubArea, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """How an area of an older revision answers to areas of this one."""

    older_version: str
    older_area: str
    areas: tuple[str, ...]
    relation: Literal["same", "broader", "narrower", "related"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One published, never edited version of the criteria."""

    id: str
    version: str
    title: Text
    note: Text
    """Where the criteria come from and what they must not be taken for."""
    licence: str
    published: str
    max_points: Fraction
    areas: tuple[Area, ...]
    crosswalk: tuple[Link, ...] = ()
    fingerprint: str = ""
    """SHA-256 of the file's bytes; assessments pin it."""

    def with_topics(self, topics: Mapping[str, Text]) -> "CriteriaSet":
        """Return the set with topics for its questions, by id; the others keep theirs."""

        def named(sub: SubArea) -> SubArea:
            return replace(sub, questions=tuple(replace(q, topic=topics.get(q.id, q.topic)) for q in sub.questions))

        areas = (replace(area, sub_areas=tuple(map(named, area.sub_areas))) for area in self.areas)
        return replace(self, areas=tuple(areas))

    def sub_areas(self) -> Iterator[SubArea]:
        """Iterate over all sub-areas in printed order."""
        for area in self.areas:
            yield from area.sub_areas

    def questions(self) -> Iterator[Question]:
        """Iterate over all questions in printed order."""
        for sub_area in self.sub_areas():
            yield from sub_area.questions

    def question(self, question_id: str) -> Question:
        """Return a question. KeyError if there is none of that id."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def area_of(self, node_id: str) -> Area:
        """Return the area that holds an area, sub-area or question id. KeyError if none does."""
        for area in self.areas:
            if area.id == node_id or any(
                sub.id == node_id or any(q.id == node_id for q in sub.questions) for sub in area.sub_areas
            ):
                return area
        raise KeyError(node_id)

    def sub_area_of(self, node_id: str) -> SubArea:
        """Return the sub-area that holds a sub-area or question id. KeyError if none does."""
        for sub_area in self.sub_areas():
            if sub_area.id == node_id or any(q.id == node_id for q in sub_area.questions):
                return sub_area
        raise KeyError(node_id)

    def questions_under(self, node_id: str) -> tuple[Question, ...]:
        """Return the questions of an area, a sub-area or a question id. KeyError if unknown."""
        found = tuple(
            question
            for area in self.areas
            for sub_area in area.sub_areas
            for question in sub_area.questions
            if node_id in (area.id, sub_area.id, question.id)
        )
        if not found:
            raise KeyError(node_id)
        return found


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken invariant; ``path`` leads to the node in the file (keys and list positions)."""

    path: tuple[str | int, ...]
    message: str


def check(criteria: CriteriaSet) -> list[Problem]:
    """List every invariant that the set breaks; an empty list means it may be used."""
    problems = _check_unique_ids(criteria)
    total = sum((area.max_points for area in criteria.areas), Fraction(0))
    if total != criteria.max_points:
        problems.append(Problem(("areas",), f"the areas sum to {total}, not to {criteria.max_points}"))
    for i, area in enumerate(criteria.areas):
        problems += _check_area(area, ("areas", i))
    return problems


def _check_unique_ids(criteria: CriteriaSet) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for i, area in enumerate(criteria.areas):
        nodes: list[tuple[str, tuple[str | int, ...]]] = [(area.id, ("areas", i))]
        for j, sub in enumerate(area.sub_areas):
            nodes.append((sub.id, ("areas", i, "sub_areas", j)))
            nodes += [(q.id, ("areas", i, "sub_areas", j, "questions", k)) for k, q in enumerate(sub.questions)]
        for node_id, path in nodes:
            if node_id in seen:
                problems.append(Problem((*path, "id"), f"the id {node_id!r} is used twice"))
            seen.add(node_id)
    return problems


def _check_area(area: Area, path: tuple[str | int, ...]) -> list[Problem]:
    problems = _check_text(area.name, (*path, "name"))
    total = sum((sub.max_points for sub in area.sub_areas), Fraction(0))
    if total != area.max_points:
        message = f"the sub-areas of area {area.id} sum to {total}, not to {area.max_points}"
        problems.append(Problem((*path, "max_points"), message))
    for j, sub in enumerate(area.sub_areas):
        problems += _check_sub_area(sub, (*path, "sub_areas", j))
    return problems


def _check_sub_area(sub: SubArea, path: tuple[str | int, ...]) -> list[Problem]:
    problems = _check_text(sub.name, (*path, "name"))
    if not sub.questions:
        problems.append(Problem(path, f"sub-area {sub.id} has no questions"))
    total = sum((q.max_points for q in sub.questions), Fraction(0))
    if total != sub.max_points:
        message = f"the questions of sub-area {sub.id} sum to {total}, not to {sub.max_points}"
        problems.append(Problem((*path, "max_points"), message))
    for k, question in enumerate(sub.questions):
        problems += _check_question(question, (*path, "questions", k))
    return problems


def _check_question(question: Question, path: tuple[str | int, ...]) -> list[Problem]:
    problems = _check_text(question.text, (*path, "text"))
    problems += _check_text(question.looks_for, (*path, "looks_for"))
    problems += _check_ladder(question, (*path, "levels"))
    for name in ("facets", "sources", "terms", "typical_evidence"):
        if not getattr(question, name):
            problems.append(Problem((*path, name), f"question {question.id} has no {name}"))
    unknown = set(question.cues.levels) - {level.number for level in question.levels}
    if unknown:
        message = f"question {question.id} has cues for levels its ladder lacks: {sorted(unknown)}"
        problems.append(Problem((*path, "cues"), message))
    return problems


def _check_ladder(question: Question, path: tuple[str | int, ...]) -> list[Problem]:
    levels = question.levels
    problems = []
    if [level.number for level in levels] != list(range(len(levels))) or len(levels) < 2:
        problems.append(Problem(path, f"the levels of question {question.id} must count 0, 1, 2 …"))
        return problems
    points = [level.points for level in levels]
    if any(later <= earlier for earlier, later in itertools.pairwise(points)):
        problems.append(Problem(path, f"the points of question {question.id} must rise with every level"))
    if points[0] != 0 or points[-1] != question.max_points:
        message = f"the points of question {question.id} must run from 0 to {question.max_points}"
        problems.append(Problem(path, message))
    for n, level in enumerate(levels):
        problems += _check_text(level.demand, (*path, n))
    return problems


def _check_text(text: Text, path: tuple[str | int, ...]) -> list[Problem]:
    missing = [language for language in ("sv", "en") if not getattr(text, language).strip()]
    return [Problem(path, f"the text is missing in {', '.join(missing)}")] if missing else []


def is_source_kind(value: str) -> bool:
    """Say whether a word names a kind of source."""
    return value in SOURCE_KINDS
