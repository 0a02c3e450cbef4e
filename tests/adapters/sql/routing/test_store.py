"""Versions, draft, switches, audit and ledger, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.split_ledger import read_ledger
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.callbacks import SqlCallbacks, enqueue_due
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.calls.events import TurnTaken
from ivr.effects.call_back import Booking
from ivr.reporting.audit import Actor
from routing.allocation import LedgerEntry
from routing.document import DEFAULT, RoutingError, read_file
from routing.model import Routing
from routing.switches import UnknownSwitch
from routing.versions import Conflict, UnknownVersion

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ANNA, BEN = Actor("anna", "cli"), Actor("ben", "api")
FIRST = read_file(DEFAULT)


@pytest.fixture
def routings(database: Engine) -> RoutingStore:
    return RoutingStore(database, clock=lambda: NOW, first=FIRST)


def named(brand: str) -> Routing:
    return FIRST.model_copy(update={"brand": brand})


def test_before_the_first_publication_the_installed_document_is_in_force(routings: RoutingStore):
    assert (routings.current().number, routings.current().routing) == (0, FIRST)


def test_what_is_published_comes_back_as_it_was(routings: RoutingStore):
    routings.publish(named("Southwind"), actor=ANNA, note="Renamed")
    current = routings.current()
    assert (current.number, current.author, current.note, current.published_at) == (1, "anna", "Renamed", NOW)
    assert current.routing == named("Southwind")


def test_a_document_that_no_call_could_go_by_is_never_kept(routings: RoutingStore):
    with pytest.raises(RoutingError, match="there is no queue"):
        routings.publish(FIRST.model_copy(update={"default": "moon"}), actor=ANNA, note="")
    assert routings.current().number == 0


def test_who_publishes_second_is_told_what_the_first_changed(routings: RoutingStore):
    routings.publish(named("Southwind"), actor=ANNA, note="", based_on=0)
    with pytest.raises(Conflict, match="anna published version 1 meanwhile: Brand: Northwind is now Southwind"):
        routings.publish(named("Eastwind"), actor=BEN, note="", based_on=0)


def test_of_two_who_publish_at_the_same_moment_one_does(routings: RoutingStore):
    def publish(brand: str) -> bool:
        try:
            routings.publish(named(brand), actor=ANNA, note="", based_on=0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(publish, ["A", "B", "C", "D"]))
    assert sum(done) == 1
    assert routings.current().number == 1


def test_an_older_version_is_brought_back_as_a_new_one(routings: RoutingStore):
    routings.publish(named("Southwind"), actor=ANNA, note="")
    routings.roll_back(0, actor=BEN, note="A slip")
    assert (routings.current().number, routings.current().routing) == (2, FIRST)
    assert [row["note"] for row in routings.versions()] == ["Back to version 0: A slip", ""]
    with pytest.raises(UnknownVersion):
        routings.version(9)


def test_a_draft_is_saved_by_whoever_read_the_last_one(routings: RoutingStore):
    assert (routings.draft().revision, routings.draft().routing) == (0, FIRST)
    routings.save_draft(named("Southwind"), actor=ANNA, revision=0)
    routings.save_draft(named("Eastwind"), actor=ANNA, revision=1)
    with pytest.raises(Conflict, match="anna saved the draft meanwhile"):
        routings.save_draft(named("Westwind"), actor=BEN, revision=1)
    with pytest.raises(Conflict):
        routings.save_draft(named("Westwind"), actor=BEN, revision=0)
    assert routings.draft().routing.brand == "Eastwind"


def test_publishing_ends_the_draft(routings: RoutingStore):
    routings.save_draft(named("Southwind"), actor=ANNA, revision=0)
    routings.publish(named("Southwind"), actor=ANNA, note="")
    assert (routings.draft().revision, routings.draft().based_on) == (0, 1)


def test_a_switch_is_on_until_its_time(database: Engine, routings: RoutingStore):
    routings.flip("closed-today", until=NOW + timedelta(minutes=5), actor=ANNA, why="Snow")
    later = RoutingStore(database, clock=lambda: NOW + timedelta(minutes=6), first=FIRST)
    assert routings.switches() == {"closed-today": NOW + timedelta(minutes=5)}
    assert later.switches() == {}
    with pytest.raises(UnknownSwitch):
        routings.flip("moon", until=NOW, actor=ANNA, why="Snow")


def test_a_switch_whose_time_is_over_is_told_of_once_with_why_it_was_on(database: Engine, routings: RoutingStore):
    routings.flip("closed-today", until=NOW + timedelta(minutes=5), actor=ANNA, why="Snow")
    later = RoutingStore(database, clock=lambda: NOW + timedelta(minutes=6), first=FIRST)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: later.expire_switches(), range(4)))
    ended, begun = later.audit_entries()
    assert (ended.who, ended.via, ended.at, ended.after) == ("the clock", "clock", NOW + timedelta(minutes=5), None)
    assert (ended.why, begun.why) == ("Its time was over; it was on because: Snow", "Snow")


def test_a_switch_that_is_kept_on_is_on_since_it_was_turned_on(database: Engine, routings: RoutingStore):
    routings.flip("closed-today", until=NOW + timedelta(minutes=5), actor=ANNA, why="Snow")
    later = RoutingStore(database, clock=lambda: NOW + timedelta(minutes=4), first=FIRST)
    later.flip("closed-today", until=NOW + timedelta(minutes=60), actor=BEN, why="More snow")
    found = later.switched_on()["closed-today"]
    assert (found.since, found.who, found.why) == (NOW, "ben", "More snow")


def test_every_deed_is_told_with_who_and_why(routings: RoutingStore):
    routings.publish(named("Southwind"), actor=ANNA, note="Renamed")
    routings.flip("closed-today", until=None, actor=BEN, why="It is over")
    newest, oldest = routings.audit_entries()
    assert (newest.who, newest.via, newest.action, newest.why) == ("ben", "api", "switch", "It is over")
    assert (oldest.after, oldest.why) == (["Brand: Northwind is now Southwind"], "Renamed")


def turn(sid: str, number: int = 1) -> TurnTaken:
    given = {"rule": "Split", "queue": "a", "owed": {"a": 0.6, "b": 0.4}}
    return TurnTaken(sid=sid, turn=number, at=NOW, language="en-US", decision={"queue": "a", "given": given})


def test_a_call_is_counted_once_however_often_it_is_told(database: Engine):
    write_events(database, [turn("CA1"), turn("CA1"), turn("CA2")])
    write_events(database, [turn("CA2")])
    ledger = ledger_of(database, NOW)
    assert ledger.month == ledger.day
    assert {queue: (round(entry.entitled, 6), entry.assigned) for (_, queue), entry in ledger.month.items()} == {
        "a": (1.2, 2), "b": (0.8, 0),
    }  # fmt: skip


def test_a_call_that_a_newer_version_gave_is_counted_all_the_same(database: Engine):
    given = {"rule": "Split", "queue": "a", "owed": {"a": 1.0}, "kept": True, "unheard_of": 1}
    write_events(database, [replace(turn("CA1"), decision={"queue": "a", "given": given})])
    assert ledger_of(database, NOW).month["Split", "a"] == LedgerEntry(1.0, 1, kept=1)


def test_a_redis_that_lost_the_ledger_is_given_what_was_recorded_once(database: Engine, store):
    write_events(database, [turn("CA1")])
    first = read_ledger(store, NOW, recorded=lambda now: ledger_of(database, now))
    store.hincrby(keys.ledger_month(NOW), keys.ledger_field("Split", "a", "given"), 1)
    again = read_ledger(store, NOW, recorded=lambda now: ledger_of(database, now))
    assert (first.month["Split", "a"].assigned, again.month["Split", "a"].assigned) == (1, 2)


def test_an_agent_is_found_by_number_and_known_by_pin(database: Engine, store):
    agents = SqlAgents(database, database, store, b"key")
    agents.add("+12125550142", name="Anna", queues=["care-en"], pin="2468")
    found = agents.find("+12125550142")
    assert found is not None
    assert (found.name, found.queues, found.away) == ("Anna", ("care-en",), False)
    assert [agents.has_pin("+12125550142", pin) for pin in ("2468", "1111")] == [True, False]
    agents.set_away("+12125550142", away=True)
    assert [each.away for each in agents.all()] == [True]
    assert [agents.remove("+12125550142"), agents.remove("+12125550142")] == [True, False]


def booked(sid: str) -> TurnTaken:
    booking = Booking("+14155550100", "+18005550199", "care-en", NOW.timestamp(), {"language": "en-US"})
    return TurnTaken(sid=sid, turn=2, at=NOW, language="en-US", booking=booking)


def test_of_many_who_claim_a_callback_one_has_it(database: Engine, store):
    write_events(database, [booked("CA1")])
    callbacks = SqlCallbacks(database, lambda: NOW)
    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(lambda _: callbacks.claim("CA1"), range(8)))
    assert sum(each is not None for each in claimed) == 1


def test_a_callback_that_was_lost_is_due_again_and_in_the_line_once(database: Engine, store):
    write_events(database, [booked("CA1"), booked("CA1")])
    assert SqlCallbacks(database, lambda: NOW).claim("CA1") is not None
    later = NOW + timedelta(minutes=30)
    assert enqueue_due(database, store, later).lost == 1
    assert enqueue_due(database, store, later + timedelta(minutes=16)).put_back == 1
    assert enqueue_due(database, store, later + timedelta(minutes=16)).put_back == 0
    assert store.zrange(keys.line("care-en"), 0, -1) == ["cb:CA1"]


def test_a_redis_that_missed_a_switch_is_told_of_it(routings: RoutingStore, store):
    announcements = Announcements(store, routings)
    announcements.tell()
    routings.flip("closed-today", until=NOW + timedelta(minutes=5), actor=ANNA, why="Snow")
    announcements.mend()
    assert announcements.read(NOW) == (0, frozenset({"closed-today"}))


def test_what_is_told_while_redis_is_being_mended_stands(database: Engine, routings: RoutingStore, store):
    class Overtaken(RoutingStore):
        """Somebody publishes, and tells, just after the job has looked."""

        def current(self):
            before = super().current()
            routings.publish(named("Southwind"), actor=ANNA, note="")
            Announcements(store, routings).tell()
            return before

    Announcements(store, Overtaken(database, clock=lambda: NOW, first=FIRST)).mend()
    assert Announcements(store, routings).read(NOW)[0] == 1
