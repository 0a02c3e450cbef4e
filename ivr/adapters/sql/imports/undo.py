"""What files said of orders before an import, and the way back to it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, select, update

from ivr.adapters.sql.bulk import write_rows
from ivr.adapters.sql.imports.tables import import_undo
from ivr.adapters.sql.orders.index import Replaced
from ivr.adapters.sql.orders.report_batch import ReportBatch, writing_orders
from ivr.adapters.sql.orders.rows import StoredReport
from ivr.adapters.sql.sources.kinds import source_kinds
from ivr.orders.sources.import_record import Undone

BATCH = 500
_OF = import_undo.c


def note_replaced(connection: Connection, number: int, replaced: Mapping[str, Replaced]) -> None:
    """Write what files said of orders before import `number`."""
    write_rows(connection, import_undo, [_row(number, key, each) for key, each in replaced.items()])


def _row(number: int, key: str, replaced: Replaced) -> dict[str, Any]:
    before = replaced.before
    document = None if replaced.is_same else before.document if before else ""
    return {
        "import_id": number,
        "order_key": key,
        "document": document,
        "source_at": before.source_at if before and document else None,
    }


def take_back(engine: Engine, number: int, clock: Callable[[], datetime]) -> Undone:
    """Undo an import, batch by batch; one that was cut off is taken up again by the next call."""
    undone = Undone()
    while True:
        with writing_orders(engine) as connection:
            rows = connection.execute(
                select(import_undo).where(_OF.import_id == number).order_by(_OF.order_key).limit(BATCH)
            )
            found = rows.mappings().all()
            if not found:
                return undone
            batch = _Batch(connection, number, found)
            undone = batch.take_back(int(clock().timestamp()), undone)


class _Batch:
    """Some orders of an import that is undone."""

    def __init__(self, connection: Connection, number: int, rows: Sequence[RowMapping]) -> None:
        self._connection = connection
        self._number = number
        self._rows = rows
        self._keys = [row["order_key"] for row in rows]

    def take_back(self, now: int, before: Undone) -> Undone:
        """Put back what files said before. Orders of later imports stay, and go back to that once these are undone."""
        later = self._later()
        for row in self._rows:
            if row["order_key"] in later and row["document"] is not None:
                self._hand_on(row, later[row["order_key"]])
        mine = [row for row in self._rows if row["order_key"] not in later and row["document"] is not None]
        self._connection.execute(
            delete(import_undo).where(_OF.import_id == self._number, _OF.order_key.in_(self._keys))
        )
        removed = self._restore(mine, now)
        return Undone(
            before.removed + removed,
            before.restored + len(mine) - removed,
            before.stayed + len(self._rows) - len(mine),
        )

    def _later(self) -> Mapping[str, int]:
        """The next import of each order that was imported again."""
        chosen = select(_OF.order_key, func.min(_OF.import_id)).group_by(_OF.order_key)
        rows = self._connection.execute(chosen.where(_OF.order_key.in_(self._keys), _OF.import_id > self._number))
        return {row[0]: row[1] for row in rows}

    def _hand_on(self, row: RowMapping, later: int) -> None:
        same = (_OF.import_id == later) & (_OF.order_key == row["order_key"])
        values = {"document": row["document"], "source_at": row["source_at"]}
        self._connection.execute(update(import_undo).where(same).values(**values))

    def _restore(self, rows: Sequence[RowMapping], now: int) -> int:
        """Returns the number of orders of which no file spoke before."""
        batch = ReportBatch(self._connection, source_kinds(self._connection), now)
        batch.load(row["order_key"] for row in rows)
        for row in rows:
            order = batch.order(row["order_key"])
            if row["document"]:
                order.put(StoredReport("", "", row["source_at"], now, row["document"]))
            else:
                order.drop("")
        batch.save()
        return sum(not row["document"] for row in rows)
