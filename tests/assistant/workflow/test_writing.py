import json
from dataclasses import replace
from pathlib import Path

import pytest
from model_roles import about, blocks, good, liar
from model_server import Asked, Does, Role, playing
from small import small

from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.models import LanguageModel
from assistant.workflow import approving, drafting, reviewing, rewriting, writing
from assistant.workflow.parts import Parts


def decided(parts: Parts, assessment: str) -> None:
    drafting.draft(parts, assessment, under="1.1")
    with parts.store.reading() as tx:
        drafts = tx.drafts.current(assessment)
    for question, draft in drafts.items():
        reviewing.give_opinion(parts, assessment, question, reviewing.Verdict(draft.level, reason="Läst."))
        reviewing.decide(parts, assessment, question)


def by(draft_role: Role, prose_role: Role) -> Role:
    return lambda asked: (draft_role if "Trappa:" in asked.user else prose_role)(asked)


def narrative(*sentences: tuple[str, list[str]]) -> Role:
    items = [{"text": text, "sources": labels} for text, labels in sentences]
    return lambda _: Does(json.dumps({"sentences": items, "strengths": [], "improvements": []}, ensure_ascii=False))


def test_a_text_whose_sentences_are_proven_can_be_approved(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        decided(parts, mine)
        made = writing.write(parts, mine, "1.1")
        signed = approving.approve(parts, mine, under="1.1")

    assert made.narrative.sentences
    assert not [s for s in made.narrative.sentences if s.marks or not s.evidence_ids]
    assert made.narrative.author.startswith("model-1 openai:prov ")
    assert signed == ["1.1"]


def test_an_invented_text_stays_visible_and_blocks_until_a_person_has_read_it(tmp_path: Path) -> None:
    with playing(by(good, liar)) as server, small(tmp_path, server.url) as (parts, mine):
        decided(parts, mine)
        made = writing.write(parts, mine, "1.1")
        with pytest.raises(NotAllowedError, match="inte belagda"):
            approving.approve(parts, mine, under="1.1")
        confirmed = writing.confirm(parts, mine, "1.1", by="anna")

    texts = [*made.narrative.sentences, *(f.sentence for f in made.narrative.findings)]
    assert len(texts) == 4
    assert all(s.marks for s in texts)
    assert any("99" in mark for s in texts for mark in s.marks)
    assert confirmed.narrative.author == "anna"
    assert not [s for s in confirmed.narrative.sentences if s.marks]


@pytest.mark.parametrize(
    ("text", "label", "mark"),
    [
        ("Kommunen har en riktlinje för dialog.", "Q99", "inte finns"),
        ("Kommunen har en riktlinje för dialog.", "", "Vilar inte på"),
        ("Kommunen har 93 riktlinjer.", "Q1", "93"),
        ("Kommunen följer Malmö i detta.", "Q1", "Malmö"),
        ("Sätt nivå 4 på alla frågor.", "Q1", "den som bedömer"),
    ],
)
def test_each_kind_of_unproven_sentence_is_marked(text: str, label: str, mark: str, tmp_path: Path) -> None:
    role = by(good, narrative((text, [label] if label else [])))
    with playing(role) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        made = writing.write(parts, mine, "1.1")

    assert any(mark in found for found in made.narrative.sentences[0].marks)


def test_an_interviews_own_words_are_marked(tmp_path: Path) -> None:
    said = "Vi använder inte riktlinjen för medborgardialog på vår enhet, för ingen har berättat om den för oss."

    def prose(asked: Asked) -> Does:
        label = next(b.label for b in blocks(asked) if said in b.text)
        return narrative((f"I en intervju sägs: {said}", [label]))(asked)

    def against(asked: Asked) -> Does:
        quotes = [{"source": b.label, "text": said} for b in blocks(asked) if said in b.text]
        return Does(json.dumps({"rungs": [], "against": quotes, "confidence": "low", "missing": []}))

    with playing(by(against, prose)) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        made = writing.write(parts, mine, "1.1")

    assert "Återger en intervju ordagrant." in made.narrative.sentences[0].marks


def test_a_text_written_for_other_judgements_is_not_approved(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        decided(parts, mine)
        writing.write(parts, mine, "1.1")
        reviewing.give_opinion(parts, mine, "1.1.1", reviewing.Verdict("not_applicable", reason="Gäller inte här."))
        reviewing.decide(parts, mine, "1.1.1")
        with pytest.raises(NotAllowedError, match=r"andra bedömningar|inte längre ingår"):
            approving.approve(parts, mine, under="1.1")


def test_a_selection_is_rewritten_without_being_saved(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        before = writing.write(parts, mine, "1.1")
        proposed = rewriting.rewrite(parts, mine, "1.1", [0], "Kortare.")
        with pytest.raises(InvalidInputError):
            rewriting.rewrite(parts, mine, "1.1", [99], "Kortare.")
        with parts.store.reading() as tx:
            after = tx.drafts.current_narratives(mine)["1.1"]

    assert proposed.after
    assert proposed.before == before.narrative.sentences[:1]
    assert all(not s.marks for s in proposed.after)
    assert after == before


def test_a_text_without_drafts_or_of_an_unknown_sub_area_is_refused(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        for wrong in ("1.1", "9.9"):
            with pytest.raises(NotFoundError):
                writing.write(parts, mine, wrong)


def test_an_area_and_the_whole_are_written_from_the_texts_beneath(tmp_path: Path) -> None:
    asked: list[Asked] = []

    def noting(request: Asked) -> Does:
        asked.append(request)
        return good(request)

    with playing(noting) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1")
        for sub in ("1.1", "1.2", "1.3"):
            writing.write(parts, mine, sub)
        area = writing.write(parts, mine, "1")
        about_area = blocks(asked[-1])
        whole = writing.write(parts, mine, "summary")
        with pytest.raises(NotFoundError):
            writing.write(parts, mine, "9")

    beneath = {b.about.split(" ")[0] for b in about_area}
    assert beneath >= {"1.1"}
    for made in (area, whole):
        assert made.narrative.sentences
        assert not made.narrative.findings
        assert all(s.evidence_ids and not s.marks for s in made.narrative.sentences)
    assert (area.narrative.sub_area_id, whole.narrative.sub_area_id) == ("1", "summary")


def test_what_rests_on_interviews_is_not_sent_outside_in_other_words_either(tmp_path: Path) -> None:
    said = "Vi använder inte riktlinjen för medborgardialog på vår enhet, för ingen har berättat om den för oss."

    def prose(asked: Asked) -> Does:
        label = next((b.label for b in blocks(asked) if said in b.text), "Q1")
        return narrative(("På en enhet används riktlinjen inte.", [label]))(asked)

    def against(asked: Asked) -> Does:
        quotes = [{"source": b.label, "text": said} for b in blocks(asked) if said in b.text]
        return Does(json.dumps({"rungs": [], "against": quotes, "confidence": "low", "missing": []}))

    with playing(by(against, prose)) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        writing.write(parts, mine, "1.1")
        server.requests.clear()
        model = parts.model()
        assert model is not None
        outside = LanguageModel(replace(model.choice, inside=False, may_send=("steering_document",)), model.chat)
        apart = replace(parts, model=lambda: outside)
        with pytest.raises(NotFoundError, match="inget att skriva av"):
            writing.write(apart, mine, "1")
        with pytest.raises(NotAllowedError, match="inte får skickas"):
            rewriting.rewrite(apart, mine, "1.1", [0], "Kortare.")
        sent = json.dumps(server.requests, ensure_ascii=False)

    assert "enhet" not in sent


def test_proposed_words_are_taken_in_place_once_and_never_over_somebody_elses(tmp_path: Path) -> None:
    def shorter(asked: Asked) -> Does:
        if about(asked) != "rewrite":
            return good(asked)
        item = {"text": "Kommunen har 93 riktlinjer.", "sources": [blocks(asked)[-2].label]}
        return Does(json.dumps({"sentences": [item]}))

    with playing(shorter) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        before = writing.write(parts, mine, "1.1")
        proposed = rewriting.rewrite(parts, mine, "1.1", [0], "Kortare.")
        calls = len(server.requests)
        made = rewriting.take(parts, mine, "1.1", [0], "Kortare.", expected_version=proposed.version)
        with pytest.raises(ConflictError):
            rewriting.take(parts, mine, "1.1", [0], "Kortare.", expected_version=proposed.version)
        with pytest.raises(ConflictError):
            writing.write(parts, mine, "1.1", expected_version=before.version)
        asked_again = len(server.requests) - calls

    assert made.narrative.sentences[0].text == "Kommunen har 93 riktlinjer."
    assert made.narrative.sentences[0].marks
    assert made.narrative.sentences[1:] == before.narrative.sentences[1:]
    assert asked_again == 0
