"""The people that queues in house need and the calls that vendors get, by half-hour: from forecasts and contracts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from ivr.reporting.contract_calls import IsOpen, Shares, SplitParts, contract_calls, open_hours, shares_of, split_parts
from ivr.reporting.forecast_days import half_hours
from ivr.reporting.forecast_model import ForecastDay
from ivr.reporting.kept_forecasts import ForecastSubject, KeptForecast, KeptForecasts
from ivr.reporting.staffing import PATIENCE, StaffingTerms, TeamNeed, people_needed, scheduled, team_need
from routing.allocation import LedgerKey
from routing.model import Queue, Routing

WITHOUT_PEOPLE = ("voicemail", "callback")
"""Kinds of hand-off behind which nobody waits for calls."""
LEDGER_DAYS = 56
"""Days of the ledger from which the parts of queues that come from splits are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlan:
    """The calls of a queue in each half-hour of some days, and the people needed in them.

    `people` is None for a vendor's queue, and where the handling time is unknown. Of `terms`, `is_own_patience` is
    false if the queue's own patience is unknown and PATIENCE stands in.
    """

    queue: str
    vendor: str
    calls: Mapping[date, tuple[float, ...]]
    people: Mapping[date, tuple[int, ...]] | None
    terms: StaffingTerms | None = None
    is_own_patience: bool = False

    def calls_on(self, days: Iterable[date]) -> float:
        """The calls of some days."""
        return sum(sum(self.calls.get(day, ())) for day in days)

    def need(self, days: Iterable[date], shrinkage: float) -> TeamNeed | None:
        """The people of some days; None if unknown."""
        chosen = list(days)
        if self.people is None:
            return None
        halves = [each for day in chosen for each in self.people.get(day, ())]
        return team_need(halves, shrinkage=shrinkage, days=len(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What a scenario changes on some days: the shares of splits, by rule, and the volume of all calls by a factor."""

    days: frozenset[date]
    shares: Shares
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)  # without slots, which would leave no place for what is found once
class PlanBasis:
    """What plans are made of. `handling` is the handling time to take where a queue's own is unknown, in seconds."""

    routing: Routing
    zone: tzinfo
    subjects: Mapping[str, ForecastSubject]
    forecasts: Mapping[str, Mapping[date, ForecastDay]]
    given: Mapping[LedgerKey, int]
    handling: float | None = None

    def plans(self, days: Iterable[date], change: PlanChange | None = None) -> dict[str, QueuePlan]:
        """The plan of each queue of the document that has a forecast or a share."""
        by_day = {day: self._calls(day, change) for day in days}
        queues = {queue: {day: calls.get(queue) for day, calls in by_day.items()} for queue in self.routing.queues}
        return {
            queue: self._plan(queue, {day: calls for day, calls in found.items() if calls is not None})
            for queue, found in queues.items()
            if any(calls is not None for calls in found.values())
        }

    def _calls(self, day: date, change: PlanChange | None) -> dict[str, tuple[float, ...]]:
        """The calls of each queue by half-hour of a day, by contract."""
        is_changed = change is not None and day in change.days
        shares = {**shares_of(self.routing), **(change.shares if change and is_changed else {})}
        factor = change.factor if change and is_changed else 1.0
        forecast = {queue: days[day].means for queue, days in self.forecasts.items() if day in days}
        if not forecast:
            return {}
        halves = [
            self._half(at, {queue: factor * means[place] for queue, means in forecast.items()}, shares)
            for place, at in enumerate(half_hours(day, self.zone))
        ]
        named = {*forecast, *(queue for half in halves for queue in half)}
        return {queue: tuple(half.get(queue, 0.0) for half in halves) for queue in named}

    def _half(self, at: datetime, calls: Mapping[str, float], shares: Shares) -> dict[str, float]:
        return contract_calls(calls, shares, self._parts, lambda queue: self._is_open(queue, at))

    @cached_property
    def _parts(self) -> SplitParts:
        offered = {queue: subject.offered for queue, subject in self.subjects.items()}
        return split_parts(shares_of(self.routing), self.given, offered)

    @cached_property
    def _is_open(self) -> IsOpen:
        return open_hours(self.routing)

    def _plan(self, key: str, calls: Mapping[date, tuple[float, ...]]) -> QueuePlan:
        queue, terms = self.routing.queues[key], self.terms(key)
        people = None
        if terms is not None and is_staffed(queue):
            people = {day: tuple(people_needed(each, terms) for each in halves) for day, halves in calls.items()}
        patience = self.subjects[key].patience if key in self.subjects else None
        return QueuePlan(
            queue=key,
            vendor=queue.vendor or "",
            calls=calls,
            people=people,
            terms=terms,
            is_own_patience=patience is not None,
        )

    def terms(self, key: str) -> StaffingTerms | None:
        """What people of a queue are counted from; None if its handling time is unknown."""
        subject, level = self.subjects.get(key), self.routing.queues[key].service_level
        handling = (subject.handling if subject else None) or self.handling
        if not handling:
            return None
        patience = (subject.patience if subject else None) or PATIENCE
        return StaffingTerms(round(handling), round(patience), level.percent, level.seconds)


def is_staffed(queue: Queue) -> bool:
    """Whether people in house answer a queue."""
    return queue.kind == "in_house" and queue.hand_off.kind not in WITHOUT_PEOPLE


def by_queue_and_day(kept: Iterable[KeptForecast]) -> dict[str, dict[date, ForecastDay]]:
    """Forecasts by key and day."""
    found: dict[str, dict[date, ForecastDay]] = {}
    for each in kept:
        found.setdefault(each.key, {})[each.forecast.day] = each.forecast
    return found


def plan_basis(
    kept: KeptForecasts,
    routing: Routing,
    *,
    now: datetime,
    since: date,
    until: date,
    handling: float | None = None,
) -> PlanBasis:
    """What plans of days from `since`, before `until`, are made of; `now` is on the shop's clock."""
    today = now.date()
    return PlanBasis(
        routing=routing,
        zone=now.tzinfo or UTC,
        subjects={each.key: each for each in kept.subjects() if each.part == "queue"},
        forecasts=by_queue_and_day(kept.days("queue", None, since=since, until=until)),
        given=kept.given(since=today - timedelta(days=LEDGER_DAYS), until=today),
        handling=handling,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """A queue over a span: calls; people in house, None if unknown or a vendor's."""

    queue: str
    vendor: str
    calls: float
    need: TeamNeed | None


def span_rows(plans: Mapping[str, QueuePlan], days: Iterable[date], shrinkage: float) -> list[SpanRow]:
    """The queues over the days of a span, in the order of the document."""
    chosen = list(days)
    return [
        SpanRow(
            queue=plan.queue,
            vendor=plan.vendor,
            calls=plan.calls_on(chosen),
            need=plan.need(chosen, shrinkage),
        )
        for plan in plans.values()
    ]


def people_at(plan: QueuePlan, day: date, place: int, shrinkage: float) -> int | None:
    """The people to be scheduled in a half-hour of a day; None if unknown."""
    return None if plan.people is None or day not in plan.people else scheduled(plan.people[day][place], shrinkage)


PLAN_HEADING = (
    "queue",
    "vendor",
    "day",
    "half-hour begins",
    "calls",
    "low",
    "high",
    "people needed",
    "people scheduled",
)


def plan_table(basis: PlanBasis, plans: Mapping[str, QueuePlan], shrinkage: float) -> Iterable[tuple[object, ...]]:
    """The rows of plans by half-hour; `low` and `high` are the band of the forecast before contracts divide it.

    What is unknown is "n/a"; a vendor's people are its own affair and stay empty.
    """
    for plan in plans.values():
        for day, calls in plan.calls.items():
            forecast = basis.forecasts.get(plan.queue, {}).get(day)
            for place, (at, each) in enumerate(zip(half_hours(day, basis.zone), calls, strict=True)):
                yield (
                    basis.routing.queues[plan.queue].name,
                    plan.vendor,
                    day.isoformat(),
                    at.astimezone(basis.zone).isoformat(),
                    round(each, 2),
                    *((forecast.lows[place], forecast.highs[place]) if forecast else ("n/a", "n/a")),
                    *_people_cells(basis, plan, day, place, shrinkage),
                )


def _people_cells(basis: PlanBasis, plan: QueuePlan, day: date, place: int, shrinkage: float) -> tuple[object, object]:
    if not is_staffed(basis.routing.queues[plan.queue]):
        return ("", "")
    if plan.people is None:
        return ("n/a", "n/a")
    return plan.people[day][place], people_at(plan, day, place, shrinkage) or 0
