"""Importing a file of orders."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ivr.orders.model import Order
from ivr.orders.order_source import OrderStore
from ivr.orders.sources.csv.csv_file import read_csv
from ivr.orders.sources.csv.csv_layout import layout_of
from ivr.orders.sources.import_report import Note, Notes
from ivr.orders.sources.json.json_file import read_json
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.problems import RowProblem

_JSON = frozenset({".json", ".jsonl", ".ndjson"})
MOST_REPORTED = 1000


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `problems` holds the first of them, `left_out` counts them all.

    `notes` counts what cost no order, such as values and words that could not be read.
    """

    orders: int = 0
    left_out: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    notes: Notes = field(default_factory=Notes)

    @property
    def clean(self) -> bool:
        """Whether every row was taken."""
        return not self.left_out


def load(path: Path, store: OrderStore, reading: ImportSettings) -> ImportReport:
    """Import a file of orders, CSV or by its name JSON: each order replaces the one under the same number.

    The good rows are kept whatever is wrong with others; the same file again changes nothing. Raises FileRefused (see
    `problems`) when nothing of the file can be read, and OSError.
    """
    report = ImportReport()
    if path.suffix.lower() in _JSON:
        found = read_json(path, reading)
    else:
        layout = layout_of(path)
        report.unknown_columns = layout.unknown_columns
        found = read_csv(path, layout, reading)
    report.orders = store.replace(_good(found, report))
    return report


def _good(found: Iterator[Order | RowProblem | Note], report: ImportReport) -> Iterator[Order]:
    for each in found:
        if isinstance(each, Order):
            yield each
        elif isinstance(each, Note):
            report.notes.add(each)
        else:
            report.left_out += 1
            if len(report.problems) < MOST_REPORTED:
                report.problems.append(each)
