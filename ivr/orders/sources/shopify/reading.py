"""One order being read: how its values are parsed, and the notes on what cannot be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import TypeVar

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.sources.dates import window
from ivr.orders.sources.field_parsers import Unreadable, normalized, plain
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify.node import Node

T = TypeVar("T")

_LONGEST_WORD = 60


@dataclass(slots=True)
class Reading:
    """`line` is the line of a bulk file, else 0. `zone` is the destination's, else the shop's."""

    source: str
    settings: ImportSettings
    line: int = 0
    zone: tzinfo = UTC
    is_collected: bool = False
    """Whether the customer picks the order up in the store."""
    notes: list[Note] = field(default_factory=list)
    unknown_words: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, text: str, parser: Callable[[str], T], missing: T) -> T:
        """The value of a text; `missing` if there is none or it cannot be read, which is noted."""
        if not text:
            return missing
        try:
            return parser(text)
        except Unreadable as error:
            self.drop(name, str(error))
            return missing

    def drop(self, name: str, reason: str) -> None:
        """Note that a value was left out."""
        self.notes.append(Note(NoteKind.DROPPED, self.line, name, reason))

    def unknown(self, name: str, word: str) -> None:
        """Keep and note a status word that is in no table."""
        self.unknown_words[name] = plain(word, _LONGEST_WORD)
        self.notes.append(Note(NoteKind.UNKNOWN_WORD, self.line, name, normalized(plain(word, _LONGEST_WORD))))

    def local(self, at: datetime | None) -> datetime | None:
        """A time on the clock of the destination."""
        return at.astimezone(self.zone) if at else None

    def estimate(self, node: Node, as_of: datetime | None) -> DeliveryWindow | None:
        """The window of `estimatedDeliveryAt`, which is a day: the time in it is not the carrier's."""
        day = self._day(node, "estimatedDeliveryAt")
        return DeliveryWindow(day, day, Basis.ESTIMATED, as_of, self.source) if day else None

    def promise(self, method: Node, as_of: datetime | None) -> DeliveryWindow | None:
        """The window that was shown at the checkout: days, or times where a local delivery names them."""
        first, last = method.time("minDeliveryDateTime"), method.time("maxDeliveryDateTime")
        days = [day for name in _ENDS if (day := self._day(method, name))]
        if not days:
            return None
        if first and last and method.text("methodType") == "LOCAL" and days[0] == days[-1]:
            return self._window(first.astimezone(self.zone), last.astimezone(self.zone), as_of)
        return self._window(days[0], days[-1], as_of)

    def _window(self, start: date, end: date, as_of: datetime | None) -> DeliveryWindow | None:
        try:
            found = window(start, end, Basis.PROMISED, as_of)
        except Unreadable as error:
            self.drop("deliveryMethod", str(error))
            return None
        return DeliveryWindow(found.start, found.end, found.basis, as_of, self.source)

    def _day(self, node: Node, name: str) -> date | None:
        """The day of a time at the destination. Midnight UTC is how systems write a day without a time."""
        at = node.time(name)
        if at is None:
            return None
        utc = at.astimezone(UTC)
        return utc.date() if utc.time() == time.min else at.astimezone(self.zone).date()

    def day(self, node: Node, name: str) -> date | None:
        """The day of a time on the shop's clock."""
        at = node.time(name)
        return at.astimezone(self.settings.shop_zone).date() if at else None


_ENDS = ("minDeliveryDateTime", "maxDeliveryDateTime")
