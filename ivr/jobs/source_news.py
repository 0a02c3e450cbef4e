"""Bring what sources say into the order index."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from ivr.adapters.intake.synchronisation import is_due
from ivr.adapters.redis.source_locks import Task, source_lock
from ivr.app.news_intake import NewsIntake
from ivr.app.parts import shop_clock
from ivr.jobs.context import job_stores, utc_now
from ivr.orders.sources.source import Shop, Source, SourceState
from ivr.settings import Settings

LONGEST_SYNC = timedelta(seconds=60)
"""Length of one run over the shops; the next one goes on. RQ ends a job after 180 s."""
LONGEST_FOLLOWING = timedelta(seconds=30)
LONGEST_FETCH = timedelta(seconds=5)
"""Other jobs wait for a worker meanwhile."""

GoesOn = Callable[[], bool]


def take_news() -> dict[str, int]:
    """Apply the webhooks that came in, those of each source in the order of its own time."""
    settings = Settings.from_env()
    with job_stores(settings) as stores, source_lock(stores.redis, "news") as renew:
        return asdict(NewsIntake.of(settings, stores, utc_now).consume(renew)) if renew else {}


def fetch_orders() -> dict[str, int]:
    """Ask shops for orders that changed in a way that no message told."""
    return _ask_shops("fetch", LONGEST_FETCH, _has_pending, NewsIntake.ask_for_orders)


def sync_sources() -> dict[str, int]:
    """Read shops: all orders of a new one, what changed since for one in trouble, and for each one every night."""
    now = shop_clock(Settings.from_env())()
    return _ask_shops("sync", LONGEST_SYNC, lambda _, __, state: is_due(state, now), NewsIntake.synchronise)


def follow_parcels() -> dict[str, int]:
    """Ask carriers, then a tracking service, about parcels without news. Returns the number of parcels by source."""
    settings, until, done = Settings.from_env(), utc_now() + LONGEST_FOLLOWING, dict[str, int]()
    with job_stores(settings) as stores:
        intake = NewsIntake.of(settings, stores, utc_now)
        for source in intake.askable_trackers():
            with source_lock(stores.redis, "follow", source.name) as renew, intake.attempts.asking(source):
                if renew:
                    done[source.name] = intake.follow_parcels(source, partial(_goes_on, renew, until))
    return done


def _has_pending(intake: NewsIntake, source: Source, _state: SourceState) -> bool:
    return intake.pending.count(source.name) > 0


def _ask_shops(
    task: Task,
    longest: timedelta,
    is_wanted: Callable[[NewsIntake, Source, SourceState], bool],
    ask: Callable[[NewsIntake, Source, Shop, GoesOn], int],
) -> dict[str, int]:
    """Ask the shops that are wanted, one machine at a time each. Returns what came of it, by source."""
    settings, until, done = Settings.from_env(), utc_now() + longest, dict[str, int]()
    with job_stores(settings) as stores:
        intake = NewsIntake.of(settings, stores, utc_now)
        for source, state in intake.askable_shops():
            if not is_wanted(intake, source, state) or utc_now() > until:
                continue
            with source_lock(stores.redis, task, source.name) as renew, intake.attempts.asking(source):
                if renew:
                    goes_on = partial(_goes_on, renew, until)
                    done[source.name] = ask(intake, source, intake.shop(source), goes_on)
    return done


def _goes_on(renew: GoesOn, until: datetime) -> bool:
    return utc_now() < until and renew()
