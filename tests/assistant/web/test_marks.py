"""Marks on a model's words, in the language of a page."""

import re
from pathlib import Path

import pytest

from assistant.web.pages.marks import mark_in

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("Vilar inte på något citat.", "Rests on no quote."),
        ("”99” står inte i det som citeras.", "“99” is not in what is cited."),
        ("”Vad” står inte i det som citeras.", "“Vad” is not in what is cited."),
        ("Citat som inte är belagt: Citatet finns inte i källan.", "The quote is not in the source."),
    ],
)
def test_a_mark_is_told_in_the_language_of_the_page(mark: str, said: str) -> None:
    assert mark_in(mark, "en") == (said, "en")
    assert mark_in(mark, "sv")[1] == "sv"


def test_what_nobody_has_translated_stays_swedish_and_says_so() -> None:
    assert mark_in("Något nytt.", "en") == ("Något nytt.", "sv")


def test_every_mark_that_prose_can_get_is_known_to_the_pages() -> None:
    given = set()
    for name in ("proving", "stating"):
        code = (ROOT / "assistant" / "drafting" / f"{name}.py").read_text(encoding="utf-8")
        given |= set(re.findall(r'marks(?:\.append\(| = \[)"([^"{]+)"', code))

    assert len(given) >= 6
    assert all(mark_in(mark, "en")[1] == "en" for mark in given)
