import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen har t.ex. en policy för dialog.",
        "Det gäller bl.a. skolan och vården.",
        "Arbetet pågår, s.k. tillitsbaserad styrning, dvs. mindre kontroll.",
        "Enligt 3 kap. 5 § ska nämnden besluta.",
        "Kostnaden är ca. 3.5 miljoner kr per år.",
        "Mötet börjar kl. 10.00 den 3. maj.",
        "Beslutet togs av M. Lundqvist i går.",
        "Se nr. 4 i planen, sid. 12 ff. i bilagan.",
        "Rätt beteckning är KS-2023-00112.",
        '"Varför inte?" frågade hon.',
    ],
)
def test_an_abbreviation_or_an_initial_does_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_full_stops_questions_and_closing_quotes_end_sentences() -> None:
    assert sentences('Vi har mål. Har vi planer? Ja! (Se bilaga 2.) "Så är det." Slut 2024. Nästa.') == [
        "Vi har mål.",
        "Har vi planer?",
        "Ja!",
        "(Se bilaga 2.)",
        '"Så är det."',
        "Slut 2024.",
        "Nästa.",
    ]


def test_an_abbreviation_that_may_stand_last_ends_before_a_capital() -> None:
    assert sentences("Dialog, samråd m.m. Nämnden följer upp.") == ["Dialog, samråd m.m.", "Nämnden följer upp."]


def test_items_and_rows_are_sentences_of_their_own() -> None:
    assert sentences("Målen är:\n- fler invånare\n- fler jobb\n1. Bakgrund\nÅr: 2024; Antal: 3") == [
        "Målen är:",
        "- fler invånare",
        "- fler jobb",
        "1. Bakgrund",
        "År: 2024; Antal: 3",
    ]


def test_a_line_that_goes_on_is_not_cut() -> None:
    assert len(sentences("Kommunen arbetar med\nnya mål i\nÄlvlunda.")) == 1


def test_a_transcription_without_capitals_is_still_cut() -> None:
    text = "vi har en plan för det. den är beslutad i nämnden. " * 6

    assert len(sentences(text)) == 12


@given(st.text(alphabet=st.sampled_from('abcÅÄ .!?\n"”)1-…,M'), max_size=300))
def test_sentences_are_in_order_and_hold_every_word(text: str) -> None:
    spans = sentence_spans(text)

    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize("unit", [".", "a.", "1. ", "\n", ". ", '."', "A. ", "2024. ", " \n", "t.ex. "])
def test_a_hostile_text_costs_time_in_proportion_to_its_length(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    begun = time.process_time()

    sentence_spans(text)

    assert time.process_time() - begun < 20
