"""The history by the API: the same figures as the console, described by OpenAPI, for tokens that may read them."""

from datetime import timedelta
from itertools import product

import pytest

from ivr.app.history import history_of, roll_up_of
from ivr.console.history.key_titles import BY
from ivr.reporting.history_figures import history_figures
from routing.document import read
from tests.adapters.sql.history.made_past import MadePast
from tests.console.drafting import DOCUMENT
from tests.web.test_api_answers import (
    TOKENS,
    Judged,
    api,
    app,
    clock,
    phone,
    redis_url,
    settings,
    settings_of_a_shop,
    shop,
    stores,
    switchboard,
)

__all__ = [
    "api", "app", "clock", "phone", "redis_url", "settings", "settings_of_a_shop", "shop", "stores", "switchboard",
]  # fmt: skip


@pytest.fixture
def past(stores, shop, settings):
    """Three days of calls, rolled up; the beginning and the end of the day after the first."""
    begins = shop.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
    MadePast(3, many=60, days=3, begins=begins).write(stores.engine)
    rolling = roll_up_of(settings, stores.engine, read(DOCUMENT), shop.now())
    list(rolling.roll(rolling.days(begins, shop.now()), now=shop.now()))
    return begins + timedelta(days=1), begins + timedelta(days=2)


def test_a_queue_has_the_figures_that_follow_from_its_counts(api: Judged, past, stores, settings):
    since, until = past
    answer = api("GET", f"/figures?since={since:%Y-%m-%d}&until={since:%Y-%m-%d}").json
    rows = history_of(settings, stores.engine).rows(by="queue", grain="whole", since=since, until=until)
    level = history_figures()["service_level"].of
    assert {row["key"]: row["figures"]["service_level"] for row in answer["rows"]} == {
        row.key: level(row.counts).value for row in rows
    }
    assert {row["counts"]["offered_count"] for row in answer["rows"]} == {row.counts.waits.offered for row in rows}
    assert all("first_contact" in row["provisional"] for row in answer["rows"])


def test_every_part_and_period_is_answered_as_described(api: Judged, past):
    for by, each in product(BY, ("whole", "half_hour", "day", "week", "month")):
        answer = api("GET", f"/figures?by={by}&each={each}&since={past[0]:%Y-%m-%d}")
        assert answer.status_code == 200
        assert all((row["starts_at"] is None) == (each == "whole") for row in answer.json["rows"])


def test_one_key_alone_can_be_asked_for(api: Judged, past):
    rows = api("GET", "/figures?key=care-en&each=day").json["rows"]
    assert {row["key"] for row in rows} == {"care-en"}


def test_what_cannot_be_answered_is_refused_with_the_reason(api: Judged):
    backwards, long = "since=2026-11-24&until=2026-11-20", "each=half_hour&since=2026-01-01"
    for asked in ("by=caller", "since=soon", backwards, long, "x=1"):
        answer = api("GET", f"/figures?{asked}")
        assert (answer.status_code, bool(answer.json["detail"])) == (400, True)


def test_an_empty_history_has_no_rows(api: Judged):
    answer = api("GET", "/figures").json
    assert (answer["rows"], answer["known_until"]) == ([], None)


def test_a_token_needs_the_scope(api: Judged):
    assert api("GET", "/figures", token=TOKENS["reader"]).status_code == 403
