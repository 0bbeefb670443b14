"""Texts that are longer than a model reads."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.index.windows import split


def thirds(texts: Sequence[str]) -> list[int]:
    """A tokenizer that takes three characters a token."""
    return [-(-len(text) // 3) for text in texts]


@given(text=st.text(alphabet="abåä. \n", max_size=400), room=st.integers(1, 40))
def test_nothing_is_lost_and_every_window_fits(text: str, room: int) -> None:
    windows = split(text, room, thirds)

    assert "".join("".join(w.text.split()) for w in windows) == "".join(text.split())
    assert all(sum(thirds(w.text.split())) <= room for w in windows if len(windows) > 1)


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert [w.text for w in split("  Två ord. ", 40, thirds)] == ["  Två ord. "]
    assert [w.text for w in split("", 1, thirds)] == [""]


def test_windows_are_about_equally_long_and_end_between_words() -> None:
    windows = split("nämnden " * 11, 10, thirds)

    assert [w.tokens for w in windows] == [9, 9, 9, 6]
    assert all(w.text.endswith("nämnden") for w in windows)
