"""Orders on file: finding them, and what their callers hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.calls.order_preview import NumberPreview, SpokenOrder
from ivr.orders.merging import OrderReports
from ivr.orders.model import Order


@dataclass(frozen=True, slots=True)
class OrderOnFile:
    """A stored order. `reference` stands for it in addresses and tells nothing of it."""

    reference: str
    order: Order


class OrderDesk(Protocol):
    """The orders on file. Every method raises Unavailable if there is no answer in time."""

    def find(self, text: str) -> Sequence[OrderOnFile]:
        """The orders with a number, a telephone number or an e-mail address, newest first."""

    def order(self, reference: str) -> OrderReports | None:
        """All that is known of the order that a reference stands for; None if there is no such order."""

    def spoken(self, order: Order) -> Sequence[SpokenOrder]:
        """What callers hear of an order now, in the customer's language first."""

    def calls_from(self, order: Order) -> Sequence[NumberPreview]:
        """How calls from the numbers of an order begin now."""
