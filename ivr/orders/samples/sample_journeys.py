"""The journeys of the sample's parcels, and their rows in a file at a given time."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Self

Values = dict[str, str]
Quantiles = Sequence[tuple[float, float]]
LEAD_DAYS: Quantiles = (
    (0, 1), (5, 3), (10, 4), (25, 6), (50, 10), (75, 15), (90, 22), (95, 29), (99, 45), (100, 60),
)  # fmt: skip
"""Olist: percentile, days from order to delivery."""
DAYS_EARLY: Quantiles = (

    (0, -20),
    (5, -3),
    (10, 2),
    (25, 7),
    (50, 12),
    (75, 17),
    (90, 22),
    (95, 26),
    (99, 35),
    (100, 45),
)  # fmt: skip
"""Olist: percentile, days from the delivery to the promised day; negative if it was late."""
HANDOVER_DAYS: Quantiles = (

    (0, 0.2),
    (5, 0.5),
    (10, 0.7),
    (25, 1.1),
    (50, 2.2),
    (75, 4.1),
    (90, 6.4),
    (95, 8.8),
    (100, 18),
)  # fmt: skip
"""Olist: percentile, days from order to the carrier."""

_CARRIERS = ("UPS", "FedEx", "USPS", "DHL", "Royal Mail", "Estafeta")
_CITIES = ("Memphis", "Louisville", "Reno", "Newark", "Dallas", "Leipzig", "Querétaro", "Coventry")
_BEFORE_SENDING = ("on_hold", "pending_payment", "preorder", "backorder")
_ON_THE_WAY = (
    "exception(lost)",
    "exception(damaged)",
    "exception(address)",
    "attempted",
    "ready_for_pickup",
    "returning",
    "returned_to_sender",
    "awaiting_carrier_scan",
)
_ODD_SHARE = 0.08
_REFUND_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Journey:
    """The times at which a parcel is sent and delivered, and its promised day, on the destination's clock."""

    placed: datetime
    sent: datetime
    delivered: datetime
    promised: date

    @classmethod
    def drawn(cls, rng: Random, placed: datetime) -> Self:
        """A random journey like those of the data set; deliveries are made between 9 a.m. and 8 p.m."""
        lead = drawn(LEAD_DAYS, rng)
        day = (placed + timedelta(days=lead)).date()
        delivered = datetime.combine(day, time(rng.randrange(9, 20), rng.randrange(60)), placed.tzinfo)
        delivered = max(delivered, placed + timedelta(hours=20))
        sent = placed + min(timedelta(days=drawn(HANDOVER_DAYS, rng)), (delivered - placed) * 0.8)
        return cls(placed, sent, delivered, day + timedelta(days=round(drawn(DAYS_EARLY, rng))))


def drawn(quantiles: Quantiles, rng: Random) -> float:
    """A random number from a distribution given by percentiles, with linear interpolation."""
    at = rng.uniform(0, 100)
    place = bisect(quantiles, (at, float("inf")))
    (low, from_), (high, to) = quantiles[place - 1], quantiles[min(place, len(quantiles) - 1)]
    return from_ + (to - from_) * ((at - low) / (high - low) if high > low else 0)


def parcel_values(journey: Journey, now: datetime, rng: Random) -> Values:
    """The columns of a parcel in a file of this moment."""
    odd = rng.random() < _ODD_SHARE
    if now < journey.sent:
        return _unsent(journey, rng, odd=odd)
    common = {"carrier": rng.choice(_CARRIERS), "tracking_number": f"1Z{rng.randrange(10**12):012}"}
    common["tracking_url"] = f"https://track.example/{common['tracking_number']}"
    if now < journey.delivered:
        return {**common, **_travelling(journey, now, rng, odd=odd)}
    return {**common, **_delivered(journey, rng)}


def _unsent(journey: Journey, rng: Random, *, odd: bool) -> Values:
    if odd:
        return {"status": rng.choice(_BEFORE_SENDING), "window_start": journey.promised.isoformat()}
    promise = {"window_start": journey.promised.isoformat(), "window_basis": "promised"}
    label = {"tracking_status": "label_created"} if rng.random() < 0.4 else {}
    return {"status": "processing", **promise, **label}


def _travelling(journey: Journey, now: datetime, rng: Random, *, odd: bool) -> Values:
    here = now.astimezone(journey.delivered.tzinfo)
    scanned = max(journey.sent, here - timedelta(hours=rng.expovariate(1 / 14)))
    scan = {"last_scan_at": scanned.isoformat(timespec="seconds"), "last_scan_city": rng.choice(_CITIES)}
    if odd:
        return {**scan, "tracking_status": rng.choice(_ON_THE_WAY), **_days(here.date() + timedelta(days=1))}
    if here.date() == journey.delivered.date():
        return {**scan, "tracking_status": "out_for_delivery", **_hours(journey.delivered)}
    if here.date() > journey.promised:
        late = rng.random() < 0.6
        due = _days(journey.delivered.date()) if late else _days(journey.promised)
        return {**scan, "tracking_status": "delayed" if late else "in_transit", **due}
    status = "picked_up" if here - journey.sent < timedelta(hours=12) else "in_transit"
    return {**scan, "tracking_status": status, **_days(journey.promised)}


def _days(last: date) -> Values:
    return {"window_start": last.isoformat(), "window_end": last.isoformat(), "window_basis": "estimated"}


def _hours(delivered: datetime) -> Values:
    """A window of four full hours around the delivery."""
    start = delivered.replace(minute=0, second=0) - timedelta(hours=2)
    stamps = (start.isoformat(timespec="seconds"), (start + timedelta(hours=4)).isoformat(timespec="seconds"))
    return {"window_start": stamps[0], "window_end": stamps[1], "window_basis": "estimated"}


def _delivered(journey: Journey, rng: Random) -> Values:
    stamp = journey.delivered.isoformat(timespec="seconds")
    values = {"tracking_status": "delivered", "delivered_at": stamp, "last_scan_at": stamp}
    if rng.random() >= _REFUND_SHARE:
        return values
    state = rng.choice(("requested", "approved", "in_transit", "received", "completed"))
    refund = {"refund_amount": f"{rng.randrange(500, 5000) / 100:.2f}", "refund_state": "completed"}
    return {**values, "return_state": state, **(refund if state == "completed" else {})}
