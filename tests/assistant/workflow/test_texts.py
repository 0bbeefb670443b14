"""Saving a person's text: what it may cite, who was first, and what changed since it was approved."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.domain.draft import Finding, Narrative, Sentence
from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.workflow import approving, judging, reviewing, standings, texts
from assistant.workflow.parts import Parts

FIRST = 1
"""The version that followed the decisions: all questions of 1.1 are decided in this world."""


def _text(parts: Parts, world: Any, words: str = "Dialog förs inför alla större beslut.") -> Narrative:
    now = standings.standing(parts, world.assessment)
    quote = now.decisions["1.1.1"].evidence[0].id
    sentence = Sentence(words, (quote,), "1.1.1")
    return Narrative("1.1", (sentence,), (Finding("strength", sentence),), "lead")


def test_a_text_is_kept_with_its_citations_and_noted_in_the_log(parts: Parts, world: Any) -> None:
    text = _text(parts, world)

    assert texts.save(parts, world.assessment, text, expected_version=FIRST) == FIRST + 1
    assert texts.save(parts, world.assessment, text, expected_version=FIRST) == FIRST + 1, "sent twice"
    assert standings.standing(parts, world.assessment).narratives["1.1"] == text
    with parts.store.reading() as tx:
        assert [e.subject for e in tx.events.list(world.assessment) if e.action == "text_edited"] == ["1.1"]


def test_who_saves_on_an_old_version_overwrites_nothing(parts: Parts, world: Any) -> None:
    texts.save(parts, world.assessment, _text(parts, world), expected_version=FIRST)

    with pytest.raises(ConflictError):
        texts.save(parts, world.assessment, _text(parts, world, "En annan mening."), expected_version=FIRST)
    assert len(texts.versions(parts, world.assessment, "1.1")) == FIRST + 1


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (Sentence("  ", ()), "saknar text"),
        (Sentence("x" * 2001, ()), "längre än 2000"),
        (Sentence("En mening.", ("nothing",)), "citat som inte finns"),
        (Sentence("En mening.", (), "8.1.1"), "annan delfråga"),
    ],
)
def test_a_text_that_cannot_be_right_is_refused(parts: Parts, world: Any, sentence: Sentence, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        texts.save(parts, world.assessment, Narrative("1.1", (sentence,), (), "lead"), expected_version=FIRST)


def test_too_many_sentences_and_unknown_sub_areas_are_refused(parts: Parts, world: Any) -> None:
    many = Narrative("1.1", (Sentence("En mening.", ()),) * 121, (), "lead")

    with pytest.raises(InvalidInputError, match="fler än 120"):
        texts.save(parts, world.assessment, many, expected_version=FIRST)
    with pytest.raises(NotFoundError):
        texts.save(parts, world.assessment, replace(many, sub_area_id="9.9"), expected_version=FIRST)


def test_what_changed_since_approval_is_the_text_and_the_decisions_after_it(parts: Parts, world: Any) -> None:
    clock = iter(f"2026-05-{day:02d}T08:00:00+02:00" for day in range(1, 29))
    parts = replace(parts, now=lambda: next(clock))
    now = standings.standing(parts, world.assessment)
    sub = texts.node_of(now, "1.1")
    assert texts.since_approval(parts, now, sub) is None
    texts.save(parts, world.assessment, _text(parts, world), expected_version=FIRST)
    approving.approve(parts, world.assessment, under="1.1")
    signed = standings.standing(parts, world.assessment)
    assert texts.since_approval(parts, signed, sub) is None

    texts.save(parts, world.assessment, _text(parts, world, "Dialog förs ibland."), expected_version=FIRST + 1)
    reviewing.give_opinion(parts, world.assessment, "1.1.2", reviewing.Verdict(0, reason="Nej."))
    reviewing.decide(parts, world.assessment, "1.1.2")

    # Decisions made by the fixture carry the real clock, which is later than the approval's.
    found = texts.since_approval(parts, standings.standing(parts, world.assessment), sub)
    assert found is not None
    assert found.text is not None
    assert found.text.sentences[0].text == "Dialog förs inför alla större beslut."
    after = {r.question.id: r.after.judgement for r in found.rejudged if r.after}
    assert after["1.1.2"] == 0


def test_a_text_may_keep_a_quote_that_was_struck_but_cannot_be_approved_on_it(parts: Parts, world: Any) -> None:
    text = _text(parts, world)
    texts.save(parts, world.assessment, text, expected_version=FIRST)
    now = standings.standing(parts, world.assessment)
    gone = now.decisions["1.1.1"].evidence[0].id
    strike = reviewing.Strike(gone, "Fel dokument.")
    reviewing.give_opinion(parts, world.assessment, "1.1.1", reviewing.Verdict(1, reason="Kvar.", strike=(strike,)))
    reviewing.decide(parts, world.assessment, "1.1.1")

    longer = replace(text, sentences=(*text.sentences, Sentence("Utan belägg.", ())))
    assert texts.save(parts, world.assessment, longer, expected_version=FIRST + 1) == FIRST + 2
    now = standings.standing(parts, world.assessment)
    sub = texts.node_of(now, "1.1")
    assert gone in texts.known_evidence(now, sub)
    assert gone not in {e.id for group in texts.evidence_of(now, sub) if group.id == "1.1.1" for e in group.items}


def test_a_machine_s_text_follows_the_decisions_before_anybody_signs_it(parts: Parts, world: Any) -> None:
    def text() -> Narrative:
        return standings.standing(parts, world.assessment).narratives["1.1"]

    before = text()
    reviewing.give_opinion(parts, world.assessment, "1.1.1", reviewing.Verdict(0, reason="Nej."))
    reviewing.decide(parts, world.assessment, "1.1.1")
    after = text()
    assert after != before
    now = standings.standing(parts, world.assessment)
    seen = approving.seen_of(now, texts.node_of(now, "1.1"))
    approving.approve(parts, world.assessment, under="1.1", seen=seen)
    assert text() == after, "what was signed is what was shown"

    judging.undo(parts, world.assessment, "1.1.1", expected_version=2)
    assert text() == before


def test_a_text_changed_after_it_was_shown_is_not_signed(parts: Parts, world: Any) -> None:
    now = standings.standing(parts, world.assessment)
    seen = approving.seen_of(now, texts.node_of(now, "1.1"))
    texts.save(parts, world.assessment, _text(parts, world), expected_version=FIRST)
    with pytest.raises(ConflictError, match="ändrats sedan du öppnade"):
        approving.approve(parts, world.assessment, under="1.1", seen=seen)
    assert standings.standing(parts, world.assessment).states["1.1"] == "decided"
