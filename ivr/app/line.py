"""Composes the call handling of one application."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ivr.adapters.redis.last_known_orders import LastKnownOrders
from ivr.adapters.redis.rate_limits.guesses import RedisGuesses
from ivr.adapters.redis.rate_limits.outreach import RedisOutreach
from ivr.adapters.redis.sessions import RedisSessions
from ivr.adapters.resilience.breaker import Breaker
from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.adapters.resilience.guarded_orders import GuardedOrders, PunctualOrders
from ivr.adapters.resilience.refreshed_orders import LiveShops, RefreshedOrders
from ivr.adapters.sql.callbacks import newest_callback
from ivr.adapters.sql.notices.opt_outs import is_opted_out
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.records.spill_buffer import SpillBuffer
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.render import Renderer, apology
from ivr.app.calling_out import called_number
from ivr.app.parts import Parts
from ivr.calls.events import Caller
from ivr.calls.ports import Sessions
from ivr.calls.turn_handler import TurnHandler
from ivr.engine.call import Destination
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.engine.steps import ALWAYS_HEARD
from ivr.flows import FLOWS
from ivr.flows.services import Services
from ivr.orders.identity.caller_id import caller_id
from ivr.orders.identity.verification import Policy
from ivr.orders.outbound_numbers import textable_number
from ivr.orders.phone_numbers import hashed
from prompts.catalogue import Catalogue
from prompts.facts import Line
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers
from prompts.universals import Universals

if TYPE_CHECKING:
    from ivr.adapters.telemetry.traces import Tracing


def calls_of(
    parts: Parts, renderer: Renderer, watch: TurnLog, shops: LiveShops | None = None, tracing: "Tracing | None" = None
) -> TurnHandler:
    """The use case of turns. Without `shops`, none is asked for the orders of a caller."""
    redis_, count = parts.stores.redis, parts.meters.redis_failed
    sessions: Sessions = RedisSessions(redis_, clock=parts.clock, breaker=Breaker(probe=redis_.ping), count=count)
    return TurnHandler(
        flows=FLOWS,
        services=_services(parts, watch, shops, tracing),
        sessions=tracing.sessions(sessions) if tracing else sessions,
        render=renderer,
        ears=Hearing(parts.editor.catalogue, IssueClassifiers.load(parts.settings.languages)),
        clock=parts.clock,
        key=parts.key,
        address=parts.addresses.turn,
        language=partial(_language, parts),
        words=parts.wordings.words,
        caller=lru_cache(maxsize=1024)(partial(_caller, parts.key)),  # asked for several times in a turn
        late=SpillBuffer(parts.stores.engine, count=count),
        last_words=_last_words(parts),
        faults=watch.broke,
    )


def expected_phrases(catalogue: Catalogue) -> Callable[[str, str], Sequence[str]]:
    """The phrases that a speech recogniser can expect, by prompt and language; ALWAYS_HEARD stands for a prompt too."""
    universals = Universals.load(catalogue.locales)

    def phrases(prompt: str, language: str) -> Sequence[str]:
        return universals.hints(language) if prompt == ALWAYS_HEARD else catalogue.phrases(prompt, language)

    return phrases


def _services(
    parts: Parts, watch: TurnLog, shops: LiveShops | None, tracing: "Tracing | None"
) -> Callable[[datetime], Services]:
    settings, key = parts.settings, parts.key
    orders = _orders(parts, shops, tracing)
    budget = settings.turn_deadline - 2 * settings.redis_deadline
    guesses = RedisGuesses(parts.stores.redis, key)
    policy = Policy(settings.attestation, timedelta(days=settings.stale_after_days), settings.shared_after_orders)
    outreach = RedisOutreach(
        parts.stores.redis,
        key,
        newest=partial(newest_callback, parts.stores.reader),
        refused=watch.not_granted,
        stopped=partial(is_opted_out, parts.stores.reader, key),
    )
    texted = partial(textable_number, country=settings.country, countries=settings.texted_countries)
    keyed = partial(hashed, key=key)
    return lambda now: Services(
        now=now,
        orders=orders.within(budget),
        guesses=guesses,
        outreach=outreach,
        policy=policy,
        floor=parts.floor,
        languages=settings.languages,
        speak_items=settings.speak_items,
        age_told=timedelta(hours=settings.orders_age_told_hours),
        sends_texts=bool(settings.message_sender),
        calls_out=bool(settings.twilio_account_sid),
        callable_number=partial(called_number, settings),
        textable_number=texted,
        hashed=keyed,
        seeded_random=lambda sid, limit: random.Random(key + sid.encode()).randrange(limit),  # noqa: S311 - checks for a listener, no secret
    )


def _orders(parts: Parts, shops: LiveShops | None, tracing: "Tracing | None") -> GuardedOrders:
    """The orders behind a bulkhead: at most three quarters of the web threads wait for them."""
    settings, stores = parts.settings, parts.stores
    most = max(1, settings.threads * 3 // 4)

    def count(_outcome: str) -> None:
        parts.meters.breaker_is("open" if guard.is_open else "closed")

    guard = Bulkhead("orders", deadline=settings.order_deadline, most=most, count=count)
    index: PunctualOrders = OrderIndex(stores.engine, stores.reader)
    if shops and settings.refresh_age:
        index = RefreshedOrders(index, shops, timedelta(seconds=settings.refresh_age), parts.clock)
    index = tracing.orders(index) if tracing else index
    return GuardedOrders(index, guard, LastKnownOrders(stores.redis, parts.key))


def _caller(key: bytes, ani: str) -> Caller:
    """The caller for the record: a keyed hash and two digits; empty for an unusable number, which many share."""
    number = caller_id(ani).e164
    return Caller(hashed(number, key), number[-2:]) if number else Caller("", "")


def _language(parts: Parts, dnis: str) -> str:
    number = parts.floor.routing.numbers.get(dnis)
    return number.language if number else parts.settings.language


def _last_words(parts: Parts) -> str:
    routing, language = parts.floor.routing, parts.settings.language
    queue = routing.queues[routing.default]
    person = Destination(routing.default, queue.hand_off.kind, queue.hand_off.address)
    words = parts.wordings.words(Spoken(Line("apology_error"), language))
    return apology(words, voice=parts.wordings.of(VoiceProfile()).voice(language), person=person)
