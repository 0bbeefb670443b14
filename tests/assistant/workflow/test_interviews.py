"""Words in an interview that may be names left over."""

import pytest

from assistant.workflow.interviews import perhaps_names, tokens


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in perhaps_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Det var Karin Sjölund på HR som sa det.", ["Karin Sjölund"]),
        ("Maria Norén: Samverkan fungerar.", ["Maria Norén"]),
        ("Maria: Samverkan fungerar.\nBosse: Ja.", ["Maria", "Bosse"]),
        ("Vi ringde Anna-Lena af Ugglas i Strandnäs.", ["Anna-Lena af Ugglas", "Strandnäs"]),
        ("På Facebook svarar vi.", ["Facebook"]),
        ("Hon sa: ”Fråga gärna Petra.” Sedan gick hon.", ["Petra"]),
    ],
)
def test_a_capital_inside_a_sentence_two_side_by_side_and_a_label_may_be_names(text: str, names: list[str]) -> None:
    assert _found(text) == names


def test_what_begins_a_sentence_abbreviations_tokens_and_the_one_who_asks_are_no_names() -> None:
    assert _found("Intervjuare: Hur gör ni?\n[P1]: Vi följer upp. Det gör KS och HR också. Sedan? Inget.") == []
    assert tokens("Enligt [P1] på [telefon].") == ((7, 11), (15, 24))
