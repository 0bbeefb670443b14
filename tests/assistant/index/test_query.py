"""What a question asks for, in the evidence's spelling."""

import pytest

from assistant.index.query import JOINED, NEAR, SAME, understand
from assistant.index.tokens import stems, words

KNOWN = frozenset(
    s
    for w in words("kommunikationspolicy invånare uppföljning ekonomi medborgardialog verksamhet översyn beslut roll")
    for s in stems(w)
)


def _added(query: str) -> dict[str, float]:
    return {word: weight for word, weight in understand(query, KNOWN).items() if word not in words(query)}


def test_what_was_written_keeps_its_weight_and_counts_as_often_as_it_stands() -> None:
    assert understand("uppföljning, uppföljning av ekonomi", KNOWN) == {"uppföljning": 2, "av": 1, "ekonomi": 1}


@pytest.mark.parametrize("query", ["oversyn", "översym", "översyyn", "övesryn", "övrsyn"])
def test_an_unknown_word_asks_also_for_the_known_word_one_slip_away(query: str) -> None:
    assert _added(query) == {"översyn": NEAR}


@pytest.mark.parametrize("query", ["rol", "översyn", "krypskytte", "2023a"])
def test_short_known_and_strange_words_are_left_as_they_are(query: str) -> None:
    assert _added(query) == {}


@pytest.mark.parametrize("query", ["kommunikations policy", "medborgar dialog"])
def test_a_compound_written_apart_is_asked_for_as_one_word(query: str) -> None:
    assert _added(query) == {query.replace(" ", ""): JOINED}


def test_acronyms_are_spelt_out_and_spelt_out_names_are_shortened() -> None:
    assert _added("beslut i KF")["kommunfullmäktige"] == SAME
    assert _added("kommunens kvalitet i korthet") == {"kkik": SAME}
    assert "kkik" not in _added("kvalitet i förskolan")


def test_norwegian_is_asked_for_in_swedish() -> None:
    asked = understand("Hvordan følger kommunen opp økonomien, og hva sier innbyggerne om virksomheten?", KNOWN)

    assert {"invånarna", "ekonomien", "verksamheten", "kommunen", "följer", "upp"} <= asked.keys()
    assert not {"hvordan", "og", "hva"} & asked.keys()


@pytest.mark.parametrize(
    "query", ["Hur gör vi när målen följs upp?", "Vem har ansvaret från start?", "Vad blir det av dialogen?", ""]
)
def test_swedish_is_not_taken_for_norwegian(query: str) -> None:
    assert list(understand(query, KNOWN)) == list(dict.fromkeys(words(query)))
