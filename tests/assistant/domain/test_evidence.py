"""How passages and texts are named and what the index reads of them."""

from dataclasses import replace

import pytest

from assistant.domain.evidence import (
    SOURCE_KINDS,
    Passage,
    Place,
    Segment,
    content_key,
    passage_id,
    place_at,
    shown_title,
)

PASSAGE = Passage("s1.1.0", "s1", 1, 0, 0, 5, "Text.", Place(), "survey", "a.pdf", "Plan")


def test_the_index_reads_title_and_headings_once_each_before_the_text() -> None:
    placed = Passage("s1.1.0", "s1", 1, 0, 0, 5, "Text.", Place(heading=("Plan", "Mål", "Mål")), "survey", "a", "Plan")

    assert placed.search_text == "Plan\nMål\nText."
    assert PASSAGE.search_text == "Plan\nText."


def test_a_passage_is_named_by_source_revision_and_place_in_order() -> None:
    assert passage_id("s1", 2, 13) == "s1.2.13"
    assert len({passage_id("s1", a, b) for a in range(12) for b in range(12)}) == 144


def test_a_text_is_named_by_its_content() -> None:
    assert content_key("") == "e3b0c44298fc1c149afbf4c8996fb924"
    assert content_key("mål") != content_key("ma\u030al")


def test_there_are_six_kinds_of_sources() -> None:
    assert len(SOURCE_KINDS) == 6


def test_a_quote_stands_where_its_own_paragraph_does_and_below_its_passages_headings() -> None:
    passage = Place(page=1, page_label="i", heading=("Mål",), speaker="Chef")
    segments = (Segment(10, 20, Place(page=1)), Segment(21, 40, Place(page=2, page_label="ii", row=4)))

    assert place_at(segments, 21, passage) == Place(page=2, page_label="ii", row=4, heading=("Mål",), speaker="Chef")
    assert place_at(segments, 20, passage).page == 1
    assert place_at(segments, 3, passage) == passage
    assert place_at((), 30, passage) == passage


@pytest.mark.parametrize(
    ("title", "name", "shown"),
    [
        ("Policy för dialog", "styrdokument/p.pdf", "Policy för dialog"),
        (None, "intervjuer/intervju-med_chefer.vtt", "Intervju med chefer"),
        ("", "översikt.2024.pdf", "Översikt.2024"), (None, "KS-protokoll", "KS protokoll"),
        (None, ".gitkeep", ".gitkeep"), (None, "mapp/", "Mapp"), (None, "-.txt", "-.txt"),
    ],
)  # fmt: skip
def test_a_source_without_a_title_is_called_by_its_files_name_in_words(
    title: str | None, name: str, shown: str
) -> None:
    assert shown_title(title, name) == shown
    assert replace(PASSAGE, source_title=title or "", source_name=name).source_shown == shown
