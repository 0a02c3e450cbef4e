"""The order about which the caller was texted: the call starts with it, and says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ivr.flows.context import LineCall
from ivr.flows.services import Services
from ivr.orders.delivery_status import DeliveryStatus
from ivr.orders.model import Order
from ivr.orders.time_facts import day_fact
from prompts.facts import Line


def texted_about(call: LineCall, services: Services, orders: Sequence[Order]) -> Order | None:
    """The order about which the caller was texted last, if that was lately; None if there is none."""
    texted = [(at, order) for order in orders if (at := _texted_at(call, services, services.hashed(order.key)))]
    return max(texted, key=lambda found: found[0])[1] if texted else None


def with_notice(
    call: LineCall, services: Services, status: DeliveryStatus, lines: Sequence[Line], key: str
) -> tuple[Line, ...]:
    """The lines on an order (`key` is its hash), and that its caller was texted about it if that was lately."""
    at = _texted_at(call, services, key)
    if at is None or not lines:
        return tuple(lines)
    return (*lines, Line("order_status.texted", {"when": day_fact(at, status.clock)}))


def _texted_at(call: LineCall, services: Services, key: str) -> datetime | None:
    text = call.context.history.noticed.get(key, "")
    days = services.floor.document(call.voice_profile.version).notices.first_days
    at = datetime.fromisoformat(text) if text else None
    return at if at and services.now - at < timedelta(days=days) else None
