"""A call as routing sees it."""

from collections.abc import Sequence

from ivr.engine.call import Call
from ivr.orders.delivery_status import DeliveryStatus
from ivr.orders.identity.caller_id import CallerKind, caller_id
from ivr.orders.model import Order
from ivr.orders.phone_numbers import country_of
from routing.caller import CallerProfile
from routing.issues import DELIVERY_PROBLEM, LATE

FAILED_PROMISE = "failed_promise"
"""With LATE, the states of an order in the words of the routing document."""

_GRADES = {"TN-Validation-Passed-A": "A", "TN-Validation-Passed-B": "B", "TN-Validation-Passed-C": "C"}


def remember_customer(call: Call, order: Order) -> None:
    """Who the caller is to the shop, by one of their orders."""
    call.remember(tier=order.tier, country=order.country)


def remember_order(call: Call, order: Order, status: DeliveryStatus, *, key: str) -> None:
    """What the order that a call is about means for its routing, as it stands; `key` is a keyed hash of it.

    A second call about an order that is late is urgent: a promise failed, and the caller was told so before.
    """
    remember_customer(call, order)
    late = key if status.lateness else ""
    states = [LATE] if late else []
    if late and call.facts.get("rang_about") == late:
        states.append(FAILED_PROMISE)
    call.remember(
        order_value=_whole(order.total_cents),
        order_states=states,
        late_order=late,
        order_issue=DELIVERY_PROBLEM if status.has_problem else "order_status",
        order_problem=status.problem,
        is_delivered=status.state == "delivered",
    )
    remember_order_issue(call)


def remember_issue(call: Call, issue: str, problem: str = "") -> None:
    """What the call is about, and which delivery problem it is."""
    call.remember(issue=issue, problem=problem)


def remember_order_issue(call: Call) -> None:
    """That the call is about its order, as it stands."""
    remember_issue(call, call.facts.get("order_issue", "order_status"), call.facts.get("order_problem", ""))


def is_urgent(call: Call) -> bool:
    """Whether the caller rang before about the same late order."""
    return FAILED_PROMISE in call.facts.get("order_states", ())


def caller_of(call: Call) -> CallerProfile:
    """All that the rules may ask about."""
    facts = call.facts
    return CallerProfile(
        language=call.language,
        issue=facts.get("issue", "other"),
        problem=facts.get("problem", ""),
        tier=facts.get("tier", ""),
        country=facts.get("country") or _country_of(call.ani),
        dialled=call.dnis,
        order_value=facts.get("order_value"),
        order_state=tuple(facts.get("order_states", ())),
        repeat=bool(facts.get("repeat")),
        withheld=caller_id(call.ani).kind is CallerKind.WITHHELD,
        attestation=_grade(call.attestation),
        last_queue=facts.get("last_queue", ""),
        tried=_failed(facts.get("tried", ()), () if facts.get("moves_on") else facts.get("left", ())),
        promised=facts.get("promised", ""),
    )


def _failed(tried: Sequence[str], left: Sequence[str]) -> tuple[str, ...]:
    """The queues that did not take this call. One that the caller left for another may be come back to, once."""
    return tuple(name for name in dict.fromkeys(tried) if tried.count(name) > left.count(name))


def _country_of(number: str) -> str:
    """The country of a number (ISO 3166); empty when it tells none."""
    known = caller_id(number)
    return country_of(known.e164) if known.e164 else ""


def _grade(word: str) -> str:
    """The attestation in the words of the routing document (Twilio: StirVerstat)."""
    if word.startswith("TN-Validation-Failed"):
        return "failed"
    return next((grade for start, grade in _GRADES.items() if word.startswith(start)), "none")


def _whole(cents: int | None) -> int | None:
    return cents // 100 if cents is not None else None
