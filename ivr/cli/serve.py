"""`wismo serve`: everything that one machine needs, under one process."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import NewerDatabase, upgrade
from ivr.adapters.telemetry import metrics
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.cli.environment import is_production, start_process, variables
from ivr.cli.mendable import told
from ivr.cli.supervise import Child
from ivr.settings import Settings
from prompts.po_file import CatalogueError
from routing.document import RoutingError

PARTS = ("calls", "console", "jobs")
BACKGROUND = ("nice", "-n", "5")
"""Jobs and the console yield the CPU to calls where it is short; most of all at the start."""
FIRST_INHERITED = 3
"""The descriptor of the first socket that a process is started with (sd_listen_fds(3))."""
LAST_TURNS = 6.0
"""Seconds that a web server takes at most to finish its turns and let go of its port."""
TRIED_AGAIN = 5.0
"""Seconds until a database that could not be migrated is tried again."""
BACKLOG = 2048  # calls that wait while a dead web server is started again

STALLED = 20.0
"""Seconds that a client may take nothing of an answer."""
LOCAL = ("localhost", "127.0.0.1", "::1")

log = structlog.get_logger()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="For calls.")
@click.option("--console-port", type=click.IntRange(0, 65535), help="For the console and the API; the next by default.")
@click.option("--only", type=click.Choice(PARTS), help="Run one part here, the others elsewhere.")
def serve(host: str, port: int, console_port: int | None, only: str | None) -> None:
    """Answer calls and people: two web servers, and jobs with their schedule, on this machine.

    Without REDIS_URL and DATABASE_URL it runs on an embedded Redis and SQLite in WISMO_DATA_DIR. Sockets that systemd
    passes on take the place of --host and the ports: that for calls, then that for the console. SIGTERM or Ctrl-C ends
    it in order: the workers finish their jobs, the web servers what is in flight, Redis goes last. Neither Redis nor
    the database need be there.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parts = (only,) if only else PARTS
    ports = {"calls": port, "console": (port + 1 if port else 0) if console_port is None else console_port}
    with ExitStack() as listening:
        listeners = inherited([part for part in parts if part in ports])
        for part in [part for part in parts if part in ports and part not in listeners]:
            listeners[part] = listen(host, ports[part])
        for listener in listeners.values():
            listening.enter_context(listener)
            _hang_up_on_those_who_stall(listener)
        refusal = run(addressed(start_process(), listeners), parts, listeners, stop)
    log.info("stopped")
    if refusal:
        raise click.ClickException(refusal)


def run(settings: Settings, parts: Sequence[str], listeners: Mapping[str, socket.socket], stop: threading.Event) -> str:
    """Run these parts until `stop`. Returns the reason if the line refused to start, else ""."""
    warn(settings)
    redis = None if settings.redis_url else EmbeddedRedis(settings.data_dir)
    if redis:
        settings = settings.model_copy(update={"redis_url": redis.url})
    tables = Tables(settings, stop)
    answering = {part: os.pipe() for part in listeners}
    children = processes(settings, parts, listeners, {part: writing for part, (_, writing) in answering.items()})
    tables.start()
    tell_systemd([reading for reading, _ in answering.values()])
    at = {part: listener.getsockname()[:2] for part, listener in listeners.items()}
    log.info("serving", **at, public_url=settings.public_url, console_url=settings.console_url)
    tend(children, redis, tables, stop)
    for listener in listeners.values():
        listener.close()
    shut_down(children, redis)
    return tables.refusal


def inherited(parts: Sequence[str]) -> dict[str, socket.socket]:
    """The listening sockets passed on by the parent process, in the order of `parts`.

    They outlive restarts, and calls wait in them.
    """
    told = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    many = int(told[1]) if told[0] == str(os.getpid()) and told[1].isdecimal() else 0
    return {part: socket.socket(fileno=FIRST_INHERITED + place) for place, part in enumerate(parts[:many])}


def listen(host: str, port: int) -> socket.socket:
    """A socket to accept connections from. It is held here, so that they wait, not fail, while a web server restarts.

    A web server whose supervisor was killed may hold the port until it has finished its turns.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    give_up = time.monotonic() + LAST_TURNS
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > give_up:
                raise click.ClickException(f"cannot listen at {host} port {port}: {error.strerror}") from None
        time.sleep(0.1)


def _hang_up_on_those_who_stall(listener: socket.socket) -> None:
    """Have the kernel end connections whose peer does not acknowledge data (Linux: tcp(7))."""
    with suppress(AttributeError, OSError):  # only TCP has it, and only on Linux
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(STALLED * 1000))


def addressed(settings: Settings, listeners: Mapping[str, socket.socket]) -> Settings:
    """The settings with the addresses that this machine itself is reached at, where none were set."""
    local = {f"{'public' if part == 'calls' else part}_url": port_of(each) for part, each in listeners.items()}
    update = {name: f"http://localhost:{port}" for name, port in local.items() if name not in settings.model_fields_set}
    settings = settings.model_copy(update=update)
    console = urlsplit(settings.console_url)
    if "calls" in listeners and console.hostname in LOCAL and console.port == port_of(listeners["calls"]):
        raise click.ClickException("CONSOLE_URL leads to the server for calls, in a circle: it is on --console-port")
    return settings


def port_of(listener: socket.socket) -> int:
    """The port of a listening socket."""
    return int(listener.getsockname()[1])


def warn(settings: Settings) -> None:
    """Log the limits of this set-up."""
    if not settings.twilio_account_sid and not is_production(settings):
        log.warning("no Twilio account is set: only `wismo call` and the browser phone can ring this line")


class Tables(threading.Thread):
    """Migrates the database to this version as soon as it can be reached; calls are answered without it.

    `refusal` is an error with which no call could be answered and which does not pass by itself; `stop` is then set.
    `tried` is set once the first attempt has ended, whichever way.
    """

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        super().__init__(name="tables", daemon=True)
        self._settings = settings
        self._engine = connect(settings.database_url, settings.data_dir)
        self._stop = stop
        self._trouble = ""
        self.refusal = ""
        self.tried = threading.Event()

    def run(self) -> None:
        """Try until the database is migrated."""
        try:
            store_of(self._settings, self._engine, shop_clock(self._settings), editor_of(self._settings))
            while not (self._is_done() or self._stop.wait(TRIED_AGAIN)):
                continue
        except (NewerDatabase, RoutingError, CatalogueError) as error:
            self.refusal = str(error)
            self._stop.set()
        self._engine.dispose()

    def _is_done(self) -> bool:
        try:
            upgrade(self._engine)
        except (SQLAlchemyError, OSError) as error:
            self._say(told(error) or type(error).__name__)
            return False
        finally:
            self.tried.set()
        return True

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.error("the database cannot be migrated and is tried again", cause=trouble, mend="see `wismo doctor`")
        self._trouble = trouble


def tell_systemd(answering: Sequence[int]) -> None:
    """Tell systemd that the line has started, once each web server answers (sd_notify(3), Type=notify).

    A web server writes to its pipe, one of `answering`.
    """
    address = os.environ.pop("NOTIFY_SOCKET", "")
    if address:
        threading.Thread(target=_notify, args=(address, answering), name="systemd", daemon=True).start()


def _notify(address: str, answering: Sequence[int]) -> None:
    for pipe in answering:
        os.read(pipe, 1)
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.sendto(b"READY=1", address.replace("@", "\0", 1) if address.startswith("@") else address)


def processes(
    settings: Settings, parts: Sequence[str], listeners: Mapping[str, socket.socket], ready: Mapping[str, int]
) -> list[Child]:
    """The web servers first, then what works behind them. `ready` is the pipe of each web server."""
    environment = variables(settings)
    counts = metrics.prepare(metrics.in_memory(settings.data_dir)) if listeners else {}
    shared = {**environment, **counts}
    children = [_web(part, listener.fileno(), ready[part], shared) for part, listener in listeners.items()]
    if "jobs" in parts:
        schedule, worker = ([*BACKGROUND, *wismo(command)] for command in ("schedule", "worker"))
        children.append(Child("schedule", schedule, environment))
        children += [
            Child(f"worker {number}", worker, environment, patience=30) for number in range(1, settings.job_workers + 1)
        ]
    return children


def _web(part: str, fd: int, ready: int, environment: Mapping[str, str]) -> Child:
    command = [sys.executable, "-m", "ivr.cli.web_server", part, str(fd), str(ready)]
    return Child(part, [*([] if part == "calls" else BACKGROUND), *command], environment, fds=[fd, ready], patience=15)


def wismo(command: str) -> list[str]:
    """The words that start a command of this installation."""
    return [str(Path(sys.executable).with_name("wismo")), command]


def tend(children: Sequence[Child], redis: EmbeddedRedis | None, tables: Tables, stop: threading.Event) -> None:
    """Keep everything running until `stop`. Calls are answered at once; jobs wait for Redis and the newest tables.

    They do not wait for a database that is away: each has its answer to that.
    """
    web, jobs = apart(children)
    has_ground = False
    while not stop.is_set():
        has_ground = has_ground or (tables.tried.is_set() and (redis is None or redis.answers))
        for child in [*web, *(jobs if has_ground else [])]:
            child.tend()
        if redis and redis.tend():
            log.info("redis was started")
        stop.wait(0.1)


def apart(children: Sequence[Child]) -> tuple[list[Child], list[Child]]:
    """The web servers, and the jobs with their schedule."""
    return [child for child in children if child.fds], [child for child in children if not child.fds]


def shut_down(children: Sequence[Child], redis: EmbeddedRedis | None) -> None:
    """End the jobs while calls are still answered, then the web servers, then Redis: a restart is short for callers."""
    web, jobs = apart(children)
    for group in (jobs, web):
        for child in group:
            child.ask_to_stop()
        for child in group:
            child.stop()
    if redis:
        redis.stop()
