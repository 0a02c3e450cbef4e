"""The composition: the one module that knows all the others."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import redis
from flask import Flask, request
from sqlalchemy import Engine

from ivr.adapters import database
from ivr.adapters.agents import SqlAgents
from ivr.adapters.breaker import Breaker
from ivr.adapters.callbacks import SqlCallbacks
from ivr.adapters.floor import LiveFloor, Snapshot
from ivr.adapters.guard import Guard
from ivr.adapters.guesses import RedisGuesses
from ivr.adapters.metrics import Meters, exposition, meters
from ivr.adapters.orders.guarded import GuardedOrders
from ivr.adapters.orders.index import OrderIndex
from ivr.adapters.orders.last_known import LastKnown
from ivr.adapters.probes import database_is_migrated, redis_answers
from ivr.adapters.records.late import Late
from ivr.adapters.redis import connect
from ivr.adapters.refreshing import Refreshed
from ivr.adapters.routings.counting import ledger_of
from ivr.adapters.routings.live import Announcements
from ivr.adapters.routings.store import RoutingStore
from ivr.adapters.routings.watching import Watcher
from ivr.adapters.sessions import RedisSessions
from ivr.adapters.sessions.line import WaitingLine
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import Renderer, apology
from ivr.adapters.twilio.signature import Signatures
from ivr.adapters.watch import Watch
from ivr.calls.callbacks import CallingBack
from ivr.calls.desk import Desk
from ivr.calls.events import Answered, Caller
from ivr.calls.holding import Holding
from ivr.calls.people import People
from ivr.calls.turn import Calls
from ivr.engine.call import Destination
from ivr.engine.effects import Spoken
from ivr.flows import FLOWS
from ivr.flows.services import Services
from ivr.orders.numbers import callable_number, caller, hashed
from ivr.orders.verify import Policy
from ivr.settings import Settings
from ivr.web.api.openapi import openapi
from ivr.web.api.routing import RoutingApi, routing_api
from ivr.web.api.tokens import read_tokens
from ivr.web.desk import DeskLine, customers, desk_line
from ivr.web.health import Probe, health
from ivr.web.music import SOFT_CHORDS, music
from ivr.web.people import Beside, beside
from ivr.web.proof import proven
from ivr.web.turns import Turns
from ivr.web.voice import Voice, refusals, voice
from prompts.catalogue import Catalogue
from prompts.facts import Line
from prompts.hearing import Hearing
from prompts.intent import Intents
from prompts.voices import voice_of
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
    parts = _parts(settings, clock or shop_clock(settings), stores or open_stores(settings))
    renderer = Renderer(words=parts.words, phrases=parts.catalogue.phrases, voice=voice_of)
    watch = Watch(parts.meters)
    calls = _calls(parts, renderer, watch)
    signatures = Signatures.from_settings(settings)
    proof = partial(_proof, signatures)
    app = Flask("wismo", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.json.sort_keys = False  # type: ignore[attr-defined]  # a document comes out in the order it was written in
    app.register_blueprint(voice(Voice(calls, proof, watch.answered)))
    app.register_blueprint(beside(_beside(parts, calls, renderer, proof)))
    app.register_blueprint(routing_api(_routing_api(parts)))
    app.register_blueprint(openapi())
    desk = _desk(parts, calls, renderer, proof)
    app.register_blueprint(desk_line(desk))
    app.register_blueprint(customers(desk))
    app.register_blueprint(music(settings.music_file or SOFT_CHORDS))
    app.register_blueprint(health(_probes(parts.stores), exposition=lambda: exposition(parts.meters)))
    refusals(app, watch.refused)
    app.wsgi_app = Turns(app.wsgi_app, calls, signatures, watch.answered, watch.refused)  # type: ignore[method-assign]  # Flask: middleware
    return app


def _proof(signatures: Signatures) -> Pairs:
    """The parameters of the request under way, once it is proven to be Twilio's."""
    return proven(signatures, request.environ)


def _parts(settings: Settings, clock: Clock, stores: Stores) -> Parts:
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
    first = routing_of(settings)
    store = RoutingStore(stores.engine, clock=clock, first=first)
    config = Compiled(first, version=0)
    watcher = Watcher(stores.redis, stores.engine, store, clock, watch.routing_broke, config)
    snapshot = Refreshed(
        watcher.snapshot,
        first=Snapshot(config),
        every=settings.refresh_seconds,
        failed=lambda _: counted.redis_failed("failed"),
    )
    return LiveFloor(snapshot, older=watcher.version)


def _beside(parts: Parts, calls: Calls, renderer: Renderer, proof: Callable[[], Pairs]) -> Beside:
    waiting = WaitingLine(parts.stores.redis)
    return Beside(
        people=People(calls.sessions, parts.floor),
        holding=Holding(calls.sessions, waiting, parts.floor, parts.key, parts.clock),
        renderer=renderer,
        proven=proof,
        answered=lambda sid: calls.note(Answered(sid, parts.clock())),
        addresses=parts.addresses,
    )


def _routing_api(parts: Parts) -> RoutingApi:
    stores, settings = parts.stores, parts.settings
    store = RoutingStore(stores.engine, clock=parts.clock, first=routing_of(settings))
    return RoutingApi(
        store=store,
        tell=Announcements(stores.redis, store).tell,
        ledger=partial(ledger_of, stores.engine),
        clock=parts.clock,
        tokens=read_tokens(settings.api_tokens),
        languages=settings.languages,
    )


def _desk(parts: Parts, calls: Calls, renderer: Renderer, proof: Callable[[], Pairs]) -> DeskLine:
    agents = SqlAgents(parts.stores.engine, parts.stores.reader, parts.stores.redis, parts.key)
    callbacks = SqlCallbacks(parts.stores.engine, parts.clock)
    return DeskLine(
        desk=Desk(agents, WaitingLine(parts.stores.redis), callbacks, parts.floor),
        calling_back=CallingBack(callbacks, parts.floor),
        renderer=renderer,
        proven=proof,
        answered=lambda sid, changed: calls.note(Answered(sid, parts.clock()), changed),
        addresses=parts.addresses,
        now=lambda: parts.clock().timestamp(),
    )


def _calls(parts: Parts, renderer: Renderer, watch: Watch) -> Calls:
    redis_, count = parts.stores.redis, parts.meters.redis_failed
    return Calls(
        flows=FLOWS,
        services=_services(parts),
        sessions=RedisSessions(redis_, clock=parts.clock, breaker=Breaker(probe=redis_.ping), count=count),
        render=renderer,
        ears=Hearing(parts.catalogue, Intents.load(parts.settings.languages)),
        clock=parts.clock,
        key=parts.key,
        address=parts.addresses.turn,
        language=partial(_language, parts),
        words=parts.words,
        caller=partial(_caller, parts.key),
        late=Late(parts.stores.engine, count=count),
        last_words=_last_words(parts),
        faults=watch.broke,
    )


def _services(parts: Parts) -> Callable[[datetime], Services]:
    settings, key = parts.settings, parts.key
    orders = _orders(parts)
    budget = settings.turn_deadline - 2 * settings.redis_deadline
    guesses = RedisGuesses(parts.stores.redis, key)
    policy = Policy(settings.attestation, timedelta(days=settings.stale_after_days), settings.shared_after_orders)
    return lambda now: Services(
        now=now,
        orders=orders.within(budget),
        guesses=guesses,
        policy=policy,
        floor=parts.floor,
        languages=settings.languages,
        speak_items=settings.speak_items,
        sends_texts=bool(settings.message_sender),
        callable_number=partial(
            callable_number, country=settings.country, countries=settings.callback_countries or (settings.country,)
        ),
        hashed=lambda text: hashed(text, key),
        lot=lambda sid, limit: random.Random(key + sid.encode()).randrange(limit),  # noqa: S311 - shows that somebody listens
    )


def _orders(parts: Parts) -> GuardedOrders:
    """The orders behind a guard. Three quarters of the web threads may wait for them: other callers keep the rest."""
    settings, stores = parts.settings, parts.stores
    half, quarter = max(1, settings.threads // 2), settings.threads // 4

    def count(_outcome: str) -> None:
        parts.meters.breaker_is("open" if guard.is_open else "closed")

    guard = Guard("orders", deadline=settings.order_deadline, threads=half, waiting=quarter, count=count)
    return GuardedOrders(OrderIndex(stores.engine, stores.reader), guard, LastKnown(stores.redis, parts.key))


def _caller(key: bytes, ani: str) -> Caller:
    """What the record holds of a caller: nothing of one whose number says nothing, or all of them would be one."""
    number = caller(ani).e164
    return Caller(hashed(number, key), number[-2:]) if number else Caller("", "")


def _language(parts: Parts, dnis: str) -> str:
    number = parts.floor.routing.numbers.get(dnis)
    return number.language if number else parts.settings.language


def _last_words(parts: Parts) -> str:
    routing, language = parts.floor.routing, parts.settings.language
    queue = routing.queues[routing.default]
    person = Destination(routing.default, queue.hand_off.kind, queue.hand_off.address)
    return apology(parts.words(Spoken(Line("apology_error"), language)), voice=voice_of(language), person=person)


def _probes(stores: Stores) -> list[Probe]:
    return [
        Probe("redis", lambda: redis_answers(stores.redis), needed=False),
        Probe("database", lambda: database_is_migrated(stores.engine), needed=True),
    ]
