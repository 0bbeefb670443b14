"""Documents, interviews and the web against each other."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assistant.domain.criteria import Cues, Level, Question, Text
from assistant.domain.draft import Draft, Evidence, Searched, Stance
from assistant.domain.evidence import Place, SourceKind
from assistant.domain.triangulation import Says, Triangulation, triangulate

WORD = Text("Ord.", "Word.")
QUESTION = Question(
    id="1.1.1", text=WORD, looks_for=WORD, max_points=Fraction(4),
    levels=tuple(Level(n, Fraction(n), WORD) for n in range(5)), facets=("strategy",),
    sources=("steering_document", "interview", "website"), terms=("ord",), synonyms={}, typical_evidence=(WORD,),
    cues=Cues(),
)  # fmt: skip
ALL: tuple[tuple[SourceKind, int], ...] = (("steering_document", 3), ("interview", 2), ("website", 1))


def quote(n: int, kind: SourceKind, level: int | None, stance: Stance = "supports", score: float = 0.8) -> Evidence:
    return Evidence(
        id=f"e{n}", source_id=f"{kind}{n}", revision=1, source_name="a", kind=kind, passage_id="p", start=0, end=9,
        quote=f"Mening nummer {n} om saken.", place=Place(), stance=stance, verdict="verified", level=level,
        score=score,
    )  # fmt: skip


def view(*evidence: Evidence, searched: tuple[tuple[SourceKind, int], ...] = ALL) -> Triangulation:
    draft = Draft("1.1.1", 2, False, 0.7, evidence, (), (), Searched((), searched, 9, ()), "x")
    return triangulate(draft, QUESTION)


def says(found: Triangulation) -> dict[SourceKind, Says]:
    return {voice.kind: voice.says for voice in found.voices}


def test_each_kind_says_its_own() -> None:
    found = view(quote(1, "steering_document", 3), quote(2, "interview", 1))

    assert says(found) == {"steering_document": "yes", "interview": "partly", "website": "silent"}
    assert found.agreement == "documents_ahead"
    assert found.unsettled
    assert found.silent_expected == ("website",)
    assert found.sentence == (
        "Styrdokumenten säger ja och intervjuerna säger delvis. "
        "Det som är skrivet har kommit längre än det som görs i praktiken. "
        "Webbplatsen borde säga något men gör det inte."
    )


def test_what_was_never_searched_is_not_called_silent() -> None:
    found = view(searched=(("steering_document", 3),))

    assert says(found) == {"steering_document": "silent", "interview": "not_searched", "website": "not_searched"}
    assert found.agreement == "silent"
    assert found.sentence == "Ingen källa uttalar sig."


@pytest.mark.parametrize(
    ("evidence", "agreement"),
    [
        ([quote(1, "steering_document", 2), quote(2, "interview", 2)], "agree"),
        ([quote(1, "steering_document", 2), quote(2, "website", 2)], "agree"),
        ([quote(1, "steering_document", 1), quote(2, "survey", 3)], "practice_ahead"),
        ([quote(1, "steering_document", 2), quote(2, "interview", 0, "contradicts")], "documents_ahead"),
        ([quote(1, "steering_document", 2), quote(2, "website", 0, "contradicts")], "conflict"),
        ([quote(1, "interview", 2), quote(2, "interview", 0, "contradicts")], "conflict"),
        ([quote(1, "interview", 2), quote(2, "survey", 0, "contradicts")], "conflict"),
        ([quote(1, "interview", None)], "one_kind"),
        (
            [quote(1, "steering_document", 2), quote(2, "interview", 2), quote(3, "interview", 0, "contradicts")],
            "documents_ahead",
        ),
        ([quote(1, "website", 2), quote(2, "website", 0, "contradicts"), quote(3, "survey", 1)], "conflict"),
        ([quote(1, "website", 2), quote(2, "website", 0, "contradicts"), quote(3, "social_media", 1)], "conflict"),
    ],
)
def test_agreement_follows_from_what_the_kinds_say(evidence: list[Evidence], agreement: str) -> None:
    assert view(*evidence).agreement == agreement


def test_a_hand_added_quote_weighs_though_nobody_rated_it() -> None:
    assert says(view(quote(1, "interview", 2, score=0.0)))["interview"] == "yes"


def test_the_weight_decides_when_quotes_of_one_kind_differ() -> None:
    strong = [quote(1, "interview", 2, score=0.9), quote(2, "interview", 2, score=0.9)]

    assert says(view(*strong, quote(3, "interview", 0, "contradicts", 0.5)))["interview"] == "yes"
    assert says(view(quote(3, "interview", 2, score=0.3), quote(4, "interview", 0, "contradicts")))["interview"] == "no"


def test_the_same_sentence_in_two_sources_is_one_quote() -> None:
    first = quote(1, "steering_document", 2)
    found = view(first, replace(first, id="e9", source_id="other"))

    assert len(found.voices[0].supporting) == 1


def test_a_web_copy_of_a_document_adds_no_voice() -> None:
    items = (quote(1, "steering_document", 2), quote(2, "website", 2))
    draft = Draft("1.1.1", 2, False, 0.7, items, (), (), Searched((), ALL, 9, ()), "x")
    found = triangulate(draft, QUESTION, copies={"steering_document1": "g", "website2": "g"})

    assert found.agreement == "one_kind"
    assert found.voices[2].copy_of == "steering_document"
    assert "samma text som styrdokumenten" in found.sentence


def test_unverified_quotes_say_nothing_and_given_evidence_replaces_the_drafted() -> None:
    draft = Draft("1.1.1", 2, False, 0.7, (quote(1, "interview", 2),), (), (), Searched((), ALL, 9, ()), "x")
    altered = replace(quote(2, "website", 2), verdict="altered")

    assert triangulate(draft, QUESTION, evidence=(altered,)).agreement == "silent"


def test_kinds_that_nobody_asked_for_and_nobody_has_are_left_out() -> None:
    assert {voice.kind for voice in view(quote(1, "interview", 2)).voices} == set(QUESTION.sources)
