"""Everything of one person is erased, here and at Twilio, and nothing of anybody else."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.redis.event_stream import EVENTS, FIELD, REFUSED, pack
from ivr.adapters.redis.last_known_orders import LastKnownOrders
from ivr.adapters.redis.sessions import keys
from ivr.adapters.sql.database import metadata
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.privacy.tables import privacy_requests
from ivr.adapters.sql.records import outbox
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import calls
from ivr.adapters.twilio.person_data import TwilioPersonData
from ivr.adapters.twilio.rest import Rest
from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.app.privacy import PersonalData, counts_of
from ivr.emulator import Phone, Switchboard
from ivr.emulator.rest import RestFault, RestFaults
from ivr.flows.earlier_requests import asked_for
from ivr.orders.model import Shipment, TrackingStatus
from ivr.orders.news import OrderNews, ParcelNews, PrivacyRequest
from ivr.orders.order_source import KnownOrders
from ivr.orders.personal_data import SharedNumber, Unidentified
from ivr.orders.phone_numbers import hashed
from ivr.orders.sources.field_parsers import email_hash
from ivr.orders.sources.shopify.webhooks import signature
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.adapters.sql.orders.erasing import erase_orders
from tests.calls.conftest import ALICE, LINE
from tests.calls.stored_words import words_in_redis, words_in_sql
from tests.emulated_rest import rest_at, rest_served
from tests.requests_made import asked
from tests.shop import Shop

BOB = "+14155550111"
STRANGER = "+14155550122"
MAIL = "alice@example.com"
NUMBER, TRACKING, SOURCE_ID = "NW-70011", "1Z999AA10123459999", "880011"
KEY = b"a-secret-for-tests"


@pytest.fixture(autouse=True)
def copies_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread would write them in a quarter of a second of real time: later than runs on a clock that is moved."""

    def keep(self: LastKnownOrders, known: KnownOrders) -> None:
        self._fresh.append(known)
        self.write()

    monkeypatch.setattr(LastKnownOrders, "keep", keep)


@pytest.fixture
def faults() -> RestFaults:
    return RestFaults()


@pytest.fixture
def rest(switchboard: Switchboard, faults: RestFaults) -> Iterator[Rest]:
    """Twilio's REST API."""
    with rest_served(switchboard, faults) as host:
        yield rest_at(host, switchboard, sender=LINE)


@pytest.fixture
def data(settings: Settings, stores: Stores, shop: Shop, rest: Rest) -> PersonalData:
    """The subject of these tests."""
    return PersonalData(stores.engine, stores.redis, shop.now, KEY, settings.country, TwilioPersonData(rest))


@pytest.fixture
def past(switchboard: Switchboard, shop: Shop, stores: Stores, phone: Phone, rest: Rest) -> None:
    """A past of Alice's that has left something everywhere, and one of Bob's."""
    parcel = shop.parcel("in_transit", window="14:00-18:00", tracking_number=TRACKING, day=1)
    order = shop.has_order(
        number=NUMBER, customer=email_hash(MAIL, KEY), items=("Blue lamp",), status="shipped", shipments=(parcel,)
    )
    of_shop = replace(order, source_id=SOURCE_ID)
    seen = Shipment("p", TrackingStatus.OUT_FOR_DELIVERY, tracking_number=TRACKING, last_scan_at=shop.now())
    NewsWriter(stores.engine, shop.now).apply(
        [OrderNews("northwind", of_shop, shop.now()), ParcelNews("tracker", seen, shop.now())]
    )
    shop.has_order(phone=BOB, number="NW-70012", status="delivered")
    shop.has_order(phone="", phones=(), number="NW-70013", customer=order.customer, status="processing")

    phone.dials().presses("1").hears("on its way").hangs_up()
    Phone(switchboard, number=ALICE, to=LINE).dials().presses("0").presses("2").says("Please call me").presses("#")
    waiting = Phone(switchboard, number=ALICE, to=LINE).dials().presses("0")
    waiting.hears("press 1").presses("1").hears("ending in").presses("1").is_hung_up()
    Phone(switchboard, number=STRANGER, to=LINE).dials().presses("1").presses("70011#").presses("10001#").hangs_up()
    claim = asked("CA-claim", kind="claim", order=NUMBER, key=hashed(ALICE, KEY), answers={"lost": "Blue lamp"})
    stores.redis.xadd(EVENTS, {FIELD: pack(claim)})
    stores.redis.hset(keys.asked(hashed(ALICE, KEY)), asked_for("claim", hashed(NUMBER, KEY)), shop.now().isoformat())
    drain(stores.redis, stores.engine)
    outbox.deliver(stores.engine, rest.send_text, shop.now)
    Phone(switchboard, number=BOB, to=LINE).dials().hangs_up()
    stores.redis.xadd(REFUSED, {FIELD: f'{{"to": "{ALICE}"}}', "cause": "ValueError"})


def left_of_alice(stores: Stores) -> set[str]:
    """The tables and keys that still have anything of Alice's."""
    marks = ("4155550100", "415) 555-0100", MAIL, "70011", "70013", TRACKING, SOURCE_ID, "Blue lamp")
    hashes = (hashed(ALICE, KEY), email_hash(MAIL, KEY), hashed(NUMBER, KEY), hashed("6970011", KEY))
    found = [*words_in_sql(stores), *words_in_redis(stores.redis)]
    return {place for place, words in found if any(mark in words for mark in (*marks, *hashes))}


def runs(data: PersonalData, name: str, shop: Shop) -> None:
    """The job of the next minutes."""
    for _ in range(4):
        shop.clock.advance(seconds=61)
        if name in data.requests.open("erase"):
            data.run(name)


def test_nothing_of_a_person_is_left_anywhere(data: PersonalData, past, stores: Stores, switchboard: Switchboard, shop):
    assert len(left_of_alice(stores)) > 15
    name = data.requests.add("erase", data.person(["(415) 555-0100"], [MAIL], []), asked_by="ada")
    data.run(name)
    assert left_of_alice(stores) == set()
    runs(data, name, shop)
    assert left_of_alice(stores) == set()
    (record,) = data.requests.all()
    assert (record.done_at is not None, record.means, record.trouble) == (True, "1 telephone, 1 e-mail address", "")
    assert record.counts.keys() >= {"orders", "calls", "turns", "messages", "callbacks", "order_reports"}
    assert record.counts["requests"] == record.counts["request_deliveries"] == 1
    assert (record.counts["twilio messages"], record.counts["twilio recordings"]) == (1, 1)
    with stores.engine.connect() as connection:
        assert connection.scalars(select(privacy_requests.c.sealed)).all() == [""]
    assert switchboard.messages.to(ALICE) == []
    assert not switchboard.recordings.kept
    assert {leg.call.from_ for leg in switchboard.legs.values()} == {BOB, STRANGER}


def test_others_keep_all_of_theirs(data: PersonalData, past, stores: Stores, shop: Shop, switchboard: Switchboard):
    data.run(data.requests.add("erase", data.person([ALICE], [], []), asked_by="ada"))
    index = OrderIndex(stores.engine, stores.reader)
    assert [order.number for order in index.by_phone(BOB).orders] == ["NW-70012"]
    with stores.engine.connect() as connection:
        assert hashed(BOB, KEY) in connection.scalars(select(calls.c.caller_key)).all()
    Phone(switchboard, number=BOB, to=LINE).dials().hears("delivered")


def test_by_an_order_the_same_is_found(data: PersonalData, past, stores: Stores):
    by_order = data.find(data.person([], [], [NUMBER])).traces
    assert (by_order.keys, by_order.phones) == ((NUMBER,), (ALICE,))
    assert data.find(data.person([ALICE], [], [])).traces.keys == (NUMBER, "NW-70013")


def test_an_export_has_what_an_erasure_deletes(data: PersonalData, past, stores: Stores):
    who = data.person([ALICE], [MAIL], [])
    found = data.export(who)
    counts = counts_of(orjson.loads(orjson.dumps(found)))
    run = data.run(data.requests.add("erase", who, asked_by="ada"))
    tables = set(metadata.tables)
    assert {name: counts[name] for name in tables & counts.keys()} == {
        name: run.counts[name] for name in tables & run.counts.keys()
    }
    assert found["database"]["orders"][0]["document"]["items"] == ["Blue lamp"]


def test_twilio_that_does_not_answer_is_asked_again(
    data: PersonalData, past, faults: RestFaults, switchboard: Switchboard, shop: Shop
):
    name = data.requests.add("erase", data.person([ALICE], [], []), asked_by="ada")
    faults.add(RestFault(500))
    assert data.run(name).left.startswith("Twilio: HTTP 500")
    assert switchboard.messages.to(ALICE)
    assert data.requests.open("erase") == [name]
    runs(data, name, shop)
    assert data.requests.open("erase") == []
    assert switchboard.messages.to(ALICE) == []


def test_a_call_under_way_is_erased_once_it_has_ended(data: PersonalData, phone: Phone, stores: Stores, shop: Shop):
    shop.has_order(number=NUMBER)
    phone.dials()
    name = data.requests.add("erase", data.person([ALICE], [], []), asked_by="ada")
    assert data.run(name).left == "calls are under way"
    phone.presses("2").hangs_up()
    runs(data, name, shop)
    assert (data.requests.open("erase"), left_of_alice(stores)) == ([], set())


def test_of_a_shared_telephone_only_the_named_customers_orders_go(data: PersonalData, stores: Stores, shop: Shop):
    shop.has_order(number="1", customer=email_hash(MAIL, KEY))
    shop.has_order(number="2", customer="his")
    with pytest.raises(SharedNumber):
        data.find(data.person([ALICE], [], []))
    name = data.requests.add("erase", data.person([ALICE], [MAIL], []), asked_by="ada")
    data.run(name)
    runs(data, name, shop)
    index = OrderIndex(stores.engine, stores.reader)
    assert [order.number for order in index.by_phone(ALICE).orders] == ["2"]


def test_a_run_that_was_cut_off_goes_on_with_what_it_had_found(data: PersonalData, stores: Stores, shop: Shop):
    shop.has_order(number="1", customer=email_hash(MAIL, KEY))
    shop.has_order(number="2", customer="his")
    name = data.requests.add("erase", data.person([ALICE], [MAIL], []), asked_by="ada")
    request = data.requests.get(name)
    data.requests.note_found(request, data.find(request.person))
    erase_orders(stores.engine, email_hash(MAIL, KEY))
    runs(data, name, shop)
    assert [order.number for order in OrderIndex(stores.engine, stores.reader).by_phone(ALICE).orders] == ["2"]


def test_a_platform_has_a_customer_erased(data: PersonalData, past, stores: Stores, shop: Shop):
    asked: dict[str, Any] = {"phones": ("not a number",), "emails": (MAIL,), "source_ids": (SOURCE_ID,)}
    data.handle(PrivacyRequest("northwind", erase=True, at=shop.now(), **asked))
    (name,) = data.requests.open("erase")
    data.run(name)
    keys = {order.number for order in OrderIndex(stores.engine, stores.reader).by_phone(ALICE).orders}
    assert keys == set()
    assert OrderIndex(stores.engine, stores.reader).by_identity("NW-70013") is not None, "it is of another source"


def test_a_request_without_a_readable_value_means_nobody(data: PersonalData, past, stores: Stores, shop: Shop):
    data.handle(PrivacyRequest("northwind", erase=True, at=shop.now(), phones=("not a number",)))
    (name,) = data.requests.open("erase")
    assert not data.run(name).counts


def test_a_shop_that_goes_takes_its_orders_along(data: PersonalData, past, stores: Stores, shop: Shop):
    data.handle(PrivacyRequest("northwind", erase=True, at=shop.now()))
    (name,) = data.requests.open("erase")
    data.run(name)
    index = OrderIndex(stores.engine, stores.reader)
    assert [index.by_identity(key) is None for key in (NUMBER, "NW-70012")] == [True, False]
    runs(data, name, shop)
    assert data.requests.open("erase") == []


def test_a_customer_who_asks_a_platform_for_their_data_waits_for_an_export(data: PersonalData, past, shop: Shop):
    data.handle(PrivacyRequest("northwind", erase=False, at=shop.now(), emails=(MAIL,)))
    (name,) = data.requests.open("export")
    assert data.export(data.requests.get(name).person)["database"]["orders"]


@pytest.mark.parametrize(("phones", "emails"), [(["12"], []), ([], ["alice"])])
def test_what_cannot_be_read_is_refused(data: PersonalData, phones: list[str], emails: list[str]):
    with pytest.raises(Unidentified):
        data.person(phones, emails, [])


def test_shopify_has_a_customer_erased(
    data: PersonalData, past, app: Flask, settings: Settings, stores: Stores, shop: Shop
):
    intake = NewsIntake.of(settings, stores, shop.now)
    secrets = {"client_id": "id", "client_secret": "shpss", "webhook_secret": "shpss"}
    source = Source("northwind", "shopify", address="northwind.myshopify.com", secrets=secrets)
    intake.sources.add(source, actor=Actor("ada", "cli"))
    customer = {"email": MAIL, "phone": "(415) 555-0100"}
    body = orjson.dumps({"customer": customer, "orders_to_redact": [int(SOURCE_ID)]})
    signed = {
        "X-Shopify-Topic": "customers/redact",
        "X-Shopify-Triggered-At": shop.now().isoformat(),
        "X-Shopify-Webhook-Id": "1",
        "X-Shopify-Hmac-Sha256": signature(body, "shpss").decode(),
    }
    assert app.test_client().post("/webhooks/northwind", data=body, headers=signed).status_code == 200
    assert intake.consume(lambda: True).applied == 1
    (name,) = data.requests.open("erase")
    data.run(name)
    assert OrderIndex(stores.engine, stores.reader).by_phone(ALICE).orders == ()
    assert "wismo:news" not in left_of_alice(stores)
