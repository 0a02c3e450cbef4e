"""The sources as a web worker needs them: to prove their webhooks, and to ask their shops while a caller waits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ivr.adapters.redis.news.stream import NewsStream, Put
from ivr.adapters.resilience.breaker import Breaker
from ivr.adapters.resilience.cached_value import RefreshedValue
from ivr.adapters.resilience.guarded_shops import GuardedShops
from ivr.adapters.telemetry.logs import LogThrottle
from ivr.app.parts import Parts
from ivr.app.reading import reading_of
from ivr.app.sources import connector_of, shop_of, sources_of
from ivr.orders.news import OrderNews
from ivr.orders.sources.source import Shop, Source
from ivr.web.webhooks import Receiver, WebhookIntake

READ_EVERY = 5.0
"""Seconds between two readings of the sources: one that was added or changed is known so soon."""
SHOP_KEPT = timedelta(hours=1)
"""A shop's connections are made anew after this time, with the time by which its orders are read."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _LiveShop:
    source: Source
    made_at: datetime
    shop: Shop


@dataclass
class ConnectedSources:
    """The sources, read every few seconds by a thread: requests wait for Redis alone, save the first of a process."""

    parts: Parts
    stream: NewsStream = field(init=False)
    _sources: RefreshedValue[tuple[Source, ...] | None] = field(init=False)
    _shops: dict[str, _LiveShop] = field(init=False, default_factory=dict)
    _seldom: LogThrottle = field(init=False, default_factory=LogThrottle)

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        settings, stores = self.parts.settings, self.parts.stores
        self.stream = NewsStream(stores.redis, self.parts.key)
        self._sources = RefreshedValue(
            sources_of(settings, stores.engine, self.parts.clock).all,
            first=None,
            every=READ_EVERY if settings.refresh_seconds else 0,
            failed=self._not_read,
        )

    def intake(self) -> WebhookIntake:
        """What takes their webhooks in."""
        return WebhookIntake(
            receivers=self.receivers,
            stream=self.stream,
            breaker=Breaker(probe=self.parts.stores.redis.ping),
            clock=self.parts.clock,
            counted=self.parts.meters.webhook_came,
        )

    def receivers(self) -> Mapping[str, Receiver] | None:
        """The sources that send webhooks, by name; None before they have been read."""
        sources = self._sources()
        return None if sources is None else dict(self._receivers(sources))

    def live_shops(self) -> GuardedShops:
        """The shops, to be asked for an order while its customer waits, by a quarter of the threads at most."""
        settings = self.parts.settings
        most = max(1, settings.threads // 4)
        return GuardedShops(self._shop, self._keep, deadline=settings.order_deadline, most=most)

    def _receivers(self, sources: tuple[Source, ...]) -> Iterator[tuple[str, Receiver]]:
        reading = reading_of(self.parts.settings, self.parts.clock())
        for source in sources:
            connector = connector_of(source.kind)
            if connector and connector.webhooks:
                yield source.name, Receiver(source, connector.webhooks(reading))

    def _shop(self, name: str) -> Shop | None:
        """The shop of a source; None if it is paused, has no API, or was not read yet: a caller waits."""
        source = next((each for each in self._sources.at_once() or () if each.name == name and not each.paused), None)
        if source is None:
            return None
        kept, now = self._shops.get(name), self.parts.clock()
        if kept and kept.source == source and now - kept.made_at < SHOP_KEPT:
            return kept.shop
        shop = shop_of(source, reading_of(self.parts.settings, now))
        if shop:
            self._shops[name] = _LiveShop(source, now, shop)
        return shop

    def _keep(self, news: OrderNews) -> Put:
        return self.stream.put_order(news, self.parts.clock())

    def _not_read(self, error: Exception) -> None:
        if times := self._seldom.cases("not read"):
            log.error("the sources of orders cannot be read", cause=type(error).__name__, times=times)
