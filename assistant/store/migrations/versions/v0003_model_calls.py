"""Calls to language models: what was asked with what, what came back and what it used.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it holds quotes of sources, so it can be erased with them."""
    op.create_table(
        "model_calls",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_model_calls_assessment_id")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_model_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_calls_assessment_id_key", "model_calls", ["assessment_id", "key"], unique=False)


def downgrade() -> None:
    """Refuse: an older program would not erase what the table holds."""
    raise NotImplementedError("restore the backup copy that was made before the upgrade")
