"""The choice between several of the caller's orders, by key or by what the caller says of one."""

from dataclasses import replace
from typing import Literal

from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.order_context import offer_choice, prepare_order
from ivr.flows.services import Services
from ivr.orders.choosing import OTHER, meant
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order
from ivr.orders.order_source import Unavailable

Chosen = Literal["order", "other", "narrowed", "issue", "unclear", "stuck", "unseen"]

MOST_MISSES = 3
"""Answers that leave it open which order is meant, before a person takes over."""


def chosen(call: LineCall, services: Services) -> Chosen:
    """The order that is meant. If it can be several, these are offered; their contents count if they may be said."""
    choices = call.context.search.choices
    if not choices:  # lost with the session: the question cannot be asked again either, so the line starts over
        return "unclear"
    if _is_other(call):
        return "other"
    try:
        found = _meant(call, services)
    except Unavailable:
        return "unseen"
    if len(found) == 1:
        prepare_order(call, services, found[0], call.context.order.level)
        return "order"
    return _still_open(call, services, found)


def _is_other(call: LineCall) -> bool:
    return call.answer.keys == str(len(call.context.search.choices) + 1) or OTHER in call.answer.pointed.marks


def _meant(call: LineCall, services: Services) -> tuple[Order, ...]:
    """The caller's own orders that fit the answer. Raises Unavailable."""
    if call.answer.keys:
        return _at(call, services, call.answer.keys)
    speaks_items = services.speak_items and call.context.order.level >= Level.DETAILS
    return meant(call.answer.pointed, _offered(call, services), services.now, speaks_items=speaks_items)


def _at(call: LineCall, services: Services, key: str) -> tuple[Order, ...]:
    places = dict(zip("123456789", call.context.search.choices, strict=False))
    order = services.orders.by_identity(places[key]) if key in places else None
    is_own = order is not None and ani(call) in [phone.e164 for phone in order.phones]
    return (order,) if order and is_own else ()


def _offered(call: LineCall, services: Services) -> list[Order]:
    """The orders as they were read out."""
    own = {order.key: order for order in services.orders.by_phone(ani(call)).orders}
    return [own[key] for key in call.context.search.choices if key in own]


def _still_open(call: LineCall, services: Services, found: tuple[Order, ...]) -> Chosen:
    """What follows an answer that does not tell the order."""
    if not found and call.heard.issue:
        return "issue"
    search = call.context.search
    call.context.search = replace(search, misses=search.misses + 1)
    if search.misses + 1 >= MOST_MISSES:
        return "stuck"
    if not found:
        return "unclear"
    offer_choice(call, services, found, call.context.order.level, asks="choose_order.narrowed")
    return "narrowed"
