"""An order from all its rows: what one leaves blank, another may have."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ivr.orders.model import Order
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_builder import OrderBuilder
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.problems import RowProblem
from ivr.orders.sources.row_fields import is_nothing, is_text
from ivr.orders.sources.row_reader import is_of_parcel, read_row

Values = tuple[int, Mapping[str, str]]
"""A row: its line, and its values by column."""

_SHARED = ("order_number", "placed_at", "phone", "country", "currency", "time_zone")
"""Columns that a row needs to be read at all, or that say how others of its are read."""


def order_of(rows: Sequence[Values], reading: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The order that some rows make, what is to be told of it, and what is wrong with rows that are left out.

    A row that is left out leaves a parcel that we cannot see, if it tells of one.
    """
    shared = {name: text for name in _SHARED if (text := _first(rows, name))} if len(rows) > 1 else {}
    gathered = OrderBuilder()
    for line, values in rows:
        try:
            gathered.add(read_row(values, line, reading, shared))
        except Unreadable as error:
            gathered.lost += is_of_parcel(partial(_value, values))
            yield RowProblem(line, str(error))
    if order := gathered.order(reading.key):
        yield from gathered.notes
        yield order


def _value(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "")


def _first(rows: Sequence[Values], name: str) -> str:
    """The value of the first row that has one."""
    given = (values.get(name, "") for _, values in rows)
    return next((text for text in given if text and is_text(text) and not is_nothing(text, name)), "")
