"""What stands in an assessment, read on from memory and never out of date."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from assistant.errors import ConflictError
from assistant.store import Ledger, Store, Transaction, open_store
from assistant.store.tables import freshness


@pytest.fixture
def place(store: Store, make: Any) -> str:
    with store.transaction() as tx:
        return str(make.assessment(tx).id)


def _read(store: Store, place: str, known: Ledger | None = None) -> Ledger:
    with store.reading() as tx:
        return tx.ledger(place, known)


def _draft(store: Store, place: str, make: Any, run: str, *drafts: Any) -> None:
    with store.transaction() as tx:
        tx.drafts.add_run(make.run(place, run))
        tx.drafts.add(place, drafts)


def test_nothing_is_read_while_nothing_was_added(store: Store, make: Any, place: str) -> None:
    _draft(store, place, make, "r1", make.draft())
    first = _read(store, place)
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert _read(store, place, first) is first
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


def test_reading_on_gives_what_reading_from_the_start_gives(store: Store, make: Any, place: str) -> None:
    known = _read(store, place)
    for n in range(1, 6):
        with store.transaction() as tx:
            question = f"1.1.{n % 2}"
            tx.reviews.add_opinion(place, make.opinion(id=f"o{n}", question_id=question))
            tx.reviews.add_decision(place, make.decision(n), expected_version=n - 1)
            tx.reviews.add_approval(place, make.approval(id=f"a{n}"))
            text = make.narrative(f"Text {n}.")
            tx.drafts.add_narrative(place, text, at=make.at, by="eva", expected_version=n - 1)
        _draft(store, place, make, f"r{n}", make.draft(question, f"r{n}"))
        known = _read(store, place, known)

        assert known == _read(store, place)
        with store.reading() as tx:
            assert known.opinions == tx.reviews.opinions(place)
            assert known.decided == tx.reviews.current_decisions(place)
            assert known.approvals == tx.reviews.current_approvals(place)
            assert known.narratives == tx.drafts.current_narratives(place)
            assert {key: draft for key, (_, draft) in known.drafted.items()} == tx.drafts.current(place)


def test_what_was_read_before_is_handed_on_as_it_is(store: Store, make: Any, place: str) -> None:
    _draft(store, place, make, "r1", make.draft("1.1.1"), make.draft("1.1.2"))
    first = _read(store, place)
    _draft(store, place, make, "r2", make.draft("1.1.2", "r2", level=1))
    second = _read(store, place, first)

    assert second.drafted["1.1.1"] is first.drafted["1.1.1"]
    assert second.drafted["1.1.2"][1].level == 1


def test_an_older_run_that_goes_on_later_replaces_no_newer_draft(store: Store, make: Any, place: str) -> None:
    _draft(store, place, make, "r1", make.draft("1.1.1", "r1", level=1))
    _draft(store, place, make, "r2", make.draft("1.1.2", "r2", level=2))
    known = _read(store, place)
    with store.transaction() as tx:
        tx.drafts.add(place, [make.draft("1.1.2", "r1", level=3)])

    assert _read(store, place, known).drafted["1.1.2"][1].level == 2


def test_a_decision_taken_back_is_there_and_says_so(store: Store, make: Any, place: str) -> None:
    with store.transaction() as tx:
        tx.reviews.add_decision(place, make.decision(1), expected_version=0)
    known = _read(store, place)
    with store.transaction() as tx:
        back = make.decision(2, restores=0, withdrawn=True)
        tx.reviews.add_decision(place, back, expected_version=1)

    assert _read(store, place, known).decided["1.1.1"].withdrawn


def _add_and_give_up(tx: Transaction, place: str, make: Any, known: Ledger) -> None:
    tx.reviews.add_opinion(place, make.opinion())
    assert tx.ledger(place, known).opinions.keys() == {"1.1.1"}
    raise ConflictError("nej")


def test_what_is_rolled_back_was_never_there(store: Store, make: Any, place: str) -> None:
    known = _read(store, place)
    with pytest.raises(ConflictError), store.transaction() as tx:
        _add_and_give_up(tx, place, make, known)

    assert _read(store, place, known) is known


def test_a_change_by_another_process_is_seen(file_store: Store, make: Any, url: str) -> None:
    with file_store.transaction() as tx:
        place = make.assessment(tx).id
    known = _read(file_store, place)
    with open_store(url, vault_url=None) as other, other.transaction() as tx:
        tx.reviews.add_opinion(place, make.opinion())

    assert len(_read(file_store, place, known).opinions["1.1.1"]) == 1


def test_an_assessment_erased_and_made_again_begins_empty(store: Store, make: Any, place: str) -> None:
    with store.transaction() as tx:
        tx.reviews.add_opinion(place, make.opinion())
    known = _read(store, place)
    with store.transaction() as tx:
        tx.assessments.erase(place, at=make.at, by="eva")
    with store.transaction() as tx:
        assert make.assessment(tx).id == place
        tx.reviews.add_opinion(place, make.opinion(id="o2", question_id="2.1.1"))
    again = _read(store, place, known)

    assert again.opinions.keys() == {"2.1.1"}
    assert again == _read(store, place)


def test_a_ledger_of_a_later_moment_is_left_aside(store: Store, place: str) -> None:
    now = _read(store, place)
    later = replace(now, fresh=replace(now.fresh, opinions=9), opinions={"9.9.9": ()})

    assert _read(store, place, later).opinions == {}


def test_what_was_there_before_its_changes_were_counted_is_read(store: Store, make: Any, place: str) -> None:
    with store.transaction() as tx:
        tx.reviews.add_opinion(place, make.opinion())
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(freshness.delete())
    known = _read(store, place)
    with store.transaction() as tx:
        tx.reviews.add_opinion(place, make.opinion(id="o2"))

    assert len(known.opinions["1.1.1"]) == 1
    assert len(_read(store, place, known).opinions["1.1.1"]) == 2


def test_one_assessment_is_not_touched_by_another(store: Store, make: Any, place: str) -> None:
    known = _read(store, place)
    with store.transaction() as tx:
        other = make.assessment(tx, "Ekeby").id
        make.ready(tx, other)
        tx.reviews.add_opinion(other, make.opinion())

    assert _read(store, place, known) is known


def test_sources_and_names_of_users_move_their_numbers(store: Store, make: Any, place: str) -> None:
    def fresh() -> tuple[int, int]:
        with store.reading() as tx:
            found = tx.freshness(place)
        return found.sources, found.users

    seen = [fresh()]
    with store.transaction() as tx:
        source = make.ready(tx, place)
    seen.append(fresh())
    with store.transaction() as tx:
        tx.sources.set_kind(source, "interview")
    seen.append(fresh())
    with store.transaction() as tx:
        tx.sources.remove(source, erase=True)
    seen.append(fresh())
    with store.transaction() as tx:
        tx.users.create("ada", display_name="Ada Ek", role="evaluator", at=make.at)
    seen.append(fresh())
    with store.transaction() as tx:
        tx.users.disable("ada", at=make.at)
    seen.append(fresh())

    assert seen == sorted(set(seen))
    assert [users for _, users in seen[:4]] == [seen[0][1]] * 4
