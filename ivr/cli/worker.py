"""`wismo worker`: background jobs."""

import os
from importlib import import_module

import click
from rq import Worker
from rq.serializers import JSONSerializer

from ivr.adapters.redis.job_queue import jobs
from ivr.cli.environment import redis_at, start_process, variables


@click.command()
def worker() -> None:
    """Run background jobs, each in a process of its own. Any number of workers may run on any machines.

    RQ restarts a job of a lost machine after about 13 minutes by default; with these times after 75 s.
    """
    settings = start_process()
    import_module("ivr.jobs")  # once here, instead of in every job's process
    with redis_at(settings) as url:
        os.environ.update(variables(settings.model_copy(update={"redis_url": url})))  # jobs read their settings there
        queue = jobs(url)
        Worker(
            [queue],
            connection=queue.connection,
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=10,
            job_monitoring_interval=5,
            log_job_description=False,
        ).work()
