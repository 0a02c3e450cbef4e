"""Where approval is needed nobody publishes alone, by no way; emergencies stay quick, and an alert tells of them."""

from datetime import timedelta

import pytest

from ivr.adapters.sql.routing.approvals import SqlApprovals
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.jobs.alerting import rolled_back
from ivr.reporting.approvals import NotDecided, wrong_with_decision
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import to_json
from routing.model import Routing
from routing.versions import ApprovalNeeded, Conflict
from tests.console.conftest import Browser
from tests.shop import Shop
from tests.web.test_routing_api import ADMIN, hashed

BOB, ADA = Actor("bob", "console"), Actor("ada", "console")
RULE = "/routing/rules/of/Gold"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"publish_needs_approval": True, "api_tokens": (f"ops:admin:{hashed(ADMIN)}",)})


@pytest.fixture
def store(document: Routing, stores: Stores, shop: Shop) -> RoutingStore:
    store = RoutingStore(stores.engine, clock=shop.now, first=document, needs_approval=True)
    store.publish(document, actor=Actor("setup", "cli"), note="to begin with", is_approved=True)
    return store


@pytest.fixture
def bob(store: RoutingStore, signed_in) -> Browser:
    """Another admin."""
    return signed_in("admin", name="bob")


@pytest.fixture
def asked(ada: Browser, store: RoutingStore) -> Browser:
    """An admin who changed a rule and asked for approval."""
    ada.opens(RULE).sends(RULE, act="save", priority="3")
    return ada.opens("/routing/review").shows("Ask for approval").sends("/routing/publish", note="less gold")


def test_another_admin_sees_the_changes_and_publishes_them(asked: Browser, bob: Browser, store: RoutingStore):
    assert store.current().number == 1
    bob.opens("/routing/review").shows("ada asks for approval since", "less gold", "Approve and publish")
    bob.sends("/routing/approvals/1/approve").shows("Version 2 is live")
    assert (store.current().author, store.current().note) == ("bob", "less gold (approved by bob)")
    bob.opens("/audit?action=approval").shows("approval of revision")


def test_nobody_approves_what_they_asked_for(asked: Browser, store: RoutingStore):
    assert "Approve" not in asked.opens("/routing/review").shows("Withdraw the request").page
    revision = str(store.draft().revision)
    assert (
        asked.sends("/routing/approvals/1/approve", revision=revision).shows("another admin has to decide").status
        == 409
    )
    assert store.current().number == 1


def test_who_declines_says_why_and_the_author_reads_it(asked: Browser, bob: Browser):
    assert bob.opens("/routing/review").sends("/routing/approvals/1/close", why=" ").shows("Say why").status == 422
    bob.sends("/routing/approvals/1/close", why="Gold members pay for it")
    asked.opens("/routing/review").shows("bob declined", "Gold members pay for it", "Ask for approval")


def test_a_draft_that_was_changed_since_has_to_be_asked_for_again(asked: Browser, bob: Browser, store: RoutingStore):
    bob.opens("/routing/review")
    asked.opens(RULE).sends(RULE, act="save", priority="5")
    assert bob.sends("/routing/approvals/1/approve").shows("was changed after ada asked").status == 409
    bob.opens("/routing/review").shows("Ask for approval")
    assert store.current().number == 1


def test_what_is_withdrawn_is_not_approved(asked: Browser, bob: Browser, store: RoutingStore):
    bob.opens("/routing/review")
    asked.opens("/routing/review").sends("/routing/approvals/1/close").shows("It is withdrawn")
    assert bob.sends("/routing/approvals/1/approve").shows("was withdrawn by ada already").status == 409


def test_a_plan_is_kept_once_it_is_approved_and_carried_out(ada: Browser, bob: Browser, store, stores, shop: Shop):
    ada.opens(RULE).sends(RULE, act="save", priority="3").opens("/routing/review")
    ada.sends("/routing/publish", note="less gold", at="2026-11-30T08:00")
    plans = Plans(stores.engine, store, shop.now)
    assert plans.all() == []
    bob.opens("/routing/review").shows("to be live from").sends("/routing/approvals/1/approve").shows(
        "will be carried out"
    )
    assert plans.carry_out(shop.now() + timedelta(days=30), print) == 1
    assert store.current().number == 2


def test_no_program_and_no_command_publishes_alone(app, store: RoutingStore, document: Routing, stores: Stores, shop):
    body = {"document": to_json(document), "note": "alone"}
    headers = {"Authorization": f"Bearer {ADMIN}"}
    answer = app.test_client().post("/api/v1/routing/publish", json=body, headers=headers)
    assert (answer.status_code, answer.get_json()["title"]) == (403, "Another admin has to approve this")
    plans = Plans(stores.engine, store, shop.now)
    plan = plans.of(to_json(document), author="ada", at=shop.now(), based_on=1)
    for publish in (lambda: store.publish(document, actor=ADA, note=""), lambda: plans.add(plan, actor=ADA)):
        with pytest.raises(ApprovalNeeded):
            publish()


def test_going_back_is_quick_needs_a_reason_and_raises_an_alert(asked, bob, store: RoutingStore, settings, shop: Shop):
    bob.opens("/routing/review").sends("/routing/approvals/1/approve")
    asked.opens("/routing/versions/1").sends("/routing/versions/1/again", why=" ").shows("Say why")
    asked.sends("/routing/versions/1/again", why="callers get lost").shows("Version 3 is live")
    told = rolled_back(settings, store.current(), shop.now())
    assert told == "ada published version 3 without approval: Back to version 1: callers get lost"
    assert rolled_back(settings, store.current(), shop.now() + timedelta(hours=2)) == ""


def test_a_switch_is_free(ada: Browser, store: RoutingStore):
    store.flip("storm", until=store._clock() + timedelta(hours=1), actor=ADA, why="snow")
    assert "storm" in store.switched_on()


def test_of_two_who_decide_at_once_one_is_told(stores: Stores, shop: Shop, store: RoutingStore, document: Routing):
    approvals, plans = SqlApprovals(stores.engine, shop.now, are_needed=True), Plans(stores.engine, store, shop.now)
    approvals.ask(1, note="", at=None, actor=ADA)
    approvals.close(1, "declined", actor=BOB, reason="no")
    with pytest.raises(NotDecided, match="was declined by bob already"):
        approvals.close(1, "declined", actor=Actor("cia", "console"), reason="no")
    with pytest.raises(Conflict):
        plans.publish(document, actor=Actor("cia", "console"), note="", based_on=1, settled=(), approval=1)
    last = approvals.last()
    assert last
    assert (store.current().number, wrong_with_decision(last, "bob", "approved")) == (
        1, "the request was declined by bob already")  # fmt: skip
