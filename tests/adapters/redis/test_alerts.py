"""Alerts stored in Redis, and posted to a real server that sometimes refuses them."""

import hmac
import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
import redis

from ivr.adapters.redis import alerts
from ivr.adapters.redis.alerts import AlertWebhook, load_alerts, post_due, save_alerts
from ivr.reporting.alerts import AlertState
from tests.adapters.twilio.standin import StandIn, Told, stand_in

RAISED = AlertState("long wait: care-en", "somebody waits for care-en, for 2 min 10 s now", is_on=True, since=1000.0)


@pytest.fixture
def receiver() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def webhook(receiver: StandIn) -> AlertWebhook:
    return AlertWebhook(receiver.url, "secret", alerts.post, clock=lambda: 1000.0)


def test_an_alert_is_posted_once_and_signed(store: redis.Redis, receiver: StandIn, webhook: AlertWebhook):
    receiver.answers.append(Told(204))
    save_alerts(store, {RAISED.name: RAISED}, [RAISED], post=True)
    assert post_due(store, webhook, 1001.0) == {"sent": 1, "failed": 0, "given_up": 0}
    assert post_due(store, webhook, 1006.0)["sent"] == 0
    (asked,) = receiver.asked
    told, at = json.loads(asked.body), asked.headers["X-Wismo-Timestamp"]
    assert (told["alert"], told["state"], told["words"]) == (RAISED.name, "raised", RAISED.words)
    wanted = hmac.digest(b"secret", f"{at}.{asked.body}".encode(), sha256).hex()
    assert asked.headers["X-Wismo-Signature"] == f"sha256={wanted}"


def test_one_that_is_refused_is_posted_again_later_and_later(
    store: redis.Redis, receiver: StandIn, webhook: AlertWebhook
):
    receiver.answers += [Told(503), Told(503), Told(204)]
    save_alerts(store, {}, [RAISED], post=True)
    at, tries = 1000.0, []
    while len(receiver.asked) < 3:
        outcome = post_due(store, webhook, at)
        tries += [at] * (outcome["failed"] + outcome["sent"])
        at += 1
    assert tries == [1000.0, 1005.0, 1015.0]
    assert store.hlen(alerts.OUTBOX) == 0


def test_one_that_nobody_takes_for_hours_is_given_up(store: redis.Redis):
    nobody = AlertWebhook("http://127.0.0.1:9/", "secret", alerts.post, clock=lambda: 1000.0)
    save_alerts(store, {}, [RAISED], post=True)
    assert post_due(store, nobody, 1000.0)["failed"] == 1
    assert post_due(store, nobody, 1001.0 + alerts.TRIED_FOR)["given_up"] == 1
    assert store.hlen(alerts.OUTBOX) == 0


def test_how_alerts_stand_is_kept_and_what_cannot_be_read_is_passed_over(store: redis.Redis):
    save_alerts(store, {RAISED.name: RAISED}, [], post=True)
    store.hset(alerts.ALERTS, "of another version", '{"x": 1}')
    assert load_alerts(store) == {RAISED.name: RAISED}
    save_alerts(store, {}, [], post=True)
    assert load_alerts(store) == {}


def test_two_do_not_judge_at_once(store: redis.Redis):
    with alerts.judging_lock(store) as first, alerts.judging_lock(store) as second:
        assert (first, second) == (True, False)
    with alerts.judging_lock(store) as again:
        assert again
