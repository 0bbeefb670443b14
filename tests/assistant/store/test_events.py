import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.errors import NotFoundError
from assistant.store import Store, Transaction
from assistant.store.tables import APPEND_ONLY


def filled(store: Store, make) -> str:
    with store.transaction() as tx:
        assessment: str = make.assessment(tx).id
        tx.drafts.add_run(make.run(assessment))
        tx.drafts.add(assessment, [make.draft()])
        tx.drafts.add_narrative(assessment, make.narrative(), at=make.at, by="eva", expected_version=0)
        tx.reviews.add_opinion(assessment, make.opinion())
        tx.reviews.add_decision(assessment, make.decision(1), expected_version=0)
        tx.reviews.add_approval(assessment, make.approval())
        for n in range(3):
            tx.events.append(assessment, at=make.at, by="eva", action="did", subject=str(n), details={"nivå": "2"})
    return assessment


def test_events_are_numbered_and_chained(store: Store, make) -> None:
    assessment = filled(store, make)

    with store.reading() as tx:
        log = tx.events.list(assessment)
        assert tx.events.verify(assessment) is None
        assert tx.events.head(assessment) == log[-1]
        assert tx.events.newest(assessment, 2) == (log[2], log[1])
        assert tx.events.list(assessment, after=1, limit=1) == (log[1],)

    assert [event.sequence for event in log] == [1, 2, 3]
    assert log[0].details == {"nivå": "2"}
    assert log[1].previous_hash == log[0].hash


def test_an_event_and_its_change_stand_or_fall_together(store: Store, make) -> None:
    assessment = filled(store, make)

    with pytest.raises(ValueError, match="follow"), store.transaction() as tx:
        _log_and_decide_wrongly(tx, assessment, make)

    with store.reading() as tx:
        assert len(tx.events.list(assessment)) == 3


def _log_and_decide_wrongly(tx: Transaction, assessment: str, make) -> None:
    tx.events.append(assessment, at=make.at, by="eva", action="decided")
    tx.reviews.add_decision(assessment, make.decision(9), expected_version=0)


def test_an_event_needs_an_assessment(store: Store, make) -> None:
    with pytest.raises(NotFoundError), store.transaction() as tx:
        tx.events.append("none-2026", at=make.at, by="eva", action="did")


@pytest.mark.parametrize("change", ["UPDATE {} SET assessment_id = assessment_id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_what_is_append_only_is_neither_changed_nor_deleted(store: Store, make, table: str, change: str) -> None:
    filled(store, make)

    with pytest.raises(DBAPIError, match="append-only"), _writing(store) as connection:
        connection.execute(text(change.format(table)))


def test_replacing_a_row_is_deleting_it(file_store: Store, make) -> None:
    filled(file_store, make)

    with pytest.raises(DBAPIError, match="append-only"), _writing(file_store) as connection:
        connection.execute(text("INSERT OR REPLACE INTO events SELECT * FROM events"))


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE events SET \"by\" = 'bo' WHERE sequence = 2", 2),
        ("UPDATE events SET details = '{}' WHERE sequence = 1", 1),
        ("UPDATE events SET details = 'x' WHERE sequence = 3", 3),
        ("DELETE FROM events WHERE sequence = 2", 2),
        ("UPDATE events SET hash = '0' WHERE sequence = 3", 3),
    ],
)
def test_tampering_past_the_triggers_shows(store: Store, make, tampering: str, broken: int) -> None:
    assessment = filled(store, make)
    with _writing(store) as connection:
        names = {"sqlite": ("no_update", "no_delete"), "postgresql": ("no_change",)}[connection.dialect.name]
        for name in names:
            on = " ON events" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER events_{name}{on}"))
        connection.execute(text(tampering))

    with store.reading() as tx:
        assert tx.events.verify(assessment) == broken


def _writing(store: Store):
    return store.engine.execution_options(writes=True).begin()
