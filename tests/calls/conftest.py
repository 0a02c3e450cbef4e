"""A line for whole calls: the real application on real stores, with a shop for orders and a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.app.applications import create_app
from ivr.app.parts import Stores, open_stores
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.settings import Settings
from tests.migrated import make_tables
from tests.shop import Shop

ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-for-tests"
PUBLIC_URL = "https://line.example"
LINE = "+18005550199"
ALICE = "+14155550100"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server for the whole run."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> Settings:
    """The settings of a small shop, on an empty Redis and an empty SQLite."""
    with connect(redis_url, 5.0) as redis:
        redis.flushdb()
    return Settings(
        PUBLIC_URL=PUBLIC_URL,
        SECRET_KEY="a-secret-for-tests",
        REDIS_URL=redis_url,
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN=TOKEN,
        message_sender=LINE,
        refresh_seconds=0,
        redis_deadline=2,  # a machine that stands still for a moment is no outage
        order_deadline=2,
        turn_deadline=10,
        data_dir=tmp_path,
    )


@pytest.fixture
def clock() -> VirtualClock:
    """Tuesday, 24 November 2026, ten in the morning in New York."""
    return VirtualClock(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    """Redis and SQLite, empty."""
    stores = open_stores(settings)
    make_tables(stores.engine)
    yield stores
    stores.close()


@pytest.fixture
def shop(stores: Stores, clock: VirtualClock) -> Shop:
    """The shop's orders, empty."""
    return Shop(OrderIndex(stores.engine, stores.reader, clock.now), clock)


@pytest.fixture
def app(settings: Settings, stores: Stores, shop: Shop) -> Iterator[Flask]:
    """The line itself. At its end it writes what it could not give to Redis, before the stores are closed."""
    app = create_app(settings, clock=shop.now, stores=stores)
    yield app
    app.extensions["turns"].calls.late.close()


@pytest.fixture
def switchboard(app: Flask, clock: VirtualClock) -> Switchboard:
    """The telephone network, with the line's number on it."""
    switchboard = Switchboard(wire=in_process(app), clock=clock, account_sid=ACCOUNT, auth_token=TOKEN)
    switchboard.add_number(
        LINE,
        f"{PUBLIC_URL}/voice#rc=2&rp=all",
        fallback_url=f"{PUBLIC_URL}/voice/fallback",
        status_callback=f"{PUBLIC_URL}/voice/status",
    ).sms_url = f"{PUBLIC_URL}/voice/texts"
    return switchboard


@pytest.fixture
def phone(switchboard: Switchboard) -> Phone:
    """Alice's phone."""
    return Phone(switchboard, number=ALICE, to=LINE)
