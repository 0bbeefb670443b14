"""Every invariant of a criteria set, broken once, is a problem that names its place."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from assistant.domain.criteria import (
    FACETS,
    Area,
    CriteriaSet,
    Cues,
    Level,
    Question,
    SubArea,
    Text,
    check,
    is_source_kind,
)
from assistant.domain.evidence import SOURCE_KINDS

NAME = Text("Namn", "Name")
HALF = Text("Namn", " ")
TEN = Fraction(10)


def question(number: int) -> Question:
    return Question(
        id=f"1.1.{number}",
        text=NAME,
        looks_for=NAME,
        max_points=Fraction(5),
        levels=(Level(0, Fraction(0), NAME), Level(1, Fraction(2), NAME), Level(2, Fraction(5), NAME, lift=NAME)),
        facets=("strategy",),
        sources=("interview",),
        terms=("plan",),
        synonyms={"plan": ("program",)},
        typical_evidence=(NAME,),
        cues=Cues({1: ("finns",)}, ("saknas",)),
    )


SUB = SubArea("1.1", NAME, TEN, NAME, (question(1), question(2)))
AREA = Area("1", NAME, TEN, NAME, (SUB,))
SET = CriteriaSet("prov", "1", NAME, NAME, "Apache-2.0", "2026-01-01", TEN, (AREA,))


def with_area(**changes: Any) -> CriteriaSet:
    return replace(SET, areas=(replace(AREA, **changes),))


def with_sub(**changes: Any) -> CriteriaSet:
    return with_area(sub_areas=(replace(SUB, **changes),))


def with_question(**changes: Any) -> CriteriaSet:
    return with_sub(questions=(replace(question(1), **changes), question(2)))


def with_ladder(*points: int, numbers: tuple[int, ...] = (0, 1, 2), demand: Text = NAME) -> CriteriaSet:
    pairs = zip(numbers, points, strict=False)
    return with_question(levels=tuple(Level(n, Fraction(p), demand) for n, p in pairs))


AREA_AT = ("areas", 0)
SUB_AT = (*AREA_AT, "sub_areas", 0)
QUESTION_AT = (*SUB_AT, "questions", 0)

BROKEN: list[tuple[CriteriaSet, tuple[str | int, ...], str]] = [
    (replace(SET, max_points=Fraction(11)), ("areas",), "the areas sum to 10, not to 11"),
    (with_area(max_points=Fraction(11)), (*AREA_AT, "max_points"), "sub-areas of area 1 sum to 10, not to 11"),
    (with_sub(max_points=Fraction(11)), (*SUB_AT, "max_points"), "questions of sub-area 1.1 sum to 10"),
    (with_sub(questions=()), SUB_AT, "sub-area 1.1 has no questions"),
    (replace(SET, areas=(AREA, AREA)), ("areas", 1, "id"), "the id '1' is used twice"),
    (with_sub(id="1"), (*SUB_AT, "id"), "the id '1' is used twice"),
    (with_question(id="1.1.2"), (*SUB_AT, "questions", 1, "id"), "the id '1.1.2' is used twice"),
    (with_area(name=HALF), (*AREA_AT, "name"), "missing in en"),
    (with_sub(name=Text("", "")), (*SUB_AT, "name"), "missing in sv, en"),
    (with_question(text=HALF), (*QUESTION_AT, "text"), "missing in en"),
    (with_question(looks_for=HALF), (*QUESTION_AT, "looks_for"), "missing in en"),
    (with_question(facets=()), (*QUESTION_AT, "facets"), "has no facets"),
    (with_question(sources=()), (*QUESTION_AT, "sources"), "has no sources"),
    (with_question(terms=()), (*QUESTION_AT, "terms"), "has no terms"),
    (with_question(typical_evidence=()), (*QUESTION_AT, "typical_evidence"), "has no typical_evidence"),
    (with_question(cues=Cues({3: ("x",)})), (*QUESTION_AT, "cues"), "its ladder lacks: [3]"),
    (with_ladder(), (*QUESTION_AT, "levels"), "must count 0, 1, 2"),
    (with_ladder(0), (*QUESTION_AT, "levels"), "must count 0, 1, 2"),
    (with_ladder(0, 2, 5, numbers=(0, 2, 1)), (*QUESTION_AT, "levels"), "must count 0, 1, 2"),
    (with_ladder(0, 2, 5, numbers=(1, 2, 3)), (*QUESTION_AT, "levels"), "must count 0, 1, 2"),
    (with_ladder(0, 5, 5), (*QUESTION_AT, "levels"), "must rise with every level"),
    (with_ladder(0, 3, 2), (*QUESTION_AT, "levels"), "must rise with every level"),
    (with_ladder(1, 2, 5), (*QUESTION_AT, "levels"), "must run from 0 to 5"),
    (with_ladder(0, 2, 4), (*QUESTION_AT, "levels"), "must run from 0 to 5"),
    (with_ladder(0, 2, 5, demand=HALF), (*QUESTION_AT, "levels", 0), "missing in en"),
]


def test_a_whole_set_has_no_problems() -> None:
    assert check(SET) == []


@pytest.mark.parametrize(("broken", "path", "words"), BROKEN)
def test_a_broken_invariant_is_named_with_its_place(
    broken: CriteriaSet, path: tuple[str | int, ...], words: str
) -> None:
    problems = check(broken)

    assert any(problem.path == path and words in problem.message for problem in problems), problems


def test_every_problem_of_a_file_is_listed_at_once() -> None:
    problems = check(with_question(text=HALF, terms=(), max_points=Fraction(6)))

    assert len(problems) == 4  # the text, the terms, the sub-area's sum and the ladder's end


def test_nodes_are_found_by_id_and_texts_by_language() -> None:
    assert (NAME.in_language("sv"), NAME.in_language("en")) == ("Namn", "Name")
    assert SET.question("1.1.2").top == 2
    assert SET.question("1.1.2").level(2).lift == NAME
    assert SET.area_of("1.1.2") is SET.area_of("1.1") is SET.area_of("1") is AREA
    assert SET.sub_area_of("1.1.2") is SET.sub_area_of("1.1") is SUB
    assert SET.questions_under("1") == SET.questions_under("1.1") == tuple(SET.questions())
    assert SET.questions_under("1.1.1") == (question(1),)


@pytest.mark.parametrize("find", [SET.area_of, SET.sub_area_of, SET.question, SET.questions_under, question(1).level])
def test_an_unknown_node_is_refused(find: Callable[[Any], object]) -> None:
    with pytest.raises(KeyError):
        find("9.9")


def test_only_the_named_kinds_of_sources_and_facets_exist() -> None:
    assert all(is_source_kind(kind) for kind in SOURCE_KINDS)
    assert not is_source_kind("rumour")
    assert len(FACETS) == len(set(FACETS)) == 12


def test_a_demand_is_known_again_in_the_other_language() -> None:
    question = SET.question("1.1.2")
    demand = question.level(question.top).demand

    assert question.demand_in(demand.sv, "en") == demand.en
    assert question.demand_in(demand.sv, "sv") == demand.sv
    assert question.demand_in("Något annat.", "en") == "Något annat."
