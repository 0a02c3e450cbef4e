"""What has changed in an order's delivery since its caller last rang: said only if it is certain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Self

from ivr.orders.delivery_status import DeliveryState, DeliveryStatus
from ivr.orders.model import DeliveryWindow, OrderStatus, TrackingStatus
from ivr.orders.parcel_status import MOVING, ParcelStatus
from ivr.orders.time_facts import day_fact
from prompts.facts import Line, Place

LAST_SEEN = "order_status.last_seen"
_BY_LEVEL = frozenset({LAST_SEEN, "order_status.items", "order_status.ask_refund"})
"""Sentences that depend on how well the caller is known."""
_NOTHING_AWAITED = frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.READY_FOR_PICKUP})
"""States in which nobody expects a change, so that none is missed."""


@dataclass(frozen=True, slots=True)
class Told:
    """The news of an order at the time of a call, for the caller's next one.

    `order` is a keyed hash and `at` a time (ISO 8601). `news` and `beside` are digests: of states, days and windows in
    the sentence on the delivery, and of what else is told of it. `city` is that of the last scan if it was said.
    """

    order: str = ""
    at: str = ""
    news: str = ""
    beside: str = ""
    city: str = ""

    @classmethod
    def from_memory(cls, stored: Mapping[str, str]) -> Self:
        """What a memory holds; empty for a memory without it."""
        return cls(*(stored.get(f"told_{name}", "") for name in cls.__slots__))

    def to_memory(self) -> dict[str, str]:
        """The parts of a memory; none if nothing was told."""
        return {f"told_{name}": value for name in self.__slots__ if (value := getattr(self, name))}


def told(status: DeliveryStatus, lines: Sequence[Line], *, order: str) -> Told:
    """The news of an order, of which the caller hears `lines`; `order` is a keyed hash of it."""
    return Told(
        order=order,
        at=status.clock.now.isoformat(),
        news=_digest(_news(status)),
        beside=_digest(_beside(status, lines)),
        city=next((_city(line) for line in lines if line.prompt == LAST_SEEN), ""),
    )


def with_changes(lines: Sequence[Line], status: DeliveryStatus, *, before: Told, now: Told) -> tuple[Line, ...]:
    """The lines on an order with one more: what has changed in it since the caller rang, or that nothing has.

    Nothing is added for another order, a first call, or a change of which it is not certain what it is.
    """
    if before.order != now.order or not (before.at and lines):
        return tuple(lines)
    when = {"when": day_fact(datetime.fromisoformat(before.at), status.clock)}
    if _has_left(before, now):
        return _after_city(lines, Line("order_status.left_city", {**when, "city": Place(before.city)}))
    if before.news != now.news:
        is_plain = len(status.parcels) <= 1
        return _after_news(lines, Line("order_status.new", when)) if is_plain else tuple(lines)
    if before.beside == now.beside and status.state not in _NOTHING_AWAITED:
        return _after_news(lines, Line("order_status.unchanged", when))
    return tuple(lines)


_LIKE_PARCELS = frozenset(OrderStatus) & frozenset(TrackingStatus)
"""States that orders and parcels have alike."""


def _has_left(before: Told, now: Told) -> bool:
    """Whether the parcel was last seen elsewhere, both times within hearing of the caller."""
    return bool(before.city and now.city) and before.city.casefold() != now.city.casefold()


def _after_city(lines: Sequence[Line], line: Line) -> tuple[Line, ...]:
    place = next(place for place, each in enumerate(lines, 1) if each.prompt == LAST_SEEN)
    return (*lines[:place], line, *lines[place:])


def _after_news(lines: Sequence[Line], line: Line) -> tuple[Line, ...]:
    """The line after the first sentence, or after those on several parcels."""
    place = max((place for place, each in enumerate(lines, 1) if each.prompt.startswith("parcel.")), default=1)
    return (*lines[:place], line, *lines[place:])


def _news(status: DeliveryStatus) -> Iterator[str]:
    """The state of the order or of each parcel, with the day or window that the same sentence says."""
    if status.parcels:
        yield from sorted(map(_parcel, status.parcels))
        return
    if status.order.status in _LIKE_PARCELS and status.state is not DeliveryState.UNKNOWN:
        yield _parcel_news(status.order.status)  # the same sentence: a parcel that its source forgets is no news
        return
    is_out_of_stock = status.order.status in (OrderStatus.PREORDER, OrderStatus.BACKORDER)
    yield str(status.state if status.state is DeliveryState.UNKNOWN else status.order.status)
    yield _at(status.ship_day) if is_out_of_stock else ""


def _parcel(parcel: ParcelStatus) -> str:
    tried = parcel.shipment.last_scan_at if parcel.state is TrackingStatus.ATTEMPTED else None
    window = parcel.window if parcel.state in MOVING else None
    return _parcel_news(parcel.state, parcel.reason or "", _at(tried), _window(window))


def _parcel_news(state: str, reason: str = "", tried: str = "", window: str = "") -> str:
    return " ".join((state, reason, tried, window))


def _beside(status: DeliveryStatus, lines: Sequence[Line]) -> Iterator[str]:
    """Which sentences tell of the delivery, as the clock alone may change, and what else they follow from."""
    yield from (line.prompt for line in lines if _is_of_delivery(line))
    yield from (_window(status.window), _at(status.ship_day))
    for each in status.parcels:
        yield f"{each.silent_since} {_at(each.happened_at)} {_window(each.window)} {_window(each.first_window)}"


def _is_of_delivery(line: Line) -> bool:
    return line.prompt.startswith(("order_status.", "parcel.")) and line.prompt not in _BY_LEVEL


def _window(window: DeliveryWindow | None) -> str:
    return f"{_at(window.start)}/{_at(window.end)}" if window else ""


def _at(at: date | None) -> str:
    """A day or time, the same however its zone is written."""
    if isinstance(at, datetime) and at.tzinfo:
        return at.astimezone(UTC).isoformat()
    return at.isoformat() if at else ""


def _city(line: Line) -> str:
    city = line.facts["city"]
    return city.name if isinstance(city, Place) else ""


def _digest(parts: Iterator[str]) -> str:
    return blake2b("|".join(parts).encode(), digest_size=8).hexdigest()
