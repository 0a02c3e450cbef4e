"""The survey after an agent by text: when it is sent, and what its answers mean."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flows.agent_survey_score import AgentScore
from ivr.flows.survey_text import DELAY, read_reply, texting_time

moments = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments)
def test_a_text_comes_by_day_on_the_clock_of_its_number(now: datetime):
    at = texting_time("+14155550100", now)
    assert at is not None and now + DELAY <= at < now + timedelta(hours=14)
    assert 9 <= at.astimezone(ZoneInfo("America/Los_Angeles")).hour < 20


def test_a_number_without_a_zone_gets_it_at_once():
    now = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert texting_time("+88300000000", now) == now + DELAY


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("4", AgentScore(4)),
        (" 5 yes!", AgentScore(5, True)),
        ("2, no it is not", AgentScore(2, False)),
        ("3 sí", AgentScore(3, True)),
        ("1 não", AgentScore(1, False)),
        ("４ はい", AgentScore(4, True)),
        ("4/5", AgentScore(4)),
        *((other, None) for other in ("", "yes", "100001", "6", "45", "I got 3 emails", "where is my order")),
    ],
)
def test_an_answer_begins_with_the_score(body: str, answer: AgentScore | None):
    assert read_reply(body) == answer


@given(st.text(max_size=400))
def test_any_text_is_an_answer_or_none(body: str):
    found = read_reply(body)
    assert found is None or found.score in range(1, 6)
