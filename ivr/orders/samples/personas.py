"""The personas of the sample: callers whose orders each show one thing.

Their numbers, 555-01xx and one of Ofcom's, are reserved for fiction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

Values = dict[str, str]

_PACIFIC = "America/Los_Angeles"
_EASTERN = "America/New_York"
_DUE_BY = 17
"""The local hour from which a window of today moves to tomorrow."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A caller. `shows` says what the caller hears; `orders` are their rows without the columns that all share."""

    phone: str
    shows: str
    orders: tuple[Mapping[str, str], ...]
    language: str = "en-US"
    country: str = "US"
    postcode: str = "94105"
    time_zone: str = _PACIFIC


def _parcel(status: str, **values: str) -> Values:
    known = {"carrier": "UPS", "tracking_url": "https://track.example/1Z999AA10123456784", "last_scan_at": "now-3h"}
    return {"tracking_status": status, **known, **values}


_WINDOW = {"window_start": "clock 14", "window_end": "clock 18"}
_LONG_AGO = {"placed_at": "now-240h"}
_SOON = {"window_start": "day+2", "window_end": "day+3"}
_OVERDUE = {"window_start": "day-3", "window_end": "day-3"}

PERSONAS: Mapping[str, Persona] = {
    "out_for_delivery": Persona(
        "+14155550100", "out for delivery today between two and six", (_parcel("out_for_delivery", **_WINDOW),)
    ),
    "spanish": Persona(
        "+13055550123",
        "the same in Spanish, for a caller whose orders are in Spanish",
        (_parcel("out_for_delivery", **_WINDOW),),
        language="es-MX",
        postcode="33101",
        time_zone=_EASTERN,
    ),
    "several": Persona(
        "+14155550111",
        "three orders, to choose from",
        (
            _parcel("in_transit", **_SOON),
            _parcel("out_for_delivery", **_WINDOW),
            _parcel("ready_for_pickup", last_scan_city="Oakland"),
        ),
    ),
    "split": Persona(
        "+14155550112",
        "one order in three parcels, one delivered, one on its way, one not sent yet",
        (
            _parcel("delivered", delivered_at="day-1", order="split", **_LONG_AGO, tracking_number="1Z0000000001"),
            _parcel("in_transit", **_SOON, order="split", **_LONG_AGO, tracking_number="1Z0000000002"),
            _parcel("label_created", order="split", **_LONG_AGO, tracking_number="1Z0000000003"),
        ),
    ),
    "late": Persona("+14155550113", "was expected three days ago, running late", (_parcel("in_transit", **_OVERDUE),)),
    "delivered": Persona(
        "+14155550114",
        "delivered yesterday, and left at the front door",
        (_parcel("delivered", delivered_at="day-1", left_at="front_door"),),
    ),
    "delayed": Persona("+14155550115", "delayed, with a new day", (_parcel("delayed", **_SOON),)),
    "attempted": Persona("+14155550116", "nobody was there; next attempt", (_parcel("attempted", **_SOON),)),
    "ready_for_pickup": Persona(
        "+14155550117",
        "waiting to be picked up, and until when",
        (_parcel("ready_for_pickup", pickup_at="Main Street Pharmacy", pickup_until="day+4"),),
    ),
    "label_created": Persona("+14155550118", "label only, not with the carrier yet", (_parcel("label_created"),)),
    "picked_up": Persona("+14155550119", "with the carrier since today", (_parcel("picked_up", **_SOON),)),
    "in_transit": Persona("+14155550120", "on its way, with a range of days", (_parcel("in_transit", **_SOON),)),
    "lost": Persona("+14155550121", "lost by the carrier", (_parcel("exception(lost)"),)),
    "damaged": Persona("+14155550122", "damaged on the way", (_parcel("exception(damaged)"),)),
    "exception": Persona("+14155550123", "held up by a wrong address", (_parcel("exception(address)"),)),
    "returning": Persona("+14155550124", "on its way back to the shop", (_parcel("returning"),)),
    "returned": Persona("+14155550125", "back at the shop", (_parcel("returned_to_sender"),)),
    "parcel_cancelled": Persona("+14155550126", "its only parcel cancelled", (_parcel("cancelled"),)),
    "unknown": Persona("+14155550127", "a status that nobody knows", (_parcel("awaiting_moonrise"),)),
    "stale": Persona("+14155550128", "no scan for nine days", (_parcel("in_transit", last_scan_at="now-220h"),)),
    "processing": Persona("+14155550129", "being prepared, and promised", ({"status": "processing", **_SOON},)),
    "preorder": Persona("+14155550130", "a pre-order", ({"status": "preorder", "window_start": "day+30"},)),
    "backorder": Persona("+14155550131", "out of stock for now", ({"status": "backorder"},)),
    "on_hold": Persona("+14155550132", "on hold", ({"status": "on_hold"},)),
    "pending_payment": Persona("+14155550133", "waiting for payment", ({"status": "pending_payment"},)),
    "cancelled": Persona("+14155550134", "cancelled", ({"status": "cancelled", "cancelled_at": "now-26h"},)),
    "refunded": Persona(
        "+14155550135",
        "delivered, sent back, and the money on its way",
        (
            _parcel(
                "delivered",
                delivered_at="day-12",
                return_state="received",
                refund_amount="89.90",
                refund_state="pending",
            ),
        ),
    ),
    "no_tracking": Persona("+14155550136", "sent, without any tracking", ({"status": "shipped", **_SOON},)),
    "british": Persona(
        "+447700900123",
        "out for delivery in London, on London's clock",
        (_parcel("out_for_delivery", **_WINDOW, carrier="Royal Mail"),),
        language="en-GB",
        country="GB",
        postcode="SW1A 1AA",
        time_zone="Europe/London",
    ),
    "shared": Persona(
        "+14155550199",
        "a number of several customers: nothing is told without order number and postcode",
        (_parcel("in_transit", email="one@example.com"), _parcel("in_transit", email="two@example.com")),
    ),
}


def persona_rows(now: datetime) -> Iterator[Values]:
    """The rows of all personas, newest orders first. They have no order number; rows of one order share `order`."""
    for name, persona in PERSONAS.items():
        for place, order in enumerate(persona.orders):
            common = {
                "order": f"{name}-{place}",
                "placed_at": f"now-{240 + 24 * place}h",
                "customer_name": f"{name.replace('_', ' ').title()} Example",
                "email": f"{name}@example.com",
                "phone": persona.phone,
                "language": persona.language,
                "postcode": persona.postcode,
                "country": persona.country,
                "currency": "GBP" if persona.country == "GB" else "USD",
                "total": "129.50",
                "items": "Desk lamp",
                "tier": "gold",
                "loyalty_points": "1200",
                "time_zone": persona.time_zone,
            }
            yield _timed({**common, **order}, now.astimezone(ZoneInfo(persona.time_zone)))


_TIMES = (
    *("placed_at", "cancelled_at", "last_scan_at", "window_start", "window_end", "delivered_at"),
    "pickup_until",
)


def _timed(values: Values, here: datetime) -> Values:
    """The row with its times resolved: `now-3h`, `day+2`, and `clock 14`, today or, late in the day, tomorrow."""
    tomorrow = here.hour >= _DUE_BY and values.get("window_start", "").startswith("clock")
    if tomorrow and values["tracking_status"] == "out_for_delivery":
        values = {**values, "tracking_status": "in_transit"}
    return {**values, **{name: _time(values[name], here) for name in _TIMES if name in values}}


def _time(text: str, here: datetime) -> str:
    if text.startswith("now-"):
        return (here - timedelta(hours=int(text[4:-1]))).isoformat(timespec="seconds")
    if text.startswith("day"):
        return (here.date() + timedelta(days=int(text[3:]))).isoformat()
    day = here.date() + timedelta(days=here.hour >= _DUE_BY)
    return datetime.combine(day, time(int(text.split()[1])), here.tzinfo).isoformat(timespec="seconds")
