"""No order is missed, whatever changes while they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.woocommerce.changed_orders import changed_orders
from ivr.orders.sources.payload import Payload

BEGIN = datetime(2026, 11, 22, tzinfo=UTC)
SIZE = 3


def written(second: int) -> str:
    return f"{BEGIN + timedelta(seconds=second):%Y-%m-%dT%H:%M:%S}"


@dataclass
class Shop:
    """Orders and the second of their last change. `changes` are orders that change before each request."""

    seconds: dict[int, int]
    changes: list[int] = field(default_factory=list)
    asked: int = 0

    def ask(self, params: Mapping[str, str | int]) -> list[Payload]:
        if self.changes and (order := self.changes.pop(0)) in self.seconds:
            self.seconds[order] = 1000 + self.asked
        self.asked += 1
        after, before = str(params.get("modified_after", "")), str(params.get("modified_before", "9"))
        exclude = str(params.get("exclude", "")).split(",")
        found = [each for each in self.seconds if after < written(self.seconds[each]) < before]
        found = sorted((each for each in found if str(each) not in exclude), key=lambda each: self.rank(each, params))
        begin = SIZE * (int(params["page"]) - 1)
        return [
            Payload({"id": str(each), "date_modified_gmt": written(self.seconds[each])})
            for each in found[begin : begin + SIZE]
        ]

    def rank(self, order: int, params: Mapping[str, str | int]) -> tuple[int, int]:
        """Orders of one second come in another sequence each time."""
        if params["orderby"] == "id":
            return 0, order
        return self.seconds[order], order if self.asked % 2 else -order

    def read(self) -> dict[int, str]:
        """What was read last of each order."""
        pages = changed_orders(self.ask, None, size=SIZE)
        return {int(each.text("id")): each.text("date_modified_gmt") for page, _ in pages for each in page}


def now(shop: Shop) -> dict[int, str]:
    return {order: written(second) for order, second in shop.seconds.items()}


@given(st.dictionaries(st.integers(0, 99), st.integers(0, 4)))
def test_every_order_is_read_however_many_share_a_second(seconds: dict[int, int]) -> None:
    shop = Shop(seconds)
    assert shop.read() == now(shop)
    assert shop.asked <= 2 * len(seconds) + 2


@given(st.lists(st.integers(0, 20), max_size=20), st.integers(0, 20))
def test_every_order_is_read_as_it_became_meanwhile(changes: list[int], count: int) -> None:
    shop = Shop({order: order // 2 for order in range(count)}, changes)
    assert shop.read() == now(shop)
