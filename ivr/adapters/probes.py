"""Short questions to Redis and the database: do they answer, and are they what this version needs?"""

from functools import cache

import redis
from sqlalchemy import Engine


def redis_answers(client: redis.Redis) -> str:
    """What is wrong with Redis, "" when nothing is. Raises RedisError when it does not answer."""
    return "" if client.ping() else "it answers, but not to PING"


def database_is_migrated(engine: Engine) -> str:
    """What is wrong with the database, "" when nothing is. Raises SQLAlchemyError when it does not answer."""
    from ivr.adapters.schema import current  # Alembic: 8 MB and half a second, for a question that is rarely asked

    found, wanted = current(engine), _head()
    return "" if found == wanted else f"at {found or 'no version'}, not at {wanted}: run `wismo db upgrade`"


@cache
def _head() -> str | None:
    """The migrations do not change under a running process."""
    from ivr.adapters.schema import head

    return head()
