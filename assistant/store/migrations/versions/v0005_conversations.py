"""Conversations with the evidence, each user's own.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; its rows may be deleted by the one who asked."""
    op.create_table(
        "conversations",
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_conversations_assessment_id")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_conversations")),
        sa.UniqueConstraint(
            "assessment_id", "user_name", "key", name=op.f("uq_conversations_assessment_id_user_name_key")
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop the table with what it holds."""
    op.drop_table("conversations")
