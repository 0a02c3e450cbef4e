"""Composes what brings news of sources into the order index, for jobs and commands."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Self

import structlog

from ivr.adapters.intake.attempts import SourceAttempts
from ivr.adapters.intake.followed_parcels import FollowedParcels
from ivr.adapters.intake.news_consumer import Consumed, NewsConsumer
from ivr.adapters.intake.single_orders import SingleOrders
from ivr.adapters.intake.synchronisation import Synchronisation
from ivr.adapters.redis.news.notes import SourceNotes
from ivr.adapters.redis.news.pending import PendingOrders
from ivr.adapters.redis.news.stream import NewsStream
from ivr.adapters.redis.source_locks import SourceRests
from ivr.adapters.sql.orders.freshness import OrderFreshness
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.sources.store import SqlSources
from ivr.app.parts import Clock, Stores
from ivr.app.privacy import PersonalData
from ivr.app.reading import reading_of
from ivr.app.sources import can_reach_line, connector_of, shop_of, sources_of, tracker_of, webhook_address
from ivr.orders.sources.connector import Connector
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import (
    Batch,
    Shop,
    Source,
    SourceRefused,
    SourceSilent,
    SourceState,
    Tracker,
    WebhookRules,
)
from ivr.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewsIntake:
    """The sources, and what their news passes through."""

    settings: Settings
    stores: Stores
    clock: Clock
    sources: SqlSources
    writer: NewsWriter
    pending: PendingOrders
    notes: SourceNotes
    rests: SourceRests

    @classmethod
    def of(cls, settings: Settings, stores: Stores, clock: Clock) -> Self:
        """Create the parts."""
        sources, writer = sources_of(settings, stores.engine, clock), NewsWriter(stores.engine, clock)
        pending, notes, rests = PendingOrders(stores.redis), SourceNotes(stores.redis), SourceRests(stores.redis)
        return cls(settings, stores, clock, sources, writer, pending, notes, rests)

    @property
    def reading(self) -> ImportSettings:
        """How values of orders are read now."""
        return reading_of(self.settings, self.clock())

    @property
    def attempts(self) -> SourceAttempts:
        """Requests to sources, and what came of them."""
        return SourceAttempts(self.sources, self.rests)

    def consume(self, goes_on: Callable[[], bool]) -> Consumed:
        """Apply the webhooks on the stream."""
        return NewsConsumer(
            engine=self.stores.engine,
            stream=NewsStream(self.stores.redis, self.settings.secret_key.get_secret_value().encode()),
            writer=self.writer,
            pending=self.pending,
            notes=self.notes,
            sources={each.name: each for each in self.sources.all()},
            rules=self._rules,
            heard=self.sources.heard,
            requested=PersonalData.of(self.settings, self.stores, self.clock).handle,
        ).run(goes_on)

    def shop(self, source: Source) -> Shop:
        """The shop of a source at its API. Raises SourceRefused if it has none."""
        if shop := shop_of(source, self.reading):
            return shop
        raise SourceRefused("has no orders that could be asked for")

    def tracker(self, source: Source) -> Tracker:
        """The tracking service of a source at its API. Raises SourceRefused if it has none."""
        if tracker := tracker_of(source, self.reading):
            return tracker
        raise SourceRefused("tracks no parcels")

    def askable_shops(self) -> Iterator[tuple[Source, SourceState]]:
        """The sources with an API of a shop that may be asked now."""
        return (found for found in self._askable() if (kind := connector_of(found[0].kind)) and kind.shop)

    def askable_trackers(self) -> Iterator[Source]:
        """Those that may be asked about parcels now: every carrier about its own, then a service about the rest."""
        found = [
            (source, kind) for source, _ in self._askable() if (kind := connector_of(source.kind)) and kind.tracker
        ]
        yield from (source for source, kind in found if kind.carriers)
        yield from [source for source, kind in found if not kind.carriers][:1]

    def _askable(self) -> Iterator[tuple[Source, SourceState]]:
        states = self.sources.states()
        for source in self.sources.all():
            if (state := states.get(source.name)) and self.attempts.may_ask(source, state):
                yield source, state

    def read_changes(self, source: Source, shop: Shop) -> Generator[Batch]:
        """Read the orders of a shop that changed, and yield each batch once it is applied."""
        return Synchronisation(self.sources, self.writer, self.notes, self.clock).run(source, shop)

    def synchronise(self, source: Source, shop: Shop, goes_on: Callable[[], bool]) -> int:
        """Read the orders of a shop that changed while `goes_on`. Returns the number of news."""
        count = 0
        with closing(self.read_changes(source, shop)) as batches:
            for batch in batches:
                count += len(batch.news)
                if not goes_on():
                    return count
        self._keep_webhooks(source, shop)
        return count

    def ask_for_orders(self, source: Source, shop: Shop, goes_on: Callable[[], bool]) -> int:
        """Ask a shop for orders that changed in a way that no message told. Returns their number."""
        return SingleOrders(self.pending, self.writer, self.clock).ask(source, shop, goes_on)

    def follow_parcels(self, source: Source, goes_on: Callable[[], bool]) -> int:
        """Ask a tracking service or carrier about parcels that nobody has reported on. Returns their number."""
        parcels = FollowedParcels(OrderFreshness(self.stores.engine, self.clock), self.writer)
        tracker, kind = self.tracker(source), connector_of(source.kind) or Connector("")
        count = parcels.follow(source, tracker, goes_on, unheard=kind.asks_after, carriers=kind.carriers)
        if count and self.sources.state(source.name).trouble:
            self.sources.finished(source.name)
        return count

    def _keep_webhooks(self, source: Source, shop: Shop) -> None:
        """Register webhooks again: platforms turn off those that failed a few times."""
        if not can_reach_line(self.settings, source):
            return
        try:
            shop.register(webhook_address(self.settings, source.name))
        except (SourceRefused, SourceSilent) as error:
            log.warning("webhooks could not be registered", source=source.name, cause=str(error))

    def _rules(self, source: Source) -> WebhookRules | None:
        connector = connector_of(source.kind)
        return connector.webhooks(self.reading) if connector and connector.webhooks else None
