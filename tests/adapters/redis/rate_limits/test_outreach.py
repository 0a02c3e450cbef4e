"""Texts and callbacks are granted within limits, on a real Redis, with any number of concurrent requests."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.rate_limits.outreach import OwnTelephones, RedisOutreach
from ivr.calls.callbacks import NewestCallback
from ivr.flows.outreach import LIMITS, Grant

KEY = b"a-secret-for-tests"
VICTIM, CALLER = "+14155550188", "+14155550100"


def outreach(store: redis.Redis, newest: NewestCallback | None = None, told: list[tuple[str, str]] | None = None):
    def refused(what: str, why: str) -> None:
        if told is not None:
            told.append((what, why))

    return RedisOutreach(store, KEY, newest=lambda _number: newest, refused=refused)


def test_sixty_callers_at_once_get_one_callback_for_a_number(redis_server: EmbeddedRedis, store: redis.Redis) -> None:
    with connect(redis_server.url, 5.0) as client, ThreadPoolExecutor(20) as many:
        asked = outreach(client)
        grants = many.map(
            lambda place: asked.call_back(call=f"CA{place}", number=VICTIM, caller=f"+1415555{1000 + place}"), range(60)
        )
        assert Counter(grants) == {Grant.GRANTED: 1, Grant.BEFORE: 59}


def test_a_hundred_calls_at_once_get_three_texts_of_an_order(redis_server: EmbeddedRedis, store: redis.Redis) -> None:
    with connect(redis_server.url, 5.0) as client, ThreadPoolExecutor(20) as many:
        asked = outreach(client)
        grants = many.map(lambda place: asked.text(call=f"CA{place}", order="0rder", number=VICTIM), range(100))
        assert Counter(grants) == {Grant.GRANTED: LIMITS.texts_order, Grant.BEFORE: 100 - LIMITS.texts_order}


def test_a_webhook_that_comes_again_gets_the_same_answer_and_counts_once(store: redis.Redis) -> None:
    asked = outreach(store)
    for _ in range(9):
        assert asked.text(call="CA1", order="0rder", number=VICTIM) is Grant.GRANTED
        assert asked.call_back(call="CA1", number=VICTIM, caller=CALLER) is Grant.GRANTED
    assert {store.get(key) for key in store.keys("wismo:texts:*") + store.keys("wismo:callbacks:*")} == {"1"}


@pytest.mark.parametrize("again", ["+5491123456789", "+541123456789", "+54 9 11 2345-6789"])
def test_a_telephone_is_the_same_however_its_number_is_spelled(store: redis.Redis, again: str) -> None:
    asked = outreach(store)
    asked.call_back(call="CA1", number="+5491123456789", caller=CALLER)
    assert asked.call_back(call="CA2", number=again, caller="") is Grant.BEFORE


def test_a_callback_that_is_settled_makes_room_and_an_open_one_does_not(store: redis.Redis) -> None:
    outreach(store).call_back(call="CA1", number=VICTIM, caller=CALLER)
    still_open, settled = NewestCallback("CA1", is_open=True), NewestCallback("CA1", is_open=False)
    assert outreach(store, still_open).call_back(call="CA2", number=VICTIM, caller=CALLER) is Grant.BEFORE
    assert outreach(store, settled).call_back(call="CA2", number=VICTIM, caller=CALLER) is Grant.GRANTED
    assert outreach(store, settled).call_back(call="CA3", number=VICTIM, caller=CALLER) is Grant.BEFORE


def test_who_is_called_back_and_finds_nobody_may_ask_again(store: redis.Redis) -> None:
    outreach(store).call_back(call="CA1", number=VICTIM, caller=CALLER)
    asked = outreach(store, NewestCallback("CA1", is_open=True))
    assert asked.call_back(call="CA2", number=VICTIM, caller=VICTIM, replaces="CA1") is Grant.GRANTED


def test_nothing_goes_to_a_telephone_of_our_own(store: redis.Redis) -> None:
    OwnTelephones(store, KEY).add(VICTIM)
    assert outreach(store).call_back(call="CA1", number=VICTIM, caller=CALLER) is Grant.OURS
    assert outreach(store).text(call="CA1", order="0rder", number=VICTIM) is Grant.OURS


def test_what_cannot_be_counted_is_granted_for_whoever_carries_it_out_counts_again() -> None:
    away = connect("unix:///nowhere/redis.sock", 0.1)
    assert outreach(away).text(call="CA1", order="0rder", number=VICTIM) is Grant.GRANTED
    assert outreach(away).call_back(call="CA1", number=VICTIM, caller=CALLER) is Grant.GRANTED
    OwnTelephones(away, KEY).add(VICTIM)


def test_each_refusal_is_told_and_nothing_in_redis_names_anybody(store: redis.Redis) -> None:
    told: list[tuple[str, str]] = []
    asked = outreach(store, told=told)
    for place in range(5):
        asked.call_back(call=f"CA{place}", number=f"+1415555010{place}", caller=CALLER)
    assert told == [("callback", "too_many")] * 2
    assert not [key for key in store.keys("*") if "5550" in key]
    assert all(0 < store.ttl(key) <= 86_400 for key in store.keys("*"))
