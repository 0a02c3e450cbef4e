"""Sample orders around today, for the demo, the bench and trials.

Lead times, lateness, split parcels and cancellations follow the Olist public data set (17,176 orders of 2017 and
2018). The first orders are the personas'; the rest are of random customers, with the flaws of real files: numbers
typed in every way, shared numbers, and a few rows that an import has to report.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby, islice
from operator import itemgetter
from random import Random
from typing import TextIO
from zoneinfo import ZoneInfo

from ivr.orders.samples.personas import Values, persona_rows
from ivr.orders.samples.sample_cities import SampleCity, phone, postcode, somewhere, typed
from ivr.orders.samples.sample_journeys import Journey, parcel_values
from ivr.orders.sources.order_rows import COLUMNS

FIRST_NUMBER = 100_001

TILL = "+1 (415) 555-0198"
"""The number that the shop's till enters if a customer gives none."""

SPLIT_SHARE = 0.0097
SEVERAL_ITEMS_SHARE = 0.102
CANCELLED_SHARE = 0.0035
"""Olist: the shares of orders from several sellers, of several items, and cancelled."""

_ZONE_SHARE = 0.7
_JUNK_SHARE = 0.005
_TILL_SHARE = 0.003

_REPEAT = 0.3
_DIRTY = 0.002
_ITEMS = ("Desk lamp", "Coffee mug", "Wool blanket", "Notebook", "Running shoes", "Rain jacket", "Tea kettle", "Chair")
_NAMES = ("Ada", "Bruno", "Carmen", "Dalia", "Emil", "Farah", "Gus", "Hana", "Ines", "Jonas", "Kim", "Lucia")
_FAMILIES = ("Archer", "Bell", "Castillo", "Doyle", "Escobar", "Fischer", "Garnier", "Hughes", "Ibarra", "Jensen")
_JUNK = ("0000000000", "anonymous", "n/a", "555-555-SHIP", "1234567890", "(512)555-01O1")
_DIRT: Sequence[Values] = (
    {"phone": ""},
    {"placed_at": "yesterday"},
    {"placed_at": "2026-11-20T10:00:00"},
    {"order_number": "n/a"},
    {"total": "1.299,00"},
    {"time_zone": "Middle/Earth"},
    {"window_start": "2026-12-24", "window_end": "2026-12-20"},
    {"country": "Unknown"},
)


@dataclass(frozen=True, slots=True)
class _Customer:
    name: str
    place: SampleCity
    postcode: str
    country_of_phone: str
    number: str
    tier: str
    points: int


def sample(count: int, seed: int, now: datetime) -> Iterator[Values]:
    """The rows of `count` orders by column, the personas' first. Equal arguments give equal rows."""
    crowd = _Crowd(Random(seed), now)  # noqa: S311 - not a secret: the sample must be reproducible
    orders = chain(_personas(now), iter(crowd.order, None))
    for number, rows in enumerate(islice(orders, count), FIRST_NUMBER):
        yield from ({**dict.fromkeys(COLUMNS, ""), **row, "order_number": str(number)} for row in rows)


def write_csv(file: TextIO, rows: Iterable[Values]) -> None:
    """Write rows as an orders file. Open `file` with newline=""."""
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)


def _personas(now: datetime) -> Iterator[list[Values]]:
    """The rows of each order of the personas."""
    for _, rows in groupby(persona_rows(now), key=itemgetter("order")):
        yield [{name: text for name, text in row.items() if name in COLUMNS} for row in rows]


class _Crowd:
    """Random customers, some of whom order again, and their orders."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self._rng = rng
        self._now = now
        self._numbers: Counter[str] = Counter()
        self._customers: deque[_Customer] = deque(maxlen=2000)

    def order(self) -> list[Values]:
        """The rows of one more order, without its number."""
        rng, customer = self._rng, self._customer()
        placed = self._placed().astimezone(ZoneInfo(customer.place.time_zone))
        head = self._head(customer, placed)
        if rng.random() < CANCELLED_SHARE:
            return [{**head, "status": "cancelled", "cancelled_at": _stamp(placed + timedelta(hours=20))}]
        if rng.random() < _DIRTY:
            return [{**head, **rng.choice(_DIRT)}]
        parcels = 1 + (rng.random() < SPLIT_SHARE) + (rng.random() < SPLIT_SHARE / 10)
        journeys = [Journey.drawn(rng, placed) for _ in range(parcels)]
        return [{**head, **parcel_values(each, self._now, rng)} for each in journeys]

    def _customer(self) -> _Customer:
        rng = self._rng
        if self._customers and rng.random() < _REPEAT:
            return rng.choice(self._customers)
        place = somewhere(rng)
        owner, number = phone(place.country, self._numbers[place.country])
        self._numbers[place.country] += 1
        name = f"{rng.choice(_NAMES)} {rng.choice(_FAMILIES)}"
        tier = rng.choices(("", "silver", "gold", "platinum"), (70, 18, 10, 2))[0]
        found = _Customer(name, place, postcode(place, rng), owner, number, tier, rng.randrange(0, 5000, 10))
        self._customers.append(found)
        return found

    def _placed(self) -> datetime:
        """The time of an order: mostly recent; one in fifty so old that its number may have been reassigned."""
        days = self._rng.choices(
            (self._rng.uniform(0, 30), self._rng.uniform(30, 400), self._rng.uniform(541, 900)), (75, 23, 2)
        )[0]
        return self._now - timedelta(days=days)

    def _head(self, customer: _Customer, placed: datetime) -> Values:
        rng, place = self._rng, customer.place
        items = rng.sample(_ITEMS, 1 + (rng.random() < SEVERAL_ITEMS_SHARE))
        return {
            "placed_at": _stamp(placed),
            "customer_name": customer.name,
            "phone": self._phone(customer),
            "email": f"{customer.name.replace(' ', '.').lower()}.{customer.number[-5:]}@example.com",
            "language": place.language,
            "tier": customer.tier,
            "postcode": customer.postcode,
            "country": place.country,
            "currency": place.currency,
            "total": f"{rng.randrange(900, 40_000) / 100:.2f}",
            "items": "|".join(items),
            "loyalty_points": str(customer.points) if customer.tier else "",
            "time_zone": place.time_zone if rng.random() < _ZONE_SHARE else "",
        }

    def _phone(self, customer: _Customer) -> str:
        """The customer's number as typed; sometimes no number at all, or the till's, which many orders share."""
        luck = self._rng.random()
        if luck < _JUNK_SHARE:
            return self._rng.choice(_JUNK)
        if luck < _JUNK_SHARE + _TILL_SHARE:
            return TILL
        return typed(customer.country_of_phone, customer.number, self._rng)


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
