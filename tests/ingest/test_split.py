import time

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Block, Location
from ingest.split import SplitSettings, SplitText, split

SENTENCE = "Nämnden följer upp målen varje år och redovisar resultatet för fullmäktige. "

locations = st.builds(
    Location,
    page=st.one_of(st.none(), st.integers(1, 5)),
    row=st.one_of(st.none(), st.integers(1, 9)),
    heading=st.lists(st.sampled_from(["A", "B", "C"]), max_size=3).map(tuple),
    speaker=st.sampled_from([None, "Intervjuare", "P1", "P2"]),
)
blocks = st.lists(
    st.builds(
        Block,
        st.one_of(
            st.text(alphabet=st.sampled_from("abc ÅÄ.!?\n- 1"), max_size=80),
            st.integers(1, 60).map(lambda count: SENTENCE * count),
            st.integers(1, 3000).map(lambda count: "x" * count),
        ),
        locations,
        st.one_of(st.none(), st.integers(1, 6)),
    ),
    max_size=25,
)
settings = st.tuples(st.integers(40, 900), st.integers(0, 400), st.integers(0, 200)).map(
    lambda triple: SplitSettings(triple[0], triple[0] + triple[1], triple[2])
)


@given(blocks, settings)
def test_passages_and_segments_reproduce_the_text(given_blocks: list[Block], given_settings: SplitSettings) -> None:
    result = split(given_blocks, given_settings)

    assert all(result.text[p.start : p.end] == p.text for p in result.passages)
    assert [p.ordinal for p in result.passages] == list(range(len(result.passages)))
    assert [result.text[s.start : s.end] for s in result.segments] == [
        b.text.strip() for b in given_blocks if b.text.strip()
    ]
    assert _covered(result)


def _covered(result: SplitText) -> bool:
    """Whether every character that is no blank lies in a passage."""
    covered = bytearray(len(result.text))
    for passage in result.passages:
        covered[passage.start : passage.end] = b"\x01" * (passage.end - passage.start)
    return all(mark or sign.isspace() for sign, mark in zip(result.text, covered, strict=True))


@given(blocks, settings)
def test_no_passage_is_longer_than_the_maximum(given_blocks: list[Block], given_settings: SplitSettings) -> None:
    result = split(given_blocks, given_settings)

    assert all(len(p.text) <= given_settings.maximum for p in result.passages)


def test_small_neighbours_under_one_heading_become_one_passage() -> None:
    where = Location(heading=("Mål",))
    result = split([Block("Mål", where, 2), *[Block("Kort stycke om målen.", where)] * 5])

    assert len(result.passages) == 1
    assert result.passages[0].text.startswith("Mål\n\nKort")
    assert result.passages[0].location.heading == ("Mål",)


def test_a_passage_begins_at_a_heading() -> None:
    result = split(
        [
            Block("Mål", Location(heading=("Mål",)), 1),
            Block(SENTENCE * 4, Location(heading=("Mål",))),
            Block("Uppföljning", Location(heading=("Uppföljning",)), 1),
            Block(SENTENCE * 4, Location(heading=("Uppföljning",))),
        ]
    )

    assert [p.text.partition("\n")[0] for p in result.passages] == ["Mål", "Uppföljning"]


def test_a_long_paragraph_is_cut_between_sentences_and_a_short_one_is_repeated() -> None:
    result = split([Block((SENTENCE * 40).strip(), Location(page=3))])

    assert len(result.passages) > 2
    assert all(p.text.endswith("fullmäktige.") and p.text.startswith("Nämnden") for p in result.passages)
    assert result.passages[1].start < result.passages[0].end
    assert {p.location.page for p in result.passages} == {3}


def test_a_question_and_its_answer_stay_together_and_the_one_who_answers_is_named() -> None:
    result = split(
        [
            Block("Hur arbetar ni med dialog?", Location(time=1.0, speaker="Intervjuare")),
            Block(SENTENCE * 4, Location(time=5.0, speaker="P1, chef")),
            Block("Och uppföljningen?", Location(time=60.0, speaker="Intervjuare")),
            Block(SENTENCE * 4, Location(time=66.0, speaker="P2, rektor")),
        ]
    )

    assert [p.location.speaker for p in result.passages] == ["P1, chef", "P2, rektor"]
    assert [p.location.time for p in result.passages] == [1.0, 60.0]


def test_rows_and_items_are_joined_by_one_newline_and_paragraphs_by_two() -> None:
    rows = split([Block("År: 1", Location(row=1)), Block("År: 2", Location(row=2))])
    items = split([Block("Vi vill:"), Block("- mer"), Block("- bättre"), Block("Slut.")])

    assert rows.text == "År: 1\nÅr: 2"
    assert items.text == "Vi vill:\n\n- mer\n- bättre\n\nSlut."


def test_pages_far_apart_are_not_mixed() -> None:
    result = split([Block("Första.", Location(page=1)), Block("Långt bort.", Location(page=9))])

    assert [p.location.page for p in result.passages] == [1, 9]


def test_five_megabytes_are_split_in_a_second_or_so() -> None:
    document = [Block((SENTENCE * 30).strip(), Location(page=n // 4)) for n in range(2400)]
    begun = time.process_time()

    result = split(document)

    assert len(result.text) > 5_000_000
    assert time.process_time() - begun < 25  # measured 0.5 s on an idle core
