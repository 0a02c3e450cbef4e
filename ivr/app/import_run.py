"""One import of an uploaded file, from its beginning to its report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import structlog

from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.uploads import Uploads
from ivr.app.parts import Parts
from ivr.console.ports.imports import FileChoice, Phase
from ivr.orders.model import Order
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.orders.sources.importing import is_json, read
from ivr.orders.sources.order_rows import ImportSettings
from ivr.reporting.audit import Actor

EVERY = 0.5
"""Seconds between two notes on how far an import is."""
BROKEN = "The database did not take it to the end. What was imported stays; import the file again: nothing is doubled."

log = structlog.get_logger()


@dataclass(slots=True)
class ImportRun:
    """An import under way, with notes beside the file, where its page reads them. `free` is called at its end."""

    parts: Parts
    uploads: Uploads
    token: str
    name: str
    actor: Actor
    free: Callable[[], None]
    rows: int = 0
    done: int = 0

    def note(self, phase: Phase, told: str = "", report: Iterable[str] = ()) -> None:
        """Write how far it is."""
        told_of = {"name": self.name, "phase": phase, "done": self.done, "of": self.rows, "told": told}
        self.uploads.write(self.token, **told_of, report=list(report))

    def to_the_end(self, path: Path, choice: FileChoice) -> None:
        """Import the file. The file is deleted afterwards, unless it has to be imported again."""
        try:
            self.rows = 0 if is_json(path) else max(0, _lines(path) - 1)
            report = self._imported(path, choice)
            self.note("done", _outcome(report), _report_lines(report))
            self.uploads.delete_file(self.token)
        except FileRefused as error:
            self.note("failed", f"Nothing was imported: {error}.")
        except Exception:
            log.exception("an import was cut off")
            self.note("failed", BROKEN)
        finally:
            self.free()

    def _imported(self, path: Path, choice: FileChoice) -> ImportReport:
        report, stores = ImportReport(), self.parts.stores
        asked = ColumnChoice(choice.profile, choice.columns)
        orders = read(path, settings_of(self.parts, choice), report, asked)
        report.orders = OrderIndex(stores.engine, stores.reader).replace(self._counted(orders))
        return report

    def _counted(self, orders: Iterable[Order]) -> Iterator[Order]:
        noted = monotonic()
        for order in orders:
            yield order
            self.done += max(1, len(order.shipments))
            if monotonic() - noted > EVERY:
                noted = monotonic()
                self.note("running")


def settings_of(parts: Parts, choice: FileChoice) -> ImportSettings:
    """The settings of an import of this line."""
    return ImportSettings(
        key=parts.key,
        shop_country=parts.settings.country,
        now=datetime.now(UTC),
        shop_zone=ZoneInfo(parts.settings.time_zone),
        date_order=DateOrder(choice.dates) if choice.dates else None,
    )


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def _outcome(report: ImportReport) -> str:
    return f"{report.orders:,} orders imported, {report.left_out:,} rows left out."


def _report_lines(report: ImportReport) -> Iterator[str]:
    """The lines of a report, as the command prints them."""
    yield _outcome(report)
    yield from (f"column {column}: not known, passed over" for column in report.unknown_columns)
    yield from map(str, report.notes)
    yield from map(str, report.problems)
    if report.left_out > len(report.problems):
        yield f"... and {report.left_out - len(report.problems)} more"
