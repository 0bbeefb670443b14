"""How passages and texts are named and what the index reads of them."""

from assistant.domain.evidence import SOURCE_KINDS, Passage, Place, content_key, passage_id

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
