"""The objects of a command: settings, database and routing of this installation."""

import getpass
import os
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
from ivr.adapters.redis.live_calls import LiveFeed
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql import database
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import Clock, editor_of, shop_clock, store_of
from ivr.cli.environment import load_settings, redis_at
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import RoutingError, read_file
from routing.model import Routing, Switch
from routing.switches import Unexplained, UnknownSwitch, scope_in_words, switch_scope
from routing.versions import ApprovalNeeded, Conflict, UnknownVersion

COMMAND_PATIENCE = 5.0
"""Seconds that a command waits for Redis, longer than a turn, as no caller waits."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, clock, database and routing store."""

    settings: Settings
    clock: Clock
    engine: Engine
    store: RoutingStore
    plans: Plans

    def announce(self) -> None:
        """Tell every worker which version and switches are in force."""
        with redis_at(self.settings) as url, connections.connect(url, COMMAND_PATIENCE) as client:
            Announcements(client, self.store).tell()

    def reach(self, switch: Switch) -> str:
        """The queues and numbers that a switch affects, and the number of callers waiting there."""
        routing = self.store.current().routing
        found = switch_scope(routing, switch)
        with redis_at(self.settings) as url, connections.connect(url, COMMAND_PATIENCE) as client:
            waiting = LiveFeed(client, clock=time.monotonic).now().waiting(found)
        return f"{scope_in_words(routing, found)}, {'an unknown number of' if waiting is None else waiting} waiting"


@contextmanager
def open_installation() -> Iterator[Installation]:
    """Open it for one command. Errors that an operator can mend end the command with a message."""
    settings = load_settings()
    engine = database.connect(settings.database_url, settings.data_dir)
    clock = shop_clock(settings)
    try:
        upgrade(engine)
        store = store_of(settings, engine, clock, editor_of(settings))
        yield Installation(settings, clock, engine, store, Plans(engine, store, clock))
    except RoutingError as error:
        exit_with_problems(error)
    except (ApprovalNeeded, Conflict, Unexplained, UnknownVersion, UnknownSwitch) as error:
        raise click.ClickException(str(error)) from None
    finally:
        engine.dispose()


def read_document(path: Path) -> Routing:
    """Read a routing document. An invalid one ends the command with all its problems."""
    try:
        return read_file(path)
    except RoutingError as error:
        exit_with_problems(error)


def check_brand(settings: Settings, engine: Engine, brand: str) -> None:
    """End the command if the routing in force has no such brand: nobody would hear of its orders."""
    if not brand:
        return
    brands = store_of(settings, engine, shop_clock(settings), editor_of(settings)).current().routing.brands
    if brand not in brands:
        raise click.ClickException(f"the routing has no brand {brand!r}; it has {', '.join(sorted(brands)) or 'none'}")


def exit_with_problems(error: RoutingError) -> NoReturn:
    """Print every problem on its own line, and end the command with status 1."""
    for problem in error.problems:
        click.echo(problem, err=True)
    raise SystemExit(1)


def this_user() -> Actor:
    """The user who runs the command, for the audit; in a container it may be a number without a name."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # KeyError before Python 3.13
        name = f"uid {os.getuid()}"
    return Actor(name, "cli")


def parse_time(text: str, zone: str) -> datetime:
    """Parse an ISO 8601 time; without an offset it is local time of `zone`. Raises BadParameter."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time; write it as in 2026-12-25T10:00") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
