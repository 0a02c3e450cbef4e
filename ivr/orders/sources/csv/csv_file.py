"""An orders file in CSV, with one parcel or one item a row."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_numbers import identity
from ivr.orders.sources.csv.column_mapping import ColumnMapping
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
        *(
            "items",
            "warehouse",
            "carrier",
            "tracking_number",
            "tracking_url",
            "tracking_status",
            "last_scan_at",
            "last_scan_city",
        ),
        *("delivered_at", "left_at", "pickup_at", "pickup_until", "window_start", "window_end", "window_basis"),
        *("refund_amount", "refund_state", "return_state"),
    )
)
"""A row without an order number belongs to the order above it, as merged cells do, if it has no other columns."""
Values = tuple[int, Mapping[str, str]]
"""The line of a row, and its values by column."""

_SHARED = ("order_number", "placed_at", "phone", "country", "currency", "time_zone")
"""Columns that a row needs to be read, which it may take from other rows of its order."""


def read_csv(path: Path, layout: Layout, settings: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The orders of a file, each as soon as its last row is read; refused rows as problems, and notes.

    The file is read twice: first to find the orders whose rows are apart, so that only these are in memory beyond their
    rows, and the date order of the columns. Raises FileRefused if that is ambiguous.
    """
    left, dates = _looked_over(path, layout)
    settings = _as_written_by(layout.mapping, replace(settings, date_orders=dates.settled(settings.date_order)))
    gathering: dict[str, list[Values]] = {}
    for key, lines in _runs(path, layout):
        if not key:
            yield from _without_order(lines, settings)
            continue
        rows = gathering.pop(key, [])
        rows += [(line.number, line.values) for line in lines if not isinstance(line.values, str)]
        left[hash(key)] -= 1
        if left[hash(key)] > 0:
            gathering[key] = rows
        else:
            del left[hash(key)]
            yield from order_of(rows, settings)
    for rows in gathering.values():  # of two orders with one hash
        yield from order_of(rows, settings)


def _without_order(lines: Iterable[CsvRow], settings: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """Malformed rows, and rows without a number that continue no order."""
    for line in lines:
        if isinstance(line.values, str):
            yield RowProblem(line.number, line.values)
        else:
            yield from order_of([(line.number, line.values)], settings)


def _as_written_by(mapping: ColumnMapping, settings: ImportSettings) -> ImportSettings:
    """The settings for the files of a program: whether its orders need a number, and the clock of its times."""
    zone = UTC if mapping.clock == "utc" else settings.shop_zone
    return replace(settings, needs_phone=mapping.needs_phone, has_offsets=mapping.clock == "offset", shop_zone=zone)


def _looked_over(path: Path, layout: Layout) -> tuple[Counter[int], DateColumns]:
    """How many times the rows of an order begin, by its hash, if more than once; and the dates of all rows."""
    begun, dates = array("q"), DateColumns()
    for key, lines in _runs(path, layout, brief=True):
        if key:
            begun.append(hash(key))
        for line in lines:
            if not isinstance(line.values, str):
                dates.see(line.values, line.number)
    times = ((found, sum(1 for _ in same)) for found, same in groupby(sorted(begun)))
    return Counter({found: count for found, count in times if count > 1}), dates


def _runs(path: Path, layout: Layout, *, brief: bool = False) -> Iterator[tuple[str, Iterator[CsvRow]]]:
    """The rows of a file in runs of one order, with its key; empty for rows that belong to none."""
    for key, lines in groupby(_keyed(path, layout, brief=brief), itemgetter(1)):
        yield key, (line for line, _ in lines)


def _keyed(path: Path, layout: Layout, *, brief: bool = False) -> Iterator[tuple[CsvRow, str]]:
    """The rows of a file, each with the key of its order; empty if it belongs to none."""
    key = ""
    for line in csv_rows(path, layout, brief=brief):
        number = "" if isinstance(line.values, str) else line.values.get("order_number", "")
        goes_on = not isinstance(line.values, str) and _OF_AN_ITEM.issuperset(line.values)
        key = identity(number) if number else key if goes_on else ""
        yield line, key


def order_of(rows: Sequence[Values], settings: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The order of some rows, notes on it, and problems for its refused rows.

    A refused row with a parcel leaves a parcel of unknown state in the order.
    """
    shared = {name: text for name in _SHARED if (text := _first(rows, name))} if len(rows) > 1 else {}
    gathered = OrderBuilder()
    for line, values in rows:
        try:
            gathered.add(read_row(values, line, settings, shared))
        except Unreadable as error:
            gathered.lost += is_of_parcel(partial(_value, values))
            yield RowProblem(line, str(error))
    if order := gathered.order(settings.key):
        yield from gathered.notes
        yield order


def _value(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "")


def _first(rows: Sequence[Values], name: str) -> str:
    """The value of a column in the first row that has one."""
    given = (values.get(name, "") for _, values in rows)
    return next((text for text in given if text and is_text(text) and not is_nothing(text, name)), "")
