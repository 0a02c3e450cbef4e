"""What happened on the line is what Prometheus reads."""

from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from rq.job import Job
from rq.registry import FailedJobRegistry

from ivr import jobs
from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.job_queue import jobs as job_queue
from ivr.adapters.redis.line_figures import FAILED_JOBS, FAILURES_KEPT, JOBS, read_line
from ivr.adapters.telemetry.line_metrics import LineMetrics
from ivr.app.applications import create_app
from ivr.cli.schedule import Tick, _enqueue
from ivr.jobs.context import utc_now
from ivr.reporting.line_figures import LineReading

TOKEN = "a-token-of-prometheus"


def scraped(app) -> dict[tuple[str, ...], float]:
    """The samples of /metrics, by name and values of labels."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_a_caller_who_waits_is_seen_by_prometheus(settings, stores, app, phone, monkeypatch):
    watched = create_app(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)}), stores=stores)
    phone.dials().presses("0")
    before = scraped(watched)
    assert before["wismo_stream_entries", "events"] >= 2
    assert not [name for name, *_ in before if name.startswith("wismo_queue_")]
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{settings.data_dir}/wismo.db")
    jobs.watch()
    after = scraped(watched)
    assert sum(value for (name, *_), value in after.items() if name == "wismo_queue_waiting") == 1
    assert after["wismo_part_ready", "redis"] == after["wismo_part_ready", "database"] == 1


def test_what_redis_cannot_tell_is_missing_and_not_nought():
    with connect("redis://127.0.0.1:1", 0.2) as gone:
        assert read_line(gone, 0.0) == LineReading()
    assert [sample for family in LineMetrics(LineReading).collect() for sample in family.samples] == []


def test_jobs_lie_where_rq_puts_them(settings, stores):
    queue = job_queue(settings.redis_url)
    _enqueue(queue, Tick("ivr.jobs.record", 2), 864)
    assert (queue.key, FailedJobRegistry(queue=queue).key) == (JOBS, FAILED_JOBS)
    job = Job.fetch(queue.job_ids[0], connection=queue.connection, serializer=queue.serializer)
    FailedJobRegistry(queue=queue).add(job, ttl=FAILURES_KEPT, exc_string="")
    read = read_line(stores.redis, utc_now().timestamp()).backlogs
    assert (read.jobs_waiting, read.jobs_failed) == (1, {"record": 1})


def test_a_job_that_failed_an_hour_ago_is_no_news(settings, stores):
    stores.redis.zadd(FAILED_JOBS, {"ivr-jobs-take_news-7": utc_now().timestamp() + FAILURES_KEPT - 3600})
    assert read_line(stores.redis, utc_now().timestamp()).backlogs.jobs_failed == {}
