"""`wismo worker`: background jobs."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

import click
from rq import Queue, Worker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from ivr.adapters.redis.job_queue import jobs
from ivr.app.tracing import tracing_of
from ivr.cli.environment import redis_at, start_process, variables

if TYPE_CHECKING:
    from ivr.adapters.telemetry.traces import Tracing


class JobWorker(Worker):
    """RQ's worker. Where calls are traced, each job is a span, made here: the job's own process ends too soon."""

    tracing: "Tracing | None" = None

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Have a job done by a process of its own, and wait for it."""
        if self.tracing is None:
            super().execute_job(job, queue)
            return
        with self.tracing.job((job.func_name or "").rpartition(".")[2]) as failed:
            super().execute_job(job, queue)
            if job.get_status() == JobStatus.FAILED:
                failed()


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
        working = JobWorker(
            [queue],
            connection=queue.connection,
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=10,
            job_monitoring_interval=5,
            log_job_description=False,
        )
        working.tracing = tracing_of(settings)
        working.work()
        if working.tracing:
            working.tracing.stop()
