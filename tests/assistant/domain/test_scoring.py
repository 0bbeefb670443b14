"""The scorer's laws."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import load_criteria
from assistant.domain.review import Judgement
from assistant.domain.scoring import AuditItem, Scorecard, audit, round_half_up, score, share_out

CRITERIA = load_criteria("kommunkompassen", "2020")
QUESTIONS = tuple(CRITERIA.questions())
FULL: dict[str, Judgement] = {q.id: q.top for q in QUESTIONS}

judgements = st.fixed_dictionaries(
    {},
    optional={
        q.id: st.one_of(st.integers(0, q.top), st.just("not_applicable")) for q in QUESTIONS
    },
)  # fmt: skip
laws = settings(max_examples=60, deadline=None)


def failed(items: list[AuditItem]) -> set[str]:
    return {item.code for item in items if not item.passed}


@laws
@given(judgements)
def test_printed_rows_add_up_and_stay_within_a_point(given_: Mapping[str, Judgement]) -> None:
    card = score(CRITERIA, given_)

    for area in CRITERIA.areas:
        assert sum(card.line(sub.id).printed for sub in area.sub_areas) == card.line(area.id).printed
    assert sum(line.printed for line in card.areas) == card.total.printed
    assert all(abs(line.printed - line.points) < 1 for line in (*card.areas, *card.sub_areas))
    assert abs(card.total.printed - card.total.points) <= Fraction(1, 2)


@laws
@given(judgements)
def test_the_audit_agrees_with_every_card(given_: Mapping[str, Judgement]) -> None:
    card = score(CRITERIA, given_)

    assert failed(audit(CRITERIA, given_, card)) <= {"complete"}
    assert card.complete == (len(given_) == len(QUESTIONS))


@laws
@given(judgements)
def test_the_order_of_judgements_does_not_matter(given_: Mapping[str, Judgement]) -> None:
    assert score(CRITERIA, dict(reversed(given_.items()))) == score(CRITERIA, given_)


@laws
@given(judgements, st.sampled_from(QUESTIONS))
def test_a_higher_level_never_lowers_anything(given_: Mapping[str, Judgement], question: object) -> None:
    chosen = next(q for q in QUESTIONS if q is question)
    low, high = {**given_, chosen.id: 0}, {**given_, chosen.id: chosen.top}
    before, after = score(CRITERIA, low), score(CRITERIA, high)

    assert after.total.points == before.total.points + chosen.max_points
    assert after.total.printed >= before.total.printed


def test_full_marks_are_eight_hundred() -> None:
    card = score(CRITERIA, FULL)

    assert card.total.points == 800
    assert [line.percent for line in card.areas] == [100] * 8


def test_unscored_not_applicable_and_zero_are_three_things() -> None:
    first = QUESTIONS[0]
    zero = score(CRITERIA, {**FULL, first.id: 0})
    away = score(CRITERIA, {**FULL, first.id: "not_applicable"})
    unscored = score(CRITERIA, {k: v for k, v in FULL.items() if k != first.id})

    assert zero.total.possible == 800
    assert away.total.possible == 800 - first.max_points
    assert (zero.complete, away.complete, unscored.complete) == (True, True, False)
    assert unscored.total.highest == 800
    assert {c.question(first.id).status for c in (zero, away, unscored)} == {"scored", "not_applicable", "unscored"}


def test_a_sub_area_where_nothing_applies_has_no_percent() -> None:
    sub = next(CRITERIA.sub_areas())
    card = score(CRITERIA, {**FULL, **{q.id: "not_applicable" for q in sub.questions}})

    assert card.line(sub.id).percent is None


def test_a_level_that_the_ladder_lacks_is_refused() -> None:
    with pytest.raises(KeyError):
        score(CRITERIA, {QUESTIONS[0].id: 99})


def test_unknown_rows_are_refused() -> None:
    card = score(CRITERIA, FULL)
    with pytest.raises(KeyError):
        card.line("9")
    with pytest.raises(KeyError):
        card.question("9.9.9")


def test_halves_round_upwards_and_remainders_go_to_the_largest() -> None:
    assert [round_half_up(Fraction(n, 2)) for n in (1, 2, 3)] == [1, 1, 2]
    assert share_out(2, [Fraction(1, 3), Fraction(2, 3), Fraction(1)]) == [0, 1, 1]
    assert share_out(1, [Fraction(1, 2), Fraction(1, 2)]) == [1, 0]


def tampered(card: Scorecard, kind: str) -> Scorecard:
    question, area, sub = card.questions[0], card.areas[0], card.sub_areas[0]
    changes: dict[str, dict[str, object]] = {
        "every_question_once": {"questions": (*card.questions, question)},
        "points_follow_levels": {"questions": (replace(question, points=question.points - 1), *card.questions[1:])},
        "exact_sums": {"areas": (replace(area, points=area.points - 1), *card.areas[1:])},
        "printed_sums": {"sub_areas": (replace(sub, printed=sub.printed - 1), *card.sub_areas[1:])},
        "rounding": {"total": replace(card.total, printed=card.total.printed - 2)},
        "bounds": {"total": replace(card.total, points=card.total.points + 1000)},
    }
    return replace(card, **changes[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind", ["every_question_once", "points_follow_levels", "exact_sums", "printed_sums", "rounding", "bounds"]
)
def test_the_audit_sees_what_was_tampered_with(kind: str) -> None:
    card = tampered(score(CRITERIA, FULL), kind)

    assert kind in failed(audit(CRITERIA, FULL, card))
