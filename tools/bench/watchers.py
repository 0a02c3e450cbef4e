"""Browsers that watch, as the pages of the console do, in a process of their own: half of them maps, half boards.

`python -m tools.bench.watchers HOST PORT COOKIE HOW_MANY` says `ready` when each has been answered once, and goes on
until it is ended.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from ivr.adapters.users import SqlUsers, User
from ivr.app import create_app
from ivr.app.parts import open_stores
from ivr.settings import Settings

AGAIN = 5.0
"""Seconds between two questions of a page that has no stream (static/live.js, refresh.js)."""
NAME = "bench"


def cookie_of(settings: Settings) -> str:
    """The cookie of a supervisor who is signed in."""
    stores = open_stores(settings)
    users = SqlUsers(
        stores.engine, clock=lambda: datetime.now(UTC), key=settings.secret_key.get_secret_value().encode()
    )
    users.add(User(NAME, "supervisor"))
    app = create_app(settings, stores=stores)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's cookies have one
    token = users.begin(NAME)
    stores.close()
    return f"wismo_console={serializer.dumps({'_user_id': token, '_fresh': True})}"


@contextmanager
def watching(address: tuple[str, int], cookie: str, how_many: int) -> Iterator[None]:
    """So many browsers have the console open."""
    command = [sys.executable, "-m", "tools.bench.watchers", address[0], str(address[1]), cookie, str(how_many)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("those who watch were not let in")
        yield
    finally:
        process.terminate()
        process.wait()


async def _watch(host: str, port: int, cookie: str, how_many: int) -> None:
    answered = asyncio.Semaphore(0)
    watchers = [
        asyncio.create_task(_map(host, port, cookie, answered) if place % 2 else _board(host, port, cookie, answered))
        for place in range(how_many)
    ]
    for _ in watchers:
        await answered.acquire()
    print("ready", flush=True)
    await asyncio.gather(*watchers)


async def _map(host: str, port: int, cookie: str, answered: asyncio.Semaphore) -> None:
    """A map with a stream, or asking where there is none free."""
    reader, writer = await _sent(host, port, cookie, "/console/live/stream")
    status = await reader.readline()
    answered.release()
    if b" 200 " in status:
        while await reader.read(65536):
            pass
    writer.close()
    await _ask(host, port, cookie, "/console/live/scene", None)


async def _board(host: str, port: int, cookie: str, answered: asyncio.Semaphore) -> None:
    await _ask(host, port, cookie, "/console/board/part", answered)


async def _ask(host: str, port: int, cookie: str, path: str, answered: asyncio.Semaphore | None) -> None:
    while True:
        reader, writer = await _sent(host, port, cookie, path)
        status = await reader.readline()
        if b" 200 " not in status:
            sys.exit(f"{path} answered {status!r}")
        await reader.read()
        writer.close()
        if answered:
            answered.release()
            answered = None
        await asyncio.sleep(AGAIN)


async def _sent(host: str, port: int, cookie: str, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
    return reader, writer


if __name__ == "__main__":
    asyncio.run(_watch(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
