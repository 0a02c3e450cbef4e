"""Callbacks to queues that are dialled: the line calls the customer by Twilio's REST API, and connects the two."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql import callback_attempts
from ivr.adapters.sql import callbacks as store
from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import calls, decisions
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.rest import Rest, callback_dialer
from ivr.app.calling_out import calling_out
from ivr.app.parts import Stores, floor_now
from ivr.emulator import Party, Phone, Switchboard, VirtualClock
from ivr.emulator.leg_events import Keys
from ivr.emulator.phone import Unexpected
from ivr.emulator.rest import RestFault, RestFaults
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, of_json, read_file
from tests.calls.conftest import ALICE, LINE
from tests.emulated_rest import rest_served
from tests.shop import Shop

VENDOR = "+13055550101"
ROUTING: dict[str, Any] = {
    "brand": "Northwind",
    "numbers": {LINE: {"language": "en-US"}},
    "hours": {"office": {"time_zone": "America/New_York", "open": {"mon-fri": "11:00-20:00"}}},
    "vendors": {"v": {"name": "V"}},
    "queues": {
        "care": {
            "name": "Care",
            "kind": "outsourced",
            "vendor": "v",
            "languages": ["en-US"],
            "hours": "office",
            "hand_off": {"dial": VENDOR},
            "closed": ["callback", "voicemail"],
        }
    },
    "default": "care",
}
"""A vendor's telephone that is answered from eleven on. The tests begin at ten."""
HOUR = 3600
PRESSES_ONE = Party("answers", talks=20, inputs=(Keys("1"),))
Work = Callable[..., None]
Publish = Callable[[dict[str, Any]], None]


@pytest.fixture
def faults() -> RestFaults:
    return RestFaults()


@pytest.fixture
def rest(switchboard: Switchboard, faults: RestFaults, settings: Settings) -> Iterator[Rest]:
    """Twilio's own client, at the emulator."""
    with rest_served(switchboard, faults) as host:
        yield replace(Rest.from_settings(settings), api_url=f"http://{host}", sleep=lambda _: None)


@pytest.fixture(autouse=True)
def publish(stores: Stores, shop: Shop, clock: VirtualClock) -> Publish:
    routings = RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))

    def put(document: dict[str, Any]) -> None:
        routings.publish(of_json(document), actor=Actor("a test", "cli"), note="")
        Announcements(stores.redis, routings).tell()

    put(ROUTING)
    return put


@pytest.fixture
def work(stores: Stores, settings: Settings, switchboard: Switchboard, clock: VirtualClock, rest: Rest) -> Work:
    """The job that runs every ten seconds, some time later."""

    def run(*, after: float = 0) -> None:
        switchboard.schedule.pass_time(after)
        drain(stores.redis, stores.engine)
        floor = floor_now(settings, stores, clock.now)
        callback_attempts.settle_attempts(stores.engine, clock.now())
        callback_attempts.move_orphaned_callbacks(stores.engine, floor.routing.queues, floor.routing.default)
        store.enqueue_due(stores.engine, stores.redis, clock.now())
        calls_out = calling_out(settings, stores, floor, clock.now)
        replace(calls_out, ring=callback_dialer(rest, Addresses(settings.public_url))).run(clock.now())

    return run


def books(switchboard: Switchboard, number: str = ALICE) -> Phone:
    """A caller of a closed queue asks to be called back at the number they ring from."""
    phone = Phone(switchboard, number=number, to=LINE).dials().presses("0").hears("at 11 a.m.", "1 for a call from us")
    return phone.presses("1").hears("ending in").presses("1").hears("We'll call you back").is_hung_up()


def states(stores: Stores) -> list[str]:
    with stores.engine.connect() as connection:
        return list(connection.scalars(select(callbacks.c.state).order_by(callbacks.c.place)))


def rung(switchboard: Switchboard, number: str = ALICE) -> int:
    return [leg.call.to for leg in switchboard.legs.values()].count(number)


def test_a_customer_is_called_when_the_people_are_there_and_put_through(switchboard, shop: Shop, work: Work, stores):
    shop.has_order(number="1001")
    books(switchboard)
    work(after=10 * 60)
    assert rung(switchboard) == 0
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=HOUR)
    customer.is_ringing().answers().hears("Northwind, calling you back", "press 1").presses("1")
    customer.hears("connecting you").is_connected_to(VENDOR)
    work(after=1)
    assert states(stores) == ["done"]


def test_the_vendor_hears_the_story_of_the_first_call(switchboard: Switchboard, shop: Shop, work: Work):
    shop.has_order(number="1001")
    books(switchboard)
    vendor = Phone(switchboard, number=VENDOR).can_be_called()
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    customer.is_ringing().answers().presses("1")
    vendor.is_ringing().answers().hears("Northwind call", "1 0 0 1")


def test_the_call_has_its_reason_and_its_end_on_record(
    switchboard: Switchboard, shop: Shop, work: Work, stores: Stores
):
    books(switchboard)
    switchboard.parties[ALICE] = PRESSES_ONE
    work(after=2 * HOUR)
    switchboard.schedule.pass_time(120)
    work()
    with stores.engine.connect() as connection:
        decision = connection.scalars(select(decisions.c.decision).order_by(decisions.c.at.desc())).first()
        ends = connection.scalars(select(calls.c.disposition).order_by(calls.c.began_at)).all()
    assert (decision["queue"], decision["rule"], decision["caller"]["promised"]) == ("care", "callback", "care")
    assert ends == ["callback", "handed_off"]


def test_a_customer_is_rung_once_though_the_job_runs_again_and_again(switchboard, shop: Shop, work: Work, stores):
    books(switchboard)
    Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    for _ in range(3):
        work(after=5)
    assert (rung(switchboard), states(stores)) == (1, ["calling"])


@pytest.mark.parametrize("ending", ["busy", "no-answer", "failed"])
def test_one_who_is_not_reached_is_tried_three_times_in_all(switchboard, shop: Shop, work: Work, stores, ending: str):
    books(switchboard)
    switchboard.parties[ALICE] = Party(ending)
    work(after=2 * HOUR)
    switchboard.schedule.pass_time(60)
    work(after=60)
    assert (rung(switchboard), states(stores)) == (1, ["due"])
    for _ in range(4):
        work(after=16 * 60)
        switchboard.schedule.pass_time(60)
    assert (rung(switchboard), states(stores)) == (3, ["gave_up"])


def test_who_was_never_reached_is_no_call_on_record(switchboard: Switchboard, shop: Shop, work: Work, stores: Stores):
    books(switchboard)
    switchboard.parties[ALICE] = Party("busy")
    work(after=2 * HOUR)
    switchboard.schedule.pass_time(60)
    work()
    with stores.engine.connect() as connection:
        assert len(connection.execute(select(calls.c.sid)).all()) == 1


def test_an_answering_machine_that_says_press_one_is_not_the_customer(switchboard, shop: Shop, work: Work, stores):
    books(switchboard)
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    customer.is_ringing().answers()
    with pytest.raises(Unexpected, match="nothing listens to speech"):
        customer.says("press one to leave a message")
    customer.waits(60).is_hung_up()
    work()
    assert (states(stores), rung(switchboard, VENDOR)) == (["due"], 0)


def test_a_customer_may_cancel(switchboard: Switchboard, shop: Shop, work: Work, stores: Stores):
    books(switchboard)
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    customer.is_ringing().answers().presses("2").hears("Goodbye").is_hung_up()
    work()
    assert states(stores) == ["cancelled"]


def test_a_vendor_that_does_not_answer_is_told_truly_and_the_promise_stands(
    switchboard, shop: Shop, work: Work, stores
):
    books(switchboard)
    switchboard.parties[VENDOR] = Party("busy")
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    customer.is_ringing().answers().presses("1").hears("1 for a call from us when we're back").hangs_up()
    work()
    assert states(stores) == ["due"]


def test_twilio_asked_too_often_costs_no_attempt(switchboard, shop: Shop, work: Work, stores, faults: RestFaults):
    books(switchboard)
    Phone(switchboard, number=ALICE).can_be_called()
    faults.add(*[RestFault(429)] * 4)
    work(after=2 * HOUR)
    assert (rung(switchboard), states(stores)) == (0, ["due"])
    work(after=61)
    with stores.engine.connect() as connection:
        assert connection.scalar(select(callbacks.c.attempts)) == 1
    assert rung(switchboard) == 1


def test_a_call_that_may_have_been_placed_is_not_placed_again_at_once(
    switchboard, shop: Shop, work: Work, stores, faults
):
    books(switchboard)
    faults.add(RestFault(500))
    work(after=2 * HOUR)
    work(after=60)
    assert states(stores) == ["calling"]
    work(after=10 * 60)
    assert states(stores) == ["due"]


def test_a_number_that_may_no_more_be_called_is_given_up(switchboard, shop: Shop, work: Work, stores: Stores):
    books(switchboard)
    work()
    with stores.engine.begin() as connection:
        connection.execute(callbacks.update().values(number="+19005550100"))
    work(after=2 * HOUR)
    assert (rung(switchboard, "+19005550100"), states(stores)) == (0, ["gave_up"])


def test_a_talk_of_an_hour_is_not_taken_for_a_lost_call(
    switchboard: Switchboard, shop: Shop, work: Work, stores: Stores
):
    books(switchboard)
    switchboard.parties[VENDOR] = Party("answers", talks=HOUR)
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    customer.is_ringing().answers().presses("1").is_connected_to(VENDOR)
    for _ in range(6):
        work(after=9 * 60)
    assert (rung(switchboard), states(stores)) == (1, ["done"])


def test_a_queue_that_is_gone_leaves_its_callbacks_to_the_default(
    switchboard, shop: Shop, work, stores, publish: Publish
):
    books(switchboard)
    work()
    renamed = {"front": {**ROUTING["queues"]["care"], "hours": "always"}}
    publish({**ROUTING, "queues": renamed, "default": "front"})
    Phone(switchboard, number=ALICE).can_be_called()
    work(after=3 * 60)
    assert rung(switchboard) == 1


def test_without_the_database_a_customer_who_answers_still_comes_to_people(switchboard, shop, work, stores: Stores):
    books(switchboard)
    customer = Phone(switchboard, number=ALICE).can_be_called()
    work(after=2 * HOUR)
    with stores.engine.begin() as connection:
        connection.exec_driver_sql("alter table callbacks rename to gone")
    customer.is_ringing().answers().hears("calling you back").presses("1").is_connected_to(VENDOR)


def test_twelve_are_called_in_their_order_one_at_a_time(
    switchboard: Switchboard, shop: Shop, work: Work, stores: Stores
):
    numbers = [f"+1415555{1000 + place:04d}" for place in range(12)]
    for number in numbers:
        books(switchboard, number)
        switchboard.parties[number] = PRESSES_ONE
    work(after=HOUR)
    while set(states(stores)) != {"done"}:
        ringing_now = [leg for leg in switchboard.legs.values() if leg.call.direction == "outbound-api"]
        assert sum(leg.call.status in ("queued", "ringing") for leg in ringing_now) <= 1
        work(after=10)
    assert [leg.call.to for leg in switchboard.legs.values() if leg.call.direction == "outbound-api"] == numbers


def test_who_asks_twice_while_nobody_is_there_is_told_so_and_may_leave_a_message(switchboard: Switchboard, shop: Shop):
    books(switchboard)
    phone = Phone(switchboard, number=ALICE, to=LINE).dials().presses("0").presses("1").presses("1")
    phone.hears("already booked").does_not_hear("wait in line").presses("2").hears("after the tone")
