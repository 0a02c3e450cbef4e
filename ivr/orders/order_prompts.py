"""Every prompt about an order, with the facts it is given: `wismo prompts check` holds the catalogues to it."""

from collections.abc import Mapping

from ivr.orders.delivery_status import DeliveryState
from ivr.orders.model import LeftAt, ReturnState, TrackingStatus
from ivr.orders.parcel_status import MOVING, ExceptionReason
from ivr.orders.request_message import TOLD
from ivr.orders.return_rules import NoReturn

WINDOW = frozenset({"window"})
WHEN = frozenset({"when"})
DAY = frozenset({"day"})
NONE: frozenset[str] = frozenset()

_DATED = (TrackingStatus.ATTEMPTED, TrackingStatus.DELIVERED)

_PARCELS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TrackingStatus, NONE),
    **{
        f"{state}{how}": facts
        for state in MOVING
        for how, facts in (("", WINDOW), (".no_day", NONE), (".late", WINDOW))
    },
    **{f"{state}{how}": facts for state in _DATED for how, facts in (("", WHEN), (".no_day", NONE))},
    **{f"exception.{reason}": NONE for reason in ExceptionReason},
}
"""The states of a parcel: told of an order in one parcel, and of one parcel of several."""

_WHOLE: Mapping[str, frozenset[str]] = {
    "parcels": frozenset({"count"}),
    "cancelled_on": DAY,
    **dict.fromkeys(("preorder", "preorder.late", "backorder", "backorder.late", "ships", "ships.late"), DAY),
    **{f"{state}.expected{how}": WINDOW for state in ("preorder", "backorder") for how in ("", ".late")},
    **dict.fromkeys(
        ("preorder.no_day", "backorder.no_day", "pending_payment", "on_hold", "no_news", "no_tracking"), NONE
    ),
    **dict.fromkeys(("processing", "partially_shipped", "partially_delivered", "picked_up_by_you"), NONE),
    **dict.fromkeys(("processing.expected", "processing.late", "expected", "expected.late"), WINDOW),
    **dict.fromkeys(("first_expected", "next_try", "new_day"), WINDOW),
    **dict.fromkeys(("stale", "new", "unchanged", "texted"), WHEN),
    "left_city": WHEN | {"city"},
    **dict.fromkeys(("carrier", "delivered_by", "pickup_at"), frozenset({"carrier"})),
    **dict.fromkeys(("rest_to_follow", "rest_not_delivered", "sorry", "not_there", "not_there.some"), NONE),
    "ask_refund": NONE,
    "pickup_place": frozenset({"place"}),
    "pickup_until": WHEN,
    "last_seen": frozenset({"city"}),
    "items": frozenset({"items"}),
}

_NOT_HERE: Mapping[str, frozenset[str]] = {
    "delivered": WHEN,
    **{f"left_at.{place}": NONE for place in LeftAt},
    **dict.fromkeys(("look_around", "look_there", "ask_neighbours", "ask_household", "check_again"), NONE),
}
"""What is told of a delivered order that the caller does not have."""

PROMPTS: Mapping[str, frozenset[str]] = {
    **{f"order_status.{state}": facts for state, facts in (*_PARCELS.items(), *_WHOLE.items())},
    **{f"parcel.{state}": facts | {"which", "count"} for state, facts in _PARCELS.items()},
    **{f"parcel.{which}": NONE for which in ("one", "another", "other", "last", "they")},
    **{f"not_here.{part}": facts for part, facts in _NOT_HERE.items()},
    **{f"return_state.{state}": NONE for state in ReturnState},
    **{f"state.{state}": NONE for state in DeliveryState},
    "choose_order.option": frozenset({"placed", "state", "key"}),
    "returns_person": NONE,
    "return_until": WINDOW,
    **{f"no_return.{reason}": NONE for reason in NoReturn},
    "no_return.too_late": DAY,
    **dict.fromkeys(("refund_pending", "refund_completed"), frozenset({"money"})),
    **dict.fromkeys(("refund_pending.no_amount", "refund_completed.no_amount"), NONE),
    **dict.fromkeys(("refund_none", "refund_failed", "refund_unknown"), NONE),
    "points": frozenset({"count"}),
    "points_unknown": NONE,
    **{f"asked_before.{kind}": WHEN for kind in TOLD},
}
"""Prompt to the names of its facts."""
