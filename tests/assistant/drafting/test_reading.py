"""Sentences as an evaluator reads them."""

import pytest

from assistant.drafting.reading import read, valid_until


@pytest.mark.parametrize(
    ("sentence", "signals"),
    [
        ("Kommunfullmäktige antog riktlinjen 2023.", {"decided"}),
        ("En ny strategi planeras till nästa år.", {"planned"}),
        ("Vi kommer att ta fram en gemensam modell.", {"planned"}),
        ("Arbetet sker i enstaka enheter och varierar.", {"one_unit"}),
        ("Samtliga nämnder och bolag arbetar efter modellen.", {"whole_municipality", "known_and_used"}),
        ("Resultatet följs upp varje år och redovisas till nämnden.", {"followed_up", "systematic"}),
        ("Utifrån resultatet har mötesformen ändrats.", {"developed"}),
        ("Policyn har löpt ut och är inaktuell.", {"expired"}),
        ("Det saknas en gemensam värdegrund.", {"gap", "negated"}),
        ("Vi använder inte riktlinjen.", {"negated"}),
        ("Hur följer ni upp målen?", {"question"}),
    ],
)
def test_a_sentence_is_read_for_its_signals(sentence: str, signals: set[str]) -> None:
    assert signals <= read(sentence).signals


@pytest.mark.parametrize(
    ("sentence", "in_place"),
    [
        ("Nämnderna har en gemensam modell för dialog.", True),
        ("Inte minst används den i skolan.", True),
        ("Nämnderna har ingen gemensam modell.", False),
        ("En modell ska tas fram under hösten.", False),
        ("Har ni en modell?", False),
    ],
)
def test_only_what_is_done_is_in_place(sentence: str, in_place: bool) -> None:
    assert read(sentence).in_place is in_place


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("Oj, det vågar jag inte svara på.", False),
        ("Det får ni fråga kommundirektören om.", False),
        ("Ingen aning, ärligt talat.", False),
        ("Det har jag ingen uppfattning om.", False),
        ("Det kan jeg ikke svare på.", False),
        ("Jag vet inte om vi har någon policy.", True),
        ("Vi hinner inte svara på alla frågor från invånarna.", True),
        ("På webben kan du fråga kontaktcenter.", True),
    ],
)
def test_somebody_who_has_no_answer_states_nothing(sentence: str, answers: bool) -> None:
    assert read(sentence).asks is not answers


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Policyn gäller till och med 2024-12-31.", "2024-12-31"),
        ("Gäller t.o.m. 2023", "2023-12-31"),
        ("Giltighetstid: 2019–2022", "2022-12-31"),
        ("Gäller till och med: 2026-06-30", "2026-06-30"),
        ("Beslutad 2019-05-03 av fullmäktige.", None),
        ("Planen gäller tills vidare.", None),
    ],
)
def test_a_document_says_how_long_it_is_valid(text: str, date: str | None) -> None:
    assert valid_until(text) == date
