"""What the pages of staffing read: forecasts and plans within what a user may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import cast

from ivr.accounts import User, visible_queues
from ivr.console.ports import Ports
from ivr.reporting.forecast_accuracy import ForecastError, error_of
from ivr.reporting.forecast_days import DAY, HALF, half_hours
from ivr.reporting.forecast_model import ForecastDay, updated
from ivr.reporting.kept_forecasts import ForecastPart, ForecastSubject
from ivr.reporting.night_forecast import calls_of
from ivr.reporting.staffing_plan import PlanBasis, QueuePlan, by_queue_and_day, plan_basis
from routing.model import Routing

ACCURACY_DAYS = 28
"""Days back that forecasts are held against what came."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part of the line that a page shows: "line", "queue" or "language", with its key."""

    part: ForecastPart
    key: str = ""

    @property
    def value(self) -> str:
        """It as an address has it."""
        return f"{self.part}:{self.key}" if self.key else self.part


@dataclass(frozen=True, kw_only=True)  # without slots, which would leave no place for what is read once
class StaffingReader:
    """The forecasts for a user. `handling` is the handling time (seconds) to take where a queue's own is unknown."""

    ports: Ports
    user: User
    handling: float | None = None

    @cached_property
    def routing(self) -> Routing:
        """The live version."""
        return self.ports.in_force()

    @cached_property
    def seen(self) -> tuple[str, ...] | None:
        """The queues that the user may see; None for all."""
        return visible_queues(self.user, self.routing)

    @cached_property
    def today(self) -> date:
        """The day on the shop's calendar."""
        return self.ports.clock().date()

    @cached_property
    def zone(self) -> tzinfo:
        """The shop's zone."""
        return cast("tzinfo", self.ports.clock().tzinfo)

    @cached_property
    def subjects(self) -> Mapping[Chosen, ForecastSubject]:
        """All that was forecast last, also what the user may not see."""
        return {Chosen(each.part, each.key): each for each in self.ports.staffing.forecasts.subjects()}

    @cached_property
    def choices(self) -> dict[str, str]:
        """What the user may choose, by its value in the address, with its name."""
        queues = {key: each.name for key, each in self.routing.queues.items() if self.seen is None or key in self.seen}
        found = {Chosen("queue", key).value: name for key, name in queues.items()}
        if self.seen is not None:
            return found
        spoken = [each.key for each in self.subjects if each.part == "language"]
        return {"line": "Whole line", **found, **{Chosen("language", key).value: key for key in spoken}}

    def chosen(self, asked: str) -> Chosen | None:
        """What an address names, if the user may see it; else the first choice, None if there is none."""
        value = asked if asked in self.choices else next(iter(self.choices), "")
        part, _, key = value.partition(":")
        return Chosen(cast("ForecastPart", part), key) if value else None

    def forecasts(self, of: Chosen, since: date, until: date) -> dict[date, ForecastDay]:
        """The forecasts of the days of a span; that of today follows what has come so far."""
        kept = self.ports.staffing.forecasts.days(of.part, (of.key,), since=since, until=until)
        found = by_queue_and_day(kept).get(of.key, {})
        if self.today in found:
            counts = self.came(of, self.today, self.today + DAY).get(self.today, ())
            found[self.today] = updated(found[self.today], counts)
        return found

    def came(self, of: Chosen, since: date, until: date) -> dict[date, tuple[int, ...]]:
        """The calls of the half-hours that are over, by day; nothing for days that have none yet."""
        history = self.ports.history
        rolled = history.known_until()
        if rolled is None:
            return {}
        known = min(rolled, self.ports.clock())  # the half-hour under way is on record and not over
        begins, ends = (datetime.combine(day, time(0), self.zone) for day in (since, until))
        queues = frozenset((of.key,)) if of.part == "queue" else None
        rows = history.rows(by=of.part, grain="half_hour", since=begins, until=ends, queues=queues)
        counts = {row.starts_at: calls_of(of.part, row.counts) for row in rows if row.key == of.key}
        days = (since + place * DAY for place in range((until - since).days))
        over = {day: [at for at in half_hours(day, self.zone) if at + HALF <= known] for day in days}
        return {day: tuple(counts.get(at, 0) for at in times) for day, times in over.items() if times}

    def errors(self, of: Chosen, came: Mapping[date, tuple[int, ...]]) -> dict[date, ForecastError]:
        """The errors of the last days, of the forecasts that were made in the night before each."""
        since = self.today - timedelta(days=ACCURACY_DAYS)
        kept = self.ports.staffing.forecasts.made_ahead(of.part, of.key, 0, since=since, until=self.today)
        return {
            each.forecast.day: error_of(each.forecast, came[each.forecast.day])
            for each in kept
            if len(came.get(each.forecast.day, ())) == len(each.forecast.means)
        }

    def basis(self, since: date, until: date) -> PlanBasis:
        """What plans of the days of a span are made of."""
        kept, now = self.ports.staffing.forecasts, self.ports.clock()
        return plan_basis(kept, self.routing, now=now, since=since, until=until, handling=self.handling)

    def within(self, plans: Mapping[str, QueuePlan]) -> dict[str, QueuePlan]:
        """The plans that the user may see."""
        return {key: plan for key, plan in plans.items() if self.seen is None or key in self.seen}
