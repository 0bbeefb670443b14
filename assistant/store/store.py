"""The store: one database, its transactions, and the parts that answer questions within one.

``with store.transaction() as tx:`` commits on leaving and rolls back on an exception. Everything
that goes in or comes out is a domain value; a transaction must not be used after its block.
"""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine

from assistant.errors import BusyError, StoreError
from assistant.store.assessments import Assessments
from assistant.store.conversations import Conversations
from assistant.store.drafts import Drafts
from assistant.store.engine import (
    BUSY_SECONDS,
    for_reading,
    for_writing,
    make_engine,
    make_private,
    quick_check,
    read_url,
    sqlite_file,
    store_errors,
)
from assistant.store.events import Events
from assistant.store.ledger import Ledger, read_freshness, read_on
from assistant.store.logins import Logins
from assistant.store.members import Members
from assistant.store.model_calls import ModelCalls
from assistant.store.passages import Passages
from assistant.store.reviews import Reviews
from assistant.store.schema import bring_up, require_newest, version_of
from assistant.store.sources import Sources
from assistant.store.users import Users
from assistant.store.values import Freshness
from assistant.store.vault import Vault

logger = logging.getLogger(__name__)

SchemaRule = Literal["upgrade", "check", "leave"]

# Below this, two connections that write at the same moment can damage a WAL database.
_SAFE_SQLITE = (3, 51, 3)


class Transaction:
    """One moment of the database; each part answers the questions asked of its subject."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.assessments = Assessments(connection)
        self.sources = Sources(connection)
        self.passages = Passages(connection)
        self.drafts = Drafts(connection)
        self.reviews = Reviews(connection)
        self.events = Events(connection)
        self.users = Users(connection)
        self.logins = Logins(connection)
        self.members = Members(connection)
        self.model_calls = ModelCalls(connection)
        self.conversations = Conversations(connection)

    def freshness(self, assessment_id: str) -> Freshness:
        """Return how often each part of an assessment was changed up to this moment."""
        return read_freshness(self._connection, assessment_id)

    def ledger(self, assessment_id: str, known: Ledger | None = None) -> Ledger:
        """Return what stands in an assessment at this moment, reading on from what is known."""
        return read_on(self._connection, assessment_id, known)

    @property
    def erased(self) -> bool:
        """Say whether this transaction erased something that must not linger in the journal."""
        return self.sources.erased or self.assessments.erased


class Store:
    """An open database. Threads may share it; every transaction has a connection of its own."""

    def __init__(self, url: URL, engine: Engine, vault: Vault | None) -> None:
        self.url = url
        self._engine = engine
        self._vault = vault
        # On SQLite only one thread writes at a time: it keeps old SQLite versions from damaging the
        # file, and waiting here is fairer than SQLite's polling.
        self._writing = threading.Lock() if engine.dialect.name == "sqlite" else None
        self._writer: int | None = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write: commit on leaving, roll back on an exception. BusyError when others write for long."""
        with self._one_writer(), store_errors(), for_writing(self._engine) as connection:
            with connection.begin():
                tx = Transaction(connection)
                yield tx
            if tx.erased:
                self._empty_journal(connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read one moment of the database; writing in it is an error."""
        with store_errors(), for_reading(self._engine) as connection, connection.begin():
            yield Transaction(connection)

    @property
    def vault(self) -> Vault:
        """The pseudonym key. StoreError when the store was opened without one."""
        if self._vault is None:
            raise StoreError("Pseudonymnyckeln är inte tillgänglig.", hint="Ange var den ligger i inställningarna.")
        return self._vault

    @property
    def engine(self) -> Engine:
        """The engine, for the schema and for tests; questions belong to a transaction."""
        return self._engine

    def close(self) -> None:
        """Close all connections; on SQLite this also empties the journal."""
        self._engine.dispose()
        if self._vault:
            self._vault.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._writing is None:
            yield
            return
        me = threading.get_ident()
        if self._writer == me:
            raise RuntimeError("transactions do not nest: pass the open one on")
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise BusyError("Databasen är upptagen av en annan skrivning.", hint="Försök igen om en stund.")
        self._writer = me
        try:
            yield
        finally:
            self._writer = None
            self._writing.release()

    def _empty_journal(self, connection: Connection) -> None:
        if connection.dialect.name != "sqlite":
            return
        # Not through SQLAlchemy, which would begin a transaction, in which nothing can be checkpointed.
        raw: Any = connection.connection.dbapi_connection
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            # A reader still looks at the old moment; the next erasure or closing will do it.
            logger.warning("erased text stays in the journal until readers are done")


def open_store(url: str, *, vault_url: str | None, schema: SchemaRule | None = None, check: bool = True) -> Store:
    """Open the database, and the pseudonym key if there is one.

    An SQLite file is made when it is missing, read through for damage unless ``check`` is false, and
    upgraded when it is old (a copy is kept beside it). A database server is not upgraded unasked:
    pass ``schema="upgrade"``; ``"leave"`` skips the question. StoreError when the database is
    damaged, newer than the program, somebody else's, or (on a server) older.
    """
    parsed = read_url(url)
    path = sqlite_file(parsed)
    if path:
        if path.exists() and not os.access(path, os.W_OK):
            raise StoreError("Databasens fil är skrivskyddad.", hint="Ge dig själv rätt att skriva i den.")
        with _file_errors():
            if make_private(path):
                logger.warning("the database could be read by others; now only by its owner")
        if check:
            quick_check(path)
        _mind_version()
    rule = schema or ("upgrade" if path else "check")
    if rule == "upgrade":
        bring_up(parsed)
    engine = make_engine(parsed)
    vault = None
    try:
        if rule == "check":
            require_newest(engine)
        vault = Vault.open(vault_url) if vault_url else None
    except BaseException:
        engine.dispose()
        raise
    return Store(parsed, engine, vault)


def upgrade(store: Store) -> bool:
    """Bring the database to the newest schema; return whether anything had to be done."""
    return bring_up(store.url)


def check_schema(store: Store) -> None:
    """StoreError unless the database has the schema that this program was written for."""
    require_newest(store.engine)


def schema_version(store: Store) -> str | None:
    """Return the version of the database's schema, None when it is empty."""
    return version_of(store.engine)


@contextmanager
def _file_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            "Databasens fil går inte att skapa.", hint="Kontrollera att mappen finns och att du får skriva i den."
        ) from error


def _mind_version() -> None:
    if sqlite3.sqlite_version_info < _SAFE_SQLITE:
        logger.info("older SQLite: one writer at a time", extra={"sqlite": sqlite3.sqlite_version})
