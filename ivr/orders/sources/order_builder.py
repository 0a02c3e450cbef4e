"""Builds one order from its rows, and derives the status of the whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from ivr.orders.model import Order, OrderStatus, Refund, Return, Shipment, TrackingStatus
from ivr.orders.phone_numbers import hashed
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import OrderFields, OrderRow

_BLANK: tuple[object, ...] = ("", None, (), TrackingStatus.UNKNOWN)
_NOT_SENT = frozenset({TrackingStatus.LABEL_CREATED, TrackingStatus.UNKNOWN})
_BEFORE_SENDING = frozenset(
    {
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.ON_HOLD,
        OrderStatus.PREORDER,
        OrderStatus.BACKORDER,
        OrderStatus.PROCESSING,
    }
)
_ARRIVED = frozenset({TrackingStatus.DELIVERED, TrackingStatus.RETURNING, TrackingStatus.RETURNED_TO_SENDER})
_MORE_TO_COME = {
    OrderStatus.SHIPPED: OrderStatus.PARTIALLY_SHIPPED,
    OrderStatus.DELIVERED: OrderStatus.PARTIALLY_DELIVERED,
}


class OrderBuilder:
    """Collects the rows of one order. `lost` counts refused rows with a parcel, whose state is then unknown."""

    def __init__(self) -> None:
        self._rows: dict[OrderRow, None] = {}
        self._head: OrderFields | None = None
        self._parcels: list[Shipment] = []
        self.lost = 0

    def add(self, row: OrderRow) -> None:
        """Add a row. Raises Unreadable if it contradicts an earlier row, and leaves it out."""
        if row in self._rows:
            return
        head = _agreed(self._head, row.head, self._line)
        if row.parcel and not row.names_a_carrier_alone:
            self._parcels = _with_parcel(self._parcels, row.parcel)
        self._head = head
        self._rows[row] = None

    @property
    def _line(self) -> int:
        """The line of the first row; 0 before there is one."""
        return next((row.line for row in self._rows), 0)

    @property
    def notes(self) -> Iterator[Note]:
        """The notes on this order for the import report."""
        yield from (note for row in self._rows for note in row.notes)
        if self._rows and not any(phone.e164 for row in self._rows for phone in row.phones):
            yield Note(NoteKind.NO_NUMBER, self._line)
            return
        untold = [row.line for row in self._rows if not all(phone.e164 for phone in row.phones)]
        yield from (Note(NoteKind.DROPPED, line, "phone", "is no telephone number") for line in untold)

    def order(self, key: bytes) -> Order | None:
        """The order; None if none of its rows could be read."""
        head = self._head
        if head is None:
            return None
        unseen = [Shipment("", TrackingStatus.UNKNOWN)] * self.lost
        parcels = tuple(
            replace(parcel, id=parcel.tracking_number or str(place))
            for place, parcel in enumerate([*self._parcels, *self._of_other_carriers(), *unseen], 1)
        )
        return Order(
            number=head.number,
            placed_at=head.placed_at,
            customer=self._customer(head, key),
            status=_status(head, parcels),
            phones=tuple(dict.fromkeys(phone for row in self._rows for phone in row.phones)),
            shipments=parcels,
            promises=tuple(dict.fromkeys(row.promise for row in self._rows if row.promise)),
            returns=tuple(dict.fromkeys(row.goods_return for row in self._rows if row.goods_return))
            or ((Return(head.return_state),) if head.return_state else ()),
            refunds=tuple(dict.fromkeys(row.refund for row in self._rows if row.refund))
            or ((Refund(head.refund_state),) if head.refund_state else ()),
            items=tuple(dict.fromkeys(title for row in self._rows for title in row.items)),
            tags=tuple(dict.fromkeys(tag for row in self._rows for tag in row.tags)),
            language=head.language,
            tier=head.tier,
            country=head.country,
            postcode=head.postcode,
            currency=head.currency,
            total_cents=head.total_cents,
            loyalty_points=head.loyalty_points,
            time_zone=head.time_zone,
            cancelled_at=head.cancelled_at,
            unknown_words={name: text for row in self._rows for name, text in row.unknown_words},
        )

    def _of_other_carriers(self) -> Iterator[Shipment]:
        """Parcels of rows that name only a carrier. If another parcel has that carrier, the row is an item in it."""
        carriers = {each.carrier for each in self._parcels}
        for row in self._rows:
            if row.parcel and row.names_a_carrier_alone and row.parcel.carrier not in carriers:
                carriers.add(row.parcel.carrier)
                yield row.parcel

    def _customer(self, head: OrderFields, key: bytes) -> str:
        """The key of the customer: the e-mail address, else the name, else the phone number, else the order number."""
        names = (row.name for row in self._rows if row.name)
        numbers = (hashed(f"phone:{phone.e164}", key) for row in self._rows for phone in row.phones if phone.e164)
        return head.email or next(names, "") or next(numbers, "") or hashed(f"order:{head.number}", key)


def _agreed(before: OrderFields | None, head: OrderFields, line: int) -> OrderFields:
    """The fields of both rows in one. Raises Unreadable, naming the first field in which they differ."""
    if before is None:
        return head
    both = {each.name: (getattr(before, each.name), getattr(head, each.name)) for each in fields(OrderFields)}
    for name, (old, new) in both.items():
        if old not in _BLANK and new not in _BLANK and old != new:
            raise Unreadable(f"{name} is another than in line {line}, for the same order")
    return OrderFields(**{name: new if old in _BLANK else old for name, (old, new) in both.items()})


def _with_parcel(parcels: list[Shipment], parcel: Shipment) -> list[Shipment]:
    """The parcels and one more; rows about the same parcel are joined. Raises Unreadable if they contradict."""
    number = parcel.tracking_number
    place = next((at for at, each in enumerate(parcels) if number and each.tracking_number == number), None)
    if place is None:
        return [*parcels, parcel]
    return [*parcels[:place], _joined(parcels[place], parcel), *parcels[place + 1 :]]


def _joined(there: Shipment, parcel: Shipment) -> Shipment:
    """One parcel from two rows, each filling the blanks of the other. Raises Unreadable if they contradict."""
    both = {each.name: (getattr(there, each.name), getattr(parcel, each.name)) for each in fields(Shipment)}
    both["windows"] = ((), tuple(dict.fromkeys((*there.windows, *parcel.windows))))
    for old, new in both.values():
        if old not in _BLANK and new not in _BLANK and old != new:
            raise Unreadable("tracking_number is given before, with other news")
    return Shipment(**{name: new if old in _BLANK else old for name, (old, new) in both.items()})


def _status(head: OrderFields, parcels: Sequence[Shipment]) -> OrderStatus:
    """The status of a whole order. A refunded order counts as cancelled, unless parcels of it arrived.

    An order that was refunded in part has the status of its parcels; one that may be cancelled is unknown.
    """
    said = head.status
    in_part = said is OrderStatus.UNKNOWN and bool(parcels)
    if head.refund_state and (in_part or any(each.status in _ARRIVED for each in parcels)):
        said = None
    if head.may_be_cancelled and said is not OrderStatus.CANCELLED:
        said = OrderStatus.UNKNOWN
    return whole_status(said, parcels, cancelled=head.cancelled_at is not None)


def whole_status(said: OrderStatus | None, parcels: Sequence[Shipment], *, cancelled: bool) -> OrderStatus:
    """The status of a whole order: by its parcels if they have moved, else as the shop says.

    The shop's status never contradicts the parcels, but it may say that more is to come or that the order was
    cancelled. A word that is not known may mean a cancellation, so it makes the status unknown whatever the parcels do.
    """
    if cancelled or said is OrderStatus.CANCELLED:
        return OrderStatus.CANCELLED
    if said is OrderStatus.UNKNOWN:
        return said
    found = _from_parcels([each.status for each in parcels if each.status is not TrackingStatus.CANCELLED])
    if found is None or (found is OrderStatus.PROCESSING and said in _BEFORE_SENDING):
        return said or (OrderStatus.UNKNOWN if parcels else OrderStatus.PROCESSING)
    if said is OrderStatus.PICKED_UP and found in (OrderStatus.DELIVERED, OrderStatus.READY_FOR_PICKUP):
        return said
    return said if said and _MORE_TO_COME.get(found) is said else found


def _from_parcels(statuses: Iterable[TrackingStatus]) -> OrderStatus | None:
    """The status of the whole by its parcels; None if there are none, or nothing is known of them."""
    seen = list(statuses)
    if all(each is TrackingStatus.UNKNOWN for each in seen):
        return None
    done = [each is TrackingStatus.DELIVERED for each in seen]
    if any(done):
        return OrderStatus.DELIVERED if all(done) else OrderStatus.PARTIALLY_DELIVERED
    if all(each is TrackingStatus.READY_FOR_PICKUP for each in seen):
        return OrderStatus.READY_FOR_PICKUP
    sent = [each not in _NOT_SENT for each in seen]
    if any(sent):
        return OrderStatus.SHIPPED if all(sent) else OrderStatus.PARTIALLY_SHIPPED
    return OrderStatus.PROCESSING
