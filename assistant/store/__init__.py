"""Where everything is kept: one SQL database, the truth from which the search index is built.

Domain values go in and come out; rows never leave. ``store`` opens the database and gives
transactions, ``engine`` sets it up safely, ``tables`` declares the schema and ``schema`` carries old
databases to it; ``assessments``, ``members``, ``sources``, ``passages``, ``drafts``, ``reviews``,
``events``, ``users``, ``logins`` and ``conversations`` answer the questions asked of each; ``ledger``
keeps in memory what stands, ``feed`` hands passages to the index, ``vault`` keeps the pseudonym key apart,
``lock`` keeps a second process out.
"""

from assistant.store.feed import StorePassageFeed
from assistant.store.ledger import Ledger
from assistant.store.lock import FolderLock
from assistant.store.schema import backup
from assistant.store.store import Store, Transaction, check_schema, open_store, schema_version, upgrade
from assistant.store.values import (
    AccountEvent,
    Freshness,
    HiddenText,
    Member,
    NarrativeVersion,
    NewPassage,
    Notice,
    PutResult,
    Removal,
    RevisionNote,
    Session,
    SessionSort,
    SourceTitle,
    StoredText,
)
from assistant.store.vault import Vault

__all__ = [
    "AccountEvent",
    "FolderLock",
    "Freshness",
    "HiddenText",
    "Ledger",
    "Member",
    "NarrativeVersion",
    "NewPassage",
    "Notice",
    "PutResult",
    "Removal",
    "RevisionNote",
    "Session",
    "SessionSort",
    "SourceTitle",
    "Store",
    "StorePassageFeed",
    "StoredText",
    "Transaction",
    "Vault",
    "backup",
    "check_schema",
    "open_store",
    "schema_version",
    "upgrade",
]
