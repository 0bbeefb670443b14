from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assistant.errors import ConflictError, NotFoundError
from assistant.store import Store
from assistant.store.tables import erasures, metadata


def test_assessments_of_one_year_get_numbers_and_titles(store: Store, make) -> None:
    with store.transaction() as tx:
        made = [make.assessment(tx) for _ in range(2)]

        assert [one.id for one in made] == ["alvlunda-2026", "alvlunda-2026-2"]
        assert made[0].title == "Älvlunda kommun 2026"
        assert tx.assessments.list() == tuple(made)
        assert tx.assessments.find("none") is None


def test_an_id_is_used_once(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)

        with pytest.raises(ConflictError):
            tx.assessments.add(made)


def test_an_unknown_assessment_is_not_found(store: Store, make) -> None:
    with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            tx.assessments.get("none")
        with pytest.raises(NotFoundError):
            tx.assessments.erase("none", at=make.at, by="eva")


def _filled(store: Store, make, name: str, word: str) -> str:
    with store.transaction() as tx:
        assessment: str = make.assessment(tx, name).id
        make.ready(tx, assessment, word=word)
        make.put(tx, assessment, "kopia.pdf")
        keys = [key for _, key in tx.passages.ids(assessment)]
        tx.passages.save_vectors("h", dict.fromkeys(keys, b"1"))
        tx.drafts.add_run(make.run(assessment, f"run {name}"))
        tx.drafts.add(assessment, [make.draft(run_id=f"run {name}")])
        tx.drafts.add_narrative(assessment, make.narrative(word), at=make.at, by="eva", expected_version=0)
        tx.reviews.add_opinion(assessment, make.opinion(id=f"o {name}"))
        tx.reviews.add_decision(assessment, make.decision(1, f"d {name}"), expected_version=0)
        tx.reviews.add_approval(assessment, make.approval(id=f"a {name}"))
        tx.events.append(assessment, at=make.at, by="eva", action="did")
    return assessment


def _rows(store: Store) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {name: len(connection.execute(select(table)).all()) for name, table in metadata.tables.items()}


def test_erasing_an_assessment_leaves_nothing_of_it_and_all_of_the_others(store: Store, make) -> None:
    kept = _filled(store, make, "Åre", "målet")
    before = _rows(store)
    gone = _filled(store, make, "Älvlunda", "Ekengren")

    with store.transaction() as tx:
        blobs = tx.assessments.erase(gone, at=make.at, by="eva")

    assert blobs == ()  # the other assessment holds the same file
    assert _rows(store) == {**before, "erasures": 1}
    with store.reading() as tx:
        assert tx.events.verify(kept) is None
        assert [one.id for one in tx.assessments.list()] == [kept]


def test_erasing_tells_which_files_to_delete(store: Store, make) -> None:
    gone = _filled(store, make, "Älvlunda", "målet")

    with store.transaction() as tx:
        assert tx.assessments.erase(gone, at=make.at, by="eva") == ("blobs/a",)


def test_what_is_erased_is_in_none_of_the_files(file_store: Store, url: str, make) -> None:
    gone = _filled(file_store, make, "Älvlunda", "Ekengren")

    with file_store.transaction() as tx:
        tx.assessments.erase(gone, at=make.at, by="eva")

    path = Path(url.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        assert b"Ekengren" not in file.read_bytes(), file.name


def test_the_way_past_the_triggers_is_shut_again_also_for_the_same_name(store: Store, make) -> None:
    first = _filled(store, make, "Älvlunda", "målet")
    with store.transaction() as tx:
        tx.assessments.erase(first, at=make.at, by="eva")
    assert _filled(store, make, "Älvlunda", "målet") == first

    engine = store.engine.execution_options(writes=True)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(metadata.tables["events"].delete())

    with engine.connect() as connection:
        assert connection.execute(select(erasures.c.assessment_id, erasures.c.open)).all() == [(first, 0)]
