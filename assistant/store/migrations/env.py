"""Run the migrations on the connection that ``assistant.store.schema`` hands over."""

from alembic import context

from assistant.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can hardly alter a table: Alembic makes a new one and copies the rows.
    render_as_batch=True,
    # The whole upgrade is one transaction, opened by the caller: a crash leaves the old schema.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
