"""Numbers that say whether a part of an assessment has changed, moved by triggers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ADDED_TO = ("drafts", "narratives", "opinions", "decisions", "approvals")
_OF_SOURCE = "(SELECT assessment_id FROM sources WHERE id = NEW.source_id)"


def upgrade() -> None:
    """Add the table and its triggers; what is not there counts as 0."""
    op.create_table(
        "freshness",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "part", name=op.f("pk_freshness")),
    )
    server = op.get_context().dialect.name == "postgresql"
    if server:
        _make_functions()
    for table in _ADDED_TO:
        _trigger(table, table, "NEW.assessment_id", ("INSERT",), server=server)
    _trigger("sources", "sources", "NEW.assessment_id", ("INSERT", "UPDATE"), server=server)
    _trigger("revisions", "sources", _OF_SOURCE, ("INSERT", "UPDATE"), server=server)
    _trigger("users", "users", "''", ("INSERT", "UPDATE"), server=server)


def downgrade() -> None:
    """Take triggers, functions and table away."""
    server = op.get_context().dialect.name == "postgresql"
    acts = {"sources": ("INSERT", "UPDATE"), "revisions": ("INSERT", "UPDATE"), "users": ("INSERT", "UPDATE")}
    for table in (*_ADDED_TO, *acts):
        for act in acts.get(table, ("INSERT",)):
            op.execute(f"DROP TRIGGER {table}_fresh_{act.lower()}" + (f" ON {table}" if server else ""))
    if server:
        for table in ("assessment", "source", "user"):
            op.execute(f"DROP FUNCTION kompass_fresh_{table}()")
    op.drop_table("freshness")


def _trigger(table: str, part: str, whose: str, acts: tuple[str, ...], *, server: bool) -> None:
    names = {"NEW.assessment_id": "assessment", _OF_SOURCE: "source", "''": "user"}
    for act in acts:
        made = f"CREATE TRIGGER {table}_fresh_{act.lower()} AFTER {act} ON {table} "
        if server:
            op.execute(f"{made} FOR EACH ROW EXECUTE FUNCTION kompass_fresh_{names[whose]}('{part}')")
        else:
            op.execute(f"{made} BEGIN {_move(whose, repr(part))}; END")


def _move(whose: str, part: str) -> str:
    row = f"(assessment_id, part, n) VALUES ({whose}, {part}, 1)"
    return f"INSERT INTO freshness {row} ON CONFLICT (assessment_id, part) DO UPDATE SET n = freshness.n + 1"


def _make_functions() -> None:
    for name, whose in (("assessment", "NEW.assessment_id"), ("source", _OF_SOURCE), ("user", "''")):
        op.execute(
            f"CREATE FUNCTION kompass_fresh_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{_move(whose, 'TG_ARGV[0]')}; RETURN NULL; END $$"
        )
