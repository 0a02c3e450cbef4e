"""The effects of a hand-off on waiting callers and on queues."""

from datetime import UTC, datetime

import pytest

from ivr.effects.hand_off import HandOff, Joined, Left, Reached, ended
from ivr.engine.call import Destination
from ivr.engine.effects import TurnInfo

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
INFO = TurnInfo("CA1", 2, "+18005550199", NOW, lambda spoken: spoken.line.prompt)
DESK, VENDOR = Destination("care", "desk", "care"), Destination("acme", "dial", "+13055550123")


def test_a_caller_joins_a_line_of_ours_now():
    assert list(HandOff(DESK).changes(INFO)) == [Joined("care", "CA1", NOW.timestamp())]


def test_time_waited_elsewhere_and_priority_count():
    assert list(HandOff(DESK, since=5.0, priority=2).changes(INFO)) == [Joined("care", "CA1", 5.0, 120.0)]


def test_nobody_joins_the_line_of_a_vendor():
    assert list(HandOff(VENDOR).changes(INFO)) == []


@pytest.mark.parametrize("outcome", ["done", "unanswered", "left", "abandoned"])
def test_whoever_waited_in_a_line_of_ours_leaves_it(outcome: str):
    assert list(ended(outcome, INFO, DESK)) == [Left("care", "CA1")]


@pytest.mark.parametrize(("outcome", "taken"), [("done", [True]), ("unanswered", [False]), ("abandoned", [])])
def test_only_an_answer_or_none_tells_of_a_vendor(outcome: str, taken: list[bool]):
    assert list(ended(outcome, INFO, VENDOR)) == [Reached("acme", each, NOW.timestamp()) for each in taken]
