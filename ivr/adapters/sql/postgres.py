"""PostgreSQL: no wait without an end, and nothing kept in a session that a pooler may give to somebody else.

pgbouncer in transaction mode (and its like) gives each transaction another of the server's sessions. What was
prepared or set in one is not there in the next, or is there already.
"""

import math
import time
from typing import Any

import psycopg
from psycopg.errors import OperationalError

CONNECTING = 2.0
"""Seconds to connect, and to find out what one is connected to."""
CANCELLING = 1.0
"""Seconds to tell a pooler's server that nobody waits for its answer any more."""
GRACE = 1.0
"""Seconds after which a server that should have cut a statement off by itself is not waited for any more."""

_NETWORK: dict[str, Any] = {
    "connect_timeout": int(CONNECTING),
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "wismo",
}
"""A server that hangs or a network that swallows packets ends a connection within seconds, not hours."""

_LIMIT_DIRECT = """SELECT CASE WHEN pg_backend_pid() = %s THEN
    set_config('statement_timeout', %s, false) || set_config('lock_timeout', %s, false) END IS NOT NULL"""
"""Sets the limits in a session of our own. A pooler tells its clients another process than the one that answers."""


class Postgres(psycopg.Connection[Any]):
    """A connection whose waits end at `until`, a point of time.monotonic(), and after `patience` seconds each."""

    until = math.inf
    patience = CONNECTING
    is_pooled = False
    """Whether a pooler stands between: then a session is ours for a transaction only."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What psycopg asks of the server. Raises OperationalError when that is late; whoever set `until` closes it."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(min(self.until - time.monotonic(), self.patience), 0.001))
        except OperationalError:
            if self.until == math.inf and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.give_up()
                self.close()
            raise

    def give_up(self) -> None:
        """Tell the server that nobody waits any more. Behind a pooler it would go on; by itself it knows its limits."""
        if self.is_pooled and not self.closed:
            self._try_cancel(timeout=CANCELLING)


def connect(*given: Any, statement_timeout: float, is_pooled: bool, **named: Any) -> Postgres:
    """A connection on which a statement takes at most `statement_timeout` seconds.

    Raises psycopg.Error. Whether it is pooled is found out, unless it is known.
    """
    connection = Postgres.connect(*given, autocommit=True, **(_NETWORK | named))
    try:
        connection.is_pooled = is_pooled or not _is_direct(connection, statement_timeout)
        connection.autocommit = False
    except BaseException:
        connection.close()
        raise
    if connection.is_pooled:
        connection.prepare_threshold = None
    connection.patience = statement_timeout + GRACE
    return connection


def _is_direct(connection: Postgres, statement_timeout: float) -> bool:
    """Whether the server's own process answers. One round trip for each new connection, none for a statement."""
    limit = str(int(statement_timeout * 1000))
    found = connection.execute(_LIMIT_DIRECT, (connection.info.backend_pid, limit, limit)).fetchone()
    return bool(found and found[0])


def limits(statement_timeout: float) -> str:
    """The statements that limit a transaction in a session that is not ours."""
    limit = int(statement_timeout * 1000)
    return f"SET LOCAL statement_timeout = {limit}; SET LOCAL lock_timeout = {limit}"
