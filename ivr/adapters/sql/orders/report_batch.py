"""Orders under change: within one transaction, what their sources said is read, changed, merged and written."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, Table, delete, func, select, update

from ivr.adapters.sql.bulk import write_rows
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.reported_order import OrderToWrite, ReportedOrder
from ivr.adapters.sql.orders.rows import (
    Row,
    StoredParcelReport,
    StoredReport,
    is_carrier,
    numbers_of,
    order_row,
    parcel_rows,
    phone_rows,
    rank_of,
    short,
)
from ivr.adapters.sql.orders.tables import order_parcels, order_phones, order_reports, orders, parcel_reports
from ivr.adapters.sql.value_lists import among
from ivr.orders.merging import ParcelReport, Report, merged
from ivr.orders.order_document import dump

_LOCK = 0x5715331
"""PostgreSQL's advisory lock of all who write orders: an arbitrary number, the same in all processes."""

MOST_ORDERS = 20
"""A tracking number in more orders is a filler, such as 123456, and no parcel's."""
_REPORT = ("source", "source_id", "source_at", "received_at", "document", "parts_at")


@contextmanager
def writing_orders(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes orders, one at a time on all machines, as SQLite has it anyway.

    Reports are read, merged and written back: nothing is lost between, and two batches cannot deadlock.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        yield connection


class ReportBatch:
    """The orders of one batch. `kinds` are the kinds of the sources by name, `now` is in seconds."""

    def __init__(self, connection: Connection, kinds: Mapping[str, str], now: int) -> None:
        self._connection = connection
        self._kinds = kinds
        self.now = now
        self._orders: dict[str, ReportedOrder] = {}
        self._by_source_id: dict[tuple[str, str], str] = {}
        self._parcels: dict[str, dict[str, StoredParcelReport]] = {}
        self._changed_parcels: dict[tuple[str, str], StoredParcelReport] = {}

    def load(self, keys: Iterable[str]) -> None:
        """Read orders with their reports, those that are not there yet included."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._orders]
        self._orders.update({key: ReportedOrder(key) for key in wanted})
        for row in self._rows(select(orders), orders.c.key, wanted):
            self._orders[row["key"]].row = row
        for row in self._rows(select(order_reports), order_reports.c.order_key, wanted):
            reported = self._orders[row["order_key"]]
            reported.reports[row["source"]] = StoredReport(**{name: row[name] for name in _REPORT})
            reported.had_reports = True
        for key in wanted:
            self._read_alone(self._orders[key])

    def _read_alone(self, reported: ReportedOrder) -> None:
        """The report of the only source, which stands in the order itself."""
        row = reported.row
        if row and not reported.present:
            values = {name: row[name] for name in _REPORT if name != "received_at"}
            reported.reports[row["source"]] = StoredReport(**values, received_at=row["stored_at"])
        for report in reported.present:
            self._by_source_id[report.source, report.source_id] = reported.key

    def order(self, key: str) -> ReportedOrder:
        """A loaded order."""
        return self._orders[key]

    def load_named(self, names: Iterable[tuple[str, str]]) -> None:
        """Read the orders of sources by their names there."""
        wanted: dict[str, list[str]] = {}
        for source, source_id in sorted(set(names)):
            if source_id:
                wanted.setdefault(source, []).append(short(source_id))
        found: list[str] = []
        for source, ids in wanted.items():
            for table, key in ((orders, orders.c.key), (order_reports, order_reports.c.order_key)):
                named = select(table).where(table.c.source == source, table.c.source_id != "")
                found += [row[key.name] for row in self._rows(named, table.c.source_id, ids)]
        self.load(found)

    def named(self, source: str, source_id: str) -> ReportedOrder | None:
        """The order with this name at a source, if it is among the loaded."""
        key = self._by_source_id.get((source, short(source_id)))
        return self._orders[key] if key is not None else None

    def name(self, source: str, source_id: str, key: str) -> None:
        """Note the key of an order by its name at a source."""
        self._by_source_id[source, short(source_id)] = key

    def load_parcels(self, numbers: Iterable[str]) -> None:
        """Read what tracking services say of parcels."""
        wanted = sorted(set(numbers) - set(self._parcels))
        self._parcels.update({number: {} for number in wanted})
        for row in self._rows(select(parcel_reports), parcel_reports.c.tracking_number, wanted):
            self._parcels[row["tracking_number"]][row["source"]] = StoredParcelReport(**row)

    def parcel(self, number: str, source: str) -> StoredParcelReport | None:
        """What a tracking service says of a loaded parcel."""
        return self._parcels[number].get(source)

    def put_parcel(self, report: StoredParcelReport) -> None:
        """Replace what a tracking service says of a loaded parcel."""
        self._parcels[report.tracking_number][report.source] = report
        self._changed_parcels[report.tracking_number, report.source] = report

    def touch_orders_with(self, numbers: Iterable[str]) -> None:
        """Have the orders with these parcels merged anew."""
        found: dict[str, list[str]] = {}
        for row in self._rows(select(order_parcels), order_parcels.c.tracking_number, sorted(set(numbers))):
            found.setdefault(row["tracking_number"], []).append(row["order_key"])
        keys = [key for same in found.values() if len(same) <= MOST_ORDERS for key in same]
        self.load(keys)
        for key in keys:
            self._orders[key].is_touched = True

    def forget(self, source: str, most: int) -> int:
        """Drop what a source says of up to `most` orders and parcels. Returns how many there were."""
        keys = [
            key
            for table, key in ((orders, orders.c.key), (order_reports, order_reports.c.order_key))
            for key in self._connection.scalars(select(key).where(table.c.source == source).limit(most))
        ]
        self.load(keys)
        for key in keys:
            self._orders[key].drop(source)
        number = parcel_reports.c.tracking_number
        mine = select(number).where(parcel_reports.c.source == source).limit(most)
        numbers = list(self._connection.scalars(mine))
        if numbers:
            told = delete(parcel_reports).where(self._among(number, numbers), parcel_reports.c.source == source)
            self._connection.execute(told)
        self.touch_orders_with(numbers)
        return len(keys) + len(numbers)

    def save(self) -> int:
        """Merge the touched orders and write all changes. Returns the number of orders written."""
        touched = [self._orders[key] for key in sorted(self._orders) if self._orders[key].is_touched]
        self.load_parcels(number for each in touched for number in numbers_of(each.present))
        gone = [each.key for each in touched if each.row and not each.present]
        written = [self._merged(each) for each in touched if each.present]
        self._delete(orders.c.key, gone)
        new = [each for each in written if each.is_new]
        self._upsert(orders, [each.row for each in new])
        self._save_parts(new)
        self._confirm([each for each in written if not each.is_new])
        self._save_reports(touched, {each.key for each in written if each.is_made})
        self._upsert(parcel_reports, [each.row for _, each in sorted(self._changed_parcels.items())])
        return len(written) + len(gone)

    def _merged(self, reported: ReportedOrder) -> OrderToWrite:
        """The order that callers hear."""
        present, tracked = reported.present, self.of_trackers(reported)
        if len(present) == 1 and not tracked:
            order, told, document = present[0].order, present[0], present[0].document
        else:
            found = merged(self.of_sources(reported), tracked)
            order, told, document = found.order, reported.reports[found.winners[0].source], dump(found.order)
        row = order_row(reported.key, order, told, document, self.now)
        return OrderToWrite(reported, order, row, is_made=document != told.document or len(present) > 1)

    def of_sources(self, reported: ReportedOrder) -> list[Report]:
        """What all sources say of an order."""
        return [each.report(rank_of(self._kind(each.source))) for each in reported.present]

    def of_trackers(self, reported: ReportedOrder) -> list[ParcelReport]:
        """What tracking services say of the parcels of an order, which must be loaded."""
        told = [each for number in numbers_of(reported.present) for each in self._parcels[number].values()]
        return [each.report(of_carrier=is_carrier(self._kind(each.source))) for each in told if each.document]

    def _kind(self, source: str) -> str:
        return self._kinds.get(source, source)

    def _confirm(self, written: Sequence[OrderToWrite]) -> None:
        """Note the time of news that says the same again."""
        by_time: dict[int | None, list[str]] = {}
        for each in written:
            by_time.setdefault(each.row["source_at"], []).append(each.key)
        for at, keys in by_time.items():
            same = update(orders).where(self._among(orders.c.key, keys))
            self._connection.execute(same.values(stored_at=self.now, source_at=at))

    def _save_parts(self, written: Sequence[OrderToWrite]) -> None:
        """Write the numbers by which the orders are found."""
        old = [each.key for each in written if each.reported.row]
        self._delete(order_phones.c.order_key, old)
        self._delete(order_parcels.c.order_key, old)
        self._insert(order_phones, [row for each in written for row in phone_rows(each.key, each.order)])
        self._insert(order_parcels, [row for each in written for row in parcel_rows(each.key, each.order, each.row)])

    def _save_reports(self, touched: Iterable[ReportedOrder], made: Container[str]) -> None:
        """Write single reports where the order that callers hear does not hold them."""
        touched = list(touched)
        self._delete(order_reports.c.order_key, [each.key for each in touched if each.had_reports])
        kept = [
            (each.key, told) for each in touched for told in each.reports.values() if told.is_gone or each.key in made
        ]
        self._insert(order_reports, [told.row(key) for key, told in kept])

    def _rows(self, statement: Select[Any], column: Column[Any], values: Sequence[str]) -> Iterator[Row]:
        if values:
            yield from map(dict, self._connection.execute(statement.where(self._among(column, values))).mappings())

    def _delete(self, column: Column[Any], values: Sequence[str]) -> None:
        if values:
            self._connection.execute(delete(column.table).where(self._among(column, values)))

    def _among(self, column: Column[Any], values: Sequence[str]) -> ColumnElement[bool]:
        return among(column, values, self._connection.dialect.name)

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        write_rows(self._connection, table, rows)

    def _upsert(self, table: Table, rows: Sequence[Row]) -> None:
        write_rows(self._connection, table, rows, replace=True)
