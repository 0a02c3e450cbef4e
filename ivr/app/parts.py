"""Shared parts of an application: stores, clock, words, and the routing in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import redis
from sqlalchemy import Engine

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.adapters.resilience.cached_value import RefreshedValue
from ivr.adapters.speech.brand_speakers import BrandSpeakers
from ivr.adapters.sql import database
from ivr.adapters.sql.routing.poller import RoutingPoller
from ivr.adapters.sql.routing.store import Check, RoutingStore
from ivr.adapters.telemetry.metrics import Meters, meters
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.addresses import Addresses
from ivr.calls.prompt_registry import WANTED
from ivr.reporting.alerts import AlertLimits
from ivr.settings import Settings
from prompts.catalogue import Catalogue
from prompts.wording import Editor
from routing.check import problems
from routing.decide import CompiledRouting
from routing.document import DEFAULT, RoutingError, checked, read_file
from routing.model import Routing

Clock = Callable[[], datetime]

LARGEST_REQUEST = 1_000_000
"""Maximum bytes of a request body."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores: Redis for state of live calls, SQL for permanent data."""

    redis: redis.Redis
    engine: Engine
    reader: Engine

    def close(self) -> None:
        """Close the connections."""
        self.redis.close()
        database.close(self.engine)
        database.close(self.reader)


@dataclass(frozen=True, slots=True)
class Parts:
    """The shared parts of an application. `key` signs states and hashes numbers."""

    settings: Settings
    stores: Stores
    clock: Clock
    floor: RoutingRuntime
    store: RoutingStore
    editor: Editor
    wordings: BrandSpeakers
    meters: Meters
    addresses: Addresses
    key: bytes


def shop_clock(settings: Settings) -> Clock:
    """The current time in the shop's time zone."""
    zone = ZoneInfo(settings.time_zone)
    return partial(datetime.now, zone)


def editor_of(settings: Settings) -> Editor:
    """The line's words, and the checker of custom ones. Raises CatalogueError."""
    return Editor(Catalogue.load(settings.languages), WANTED)


def check_of(settings: Settings, editor: Editor) -> Check:
    """The full check of a routing document on this line, including its languages, words and voices."""
    return partial(problems, languages=settings.languages, speech=editor)


def store_of(settings: Settings, engine: Engine, clock: Clock, editor: Editor) -> RoutingStore:
    """The routing store in SQL. Raises RoutingError if the initial document is unusable."""
    return RoutingStore(
        engine,
        clock=clock,
        first=_first(settings, editor),
        check=check_of(settings, editor),
        needs_approval=settings.publish_needs_approval,
    )


def _first(settings: Settings, editor: Editor) -> Routing:
    """The document in force before the first publication. It can offer languages that the line does not speak."""
    file = settings.routing_file or DEFAULT
    try:
        routing = checked(read_file(file), partial(problems, speech=editor))
    except RoutingError as error:
        name = "WISMO_ROUTING_FILE" if settings.routing_file else file.name
        raise RoutingError([f"{name}: {problem}" for problem in error.problems]) from None
    if wrong := [
        f"numbers.{dnis}.language: {number.language} is not among WISMO_LANGUAGES"
        for dnis, number in routing.numbers.items()
        if number.language not in settings.languages
    ]:
        raise RoutingError(wrong)
    return routing


def limits_of(settings: Settings) -> AlertLimits:
    """The limits that raise alerts."""
    return AlertLimits(
        wait=settings.alert_wait_seconds,
        service_points=settings.alert_service_points,
        errors=settings.alert_errors,
        unmatched_percent=settings.alert_unmatched_percent,
        orders_hours=settings.alert_orders_hours,
        source_hours=settings.alert_source_hours,
        guesses=settings.alert_guesses,
    )


def open_stores(settings: Settings) -> Stores:
    """Create connections to Redis and SQL without using them."""
    deadline = settings.order_deadline
    return Stores(
        redis=connect(settings.redis_url, settings.redis_deadline),
        engine=database.connect(settings.database_url, settings.data_dir),
        reader=database.connect(settings.database_url, settings.data_dir, statement_timeout=deadline, reads_only=True),
    )


def parts_of(settings: Settings, clock: Clock, stores: Stores) -> Parts:
    counted, editor = meters(), editor_of(settings)
    watch = TurnLog(counted)
    store = store_of(settings, stores.engine, clock, editor)
    floor = _floor(settings, stores, clock, store, watch)
    return Parts(
        settings=settings,
        stores=stores,
        clock=clock,
        floor=floor,
        store=store,
        editor=editor,
        wordings=BrandSpeakers(editor, floor, clock, watch),
        meters=counted,
        addresses=Addresses(settings.public_url),
        key=settings.secret_key.get_secret_value().encode(),
    )


def _floor(settings: Settings, stores: Stores, clock: Clock, store: RoutingStore, watch: TurnLog) -> RoutingRuntime:
    """Queue states and the routing in force, refreshed by a background thread."""
    watcher = _watcher(stores, store, clock, watch)
    snapshot = RefreshedValue(
        watcher.snapshot,
        first=RoutingSnapshot(watcher.last),
        every=settings.refresh_seconds,
        failed=lambda _: watch.meters.redis_failed("failed"),
    )
    return RoutingRuntime(snapshot, older=watcher.version)


def floor_now(settings: Settings, stores: Stores, clock: Clock) -> RoutingRuntime:
    """The current queue states. Raises the errors of redis-py and SQLAlchemy."""
    store = store_of(settings, stores.engine, clock, editor_of(settings))
    watcher = _watcher(stores, store, clock, TurnLog(meters()))
    now_is = watcher.snapshot()
    return RoutingRuntime(lambda: now_is, older=watcher.version)


def _watcher(stores: Stores, store: RoutingStore, clock: Clock, watch: TurnLog) -> RoutingPoller:
    first = CompiledRouting(store.version(0).routing, version=0)
    return RoutingPoller(stores.redis, stores.engine, store, clock, watch.routing_broke, first)
