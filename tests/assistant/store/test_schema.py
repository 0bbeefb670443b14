import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from assistant.errors import StoreError
from assistant.store import Store, backup, check_schema, open_store, schema, schema_version, upgrade
from assistant.store.tables import metadata


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_an_empty_database_becomes_what_the_tables_declare(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []
    assert schema_version(store) == schema.newest()
    check_schema(store)


def test_opening_again_changes_nothing(file_store: Store, url: str) -> None:
    assert upgrade(file_store) is False

    open_store(url, vault_url=None).close()

    assert not list(file_of(url).parent.glob("*.before-*"))


def test_a_newer_database_is_refused_and_not_touched(url: str) -> None:
    open_store(url, vault_url=None).close()
    _set_version(url, "99999")
    before = file_of(url).read_bytes()

    with pytest.raises(StoreError, match="nyare") as caught:
        open_store(url, vault_url=None)

    assert "Installera" in caught.value.hint
    assert file_of(url).read_bytes() == before


def test_somebody_elses_database_is_refused(url: str) -> None:
    connection = sqlite3.connect(file_of(url))
    connection.execute("CREATE TABLE books (title TEXT)")
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match="inte Kommunkompassens"):
        open_store(url, vault_url=None)


def test_an_old_database_is_copied_before_it_is_upgraded(
    url: str, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(url, vault_url=None) as opened, opened.transaction() as tx:
        made = make.assessment(tx)
    _next_version(tmp_path, monkeypatch, "op.add_column('assessments', sa.Column('note', sa.Text()))")

    with open_store(url, vault_url=None) as opened:
        assert schema_version(opened) == "9999"

    copy = file_of(url).with_name("kompass.db.before-9999")
    monkeypatch.undo()
    with open_store(f"sqlite:///{copy}", vault_url=None) as opened, opened.reading() as tx:
        assert tx.assessments.get(made.id) == made
    assert copy.stat().st_mode & 0o077 == 0


def test_an_upgrade_that_fails_half_way_leaves_the_old_schema(
    url: str, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(url, vault_url=None).close()
    _next_version(tmp_path, monkeypatch, "op.drop_table('members'); raise KeyError('half-way')")

    with pytest.raises(KeyError):
        open_store(url, vault_url=None)

    monkeypatch.undo()
    with open_store(url, vault_url=None) as opened, opened.transaction() as tx:
        assert tx.users.get_or_create("eva", at=make.at).name == "eva"


def test_an_upgrade_that_breaks_references_is_taken_back(
    url: str, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(url, vault_url=None) as opened, opened.transaction() as tx:
        made = make.assessment(tx)
        make.put(tx, made.id)
    _next_version(tmp_path, monkeypatch, "op.execute('DELETE FROM assessments')")

    with pytest.raises(StoreError, match="avbröts"):
        open_store(url, vault_url=None)

    monkeypatch.undo()
    with open_store(url, vault_url=None) as opened, opened.reading() as tx:
        assert tx.assessments.get(made.id) == made


def test_a_database_that_may_not_be_upgraded_unasked_is_refused_when_old(url: str) -> None:
    with pytest.raises(StoreError, match="programmet behöver"):
        open_store(url, vault_url=None, schema="check")

    with open_store(url, vault_url=None, schema="leave") as opened:
        assert schema_version(opened) is None
        assert upgrade(opened) is True
        check_schema(opened)


def test_a_copy_holds_what_the_database_held_while_in_use(file_store: Store, url: str, make, tmp_path: Path) -> None:
    with file_store.transaction() as tx:
        made = make.assessment(tx)

    backup(file_of(url), tmp_path / "copy.db")

    with open_store(f"sqlite:///{tmp_path}/copy.db", vault_url=None) as opened, opened.reading() as tx:
        assert tx.assessments.list() == (made,)
    assert not (tmp_path / "copy.db.partial").exists()


def _set_version(url: str, version: str) -> None:
    connection = sqlite3.connect(file_of(url))
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.commit()
    connection.close()


def _next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Give the program one schema more, in a folder whose name the configuration could trip over."""
    scripts = tmp_path / "med 100% blanksteg"
    versions = scripts / "versions"
    versions.mkdir(parents=True)
    for file in (schema.MIGRATIONS / "env.py", *schema.MIGRATIONS.glob("versions/v*.py")):
        (scripts / file.relative_to(schema.MIGRATIONS)).write_text(file.read_text())
    head = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9999'\ndown_revision = '{schema.newest()}'\n"
    (versions / "v9999_next.py").write_text(f"{head}def upgrade():\n    {body}\n")
    monkeypatch.setattr(schema, "MIGRATIONS", scripts)
