"""Which question a text speaks of."""

import numpy as np
import pytest

from assistant.catalog import load_criteria
from assistant.drafting.compounds import Compounds
from assistant.drafting.relevance import Relevance, competing, count_uses

CRITERIA = load_criteria("kommunkompassen", "2020")
RELEVANCE = Relevance(CRITERIA, count_uses(()))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Fullmäktige har antagit en riktlinje för medborgardialog.", "1.1.1"),
        ("Dialogen med medborgarna följer en linje som fullmäktige har beslutat.", "1.1.1"),
        ("Visselblåsarfunktionen och reglerna mot mutor och jäv gäller alla anställda.", "1.5.2"),
        ("Nya chefer får en mentor från en annan förvaltning.", "8.5.3"),
    ],
)
def test_a_text_speaks_most_of_its_own_question(text: str, question: str) -> None:
    scores = RELEVANCE.of(text)

    assert int(np.argmax(scores)) == RELEVANCE.place[question]


def test_a_text_without_words_speaks_of_nothing() -> None:
    assert not RELEVANCE.of("").any()


def test_what_every_question_could_claim_is_shared_out() -> None:
    common = RELEVANCE.of("Arbetet följs upp varje år och redovisas för nämnden.")
    special = RELEVANCE.of("Pensionärsrådet och ortsrådet möter nämnden varje år.")

    assert competing(common).max() < competing(special).max()


def test_words_that_all_passages_use_tell_less() -> None:
    everywhere = Relevance(CRITERIA, count_uses(["Medborgardialog i kommunen."] * 50))
    place = RELEVANCE.place["1.1.1"]

    assert everywhere.of("Medborgardialog")[place] < RELEVANCE.of("Medborgardialog")[place]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("medborgardialog", ("medborg", "dialog")),
        ("kvalitetsrapport", ("kvalitet", "rapport")),
        ("dialog", ()),
        ("xyzdialog", ()),
    ],
)
def test_compounds_are_taken_apart_by_words_in_use(word: str, parts: tuple[str, ...]) -> None:
    compounds = Compounds({"medborg": 3, "dialog": 5, "kvalitet": 2, "rapport": 2})

    assert compounds.parts(word) == parts
