"""What would lift a question, and what would prove it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assistant.catalog import load_criteria
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Place, SourceKind
from assistant.domain.lift import advice, kind_of_evidence, lift_of

CRITERIA = load_criteria("kommunkompassen", "2020")
QUESTION = CRITERIA.question("1.1.1")


def quote(kind: SourceKind, level: int | None) -> Evidence:
    return Evidence(
        id=kind, source_id=kind, revision=1, source_name="a", kind=kind, passage_id="p", start=0, end=9,
        quote="En mening.", place=Place(), stance="supports", verdict="verified", level=level,
    )  # fmt: skip


def test_the_next_rung_its_points_and_what_is_missing_are_named() -> None:
    lift = lift_of(QUESTION, 2, [quote("steering_document", 3), quote("interview", 2)])

    assert lift is not None
    assert (lift.next_level, lift.gain) == (3, Fraction(3, 2))
    assert lift.demand == QUESTION.level(3).demand
    assert lift.missing == ("interview",)
    assert lift.silent == ()
    assert lift.groups


def test_a_kind_that_says_nothing_is_silent() -> None:
    lift = lift_of(QUESTION, 2, [quote("steering_document", None)])

    assert lift is not None
    assert lift.missing == ("steering_document", "interview")
    assert lift.silent == ("interview",)


def test_at_the_top_and_where_it_does_not_apply_nothing_lifts() -> None:
    assert lift_of(QUESTION, QUESTION.top, []) is None
    assert lift_of(QUESTION, "not_applicable", []) is None


def test_every_expected_kind_has_something_that_would_prove_it() -> None:
    for question in CRITERIA.questions():
        lift = lift_of(question, 0, [])

        assert lift is not None
        assert {proof.kind for proof in lift.proof} == set(question.sources)
        assert lift.missing == question.sources


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chefer som berättar hur de gör", "interview"),
        ("Fackens beskrivning av när de kommer in", "interview"),
        ("Kvalitetsberättelse med analys", "steering_document"),
        ("Årlig enkät", "survey"),
        ("Webbsida med resultat", "website"),
        ("Inlägg om bokslut", "social_media"),
        ("Beslut om vision", "steering_document"),
    ],
)
def test_typical_evidence_tells_its_kind(text: str, kind: SourceKind) -> None:
    expected: list[SourceKind] = ["steering_document", "interview", "survey", "website", "social_media"]

    assert kind_of_evidence(text, expected) == kind


def test_evidence_is_never_of_a_kind_that_is_not_expected() -> None:
    assert kind_of_evidence("Webbsida", ["interview"]) == "interview"
    assert kind_of_evidence("Webbsida", []) == "steering_document"


def test_without_its_own_advice_a_rung_points_to_the_next() -> None:
    bare = replace(QUESTION, levels=tuple(replace(level, lift=None) for level in QUESTION.levels))

    assert advice(bare, 2).startswith("Ett nästa steg är att kunna visa att detta gäller: alla nämnder")
    assert advice(bare, 2, "en").startswith("A next step is to show that all")
    with pytest.raises(KeyError):
        advice(bare, QUESTION.top)
    acronym = replace(bare, levels=(bare.levels[0], replace(bare.levels[1], demand=replace(WORD, sv="KF beslutar."))))
    assert advice(acronym, 0).endswith(": KF beslutar.")
    lift = lift_of(replace(acronym, typical_evidence=()), 0, [])
    assert lift is not None
    assert any("KF beslutar" in proof.text.sv for proof in lift.proof)


WORD = QUESTION.levels[1].demand
