"""The scorer's laws."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import load_criteria
from assistant.domain.criteria import Question
from assistant.domain.review import Judgement
from assistant.domain.scoring import AuditItem, Line, Scorecard, audit, round_half_up, score, share_out

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


def test_a_row_where_nothing_is_judged_has_no_result_and_one_judged_0_has() -> None:
    sub, other = list(CRITERIA.sub_areas())[:2]
    card = score(CRITERIA, {sub.questions[0].id: 0, other.questions[0].id: "not_applicable"})

    assert (card.line(sub.id).scored, card.line(sub.id).percent) == (1, 0)
    assert (card.line(other.id).scored, card.line(other.id).percent) == (0, None)
    assert (card.total.scored, card.line("8").scored, card.line("8").percent) == (1, 0, None)


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


@laws
@given(st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=9))
def test_sharing_out_keeps_the_sum_and_moves_no_part_a_whole_point(parts: list[Fraction]) -> None:
    total = round_half_up(sum(parts, Fraction(0)))
    shares = share_out(total, parts)

    assert sum(shares) == total
    assert all(abs(share - part) < 1 for share, part in zip(shares, parts, strict=True))


@laws
@given(judgements)
def test_exact_rows_add_up_and_stay_within_their_bounds(given_: Mapping[str, Judgement]) -> None:
    card = score(CRITERIA, given_)

    for area in CRITERIA.areas:
        assert sum(card.line(sub.id).points for sub in area.sub_areas) == card.line(area.id).points
    assert sum(line.points for line in card.areas) == card.total.points
    for line in (*card.sub_areas, *card.areas, card.total):
        assert 0 <= line.points <= line.highest <= line.possible <= line.max_points
        assert line.percent is None or 0 <= line.percent <= 100


@laws
@given(judgements, st.sampled_from(QUESTIONS))
def test_every_step_up_the_ladder_gives_more(given_: Mapping[str, Judgement], question: Question) -> None:
    totals = [score(CRITERIA, {**given_, question.id: level.number}).total.points for level in question.levels]

    assert all(lower < higher for lower, higher in pairwise(totals))


FIRST = QUESTIONS[0]
MIXED: dict[str, Judgement] = {**FULL, FIRST.id: 0, QUESTIONS[-1].id: "not_applicable"}
"""A card with a zero and a question that does not apply."""


def first(rows: tuple[Any, ...], **changes: object) -> tuple[Any, ...]:
    return (replace(rows[0], **changes), *rows[1:])


def moved(rows: tuple[Line, ...]) -> tuple[Line, ...]:
    """Move half a point from the second row to the first; the sum stays."""
    half = Fraction(1, 2)
    return (replace(rows[0], points=rows[0].points + half), replace(rows[1], points=rows[1].points - half), *rows[2:])


TAMPERS: list[tuple[str, Callable[[Scorecard], Scorecard]]] = [
    ("every_question_once", lambda c: replace(c, questions=(*c.questions, c.questions[0]))),
    ("every_question_once", lambda c: replace(c, questions=c.questions[1:])),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, points=Fraction(1)))),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, level=2))),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, status="not_applicable", level=None))),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, status="unscored", level=None))),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, max_points=Fraction(1)))),
    ("points_follow_levels", lambda c: replace(c, questions=first(c.questions, question_id="9.9.9"))),
    ("exact_sums", lambda c: replace(c, areas=moved(c.areas))),
    ("exact_sums", lambda c: replace(c, sub_areas=moved(c.sub_areas))),
    ("exact_sums", lambda c: replace(c, sub_areas=c.sub_areas[1:])),
    ("exact_sums", lambda c: replace(c, areas=first(c.areas, possible=Fraction(90)))),
    ("exact_sums", lambda c: replace(c, total=replace(c.total, points=c.total.points - 1))),
    ("exact_sums", lambda c: replace(c, total=replace(c.total, not_applicable=0))),
    ("exact_sums", lambda c: replace(c, total=replace(c.total, _highest=Fraction(1)))),
    ("printed_sums", lambda c: replace(c, sub_areas=first(c.sub_areas, printed=0))),
    ("printed_sums", lambda c: replace(c, areas=first(c.areas, printed=0))),
    ("printed_sums", lambda c: replace(c, total=replace(c.total, printed=c.total.printed - 1))),
    ("rounding", lambda c: replace(c, total=replace(c.total, printed=c.total.printed - 2))),
    ("rounding", lambda c: replace(c, sub_areas=first(c.sub_areas, printed=c.sub_areas[0].printed + 1))),
    ("bounds", lambda c: replace(c, total=replace(c.total, points=Fraction(1000)))),
    ("bounds", lambda c: replace(c, areas=first(c.areas, points=Fraction(-1)))),
    ("bounds", lambda c: replace(c, areas=first(c.areas, max_points=Fraction(200)))),
    ("bounds", lambda c: replace(c, total=replace(c.total, max_points=Fraction(900)))),
    ("complete", lambda c: replace(c, total=replace(c.total, unscored=1))),
]  # fmt: skip


def test_an_untouched_card_passes_every_item_of_the_audit() -> None:
    assert failed(audit(CRITERIA, MIXED, score(CRITERIA, MIXED))) == set()


@pytest.mark.parametrize(("code", "tamper"), TAMPERS)
def test_the_audit_sees_what_was_tampered_with(code: str, tamper: Callable[[Scorecard], Scorecard]) -> None:
    card = tamper(score(CRITERIA, MIXED))

    assert code in failed(audit(CRITERIA, MIXED, card))


def test_every_item_of_the_audit_is_tampered_with() -> None:
    assert {item.code for item in audit(CRITERIA, FULL, score(CRITERIA, FULL))} == {code for code, _ in TAMPERS}


def test_a_card_cannot_hide_that_a_question_is_unscored() -> None:
    given_ = {k: v for k, v in FULL.items() if k != FIRST.id}
    card = score(CRITERIA, given_)
    hidden = replace(card, total=replace(card.total, unscored=0))
    items = {item.code: item for item in audit(CRITERIA, given_, hidden)}

    assert not items["complete"].passed
    assert items["complete"].message.startswith("1 delfrågor är inte bedömda")


def test_a_card_of_other_judgements_is_not_accepted() -> None:
    card = score(CRITERIA, MIXED)

    assert failed(audit(CRITERIA, FULL, card)) == {"points_follow_levels"}
    assert failed(audit(CRITERIA, {**MIXED, FIRST.id: 99}, card)) == {"points_follow_levels"}
