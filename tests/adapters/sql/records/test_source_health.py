"""How sources are doing: heard of, in trouble, paused; and the figures of their orders."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from sqlalchemy import Engine

from ivr.adapters.redis.source_figures import FIGURES, load_figures, save_figures
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.records.alert_queries import alert_inputs
from ivr.adapters.sql.records.source_health import source_contacts, source_figures
from ivr.adapters.sql.sources.store import SqlSources
from ivr.adapters.telemetry.source_metrics import source_exposition
from ivr.orders.model import Shipment, TrackingStatus
from ivr.orders.news import OrderNews
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.reporting.source_health import SourceContact, SourceFigures
from routing.document import DEFAULT, read_file
from tests.orders.making import NOW, an_order

ADA = Actor("ada", "cli")
PARCEL = Shipment("1", TrackingStatus.IN_TRANSIT, tracking_number="1Z999AA10123456784", last_scan_at=NOW)
At = Callable[[float], SqlSources]


@pytest.fixture
def at(database: Engine) -> At:
    """The sources, some hours ago."""
    return lambda hours: SqlSources(database, lambda: NOW - timedelta(hours=hours), b"key")


@pytest.fixture
def connected(database: Engine, at: At) -> Engine:
    """A shop and a tracking service, connected two days ago."""
    at(48).add(Source("mugs", "woocommerce", address="https://mugs.example.com"), actor=ADA)
    at(48).add(Source("tracker", "easypost"), actor=ADA)
    return database


def contacts(database: Engine) -> dict[str, SourceContact]:
    with database.connect() as connection:
        return {each.name: each for each in source_contacts(connection, NOW)}


def test_silence_counts_from_the_last_word(connected: Engine, at: At) -> None:
    assert contacts(connected)["mugs"].silence == 48 * 3600
    at(0).heard("mugs", NOW - timedelta(hours=3))
    at(2).failed("mugs", "no answer", is_refused=False)
    found = contacts(connected)["mugs"]
    assert (found.silence, found.trouble, found.is_refused, found.is_expected) == (3 * 3600, "no answer", False, True)


def test_of_a_paused_source_nothing_is_expected(connected: Engine, at: At) -> None:
    at(0).pause("mugs", paused=True, actor=ADA)
    assert not contacts(connected)["mugs"].is_expected


def test_a_tracking_service_has_to_speak_while_parcels_are_to_come(connected: Engine, at: At) -> None:
    at(0).heard("tracker", NOW - timedelta(hours=30))
    assert not contacts(connected)["tracker"].is_expected
    order = replace(an_order("1", parcels=()), source_id="1", shipments=(PARCEL,))
    NewsWriter(connected, lambda: NOW).apply([OrderNews("mugs", order, NOW)])
    assert contacts(connected)["tracker"].is_expected


def test_a_shop_where_nothing_changes_is_heard_of_too(connected: Engine, at: At) -> None:
    order = replace(an_order("1"), source_id="1")
    NewsWriter(connected, lambda: NOW - timedelta(days=3)).apply([OrderNews("mugs", order, NOW)])
    at(0).heard("mugs", NOW - timedelta(hours=1))
    assert alert_inputs(connected, read_file(DEFAULT), {}, NOW).order_age == 3600


def test_figures_are_the_same_for_every_process(connected: Engine, at: At, store: redis.Redis) -> None:
    orders = [
        replace(an_order(str(number), parcels=()), source_id=str(number), shipments=(PARCEL,)) for number in (1, 2)
    ]
    NewsWriter(connected, lambda: NOW - timedelta(hours=1)).apply([OrderNews("mugs", each, NOW) for each in orders])
    at(2).failed("mugs", "revoked", is_refused=True)
    figures = source_figures(connected, NOW)
    assert figures[0] == SourceFigures("mugs", 48 * 3600, 2, 2, 3600, 0.0, 0)
    save_figures(store, figures)
    assert load_figures(store) == figures
    told = source_exposition(lambda: load_figures(store)).decode()
    assert 'wismo_source_state{source="mugs"} 2.0' in told
    assert 'wismo_source_news_age_seconds{source="tracker"}' not in told


def test_figures_that_cannot_be_read_are_none(store: redis.Redis) -> None:
    store.set(FIGURES, '[{"another": "version"}]')
    assert load_figures(store) == []
    assert b"wismo_source_state" in source_exposition(list)
