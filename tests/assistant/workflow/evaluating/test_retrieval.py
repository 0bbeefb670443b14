import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.catalog.beir import Document, RetrievalSet
from assistant.errors import InvalidInputError
from assistant.workflow.evaluating import retrieval
from assistant.workflow.evaluating.feed import MemoryFeed, passages_of
from assistant.workflow.parts import Parts

TEXTS = {
    "dialog": "Riktlinjen för medborgardialog gäller alla nämnder och beslutades av fullmäktige.",
    "frånvaro": "Sjukfrånvaron minskade till 6,4 procent under året enligt personalbokslutet.",
    "e-tjänst": "På webbplatsen finns kommunens e-tjänster, där du kan följa ditt ärende.",
    "pool": "Simhallen håller öppet alla dagar utom måndagar.",
}
QUERIES = {"q1": "riktlinje om medborgardialoger", "q2": "hur stor är sjukfrånvaron", "q3": "digitala e-tjänster"}
GRADES = {"q1": {"dialog": 2.0}, "q2": {"frånvaro": 1.0, "dialog": 0.0}, "q3": {"e-tjänst": 1.0, "pool": 1.0}}


def judged(texts: dict[str, str] = TEXTS) -> RetrievalSet:
    documents = tuple(Document(i, "", text) for i, text in texts.items())
    return RetrievalSet(documents, QUERIES, GRADES, 0, 0, "qrels.tsv", "abc")


def test_two_runs_give_the_same_to_the_digit(parts: Parts) -> None:
    first, second = (
        retrieval.evaluate(parts, judged(), name="prov", modes=["lexical", "dense", "hybrid"]).as_data()
        for _ in range(2)
    )
    for data in (first, second):
        data.pop("latency_ms")
        data["record"].pop("date")
        for mode in data["modes"].values():
            mode.pop("latency_ms")

    assert first == second


def test_the_figures_stand_at_the_top_with_intervals_and_a_record(parts: Parts) -> None:
    found = retrieval.evaluate(parts, judged(), name="prov").as_data()

    assert found["success@1"] == 1.0
    assert found["recall@10"] <= 1.0
    low, high = found["intervals"]["ndcg@10"]
    assert low <= found["ndcg@10"] <= high
    assert found["record"]["embedder"] == parts.embedder().id
    assert found["record"]["set_hash"] == "abc"
    assert [row["id"] for row in found["rows"]] == list(QUERIES)
    assert "modes" not in found


def test_words_only_and_vectors_only_are_the_index_with_other_weights(parts: Parts) -> None:
    modes = retrieval.evaluate(parts, judged(), name="prov", modes=["lexical", "dense"]).figures["modes"]

    assert list(modes) == ["lexical", "dense"]
    assert modes["dense"]["ndcg@10_against_hybrid"]["interval"][0] <= 0.01


def test_a_long_document_ranks_where_its_best_passage_does(parts: Parts) -> None:
    filler = "Kommunen har många verksamheter som bedrivs i olika lokaler runt om i kommunen. " * 40
    long = {"lång": f"{filler}\n\nSjukfrånvaron följs upp varje månad i ledningsgruppen.\n\n{filler}", **TEXTS}
    feed = [p for n, d in enumerate(judged(long).documents) for p in passages_of(n, d)]
    found = retrieval.evaluate(parts, judged(long), name="prov")

    assert len([p for p in feed if p.source_name == "lång"]) > 5
    row = next(row for row in found.rows if row["id"] == "q2")
    assert set(row["first"][:2]) == {"frånvaro", "lång"}
    assert len(row["first"]) == len(set(row["first"]))


def test_many_passages_of_one_document_do_not_hide_the_others(parts: Parts) -> None:
    crowd = "\n\n".join(f"Medborgardialog nummer {n} om riktlinje. " + "Ord om annat. " * 60 for n in range(150))
    found = retrieval.evaluate(parts, judged({"massa": crowd, **TEXTS}), name="prov")

    row = next(row for row in found.rows if row["id"] == "q1")
    assert "dialog" in row["first"]


def test_passages_stand_where_they_say_in_the_text() -> None:
    text = "Första stycket handlar om budget.\n\n" + "En mening om uppföljning av mål. " * 60
    passages = list(passages_of(3, Document("a", " Titel ", text)))

    assert len(passages) > 1
    assert {p.source_title for p in passages} == {"Titel"}
    assert [p.id for p in passages] == [f"d0000003.1.{n}" for n in range(len(passages))]


def test_a_document_with_only_a_title_is_found_by_it_and_an_empty_one_is_no_passage() -> None:
    assert [p.text for p in passages_of(0, Document("a", "Översiktsplan", ""))] == ["Översiktsplan"]
    assert list(passages_of(0, Document("a", "", " \n\n "))) == []


def test_a_feed_answers_only_for_what_it_has() -> None:
    feed = MemoryFeed(list(passages_of(0, Document("a", "", "En text om skolan."))))
    feed.save_vectors("e", {"k": b"v"})

    assert [p.id for p in feed.passages(["saknas", "d0000000.1.0"])] == ["d0000000.1.0"]
    assert feed.vectors("e", ["k", "x"]) == {"k": b"v"}
    assert feed.vectors("annan", ["k"]) == {}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_lies_within_the_values_and_repeats(values: list[float]) -> None:
    low, high = retrieval.interval(np.array(values))

    assert min(values) - 1e-6 <= low <= high <= max(values) + 1e-6
    assert [low, high] == retrieval.interval(np.array(values))


def test_a_wider_spread_gives_a_wider_interval() -> None:
    narrow = retrieval.interval(np.array([0.5, 0.51] * 20))
    wide = retrieval.interval(np.array([0.0, 1.0] * 20))

    assert wide[1] - wide[0] > 10 * (narrow[1] - narrow[0])
    assert wide == pytest.approx([0.35, 0.65], abs=0.05)


def test_mapping_ranks_passages_as_the_drafter_does(parts: Parts) -> None:
    documents = tuple(Document(i, "", text) for i, text in TEXTS.items())
    queries = {"1.1.1": "dialog", "7.3.3": "frånvaro"}
    grades = {"1.1.1": {"dialog": 1.0}, "7.3.3": {"frånvaro": 1.0}}
    asked = RetrievalSet(documents, queries, grades, 0, 0, "qrels.tsv", "abc")

    found = retrieval.evaluate(parts, asked, name="prov", modes=["mapping"]).figures["modes"]["mapping"]

    assert found["success@1"] == 1.0


def test_mapping_needs_queries_that_are_questions(parts: Parts) -> None:
    with pytest.raises(InvalidInputError, match="q1"):
        retrieval.evaluate(parts, judged(), name="prov", modes=["mapping"])
