"""Hybrid search over a feed kept in memory, with real Chroma in a temporary folder."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assistant.domain.evidence import SearchFilter
from assistant.index import HybridIndex, open_embedder
from assistant.index.retriever import KompassRetriever

Open = Callable[[Any], HybridIndex]


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("dialog med medborgarna", "Nämnderna ska årligen"),
        ("medborgardialogen", "Riktlinjen för medborgardialog"),
        ("sjukfrånvaro", "Sjukfrånvaron"),
        ("KKiK", "KKiK"),
        ("etjänst", "Här hittar du"),
    ],
)
def test_swedish_words_are_found_in_other_forms(open_index: Open, feed: Any, query: str, start: str) -> None:
    index = open_index(feed)
    hits = index.search(query, k=2)

    assert any(hit.passage.text.startswith(start) for hit in hits)


def test_a_filter_lets_only_its_kind_through(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    hits = index.search("riktlinje", k=10, where=SearchFilter(kinds=("interview",)))

    assert {hit.passage.kind for hit in hits} == {"interview"}


def test_a_second_sync_does_nothing_and_a_reopened_index_embeds_nothing(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    assert index.sync().added == 0
    index.close()
    embedded = feed.embedded
    again = open_index(feed)
    found = again.search("medborgardialog")

    assert found
    assert feed.embedded == embedded


def test_a_removed_passage_leaves_the_index(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    del feed.rows["riktlinje.1.0"]
    report = index.sync()
    hits = index.search("riktlinjen för medborgardialog", k=10)

    assert report.removed == 1
    assert "riktlinje.1.0" not in {hit.passage.id for hit in hits}


def test_a_row_gone_from_the_store_is_no_hit_even_before_the_sync(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    del feed.rows["riktlinje.1.0"]
    hits = index.search("riktlinjen för medborgardialog", k=10)

    assert "riktlinje.1.0" not in {hit.passage.id for hit in hits}


def test_the_retriever_gives_documents_with_their_place(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    documents = KompassRetriever(index=index, k=3).invoke("medborgardialog")

    assert documents[0].metadata["source_id"] == "riktlinje"
    assert documents[0].metadata["kind"] == "steering_document"


def test_the_same_text_gives_the_same_unit_vector() -> None:
    embedder = open_embedder()
    first, second = embedder.embed_passages(["Kommunfullmäktige beslutade.", "Kommunfullmäktige beslutade."])

    assert np.array_equal(first, second)
    assert abs(float(np.linalg.norm(first)) - 1) < 1e-5


def test_an_empty_assessment_finds_nothing(open_index: Open, empty_feed: Any) -> None:
    index = open_index(empty_feed)
    hits = index.search("vad som helst")

    assert hits == []


@pytest.mark.parametrize(("exact", "narrow"), [(100, 0), (1, 100), (1, 0)])
def test_a_filter_finds_the_same_however_vectors_are_compared(
    open_index: Open, feed: Any, monkeypatch: pytest.MonkeyPatch, exact: int, narrow: int
) -> None:
    monkeypatch.setattr("assistant.index.hybrid.EXACT_LIMIT", exact)
    monkeypatch.setattr("assistant.index.hybrid.NARROW", narrow)
    hits = open_index(feed).search("kommunens riktlinje", where=SearchFilter(kinds=("website",)))

    assert [hit.passage.id for hit in hits] == ["webb.1.4", "webb.1.5"]
    assert [hit.vector_rank for hit in hits] == [2, 1]


def test_words_at_the_beginning_of_a_passage_weigh_more(open_index: Open, feed_of: Any) -> None:
    about, aside = "Medborgardialog förs varje vår.", "Lokalerna städas varje vecka."
    index = open_index(feed_of([("a", "website", f"{aside} {about}"), ("b", "website", f"{about} {aside}")]))

    assert [hit.passage.source_id for hit in index.search("medborgardialog")] == ["b", "a"]


def test_the_first_hit_brings_up_passages_that_share_its_words_and_not_the_question_s(
    open_index: Open, feed_of: Any
) -> None:
    texts = [
        "Medborgardialog: ungdomsforum och torgmöten hålls varje höst.",
        "Torgmöten och ungdomsforum lockade sextio deltagare.",
        "Vattenledningarna spolas vart femte år av entreprenören.",
    ]
    index = open_index(feed_of([("a", "website", text) for text in texts]))
    hits = index.search("medborgardialog")

    assert [hit.passage.ordinal for hit in hits][:2] == [0, 1]
    assert hits[1].lexical_rank == 2


def test_files_of_an_older_way_of_reading_words_are_built_anew(
    open_index: Open, feed: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_index(feed).close()
    before = next(tmp_path.rglob("state.json")).read_text(encoding="utf-8")
    monkeypatch.setattr("assistant.index.saved.WORDS", "older")
    index = open_index(feed)

    assert next(tmp_path.rglob("state.json")).read_text(encoding="utf-8") != before
    assert index.search("medborgardialog")
