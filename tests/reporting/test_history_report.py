"""What the history answers: rows, sums, comparisons, and what is unknown."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr.reporting.history_figures import history_figures
from ivr.reporting.history_report import HistoryQuestion, HistoryReader, HistoryReport, change_text, is_known_by
from ivr.reporting.history_spans import period_of
from ivr.reporting.history_table import figure_table
from tests.reporting.past import PastOfTests

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 1, 15, tzinfo=ZONE)
NOON = NOW.replace(day=30, month=11, hour=12)
"""Of yesterday."""
FIGURES = history_figures()
ASKED = HistoryQuestion(by="queue", figure="service_level", period=period_of("yesterday", NOW), grain="half_hour")


@pytest.fixture
def past() -> PastOfTests:
    past = PastOfTests(ZONE)
    past.has(NOON, "good", offered=10, within=9)
    past.has(NOON, "bad", offered=20, within=4, abandoned=6)
    past.has(NOON - timedelta(days=1), "bad", offered=10, within=8)
    return past


def read(past: PastOfTests, **asked: object) -> HistoryReport:
    reader = HistoryReader(past, FIGURES, lambda _by, key: key.upper(), lambda: NOW)
    return reader.read(replace(ASKED, **asked))  # type: ignore[arg-type]


def test_the_worst_comes_first_and_the_total_is_of_all_counts(past):
    report = read(past)
    assert [row.title for row in report.rows] == ["BAD", "GOOD"]
    assert report.total.kpis["service_level"].value == 13 / 30
    assert report.total.kpis["offered"].value == 30


def test_a_column_orders_the_rows(past):
    assert [row.key for row in read(past, sort="name").rows] == ["bad", "good"]
    assert [row.key for row in read(past, sort="abandonment").rows] == ["bad", "good"]
    assert [row.key for row in read(past, figure="offered").rows] == ["bad", "good"]


def test_a_half_hour_without_calls_is_unknown_and_never_zero(past):
    levels = [row.kpis["service_level"].value for row in read(past).times]
    assert len(levels) == 48
    assert [value for value in levels if value is not None] == [13 / 30]


def test_the_span_before_stands_beside_each_row_and_period(past):
    report = read(past, compared="before")
    bad, good = report.rows
    assert bad.compared and bad.compared.value == 0.8
    assert good.compared is None
    assert [row.compared.value for row in report.times if row.compared and row.compared.value is not None] == [0.8]
    assert change_text(bad.kpis["service_level"], bad.compared) == "-60 points"


def test_one_key_is_compared_with_another(past):
    report = read(past, key="good", compared="other", other="bad")
    assert [row.key for row in report.rows] == ["bad", "good"]
    noon = next(row for row in report.times if row.counts.waits.offered)
    assert (noon.kpis["service_level"].value, noon.compared and noon.compared.value) == (0.9, 0.2)


def test_a_key_without_calls_has_figures_that_are_unknown(past):
    (row,) = read(past, key="gone").rows
    assert row.kpis["service_level"].text == "n/a"


def test_an_empty_history_is_answered_as_well():
    report = read(PastOfTests(ZONE))
    assert (report.rows, report.known_until) == ((), None)
    assert report.total.kpis["asa"].value is None


def test_who_sees_some_queues_is_told_of_no_calls_and_of_no_others(past):
    report = read(past, queues=frozenset({"good"}))
    assert [row.key for row in report.rows] == ["good"]
    assert not is_known_by(FIGURES["containment"], "line", is_limited=True)
    assert is_known_by(FIGURES["containment"], "line", is_limited=False)


def test_a_repeat_figure_is_provisional_for_seven_days(past):
    assert read(past).total.kpis["repeats"].provisional
    assert not read(past, period=period_of("last_year", NOW), grain="day").total.kpis["repeats"].provisional


def test_the_table_has_the_figures_of_the_page_and_the_counts_behind_them(past):
    report = read(past)
    table = figure_table(report, "keys", FIGURES)
    first = dict(zip(table.heading, table.rows[0], strict=True))
    assert (first["queue"], first["name"], first["service_level"]) == (
        "bad",
        "BAD",
        report.rows[0].kpis["service_level"].value,
    )
    assert first["answered_in_target"] / (first["answered_count"] + first["abandoned"]) == first["service_level"]
    assert list(table.csv_rows())[1][table.heading.index("aht")] == "n/a"
    assert len(figure_table(report, "times", FIGURES).rows) == 48
