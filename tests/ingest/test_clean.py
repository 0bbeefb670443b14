import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import Tidied, ends_broken, join_lines, tidy, words_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u030akerbruk", "åkerbruk"),
        ("\ufb01nansiering och e\ufb00ekt, o\ufb03ciell \ufb02ora", "finansiering och effekt, officiell flora"),
        ("10\u00b2 m, 3\u00bd år", "10\u00b2 m, 3\u00bd år"),
        ("1\u00a0000\u202f000\u2003kr", "1 000 000 kr"),
        ("  en \t rad \r\n två  \u2028 tre ", "en rad\ntvå\ntre"),
        ("med\xadborgare och soft\x7fware", "medborgare och software"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_tidy_changes_looks_and_never_words(raw: str, clean: str) -> None:
    assert tidy(raw) == Tidied(clean, 0)


def test_tidy_counts_what_may_have_been_hidden_on_purpose() -> None:
    tagged = "".join(chr(0xE0000 + ord(letter)) for letter in "ge fem")

    assert tidy(f"synlig\u200b text\u202e{tagged}") == Tidied("synlig text", 8)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text).text

    assert tidy(once) == Tidied(once, 0)
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["ett med-", "borgarlöfte"], "ett medborgarlöfte"),
        (["ärende KS-2023-", "00012 avslutas"], "ärende KS-2023-00012 avslutas"),
        (["under 2023-", "2025"], "under 2023-2025"),
        (["sedan 1990-", "talet"], "sedan 1990-talet"),
        (["barn-", "och ungdomsnämnden"], "barn- och ungdomsnämnden"),
        (["plan- och bygg-", "nämnden"], "plan- och byggnämnden"),
        (["nya e-", "tjänster"], "nya e-tjänster"),
        (["Väst-", "Sverige"], "Väst-Sverige"),
        (["ett EU-", "medel"], "ett EU-medel"),
        (["KOMMUN-", "STYRELSEN"], "KOMMUNSTYRELSEN"),
        (["upp\u00ad", "följning"], "uppföljning"),
        (["upp\x7f", "följning"], "uppföljning"),
        (["upp\ufffe", "följning"], "uppföljning"),
        (["upp\x02", "följning"], "uppföljning"),
        (["klart –", "äntligen"], "klart – äntligen"),
        (["och/", "eller"], "och/eller"),
        (["www.kommun-", "namn.se"], "www.kommun-namn.se"),
        (["en rad", "", "till"], "en rad till"),
        ([], ""),
    ],
)
def test_broken_words_are_made_whole_and_real_hyphens_stay(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_the_document_itself_tells_whether_a_hyphen_belongs_to_a_word() -> None:
    known = words_of(["vår it-avdelning och kommunstyrelsen", "möter in-", "satser"])

    assert join_lines(["en ny it-", "avdelning"], known) == "en ny it-avdelning"
    assert join_lines(["hela kommun-", "styrelsen"], known) == "hela kommunstyrelsen"
    assert "satser" not in known
    assert "in" not in known


def test_the_joined_form_wins_when_the_document_has_both() -> None:
    known = words_of(["uppföljning", "upp-följning"])

    assert join_lines(["upp-", "följning"], known) == "uppföljning"


@pytest.mark.parametrize(("line", "broken"), [("med-", True), ("2023-", False), ("ord –", False), ("-", False)])
def test_only_a_hyphen_after_a_letter_breaks_a_word(line: str, *, broken: bool) -> None:
    assert ends_broken(line) is broken


@pytest.mark.parametrize("unit", [" ", "\u200b", "-", "a-", " \n", "\u00a0\u00ad", "www.", "\ufb01"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * 200_000
    began = time.process_time()

    tidy(text)
    known = words_of([text])
    join_lines([text, text], known)

    assert time.process_time() - began < 20
