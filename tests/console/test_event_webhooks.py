"""Webhooks of events against a real receiver: signed, once for each event, tried for days, paused, sent again."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network

import pytest

from ivr.adapters.sql.event_webhooks.store import SqlEventWebhooks, paused_webhooks
from ivr.adapters.sql.event_webhooks.writer import DELIVERIES_KEPT, forget_event_deliveries
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.event_webhooks import EventSending
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests import desk as receiver
from tests.calls.conftest import ALICE
from tests.console.conftest import Browser
from tests.desk import Desk, desk_server
from tests.shop import Shop

ACTOR = Actor("ada", "console")
SECRET = re.compile(r"<code>(whsec_[^<]+)</code>")


@pytest.fixture
def there() -> Iterator[Desk]:
    with desk_server() as desk:
        yield desk


@pytest.fixture
def webhooks(stores: Stores, shop: Shop) -> SqlEventWebhooks:
    return SqlEventWebhooks(stores.engine, shop.now, b"a-secret-for-tests")


@pytest.fixture
def sending(webhooks: SqlEventWebhooks, stores: Stores, shop: Shop, settings: Settings) -> EventSending:
    private = settings.model_copy(update={"requests_networks": (ip_network("127.0.0.0/8"),)})
    return EventSending(webhooks, stores.engine, private, shop.now)


@pytest.fixture
def called(webhooks: SqlEventWebhooks, there: Desk, phone: Phone, stores: Stores, monkeypatch) -> str:
    """A webhook that is still to be told of a call; its id."""
    name, secret = webhooks.make(there.url, ["call.began", "call.ended"], actor=ACTOR)
    monkeypatch.setattr(receiver, "KEY", b64decode(secret.removeprefix("whsec_")))
    phone.dials().hangs_up()
    drain(stores.redis, stores.engine)
    return name


def test_a_webhook_is_told_once_of_what_it_wants_signed_and_without_numbers(called, there, sending, phone, stores):
    assert sending.run() == {"sent": 2, "put_off": 0, "given_up": 0}
    assert sending.run() == {"sent": 0, "put_off": 0, "given_up": 0}
    assert sorted(each["type"] for each in there.taken.values()) == ["call.began", "call.ended"]
    assert {each["data"]["call"] for each in there.taken.values()} == {phone.call_sid}
    assert there.forged == 0
    assert ALICE not in json.dumps(there.taken)


def test_a_new_secret_signs_beside_the_old_one_for_a_day(called, there, sending, webhooks, clock, phone, stores):
    webhooks.rotate(called, actor=ACTOR)
    sending.run()
    assert there.forged == 0
    clock.advance(seconds=86_401)
    phone.dials().hangs_up()
    drain(stores.redis, stores.engine)
    sending.run()
    assert there.forged == 2


def test_one_that_is_down_is_tried_for_three_days_then_paused_and_resumed(called, there, sending, webhooks, clock):
    there.answers = [(500, {})] * 200
    while webhooks.get(called).state == "on":
        sending.run()
        clock.advance(seconds=3700)
    assert timedelta(days=3) <= clock.now() - webhooks.get(called).made_at < timedelta(days=3, hours=3)
    assert "three days" in webhooks.get(called).trouble
    assert list(paused_webhooks(sending.engine).values()) == [
        f"{there.url} is told nothing: {webhooks.get(called).trouble}"
    ]
    there.answers.clear()
    webhooks.resume(called, actor=ACTOR)
    sending.run()
    assert webhooks.get(called).state == "on"


def test_one_that_wants_no_more_is_paused_and_holds_up_no_other(called, there, sending, webhooks, phone, stores):
    with desk_server() as other:
        webhooks.make(other.url, ["call.ended"], actor=ACTOR)
        phone.dials().hangs_up()
        drain(stores.redis, stores.engine)
        there.answers = [(410, {})]
        sending.run()
        assert len(other.taken) == 1
    assert webhooks.get(called).state == "paused"


def test_an_address_in_a_private_network_is_not_reached(called, there, sending, settings):
    closed = EventSending(sending.webhooks, sending.engine, settings, sending.clock)
    assert closed.run()["sent"] == 0
    assert there.tries == []
    assert "not allowed" in sending.webhooks.deliveries(called)[0].error + sending.webhooks.deliveries(called)[1].error


def test_what_was_told_is_kept_for_a_week(called, sending, clock):
    assert forget_event_deliveries(sending.engine, clock.now() + DELIVERIES_KEPT - timedelta(minutes=1)) == 0
    assert forget_event_deliveries(sending.engine, clock.now() + DELIVERIES_KEPT + timedelta(minutes=1)) == 2


def test_an_admin_makes_a_webhook_sees_what_was_sent_and_sends_it_again(ada: Browser, there, sending, phone, stores):
    ada.opens("/webhooks").sends("/webhooks", url=there.url, kinds=["call.ended"]).shows("shown this once")
    assert SECRET.search(ada.page)
    phone.dials().hangs_up()
    drain(stores.redis, stores.engine)
    sending.run()
    path = f"/webhooks/{sending.webhooks.all()[0].id}"
    ada.opens(path).shows("call.ended", "sent", "200")
    delivery = sending.webhooks.deliveries(path[10:])[0].id
    ada.sends(path, act="replay", delivery=delivery).shows("sent again within seconds")
    sending.run()
    assert there.tries == [delivery] * 2
    ada.sends(path, act="rotate").shows("The new secret", "The old secret signs until")
    ada.opens(path).sends(path, act="remove").shows("The webhook is removed.", "No webhooks yet.")
    ada.opens("/audit?action=webhook").shows("a new secret")


@pytest.mark.parametrize(
    ("url", "kinds", "words"),
    [
        ("example.com", ["call.ended"], "Write the address as https"),
        ("https://ada:secret@example.com/", ["call.ended"], "no name and password"),
        ("https://example.com/", [], "at least one kind"),
    ],
)
def test_a_webhook_that_cannot_work_is_not_made(ada: Browser, url, kinds, words):
    assert ada.opens("/webhooks").sends("/webhooks", url=url, kinds=kinds).shows(words).status == 422
    assert ada.opens("/webhooks/none").status == 404
