"""The job that tells a help desk of requests, with real processes and a real receiver."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from ivr import jobs
from ivr.adapters.redis.alerts import load_alerts
from ivr.adapters.redis.desk_turn import TURN, desk_turn
from ivr.adapters.redis.request_figures import load_figures
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.tables import deliveries
from ivr.adapters.telemetry.request_metrics import request_exposition
from tests.desk import SECRET, desk_server
from tests.processes import kill
from tests.requests_made import NOW, asked
from tests.test_jobs import database, environment, redis_server, store

__all__ = ["database", "environment", "redis_server", "store"]
SINCE = datetime.now(UTC) - NOW
"""Requests of the tests are made now."""


@pytest.fixture
def desk(environment):
    with desk_server() as desk:
        environment.setenv("WISMO_REQUESTS_URL", desk.url)
        environment.setenv("WISMO_REQUESTS_SECRET", SECRET)
        environment.setenv("WISMO_REQUESTS_NETWORKS", "127.0.0.0/8")
        yield desk


def states(database):
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(select(deliveries.c.state, deliveries.c.attempts))]


def test_a_request_is_posted_once(desk, database):
    write_events(database, [asked(after=SINCE)])
    assert jobs.send_requests() == {"sent": 1, "put_off": 0, "given_up": 0, "silent": 0}
    assert jobs.send_requests() == {"sent": 0, "put_off": 0, "given_up": 0, "silent": 0}
    assert [each["data"]["brand"] for each in desk.taken.values()] == ["Northwind"]


def test_without_an_address_nothing_is_posted_and_old_posts_go(environment, database):
    write_events(database, [asked(after=SINCE), asked("CA2", order="2", after=SINCE - timedelta(days=4))])
    assert jobs.send_requests() == {"dropped": 1}
    assert states(database) == [("due", 0)]


def test_what_a_killed_worker_was_sending_is_sent_again_under_its_id(desk, database, store):
    write_events(database, [asked(after=SINCE)])
    reached, may_answer = threading.Event(), threading.Event()
    answer = desk.answer

    def halting(headers, body):
        found = answer(headers, body)
        reached.set()
        may_answer.wait(20)
        return found

    desk.answer = halting
    worker = subprocess.Popen([sys.executable, "-c", "from ivr.jobs import send_requests; send_requests()"])
    assert reached.wait(30)
    kill(worker.pid)
    worker.wait()
    may_answer.set()
    assert states(database) == [("sending", 1)]
    assert store.delete(TURN) == 1, "the turn ends by itself, later"
    assert jobs.send_requests() == {"sent": 0, "put_off": 0, "given_up": 0, "silent": 0}
    with writing(database) as connection:
        connection.execute(update(deliveries).values(claimed_at=datetime.now(UTC) - timedelta(minutes=2)))
    assert jobs.send_requests() == {"sent": 1, "put_off": 0, "given_up": 0, "silent": 0}
    assert (len(desk.tries), len(desk.taken), desk.forged) == (2, 1, 0)


def test_figures_of_requests_are_measured_for_metrics(environment, database, store):
    write_events(database, [asked(after=SINCE), asked("CA2", kind="claim", after=SINCE)])
    assert jobs.measure_requests() == {"requests": 2}
    told = request_exposition(lambda: load_figures(store)).decode()
    assert 'wismo_requests{kind="claim",state="open"} 1.0' in told
    assert 'wismo_request_posts{state="due"} 2.0' in told
    assert "1001" not in told


def test_an_alert_tells_that_the_desk_wants_no_more(desk, database, store):
    write_events(database, [asked(after=SINCE)])
    desk.answers = [(410, {})]
    assert jobs.send_requests() == {"sent": 0, "put_off": 0, "given_up": 1, "silent": 0}
    jobs.watch()
    assert [name for name, state in load_alerts(store).items() if state.is_on] == ["requests are given up"]


def test_a_desk_that_does_not_answer_is_left_alone_for_a_minute(environment, database, store):
    with desk_server() as gone:
        environment.setenv("WISMO_REQUESTS_URL", gone.url)
    environment.setenv("WISMO_REQUESTS_SECRET", SECRET)
    environment.setenv("WISMO_REQUESTS_NETWORKS", "127.0.0.0/8")
    write_events(database, [asked(after=SINCE), asked("CA2", order="2", after=SINCE)])
    assert jobs.send_requests() == {"sent": 0, "put_off": 0, "given_up": 0, "silent": 1}
    assert jobs.send_requests() == {}
    assert 0 < store.ttl(TURN) <= 60


def test_one_job_at_a_time_speaks_with_the_desk(desk, database, store):
    with desk_turn(store) as turn:
        assert turn is not None
        assert jobs.send_requests() == {}
    assert jobs.send_requests() == {"sent": 0, "put_off": 0, "given_up": 0, "silent": 0}
