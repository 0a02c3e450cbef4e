"""The staffing page, launches and what-if scenarios, on forecasts made from drawn calls by the nightly rules."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import StringIO

import pytest

from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.adapters.sql.staffing.launches import SqlLaunches
from ivr.app.forecasting import is_forecast_due, keep_forecasts, make_forecasts
from ivr.reporting.audit import Actor
from ivr.reporting.forecast_days import days_from
from ivr.reporting.launches import Launch, LaunchUnfit
from ivr.reporting.night_forecast import ForecastNight, NightForecast
from routing.document import read
from tests.calls.conftest import PUBLIC_URL
from tests.console.past_calls import PastCalls
from tests.reporting.calls_drawn import NEW_YORK, drawn

TODAY, YESTERDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 27)
DOCUMENT = """
brand: Northwind
numbers: {"+18005550199": {language: en-US}}
hours: {weekdays: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}, holidays: US}}
vendors: {acme: {name: Acme BPO}}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US], hours: weekdays, hand_off: {desk: care-en}}
  acme-en: {name: Acme English, kind: outsourced, vendor: acme, languages: [en-US], hand_off: {dial: "+12025550143"}}
rules:
  - {name: English, split: {care-en: 70, acme-en: 30}}
default: care-en
"""


@pytest.fixture(scope="module")
def document():
    return read(DOCUMENT)


@pytest.fixture(scope="module")
def past() -> PastCalls:
    """Twelve weeks, and the morning of today until ten."""
    queues = {"care-en": drawn(weeks=13, seed=1), "acme-en": drawn(weeks=13, seed=2)}
    return PastCalls(queues, until=datetime(2026, 11, 24, 15, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def nights(past, document) -> dict[date, list[NightForecast]]:
    """The forecasts of the night before last and of last night."""
    return {day: made_on(day, past, document) for day in (YESTERDAY, TODAY)}


def made_on(day: date, past: PastCalls, document, *launches: Launch) -> list[NightForecast]:
    night = ForecastNight(history=past, routing=document, launches=launches, today=day, zone=NEW_YORK)
    return list(night.all())


@pytest.fixture
def desk(console, stores, past, nights):
    """The forecasts of both nights, with the history behind the pages."""
    for day, made in nights.items():
        keep_forecasts(stores.engine, made, day)
    ports = console.extensions["ports"]
    object.__setattr__(ports, "history", past)  # drawn calls in place of a record of as many
    return ports.staffing


def here(shop) -> datetime:
    return shop.now().astimezone(NEW_YORK)


def rows(browser, path: str) -> list[dict[str, str]]:
    answer = browser.client.get(f"/console{path}", base_url=PUBLIC_URL)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.get_data(as_text=True))))


def test_the_week_shows_calls_people_and_the_vendors_share(ada, desk):
    ada.opens("/staffing?week=2026-11-30").shows(
        "Calls by half-hour", "Mon 2026-11-30", "Acme BPO", "English care", "by the vendor", "Full-time people"
    )
    ada.shows("fewer than 30 callers gave up", "handling time 240 s", "Week 4")


def test_yesterdays_error_is_of_the_forecast_that_was_made_then(ada, desk, past):
    kept = desk.forecasts.made_ahead("line", "", 0, since=YESTERDAY, until=TODAY)
    came = sum(sum(series.days[YESTERDAY]) for series in past.queues.values())
    assert [each.made_on for each in kept] == [YESTERDAY]
    ada.opens("/staffing?week=2026-11-23").shows("Yesterday: Error (WAPE)", f"calls {came}", "Mon 2026-11-23")


def test_the_rest_of_today_follows_the_morning(ada, desk, past, console):
    plain = {each.forecast.day: each.forecast for each in desk.forecasts.days("line", ("",), since=TODAY, until=FRIDAY)}
    busy = replace(past, queues={key: doubled(each) for key, each in past.queues.items()})
    object.__setattr__(console.extensions["ports"], "history", busy)
    line = ada.opens("/staffing?week=2026-11-24").page.split("Tue 2026-11-24</a>")[1]
    mean = float(line.split('class="number">')[1].split("<")[0])
    assert mean > 1.1 * plain[TODAY].mean


def doubled(series):
    return replace(series, days={day: tuple(2 * each for each in calls) for day, calls in series.days.items()})


def test_thanksgiving_is_closed_in_house_and_named(ada, desk):
    line = ada.opens("/staffing?of=queue:care-en&week=2026-11-26").page.split("Thu 2026-11-26")[1].split("</tr>")[0]
    assert "Thanksgiving" in line
    assert '<td class="number">0</td><td class="number">0 to 0</td>' in line


def test_the_file_has_the_half_hours_of_the_page(ada, desk):
    found = [row for row in rows(ada, "/staffing.csv") if row["day"] == "2026-12-01"]
    house = [row for row in found if row["queue"] == "English care"]
    assert len(found) == 96
    hours = sum(float(row["people scheduled"]) for row in house) / 2
    ada.opens("/staffing?of=queue:care-en&week=2026-12-01").shows(f"{hours:.1f}")
    assert {row["people scheduled"] for row in house if row["half-hour begins"][11:13] in ("03", "21")} == {"0"}
    assert {row["people scheduled"] for row in found if row["vendor"]} == {""}


def test_december_is_told_in_people(ada, desk):
    ada.opens("/staffing/months").shows("December 2026", "31 days", "November 2026", "what is left of the month")
    december = ada.page.split("December 2026</h2>")[1]
    assert float(december.split('data-of="Full-time people">')[1].split("<")[0]) > 5


def test_a_vendor_sees_its_own_calls_alone(store, signed_in, desk):
    vera = signed_in("vendor", vendor="acme")
    vera.opens("/staffing?of=line").shows("Acme English")
    assert "English care" not in vera.page and "Whole line" not in vera.page
    assert {row["queue"] for row in rows(vera, "/staffing.csv")} == {"Acme English"}
    assert vera.opens("/staffing/what-if").status == 403


def test_an_unknown_handling_time_is_asked_for_and_never_nought(ada, store, stores, past, document, shop):
    make_forecasts(stores.engine, replace(past, handling=0), document, partial(here, shop))
    ada.opens("/staffing?of=queue:care-en&week=2026-11-30").shows("handling time of English care is not on record")
    assert ada.page.split("Mon 2026-11-30")[1].split("</tr>")[0].count("n/a") == 2
    ada.opens("/staffing?of=queue:care-en&week=2026-11-30&handling=300").shows("handling time 300 s")


def test_without_history_nothing_is_told_and_with_a_short_one_from_when(ada, store, stores, document, shop):
    ada.opens("/staffing").shows("There is no forecast yet")
    short = PastCalls({"care-en": drawn(weeks=1, first=date(2026, 11, 17))}, until=shop.now())
    make_forecasts(stores.engine, short, document, partial(here, shop))
    ada.opens("/staffing?of=queue:care-en").shows("n/a: the history is too short", "from 2026-12-04 on")


def test_a_launch_changes_its_days_and_is_audited(ada, desk, stores, past, document, shop):
    before = mean_of(desk, date(2026, 12, 1))
    ada.opens("/staffing/launches").sends("/staffing/launches", name="New mug", first="2026-12-01", factor="1,5")
    ada.shows("New mug is kept", "whole line")
    assert is_forecast_due(stores.engine, past, partial(here, shop))
    make_forecasts(stores.engine, past, document, partial(here, shop))
    assert mean_of(desk, date(2026, 12, 1)) == pytest.approx(1.5 * before, rel=0.01)
    ada.opens("/staffing?week=2026-12-01").shows("New mug")
    ada.opens("/staffing/launches").sends("/staffing/launches/remove")
    ada.shows("None was entered yet").opens("/audit").shows("launch", "New mug", "times 1.5")


def mean_of(desk, day: date) -> float:
    return next(
        each.forecast.mean for each in desk.forecasts.days("line", ("",), since=day, until=day + timedelta(days=1))
    )


def test_a_launch_that_cannot_be_read_is_told_of(ada):
    for typed, told in (
        ({"name": ""}, "Give the launch a name"),
        ({"first": "soon"}, "Write the days as"),
        ({"last": "2026-11-01"}, "before the first"),
        ({"factor": "many"}, "The factor lies between"),
        ({"factor": "1", "extra": "0"}, "Say how many more"),
        ({"extra": "-3"}, "as a whole number"),
    ):
        form = {"name": "Mug", "first": "2026-12-01", "factor": "2", **typed}
        assert ada.opens("/staffing/launches").sends("/staffing/launches", **form).shows(told).status == 422


def test_what_if_the_vendor_takes_half_in_december(ada, desk, store):
    address = "/staffing/what-if?rule=English&share.care-en=50&share.acme-en=50&since=2026-12-01&until=2026-12-31"
    ada.opens(address).shows("2026-12-01 to 2026-12-31", "by the vendor")
    cells = [row.split("</td>") for row in ada.page.split("<tbody>")[1].split("<tr>")[1:]]
    now, then = (sum(float(row[place].split(">")[-1]) for row in cells) for place in (1, 2))
    assert now == pytest.approx(then, abs=2)
    assert float(cells[0][3].split(">")[-1]) < 0 < float(cells[1][3].split(">")[-1])
    ada.sends("/staffing/what-if", why="December").shows("English is in the draft")
    assert store.draft().routing.rules[0].split == {"care-en": 50, "acme-en": 50}
    assert store.current().routing.rules[0].split == {"care-en": 70, "acme-en": 30}
    ada.opens("/audit").shows("December")


def test_a_scenario_that_cannot_be_read_is_told_of(ada, desk):
    both = "since=2026-12-01&until=2026-12-31"
    for changed, told in (
        (f"share.care-en=70&share.acme-en=20&{both}", "100 in all"),
        ("share.care-en=70&share.acme-en=30&since=2026-12-31&until=2026-12-01", "before the first"),
        ("share.care-en=70&share.acme-en=30&since=x&until=2026-12-01", "Write the days"),
        (f"share.care-en=70&share.acme-en=30&{both}&factor=0", "times the forecast"),
    ):
        assert ada.opens(f"/staffing/what-if?rule=English&{changed}").shows(told).status == 422


def test_of_forecasts_to_come_the_newest_counts_and_those_of_some_leads_are_kept(stores, nights):
    first = date(2026, 11, 20)
    for day in days_from(first, 3):
        made = (replace(each, subject=replace(each.subject, made_on=day)) for each in nights[YESTERDAY])
        keep_forecasts(stores.engine, made, day)
    kept = SqlForecasts(stores.engine)
    assert kept.made_on()["line", ""] == date(2026, 11, 22)
    day = first + timedelta(days=7)
    assert [each.made_on for each in kept.made_ahead("line", "", 7, since=day, until=TODAY + timedelta(days=30))] == [
        *days_from(first, 3)
    ]
    assert not kept.made_ahead("line", "", 10, since=first, until=first + timedelta(days=11))
    assert [each.made_on for each in kept.days("line", ("",), since=day, until=day + timedelta(days=1))] == [
        date(2026, 11, 22)
    ]


def test_forecasts_are_due_once_the_history_reaches_today(stores, past, nights, shop):
    clock = partial(here, shop)
    keep_forecasts(stores.engine, nights[YESTERDAY], YESTERDAY)
    assert is_forecast_due(stores.engine, past, clock)
    just = datetime(2026, 11, 24, 5, 20, tzinfo=UTC)
    assert not is_forecast_due(
        stores.engine, replace(past, until=just - timedelta(hours=1)), lambda: just.astimezone(NEW_YORK)
    )
    keep_forecasts(stores.engine, nights[TODAY], TODAY)
    assert not is_forecast_due(stores.engine, past, clock)


def test_a_removed_queue_is_forecast_no_more(stores, nights):
    keep_forecasts(stores.engine, nights[YESTERDAY], YESTERDAY)
    keep_forecasts(stores.engine, [each for each in nights[TODAY] if each.subject.key != "acme-en"], TODAY)
    kept = SqlForecasts(stores.engine)
    assert {each.key for each in kept.subjects()} == {"", "care-en", "en-US"}
    assert not kept.days("queue", ("acme-en",), since=TODAY, until=FRIDAY)


def test_launches_are_limited(stores, shop, monkeypatch):
    monkeypatch.setattr("ivr.adapters.sql.staffing.launches.MOST_LAUNCHES", 1)
    launches = SqlLaunches(stores.engine, shop.now)
    mug = Launch(name="Mug", first=TODAY, last=TODAY, factor=2)
    launches.add(mug, actor=Actor("ada", "console"))
    with pytest.raises(LaunchUnfit, match="already"):
        launches.add(mug, actor=Actor("ada", "console"))
