"""Sentences for reports."""

from assistant.catalog import load_criteria
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Place, SourceKind
from assistant.drafting.prose import MAX_IMPROVEMENTS, Judged, lift, stated, write

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
