"""Redis round trips and SQL queries of single turns, counted where they leave the process."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import get_ident
from typing import Any

import psycopg
from flask import Flask
from redis.connection import AbstractConnection
from sqlalchemy import Engine, event

from ivr.adapters.redis.fastpath import Wire
from ivr.app.applications import create_app
from ivr.app.parts import open_stores
from ivr.settings import Settings
from tools.bench import traffic
from tools.bench.line import ANOTHER_ISSUE, ANOTHER_MENU

_NO_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ")


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests of one turn to Redis and to SQL."""

    redis: int
    sql: int


def asked(settings: Settings) -> dict[str, Asked]:
    """The most that a first turn, menu turns and a repeated webhook asked, over some callers each."""
    counted: Counter[str] = Counter()
    stores = open_stores(settings)
    for engine in (stores.engine, stores.reader):
        _count_sql(engine, counted)
    app = create_app(settings, stores=stores)
    with _redis_counted(counted):
        _turns(app, counted, caller=0)  # connections are made, and the script is taught
        calls = [_turns(app, counted, caller) for caller in range(1, 21)]
    stores.close()
    return {name: _most([call[name] for call in calls]) for name in calls[0]}


def _most(each: Sequence[Asked]) -> Asked:
    return Asked(max(turn.redis for turn in each), max(turn.sql for turn in each))


def _turns(app: Flask, counted: Counter[str], caller: int) -> dict[str, Asked]:
    sids, (first,) = traffic.first_turns(1, iter([caller]))
    turns, reply = {}, b""
    turns["first"], reply = _take(app, first, counted)
    (menu,) = traffic.menu_turns(traffic.asked(sids, {0: reply}), key=ANOTHER_MENU)
    turns["menu"], reply = _take(app, menu, counted)
    turns["again"], _ = _take(app, menu, counted)
    (spoken,) = traffic.menu_turns(traffic.asked(sids, {0: reply}), words=ANOTHER_ISSUE)
    turns["spoken"], _ = _take(app, spoken, counted)
    return turns


def _take(app: Flask, request: bytes, counted: Counter[str]) -> tuple[Asked, bytes]:
    counted.clear()
    reply = _answer(app, request)
    return Asked(counted["redis"], counted["sql"]), reply


def _answer(app: Flask, request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    response = app.test_client().post(first.split()[1], headers=headers, input_stream=BytesIO(body))
    if response.status_code != 200:
        raise ValueError(f"the line answered {response.status}")
    return response.get_data()


@contextmanager
def _redis_counted(counted: Counter[str]) -> Iterator[None]:
    """Count this thread's requests to Redis. A pipeline or a script is one request, with one wait for the reply.

    The copies of last known values are written a few times a second by a separate thread, for many turns at once; no
    turn waits for them.
    """
    with _counting(Wire, "send", counted), _counting(AbstractConnection, "send_packed_command", counted):
        yield


@contextmanager
def _counting(kind: type, name: str, counted: Counter[str]) -> Iterator[None]:
    """Count the calls of a method that this thread makes."""
    send, thread = getattr(kind, name), get_ident()

    def counting(connection: Any, *sent: Any, **how: Any) -> None:
        counted["redis"] += get_ident() == thread
        send(connection, *sent, **how)

    setattr(kind, name, counting)
    try:
        yield
    finally:
        setattr(kind, name, send)


def _count_sql(engine: Engine, counted: Counter[str]) -> None:
    """Count the statements that the driver is given on every connection that `engine` makes from now on."""

    def note(statement: str) -> None:
        counted["sql"] += not statement.upper().startswith(_NO_QUERY)

    class Counting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *rest: Any, **how: Any) -> Any:
            note(str(query))
            return super().execute(query, *rest, **how)

    @event.listens_for(engine, "connect")
    def _watch(connection: Any, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = Counting
