"""Sentences for reports."""

import re

from assistant.catalog import load_criteria
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Place, SourceKind
from assistant.drafting.prose import MAX_IMPROVEMENTS, Judged, lift, stated, write
from assistant.drafting.wording import in_english

CRITERIA = load_criteria("kommunkompassen", "2020")
SUB = CRITERIA.sub_area_of("1.1")


def evidence(n: int, *, kind: SourceKind = "steering_document", stance: str = "supports") -> Evidence:
    return Evidence(
        id=f"e{n}", source_id=f"s{n}", revision=1, source_name="r.pdf", kind=kind, passage_id=f"s{n}.1.0",
        start=0, end=9,
        quote="Riktlinjen för medborgardialog gäller för samtliga nämnder i kommunen.", place=Place(page=1),
        stance=stance, verdict="verified", score=0.8,
    )  # fmt: skip


def judged(level: int, *items: Evidence) -> list[Judged]:
    return [Judged(question, level, items) for question in SUB.questions]


def test_every_sentence_of_every_level_is_whole() -> None:
    for question in CRITERIA.questions():
        for level in question.levels:
            text = stated(question, level.number, "sv")

            assert text[0].isupper()
            assert text.endswith(".")
            assert ".." not in text
            assert ", men" not in text.split(". ")[0] or level.number * 2 <= question.top


def test_every_level_but_the_top_says_what_would_lift_it() -> None:
    for question in CRITERIA.questions():
        for level in question.levels[:-1]:
            assert lift(question, level.number).endswith(".")


def test_high_levels_give_strengths_and_low_ones_improvements() -> None:
    high = write(SUB, judged(3, evidence(1)), {}, author="x")
    low = write(SUB, judged(1, evidence(1)), {}, author="x")

    assert len(high.strengths) == len(SUB.questions)
    assert not high.improvements
    assert not low.strengths
    assert len(low.improvements) == MAX_IMPROVEMENTS


def test_the_words_of_interviews_are_not_quoted() -> None:
    text = write(SUB, judged(2, evidence(1, kind="interview")), {}, author="x")

    assert not any("”" in sentence.text for sentence in text.sentences)


def test_interviews_that_deny_are_said_to_deny() -> None:
    items = (evidence(1), evidence(2, kind="interview", stance="contradicts"))
    text = write(SUB, judged(2, *items), {}, author="x")

    assert any("delvis annan bild" in sentence.text for sentence in text.sentences)


def test_what_was_not_found_is_said_with_its_reservation() -> None:
    text = write(SUB, judged(0), {}, author="x")

    assert all("såvitt framgår av underlaget" in sentence.text for sentence in text.sentences)


def test_every_cited_sentence_cites_evidence_it_was_given() -> None:
    text = write(SUB, judged(3, evidence(1), evidence(2)), {"s1": "Riktlinje"}, author="x")

    assert all(set(sentence.evidence_ids) <= {"e1", "e2"} for sentence in text.sentences)
    assert any("I Riktlinje står det" in sentence.text for sentence in text.sentences)


def test_a_text_goes_from_strong_to_weak_and_ends_with_the_next_step() -> None:
    questions = SUB.questions
    items = [
        Judged(questions[0], 1, (evidence(1),)),
        Judged(questions[1], 3, (evidence(2),)),
        Judged(questions[2], 0, ()),
    ]
    text = write(SUB, items, {}, author="x")
    order = list(dict.fromkeys(sentence.question_id for sentence in text.sentences))

    assert order[:3] == [questions[1].id, questions[0].id, questions[2].id]
    assert text.sentences[-1].text.startswith(("Nästa steg", "Delområdet skulle", "Det som skulle", "För att komma"))
    assert any(sentence.text.startswith(("Däremot", "Samtidigt")) for sentence in text.sentences)


def test_no_text_says_the_same_stock_phrase_twice() -> None:
    for sub in CRITERIA.sub_areas():
        items = [
            Judged(
                q,
                n % (q.top + 1),
                (evidence(1), evidence(2, kind="interview"), evidence(3, kind="interview", stance="contradicts")),
            )
            for n, q in enumerate(sub.questions, 1)
        ]
        text = write(sub, items, {}, author="x")
        said = [sentence.text for sentence in text.sentences]
        openings = [
            words.split()[0]
            for words in said
            if words.split()[0] in ("Dessutom", "Vidare", "Därtill", "Däremot", "Samtidigt")
        ]

        assert len(said) == len(set(said))
        assert len(openings) == len(set(openings))
        assert sum("intervju" in words for words in said) <= 2


def test_every_sentence_of_every_text_is_whole_and_cites_or_says_why_not() -> None:
    for language in ("sv", "en"):
        for sub in CRITERIA.sub_areas():
            items = [Judged(q, n % (q.top + 1), (evidence(n),)) for n, q in enumerate(sub.questions, 1)]
            text = write(sub, items, {}, author="x", language=language)
            for sentence in [*text.sentences, *text.strengths, *text.improvements]:
                assert sentence.text[0].isupper() or sentence.text.startswith("r.pdf")
                assert sentence.text.rstrip("”“")[-1] in ".?"
                assert "  " not in sentence.text
                assert ".." not in sentence.text
                reserved = re.search(r"såvitt framgår|as far as|(?:evidence shows|sources show) no", sentence.text)
                assert sentence.evidence_ids or reserved


def test_what_is_missing_twice_is_said_in_one_sentence() -> None:
    text = write(SUB, judged(0), {}, author="x")

    assert len(text.sentences) < len(SUB.questions)
    assert all(sentence.text.count("såvitt framgår") == 1 for sentence in text.sentences)


def test_a_sentence_quoted_in_another_sub_area_is_not_quoted_again() -> None:
    from assistant.domain.copies import sentence_key

    quote = evidence(1).quote
    here = write(SUB, judged(3, evidence(1)), {}, author="x", homes={sentence_key(quote): SUB.id})
    elsewhere = write(SUB, judged(3, evidence(1)), {}, author="x", homes={sentence_key(quote): "9.9"})

    assert any(quote in sentence.text for sentence in here.sentences)
    assert not any(quote in sentence.text for sentence in elsewhere.sentences)


def test_the_same_sentence_in_two_sources_is_cited_once() -> None:
    text = write(SUB, judged(3, evidence(1), evidence(2)), {}, author="x")

    assert all(sentence.evidence_ids == ("e1",) for sentence in text.strengths)


def test_a_statement_that_does_not_say_what_it_is_about_gets_its_topic() -> None:
    from dataclasses import replace

    from assistant.drafting.statements import placed

    threats = CRITERIA.question("1.5.3")

    assert (
        placed("Stöd ges från fall till fall.", replace(threats, topic=None))
        == "När det gäller hot och hat ges stöd från fall till fall."
    )
    assert placed("Kommunen har en rutin mot hot och hat.", threats) == "Kommunen har en rutin mot hot och hat."
    limit = placed("Riktvärdet hålls i alla verksamheter.", CRITERIA.question("8.3.2"))
    assert limit == "När det gäller antalet medarbetare per chef hålls riktvärdet i alla verksamheter."


def test_what_most_do_is_not_said_where_all_do_it() -> None:
    assert stated(CRITERIA.question("8.3.2"), 3, "sv") == "Riktvärdet hålls i alla verksamheter."
    assert stated(CRITERIA.question("6.3.1"), 3, "sv").startswith("De flesta enheter har")


def test_what_does_not_apply_is_named() -> None:
    text = write(SUB, [Judged(SUB.questions[0], "not_applicable", ())], {}, author="x")

    assert text.sentences[0].text.startswith("Frågan är inte tillämplig: har kommunen")
    assert not text.findings


def test_notes_in_english_become_sentences_and_the_next_step_is_named() -> None:
    sub = CRITERIA.areas[0].sub_areas[0]
    items = [Judged(q, 1, (evidence(n),)) for n, q in enumerate(sub.questions, 1)]

    said = [s.text for s in write(sub, items, {}, author="x", language="en").sentences]

    assert any(text.startswith(("The evidence shows ", "The sources show ")) for text in said)
    assert any(text.startswith(("The next step", "Most would", "To come further")) for text in said)
    assert in_english("Recurring training in most departments.") == (
        "The evidence shows recurring training in most departments."
    )
    assert in_english("Planned, or only in single cases.", 1) == "The sources show: planned, or only in single cases."
    assert in_english("All committees hold dialogues.") == "All committees hold dialogues."
