"""A plan is an independent set of changes: other publications do not publish it early, drop it, or get lost by it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ivr import jobs
from ivr.adapters.redis import alerts
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import VirtualClock
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import of_json, read, to_json
from routing.model import Routing
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT
from tests.shop import Shop

BOB = Actor("bob", "cli")
MONDAY = "2026-11-30T08:00"
NAMED = "the plan of ada for Monday, 30 November, 08:00 EST"


@pytest.fixture
def plans(stores: Stores, store: RoutingStore, shop: Shop) -> Plans:
    return Plans(stores.engine, store, shop.now)


def with_priority(priority: int, document: Routing | None = None) -> Routing:
    changed = to_json(document or read(DOCUMENT))
    changed["rules"][0]["priority"] = priority
    return of_json(changed)


@pytest.fixture
def planned(ada: Browser) -> Browser:
    """An admin with a plan for Monday that lowers the priority of gold members."""
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="3")
    ada.opens("/routing/review").sends("/routing/publish", note="less gold", at=MONDAY)
    return ada.shows("go live on Monday, 30 November, 08:00 EST", "will be carried out", "less gold")


def test_the_next_publication_does_not_take_a_planned_change_along(planned: Browser, store: RoutingStore, plans: Plans):
    assert store.draft().routing == store.current().routing
    planned.opens("/routing/queues/of/care-en").sends("/routing/queues/of/care-en", act="save", capacity="9")
    planned.opens("/routing/review").sends("/routing/publish", note="urgent").shows("Version 2 is live")
    now_is = store.current().routing
    assert (now_is.rules[0].priority, now_is.queues["care-en"].capacity) == (5, 9)
    plans.carry_out(datetime.fromisoformat(f"{MONDAY}-05:00"), print)
    then = store.current().routing
    assert (then.rules[0].priority, then.queues["care-en"].capacity, store.current().author) == (3, 9, "ada")


def changes_the_same(bob: Browser) -> Browser:
    bob.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="8")
    bob.opens("/routing/review").shows(f"this clashes with {NAMED}", "the plan changes it at its time: 3", "has it: 8")
    return bob.sends("/routing/publish", note="more gold").shows("Not published: a plan changes the same")


@pytest.mark.parametrize(("side", "then"), [("mine", 3), ("theirs", 8)])
def test_whoever_publishes_the_same_field_is_told_and_chooses(
    planned: Browser, signed_in: Callable[..., Browser], store: RoutingStore, plans: Plans, side: str, then: int
):
    bob = changes_the_same(signed_in("admin", name="bob"))
    assert (bob.status, store.current().number) == (409, 1)
    choice = {f"plan.{plans.all()[0].number}.rules/Gold/priority": side}
    bob.sends("/routing/publish", note="more gold", **choice).shows("Version 2 is live")
    assert store.current().routing.rules[0].priority == 8
    assert [each.trouble for each in plans.foreseen(store.current())] == [""]
    plans.carry_out(datetime.fromisoformat(f"{MONDAY}-05:00"), print)
    assert store.current().routing.rules[0].priority == then


def test_what_another_way_published_marks_the_plan_until_its_author_settles_it(
    planned: Browser, store: RoutingStore, plans: Plans
):
    store.publish(with_priority(8), actor=BOB, note="more gold")
    planned.opens("/routing/review").shows("clashes", "Gold/priority: 3 here, 8 by version 2 of bob, 5 before both")
    number = plans.all()[0].number
    planned.sends(f"/routing/plans/{number}/settle", **{f"plan.{number}.rules/Gold/priority": "mine"})
    planned.shows("Settled", "will be carried out")
    plans.carry_out(datetime.fromisoformat(f"{MONDAY}-05:00"), print)
    assert store.current().routing.rules[0].priority == 3


def test_a_plan_that_was_not_carried_out_stays_and_is_mended_in_the_draft(
    planned: Browser, store: RoutingStore, plans: Plans
):
    store.publish(with_priority(8), actor=BOB, note="more gold")
    plans.carry_out(datetime.fromisoformat(f"{MONDAY}-05:00"), print)
    planned.opens("/routing/review").shows("was not carried out", "3 here, 8 by version 2 of bob")
    take = f"/routing/plans/{plans.all()[0].number}/take"
    planned.sends(take).shows("Both changed the same")
    planned.sends(take, **{"rules/Gold/priority": "theirs"}).shows("is in the draft, and no longer planned")
    assert (plans.all(), store.draft().routing) == ([], with_priority(3))


def test_a_plan_that_is_taken_away_by_hand_is_gone(planned: Browser, plans: Plans):
    planned.opens("/routing/review").sends(f"/routing/plans/{plans.all()[0].number}").shows("It will not be published")
    assert plans.all() == []


def test_of_two_plans_the_second_is_told_what_the_first_changes(planned: Browser, store: RoutingStore, plans: Plans):
    planned.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="8")
    planned.opens("/routing/review").sends("/routing/publish", note="later", at="2026-12-01T08:00")
    planned.shows("this clashes with the plan of ada for Monday, 30 November", "your plan changes it at its time: 8")
    planned.sends("/routing/publish", note="later", at="2026-12-01T08:00", **{"plan.0.rules/Gold/priority": "mine"})
    planned.shows("These changes go live on Tuesday")
    for day, priority in (("2026-11-30", 3), ("2026-12-01", 8)):
        plans.carry_out(datetime.fromisoformat(f"{day}T08:00-05:00"), print)
        assert store.current().routing.rules[0].priority == priority


def test_a_publication_that_a_plan_could_not_be_carried_out_after_is_said(
    planned: Browser, store: RoutingStore, plans: Plans, document
):
    planned.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", send="acme-en")
    planned.opens("/routing/review").sends("/routing/publish", note="gold to acme", at=MONDAY)
    without = to_json(document)
    del without["queues"]["acme-en"]
    store.save_draft(of_json(without), actor=BOB, revision=0)
    planned.opens("/routing/review").sends("/routing/publish", note="no acme").shows("cannot be carried out as it is")
    assert (planned.status, store.current().number) == (409, 1)
    planned.sends("/routing/publish", note="no acme", aware="yes").shows("Version 2 is live", "acme-en")


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, settings, clock: VirtualClock, stores: Stores) -> Callable[[], list[dict]]:
    """The alert job on the clock of the test, and the messages it would post."""
    kept = settings.model_copy(update={"alert_webhook": "https://example.com/alerts", "time_zone": "America/New_York"})
    monkeypatch.setattr(Settings, "from_env", lambda: kept)
    for module in ("alerting", "routing_changes"):
        monkeypatch.setattr(f"ivr.jobs.{module}.utc_now", clock.now)

    def watch() -> list[dict]:
        jobs.watch()
        return [json.loads(each)["alert"] for each in stores.redis.hgetall(alerts.OUTBOX).values()]

    return watch


def test_the_author_of_a_plan_is_told_at_once_by_webhook_what_clashed(planned, watched, store: RoutingStore):
    assert [each for each in watched() if each["name"].startswith("plan")] == []
    store.publish(with_priority(8), actor=BOB, note="more gold")
    told = [each for each in watched() if each["name"].startswith("plan")]
    assert [each["is_on"] for each in told] == [True]
    assert told[0]["words"].startswith(f"{NAMED} cannot be carried out as it is: rules/Gold/priority: 3 here, 8 by")


def test_the_alert_is_cleared_when_the_plan_is_settled(planned, watched, store: RoutingStore, plans: Plans, clock):
    store.publish(with_priority(8), actor=BOB, note="more gold")
    watched()
    clock.advance(seconds=1)
    number = plans.all()[0].number
    planned.opens("/routing/review")
    planned.sends(f"/routing/plans/{number}/settle", **{f"plan.{number}.rules/Gold/priority": "mine"})
    assert sorted(each["is_on"] for each in watched() if each["name"].startswith("plan")) == [False, True]


def test_the_job_leaves_a_plan_that_failed_where_it_is_and_raises_an_alert(
    planned, watched, store: RoutingStore, plans: Plans, clock: VirtualClock
):
    store.publish(with_priority(8), actor=BOB, note="more gold")
    clock.advance(seconds=timedelta(days=7).total_seconds())
    assert jobs.publish()["published"] == 0
    assert "was not carried out" in next(each["words"] for each in watched() if each["name"].startswith("plan"))
    assert len(plans.all()) == 1
