"""Open a database so that what is committed stays, and say vendors' errors in our own words.

SQLite is opened in WAL mode with ``synchronous=FULL`` (a commit survives a power cut), foreign keys
on, deleted content overwritten (``secure_delete``) and ``recursive_triggers`` on, without which
``INSERT OR REPLACE`` would walk past the triggers that keep the append-only tables. Writing
transactions begin IMMEDIATE, so that two of them never deadlock half-way; reading ones are
``query_only``, so that a forgotten write fails at once.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import AssistantError, BusyError, StoreError, UnavailableError

BUSY_SECONDS = 5.0
"""How long a writer waits for another one before it gives up."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA cache_size=-8000",
)
_RESTORE = "Återställ den senaste säkerhetskopian. Rör inte filen innan dess: den kan behövas för felsökning."
_PRIVATE = 0o600


def read_url(url: str) -> URL:
    """Read a database address. StoreError when it is not one of a database that can be used."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "Databasens adress går inte att läsa.",
            hint="Ange till exempel sqlite:////mapp/kompass.db eller postgresql+psycopg://server/kompass.",
        ) from None
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"Databaser av slaget {backend} stöds inte.", hint="Använd SQLite eller PostgreSQL.")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("Databasen måste ligga i en fil.", hint="Ange till exempel sqlite:////mapp/kompass.db.")
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite address, None for a database server."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def make_engine(url: URL, *, journal: str = "WAL", foreign_keys: bool = True) -> Engine:
    """Make an engine; no connection is opened yet. ``journal`` is SQLite's journal mode."""
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_size=8, max_overflow=56, pool_pre_ping=True)
        except (ImportError, NoSuchModuleError):
            raise StoreError(
                "Stödet för PostgreSQL är inte installerat.", hint="Installera paketet psycopg[binary]."
            ) from None
    engine = create_engine(
        url, pool_size=16, max_overflow=48, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _set_up_sqlite(connection, journal, foreign_keys=foreign_keys)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_up_sqlite(connection: Any, journal: str, *, foreign_keys: bool) -> None:
    # The driver's own transaction handling begins late and commits before DDL; ours does neither.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}", f"PRAGMA journal_mode={journal}", *_PRAGMAS):
        cursor.execute(pragma)
    cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    cursor.close()


def for_writing(engine: Engine) -> Connection:
    """Open a connection whose transactions write."""
    return engine.connect().execution_options(writes=True)


def for_reading(engine: Engine) -> Connection:
    """Open a connection whose transactions see one moment and cannot write."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def make_private(path: Path) -> bool:
    """Make a file that only its owner may read, or take other people's rights away from it.

    SQLite gives its journal files the rights of the database. Return whether rights were taken away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(_PRIVATE)
            return True
    return False


def quick_check(path: Path) -> None:
    """Read through an SQLite file. StoreError when it is damaged or is no database."""
    if not path.exists() or path.stat().st_size == 0:
        return
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        answers = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        raise _translate_sqlite(error) or error from error
    finally:
        connection.close()
    if answers != ["ok"]:
        raise damaged()


def damaged() -> StoreError:
    """Return the error of a database that cannot be trusted."""
    return StoreError("Databasen är skadad och öppnas inte.", hint=_RESTORE)


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the database's own errors into ours; what is left is a mistake in the program."""
    try:
        yield
    except DBAPIError as error:
        translated = _translate(error)
        if translated is None:
            raise
        raise translated from error


def _translate(error: DBAPIError) -> AssistantError | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _translate_sqlite(original)
    state = getattr(original, "sqlstate", None)
    if state in ("40001", "40P01", "55P03"):
        return _busy()
    if state == "53100":
        return _full()
    if isinstance(error, OperationalError) or (isinstance(error, DatabaseError) and error.connection_invalidated):
        return UnavailableError("Databasservern går inte att nå.", hint="Kontrollera att den är igång och försök igen.")
    return None


def _busy() -> BusyError:
    return BusyError("Databasen är upptagen av en annan skrivning.", hint="Försök igen om en stund.")


def _full() -> StoreError:
    return StoreError("Disken är full. Inget sparades.", hint="Frigör utrymme och gör om det senaste steget.")


def _translate_sqlite(error: sqlite3.Error) -> AssistantError | None:
    # The low byte is the kind of error, the rest its variety.
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy()
    if code == sqlite3.SQLITE_FULL:
        return _full()
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged()
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM):
        return StoreError(
            "Databasens fil går inte att läsa eller skriva.",
            hint="Kontrollera att mappen finns, att du får skriva i den och att disken är hel.",
        )
    return None
