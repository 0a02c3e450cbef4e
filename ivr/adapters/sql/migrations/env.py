"""Run by Alembic; see `ivr.adapters.schema`, which hands over the connection."""

from alembic import context

import ivr.adapters.agents  # declares its table
import ivr.adapters.audio.tables  # likewise
import ivr.adapters.callbacks  # likewise
import ivr.adapters.orders.tables  # declares its tables
import ivr.adapters.records.tables  # likewise
import ivr.adapters.routings.tables  # likewise
import ivr.adapters.users  # likewise
from ivr.adapters.database import metadata

assert ivr.adapters.agents  # noqa: S101 - imported for what it declares
assert ivr.adapters.audio.tables  # noqa: S101 - likewise
assert ivr.adapters.callbacks  # noqa: S101 - likewise
assert ivr.adapters.orders.tables  # noqa: S101 - imported for what it declares
assert ivr.adapters.records.tables  # noqa: S101 - likewise
assert ivr.adapters.routings.tables  # noqa: S101 - likewise
assert ivr.adapters.users  # noqa: S101 - likewise

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
