"""`wismo serve`: everything that one machine needs, under one process."""

import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click
import structlog

from ivr.adapters import metrics
from ivr.adapters.database import connect
from ivr.adapters.embedded import EmbeddedRedis
from ivr.adapters.schema import upgrade
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.cli.environment import is_production, start_process, variables
from ivr.cli.supervise import Child
from ivr.settings import Settings

WORKERS = 2
BACKLOG = 2048  # calls that wait while a dead web server is started again

log = structlog.get_logger()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Answer calls: web, workers and schedule on this machine.

    Without REDIS_URL and DATABASE_URL it runs on an embedded Redis and SQLite in WISMO_DATA_DIR. SIGTERM or
    Ctrl-C ends it in order: the web server finishes the turns in flight, the workers their jobs, Redis goes last.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with listen(host, port) as listener:
        settings = addressed(start_process(), listener)
        warn(settings)
        redis = None if settings.redis_url else EmbeddedRedis(settings.data_dir)
        if redis:
            redis.start()
            settings = settings.model_copy(update={"redis_url": redis.url})
        migrate(settings)
        children = processes(settings, listener)
        log.info("serving", host=host, port=listener.getsockname()[1], public_url=settings.public_url)
        tend(children, redis, stop)
        listener.close()
    shut_down(children, redis)
    log.info("stopped")


def listen(host: str, port: int) -> socket.socket:
    """The socket that calls come in at. It is held here, so that they wait, not fail, while the web server restarts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise click.ClickException(f"cannot listen at {host} port {port}: {error.strerror}") from None


def addressed(settings: Settings, listener: socket.socket) -> Settings:
    """The settings with the address that this machine itself is reached at, unless PUBLIC_URL was set."""
    if "public_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"public_url": f"http://localhost:{listener.getsockname()[1]}"})


def warn(settings: Settings) -> None:
    """Say what this set-up cannot do."""
    if not settings.twilio_account_sid and not is_production(settings):
        log.warning("no Twilio account is set: only `wismo call` and the browser phone can ring this line")


def migrate(settings: Settings) -> None:
    """Bring the database to this version's tables, and look whether calls can be routed by it.

    Raises what a web server would end with, again and again: RoutingError, CatalogueError.
    """
    engine = connect(settings.database_url, settings.data_dir)
    upgrade(engine)
    store_of(settings, engine, shop_clock(settings), editor_of(settings))
    engine.dispose()


def processes(settings: Settings, listener: socket.socket) -> list[Child]:
    """The web server first, then what works behind it. They end in this order, too."""
    environment = variables(settings)
    counts = metrics.prepare(settings.data_dir / "metrics")
    fd = listener.fileno()
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:ivr.cli.server", "-b", f"fd://{fd}", "wsgi:app"]
    web = Child("web", gunicorn, {**environment, **counts}, fds=[fd], patience=15)
    return [
        web,
        Child("schedule", _wismo("schedule"), environment),
        *(Child(f"worker {number}", _wismo("worker"), environment, patience=30) for number in range(1, WORKERS + 1)),
    ]


def _wismo(command: str) -> list[str]:
    return [str(Path(sys.executable).with_name("wismo")), command]


def tend(children: Sequence[Child], redis: EmbeddedRedis | None, stop: threading.Event) -> None:
    """Keep everything running until `stop`."""
    while not stop.is_set():
        if redis and redis.tend():
            log.error("a process died and was started again", process="redis")
        for child in children:
            child.tend()
        stop.wait(0.1)


def shut_down(children: Sequence[Child], redis: EmbeddedRedis | None) -> None:
    """End the web server, so that nothing new comes in; then the workers together; then Redis."""
    web, *others = children
    web.stop()
    for child in others:
        child.ask_to_stop()
    for child in others:
        child.stop()
    if redis:
        redis.stop()
