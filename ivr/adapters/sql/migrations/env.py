"""Run by Alembic; see `ivr.adapters.sql.schema`, which hands over the connection."""

import pkgutil
from importlib import import_module

from alembic import context

import ivr.adapters.sql
from ivr.adapters.sql.database import metadata

for _module in pkgutil.walk_packages(ivr.adapters.sql.__path__, f"{ivr.adapters.sql.__name__}."):
    if ".migrations" not in _module.name:
        import_module(_module.name)  # whichever module has tables has now declared them

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
