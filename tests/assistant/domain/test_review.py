"""What may be decided and approved, and what re-opens it."""

from dataclasses import replace

import pytest

from assistant.domain import review
from assistant.domain.draft import Draft, Evidence, Finding, Narrative, Searched, Sentence, Verdict
from assistant.domain.evidence import Place, content_key, passage_id
from assistant.domain.review import Approval, Decision, Opinion, Strike

EVIDENCE = Evidence(
    id="e1", source_id="s1", revision=1, source_name="r.pdf", kind="steering_document", passage_id="s1.1.0", start=0,
    end=9, quote="Ett citat.", place=Place(), stance="supports", verdict="verified",
)  # fmt: skip
DRAFT = Draft("1.1.1", 2, False, 0.7, (EVIDENCE,), (), (), Searched((), (), 0, ()), "extractive-1")
SENTENCE = Sentence("Det finns en riktlinje.", ("e1",))
TEXT = Narrative("1.1", (SENTENCE,), (Finding("strength", SENTENCE), Finding("improvement", SENTENCE)), "anna")
DECISION = Decision("d1", "1.1.1", "anna", "2026-10-01T10:00:00+02:00", 1, 2, "", (EVIDENCE,))


def code(refusal: review.Refusal | None) -> str | None:
    return refusal.code if refusal else None


def test_the_drafted_level_needs_no_reason_and_another_does() -> None:
    assert review.refuse_opinion(2, reason="", draft=DRAFT, levels=range(5)) is None
    assert code(review.refuse_opinion(3, reason=" ", draft=DRAFT, levels=range(5))) == "reason_needed"
    assert code(review.refuse_opinion(2, reason="", draft=None, levels=range(5))) == "reason_needed"
    assert review.refuse_opinion("not_applicable", reason="Saknas här", draft=DRAFT, levels=range(5)) is None


def test_a_level_outside_the_ladder_is_refused() -> None:
    assert code(review.refuse_opinion(9, reason="x", draft=DRAFT, levels=range(5))) == "no_such_level"


@pytest.mark.parametrize(
    ("judgement", "evidence", "reason", "expected"),
    [
        (2, (EVIDENCE,), "", None),
        (0, (), "", None),
        (2, (), "", "no_evidence"),
        (2, (replace(EVIDENCE, stance="contradicts"),), "", "no_evidence"),
        (2, (replace(EVIDENCE, verdict="altered"),), "", "unverified_quote"),
        ("not_applicable", (), "", "reason_needed"),
        ("not_applicable", (), "Kommunen har inga bolag", None),
    ],
)
def test_a_decision_rests_on_verified_quotes(
    judgement: review.Judgement, evidence: tuple[Evidence, ...], reason: str, expected: str | None
) -> None:
    assert code(review.refuse_decision(judgement, evidence, reason=reason)) == expected


def test_evidence_is_drafted_and_added_without_what_was_struck() -> None:
    added = replace(EVIDENCE, id="e2", added_by="anna")
    opinion = Opinion("o1", "1.1.1", "anna", "", 2, "", (added,), (Strike("e1", "Gäller annat"),))

    assert review.current_evidence(DRAFT, [opinion]) == (added,)
    assert review.current_evidence(None, []) == ()


def test_approval_needs_every_decision_a_text_and_living_citations() -> None:
    decisions = {"1.1.1": DECISION}
    stale = replace(TEXT, sentences=(Sentence("Text.", ("borta",)),))

    assert code(review.refuse_approval(["1.1.1", "1.1.2"], decisions, TEXT)) == "undecided"
    assert code(review.refuse_approval(["1.1.1"], decisions, None)) == "no_narrative"
    assert code(review.refuse_approval(["1.1.1"], decisions, stale)) == "stale_citation"
    assert review.refuse_approval(["1.1.1"], decisions, TEXT) is None


def test_a_change_after_approval_opens_it_again() -> None:
    decisions = {"1.1.1": DECISION}
    now = review.content_hash("f", [DECISION], TEXT)
    approval = Approval("a1", "1.1", "berit", "", now)
    later = review.content_hash("f", [replace(DECISION, judgement=3)], TEXT)

    assert review.approval_state(["1.1.1"], {}, None, now) == "undecided"
    assert review.approval_state(["1.1.1"], {}, approval, now) == "reopened"
    assert review.approval_state(["1.1.1"], decisions, None, now) == "decided"
    assert review.approval_state(["1.1.1"], decisions, approval, now) == "approved"
    assert review.approval_state(["1.1.1"], decisions, approval, later) == "reopened"


def test_the_hash_covers_text_and_evidence_but_not_who_or_when() -> None:
    base = review.content_hash("f", [DECISION], TEXT)

    assert review.content_hash("f", [replace(DECISION, id="d9", by="x", at="y")], TEXT) == base
    assert review.content_hash("f", [replace(DECISION, evidence=())], TEXT) != base
    assert review.content_hash("f", [DECISION], None) != base
    assert review.content_hash("g", [DECISION], TEXT) != base


def test_a_draft_is_tied_to_its_run_and_a_text_knows_its_lists() -> None:
    assert DRAFT.with_run("r1").run_id == "r1"
    assert TEXT.strengths == TEXT.improvements == (SENTENCE,)
    assert passage_id("s1", 2, 3) == "s1.2.3"
    assert len(content_key("å")) == 32


def test_a_sentence_without_citations_does_not_stop_approval() -> None:
    plain = replace(TEXT, sentences=(Sentence("Inget underlag hittades.", ()),), findings=())

    assert review.refuse_approval(["1.1.1"], {"1.1.1": DECISION}, plain) is None


def test_refusals_say_what_is_wrong() -> None:
    outside = review.refuse_opinion(9, reason="x", draft=DRAFT, levels=range(5))
    undecided = review.refuse_approval(["1.1.1", "1.1.2", "1.1.3"], {"1.1.1": DECISION}, TEXT)

    assert outside == review.Refusal("no_such_level", "Frågan har nivåerna 0–4, inte 9.")
    assert undecided == review.Refusal("undecided", "Inte beslutade: 1.1.2, 1.1.3.")


@pytest.mark.parametrize("verdict", ["altered", "spliced", "elsewhere", "absent", "cannot_tell"])
def test_one_unverified_quote_stops_a_decision_even_at_level_zero(verdict: Verdict) -> None:
    evidence = (EVIDENCE, replace(EVIDENCE, id="e2", verdict=verdict))

    assert code(review.refuse_decision(0, evidence, reason="")) == "unverified_quote"


def test_evidence_added_again_after_it_was_struck_counts_again() -> None:
    def opinion(added: tuple[Evidence, ...] = (), *struck: str) -> Opinion:
        return Opinion("o", "1.1.1", "anna", "", 2, "", added, tuple(Strike(s, "skäl") for s in struck))

    assert review.current_evidence(DRAFT, [opinion((), "e1"), opinion((EVIDENCE,))]) == (EVIDENCE,)
    assert review.current_evidence(DRAFT, [opinion((EVIDENCE,)), opinion((), "e1", "okänd")]) == ()
    assert review.current_evidence(None, [opinion((EVIDENCE,))]) == (EVIDENCE,)
    assert review.current_evidence(DRAFT, []) == (EVIDENCE,)


@pytest.mark.parametrize(
    "changed",
    [
        replace(DECISION, judgement=3),
        replace(DECISION, judgement="not_applicable"),
        replace(DECISION, reason="Nytt skäl"),
        replace(DECISION, evidence=(replace(EVIDENCE, quote="Ett annat citat."),)),
        replace(DECISION, evidence=(replace(EVIDENCE, revision=2),)),
        replace(DECISION, evidence=(replace(EVIDENCE, start=1),)),
        replace(DECISION, evidence=(replace(EVIDENCE, stance="context"),)),
        replace(DECISION, evidence=(EVIDENCE, EVIDENCE)),
    ],
)
def test_every_change_of_a_decision_changes_the_hash_and_opens_the_approval(changed: Decision) -> None:
    approval = Approval("a1", "1.1", "berit", "", review.content_hash("f", [DECISION], TEXT))
    now = review.content_hash("f", [changed], TEXT)

    assert review.approval_state(["1.1.1"], {"1.1.1": changed}, approval, now) == "reopened"


@pytest.mark.parametrize(
    "changed",
    [
        replace(TEXT, sentences=()),
        replace(TEXT, findings=TEXT.findings[::-1]),
        replace(TEXT, sentences=(replace(SENTENCE, text="Det finns en plan."),)),
        replace(TEXT, sentences=(replace(SENTENCE, evidence_ids=()),)),
    ],
)
def test_every_change_of_a_text_changes_the_hash(changed: Narrative) -> None:
    assert review.content_hash("f", [DECISION], changed) != review.content_hash("f", [DECISION], TEXT)


def test_the_hash_does_not_depend_on_the_order_of_decisions_or_quotes() -> None:
    other = replace(DECISION, question_id="1.1.2", judgement="not_applicable")
    second = replace(EVIDENCE, id="e2", quote="Ett citat till.")
    one = [replace(DECISION, evidence=(EVIDENCE, second)), other]
    two = [other, replace(DECISION, evidence=(second, EVIDENCE))]

    assert review.content_hash("f", one, TEXT) == review.content_hash("f", two, TEXT)


def test_a_text_with_an_unproven_sentence_is_not_approved_and_says_how_many() -> None:
    marked = replace(TEXT, sentences=(replace(SENTENCE, marks=("Talet 93 står inte i källan.",)),))

    assert code(review.refuse_approval(["1.1.1"], {"1.1.1": DECISION}, marked)) == "unproven_sentence"


def test_marks_are_part_of_what_is_approved_and_their_absence_changes_no_earlier_approval() -> None:
    before = "c5d27092"
    plain = review.content_hash("f", [DECISION], TEXT)
    marked = review.content_hash("f", [DECISION], replace(TEXT, sentences=(replace(SENTENCE, marks=("x",)),)))

    assert plain.startswith(before)
    assert plain != marked


def test_a_draft_with_a_failed_quote_or_a_reason_to_look_is_not_accepted_unseen() -> None:
    assert not review.needs_a_person(DRAFT)
    assert review.needs_a_person(replace(DRAFT, look=("Skiljer sig.",)))
    assert review.needs_a_person(replace(DRAFT, evidence=(replace(EVIDENCE, verdict="altered"),)))


def _said(identity: str, by: str, judgement: review.Judgement | None) -> Opinion:
    return Opinion(identity, "1.1.1", by, "", judgement, "")


def test_evaluators_disagree_until_a_decision_has_settled_it() -> None:
    anna, bo = _said("o1", "anna", 2), _said("o2", "bo", 3)

    assert not review.disagree([], None)
    assert not review.disagree([anna, _said("o2", "bo", 2)], None)
    assert review.disagree([anna, bo], None)
    assert not review.disagree([anna, bo], replace(DECISION, opinion_ids=("o1", "o2")))
    assert review.disagree([anna, bo], replace(DECISION, opinion_ids=("o1",)))
    assert not review.disagree([anna, bo, _said("o3", "bo", 2)], None), "the newest opinion of each counts"


def test_a_remark_without_a_judgement_is_no_side_in_a_disagreement() -> None:
    said = [_said("o1", "anna", 2), _said("o2", "bo", None), _said("o3", "anna", None)]

    assert not review.disagree(said, None)
    assert review.newest_judged(said) == {"anna": said[0]}


@pytest.mark.parametrize(
    ("draft", "opinions", "decision", "sub_area", "expected"),
    [
        (None, [], None, "undecided", "undrafted"),
        (DRAFT, [], None, "undecided", "drafted"),
        (DRAFT, [], DECISION, "undecided", "decided"),
        (DRAFT, [], DECISION, "approved", "approved"),
        (DRAFT, [_said("o1", "anna", 1), _said("o2", "bo", 2)], None, "undecided", "conflict"),
    ],
)
def test_a_question_says_where_it_stands(
    draft: Draft | None,
    opinions: list[Opinion],
    decision: Decision | None,
    sub_area: review.ApprovalState,
    expected: str,
) -> None:
    assert review.question_state(draft, opinions, decision, sub_area) == expected


def test_what_a_decision_is_taken_on_changes_with_version_and_evidence() -> None:
    other = replace(EVIDENCE, id="e2")

    assert review.basis(1, [EVIDENCE, other]) == review.basis(1, [other, EVIDENCE])
    assert len({review.basis(1, [EVIDENCE]), review.basis(2, [EVIDENCE]), review.basis(1, [other])}) == 3


def test_undoing_takes_up_the_decision_before_and_undoing_again_gives_it_back() -> None:
    first, second = DECISION, replace(DECISION, id="d2", version=2, judgement=3)

    undone = review.take_back([first, second], identity="d3", by="bo", at="now")
    redone = review.take_back([first, second, undone], identity="d4", by="bo", at="now")

    assert (undone.version, undone.judgement, undone.restores, undone.by) == (3, first.judgement, 1, "bo")
    assert (redone.version, redone.judgement, redone.restores) == (4, 3, 2)


def test_undoing_the_first_decision_leaves_the_question_undecided() -> None:
    gone = review.take_back([DECISION], identity="d2", by="anna", at="now")
    back = review.take_back([DECISION, gone], identity="d3", by="anna", at="now")

    assert (gone.version, gone.withdrawn, gone.restores) == (2, True, 0)
    assert (back.version, back.withdrawn, back.judgement) == (3, False, DECISION.judgement)
    with pytest.raises(ValueError, match="no decision"):
        review.take_back([], identity="d1", by="anna", at="now")
