"""Quotes that stand in their source, and all the ways in which they do not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import citations

SOURCE = (
    "Kommunen har inte en beslutad plan för dialog. Nämnderna följer upp 2,5 procent av målen, t.ex. varje år. "
    "Riktlinjen är okänd i organisationen. Satsningen kostade 10 000 kronor och gav 10² platser.\n\n"
    "Personalen är nöjd med de fina lokalerna – särskilt barn- och ungdomsvården."
)


@pytest.mark.parametrize(
    "quote",
    [
        "Nämnderna följer upp 2,5 procent av målen, t.ex. varje år.",
        "NÄMNDERNA följer  upp 2,5 procent",
        "Nämnderna följer upp 2,5 pro-\ncent av målen",
        "Nämn\u00adderna följer upp 2,5 procent",
        "med de \ufb01na lokalerna - särskilt barn- och ungdomsvården",
        unicodedata.normalize("NFD", "Nämnderna följer upp 2,5 procent av målen"),
        "kostade 10\u00a0000 kronor och gav",
    ],
)
def test_what_typesetting_does_to_a_quote_is_undone(quote: str) -> None:
    assert citations.check(quote, SOURCE).verdict == "verified"


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("Nämnderna följer upp 3,5 procent av målen", "altered"),
        ("5 procent av målen, t.ex. varje", "altered"),
        ("känd i organisationen", "altered"),
        ("Kommunen har en beslutad plan för dialog", "altered"),
        ("000 kronor och gav", "altered"),
        ("10 000 kronor och gav 102 platser", "altered"),
        ("en beslutad plan för dialog. Riktlinjen är okänd i organisationen", "spliced"),
        ("Kommunen har … okänd i organisationen", "spliced"),
        ("Fullmäktige har sålt simhallen till ett bolag", "absent"),
        ("beslutad", "cannot_tell"),
        ("", "cannot_tell"),
    ],
)
def test_what_does_not_stand_in_the_source_is_refused(quote: str, verdict: str) -> None:
    assert citations.check(quote, SOURCE).verdict == verdict


def test_a_quote_of_another_source_is_elsewhere() -> None:
    others = {"s2": citations.normalise("Fullmäktige har sålt simhallen till ett bolag.")}
    checked = citations.check("Fullmäktige har sålt simhallen till ett bolag", SOURCE, others=others)

    assert (checked.verdict, checked.found_in) == ("elsewhere", "s2")


def test_a_negation_that_was_cut_off_is_named_and_the_sentence_is_given() -> None:
    checked = citations.check("en beslutad plan för dialog", SOURCE)

    assert checked.cut_off == ("inte",)
    assert SOURCE[checked.sentence_start : checked.sentence_end] == "Kommunen har inte en beslutad plan för dialog."


def test_offsets_count_in_the_source_as_it_is() -> None:
    quote = "Personalen är nöjd med de fina lokalerna"
    noisy = SOURCE.replace("fina", "\ufb01na").replace("Personalen", "Per\u00adsonalen")
    checked = citations.check(quote, noisy)

    assert citations.normalise(noisy[checked.start : checked.end]).text == quote.casefold()


@pytest.mark.parametrize(
    ("quote", "source", "verdict"),
    [
        ("diskriminering pågår i skolan", "Arbetet mot icke-diskriminering pågår i skolan.", "altered"),
        ("Arbetet mot icke", "Arbetet mot icke-diskriminering pågår.", "altered"),
        ("arbetet gick från 10", "Arbetet gick från 10,5 till 11.", "altered"),
        ("De ringde och de skrev till oss", "De ringde ofta och de skrev till oss ibland.", "altered"),
        ("de skrev till oss ibland", "De ringde ofta och de skrev till oss. Och de skrev till oss ibland.", "verified"),
        ("Ett A\u030a r är långt nog här", "Ett A\u030a r är långt nog här.", "verified"),
    ],
)
def test_borders_of_words_and_numbers_are_kept(quote: str, source: str, verdict: str) -> None:
    assert citations.check(quote, source).verdict == verdict


def test_the_marks_of_a_decomposed_last_letter_belong_to_the_quote() -> None:
    source = unicodedata.normalize("NFD", "Nämnden följer upp målen på två sätt varje år.")
    checked = citations.check("följer upp målen på två", source)

    assert unicodedata.normalize("NFC", source[checked.start : checked.end]) == "följer upp målen på två"


def test_a_heading_and_a_list_are_not_part_of_the_sentence() -> None:
    source = "Mål för dialogen:\n- Alla nämnder för dialog varje år\n\nNästa stycke börjar här. Och slutar."
    checked = citations.check("Alla nämnder för dialog varje år", source)

    assert "Nästa" not in source[checked.sentence_start : checked.sentence_end]


def test_blanks_around_a_text_do_not_count() -> None:
    assert citations.normalise(" \n text  \n").text == "text"
    assert citations.find("", citations.normalise("text")) is None


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("00 vardagar klockan 8-16", "absent"),
        ("Ring växeln på 0123-555", "absent"),
        ("0123-555 00 vardagar klockan 8-16", "verified"),
        ("12 elever har gått kursen", "verified"),
    ],
)
def test_a_telephone_number_is_not_cut_between_its_groups(quote: str, verdict: str) -> None:
    source = "Ring växeln på 0123-555 00 vardagar klockan 8-16. Telefon: 0123-555 00\n12 elever har gått kursen."
    assert (citations.check(quote, source).verdict == "verified") == (verdict == "verified")


def test_a_number_at_the_beginning_of_a_quote_may_be_whole() -> None:
    assert citations.check("10 nya platser i år", "Bra! Det blev 10 nya platser i år.").verdict == "verified"


def test_an_exclamation_ends_a_sentence() -> None:
    source = "Så bra! Vi följer upp dialogen varje år."
    checked = citations.check("Vi följer upp dialogen varje år", source)

    assert source[checked.sentence_start : checked.sentence_end] == "Vi följer upp dialogen varje år."


def test_every_other_source_is_asked_before_a_quote_is_absent() -> None:
    others = {n: citations.normalise(text) for n, text in (("s2", "Något annat."), ("s3", "Helt annan text här."))}

    assert citations.check("Fullmäktige har sålt simhallen till ett bolag", SOURCE, others=others).verdict == "absent"


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="abÅäé ßİ\n\r\t\u00a0-–…ﬁ\u00ad\u0308”'1²", max_size=40))
def test_the_quick_way_to_normalise_says_the_same_as_the_thorough_one(text: str) -> None:
    quick = citations._by_words(text)

    assert quick is None or quick == citations._by_characters(text)
    assert citations.normalise(text) == citations._by_characters(text)


@given(st.text(alphabet="abÅäé \n\t-–”'1", max_size=40))
def test_ordinary_text_is_normalised_the_quick_way(text: str) -> None:
    assert citations._by_words(text) is not None
