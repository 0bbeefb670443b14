"""Names in a row."""

import pytest

from assistant.domain.criteria import Language
from assistant.domain.listing import listed


@pytest.mark.parametrize(
    ("names", "language", "said"),
    [
        ([], "sv", ""), (["mål"], "sv", "mål"), (["mål", "budget"], "sv", "mål och budget"),
        (["mål", "hot och hat", "jäv"], "sv", "mål, hot och hat samt jäv"),
        (["lön samt villkor", "hot och hat"], "sv", "lön samt villkor och hot och hat"),
        (["goals", "budget"], "en", "goals and budget"),
        (["threats and hatred", "budget"], "en", "threats and hatred as well as budget"),
    ],
)  # fmt: skip
def test_names_are_joined_so_that_each_is_told_from_the_next(names: list[str], language: Language, said: str) -> None:
    assert listed(names, language) == said
