"""Browsers that watch the console as its pages do, in separate processes.

`python -m tools.bench.watchers HOST PORT COOKIE HOW_MANY` runs HOW_MANY browsers, half of them maps, half boards, and
one at the desk for each cookie of an agent that stands on standard input, a line each; it prints `ready` when each has
been answered once. With `screen PORT` in place of HOW_MANY it runs one map. After its
first picture it calls that port repeatedly, and prints the seconds from each answer until the map shows the call, until
it is terminated.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from random import random
from uuid import uuid4

from ivr.accounts import User
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.calls.desk import presence_changes
from ivr.settings import Settings
from tools.bench import traffic

PAGES = (("/console/board/stream", "/console/board/part"), ("/console/live/stream", "/console/live/scene"))
"""The stream of each page that updates itself, and the path it polls without one."""
DESK = ("/console/desk/stream", "/console/desk/part")
AGAIN = 5.0
"""Seconds between two polls of a page without a stream (static/follow.js)."""
RINGS_EVERY = 0.3
"""Seconds between two calls that a map must show."""
LARGEST_FRAME = 2**20
_RETRY_AFTER = re.compile(rb"Retry-After: (\d+)")
NAME = "bench"
QUEUE = "care-en"


def cookies_of(settings: Settings, stores: Stores, agents: int) -> tuple[str, list[str]]:
    """The session cookies of a supervisor, and of so many agents who are at work and away."""
    key = settings.secret_key.get_secret_value().encode()
    users = SqlUsers(stores.engine, clock=_now, key=key)
    console = create_app(settings, stores=stores).extensions["console"].application
    serializer = console.session_interface.get_signing_serializer(console)  # type: ignore[attr-defined]  # Flask's cookies have one

    def cookie(user: User) -> str:
        users.add(user)
        return f"wismo_console={serializer.dumps({'_user_id': users.begin(user.name), '_fresh': False})}"

    names = [f"agent-{number}" for number in range(agents)]
    _at_work(stores, key, names)
    return cookie(User(NAME, "supervisor")), [cookie(User(name, "agent")) for name in names]


def _at_work(stores: Stores, key: bytes, names: Sequence[str]) -> None:
    """Have agents with these names come to work, and stay away."""
    agents, presences = SqlAgents(stores.engine, stores.reader, stores.redis, key), RedisPresences(stores.redis, _now)
    for name in names:
        agents.add("", name=name, queues=[QUEUE], user=name, station="browser")
        found = agents.of_user(name)
        if found:
            signed = partial(presence_changes.signed_in, agent=found, queues=[QUEUE], station="browser", now=0.0)
            presences.change(found.id, signed)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def watching(address: tuple[str, int], cookie: str, how_many: int, desks: Sequence[str] = ()) -> Iterator[None]:
    """Run `how_many` browsers with the console open, and one at the desk for each cookie of an agent."""
    with _started(address, cookie, str(how_many), desks=desks):
        yield


@contextmanager
def on_screen(address: tuple[str, int], cookie: str, calls: int) -> Iterator[list[float]]:
    """Run one browser with a map while calls come in at the port `calls`.

    Fills the list at the end of the context: the seconds until each call was shown.
    """
    shown: list[float] = []
    with _started(address, cookie, "screen", str(calls)) as screen:
        yield shown
        screen.terminate()
        shown += map(float, screen.stdout or ())


@contextmanager
def _started(
    address: tuple[str, int], cookie: str, *what: str, desks: Sequence[str] = ()
) -> Iterator["subprocess.Popen[str]"]:
    """Run a process of browsers, ready when the context begins, until it ends."""
    command = [sys.executable, "-m", "tools.bench.watchers", address[0], str(address[1]), cookie, *what]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdin:
            process.stdin.write("\n".join(desks))
            process.stdin.close()
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("those who watch were not let in")
        yield process
    finally:
        process.kill()
        process.wait()


async def _crowd(browser: "_Browser", how_many: int, at_desks: Sequence["_Browser"]) -> None:
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))  # browsers compute on machines of their own
    watched = [(browser, PAGES[place % 2]) for place in range(how_many)] + [(each, DESK) for each in at_desks]
    async with asyncio.TaskGroup() as tasks:
        answered = [asyncio.Event() for _ in watched]
        for (each, page), event in zip(watched, answered, strict=True):
            tasks.create_task(each.watch(*page, event))
        for event in answered:
            await event.wait()
        print("ready", flush=True)


async def _screen(browser: "_Browser", calls: "_Browser") -> None:
    screen = _Screen(browser, calls)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(screen.look())
        await screen.is_on.wait()
        print("ready", flush=True)
        tasks.create_task(screen.ring())


class _Browser:
    """Asks as the pages do."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        self._host, self._port, self._cookie = host, port, cookie

    async def watch(self, stream: str, part: str, answered: asyncio.Event) -> None:
        """A page that moves by its stream, or asks again and again where no seat is free."""
        reader, writer = await self.get(stream)
        if b" 200 " in await reader.readline():
            answered.set()
            while await reader.read(65536):
                pass
        writer.close()
        await self._ask(part, answered)

    async def _ask(self, path: str, answered: asyncio.Event) -> None:
        while True:
            reader, writer = await self.get(path)
            head, _, _ = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
            if b" 503 " in head.partition(b"\r\n")[0]:
                await asyncio.sleep(float(_RETRY_AFTER.findall(head)[0]) + random())
                continue
            if not head.startswith(b"HTTP/1.1 200 "):
                raise ConnectionError(f"{path} answered {head!r}")
            answered.set()
            await asyncio.sleep(AGAIN)

    async def get(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Ask for a page."""
        head = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nCookie: {self._cookie}\r\nConnection: close\r\n\r\n"
        return await self.send(head.encode())

    async def send(self, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Send a request over a new connection."""
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=LARGEST_FRAME)
        writer.write(request)
        return reader, writer


class _Screen:
    """A map filtered by a number without other callers, so that all of its few calls are listed."""

    def __init__(self, browser: _Browser, calls: _Browser) -> None:
        self._browser, self._calls = browser, calls
        self._seen: dict[bytes, asyncio.Event] = {}
        self.is_on = asyncio.Event()

    async def look(self) -> None:
        """Read the frames of the stream."""
        reader, _ = await self._browser.get(f"/console/live/stream?number={traffic.RARELY_DIALLED.replace('+', '%2B')}")
        while True:
            frame = await reader.readuntil(b"\n\n")
            self.is_on.set()
            for sid in [sid for sid in self._seen if sid in frame]:
                self._seen.pop(sid).set()

    async def ring(self) -> None:
        """Call repeatedly, and print the seconds until each call is shown."""
        while True:
            sid = f"CA{uuid4().hex}"
            seen = self._seen[sid.encode()] = asyncio.Event()
            reader, writer = await self._calls.send(traffic.rare_call(sid))
            await reader.readuntil(b"\r\n\r\n")
            answered = asyncio.get_running_loop().time()
            await seen.wait()
            print(asyncio.get_running_loop().time() - answered, flush=True)
            writer.close()
            await asyncio.sleep(RINGS_EVERY)


def _main(host: str, port: str, cookie: str, what: str, calls: str = "0") -> None:
    browser = _Browser(host, int(port), cookie)
    ringing = _Browser(host, int(calls), "")
    at_desks = [_Browser(host, int(port), agent) for agent in sys.stdin.read().split()]
    asyncio.run(_screen(browser, ringing) if what == "screen" else _crowd(browser, int(what), at_desks))


if __name__ == "__main__":
    _main(*sys.argv[1:])
