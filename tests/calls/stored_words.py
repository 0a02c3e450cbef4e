"""All words that a line has stored, to search for what must not be among them."""

from collections.abc import Iterator

import redis
from sqlalchemy import select

from ivr.adapters.sql.database import metadata
from ivr.app.parts import Stores


def words_in_sql(stores: Stores) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, as (table, text)."""
    with stores.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, repr(tuple(row))


def words_in_redis(client: redis.Redis) -> Iterator[tuple[str, str]]:
    """Every key with its value, as (key, text)."""
    reads = {
        "string": client.get,
        "hash": client.hgetall,
        "list": lambda name: client.lrange(name, 0, -1),
        "set": client.smembers,
        "zset": lambda name: client.zrange(name, 0, -1, withscores=True),
        "stream": client.xrange,
    }
    for name in client.scan_iter():
        yield name, f"{name} {reads[client.type(name)](name)!r}"
