"""Conditions on any number of values with one parameter, so that their statement is the same for every number."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, String, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Column[Any], values: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """Whether a column of texts has one of these values."""
    if dialect == "sqlite":
        listed = func.json_each(orjson.dumps(list(values)).decode()).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(values), ARRAY(String)))
