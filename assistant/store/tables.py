"""The schema, and nothing else. What it became in each version stands in ``migrations``.

Columns named ``at`` hold ISO times with offset and are for people; order is kept by ``n``,
``version``, ``revision`` and ``sequence``, which no clock can disturb. Columns named ``body`` hold a
domain value written by ``codec``. Columns named ``…_seconds`` hold seconds since 1970, for what ends by
itself. Opinions, decisions, approvals, drafts, narratives, runs and events are append-only: triggers
made by the migrations refuse UPDATE and DELETE. Others move the numbers in ``freshness``; a migration
that rebuilds a table has to make its triggers again.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _seconds(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _assessment() -> Column[str]:
    return Column("assessment_id", Text, ForeignKey("assessments.id"), nullable=False)


def _counter() -> Column[int]:
    return Column("n", Integer, primary_key=True, autoincrement=True)


assessments = Table(
    "assessments",
    metadata,
    Column("id", Text, primary_key=True),
    _text("municipality"),
    _whole("year"),
    Column("sort", Text, CheckConstraint("sort IN ('formal', 'self')", name="sort"), nullable=False),
    _text("criteria_id"),
    _text("criteria_version"),
    _text("criteria_fingerprint"),
    _text("created_at"),
    _text("created_by"),
    _text("title"),
)

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    _text("display_name"),
    _text("role"),
    _text("created_at"),
    # When the account was closed; empty while it is open.
    Column("disabled_at", Text, nullable=False, server_default=""),
)

credentials = Table(
    "credentials",
    metadata,
    Column("user_name", Text, ForeignKey("users.name"), primary_key=True),
    # As argon2 writes it, with its salt and parameters.
    _text("password_hash"),
    # 1 for a password that somebody else chose, which must be changed before anything else.
    _whole("temporary"),
    _text("changed_at"),
)

sessions = Table(
    "sessions",
    metadata,
    _counter(),
    # SHA-256 of the random secret that the browser or program holds; the secret itself is kept nowhere.
    Column("secret_hash", Text, nullable=False, unique=True),
    Column("user_name", Text, ForeignKey("users.name"), nullable=False, index=True),
    Column("sort", Text, CheckConstraint("sort IN ('browser', 'program')", name="sort"), nullable=False),
    _text("label"),
    _seconds("created_seconds"),
    _seconds("seen_seconds"),
    _seconds("ends_seconds"),
    sqlite_autoincrement=True,
)

attempts = Table(
    "attempts",
    metadata,
    _counter(),
    # Hashes: what was typed as a name may be a password, and an address is personal data.
    Column("account_hash", Text, nullable=False, index=True),
    Column("address_hash", Text, nullable=False, index=True),
    Column("at_seconds", BigInteger, nullable=False, index=True),
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("assessment_id", Text, ForeignKey("assessments.id"), primary_key=True),
    Column("user_name", Text, ForeignKey("users.name"), primary_key=True, index=True),
    Column(
        "role", Text, CheckConstraint("role IN ('lead', 'evaluator', 'contributor', 'reader')", name="role"),
        nullable=False,
    ),
    _text("added_at"),
    _text("added_by"),
)  # fmt: skip

account_events = Table(
    "account_events",
    metadata,
    _counter(),
    _text("at"),
    _text("by"),
    _text("action"),
    _text("subject"),
    sqlite_autoincrement=True,
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    _assessment(),
    _text("name"),
    _text("kind"),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('waiting', 'reading', 'ready', 'failed', 'removed')", name="state"),
        nullable=False,
    ),
    _whole("revision"),
    _text("sha256"),
    _text("problem"),
    _text("hint"),
    _whole("passages"),
    # Over the ids and content keys of the passages of this revision; empty until it is ready.
    _text("digest"),
    # Whether an interview is to be looked at before it is indexed, see Source.hold.
    Column("hold", Text, nullable=False, server_default=""),
    # 1 when a person said what kind it is, so that reading must not guess.
    Column("kind_given", Integer, nullable=False, server_default="0"),
    UniqueConstraint("assessment_id", "name"),
)
Index(
    "uq_sources_live_bytes",
    sources.c.assessment_id,
    sources.c.sha256,
    unique=True,
    sqlite_where=text("state <> 'removed'"),
    postgresql_where=text("state <> 'removed'"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("assessment_id", Text, ForeignKey("assessments.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False, index=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("source_id", Text, ForeignKey("sources.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    _text("sha256"),
    _text("blob"),
    _whole("size"),
    _text("at"),
    _text("by"),
    _text("media_type"),
    _text("reader"),
    Column("title", Text),
    # What is shown and searched as the title, kept because passages' content keys depend on it.
    _text("shown_title"),
    Column("date", Text),
    Column("pages", Integer),
    _whole("characters"),
    _whole("hidden_texts"),
    _text("notices"),
    _text("hidden"),
    # Last, so that the short columns are read without the pages the text overflows to.
    Column("text", Text),
    # Where each paragraph stands; NULL for what was read before paragraphs were kept.
    Column("segments", Text),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Text, primary_key=True),
    _text("source_id"),
    _whole("revision"),
    _whole("ordinal"),
    Column("content_key", Text, nullable=False, index=True),
    _whole("start_offset"),
    _whole("end_offset"),
    _text("place"),
    _text("text"),
    ForeignKeyConstraint(["source_id", "revision"], ["revisions.source_id", "revisions.revision"]),
    # Holds all that listing ids and content keys needs, so that the texts are not read for it.
    Index("ix_passages_listing", "source_id", "revision", "ordinal", "content_key"),
)

vectors = Table(
    "vectors",
    metadata,
    # The key first: vectors are also found by it alone, when nothing uses them any more.
    Column("content_key", Text, primary_key=True),
    Column("embedder_id", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    _counter(),
    Column("id", Text, nullable=False, unique=True),
    _assessment(),
    _text("body"),
    Index("ix_runs_assessment_id", "assessment_id"),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    metadata,
    _counter(),
    _assessment(),
    _text("question_id"),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    _text("body"),
    UniqueConstraint("assessment_id", "question_id", "run_id"),
    sqlite_autoincrement=True,
)

narratives = Table(
    "narratives",
    metadata,
    _counter(),
    _assessment(),
    _text("sub_area_id"),
    _whole("version"),
    _text("at"),
    _text("by"),
    _text("body"),
    UniqueConstraint("assessment_id", "sub_area_id", "version"),
    sqlite_autoincrement=True,
)

opinions = Table(
    "opinions",
    metadata,
    _counter(),
    Column("id", Text, nullable=False, unique=True),
    _assessment(),
    _text("question_id"),
    _text("body"),
    Index("ix_opinions_assessment_id_question_id", "assessment_id", "question_id"),
    sqlite_autoincrement=True,
)

decisions = Table(
    "decisions",
    metadata,
    _counter(),
    Column("id", Text, nullable=False, unique=True),
    _assessment(),
    _text("question_id"),
    _whole("version"),
    _text("body"),
    UniqueConstraint("assessment_id", "question_id", "version"),
    sqlite_autoincrement=True,
)

approvals = Table(
    "approvals",
    metadata,
    _counter(),
    Column("id", Text, nullable=False, unique=True),
    _assessment(),
    _text("sub_area_id"),
    _text("body"),
    Index("ix_approvals_assessment_id_sub_area_id", "assessment_id", "sub_area_id"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("assessment_id", Text, ForeignKey("assessments.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _text("by"),
    _text("action"),
    _text("subject"),
    _text("details"),
    _text("hash"),
    _text("previous_hash"),
)

erasures = Table(
    "erasures",
    metadata,
    _counter(),
    _text("assessment_id"),
    _text("at"),
    _text("by"),
    # 1 only inside the transaction that erases; the triggers let DELETE pass while it is.
    Column("open", Integer, nullable=False),
    sqlite_autoincrement=True,
)

model_calls = Table(
    "model_calls",
    metadata,
    _counter(),
    _assessment(),
    _text("key"),
    _text("outcome"),
    _text("body"),
    Index("ix_model_calls_assessment_id_key", "assessment_id", "key"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    _counter(),
    _assessment(),
    _text("user_name"),
    # From the page that asked, so that a question sent again is not asked twice.
    _text("key"),
    _text("at"),
    _text("question"),
    _text("body"),
    UniqueConstraint("assessment_id", "user_name", "key"),
    sqlite_autoincrement=True,
)

freshness = Table(
    "freshness",
    metadata,
    # Empty for what belongs to no assessment; without a foreign key, since triggers write it.
    Column("assessment_id", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    # Moved by triggers of the migrations with every change of that part.
    Column("n", BigInteger, nullable=False),
)

APPEND_ONLY = (events, opinions, decisions, approvals, narratives, drafts, runs)
"""Tables whose rows are never changed, in an order in which they may be erased."""
