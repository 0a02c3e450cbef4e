"""Why the generated callers call: carriers, regions, products, and lateness, which explains the bad Tuesday."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from sqlalchemy import Connection, delete, insert

from ivr.adapters.sql.reasons.tables import parcel_counts
from ivr.adapters.sql.records.call_reasons import add_reasons, reason_rows
from ivr.adapters.sql.records.event_rows import Row
from ivr.app.sample_year.calls import SampleDay
from ivr.orders.order_facts import BOTH

CARRIERS = {"ups": 42, "fedex": 24, "usps": 22, "ontrac": 8, "dhl": 4}
REGIONS = {"US-CA": 24, "US-TX": 19, "US-NY": 17, "US-FL": 14, "US-IL": 9, "US-WA": 6, "US-CO": 5, "MX-06": 6}
WAREHOUSES = {"Reno": 45, "Dallas": 30, "Newark": 25}
PRODUCTS = {"Desk lamp": 9, "Rain jacket": 14, "Trail shoes": 16, "Bookshelf": 6, "Espresso machine": 4, "Tent": 5}
LATENESS = {"on_time": 62, "no_promise": 8, "today": 9, "1_2": 12, "3_7": 7, "over_7": 2}
STATUS = {"in_transit": 60, "out_for_delivery": 14, "label_created": 12, "attempted": 6, "exception": 4, "delayed": 4}
LATE = {"1_2": 60, "3_7": 30, "over_7": 10}
OF_AN_ORDER = frozenset({"order_status", "late", "missing", "damaged"})
POLICIES = frozenset({"returns", "refund", "loyalty"})
PARCELS_A_CALL = 11
"""Parcels under way for each call of a usual day about an order."""
BROKEN = ("ups", "US-TX")
"""Where the parcels of the bad Tuesday are late."""


def add_sample_reasons(connection: Connection, day: SampleDay) -> None:
    """Write the reasons of a day's calls, and the parcels under way."""
    random = Random(f"reasons:{day.day}")  # noqa: S311 - no secret
    parcels = Counter[tuple[str, str]]()
    rows: list[Row] = []
    for call in day.calls:
        issue = day.issues[call["sid"]]
        reasons = list(_reasons(random, issue, is_bad=day.event == "bad_day"))
        rows += reason_rows(call["sid"], call["began_at"], reasons)
        if issue in OF_AN_ORDER:
            for _ in range(PARCELS_A_CALL if day.event != "bad_day" else PARCELS_A_CALL // 2):
                parcels.update([("all", ""), *_order(random, is_bad=False)])
    add_reasons(connection, rows)
    connection.execute(delete(parcel_counts).where(parcel_counts.c.day == day.day))
    counts = [{"day": day.day, "kind": kind, "key": key, "parcels": count} for (kind, key), count in parcels.items()]
    if counts:
        connection.execute(insert(parcel_counts), counts)


def _reasons(random: Random, issue: str, *, is_bad: bool) -> Iterator[tuple[str, str]]:
    about = "delivery_problem" if issue in ("late", "missing", "damaged") else issue
    yield "issue", about
    if issue in POLICIES:
        yield "policy", issue
    if issue in OF_AN_ORDER:
        yield from _order(random, is_bad=is_bad and issue != "order_status", is_late=issue == "late")


def _order(random: Random, *, is_bad: bool, is_late: bool = False) -> Iterator[tuple[str, str]]:
    carrier, region = (_one(random, CARRIERS), _one(random, REGIONS)) if not is_bad else BROKEN
    yield from (("carrier", carrier), ("region", region), ("carrier_region", f"{carrier}{BOTH}{region}"))
    yield "warehouse", _one(random, WAREHOUSES) if not is_bad else "Dallas"
    yield "product", _one(random, PRODUCTS)
    yield "lateness", _one(random, LATE if is_late or is_bad else LATENESS)
    yield "status", _one(random, STATUS)


def _one(random: Random, weights: dict[str, int]) -> str:
    (found,) = random.choices(list(weights), list(weights.values()))
    return found
