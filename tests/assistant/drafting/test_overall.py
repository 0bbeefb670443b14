"""The rules' texts of areas and the whole say only what is decided, and cite it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.catalog import load_criteria
from assistant.domain.criteria import Language, Question
from assistant.domain.draft import Evidence, Narrative
from assistant.domain.evidence import Place
from assistant.domain.overall import wrong_points
from assistant.domain.review import Decision, Judgement
from assistant.domain.scoring import score
from assistant.drafting.overall import Given, area_text, summary_text

CRITERIA = load_criteria("kommunkompassen", "2020")
QUOTE = Evidence(
    id="e", source_id="s1", revision=1, source_name="r.pdf", kind="steering_document", passage_id="p", start=0, end=9,
    quote="Alla nämnder följer sedan 2021 upp riktlinjen varje år och redovisar resultatet.", place=Place(),
    stance="supports", verdict="verified", level=4, signals=("whole_municipality", "followed_up"), score=0.9,
)  # fmt: skip


def given(level: Callable[[Question], Judgement], language: Language = "sv", proof: Evidence = QUOTE) -> Given:
    decisions = {
        q.id: Decision(q.id, q.id, "a", "t", 1, level(q), "", (replace(proof, id=f"e-{q.id}"),))
        for q in CRITERIA.questions()
    }
    card = score(CRITERIA, {key: d.judgement for key, d in decisions.items()})
    return Given(CRITERIA, card, decisions, {"s1": "Riktlinje för uppföljning"}, "Ekeby kommun", language)


def mixed(question: Question) -> Judgement:
    return min(question.top, {"1": 4, "2": 3, "8": 0}.get(question.id[0], 1 + int(question.id[-1]) % 3))


def said(text: Narrative) -> str:
    return " ".join(s.text for s in text.sentences)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_summary_tells_where_it_is_strong_how_far_it_reaches_and_what_would_lift_it(language: Language) -> None:
    found = summary_text(given(mixed, language))
    words = said(found)

    first, last = CRITERIA.areas[0].name.in_language(language), CRITERIA.areas[-1].name.in_language(language)
    strong, weak = ("starkast inom", "svagast inom") if language == "sv" else ("strongest in", "weakest in")
    assert f"{strong} {first} (100 %)" in words
    assert f"{weak} {last} (0 %)" in words
    assert ("125 bedömda delfrågorna" if language == "sv" else "125 questions judged") in words
    assert ("poäng kvar" if language == "sv" else "points left") in words
    assert found.examples
    assert {key for s in found.examples for key in s.evidence_ids} <= {f"e-{q.id}" for q in CRITERIA.questions()}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_points_that_drafts_state_are_the_scorers(language: Language) -> None:
    basis = given(mixed, language)

    texts = [summary_text(basis), *(area_text(area, basis) for area in CRITERIA.areas)]

    assert all(text.sentences for text in texts)
    assert [wrong_points(text, basis.card) for text in texts] == [()] * 9


def test_an_areas_text_names_what_has_come_furthest_and_two_steps_that_would_lift_it() -> None:
    words = said(area_text(CRITERIA.areas[1], given(mixed)))

    assert words.startswith("Området Samhällsutveckling får")
    assert "Mest känt och använt i hela kommunen är det som gäller" in words
    assert "Mest att vinna finns i att" in words
    assert "Ett annat steg som väger tungt är att" in words
    assert ", men" not in words.partition("Mest att vinna")[2]
    assert "Längst har kommunen kommit i fråga om" in said(area_text(CRITERIA.areas[0], given(mixed)))


def test_interviews_and_sentences_that_lean_on_others_are_no_examples() -> None:
    spoken = replace(QUOTE, kind="interview")
    leaning = replace(QUOTE, quote="Riktlinjen följs upp varje år i alla nämnder och redovisas för fullmäktige.")
    away = replace(QUOTE, quote="Alla nämnder redovisar sedan 2021 sina resultat här varje år till fullmäktige.")

    assert [summary_text(given(mixed, proof=proof)).examples for proof in (spoken, leaning, away)] == [(), (), ()]


def test_where_nothing_applies_there_is_no_text_and_where_all_is_equal_no_ends() -> None:
    nothing = given(lambda _q: "not_applicable")

    assert summary_text(nothing).sentences == area_text(CRITERIA.areas[0], nothing).sentences == ()
    top = said(summary_text(given(lambda q: q.top)))
    assert "starkast" not in top
    assert "poäng kvar" not in top
    none = given(lambda _q: 0)
    assert "syns inte i något område" in said(summary_text(none))
    assert "Längst har" not in said(area_text(CRITERIA.areas[0], none))
