"""Accounts: passwords, sessions, attempts to sign in, members of assessments and a log of accounts.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; users of the old schema have no password and cannot sign in until they get one."""
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("disabled_at", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE users SET role = 'participant' WHERE role = 'reader'")
    _make_credentials()
    _make_sessions()
    _make_members()
    _make_log()


def downgrade() -> None:
    """Refuse: an older program would let anybody in."""
    raise NotImplementedError("restore the backup copy that was made before the upgrade")


def _make_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("temporary", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_credentials_user_name")),
        sa.PrimaryKeyConstraint("user_name", name=op.f("pk_credentials")),
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_seconds", sa.BigInteger(), nullable=False),
        sa.Column("seen_seconds", sa.BigInteger(), nullable=False),
        sa.Column("ends_seconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sort IN ('browser', 'program')", name=op.f("ck_sessions_sort")),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_sessions_user_name")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sessions_secret_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sessions_user_name"), "sessions", ["user_name"])
    op.create_table(
        "attempts",
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("at_seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_attempts")),
        sqlite_autoincrement=True,
    )
    for column in ("account_hash", "address_hash", "at_seconds"):
        op.create_index(op.f(f"ix_attempts_{column}"), "attempts", [column])


def _make_members() -> None:
    roles = "role IN ('lead', 'evaluator', 'contributor', 'reader')"
    op.create_table(
        "members",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.CheckConstraint(roles, name=op.f("ck_members_role")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_members_assessment_id")),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_members_user_name")),
        sa.PrimaryKeyConstraint("assessment_id", "user_name", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_user_name"), "members", ["user_name"])


def _make_log() -> None:
    op.create_table(
        "account_events",
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_account_events")),
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION kompass_keep_account_events() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'account_events is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER account_events_kept BEFORE UPDATE OR DELETE ON account_events "
            "FOR EACH ROW EXECUTE FUNCTION kompass_keep_account_events()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER account_events_{act.lower()} BEFORE {act} ON account_events "
            "BEGIN SELECT RAISE(ABORT, 'account_events is append-only'); END"
        )
