"""Prepares an order for the call."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ivr.flows.context import LineCall
from ivr.flows.notice_context import with_notice
from ivr.flows.routing_context import current_order, remember_customer, remember_order_issue
from ivr.flows.services import Services
from ivr.orders.delivery_status import DeliveryStatus, delivery_status, is_on_its_way
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order
from ivr.orders.not_here_message import not_here_lines
from ivr.orders.order_facts import order_facts
from ivr.orders.request_message import with_requests
from ivr.orders.since_last_call import Told, told, with_changes
from ivr.orders.status_message import choice_line, status_lines
from prompts.amounts import is_link
from prompts.facts import Count, Facts, Key, Line, Link, Moment, Text
from prompts.own_words import own_words
from routing.brands import name_at

MOST_CHOICES = 4


def greeting(call: LineCall, services: Services) -> Line:
    """The brand's hello."""
    return Line("greeting", {"brand": brand(call, services)})


def brand(call: LineCall, services: Services) -> Text:
    """The name that the line answers by in this call."""
    return Text(name_at(services.floor.document(call.voice_profile.version), call.dnis))


def announcements(call: LineCall, services: Services) -> tuple[Line, ...]:
    """The announcements of active switches."""
    messages = services.floor.announcements(call.dnis, call.language)
    return tuple(line for message in messages for line in announced_lines(message))


def announced_lines(message: str) -> tuple[Line, ...]:
    """The shop's own words, said whole however long they are."""
    return tuple(Line("announcement", {"message": Text(part)}) for part in own_words(message))


def prepare_order(call: LineCall, services: Services, order: Order, level: Level) -> None:
    """Set the order of the call, with its sentences, its tracking link and its part in the story."""
    status = delivery_status(order, services.now)
    key = services.hashed(order.key)
    lines, age = status_lines(status, level=level, speak_items=services.speak_items), _age(call, services, order)
    since = lines if age else _with_changes(call, status, lines, key)
    told_of = with_notice(call, services, status, _with_requests(call, status, since, key), key)
    call.prepare("order", (*age, *told_of))
    if missing := not_here_lines(status):
        call.prepare("not_here", missing)
    remember_customer(call, order)
    call.context.order = replace(current_order(call, order, status, key=key), level=level)
    call.context.facts = order_facts(order, services.now)
    remember_order_issue(call)
    _prepare_link(call, services, order)


def _with_changes(call: LineCall, status: DeliveryStatus, lines: tuple[Line, ...], key: str) -> tuple[Line, ...]:
    """The lines on an order with what has changed since the caller's last call; stored for the next one.

    Not for news whose age is told: it may be older than that call.
    """
    if not lines:
        return ()
    history = call.context.history
    now = told(status, lines, order=key)
    call.context.history = replace(history, told=now.to_memory())
    return with_changes(lines, status, before=Told.from_memory(history.told_before), now=now)


def _with_requests(call: LineCall, status: DeliveryStatus, lines: Sequence[Line], key: str) -> tuple[Line, ...]:
    """The lines on the order, and what the caller asked for in an earlier call."""
    asked = ((each.partition(":"), at) for each, at in call.context.history.asked_at.items())
    return with_requests(lines, status, {kind: at for (kind, _, order), at in asked if order == key}) if lines else ()


def offer_choice(
    call: LineCall, services: Services, orders: Sequence[Order], level: Level, *, asks: str = "several_orders"
) -> None:
    """Prepare the question `main_line.choose_order`: which of the caller's own orders is meant. `asks` begins it."""
    choices = tuple(order.key for order in orders[:MOST_CHOICES])
    call.context.search = replace(call.context.search, choices=choices)
    call.context.order = replace(call.context.order, level=level)
    call.prepare("choose_order", tuple(_choices(orders, services, asks)))


def _choices(orders: Sequence[Order], services: Services, asks: str) -> list[Line]:
    """The question, a sentence on each order with its key, and the keys for another order and for a person."""
    offered = orders[:MOST_CHOICES]
    statuses = [delivery_status(order, services.now) for order in offered]
    options = [choice_line(status, key=Key(str(place))) for place, status in enumerate(statuses, 1)]
    other = Line("choose_order.other", {"key": Key(str(len(offered) + 1))})
    return [Line(asks, {"count": Count(len(orders))}), *options, other]


def _age(call: LineCall, services: Services, order: Order) -> tuple[Line, ...]:
    """The time of the data, if orders are currently unavailable, or if nothing was heard of a parcel for long."""
    as_of = call.context.identity.last_known
    if as_of:
        return (Line("last_known", {"age": Moment(datetime.fromisoformat(as_of))}),)
    if (
        order.heard_at
        and services.age_told
        and services.now - order.heard_at > services.age_told
        and is_on_its_way(order)
    ):
        return (Line("last_known", {"age": Moment(order.heard_at)}),)
    return ()


def _prepare_link(call: LineCall, services: Services, order: Order) -> None:
    """The number for the tracking link: only the number on file, if it can get texts, whoever is calling."""
    url = next((each.tracking_url for each in order.shipments if is_link(each.tracking_url)), "")
    number = number_on_file(services, order) if services.sends_texts and url else ""
    call.context.texting = replace(call.context.texting, text_to=number, can_text=bool(number))
    if number:
        facts: Facts = {"brand": brand(call, services), "order": Text(order.number), "url": Link(url)}
        call.prepare("sms_tracking", (Line("sms_tracking", facts),))


def number_on_file(services: Services, order: Order) -> str:
    """The first number on an order that can get texts (E.164); empty if none can."""
    numbers = (services.textable_number(phone.e164) for phone in order.phones if phone.e164)
    return next(filter(None, numbers), "")
