"""What is planned comes into force once, whoever is stopped on the way, on SQLite and PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Hand, RoutingStore
from routing.document import DEFAULT, read_file

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ANNA = Hand("anna", "console")
FIRST = read_file(DEFAULT)
LATER = FIRST.model_copy(update={"brand": "Southwind"})


class Killed(BaseException):
    """What ends a process."""


def store_of(database: Engine, clock=lambda: NOW) -> RoutingStore:
    return RoutingStore(database, clock=clock, first=FIRST)


@pytest.fixture
def planned(database: Engine) -> Plans:
    plans = Plans(database, store_of(database), lambda: NOW)
    plans.add(LATER, hand=ANNA, note="", at=NOW, based_on=0)
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


def test_a_plan_that_is_dropped_is_told_of_once(database: Engine, planned: Plans):
    store_of(database).publish(FIRST, hand=ANNA, note="quicker")
    told: list[str] = []
    for _ in range(2):
        planned.carry_out(NOW, told.append)
    assert (len(told), planned.all()) == (1, [])
