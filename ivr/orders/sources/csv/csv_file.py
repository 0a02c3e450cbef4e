"""The orders file: CSV, one parcel or one item a row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_numbers import identity
from ivr.orders.sources.csv.csv_layout import Layout
from ivr.orders.sources.csv.csv_rows import CsvRow, csv_rows
from ivr.orders.sources.csv.date_columns import DateColumns
from ivr.orders.sources.csv.gathering import Values, order_of
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.problems import RowProblem

_OF_AN_ITEM = frozenset(
    (
        *("items", "carrier", "tracking_number", "tracking_url", "tracking_status", "last_scan_at", "last_scan_city"),
        *("delivered_at", "window_start", "window_end", "window_basis"),
        *("refund_amount", "refund_state", "return_state"),
    )
)
"""All that a row without an order number may have to go on with the order above it, as cells that are merged do."""


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
