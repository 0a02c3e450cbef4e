"""The search of calls in SQL: the same answers on both databases, and by index alone on PostgreSQL."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies
from sqlalchemy import Engine, and_, insert, text, true
from sqlalchemy.dialects import postgresql

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.desk.tables import handlings
from ivr.adapters.sql.records.tables import call_orders, calls, legs
from ivr.adapters.sql.search.call_search import SqlCallSearch, is_plain, page_of
from ivr.reporting.call_record import UNDER_WAY
from ivr.reporting.call_search import COUNTED, EVERY_CALL, CallCursor, CallQuery, CallScope
from tests.adapters.conftest import new_database
from tests.migrated import make_tables

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CALL = {"dnis": "+18005550199", "language": "en-US", "last_turn": 0, "status": "", "status_sequence": 0, "survey": ""}
MANY = 60_000
GENERATED = f"""
    INSERT INTO calls (sid, began_at, last_at, dnis, caller_key, caller_hint, language, last_turn, status,
                       status_sequence, ended_at, seconds, disposition, survey)
    SELECT 'CA' || md5(n::text), :now - n * interval '4 min', :now, '+1800555' || lpad((n % 9)::text, 4, '0'),
           substr(md5((n % 20000)::text), 1, 16), '07', (ARRAY['en-US', 'en-US', 'en-US', 'es-MX', 'fr-CA'])[1 + n % 5],
           3, 'completed', 2, CASE WHEN n > 20 THEN :now END, (n * 7919) % 1800,
           (ARRAY['handed_off', 'contained', 'contained', 'abandoned'])[1 + n % 4], ''
    FROM generate_series(1, {MANY}) AS n;
    INSERT INTO legs (call_sid, turn, queue, language, issue, rule, entered_at, waited, became)
    SELECT 'CA' || md5(n::text), 1, 'q' || (n % 23), 'en-US', (ARRAY['returns', 'refund', 'other'])[1 + n % 3], 'R',
           :now - n * interval '4 min', 20, 'answered'
    FROM generate_series(1, {MANY}) AS n WHERE n % 2 = 0;
    INSERT INTO call_orders (call_sid, order_key, at)
    SELECT 'CA' || md5(n::text), substr(md5('o' || n % 30000), 1, 16), :now FROM generate_series(1, {MANY}) AS n;
    INSERT INTO handlings (id, call_sid, agent, agent_name, queue, language, issue, offered_at, answered_at,
                           hold_seconds, became, ended_by, disposition, note, direction)
    SELECT md5('h' || n), 'CA' || md5(n::text), 'a' || n % 150, 'Ada', 'q' || (n % 23), 'en-US', 'other',
           :now - n * interval '4 min', :now - n * interval '4 min', 0, 'answered', 'caller',
           (ARRAY['resolved', 'follow_up', ''])[1 + n % 3],
           CASE WHEN n % 3 = 0 THEN 'rang about parcel p' || n ELSE '' END, 'in'
    FROM generate_series(1, {MANY}) AS n WHERE n % 2 = 0
"""
SINCE = NOW - timedelta(days=7)
ASKED = {
    "nothing": CallQuery(),
    "a caller": CallQuery(callers=("a" * 16,)),
    "an order": CallQuery(orders=("a" * 16,)),
    "days": CallQuery(since=SINCE, until=NOW),
    "a queue": CallQuery(queues=("q7",)),
    "a queue that is none": CallQuery(queues=("none",)),
    "queues of a vendor": CallQuery(queues=("q1", "q2", "q3")),
    "an outcome": CallQuery(outcome="abandoned"),
    "an outcome that is rare": CallQuery(outcome="message_left"),
    "in progress": CallQuery(outcome=UNDER_WAY),
    "a language": CallQuery(language="en-US"),
    "a rare language": CallQuery(language="pl-PL"),
    "an issue": CallQuery(issue="returns"),
    "an issue that is rare": CallQuery(issue="loyalty"),
    "a number dialled": CallQuery(dialled="+18005550003"),
    "long calls": CallQuery(shortest=1790),
    "short calls": CallQuery(longest=3),
    "the end of an id": CallQuery(sid_end="abc123"),
    "an agent": CallQuery(agent="a7"),
    "a disposition": CallQuery(disposition="follow_up"),
    "a disposition that is rare": CallQuery(disposition="escalated"),
    "words in notes": CallQuery(words=("p4242",)),
    "an agent and days": CallQuery(agent="a7", since=SINCE),
    "a disposition and a queue": CallQuery(disposition="follow_up", queues=("q7",)),
    "a queue and days": CallQuery(queues=("q7",), since=SINCE),
    "an outcome and days": CallQuery(outcome="abandoned", since=SINCE),
    "an outcome and a language": CallQuery(outcome="abandoned", language="fr-CA"),
    "a queue and an outcome": CallQuery(queues=("q7",), outcome="abandoned"),
    "an issue and a language": CallQuery(issue="refund", language="es-MX"),
    "a caller and days": CallQuery(callers=("a" * 16,), since=SINCE),
}


INDEXES = {
    "a caller": "ix_calls_caller_key_began_at", "an order": "ix_call_orders_order_key_at", "days": "ix_calls_began_at",
    "a queue that is none": "ix_legs_queue_entered_at", "an outcome that is rare": "ix_calls_disposition_began_at",
    "in progress": "ix_calls_ended_at_last_at", "a rare language": "ix_calls_language_began_at",
    "a number dialled": "ix_calls_dnis_began_at", "long calls": "ix_calls_seconds", "short calls": "ix_calls_seconds",
    "an agent": "ix_handlings_agent_offered_at", "words in notes": "ix_handlings_note_words",
    "a disposition that is rare": "ix_handlings_disposition_offered_at", "the end of an id": "ix_calls_sid_end",
    "an issue that is rare": "ix_legs_issue_entered_at",
}  # fmt: skip
"""The index that a filter with few results is found by."""


def filled(database: Engine, count: int) -> None:
    """Calls CA000 and so on, three at each minute back from now."""
    made = [
        {**CALL, "sid": f"CA{at:03}", "began_at": NOW - timedelta(minutes=at // 3), "last_at": NOW,
         "caller_key": f"{at % 2:016}", "caller_hint": "07", "seconds": at * 10,
         "ended_at": NOW if at else None, "disposition": "contained" if at % 2 else "abandoned"}
        for at in range(count)
    ]  # fmt: skip
    stay = {"turn": 1, "language": "en-US", "rule": "R", "waited": 1.0, "became": "answered", "entered_at": NOW}
    stays = [{**stay, "call_sid": f"CA{at:03}", "queue": f"q{at % 5}", "issue": "other"} for at in range(0, count, 2)]
    spoke = {"agent_name": "Ada", "language": "en-US", "issue": "other", "offered_at": NOW, "answered_at": NOW,
             "hold_seconds": 0, "became": "answered", "ended_by": "caller", "direction": "in"}  # fmt: skip
    wrote = [
        {**spoke, "id": sid, "call_sid": sid, "agent": agent, "queue": queue, "disposition": code, "note": note}
        for sid, agent, queue, code, note in (
            ("CA002", "a1", "q2", "resolved", "a Refund"),
            ("CA004", "a2", "q4", "other", ""),
            ("CA006", "a1", "q1", "", "Wants 100%"),
        )
    ]
    wrote[2]["answered_at"] = None
    about = [{"call_sid": "CA004", "order_key": "f" * 16, "at": NOW}]
    with writing(database) as connection:
        for table, rows in ((calls, made), (legs, stays), (call_orders, about), (handlings, wrote)):
            connection.execute(insert(table), rows)


def found(database: Engine, query: CallQuery, scope: CallScope = EVERY_CALL) -> list[str]:
    return [call.sid for call in SqlCallSearch(database).find(query, scope, most=100).calls]


def test_each_filter_finds_what_it_says(database: Engine) -> None:
    filled(database, 12)
    assert found(database, CallQuery(orders=("f" * 16, "0" * 16))) == ["CA004"]
    assert found(database, CallQuery(callers=("0" * 15 + "1",), longest=50)) == ["CA001", "CA005", "CA003"]
    assert found(database, CallQuery(outcome=UNDER_WAY)) == ["CA000"]
    assert found(database, CallQuery(queues=("q2", "q4"), issue="other")) == ["CA002", "CA004"]
    assert found(database, CallQuery(since=NOW - timedelta(minutes=1), until=NOW)) == ["CA005", "CA004", "CA003"]
    assert found(database, CallQuery(shortest=100, outcome="contained")) == ["CA011"]
    assert found(database, CallQuery(language="xx")) == found(database, CallQuery(dialled="+1")) == []


def test_calls_are_found_by_what_agents_wrote(database: Engine) -> None:
    filled(database, 12)
    assert found(database, CallQuery(agent="a1")) == ["CA002", "CA006"]
    assert found(database, CallQuery(disposition="other")) == ["CA004"]
    assert found(database, CallQuery(words=("REF",))) == found(database, CallQuery(words=("refund", "a"))) == ["CA002"]
    assert found(database, CallQuery(words=("refund",), agent="a2")) == []
    (call,) = SqlCallSearch(database).find(CallQuery(words=("refund",)), EVERY_CALL, most=9).calls
    assert [(each.agent_name, each.disposition, each.note) for each in call.handlings] == [
        ("Ada", "resolved", "a Refund")
    ]


def test_an_agent_finds_only_calls_that_they_answered_and_nobody_reads_notes_of_other_queues(database: Engine) -> None:
    filled(database, 12)
    assert found(database, CallQuery(), CallScope(("q1", "q2"), "a1")) == ["CA002"]
    assert found(database, CallQuery(words=("wants",)), CallScope(("q2",))) == []
    assert found(database, CallQuery(words=("refund",)), CallScope(("q4",))) == []


def test_nobody_finds_more_than_their_scope(database: Engine) -> None:
    filled(database, 12)
    theirs = CallScope(queues=("q2",))
    assert found(database, CallQuery(), theirs) == ["CA002"]
    assert found(database, CallQuery(queues=("q4",)), theirs) == found(database, CallQuery(), CallScope(())) == []


def test_only_six_characters_or_more_of_an_id_find_a_call(database: Engine) -> None:
    sids = ["CA" + "0" * 25 + "1abc123", "CA" + "0" * 25 + "2abc123"]
    with writing(database) as connection:
        rows = [{**CALL, "sid": sid, "began_at": NOW, "last_at": NOW, "caller_key": "", "caller_hint": "",
                 "disposition": ""} for sid in sids]  # fmt: skip
        connection.execute(insert(calls), rows)
    assert found(database, CallQuery(sid_end="abc123")) == sids[::-1]
    assert found(database, CallQuery(sid_end="1abc123")) == sids[:1]
    assert found(database, CallQuery(sid_end="c123")) == found(database, CallQuery(sid_end="%bc123")) == []


def test_pages_lead_through_all_calls_once_and_in_order(database: Engine) -> None:
    filled(database, 30)
    search, after, seen = SqlCallSearch(database), None, []
    while True:
        page = search.find(CallQuery(), EVERY_CALL, after=after, most=7)
        seen += [call.sid for call in page.calls]
        assert page.count == 30 if after is None else True
        if page.following is None:
            break
        after = CallCursor.parse(str(page.following))
    assert seen == found(database, CallQuery())
    assert len(seen) == len(set(seen)) == 30


@given(strategies.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(written: str) -> None:
    with suppress(ValueError):
        assert CallCursor.parse(written).at.tzinfo


@pytest.fixture(scope="module")
def large(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A record with many calls on PostgreSQL, and its statistics."""
    with new_database(postgres_server) as address:
        engine = connect(address, Path(tmp_path_factory.mktemp("large")))
        make_tables(engine)
        with writing(engine) as connection:
            for statement in GENERATED.split(";"):
                connection.execute(text(statement.replace(":now", "timestamptz '2026-11-24 15:00+00'")))
            connection.execute(text("ANALYZE"))
        yield engine
        engine.dispose()


def planned(engine: Engine, query: CallQuery, scope: CallScope, *, setting: str) -> str:
    """How PostgreSQL would read a page after the first one, with a setting of its planner."""
    wanted = and_(true(), *SqlCallSearch(engine).conditions(query, scope))
    statement = page_of(wanted, CallCursor(NOW, "CA"), 51, is_plain=is_plain(query, scope)).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SET LOCAL {setting}")
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}".replace("%", "%%"))
        return "\n".join(row[0] for row in plan)


@pytest.mark.parametrize("scope", [EVERY_CALL, CallScope(("q1", "q5"))], ids=["all", "of two queues"])
@pytest.mark.parametrize("what", ASKED)
def test_no_search_has_to_read_a_whole_table(large: Engine, what: str, scope: CallScope) -> None:
    """Small tables are read whole where that is cheaper; here it never is, as in a large record."""
    plan = planned(large, ASKED[what], scope, setting="enable_seqscan = off")
    assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize("what", INDEXES)
def test_few_calls_are_found_by_the_index_of_their_filter(large: Engine, what: str) -> None:
    plan = planned(large, ASKED[what], EVERY_CALL, setting="random_page_cost = 1.1")
    assert plan.count(INDEXES[what]) >= (1 if "CTE" in plan else 2), plan


def test_more_calls_than_are_counted_are_said_to_be_more(large: Engine) -> None:
    page = SqlCallSearch(large).find(CallQuery(language="en-US"), EVERY_CALL, most=1)
    assert (page.count, page.is_counted) == (COUNTED + 1, False)
