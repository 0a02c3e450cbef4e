"""Sources of orders: shops, tracking services, programs of one's own; and the ports to them.

A source has rules below `ivr.orders.sources` (its messages in, `ivr.orders.news` out) and I/O below `ivr.adapters` (a
`Shop` or a `Tracker`). News goes into the order index, which calls read. A shop itself is asked while its customer
rings only if the index is old, and within the deadline of orders.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias, get_args

from ivr.orders.news import News, OrderNews
from ivr.orders.sources.import_report import Note

SourceKind: TypeAlias = Literal[
    "shopify", "woocommerce", "easypost", "aftership", "shippo", "17track", "ups", "fedex", "dhl", "usps", "api", "file"
]
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)


class SourceRefused(Exception):
    """The source answers that it will not serve this line: wrong address, revoked token, missing right.

    Trying again does not help. The message says what to mend, in the platform's words, without any secret.
    """


class SourceSilent(Exception):
    """The source does not answer now, or asks to wait. The message is the cause; `wait` seconds are asked for."""

    def __init__(self, cause: str, wait: float = 0.0) -> None:
        super().__init__(cause)
        self.wait = wait


class OrderHidden(SourceSilent):
    """The source does not show an order that may be there, such as one that is too old for the rights granted."""


class WebhookUnreadable(ValueError):
    """A proven webhook whose body is not what its platform documents. The message has no value of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A connected source. `secrets` are open here and sealed at rest; they are in no representation."""

    name: str
    """A short name of lower-case letters, digits and dashes, unique on this line; part of its webhooks' address."""
    kind: SourceKind
    brand: str = ""
    """The brand of the routing document whose callers hear of its orders; empty for all."""
    address: str = ""
    """Where it is reached: the shop's domain or address. Empty for services with one address."""
    shop: str = ""
    """Its name in front of its order numbers where two shops may have the same ones (`Order.shop`); else empty."""
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    paused: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing. Times are aware, in UTC."""

    connected_at: datetime
    heard_at: datetime | None = None
    """The last proven webhook, message or file."""
    synced_at: datetime | None = None
    """The begin of the last synchronisation that reached its end: the next one asks for changes since then."""
    sync_began_at: datetime | None = None
    """The begin of the synchronisation under way, or cut off."""
    cursor: str = ""
    """Where the synchronisation under way goes on; empty if there is none."""
    done: int = 0
    of: int | None = None
    trouble: str = ""
    """The cause of the last failure; empty once it has answered again."""
    trouble_at: datetime | None = None
    is_refused: bool = False
    """Whether it refuses to serve this line, so that somebody has to mend it; else it is tried again."""


@dataclass(frozen=True, slots=True)
class Access:
    """The answer to a test: `name` is the shop's own name; `missing` are rights that it has not granted."""

    name: str
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """Limits to tell, such as the number of days that can be seen."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some news of a synchronisation. A synchronisation that was cut off goes on from `cursor` of the last batch."""

    news: tuple[News, ...]
    cursor: str
    notes: tuple[Note, ...] = ()
    done: int = 0
    """Orders read so far, and `of` how many, if that is known."""
    of: int | None = None


class Shop(Protocol):
    """A shop at its API. Every method raises SourceRefused and SourceSilent."""

    def test(self) -> Access:
        """Ask for its name and the rights granted."""

    def register(self, address: str) -> tuple[str, ...]:
        """Have its webhooks sent to `address`. Returns their topics. Doing so again changes nothing."""

    def changed(self, since: datetime | None, cursor: str = "") -> Iterator[Batch]:
        """All orders that changed since then; all at all without `since`. Goes on from `cursor`, if there is one."""

    def order(self, source_id: str, *, patience: float) -> OrderNews | None:
        """One order as it is now, within `patience` seconds; None if it is gone. Raises OrderHidden as well."""


class Tracker(Protocol):
    """A tracking service at its API. Every method raises SourceRefused and SourceSilent."""

    def test(self) -> Access:
        """Ask whether the key is accepted."""

    def track(self, tracking_number: str, carrier: str) -> News | None:
        """Have it report on a parcel from now on. Returns its news, if the answer has any."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it arrived: header names in lower case, the body as bytes, the query of its address."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


class WebhookRules(Protocol):
    """How the webhooks of one kind of source are proven and read. Pure: no I/O, no clock."""

    def is_proven(self, webhook: Webhook, source: Source) -> bool:
        """Whether the body was signed with the secret of this source."""

    def delivery(self, webhook: Webhook) -> str:
        """What names this delivery, the same when it is repeated."""

    def read(self, webhook: Webhook, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        """The news of a proven webhook; none for topics that say nothing. Raises WebhookUnreadable."""
