"""Passwords, sessions and attempts: only hashes are kept, and what ends is gone."""

import pytest

from assistant.store import Store, Transaction
from assistant.store.engine import for_writing

NOW = 1_790_000_000


def _person(tx: Transaction, make, name: str = "eva") -> str:
    return tx.users.get_or_create(name, at=make.at).name


def test_there_is_an_account_once_somebody_has_a_password(store: Store, make) -> None:
    with store.transaction() as tx:
        name = _person(tx, make)
        assert (tx.logins.any_account(), tx.logins.credential(name)) == (False, None)

        tx.logins.set_password(name, "hash1", temporary=True, at=make.at)
        tx.logins.set_password(name, "hash2", temporary=False, at=make.at)
        found = tx.logins.credential(name)

        assert tx.logins.any_account()
        assert tx.logins.with_password() == {"eva"}
        assert found is not None
        assert (found.password_hash, found.temporary) == ("hash2", False)


def test_a_session_is_found_by_the_hash_of_its_secret_until_it_is_ended(store: Store, make) -> None:
    with store.transaction() as tx:
        name = _person(tx, make)
        opened = tx.logins.open("h1", name, sort="browser", label="Firefox", now=NOW, ends=NOW + 100)
        tx.logins.seen(opened.number, now=NOW + 5)
        found = tx.logins.find("h1")

        assert found is not None
        assert (found.number, found.seen, found.ends) == (opened.number, NOW + 5, NOW + 100)
        assert tx.logins.find("h2") is None
        assert tx.logins.end("bo", opened.number) is False
        assert tx.logins.end(name, opened.number) is True
        assert tx.logins.find("h1") is None


def test_all_sessions_of_one_user_end_at_once_save_the_one_at_hand(store: Store, make) -> None:
    with store.transaction() as tx:
        eva, bo = _person(tx, make), _person(tx, make, "bo")
        kept = tx.logins.open("h1", eva, sort="browser", label="", now=NOW, ends=NOW + 9)
        tx.logins.open("h2", eva, sort="browser", label="", now=NOW + 1, ends=NOW + 9)
        tx.logins.open("h3", eva, sort="program", label="skript", now=NOW, ends=NOW + 9)
        tx.logins.open("h4", bo, sort="browser", label="", now=NOW, ends=NOW + 9)

        assert tx.logins.end_all(eva, but=kept.number) == 2
        assert [s.number for s in tx.logins.of_user(eva)] == [kept.number]
        assert len(tx.logins.of_user(bo)) == 1
        assert tx.logins.end_all(eva) == 1


def test_sweeping_forgets_what_has_ended_and_idle_browsers_but_not_idle_programs(store: Store, make) -> None:
    with store.transaction() as tx:
        eva = _person(tx, make)
        for secret, sort, ends in [("old", "browser", NOW), ("idle", "browser", NOW + 9), ("tool", "program", NOW + 9)]:
            tx.logins.open(secret, eva, sort=sort, label="", now=NOW - 50, ends=ends)
        tx.logins.open("new", eva, sort="browser", label="", now=NOW, ends=NOW + 9)

        tx.logins.sweep(now=NOW, idle_since=NOW - 10)

        assert {s for s in ("old", "idle", "tool", "new") if tx.logins.find(s)} == {"tool", "new"}


def test_attempts_are_counted_for_account_and_address_within_the_window(store: Store) -> None:
    with store.transaction() as tx:
        counts = [tx.logins.attempt("a", "x", now=NOW + n, since=NOW - 100) for n in range(3)]
        other = tx.logins.attempt("b", "x", now=NOW + 3, since=NOW - 100)
        tx.logins.forget_attempts("a")
        after = tx.logins.attempt("a", "x", now=NOW + 4, since=NOW - 100)
        later = tx.logins.attempt("b", "y", now=NOW + 500, since=NOW + 400)

    assert counts == [(0, 0), (1, 1), (2, 2)]
    assert (other, after, later) == ((0, 3), (0, 1), (0, 0))


def test_a_closed_account_keeps_its_name_and_can_be_opened_again(store: Store, make) -> None:
    with store.transaction() as tx:
        name = _person(tx, make)
        assert tx.users.disable(name, at=make.at).disabled
        assert not tx.users.disable(name, at="").disabled
        assert tx.users.set_role(name, "evaluator").role == "evaluator"


def test_the_log_of_accounts_is_only_added_to(store: Store, make) -> None:
    with store.transaction() as tx:
        tx.users.note("user_created", "bo", at=make.at, by="eva")
        tx.users.note("user_disabled", "bo", at=make.at, by="eva")
        assert [(e.action, e.subject) for e in tx.users.notes()] == [("user_disabled", "bo"), ("user_created", "bo")]

    for statement in ("UPDATE account_events SET action = 'x'", "DELETE FROM account_events"):
        with for_writing(store.engine) as connection, pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql(statement)
