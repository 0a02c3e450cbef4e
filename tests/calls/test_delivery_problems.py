"""Rules on late, missing and damaged deliveries are reached by live calls: by the order, by words and by keys."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import decisions
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.reporting.audit import Actor
from routing.document import DEFAULT, of_json, read_file
from tests.calls.conftest import LINE
from tests.shop import Shop

PROBLEMS = ("late", "missing", "damaged")


def desk(name: str) -> dict[str, object]:
    return {"name": name, "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": name}}


@pytest.fixture(autouse=True)
def routed(stores: Stores, clock: VirtualClock, shop: Shop) -> None:
    """A desk for each problem, by rules on the issue."""
    store = RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))
    rules = [{"name": name, "when": {"issue": [name]}, "send": name} for name in PROBLEMS]
    document = {
        "brand": "Northwind",
        "numbers": {LINE: {"language": "en-US"}},
        "queues": {name: desk(name) for name in (*PROBLEMS, "care")},
        "rules": rules,
        "default": "care",
    }
    store.publish(of_json(document), actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()


@pytest.mark.parametrize(
    ("problem", "parcel"),
    [
        ("late", {"status": "in_transit", "day": -2}),
        ("late", {"status": "out_for_delivery", "window": "07:00-09:00"}),
        ("late", {"status": "delayed", "day": 2}),
        ("missing", {"status": "exception", "reason": "lost"}),
        ("damaged", {"status": "exception", "reason": "damaged"}),
    ],
)
def test_the_order_says_what_is_wrong(phone: Phone, shop: Shop, problem: str, parcel: dict[str, object]):
    shop.has_order(status="shipped", shipments=(shop.parcel(**parcel),))
    phone.dials().presses("0").is_in_queue(problem)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("late", "my delivery is late"),
        ("missing", "it says delivered but I do not have it"),
        ("damaged", "it arrived broken"),
    ],
)
def test_a_caller_says_what_is_wrong(phone: Phone, shop: Shop, problem: str, words: str):
    phone.dials().presses("5").says(words).is_in_queue(problem)


def test_a_known_caller_says_after_the_news_that_it_arrived_broken(phone: Phone, shop: Shop):
    shop.has_order(status="shipped", shipments=(shop.parcel("delivered", delivered=0),))
    phone.dials().hears("delivered today").says("it arrived broken").is_in_queue("damaged")


def test_what_a_caller_misses_though_it_was_delivered_is_missing_not_late(phone: Phone, shop: Shop):
    shop.has_order(status="shipped", shipments=(shop.parcel("delivered", delivered=0),))
    phone.dials().says("my delivery is late").hears("Is it there?").presses("0").is_in_queue("missing")


def test_what_never_came_though_it_is_known_to_be_late_is_late(phone: Phone, shop: Shop):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().says("my package never came").is_in_queue("late")


@pytest.mark.parametrize(("key", "queue"), [("1", "late"), ("2", "missing"), ("3", "damaged"), ("4", "care")])
def test_a_caller_keys_what_is_wrong(phone: Phone, shop: Shop, key: str, queue: str):
    phone.dials().presses("5").waits().waits().hears("use the keys").presses("1").presses("2")
    phone.hears("1 if it's late").presses(key).is_in_queue(queue)


def test_a_caller_who_says_only_that_something_is_wrong_is_asked_what(phone: Phone, shop: Shop):
    phone.dials().presses("5").says("I have a problem with my delivery").hears("3 if it's damaged")
    phone.says("it came in pieces").is_in_queue("damaged")


def test_whose_order_is_late_is_not_asked(phone: Phone, shop: Shop):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().says("I have a problem with my delivery").is_in_queue("late")


def test_a_late_order_stays_late_when_its_caller_asks_where_it_is(phone: Phone, shop: Shop):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().says("where is my order").hears("running late").presses("0").is_in_queue("late")


def test_who_has_a_late_order_and_wants_a_refund_calls_about_the_refund(phone: Phone, shop: Shop):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().says("where is my refund").says("a person please").is_in_queue("care")


def test_whoever_answers_and_the_record_are_told_the_same(phone: Phone, shop: Shop, stores: Stores):
    phone.dials().presses("5").says("it arrived broken").is_in_queue("damaged")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        caller = connection.scalar(select(decisions.c.decision))["caller"]
    assert (caller["issue"], caller["problem"]) == ("delivery_problem", "damaged")


def test_what_is_wrong_is_known_where_the_session_is_lost(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(status="in_transit", day=-2)
    phone.dials()
    stores.redis.flushdb()
    phone.presses("0").is_in_queue("late")


def test_a_yes_to_a_person_leads_to_the_right_ones_where_the_session_is_lost(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().hears("Shall we connect you now?")
    stores.redis.flushdb()
    phone.presses("1").is_in_queue("late")


def test_a_request_whose_order_is_lost_with_the_session_is_left_to_people(phone: Phone, shop: Shop, stores: Stores):
    silent = shop.parcel("in_transit", last_scan_at=shop.now() - timedelta(days=9))
    shop.has_order(status="shipped", shipments=(silent,))
    phone.dials().hears("look into it with the carrier")
    stores.redis.flushdb()
    phone.presses("1").hears("connecting you with a person").is_in_queue("care")


def seen_by_the_rules(stores: Stores) -> dict[str, object]:
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return connection.scalar(select(decisions.c.decision))["caller"]


def test_the_rules_know_a_customer_who_has_not_chosen_an_order(phone: Phone, shop: Shop, stores: Stores):
    for _ in range(2):
        shop.has_order(day=2, tier="gold")
    phone.dials().hears("2 orders").presses("0")
    assert seen_by_the_rules(stores)["tier"] == "gold"


def test_the_rules_know_a_customer_who_has_no_order_under_way(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(status="shipped", shipments=(shop.parcel("delivered", delivered=-30),), tier="gold", placed=-40)
    phone.dials().hears("How can I help you").presses("0")
    assert seen_by_the_rules(stores)["tier"] == "gold"
