"""PostgreSQL connections: every wait has a limit, and no state is left in a session that a pooler may share.

pgbouncer in transaction mode, and similar poolers, may run each transaction in a different server session. Statements
prepared or settings made in one session can be missing, or exist already, in the next.
"""

import math
import time
from typing import Any

import psycopg
from psycopg.errors import OperationalError

CONNECTING = 2.0
"""Seconds to connect, and to detect a pooler."""
CANCELLING = 1.0
"""Seconds for a cancel request through a pooler."""
GRACE = 1.0
"""Seconds beyond the statement timeout after which the client stops waiting for the server."""

_NETWORK: dict[str, Any] = {
    "connect_timeout": int(CONNECTING),
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "wismo",
}
"""A hanging server or lost packets end a connection within seconds instead of hours."""

_LIMIT_DIRECT = """SELECT CASE WHEN pg_backend_pid() = %s THEN
    set_config('statement_timeout', %s, false) || set_config('lock_timeout', %s, false) END IS NOT NULL"""
"""Sets the limits if the session is ours alone. A pooler reports a process id other than the one that answers."""


class Postgres(psycopg.Connection[Any]):
    """A connection whose waits end at `until`, a point of time.monotonic(), and after `patience` seconds each."""

    until = math.inf
    patience = CONNECTING
    is_pooled = False
    """Whether a pooler is in between; a session then belongs to us for one transaction only."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait as psycopg does, with a limit. Raises OperationalError; the caller that set `until` then closes it."""
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
        """Cancel the statement behind a pooler. Without one, the server enforces the limits set in the session."""
        if self.is_pooled and not self.closed:
            self._try_cancel(timeout=CANCELLING)


def connect(*given: Any, statement_timeout: float, is_pooled: bool, **named: Any) -> Postgres:
    """A connection on which a statement takes at most `statement_timeout` seconds.

    Raises psycopg.Error. A pooler is detected, unless `is_pooled` declares one.
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
    """Whether no pooler is in between. Costs one round trip per new connection and none per statement."""
    limit = str(int(statement_timeout * 1000))
    found = connection.execute(_LIMIT_DIRECT, (connection.info.backend_pid, limit, limit)).fetchone()
    return bool(found and found[0])


def limits(statement_timeout: float) -> str:
    """The statements that limit one transaction, for sessions shared through a pooler."""
    limit = int(statement_timeout * 1000)
    return f"SET LOCAL statement_timeout = {limit}; SET LOCAL lock_timeout = {limit}"
