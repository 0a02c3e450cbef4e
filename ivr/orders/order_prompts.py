"""Every prompt that may be said of an order, with the facts it is given: what `wismo prompts check` holds words to."""

from collections.abc import Mapping

WINDOW = frozenset({"window"})
WHEN = frozenset({"when"})
DAY = frozenset({"day"})
NONE: frozenset[str] = frozenset()

_PARCELS: Mapping[str, frozenset[str]] = {
    **{
        f"{state}{how}": facts
        for state in ("out_for_delivery", "in_transit", "picked_up", "label_created", "delayed")
        for how, facts in (("", WINDOW), (".no_day", NONE), (".late", WINDOW))
    },
    **{
        f"{state}{how}": facts for state in ("attempted", "delivered") for how, facts in (("", WHEN), (".no_day", NONE))
    },
    **dict.fromkeys(
        ("ready_for_pickup", "returning", "returned_to_sender", "cancelled", "unknown", "no_tracking"), NONE
    ),
    **dict.fromkeys(("exception", "exception.lost", "exception.damaged", "exception.address"), NONE),
    **dict.fromkeys(("exception.customs", "exception.weather", "exception.refused"), NONE),
}
"""The states of a parcel: said of an order in one parcel, and of one parcel of several."""

_WHOLE: Mapping[str, frozenset[str]] = {
    "parcels": frozenset({"count"}),
    "cancelled_on": DAY,
    **dict.fromkeys(("preorder", "preorder.late", "backorder", "backorder.late", "ships", "ships.late"), DAY),
    **{f"{state}.expected{how}": WINDOW for state in ("preorder", "backorder") for how in ("", ".late")},
    **dict.fromkeys(("preorder.no_day", "backorder.no_day", "pending_payment", "on_hold", "no_news"), NONE),
    **dict.fromkeys(("processing", "partially_shipped", "partially_delivered", "picked_up_by_you"), NONE),
    **dict.fromkeys(("processing.expected", "processing.late", "expected", "expected.late"), WINDOW),
    **dict.fromkeys(("first_expected", "next_try", "new_day"), WINDOW),
    "stale": WHEN,
    **dict.fromkeys(("carrier", "delivered_by", "pickup_at"), frozenset({"carrier"})),
    **dict.fromkeys(("rest_to_follow", "rest_not_delivered", "sorry", "person_helps", "not_there"), NONE),
    "last_seen": frozenset({"city"}),
    "items": frozenset({"items"}),
}

_RETURNS = (
    "requested",
    "approved",
    "in_transit",
    "received",
    "inspected",
    "completed",
    "declined",
    "cancelled",
    "expired",
    "unknown",
)

_STATES = (
    "out_for_delivery",
    "on_its_way",
    "late",
    "attempted",
    "ready_for_pickup",
    "delivered",
    "problem",
    "being_prepared",
    "waiting",
    "coming_back",
    "cancelled",
    "in_parcels",
    "unknown",
)

PROMPTS: Mapping[str, frozenset[str]] = {
    **{f"order_status.{state}": facts for state, facts in (*_PARCELS.items(), *_WHOLE.items())},
    **{f"parcel.{state}": facts | {"which", "count"} for state, facts in _PARCELS.items()},
    **{f"parcel.{which}": NONE for which in ("one", "another", "other", "last", "they")},
    **{f"return_state.{state}": NONE for state in _RETURNS},
    **{f"state.{state}": NONE for state in _STATES},
    "choose_order.option": frozenset({"placed", "state", "key"}),
    "returns_person": NONE,
    **dict.fromkeys(("refund_pending", "refund_completed"), frozenset({"money"})),
    **dict.fromkeys(("refund_pending.no_amount", "refund_completed.no_amount"), NONE),
    **dict.fromkeys(("refund_none", "refund_failed", "refund_unknown"), NONE),
    "points": frozenset({"count"}),
    "points_unknown": NONE,
}
"""Prompt to the names of its facts."""
