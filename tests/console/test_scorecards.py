"""The scorecards of vendors, and what their contracts say."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import insert

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.history.counts_rows import rows_of
from ivr.adapters.sql.history.rolling_up import RollUp
from ivr.adapters.sql.history.tables import period_counts
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.tables import calls, hops, legs
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.calls.events import TurnTaken
from ivr.reporting.audit import Actor
from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.rolling import RolledKey
from routing.document import of_json
from routing.model import Routing
from routing.vendor_targets import SplitFollows
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser

BEGAN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""Monday, ten in the morning in New York."""


@pytest.fixture
def document() -> Routing:
    reached = {"kind": "outsourced", "languages": ["en-US"]}
    return of_json({
        "brand": "B", "default": "care-a",
        "vendors": {
            "acme": {"name": "Acme", "targets": {"service_percent": 90, "asa_seconds": 30},
                     "price": {"per_minute": 0.5, "currency": "USD"}},
            "globex": {"name": "Globex"},
        },
        "queues": {
            "care-a": {**reached, "name": "A", "vendor": "acme", "hand_off": {"dial": "+12025550143"}},
            "care-b": {**reached, "name": "B", "vendor": "globex", "hand_off": {"dial": "+12025550144"}},
        },
        "rules": [{"name": "All", "split": {"care-a": 60, "care-b": 40}}],
    })  # fmt: skip


@pytest.fixture
def month(stores: Stores, store: RoutingStore, document: Routing) -> None:
    """Ten calls a day on two days: six to Acme, of which one waits too long and one is abandoned."""
    for day in (0, 1):
        for place in range(10):
            queue = "care-a" if place < 6 else "care-b"
            _call(stores, f"CA{day}{place}", BEGAN + timedelta(days=day - 0.5 * day, minutes=place), queue, place)
    rolling = RollUp(engine=stores.engine, zone=ZoneInfo("America/New_York"), first=document, kept_since=BEGAN)
    now = BEGAN + timedelta(days=2)
    list(rolling.roll(rolling.days(BEGAN, now), now=now))


def _call(stores: Stores, sid: str, at: datetime, queue: str, place: int) -> None:
    """A call that is answered after 5 s (the first after 40, the second never), and over two minutes later."""
    given = {"rule": "All", "queue": queue, "owed": {"care-a": 0.6, "care-b": 0.4}}
    write_events(stores.engine, [TurnTaken(sid=sid, turn=1, at=at, language="en-US", decision={"given": given})])
    waited, became = (40.0 if place == 0 else 5.0), "abandoned" if place == 1 else "answered"
    with stores.engine.begin() as connection:
        connection.execute(calls.update().where(calls.c.sid == sid).values(began_at=at, caller_key=sid))
        stay = {"call_sid": sid, "turn": 1, "queue": queue, "language": "en-US", "issue": "", "rule": "All"}
        connection.execute(insert(legs).values(**stay, entered_at=at, waited=waited, became=became))
        over = {"step": "hand_off.connect", "outcome": "done", "target": "hand_off.goodbye"}
        ends = at + timedelta(seconds=waited + 120)
        connection.execute(insert(hops).values(call_sid=sid, turn=2, place=0, at=ends, **over))


def table(browser: Browser, name: str) -> list[dict[str, str]]:
    browser.opens(f"/scorecards/{name}.csv?vendor=acme&month=2026-11")
    return list(csv.DictReader(StringIO(browser.page)))


def test_an_admin_writes_the_targets_and_the_price_of_a_vendor(ada: Browser, store: RoutingStore):
    typed = {"targets.service_percent": "85", "price.per_minute": "0.455", "price.currency": "USD"}
    ada.opens("/routing/vendors/of/acme").sends("/routing/vendors/of/acme", entry="acme", **typed)
    acme = store.draft().routing.vendors["acme"]
    assert (acme.targets.service_percent, acme.price and acme.price.per_minute) == (85, 0.455)


@pytest.mark.usefixtures("month")
def test_a_scorecard_tells_figures_against_targets_share_and_price(ada: Browser):
    ada.opens("/scorecards?vendor=acme&month=2026-11")
    ada.shows("Acme, 2026-11", "66.7 %", "at least 90.0 % missed", "12 s", "at most 30 s met", "120 s")
    ada.shows("60.0 %", "+0.0", "20.0 min", "10.00 USD", "0.5 USD a minute of talk and hold")
    ada.shows('<th scope="col">Globex</th>', "Satisfaction, 1 to 5", "n/a")


@pytest.mark.usefixtures("month")
def test_the_files_of_days_and_half_hours_come_to_the_same_as_the_page(ada: Browser):
    *days, total = table(ada, "days")
    halves = table(ada, "half-hours")
    for name in ("owed", "given", "offered", "answered", "abandoned", "talk_and_hold_seconds"):
        assert sum(float(row[name]) for row in days) == pytest.approx(float(total[name]))
        assert sum(float(row[name]) for row in halves) == pytest.approx(float(total[name]))
    assert (len(days), total["given"], total["answered"], total["amount"]) == (24, "12", "10", "10.00")
    assert sum(float(row["amount"]) for row in days) == pytest.approx(10)
    ada.opens("/scorecards?vendor=acme&month=2026-11&day=2026-11-23").shows("Half-hours of 2026-11-23")


@pytest.mark.usefixtures("month")
def test_a_vendor_sees_its_own_scorecard_alone(signed_in: Callable[..., Browser]):
    vendor = signed_in("vendor", vendor="acme")
    vendor.opens("/scorecards?month=2026-11").shows("Acme, 2026-11", "66.7 %")
    assert "Globex" not in vendor.page
    assert vendor.opens("/scorecards?vendor=globex&month=2026-11").status == 404
    assert vendor.opens("/scorecards/days.csv?vendor=globex&month=2026-11").status == 404


@pytest.mark.usefixtures("month")
def test_a_vendor_disputes_a_day_and_an_admin_settles_it(ada: Browser, signed_in: Callable[..., Browser]):
    vendor = signed_in("vendor", vendor="acme").opens("/scorecards?month=2026-11")
    vendor.sends("/scorecards/disputes", day="2026-11-23", figure="asa", reason="The trunk was down").shows(
        "ASA of 2026-11-23 open"
    )
    assert [row["day"] for row in table(vendor, "days") if row["disputed"]] == ["2026-11-23", "total"]
    ada.opens("/scorecards?vendor=acme&month=2026-11")
    ada.sends("/scorecards/disputes/1", act="uphold", note="").shows("Write a note")
    ada.sends("/scorecards/disputes/1", act="uphold", note="So it was").shows("upheld", "So it was")
    assert [row["day"] for row in table(vendor, "days") if row["disputed"]] == []
    assert [row["state"] for row in table(vendor, "disputes")] == ["upheld"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-10-31", "reason": "x"}, "Write a day of the month, as in 2026-11-15"),
        ({"figure": "moon", "reason": "x"}, "Choose one of the figures."),
        ({"reason": " "}, "Say why, in 1000 characters at most."),
    ],
)
def test_a_dispute_that_does_not_fit_is_not_kept(ada: Browser, store: RoutingStore, typed: dict[str, str], said: str):
    ada.opens("/scorecards?vendor=acme&month=2026-11").sends("/scorecards/disputes", **typed).shows(said)
    assert ada.status == 422


def test_a_month_without_a_call_has_no_figures_and_costs_nothing(ada: Browser):
    ada.opens("/scorecards?vendor=acme&month=2020-02").shows("n/a", "0.00 USD")
    *days, total = csv.DictReader(StringIO(ada.opens("/scorecards/days.csv?vendor=globex&month=2020-02").page))
    assert (len(days), total["offered"], total["amount"]) == (29, "0", "")
    assert [ada.opens(f"/scorecards?month={text}").status for text in ("x", "2026-13", "0000-01")] == [404] * 3


def surveyed(document: Routing) -> Routing:
    """The same document, whose split follows the service level."""
    (rule,) = document.rules
    follows = SplitFollows(by="service_level", points=3, least_share=20, most_share=80)
    return document.model_copy(update={"rules": (rule.model_copy(update={"split_follows": follows}),)})


@pytest.fixture
def history(stores: Stores, store: RoutingStore, document: Routing, app: Flask) -> None:
    """Two hundred calls of each queue in the week before, half of them answered in time at Acme, all at Globex."""
    store.publish(surveyed(document), actor=Actor("setup", "cli"), note="It follows")
    Announcements(stores.redis, store).tell()
    waits = {
        "care-a": Counts(offered=200, answered=200, within=100),
        "care-b": Counts(offered=200, answered=200, within=200),
    }
    at = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    keys = [RolledKey("day", at, "queue", queue, queue, "acme" if queue == "care-a" else "globex") for queue in waits]
    rows = rows_of((key, PeriodCounts(waits=waits[key.queue])) for key in keys)
    with stores.engine.begin() as connection:
        connection.execute(insert(period_counts), list(rows))


@pytest.mark.usefixtures("history")
def test_proposed_shares_are_put_into_the_draft_with_their_reason_and_not_published(ada: Browser, store: RoutingStore):
    ada.opens("/scorecards?vendor=acme&month=2026-11").shows(
        "A 60 -&gt; 57, B 40 -&gt; 43, because service level of B 100.0 %"
    )
    ada.sends("/scorecards/proposals").shows("All is in the draft")
    assert (store.draft().routing.rules[0].split, store.current().routing.rules[0].split) == (
        {"care-a": 57, "care-b": 43},
        {"care-a": 60, "care-b": 40},
    )
    newest = store.audit_entries()[0]
    assert (newest.who, newest.action, newest.why[:13]) == ("ada", "draft", "A 60 -> 57, B")
    ada.opens("/scorecards?vendor=acme&month=2026-11").sends("/scorecards/proposals").shows(
        "other shares of All already"
    )


@pytest.mark.usefixtures("history")
def test_a_proposal_whose_figures_have_changed_is_looked_at_again(ada: Browser, store: RoutingStore):
    ada.opens("/scorecards?vendor=acme&month=2026-11").sends("/scorecards/proposals", told="A 60 -> 50")
    ada.shows("The figures have changed since")
    assert store.draft().revision == 0
    assert ada.sends("/scorecards/proposals", rule="Moon").status == 404


@pytest.mark.usefixtures("history")
def test_a_supervisor_reads_a_proposal_and_a_vendor_does_not(signed_in: Callable[..., Browser]):
    page = signed_in("supervisor").opens("/scorecards?vendor=acme&month=2026-11").shows("60 -&gt; 57").page
    assert "Put into the draft" not in page
    assert "60 -&gt; 57" not in signed_in("vendor", vendor="acme").opens("/scorecards?month=2026-11").page


@pytest.mark.usefixtures("month")
def test_a_scorecard_is_printed_on_one_page_with_names_in_their_script(
    ada: Browser, store: RoutingStore, document: Routing, stores: Stores, caplog: pytest.LogCaptureFixture
):
    pytest.importorskip("fpdf")
    acme = document.vendors["acme"].model_copy(update={"name": "Łódź Αθήνα Київ 日本"})
    named = document.model_copy(update={"vendors": {**document.vendors, "acme": acme}})
    store.publish(named, actor=Actor("setup", "cli"), note="Renamed")
    Announcements(stores.redis, store).tell()
    answer = ada.client.get("/console/scorecards/scorecard.pdf?vendor=acme&month=2026-11", base_url=PUBLIC_URL)
    pdf = answer.get_data()
    assert (answer.content_type, pdf[:5], pdf.count(b"/Type /Page\n")) == ("application/pdf", b"%PDF-", 1)
    assert "Łódź Αθήνα Київ 日本, 2026-11".encode("utf-16-be").hex().encode() in pdf
    assert "missing" not in caplog.text


def test_without_the_extra_a_page_says_what_to_install(ada: Browser, monkeypatch):
    monkeypatch.setattr("ivr.app.scorecards.can_print", lambda: False)
    ada.opens("/scorecards/scorecard.pdf?vendor=acme").shows("Install wismo[reports]")
