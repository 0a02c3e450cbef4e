"""The orders on file for the console: found, referred to without a word on them, and heard as callers hear them."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.sql.orders.finder import OrderFinder
from ivr.app.parts import Parts
from ivr.calls.order_preview import NumberPreview, SpokenOrder, number_previews, spoken_order
from ivr.calls.turn_handler import TurnHandler
from ivr.console.ports.orders import OrderOnFile
from ivr.orders.merging import OrderReports
from ivr.orders.model import Order
from ivr.orders.order_source import Unavailable


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
    """The orders on file. What callers hear is said by the code of live calls."""

    calls: TurnHandler
    finder: OrderFinder
    references: References

    @classmethod
    def of(cls, parts: Parts, calls: TurnHandler) -> Self:
        """The orders of this line."""
        finder = OrderFinder(parts.stores.reader, parts.key, parts.settings.country)
        return cls(calls, finder, References(parts.key))

    def find(self, text: str) -> list[OrderOnFile]:
        """The orders with a number, a telephone number or an e-mail address, newest first. Raises Unavailable."""
        with _answering():
            return [self._on_file(each.order) for each in self.finder.find(text)]

    def newest_of(self, source: str, most: int) -> list[OrderOnFile]:
        """The orders that a source told of last. Raises Unavailable."""
        with _answering():
            return [self._on_file(order) for order in self.finder.newest_of(source, most)]

    def order(self, reference: str) -> OrderReports | None:
        """All that is known of the order that a reference stands for. Raises Unavailable."""
        key = self.references.key(reference)
        with _answering():
            return self.finder.reports_of(key) if key else None

    def spoken(self, order: Order) -> tuple[SpokenOrder, ...]:
        """What callers hear of an order now, in the customer's language first."""
        return spoken_order(self.calls, order)

    def calls_from(self, order: Order) -> tuple[NumberPreview, ...]:
        """How calls from the numbers of an order begin now."""
        return number_previews(self.calls, order)

    def _on_file(self, order: Order) -> OrderOnFile:
        return OrderOnFile(self.references.of(order.key), order)


@contextmanager
def _answering() -> Iterator[None]:
    """Raise Unavailable if the database does not answer."""
    try:
        yield
    except SQLAlchemyError as error:
        raise Unavailable from error
