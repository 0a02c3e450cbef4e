"""One order under change, within a transaction."""

from dataclasses import dataclass, field

from ivr.adapters.sql.orders.rows import Row, StoredReport
from ivr.orders.model import Order


@dataclass(slots=True)
class ReportedOrder:
    """One order under change: its row as it was, and the reports of its sources as they are now."""

    key: str
    row: Row | None = None
    reports: dict[str, StoredReport] = field(default_factory=dict)
    had_reports: bool = False
    is_touched: bool = False
    """Whether it has to be merged and written."""

    @property
    def present(self) -> list[StoredReport]:
        """The reports of sources where the order was not deleted."""
        return [each for each in self.reports.values() if not each.is_gone]

    def put(self, report: StoredReport) -> None:
        """Replace the report of a source."""
        self.reports[report.source] = report
        self.is_touched = True

    def drop(self, source: str) -> None:
        """Forget the report of a source."""
        self.reports.pop(source, None)
        self.is_touched = True


@dataclass(frozen=True, slots=True)
class OrderToWrite:
    """An order as it is written."""

    reported: ReportedOrder
    order: Order
    row: Row
    is_made: bool
    """Whether it is made of several reports."""

    @property
    def key(self) -> str:
        return self.reported.key

    @property
    def is_new(self) -> bool:
        """Whether anything but the times of the news has changed."""
        times = {"stored_at": 0, "source_at": 0}
        return {**(self.reported.row or {}), **times} != {**self.row, **times}
