"""The sources and how they are doing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from ivr.adapters.sql.routing.audit import audit_entries
from ivr.adapters.sql.sources.sealing import SecretsUnreadable
from ivr.adapters.sql.sources.store import SourceUnfit, SqlSources, UnknownSource
from ivr.orders.sources.source import Batch, Source
from ivr.reporting.audit import Actor, AuditFilter
from tests.orders.making import NOW

ADA = Actor("ada", "cli")
SHOP = Source("northwind", "shopify", address="northwind.example.com", secrets={"token": "shpat_1"}, options={"a": "b"})


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sources(database: Engine, clock: Clock) -> SqlSources:
    made = SqlSources(database, clock, b"key")
    made.add(SHOP, actor=ADA)
    return made


def test_a_source_comes_back_as_it_was_added(sources: SqlSources) -> None:
    assert sources.get("northwind") == SHOP
    assert sources.all() == (SHOP,)
    assert sources.state("northwind").connected_at == NOW


def test_secrets_are_sealed_in_the_database_and_absent_from_the_audit(sources: SqlSources, database: Engine) -> None:
    sources.change(replace(SHOP, secrets={"token": "shpat_2"}), actor=ADA)
    with database.connect() as connection:
        assert "shpat" not in str(connection.execute(text("SELECT * FROM sources")).all())
    entries = audit_entries(database, limit=9, wanted=AuditFilter(action="source"))
    assert [entry.after for entry in entries] == [
        "shopify, northwind.example.com, new secrets",
        "shopify, northwind.example.com",
    ]
    assert "shpat" not in str(entries)


def test_another_secret_key_is_named_with_the_source(sources: SqlSources, database: Engine, clock: Clock) -> None:
    with pytest.raises(SecretsUnreadable, match=r"source northwind: .* SECRET_KEY"):
        SqlSources(database, clock, b"another").get("northwind")


def test_a_secret_from_the_environment_comes_first(sources: SqlSources, database: Engine, clock: Clock) -> None:
    given = {"WISMO_SOURCE_NORTHWIND_TOKEN": "shpat_3", "WISMO_SOURCE_OTHER_TOKEN": "x"}
    assert SqlSources(database, clock, b"key", given).get("northwind").secrets == {"token": "shpat_3"}


def test_secrets_from_the_environment_alone_need_no_key(sources: SqlSources, database: Engine, clock: Clock) -> None:
    sources.change(replace(SHOP, secrets={}), actor=ADA)
    given = {"WISMO_SOURCE_NORTHWIND_TOKEN": "shpat_3"}
    assert SqlSources(database, clock, b"another", given).get("northwind").secrets == {"token": "shpat_3"}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (SHOP, "there is a source called northwind already"),
        (replace(SHOP, name="North Wind"), "lower-case letters"),
        (replace(SHOP, name="woo", kind="woocommerce"), "those of northwind too"),
        (replace(SHOP, name="x", kind="magento"), "a source is one of"),
        (replace(SHOP, name="x", shop="a\tb"), "no tab"),
    ],
)
def test_a_source_that_cannot_be_told_from_another_is_refused(
    sources: SqlSources, source: Source, complaint: str
) -> None:
    with pytest.raises(SourceUnfit, match=complaint):
        sources.add(source, actor=ADA)


def test_a_synchronisation_goes_on_from_where_it_was(sources: SqlSources, clock: Clock) -> None:
    began = NOW - timedelta(minutes=5)
    sources.progress("northwind", Batch((), "page2", done=250, of=1000), began)
    sources.failed("northwind", "503 Service Unavailable")
    state = sources.state("northwind")
    assert (state.cursor, state.done, state.of, state.sync_began_at) == ("page2", 250, 1000, began)
    assert (state.trouble, state.trouble_at, state.is_refused) == ("503 Service Unavailable", NOW, False)
    sources.finished("northwind")
    state = sources.states()["northwind"]
    assert (state.synced_at, state.sync_began_at, state.cursor, state.trouble) == (began, None, "", "")


def test_a_refusal_stands_until_the_source_is_changed(sources: SqlSources) -> None:
    sources.failed("northwind", "the token was revoked", is_refused=True)
    assert sources.state("northwind").is_refused
    sources.change(SHOP, actor=ADA)
    assert not sources.state("northwind").is_refused


def test_the_newest_time_at_which_it_spoke_is_kept(sources: SqlSources) -> None:
    sources.heard("northwind", NOW)
    sources.heard("northwind", NOW - timedelta(hours=1))
    assert sources.state("northwind").heard_at == NOW


def test_a_paused_source_is_still_there_and_a_removed_one_is_not(sources: SqlSources) -> None:
    sources.pause("northwind", paused=True, actor=ADA)
    assert sources.get("northwind").paused
    sources.remove("northwind", actor=ADA)
    assert sources.all() == ()
    with pytest.raises(UnknownSource, match="no source called northwind"):
        sources.get("northwind")
    with pytest.raises(UnknownSource):
        sources.pause("northwind", paused=True, actor=ADA)
