"""Reads that stand in the way of a call: one statement, straight to the driver."""

import os
import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine


class Reader:
    """Runs single SELECTs on a connection that each thread keeps.

    Asking the pool and building a statement cost more than a small query does. `engine` is one of
    `connect(..., reads_only=True)`; use it from few threads, such as a Guard's, for each keeps a connection open.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept = threading.local()
        self._driver = engine.dialect.loaded_dbapi
        self.placeholder = "?" if engine.dialect.name == "sqlite" else "%s"
        """How a statement marks its parameter; write none but by this mark."""

    def rows(self, statement: str, value: str) -> Sequence[Any]:
        """What a statement of one parameter selects. Raises the driver's errors.

        A connection that died while it was kept, as when the server was restarted, is replaced once.
        """
        try:
            return self._ask(statement, value)
        except self._driver.OperationalError as error:
            if not self._died(error):
                raise
        return self._ask(statement, value)

    def _ask(self, statement: str, value: str) -> Sequence[Any]:
        cursor = self._cursor()
        cursor.execute(statement, (value,))
        rows: Sequence[Any] = cursor.fetchall()
        return rows

    def _cursor(self) -> Any:
        """The cursor of this thread, made anew in a process that was forked: a connection is of one process."""
        kept = self._kept
        if getattr(kept, "process", None) != os.getpid():
            kept.connection = self._engine.raw_connection()
            kept.cursor = kept.connection.cursor()
            kept.process = os.getpid()
        return kept.cursor

    def _died(self, error: Any) -> bool:
        """Drop this thread's connection, if it got as far as having one; whether the other end had closed it."""
        kept = self._kept
        if getattr(kept, "process", None) != os.getpid():
            return False
        died = self._engine.dialect.is_disconnect(error, kept.connection.dbapi_connection, kept.cursor)
        kept.process = None
        kept.connection.invalidate()
        kept.connection.close()
        return died
