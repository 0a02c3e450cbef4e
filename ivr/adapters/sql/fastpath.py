"""SQL reads on the path of a call: one statement, sent directly to the driver, with a deadline."""

import math
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, event

from ivr.adapters.resilience.forking import after_fork

CONNECTING = 2
"""Connections opened at the same time. A server that never answers blocks this many threads, and no caller."""


class FastReader:
    """Runs single SELECTs on connections that it keeps, each in one thread's hands at a time.

    SQLAlchemy's pool and statement building cost more than a small query. `engine` is one of
    `connect(..., reads_only=True)`; its `dispose` closes the connections that are idle.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._driver = engine.dialect.loaded_dbapi
        self.placeholder = "?" if engine.dialect.name == "sqlite" else "%s"
        """The parameter marker of this driver. Values reach a statement only through it."""
        self._start_empty()
        after_fork(self._start_empty)
        event.listen(engine, "engine_disposed", self._close_idle)

    def _close_idle(self, _engine: Engine) -> None:
        while kept := self._kept():
            kept.drop()

    def _start_empty(self) -> None:
        self._idle: deque[_Kept] = deque()
        self._makers = ThreadPoolExecutor(CONNECTING, thread_name_prefix="reader")
        self._closers = ThreadPoolExecutor(CONNECTING, thread_name_prefix="reader")

    def rows(self, statement: str, value: str, *, patience: float = math.inf) -> Sequence[Any]:
        """Return the rows that a statement with one parameter selects, within `patience` seconds.

        Raises TimeoutError and the driver's errors. On SQLite the wait for another process's exclusive lock is limited
        by the engine's `statement_timeout`. An idle connection that died, as after a restart of the server, is replaced
        once.
        """
        until = time.monotonic() + patience
        kept = self._kept()
        try:
            return self._ask(kept or self._made(until), statement, value, until)
        except self._driver.OperationalError as error:
            if kept is None or not kept.died_of(error, self._engine):
                raise
        return self._ask(self._made(until), statement, value, until)

    def _ask(self, kept: "_Kept", statement: str, value: str, until: float) -> Sequence[Any]:
        try:
            rows = kept.rows(statement, value, until)
        except BaseException as error:
            if time.monotonic() < until:
                kept.drop()
                raise
            self._closers.submit(kept.give_up)
            raise TimeoutError("the database did not answer in time") from error
        self._idle.append(kept)
        return rows

    def _kept(self) -> "_Kept | None":
        """An idle connection."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _made(self, until: float) -> "_Kept":
        """Open a connection. If that takes longer than the caller waits, a later caller gets it."""
        making = self._makers.submit(self._engine.raw_connection)
        try:
            return _Kept(making.result(max(0.0, until - time.monotonic()) if until < math.inf else None))
        except TimeoutError:
            if not making.cancel():
                making.add_done_callback(self._keep)
            raise

    def _keep(self, made: "Future[PoolProxiedConnection]") -> None:
        if not made.cancelled() and made.exception() is None:
            self._idle.append(_Kept(made.result()))


class _Kept:
    """A connection with the cursor that all its statements run on."""

    __slots__ = ("_connection", "_cursor", "_driver")

    def __init__(self, connection: PoolProxiedConnection) -> None:
        self._connection = connection
        self._driver: Any = connection.dbapi_connection
        self._cursor = connection.cursor()

    def rows(self, statement: str, value: str, until: float) -> Sequence[Any]:
        self._driver.until = until
        self._cursor.execute(statement, (value,))
        rows: Sequence[Any] = self._cursor.fetchall()
        return rows

    def died_of(self, error: Any, engine: Engine) -> bool:
        """Whether the server had closed the connection."""
        return engine.dialect.is_disconnect(error, self._driver, self._cursor)

    def give_up(self) -> None:
        """Close the connection while a statement is still running."""
        self._driver.give_up()
        self.drop()

    def drop(self) -> None:
        """Close the connection permanently."""
        self._connection.invalidate()
        self._connection.close()
