"""The queue of background jobs. Jobs are named by dotted path and carry JSON: whoever writes to Redis runs no code."""

from rq import Queue
from rq.serializers import JSONSerializer

from ivr.adapters.redis.connections import connect_for_jobs

NAME = "wismo"


def jobs(url: str) -> Queue:
    """The queue at a Redis address: `jobs(url).enqueue("ivr.jobs.record")`."""
    return Queue(NAME, connection=connect_for_jobs(url), serializer=JSONSerializer)
