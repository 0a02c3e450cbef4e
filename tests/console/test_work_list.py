"""The work list in the console: whole flows from the call to what was done about it."""

from collections.abc import Callable

import pytest
from flask import Flask

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.work.tending import tend
from ivr.app.parts import Stores
from ivr.app.work_desk import work_desk
from ivr.calls.events import Answered
from ivr.emulator import Phone
from ivr.reporting.work_items import WorkItem
from ivr.settings import Settings
from tests.calls.conftest import ALICE, PUBLIC_URL
from tests.console.conftest import Browser, Forms
from tests.console.test_who_may_what import rules
from tests.shop import Shop
from tests.work_made import left_message

Found = Callable[[], list[WorkItem]]


@pytest.fixture
def found(stores: Stores, store: RoutingStore, shop: Shop, settings: Settings) -> Found:
    """Moves what happened into the record, applies the terms, and gives what the call before left behind."""
    Announcements(stores.redis, store).tell()

    def items(sid: str) -> list[WorkItem]:
        drain(stores.redis, stores.engine)
        tend(stores.engine, store.current().routing, shop.now())
        return work_desk(settings, stores, shop.now).of_call(sid)

    return items


@pytest.fixture
def message(phone: Phone, found) -> WorkItem:
    """A message that a caller left."""
    phone.dials().presses("0").presses("2").says("Please call me").presses("#")
    (item,) = found(phone.call_sid)
    return item


def test_a_message_is_listed_taken_and_done(signed_in, message: WorkItem, found, phone):
    assert (message.kind, message.queue, message.number) == ("voicemail", "care-en", ALICE)
    here = f"/work-list/{message.id}"
    sue = signed_in("supervisor").opens("/work-list").shows("Voicemail", "number ending in 00", "English care", here)
    assert ALICE not in sue.page
    sue.opens(here).sends(here, act="take", note="rings at two").shows("It is yours.", "taken by supervisor-of-tests")
    sue.sends(here, act="done", outcome="reached").shows("It is done.", "Nothing to do that fits.")
    sue.opens("/work-list?state=done").shows("Reached the caller")
    (item,) = found(phone.call_sid)
    assert (item.state, item.outcome, item.note, item.revision) == ("done", "reached", "rings at two", 2)


def test_a_call_that_was_given_up_is_missed_once(signed_in, phone: Phone, shop: Shop, found):
    phone.dials().presses("0").waits(30).hangs_up()
    (item,) = found(phone.call_sid)
    assert (item.kind, item.queue, item.number, item.state) == ("missed", "care-en", ALICE, "open")
    signed_in("supervisor").opens("/work-list").shows("Missed call", "number ending in 00")


def test_a_missed_call_ends_by_rule_when_the_caller_is_reached(signed_in, phone: Phone, found, stores: Stores, shop):
    phone.dials().presses("0").waits(30).hangs_up()
    missed, first = phone.call_sid, found(phone.call_sid)
    phone.dials().presses("0").waits(5)
    write_events(stores.engine, [Answered(phone.call_sid, shop.now())])
    (item,) = found(missed)
    assert (first[0].state, item.state, item.outcome, item.reached_in) == (
        "open",
        "done",
        "reached_since",
        phone.call_sid,
    )
    sue = (
        signed_in("supervisor").opens("/work-list?state=done").shows("Ended by rule: the caller has been reached since")
    )
    sue.opens(f"/work-list/{item.id}").shows("a person spoke with the caller", f"/calls/{phone.call_sid}")
    signed_in("admin").opens("/audit").shows("work item", item.id, "rule")


def test_of_two_people_the_later_is_told_and_loses_nothing_typed(signed_in, message: WorkItem, found, phone: Phone):
    here = f"/work-list/{message.id}"
    sue, tom = signed_in("supervisor").opens(here), signed_in("admin").opens(here)
    sue.sends(here, act="take")
    tom.sends(here, act="done", outcome="reached", note="spoke").shows("Nothing was changed", "taken by", "spoke")
    assert (tom.status, found(phone.call_sid)[0].state) == (409, "taken")
    tom.sends(here, act="done", outcome="reached").shows("It is done.")


def test_an_item_is_handed_to_somebody_who_sees_it(signed_in, message: WorkItem, found, phone: Phone):
    here, ann = f"/work-list/{message.id}", signed_in("agent", name="ann", queues=("care-en",))
    signed_in("agent", name="ben", queues=("acme-en",))
    sue = signed_in("supervisor").opens(here)
    assert "ben" not in sue.page
    assert sue.sends(here, act="hand", to="ben").status == 422
    sue.opens(here).sends(here, act="hand", to="ann").shows("It was handed over.", "taken by ann")
    ann.opens("/work-list?mine=1").shows("Voicemail", "ann").opens(here).sends(here, act="put_back").shows(
        "It is open again."
    )


@pytest.mark.parametrize(
    ("role", "rights"),
    [("vendor", {"vendor": "acme"}), ("agent", {"queues": ("acme-en",)}), ("supervisor", {"queues": ("acme-en",)})],
)
def test_no_route_of_an_item_serves_one_of_another_queue(
    console: Flask, signed_in, store, stores: Stores, role, rights
):
    write_events(stores.engine, [*left_message("CA1"), *left_message("CA5", queue="acme-en", key="k5")])
    Announcements(stores.redis, store).tell()
    user = signed_in(role, **rights)
    proof = Forms(user.opens("/codes").page).forms[0][1]["csrf_token"][0]
    form = {"csrf_token": proof, "revision": "0", "act": "note", "by": "own"}
    routes = [(rule.rule, method) for rule in rules(console) if "<item>" in rule.rule for method in rule.methods or ()]
    asked = {route: sent(user, *route, "vm-CA1-2", form) for route in routes if route[1] in ("GET", "POST")}
    assert len(asked) >= 4
    assert {route: status for route, status in asked.items() if status != 404} == {}
    assert sent(user, "/console/work-list/<item>", "GET", "vm-CA5-2", {}) == 200
    assert "vm-CA5-2" in user.opens("/work-list").page
    assert (
        "vm-CA1-2" not in user.page + user.opens("/work-list/vm-CA5-2").page + user.opens("/work-list/file?state=").page
    )


def sent(user: Browser, rule: str, method: str, item: str, form: dict[str, str]) -> int:
    headers = {"Referer": f"{PUBLIC_URL}/console/"}
    path = rule.replace("<item>", item)
    return user.client.open(path, method=method, data=form, headers=headers, base_url=PUBLIC_URL).status_code
