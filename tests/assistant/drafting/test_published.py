"""The text of a published report, read for how far things have come."""

from fractions import Fraction

import pytest

from assistant.catalog import load_criteria
from assistant.drafting.published import percent, statements
from assistant.drafting.relevance import Relevance, count_uses

CRITERIA = load_criteria("kommunkompassen", "2020")
RELEVANCE = Relevance(CRITERIA, count_uses(()))

STRONG = (
    "Kommunen har en beslutad modell för medborgardialog som används i alla nämnder och bolag. Resultatet följs upp "
    "varje år och redovisas för fullmäktige. Efter förra årets utvärdering ändrades formerna, vilket är uppskattat."
)
MIDDLING = (
    "Kommunen har en policy för kommunikation. Den används i vissa förvaltningar, men uppföljningen skulle kunna bli "
    "tydligare."
)
WEAK = (
    "En gemensam strategi saknas. Arbetet sker då och då i enstaka enheter. Det finns en ambition att ta fram en "
    "riktlinje. Kommunen skulle kunna föra en mer samlad dialog."
)


def share(text: str) -> Fraction | None:
    return percent(text, CRITERIA.sub_area_of("1.1"), RELEVANCE)


def test_texts_are_ordered_by_what_they_say_is_in_place() -> None:
    strong, middling, weak = (share(text) for text in (STRONG, MIDDLING, WEAK))

    assert strong is not None
    assert middling is not None
    assert weak is not None
    assert 0 <= weak < middling < strong <= 100


@pytest.mark.parametrize(
    ("sentence", "sort"),
    [
        ("Kommunen publicerar kallelser och protokoll på webben.", "in_place"),
        ("Varje verksamhet ska bidra till en hållbar utveckling.", "rule"),
        ("Verktyget används i några förvaltningar och på eget initiativ.", "part"),
        ("Det finns adresser till alla, men telefonnummer saknas.", "mixed"),
        ("En ny modell planeras att införas till nästa år.", "planned"),
        ("Resultaten skulle kunna presenteras tydligare på webben.", "wish"),
        ("En gemensam värdegrund saknas.", "lacking"),
        ("Nordby är en kommun som har arbetat länge med detta.", "role_model"),
    ],
)
def test_a_sentence_has_one_sort(sentence: str, sort: str) -> None:
    (statement,) = statements(sentence)

    assert statement.sort == sort


@pytest.mark.parametrize("text", ["", "Vad är målet med samverkan?", "Tidigare fanns en sådan nämnd i kommunen."])
def test_a_text_that_claims_nothing_has_no_percent(text: str) -> None:
    assert share(text) is None
