"""The orders on file for the console: found, referred to without a word on them, and heard as callers hear them."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from ivr.app.parts import Parts
from ivr.calls.order_preview import NumberPreview, SpokenOrder, number_previews, spoken_order
from ivr.calls.turn_handler import TurnHandler
from ivr.console.ports.orders import OrderOnFile
from ivr.orders.model import Order
from ivr.orders.order_source import OrderSource
from ivr.orders.phone_parsing import as_written


class References:
    """Encrypts keys of orders into references for addresses, which logs keep. The same key gives the same reference."""

    def __init__(self, key: bytes) -> None:
        self._box = AESSIV(sha256(b"order references\0" + key).digest())

    def of(self, key: str) -> str:
        """The reference of an order's key."""
        return base64.urlsafe_b64encode(self._box.encrypt(key.encode(), None)).decode().rstrip("=")

    def key(self, reference: str) -> str | None:
        """The key that a reference stands for; None if it is none."""
        try:
            sealed = base64.urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
            return self._box.decrypt(sealed, None).decode()
        except (binascii.Error, InvalidTag, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Orders:
    """Finds orders by the look-ups of live calls."""

    parts: Parts
    calls: TurnHandler
    references: References

    def find(self, text: str) -> list[OrderOnFile]:
        """The orders with an order number or a telephone number, newest first. Raises Unavailable."""
        found = {order.key: order for order in self._found(text)}
        newest = sorted(found.items(), key=lambda each: each[1].placed_at, reverse=True)
        return [OrderOnFile(self.references.of(key), order) for key, order in newest]

    def _found(self, text: str) -> Iterator[Order]:
        source = self._source()
        yield from source.by_number(text)
        if number := as_written(text, shop_country=self.parts.settings.country).e164:
            yield from source.by_phone(number).orders

    def order(self, reference: str) -> OrderOnFile | None:
        """The order that a reference stands for. Raises Unavailable."""
        key = self.references.key(reference)
        order = self._source().by_identity(key) if key else None
        return OrderOnFile(reference, order) if order else None

    def spoken(self, order: Order) -> tuple[SpokenOrder, ...]:
        """What callers hear of an order now, in the customer's language first."""
        return spoken_order(self.calls, order)

    def calls_from(self, order: Order) -> tuple[NumberPreview, ...]:
        """How calls from the numbers of an order begin now."""
        return number_previews(self.calls, order)

    def _source(self) -> OrderSource:
        return self.calls.services(self.parts.clock()).orders
