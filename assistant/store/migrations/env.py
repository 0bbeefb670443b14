"""Run the migrations on the connection that ``assistant.store.schema`` hands over.

It has begun the transaction that the whole upgrade is: a crash in the middle leaves the old schema.
"""

from alembic import context

from assistant.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can hardly alter a table: Alembic makes a new one and copies the rows.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
