"""Kinds that a person gave, interviews held for a look before they are indexed, and the paragraphs of texts.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was read before has no paragraphs and is shown passage by passage."""
    op.add_column("sources", sa.Column("hold", sa.Text(), server_default="", nullable=False))
    op.add_column("sources", sa.Column("kind_given", sa.Integer(), server_default="0", nullable=False))
    op.add_column("revisions", sa.Column("segments", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the columns away; what was held is then read without a look."""
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("segments")
    with op.batch_alter_table("sources") as sources:
        sources.drop_column("hold")
        sources.drop_column("kind_given")
