"""The history in the console: figures by queue and period, compared, as files, within what a user may see."""

import csv
import re
import sys
from datetime import datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import insert, select

from ivr.accounts import User
from ivr.adapters.sql.history.tables import period_counts
from ivr.app.history import history_of, roll_up_of
from ivr.app.parts import Stores
from ivr.console.history.reading import seen_of
from ivr.reporting.history_figures import history_figures
from ivr.reporting.period_counts import PeriodCounts
from ivr.settings import Settings
from routing.model import Routing
from tests.adapters.sql.history.made_past import MadePast
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser

ROLLED: list[dict[str, object]] = []
"""The rows of the past once they were rolled up: every test has the same."""


def rolled_up(stores: Stores, settings: Settings, document: Routing, now: datetime, begins: datetime) -> None:
    """Nine weeks of calls as the job counts them."""
    past = MadePast(7, many=400, days=63, begins=begins)
    for leg in past.legs:
        leg["queue"] = {"acme-es": "acme-en"}.get(str(leg["queue"]), leg["queue"])
    past.write(stores.engine)
    rolling = roll_up_of(settings, stores.engine, document, now)
    list(rolling.roll(rolling.days(begins, now), now=now))
    with stores.engine.connect() as connection:
        ROLLED.extend(dict(row) for row in connection.execute(select(period_counts)).mappings())


@pytest.fixture
def week(stores: Stores, settings: Settings, document: Routing, shop, store) -> tuple[datetime, datetime]:
    """A past of nine weeks; the beginning and the end of its last 28 days."""
    today = shop.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if ROLLED:
        with stores.engine.begin() as connection:
            connection.execute(insert(period_counts), ROLLED)
    else:
        rolled_up(stores, settings, document, shop.now(), today - timedelta(days=63))
    return today - timedelta(days=28), today


def cells(browser: Browser, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(browser.opens(address).page)))


def whole(stores: Stores, settings: Settings, span: tuple[datetime, datetime]) -> dict[str, PeriodCounts]:
    since, until = span
    rows = history_of(settings, stores.engine).rows(by="queue", grain="whole", since=since, until=until)
    return {row.key: row.counts for row in rows}


def test_each_queue_has_its_figures_and_its_name_also_when_it_is_removed(ada, week, stores, settings):
    ada.opens("/history").shows("English care", "Acme", "gone (removed)", "Service level", "answered in time /")
    figure = history_figures()["service_level"].of(whole(stores, settings, week)["care-en"])
    ada.shows(figure.text, "<svg", "By day")


def test_the_file_has_what_the_page_shows(ada, week, stores, settings):
    found = {row["queue"]: row for row in cells(ada, "/history.csv")}
    counts = whole(stores, settings, week)
    assert set(found) == {"care-en", "acme-en", "gone"}
    assert {key: int(row["offered"]) for key, row in found.items()} == {
        key: its.waits.offered for key, its in counts.items()
    }
    ada.opens("/history")
    for row in found.values():
        ada.shows(f"{100 * float(row['service_level']):.0f} %")
    assert "containment" not in found["gone"]


def test_a_file_by_period_adds_up_to_the_file_by_queue(ada, week):
    by_queue, by_day = cells(ada, "/history.csv"), cells(ada, "/history.csv?table=times")
    assert len(by_day) == 28
    assert sum(int(row["offered"]) for row in by_queue) == sum(int(row["offered"]) for row in by_day)


def test_a_day_leads_to_its_half_hours_and_to_its_calls(ada, week):
    ada.opens("/history?by=queue&key=care-en")
    inner = re.findall(r'href="(\?[^"]*grain=half_hour[^"]*)"', ada.page)
    assert len(inner) == 28
    ada.opens("/history" + inner[0].replace("&amp;", "&")).shows("By half-hour", "00:30")
    assert re.search(r'href="/console/search\?[^"]*queue=care-en', ada.page)


def test_a_span_is_compared_with_the_one_before_and_a_queue_with_another(ada, week):
    ada.opens("/history?compare=before").shows("Compared with", "points")
    ada.opens("/history?key=care-en&compare=other&other=acme-en").shows("English care", "Acme", "Compared")
    ada.opens("/history?compare=year").shows("n/a")


@pytest.mark.parametrize("by", ["line", "vendor", "number", "agent", "language", "issue", "disposition"])
def test_every_part_has_its_page(ada, week, by):
    ada.opens(f"/history?by={by}&figure=offered&grain=week").shows("By week")
    assert ada.status == 200


def test_the_whole_line_has_the_figures_of_calls(ada, week):
    ada.opens("/history?by=line&figure=containment").shows("Verified containment", "Repeat callers", "provisional")


def test_an_empty_history_says_so_and_shows_no_zero(ada):
    ada.opens("/history").shows("No calls in this time", "Nothing has been counted yet", "n/a")
    ada.opens("/history/days/2026-11-24").shows("nothing can be called usual yet")


@pytest.mark.parametrize("given", [
    "span=between&since=soon&until=2026-11-24", "span=between&since=2026-11-24&until=2026-11-20",
    "span=between&since=1971-01-01&until=2100-01-01",
])  # fmt: skip
def test_days_that_cannot_be_shown_are_told_of(ada, given):
    assert "These days cannot be shown" in ada.opens(f"/history?{given}").page


def test_values_that_nobody_offers_count_for_nothing(ada, week):
    usual = ada.opens("/history").page
    ada.opens("/history?by=x&figure=x&grain=x&compare=x&sort=x&span=x")
    assert (ada.status, ada.page.count("<tr")) == (200, usual.count("<tr"))


def test_a_vendor_sees_what_was_given_to_them_and_nothing_of_others(week, signed_in):
    vendor = signed_in("vendor", "vera", vendor="acme")
    vendor.opens("/history").shows("Acme")
    assert "English care" not in vendor.page and "gone" not in vendor.page
    assert {row["queue"] for row in cells(vendor, "/history.csv")} == {"acme-en"}
    assert {row["vendor"] for row in cells(vendor, "/history.csv?by=vendor")} == {"acme"}
    assert cells(vendor, "/history.csv?key=care-en")[0]["service_level"] == "n/a"


def test_a_bound_supervisor_sees_their_queues(week, signed_in):
    bound = signed_in("supervisor", "bo", queues=("care-en",))
    assert {row["queue"] for row in cells(bound, "/history.csv")} == {"care-en"}
    bound.opens("/history?by=line")
    assert "Containment" not in bound.page


def test_a_vendor_user_without_queues_sees_none(document):
    assert seen_of(User("vera", "vendor", vendor="none"), document) == (frozenset(), frozenset({"none"}))


def test_a_day_is_beside_the_weeks_before_it(ada, week):
    day = week[1] - timedelta(days=1)
    ada.opens(f"/history/days/{day:%Y-%m-%d}").shows("What was different", "same weekday of the 8 weeks before")
    assert ada.status == 200
    assert ada.opens("/history/days/never").status == 404


def test_a_parquet_file_has_the_rows_of_the_csv_file(ada, week):
    pytest.importorskip("pyarrow", reason="the extra reports is not installed")
    from pyarrow import BufferReader, parquet

    file = ada.client.get("/console/history.parquet?table=times", base_url=PUBLIC_URL).data
    table = parquet.read_table(BufferReader(file))
    rows = cells(ada, "/history.csv?table=times")
    assert table.schema.metadata[b"schema_version"] == b"1"
    assert [str(each) for each in table["offered"].to_pylist()] == [f"{float(row['offered'])}" for row in rows]
    assert [each.timestamp() for each in table["starts_at"].to_pylist()] == [
        datetime.fromisoformat(row["starts_at"]).timestamp() for row in rows
    ]
    levels = [row["service_level"] for row in rows]
    assert [each is None for each in table["service_level"].to_pylist()] == [each == "n/a" for each in levels]


def test_without_pyarrow_the_page_says_what_to_install(ada, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert ada.opens("/history.parquet").shows("Parquet is not installed", "wismo[reports]").status == 404
