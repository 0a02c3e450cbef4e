"""Facts are unchanged by serialization to JSON, as between two turns."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.facts import (
    Carrier,
    Code,
    Count,
    Day,
    Fact,
    Key,
    Line,
    Link,
    Moment,
    Money,
    Place,
    Term,
    Terms,
    Text,
    Window,
    line_from_json,
)

ZONES = st.just("") | st.just("America/New_York")
INTEGERS = st.integers(-(2**53), 2**53)
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]))
FACTS = st.one_of(
    st.builds(Day, st.dates(), ZONES),
    st.builds(Window, st.dates(), st.dates(), ZONES),
    st.builds(Window, TIMES, TIMES),
    st.builds(Moment, TIMES),
    st.builds(Count, INTEGERS),
    st.builds(Money, INTEGERS, st.just("USD")),
    st.builds(Terms, st.lists(st.text()).map(tuple)),
    *(st.builds(kind, st.text()) for kind in (Carrier, Code, Place, Text, Link, Term, Key)),
)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EXAMPLES = (
    *(Day(NOON.date()), Window(NOON, NOON), Moment(NOON), Count(2), Money(4990, "USD")),
    Terms(("x",)),
    *(kind("x") for kind in (Carrier, Code, Place, Text, Link, Term, Key)),
)


@given(st.builds(Line, st.text(), st.dictionaries(st.text(), FACTS)))
def test_a_line_comes_back_from_json_as_it_went(line: Line) -> None:
    assert line_from_json(orjson.loads(orjson.dumps(line))) == line


def test_every_kind_of_fact_is_tried() -> None:
    assert {type(fact) for fact in EXAMPLES} == set(get_args(Fact))


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: type(fact).__name__)
def test_a_fact_says_of_what_kind_it_is(fact: Fact) -> None:
    assert orjson.loads(orjson.dumps(fact))["kind"] == type(fact).__name__
