"""Short questions to Redis and the database: do they answer, and are they what this version needs?"""

from functools import cache

import redis
from sqlalchemy import Engine

from ivr.adapters.schema import current, head


def redis_answers(client: redis.Redis) -> str:
    """What is wrong with Redis, "" when nothing is. Raises RedisError when it does not answer."""
    return "" if client.ping() else "it answers, but not to PING"


def database_is_migrated(engine: Engine) -> str:
    """What is wrong with the database, "" when nothing is. Raises SQLAlchemyError when it does not answer."""
    found = current(engine)
    wanted = _head()
    return "" if found == wanted else f"at {found or 'no version'}, not at {wanted}: run `wismo db upgrade`"


_head = cache(head)  # the migrations do not change under a running process
