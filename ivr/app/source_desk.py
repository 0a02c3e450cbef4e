"""The sources of orders for the console. Their secrets stay here."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from redis.exceptions import RedisError

from ivr.adapters.resilience.cached_value import CachedValue
from ivr.adapters.sql.orders.freshness import Freshness, OrderFreshness
from ivr.adapters.sql.sources import sealing, store
from ivr.app.news_intake import NewsIntake
from ivr.app.order_desk import Orders
from ivr.app.parts import Parts
from ivr.app.source_connections import Connection, SourceConnections
from ivr.app.sources import connectors
from ivr.console.ports.orders import OrderOnFile
from ivr.console.ports.sources import Connected, SecretsUnreadable, SourceReport, SourceUnfit
from ivr.orders.sources.connector import Connector
from ivr.orders.sources.import_report import NoteCount
from ivr.orders.sources.source import Access, Source, SourceKind, SourceState
from ivr.reporting.audit import Actor

COUNTED_EVERY = 60.0
"""Seconds between two counts of the orders of all sources."""
FIRST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """The connected sources, and what is done with them."""

    connections: SourceConnections
    intake: NewsIntake
    orders: Orders
    figures: CachedValue[Mapping[str, Freshness]]

    @classmethod
    def of(cls, parts: Parts, orders: Orders) -> Self:
        """Create the parts."""
        stores, clock = parts.stores, parts.clock
        counted = partial(_by_source, OrderFreshness(stores.engine, clock))
        return cls(
            SourceConnections.of(parts.settings, stores, clock),
            NewsIntake.of(parts.settings, stores, clock),
            orders,
            CachedValue(counted, every=COUNTED_EVERY, clock=time.monotonic),
        )

    @property
    def connectors(self) -> Mapping[SourceKind, Connector]:
        """The kinds of sources that can be connected."""
        return connectors()

    def all(self) -> list[SourceReport]:
        """All sources, by name."""
        with _mended():
            found = self.intake.sources.all()
        if not found:
            return []
        states, figures = self.intake.sources.states(), self.figures()
        return [_report(each, states[each.name], figures.get(each.name)) for each in found if each.name in states]

    def find(self, name: str) -> SourceReport | None:
        """A source; None if there is none of this name."""
        report = next((each for each in self.all() if each.source.name == name), None)
        return replace(report, unread=self._unread(name)) if report else None

    def webhook_address(self, name: str) -> str:
        """Where the platform sends its webhooks."""
        return self.connections.webhook_address(name)

    def connect(self, source: Source, *, actor: Actor) -> Connected:
        """Test a source, store it, and have its webhooks sent here."""
        with _mended():
            return _connected(self.connections.connect(source, actor=actor))

    def test(self, name: str) -> Access:
        """Ask a platform whether it serves this line."""
        with _mended():
            return self.connections.test(name)

    def change_secrets(self, name: str, secrets: Mapping[str, str], *, actor: Actor) -> Connected:
        """Test a source with other secrets, and store them; those that are not given stay."""
        with _mended():
            return _connected(self.connections.change_secrets(name, secrets, actor=actor))

    def pause(self, name: str, *, paused: bool, actor: Actor) -> None:
        """Stop listening to a source; or listen to it again, and read what changed meanwhile."""
        with _mended():
            self.intake.sources.pause(name, paused=paused, actor=actor)
            if not paused:
                self.connections.read_anew(name)

    def read_anew(self, name: str) -> None:
        """Have the changes of a shop read now."""
        with _mended():
            self.connections.read_anew(name)

    def remove(self, name: str, *, actor: Actor) -> None:
        """Forget a source and its secrets."""
        with _mended():
            self.intake.sources.remove(name, actor=actor)
        self.intake.pending.forget(name)
        self.intake.notes.forget(name)

    def first_orders(self, name: str) -> Sequence[OrderOnFile]:
        """A few of the newest orders that a source told of. Raises Unavailable."""
        return self.orders.newest_of(name, FIRST_ORDERS)

    def _unread(self, name: str) -> Sequence[NoteCount]:
        try:
            return self.intake.notes.of(name)
        except RedisError:
            return ()


@contextmanager
def _mended() -> Iterator[None]:
    """Errors of the stores as those of the port."""
    try:
        yield
    except (store.SourceUnfit, store.UnknownSource) as error:
        raise SourceUnfit(str(error)) from None
    except sealing.SecretsUnreadable as error:
        raise SecretsUnreadable(str(error)) from None


def _by_source(freshness: OrderFreshness) -> Mapping[str, Freshness]:
    return {each.source: each for each in freshness.freshness()}


def _report(source: Source, state: SourceState, figures: Freshness | None) -> SourceReport:
    shown = replace(source, secrets={})
    if figures is None:
        return SourceReport(shown, state)
    return SourceReport(shown, state, figures.orders, figures.under_way, figures.with_window, figures.silent_parcels)


def _connected(made: Connection) -> Connected:
    return Connected(made.access, made.topics, made.trouble)
