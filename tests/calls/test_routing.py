"""Routing as callers meet it: shares, closings, switches, new versions, and a reason for every call."""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.split_ledger import read_ledger
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import decisions
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Party, Phone, Switchboard, VirtualClock
from ivr.emulator.twiml.verbs import Number
from ivr.reporting.audit import Actor
from routing.document import DEFAULT, of_json, read_file
from routing.explanation import lines
from tests.calls.conftest import LINE
from tests.shop import Shop

ME = Actor("a test", "cli")
Publish = Callable[..., None]


@pytest.fixture
def store(stores: Stores, clock: VirtualClock) -> RoutingStore:
    return RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))


@pytest.fixture
def publish(store: RoutingStore, stores: Stores) -> Publish:
    """Puts a document in force, as `wismo routing publish` does."""

    def put(**fields: Any) -> None:
        document = {"brand": "Northwind", "numbers": {LINE: {"language": "en-US"}}, **fields}
        store.publish(of_json(document), actor=ME, note="")
        Announcements(stores.redis, store).tell()

    return put


def vendor(number: str) -> dict[str, Any]:
    return {
        "name": "A vendor",
        "kind": "outsourced",
        "vendor": "v",
        "languages": ["en-US"],
        "hand_off": {"dial": number},
        "closed": ["voicemail"],
    }


NUMBERS = {"a": "+13055550101", "b": "+13055550102", "c": "+13055550103"}
SPLIT = {
    "vendors": {"v": {"name": "V"}},
    "queues": {name: vendor(number) for name, number in NUMBERS.items()},
    "rules": [{"name": "Split", "split": {"a": 50, "b": 30, "c": 20}}],
    "default": "a",
}


def caller(switchboard: Switchboard, number: int) -> Phone:
    return Phone(switchboard, number=f"+1415555{number:04d}", to=LINE)


def taken_by(switchboard: Switchboard, calls: int, *, first: int = 1000) -> Counter[str]:
    """Place that many calls, one after another. Returns the number of calls by destination."""
    took: Counter[str] = Counter()
    for number in range(first, first + calls):
        phone = caller(switchboard, number).dials().presses("0")
        took[next(leg.call.to for leg in switchboard.legs.values() if leg.call.parent_sid == phone.call_sid)] += 1
        phone.hangs_up()
    return took


def rung(switchboard: Switchboard, queue: str) -> int:
    """How often the telephone of a queue rang."""
    return [leg.call.to for leg in switchboard.legs.values()].count(NUMBERS[queue])


def test_calls_are_shared_out_by_count(switchboard: Switchboard, shop: Shop, publish: Publish, stores: Stores, clock):
    publish(**SPLIT)
    assert taken_by(switchboard, 20) == {NUMBERS["a"]: 10, NUMBERS["b"]: 6, NUMBERS["c"]: 4}
    drain(stores.redis, stores.engine)
    month = ledger_of(stores.engine, shop.now()).month
    assert {queue: entry.assigned for (_, queue), entry in month.items()} == {"a": 10, "b": 6, "c": 4}


def test_each_call_has_its_reason(switchboard: Switchboard, shop: Shop, publish: Publish, stores: Stores):
    publish(**SPLIT)
    taken_by(switchboard, 1)
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        decision = connection.scalar(select(decisions.c.decision))
    assert (decision["queue"], decision["version"], decision["rules"]) == ("a", 1, [{"rule": "Split", "passed": True}])


def test_a_vendor_that_does_not_answer_is_left_alone_after_a_few_calls(
    switchboard: Switchboard, shop: Shop, publish: Publish
):
    publish(**SPLIT)
    switchboard.parties[NUMBERS["a"]] = Party("busy")
    numbers = itertools.count(1000)
    while rung(switchboard, "a") < 3:
        caller(switchboard, next(numbers)).dials().presses("0").hangs_up()
    caller(switchboard, next(numbers)).dials().presses("0").hangs_up()
    assert rung(switchboard, "a") == 3


def test_after_a_minute_one_call_tries_again(
    switchboard: Switchboard, shop: Shop, publish: Publish, clock: VirtualClock
):
    publish(**SPLIT)
    switchboard.parties[NUMBERS["a"]] = Party("busy")
    for number in range(1000, 1010):
        caller(switchboard, number).dials().presses("0").hangs_up()
    del switchboard.parties[NUMBERS["a"]]
    clock.advance(seconds=61)
    assert NUMBERS["a"] in taken_by(switchboard, 2, first=1100)


def test_several_telephones_ring_at_once_and_the_first_to_answer_takes_the_call(
    phone: Phone, switchboard: Switchboard, shop: Shop, publish: Publish
):
    ring = vendor("+1") | {"hand_off": {"ring": [NUMBERS["a"], NUMBERS["b"]]}}
    publish(vendors={"v": {"name": "V"}}, queues={"shop": ring}, default="shop")
    switchboard.parties[NUMBERS["a"]] = Party("busy")
    phone.dials().presses("0").is_connected_to(NUMBERS["b"])
    assert (rung(switchboard, "a"), rung(switchboard, "b")) == (1, 1)


def test_a_queue_may_be_a_recorder(phone: Phone, shop: Shop, publish: Publish):
    recorder = vendor("+1") | {"hand_off": {"voicemail": [NUMBERS["a"]]}}
    publish(vendors={"v": {"name": "V"}}, queues={"shop": recorder}, default="shop")
    phone.dials().presses("0").hears("after the tone")


CLOSED = {
    "hours": {"office": {"time_zone": "America/New_York", "open": {"mon-fri": "11:00-12:00"}}},
    "queues": {
        "care": {
            "name": "Care",
            "kind": "in_house",
            "languages": ["en-US"],
            "hours": "office",
            "hand_off": {"desk": "care"},
        }
    },
    "default": "care",
}


def test_a_caller_of_a_closed_desk_hears_when_it_opens_and_may_leave_a_message(phone: Phone, shop: Shop, publish):
    publish(**CLOSED)
    phone.dials().presses("0").hears("closed right now", "back today at 11 a.m.", "after the tone")


def test_nobody_is_promised_a_person_while_none_can_take_the_call(phone: Phone, shop: Shop, publish: Publish):
    publish(**CLOSED)
    shop.has_order(status="in_transit", day=-2)
    phone.dials().hears("running late", "nobody can take your call right now").does_not_hear("connect you now")
    phone.says("yes").hears("closed right now", "back today at 11 a.m.")


def test_a_holiday_is_said_to_be_one(phone: Phone, shop: Shop, publish: Publish, clock: VirtualClock):
    hours = {"office": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}, "holidays": "US"}}
    publish(**{**CLOSED, "hours": hours})
    clock.advance(seconds=2 * 24 * 3600)
    phone.dials().presses("0").hears("closed today for the holiday", "back tomorrow at 8 a.m.")


def test_the_reason_of_an_unusual_day_is_said(phone: Phone, shop: Shop, publish: Publish):
    exceptions = [{"date": "2026-11-24", "reason": "stocktaking"}]
    hours = {"office": {**CLOSED["hours"]["office"], "exceptions": exceptions}}
    publish(**{**CLOSED, "hours": hours})
    phone.dials().presses("0").hears("our hours are different: stocktaking")


SWITCHES = {
    "queues": {**CLOSED["queues"], "care": {**CLOSED["queues"]["care"], "hours": "always"}},
    "default": "care",
    "switches": {
        "storm": {
            "name": "Storm",
            "closes": True,
            "queues": ["care"],
            "message": {"en-US": "A storm has closed our office."},
        },
        "carrier": {"name": "Carrier", "message": {"en-US": "Parcels are a day late because of the strike."}},
    },
}


@pytest.fixture
def flip(store: RoutingStore, stores: Stores, clock: VirtualClock) -> Callable[[str, float | None], None]:
    def turn(name: str, minutes: float | None) -> None:
        until = clock.now() + timedelta(minutes=minutes) if minutes else None
        store.flip(name, until=until, actor=ME, why="tried")
        Announcements(stores.redis, store).tell()

    return turn


def test_a_switch_closes_a_queue_and_says_why(phone: Phone, shop: Shop, publish: Publish, flip):
    publish(**SWITCHES)
    flip("storm", 60)
    phone.dials().presses("0").hears("A storm has closed our office.", "after the tone")


def test_a_switch_ends_by_itself(phone: Phone, shop: Shop, publish: Publish, flip, clock: VirtualClock):
    publish(**SWITCHES)
    flip("storm", 60)
    clock.advance(seconds=61 * 60)
    phone.dials().presses("0").is_in_queue("care")


def test_a_switch_is_turned_off_by_hand(phone: Phone, shop: Shop, publish: Publish, flip):
    publish(**SWITCHES)
    flip("storm", 60)
    flip("storm", None)
    phone.dials().presses("0").is_in_queue("care")


def test_every_caller_hears_an_announcement_first(phone: Phone, shop: Shop, publish: Publish, flip):
    publish(**SWITCHES)
    flip("carrier", 60)
    phone.dials().hears("Parcels are a day late because of the strike.")


def test_a_new_version_holds_for_the_next_call_and_not_for_one_under_way(
    phone: Phone, switchboard: Switchboard, shop: Shop, publish: Publish
):
    publish(**SPLIT)
    phone.dials()
    publish(**SWITCHES)
    caller(switchboard, 1001).dials().presses("0").is_in_queue("care")
    phone.presses("0").is_connected_to(NUMBERS["a"])


def test_a_number_offers_the_languages_that_it_is_to_offer(phone: Phone, shop: Shop, publish: Publish):
    publish(**SWITCHES, numbers={LINE: {"language": "en-US", "languages": ["en-US"]}})
    phone.dials().does_not_hear("Para español")


def test_a_broken_version_is_never_in_force(phone: Phone, shop: Shop, publish: Publish, stores: Stores):
    publish(**SWITCHES)
    with stores.engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into routing_versions select 2, '{\"brand\": 1}', author, note, published_at from routing_versions"
        )
    stores.redis.set("wismo:routing", 2)
    phone.dials().presses("0").is_in_queue("care")


def test_redis_that_lost_all_is_told_what_is_in_force(phone: Phone, shop: Shop, publish: Publish, stores: Stores):
    publish(**SWITCHES)
    stores.redis.flushdb()
    phone.dials().presses("0").is_in_queue("care")


def test_two_callers_who_wait_too_long_go_where_somebody_is(switchboard: Switchboard, shop: Shop, publish: Publish):
    queues = {
        "care": {**SWITCHES["queues"]["care"], "overflow": [{"wait_over": 60, "to": "a"}]},
        "a": vendor(NUMBERS["a"]),
    }
    publish(vendors={"v": {"name": "V"}}, queues=queues, default="care")
    phone = caller(switchboard, 1001).dials().presses("0").is_in_queue("care")
    phone.waits(70).hears("another team can take your call sooner").is_connected_to(NUMBERS["a"])


def test_a_queue_that_is_gone_lets_its_callers_go_on(switchboard: Switchboard, shop: Shop, publish: Publish):
    publish(**SWITCHES)
    phone = caller(switchboard, 1001).dials().presses("0").is_in_queue("care")
    publish(**SPLIT)
    phone.waits(34).is_connected_to(NUMBERS["a"])


def test_a_thousand_calls_with_a_vendor_closed_for_part_of_them_come_within_a_point_of_what_is_owed(
    switchboard: Switchboard, shop: Shop, publish: Publish, flip, stores: Stores
):
    away = {"b-away": {"name": "B is away", "closes": True, "queues": ["b"], "minutes": 1}}
    publish(**SPLIT, switches=away)
    first = taken_by(switchboard, 350)
    flip("b-away", 60 * 24)
    without = taken_by(switchboard, 300, first=2000)
    flip("b-away", None)
    after = taken_by(switchboard, 350, first=3000)
    assert without[NUMBERS["b"]] == 0
    drain(stores.redis, stores.engine)
    entries = {queue: entry for (_, queue), entry in ledger_of(stores.engine, shop.now()).month.items()}
    assert sum(entry.assigned for entry in entries.values()) == 1000
    assert all(abs(entry.debt) <= 10 for entry in entries.values())
    assert (first + after)[NUMBERS["b"]] == entries["b"].assigned == pytest.approx(0.3 * 700 + 50, abs=10)
    with stores.engine.connect() as connection:
        reasons = connection.scalars(select(decisions.c.decision)).all()
    assert len(reasons) == 1000
    assert all(reason["queue"] and reason["rules"] for reason in reasons)


def test_who_finds_nobody_elsewhere_comes_back_to_the_place_they_had_and_stays(
    switchboard: Switchboard, shop: Shop, publish: Publish, stores: Stores
):
    queues = {
        "care": {**SWITCHES["queues"]["care"], "overflow": [{"wait_over": 60, "to": "a"}]},
        "a": vendor(NUMBERS["a"]),
    }
    publish(vendors={"v": {"name": "V"}}, queues=queues, default="care")
    switchboard.parties[NUMBERS["a"]] = Party("busy")
    phone = caller(switchboard, 1001).dials().presses("0").is_in_queue("care")
    place = stores.redis.zscore("wismo:line:care", phone.call_sid)
    phone.waits(90).hears("Nobody could take your call there").is_in_queue("care")
    phone.waits(300).is_in_queue("care")
    assert (rung(switchboard, "a"), stores.redis.zscore("wismo:line:care", phone.call_sid)) == (1, place)


def test_a_switch_that_closes_a_queue_tells_those_who_wait_there(phone: Phone, shop: Shop, publish: Publish, flip):
    publish(**SWITCHES)
    phone.dials().presses("0").is_in_queue("care")
    flip("storm", 60)
    phone.waits(34).hears("A storm has closed our office.", "after the tone")


def test_those_who_wait_when_the_desk_closes_are_served_for_ten_minutes_and_then_told(
    phone: Phone, shop: Shop, publish: Publish
):
    hours = {"office": {"time_zone": "America/New_York", "open": {"mon-fri": "09:00-10:05"}}}
    publish(**{**CLOSED, "hours": hours})
    phone.dials().presses("0").is_in_queue("care").waits(10 * 60).is_in_queue("care")
    phone.waits(6 * 60).hears("closed right now", "back tomorrow at 9 a.m.", "after the tone")


def test_a_caller_who_rings_again_comes_to_the_vendor_who_knows_them(
    switchboard: Switchboard, shop: Shop, publish: Publish
):
    publish(**SPLIT)
    taken_by(switchboard, 1)
    phone = caller(switchboard, 1900).dials().presses("0").is_connected_to(NUMBERS["b"])
    phone.hangs_up()
    taken_by(switchboard, 5, first=1100)
    caller(switchboard, 1900).dials().presses("0").is_connected_to(NUMBERS["b"])


def test_callers_who_ring_again_and_again_leave_the_shares_as_contracted(
    switchboard: Switchboard, shop: Shop, publish: Publish, stores: Stores, clock: VirtualClock
):
    publish(**{**SPLIT, "rules": [{"name": "Halves", "split": {"a": 50, "b": 50}}]})
    took = sum((taken_by(switchboard, 1) for _ in range(24)), Counter[str]())
    drain(stores.redis, stores.engine)
    counted = read_ledger(stores.redis, clock.now(), recorded=lambda now: ledger_of(stores.engine, now))
    assert max(took.values()) - min(took.values()) <= 2
    assert counted.month == ledger_of(stores.engine, clock.now()).month
    assert sum(entry.kept for entry in counted.month.values()) > 0
    assert "kept in a" in why(stores)


def why(stores: Stores) -> str:
    """The reasons of all decisions, in the words of `wismo routing explain`."""
    with stores.engine.connect() as connection:
        return "\n".join(line for each in connection.scalars(select(decisions.c.decision)) for line in lines(each))


def test_taskrouter_is_told_language_issue_and_priority(
    phone: Phone, switchboard: Switchboard, shop: Shop, publish: Publish
):
    tasks = vendor("+1") | {"hand_off": {"taskrouter": "WW" + "1" * 32}}
    rules = [{"name": "All", "send": "tasks", "priority": 7}]
    publish(vendors={"v": {"name": "V"}}, queues={"tasks": tasks}, rules=rules, default="tasks")
    phone.dials().says("I got charged twice on my credit card")
    (task,) = switchboard.tasks
    assert (task.attributes["language"], task.attributes["issue"], task.priority) == ("en-US", "payment", 7)
    switchboard.assign(task, Number(address=NUMBERS["a"]))
    phone.waits().is_connected_to(NUMBERS["a"])


def test_a_clock_that_goes_back_keeps_nobody_from_the_queue_or_in_it(
    switchboard: Switchboard, shop: Shop, publish: Publish, clock: VirtualClock
):
    queues = {
        "care": {**SWITCHES["queues"]["care"], "overflow": [{"wait_over": 60, "to": "a"}]},
        "a": vendor(NUMBERS["a"]),
    }
    publish(vendors={"v": {"name": "V"}}, queues=queues, default="care")
    phone = caller(switchboard, 1001).dials().presses("0").is_in_queue("care")
    clock.advance(seconds=-3600)
    caller(switchboard, 1002).dials().presses("0").is_in_queue("care").hangs_up()
    phone.waits(40).is_in_queue("care")
    clock.advance(seconds=3600)
    phone.waits(60).is_connected_to(NUMBERS["a"])


def test_a_language_that_the_line_does_not_know_is_answered_in_that_of_the_number(phone: Phone, shop: Shop):
    shop.has_order(language="xx-XX")
    phone.dials().hears("Hello").presses("0").is_in_queue("care-en")
