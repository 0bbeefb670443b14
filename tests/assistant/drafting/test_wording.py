"""Swedish word order, connectives and alternatives."""

import re
from dataclasses import replace

import pytest

from assistant.catalog import load_criteria
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Place
from assistant.drafting.wording import Connectives, after, as_clause, clause_of, resolved

CRITERIA = load_criteria("kommunkompassen", "2020")


def quote(*signals: str) -> Evidence:
    return Evidence(
        id="e", source_id="s", revision=1, source_name="a", kind="interview", passage_id="p", start=0, end=9,
        quote="En mening.", place=Place(), stance="supports", verdict="verified", signals=signals,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("Alla nämnder möter unga.", "Dessutom möter alla nämnder unga."),
        ("Målen följs inte upp.", "Dessutom följs målen inte upp."),
        ("Utfallet analyseras, och planen ändras.", "Dessutom analyseras utfallet, och planen ändras."),
        ("KF har beslutat.", "Dessutom har KF beslutat."),
        ("Skola, socialtjänst och vård erbjuder stöd.", "Dessutom erbjuder skola, socialtjänst och vård stöd."),
    ],
)
def test_the_verb_comes_before_the_subject_after_an_adverb(sentence: str, turned: str) -> None:
    assert after("Dessutom", sentence) == turned


@pytest.mark.parametrize(
    "sentence",
    [
        "Därutöver möter politikerna invånarna.",
        "Alla nämnder planerar och genomför dialoger.",
        "Medarbetarskapet mäts, diskuteras och utvecklas.",
        "Ekonomin förklaras enkelt och nyckeltal visas.",
        "Vad medarbetarskap innebär är inte beskrivet.",
        "Alla som möter invånare utbildas.",
        "Kommunen jämför sig med andra.",
        "Alla chefer, även i bolagen, går programmet.",
        "Mest blanketter; få e-tjänster finns.",
        "Goda exempel.",
        "Enstaka enheter återbrukar eller mäter svinn.",
        "Löften finns för någon tjänst, eller har slutat gälla.",
    ],
)
def test_a_sentence_that_cannot_surely_be_turned_stays_as_it_is(sentence: str) -> None:
    assert after("Dessutom", sentence) == sentence


def test_turning_moves_words_but_never_changes_them() -> None:
    for question in CRITERIA.questions():
        for level in question.levels:
            turned = after("Dessutom", level.demand.sv).removeprefix("Dessutom ")
            words = re.findall(r"\w+", level.demand.sv.casefold())

            assert sorted(re.findall(r"\w+", turned.casefold())) == sorted(words)
            assert turned.endswith(".")


def test_most_of_the_ladder_can_be_turned() -> None:
    demands = [level.demand.sv for question in CRITERIA.questions() for level in question.levels]

    assert sum(clause_of(text) is not None for text in demands) > 0.85 * len(demands)


def test_english_needs_no_turning() -> None:
    assert after("Moreover", "All committees meet.", "en") == "Moreover, all committees meet."


def test_of_alternatives_only_the_one_that_the_evidence_shows_is_said() -> None:
    text = "Dialog förs då och då i enskilda projekt, eller så är en gemensam linje under framtagande."

    assert resolved(text, [quote("planned")]) == "I dag är en gemensam linje under framtagande."
    assert resolved(text, [quote("one_unit")]) == "Dialog förs då och då i enskilda projekt."
    assert resolved(text, [quote("one_unit"), quote("planned")]) == text
    assert resolved(text, []) == text


@pytest.mark.parametrize(
    ("text", "signals", "said"),
    [
        ("Prövning planeras, eller görs bara i enstaka ärenden.", (), "Prövning görs bara i enstaka ärenden."),
        ("Stöd ges från fall till fall eller rutiner planeras.", ("planned",), "Rutiner planeras."),
        ("Enstaka mål följs upp, eller uppföljning planeras.", ("planned",), "Uppföljning planeras."),
        ("Löften finns för någon tjänst, eller har slutat gälla.", (), "Löften finns för någon tjänst."),
        (
            "Regler eller prognoser finns men tillämpas ojämnt.",
            (),
            "Regler eller prognoser finns men tillämpas ojämnt.",
        ),
        ("Dokument finns, eller så är de på väg.", ("planned",), "Dokument finns, eller så är de på väg."),
        ("Mål finns, eller mått finns.", (), "Mål finns, eller mått finns."),
        ("Om så är fallet planeras, eller görs det.", (), "Om så är fallet planeras, eller görs det."),
    ],
)
def test_alternatives_become_whole_sentences_or_stay(text: str, signals: tuple[str, ...], said: str) -> None:
    assert resolved(text, [quote(*signals)]) == said


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("Kommunfullmäktige antog målet.", "Fullmäktige har beslutat om ett mål."),
        ("Fullmäktige och styrelsen antog målet.", "Fullmäktige eller styrelsen har beslutat om ett mål."),
        ("Målet finns.", "Fullmäktige eller styrelsen har beslutat om ett mål."),
    ],
)
def test_of_two_possible_subjects_the_one_that_quotes_name_is_said(named: str, said: str) -> None:
    evidence = [replace(quote(), quote=named)]

    assert resolved("Fullmäktige eller styrelsen har beslutat om ett mål.", evidence) == said


def test_what_a_draft_or_an_expired_document_says_is_planned_or_expired() -> None:
    text = "Löften finns för någon tjänst, eller löftena har slutat gälla."
    expired = replace(quote(), warnings=("Dokumentets giltighetstid har gått ut.",))
    proposed = replace(quote(), warnings=("Dokumentet är ett utkast eller ett förslag.",))

    assert resolved(text, [expired]) == "Löftena har slutat gälla."
    assert resolved(text, [proposed]) == "Löften finns för någon tjänst."
    assert resolved("Råd finns, eller råd planeras.", [proposed]) == "Råd planeras."


def test_an_article_stays_with_its_noun() -> None:
    signed = [replace(quote(), quote="Strategin är undertecknad.")]
    days = [replace(quote(), quote="Dialogdagarna hålls i mars.")]

    assert resolved("En överenskommelse eller strategi är beslutad.", signed) == "En strategi är beslutad."
    text = "Ett fast utskott eller återkommande dialogdagar samlar politiken."
    assert resolved(text, days) == "Återkommande dialogdagar samlar politiken."


def test_english_notes_without_a_verb_get_no_connective() -> None:
    assert after("However", "Decided targets with committees.", "en") == "Decided targets with committees."
    assert resolved("Planned, or exists somewhere.", [quote("planned")], "en") == "Planned, or exists somewhere."


def test_a_clause_behind_att_keeps_its_word_order_or_is_not_used() -> None:
    assert as_clause("Alla nämnder har en plan.") == "alla nämnder har en plan"
    assert as_clause("Målen följs inte upp.") is None
    assert as_clause("Därutöver möter de invånarna.") is None
    assert as_clause("Parterna utvärderar den tillsammans.") is None
    assert as_clause("Den beslutade planen gäller.") == "den beslutade planen gäller"


def test_connecting_words_differ_and_run_out() -> None:
    words = Connectives("sv", 1)
    said = [words.join("more", "Alla nämnder har en plan.") for _ in range(4)]

    assert said[:3] == [f"{word} har alla nämnder en plan." for word in ("Vidare", "Därtill", "Dessutom")]
    assert said[3] == "Alla nämnder har en plan."
