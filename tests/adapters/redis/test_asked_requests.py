"""A caller's memory of requests, from the turn that makes one until somebody settles it."""

from datetime import timedelta

import pytest

from ivr.adapters.redis.asked_requests import AskedRequests
from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import commands
from ivr.calls.turn_outcome import Asked
from ivr.flows.earlier_requests import asked_for
from ivr.orders.order_numbers import order_key
from ivr.orders.phone_numbers import hashed
from ivr.reporting.requests import RequestRecord
from tests.requests_made import NOW, asked

KEY = b"key"


def settled(**values) -> RequestRecord:
    event = asked(**values)
    (made,) = event.requests
    told = {"id": made.id, "call_sid": "CA1", "kind": made.kind, "order_number": made.order, "shop": made.shop}
    who = {"caller": made.caller, "caller_key": "c0ffee", "language": "en-US", "line": made.line, "level": 2}
    state = {"asked_at": NOW, "state": "done", "taken_by": "ada", "changed_at": NOW, "revision": 1, "note": ""}
    return RequestRecord(**told, **who, **state, answers={}, again=())


@pytest.mark.parametrize("made", [{}, {"shop": "north"}, {"order": "", "kind": "call_back_at"}])
def test_a_settled_request_may_be_made_again(store, made):
    done = settled(**made)
    order = hashed(order_key(done.shop, done.order_number), KEY) if done.order_number else ""
    both = (asked_for(done.kind, order), asked_for("claim", "another"))
    for command in commands([Asked("c0ffee", both, NOW)]):
        store.execute_command(*command)
    AskedRequests(store, KEY).forget(done)
    assert store.hgetall(keys.asked("c0ffee")) == {"claim:another": NOW.isoformat()}
    assert store.ttl(keys.asked("c0ffee")) == timedelta(days=30).total_seconds()


def test_without_redis_nothing_is_raised():
    AskedRequests(connect("redis://127.0.0.1:1", 0.1), KEY).forget(settled())
