import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.probes import redis_answers
from ivr.adapters.sql.database import connect as connect_to_database
from ivr.adapters.sql.probes import database_is_migrated, newest_revision
from ivr.adapters.sql.schema import head, upgrade
from ivr.adapters.telemetry.metrics import exposition, meters, prepare
from ivr.web.health import Probe, health


def pages(*probes: Probe, deadline: float = 1.0):
    app = Flask(__name__)
    app.register_blueprint(health(probes, exposition=lambda: exposition(meters()), deadline=deadline))
    return app.test_client()


def well() -> str:
    return ""


@pytest.fixture
def server(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        yield server


def test_a_process_that_answers_is_alive_whatever_else_is_wrong():
    answer = pages(Probe("database", lambda: "gone", needed=True)).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_when_everything_answers():
    answer = pages(Probe("redis", well, needed=False), Probe("database", well, needed=True)).get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "wrong": {}})


def test_what_is_needed_and_missing_is_named():
    answer = pages(Probe("redis", well, needed=False), Probe("database", lambda: "old", needed=True)).get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "wrong": {"database": "old"}})


def test_a_worker_without_redis_is_degraded_and_still_gets_calls(server):
    client = connect(server.url, deadline=0.15)
    page = pages(Probe("redis", lambda: redis_answers(client), needed=False))
    assert page.get("/readyz").json["status"] == "ready"
    server.stop()
    answer = page.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "degraded", "wrong": {"redis": "no answer (ConnectionError)"}}


def test_a_frozen_redis_is_told_within_its_deadline(server):
    client = connect(server.url, deadline=0.15)
    os.kill(server.pid, signal.SIGSTOP)
    answer = pages(Probe("redis", lambda: redis_answers(client), needed=False)).get("/readyz")
    assert answer.json["wrong"] == {"redis": "no answer (TimeoutError)"}


def test_a_probe_that_hangs_is_given_up():
    release = threading.Event()

    def hang() -> str:
        release.wait(30)
        return ""

    answer = pages(Probe("database", hang, needed=True), deadline=0.05).get("/readyz")
    release.set()
    assert answer.json["wrong"] == {"database": "no answer in time"}


def test_an_error_is_told_without_its_words():
    def fail() -> str:
        raise OSError("postgresql://user:password@host/db")

    assert pages(Probe("database", fail, needed=True)).get("/readyz").json["wrong"] == {
        "database": "no answer (OSError)"
    }


def test_metrics_tell_what_was_counted():
    count = meters()
    count.turn_taken(flow="main_line", outcome="menu", degraded=False, seconds=0.004)
    count.breaker_is("open")
    text = exposition(count).decode()
    assert 'wismo_turns_total{degraded="no",flow="main_line",outcome="menu"} 1.0' in text
    assert "wismo_turn_seconds_count 1.0" in text
    assert "wismo_order_source_breaker_state 2.0" in text


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", "", 401),
        ("", "Bearer ", 401),
        ("secret", "", 401),
        ("secret", "Bearer wrong", 401),
        ("secret", "Basic secret", 401),
        ("secret", "Bearer s\u00e9cret", 401),
        ("secret", "Bearer secret", 200),
    ],
)
def test_metrics_are_told_to_whoever_has_the_token(token, sent, status):
    app = Flask(__name__)
    app.register_blueprint(health([], exposition=lambda: b"wismo_turns_total 1", token=token))
    answer = app.test_client().get(
        "/metrics", headers={"Authorization": sent}, environ_base={"REMOTE_ADDR": "127.0.0.1"}
    )
    assert (answer.status_code, b"wismo_turns" in answer.data) == (status, status == 200)


def test_two_applications_of_a_process_count_apart():
    first, second = meters(), meters()
    first.call_begun()
    assert "wismo_calls_begun_total 1.0" in exposition(first).decode()
    assert "wismo_calls_begun_total 0.0" in exposition(second).decode()


def test_a_database_is_ready_once_it_is_migrated(tmp_path):
    engine = connect_to_database("", tmp_path)
    assert "wismo db upgrade" in database_is_migrated(engine)
    upgrade(engine)
    assert database_is_migrated(engine) == ""
    engine.dispose()


COUNTING = """
from ivr.adapters.telemetry.metrics import exposition, meters
count = meters()
count.call_begun()
count.signature_refused()
print(exposition(count).decode())
"""


def test_several_workers_answer_with_the_sum(tmp_path):
    environment = {**os.environ, **prepare(tmp_path / "metrics")}
    for _ in range(2):
        told = subprocess.run([sys.executable, "-c", COUNTING], env=environment, capture_output=True, text=True)
    assert "wismo_calls_begun_total 2.0" in told.stdout, told.stderr


def test_a_new_start_begins_at_nought(tmp_path):
    counts = Path(prepare(tmp_path / "metrics")["PROMETHEUS_MULTIPROC_DIR"])
    (counts / "counter_1.db").write_bytes(b"old")
    prepare(tmp_path / "metrics")
    assert list(counts.iterdir()) == []


def test_the_newest_migration_by_its_name_is_the_newest_by_its_ancestry():
    assert newest_revision() == head()
