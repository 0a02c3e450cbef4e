"""The composition: the one module that knows all the others."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import redis
from flask import Flask
from sqlalchemy import Engine

from ivr.adapters import database
from ivr.adapters.guard import Guard
from ivr.adapters.guesses import RedisGuesses
from ivr.adapters.metrics import Meters, exposition, meters
from ivr.adapters.orders.guarded import GuardedOrders
from ivr.adapters.orders.index import OrderIndex
from ivr.adapters.orders.last_known import LastKnown
from ivr.adapters.probes import database_is_migrated, redis_answers
from ivr.adapters.records.late import Late
from ivr.adapters.redis import connect
from ivr.adapters.sessions import Breaker, RedisSessions
from ivr.adapters.sessions.waiting import WaitingLine
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.render import Renderer, apology
from ivr.adapters.twilio.signature import Signatures
from ivr.adapters.watch import Watch
from ivr.calls.events import Caller
from ivr.calls.people import People
from ivr.calls.turn import Calls
from ivr.engine.call import Destination
from ivr.engine.effects import Spoken
from ivr.flows import FLOWS
from ivr.flows.services import Services
from ivr.orders.numbers import hashed
from ivr.orders.verify import Policy
from ivr.settings import Settings
from ivr.web.health import Probe, health
from ivr.web.music import SOFT_CHORDS, music
from ivr.web.people import Beside, beside
from ivr.web.voice import Voice, proven, refusals, voice
from prompts.catalogue import Catalogue
from prompts.facts import Line
from prompts.hearing import Hearing
from prompts.voices import voice_of
from routing.document import DEFAULT, read_file
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
class Words:
    """What is said, in which voice, on the shop's clock."""

    catalogue: Catalogue
    clock: Clock

    def of(self, spoken: Spoken) -> str:
        """The plain words of a sentence."""
        return self.catalogue.words(spoken.line, locale=spoken.language, now=self.clock())


def shop_clock(settings: Settings) -> Clock:
    """The time where the shop is."""
    zone = ZoneInfo(settings.time_zone)
    return lambda: datetime.now(UTC).astimezone(zone)


def routing_of(settings: Settings) -> Routing:
    """The routing document in force. Raises RoutingError."""
    return read_file(settings.routing_file or DEFAULT)


def open_stores(settings: Settings) -> Stores:
    """Connections to Redis and SQL; nothing is asked of them yet."""
    deadline = settings.order_deadline
    return Stores(
        redis=connect(settings.redis_url, settings.redis_deadline),
        engine=database.connect(settings.database_url, settings.data_dir),
        reader=database.connect(settings.database_url, settings.data_dir, statement_timeout=deadline, reads_only=True),
    )


def create_app(settings: Settings, *, clock: Clock | None = None, stores: Stores | None = None) -> Flask:
    """The web application. It starts without Redis and SQL, and serves what it can until they are there."""
    clock = clock or shop_clock(settings)
    stores = stores or open_stores(settings)
    meters_, routing = meters(), routing_of(settings)
    words = Words(Catalogue.load(settings.languages), clock)
    renderer = Renderer(words=words.of, phrases=words.catalogue.phrases, voice=voice_of)
    watch = Watch(meters_)
    calls = _calls(settings, stores, meters_, routing, words, renderer, watch)
    signatures = Signatures.from_settings(settings)
    people = People(calls.sessions, WaitingLine(stores.redis), routing, calls.key)
    app = Flask("wismo", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.register_blueprint(voice(Voice(calls, signatures, watch.answered)))
    app.register_blueprint(beside(_beside(settings, people, renderer, signatures)))
    app.register_blueprint(music(settings.music_file or SOFT_CHORDS))
    app.register_blueprint(health(_probes(stores), exposition=lambda: exposition(meters_)))
    refusals(app, watch.refused)
    return app


def _beside(settings: Settings, people: People, renderer: Renderer, signatures: Signatures) -> Beside:
    addresses = Addresses(settings.public_url)
    desks = dict.fromkeys(settings.agents, people.routing.default)
    return Beside(
        people=people,
        renderer=renderer,
        proven=partial(proven, signatures),
        music_url=addresses.music,
        desks=desks,
        agent_url=addresses.agent,
    )


def _calls(
    settings: Settings,
    stores: Stores,
    meters_: Meters,
    routing: Routing,
    words: Words,
    renderer: Renderer,
    watch: Watch,
) -> Calls:
    key = settings.secret_key.get_secret_value().encode()
    sessions = RedisSessions(stores.redis, clock=words.clock, breaker=Breaker(), count=meters_.redis_failed)
    return Calls(
        flows=FLOWS,
        services=_services(settings, stores, meters_, routing, key),
        sessions=sessions,
        render=renderer,
        ears=Hearing(words.catalogue),
        clock=words.clock,
        key=key,
        address=Addresses(settings.public_url).turn,
        language=partial(_language, settings, routing),
        words=words.of,
        caller=lambda ani: Caller(hashed(ani, key), ani[-2:]),
        late=Late(stores.engine, count=meters_.redis_failed),
        last_words=_last_words(settings, routing, words),
        faults=watch.broke,
    )


def _services(
    settings: Settings, stores: Stores, meters_: Meters, routing: Routing, key: bytes
) -> Callable[[datetime], Services]:
    orders = _orders(settings, stores, meters_, key)
    budget = settings.turn_deadline - 2 * settings.redis_deadline
    guesses = RedisGuesses(stores.redis, key)
    policy = Policy(settings.attestation, timedelta(days=settings.stale_after_days), settings.shared_after_orders)
    return lambda now: Services(
        now=now,
        orders=orders.within(budget),
        guesses=guesses,
        policy=policy,
        routing=routing,
        languages=settings.languages,
        speak_items=settings.speak_items,
        sends_texts=bool(settings.message_sender),
        lot=lambda sid, limit: random.Random(key + sid.encode()).randrange(limit),  # noqa: S311 - shows that somebody listens
    )


def _orders(settings: Settings, stores: Stores, meters_: Meters, key: bytes) -> GuardedOrders:
    """The orders behind a guard. Half of the web threads may wait for them: the other callers keep the other half."""
    half = max(1, settings.threads // 2)
    count = partial(_breaker, meters_)
    guard = Guard("orders", deadline=settings.order_deadline, threads=half, waiting=0, count=count)
    return GuardedOrders(OrderIndex(stores.engine, stores.reader), guard, LastKnown(stores.redis, key))


def _breaker(meters_: Meters, outcome: str) -> None:
    meters_.breaker_is("open" if outcome in ("open", "late", "failed") else "closed")


def _language(settings: Settings, routing: Routing, dnis: str) -> str:
    number = routing.numbers.get(dnis)
    return number.language if number else settings.language


def _last_words(settings: Settings, routing: Routing, words: Words) -> str:
    queue = routing.queues[routing.default]
    said = words.of(Spoken(Line("apology_error"), settings.language))
    person = Destination(routing.default, queue.hand_off.kind, queue.hand_off.address)
    return apology(said, voice=voice_of(settings.language), person=person)


def _probes(stores: Stores) -> list[Probe]:
    return [
        Probe("redis", lambda: redis_answers(stores.redis), needed=False),
        Probe("database", lambda: database_is_migrated(stores.engine), needed=True),
    ]
