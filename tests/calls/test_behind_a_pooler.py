"""Whole calls on a PostgreSQL behind pgbouncer in transaction mode."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ivr.app.parts import Stores, open_stores
from ivr.emulator import Phone, Switchboard
from ivr.settings import Settings
from tests.adapters.conftest import new_database
from tests.adapters.conftest import postgres_server as postgres_server
from tests.adapters.pgbouncer import pgbouncer
from tests.calls.conftest import LINE
from tests.migrated import make_tables
from tests.shop import Shop


@pytest.fixture
def stores(settings: Settings, postgres_server: str, tmp_path: Path) -> Iterator[Stores]:
    with new_database(postgres_server) as direct, pgbouncer(direct) as pooled:
        stores = open_stores(settings.model_copy(update={"database_url": pooled}))
        make_tables(stores.engine)
        yield stores
        stores.close()


def test_every_caller_hears_their_order(switchboard: Switchboard, shop: Shop):
    numbers = [f"+1415555{place:04d}" for place in range(100, 200)]
    for number in numbers:
        shop.has_order(phone=number, status="out_for_delivery")

    def heard(number: str) -> str:
        return Phone(switchboard, number=number, to=LINE).dials().heard

    with ThreadPoolExecutor(8) as callers:
        assert [said for said in callers.map(heard, numbers) if "out for delivery" not in said] == []
