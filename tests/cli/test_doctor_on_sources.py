"""`wismo doctor` on sources of orders and on requests for personal data."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.privacy.requests import PrivacyRequests
from ivr.adapters.sql.sources.store import SqlSources
from ivr.cli.checks.sources import check_sources
from ivr.orders.personal_data import Person
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.migrated import make_tables

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ADA = Actor("ada", "cli")


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, SECRET_KEY="key")


@pytest.fixture
def engine(tmp_path):
    engine = connect("", tmp_path)
    make_tables(engine)
    yield engine
    engine.dispose()


def found(settings) -> list[tuple[str, str, str]]:
    return [(each.verdict, each.about, each.found) for each in check_sources(settings, NOW)]


def test_sources_are_named_with_what_is_wrong(settings, engine):
    sources = SqlSources(engine, lambda: NOW - timedelta(days=2), b"key")
    for name in ("mugs", "plates", "bowls"):
        sources.add(Source(name, "woocommerce", address="https://shop.example.com", shop=name), actor=ADA)
    sources.heard("mugs", NOW - timedelta(hours=1))
    sources.failed("plates", "the key was revoked", is_refused=True)
    assert found(settings) == [
        ("warn", "source bowls", "not heard of for 48 hours"),
        ("ok", "source mugs", "heard of 1 hours ago"),
        ("fail", "source plates", "refuses to serve this line: the key was revoked"),
    ]


def test_requests_that_wait_for_somebody_are_named(settings, engine):
    requests = PrivacyRequests(engine, lambda: NOW - timedelta(days=2), b"key")
    requests.add("export", Person(), asked_by="source mugs")
    requests.note_trouble(requests.add("erase", Person(), asked_by="ada"), "Twilio: HTTP 401")
    PrivacyRequests(engine, lambda: NOW, b"key").add("erase", Person(), asked_by="ada")
    words = [words for _, _, words in found(settings)]
    assert sorted(words) == [
        "a customer asks for their data since 2026-11-22",
        "open since 2026-11-22 Twilio: HTTP 401",
    ]


def test_without_a_database_there_is_nothing_to_say(settings):
    assert found(settings) == []
    (settings.data_dir / "wismo.db").touch()
    assert found(settings) == []
