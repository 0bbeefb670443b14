"""The pseudonym key: which name a token stands for, in a file of its own.

It never touches the main database, so that this can be copied, sent or backed up without the key.
The file is private to its owner, deleted names are overwritten, and no write-ahead journal is kept
in which they could linger.
"""

from collections.abc import Mapping

from sqlalchemy import Column, Engine, MetaData, Table, Text, delete, select

from assistant.errors import ConflictError, StoreError
from assistant.store.engine import (
    for_reading,
    for_writing,
    make_engine,
    make_private,
    quick_check,
    read_url,
    sqlite_file,
    store_errors,
)

_VERSION = 1

_metadata = MetaData()
_pseudonyms = Table(
    "pseudonyms",
    _metadata,
    Column("assessment_id", Text, primary_key=True),
    Column("token", Text, primary_key=True),
    Column("original", Text, nullable=False),
)


class Vault:
    """An open pseudonym key."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Vault":
        """Open the key, or make it. StoreError when it is damaged, newer, or not an SQLite file."""
        parsed = read_url(url)
        path = sqlite_file(parsed)
        if path is None:
            raise StoreError("Pseudonymnyckeln ska ligga i en egen SQLite-fil.", hint="Ange sqlite:////mapp/nyckel.db.")
        make_private(path)
        quick_check(path)
        engine = make_engine(parsed, journal="DELETE")
        try:
            _prepare(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def put(self, assessment_id: str, key: Mapping[str, str]) -> None:
        """Keep what tokens stand for, all or none.

        Keeping the same again changes nothing; ConflictError when a token already stands for
        something else, since texts that hold it would come to mean another person.
        """
        with store_errors(), for_writing(self._engine) as connection, connection.begin():
            query = select(_pseudonyms.c.token, _pseudonyms.c.original)
            rows = connection.execute(query.where(_pseudonyms.c.assessment_id == assessment_id))
            known = {row.token: row.original for row in rows}
            if any(known.get(token, original) != original for token, original in key.items()):
                raise ConflictError(
                    "En pseudonym står redan för någon annan. Inget sparades.",
                    hint="Läs in källan igen, så väljs nya pseudonymer.",
                )
            new = [
                {"assessment_id": assessment_id, "token": token, "original": original}
                for token, original in key.items()
                if token not in known
            ]
            if new:
                connection.execute(_pseudonyms.insert(), new)

    def get(self, assessment_id: str) -> dict[str, str]:
        """Return what every token of an assessment stands for."""
        query = select(_pseudonyms.c.token, _pseudonyms.c.original).order_by(_pseudonyms.c.token)
        with store_errors(), for_reading(self._engine) as connection, connection.begin():
            rows = connection.execute(query.where(_pseudonyms.c.assessment_id == assessment_id))
            return {row.token: row.original for row in rows}

    def delete(self, assessment_id: str) -> int:
        """Forget for good whom an assessment's tokens stand for; return how many there were."""
        query = delete(_pseudonyms).where(_pseudonyms.c.assessment_id == assessment_id)
        with store_errors(), for_writing(self._engine) as connection, connection.begin():
            return connection.execute(query).rowcount

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _prepare(engine: Engine) -> None:
    with store_errors(), for_writing(engine) as connection, connection.begin():
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > _VERSION:
            raise StoreError(
                "Pseudonymnyckeln är gjord av en nyare version av programmet.", hint="Installera den versionen."
            )
        _metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={_VERSION}")
