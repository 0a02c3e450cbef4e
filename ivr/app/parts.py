"""What the pieces of one application are made of: its stores, its clock, its words, the routing in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import redis
from sqlalchemy import Engine

from ivr.adapters import database
from ivr.adapters.floor import LiveFloor, Snapshot
from ivr.adapters.metrics import Meters, meters
from ivr.adapters.redis import connect
from ivr.adapters.refreshing import Refreshed
from ivr.adapters.routings.store import RoutingStore
from ivr.adapters.routings.watching import Watcher
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.watch import Watch
from ivr.engine.effects import Spoken
from ivr.settings import Settings
from prompts.catalogue import Catalogue
from routing.decide import Compiled
from routing.document import DEFAULT, RoutingError, read_file
from routing.model import Routing

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Stores:
    """Where state lives: Redis for what is in flight, SQL for what must last."""

    redis: redis.Redis
    engine: Engine
    reader: Engine

    def close(self) -> None:
        """Give the connections back."""
        self.redis.close()
        self.engine.dispose()
        self.reader.dispose()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the pieces of one application are made of. `key` signs states and hashes numbers."""

    settings: Settings
    stores: Stores
    clock: Clock
    floor: LiveFloor
    catalogue: Catalogue
    meters: Meters
    addresses: Addresses
    key: bytes

    def words(self, spoken: Spoken) -> str:
        """The plain words of a sentence, on the shop's clock."""
        return self.catalogue.words(spoken.line, locale=spoken.language, now=self.clock())


def shop_clock(settings: Settings) -> Clock:
    """The time where the shop is."""
    zone = ZoneInfo(settings.time_zone)
    return partial(datetime.now, zone)


def routing_of(settings: Settings) -> Routing:
    """The routing document in force. Raises RoutingError, also when a number's language has no words."""
    routing = read_file(settings.routing_file or DEFAULT)
    spoken = set(settings.languages)
    wrong = [
        f"numbers.{dnis}.language: {number.language} is not among WISMO_LANGUAGES"
        for dnis, number in routing.numbers.items()
        if number.language not in spoken
    ]
    if wrong:
        raise RoutingError(wrong)
    return routing


def routing_in_force(settings: Settings, engine: Engine, clock: Clock) -> Routing:
    """The document in force, by SQL. Raises RoutingError."""
    return RoutingStore(engine, clock=clock, first=routing_of(settings)).current().routing


def open_stores(settings: Settings) -> Stores:
    """Connections to Redis and SQL; nothing is asked of them yet."""
    deadline = settings.order_deadline
    return Stores(
        redis=connect(settings.redis_url, settings.redis_deadline),
        engine=database.connect(settings.database_url, settings.data_dir),
        reader=database.connect(settings.database_url, settings.data_dir, statement_timeout=deadline, reads_only=True),
    )


def parts_of(settings: Settings, clock: Clock, stores: Stores) -> Parts:
    counted = meters()
    return Parts(
        settings=settings,
        stores=stores,
        clock=clock,
        floor=_floor(settings, stores, clock, counted, Watch(counted)),
        catalogue=Catalogue.load(settings.languages),
        meters=counted,
        addresses=Addresses(settings.public_url),
        key=settings.secret_key.get_secret_value().encode(),
    )


def _floor(settings: Settings, stores: Stores, clock: Clock, counted: Meters, watch: Watch) -> LiveFloor:
    """The queues as they stand and the routing in force, read by a thread of their own."""
    watcher = _watcher(settings, stores, clock, watch)
    snapshot = Refreshed(
        watcher.snapshot,
        first=Snapshot(watcher.last),
        every=settings.refresh_seconds,
        failed=lambda _: counted.redis_failed("failed"),
    )
    return LiveFloor(snapshot, older=watcher.version)


def floor_now(settings: Settings, stores: Stores, clock: Clock) -> LiveFloor:
    """The queues as they stand at this moment. Raises what redis-py and SQLAlchemy raise."""
    watcher = _watcher(settings, stores, clock, Watch(meters()))
    now_is = watcher.snapshot()
    return LiveFloor(lambda: now_is, older=watcher.version)


def _watcher(settings: Settings, stores: Stores, clock: Clock, watch: Watch) -> Watcher:
    first = routing_of(settings)
    store = RoutingStore(stores.engine, clock=clock, first=first)
    return Watcher(stores.redis, stores.engine, store, clock, watch.routing_broke, Compiled(first, version=0))
