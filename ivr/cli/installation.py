"""The routing of this installation, opened for a command."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from ivr.adapters.redis import connections
from ivr.adapters.redis.live_calls import Scenes
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql import database
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import Conflict, Hand, RoutingStore, Unexplained, UnknownSwitch, UnknownVersion
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import Clock, editor_of, shop_clock, store_of
from ivr.cli.environment import load_settings, redis_at
from ivr.settings import Settings
from routing.document import RoutingError, read_file
from routing.model import Routing, Switch
from routing.switches import scope_in_words, switch_scope

COMMAND_PATIENCE = 5.0
"""Seconds that a command waits for Redis; nobody is on the telephone."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works on."""

    settings: Settings
    clock: Clock
    engine: Engine
    store: RoutingStore
    plans: Plans

    def tell(self) -> None:
        """Let every worker know what is in force now."""
        with redis_at(self.settings) as url, connections.connect(url, COMMAND_PATIENCE) as client:
            Announcements(client, self.store).tell()

    def reach(self, switch: Switch) -> str:
        """Whom a switch reaches, and how many callers wait there now."""
        routing = self.store.current().routing
        found = switch_scope(routing, switch)
        with redis_at(self.settings) as url, connections.connect(url, COMMAND_PATIENCE) as client:
            waiting = Scenes(client, clock=time.monotonic).now().waiting(found)
        return f"{scope_in_words(routing, found)}, {'an unknown number of' if waiting is None else waiting} waiting"


@contextmanager
def opened() -> Iterator[Opened]:
    """The routing of this installation. What goes wrong ends the command, and says what to do."""
    settings = load_settings()
    engine = database.connect(settings.database_url, settings.data_dir)
    clock = shop_clock(settings)
    try:
        upgrade(engine)
        store = store_of(settings, engine, clock, editor_of(settings))
        yield Opened(settings, clock, engine, store, Plans(engine, store, clock))
    except RoutingError as error:
        complain(error)
    except (Conflict, Unexplained, UnknownVersion, UnknownSwitch) as error:
        raise click.ClickException(str(error)) from None
    finally:
        engine.dispose()


def document(path: Path) -> Routing:
    """A document in a file; one that cannot be used ends the command with all that is wrong."""
    try:
        return read_file(path)
    except RoutingError as error:
        complain(error)


def complain(error: RoutingError) -> NoReturn:
    """Every problem on a line of its own, and the end of the command."""
    for problem in error.problems:
        click.echo(problem, err=True)
    raise SystemExit(1)


def me() -> Hand:
    """Whoever runs the command."""
    return Hand(getpass.getuser(), "cli")


def moment(text: str, zone: str) -> datetime:
    """A time as people write it (2026-12-25T10:00), on the wall clock of a zone unless it has an offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time; write it as in 2026-12-25T10:00") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
