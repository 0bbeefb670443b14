import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from assistant.domain.assessment import Assessment
from assistant.errors import BusyError, ConflictError, StoreError, UnavailableError
from assistant.store import Store, Transaction, open_store


def test_a_transaction_commits_on_leaving(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)

    with store.reading() as tx:
        assert tx.assessments.get(made.id) == made


def test_an_exception_takes_everything_back(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)

    with pytest.raises(ConflictError), store.transaction() as tx:
        _create_and_then_repeat(tx, make, made)

    with store.reading() as tx:
        assert tx.assessments.list() == (made,)


def _create_and_then_repeat(tx: Transaction, make, made: Assessment) -> None:
    make.assessment(tx, "Åre")
    tx.assessments.add(made)


def test_writing_while_reading_is_refused(file_store: Store, make) -> None:
    with pytest.raises(OperationalError), file_store.reading() as tx:
        make.assessment(tx)

    with file_store.transaction() as tx:
        make.assessment(tx)


def test_a_reader_sees_one_moment(store: Store, make) -> None:
    with store.reading() as before:
        assert before.assessments.list() == ()
        with store.transaction() as tx:
            make.assessment(tx)

        assert before.assessments.list() == ()


def test_threads_that_write_at_once_all_succeed(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)

    def append() -> None:
        for _ in range(10):
            with store.transaction() as tx:
                tx.events.append(made.id, at=make.at, by="eva", action="did")

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as tx:
        assert [event.sequence for event in tx.events.list(made.id)] == list(range(1, 41))
        assert tx.events.verify(made.id) is None


def test_a_transaction_inside_another_is_a_mistake_not_a_wait(file_store: Store) -> None:
    with file_store.transaction(), pytest.raises(RuntimeError, match="nest"), file_store.transaction():
        pass


def test_a_writer_that_waits_too_long_is_told(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.store.BUSY_SECONDS", 0.05)
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            with file_store.transaction():
                pass
        except BusyError as error:
            errors.append(error)

    with file_store.transaction():
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()

    assert len(errors) == 1


def test_another_process_that_writes_for_long_is_a_busy_error(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.engine.BUSY_SECONDS", 0.05)
    open_store(url, vault_url=None).close()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        open_store(url, vault_url=None) as patient,
        pytest.raises(BusyError, match="upptagen"),
        patient.transaction(),
    ):
        pass
    other.close()


def test_the_database_is_set_up_to_keep_what_is_committed(file_store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
    }
    with file_store.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}

    assert found == wanted


def test_the_files_are_for_their_owner_only(file_store: Store, url: str, vault_url: str, make) -> None:
    with file_store.transaction() as tx:
        make.assessment(tx)
    file_store.vault.put("a", {"P1": "Eva"})

    for address in (url, vault_url):
        path = Path(address.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_file_that_others_could_read_is_made_private(url: str) -> None:
    open_store(url, vault_url=None).close()
    path = Path(url.removeprefix("sqlite:///"))
    path.chmod(0o644)

    open_store(url, vault_url=None).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("address", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://server/kompass"])
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(address, vault_url=None)

    assert caught.value.hint


def test_a_damaged_database_is_refused(url: str, make) -> None:
    with open_store(url, vault_url=None) as opened, opened.transaction() as tx:
        made = make.assessment(tx)
        for n in range(20):
            make.ready(tx, made.id, f"{n}.pdf", f"{n:03}")
    path = Path(url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[8192:60000] = os.urandom(60000 - 8192)
    path.write_bytes(content)

    with pytest.raises(StoreError, match="skadad") as caught:
        open_store(url, vault_url=None)

    assert "säkerhetskopia" in caught.value.hint


def test_a_file_that_is_no_database_is_refused(url: str) -> None:
    Path(url.removeprefix("sqlite:///")).write_bytes(b"inte en databas " * 500)

    with pytest.raises(StoreError, match="skadad"):
        open_store(url, vault_url=None)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="skapa"):
        open_store(f"sqlite:///{tmp_path}/file/kompass.db", vault_url=None)


def test_a_full_disk_is_told_and_leaves_the_store_usable(file_store: Store, make) -> None:
    with file_store.transaction() as tx:
        made = make.assessment(tx)
    with file_store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    _limit(file_store, pages + 1)

    with pytest.raises(StoreError, match="full"), file_store.transaction() as tx:
        make.ready(tx, made.id, word="mål" * 200_000)

    _limit(file_store, 1_000_000)
    with file_store.transaction() as tx:
        assert tx.sources.list(made.id) == ()
        make.ready(tx, made.id)


def _limit(opened: Store, pages: int) -> None:
    with opened.engine.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count={pages}"))


def test_a_server_that_is_not_there_is_worth_trying_again() -> None:
    pytest.importorskip("psycopg")

    with pytest.raises(UnavailableError, match="nå"):
        open_store("postgresql+psycopg://nobody@127.0.0.1:1/none", vault_url=None)


def test_a_store_without_a_key_says_so(url: str) -> None:
    with open_store(url, vault_url=None) as opened, pytest.raises(StoreError, match="Pseudonym"):
        _ = opened.vault
