"""Record sentences ahead of the calls that play them, and delete recordings that are no longer used."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog

from ivr.adapters.speech.recent_sentences import read_recent_sentences
from ivr.adapters.speech.session_lock import recording_lock
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.app.parts import Stores, editor_of, store_of
from ivr.app.speaking import cast_of, studio_of
from ivr.app.studio import brands_of, orders_told, standing
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings
from prompts.studio.recording_session import RecordingProgress, Retention
from prompts.studio.takes import Take

LONGEST_SESSION = timedelta(seconds=90)
"""Length of a recording session. RQ ends a job after 180 s; the last sentence still has time to finish before that."""

log = structlog.get_logger()


def record_ahead() -> dict[str, dict[str, Any]]:
    """Record the sentences that are the same in every call, as far as they are not recorded yet."""
    settings = Settings.from_env()
    if not settings.records:
        return {}
    editor = editor_of(settings)
    with job_stores(settings) as stores, recording_lock(stores.redis, Retention.STANDING) as allowed:
        if not allowed:
            return {}
        routing = store_of(settings, stores.engine, utc_now, editor).current().routing
        brands = brands_of(routing, editor).values()
        takes = (take for locale in settings.languages for take in standing(brands, locale, cast_of(settings)))
        return {"standing": _recorded(settings, stores, takes, Retention.STANDING)}


def record_orders() -> dict[str, dict[str, Any]]:
    """Record the order statuses that were just spoken in calls under way: a caller may ask to hear one again."""
    settings = Settings.from_env()
    if not settings.records:
        return {}
    with job_stores(settings) as stores, recording_lock(stores.redis, Retention.CALL) as allowed:
        told = list(read_recent_sentences(stores.engine, utc_now())) if allowed else []
        if not told:
            return {}
        editor = editor_of(settings)
        routing = store_of(settings, stores.engine, utc_now, editor).current().routing
        takes = orders_told(told, routing, editor, settings.time_zone, cast_of(settings))
        return {"call": _recorded(settings, stores, takes, Retention.CALL)}


def prune_recordings() -> dict[str, int]:
    """Retire recordings that no call asked for recently, and delete those that no call can still refer to."""
    with job_stores(Settings.from_env()) as stores:
        return asdict(RecordingStore(stores.engine, utc_now).prune())


def _recorded(settings: Settings, stores: Stores, takes: Iterable[Take], keep: Retention) -> dict[str, Any]:
    """Record until LONGEST_SESSION is over and return the progress. The next run records the rest."""
    until, outcome = utc_now() + LONGEST_SESSION, RecordingProgress()
    with studio_of(settings, stores.engine, utc_now) as studio:
        session = studio.record(takes, keep=keep)
        while (further := next(session, None)) and utc_now() < until:
            outcome = further
    if outcome.failed:
        log.warning("some sentences were not recorded", failed=outcome.failed, cause=outcome.cause)
    return asdict(outcome)
