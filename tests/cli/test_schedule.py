import pytest
from rq.serializers import JSONSerializer

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.job_queue import jobs
from ivr.cli.schedule import TICKS, give

NOON = 1_800_000_000.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def queue(server):
    queue = jobs(server.url)
    queue.connection.flushall()
    return queue


def names(queue) -> list[str]:
    return [job.func_name for job in queue.jobs]


def test_every_periodic_job_is_given_at_the_start(queue):
    give(queue, NOON, {})
    assert names(queue) == [tick.job for tick in TICKS]


def test_a_job_is_given_again_when_its_period_is_over(queue):
    given: dict[str, int] = {}
    for seconds in (0.0, 1.9, 2.0, 4.0):
        give(queue, NOON + seconds, given)
    assert names(queue).count("ivr.jobs.record") == 3
    assert names(queue).count("ivr.jobs.sweep") == 1


def test_two_machines_give_it_once(queue):
    give(queue, NOON, {})
    give(queue, NOON + 0.5, {})
    assert names(queue) == [tick.job for tick in TICKS]


def test_jobs_travel_as_json_and_are_dropped_when_nobody_takes_them(queue):
    give(queue, NOON, {})
    first = queue.jobs[0]
    assert first.serializer is JSONSerializer
    assert 0 < queue.connection.ttl(first.key) <= 60
