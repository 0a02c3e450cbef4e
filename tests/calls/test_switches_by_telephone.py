"""Switches turned by telephone: by agents with the right, with a PIN, for the switch's duration, and audited."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, of_json, read_file, to_json
from tests.calls.conftest import LINE, PUBLIC_URL
from tests.shop import Shop

RUTH, ANNA = "+12125550144", "+12125550142"
PIN = "246802"
DESK = "+18005550123"
SWITCHES = {
    "storm": {
        "name": "Closed by the storm",
        "closes": True,
        "message": {"en-US": "A storm has closed our office."},
        "minutes": 240,
        "code": "71",
    },
    "strike": {"name": "The strike", "message": {"en-US": "Parcels are late."}, "minutes": 60, "code": "72"},
    "quiet": {"name": "No code", "message": {"en-US": "Nobody can turn this by telephone."}},
}

Ring = Callable[[str], Phone]


@pytest.fixture
def store(stores: Stores, shop: Shop, clock: VirtualClock) -> RoutingStore:
    """The line with three switches; one has no code."""
    store = RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))
    document = of_json({**to_json(read_file(DEFAULT)), "switches": SWITCHES})
    store.publish(document, actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()
    return store


@pytest.fixture
def agents(stores: Stores, settings: Settings) -> SqlAgents:
    """Ruth may turn the storm, and takes calls; Anna takes calls."""
    key = settings.secret_key.get_secret_value().encode()
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, key)
    agents.add(RUTH, name="Ruth", queues=["care-en"], pin=PIN, switches=["storm"])
    agents.add(ANNA, name="Anna", queues=["care-en"], pin=PIN)
    return agents


@pytest.fixture
def desk(switchboard: Switchboard, agents: SqlAgents, store: RoutingStore) -> Ring:
    """Somebody rings the desk line and gives the PIN."""
    switchboard.add_number(DESK, f"{PUBLIC_URL}/voice/agent")
    return lambda number: Phone(switchboard, number=number, to=DESK).dials().presses(f"{PIN}#")


def test_a_switch_is_turned_on_and_the_next_caller_hears_it(desk: Ring, phone: Phone):
    ruth = desk(RUTH).hears("To turn a switch, press 9").presses("9").hears("code of a switch").presses("71#")
    ruth.hears("Closed by the storm is off", "until today at 2 p.m.").presses("1").hears("is on now, until today at 2")
    phone.dials().hears("A storm has closed our office.")


def test_a_switch_is_turned_off_again(desk: Ring, phone: Phone):
    desk(RUTH).presses("9").presses("71#").presses("1").hangs_up()
    desk(RUTH).presses("9").presses("71#").hears("is on until today at 2").presses("1").hears("is off now")
    phone.dials().does_not_hear("A storm has closed")


def test_who_turned_it_is_in_the_audit(desk: Ring, store: RoutingStore):
    desk(RUTH).presses("9").presses("71#").presses("1")
    entry = store.audit_entries(limit=1)[0]
    assert (entry.who, entry.via, entry.action, entry.subject) == ("Ruth", "phone", "switch", "storm")
    assert (entry.before, entry.why, store.switched_on()["storm"].why) == (None, "By telephone", "By telephone")


def test_it_ends_by_itself(desk: Ring, phone: Phone, store: RoutingStore, clock: VirtualClock):
    desk(RUTH).presses("9").presses("71#").presses("1").hangs_up()
    assert store.switches()["storm"] - clock.now() <= timedelta(minutes=240)
    clock.advance(seconds=240 * 60)
    phone.dials().does_not_hear("A storm has closed")


@pytest.mark.parametrize("key", ["2", "9", "0"])
def test_any_other_key_leaves_it_as_it_is(desk: Ring, store: RoutingStore, key: str):
    desk(RUTH).presses("9").presses("71#").presses(key).hears("code of a switch")
    assert store.switches() == {}


def test_silence_leaves_it_as_it_is(desk: Ring, store: RoutingStore):
    desk(RUTH).presses("9").presses("71#").waits().hears("code of a switch")
    assert store.switches() == {}


@pytest.mark.parametrize("code", ["72", "99", "1"])
def test_a_switch_that_is_not_theirs_does_not_exist_for_them(desk: Ring, store: RoutingStore, code: str):
    desk(RUTH).presses("9").presses(f"{code}#").hears("There is no switch with that code for you", "code of a switch")
    assert store.switches() == {}


def test_one_who_may_turn_them_all_may_turn_each_that_has_a_code(desk: Ring, agents: SqlAgents, store: RoutingStore):
    agents.add(RUTH, name="Ruth", queues=[], pin=PIN, switches=["all"])
    ruth = desk(RUTH).hears("code of a switch").presses("72#").hears("The strike is off").presses("1")
    ruth.presses("#").hears("Goodbye").is_hung_up()
    assert list(store.switches()) == ["strike"]


def test_whoever_presses_nothing_takes_calls(desk: Ring, switchboard: Switchboard):
    caller = Phone(switchboard, number="+14155550101", to=LINE).dials().presses("0")
    desk(RUTH).hears("To turn a switch").waits()
    caller.is_connected_to(RUTH)


def test_the_pound_key_alone_leads_from_the_switches_to_the_callers(desk: Ring):
    desk(RUTH).presses("9").presses("#").hears("Nobody is waiting")


def test_an_agent_who_may_turn_none_hears_nothing_of_switches(desk: Ring):
    desk(ANNA).does_not_hear("switch").hears("Nobody is waiting")


def test_a_caller_cannot_come_to_the_switches(desk: Ring, switchboard: Switchboard, store: RoutingStore):
    Phone(switchboard, number="+14155550199", to=DESK).dials().is_hung_up()
    Phone(switchboard, number=RUTH, to=LINE).dials().presses("9").presses("71#").presses("1")
    assert store.switches() == {}


def test_the_right_number_without_the_pin_comes_nowhere(desk: Ring, switchboard: Switchboard, store: RoutingStore):
    thief = Phone(switchboard, number=RUTH, to=DESK).dials()
    thief.presses("1111#").presses("9#").presses("71#").hears("Too many wrong PINs").is_hung_up()
    assert store.switches() == {}


def test_a_switch_that_was_turned_meanwhile_is_not_turned_back(desk: Ring, store: RoutingStore, clock: VirtualClock):
    ruth = desk(RUTH).presses("9").presses("71#").hears("Closed by the storm is off")
    store.flip("storm", until=clock.now() + timedelta(minutes=5), actor=Actor("ops", "cli"), why="snow")
    ruth.presses("1").hears("is on now")
    assert list(store.switches()) == ["storm"]


def test_with_the_database_away_it_is_said_and_nothing_is_changed(desk: Ring, stores: Stores, store: RoutingStore):
    ruth = desk(RUTH).presses("9")
    with stores.engine.begin() as connection:
        connection.exec_driver_sql("alter table routing_switches rename to gone")
    ruth.presses("71#").hears("can't be reached right now", "code of a switch")
