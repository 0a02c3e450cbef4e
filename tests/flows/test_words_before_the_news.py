"""How many words a known caller waits through before the news of the order: at most eight, whatever it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from statistics import median
from types import SimpleNamespace

import pytest

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.engine.call import Call
from ivr.flows.context import Context, LineCall, memory_of, recall
from ivr.flows.order_context import greeting, prepare_order
from ivr.orders.identity.verification import Level
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Phone, Shipment, TrackingStatus
from prompts.catalogue import Catalogue
from prompts.facts import Line
from tests.routing.documents import compiled

MOST = 8
JAPANESE_WORD = 2.8
"""Japanese characters that a voice reads while it reads an English word: seven and 2.5 a second."""
LOCALES = ("en-US", "es-MX", "fr-FR", "de-DE", "it-IT", "pt-BR", "pl-PL", "ja-JP")
CATALOGUE = Catalogue.load(LOCALES)
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def order(status: OrderStatus | TrackingStatus, day: int) -> Order:
    """An order in a state, whose window lies before or after today."""
    on = NOW.date() + timedelta(days=day)
    windows = (DeliveryWindow(on, on, Basis.ESTIMATED),)
    parcel = (
        Shipment("1", status, tracking_number="1Z", windows=windows) if isinstance(status, TrackingStatus) else None
    )
    whole = OrderStatus.SHIPPED if isinstance(status, TrackingStatus) else status
    return Order(
        *("1001", NOW - timedelta(days=5), "alice", whole),
        phones=(Phone("+14155550100", ""),),
        shipments=(parcel,) if parcel else (),
        promises=windows,
    )


def told(first: Order, locale: str, now: datetime, memory: dict[str, str]) -> tuple[tuple[Line, ...], LineCall]:
    """What a caller hears, from picking up on."""
    snapshot = RoutingSnapshot(compiled())
    floor = RoutingRuntime(lambda: snapshot, older=lambda _: None)
    services = SimpleNamespace(now=now, floor=floor, speak_items=False, sends_texts=False, hashed=str, age_told=None)
    call = Call("CA1", "+14155550100", "+18005550199", locale, Context())
    recall(call, memory, now)
    prepare_order(call, services, first, Level.STATUS)
    return (greeting(call, services), *call.prepared("order")), call


def words(lines: tuple[Line, ...], locale: str) -> float:
    said = [CATALOGUE.words(line, locale=locale, now=NOW) for line in lines]
    return sum(len(each) / JAPANESE_WORD if locale == "ja-JP" else len(each.split()) for each in said)


def before_the_news(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(takewhile(lambda line: not line.prompt.startswith("order_status."), lines))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_news_comes_within_eight_words_in_a_first_call_and_in_a_second(locale: str):
    counts = []
    states = [order(state, day) for state in (*OrderStatus, *TrackingStatus) for day in (-1, 2)]
    for first in states:
        lines, call = told(first, locale, NOW - timedelta(days=1), {})
        for second in (first, replace(states[0], promises=())):
            again, _ = told(second, locale, NOW, memory_of(call))
            counts += [words(before_the_news(each), locale) for each in (lines, again)]
    assert median(counts) <= MOST
    assert max(counts) <= MOST


def test_the_measure_sees_a_sentence_before_the_news():
    lines, _ = told(order(TrackingStatus.IN_TRANSIT, 2), "en-US", NOW, {})
    assert words(before_the_news((lines[0], Line("still_late"), *lines[1:])), "en-US") > MOST
