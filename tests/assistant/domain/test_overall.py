"""Texts above sub-areas hold while everything beneath is approved and their points are the scorer's."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.catalog import load_criteria
from assistant.domain.draft import Finding, Narrative, Sentence
from assistant.domain.overall import (
    SUMMARY,
    Basis,
    overall_nodes,
    overall_state,
    overall_states,
    refuse_overall,
    text_node,
    text_nodes,
    wrong_points,
)
from assistant.domain.review import Approval, ApprovalState, Decision
from assistant.domain.scoring import score

CRITERIA = load_criteria("kommunkompassen", "2020")
AREA = next(node for node in overall_nodes(CRITERIA) if node.id == "1")
WHOLE = overall_nodes(CRITERIA)[-1]
DECISIONS = {q.id: Decision(q.id, q.id, "a", "t", 1, 0, "", ()) for q in CRITERIA.questions()}
ALL: dict[str, ApprovalState] = {sub.id: "approved" for sub in CRITERIA.sub_areas()}


def text(node: str, words: str = "Så är det.") -> Narrative:
    return Narrative(node, (Sentence(words, ()),), (), "anna")


def basis(
    texts: Mapping[str, Narrative] = {},
    *,
    signed: bool = False,
    states: Mapping[str, ApprovalState] = ALL,
) -> Basis:
    card = score(CRITERIA, {key: d.judgement for key, d in DECISIONS.items()})
    made = Basis(CRITERIA, "f", DECISIONS, texts, {}, states, card)
    if not signed:
        return made
    approvals = {
        node.id: Approval(node.id, node.id, "berit", "t", made.hash_of(node, texts.get(node.id)))
        for node in overall_nodes(CRITERIA)
    }
    return replace(made, approvals=approvals)


def test_everything_with_a_text_is_found_by_its_id_and_printed_from_the_summary_down() -> None:
    nodes = text_nodes(CRITERIA)

    assert [node.id for node in nodes[:4]] == [SUMMARY, "1", "1.1", "1.2"]
    assert len(nodes) == 1 + 8 + 35
    assert [node.overall for node in nodes[:3]] == [True, True, False]
    assert text_node(CRITERIA, "1.1") == nodes[2]
    assert text_node(CRITERIA, "1.1.1") is None
    assert len(WHOLE.questions) == 125


def test_a_text_waits_for_what_is_beneath_it_and_the_summary_for_the_areas_too() -> None:
    some = ALL | {"1.2": "decided"}

    assert overall_states(basis(states=some))["1"] == "undecided"
    assert overall_states(basis(states=some))["2"] == "decided"
    assert overall_states(basis())[SUMMARY] == "undecided"
    assert overall_state(WHOLE, basis(), {"1": "approved"}) == "decided"
    assert overall_states(basis(signed=True, states=some))["1"] == "reopened"


def test_a_signature_holds_until_the_text_or_a_decision_beneath_changes() -> None:
    signed = basis({"1": text("1")}, signed=True)
    rejudged = DECISIONS | {"1.1.1": replace(DECISIONS["1.1.1"], judgement="not_applicable")}

    assert set(overall_states(signed).values()) == {"approved"}
    assert overall_states(replace(signed, narratives={"1": text("1", "Annat.")}))["1"] == "reopened"
    after = overall_states(replace(signed, decisions=rejudged))
    assert (after["1"], after["2"], after[SUMMARY]) == ("reopened", "approved", "reopened")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Området får 0 av 100 poäng.", ()),
        ("Området får 46 av 100 poäng.", ("46 av 100 poäng",)),
        ("Kommunen fick 423 poäng i sin utvärdering.", ("fick 423 poäng",)),
        ("The area received 0 points.", ()),
        ("Det skiljer 12 poäng mellan områdena.", ()),
        ("Nio av 125 delfrågor och 7,5 av 20 poäng.", ()),
    ],
)
def test_points_that_the_scorer_did_not_give_are_found(words: str, wrong: tuple[str, ...]) -> None:
    assert wrong_points(text("1", words), basis().card) == wrong
    listed = Narrative("1", (), (Finding("example", Sentence(words, ())),), "anna")
    assert wrong_points(listed, basis().card) == wrong
    assert wrong_points(None, basis().card) == ()


def test_a_text_with_other_points_reopens_and_is_refused() -> None:
    lying = {"1": text("1", "Området får 46 av 100 poäng.")}

    assert overall_states(basis(lying, signed=True))["1"] == "reopened"
    refusal = refuse_overall(AREA, basis(lying), lying["1"])
    assert refusal is not None
    assert "46 av 100 poäng" in refusal.message


def test_a_text_is_refused_while_something_beneath_is_open_and_when_it_is_missing() -> None:
    waiting = refuse_overall(AREA, basis(states=ALL | {"1.2": "decided"}), text("1"))
    missing = refuse_overall(AREA, basis(), None)

    assert waiting is not None
    assert "1.2" in waiting.message
    assert missing is not None
    assert missing.code == "no_narrative"
    assert refuse_overall(AREA, basis(), text("1")) is None
