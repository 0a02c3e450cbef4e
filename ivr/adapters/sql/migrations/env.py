"""Run by Alembic; see `ivr.adapters.sql.schema`, which hands over the connection."""

from alembic import context

import ivr.adapters.sql.agents  # declares its table
import ivr.adapters.sql.api_tokens  # likewise
import ivr.adapters.sql.callbacks  # likewise
import ivr.adapters.sql.desk.tables  # likewise
import ivr.adapters.sql.event_webhooks.tables  # likewise
import ivr.adapters.sql.history.tables  # likewise
import ivr.adapters.sql.imports.tables  # likewise
import ivr.adapters.sql.notices.opt_outs  # likewise
import ivr.adapters.sql.notices.tables  # likewise
import ivr.adapters.sql.orders.tables  # declares its tables
import ivr.adapters.sql.privacy.tables  # likewise
import ivr.adapters.sql.reasons.tables  # likewise
import ivr.adapters.sql.recordings.tables  # likewise
import ivr.adapters.sql.records.tables  # likewise
import ivr.adapters.sql.requests.tables  # likewise
import ivr.adapters.sql.routing.tables  # likewise
import ivr.adapters.sql.scorecards.tables  # likewise
import ivr.adapters.sql.search.tables  # likewise
import ivr.adapters.sql.sources.tables  # likewise
import ivr.adapters.sql.staffing.tables  # likewise
import ivr.adapters.sql.users  # likewise
import ivr.adapters.sql.wall_links  # likewise
import ivr.adapters.sql.work_items  # likewise
from ivr.adapters.sql.database import metadata

assert ivr.adapters.sql.agents  # noqa: S101 - imported for what it declares
assert ivr.adapters.sql.api_tokens  # noqa: S101 - likewise
assert ivr.adapters.sql.privacy.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.reasons.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.recordings.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.callbacks  # noqa: S101 - likewise
assert ivr.adapters.sql.desk.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.event_webhooks.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.history.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.imports.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.notices.opt_outs  # noqa: S101 - likewise
assert ivr.adapters.sql.notices.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.orders.tables  # noqa: S101 - imported for what it declares
assert ivr.adapters.sql.records.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.requests.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.routing.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.scorecards.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.staffing.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.search.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.sources.tables  # noqa: S101 - likewise
assert ivr.adapters.sql.users  # noqa: S101 - likewise
assert ivr.adapters.sql.wall_links  # noqa: S101 - likewise
assert ivr.adapters.sql.work_items  # noqa: S101 - likewise

ONLY_POSTGRESQL = {"ix_calls_sid_end", "ix_handlings_note_words"}
"""Indexes of expressions, which the tables do not declare since SQLite does without."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=lambda _object, name, *_: name not in ONLY_POSTGRESQL,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
