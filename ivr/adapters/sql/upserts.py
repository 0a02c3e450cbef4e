"""Rows that are inserted, or replace those with the same primary key, on both databases."""

from functools import cache
from typing import TypeAlias

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = postgresql.Insert | sqlite.Insert


def insert_of(table: Table, dialect: str) -> Upsert:
    """An insertion that can say what happens on a conflict."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def upsert(table: Table, dialect: str, only: tuple[str, ...] = ()) -> Insert:
    """A statement that inserts rows; of those that are there it replaces all other columns, or `only` some."""
    statement = insert_of(table, dialect)
    names = only or [column.name for column in table.c if not column.primary_key]
    rest = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)
