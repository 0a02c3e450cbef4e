"""The orders while their database does not answer: a real database process, stopped."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis

from ivr.adapters.redis.last_known_orders import KEPT, LastKnownOrders
from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.adapters.resilience.guarded_orders import GuardedOrders
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.schema import upgrade
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders, Unavailable
from tests.adapters.postgres import postgres
from tests.orders.making import ALICE, BOB, NOW, an_order


class Gone:
    """A source that is not there."""

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        raise ConnectionError

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        raise ConnectionError


@pytest.fixture
def last_known(store: redis.Redis) -> LastKnownOrders:
    return LastKnownOrders(store, b"key")


def gone(last_known: LastKnownOrders | None = None) -> GuardedOrders:
    return GuardedOrders(Gone(), Bulkhead("orders", deadline=1), last_known)


def test_what_was_last_known_stands_in_with_its_age(last_known: LastKnownOrders) -> None:
    known = KnownOrders.of(ALICE, [an_order("1"), an_order("2")], NOW)
    last_known.keep(known)
    last_known.write()
    assert gone(last_known).by_phone(ALICE) == replace(known, kept=True)


def test_of_a_number_that_did_not_call_nothing_is_known(last_known: LastKnownOrders) -> None:
    with pytest.raises(Unavailable):
        gone(last_known).by_phone(BOB)


def test_an_order_number_is_never_answered_from_memory(last_known: LastKnownOrders) -> None:
    last_known.keep(KnownOrders.of(ALICE, [an_order("1001")], NOW))
    last_known.write()
    with pytest.raises(Unavailable):
        gone(last_known).by_number("1001")


def test_a_copy_dies_after_a_day_and_does_not_name_the_number(last_known: LastKnownOrders, store: redis.Redis) -> None:
    last_known.keep(KnownOrders.of(ALICE, [an_order()], NOW))
    last_known.write()
    (key,) = store.scan_iter()
    assert ALICE[-7:] not in str(key)
    assert store.ttl(key) == KEPT


def test_nothing_is_kept_of_a_number_without_orders(last_known: LastKnownOrders, store: redis.Redis) -> None:
    last_known.keep(KnownOrders(ALICE))
    last_known.write()
    assert store.dbsize() == 0


def test_a_copy_that_cannot_be_read_is_no_copy(last_known: LastKnownOrders, store: redis.Redis) -> None:
    last_known.keep(KnownOrders.of(ALICE, [an_order()], NOW))
    last_known.write()
    (key,) = store.scan_iter()
    store.set(str(key), "{")
    assert last_known.read(ALICE) is None


@contextmanager
def frozen(server: Path) -> Iterator[None]:
    """PostgreSQL with every process of it stopped, as on a machine that hangs."""
    postmaster = int((server / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    stopped = [postmaster, *map(int, children)]
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


@pytest.mark.promise
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the server's processes in /proc")
def test_a_frozen_database_costs_its_callers_a_deadline_and_then_nothing(tmp_path: Path) -> None:
    with postgres() as address:
        engine, reader = connect(address, tmp_path), connect(address, tmp_path, reads_only=True)
        upgrade(engine)
        index = OrderIndex(engine, reader)
        index.replace([an_order()])
        outcomes: list[str] = []
        orders = GuardedOrders(index, Bulkhead("orders", deadline=0.6, count=outcomes.append))
        assert orders.by_phone(ALICE).orders == (an_order(),)
        with frozen(Path(psycopg.conninfo.conninfo_to_dict(address)["host"])):
            for _ in range(50):
                with pytest.raises(Unavailable):
                    orders.by_phone(ALICE)
        assert outcomes.count("late") <= 4
        engine.dispose()
