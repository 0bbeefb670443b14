from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from assistant.domain.evidence import Place, content_key
from assistant.store import Store


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


def test_once_a_new_revision_is_read_only_its_passages_may_be_found(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        identity = make.ready(tx, assessment, word="målet")
        make.ready(tx, assessment, data="b", word="planen")
        new = [f"{identity}.2.{n}" for n in range(3)]
        old = [f"{identity}.1.{n}" for n in range(3)]

        assert sorted(key for key, _ in tx.passages.ids(assessment)) == new
        assert [passage.id for passage in tx.passages.stream(assessment)] == new
        assert tx.passages.count(assessment) == 3
        assert sorted(tx.passages.get([*old, *new], assessment_id=assessment, live=True)) == new
        assert sorted(tx.passages.get([*old, *new], assessment_id=assessment)) == [*old, *new]
        assert [passage.id for passage in tx.passages.of_source(identity, 1)] == old


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


def test_reading_a_long_source_takes_no_more_statements_than_a_short_one(store: Store, make) -> None:
    """What keeps a source of 20 passages at 1.3 to 1.6 ms; counted, since a clock would measure the machine."""
    spent = {}
    for length in (1, 400):
        with store.transaction() as tx:
            assessment = make.assessment(tx).id
            source = make.put(tx, assessment).source
            stored, passages = make.text(length)
            with _counting(store) as statements:
                tx.sources.finish(source.id, 1, stored, passages)
            spent[length] = len(statements)

    assert spent[1] == spent[400] <= 8


def test_the_fingerprint_of_many_passages_is_one_question_about_their_sources(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        make.ready(tx, assessment)

        with _counting(store) as statements:
            tx.passages.fingerprint(assessment)

    assert len(statements) == 1
    assert "passages.content_key" not in statements[0]


@contextmanager
def _counting(store: Store) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(connection, cursor, statement: str, *_: object) -> None:  # noqa: ARG001  # SQLAlchemy's order
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", count)
