"""The orders file: CSV, one parcel or one item a row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_numbers import identity
from ivr.orders.sources.csv.csv_layout import Layout
from ivr.orders.sources.csv.csv_rows import CsvRow, csv_rows
from ivr.orders.sources.csv.date_columns import DateColumns
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, RowProblem
from ivr.orders.sources.order_builder import OrderBuilder
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.row_fields import is_nothing, is_text
from ivr.orders.sources.row_reader import is_of_parcel, read_row

_OF_AN_ITEM = frozenset(
    (
        *("items", "carrier", "tracking_number", "tracking_url", "tracking_status", "last_scan_at", "last_scan_city"),
        *("delivered_at", "window_start", "window_end", "window_basis"),
        *("refund_amount", "refund_state", "return_state"),
    )
)
"""All that a row without an order number may have to go on with the order above it, as cells that are merged do."""
Values = tuple[int, Mapping[str, str]]
"""A row: its line, and its values by column."""

_SHARED = ("order_number", "placed_at", "phone", "country", "currency", "time_zone")
"""Columns that a row needs to be read at all, or that say how others of its are read."""


def read_csv(path: Path, layout: Layout, reading: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The orders of a file, each as soon as its last row is read, and what is wrong with the rows that are not.

    The file is read twice: first to count the rows of each order, so that only orders in the making are in memory,
    wherever their rows stand, and to see how its days are written. Raises FileRefused where that cannot be told.
    """
    left, dates = _looked_over(path, layout)
    reading = replace(reading, date_orders=dates.settled(reading.date_order))
    gathering: dict[str, list[Values]] = {}
    for line, key in _keyed(path, layout):
        if isinstance(line.values, str):
            yield RowProblem(line.number, line.values)
            continue
        rows = gathering.setdefault(key, [])
        rows.append((line.number, line.values))
        left[key] -= 1
        if not key or not left[key]:
            yield from order_of(gathering.pop(key), reading)
            del left[key]


def _looked_over(path: Path, layout: Layout) -> tuple[Counter[str], DateColumns]:
    """How many rows each order has, and the days of all."""
    rows, dates = Counter[str](), DateColumns()
    for line, key in _keyed(path, layout):
        if not isinstance(line.values, str):
            rows[key] += 1
            dates.see(line.values, line.number)
    return rows, dates


def _keyed(path: Path, layout: Layout) -> Iterator[tuple[CsvRow, str]]:
    """Each line with the key of its order; empty where it belongs to none."""
    key = ""
    for line in csv_rows(path, layout):
        number = "" if isinstance(line.values, str) else line.values.get("order_number", "")
        goes_on = not isinstance(line.values, str) and _OF_AN_ITEM.issuperset(line.values)
        key = identity(number) if number else key if goes_on else ""
        yield line, key


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
