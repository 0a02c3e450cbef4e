"""Import of an orders file into an order store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_source import OrderStore
from ivr.orders.sources.csv.csv_file import read_csv
from ivr.orders.sources.csv.csv_layout import ColumnChoice, layout_of
from ivr.orders.sources.import_report import ImportReport, Note, RowProblem
from ivr.orders.sources.json.json_file import read_json
from ivr.orders.sources.order_rows import ImportSettings

_JSON = frozenset({".json", ".jsonl", ".ndjson"})


def load(path: Path, store: OrderStore, settings: ImportSettings, choice: ColumnChoice | None = None) -> ImportReport:
    """Import a file of orders into a store. An order replaces the stored one with the same number.

    Good rows are imported even if others are refused; importing the same file twice changes nothing. Raises FileRefused
    if nothing in the file can be read, and OSError.
    """
    report = ImportReport()
    report.orders = store.replace(read(path, settings, report, choice))
    return report


def read(
    path: Path, settings: ImportSettings, report: ImportReport, choice: ColumnChoice | None = None
) -> Iterator[Order]:
    """The orders of a file, JSON by its suffix, else CSV. The rest goes into `report`. Raises as `load`."""
    if is_json(path):
        return _good(read_json(path, settings), report, settings)
    layout = layout_of(path, choice)
    report.unknown_columns, report.profile = layout.unknown_columns, layout.profile
    return _good(read_csv(path, layout, settings), report, settings)


def is_json(path: Path) -> bool:
    """Whether a file is read as JSON, by its name."""
    return path.suffix.lower() in _JSON


def _good(
    found: Iterator[Order | RowProblem | Note], report: ImportReport, settings: ImportSettings
) -> Iterator[Order]:
    names_any = bool(settings.shop or settings.brand)
    for each in found:
        if isinstance(each, Order):
            yield _named(each, settings) if names_any else each
        else:
            report.add(each)


def _named(order: Order, settings: ImportSettings) -> Order:
    return replace(order, shop=order.shop or settings.shop, brand=order.brand or settings.brand)
