"""A plan is published once, on top of versions that others published, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.routing.tables import plans as table
from ivr.reporting.audit import Actor
from routing.document import DEFAULT, of_json, read_file, to_json
from routing.model import Routing
from routing.versions import Conflict

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ANNA, BEN = Actor("anna", "console"), Actor("ben", "console")
FIRST = read_file(DEFAULT)
LATER = FIRST.model_copy(update={"brand": "Southwind"})


class Killed(BaseException):
    """Simulates the end of a process."""


def store_of(database: Engine, clock=lambda: NOW) -> RoutingStore:
    return RoutingStore(database, clock=clock, first=FIRST)


def capacity(limit: int, routing: Routing = FIRST) -> Routing:
    document = to_json(routing)
    document["queues"]["care-en"]["capacity"] = limit
    return of_json(document)


def plan(plans: Plans, routing: Routing, *, at: datetime = NOW, based_on: int = 0, **how: Any) -> None:
    made = plans.of(to_json(routing), author="anna", at=at, note="planned", based_on=based_on)
    plans.add(made, actor=ANNA, **how)


@pytest.fixture
def plans(database: Engine) -> Plans:
    return Plans(database, store_of(database), lambda: NOW)


@pytest.fixture
def planned(plans: Plans) -> Plans:
    plan(plans, LATER)
    return plans


def test_a_plan_is_carried_out_once_by_several_workers(database: Engine, planned: Plans):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: planned.carry_out(NOW, print), range(4)))
    current = store_of(database).current()
    assert (current.number, current.routing, planned.all()) == (1, LATER, [])


def test_a_plan_outlives_the_worker_that_was_to_carry_it_out(database: Engine, planned: Plans):
    def dies() -> datetime:
        raise Killed  # when the plan was taken, and before it is published

    with pytest.raises(Killed):
        Plans(database, store_of(database, dies), lambda: NOW).carry_out(NOW, print)
    planned.carry_out(NOW, print)
    assert store_of(database).current().routing == LATER


def test_what_others_published_meanwhile_stays_beside_what_was_planned(database: Engine, planned: Plans):
    store_of(database).publish(capacity(12), actor=BEN, note="urgent")
    planned.carry_out(NOW, print)
    current = store_of(database).current()
    assert (current.routing, current.author, planned.all()) == (capacity(12, LATER), "anna", [])


def test_a_plan_that_clashes_is_kept_with_the_reason_and_told_of_once(database: Engine, planned: Plans):
    store_of(database).publish(FIRST.model_copy(update={"brand": "Westwind"}), actor=BEN, note="quicker")
    told: list[str] = []
    for _ in range(2):
        planned.carry_out(NOW, told.append)
    why = "brand: Southwind here, Westwind by version 1 of ben, Northwind before both"
    assert (told, [each.failure for each in planned.all()]) == ([why], [why])
    assert store_of(database).current().routing.brand == "Westwind"
    entry = store_of(database).audit_entries(1)[0]
    assert (entry.action, entry.after, entry.why) == ("plan", "failed", why)


def test_the_draft_of_a_plan_is_let_go_with_it(database: Engine, plans: Plans):
    store = store_of(database)
    draft = store.save_draft(LATER, actor=ANNA, revision=0)
    plan(plans, draft.routing, revision=draft.revision)
    assert store.draft().routing == FIRST


def test_a_draft_that_was_saved_meanwhile_is_not_planned(database: Engine, plans: Plans):
    store = store_of(database)
    store.save_draft(LATER, actor=ANNA, revision=0)
    with pytest.raises(Conflict):
        plan(plans, LATER, revision=store.save_draft(capacity(3), actor=BEN, revision=1).revision - 1)
    assert (plans.all(), store.draft().routing) == ([], capacity(3))


def test_the_second_of_two_plans_is_judged_on_top_of_the_first(database: Engine, plans: Plans):
    document = to_json(FIRST)
    without = {**document, "queues": {name: each for name, each in document["queues"].items() if name != "acme-es"}}
    without["rules"] = [rule for rule in document["rules"] if rule.get("send") != "acme-es"]
    onto = {**document, "rules": [{"name": "Gold", "when": {"tier": "gold"}, "send": "acme-es"}, *document["rules"]]}
    plan(plans, of_json(without))
    plan(plans, of_json(onto), at=NOW + timedelta(hours=1))
    first, second = plans.foreseen(store_of(database).current())
    assert (first.trouble, "acme-es" in second.trouble) == ("", True)


def test_a_plan_that_a_process_of_the_version_before_kept_is_carried_out(database: Engine, planned: Plans):
    with database.begin() as connection:
        connection.execute(update(table).values(base=None))
    store_of(database).publish(capacity(12), actor=BEN, note="urgent")
    planned.carry_out(NOW, print)
    assert store_of(database).current().routing == capacity(12, LATER)
