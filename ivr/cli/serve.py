"""`wismo serve`: everything that one machine needs, under one process."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

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

WORKERS = 2
BACKGROUND = ("nice", "-n", "5")
"""Jobs yield the CPU to calls where it is short; most of all at the start."""
FIRST_INHERITED = 3
"""The descriptor of the first socket that a process is started with (sd_listen_fds(3))."""
LAST_TURNS = 6.0
"""Seconds that a web server takes at most to finish its turns and let go of its port."""
TRIED_AGAIN = 5.0
"""Seconds until a database that could not be migrated is tried again."""
BACKLOG = 2048  # calls that wait while a dead web server is started again

log = structlog.get_logger()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Answer calls: web, workers and schedule on this machine.

    Without REDIS_URL and DATABASE_URL it runs on an embedded Redis and SQLite in WISMO_DATA_DIR. A socket that
    systemd passes on takes the place of --host and --port. SIGTERM or Ctrl-C ends it in order: the web server
    finishes the turns in flight, the workers their jobs, Redis goes last. Neither Redis nor the database need be there.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with inherited() or listen(host, port) as listener:
        settings = addressed(start_process(), listener)
        warn(settings)
        redis = None if settings.redis_url else EmbeddedRedis(settings.data_dir)
        if redis:
            settings = settings.model_copy(update={"redis_url": redis.url})
        tables = Tables(settings, stop)
        children = processes(settings, listener)
        tables.start()
        log.info("serving", address=listener.getsockname()[:2], public_url=settings.public_url)
        tend(children, redis, stop)
        listener.close()
    shut_down(children, redis)
    log.info("stopped")
    if tables.refusal:
        raise click.ClickException(tables.refusal)


def inherited() -> socket.socket | None:
    """The listening socket that whoever started this process holds: it outlives restarts, and calls wait in it."""
    told = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    return socket.socket(fileno=FIRST_INHERITED) if told[0] == str(os.getpid()) and told[1] == "1" else None


def listen(host: str, port: int) -> socket.socket:
    """The socket that calls come in at. It is held here, so that they wait, not fail, while the web server restarts.

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


def addressed(settings: Settings, listener: socket.socket) -> Settings:
    """The settings with the address that this machine itself is reached at, unless PUBLIC_URL was set."""
    if "public_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"public_url": f"http://localhost:{listener.getsockname()[1]}"})


def warn(settings: Settings) -> None:
    """Say what this set-up cannot do."""
    if not settings.twilio_account_sid and not is_production(settings):
        log.warning("no Twilio account is set: only `wismo call` and the browser phone can ring this line")


class Tables(threading.Thread):
    """Brings the database to this version's tables, once it can be reached: calls are answered without it.

    `refusal` says what no call could be answered with, and what waiting does not mend; then `stop` is set.
    """

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        super().__init__(name="tables", daemon=True)
        self._settings = settings
        self._engine = connect(settings.database_url, settings.data_dir)
        self._stop = stop
        self._trouble = ""
        self.refusal = ""

    def run(self) -> None:
        """Try until it is done."""
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
        return True

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.error("the database cannot be migrated and is tried again", cause=trouble, mend="see `wismo doctor`")
        self._trouble = trouble


def processes(settings: Settings, listener: socket.socket) -> list[Child]:
    """The web server first, then what works behind it. They end in this order, too."""
    environment = variables(settings)
    counts = metrics.prepare(metrics.in_memory(settings.data_dir))
    fd = listener.fileno()
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:ivr.cli.server", "-b", f"fd://{fd}", "wsgi:app"]
    web = Child("web", gunicorn, {**environment, **counts}, fds=[fd], patience=15)
    schedule, worker = ([*BACKGROUND, *_wismo(command)] for command in ("schedule", "worker"))
    return [
        web,
        Child("schedule", schedule, environment),
        *(Child(f"worker {number}", worker, environment, patience=30) for number in range(1, WORKERS + 1)),
    ]


def _wismo(command: str) -> list[str]:
    return [str(Path(sys.executable).with_name("wismo")), command]


def tend(children: Sequence[Child], redis: EmbeddedRedis | None, stop: threading.Event) -> None:
    """Keep everything running until `stop`."""
    while not stop.is_set():
        for child in children:
            child.tend()
        if redis and redis.tend():
            log.info("redis was started")
        stop.wait(0.1)


def shut_down(children: Sequence[Child], redis: EmbeddedRedis | None) -> None:
    """End the web server, so that nothing new comes in, and the workers with it; then Redis."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()
    if redis:
        redis.stop()
