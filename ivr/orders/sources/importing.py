"""Import of an orders file into an order store."""

from collections.abc import Iterator
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_source import OrderStore
from ivr.orders.sources.csv.csv_file import read_csv
from ivr.orders.sources.csv.csv_layout import layout_of
from ivr.orders.sources.import_report import ImportReport, Note, RowProblem
from ivr.orders.sources.json.json_file import read_json
from ivr.orders.sources.order_rows import ImportSettings

_JSON = frozenset({".json", ".jsonl", ".ndjson"})


def load(path: Path, store: OrderStore, settings: ImportSettings) -> ImportReport:
    """Import a file of orders, JSON by its suffix, else CSV. An order replaces the stored one with the same number.

    Good rows are imported even if others are refused; importing the same file twice changes nothing. Raises FileRefused
    if nothing in the file can be read, and OSError.
    """
    report = ImportReport()
    if path.suffix.lower() in _JSON:
        found = read_json(path, settings)
    else:
        layout = layout_of(path)
        report.unknown_columns = layout.unknown_columns
        found = read_csv(path, layout, settings)
    report.orders = store.replace(_good(found, report))
    return report


def _good(found: Iterator[Order | RowProblem | Note], report: ImportReport) -> Iterator[Order]:
    for each in found:
        if isinstance(each, Order):
            yield each
        else:
            report.add(each)
