import sqlite3
from pathlib import Path

import pytest

from assistant.errors import ConflictError, StoreError
from assistant.store import Store, Vault


def test_the_key_comes_back_per_assessment(file_store: Store) -> None:
    file_store.vault.put("a-2026", {"Person 1": "Eva Ek", "Person 2": "Åke Öst"})
    file_store.vault.put("b-2026", {"Person 1": "Bo By"})

    assert file_store.vault.get("a-2026") == {"Person 1": "Eva Ek", "Person 2": "Åke Öst"}


def test_keeping_the_same_again_changes_nothing(file_store: Store) -> None:
    for _ in range(2):
        file_store.vault.put("a-2026", {"Person 1": "Eva Ek"})

    assert file_store.vault.get("a-2026") == {"Person 1": "Eva Ek"}


def test_a_token_never_comes_to_mean_somebody_else(file_store: Store) -> None:
    file_store.vault.put("a-2026", {"Person 1": "Eva Ek"})

    with pytest.raises(ConflictError):
        file_store.vault.put("a-2026", {"Person 2": "Bo By", "Person 1": "Bo By"})

    assert file_store.vault.get("a-2026") == {"Person 1": "Eva Ek"}


def test_forgotten_names_are_not_left_in_the_file(file_store: Store, vault_url: str) -> None:
    file_store.vault.put("a-2026", {"Person 1": "Evalotta Ekengren"})

    assert file_store.vault.delete("a-2026") == 1

    path = Path(vault_url.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        assert b"Ekengren" not in file.read_bytes()


def test_names_never_reach_the_main_database(file_store: Store, url: str) -> None:
    file_store.vault.put("a-2026", {"Person 1": "Evalotta Ekengren"})

    path = Path(url.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        assert b"Ekengren" not in file.read_bytes()


def test_a_newer_key_is_refused(vault_url: str) -> None:
    connection = sqlite3.connect(vault_url.removeprefix("sqlite:///"))
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(StoreError, match="nyare"):
        Vault.open(vault_url)


def test_the_key_lies_in_a_file_not_on_a_server() -> None:
    with pytest.raises(StoreError, match="SQLite"):
        Vault.open("postgresql+psycopg://server/db")
