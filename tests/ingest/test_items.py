"""A quote from a list begins with its words, whatever stands in front of the item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import sentence_spans, words_from, words_to


@pytest.mark.parametrize(
    "mark",
    ["• ", "•", "- ", "– ", "— ", "* ", "o ", "◦ ", "▪", "\uf0b7 ", "\uf0a7", "➢ ", "✓ ", "1. ", "12) ", "(3) ", "a) ",
     "(b) ", "c. ", "2.1 ", "2.1.3. ", "iv) ", "• – "],
)  # fmt: skip
def test_the_words_of_an_item_begin_after_its_mark(mark: str) -> None:
    text = f"{mark}Kommunstyrelsen följer upp planen varje år."
    assert text[words_from(text, 0, len(text)) :] == "Kommunstyrelsen följer upp planen varje år."


@pytest.mark.parametrize(
    "text",
    [
        "Kommunstyrelsen beslutar.",
        "1. januar 2024 ble planen vedtatt.",
        "25 procent av cheferna har gått utbildningen.",
        "-5 procent är målet.",
        "2,5 miljoner avsattes.",
        "10.30 Mötet öppnas av ordföranden.",
        "o andra sidan finns planen kvar.",
        "*utbildning, lokaler med mera",
        "Ö är en bokstav.",
        "[P-6973b6] heter jag.",
        "§ 5 Nämnden ansvarar.",
        "2024. Det året antogs planen.",
        "vi) ",
        "• ",
        "",
    ],
)
def test_what_is_part_of_the_sentence_stays(text: str) -> None:
    assert words_from(text, 0, len(text)) == 0


@given(st.text(alphabet="•–-*o1a.)( \n\uf0b7VÅx", max_size=30))
def test_no_word_is_lost_and_something_always_remains(text: str) -> None:
    for start, end in sentence_spans(text):
        begun = words_from(text, start, end)
        assert start <= begun < end
        assert not any(len(word) > 2 and word.isalpha() for word in text[start:begun].split())


@pytest.mark.parametrize("mark", ["•", "●", "\uf0b7", "■", "✓"])
def test_each_item_under_a_line_without_an_end_is_a_sentence_of_its_own(mark: str) -> None:
    text = f"Nämnden ska\n{mark} följa upp planen,\n{mark} redovisa den."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Nämnden ska", f"{mark} följa upp planen,", f"{mark} redovisa den.",
    ]  # fmt: skip


def test_the_mark_of_a_note_ends_a_sentence_and_is_none_of_its_words() -> None:
    text = (
        "Nämnden följer upp planen.1 Den redovisas i mars (se 3.1 Ansvar).\nBeslut enligt kap.2 Kommunallagen gäller."
    )
    spans = sentence_spans(text)

    assert [text[a : words_to(text, a, b)] for a, b in spans] == [
        "Nämnden följer upp planen.",
        "Den redovisas i mars (se 3.1 Ansvar).",
        "Beslut enligt kap.2 Kommunallagen gäller.",
    ]
