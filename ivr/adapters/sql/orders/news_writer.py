"""Applies the news of sources to the order index."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine

from ivr.adapters.sql.orders.report_batch import ReportBatch, writing_orders
from ivr.adapters.sql.orders.rows import StoredParcelReport, StoredReport, portions, rank_of
from ivr.adapters.sql.sources.kinds import source_kinds
from ivr.orders.merging import Report
from ivr.orders.news import News, OrderChanged, OrderGone, OrderNews, ParcelNews, PartNews, PrivacyRequest
from ivr.orders.order_document import dump_parcel
from ivr.orders.report_updates import has_part, with_part, with_whole
from ivr.orders.sources.source import Source
from ivr.orders.tracking_numbers import tracking_key

BATCH = 500
"""News in one transaction."""
AHEAD = timedelta(minutes=5)
"""A source's clock may be fast by so much. Later times count as this one: they would outlast all news to come."""

N = TypeVar("N", bound=News)


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of news.

    `older` is the number of news that changed nothing, since newer news was there. `unknown` are orders that have to be
    asked for, `requests` are requests for the caller to handle.
    """

    written: int = 0
    older: int = 0
    unknown: tuple[OrderChanged, ...] = ()
    requests: tuple[PrivacyRequest, ...] = ()


class NewsWriter:
    """Applies news, in any order and any number of times; several processes may do so at once."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def apply(self, news: Iterable[News], source: Source | None = None) -> Applied:
        """Apply news, one transaction per batch. `source` is theirs, if it is not stored (yet).

        Raises SQLAlchemyError; then the batches before are applied, and the rest may be applied again with them.
        """
        written, older = 0, 0
        requests: list[PrivacyRequest] = []
        unknown: dict[tuple[str, str], OrderChanged] = {}
        for portion in portions(news, BATCH):
            batch = self._apply(portion, source)
            written, older = written + batch.written, older + batch.older
            unknown.update({(each.source, each.source_id): each for each in batch.unknown})
            requests += batch.requests
        return Applied(written, older, tuple(unknown.values()), tuple(requests))

    def forget(self, source: str) -> int:
        """Delete all that a source said; what others say stays. Returns the number of orders changed or deleted."""
        forgotten = 0
        while True:
            with writing_orders(self._engine) as connection:
                reports = ReportBatch(connection, source_kinds(connection), int(self._clock().timestamp()))
                if not reports.forget(source, BATCH):
                    return forgotten
                forgotten += reports.save()

    def _apply(self, news: Sequence[News], source: Source | None) -> Applied:
        now = self._clock()
        with writing_orders(self._engine) as connection:
            kinds = source_kinds(connection)
            if source:
                kinds[source.name] = source.kind
            batch = _Batch(ReportBatch(connection, kinds, int(now.timestamp())), now)
            batch.load(news)
            batch.take(news)
            written = batch.reports.save()
        requests = tuple(_only(news, PrivacyRequest))
        return Applied(written, batch.older, tuple(batch.unknown), requests)


class _Batch:
    """The news of one transaction, taken in by kind: whole orders first, so that parts find theirs."""

    def __init__(self, reports: ReportBatch, now: datetime) -> None:
        self.reports = reports
        self.older = 0
        self.unknown: list[OrderChanged] = []
        self._latest = now + AHEAD

    def load(self, news: Sequence[News]) -> None:
        """Read all that is stored of these orders and parcels."""
        wholes, parcels = _only(news, OrderNews), _only(news, ParcelNews)
        named = [
            (each.source, each.source_id) for each in news if isinstance(each, PartNews | OrderChanged | OrderGone)
        ]
        self.reports.load_named([*named, *((each.source, each.order.source_id) for each in wholes)])
        self.reports.load(each.order.key for each in wholes)
        self.reports.load_parcels(tracking_key(each.parcel.tracking_number) for each in parcels)

    def take(self, news: Sequence[News]) -> None:
        """Apply all news in memory."""
        for each in _only(news, OrderNews):
            self._take_whole(each)
        for part in _only(news, PartNews):
            self._take_part(part)
        for gone in _only(news, OrderGone):
            self._take_gone(gone)
        for changed in _only(news, OrderChanged):
            self._take_changed(changed)
        numbers = [self._take_parcel(each) for each in _only(news, ParcelNews)]
        self.reports.touch_orders_with(filter(None, numbers))

    def _take_whole(self, news: OrderNews) -> None:
        reported, at = self.reports.order(news.order.key), self._time(news.at)
        elsewhere = self.reports.named(news.source, news.order.source_id) if news.order.source_id else None
        known = [each.reports.get(news.source) for each in (reported, elsewhere) if each]
        if any(there and (there.source_at or 0) > at_seconds(at) for there in known):
            self.older += 1
            return
        if elsewhere and elsewhere is not reported:  # it has another number now
            elsewhere.drop(news.source)
        there = reported.reports.get(news.source)
        before = there.report(rank_of("")) if there and there.parts_at else None
        report = with_whole(before, Report(news.source, news.order, at))
        reported.put(StoredReport.of(report, self.reports.now))
        self.reports.name(news.source, news.order.source_id, reported.key)

    def _take_part(self, news: PartNews) -> None:
        reported = self.reports.named(news.source, news.source_id)
        there = reported.reports.get(news.source) if reported else None
        if reported is None or there is None or there.is_gone:
            self.unknown.append(OrderChanged(news.source, news.source_id, news.at))
            return
        before = there.report(rank_of(""))
        after = with_part(before, news.part, self._time(news.at))
        if after is before:
            self.older += 1
            return
        if not has_part(before.order, news.part):  # whether the order has more to come, only the whole tells
            self.unknown.append(OrderChanged(news.source, news.source_id, news.at))
        reported.put(StoredReport.of(after, self.reports.now))

    def _take_gone(self, news: OrderGone) -> None:
        reported = self.reports.named(news.source, news.source_id)
        there = reported.reports.get(news.source) if reported else None
        at = at_seconds(self._time(news.at))
        if reported is None or there is None or (there.source_at or 0) > at:
            self.older += 1
            return
        reported.put(StoredReport(news.source, there.source_id, at, self.reports.now, document=""))

    def _take_changed(self, news: OrderChanged) -> None:
        reported = self.reports.named(news.source, news.source_id)
        there = reported.reports.get(news.source) if reported else None
        if there and there.source_at is not None and there.source_at >= at_seconds(self._time(news.at)):
            self.older += 1
        else:
            self.unknown.append(news)

    def _take_parcel(self, news: ParcelNews) -> str:
        """Returns the number of a parcel of which there is news; empty if there is none."""
        number, at = tracking_key(news.parcel.tracking_number), at_seconds(self._time(news.at))
        there = self.reports.parcel(number, news.source)
        if not number or (there and there.source_at is not None and at < there.source_at):
            self.older += 1
            return ""
        asked_at = there.asked_at if there else None
        document = dump_parcel(news.parcel)
        self.reports.put_parcel(StoredParcelReport(number, news.source, at, self.reports.now, document, asked_at))
        return number

    def _time(self, at: datetime) -> datetime:
        return min(at, self._latest)


def at_seconds(at: datetime) -> int:
    """A time in whole seconds since 1970."""
    return int(at.timestamp())


def _only(news: Iterable[News], kind: type[N]) -> list[N]:
    return [each for each in news if isinstance(each, kind)]
