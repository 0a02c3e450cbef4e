"""Log lines that strangers can cause are written once a minute at most."""

import logging

import structlog

from ivr.adapters.telemetry.logs import LogThrottle, ThrottleFilter
from ivr.adapters.telemetry.metrics import meters
from ivr.adapters.telemetry.turn_log import TurnLog


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_case_is_told_at_once_and_the_others_a_minute_later_by_their_number() -> None:
    clock = Clock()
    seldom = LogThrottle(clock)
    assert [seldom.cases("forged") for _ in range(5000)] == [1] + [0] * 4999
    clock.now += 60
    assert (seldom.cases("forged"), seldom.cases("forged")) == (5000, 0)


def test_kinds_do_not_hide_each_other() -> None:
    seldom = LogThrottle(Clock())
    assert [seldom.cases(kind) for kind in ("forged", "failed", "forged")] == [1, 1, 0]


def test_a_thousand_forged_requests_are_a_thousand_in_the_metrics_and_one_line_in_the_log() -> None:
    counted = meters()
    with structlog.testing.capture_logs() as lines:
        watch = TurnLog(counted)
        for _ in range(1000):
            watch.refused()
    assert [line["times"] for line in lines] == [1]
    assert counted.registry.get_sample_value("wismo_signature_refusals_total") == 1000


def test_requests_that_are_no_http_are_written_once_and_without_an_address() -> None:
    found = ThrottleFilter("Invalid request", LogThrottle(Clock()))
    records = [logging.makeLogRecord({"msg": "Invalid request from ip=192.0.2.1: x"}) for _ in range(9)]
    assert [found.filter(each) for each in records] == [True] + [False] * 8
    assert "192.0.2.1" not in records[0].getMessage()
    assert found.filter(logging.makeLogRecord({"msg": "Booting worker"}))
