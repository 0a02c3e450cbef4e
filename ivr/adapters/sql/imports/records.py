"""Imports of files: each is run, recorded, and can be undone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, delete, exists, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.imports.tables import import_undo, imports
from ivr.adapters.sql.imports.undo import note_replaced, take_back
from ivr.adapters.sql.orders.index import OrderIndex, Replaced
from ivr.adapters.sql.routing import audit
from ivr.orders.model import Order
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.import_record import ImportRecord, ImportState, NothingToUndo, Undone
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.orders.sources.importing import read
from ivr.orders.sources.order_rows import ImportSettings
from ivr.reporting.audit import Actor

KEPT = 10
"""The last imports, which can be undone."""
SILENT = timedelta(minutes=5)
"""An import without a batch for this long was cut off."""
_LONGEST_NAME, _LONGEST_SUBJECT = 255, 128

Progress = Callable[[int], None]
"""Called after every batch with the number of orders stored."""


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of files of orders."""

    engine: Engine
    clock: Callable[[], datetime]

    def run(
        self,
        path: Path,
        settings: ImportSettings,
        *,
        actor: Actor,
        choice: ColumnChoice | None = None,
        name: str = "",
        progress: Progress | None = None,
    ) -> tuple[int, ImportReport]:
        """Import a file, called `name` in the record. Returns the number of the import, and the report.

        Raises as `importing.load`, and SQLAlchemyError; what was stored until then stays, and can be undone.
        """
        number, report = self._begin(name or path.name, actor), ImportReport()
        try:
            report.orders = self._store(number, read(path, settings, report, choice), progress)
        except (FileRefused, OSError) as error:
            reason = str(error) if isinstance(error, FileRefused) else "the file cannot be read"
            self._end(number, actor, report, ImportState.FAILED, f"Not imported: {reason}")
            raise
        self._end(number, actor, report, ImportState.DONE, "\n".join((*report.summary, *report.lines)))
        return number, report

    def list(self, limit: int = 50) -> list[ImportRecord]:
        """The last imports, newest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(_FOUND.order_by(imports.c.id.desc()).limit(limit)).mappings()
            return [self._record(row) for row in rows]

    def find(self, number: int) -> ImportRecord | None:
        """One import, or None."""
        with self.engine.connect() as connection:
            row = connection.execute(_FOUND.where(imports.c.id == number)).mappings().one_or_none()
        return self._record(row) if row else None

    def report(self, number: int) -> str:
        """The report of an import in words; empty if there is none."""
        with self.engine.connect() as connection:
            return connection.scalar(select(imports.c.report).where(imports.c.id == number)) or ""

    def undo(self, number: int, *, actor: Actor) -> Undone:
        """Remove the orders that an import added, and bring back those that it replaced. Raises NothingToUndo."""
        record = self.find(number)
        if record is None or not record.can_be_undone:
            raise NothingToUndo(f"there is no import {number} that can be undone; the last {KEPT} can be, once each")
        undone = take_back(self.engine, number, self.clock)
        with writing(self.engine) as connection:
            self._update(connection, number, state=ImportState.UNDONE)
            told = f"undone: {undone.removed} removed, {undone.restored} brought back, {undone.stayed} stay"
            audit.note(connection, actor, self.clock(), "import", record.file[:_LONGEST_SUBJECT], after=told)
        return undone

    def _begin(self, name: str, actor: Actor) -> int:
        now = self.clock()
        row = {"file": name[:_LONGEST_NAME], "who": actor.who, "via": actor.via, "state": ImportState.RUNNING}
        with writing(self.engine) as connection:
            added = insert(imports).values(**row, began_at=now, last_at=now).returning(imports.c.id)
            number: int = connection.execute(added).scalar_one()
            connection.execute(delete(import_undo).where(import_undo.c.import_id <= number - KEPT))
            return number

    def _store(self, number: int, orders: Iterable[Order], progress: Progress | None) -> int:
        stored = added = 0

        def note(connection: Connection, replaced: Mapping[str, Replaced]) -> None:
            nonlocal stored, added
            note_replaced(connection, number, replaced)
            stored, added = stored + len(replaced), added + sum(not each.before for each in replaced.values())
            self._update(connection, number, orders=stored, added=added)
            if progress:
                progress(stored)

        return OrderIndex(self.engine, self.engine, self.clock).replace(orders, note)

    def _end(self, number: int, actor: Actor, report: ImportReport, state: ImportState, text: str) -> None:
        with writing(self.engine) as connection:
            self._update(connection, number, state=state, profile=report.profile, left_out=report.left_out, report=text)
            file = connection.execute(select(imports.c.file).where(imports.c.id == number)).scalar_one()
            told = f"{report.orders} orders, {report.left_out} rows left out"
            audit.note(connection, actor, self.clock(), "import", file[:_LONGEST_SUBJECT], after=told)

    def _update(self, connection: Connection, number: int, **values: object) -> None:
        connection.execute(update(imports).where(imports.c.id == number).values(last_at=self.clock(), **values))

    def _record(self, row: RowMapping) -> ImportRecord:
        record = ImportRecord(
            id=row["id"],
            file=row["file"],
            who=row["who"],
            via=row["via"],
            began_at=row["began_at"],
            state=ImportState(row["state"]),
            profile=row["profile"],
            orders=row["orders"],
            added=row["added"],
            left_out=row["left_out"],
            ended_at=row["last_at"],
            can_be_undone=row["can_be_undone"],
        )
        if record.state is not ImportState.RUNNING:
            return record
        is_over = self.clock() - row["last_at"] > SILENT
        state = ImportState.CUT_OFF if is_over else ImportState.RUNNING
        return replace(record, state=state, ended_at=None, can_be_undone=is_over and record.can_be_undone)


_KEEPS = exists().where(import_undo.c.import_id == imports.c.id)
_FOUND = select(*(column for column in imports.c if column.name != "report"), _KEEPS.label("can_be_undone"))
