"""How a kind of source is connected: the values that a person gives, and the rules and clients that serve it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Shop, Source, Tracker, WebhookRules


@dataclass(frozen=True, slots=True)
class Given:
    """A value to give. `asks` is the question, in the words that its platform has for it."""

    name: str
    asks: str
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Connector:
    """One kind of source. What is None it does not have: a shop tracks no parcels, a carrier has no orders."""

    title: str
    address: str = ""
    """The question for its address; empty if all sources of the kind have the same."""
    secrets: tuple[Given, ...] = ()
    options: tuple[Given, ...] = ()
    webhooks: Callable[[ImportSettings], WebhookRules] | None = None
    shop: Callable[[Source, ImportSettings], Shop] | None = None
    tracker: Callable[[Source, ImportSettings], Tracker] | None = None
    carriers: tuple[str, ...] = ()
    """The begins, in small letters, of the names of the carriers whose parcels it knows; empty if it knows all."""
    asks_after: timedelta = timedelta(days=1)
    """It is asked about parcels on which nobody has reported for so long: often, if it sends no webhooks."""

    def missing(self, source: Source) -> tuple[str, ...]:
        """The names of needed values that a source does not have."""
        given = {**source.options, **source.secrets, "address": source.address}
        needed = [each.name for each in (*self.secrets, *self.options) if each.is_needed]
        return tuple(name for name in ["address"] * bool(self.address) + needed if not given.get(name))
