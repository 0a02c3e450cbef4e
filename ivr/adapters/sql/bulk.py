"""Many rows of one table at once, at what the driver itself costs.

On PostgreSQL a batch is one statement, whose rows travel as one JSON value; on SQLite it goes past SQLAlchemy, which
would cost as much as the rows themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, Table

Row = Mapping[str, Any]


def write_rows(connection: Connection, table: Table, rows: Sequence[Row], *, replace: bool = False) -> None:
    """Insert rows that have a value for every column; with `replace`, in the place of those with the same key.

    Values are text, whole numbers or None.
    """
    if not rows:
        return
    statement, values = _statement(table, connection.dialect.name, replace)
    connection.exec_driver_sql(statement, values(rows))


@cache
def _statement(table: Table, dialect: str, replace: bool) -> tuple[str, Callable[[Sequence[Row]], Any]]:
    """The statement, and what turns rows into its parameters."""
    names = [column.name for column in table.c]
    columns = ", ".join(f'"{name}"' for name in names)
    into = f'INSERT INTO "{table.name}" ({columns})'  # names of our own tables
    conflict = _in_place_of(table) if replace else ""
    if dialect == "sqlite":
        return f"{into} VALUES ({', '.join('?' * len(names))}){conflict}", _as_tuples(names)
    rows = f'SELECT {columns} FROM json_populate_recordset(NULL::"{table.name}", %s::json)'  # noqa: S608 - as above
    return f"{into} {rows}{conflict}", _as_json


def _in_place_of(table: Table) -> str:
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    rest = ", ".join(f'"{each.name}" = excluded."{each.name}"' for each in table.c if not each.primary_key)
    return f" ON CONFLICT ({key}) DO UPDATE SET {rest}"


def _as_tuples(names: Sequence[str]) -> Callable[[Sequence[Row]], Any]:
    values = itemgetter(*names)
    return lambda rows: list(map(values, rows))


def _as_json(rows: Sequence[Row]) -> Any:
    return (orjson.dumps(rows).decode(),)
