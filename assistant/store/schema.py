"""Carry an old database to the present schema, and refuse one that is newer or not ours.

An upgrade is one transaction: a crash in the middle leaves the old schema, and the next start tries
again. Before it, an SQLite database is copied beside itself; that copy is kept, and holds whatever
the database held, so it has to be deleted by hand when personal data is to be erased for good.
"""

import logging
import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, inspect

from assistant.errors import StoreError
from assistant.store.engine import (
    for_reading,
    for_writing,
    make_engine,
    make_private,
    sqlite_file,
    store_errors,
)

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """Return the version of the schema that this program was written for."""
    return _versions(MIGRATIONS)[0]


@cache
def _versions(_: Path) -> tuple[str, frozenset[str]]:
    """Return the newest version and all of them; reading the scripts in a folder once is enough."""
    scripts = _scripts()
    return str(scripts.get_current_head()), frozenset(script.revision for script in scripts.walk_revisions())


def version_of(engine: Engine) -> str | None:
    """Return the version of a database's schema, None when it is empty.

    StoreError when it holds something else, or was made by a newer program.
    """
    from alembic.runtime.migration import MigrationContext

    with store_errors(), for_reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        tables = set(inspect(connection).get_table_names()) if found is None else set()
    if tables - {"alembic_version"}:
        raise StoreError("Filen är en databas, men inte Kommunkompassens.", hint="Kontrollera sökvägen till databasen.")
    if found is not None and found not in _versions(MIGRATIONS)[1]:
        raise StoreError(
            f"Databasen är gjord av en nyare version av programmet (schema {found}).",
            hint="Installera den nyare versionen, eller återställ kopian som gjordes före uppgraderingen.",
        )
    return found


def require_newest(engine: Engine) -> None:
    """StoreError unless the database has the schema that this program was written for."""
    found = version_of(engine)
    if found != newest():
        raise StoreError(
            f"Databasen har schema {found or 'saknas'}, programmet behöver {newest()}.",
            hint="Ta en säkerhetskopia och kör: kompass db upgrade",
        )


def bring_up(url: URL) -> bool:
    """Upgrade a database to the newest schema, after a copy if it is an SQLite file that holds data.

    Return whether anything had to be done.
    """
    # Alembic rebuilds tables on SQLite by dropping the old ones, which foreign keys would forbid.
    engine = make_engine(url, foreign_keys=False)
    try:
        found = version_of(engine)
        if found == newest():
            return False
        path = sqlite_file(url)
        if path and found:
            backup(path, path.with_name(f"{path.name}.before-{newest()}"))
        _run(engine)
    finally:
        engine.dispose()
    logger.info("schema upgraded", extra={"schema_from": found or "", "schema_to": newest()})
    return True


def _run(engine: Engine) -> None:
    from alembic import command

    with store_errors(), for_writing(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            # Two programs that start at once must not both upgrade.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4201801)")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError(
                "Uppgraderingen avbröts: databasen skulle inte ha blivit hel. Inget ändrades.",
                hint="Spara databasen och kontakta den som sköter programmet.",
            )


def backup(path: Path, target: Path) -> None:
    """Copy an SQLite database while it may be in use; the copy is whole or not there at all."""
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    make_private(partial)
    source, copy = sqlite3.connect(path), sqlite3.connect(partial)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    _sync(partial)
    partial.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # The value passes through configparser, to which a percent sign means something.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())
