"""Judging at the workbench: once however often it is sent, never on what was not seen, and undone again."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.domain.review import Strike, current_evidence
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.workflow import approving, auditing, judging, standings
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import NewQuote, Verdict

QUESTION = "1.1.1"
QUOTE = "Strategin följs upp varje år och resultatet redovisas för kommunfullmäktige."
REASON = Verdict(2, reason="Planen följs upp.")


def act(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def lead(parts: Parts) -> Parts:
    return replace(parts, user="lead")


@pytest.fixture
def other(parts: Parts) -> Parts:
    return replace(parts, user="evaluator")


def basis(parts: Parts, world: Any, question: str = QUESTION) -> str:
    with parts.store.reading() as tx:
        return judging.basis_of(tx, world.assessment, question)


def decided(parts: Parts, world: Any, question: str = QUESTION) -> Any:
    return standings.standing(parts, world.assessment).decisions.get(question)


def evidence(parts: Parts, world: Any) -> tuple[Any, ...]:
    now = standings.standing(parts, world.assessment)
    return current_evidence(now.drafts.get(QUESTION), now.opinions[QUESTION])


def test_an_opinion_and_its_decision_are_saved_together_and_only_once(lead: Parts, world: Any) -> None:
    seen = basis(lead, world)

    first = judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=seen)
    again = judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=seen)

    assert first == again
    now = decided(lead, world)
    assert (now.version, now.judgement, now.reason, now.by) == (2, 2, "Planen följs upp.", "lead")


def test_the_second_who_decides_on_the_same_page_saves_nothing(lead: Parts, other: Parts, world: Any) -> None:
    seen = basis(lead, world)
    judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=seen)
    before = standings.standing(lead, world.assessment).opinions[QUESTION]

    with pytest.raises(ConflictError, match="sparades inte"):
        judging.judge(other, world.assessment, QUESTION, Verdict(3, reason="Mer."), act=act(2), basis=seen)

    assert standings.standing(lead, world.assessment).opinions[QUESTION] == before
    assert decided(lead, world).judgement == 2


def test_nobody_decides_on_evidence_that_changed_after_they_saw_it(lead: Parts, other: Parts, world: Any) -> None:
    seen = basis(lead, world)
    struck = evidence(lead, world)[0].id
    judging.remark(other, world.assessment, QUESTION, act=act(1), strike=(Strike(struck, "Gäller annat."),))

    with pytest.raises(ConflictError):
        judging.judge(lead, world.assessment, QUESTION, REASON, act=act(2), basis=seen)


def test_a_rule_that_forbids_the_decision_keeps_the_opinion_out_as_well(lead: Parts, world: Any) -> None:
    for number, item in enumerate(evidence(lead, world)):
        strike = (Strike(item.id, "Gäller annat."),)
        judging.remark(lead, world.assessment, QUESTION, act=act(number), strike=strike)
    before = standings.standing(lead, world.assessment).opinions[QUESTION]

    with pytest.raises(NotAllowedError, match="verifierat citat"):
        judging.judge(lead, world.assessment, QUESTION, REASON, act=act(99), basis=basis(lead, world))

    assert standings.standing(lead, world.assessment).opinions[QUESTION] == before


def test_a_remark_changes_the_evidence_and_no_judgement(lead: Parts, world: Any) -> None:
    before = evidence(lead, world)

    add = (NewQuote(world.document, QUOTE),)
    judging.remark(lead, world.assessment, QUESTION, act=act(1), comment=" Se planen. ", add=add)
    strike = (Strike(before[0].id, "Gäller annat."),)
    judging.remark(lead, world.assessment, QUESTION, act=act(2), strike=strike)

    now = evidence(lead, world)
    assert {e.id for e in now} > {e.id for e in before[1:]}
    assert before[0].id not in {e.id for e in now}
    assert [e.quote for e in now if e.id not in {b.id for b in before}] == [QUOTE]
    said = standings.standing(lead, world.assessment).opinions[QUESTION]
    assert [(o.judgement, o.comment) for o in said[-2:]] == [(None, "Se planen."), (None, "")]
    assert decided(lead, world).version == 1


def test_a_struck_quote_can_be_taken_up_again_as_it_was(lead: Parts, world: Any) -> None:
    before = evidence(lead, world)
    strike = (Strike(before[0].id, "Gäller annat."),)
    judging.remark(lead, world.assessment, QUESTION, act=act(1), strike=strike)

    judging.remark(lead, world.assessment, QUESTION, act=act(2), restore=(before[0].id,))

    assert sorted(e.id for e in evidence(lead, world)) == sorted(e.id for e in before)
    with pytest.raises(NotFoundError, match="återtaget"):
        judging.remark(lead, world.assessment, QUESTION, act=act(3), restore=(before[0].id,))


def test_what_says_nothing_or_stands_there_already_is_refused(lead: Parts, world: Any) -> None:
    assessment = world.assessment
    item = evidence(lead, world)[0]
    with pytest.raises(InvalidInputError, match="inget att spara"):
        judging.remark(lead, assessment, QUESTION, act=act(1), comment="  ")
    with pytest.raises(InvalidInputError, match="varför"):
        judging.remark(lead, assessment, QUESTION, act=act(1), strike=(Strike(item.id, " "),))
    with pytest.raises(NotFoundError, match="struket"):
        judging.remark(lead, assessment, QUESTION, act=act(1), strike=(Strike("nope", "x"),))
    with pytest.raises(InvalidInputError, match="redan bland"):
        judging.remark(lead, assessment, QUESTION, act=act(1), add=(NewQuote(item.source_id, item.quote),))
    with pytest.raises(InvalidInputError, match="trasigt"):
        judging.remark(lead, assessment, QUESTION, act="'; --", comment="Hej")


def test_the_same_id_with_other_words_or_from_somebody_else_is_another_act(
    lead: Parts, other: Parts, world: Any
) -> None:
    """One goes back to a page that was used already and sends another of its forms."""
    for parts, comment in ((lead, "Mitt."), (lead, "Mitt."), (lead, "Mer."), (other, "Mitt.")):
        judging.remark(parts, world.assessment, QUESTION, act=act(1), comment=comment)
    judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=basis(lead, world))

    said = [(o.by, o.comment) for o in standings.standing(lead, world.assessment).opinions[QUESTION][1:]]
    assert said == [("lead", "Mitt."), ("lead", "Mer."), ("evaluator", "Mitt."), ("lead", "")]
    assert decided(lead, world).version == 2


def test_a_decision_that_was_undone_is_not_said_to_be_saved_when_its_old_page_sends_it_again(
    lead: Parts, world: Any
) -> None:
    seen = basis(lead, world)
    judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=seen)
    judging.undo(lead, world.assessment, QUESTION, expected_version=2)

    with pytest.raises(ConflictError):
        judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=seen)

    assert decided(lead, world).judgement == 1


def test_a_first_decision_undone_leaves_the_question_undecided_and_reopens_its_sub_area(
    lead: Parts, world: Any
) -> None:
    approving.approve(lead, world.assessment, under="1.1")

    judging.undo(lead, world.assessment, QUESTION, expected_version=1)
    judging.undo(lead, world.assessment, QUESTION, expected_version=1)

    now = standings.standing(lead, world.assessment)
    assert QUESTION not in now.decisions
    assert now.states["1.1"] == "reopened"
    assert auditing.audit_all(lead, world.assessment).passed is False, "an approval no longer holds"
    judging.undo(lead, world.assessment, QUESTION, expected_version=2)
    assert decided(lead, world).judgement == 1
    assert standings.standing(lead, world.assessment).states["1.1"] == "approved"


def test_a_later_decision_undone_gives_back_the_earlier_one_unless_somebody_decided_since(
    lead: Parts, other: Parts, world: Any
) -> None:
    judging.judge(lead, world.assessment, QUESTION, REASON, act=act(1), basis=basis(lead, world))
    with pytest.raises(ConflictError, match="Inget ångrades"):
        judging.undo(other, world.assessment, QUESTION, expected_version=1)

    judging.undo(other, world.assessment, QUESTION, expected_version=2)

    now = decided(lead, world)
    assert (now.judgement, now.version, now.by, now.restores) == (1, 3, "evaluator", 1)
    with pytest.raises(NotAllowedError, match="inget beslut"):
        judging.undo(lead, world.assessment, "8.1.1", expected_version=0)


def test_one_signs_only_what_one_was_shown(lead: Parts, other: Parts, world: Any) -> None:
    now = standings.standing(lead, world.assessment)
    seen = approving.seen_of(now, now.criteria.sub_area_of("1.1"))
    judging.judge(other, world.assessment, QUESTION, REASON, act=act(1), basis=basis(other, world))

    with pytest.raises(ConflictError, match="Inget godkändes"):
        approving.approve(lead, world.assessment, under="1.1", seen=seen)

    now = standings.standing(lead, world.assessment)
    seen = approving.seen_of(now, now.criteria.sub_area_of("1.1"))
    assert approving.refuse_sub_area(now, now.criteria.sub_area_of("1.1")) is None
    assert approving.approve(lead, world.assessment, under="1.1", seen=seen) == ["1.1"]
    refusal = approving.refuse_sub_area(now, now.criteria.sub_area_of("1.2"))
    assert refusal is not None
    assert "1.2.2" in refusal.message
