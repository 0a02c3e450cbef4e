"""Requests in the console: who sees and settles them, and two browsers at once."""

from collections.abc import Callable

import pytest

from ivr.adapters.redis.sessions import keys
from ivr.adapters.sql.records.event_writer import write_events
from ivr.app.parts import Stores
from ivr.app.request_desk import request_desk
from ivr.effects.make_request import request_id
from ivr.flows.earlier_requests import asked_for
from ivr.orders.phone_numbers import hashed
from ivr.reporting.requests import RequestRecord
from ivr.settings import Settings
from tests.calls.conftest import ALICE
from tests.console.conftest import Browser
from tests.requests_made import NOW, asked
from tests.shop import Shop

RETURN = request_id("CA1", "start_return", shop="", order="1001")
HERE = f"/requests/{RETURN}"


@pytest.fixture
def found(stores: Stores, settings: Settings, shop: Shop) -> Callable[[], RequestRecord]:
    """A return asked for in two calls, and a claim; gives the return as it is now."""
    since = shop.now() - NOW
    events = [asked(after=since), asked("CA2", after=since, answers={"reason": "<b>torn</b>"})]
    write_events(stores.engine, [*events, asked("CA3", kind="claim", after=since)])
    return lambda: request_desk(settings, stores, shop.now).get(RETURN)


@pytest.fixture
def sue(signed_in, store, found) -> Browser:
    return signed_in("supervisor")


def test_what_is_not_settled_is_listed_and_leads_to_its_page(sue: Browser):
    sue.opens("/requests").shows("start return", "claim", "1001", "2 times", HERE)
    assert ALICE not in sue.page
    sue.opens("/requests?kind=claim").shows("claim")
    assert HERE not in sue.page
    sue.opens("/requests?state=done").shows("No requests that fit.")


def test_a_page_has_the_answers_of_every_call(sue: Browser):
    sue.opens(HERE).shows("too small", "&lt;b&gt;torn&lt;/b&gt;", "number ending in 00", "order number or postcode")
    assert ALICE not in sue.page


def test_the_full_number_is_for_users_with_the_right_until_it_is_settled(signed_in, store, found):
    sam = signed_in("supervisor", sees_numbers=True).opens(HERE).shows(ALICE)
    sam.sends(HERE, to="done")
    assert ALICE not in sam.page


def test_it_is_taken_noted_and_settled(sue: Browser, found):
    sue.opens(HERE).sends(HERE, to="taken", note="rang her").shows("The request is taken.", "rang her", "Put it back")
    sue.sends(HERE, to="taken", note="rang her twice").sends(HERE, to="open").sends(HERE, to="refused")
    sue.shows("The request is refused.", "rang her twice")
    assert (found().state, found().revision) == ("refused", 5)
    assert 'name="to"' not in sue.page


def test_of_two_browsers_the_later_is_told_and_loses_nothing_typed(signed_in, store, found):
    sue, tom = signed_in("supervisor").opens(HERE), signed_in("admin").opens(HERE)
    sue.sends(HERE, to="taken")
    tom.sends(HERE, to="refused", note="worn out").shows("Nothing was changed", "it is taken now", "worn out")
    assert (tom.status, found().state, found().note) == (409, "taken", "")
    tom.sends(HERE, to="taken").shows("taken by supervisor-of-tests", "worn out").sends(HERE, to="refused")
    assert (found().state, found().note) == ("refused", "worn out")


@pytest.mark.parametrize(
    "form", [{"to": "lost"}, {"to": ""}, {"to": "done", "revision": "x"}, {"to": "done", "revision": ""}]
)
def test_what_no_button_sends_is_refused(sue: Browser, found, form: dict[str, str]):
    assert sue.opens(HERE).sends(HERE, **form).status == 400
    assert found().revision == 1


def test_there_is_no_page_of_another_request(sue: Browser):
    assert sue.opens("/requests/rq_0").status == 404
    assert sue.opens(HERE).sends("/requests/rq_0", to="done", revision="0").status == 404


@pytest.mark.parametrize("role", ["auditor", "vendor"])
def test_others_are_kept_out(signed_in, store, found, role: str):
    other = signed_in(role, vendor="acme" if role == "vendor" else "")
    assert other.opens("/requests").status == other.opens(HERE).status == 403


def test_the_page_of_each_call_has_what_was_asked(sue: Browser):
    for sid in ("CA1", "CA2"):
        sue.opens(f"/calls/{sid}").shows("Asked for", "order 1001: open", "too small", HERE)


def test_whoever_takes_a_call_sees_what_is_still_owed_to_the_caller(sue: Browser, found):
    sue.opens("/calls/CA3").shows("claim", "order 1001: open, since")
    sue.opens(HERE).sends(HERE, to="done")
    assert HERE not in sue.opens("/calls/CA3").page


def test_a_settled_request_leaves_the_callers_memory(sue: Browser, stores: Stores):
    field = asked_for("start_return", hashed("1001", b"a-secret-for-tests"))
    stores.redis.hset(keys.asked("c0ffee"), mapping={field: NOW.isoformat()})
    sue.opens(HERE).sends(HERE, to="taken")
    assert stores.redis.exists(keys.asked("c0ffee"))
    sue.sends(HERE, to="done")
    assert not stores.redis.exists(keys.asked("c0ffee"))


def test_the_audit_says_who_changed_what(signed_in, store, found):
    ada = signed_in("admin").opens(HERE)
    ada.sends(HERE, to="done", note="a private matter")
    ada.opens("/audit").shows("request", RETURN, "open", "done")
    assert "a private matter" not in ada.page
