import time

import pytest

from assistant.domain.evidence import Place, content_key
from assistant.store import NewPassage, Store, StoredText


def test_a_passage_comes_back_as_it_was_cut(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        identity = make.ready(tx, assessment)

        found = tx.passages.get([f"{identity}.1.1"], assessment_id=assessment)[f"{identity}.1.1"]

    assert found.text == "Stycke 1 säger att målet följs upp varje år. "
    assert found.place == Place(page=2, page_label="1", heading=("Mål", "Del 1"))
    assert (found.source_name, found.source_title, found.kind) == ("plan.pdf", "Plan för målen", "steering_document")


def test_ids_come_with_the_key_of_what_the_index_reads(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        make.ready(tx, assessment)

        ids = dict(tx.passages.ids(assessment))
        passages = list(tx.passages.stream(assessment))

    assert ids == {passage.id: content_key(passage.search_text) for passage in passages}
    assert [passage.ordinal for passage in passages] == [0, 1, 2]


def test_ids_of_another_assessment_are_not_answered(store: Store, make) -> None:
    with store.transaction() as tx:
        mine, other = make.assessment(tx).id, make.assessment(tx, "Åre").id
        identity = make.ready(tx, mine)

        assert tx.passages.get([f"{identity}.1.0"], assessment_id=other) == {}
        assert list(tx.passages.ids(other)) == []


def test_only_live_passages_are_returned_when_asked_for(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        identity = make.ready(tx, assessment)
        tx.sources.remove(identity)

        assert tx.passages.get([f"{identity}.1.0"], assessment_id=assessment, live=True) == {}
        assert tx.passages.get([f"{identity}.1.0"], assessment_id=assessment)


def test_the_fingerprint_follows_the_set_of_passages_and_not_how_it_came_about(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        empty = tx.passages.fingerprint(assessment)
        make.ready(tx, assessment, "a.pdf", "a")
        one = tx.passages.fingerprint(assessment)
        second = make.ready(tx, assessment, "b.pdf", "b")
        two = tx.passages.fingerprint(assessment)
        tx.sources.remove(second)
        again = tx.passages.fingerprint(assessment)

    assert len({empty, one, two}) == 3
    assert again == one


def test_the_fingerprint_follows_the_text(store: Store, make) -> None:
    prints = set()
    for word in ("målet", "planen"):
        with store.transaction() as tx:
            assessment = make.assessment(tx).id
            make.ready(tx, assessment, word=word)
            prints.add(tx.passages.fingerprint(assessment))
            tx.assessments.erase(assessment, at=make.at, by="eva")

    assert len(prints) == 2


def test_vectors_are_kept_per_embedder_and_text(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        make.ready(tx, assessment)
        keys = [key for _, key in tx.passages.ids(assessment)]

        assert tx.passages.save_vectors("h1", {keys[0]: b"\0\1"}) == 1
        tx.passages.save_vectors("h1", {keys[0]: b"\2\3", keys[1]: b"\4"})

        assert tx.passages.vectors("h1", keys) == {keys[0]: b"\0\1", keys[1]: b"\4"}
        assert tx.passages.vectors("h2", keys) == {}


def test_a_vector_of_text_that_was_erased_meanwhile_is_not_kept(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.passages.save_vectors("h", {"0" * 32: b"1"}) == 0
        assert tx.passages.vectors("h", ["0" * 32]) == {}


@pytest.mark.slow
def test_reading_many_sources_costs_little_for_each(file_store: Store, make) -> None:
    """Measured 1.3 ms a source of 20 passages on 2 cores; the limit leaves room for a busy machine."""
    count = 300
    documents = [_document(n) for n in range(count)]
    with file_store.transaction() as tx:
        assessment = make.assessment(tx).id
        ids = [make.put(tx, assessment, f"{n}.pdf", f"{n:04}").source.id for n in range(count)]

        start = time.perf_counter()
        for identity, (stored, passages) in zip(ids, documents, strict=True):
            tx.sources.finish(identity, 1, stored, passages)
        each = (time.perf_counter() - start) / count

        start = time.perf_counter()
        tx.passages.fingerprint(assessment)
        fingerprint = time.perf_counter() - start

    assert each < 0.006
    assert fingerprint < 0.1


def _document(number: int) -> tuple[StoredText, list[NewPassage]]:
    parts = [f"{number}-{n} " + "Kommunen följer upp sina mål varje år. " * 15 for n in range(20)]
    passages, start = [], 0
    for n, part in enumerate(parts):
        passages.append(NewPassage(n, start, start + len(part), part, Place(page=n // 3 + 1, heading=(f"Del {n}",))))
        start += len(part)
    return StoredText("".join(parts), "application/pdf", "pypdf", title=f"Plan {number}"), passages
