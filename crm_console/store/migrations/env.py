"""What Alembic runs: the given connection, in one transaction."""

from alembic import context

from crm_console.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
