"""Reads all orders that changed since a time, though more of them change meanwhile.

Pages by number would skip orders: whatever changes while a page is read moves to the end, and the next page begins one
later. So each page begins with the second in which the one before it ended. A second with more orders than a page has,
after a change by bulk, is read by itself, in the order of ids.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import SourceRefused
from ivr.orders.sources.woocommerce.order_times import time_of

PER_PAGE = 100
"""WooCommerce's limit."""
_SECOND = timedelta(seconds=1)
_OVERLAPPING = 2
"""Pages of a second that is read by itself which may have nothing new: its begin was read before."""

AskPage: TypeAlias = Callable[[Mapping[str, str | int]], list[Payload]]
_Version: TypeAlias = tuple[str, datetime | None]
"""An order and the time of its last change."""


@dataclass(slots=True)
class _Reading:
    """Where reading has got to: behind `after`, or in a second that is read by itself."""

    after: datetime | None
    size: int
    seen: set[_Version] = field(default_factory=set)
    """What was read of the second behind `after`."""
    second: datetime | None = None
    page: int = 1
    is_over: bool = False

    @property
    def params(self) -> dict[str, str | int]:
        """The parameters of the next page."""
        params: dict[str, str | int] = {"per_page": self.size, "page": self.page, "order": "asc", "orderby": "modified"}
        if self.after:
            params |= {"modified_after": _written(self.after), "dates_are_gmt": "true"}
        return params | ({"orderby": "id", "modified_before": _written(self.second + _SECOND)} if self.second else {})

    def take(self, page: list[Payload]) -> list[Payload]:
        """The orders of a page that are new; reading goes on behind it."""
        versions = {_version(each): each for each in page}
        fresh = [order for version, order in versions.items() if version not in self.seen]
        newest = max((at for _, at in versions if at), default=None)
        if self.second:
            self._in_second(versions, has_more=bool(fresh) or (self.page <= _OVERLAPPING and bool(page)))
        elif newest and (self.after is None or newest - _SECOND > self.after):
            self.after = newest - _SECOND
            self.seen = {version for version in versions if version[1] == newest}
        elif len(page) >= self.size and newest:
            self.second = newest
        else:
            self.seen |= versions.keys()
            self.is_over = not fresh
        return fresh

    def _in_second(self, versions: Mapping[_Version, Payload], *, has_more: bool) -> None:
        if has_more:
            self.page += 1
            self.seen |= versions.keys()
        else:
            self.after, self.seen, self.second, self.page = self.second, set(), None, 1


def changed_orders(
    ask: AskPage, after: datetime | None, *, size: int = PER_PAGE
) -> Iterator[tuple[list[Payload], datetime | None]]:
    """Pages of orders, the longest unchanged first, and the time after which reading goes on.

    Raises SourceRefused if the shop does not know the filter by time.
    """
    reading = _Reading(after, size)
    while not reading.is_over:
        page = ask(reading.params)
        if reading.after and any(at < reading.after for at in map(_changed, page) if at):
            raise SourceRefused("WooCommerce does not tell which orders changed: it has to be version 5.8 or newer")
        if fresh := reading.take(page):
            yield fresh, reading.after


def _version(order: Payload) -> _Version:
    return order.text("id"), _changed(order)


def _changed(order: Payload) -> datetime | None:
    return time_of(order, "date_modified", UTC)


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
