"""A database with every table, for tests of the adapters.

On SQLite the migrations run once in each process, and their file is copied. They are tested in
`tests/adapters/sql/test_database.py`.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from ivr.adapters.sql import schema
from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.schema import upgrade


def make_tables(engine: Engine) -> None:
    """Make the tables of `upgrade` in an empty database; on SQLite, in a file that does not exist yet."""
    if engine.dialect.name != "sqlite":
        upgrade(engine)
        return
    file = Path(engine.url.database or "")
    assert not file.exists(), "there is a database already"
    file.write_bytes(_migrated())


def move_to(engine: Engine, revision: str) -> None:
    """Bring a database to the shape of another revision, forward from an empty one, or back."""
    with writing(engine) as connection:
        move = command.downgrade if MigrationContext.configure(connection).get_current_revision() else command.upgrade
        move(schema._config(connection), revision)


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as directory:
        file = Path(directory) / "migrated.db"
        engine = connect(f"sqlite:///{file}", Path(directory))
        upgrade(engine)
        engine.dispose()
        return file.read_bytes()
