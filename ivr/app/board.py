"""The supervisors' board: figures from SQL and from live calls, cached for a moment."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from ivr.adapters.redis.live_calls import LiveFeed
from ivr.adapters.resilience.cached_value import CachedValue
from ivr.adapters.sql.records.legs import counts, dispositions, half_hours
from ivr.adapters.sql.records.repeat_contacts import repeats
from ivr.app.parts import Parts
from ivr.console.ports.board import Reading
from ivr.reporting.board import Past, Present, board, board_within, targets
from ivr.reporting.day_curve import Halves
from ivr.reporting.dispositions import QUEUES
from ivr.reporting.kpis import Repeats, ServiceLevelRule
from ivr.reporting.live_snapshot import LiveCall, LiveSnapshot
from ivr.reporting.repeat_rules import DAYS

FRESH = 2.0
"""Seconds for which a reading is shared by all viewers."""
WEEK_FRESH = 60.0
"""Seconds for which the week's figures are cached."""


@dataclass(frozen=True)
class BoardReader:
    """Provides the newest reading, at most FRESH seconds old. Nothing is cached if WISMO_REFRESH_SECONDS is 0."""

    parts: Parts
    scenes: LiveFeed
    _week: CachedValue[Repeats] = field(init=False)
    _curves: CachedValue[Halves] = field(init=False)
    _newest: CachedValue[Reading] = field(init=False)

    def __post_init__(self) -> None:
        """Create the board with an empty cache."""
        fresh, week = (FRESH, WEEK_FRESH) if self.parts.settings.refresh_seconds > 0 else (0.0, 0.0)
        object.__setattr__(self, "_week", CachedValue(self._repeats, every=week, clock=time.monotonic))
        object.__setattr__(self, "_curves", CachedValue(self._halves, every=week, clock=time.monotonic))
        object.__setattr__(self, "_newest", CachedValue(self._read, every=fresh, clock=time.monotonic))

    def __call__(self) -> Reading:
        """The newest reading."""
        return self._newest()

    def _read(self) -> Reading:
        engine, settings = self.parts.stores.engine, self.parts.settings
        scene, routing, now = self.scenes.now(), self.parts.floor.routing, self.parts.clock()
        by = ServiceLevelRule(settings.service_level_formula, settings.short_abandon_seconds)
        since, until = _day_of(now)
        past = Past(
            counts=counts(engine, since, until, targets=targets(routing), short=by.short),
            ended=dispositions(engine, since, until),
            repeats=self._week(),
            halves=self._curves(),
        )
        present = _present(scene, now)
        found = board(routing, past, present, by)
        narrowed = partial(board_within, routing=routing, past=past, present=present, by=by)
        return Reading(found, routing, scene.alerts, scene.switched, scene.is_stale, now, narrowed, scene.agents)

    def _halves(self) -> Halves:
        """Today by half-hour, for the curves."""
        since, until = _day_of(self.parts.clock())
        short = self.parts.settings.short_abandon_seconds
        return half_hours(
            self.parts.stores.engine, since, until, targets=targets(self.parts.floor.routing), short=short
        )

    def _repeats(self) -> Repeats:
        _, until = _day_of(self.parts.clock())
        return repeats(self.parts.stores.engine, until - DAYS, until)


def _day_of(now: datetime) -> tuple[datetime, datetime]:
    """Start and end of the day in the time zone of `now`, 23 or 25 hours apart if the clock changes."""
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return begins, begins + timedelta(days=1)


def _present(scene: LiveSnapshot, now: datetime) -> Present:
    """The live calls as the board counts them. A wait counts from entering the current queue."""
    waits: dict[tuple[str, str], tuple[int, float]] = {}
    menus: Counter[str] = Counter()
    for call in scene.calls:
        if call.step not in QUEUES:
            menus[call.language] += 1
        elif not call.talks:
            many, longest = waits.get((call.queue, call.language), (0, 0.0))
            waits[call.queue, call.language] = many + 1, max(longest, _waited(call, now))
    return Present(waits, menus, scene.at_desk(now.timestamp()), is_known=not scene.is_stale)


def _waited(call: LiveCall, now: datetime) -> float:
    return max(now.timestamp() - call.since, 0.0)
