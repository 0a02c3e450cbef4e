"""Texts before the generated callers call: most orders in trouble got one, some were held back, and rang more often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, delete, insert

from ivr.adapters.sql.notices.tables import notices
from ivr.adapters.sql.records.tables import call_orders
from ivr.app.sample_year.calls import SID, SampleDay
from ivr.reporting.notice_effect import WATCHED

ABOUT = "5a3b1e"
"""How the hashes of the made-up orders begin."""
ORDERS_A_CALL = 0.35
"""Orders that get into trouble for each call of the day."""
HELD_BACK = 0.1
RINGS = {"texted": 0.2, "held_back": 0.31}
"""The share of orders about which somebody calls, by arm: what the texts are made to save."""
EVENTS = {"late": 60, "attempted": 20, "ready_for_pickup": 14, "cancelled": 6}
ENDS = {"delivered": 93, "failed": 3, "refused": 3, "repaired": 1}
_REASONS = {"failed": "the telephone could not be reached", "refused": "opted out"}
_NEVER_SENT = ("refused", "repaired", "held_back")

Row = Mapping[str, object]


def add_sample_notices(connection: Connection, day: SampleDay) -> None:
    """Write the texts of a day, and which of its calls were about their orders."""
    random = Random(f"notices:{day.day}")  # noqa: S311 - no secret
    free = [(str(each["sid"]), each["began_at"]) for each in day.calls]
    random.shuffle(free)
    rows, about = list[Row](), list[Row]()
    for place in range(int(len(free) * ORDERS_A_CALL)):
        arm = "held_back" if random.random() < HELD_BACK else "texted"
        at = free[place][1] - timedelta(minutes=random.randint(20, 300))
        row = _notice(random, f"{ABOUT}{day.day:%y%m%d}{place:04}", arm, at)
        rows.append(row)
        if random.random() < RINGS[arm]:
            about.append({"call_sid": free[place][0], "order_key": row["about"], "at": free[place][1]})
    for table, found in ((notices, rows), (call_orders, about)):
        if found:
            connection.execute(insert(table), found)


def clear_sample_notices(connection: Connection) -> None:
    """Delete those of an earlier generated year."""
    connection.execute(delete(notices).where(notices.c.about.startswith(ABOUT)))
    connection.execute(delete(call_orders).where(call_orders.c.call_sid.startswith(SID)))


def _notice(random: Random, about: str, arm: str, at: datetime) -> Row:
    state = "held_back" if arm == "held_back" else _one(random, ENDS)
    sent_at = None if state in _NEVER_SENT else at + timedelta(minutes=10)
    event = _one(random, EVENTS)
    return {
        "id": f"{about}:{event}",
        "order_key": f"S-{about[-10:]}",
        "about": about,
        "event": event,
        "language": "en-US",
        "arm": arm,
        "state": state,
        "reason": _REASONS.get(state, ""),
        "number_key": f"{about}:number",
        "number_hint": f"{random.randrange(100):02}",
        "created_at": at,
        "watched_until": at + WATCHED,
        "due_at": at + timedelta(minutes=10),
        "attempts": int(sent_at is not None),
        "sent_at": sent_at,
        "settled_at": sent_at,
        "provider_sid": "",
        "error_code": 30003 if state == "failed" else None,
    }


def _one(random: Random, weights: Mapping[str, int]) -> str:
    (found,) = random.choices(list(weights), list(weights.values()))
    return found
